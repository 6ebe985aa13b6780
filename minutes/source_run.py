"""One source's way through a run, a straight line: poll the feeds, choose what is worth fetching, fetch and read it, save.

Pages are saved in batches as they come, so that an interrupted run keeps what it has; a feed's validators and the time of
the poll are written with the last batch only, so that an interrupted run asks for the same links again and finds most of
them already there.
"""

import asyncio
import datetime as dt
import time
from collections import deque
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.state import SourceResult
from minutes.output import in_finland
from minutes.readers import Readers
from minutes.wanted import Wanted
from scraper.crawl import ITEMS, Failure, FeedOutcome, FeedPoll, Platform, backfill, fetch_item, poll
from scraper.errors import ScraperError
from scraper.fetch import Fetcher
from scraper.page import NO_VALIDATORS, Link, LinkKind, Page, Parsed, Validators
from scraper.politeness import Politeness
from scraper.source import Source

if TYPE_CHECKING:
    from archive.batch import Batch
    from archive.store import Archive

BATCH = 40
"""Pages saved in one transaction."""
AHEAD = 4
"""Pages of one source that may wait to be read while the next is fetched."""
READERS = 2
"""Child processes that read pages."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run is to go: manners, how far back to look, and whether to write at all."""

    politeness: Politeness = field(default_factory=Politeness)
    since: dt.date | None = None
    dry_run: bool = False
    readers: int = READERS


@dataclass(frozen=True, slots=True)
class Report:
    """How one source fared. `error` is why the source as a whole failed, `problems` what of it failed, `links` a dry run's find.

    `newly` says that something failed that had not failed the last time, which is what a person is told about.
    """

    source: str
    result: SourceResult
    seconds: float = 0.0
    newly: bool = False
    problems: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a source stands while it runs: pages done and pages known to be wanted."""

    source: str
    done: int
    wanted: int


@dataclass(frozen=True, slots=True)
class _Read:
    """One link's outcome: a page with what was read of it, or the reason why there is none. A 304 has neither."""

    link: Link
    page: Page | None = None
    parsed: Parsed | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Poll:
    """How polling a source's feeds went, to be written when all that they led to has been."""

    polls: tuple[FeedPoll, ...]
    gap: bool
    requests: int

    @property
    def not_modified(self) -> int:
        """Return how many feeds had nothing new to say."""
        return sum(polled.outcome is FeedOutcome.not_modified for polled in self.polls)

    @property
    def error(self) -> str | None:
        """Return why the source as a whole failed: none of its feeds could be read."""
        failed = [polled for polled in self.polls if polled.outcome is FeedOutcome.failed]
        return f"{failed[0].feed.url}: {failed[0].reason}" if failed and len(failed) == len(self.polls) else None


@dataclass(frozen=True, slots=True)
class Tools:
    """What the sources of a run share."""

    archive: "Archive | None"
    settings: Settings
    fetcher: Fetcher
    readers: Readers
    run: int | None
    now: Callable[[], dt.datetime]
    progress: Callable[[Progress], None]


class SourceRun:
    """One source's way through a run; its counters are what the report is made of."""

    def __init__(self, tools: Tools, source: Source, platform: Platform) -> None:
        archive = tools.archive
        self._tools, self._archive, self._source, self._platform = tools, archive, source, platform
        self._wanted = Wanted(archive, source.id, tools.now())
        self._state = archive.source_state(source.id) if archive else None
        self._reading: deque[asyncio.Task[_Read]] = deque()
        self._unsaved: list[_Read] = []
        self._counts = dict.fromkeys(("new", "changed", "unchanged", "failed"), 0)
        self._problems: list[str] = []
        self._found: list[Link] = []
        self._newly = False
        self._done = self._asked = 0

    async def report(self) -> Report:
        """Run the source and report; only errors of the archive come out as exceptions."""
        started = time.monotonic()
        try:
            polls = [
                polled async for polled in poll(self._source, self._platform, self._tools.fetcher, self._validators())
            ]
            choice = self._wanted.choose(polls)
            self._counts["unchanged"] += choice.held
            for link, validators in choice.requests:
                await self._take(link, validators)
            if self._tools.settings.since:
                await self._backfill(self._tools.settings.since)
            await self._read_all()
        except BaseException:
            # Interrupted: what has been read is kept, but not the validators, so that nothing is taken for seen.
            for task in self._reading:
                task.cancel()
            self._save()
            raise
        for polled in polls:
            if reason := polled.reason or "; ".join(polled.defects[:3]):
                self._unsaved.append(_Read(polled.feed, polled.page, reason=reason))
        result = self._save(_Poll(tuple(polls), choice.gap, self._tools.fetcher.requests_of[self._source.id]))
        newly = (
            self._newly or choice.gap or bool(result.error and self._state and not self._state.last_error)
        ) and not self._muted()
        seconds = time.monotonic() - started
        return Report(self._source.id, result, seconds, newly, tuple(self._problems), tuple(self._found))

    def _validators(self) -> dict[str, Validators]:
        if self._archive is None:
            return {}
        return {feed.url: self._archive.validators(feed.url) for feed in self._platform.feeds(self._source)}

    # --- fetching and reading ---

    async def _take(self, link: Link, validators: Validators = NO_VALIDATORS) -> None:
        """Fetch a link and have it read while the next is fetched; a meeting's items follow it."""
        self._asked += 1
        if self._tools.settings.dry_run:
            self._found.append(link)
            return
        try:
            page, complaint = await fetch_item(
                self._tools.fetcher, self._platform, link, source=self._source, validators=validators
            )
        except ScraperError as error:
            await self._finished(_Read(link, reason=str(error)))
            return
        if complaint is not None:
            await self._finished(_Read(link, page, reason=complaint))
        elif page.status == 304:
            await self._finished(_Read(link))
        elif link.kind is LinkKind.meeting:
            await self._meeting(link, page)
        else:
            self._reading.append(asyncio.create_task(self._read(link, page)))
            if len(self._reading) > AHEAD:
                await self._finished(await self._reading.popleft())

    async def _meeting(self, link: Link, page: Page) -> None:
        try:
            links, meeting = await self._tools.readers.meeting(self._platform, self._source, page)
        except Exception as error:
            await self._finished(_Read(link, page, reason=_reason(error)))
            return
        await self._finished(_Read(link, page, Parsed(self._platform.NAME, meeting=meeting)))
        for item in links:
            if item.kind in ITEMS and self._wanted.take(item):
                await self._take(item)

    async def _read(self, link: Link, page: Page) -> _Read:
        try:
            parsed = await self._tools.readers.read(self._platform, page)
        except Exception as error:
            return _Read(link, page, reason=_reason(error))
        return _Read(
            link, page, parsed, parsed.complaint or (None if parsed.decisions else "nothing was read from the page")
        )

    async def _read_all(self) -> None:
        while self._reading:
            await self._finished(await self._reading.popleft())

    async def _finished(self, read: _Read) -> None:
        self._done += 1
        self._unsaved.append(read)
        self._tools.progress(Progress(self._source.id, self._done, self._asked))
        if len(self._unsaved) >= BATCH:
            self._save()

    async def _backfill(self, since: dt.date) -> None:
        def discover(source: Source, page: Page) -> "asyncio.Future[list[Link]]":
            return asyncio.ensure_future(self._tools.readers.discover(self._platform, source, page))

        async with aclosing(
            backfill(self._source, self._platform, self._tools.fetcher, since, discover=discover)
        ) as found:
            async for item in found:
                if isinstance(item, Failure):
                    await self._finished(_Read(item.link, reason=item.reason))
                elif self._wanted.holds(item):
                    self._counts["unchanged"] += 1
                elif self._wanted.take(item):
                    await self._take(item)

    # --- saving ---

    def _save(self, poll: "_Poll | None" = None) -> SourceResult:
        """Write what was read in one transaction; with `poll`, also the feeds' validators and the poll itself, last of all."""
        reads, self._unsaved = self._unsaved, []
        counts = dict(self._counts)
        self._problems += [f"{read.link.url}: {read.reason}" for read in reads if read.reason]
        if self._archive is None or self._tools.settings.dry_run:
            counts["failed"] += sum(read.reason is not None for read in reads)
            self._counts = counts
            return _result(counts, poll)
        if not reads and poll is None:
            return _result(counts)
        with self._archive.batch() as batch:
            for read in reads:
                if read.reason is not None:
                    counts["failed"] += 1
                    self._newly = self._newly or not self._wanted.failed_before(read.link)
                    batch.fail(self._source.id, read.link, read.reason, page=read.page)
                elif read.page is None or read.parsed is None:
                    counts["unchanged"] += read.link.kind in ITEMS
                else:
                    for saved in batch.save(
                        self._source.id, read.parsed, read.page, municipality=self._source.municipality
                    ):
                        counts[str(saved.state)] += 1
            result = _result(counts, poll)
            if poll is not None:
                self._remember(batch, poll, result)
        self._counts = counts
        return result

    def _remember(self, batch: "Batch", poll: "_Poll", result: SourceResult) -> None:
        for polled in poll.polls:
            if not polled.reason and not polled.defects:
                batch.resolve(polled.feed.url)
            batch.validators(
                polled.feed.url, polled.validators.etag, polled.validators.last_modified, source=self._source.id
            )
        if self._tools.run is not None:
            batch.result(self._tools.run, self._source.id, result)
        batch.polled(self._source.id, error=result.error)

    def _muted(self) -> bool:
        until = self._state.muted_until if self._state else None
        return bool(until and dt.datetime.fromisoformat(until).date() >= in_finland(self._tools.now()).date())


def _result(counts: dict[str, int], poll: _Poll | None = None) -> SourceResult:
    return SourceResult(
        new=counts["new"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        failed=counts["failed"],
        requests=poll.requests if poll else 0,
        not_modified=poll.not_modified if poll else 0,
        gap=bool(poll and poll.gap),
        error=poll.error if poll else None,
    )


def _reason(error: Exception) -> str:
    return (
        str(error)
        if isinstance(error, ScraperError)
        else f"reading it failed ({type(error).__name__}: {error}); please report the page"
    )
