"""From a source's feeds or lists to its pages, never off its own hosts. Platforms say what leads where; this module only drives them."""

import datetime as dt
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from scraper.errors import FetchError, ScraperError
from scraper.feed import read_feed
from scraper.fetch import Fetcher
from scraper.page import NO_VALIDATORS, Link, LinkKind, Page, Parsed, Validators
from scraper.records import Meeting

if TYPE_CHECKING:
    from scraper.source import Source

MAX_LISTS = 5_000
"""Most list pages that one backfill fetches; a source has some hundreds of meetings a year."""
MAX_POLLED_LISTS = 300
"""Most list pages that one poll of a source without feeds fetches; a city has some hundred bodies."""
RECENT = dt.timedelta(days=60)
"""How far behind the newest entry of a list a poll looks; what is older is a backfill's."""
TOLD_DEFECTS = 5
"""Most defects of one feed that are told one by one."""
ITEMS = frozenset({LinkKind.meeting_item, LinkKind.officer_decision})
LISTED = ITEMS | {LinkKind.meeting}
Discover = Callable[["Source", Page], Awaitable[list[Link]]]
"""A platform's reading of a list, done elsewhere (a sandbox)."""
Reading = Callable[[Page], Awaitable[Parsed]]
"""A platform's reading of an item's page, done elsewhere (a sandbox)."""


class Platform(Protocol):
    """What crawling needs of a platform module."""

    NAME: str

    def feeds(self, source: "Source") -> list[Link]:
        """Return where a poll begins: the source's feeds, or the lists of what is newest where its system has none.

        A link of another kind than `LinkKind.feed` is read by `discover`. A list that `discover` gives a date to holds nothing newer.
        """

    def listings(self, source: "Source") -> list[Link]:
        """Return where a backfill starts."""

    def discover(self, source: "Source", page: Page) -> list[Link]:
        """Return what a list page leads to."""

    def meeting(self, source: "Source", page: Page) -> Meeting | None:
        """Return the meeting that a page lists the items of."""

    def link(
        self, url: str, *, title: str | None = None, body: str | None = None, date: dt.date | None = None
    ) -> Link | None:
        """Make a link of an address and what was said about it."""

    def mismatch(self, page: Page) -> str | None:
        """Return why a page is not the one that was asked for."""

    def parse(self, page: Page) -> Parsed:
        """Read a page."""


class FeedOutcome(StrEnum):
    """Say how polling a feed ended."""

    read = "read"
    not_modified = "not_modified"
    failed = "failed"


@dataclass(frozen=True, slots=True)
class FeedPoll:
    """One feed of a poll.

    `validators` are what to store: the new ones after a feed read without defects, otherwise those that were given, so that a damaged
    feed is asked for again. `reason` says why it failed, `page` is the feed as served (None where nothing came).
    `leads` are the lists and meetings that a list leads to, to be stored with its validators: "not modified" says them again.
    """

    feed: Link
    outcome: FeedOutcome
    links: tuple[Link, ...] = ()
    defects: tuple[str, ...] = ()
    reason: str | None = None
    validators: Validators = NO_VALIDATORS
    page: Page | None = None
    leads: tuple[Link, ...] = ()

    @property
    def trouble(self) -> str | None:
        """Return why the feed failed, else what of it could not be read: the first defects and how many more there are."""
        more = len(self.defects) - TOLD_DEFECTS
        said = "; ".join([*self.defects[:TOLD_DEFECTS], *([f"and {more} defects more"] if more > 0 else [])])
        return self.reason or said or None


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that was not read: which link, and why."""

    link: Link
    reason: str
    error: ScraperError | None = None


async def poll(
    source: "Source",
    platform: Platform,
    fetcher: Fetcher,
    validators: Callable[[str], Validators] | None = None,
    leads: Callable[[str], tuple[Link, ...]] | None = None,
    *,
    discover: Discover | None = None,
    after: dt.date | None = None,
) -> AsyncIterator[FeedPoll]:
    """Ask a source's feeds, or its newest lists, for what is new; one that fails does not stop the others.

    All are asked for conditionally: `validators` tells the stored ones by address (`FeedPoll.feed.url`), `leads` what was stored with
    them of a list. Of a list, the recent entries are given and the recent lists that it leads to are read: see `recent`; `after` is
    the day of the last poll, today where there was none.
    """
    waiting = deque(platform.feeds(source))
    seen = {feed.url for feed in waiting}
    lists = 0
    while waiting:
        feed = waiting.popleft()
        known = validators(feed.url) if validators else NO_VALIDATORS
        led = leads(feed.url) if leads and known != NO_VALIDATORS else ()
        if feed.kind is not LinkKind.feed and (lists := lists + 1) > MAX_POLLED_LISTS:
            yield FeedPoll(
                feed, FeedOutcome.failed, reason=f"more than {MAX_POLLED_LISTS} lists: the rest was not asked for"
            )
            return
        try:
            page = await fetcher.fetch(feed, source=source, etag=known.etag, last_modified=known.last_modified)
        except FetchError as error:
            yield FeedPoll(feed, FeedOutcome.failed, reason=str(error), validators=known, leads=led)
            continue
        if feed.kind is LinkKind.feed and page.status != 304:
            yield _polled(source, platform, feed, page, known)
            continue
        if page.status == 304:
            links, outcome, new = list(led), FeedOutcome.not_modified, known
        else:
            try:
                links = await discover(source, page) if discover else platform.discover(source, page)
            except ScraperError as error:
                yield FeedPoll(feed, FeedOutcome.failed, reason=str(error), validators=known, page=page, leads=led)
                continue
            outcome, new = FeedOutcome.read, Validators(page.etag, page.last_modified)
        since = after or (page.fetched.date() if page.fetched else None)
        deeper = recent([link for link in links if link.kind not in LISTED], since)
        named = recent([link for link in links if link.kind in LISTED], since)
        waiting.extend(link for link in deeper if link.url not in seen)
        seen.update(link.url for link in deeper)
        led = tuple(link for link in (*deeper, *named) if link.kind not in ITEMS) if new != NO_VALIDATORS else ()
        yield FeedPoll(feed, outcome, tuple(named), validators=new, page=page, leads=led)


def recent(links: Sequence[Link], after: dt.date | None = None) -> list[Link]:
    """Return the links dated within RECENT of the newest of them, or of `after` where that is earlier, and those without a date."""
    latest = max((link.date for link in links if link.date), default=None)
    if latest is None:
        return list(links)
    oldest = min(latest, after or latest) - RECENT
    return [link for link in links if link.date is None or link.date >= oldest]


def _polled(source: "Source", platform: Platform, feed: Link, page: Page, known: Validators) -> FeedPoll:
    read = read_feed(
        page.content,
        page.final_url or page.url,
        content_type=page.content_type,
        platform=platform,
        hosts=source.hosts,
    )
    if read.complaint is not None:
        return FeedPoll(feed, FeedOutcome.failed, reason=read.complaint, validators=known, page=page)
    new = known if read.defects else Validators(page.etag, page.last_modified)
    return FeedPoll(feed, FeedOutcome.read, read.links, read.defects, validators=new, page=page)


async def backfill(
    source: "Source",
    platform: Platform,
    fetcher: Fetcher,
    since: dt.date | None = None,
    *,
    discover: Discover | None = None,
) -> AsyncGenerator[Link | Failure, None]:
    """Walk a source's lists and yield its items and officers' decisions, newest lists first; list pages that failed are Failures.

    `since` leaves out what is dated earlier; what has no date is kept. `discover` runs the platform's reading of a list elsewhere
    (a sandbox). At most MAX_LISTS list pages are fetched; reaching that is a Failure too.
    """
    waiting = deque(platform.listings(source))
    seen = {link.url for link in waiting}
    fetched = 0
    while waiting:
        listing = waiting.popleft()
        if fetched == MAX_LISTS:
            yield Failure(
                listing, f"more than {MAX_LISTS} list pages: the rest was not asked for; narrow it with a later date"
            )
            return
        fetched += 1
        try:
            page = await fetcher.fetch(listing, source=source)
            links = await discover(source, page) if discover else platform.discover(source, page)
        except ScraperError as error:
            yield Failure(listing, str(error), error)
            continue
        dates = [link.date for link in links if link.kind in ITEMS and link.date]
        if since and dates and max(dates) < since:
            continue  # a list of officers' decisions that are all older: its further pages hold older ones still
        deeper = []
        for link in links:
            if link.url in seen or (since and link.date and link.date < since):
                continue
            seen.add(link.url)
            if link.kind in ITEMS:
                yield link
            else:
                deeper.append(link)
        waiting.extendleft(reversed(deeper))


async def fetch_item(
    fetcher: Fetcher,
    platform: Platform,
    link: Link,
    *,
    source: "Source",
    validators: Validators = NO_VALIDATORS,
) -> tuple[Page, str | None]:
    """Fetch an item's page and say what is wrong with it, if anything.

    A page of another item is asked for once more on a new connection (formats.md 1.4); one that stays another comes with the
    complaint and must not be stored as this item's. Raises what `Fetcher.fetch` raises.
    """
    page = await fetcher.fetch(link, source=source, etag=validators.etag, last_modified=validators.last_modified)
    complaint = platform.mismatch(page)
    if complaint is not None:
        page = await fetcher.fetch(link, source=source, fresh=True)
        complaint = platform.mismatch(page)
    return page, complaint


@dataclass(frozen=True, slots=True)
class FirstContact:
    """What the first meeting with a site showed: each feed, the first item's page and its reading, and what went wrong on the way."""

    polls: tuple[FeedPoll, ...]
    link: Link | None = None
    page: Page | None = None
    parsed: Parsed | None = None
    problems: tuple[str, ...] = ()


async def first_contact(
    source: "Source",
    platform: Platform,
    fetcher: Fetcher,
    *,
    link: Link | None = None,
    discover: Discover | None = None,
    read: Reading | None = None,
) -> FirstContact:
    """Fetch a source's feeds and one page, and read them; the page is `link`, else the first item that a feed names.

    `discover` and `read` run the platform's reading of a list and of the page elsewhere (a sandbox).
    """
    polls: list[FeedPoll] = []
    problems: list[str] = []
    async for polled in poll(source, platform, fetcher, discover=discover):
        polls.append(polled)
        if polled.reason:
            problems.append(f"{polled.feed.url}: {polled.reason}")
        problems.extend(f"{polled.feed.url}: {defect}" for defect in polled.defects)
        if polled.feed.kind is not LinkKind.feed and polled.links:
            break  # one list that leads somewhere shows the site as well as all of them
    items = [item for polled in polls for item in polled.links if item.kind in ITEMS]
    chosen = link or (items[0] if items else None)
    if chosen is None:
        return FirstContact(tuple(polls), problems=(*problems, "no feed names an item: there was no page to try"))
    try:
        page, parsed = await fetch_and_read(source, platform, fetcher, chosen, read)
    except ScraperError as error:
        return FirstContact(tuple(polls), chosen, problems=(*problems, f"{chosen.url}: {error}"))
    return FirstContact(tuple(polls), chosen, page, parsed, tuple(problems))


async def fetch_and_read(
    source: "Source", platform: Platform, fetcher: Fetcher, link: Link, read: Reading | None = None
) -> tuple[Page, Parsed]:
    """Fetch an item's page and read it, with `read` elsewhere; of another page than the item's only the complaint is returned.

    Raises what `Fetcher.fetch` raises, and ParseError where the reading had to be stopped.
    """
    page, complaint = await fetch_item(fetcher, platform, link, source=source)
    if complaint is not None:
        return page, Parsed(platform.NAME, complaint=complaint)
    return page, await read(page) if read else platform.parse(page)
