"""Polling systems without feeds: which lists are read, which entries are new enough, what is asked for again, what is sent by POST."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import leads
from scraper import crawl
from scraper.crawl import RECENT, FeedOutcome, FeedPoll, recent
from scraper.errors import Refused
from scraper.fetch import Fetcher
from scraper.page import Link, LinkKind, Page, Post, Validators
from scraper.politeness import Politeness
from scraper.source import Source
from tests.servers import Reply, Request, Server

DAY = dt.date(2026, 3, 10)


def item(number: int, date: dt.date | None) -> Link:
    return Link(f"https://k.example/{number}", LinkKind.meeting_item, str(number), date=date)


@pytest.mark.parametrize(
    ("ages", "after", "kept"),
    [
        ([0, 30, 60, 61], None, [0, 30, 60]),
        ([0, 61, 200], DAY - dt.timedelta(days=140), [0, 61, 200]),
        ([-90, 0, 30], DAY, [-90, 0, 30]),
        ([0, None, 400], None, [0, None]),
        ([None, None], None, [None, None]),
        ([], None, []),
    ],
)
def test_what_is_recent_depends_on_the_newest_and_on_the_last_poll(
    ages: list[int | None], after: dt.date | None, kept: list[int | None]
) -> None:
    """An agenda of a coming meeting (a negative age) never hides the minutes of the last one."""
    links = [item(n, None if age is None else DAY - dt.timedelta(days=age)) for n, age in enumerate(ages)]
    found = recent(links, after)
    assert [None if link.date is None else (DAY - link.date).days for link in found] == kept
    assert dt.timedelta(days=60) == RECENT


def test_in_january_last_years_list_is_still_read() -> None:
    years = [
        Link(f"https://k.example/{year}", LinkKind.body, date=dt.date(year, 12, 31)) for year in (2026, 2025, 2024)
    ]
    assert [link.date.year for link in recent(years, dt.date(2026, 1, 10)) if link.date] == [2026, 2025]
    assert [link.date.year for link in recent(years, dt.date(2026, 6, 10)) if link.date] == [2026]


def platform(leads: dict[str, list[Link]], first: list[Link]) -> Any:
    """Return a platform whose lists lead where `leads` says, by path."""
    return SimpleNamespace(
        NAME="lists",
        feeds=lambda _: first,
        discover=lambda _, page: leads["/" + page.url.split("/", 3)[3]],
        link=lambda url, **_: Link(url, LinkKind.meeting_item),
    )


def polled(server: Server, module: Any, before: Sequence[FeedPoll] = ()) -> list[FeedPoll]:
    """Poll, with what a poll before would have stored."""
    source = Source(id="t", name="T", municipality="T", platform="lists", address=server.url("/"), loopback=True)

    async def run() -> list[FeedPoll]:
        async with Fetcher(Politeness.lifted()) as fetcher:
            known = {one.feed.url: one.validators for one in before}
            led = {one.feed.url: one.leads for one in before}
            polls = crawl.poll(
                source, module, fetcher, lambda url: known.get(url, Validators()), lambda url: led.get(url, ())
            )
            return [one async for one in polls]

    return asyncio.run(run())


def listing(server: Server, path: str, kind: LinkKind = LinkKind.body, date: dt.date | None = None) -> Link:
    return Link(server.url(path), kind, date=date)


def test_lists_are_followed_down_and_old_ones_left() -> None:
    pages = {path: Reply(200, b"x", {"ETag": '"1"'}) for path in ("/", "/2026", "/2024")}
    with Server(pages) as server:
        meeting = Link(server.url("/m"), LinkKind.meeting, "m", date=DAY)
        years = [listing(server, f"/{year}", date=dt.date(year, 12, 31)) for year in (2026, 2024)]
        module = platform({"/": years, "/2026": [meeting]}, [listing(server, "/", LinkKind.bodies)])
        first, second = polled(server, module)
        assert server.paths() == ["/", "/2026"]
    assert (first.links, second.links) == ((), (meeting,))
    assert [link.date for link in first.leads] == [dt.date(2026, 12, 31)], "old lists are forgotten"
    assert second.leads == (meeting,)


def answer(request: Request) -> Reply:
    """Answer with a page that never changes."""
    tag = {"ETag": '"7"'}
    return Reply(304, b"", tag) if request.headers.get("If-None-Match") == '"7"' else Reply(200, b"x", tag)


def test_a_list_that_did_not_change_leads_where_it_led() -> None:
    """What is below it may have changed, and a meeting that it names may have become minutes: both are asked for again."""
    new = Reply(200, b"x", {"ETag": '"8"'})
    with Server({"/": answer, "/a": answer, "/b": answer}) as server:
        meeting = Link(server.url("/m"), LinkKind.meeting, "m", date=DAY, body="Kunnanhallitus")
        below = [listing(server, "/a", date=DAY), listing(server, "/b")]
        site = {"/": [*below, item(1, DAY)], "/a": [meeting, below[1]], "/b": []}
        first = polled(server, platform(site, [listing(server, "/", LinkKind.bodies)]))
        nothing_is_read: dict[str, list[Link]] = {}
        same = polled(server, platform(nothing_is_read, [listing(server, "/", LinkKind.bodies)]), first)
        assert [one.outcome for one in same] == [FeedOutcome.not_modified] * 3
        assert [one.links for one in same] == [(), (meeting,), ()], "items that were known are not named again"
        assert [(one.validators, one.leads) for one in same] == [(one.validators, one.leads) for one in first]

        server.script["/b"] = new
        later = polled(server, platform({"/b": [item(2, DAY)]}, [listing(server, "/", LinkKind.bodies)]), same)
        assert [one.links for one in later] == [(), (meeting,), (item(2, DAY),)]


LEADS = st.builds(
    Link,
    st.text(min_size=1),
    st.sampled_from([LinkKind.meeting, LinkKind.body, LinkKind.bodies, LinkKind.officers]),
    id=st.none() | st.text(),
    title=st.none() | st.text(),
    body=st.none() | st.text(),
    date=st.none() | st.dates(),
    post=st.none() | st.sampled_from(Post),
)


@settings(max_examples=50)
@given(st.lists(LEADS))
def test_what_a_list_led_to_is_kept_but_for_its_titles(links: list[Link]) -> None:
    assert leads.read(leads.written(links)) == tuple(replace(link, title=None) for link in links)


def test_a_list_that_fails_keeps_what_it_led_to() -> None:
    with Server({"/": answer, "/a": answer}) as server:
        first_list = listing(server, "/", LinkKind.bodies)
        first = polled(server, platform({"/": [listing(server, "/a")], "/a": []}, [first_list]))
        server.script["/"] = Reply(404)
        (failed,) = polled(server, platform({}, [first_list]), first)
        server.script["/"] = answer
        again = polled(server, platform({}, [first_list]), [failed, *first[1:]])
    assert failed.outcome is FeedOutcome.failed
    assert [one.feed.url for one in again] == [one.feed.url for one in first]


def test_a_list_of_decisions_alone_is_asked_for_conditionally() -> None:
    with Server({"/list": answer}) as server:
        module = platform({"/list": [item(1, DAY)]}, [listing(server, "/list", LinkKind.officers)])
        (first,) = polled(server, module)
        (again,) = polled(server, module, [first])
    assert first.validators == Validators('"7"')
    assert (again.outcome, again.links) == (FeedOutcome.not_modified, ())


def test_one_failing_list_stops_no_other_and_circles_end() -> None:
    with Server({"/": Reply(200, b"x"), "/b": Reply(200, b"x")}) as server:
        deeper = [listing(server, path) for path in ("/a", "/b", "/")]
        module = platform({"/": deeper, "/b": deeper}, [listing(server, "/", LinkKind.bodies)])
        outcomes = {one.feed.url: one.outcome for one in polled(server, module)}
        assert outcomes == {
            server.url("/"): FeedOutcome.read,
            server.url("/a"): FeedOutcome.failed,
            server.url("/b"): FeedOutcome.read,
        }


def test_a_poll_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawl, "MAX_POLLED_LISTS", 3)
    with Server({"/": Reply(200, b"x")}) as server:
        many = [listing(server, f"/{n}") for n in range(9)]
        polls = polled(server, platform({"/": many}, [listing(server, "/", LinkKind.bodies)]))
        assert len(server.paths()) == 3
    assert "more than 3 lists" in (polls[-1].reason or "")


def fetched(server: Server, link: Link) -> Page:
    source = Source(id="t", name="T", municipality="T", platform="lists", address=server.url("/"), loopback=True)

    async def run() -> Page:
        async with Fetcher(Politeness.lifted()) as fetcher:
            return await fetcher.fetch(link, source=source)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("post", "query", "kind", "body"),
    [
        (
            Post.form,
            "oper=where&kirjaamo=690&pvm1=",
            "application/x-www-form-urlencoded",
            b"oper=where&kirjaamo=690&pvm1=",
        ),
        (Post.json, "source=%7B%22size%22:1%7D", "application/json", b'{"size":1}'),
    ],
)
def test_what_a_form_sends_goes_in_the_body(post: Post, query: str, kind: str, body: bytes) -> None:
    with Server({"/search": Reply(200, b"found")}) as server:
        link = Link(server.url(f"/search?{query}"), LinkKind.body, post=post)
        page = fetched(server, link)
        (request,) = [one for one in server.requests if one.path != "/robots.txt"]
    assert (request.method, request.path, request.body) == ("POST", "/search", body)
    assert request.headers["Content-Type"] == kind
    assert (page.url, page.content) == (link.url, b"found")


def test_a_redirected_form_is_not_sent_again() -> None:
    with Server({"/search": Reply(303, b"", {"Location": "/done"}), "/done": Reply(200, b"ok")}) as server:
        page = fetched(server, Link(server.url("/search?a=1"), LinkKind.body, post=Post.form))
        methods = [(one.method, one.path) for one in server.requests if one.path != "/robots.txt"]
    assert methods == [("POST", "/search"), ("GET", "/done")]
    assert page.content == b"ok"


def test_robots_txt_rules_forms_too() -> None:
    with Server({"/robots.txt": Reply(200, b"User-agent: *\nDisallow: /\n"), "/search": Reply(200)}) as server:
        with pytest.raises(Refused, match=r"robots\.txt"):
            fetched(server, Link(server.url("/search?a=1"), LinkKind.body, post=Post.form))
        assert server.paths() == []
