"""Gaps in feeds: what slid past between two polls, and the walk through the lists of meetings that brings it in."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.gaps import Gap
from scraper.crawl import LISTED, FeedPoll
from scraper.page import LinkKind

MARGIN = dt.timedelta(days=30)
"""How far before the newest known date the lists are walked: decisions are published weeks after they were made."""


@dataclass(frozen=True, slots=True)
class Window:
    """A feed that shows nothing known, and the dates between which items have slid past; None where no date is known."""

    feed: str
    kind: LinkKind
    known_until: dt.date | None
    shown_from: dt.date | None


def window(polled: FeedPoll, newest: dict[str, dt.date], last_success: dt.date | None) -> Window:
    """Return the gap that a feed leaves which shows nothing known.

    `newest` is the date of the newest known decision by kind; agendas lie in the future, so that it is never later than the last poll.
    """
    officers = all(link.kind is LinkKind.officer_decision for link in polled.links)
    kind = LinkKind.officer_decision if officers else LinkKind.meeting_item
    known = newest.get(kind, max(newest.values(), default=None))
    bounds = [date for date in (known, last_success) if date]
    shown = [link.date for link in polled.links if link.kind in LISTED and link.date]
    return Window(polled.feed.url, kind, min(bounds, default=None), min(shown, default=None))


def begins(gaps: Sequence[Gap], since: dt.date | None) -> dt.date | None:
    """Return from when the lists must be walked to close all the gaps, and back to `since` where that was asked for."""
    starts = [dt.date.fromisoformat(gap.from_date) - MARGIN for gap in gaps if gap.from_date]
    return min([*starts, *([since] if since else [])], default=None)


@dataclass(slots=True)
class Walk:
    """What a walk through the lists met: `lists` says that there are any, `met` of which kinds it met items known or shown by a feed."""

    lists: bool = True
    met: set[str] = field(default_factory=set)
    new: int = 0
    failures: list[str] = field(default_factory=list)

    def complaint(self, gap: Gap) -> str | None:
        """Return why the walk proves nothing of a gap, None where it closes it."""
        if not self.lists:
            return "its publishing system has no lists of meetings to fill it from"
        if self.failures:
            more = f" and {len(self.failures) - 1} more" if len(self.failures) > 1 else ""
            return f"the lists could not be read whole: {self.failures[0]}{more}"
        if gap.kind not in self.met:
            return "the lists show none of the items that are known or that the feed shows, so they prove nothing"
        return None
