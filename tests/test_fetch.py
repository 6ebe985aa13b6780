"""Fetching: bounded, conditional, guarded and polite, against a real server on loopback."""

import asyncio
import datetime as dt
import gzip
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import httpcore2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import exchange, fetch, guard
from scraper.errors import FetchError, Refused, Unreachable
from scraper.fetch import Fetcher
from scraper.page import Link, LinkKind, Page
from scraper.politeness import Gate, Politeness, user_agent
from scraper.robots import RobotsFile, read_robots
from scraper.source import Source, Stance
from tests.servers import CERTIFICATE, Reply, Request, Server

NOW = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)


def source_at(address: str, *, loopback: bool = True, stance: Stance = Stance.open) -> Source:
    return Source(
        id="koivula",
        name="Koivulan kunta",
        municipality="Koivula",
        platform="dynasty",
        address=address,
        loopback=loopback,
        stance=stance,
    )


def get(url: str, *, politeness: Politeness | None = None, source: Source | None = None, **options: Any) -> Page:
    async def run() -> Page:
        async with Fetcher(politeness or Politeness.lifted()) as fetcher:
            return await fetcher.fetch(url, source=source or source_at(url), **options)

    return asyncio.run(run())


# --- what comes back ---


def test_page_carries_bytes_and_headers_as_served() -> None:
    headers = {
        "Content-Type": "text/html; charset=iso-8859-1",
        "ETag": '"a1"',
        "Last-Modified": "Sun, 01 Mar 2026 10:00:00 GMT",
    }
    with Server({"/page": Reply(200, "Pöytäkirja".encode("latin-1"), headers)}) as server:
        page = get(server.url("/page#part"))
    assert page.content == b"P\xf6yt\xe4kirja"
    assert (page.status, page.content_type, page.etag) == (200, headers["Content-Type"], '"a1"')
    assert page.last_modified == headers["Last-Modified"]
    assert page.url == page.final_url == server.url("/page")
    assert page.fetched is not None
    assert page.fetched.tzinfo is not None


def test_conditional_request_is_answered_by_a_304() -> None:
    def answer(request: Request) -> Reply:
        return Reply(304) if request.headers.get("If-None-Match") == '"a1"' else Reply(200, b"new", {"ETag": '"a1"'})

    with Server({"/feed": answer}) as server:
        first = get(server.url("/feed"))
        second = get(server.url("/feed"), etag=first.etag, last_modified="Sun, 01 Mar 2026 10:00:00 GMT")
    assert (first.status, first.content) == (200, b"new")
    assert (second.status, second.content) == (304, b"")
    assert server.requests[-1].headers["If-Modified-Since"] == "Sun, 01 Mar 2026 10:00:00 GMT"


@pytest.mark.parametrize("etag", ['"a"\r\nX-Evil: 1', '"ä"', '"\x00"', ""])
def test_validators_that_are_no_header_are_not_sent(etag: str) -> None:
    with Server({"/feed": Reply(200, b"x")}) as server:
        get(server.url("/feed"), etag=etag)
    assert "If-None-Match" not in server.requests[-1].headers
    assert "X-Evil" not in server.requests[-1].headers


def test_unasked_304_is_an_error() -> None:
    with Server({"/feed": Reply(304)}) as server, pytest.raises(FetchError, match="unconditional"):
        get(server.url("/feed"))


def test_no_cookie_is_ever_sent_and_the_connection_is_kept() -> None:
    with Server({"/page": Reply(200, b"x", {"Set-Cookie": "session=1; Path=/"})}) as server:

        async def run() -> None:
            async with Fetcher(Politeness.lifted()) as fetcher:
                for _ in range(3):
                    await fetcher.fetch(server.url("/page"), source=source_at(server.url()))
                await fetcher.fetch(server.url("/page"), source=source_at(server.url()), fresh=True)

        asyncio.run(run())
    assert all("Cookie" not in request.headers for request in server.requests)
    assert [request.connection for request in server.requests] == [1, 1, 1, 1, 2]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 204])
def test_other_answers_are_errors_with_their_status(status: int) -> None:
    with Server({"/page": Reply(status)}) as server, pytest.raises(FetchError) as caught:
        get(server.url("/page"))
    assert caught.value.status == status
    assert caught.value.url == server.url("/page")
    assert str(status) in str(caught.value)


# --- bounds ---


def test_body_is_counted_after_decompression(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "MAX_PAGE", 2**20)
    bomb = gzip.compress(bytes(8 * 2**20))
    assert len(bomb) < 2**20
    with Server({"/bomb": Reply(200, bomb, {"Content-Encoding": "gzip"})}) as server:
        with pytest.raises(FetchError, match="larger than 1 MB"):
            get(server.url("/bomb"))
        small = gzip.compress(b"small")
        server.script["/small"] = Reply(200, small, {"Content-Encoding": "gzip"})
        assert get(server.url("/small")).content == b"small"


def test_documents_may_be_larger_than_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "MAX_PAGE", 100)
    pdf = Reply(200, bytes(200), {"Content-Type": "application/pdf"})
    with Server({"/kokous/20261.PDF": Reply(200, bytes(200)), "/file": pdf, "/page": Reply(200, bytes(200))}) as server:
        assert len(get(server.url("/kokous/20261.PDF")).content) == 200
        assert len(get(server.url("/file")).content) == 200
        with pytest.raises(FetchError, match="larger"):
            get(server.url("/page"))


def test_deadline_stops_a_drip() -> None:
    drip = Reply(200, bytes(1_000), drip=0.02)
    with Server({"/drip": drip}) as server, pytest.raises(Unreachable, match=r"within 0\.2 seconds"):
        get(server.url("/drip"), politeness=Politeness.lifted(deadline=0.2))


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b"half", {"Content-Length": "100"}, cut=4),
        Reply(200, b"\x1f\x8bnot gzip", {"Content-Encoding": "gzip"}),
        Reply(200, b"x", {f"X-{n}": "y" * 1_000 for n in range(200)}),
    ],
    ids=["cut short", "damaged gzip", "header flood"],
)
def test_damaged_answers_are_fetch_errors(reply: Reply) -> None:
    with Server({"/page": reply}) as server, pytest.raises(FetchError):
        get(server.url("/page"))


def test_nobody_listening_is_unreachable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(Unreachable, match="the next run tries again"):
            get(f"http://127.0.0.1:{port}/")


def test_untrusted_certificate_is_unreachable_and_not_asked_again() -> None:
    with (
        Server({"/page": Reply(200, b"x")}, tls=True) as server,
        pytest.raises(Unreachable, match="certificate of 127"),
    ):
        get(server.url("/page"), politeness=Politeness(delay=0.0, backoff=60.0, attempts=3))
    assert server.requests == []


def test_tls_with_a_trusted_certificate() -> None:
    context = ssl.create_default_context(cafile=CERTIFICATE)
    with Server({"/page": Reply(200, b"in private")}, tls=True) as server:

        async def run() -> Page:
            async with Fetcher(Politeness.lifted(), ssl_context=context) as fetcher:
                return await fetcher.fetch(server.url("/page"), source=source_at(server.url()))

        assert asyncio.run(run()).content == b"in private"


# --- redirects ---


def test_redirects_are_followed_and_named() -> None:
    with Server({"/old": Reply(301, headers={"Location": "/new?id=1"}), "/new": Reply(200, b"here")}) as server:
        page = get(server.url("/old"))
    assert page.content == b"here"
    assert page.url == server.url("/old")
    assert page.final_url == server.url("/new?id=1")


def test_redirect_loops_end() -> None:
    with (
        Server({"/loop": Reply(302, headers={"Location": "/loop"})}) as server,
        pytest.raises(FetchError, match="redirects"),
    ):
        get(server.url("/loop"))
    assert server.asked("/loop") == fetch.MAX_REDIRECTS + 1


@pytest.mark.parametrize("target", ["ftp://127.0.0.1/x", "javascript:alert(1)", ""])
def test_redirects_to_nothing_usable_are_errors(target: str) -> None:
    with Server({"/old": Reply(302, headers={"Location": target})}) as server, pytest.raises(FetchError):
        get(server.url("/old"))


def test_redirect_off_the_hosts_is_refused_unasked() -> None:
    with Server({}, host="127.0.0.2") as other, Server({}) as server:
        server.script["/old"] = Reply(302, headers={"Location": other.url("/secret")})
        with pytest.raises(Refused, match="none of the hosts of koivula"):
            get(server.url("/old"))
        assert other.requests == []


# --- the address guard ---

CLOSED = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255",
    "192.0.0.8", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd12::1", "ff02::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "100::1", "not an address", "",
]  # fmt: skip
OPEN = ["1.1.1.1", "193.166.3.2", "2a00:1190::1", "2001:708:10::1", "::ffff:193.166.3.2", "64:ff9b::c1a6:302"]


@pytest.mark.parametrize("address", CLOSED)
def test_closed_addresses(address: str) -> None:
    assert not guard.is_global(address)


@pytest.mark.parametrize("address", OPEN)
def test_open_addresses(address: str) -> None:
    assert guard.is_global(address)


@given(st.ip_addresses())
def test_guard_is_never_laxer_than_the_standard_library(address: Any) -> None:
    if (
        guard.is_global(str(address))
        and getattr(address, "ipv4_mapped", None) is None
        and not str(address).startswith("64:ff9b:")
    ):
        assert address.is_global


LOCAL_SPELLINGS = [
    "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://127.1:{port}/", "http://2130706433:{port}/", "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://[::1]:{port}/", "http://0:{port}/", "http://127.0.0.1.:{port}/",
]  # fmt: skip


@pytest.mark.parametrize("spelling", LOCAL_SPELLINGS)
def test_no_spelling_of_this_machine_is_reached(spelling: str) -> None:
    with Server({"/": Reply(200, b"secret")}) as server:
        url = spelling.format(port=server.port)
        with pytest.raises((Refused, Unreachable)):
            get(url, source=source_at(url, loopback=False))
        assert server.requests == []


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let every name resolve to the given answers, one after another; returns the list of names asked."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:  # noqa: ARG001
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    monkeypatch.setattr(guard, "resolve", resolve)
    return asked


@pytest.mark.parametrize("answer", [["127.0.0.1"], ["193.166.3.2", "10.0.0.1"], ["::ffff:127.0.0.1"]])
def test_a_name_that_resolves_inwards_is_refused(monkeypatch: pytest.MonkeyPatch, answer: list[str]) -> None:
    asked = resolving(monkeypatch, answer)
    with Server({"/": Reply(200, b"secret")}) as server:
        url = f"http://koivula.example:{server.port}/"
        with pytest.raises(Refused, match="not an address on the open internet"):
            get(url, source=source_at(url, loopback=False))
        assert server.requests == []
    assert asked == ["koivula.example"]


def test_the_judged_address_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves differently the second time (rebinding) gains nothing: it is asked once a connection."""
    asked = resolving(monkeypatch, ["193.166.3.2"], ["127.0.0.1"])
    connected: list[str] = []

    async def connect(_: Any, host: str, *__: Any, **___: Any) -> httpcore2.AsyncNetworkStream:
        connected.append(host)
        raise httpcore2.ConnectError("not in a test")

    monkeypatch.setattr(httpcore2.AnyIOBackend, "connect_tcp", connect)
    url = "http://koivula.example/"
    with pytest.raises(Unreachable):
        get(url, source=source_at(url, loopback=False))
    assert asked == ["koivula.example"]
    assert connected == ["193.166.3.2"]


def test_a_loopback_source_reaches_loopback_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, ["193.166.3.2"])
    with pytest.raises(Refused, match="not a loopback address"):
        get("http://127.0.0.1:1/")


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/", "file:///etc/passwd", "http://user:word@127.0.0.1/", "http:///x", "", "http://[::1"]
)
def test_unusable_addresses_are_refused(url: str) -> None:
    with pytest.raises(Refused, match="nothing was fetched"):
        get(url, source=source_at("http://127.0.0.1/"))


# --- stance and robots.txt ---


def test_a_publisher_that_said_no_is_not_asked() -> None:
    with Server({"/feed": Reply(200, b"<rss/>")}) as server:
        for stance, kind in [(Stance.refused, LinkKind.feed), (Stance.feed_only, LinkKind.meeting_item)]:
            with pytest.raises(Refused, match="koivula"):
                get(Link(server.url("/feed"), kind), source=source_at(server.url(), stance=stance))  # type: ignore[arg-type]
        assert server.requests == []
        get(Link(server.url("/feed"), LinkKind.feed), source=source_at(server.url(), stance=Stance.feed_only))  # type: ignore[arg-type]
    assert server.asked("/feed") == 1


def test_robots_txt_is_obeyed_and_asked_once() -> None:
    rules = "\ufeffUser-agent: *\nDisallow: /kuulutus/\n".encode()
    with Server({"/robots.txt": Reply(200, rules), "/kokous/1": Reply(200, b"x")}) as server:

        async def run() -> None:
            async with Fetcher(Politeness.lifted()) as fetcher:
                source = source_at(server.url())
                await asyncio.gather(*(fetcher.fetch(server.url("/kokous/1"), source=source) for _ in range(3)))
                with pytest.raises(Refused, match=r"robots\.txt"):
                    await fetcher.fetch(server.url("/kuulutus/1"), source=source)

        asyncio.run(run())
    assert server.asked("/robots.txt") == 1
    assert server.asked("/kuulutus/1") == 0


@pytest.mark.parametrize(
    "reply", [Reply(500), Reply(503), Reply(429), Reply(200, b"x", {"Content-Length": "9"}, cut=1)]
)
def test_unreachable_robots_txt_means_not_now(reply: Reply) -> None:
    with (
        Server({"/robots.txt": reply, "/page": Reply(200)}) as server,
        pytest.raises(Unreachable, match=r"robots\.txt"),
    ):
        get(server.url("/page"))
    assert server.asked("/page") == 0


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404),
        Reply(403),
        Reply(410),
        Reply(302, headers={"Location": "https://elsewhere.example/"}),
        Reply(302, headers={"Location": "/robots.txt"}),
        Reply(200, b"<html><body>Disallow nothing: welcome</body></html>"),
        Reply(200, b""),
    ],
)
def test_robots_txt_that_says_nothing_allows(reply: Reply) -> None:
    with Server({"/robots.txt": reply, "/page": Reply(200, b"here")}) as server:
        assert get(server.url("/page")).content == b"here"


def test_robots_txt_is_kept_for_24_hours() -> None:
    store: dict[str, RobotsFile] = {}
    with Server({"/page": Reply(200, b"x")}) as server:

        async def run(now: dt.datetime) -> None:
            async with Fetcher(Politeness.lifted(), robots=store, now=lambda: now) as fetcher:
                await fetcher.fetch(server.url("/page"), source=source_at(server.url()))

        asyncio.run(run(NOW))
        asyncio.run(run(NOW + dt.timedelta(hours=23)))
        assert server.asked("/robots.txt") == 1
        asyncio.run(run(NOW + dt.timedelta(hours=25)))
    assert server.asked("/robots.txt") == 2


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 5", 5.0),
        ("User-agent: minutes\nCrawl-delay: 2.5\nUser-agent: *\nCrawl-delay: 9", 2.5),
        ("User-agent: *\nRequest-rate: 1/10", 10.0),
        ("User-agent: *\nCrawl-delay: nan\nDisallow:", 0.0),
        ("User-agent: *\nCrawl-delay: -4", 0.0),
        ("", 0.0),
    ],
)
def test_delay_that_robots_txt_asks_for(text: str, delay: float) -> None:
    assert read_robots(RobotsFile(200, text.encode(), NOW)).delay == delay


@given(st.binary(max_size=400))
def test_any_bytes_are_a_robots_txt(content: bytes) -> None:
    rules = read_robots(RobotsFile(200, content, NOW))
    assert rules.allows("https://koivula.example/cgi/DREQUEST.PHP?page=meeting&id=1") in (True, False)
    assert rules.delay >= 0


# --- manners ---


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.time = 1_000.0

    def __call__(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += seconds
        await asyncio.sleep(0)


def starts(politeness: Politeness, urls: list[str], prepare: Callable[[Gate], None] = lambda _: None) -> list[float]:
    """Let one request after another through a gate; returns when each started, from zero."""

    async def run() -> list[float]:
        clock = Clock()
        gate = Gate(politeness, clock=clock, sleep=clock.sleep)
        prepare(gate)
        times = []
        for url in urls:
            async with gate.turn(url):
                times.append(clock.time - 1_000.0)
        return times

    return asyncio.run(run())


def test_requests_to_one_host_keep_their_distance() -> None:
    assert starts(Politeness(delay=1.0), ["https://a.example/1", "http://a.example:80/2", "https://b.example2/"]) == [
        0.0,
        1.0,
        1.0,
    ]


def test_robots_delay_wins_over_a_shorter_setting_only() -> None:
    urls = ["https://a.example/1", "https://a.example/2"]
    assert starts(Politeness(delay=1.0), urls, lambda gate: gate.slow_down(urls[0], 3.0)) == [0.0, 3.0]
    assert starts(Politeness(delay=4.0), urls, lambda gate: gate.slow_down(urls[0], 3.0)) == [0.0, 4.0]


def test_a_domain_gets_four_requests_a_second() -> None:
    urls = [f"https://town{n}.oncloudos.com/" for n in range(9)]
    assert starts(Politeness(), urls) == [pytest.approx(n / 4) for n in range(9)]


def test_a_domain_has_four_in_flight() -> None:
    async def run() -> int:
        gate = Gate(Politeness.lifted())
        now, most = 0, 0

        async def one(n: int) -> None:
            nonlocal now, most
            async with gate.turn(f"https://town{n}.oncloudos.com/"):
                now += 1
                most = max(most, now)
                await asyncio.sleep(0)
                now -= 1

        await asyncio.gather(*(one(n) for n in range(20)))
        return most

    assert asyncio.run(run()) == 4


def test_a_held_host_waits_and_others_do_not() -> None:
    urls = ["https://b.example/", "https://a.example/"]
    assert starts(Politeness(), urls, lambda gate: gate.hold(urls[1], 30)) == [0.0, 30.0]


def test_a_long_hold_fails_instead_of_waiting() -> None:
    with pytest.raises(Unreachable, match="600 seconds"):
        starts(Politeness(), ["https://a.example/"], lambda gate: gate.hold("https://a.example/x", 600))


def left_alone(paths: list[str], script: dict[str, Reply], manners: Politeness) -> list[str]:
    """Fetch one path after another from one host; returns what was said of each, '' where a page came."""

    async def run() -> list[str]:
        clock = Clock()
        said = []
        async with Fetcher(manners, clock=clock, sleep=clock.sleep) as fetcher:
            for path in paths:
                try:
                    await fetcher.fetch(server.url(path), source=source_at(server.url()))
                    said.append("")
                except FetchError as error:
                    said.append(str(error))
        return said

    with Server(script) as server:
        said = asyncio.run(run())
        assert len(server.paths()) == sum("is left alone" not in one for one in said)
        return said


@pytest.mark.parametrize(
    ("bad", "limit", "reason"),
    [
        (Reply(raw=b""), 3, "has stopped answering (3 requests in a row)"),
        (Reply(429, headers={"Retry-After": "1"}), 3, "says that it is too busy (3 times in a row)"),
        (Reply(503, headers={"Retry-After": "1"}), 3, "says that it is too busy (3 times in a row)"),
        (Reply(200, b"x" * 99, cut=1, stall=True), 2, "hangs (2 fetches in a row took all their time)"),
    ],
    ids=["silent", "busy", "overloaded", "hanging"],
)
def test_a_host_that_fails_too_often_is_left_alone_for_the_rest_of_the_run(bad: Reply, limit: int, reason: str) -> None:
    script = {"/bad": bad, "/fine": Reply(200, b"x"), "/error": Reply(500)}
    manners = Politeness(delay=0.0, attempts=1, give_up=3, give_up_hanging=2, deadline=1.0)
    first = ["/bad"] * (limit - 1) + ["/fine"]  # an answer in between, and the count begins anew
    said = left_alone([*first, *["/bad"] * limit, "/fine", "/fine"], script, manners)
    assert said[limit - 1] == ""
    assert all("is left alone" not in one for one in said[: 2 * limit])
    assert [reason in one and "the next one tries again" in one for one in said[2 * limit :]] == [True, True]


def test_pages_that_break_off_are_no_reason_to_leave_a_host() -> None:
    script = {"/bad": Reply(200, b"x" * 99, cut=1), "/fine": Reply(200, b"x")}
    said = left_alone(["/bad"] * 9 + ["/fine"], script, Politeness(delay=0.0, attempts=1, give_up=3))
    assert said[-1] == ""
    assert all("broke off" in one for one in said[:-1])


def test_the_deadline_is_a_fetch_s_whatever_the_hops_and_attempts() -> None:
    """Five slow redirects, each within the time of one, are together too long."""
    script = {f"/{n}": Reply(302, headers={"Location": f"/{n + 1}"}, wait=0.3) for n in range(4)}
    with Server(script) as server, pytest.raises(Unreachable, match=r"within 0\.5 seconds"):
        get(server.url("/0"), politeness=Politeness.lifted(deadline=0.5, attempts=3))
    assert server.asked("/3") == 0


def test_one_request_in_flight_a_host_as_the_server_sees_it() -> None:
    with Server({"/page": Reply(200, b"x", wait=0.002)}) as server:

        async def run() -> None:
            async with Fetcher(Politeness.lifted()) as fetcher:
                source = source_at(server.url())
                await asyncio.gather(*(fetcher.fetch(server.url(f"/page?{n}"), source=source) for n in range(12)))

        asyncio.run(run())
    assert server.most_in_flight == 1
    assert len(server.paths()) == 12


def test_hosts_are_asked_side_by_side_and_each_by_one_at_a_time() -> None:
    together = threading.Barrier(4, timeout=20)

    def answer(_: Request) -> Reply:
        together.wait()  # answers only once all four hosts are being asked
        return Reply(200, b"x")

    with ExitStack() as stack:
        servers = [stack.enter_context(Server({"/page": answer}, host=f"127.0.0.{n}")) for n in range(2, 6)]

        async def run() -> None:
            async with Fetcher(Politeness.lifted()) as fetcher:
                await asyncio.gather(
                    *(
                        fetcher.fetch(server.url(f"/page?{n}"), source=source_at(server.url()))
                        for n in range(5)
                        for server in servers
                    )
                )

        asyncio.run(run())
    assert [server.most_in_flight for server in servers] == [1] * 4
    assert [server.asked("/page") for server in servers] == [5] * 4


def test_server_errors_are_tried_again_a_few_times() -> None:
    with Server({"/late": [Reply(502), Reply(500), Reply(200, b"at last")], "/never": Reply(500)}) as server:
        assert get(server.url("/late"), politeness=Politeness.lifted(attempts=3)).content == b"at last"
        with pytest.raises(Unreachable) as caught:
            get(server.url("/never"), politeness=Politeness.lifted(attempts=3))
    assert caught.value.status == 500
    assert server.asked("/never") == 3


def test_missing_pages_are_not_tried_again() -> None:
    with Server({}) as server, pytest.raises(FetchError):
        get(server.url("/gone"), politeness=Politeness.lifted(attempts=3))
    assert server.asked("/gone") == 1


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [
        (429, "7", 7.0),
        (503, "7", 7.0),
        (503, "Sun, 01 Mar 2026 12:00:20 GMT", 20.0),
        (503, "Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        (429, None, 30.0),
        (429, "soon", 30.0),
        (429, "Sun, 01 Mar 99999999999 12:00:00 GMT", 30.0),
        (429, "Sun, 01 Mar 2026 12:00:00 +99999999999999", 30.0),
        (503, "-5", 0.0),
        (503, "²", 0.0),
    ],
)
def test_retry_after_holds_the_whole_host(status: int, header: str | None, wait: float) -> None:
    clock = Clock()
    headers = {} if header is None else {"Retry-After": header.encode("latin-1", "ignore").decode("latin-1")}
    with Server({"/busy": Reply(status, headers=headers), "/other": Reply(200, b"x")}) as server:

        async def run() -> float:
            manners = Politeness(delay=0.0, attempts=1)
            async with Fetcher(manners, clock=clock, sleep=clock.sleep, now=lambda: NOW) as fetcher:
                source = source_at(server.url())
                with pytest.raises(Unreachable):
                    await fetcher.fetch(server.url("/busy"), source=source)
                before = clock.time
                await fetcher.fetch(server.url("/other"), source=source)
                return clock.time - before

        assert asyncio.run(run()) == pytest.approx(wait, abs=0.3)


def test_user_agent_names_project_and_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINUTES_CONTACT", raising=False)
    assert user_agent().startswith("minutes/")
    assert "(+https://" in user_agent()
    monkeypatch.setenv("MINUTES_CONTACT", "archive@koivula.example")
    assert "archive@koivula.example" in user_agent()
    assert "me@x.example" in user_agent("me@x.example")
    assert user_agent("evil\r\nX: (1)").isprintable()
    with Server({"/page": Reply(200, b"x")}) as server:
        get(server.url("/page"), politeness=Politeness(delay=0, contact="me@x.example"))
    assert all("me@x.example" in request.headers["User-Agent"] for request in server.requests)
