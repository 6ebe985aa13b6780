"""One source's way through a run, a straight line: poll the feeds, choose what is worth fetching, fetch and read it, keep it.

Pages are saved in batches as they come, so that an interrupted run keeps what it has; a feed's validators and the time of
the poll are written with the last batch only, so that an interrupted run asks for the same links again and finds most of
them already there. A gap in a feed is written before anything is fetched, since what is fetched would hide it; pages that
are missed are judged when all have answered (`minutes.gone`), and count with the last batch.
"""

import asyncio
import datetime as dt
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING

from minutes.attachments_run import Attachments, AttachmentsRun, FilesResult
from minutes.gaps import Walk, begins, window
from minutes.gone import SAMPLE, STATUSES, Census
from minutes.keeping import Keeper
from minutes.run_types import Ending, Progress, Read, Report, Tools
from minutes.wanted import Request, Wanted
from scraper.crawl import ITEMS, Failure, FeedPoll, Platform, backfill, fetch_item, poll
from scraper.errors import FetchError, ScraperError
from scraper.page import Link, LinkKind, Page, Parsed
from scraper.source import Source

if TYPE_CHECKING:
    from archive.gaps import Gap

AHEAD = 4
"""Pages of one source that may wait to be read while the next is fetched."""


class SourceRun:
    """One source's way through a run."""

    def __init__(self, tools: Tools, source: Source, platform: Platform) -> None:
        archive = tools.archive
        self._tools, self._archive, self._source, self._platform = tools, archive, source, platform
        self._wanted = Wanted(archive, source.id, tools.now())
        self._keeper = Keeper(tools, source)
        self._reading: deque[asyncio.Task[Read]] = deque()
        self._found: list[Link] = []
        self._meetings: list[Page] = []
        self._census = Census()
        self._outage: str | None = None
        self._gaps: list[Gap] = []
        self._walk = Walk()
        self._shown: set[str] = set()
        self._done = self._asked = 0

    async def report(self) -> Report:
        """Run the source and report; only errors of the archive come out as exceptions."""
        started = time.monotonic()
        try:
            polls = [polled async for polled in self._poll()]
            slid = self._note_gaps(polls)
            choice = self._wanted.choose(polls)
            self._keeper.held(choice.held)
            for request in choice.requests:
                await self._take(request)
            await self._walk_lists()
            await self._judge()
            await self._read_all()
        except BaseException:
            # Interrupted: what has been read is kept, but not the validators, so that nothing is taken for seen.
            for task in self._reading:
                task.cancel()
            self._keeper.save()
            raise
        for polled in polls:
            if reason := polled.trouble:
                self._keeper.add(Read(polled.feed, polled.page, reason=reason))
        ending = Ending(
            tuple(polls),
            self._tools.fetcher.requests_of[self._source.id],
            slid,
            tuple(self._gaps),
            self._walk,
            tuple(self._census.vanished),
            tuple(self._census.still_gone),
            self._outage,
            tuple(self._meetings),
        )
        result = self._keeper.save(ending)
        files = await self._attachments()
        return Report(
            self._source.id,
            result,
            time.monotonic() - started,
            tuple(self._keeper.problems),
            tuple(self._keeper.notes),
            tuple(self._found),
            files,
        )

    async def _attachments(self) -> FilesResult:
        settings, tools = self._tools.settings, self._tools
        if self._archive is None or settings.dry_run or settings.attachments is Attachments.none:
            return FilesResult()
        run = AttachmentsRun(
            self._archive,
            self._source,
            tools.fetcher,
            tools.readers,
            tools.now,
            keep=settings.attachments is Attachments.files,
            progress=lambda done, wanted: tools.progress(
                Progress(self._source.id, self._done + done, self._asked + wanted)
            ),
        )
        return await run.result()

    def _poll(self) -> AsyncIterator[FeedPoll]:
        return poll(
            self._source,
            self._platform,
            self._tools.fetcher,
            self._archive.validators if self._archive else None,
            self._archive.leads if self._archive else None,
            discover=self._discover,
            after=self._last_success(),
        )

    def _discover(self, source: Source, page: Page) -> "asyncio.Future[list[Link]]":
        return asyncio.ensure_future(self._tools.readers.discover(self._platform, source, page))

    def _last_success(self) -> dt.date | None:
        state = self._keeper.state
        last = state.last_success if state else None
        return dt.datetime.fromisoformat(last).date() if last else None

    # --- fetching and reading ---

    async def _take(self, request: Request) -> None:
        """Fetch a page and have it read while the next is fetched; a meeting's items follow it."""
        link = request.link
        self._asked += 1
        if self._tools.settings.dry_run:
            self._found.append(link)
            return
        try:
            page, complaint = await fetch_item(
                self._tools.fetcher, self._platform, link, source=self._source, validators=request.validators
            )
        except ScraperError as error:
            is_gone = isinstance(error, FetchError) and error.status in STATUSES and link.kind in ITEMS
            if is_gone and (request.known or self._wanted.holds(link)):
                self._census.answered(link, gone=True, withdrawn=request.withdrawn)
                await self._finished(Read(link))
            else:
                await self._finished(Read(link, reason=str(error)))
            return
        if request.known:
            self._census.answered(link, gone=False, withdrawn=request.withdrawn)
        if complaint is not None:
            await self._finished(Read(link, page, reason=complaint))
        elif page.status == 304:
            await self._finished(Read(link, page))
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
            await self._finished(Read(link, page, reason=_reason(error)))
            return
        self._meetings.append(page)
        await self._finished(Read(link, page, Parsed(self._platform.NAME, meeting=meeting)))
        for item in links:
            if item.kind in ITEMS and self._wanted.take(item):
                await self._take(Request(item))

    async def _read(self, link: Link, page: Page) -> Read:
        try:
            parsed = await self._tools.readers.read(self._platform, page)
        except Exception as error:
            return Read(link, page, reason=_reason(error))
        return Read(
            link, page, parsed, parsed.complaint or (None if parsed.decisions else "nothing was read from the page")
        )

    async def _read_all(self) -> None:
        while self._reading:
            await self._finished(await self._reading.popleft())

    async def _finished(self, read: Read) -> None:
        self._done += 1
        self._keeper.add(read)
        self._tools.progress(Progress(self._source.id, self._done, self._asked))
        for link in read.parsed.links if read.parsed and not read.reason else ():
            if link.kind in ITEMS and self._wanted.take(link):
                await self._take(Request(link))

    # --- gaps and lists ---

    def _note_gaps(self, polls: list[FeedPoll]) -> bool:
        """Write which feeds show nothing known, before what they show is fetched and hides it; tell whether any does."""
        self._shown = {link.url for polled in polls for link in polled.links}
        slid = [polled for polled in polls if self._wanted.has_slid_past(polled)]
        if not slid or self._archive is None:
            return False
        newest, last = self._archive.newest(self._source.id), self._last_success()
        windows = [window(polled, newest, last) for polled in slid]
        if not self._tools.settings.dry_run:
            with self._archive.batch() as batch:
                for one in windows:
                    batch.gaps.found(self._source.id, one.feed, one.kind, one.known_until, one.shown_from)
        return True

    async def _walk_lists(self) -> None:
        """Walk the lists of meetings, back to where the open gaps begin and to the day that was asked for."""
        asked_for = self._tools.settings.since
        self._gaps = self._wanted.gaps(every=asked_for is not None)
        since = begins(self._gaps, asked_for)
        if not self._gaps and asked_for is None:
            return
        walk = self._walk = Walk(lists=bool(self._platform.listings(self._source)))
        if since is None:
            walk.failures.append("nothing dated was known before, so it is not clear how far back to look")
            return
        async with aclosing(
            backfill(self._source, self._platform, self._tools.fetcher, since, discover=self._discover)
        ) as found:
            async for item in found:
                if isinstance(item, Failure):
                    walk.failures.append(f"{item.link.url}: {item.reason}")
                    await self._finished(Read(item.link, reason=item.reason))
                    continue
                held = self._wanted.holds(item)
                if held or item.url in self._shown:
                    walk.met.add(item.kind)
                if held:
                    self._keeper.held()
                elif self._wanted.take(item):
                    walk.new += 1
                    await self._take(Request(item))
        if not walk.failures:
            for link in self._wanted.failed_lists():
                await self._finished(Read(link))

    # --- what is missed ---

    async def _judge(self) -> None:
        """Find out whether the known pages that answered 404 are gone or their publisher is out of order."""
        census = self._census
        ripe = sum(map(self._wanted.is_ripe, census.vanished.values()))
        if not census.is_doubtful(ripe):
            return
        census.sample = self._wanted.sample(SAMPLE)
        for request in filter(None, census.sample.values()):
            await self._take(request)
        if census.is_outage():
            self._outage = census.words()


def _reason(error: Exception) -> str:
    return (
        str(error)
        if isinstance(error, ScraperError)
        else f"reading it failed ({type(error).__name__}: {error}); please report the page"
    )
