"""What `pip install .` puts into an environment: four packages, their data, nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the names in a wheel built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(folder),
        str(ROOT),
    ]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    return zipfile.ZipFile(wheel).namelist()


def test_top_level(names: list[str]) -> None:
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {"scraper", "archive", "search", "minutes"}


@pytest.mark.parametrize(
    "part",
    [
        "scraper/sources.toml",
        "archive/migrations/",
        "minutes/site/",
        "minutes/commands/",
        "scraper/platforms/dynasty.py",
    ],
)
def test_data_is_inside(names: list[str], part: str) -> None:
    assert any(name.startswith(part) for name in names)


def test_nothing_of_the_workshop_is_inside(names: list[str]) -> None:
    assert not [name for name in names if "test" in name.split("/")[0] or name.endswith((".pyc", ".orig", ".rej"))]
