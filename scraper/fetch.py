"""The only HTTP: polite, conditional, bounded and guarded.

One client for everything. Each request passes the source's own hosts, robots.txt, the gate (`scraper.politeness`) and the address guard
(`scraper.guard`); redirects are followed by hand, so that every hop passes them again. No cookies, TLS verified, no proxy.
"""

import asyncio
import datetime as dt
import logging
import ssl
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import TYPE_CHECKING, Self

import httpcore2
import httpx2
import stamina

from scraper import addresses
from scraper.errors import NEXT_RUN, FetchError, Refused, Unreachable
from scraper.exchange import (
    MAX_DOCUMENT,
    Allowance,
    Answer,
    Errand,
    TransientError,
    asked_pause,
    broke_off,
    complaint,
    most_bytes,
    no_answer,
    sent,
)
from scraper.guard import admit
from scraper.page import Link, LinkKind, Page
from scraper.politeness import Gate, Outcome, Politeness, user_agent
from scraper.robots import RobotsBook, RobotsFile, RobotsStore, origin_of
from scraper.transport import Transport

if TYPE_CHECKING:
    from scraper.source import Source

MAX_APOLOGY = 2**16
"""Most bytes read of a body that comes with an error or a redirect: read to its end, it leaves the connection usable."""
MAX_REDIRECTS = 5
CONNECT_SECONDS = 15.0
REDIRECTS = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({429, 503})
PACKINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
"""What Content-Encoding may say: what was asked for, once. Packings within packings are bombs."""

# stamina reports each retry through this logger; the run's own result says it in words.
logging.getLogger("stamina").addHandler(logging.NullHandler())


class Fetcher:
    """Fetches pages; an async context manager, one for a whole run.

        async with Fetcher(Politeness()) as fetcher:
            page = await fetcher.fetch(link, source=source)

    `robots` keeps robots.txt files between runs, `ssl_context` replaces the verifying default (a private authority), `clock`, `sleep` and
    `now` replace time in tests.
    """

    def __init__(
        self,
        politeness: Politeness | None = None,
        *,
        robots: RobotsStore | None = None,
        ssl_context: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self.politeness = politeness or Politeness()
        self.requests_of: Counter[str] = Counter()
        """Requests sent so far by source id, robots.txt and redirects included."""
        self._gate = Gate(self.politeness, clock=clock, sleep=sleep)
        self._robots = RobotsBook({} if robots is None else robots, self._robots_file, now)
        self._now = now
        self._transport = Transport(ssl_context)
        self._client = httpx2.AsyncClient(
            transport=self._transport,
            headers={
                "User-Agent": user_agent(self.politeness.contact),
                "Accept": "*/*",
                "Accept-Encoding": "gzip, deflate",
                "Accept-Language": "fi, sv;q=0.8, en;q=0.5",
            },
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            timeout=httpx2.Timeout(None, connect=CONNECT_SECONDS),
            follow_redirects=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def fetch(
        self,
        link: Link | str,
        *,
        source: "Source",
        etag: str | None = None,
        last_modified: str | None = None,
        fresh: bool = False,
    ) -> Page:
        """Fetch one document, conditionally where validators are given; a 304 is a `Page` with `status` 304 and no content.

        `fresh` makes a new connection first: the CGI of some sites keeps a session by connection (formats.md 1.4).
        Raises Refused (not ours to ask for), Unreachable (later, perhaps) or FetchError (the server's own answer, with `status`).
        """
        link = Link(link, LinkKind.meeting_item) if isinstance(link, str) else link
        if source.stance == "refused" or (source.stance == "feed_only" and link.kind is not LinkKind.feed):
            said = (
                "wants no robot to fetch its pages"
                if source.stance == "refused"
                else "allows only its feeds to be fetched"
            )
            raise Refused(f"{source.id} {said}: nothing was fetched", url=link.url)
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {
            name: value for name, value in conditions.items() if value and value.isascii() and value.isprintable()
        }
        answer = await self._follow(
            link.url,
            Errand(
                source, Allowance(self.politeness.deadline), headers, fresh, link.post, link.kind is LinkKind.attachment
            ),
        )
        if answer.status == 304 and not headers:
            raise FetchError("the server says 'not modified' to an unconditional request", url=answer.url, status=304)
        if answer.status not in (200, 203, 304):
            raise complaint(answer)
        return Page(
            url=addresses.normalise(link.url),
            content=answer.content,
            content_type=answer.headers.get("content-type"),
            status=answer.status,
            final_url=answer.url,
            fetched=self._now(),
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
            link=link,
        )

    async def _follow(self, url: str, errand: Errand) -> Answer:
        address = _usable(url)
        for _ in range(MAX_REDIRECTS + 1):
            admit(address, errand.source, came_from=url)
            rules = await self._robots.rules(origin_of(address), errand.source)
            self._gate.slow_down(address, rules.delay)
            if not rules.allows(address):
                raise Refused(
                    "robots.txt of the site does not allow robots here: nothing was fetched; ask the publisher",
                    url=address,
                )
            answer = await self._ask(address, errand)
            if answer.status not in REDIRECTS:
                return answer
            errand = replace(errand, post=None)
            target = addresses.join(address, answer.headers.get("location", ""))
            if target is None:
                raise FetchError("the server redirects to no usable address", url=address, status=answer.status)
            address = target
        raise FetchError(f"more than {MAX_REDIRECTS} redirects one after another", url=url)

    async def _robots_file(self, origin: str, source: "Source") -> RobotsFile:
        """Fetch a robots.txt; one that redirects off the source's hosts, or too often, counts as not there (RFC 9309 2.3.1.2)."""
        address: str | None = f"{origin}/robots.txt"
        answer = None
        errand = Errand(source, Allowance(self.politeness.deadline))
        for _ in range(MAX_REDIRECTS + 1):
            if address is None or not addresses.belongs(address, source.hosts):
                return RobotsFile(404, b"", self._now())
            try:
                answer = await self._ask(address, errand)
            except Refused:
                raise
            except FetchError as error:
                raise Unreachable(
                    f"robots.txt could not be asked for, so nothing else was: {error}",
                    url=error.url,
                    status=error.status,
                ) from error
            if answer.status not in REDIRECTS:
                break
            address = addresses.join(address, answer.headers.get("location", ""))
        if answer is None or answer.status in REDIRECTS:
            return RobotsFile(404, b"", self._now())
        if answer.status in (200, 203):
            return RobotsFile(200, answer.content, self._now())
        return RobotsFile(answer.status if 400 <= answer.status < 500 else 404, b"", self._now())

    async def _ask(self, url: str, errand: Errand) -> Answer:
        try:
            async for attempt in stamina.retry_context(
                on=TransientError,
                attempts=self.politeness.attempts,
                timeout=None,
                wait_initial=self.politeness.backoff,
                wait_jitter=self.politeness.backoff,
                wait_max=self.politeness.patience,
            ):
                with attempt:
                    return await self._once(url, errand)
        except TransientError as failure:
            raise failure.error from failure
        raise AssertionError("a retry loop ends with an answer or an error")

    async def _once(self, url: str, errand: Errand) -> Answer:
        async with self._gate.turn(url):
            self.requests_of[errand.source.id] += 1
            try:
                async with errand.allowance.spend():
                    answer = await self._read(url, errand)
            except TimeoutError as error:
                self._gate.note(url, Outcome.hung)
                limit = self.politeness.deadline
                raise Unreachable(f"no whole answer within {limit:g} seconds; {NEXT_RUN}", url=url) from error
            except (
                httpcore2.TimeoutException,
                httpcore2.NetworkError,
                httpcore2.RemoteProtocolError,
                OSError,
            ) as error:
                self._gate.note(url, Outcome.silent)
                raise no_answer(url, error) from error
            except FetchError:
                self._gate.note(url, Outcome.answered)
                raise
            except (httpx2.HTTPError, httpx2.InvalidURL, httpcore2.ProtocolError, ValueError) as error:
                self._gate.note(url, Outcome.answered)
                raise FetchError(f"the answer is damaged ({error})", url=url) from error
            self._gate.note(url, Outcome.busy if answer.status in BUSY else Outcome.answered)
            if answer.status in BUSY:
                otherwise = self.politeness.busy if answer.status == 429 else 0.0
                self._gate.hold(url, asked_pause(answer, self._now(), otherwise))
            if answer.status >= 500 or answer.status == 429:
                raise TransientError(
                    Unreachable(f"the server answers {answer.status}; {NEXT_RUN}", url=url, status=answer.status)
                )
            return answer

    async def _read(self, url: str, errand: Errand) -> Answer:
        extensions = {"loopback": errand.source.loopback, "fresh": errand.fresh}
        request = sent(url, errand)
        async with self._client.stream(
            request.method, request.url, content=request.content, headers=request.headers, extensions=extensions
        ) as response:
            content = bytearray()
            wanted = response.status_code < 300
            packing = response.headers.get("content-encoding", "").strip().lower()
            if wanted and packing not in PACKINGS:
                raise FetchError(f"the answer is packed as {packing[:80]!r}, which was not asked for", url=url)
            cap = MAX_DOCUMENT if errand.attachment else most_bytes(url, response.headers.get("content-type", ""))
            try:
                async for chunk in response.aiter_bytes() if wanted else response.aiter_raw():
                    content += chunk
                    size = max(len(content), response.num_bytes_downloaded)
                    if wanted and size > cap:
                        raise FetchError(f"the document is larger than {cap // 2**20} MB: it was not kept", url=url)
                    if not wanted and size > MAX_APOLOGY:
                        break
            except (httpcore2.NetworkError, httpcore2.RemoteProtocolError) as error:
                self._gate.note(url, Outcome.answered)
                raise broke_off(url, error) from error
            return Answer(url, response.status_code, response.headers, bytes(content) if wanted else b"")


def _usable(url: str) -> str:
    try:
        return addresses.normalise(url)
    except ValueError as error:
        raise Refused(f"{error}: nothing was fetched", url=url) from error
