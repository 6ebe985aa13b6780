"""Where requests may go, and what may come back: address tricks, certificates and misbehaving servers, through the real fetcher."""

import asyncio
import socket
import ssl
import threading
import tracemalloc
from pathlib import Path
from typing import Any

import httpcore2
import pytest

from scraper import guard
from scraper.errors import FetchError, Refused, Unreachable
from scraper.fetch import Fetcher
from scraper.page import Page
from scraper.politeness import Politeness
from scraper.source import Source
from tests.misbehaviour import BROKEN, WRONG, Misbehaviour
from tests.servers import CERTIFICATE, EXPIRED, Reply, Server

PUBLIC = "193.166.3.2"
"""What the publisher's name resolves to in these tests; connections there are led to the test's own server."""
NAMES = {
    "kukkula.example": [PUBLIC],
    "sisaverkko.example": ["10.0.0.7"],
    "puoliksi.example": [PUBLIC, "127.0.0.1"],
    "kuusi.example": ["::1"],
    "puettu.example": ["::ffff:127.0.0.1"],
    "metadata.google.internal": ["169.254.169.254"],
    "localhost": ["127.0.0.1"],
}
TRICKS = [
    # this machine, in every spelling
    "http://127.0.0.1:{port}/", "http://127.0.0.2:{port}/", "http://127.255.255.254:{port}/", "http://127.1:{port}/",
    "http://127.0.1:{port}/", "http://2130706433:{port}/", "http://0x7f000001:{port}/", "http://0x7f.0.0.1:{port}/", "http://0x7F.1:{port}/",
    "http://0177.0.0.1:{port}/", "http://017700000001:{port}/", "http://127.0.0.1.:{port}/", "http://0:{port}/", "http://0.0.0.0:{port}/",
    "http://%31%32%37.0.0.1:{port}/", "http://１２７.０.０.１:{port}/", "http://127。0。0。1:{port}/", "http://①②⑦.⓪.⓪.①:{port}/",
    "http://localhost:{port}/", "http://LOCALHOST:{port}/", "http://localhost.:{port}/", "http://ｌｏｃａｌｈｏｓｔ:{port}/",
    "http://[::1]:{port}/", "http://[0:0:0:0:0:0:0:1]:{port}/", "http://[::]:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/", "http://[::127.0.0.1]:{port}/", "http://[64:ff9b::7f00:1]:{port}/", "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/", "http://[2001:0:7f00:1::]:{port}/",
    # the neighbourhood
    "http://10.0.0.1:{port}/", "http://172.16.0.1:{port}/", "http://192.168.1.1:{port}/", "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1:{port}/", "http://100.100.100.200/", "http://192.0.0.192/", "http://198.18.0.1:{port}/", "http://224.0.0.1:{port}/",
    "http://255.255.255.255:{port}/", "http://[fe80::1]:{port}/", "http://[fe80::1%25eth0]:{port}/", "http://[fc00::1]:{port}/",
    "http://[fd00:ec2::254]/", "http://[ff02::1]:{port}/",
    # names that lead there
    "http://sisaverkko.example:{port}/", "http://puoliksi.example:{port}/", "http://kuusi.example:{port}/", "http://puettu.example:{port}/",
    "http://metadata.google.internal/",
    # who is the host?
    "http://kukkula.example@127.0.0.1:{port}/", "http://kukkula.example:80@127.0.0.1:{port}/", "http://kukkula.example%00.127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@kukkula.example/", "http://127.0.0.1:{port}\\@kukkula.example/", "http://kukkula.example\\@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}?@kukkula.example/", "http://kukkula.example:{port}:80/", "http://kukkula.example:99999/", "http://[::1/",
    "http://127.0.0.1\t:{port}/", "http://127.0.0.1:{port}\r\nHost: kukkula.example/",
    # other schemes
    "file:///etc/passwd", "ftp://127.0.0.1:{port}/", "gopher://127.0.0.1:{port}/", "dict://127.0.0.1:{port}/", "data:text/html,x",
    "javascript:alert(1)", "ws://127.0.0.1:{port}/", "jar:http://127.0.0.1:{port}!/", "unix:/run/x.sock", "http:///etc/passwd",
]  # fmt: skip


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let NAMES resolve, lead the public address to this machine, and return the addresses that were connected to."""
    made: list[str] = []
    resolve, connect = guard.resolve, httpcore2.AnyIOBackend.connect_tcp

    async def told(host: str, port: int) -> list[str]:
        name = host.lower().rstrip(".")
        return NAMES[name] if name in NAMES else await resolve(host, port)

    async def led(self: Any, host: str, *rest: Any, **options: Any) -> httpcore2.AsyncNetworkStream:
        made.append(host)
        return await connect(self, "127.0.0.1" if host == PUBLIC else host, *rest, **options)

    monkeypatch.setattr(guard, "resolve", told)
    monkeypatch.setattr(httpcore2.AnyIOBackend, "connect_tcp", led)
    return made


def source_at(*addresses: str, loopback: bool = False) -> Source:
    return Source(
        id="kukkula", name="Kukkulan kunta", municipality="Kukkula", platform="dynasty",
        address=addresses[0], other_addresses=addresses[1:], loopback=loopback,
    )  # fmt: skip


def get(url: str, source: Source, *, deadline: float = 20.0, context: ssl.SSLContext | None = None) -> Page:
    async def run() -> Page:
        async with Fetcher(Politeness.lifted(deadline=deadline), ssl_context=context) as fetcher:
            return await fetcher.fetch(url, source=source)

    return asyncio.run(run())


# --- where requests may go ---


@pytest.mark.parametrize("trick", TRICKS)
def test_an_address_inwards_is_refused_even_where_it_is_the_source_s_own(trick: str, connected: list[str]) -> None:
    with Server({"/": Reply(200, b"secret"), "/latest/meta-data/": Reply(200, b"secret")}) as server:
        url = trick.format(port=server.port)
        with pytest.raises(Refused, match=r"fetched|no request was made"):
            get(url, source_at("http://kukkula.example/", url))
        assert server.requests == []
    assert connected == []


@pytest.mark.parametrize("trick", TRICKS)
def test_a_redirect_inwards_is_refused_even_where_the_host_is_the_source_s_own(
    trick: str, connected: list[str]
) -> None:
    with Server({"/": Reply(200, b"secret"), "/latest/meta-data/": Reply(200, b"secret")}) as server:
        url = trick.format(port=server.port)
        start = f"http://kukkula.example:{server.port}/start"
        location = url.replace("\r\n", "%0d%0a").encode().decode("latin-1")
        server.script["/start"] = Reply(302, headers={"Location": location})
        with pytest.raises(FetchError, match=r"fetched|no request was made|no usable address|no such page"):
            get(start, source_at(start, url))
        # A spelling that is read as a path of the publisher's own may be asked for there, and nowhere else.
        assert {request.headers["Host"] for request in server.requests} == {f"kukkula.example:{server.port}"}
    assert set(connected) == {PUBLIC}


def test_there_are_enough_tricks() -> None:
    assert len(set(TRICKS)) == len(TRICKS) >= 70


def test_the_publisher_s_own_name_is_reached(connected: list[str]) -> None:
    with Server({"/": Reply(200, b"minutes")}) as server:
        url = f"http://kukkula.example:{server.port}/"
        assert get(url, source_at(url)).content == b"minutes"
    assert connected == [PUBLIC]


def test_a_name_that_resolves_elsewhere_the_second_time_is_judged_again(
    monkeypatch: pytest.MonkeyPatch, connected: list[str]
) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"], ["169.254.169.254"], [PUBLIC]])

    async def rebinding(host: str, port: int) -> list[str]:  # noqa: ARG001
        return next(answers)

    monkeypatch.setattr(guard, "resolve", rebinding)

    async def run() -> list[str]:
        said = []
        async with Fetcher(Politeness.lifted()) as fetcher:
            for _ in range(3):
                try:
                    said.append((await fetcher.fetch(url, source=source_at(url), fresh=True)).content.decode())
                except Refused as error:
                    said.append(str(error))
        return said

    with Server({"/": Reply(200, b"minutes")}) as server:
        url = f"http://kukkula.example:{server.port}/"
        first, second, third = asyncio.run(
            run()
        )  # robots.txt comes over the first connection; each `fresh` makes another
    assert "127.0.0.1, which is not an address on the open internet" in first
    assert "169.254.169.254, which is not" in second
    assert third == "minutes"
    assert connected == [PUBLIC, PUBLIC]


def test_names_that_nobody_resolves_hold_no_other_name_up(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = threading.Event()

    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        if host.startswith("mykka"):
            silent.wait(30)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (PUBLIC, port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    async def run() -> list[str]:
        slow = [asyncio.create_task(guard.resolve(f"mykka{n}.example", 80)) for n in range(20)]
        await asyncio.sleep(0)
        found = await guard.resolve("kukkula.example", 80)
        assert not any(task.done() for task in slow)
        silent.set()
        await asyncio.gather(*slow)
        return found

    assert asyncio.run(run()) == [PUBLIC]


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, connected: list[str]) -> None:
    with Server({}) as proxy, Server({"/": Reply(200, b"minutes")}) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url())
        url = f"http://kukkula.example:{server.port}/"
        assert get(url, source_at(url)).content == b"minutes"
        assert proxy.requests == []
    assert connected == [PUBLIC]


# --- certificates ---


@pytest.mark.parametrize(
    ("served", "trusted", "host", "reason"),
    [
        (CERTIFICATE, None, "127.0.0.1", "self-signed"),
        (EXPIRED, EXPIRED, "127.0.0.1", "expired"),
        (CERTIFICATE, CERTIFICATE, "127.0.0.2", "IP address mismatch"),
        (CERTIFICATE, CERTIFICATE, "localhost", "Hostname mismatch"),
        (CERTIFICATE, EXPIRED, "127.0.0.1", "self-signed"),
    ],
    ids=["self-signed", "expired", "another address", "another name", "another authority"],
)
def test_a_certificate_that_proves_nothing_ends_it(served: Path, trusted: Path | None, host: str, reason: str) -> None:
    context = ssl.create_default_context(cafile=trusted) if trusted else None
    with Server(
        {"/": Reply(200, b"x")}, host="127.0.0.2" if host == "127.0.0.2" else "127.0.0.1", tls=True, certificate=served
    ) as server:
        url = server.url("/", host=host)
        with pytest.raises(Unreachable, match=f"the certificate of {host} could not be verified") as caught:
            get(url, source_at(url, loopback=True), context=context)
        assert server.requests == []
    assert reason.lower() in str(caught.value).lower()


def test_a_server_that_speaks_no_tls_is_no_crash() -> None:
    with Server({"/": Reply(200, b"x")}) as server:
        url = server.url().replace("http://", "https://")
        with pytest.raises(Unreachable, match="no answer from"):
            get(url, source_at(url, loopback=True))


# --- what may come back ---


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_answer_is_an_error_in_words_and_fills_no_memory(name: str) -> None:
    bad: Misbehaviour = BROKEN[name]
    path = "/cgi?page=meetingitem&id=20261-1"
    with Server({"/cgi": bad.reply}) as server:
        tracemalloc.start()
        try:
            with pytest.raises(FetchError, match=bad.said) as caught:
                get(server.url(path), source_at(server.url(), loopback=True), deadline=0.3 if bad.slow else 20.0)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < 40 * 2**20
    assert len(str(caught.value)) < 400
    assert str(caught.value).isprintable()
    assert caught.value.url


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_page_is_a_page_until_it_is_read(name: str) -> None:
    with Server({"/page": WRONG[name].reply}) as server:
        assert get(server.url("/page"), source_at(server.url(), loopback=True)).content == WRONG[name].reply.body


def test_what_comes_after_the_promised_length_is_nobody_s_page() -> None:
    """A length that is too short: the rest is dropped or damages the next answer, which is asked for again; it is never a page."""
    smuggled = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    script = {"/long": Reply(200, b"good" + smuggled, {"Content-Length": "4"}), "/next": Reply(200, b"next")}

    async def run() -> list[bytes]:
        async with Fetcher(Politeness.lifted(attempts=3)) as fetcher:
            source = source_at(server.url(), loopback=True)
            return [
                (await fetcher.fetch(server.url(path), source=source)).content for path in ("/long", "/next", "/next")
            ]

    with Server(script) as server:
        assert asyncio.run(run()) == [b"good", b"next", b"next"]
