"""The small types that a run of sync and its sources pass on."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.state import SourceResult
from minutes.attachments_run import Attachments, FilesResult
from minutes.gaps import Walk
from minutes.readers import Readers
from scraper.crawl import FeedOutcome, FeedPoll
from scraper.fetch import Fetcher
from scraper.page import Link, Page, Parsed
from scraper.politeness import Politeness

if TYPE_CHECKING:
    from archive.gaps import Gap
    from archive.store import Archive

READERS = 2
"""Child processes that read pages."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run is to go: manners, how far back to look, and whether to write at all."""

    politeness: Politeness = field(default_factory=Politeness)
    since: dt.date | None = None
    dry_run: bool = False
    readers: int = READERS
    attachments: Attachments = Attachments.text


@dataclass(frozen=True, slots=True)
class Report:
    """How one source fared.

    `problems` is what of it failed, `notes` what a person may like to know and need not act on, `links` a dry run's find.
    """

    source: str
    result: SourceResult
    seconds: float = 0.0
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    files: FilesResult = field(default_factory=FilesResult)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a source stands while it runs: pages done and pages known to be wanted."""

    source: str
    done: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Read:
    """One link's outcome: a page with what was read of it, or the reason why there is none. A 304 has neither."""

    link: Link
    page: Page | None = None
    parsed: Parsed | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """What belongs to a source's poll as a whole, to be written when all that it led to has been.

    `slid` says that a feed showed nothing known, `gaps` are those that `walk` was to close, `vanished` the known pages that
    answered 404 or 410, `outage` why none of them counts, `still_gone` those of withdrawn decisions, `meetings` the meetings' pages read.
    """

    polls: tuple[FeedPoll, ...]
    requests: int
    slid: bool = False
    gaps: "tuple[Gap, ...]" = ()
    walk: Walk = field(default_factory=Walk)
    vanished: tuple[str, ...] = ()
    still_gone: tuple[str, ...] = ()
    outage: str | None = None
    meetings: tuple[Page, ...] = ()

    @property
    def not_modified(self) -> int:
        """Return how many feeds had nothing new to say."""
        return sum(polled.outcome is FeedOutcome.not_modified for polled in self.polls)

    @property
    def is_silent(self) -> bool:
        """Tell whether every feed had nothing new to say."""
        return self.not_modified == len(self.polls)

    @property
    def error(self) -> str | None:
        """Return why the source as a whole failed: none of its feeds could be read."""
        failed = [polled for polled in self.polls if polled.outcome is FeedOutcome.failed]
        return f"{failed[0].feed.url}: {failed[0].reason}" if failed and len(failed) == len(self.polls) else None


@dataclass(slots=True)
class Tools:
    """What the sources of a run share; `quiet` gathers those that had nothing to say, to be noted together at the end."""

    archive: "Archive | None"
    settings: Settings
    fetcher: Fetcher
    readers: Readers
    run: int | None
    now: Callable[[], dt.datetime]
    progress: Callable[[Progress], None]
    quiet: list[str] = field(default_factory=list)
