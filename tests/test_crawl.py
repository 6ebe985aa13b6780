"""Polling feeds, walking lists and meeting a site, against a real server on loopback."""

import asyncio
import datetime as dt
from collections.abc import Mapping

import pytest

from scraper import crawl
from scraper.crawl import Failure, FeedOutcome, FeedPoll
from scraper.errors import Unreachable
from scraper.fetch import Fetcher
from scraper.page import Link, LinkKind, Page, Validators
from scraper.platforms import dynasty
from scraper.politeness import Politeness
from scraper.source import Source
from tests.servers import Reply, Request, Server

CGI = "/Koivula/cgi/DREQUEST.PHP"
FEEDS = [f"{CGI}?page={name}&show=100" for name in ("rss/meetingitems", "rss/meetings", "rss/official_decisions")]
EMPTY = Reply(
    200, b"<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel></channel></rss>", {"ETag": '"0"'}
)


def source_of(server: Server) -> Source:
    return Source(
        id="koivula",
        name="Koivulan kunta",
        municipality="Koivula",
        platform="dynasty",
        address=server.url(CGI),
        loopback=True,
    )


def feed_of(server: Server, *ids: str, title: str = "Kunnanhallitus 1.2.2026 / Asia") -> bytes:
    items = "".join(
        f"<item><title><![CDATA[{title}]]></title><link><![CDATA[{server.url(CGI)}?page=meetingitem&id={id_}]]></link></item>"
        for id_ in ids
    )
    return f"<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel>{items}</channel></rss>".encode()


def polls(server: Server, validators: Mapping[str, Validators] | None = None) -> list[FeedPoll]:
    async def run() -> list[FeedPoll]:
        async with Fetcher(Politeness.lifted()) as fetcher:
            stored = validators or {}
            found = crawl.poll(source_of(server), dynasty, fetcher, lambda url: stored.get(url, Validators()))
            return [polled async for polled in found]

    return asyncio.run(run())


def test_poll_reads_every_feed_and_gives_validators() -> None:
    with Server(dict.fromkeys(FEEDS, EMPTY)) as server:
        server.script[FEEDS[0]] = Reply(200, feed_of(server, "20261-1", "20261-2"), {"ETag": '"7"'})
        first, second, third = polls(server)
    assert [link.id for link in first.links] == ["20261-1", "20261-2"]
    assert first.validators == Validators('"7"')
    assert [polled.outcome for polled in (first, second, third)] == [FeedOutcome.read] * 3
    assert second.links == ()
    assert server.paths() == FEEDS


def test_poll_with_validators_gets_304s() -> None:
    def answer(request: Request) -> Reply:
        return Reply(304) if request.headers.get("If-None-Match") == '"0"' else EMPTY

    with Server(dict.fromkeys(FEEDS, answer)) as server:
        stored = {polled.feed.url: polled.validators for polled in polls(server)}
        again = polls(server, stored)
    assert [polled.outcome for polled in again] == [FeedOutcome.not_modified] * 3
    assert {polled.feed.url: polled.validators for polled in again} == stored


@pytest.mark.parametrize(
    ("reply", "reason"),
    [(Reply(500), "500"), (Reply(404), "404"), (Reply(200, b"<html>Huoltokatko</html>"), "no feed")],
)
def test_one_failing_feed_does_not_stop_the_others(reply: Reply, reason: str) -> None:
    with Server({FEEDS[0]: reply, FEEDS[1]: EMPTY, FEEDS[2]: EMPTY}) as server:
        old = Validators('"old"')
        first, second, third = polls(server, {server.url(FEEDS[0]): old})
    assert first.outcome is FeedOutcome.failed
    assert reason in (first.reason or "")
    assert first.validators == old
    assert (second.outcome, third.outcome) == (FeedOutcome.read, FeedOutcome.read)


def test_a_damaged_feed_does_not_advance_its_validators() -> None:
    with Server(dict.fromkeys(FEEDS, EMPTY)) as server:
        damaged = feed_of(server, "20261-1").replace(b"</channel>", b"<item><title>x</title></item></channel>")
        server.script[FEEDS[0]] = Reply(200, damaged, {"ETag": '"new"'})
        first, *_ = polls(server, {server.url(FEEDS[0]): Validators('"old"')})
    assert first.outcome is FeedOutcome.read
    assert [link.id for link in first.links] == ["20261-1"]
    assert first.defects
    assert first.validators == Validators('"old"')


def test_trouble_tells_the_first_defects_and_counts_the_others() -> None:
    feed = Link("https://koivula.example/feed", LinkKind.feed)
    assert FeedPoll(feed, FeedOutcome.read).trouble is None
    assert FeedPoll(feed, FeedOutcome.failed, reason="no feed").trouble == "no feed"
    assert FeedPoll(feed, FeedOutcome.read, defects=("a", "b")).trouble == "a; b"
    assert FeedPoll(feed, FeedOutcome.read, defects=tuple("abcdefgh")).trouble == "a; b; c; d; e; and 3 defects more"


# --- backfill ---

MEETINGS = {"20263": "20.03.2026", "20262": "20.02.2026", "20251": "20.12.2025"}


def site() -> dict[str, Reply]:
    """A little council site: one body with three meetings of two items, one officer's decision."""
    meetings = "".join(
        f"<tr><td>{date}<td><a href='?page=meeting&amp;id={id_}'>Pöytäkirja</a>" for id_, date in MEETINGS.items()
    )
    pages = {
        f"{CGI}?page=meeting_handlers&id=": "<table><tr><td><a href='?page=meetings&amp;id=11'>Kunnanhallitus</a><td>20.03.2026</table>",
        f"{CGI}?page=meetings&id=11": f"<h1>Kunnanhallitus</h1><table>{meetings}</table><a href='https://elsewhere.example/'>x</a>",
        f"{CGI}?page=official_search": "<table><tr><td>Rehtori 1.2.2026<td><a href='?page=official_decision&amp;id=2026000001'>"
        "Viranhaltijapäätös 1/2026Sijaisuus</a></table>",
    }
    for id_, date in MEETINGS.items():
        rows = "".join(f"<tr><td>{n}<td><a href='?page=meetingitem&amp;id={id_}-{n}'>Asia {n}</a>" for n in (1, 2))
        pages[f"{CGI}?page=meeting&id={id_}"] = f"<h1>Kunnanhallitus  Pöytäkirja {date}</h1><table>{rows}</table>"
    return {
        path: Reply(200, body.encode("windows-1252"), {"Content-Type": "text/html"}) for path, body in pages.items()
    }


def walked(server: Server, since: dt.date | None = None) -> list[Link | Failure]:
    async def discover(source: Source, page: Page) -> list[Link]:
        return dynasty.discover(source, page)

    async def run() -> list[Link | Failure]:
        async with Fetcher(Politeness.lifted()) as fetcher:
            return [
                found async for found in crawl.backfill(source_of(server), dynasty, fetcher, since, discover=discover)
            ]

    return asyncio.run(run())


def serve_site() -> Server:
    script = site()
    officers = script.pop(f"{CGI}?page=official_search")
    server = Server(script)
    url = dynasty.listings(source_of(server))[1].url
    server.script[url.removeprefix(server.url(""))] = officers
    return server


def test_backfill_walks_from_bodies_to_items() -> None:
    with serve_site() as server:
        found = walked(server)
    links = [link for link in found if isinstance(link, Link)]
    assert len(links) == len(found)
    assert [link.id for link in links] == [f"{id_}-{n}" for id_ in MEETINGS for n in (1, 2)] + ["2026000001"]
    assert {link.kind for link in links} == {LinkKind.meeting_item, LinkKind.officer_decision}
    assert links[0].date == dt.date(2026, 3, 20)
    assert len(server.paths()) == len(set(server.paths()))


def test_backfill_since_asks_for_nothing_older() -> None:
    with serve_site() as server:
        found = walked(server, since=dt.date(2026, 2, 20))
    assert [link.id for link in found if isinstance(link, Link)] == ["20263-1", "20263-2", "20262-1", "20262-2"]
    assert server.asked(f"{CGI}?page=meeting&id=20251") == 0


@pytest.mark.parametrize(("since", "pages"), [(dt.date(2026, 3, 5), 2), (dt.date(2026, 2, 5), 3), (None, 3)])
def test_officers_lists_are_followed_until_they_are_older(since: dt.date | None, pages: int) -> None:
    with Server({}) as server:
        start = dynasty.listings(source_of(server))[1].url.removeprefix(server.url(""))
        paths = [start, f"{CGI}?page=official_search&alo=2", f"{CGI}?page=official_search&alo=3"]
        for n, path in enumerate(paths):
            following = f"<a href='{paths[n + 1]}'>Seuraavat</a>" if n < 2 else ""
            row = f"<tr><td>Rehtori 10.{3 - n}.2026<td><a href='?page=official_decision&amp;id=202600000{n}'>1/2026Asia</a>"
            server.script[path] = Reply(200, f"<table>{row}</table>{following}".encode())
        walked(server, since)
    assert sum("official_search" in path for path in server.paths()) == pages


def test_a_failing_list_is_reported_and_the_walk_goes_on() -> None:
    with serve_site() as server:
        server.script[f"{CGI}?page=meeting&id=20262"] = Reply(500)
        found = walked(server)
    (failure,) = [one for one in found if isinstance(one, Failure)]
    assert failure.link.id == "20262"
    assert isinstance(failure.error, Unreachable)
    assert len(found) == 1 + 4 + 1


def test_a_walk_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawl, "MAX_LISTS", 2)
    with serve_site() as server:
        found = walked(server)
    assert len(server.paths()) == 2
    assert isinstance(found[-1], Failure)
    assert "more than 2 list pages" in found[-1].reason


# --- the wrong-page guard and first contact ---


def item_page(id_: str) -> bytes:
    return (
        f"<h1>Kunnanhallitus  Pöytäkirja 20.03.2026/Pykälä 31</h1><a href='/kokous/{id_}.PDF'>PDF</a><p>Siltatien korjaus</p>"
        "<p>Kunnanhallitus 20.03.2026 § 31</p><p>Päätös</p><p>Kunnanhallitus hyväksyi ehdotuksen.</p>"
    ).encode()


def fetched(server: Server) -> tuple[Page, str | None]:
    async def run() -> tuple[Page, str | None]:
        async with Fetcher(Politeness.lifted()) as fetcher:
            link = dynasty.link(server.url(f"{CGI}?page=meetingitem&id=20263-1"))
            assert link is not None
            return await crawl.fetch_item(
                fetcher, dynasty, link, source=source_of(server), validators=Validators('"1"')
            )

    return asyncio.run(run())


def test_a_wrong_page_is_asked_for_again_on_a_new_connection() -> None:
    item = f"{CGI}?page=meetingitem&id=20263-1"
    with Server({item: [Reply(200, item_page("20262-2")), Reply(200, item_page("20263-1"))]}) as server:
        page, complaint = fetched(server)
    assert complaint is None
    assert b"20263-1.PDF" in page.content
    first, second = [request for request in server.requests if request.path == item]
    assert first.connection != second.connection
    assert "If-None-Match" not in second.headers


def test_a_page_that_stays_wrong_is_complained_of() -> None:
    with Server({f"{CGI}?page=meetingitem&id=20263-1": Reply(200, item_page("20262-2"))}) as server:
        _, complaint = fetched(server)
    assert complaint == "another page: 20263-1 was asked for, 20262-2 came"
    assert len(server.paths()) == 2


def contact(server: Server) -> crawl.FirstContact:
    async def run() -> crawl.FirstContact:
        async with Fetcher(Politeness.lifted()) as fetcher:
            return await crawl.first_contact(source_of(server), dynasty, fetcher)

    return asyncio.run(run())


def test_first_contact_reads_the_feeds_and_one_page() -> None:
    with Server(dict.fromkeys(FEEDS, EMPTY)) as server:
        server.script[FEEDS[0]] = Reply(200, feed_of(server, "20263-1", "20263-2"))
        server.script[f"{CGI}?page=meetingitem&id=20263-1"] = Reply(200, item_page("20263-1"))
        met = contact(server)
    assert len(met.polls) == 3
    assert met.problems == ()
    assert met.link is not None
    assert met.link.id == "20263-1"
    assert met.parsed is not None
    assert [decision.section for decision in met.parsed.decisions] == ["31"]
    assert len(server.paths()) == 4


def test_first_contact_tells_what_went_wrong() -> None:
    with Server({FEEDS[0]: Reply(500), FEEDS[1]: EMPTY}) as server:
        met = contact(server)
    assert met.page is None
    assert len(met.problems) == 3
    assert "no feed names an item" in met.problems[-1]
