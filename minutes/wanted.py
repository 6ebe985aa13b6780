"""What of a source is worth fetching: not held, not tried too lately, each address once in a run."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from archive.identity import normalised
from scraper.crawl import ITEMS, FeedPoll
from scraper.page import NO_VALIDATORS, Link, LinkKind, Validators
from scraper.vocabulary import Status

if TYPE_CHECKING:
    from archive.store import Archive

AGENDA_PATIENCE = dt.timedelta(days=90)
"""How long after its meeting an agenda item is still asked for again, in case the minutes come."""
RETRY = dt.timedelta(hours=1)
RETRY_AT_LATEST = dt.timedelta(days=7)
"""A page that failed is tried again after an hour, two, four …, at the latest after a week."""

Request = tuple[Link, Validators]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a poll of the feeds leads to: requests to make, how many items are held already, and whether items slid past.

    `gap` tells that the feed of a source known before shows no item that is known.
    """

    requests: tuple[Request, ...]
    held: int
    gap: bool


class Wanted:
    """Remembers what a source has, what of it failed and what was asked for in this run. `archive` None means nothing yet."""

    def __init__(self, archive: "Archive | None", source: str, now: dt.datetime) -> None:
        self._archive, self._source, self._now = archive, source, now
        self._failing = {failure.link.url: failure for failure in archive.failures(source)} if archive else {}
        self._asked: set[str] = set()

    def choose(self, polls: Sequence[FeedPoll]) -> Choice:
        """Return what to fetch after a poll: new links, agendas that may have become minutes, failures that are due."""
        items = {link.url: link for polled in polls for link in polled.links if link.kind in ITEMS}
        meetings = [link for polled in polls for link in polled.links if link.kind is LinkKind.meeting]
        requests = [*self._agendas()]
        requests += [(link, NO_VALIDATORS) for link in items.values() if self.take(link)]
        requests += [(link, self._validators(link)) for link in meetings if self._is_open(link) and self._first(link)]
        requests += [(failure.link, NO_VALIDATORS) for failure in self._failing.values() if self._again(failure.link)]
        asked = {link.url for link, _ in requests}
        held = sum(self.holds(link) and link.url not in asked for link in items.values())
        return Choice(tuple(requests), held, gap=any(map(self._slid_past, polls)) and bool(self._known))

    def holds(self, link: Link) -> bool:
        """Tell whether the archive has the decision of a link, under its id or its address."""
        return bool(link.id and link.id in self._known) or normalised(link.url) in self._known

    def take(self, link: Link) -> bool:
        """Tell whether a link is to be fetched now, and count it as asked for if so."""
        return not self.holds(link) and self._due(link) and self._first(link)

    # Read when the first link is judged: feeds that have nothing new to say need neither.

    @cached_property
    def _known(self) -> frozenset[str]:
        return self._archive.known(self._source) if self._archive else frozenset()

    @cached_property
    def _meetings(self) -> dict[str, str | None]:
        return self._archive.meetings(self._source) if self._archive else {}

    def failed_before(self, link: Link) -> bool:
        """Tell whether a link was a failure already when the run began."""
        return link.url in self._failing

    def _agendas(self) -> list[Request]:
        if self._archive is None:
            return []
        oldest = self._now.date() - AGENDA_PATIENCE
        return [
            (agenda.link, agenda.validators)
            for agenda in self._archive.agendas(self._source)
            if (agenda.link.date is None or agenda.link.date >= oldest) and self._first(agenda.link)
        ]

    def _validators(self, link: Link) -> Validators:
        if self._archive is None:
            return NO_VALIDATORS
        return self._archive.validators(link.url)

    def _is_open(self, meeting: Link) -> bool:
        """Tell whether a meeting's page may still change: it was not read, or was an agenda then."""
        return self._meetings.get(meeting.id or "") != Status.minutes and self._due(meeting)

    def _again(self, link: Link) -> bool:
        return link.kind is not LinkKind.feed and self._due(link) and self._first(link)

    def _slid_past(self, polled: FeedPoll) -> bool:
        items = [link for link in polled.links if link.kind is LinkKind.meeting_item]
        return bool(items) and not any(map(self.holds, items))

    def _first(self, link: Link) -> bool:
        if link.url in self._asked:
            return False
        self._asked.add(link.url)
        return True

    def _due(self, link: Link) -> bool:
        failure = self._failing.get(link.url)
        if failure is None or failure.failed is None:
            return True
        wait = min(RETRY * 2 ** min(failure.attempts - 1, 10), RETRY_AT_LATEST)
        # cron is never punctual to the second: a tenth of an hour early is due
        due: dt.datetime = dt.datetime.fromisoformat(failure.failed) + wait - RETRY / 10
        return self._now >= due
