"""Manners towards publishers: who may be asked now, how often, and under which name.

One request in flight a host, a delay between requests to it, and over all hosts of one registrable domain at most four in flight and four a second:
83 publishers share one domain. A host that says Retry-After is left alone until then, whoever asked.
"""

import asyncio
import datetime as dt
import os
import random
import re
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version

from scraper.addresses import host_of, registrable_domain
from scraper.errors import NEXT_RUN, Unreachable

PROJECT = "https://minutes.example"
CONTACT = f"{PROJECT}/contact"
CONTACT_VARIABLE = "MINUTES_CONTACT"
ROBOTS_NAME = "minutes"
MAX_CONTACT = 200
FIRST_WAIT = dt.timedelta(hours=1)
LONGEST_WAIT = dt.timedelta(days=1)
"""How long a source that failed is left alone: an hour, two, four …, at the most a day, so that its return is noticed."""
JITTER = (0.75, 0.95)
"""The part of a wait that is really waited: sources that fell together do not return together, and cron is never punctual."""


@dataclass(frozen=True, slots=True)
class Politeness:
    """The limits of a run; times in seconds. The defaults are what publishers get, `lifted()` is for servers of one's own."""

    delay: float = 1.0
    """Least time between two requests to one host, from the end of one to the start of the next; robots.txt may ask for more."""
    domain_in_flight: int = 4
    domain_per_second: float = 4.0
    """Requests started a second on one registrable domain; 0 means no limit."""
    patience: float = 120.0
    """Longest wait for a host that asked for time (Retry-After, Crawl-delay); beyond it the request fails as Unreachable."""
    deadline: float = 60.0
    """Time that one fetch may spend on the wire, from connecting to the last byte, over all its attempts and redirects."""
    attempts: int = 3
    """How often a request is made that meets no connection or a server error."""
    backoff: float = 1.0
    """First wait between attempts; it doubles, with jitter."""
    busy: float = 30.0
    """How long a host is left alone that answered 429 without saying for how long."""
    give_up: int = 6
    """After so many requests in a row without an answer, or answered with 429 or 503, a host is left alone for the rest of the run."""
    give_up_hanging: int = 2
    """The same after so many fetches in a row that used up their deadline: each costs a minute."""
    contact: str | None = None
    """Whom a publisher can write to; None means MINUTES_CONTACT, else the project's own."""

    @classmethod
    def lifted(cls, *, deadline: float = 60.0, attempts: int = 1) -> "Politeness":
        """Return manners without any waiting, for servers of one's own."""
        return cls(delay=0.0, domain_per_second=0.0, backoff=0.0, busy=0.0, deadline=deadline, attempts=attempts)


def user_agent(contact: str | None = None) -> str:
    """Name the program, its version and a contact, as `minutes/0.1.0 (+https://…/contact)`.

    `contact` (an address or a mail address) wins over MINUTES_CONTACT, which wins over the project's own.
    """
    chosen = contact or os.environ.get(CONTACT_VARIABLE) or CONTACT
    printable = re.sub(r"[^\x21-\x27\x2a-\x7e]+", " ", chosen)[:MAX_CONTACT].strip() or CONTACT
    try:
        number = version("minutes")
    except PackageNotFoundError:
        number = "0"
    return f"minutes/{number} (+{printable})"


def next_attempt(failures: int, now: dt.datetime, seed: str) -> dt.datetime:
    """Return when a source that failed `failures` times in a row is to be asked again: `now` itself where it did not fail.

    The waits double from FIRST_WAIT to LONGEST_WAIT, each shortened by jitter that depends on `seed` (the source's id) and the
    count alone, so that the same failure always gives the same moment.
    """
    if failures <= 0:
        return now
    wait: dt.timedelta = min(FIRST_WAIT * 2 ** min(failures - 1, 16), LONGEST_WAIT)
    return now + wait * random.Random(f"{seed}:{failures}").uniform(*JITTER)  # noqa: S311


class Outcome(StrEnum):
    """Say what became of a request, as far as the host's health goes."""

    answered = "answered"
    silent = "silent"
    hung = "hung"
    busy = "busy"


_GIVEN_UP = {
    Outcome.silent: "has stopped answering ({} requests in a row)",
    Outcome.hung: "hangs ({} fetches in a row took all their time)",
    Outcome.busy: "says that it is too busy ({} times in a row)",
}


@dataclass(slots=True)
class _Domain:
    slots: asyncio.Semaphore
    next_start: float = 0.0


@dataclass(slots=True)
class _Host:
    domain: _Domain
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    crawl_delay: float = 0.0
    in_a_row: dict[Outcome, int] = field(default_factory=dict)
    left: str | None = None


class Gate:
    """Lets requests through one by one, as `Politeness` demands; one gate for all sources of a run."""

    def __init__(
        self,
        politeness: Politeness,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._politeness = politeness
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._domains: defaultdict[str, _Domain] = defaultdict(
            lambda: _Domain(asyncio.Semaphore(politeness.domain_in_flight))
        )

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait until the host of `url` may be asked, and hold it while the request runs.

        Raises Unreachable where the host asked to be left alone for longer than the run's patience, or was given up.
        """
        host = self._host(url)
        async with host.lock:
            if host.left is not None:
                raise Unreachable(
                    f"{host_of(url)} {host.left} and is left alone for this run; the next one tries again", url=url
                )
            await self._wait(host, url)
            async with host.domain.slots:
                await self._pace(host.domain)
                try:
                    yield
                finally:
                    host.free_at = max(host.free_at, self._clock() + max(self._politeness.delay, host.crawl_delay))

    def hold(self, url: str, seconds: float) -> None:
        """Leave the host of `url` alone for so many seconds (Retry-After)."""
        host = self._host(url)
        host.free_at = max(host.free_at, self._clock() + max(seconds, 0.0))

    def note(self, url: str, outcome: Outcome) -> None:
        """Note how a request to the host of `url` ended; a host that fails too often in a row is given up for the rest of the run."""
        host = self._host(url)
        if outcome is Outcome.answered:
            host.in_a_row.clear()
            return
        count = host.in_a_row[outcome] = host.in_a_row.get(outcome, 0) + 1
        limit = self._politeness.give_up_hanging if outcome is Outcome.hung else self._politeness.give_up
        if count >= limit:
            host.left = _GIVEN_UP[outcome].format(count)

    def slow_down(self, url: str, crawl_delay: float) -> None:
        """Note what robots.txt asks between two requests to the host of `url`, in seconds."""
        self._host(url).crawl_delay = max(crawl_delay, 0.0)

    def _host(self, url: str) -> _Host:
        name = host_of(url)
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = _Host(self._domains[registrable_domain(name)])
        return host

    async def _wait(self, host: _Host, url: str) -> None:
        while (wait := host.free_at - self._clock()) > 0:
            if wait > self._politeness.patience:
                raise Unreachable(
                    f"{host_of(url)} asks to be left alone for {wait:.0f} seconds more; {NEXT_RUN}",
                    url=url,
                )
            await self._sleep(wait)

    async def _pace(self, domain: _Domain) -> None:
        if self._politeness.domain_per_second <= 0:
            return
        now = self._clock()
        start = max(now, domain.next_start)
        domain.next_start = start + 1.0 / self._politeness.domain_per_second
        if start > now:
            await self._sleep(start - now)
