"""A new publishing system is one file: put among the platforms, it is listed, checked, synced, searched and read from saved files."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers import Reply, Server

TOY = Path(__file__).with_name("toy_platform.py")
FOUND_BY_LISTING = "import scraper.platforms\nscraper.platforms.__path__.append({folder!r})\n"
"""Stands for the folder itself: what lies in the added folder is found as what lies in scraper/platforms is."""

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def page(body: str) -> Reply:
    """Return a page of the system."""
    html = f"<html><head><meta charset='utf-8'><meta name='ilmoitustaulu'></head><body>{body}</body></html>"
    return Reply(200, html.encode(), {"Content-Type": "text/html; charset=utf-8"})


LIST = page(
    "<h1>Ilmoitustaulu</h1><ul id='taulu'><li>9.3.2026 <a href='/taulu/12'>Satamalaiturin maalaus</a></li>"
    "<li>3.3.2026 <a href='/taulu/11'>Retkiluistelurata</a></li><li>2.3.2026 <a href='/taulu/10'>Kerhoavustus</a></li>"
    "<li>1.3.2026 <a href='/taulu/9'>Poistettu</a></li></ul>"
)
ITEMS = {
    "/taulu/12": page(
        "<h1>Satamalaiturin maalaus</h1><p>Esityslista</p><p>Tekninen lautakunta 9.3.2026 § 21</p>"
        "<p>Ehdotus</p><p>Tekninen lautakunta päättää maalata laiturin.</p>"
    ),
    "/taulu/11": page(
        "<h1>Retkiluistelurata</h1><p>Tekninen lautakunta 3.3.2026 § 18</p><p>Ehdotus</p><p>Tekninen lautakunta päättää tilata radan 7 400 eurolla.</p>"
        "<p>Päätös</p><p>Ehdotus hyväksyttiin.</p>"
    ),
    "/taulu/10": page(
        "<h1>Kerhoavustus</h1><p>Sivistysjohtaja 2.3.2026 § 4</p><p>Päätös</p><p>Päätän myöntää kerholle 300 euroa.</p>"
    ),
    "/taulu/9": LIST,
}


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Return the command line with the toy among its platforms; children that read pages find it too."""
    folder = tmp_path / "platforms"
    folder.mkdir()
    shutil.copy(TOY, folder / "toy.py")
    (tmp_path / "sitecustomize.py").write_text(FOUND_BY_LISTING.format(folder=str(folder)), encoding="utf-8")
    environment = os.environ | {
        "PYTHONPATH": str(tmp_path),
        "MINUTES_ARCHIVE": str(tmp_path / "archive.sqlite"),
        "MINUTES_SOURCES": str(tmp_path / "sources.toml"),
    }

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "minutes", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Server]:
    with Server({"/taulu": LIST, **ITEMS}) as server:
        (tmp_path / "sources.toml").write_text(
            '[sources.lehtola]\nname = "Lehtolan kunta"\nmunicipality = "Lehtola"\nplatform = "toy"\n'
            f'address = "{server.url("/taulu")}"\nloopback = true\n',
            encoding="utf-8",
        )
        yield server


def test_one_file_and_a_source_are_all_it_takes(command: Command, town: Server) -> None:
    synced = command("sync", "--delay", "0", "--format", "jsonl", "lehtola")
    report = json.loads(synced.stdout)
    assert (report["new"], report["failed"]) == (3, 1), synced.stderr
    (problem,) = report["problems"]
    assert problem.endswith("another page: 9 was asked for, the list came")
    assert town.asked("/taulu/9") == 2, "asked once more on a new connection"

    found = command("search", "luistelurata", "--format", "jsonl")
    (hit,) = [json.loads(line) for line in found.stdout.splitlines()]
    assert hit["id"] == "lehtola:11"
    exported = [json.loads(line) for line in command("export", "-", "--format", "jsonl").stdout.splitlines()]
    told = {one["id"]: (one["kind"], one["status"], one["body"], one["outcome"]) for one in exported}
    assert told == {
        "lehtola:12": ("meeting_item", "agenda", "Tekninen lautakunta", None),
        "lehtola:11": ("meeting_item", "minutes", "Tekninen lautakunta", "passed_unchanged"),
        "lehtola:10": ("officer_decision", "minutes", "Sivistysjohtaja", "passed_unchanged"),
    }


def test_its_saved_pages_are_recognised(command: Command, tmp_path: Path) -> None:
    saved = tmp_path / "saved.html"
    saved.write_bytes(ITEMS["/taulu/11"].body)
    record = json.loads(command("parse", str(saved), "--format", "jsonl").stdout)
    assert (record["title"], record["section"], record["decision"]) == (
        "Retkiluistelurata",
        "18",
        "Ehdotus hyväksyttiin.",
    )
