"""The first meeting with a publisher's site: what its feeds and one page gave, and what to report where they gave too little.

Nobody has seen every site's markup, so a failure must be easy to report and to mend: the page is kept in the archive as it
was served, and the report names everything that somebody needs who mends the parser.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minutes.output import Column, printable
from minutes.readers import Readers
from scraper.crawl import Failure, FeedOutcome, FirstContact, Platform, backfill, fetch_and_read, first_contact
from scraper.errors import ScraperError
from scraper.fetch import Fetcher
from scraper.page import Page
from scraper.politeness import CONTACT, Politeness
from scraper.source import Source
from scraper.text import decode

if TYPE_CHECKING:
    from scraper.records import Decision

COLUMNS = (Column("field", "Field"), Column("found", "Found"), Column("value", "Value"))
NEEDED = ("body", "date", "title")
"""What every decision's page states; a page that lacks one of them was not understood."""
NEEDED_OF_MINUTES = ("section", "decision")
NOT_SHOWN = frozenset({"text", "checks"})
VALUE_WIDTH = 60


@dataclass(frozen=True, slots=True)
class Meeting:
    """How the meeting with one source went; `problems` are sentences, none where everything that is needed was read.

    `listed` tells that a sources file has the source; else it was made up for an address, and only the page was kept of it.
    """

    source: Source
    contact: FirstContact
    problems: tuple[str, ...]
    kept: bool
    listed: bool

    @property
    def decision(self) -> "Decision | None":
        """Return the decision that was read of the page, if any."""
        parsed = self.contact.parsed
        return parsed.decisions[0] if parsed and parsed.decisions else None

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield a row a feed and a row a field of the page: its name, whether it was found, and a short value."""
        for poll in self.contact.polls:
            links = (
                f"{len(poll.links)} links"
                if poll.outcome is FeedOutcome.read
                else printable(poll.reason or poll.outcome.value)
            )
            yield {"field": _feed_name(poll.feed.url), "found": poll.outcome is FeedOutcome.read, "value": links}
        if self.decision is None:
            return
        values = self.decision.model_dump(mode="json", by_alias=True)
        values["municipality"] = values["municipality"] or (
            self.contact.parsed.municipality if self.contact.parsed else None
        )
        for field, value in values.items():
            if field in NOT_SHOWN:
                continue
            yield {"field": field, "found": value not in (None, "", []), "value": _short(value)}

    def report(self) -> Iterator[str]:
        """Yield lines for people: which page it was, what went wrong and what to send to whom, or what to do next."""
        page = self.contact.page
        yield ""
        if page is not None:
            yield f"Page: {page.url}"
        if self.kept:
            again = f"minutes reparse --source {self.source.id}" if self.listed else "minutes reparse"
            yield f"It is kept in the archive as it was served; {again} reads it again with a later version."
        if self.decision is not None and self.decision.status == "agenda":
            yield "It is an agenda and has no decision yet; with the address of one page, check shows how that is read."
        if not self.problems:
            step = f"enable {self.source.id}" if self.listed else f"add {self.source.address}"
            yield f"All that a decision needs was read. Next: minutes sources {step}"
            return
        yield "Not understood:"
        yield from (f"  - {problem}" for problem in self.problems)
        yield f"Please report it at {CONTACT} with these lines:"
        yield f"  minutes {version('minutes')}, {self.source.platform}, {self.source.id}, {self.source.address}"
        if page is not None:
            yield f"  {page.status}, {page.content_type or 'no content type'}, {len(page.content)} bytes, {page.fetched:%Y-%m-%d %H:%M} UTC"


def meet(source: Source, page_url: str | None, archive: Path, *, listed: bool) -> Meeting:
    """Fetch a source's feeds and one page (`page_url`, else the first that the feeds or the lists name), read and keep it.

    Of a source that is not `listed` (made up for an address) only the page is kept, no decision: those would come again under the
    id that the source gets when it is added.
    Every known address of the source is tried until one answers. Raises BusyError, before anything is asked for, where
    another run writes to the archive, and the archive's errors.
    """
    from minutes.lock import only_writer
    from scraper.platforms import load

    platform: Platform = load()[source.platform]
    with only_writer(archive):
        met, contact = asyncio.run(_meet(source, platform, page_url, _manners(source)))
        problems = tuple(dict.fromkeys((*contact.problems, *_missing(contact))))
        kept = _keep(archive, met if listed else None, contact, problems)
        return Meeting(met, contact, problems, kept, listed=listed)


def fetch_text(url: str, source: Source) -> str:
    """Fetch one page and return its text. Raises FetchError."""

    async def fetch() -> Page:
        async with Fetcher(_manners(source)) as fetcher:
            return await fetcher.fetch(url, source=source)

    page = asyncio.run(fetch())
    return decode(page.content, page.content_type)


def _manners(source: Source) -> Politeness:
    return Politeness.lifted() if source.loopback else Politeness()


async def _meet(
    source: Source, platform: Platform, page_url: str | None, politeness: Politeness
) -> tuple[Source, FirstContact]:
    contact = FirstContact(())
    tried: list[str] = []
    readers = Readers(1)
    read, discover = partial(readers.read, platform), partial(readers.discover, platform)
    try:
        async with Fetcher(politeness) as fetcher:
            for address in source.addresses:
                source = replace(source, address=address)
                link = platform.link(page_url) if page_url else None
                contact = await first_contact(source, platform, fetcher, link=link, discover=discover, read=read)
                if any(poll.outcome is not FeedOutcome.failed for poll in contact.polls) or contact.page is not None:
                    break
                tried.extend(contact.problems)
            if contact.link is None and any(poll.outcome is not FeedOutcome.failed for poll in contact.polls):
                contact = await _from_lists(source, platform, fetcher, readers, contact)
    finally:
        readers.stop()
    return source, replace(contact, problems=tuple(dict.fromkeys((*tried, *contact.problems))))


async def _from_lists(
    source: Source, platform: Platform, fetcher: Fetcher, readers: Readers, contact: FirstContact
) -> FirstContact:
    """Read the first item that the source's lists lead to: a site whose feeds are empty still has those."""
    async for found in backfill(source, platform, fetcher, discover=partial(readers.discover, platform)):
        if isinstance(found, Failure):
            return replace(contact, problems=(*contact.problems, f"{found.link.url}: {found.reason}"))
        try:
            page, parsed = await fetch_and_read(source, platform, fetcher, found, partial(readers.read, platform))
        except ScraperError as error:
            return replace(contact, link=found, problems=(f"{found.url}: {error}",))
        return replace(contact, link=found, page=page, parsed=parsed, problems=())
    return contact


def _missing(contact: FirstContact) -> Iterator[str]:
    if contact.page is None or contact.parsed is None:
        return
    if contact.parsed.complaint:
        yield contact.parsed.complaint
    if not contact.parsed.decisions:
        yield "the page was read as no decision"
        return
    decision = contact.parsed.decisions[0]
    needed = (*NEEDED, *(NEEDED_OF_MINUTES if decision.status == "minutes" else ()))
    for field in needed:
        if getattr(decision, field) in (None, ""):
            yield f"the page's {field} was not found"


def _keep(archive: Path, source: Source | None, contact: FirstContact, problems: tuple[str, ...]) -> bool:
    """Keep the page in the archive with what was read of it, or as a failure; without problems the source is verified.

    Returns whether there was a page to keep.
    """
    from archive.store import Archive

    link, page, parsed = contact.link, contact.page, contact.parsed
    with Archive.open(archive) as store, store.batch() as batch:
        if source is None:
            if page is not None:
                batch.page(None, page)
            return page is not None
        if page is not None and parsed is not None and parsed.decisions and not parsed.complaint:
            batch.save(source.id, parsed, page, municipality=source.municipality)
        elif link is not None:
            batch.fail(source.id, link, problems[-1] if problems else "the page was not read", page=page)
        if not problems:
            batch.polled(source.id)
    return page is not None


def _feed_name(url: str) -> str:
    return url.partition("page=")[2].partition("&")[0] or url


def _short(value: object) -> str:
    """Return a value in one short line: a list by its number and its first item."""
    if isinstance(value, list):
        if not value:
            return ""
        return f"{len(value)}: {_short(value[0])}"[:VALUE_WIDTH]
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values() if part not in (None, "", False, []))[:VALUE_WIDTH]
    if value is None:
        return ""
    text = printable(str(value))
    return text if len(text) <= VALUE_WIDTH else f"{text[: VALUE_WIDTH - 1]}…"
