"""A disk that takes no more, at whatever point: exit status 74, what was committed stays, and the next run goes on.

The limit is the system's own, on how large a file of the process may grow: every write beyond it fails as on a full disk.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minutes.cli import run
from minutes.demo_site import Site, serve
from tests.crashing import contents, state

SOAK = "MINUTES_SOAK" in os.environ
TOWN = "kuusilampi"
SYNC = ("sync", "--delay", "0", TOWN)
LIMITED = (
    "import resource, sys; size = int(sys.argv.pop(1)); resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)); "
    "from minutes.__main__ import main; main()"
)
LEAST = 33_000  # bytes: what SQLite's shared memory takes for reading alone
NAME = "Ulpukka Keksitynmaa"


def limited(size: int, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose files may not grow beyond `size` bytes."""
    arguments = [sys.executable, "-c", LIMITED, str(size), *command]
    return subprocess.run(arguments, capture_output=True, text=True, check=False)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with serve() as running:
        (tmp_path / "sources.toml").write_text(running.sources_toml(), encoding="utf-8")
        monkeypatch.setenv("MINUTES_SOURCES", str(tmp_path / "sources.toml"))
        yield running


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "place").mkdir()
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "place" / "archive.sqlite"))
    return tmp_path / "place"


@pytest.fixture
def long(place: Path) -> Path:
    """Return the folder of an archive with one decision that is longer than the limit, and its index."""
    words = "".join(f"Hanke {number} jatkuu, kertoo {NAME}.\n" for number in range(3000))
    page = f"Kukkulan kunta\n\nKunnanhallitus 4.5.2026 § 7\n\nHanke\n\n317/00.01.05/2026\n\n{words}\nPäätös Hyväksyttiin.\n"
    (place.parent / "page.txt").write_text(page, encoding="utf-8")
    assert run(["import", str(place.parent / "page.txt")]) == 0
    return place


def test_a_sync_goes_on_when_there_is_room_again(place: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(SYNC) == 0
    archive = place / "archive.sqlite"
    before = contents(archive)
    shutil.copytree(place, place.with_name("undisturbed"))
    site.stage = 1
    for size in range(40_000, 200_000, 10_000 if SOAK else 80_000):
        done = limited(size, *SYNC)
        assert (done.returncode, "make space" in done.stderr) == (74, True), done.stderr
        held = contents(archive)
        assert set(before["decision"]) <= {*held["decision"], *before["decision"]}
        assert len(held["decision"]) >= len(before["decision"])
    assert run(SYNC) == 0
    finished = state(archive)
    monkeypatch.setenv("MINUTES_ARCHIVE", str(place.with_name("undisturbed") / "archive.sqlite"))
    assert run(SYNC) == 0
    assert finished == state(place.with_name("undisturbed") / "archive.sqlite")
    assert finished["wrong"] == []


def test_a_first_sync_that_has_no_room_leaves_nothing_half(place: Path, site: Site) -> None:
    for size in (LEAST, 150_000):
        assert limited(size, *SYNC).returncode == 74
    assert run(SYNC) == 0
    assert state(place / "archive.sqlite")["wrong"] == []
    assert site.requests


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl", "out.xlsx"])
def test_an_export_is_whole_or_not_there(long: Path, name: str) -> None:
    done = limited(LEAST, "export", str(long / name))
    assert (done.returncode, "space" in done.stderr) == (74, True), done.stderr
    assert [path.name for path in long.iterdir() if "out" in path.name] == []


def test_a_backup_is_whole_or_not_there(long: Path) -> None:
    before = contents(long / "archive.sqlite")
    done = limited(200_000, "backup", str(long / "copy.sqlite"))
    assert (done.returncode, "copy.sqlite could not be written" in done.stderr) == (74, True)
    assert [path.name for path in long.iterdir() if "copy" in path.name] == []
    assert contents(long / "archive.sqlite") == before


def test_a_new_index_that_does_not_fit_leaves_the_old_one(long: Path) -> None:
    before = state(long / "archive.sqlite")
    done = limited(LEAST + 1_000, "reindex")
    assert (done.returncode, "minutes reindex` makes it anew" in done.stderr) == (74, False), done.stderr
    assert state(long / "archive.sqlite") == before
    assert run(["reindex"]) == 0
    assert state(long / "archive.sqlite")["wrong"] == []


def test_an_erasure_that_does_not_fit_is_finished_later(long: Path) -> None:
    command = ("erase", "--match", NAME, "--reason", "pyyntö", "--yes")
    assert limited(200_000, *command).returncode == 74
    assert run(command) == 0
    left: list[Any] = [path.name for path in long.rglob("*") if path.is_file() and NAME.encode() in path.read_bytes()]
    assert left == []
    assert contents(long / "archive.sqlite")["decision"] == []
