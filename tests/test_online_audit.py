"""What a publisher's lists show against what is held: the pretend site with more in its lists than the archive has."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from minutes.cli import run
from minutes.demo_data import towns
from minutes.demo_site import Site, serve
from minutes.online_audit import against
from scraper.page import Link, LinkKind
from tests.servers import Reply, Server

TOWN = "kuusilampi"
YEARS = sorted({str(meeting["date"].year) for meeting in towns()[TOWN].meetings(1)})
ASKED = [argument for year in YEARS for argument in ("--year", year)]


@pytest.fixture
def site() -> Iterator[Site]:
    with serve(stage=1) as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "sources.toml").write_text(site.sources_toml(), encoding="utf-8")
    monkeypatch.setenv("MINUTES_SOURCES", str(tmp_path / "sources.toml"))
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
    return tmp_path / "archive.sqlite"


def compared(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> list[dict[str, object]]:
    assert run(["audit", "--online", "--format", "jsonl", *arguments]) == status
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def lose(place: Path, *ids: str) -> None:
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        for id_ in ids:
            assert connection.execute("DELETE FROM decision WHERE id = ?", (id_,)).rowcount == 1


def test_what_the_lists_show_and_the_archive_lacks(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sync", TOWN, "--delay", "0", "--since", YEARS[0]]) == 0
    capsys.readouterr()
    rows = compared(capsys, TOWN, *ASKED)
    assert rows
    assert all(row["listed"] == row["held"] and not row["missing"] for row in rows)

    with closing(sqlite3.connect(place)) as connection:
        items = connection.execute(
            "SELECT id, url, body FROM decision WHERE kind = 'meeting_item' ORDER BY id"
        ).fetchall()
        (officer,) = connection.execute("SELECT id, url, body FROM decision WHERE kind = 'officer_decision'").fetchmany(
            1
        )
    lost = [items[0], items[-1], officer]
    assert run(["erase", items[1][0], "--reason", "a request", "--yes"]) == 0
    capsys.readouterr()
    lose(place, *(id_ for id_, _, _ in lost))
    before = place.read_bytes()
    rows = compared(capsys, TOWN, *ASKED)
    assert {url for row in rows for url in row["missing_urls"]} == {url for _, url, _ in lost}  # type: ignore[attr-defined]
    assert sum(int(str(row["erased"])) for row in rows) == 1, "what was erased here is not missing"
    assert {row["body"] for row in rows if row["missing"]} == {body for _, _, body in lost}
    assert place.read_bytes() == before, "an audit writes nothing"

    assert run(["audit", TOWN, "--online", *ASKED, "--body", "KUNNANHALLITUS"]) == 0
    told = capsys.readouterr()
    assert "Kunnanhallitus" in told.out
    assert str(officer[2]) not in told.out
    own = [url for _, url, body in lost if body == "Kunnanhallitus"]
    assert own
    assert all(f"missing: {url}" in told.err for url in own)
    assert f"minutes sync {TOWN} --since {YEARS[0]}-01-01" in told.err


def test_lists_that_cannot_be_read_are_said_and_need_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Server({"/robots.txt": Reply(404), "/cgi/DREQUEST.PHP": Reply(404)}) as broken:
        (tmp_path / "sources.toml").write_text(
            f'[sources.rikki]\nname = "Rikki"\nmunicipality = "Rikki"\nplatform = "dynasty"\naddress = "{broken.url("/cgi/DREQUEST.PHP")}"\nloopback = true\n',
            encoding="utf-8",
        )
        monkeypatch.setenv("MINUTES_SOURCES", str(tmp_path / "sources.toml"))
        monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
        assert run(["sync", "rikki", "--quiet"]) == 1
        capsys.readouterr()
        assert run(["audit", "rikki", "--online", "--year", "2026"]) == 1
        assert "a list could not be read, so more may be missing" in capsys.readouterr().err


@pytest.mark.usefixtures("place")
def test_online_needs_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "--online"]) == 2
    assert "name it" in capsys.readouterr().err


def test_an_item_is_counted_once_and_held_by_id_or_address() -> None:
    def link(id_: str | None, url: str) -> Link:
        return Link(url, LinkKind.meeting_item, id_, body="Kunnanhallitus")

    links = [
        link("1-1", "https://x.example/cgi?page=meetingitem&id=1-1"),
        link("1-1", "https://x.example/other?id=1-1"),
        link("1-2", "https://x.example/2"),
        link(None, "https://x.example/3"),
    ]
    (listed,) = against("x", links, frozenset({"1-1", "https://x.example/3"}))
    assert (listed.listed, listed.held, [one.id for one in listed.missing]) == (3, 2, ["1-2"])
