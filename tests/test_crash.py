"""The program dies, at each of its steps and at any moment: nothing is lost, nothing is double, the next run finishes."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minutes.cli import run
from minutes.demo_site import Site, serve
from tests.crashing import contents, state

ROOT = Path(__file__).resolve().parent.parent
SOAK = "MINUTES_SOAK" in os.environ
KILLS, REAL = (500, 100) if SOAK else (50, 10)
TOWN = "kuusilampi"
SYNC = ("sync", "--delay", "0", TOWN)
NAME = "Ulpukka Keksitynmaa"
PAGE = """Kukkulan kunta

Kunnanhallitus 4.5.2026 § {section}

{title}

31{section}/00.01.05/2026

Valmistelija hallintojohtaja Outi Harjula

{words}

Päätösehdotus Kunnanhallitus päättää hakea avustuksen.

Päätös Päätösehdotus hyväksyttiin.
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with serve() as running:
        (tmp_path / "sources.toml").write_text(running.sources_toml(), encoding="utf-8")
        monkeypatch.setenv("MINUTES_SOURCES", str(tmp_path / "sources.toml"))
        yield running


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the archive that every trial begins with."""
    (tmp_path / "base").mkdir()
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "base" / "archive.sqlite"))
    return tmp_path / "base"


def trials(base: Path, *command: str, moments: int = 0, **environment: str) -> list[dict[str, Any]]:
    """Kill a command at every one of its steps, or so often at a random moment; return what came of each trial."""
    options = ["--moments", str(moments)] if moments else []
    done = subprocess.run(
        [sys.executable, "-m", "tests.crashing", str(base), *options, "--", *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, *lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert first["wrong"] == []
    assert moments or first["steps"] == len(lines)
    return lines


def all_came_through(lines: list[dict[str, Any]], least: int) -> None:
    assert len(lines) >= least
    assert [line for line in lines if line["killed"] != -signal.SIGKILL] == []
    assert [line for line in lines if line["again"] != 0] == []
    assert [line for line in lines if line["differs"]] == []


def imported(base: Path) -> None:
    words = {1: f"Hakija on {NAME} ja hanke on uusi.", 2: "Hanke jatkuu.", 3: "Hanke on päättynyt ja tilitetty."}
    for section, text in words.items():
        page = PAGE.format(section=section, title=f"Hanke {section}", words=text)
        (base.parent / f"{section}.txt").write_text(page, encoding="utf-8")
        assert run(["import", str(base.parent / f"{section}.txt")]) == 0


def test_a_sync_that_dies_at_any_step(base: Path, site: Site) -> None:
    if SOAK:
        all_came_through(trials(base, *SYNC), 40)
    assert run(SYNC) == 0
    site.stage = 1
    all_came_through(trials(base, *SYNC), 60)


def test_a_first_import_that_dies_at_any_step(base: Path) -> None:
    (base.parent / "1.txt").write_text(PAGE.format(section=1, title="Hanke", words="Hanke on uusi."), encoding="utf-8")
    all_came_through(trials(base, "import", str(base.parent / "1.txt")), 10)


def test_an_erasure_that_dies_at_any_step(base: Path) -> None:
    imported(base)
    command = ("erase", "--match", NAME, "--reason", "pyyntö", "--yes")
    all_came_through(trials(base, *command, CRASHING_ABSENT=NAME), 20)


def test_a_new_index_that_dies_at_any_step(base: Path) -> None:
    imported(base)
    all_came_through(trials(base, "reindex"), 4)


def test_a_backup_that_dies_at_any_step(base: Path) -> None:
    imported(base)
    all_came_through(trials(base, "backup", "copy.sqlite", "--force"), 2)


def test_a_sync_that_is_killed_at_any_moment(base: Path, site: Site) -> None:
    site.stage = 1
    lines = trials(base, *SYNC, moments=KILLS - REAL)
    assert sum(line["kills"] for line in lines) == KILLS - REAL
    all_came_through(lines, 2)


def test_a_process_that_is_killed_at_any_moment(
    base: Path, tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program as a user starts it, with its child processes."""
    chance, kills = random.Random(20260505), 0
    while kills < REAL:
        asked, until = len(site.requests), chance.randrange(1, 16)
        with subprocess.Popen(
            [sys.executable, "-m", "minutes", *SYNC], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as running:
            while len(site.requests) < asked + until and running.poll() is None:
                time.sleep(0.002)
            running.kill()
        kills += 1
        if (archive := base / "archive.sqlite").exists():
            contents(archive)
    assert run(SYNC) == 0
    finished = state(base / "archive.sqlite")
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "undisturbed.sqlite"))
    assert run(SYNC) == 0
    assert finished == state(tmp_path / "undisturbed.sqlite")
    assert finished["wrong"] == []
