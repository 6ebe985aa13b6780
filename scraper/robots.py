"""robots.txt: what a publisher asks of robots (RFC 9309), read with protego and kept for a day. Fetching is `scraper.fetch`'s."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Protocol as Shape
from urllib.parse import urlsplit

from protego import Protego

from scraper.errors import Unreachable
from scraper.politeness import ROBOTS_NAME

if TYPE_CHECKING:
    from scraper.source import Source

LIFETIME = dt.timedelta(hours=24)
READ_BYTES = 500 * 1024
"""RFC 9309 2.5: at least this much is read; the rest of a longer file is ignored."""


class Rules(Shape):
    """What a robots.txt allows."""

    def allows(self, url: str) -> bool:
        """Tell whether the address may be asked for."""

    @property
    def delay(self) -> float:
        """Seconds that robots are asked to wait between two requests; 0 where nothing is said."""


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """A robots.txt as it was served: `status` 200 or a 4xx, `content` as bytes, `fetched` aware UTC."""

    status: int
    content: bytes
    fetched: dt.datetime

    def is_fresh(self, now: dt.datetime) -> bool:
        """Tell whether the file is younger than 24 hours; one from the future is not believed."""
        return dt.timedelta(0) <= now - self.fetched < LIFETIME


RobotsStore = MutableMapping[str, RobotsFile]
"""Where files are kept between runs, by origin (`https://host`); a plain dict keeps them for one run."""


class _Everything:
    delay = 0.0

    def allows(self, url: str) -> bool:  # noqa: ARG002
        return True


class _Read:
    def __init__(self, text: str) -> None:
        self._parsed = Protego.parse(text)
        self.delay = _seconds(self._parsed)

    def allows(self, url: str) -> bool:
        return bool(self._parsed.can_fetch(url, ROBOTS_NAME))


def read_robots(file: RobotsFile) -> Rules:
    """Read a robots.txt: 4xx allows everything, a byte order mark is skipped, lines that mean nothing (a web page instead of a file) too."""
    if file.status != 200:
        return _Everything()
    text = file.content[:READ_BYTES].decode("utf-8-sig", errors="replace").replace("\x00", "")
    return _Read(text)


def _seconds(parsed: Protego) -> float:
    delay = parsed.crawl_delay(ROBOTS_NAME)
    rate = parsed.request_rate(ROBOTS_NAME)
    asked = [float(delay or 0.0)]
    if rate is not None and rate.requests:
        asked.append(float(rate.seconds) / float(rate.requests))
    return max(value for value in [0.0, *asked] if value == value)  # a NaN is nobody's wish


def origin_of(url: str) -> str:
    """Return the part of an address that one robots.txt speaks for: scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class RobotsBook:
    """Knows every origin's rules: from memory, else from the store, else by fetching, once however many ask at the same time.

    One that could not be reached is not asked for again in the same run.
    """

    def __init__(
        self,
        store: RobotsStore,
        fetch: "Callable[[str, Source], Awaitable[RobotsFile]]",
        now: Callable[[], dt.datetime],
    ) -> None:
        self._store = store
        self._fetch = fetch
        self._now = now
        self._read: dict[str, tuple[RobotsFile, Rules]] = {}
        self._failed: dict[str, Unreachable] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def rules(self, origin: str, source: "Source") -> Rules:
        """Return the rules of an origin; what the fetching raises comes through, an Unreachable each time until the run ends."""
        known = self._fresh(origin)
        if known is not None:
            return known
        async with self._locks.setdefault(origin, asyncio.Lock()):
            known = self._fresh(origin)
            if known is not None:
                return known
            if (failed := self._failed.get(origin)) is not None:
                raise Unreachable(str(failed), url=failed.url, status=failed.status)
            file = self._store.get(origin)
            if file is None or not file.is_fresh(self._now()):
                try:
                    file = self._store[origin] = await self._fetch(origin, source)
                except Unreachable as error:
                    self._failed[origin] = error
                    raise
            rules = read_robots(file)
            self._read[origin] = (file, rules)
            return rules

    def _fresh(self, origin: str) -> Rules | None:
        known = self._read.get(origin)
        return known[1] if known is not None and known[0].is_fresh(self._now()) else None
