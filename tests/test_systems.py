"""Each publishing system end to end, against the same small town on loopback: sync → archive → search, again, later, and far back.

What each test proves of which system is the table of docs/systems.md.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from minutes.cli import run
from scraper.platforms import load
from tests.pretend_casem import casem
from tests.pretend_dynasty import dynasty_static
from tests.pretend_helsinki import SEARCH, helsinki
from tests.pretend_ktweb import ktweb
from tests.pretend_sites import UTF8, Answers, Site
from tests.pretend_turku import inetview, successor
from tests.story import GRANT, GRANTED, HELD, OLD, sittings

COMING = sittings(0)[0]


@dataclass(frozen=True)
class System:
    """A system's town: its site, where its source begins, and the ids of its decisions: now, the agenda's as minutes, long ago.

    `elsewhere` is the id under which the minutes of the agenda come, where that is another.
    """

    answers: Callable[[int], Answers]
    platform: str
    address: str
    now: tuple[str, ...]
    agenda: str
    old: str
    elsewhere: str | None = None
    search: str | None = None
    officer: str | None = None


SYSTEMS = {
    "dynasty-static": System(
        dynasty_static,
        "dynasty",
        "/kokous/TELIMET.HTM",
        (f"{HELD.day.year}405-1", f"{HELD.day.year}405-2", f"{COMING.day.year}406-1"),
        f"{COMING.day.year}406-1",
        f"{OLD.day.year}403-1",
    ),
    "casem": System(casem, "casem", "/fi-FI", ("511", "512", "521", "901"), "521", "501", officer="901"),
    "inetview": System(
        inetview,
        "turku",
        "/",
        ("7000511", "7000512", "7000521", "7000591", "7000901"),
        "7000521",
        "7000501",
        officer="7000901",
    ),
    "successor": System(
        successor, "turku", "/api/toimielimet", ("7000511", "7000512", "7000521"), "7000521", "7000501"
    ),
    "ktweb": System(
        ktweb,
        "ktweb",
        "/ktwebbin/dbisa.dll/ktwebscr/pk_tek_tweb.htm",
        ("5111", "5121", "5212", "901"),
        "5212",
        "5011",
        elsewhere="5211",
        officer="901",
    ),
    "helsinki": System(
        helsinki,
        "helsinki",
        "/",
        tuple(f"0f0f0f0f-0000-4000-8000-{key:012d}" for key in (511, 512, 521, 901)),
        f"0f0f0f0f-0000-4000-8000-{521:012d}",
        f"0f0f0f0f-0000-4000-8000-{501:012d}",
        search=SEARCH,
        officer=f"0f0f0f0f-0000-4000-8000-{901:012d}",
    ),
}


@dataclass
class Town:
    """A system's town while it is synced."""

    system: System
    site: Site
    archive: Path
    capsys: pytest.CaptureFixture[str]

    def sync(self, *arguments: str) -> dict[str, Any]:
        """Sync the town and return what the run reports of it."""
        self.capsys.readouterr()
        run(["sync", "--delay", "0", "--format", "jsonl", "harjuvesi", *arguments])
        captured = self.capsys.readouterr()
        assert captured.out, captured.err
        report: dict[str, Any] = json.loads(captured.out)
        return report

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of the archive that a statement selects."""
        with closing(sqlite3.connect(self.archive)) as connection:
            return connection.execute(statement).fetchall()

    def ids(self) -> set[str]:
        """Return the platform's ids of the decisions held."""
        return {id_.partition(":")[2] for (id_,) in self.rows("SELECT id FROM decision WHERE id LIKE 'harjuvesi:%'")}

    def decision(self, id_: str) -> dict[str, Any]:
        """Return a decision as a program gets it."""
        self.capsys.readouterr()
        assert run(["show", f"harjuvesi:{id_}", "--format", "jsonl"]) == 0
        record: dict[str, Any] = json.loads(self.capsys.readouterr().out)
        return record


@pytest.fixture(params=SYSTEMS)
def town(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Town]:
    system = SYSTEMS[request.param]
    with Site(system.answers) as site:
        address = site.url(system.address)
        other = f'other_addresses = ["{site.url(system.search)}"]\n' if system.search else ""
        (tmp_path / "sources.toml").write_text(
            f'[sources.harjuvesi]\nname = "Harjuveden kaupunki"\nmunicipality = "Harjuvesi"\nplatform = "{system.platform}"\n'
            f'address = "{address}"\n{other}loopback = true\n',
            encoding="utf-8",
        )
        monkeypatch.setenv("MINUTES_SOURCES", str(tmp_path / "sources.toml"))
        monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
        yield Town(system, site, tmp_path / "archive.sqlite", capsys)


def test_a_town_from_first_sync_to_minutes_and_back_in_time(town: Town) -> None:
    system = town.system
    first = town.sync()
    assert (first["failed"], first["problems"]) == (0, [])
    assert town.ids() == set(system.now)
    assert (first["new"], first["unchanged"]) == (len(system.now), 0), "one decision however many addresses lead to it"
    statuses = dict(town.rows("SELECT substr(id, 11), status FROM decision"))
    assert statuses.pop(system.agenda) == "agenda"
    assert set(statuses.values()) == {"minutes"}

    held = next(id_ for id_ in system.now if "511" in id_ or id_.endswith("405-1"))
    record = town.decision(held)
    assert (record["title"], record["body"], record["date"]) == (
        "Koulun peruskorjauksen lisämääräraha",
        "Kaupunginhallitus",
        HELD.day.isoformat(),
    )
    assert record["section"] == "41"
    assert record["outcome"] == "passed_unchanged"
    assert [amount["value"] for amount in record["amounts"]].count("95000.00") >= 1
    tabled = town.decision(next(id_ for id_ in system.now if "512" in id_ or id_.endswith("405-2")))
    assert tabled["outcome"] == "tabled"

    asked = len(town.site.requests)
    again = town.sync()
    assert (again["new"], again["changed"], again["failed"]) == (0, 0, 0)
    identity = load()[system.platform].identity
    repeated = {identity(town.site.url(request.path)) for request in town.site.requests[asked:]}
    assert repeated & set(system.now) <= {system.agenda}, "what is decided is not asked for again"
    told = [town.site.statuses[number] for number in range(asked, len(town.site.requests))]
    assert set(told) == {304}, "nothing new is nothing but 304s"
    led = " ".join(leads for (leads,) in town.rows("SELECT leads FROM feed_state WHERE leads IS NOT NULL"))
    assert not any(GRANT.title in led or f'"{id_}"' in led for id_ in system.now), (
        "what a list led to names no decision"
    )

    town.site.stage = 1
    later = town.sync("--since", OLD.day.isoformat())
    assert later["failed"] == 0
    minutes = system.elsewhere or system.agenda
    assert {minutes, system.old} <= town.ids()
    assert town.decision(minutes)["status"] == "minutes"
    if system.elsewhere is None:
        assert (later["changed"], later["new"]) == (1, 1)
        kinds = {kind for (kind,) in town.rows("SELECT kind FROM revision")}
        assert "minutes_published" in kinds
    assert town.decision(system.old)["date"] == OLD.day.isoformat()

    town.capsys.readouterr()
    assert run(["search", "kirjastoauto", "--format", "jsonl"]) == 0
    hits = [json.loads(line) for line in town.capsys.readouterr().out.splitlines()]
    assert f"harjuvesi:{minutes}" in {hit["id"] for hit in hits}

    if system.officer:
        granted = town.decision(system.officer)
        assert (granted["kind"], granted["body"], granted["section"]) == ("officer_decision", "Sivistysjohtaja", "7")
        assert granted["date"] == GRANTED.isoformat()
        assert granted["outcome"] == "passed_unchanged"

    before = town.rows("SELECT id, content_hash FROM decision ORDER BY id")
    assert run(["reparse"]) == 0
    assert town.rows("SELECT id, content_hash FROM decision ORDER BY id") == before, "reading again needs no list"


@pytest.mark.parametrize("town", ["inetview"], indirect=True)
def test_an_attachment_that_is_a_web_page_is_read(town: Town) -> None:
    assert town.sync()["failed"] == 0
    assert town.rows("SELECT state, media FROM attachment_file") == [("text", "html")]
    ((text,),) = town.rows("SELECT text FROM attachment_text")
    assert "Ilmanvaihdon osuus on 41 500 euroa." in text
    assert town.decision("7000511")["attachments"][0]["number"] == "1"


@pytest.mark.parametrize("town", ["casem", "ktweb", "helsinki"], indirect=True)
def test_a_log_in_instead_of_a_page_is_a_failure_and_nothing_is_stored_of_it(town: Town) -> None:
    """A site that asks for a log-in answers every item with it: each is recorded with its reason, no decision comes of it."""
    system, real = town.system, town.site.answers
    door = (
        b"<html><title>Kirjaudu</title><h1>Kirjaudu</h1><form action='./login'><input type='password' name='p'></form></html>",
        UTF8,
    )
    identity = load()[system.platform].identity
    town.site.answers = lambda stage: {
        path: door if identity(f"http://h.cloudnc.fi{path}") else answer for path, answer in real(stage).items()
    }
    report = town.sync()
    assert report["new"] == 0
    assert report["failed"] == len(system.now)
    assert town.ids() == set()
    reasons = {reason for (reason,) in town.rows("SELECT reason FROM failure")}
    assert all("not minutes" in reason or "web page came" in reason for reason in reasons)


@pytest.mark.parametrize("town", ["casem", "successor", "helsinki"], indirect=True)
def test_another_page_than_the_one_asked_for_is_asked_for_again_and_then_refused(town: Town) -> None:
    real = town.site.answers
    module = load()[town.system.platform]

    def mixed(stage: int) -> Answers:
        """Answer every item with the same one, as a server that confuses its sessions does."""
        answers = real(stage)
        items = [path for path in answers if module.identity(f"http://h.cloudnc.fi{path}")]
        return {path: answers[items[0]] if path in items else answer for path, answer in answers.items()}

    town.site.answers = mixed
    report = town.sync()
    assert report["failed"] >= len(town.system.now) - 2
    assert any("was asked for" in problem for problem in report["problems"])
    titles = [title for (title,) in town.rows("SELECT title FROM decision")]
    assert len(titles) == len(set(titles)), "nothing is stored under another's id"


def enabled(tmp_path: Path, address: str, stance: str) -> None:
    """Write a sources file of the user's own that says how a packaged publisher of KTweb is taken."""
    (tmp_path / "sources.toml").write_text(
        f'[sources.seinajoki]\naddress = "{address}"\nloopback = true\nstance = "{stance}"\n', encoding="utf-8"
    )


def test_ktweb_is_read_only_where_a_user_says_so_and_robots_txt_does_not_forbid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINUTES_SOURCES", str(tmp_path / "sources.toml"))
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
    with Site(ktweb) as site:
        address = site.url(SYSTEMS["ktweb"].address)
        enabled(tmp_path, address, "off")
        assert run(["sync", "--delay", "0", "seinajoki"]) == 2
        assert "is off by default" in capsys.readouterr().err
        assert site.requests == [], "not even robots.txt was asked for"

        enabled(tmp_path, address, "open")
        real = site.answers
        site.answers = lambda stage: real(stage) | {"/robots.txt": (b"User-agent: *\nDisallow: /\n", "text/plain")}
        assert run(["sync", "--delay", "0", "--format", "jsonl", "seinajoki"]) == 1
        report = json.loads(capsys.readouterr().out)
        assert "robots.txt" in report["error"]
        assert {request.path for request in site.requests} == {"/robots.txt"}


def test_check_meets_a_town_without_feeds(town: Town) -> None:
    town.capsys.readouterr()
    status = run(["sources", "check", "harjuvesi", "--format", "jsonl"])
    captured = town.capsys.readouterr()
    rows = {row["field"]: row for row in map(json.loads, captured.out.splitlines())}
    assert status == 0, captured.err
    assert rows["title"]["found"]
    assert rows["body"]["found"]
    assert len(town.site.paths()) < 20
