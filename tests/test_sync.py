"""The main job against a real server on this machine: feeds → pages → records, again and again, interrupted and resumed."""

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from minutes.cli import run
from minutes.demo_data import towns
from minutes.demo_site import Site, serve
from tests.servers import Reply, Server

TOWNS = tuple(towns())


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the site's towns as its sources file; the archive of every command is in it."""
    (tmp_path / "sources.toml").write_text(site.sources_toml(), encoding="utf-8")
    monkeypatch.setenv("MINUTES_SOURCES", str(tmp_path / "sources.toml"))
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
    return tmp_path


def sync(*arguments: str) -> int:
    return run(["sync", "--delay", "0", *arguments])


def contents(place: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all that the archive says of decisions, without the times of this run."""
    with closing(sqlite3.connect(place / "archive.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return {
            "decisions": connection.execute(
                "SELECT id, title, status, outcome, content_hash FROM decision ORDER BY id"
            ).fetchall(),
            "amounts": connection.execute(
                "SELECT d.id, a.position, a.cents FROM amount a JOIN decision d ON d.key = a.decision_key ORDER BY 1, 2"
            ).fetchall(),
            "pages": connection.execute(
                "SELECT url, sha256 FROM page WHERE decision_key IS NOT NULL ORDER BY 1, 2"
            ).fetchall(),
            "revisions": connection.execute(
                "SELECT d.id, r.number, r.kind FROM revision r JOIN decision d ON d.key = r.decision_key ORDER BY 1, 2"
            ).fetchall(),
        }


def add_source(place: Path, id_: str, server: Server) -> None:
    """Add a publisher of that id, whose site the server is, to the sources file."""
    address = server.url("/cgi/DREQUEST.PHP")
    entry = f'name = "{id_}"\nmunicipality = "{id_}"\nplatform = "dynasty"\naddress = "{address}"\nloopback = true\n'
    with (place / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[sources.{id_}]\n{entry}")


def reports(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {row["source"]: row for row in rows}


def test_a_week_of_syncs(place: Path, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert sync("--format", "jsonl", *TOWNS) == 0
    first = reports(capsys)
    assert set(first) == set(TOWNS)
    assert all(row["new"] and not row["failed"] for row in first.values())
    before = contents(place)

    asked = len(site.requests)
    assert sync("--format", "jsonl", *TOWNS) == 0
    again = reports(capsys)
    assert all(
        (row["new"], row["changed"], row["failed"], row["not_modified"]) == (0, 0, 0, 3) for row in again.values()
    )
    assert contents(place) == before
    assert not [request for request in site.requests[asked:] if "page=meeting&" in request]

    site.stage = 1
    assert sync("--format", "jsonl", *TOWNS) == 0
    later = reports(capsys)
    assert sum(int(str(row["changed"])) for row in later.values()) > 0
    assert sum(int(str(row["new"])) for row in later.values()) > 0
    kinds = {kind for _, _, kind in contents(place)["revisions"]}
    assert "minutes_published" in kinds

    assert run(["search", "järvireitti", "--format", "jsonl"]) == 0
    hits = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len({hit["municipality"] for hit in hits}) >= 2


def test_since_reads_the_lists(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sync("--format", "jsonl", "--since", "2020-01-01", TOWNS[0]) == 0
    capsys.readouterr()
    before = contents(place)
    assert sync("--format", "jsonl", "--since", "2020", TOWNS[0]) == 0
    assert reports(capsys)[TOWNS[0]]["new"] == 0
    assert contents(place) == before


def test_dry_run_writes_nothing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sync("--dry-run", TOWNS[0]) == 0
    printed = capsys.readouterr()
    assert "page=meetingitem" in printed.out
    assert printed.out.split()[:4] == ["Source", "Kind", "Address", "Title"]
    assert "pages would be fetched" in printed.err
    assert not (place / "archive.sqlite").exists()


@pytest.mark.usefixtures("place")
def test_dry_run_lists_its_links_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert sync("--dry-run", "--format", "jsonl", TOWNS[0]) == 0
    links = json.loads(capsys.readouterr().out)["links"]
    assert links
    assert sync("--dry-run", "--format", "csv", TOWNS[0]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.lstrip("\ufeff").splitlines()))
    assert [(row["source"], row["kind"], row["url"]) for row in rows] == [
        (TOWNS[0], link["kind"], link["url"]) for link in links
    ]


def test_a_bad_source_stops_no_other(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Server({"/robots.txt": Reply(404)}) as broken:
        add_source(place, "rikki", broken)
        assert sync("--format", "jsonl", "rikki", TOWNS[0]) == 1
        told = reports(capsys)
        assert told["rikki"]["error"]
        assert told[TOWNS[0]]["new"]
        assert sync("--format", "jsonl", "rikki", TOWNS[0]) == 0, "what was reported once is not mailed every hour"


def test_a_page_of_another_kind_is_a_failure_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    login = "<html><head><title>Kirjaudu</title></head><body><form>Käyttäjätunnus <input></form></body></html>"
    with Server({}) as server:
        base = server.url("/cgi/DREQUEST.PHP")
        item = f"<item><title><![CDATA[Kunnanhallitus 8.5.2026 / Asia]]></title><link><![CDATA[{base}?page=meetingitem&id=20261-1]]></link></item>"
        feed = f"<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel><title>x</title>{item}</channel></rss>"
        empty = feed.replace(item, "")
        server.script.update(
            {
                "/cgi/DREQUEST.PHP?page=rss/meetingitems&show=100": Reply(200, feed.encode()),
                "/cgi/DREQUEST.PHP": Reply(200, empty.encode()),
                "/cgi/DREQUEST.PHP?page=meetingitem&id=20261-1": Reply(
                    200, login.encode(), {"Content-Type": "text/html; charset=utf-8"}
                ),
            }
        )
        sources = tmp_path / "sources.toml"
        sources.write_text(
            f'[sources.kuu]\nname = "Kuun kunta"\nmunicipality = "Kuu"\nplatform = "dynasty"\naddress = "{base}"\nloopback = true\n',
            encoding="utf-8",
        )
        monkeypatch.setenv("MINUTES_SOURCES", str(sources))
        monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
        assert sync("--format", "jsonl", "kuu") == 1
        report = reports(capsys)["kuu"]
        assert (report["new"], report["failed"]) == (0, 1)
        with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as connection:
            (reason, digest) = connection.execute("SELECT reason, sha256 FROM failure").fetchone()
            assert "not minutes" in reason
            assert connection.execute("SELECT count(*) FROM snapshot WHERE sha256 = ?", (digest,)).fetchone() == (1,)
        assert sync("--format", "jsonl", "kuu") == 0, (
            "it is not asked for again within the hour, and not reported again"
        )
        assert server.asked("/cgi/DREQUEST.PHP?page=meetingitem&id=20261-1") <= 2


@pytest.mark.usefixtures("place")
def test_nothing_enabled_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert sync() == 2
    assert "minutes sources enable" in capsys.readouterr().err
    assert run(["sources", "enable", TOWNS[0]]) == 0
    assert sync() == 0


@pytest.mark.usefixtures("place")
def test_an_unknown_source_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert sync(TOWNS[0] + "x") == 2
    assert TOWNS[0] in capsys.readouterr().err


def command(*arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "minutes", "sync", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def test_a_second_sync_leaves_at_once(place: Path) -> None:
    slow = command("--delay", "0.5", *TOWNS)
    try:
        lock = place / "archive.sqlite.lock"
        deadline = time.monotonic() + 30
        while not lock.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        second = command(TOWNS[0])
        _, said = second.communicate(timeout=30)
        assert second.returncode == 75
        assert b"another minutes run" in said
    finally:
        slow.kill()
        slow.communicate()
    assert sync(*TOWNS) == 0, "a dead run never blocks the next"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_interrupted_in_the_middle(
    place: Path,
    site: Site,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    how: signal.Signals,
) -> None:
    running = command("--delay", "0.1", *TOWNS)
    deadline = time.monotonic() + 60
    while sum("page=meetingitem" in request for request in site.requests) < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(running.pid, how)
    running.communicate(timeout=60)
    assert running.returncode == (130 if how is signal.SIGINT else -signal.SIGKILL)
    assert sync(*TOWNS) == 0
    finished = contents(place)
    undisturbed = tmp_path_factory.mktemp("undisturbed")
    monkeypatch.setenv("MINUTES_ARCHIVE", str(undisturbed / "archive.sqlite"))
    assert sync(*TOWNS) == 0
    assert contents(undisturbed) == finished


def test_a_feed_that_slid_past_is_filled_and_said(place: Path, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """All that the source is known for is older than its feed: what stood in between was never seen."""
    assert sync("--format", "jsonl", TOWNS[0]) == 0
    with closing(sqlite3.connect(place / "archive.sqlite")) as connection:
        connection.execute("UPDATE decision SET id = source || ':2019' || key, url = NULL")
        connection.execute("DELETE FROM page")
        connection.execute("UPDATE feed_state SET etag = NULL, last_modified = NULL")
        connection.commit()
    capsys.readouterr()
    assert sync("--format", "jsonl", TOWNS[0]) == 0, "what was put right needs nobody"
    captured = capsys.readouterr()
    assert json.loads(captured.out)["gap"] is True
    assert "the gap is closed" in captured.err
    assert any("meeting_handlers" in request for request in site.requests)
    assert sync("--format", "jsonl", TOWNS[0]) == 0
    assert json.loads(capsys.readouterr().out)["gap"] is False


def test_a_source_that_fails_rests_unless_it_is_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Server({"/robots.txt": Reply(404)}) as broken:
        add_source(place, "rikki", broken)
        assert run(["sources", "enable", "rikki", TOWNS[0]]) == 0
        assert sync("--quiet") == 1
        assert "rikki" in capsys.readouterr().err
        asked = len(broken.requests)
        assert sync("--format", "jsonl") == 0
        assert reports(capsys).keys() == {TOWNS[0]}
        assert len(broken.requests) == asked, "it is left alone for most of an hour"
        assert sync("--quiet", "rikki") == 0, "named, it is asked; told once, it is not told again"
        assert len(broken.requests) > asked
        assert run(["sources", "disable", TOWNS[0]]) == 0
        assert sync() == 0, "nothing left to do is no mistake"


def test_what_is_muted_is_told_when_the_mute_ends(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Server({"/robots.txt": Reply(404)}) as broken:
        add_source(place, "rikki", broken)
        assert run(["sources", "mute", "rikki"]) == 0
        assert sync("--quiet", "rikki") == 0
        assert capsys.readouterr().out == ""
        assert run(["sources", "mute", "rikki", "--days", "0"]) == 0
        assert sync("--quiet", "rikki") == 1
        assert sync("--quiet", "rikki") == 0
