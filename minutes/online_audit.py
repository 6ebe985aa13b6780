"""What a publisher's own lists show against what the archive holds. Asks the publisher, politely; writes nothing."""

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from archive.identity import normalised
from archive.store import Archive
from archive.tombstones import Of
from minutes.output import printable
from minutes.readers import Readers
from scraper.crawl import Failure, Platform, backfill
from scraper.fetch import Fetcher
from scraper.page import Link, Page
from scraper.politeness import Politeness
from scraper.source import Source


@dataclass(slots=True)
class Listed:
    """What the lists show of one body (or officer) of one year, as they name it: how much of it is held, and the links that are not.

    What was erased here is neither held nor missing.
    """

    source: str
    body: str | None
    year: int | None
    listed: int = 0
    held: int = 0
    erased: int = 0
    missing: list[Link] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Compared:
    """A source's lists against the archive; `failures` are lists that could not be read, so that more may be missing."""

    source: str
    listed: tuple[Listed, ...]
    failures: tuple[Failure, ...]


def compare(
    archive: Archive,
    sources: Sequence[tuple[Source, Platform]],
    years: Sequence[int],
    politeness: Politeness,
) -> list[Compared]:
    """Walk the lists of the sources back to the first of `years` and compare what they show of these years with what is held.

    An item is held where the archive has its id or its address. Raises the archive's errors; a list that fails is a Failure.
    """
    return asyncio.run(_compare(archive, sources, years, politeness))


async def _compare(
    archive: Archive, sources: Sequence[tuple[Source, Platform]], years: Sequence[int], politeness: Politeness
) -> list[Compared]:
    readers = Readers(1)
    try:
        async with Fetcher(politeness, robots=archive.robots()) as fetcher:
            walks = [_walk(archive, source, platform, years, fetcher, readers) for source, platform in sources]
            return list(await asyncio.gather(*walks))
    finally:
        readers.stop()


async def _walk(
    archive: Archive, source: Source, platform: Platform, years: Sequence[int], fetcher: Fetcher, readers: Readers
) -> Compared:
    def discover(source: Source, page: Page) -> Awaitable[list[Link]]:
        return readers.discover(platform, source, page)

    since = dt.date(min(years), 1, 1)
    links: list[Link] = []
    failures: list[Failure] = []
    async with aclosing(backfill(source, platform, fetcher, since, discover=discover)) as found:
        async for one in found:
            if isinstance(one, Failure):
                failures.append(one)
            elif one.date is None or one.date.year in years:
                links.append(one)
    stones = archive.tombstones()

    def erased(link: Link) -> bool:
        return stones.cover(Of.url, link.url) or bool(link.id and stones.cover(Of.id, f"{source.id}:{link.id}"))

    return Compared(source.id, against(source.id, links, archive.known(source.id), erased), tuple(failures))


def against(
    source: str, links: Iterable[Link], known: frozenset[str], erased: Callable[[Link], bool] = lambda _: False
) -> tuple[Listed, ...]:
    """Return listed links by body and year, each counted once, as held where `known` has its id or its normalised address."""
    found: dict[tuple[str | None, int | None], Listed] = {}
    seen: set[str] = set()
    by_body: dict[str, str | None] = defaultdict(lambda: None)
    for link in links:
        name = link.id or normalised(link.url)
        if name in seen:
            continue
        seen.add(name)
        body = printable(link.body).strip() if link.body else None
        key = " ".join((body or "").casefold().split())
        by_body[key] = by_body[key] or body
        year = link.date.year if link.date else None
        listed = found.setdefault((key, year), Listed(source, by_body[key], year))
        listed.listed += 1
        if name in known or normalised(link.url) in known:
            listed.held += 1
        elif erased(link):
            listed.erased += 1
        else:
            listed.missing.append(link)
    return tuple(found[key] for key in sorted(found, key=lambda key: (key[0] or "", key[1] or 0)))
