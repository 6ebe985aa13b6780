"""Manners as publishers feel them: limits of a shared domain, robots.txt of every kind, pauses asked for, and when a failing source is asked again."""

import asyncio
import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.store import Archive
from minutes.sync import Report, Settings, sync
from scraper import guard
from scraper.errors import FetchError, Refused
from scraper.fetch import Fetcher
from scraper.platforms import dynasty
from scraper.politeness import FIRST_WAIT, LONGEST_WAIT, Politeness, next_attempt
from scraper.robots import READ_BYTES
from scraper.source import Source
from tests.servers import Reply, Request, Server

NOW = dt.datetime(2026, 3, 21, 12, 0, tzinfo=dt.UTC)
CGI = "/cgi/DREQUEST.PHP"


def source_at(address: str, name: str = "kukkula") -> Source:
    return Source(id=name, name=name, municipality=name, platform="dynasty", address=address, loopback=True)


# --- limits of a shared domain, as the server sees them ---


class Crowd:
    """Counts who is being answered at the same time; the first answers wait until as many are there as ever will be."""

    def __init__(self, expected: int) -> None:
        self.now: Counter[str] = Counter()
        self.most = self.most_a_host = 0
        self._lock = threading.Lock()
        self._full = threading.Barrier(expected, timeout=20)
        self._first = expected

    def answer(self, request: Request) -> Reply:
        host = request.headers["Host"]
        with self._lock:
            self.now[host] += 1
            self.most = max(self.most, self.now.total())
            self.most_a_host = max(self.most_a_host, self.now[host])
            self._first -= 1
            first = self._first >= 0
        if first:
            self._full.wait()
        with self._lock:
            self.now[host] -= 1
        return Reply(200, b"x")


def test_ten_towns_of_one_domain_are_asked_four_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(*_: object) -> list[str]:
        return ["127.0.0.1"]

    monkeypatch.setattr(guard, "resolve", resolve)
    crowd = Crowd(4)  # four come together, or the barrier breaks; a fifth would be seen
    with Server({"/page": crowd.answer}) as server:
        bases = [f"http://kunta{n}.oncloudos.com:{server.port}" for n in range(10)]

        async def run() -> None:
            async with Fetcher(Politeness.lifted()) as fetcher:
                await asyncio.gather(
                    *(fetcher.fetch(f"{base}/page?{n}", source=source_at(base)) for n in range(3) for base in bases)
                )

        asyncio.run(run())
        assert len(server.paths()) == 30
    assert (crowd.most, crowd.most_a_host) == (4, 1)


def test_towns_that_share_a_host_are_asked_one_after_another() -> None:
    crowd = Crowd(1)
    with Server({f"/K{n}/page": crowd.answer for n in range(13)}) as server:

        async def run() -> None:
            async with Fetcher(Politeness.lifted()) as fetcher:
                await asyncio.gather(
                    *(
                        fetcher.fetch(server.url(f"/K{n}/page"), source=source_at(server.url(f"/K{n}/"), f"k{n}"))
                        for n in range(13)
                    )
                )

        asyncio.run(run())
        assert server.asked("/robots.txt") == 1
    assert crowd.most == 1


# --- robots.txt ---

LONG = b"User-agent: *\nDisallow: /secret\n" + b"# filler\n" * 600_000
LATE = b"#" * (READ_BYTES + 10) + b"\nUser-agent: *\nDisallow: /\n"


@pytest.mark.parametrize(
    ("reply", "allowed"),
    [
        (Reply(200, LONG), True),
        (Reply(200, LATE), True),
        (Reply(200, b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /page\r\n"), False),
        (Reply(200, b"User-Agent: MINUTES\nDisallow: /page\n\nUser-agent: *\nDisallow:\n"), False),
        (Reply(200, b"<!DOCTYPE html><html><body>Disallow: /page</body></html>", {"Content-Type": "text/html"}), True),
        (Reply(200, "User-agent: *\nDisallow: /page\n".encode("utf-16")), True),
        (Reply(301, headers={"Location": "/moved/robots.txt"}), False),
        (Reply(403), True),
        (Reply(410), True),
        (Reply(200, b"User-agent: *\nDisallow: /" + b"*a" * 30 + b"b$\n"), True),
    ],
    ids=[
        "5 MB",
        "rules after 500 kB",
        "byte order mark",
        "by name",
        "a web page",
        "UTF-16",
        "moved",
        "403",
        "410",
        "wildcards",
    ],
)
def test_robots_txt_of_every_kind(reply: Reply, allowed: bool) -> None:
    moved = Reply(200, b"User-agent: *\nDisallow: /page\n")
    with Server({"/robots.txt": reply, "/moved/robots.txt": moved, "/page": Reply(200, b"x")}) as server:
        said = fetched(server, f"/page?{'a' * 3_000}", "/secret")
        assert server.asked("/page") == allowed
        assert said[0] == ("x" if allowed else said[0])
        assert allowed or "robots.txt" in said[0]
        assert ("robots.txt" in said[1]) == (reply.body == LONG)


def fetched(server: Server, *paths: str) -> list[str]:
    """Fetch some paths; returns each page, or what was said instead."""

    async def run() -> list[str]:
        said = []
        async with Fetcher(Politeness.lifted()) as fetcher:
            for path in paths:
                try:
                    said.append(
                        (await fetcher.fetch(server.url(path), source=source_at(server.url()))).content.decode()
                    )
                except FetchError as error:
                    said.append(str(error))
        return said

    return asyncio.run(run())


def test_a_robots_txt_that_is_too_large_counts_as_not_reached() -> None:
    with Server({"/robots.txt": Reply(200, b"#" * (11 * 2**20)), "/page": Reply(200, b"x")}) as server:
        (said,) = fetched(server, "/page")
        assert server.asked("/page") == 0
    assert "larger than 10 MB" in said
    assert "robots.txt could not be asked for" in said


@pytest.mark.parametrize("reply", [Reply(500), Reply(raw=b""), Reply(200, b"x", {"Content-Encoding": "br"})])
def test_a_robots_txt_that_is_not_reached_is_asked_for_once_a_run(reply: Reply) -> None:
    with Server({"/robots.txt": reply, "/page": Reply(200, b"x")}) as server:
        for run in (1, 2):
            said = fetched(server, "/page?1", "/page?2", "/page?3", "/page?4")
            assert all("robots.txt could not be asked for" in one for one in said)
            assert server.asked("/robots.txt") == run
        assert server.asked("/page") == 0


# --- nothing new: nothing but conditional requests ---


def item_page(id_: str, heading: str) -> bytes:
    return (
        f"<h1>Kunnanhallitus  {heading}</h1><a href='/kokous/{id_}.PDF'>PDF</a><p>Siltatien korjaus</p><p>Kunnanhallitus 20.03.2026 § 31</p>"
        "<p>Päätösehdotus</p><p>Kunnanhallitus hyväksyy ehdotuksen.</p>"
    ).encode()


def tagged(content: bytes) -> Callable[[Request], Reply]:
    def answer(request: Request) -> Reply:
        known = request.headers.get("If-None-Match") == '"1"'
        return Reply(304, headers={"ETag": '"1"'}) if known else Reply(200, content, {"ETag": '"1"'})

    return answer


def test_whatever_is_asked_again_is_asked_conditionally(tmp_path: Path) -> None:
    """Feeds, an open meeting and an agenda's item are asked for again, each with its validators; only robots.txt has none."""
    with Server({}) as server:

        def entry(page: str, title: str) -> str:
            link = f"{server.url(CGI)}?page={page}"
            return f"<item><title><![CDATA[{title}]]></title><link><![CDATA[{link}]]></link></item>"

        def feed(*entries: str) -> bytes:
            return f"<?xml version='1.0'?><rss version='2.0'><channel>{''.join(entries)}</channel></rss>".encode()

        item, meeting = "meetingitem&id=20261-1", "meeting&id=20261"
        rows = f"<h1>Kunnanhallitus  Esityslista 20.03.2026</h1><table><tr><td>1<td><a href='?page={item.replace('&', '&amp;')}'>Siltatie</a></table>"
        server.script |= {
            f"{CGI}?page=rss/meetingitems&show=100": tagged(feed(entry(item, "Kunnanhallitus 20.03.2026 / Siltatie"))),
            f"{CGI}?page=rss/meetings&show=100": tagged(feed(entry(meeting, "Kunnanhallitus 20.03.2026"))),
            f"{CGI}?page=rss/official_decisions&show=100": tagged(feed()),
            f"{CGI}?page={item}": tagged(item_page("20261-1", "Esityslista 20.03.2026/Asianro 1")),
            f"{CGI}?page={meeting}": tagged(rows.encode()),
        }

        async def run(now: dt.datetime) -> Report:
            with Archive.open(tmp_path / "archive.sqlite", now=lambda: now) as archive:
                chosen = [(source_at(server.url(CGI)), dynasty)]
                settings = Settings(politeness=Politeness.lifted())
                (report,) = [one async for one in sync(archive, chosen, settings, now=lambda: now)]
                return report

        first = asyncio.run(run(NOW))
        assert first.problems == ()
        assert first.result.new == 1
        before = len(server.requests)
        second = asyncio.run(run(NOW + dt.timedelta(days=1)))
        again = [request for request in server.requests[before:] if request.path != "/robots.txt"]
    assert second.problems == ()
    assert (second.result.new, second.result.changed) == (0, 0)
    assert [request.path for request in again if "If-None-Match" not in request.headers] == []
    assert f"{CGI}?page={item}" in [request.path for request in again], "an agenda may have become minutes"
    assert len(again) >= 4


# --- when a failing source is asked again ---


@given(st.integers(min_value=1, max_value=10_000), st.text(max_size=20))
def test_waits_double_up_to_a_day_and_come_a_little_early(failures: int, seed: str) -> None:
    wait = next_attempt(failures, NOW, seed) - NOW
    full = min(FIRST_WAIT * 2 ** min(failures - 1, 10), LONGEST_WAIT)
    assert 0.75 * full <= wait <= 0.95 * full
    assert wait == next_attempt(failures, NOW, seed) - NOW


def test_what_did_not_fail_is_asked_at_once() -> None:
    assert next_attempt(0, NOW, "kukkula") == NOW


def test_sources_that_fell_together_do_not_return_together() -> None:
    moments = {next_attempt(3, NOW, f"kunta-{n}") for n in range(100)}
    assert len(moments) == 100
    assert max(moments) - min(moments) > dt.timedelta(minutes=30)


def test_every_request_names_who_asks_and_brings_no_cookie() -> None:
    with Server({"/page": Reply(200, b"x", {"Set-Cookie": "a=b; Path=/", "Location": "/"}), "/to": Reply(302, headers={"Location": "/page", "Set-Cookie": "c=d"})}) as server:  # fmt: skip
        assert fetched(server, "/page", "/to", "/page") == ["x"] * 3
    assert len(server.requests) == 5
    for request in server.requests:
        assert "Cookie" not in request.headers
        assert request.headers["User-Agent"].startswith("minutes/")
        assert "tests@example.org" in request.headers["User-Agent"]
        assert request.headers["Accept-Encoding"] == "gzip, deflate"
        assert "Referer" not in request.headers
        assert "Authorization" not in request.headers


def test_a_refusal_is_refused_not_unreachable() -> None:
    """What robots.txt forbids is not tried again: no retry, and a reason of its own."""
    with Server({"/robots.txt": Reply(200, b"User-agent: *\nDisallow: /\n")}) as server:

        async def run() -> None:
            async with Fetcher(Politeness.lifted(attempts=3)) as fetcher:
                with pytest.raises(Refused, match="ask the publisher"):
                    await fetcher.fetch(server.url("/page"), source=source_at(server.url()))

        asyncio.run(run())
        assert server.paths() == []
