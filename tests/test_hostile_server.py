"""The real sync of many sources, each at a server that misbehaves in its own way: the run ends, every failure is a row in words, others go on."""

import asyncio
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from archive.store import Archive
from minutes.sync import Report, Settings, sync
from scraper.platforms import dynasty
from scraper.politeness import Politeness
from scraper.sandbox import Sandbox
from scraper.source import Source
from tests.misbehaviour import MISBEHAVIOURS, WRONG, Misbehaviour
from tests.servers import Reply, Server

CGI = "/cgi/DREQUEST.PHP"
SLOW = {name: bad for name, bad in MISBEHAVIOURS.items() if bad.slow}
QUICK = {name: bad for name, bad in MISBEHAVIOURS.items() if not bad.slow}
SHORT = 3.0
"""Seconds of deadline for those that take it up; the others must not need any."""
ITEMS, MEETINGS, OFFICERS = (
    f"{CGI}?page=rss/{name}&show=100" for name in ("meetingitems", "meetings", "official_decisions")
)
EMPTY = Reply(200, b"<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel></channel></rss>")
FINE = "a well-behaved server"
LEFT = {"is busy until the year 9999"}
"""After these the host itself is left alone, so that even its good page is not had."""


def item_page(id_: str) -> bytes:
    return (
        f"<h1>Kunnanhallitus  Pöytäkirja 20.03.2026/Pykälä 31</h1><a href='/kokous/{id_}.PDF'>PDF</a><p>Siltatien korjaus</p>"
        "<p>Kunnanhallitus 20.03.2026 § 31</p><p>Päätös</p><p>Kunnanhallitus hyväksyi ehdotuksen.</p>"
    ).encode()


def feed(server: Server, *ids: str) -> Reply:
    items = "".join(
        f"<item><title><![CDATA[Kunnanhallitus 20.03.2026 / Siltatie]]></title><link><![CDATA[{server.url(CGI)}?page=meetingitem&id={id_}]]></link></item>"
        for id_ in ids
    )
    return Reply(200, f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>".encode())


def well_behaved(server: Server, *ids: str) -> None:
    """Let a server have a feed of items, each with its page."""
    server.script |= {ITEMS: feed(server, *ids), MEETINGS: EMPTY, OFFICERS: EMPTY}
    server.script |= {f"{CGI}?page=meetingitem&id={id_}": Reply(200, item_page(id_)) for id_ in ids}


def source_at(server: Server, number: int) -> Source:
    return Source(
        id=f"kunta-{number}", name=f"Kunta {number}", municipality=f"Kunta {number}", platform="dynasty", address=server.url(CGI), loopback=True
    )  # fmt: skip


@contextmanager
def servers(names: list[str]) -> Iterator[dict[str, Server]]:
    """Run a server for each name, each on a host of its own."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(Server({}, host=f"127.0.3.{n}")) for n, name in enumerate(names, start=1)}


def run(folder: Path, running: Mapping[str, Server], deadline: float = 60.0) -> dict[str, Report]:
    """Sync all servers' sources in one run; returns each one's report by the server's name."""
    sources = {
        source_at(server, n).id: (name, source_at(server, n)) for n, (name, server) in enumerate(running.items())
    }

    async def go() -> dict[str, Report]:
        settings = Settings(politeness=Politeness.lifted(deadline=deadline))
        with Archive.open(folder / "archive.sqlite") as archive:
            chosen = [(source, dynasty) for _, source in sources.values()]
            return {sources[report.source][0]: report async for report in sync(archive, chosen, settings)}

    return asyncio.run(go())


def rows(folder: Path, query: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(folder / "archive.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute(query).fetchall()


def failures(folder: Path) -> dict[str, list[str]]:
    """Return the recorded reasons by source."""
    found: dict[str, list[str]] = {}
    for source, reason in rows(folder, "SELECT source, reason FROM failure ORDER BY source, url"):
        found.setdefault(source, []).append(reason)
    return found


def decisions(folder: Path) -> dict[str, list[str]]:
    """Return the ids of the saved decisions by source."""
    found: dict[str, list[str]] = {}
    for source, id_ in rows(folder, "SELECT source, id FROM decision ORDER BY id"):
        found.setdefault(source, []).append(id_.partition(":")[2])
    return found


def is_readable(reason: str) -> bool:
    """Tell whether a reason is a sentence for a person: short, one line, no bare exception."""
    return (
        reason.isprintable()
        and 15 < len(reason) < 500
        and "Traceback" not in reason
        and not re.match(r"\w+Error", reason)
    )


def check_fine(reports: Mapping[str, Report], told: Mapping[str, list[str]], kept: Mapping[str, list[str]]) -> None:
    """Hold the well-behaved server's source against what it must have come to, whatever the others did."""
    report = reports[FINE]
    assert report.problems == ()
    assert report.source not in told
    assert kept[report.source] == ["20261-1", "20261-2", "20261-3"]


def check_feeds(name: str, report: Report, told: Mapping[str, list[str]], kept: Mapping[str, list[str]]) -> None:
    """Hold a source whose three feeds misbehave against what must be recorded of it."""
    reasons = told[report.source]
    assert name in WRONG or re.search(MISBEHAVIOURS[name].said, "".join(reasons)), (name, reasons)
    assert len(reasons) == 3, name
    assert all(map(is_readable, reasons)), reasons
    assert report.result.error, f"{name}: none of the source's feeds could be read"
    assert report.problems, f"{name}: a person is told"
    assert report.source not in kept


def check_page(name: str, report: Report, told: Mapping[str, list[str]], kept: Mapping[str, list[str]]) -> None:
    """Hold a source of two items, the first of which misbehaves, against what must be recorded of it."""
    reasons = told[report.source]
    assert re.search(MISBEHAVIOURS[name].said, reasons[0]), (name, reasons)
    assert all(map(is_readable, reasons)), reasons
    assert len(reasons) == len(report.problems) == 1 + (name in LEFT), name
    assert kept.get(report.source, []) == ([] if name in LEFT else ["20261-2"]), "the page after the bad one is had"
    assert report.result.error is None, "its feeds were read"


def misbehave_in_feeds(server: Server, bad: Misbehaviour) -> None:
    server.script[CGI] = bad.reply


def misbehave_in_a_page(server: Server, bad: Misbehaviour) -> None:
    well_behaved(server, "20261-1", "20261-2")
    server.script[f"{CGI}?page=meetingitem&id=20261-1"] = bad.reply


@pytest.mark.parametrize(
    ("misbehave", "check"),
    [(misbehave_in_feeds, check_feeds), (misbehave_in_a_page, check_page)],
    ids=["feeds", "pages"],
)
def test_servers_that_misbehave(misbehave: Callable[..., None], check: Callable[..., None], tmp_path: Path) -> None:
    with servers([*QUICK, FINE]) as running:
        for name, bad in QUICK.items():
            misbehave(running[name], bad)
        well_behaved(running[FINE], "20261-1", "20261-2", "20261-3")
        reports = run(tmp_path, running)
    told, kept = failures(tmp_path), decisions(tmp_path)
    check_fine(reports, told, kept)
    for name in QUICK:
        check(name, reports[name], told, kept)
    assert rows(tmp_path, "SELECT count(*) FROM feed_state WHERE etag IS NOT NULL") == [(0,)]


def test_servers_that_take_all_the_time_there_is(tmp_path: Path) -> None:
    """One run of the deadline for each page, two for each host, while the others go on."""
    in_feeds, in_pages = {f"{name}, feeds": name for name in SLOW}, {f"{name}, page": name for name in SLOW}
    with servers([*in_feeds, *in_pages, FINE]) as running:
        for label, name in in_feeds.items():
            misbehave_in_feeds(running[label], SLOW[name])
        for label, name in in_pages.items():
            misbehave_in_a_page(running[label], SLOW[name])
        well_behaved(running[FINE], "20261-1", "20261-2", "20261-3")
        reports = run(tmp_path, running, SHORT)
        assert {len(running[label].paths()) for label in in_feeds} == {2}
    told, kept = failures(tmp_path), decisions(tmp_path)
    check_fine(reports, told, kept)
    for label, name in in_feeds.items():
        check_feeds(name, reports[label], told, kept)
    for label, name in in_pages.items():
        check_page(name, reports[label], told, kept)


def test_towns_that_share_a_host_that_hangs_do_not_pay_for_each_feed(tmp_path: Path) -> None:
    """Eighteen feeds of six towns cost two deadlines, not eighteen."""
    with Server({}, host="127.0.3.1") as hung:
        hung.script |= {f"/K{n}{CGI}": Reply(raw=b"HTTP/1.1 200 OK\r\n", stall=True) for n in range(6)}
        towns = [replace(source_at(hung, n), address=hung.url(f"/K{n}{CGI}")) for n in range(6)]

        async def go() -> None:
            with Archive.open(tmp_path / "archive.sqlite") as archive:
                settings = Settings(politeness=Politeness.lifted(deadline=1.0))
                async for _ in sync(archive, [(source, dynasty) for source in towns], settings):
                    pass

        asyncio.run(go())
        assert len(hung.paths()) == 2
    told = failures(tmp_path)
    assert {source: len(reasons) for source, reasons in told.items()} == {town.id: 3 for town in towns}
    said = [reason for reasons in told.values() for reason in reasons]
    assert sum("no whole answer within" in reason for reason in said) == 2
    assert sum("hangs" in reason and "left alone for this run" in reason for reason in said) == 16


HEAVY = "<h1>Kunnanhallitus  Pöytäkirja 20.03.2026/Pykälä 31</h1><p>Kunnanhallitus 20.03.2026 § 31</p><p>Päätös</p>"


@pytest.mark.parametrize(
    ("limits", "page", "reason"),
    [
        (
            {"seconds": 8.0},
            HEAVY + "<p>Hinta on 1 000 euroa, osuus 70 % eli 700 euroa.</p>" * 160_000,
            "longer than 8 seconds",
        ),
        ({"memory": 350 * 2**20, "seconds": 60.0}, HEAVY + "<p>x</p>" * 1_000_000, "too much memory"),
    ],
    ids=["takes its time", "swells"],
)
def test_a_page_that_no_reader_survives(
    limits: dict[str, float], page: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page's own reader is stopped in the middle of real parsing; the next page is read by another."""
    monkeypatch.setattr("minutes.readers.Sandbox", partial(Sandbox, **limits))
    with servers(["heavy", FINE]) as running:
        for server in running.values():
            well_behaved(server, "20261-1", "20261-2")
        running["heavy"].script[f"{CGI}?page=meetingitem&id=20261-1"] = Reply(200, page.encode())
        reports = run(tmp_path, running)
    assert reports[FINE].result.new == 2
    assert reports["heavy"].result.new == 1
    (told,) = failures(tmp_path)[reports["heavy"].source]
    assert reason in told
    assert is_readable(told)
