"""`minutes demo`: the whole program against the pretend council site, as a person starts it."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SECONDS = 120


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    """Return an environment of its own: configuration, data and temporary files below one folder."""
    (tmp_path / "tmp").mkdir()
    places = {"XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data", "TMPDIR": "tmp"}
    mine = {name: value for name, value in os.environ.items() if not name.startswith("MINUTES_")}
    return {**mine, "HOME": str(tmp_path), **{name: str(tmp_path / folder) for name, folder in places.items()}}


def demo(place: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    """Run the demo in a process of its own."""
    command = [sys.executable, "-m", "minutes", "demo", *options]
    return subprocess.run(command, env=place, capture_output=True, text=True, timeout=SECONDS, check=False)


def test_the_demo_shows_the_main_job(place: dict[str, str], tmp_path: Path) -> None:
    ended = demo(place)
    assert ended.returncode == 0, ended.stderr
    first, second = (line for line in ended.stderr.splitlines() if line.startswith("3 sources:"))
    assert first == "3 sources: 17 new, 0 changed, 0 unchanged, 0 failed; 14 attachments read"
    assert second.startswith("3 sources: 2 new, 5 changed, ")
    for shown in (
        "$ minutes sync",
        "$ minutes search järvireitti",
        "$ minutes funding Järvireitti",
        "$ minutes search pitkospuut",
        "lintutornia",
        "$ minutes export decisions.csv",
    ):
        assert shown in ended.stdout
    for town in ("Kuusilampi", "Harjuvesi", "Granskär"):
        assert town in ended.stdout
    assert "480 000 €" in ended.stdout
    assert "minutes sources enable kuopio joensuu" in ended.stdout
    assert not list((tmp_path / "tmp").glob("minutes-demo-*"))
    assert not (tmp_path / "data").exists()
    assert not (tmp_path / "config").exists()


def test_the_demo_s_archive_can_be_kept(place: dict[str, str], tmp_path: Path) -> None:
    archive = tmp_path / "demo.sqlite"
    assert demo(place, "--archive", str(archive)).returncode == 0
    table = tmp_path / "all.csv"
    command = [sys.executable, "-m", "minutes", "export", str(table), "--archive", str(archive)]
    subprocess.run(command, env=place, check=True, capture_output=True, timeout=SECONDS)
    with table.open(encoding="utf-8", newline="") as lines:
        rows = {row["id"]: row for row in csv.DictReader(lines)}
    assert len(rows) == 19
    assert rows["kuusilampi:2026118-1"]["section"] == "92"
    assert rows["kuusilampi:2026118-1"]["outcome"] == "passed_unchanged"
    assert rows["granskar:202641-1"]["language"] == "sv"
    again = demo(place, "--archive", str(archive))
    assert (again.returncode, "exists already" in again.stderr) == (2, True)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_an_interrupted_demo_leaves_nothing(place: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "minutes", "demo"]
    with subprocess.Popen(command, env=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if line.startswith("$ minutes sync"):
                break
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=SECONDS)
    # Python itself ends by the signal where it came during an import; a shell says 130 of both.
    assert running.returncode in (130, -signal.SIGINT), said
    assert said.count("Interrupted") == 1
    assert "Traceback" not in said
    assert not list((tmp_path / "tmp").glob("minutes-demo-*"))
