"""What of a source is worth fetching: not held, not tried too lately, due to be asked for again, each address once in a run."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from archive.clock import iso
from archive.identity import normalised
from archive.schedule import is_ripe
from scraper.crawl import ITEMS, LISTED, FeedOutcome, FeedPoll
from scraper.page import NO_VALIDATORS, Link, LinkKind, Validators
from scraper.vocabulary import Status

if TYPE_CHECKING:
    from archive.gaps import Gap
    from archive.state import WorthFetching
    from archive.store import Archive
    from archive.tombstones import Tombstones

AGENDA_PATIENCE = dt.timedelta(days=90)
"""How long after its meeting an agenda item is asked for at every sync, in case the minutes come; then it is an item as others."""
FRESH = dt.timedelta(days=1)
"""How long after it was first read it is asked for likewise, however old its meeting, for archives begun while minutes come in."""
RECHECKS = 100
"""Known pages of one source that a run asks for again because they are due, those missed first: 36,500 a year at one run a day."""
LISTS = frozenset({LinkKind.bodies, LinkKind.body, LinkKind.officers})
RETRY = dt.timedelta(hours=1)
RETRY_AT_LATEST = dt.timedelta(days=7)
"""What failed is tried again after an hour, two, four …, at the latest after a week."""


@dataclass(frozen=True, slots=True)
class Request:
    """A page to ask for; `known` says that its decision is held already, `withdrawn` that the page is expected to be missing."""

    link: Link
    validators: Validators = NO_VALIDATORS
    known: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What a poll of the feeds leads to: requests to make, and how many items are held already."""

    requests: tuple[Request, ...]
    held: int


class Wanted:
    """Remembers what a source has, what of it failed and what was asked for in this run. `archive` None means nothing yet."""

    def __init__(self, archive: "Archive | None", source: str, now: dt.datetime) -> None:
        self._archive, self._source, self._now = archive, source, now
        self._failing = {failure.link.url: failure for failure in archive.failures(source)} if archive else {}
        self._due = archive.due(source, now, RECHECKS) if archive else []
        self._asked: set[str] = set()

    def choose(self, polls: Sequence[FeedPoll]) -> Choice:
        """Return what to fetch after a poll: agendas that may have become minutes, new links, failures and re-checks that are due."""
        items = {link.url: link for polled in polls for link in polled.links if link.kind in ITEMS}
        meetings = [link for polled in polls for link in polled.links if link.kind is LinkKind.meeting]
        requests = [*self._agendas()]
        requests += [Request(link) for link in items.values() if self.take(link)]
        requests += [
            Request(link, self._validators(link)) for link in meetings if self._is_open(link) and self._first(link)
        ]
        requests += [_again(due) for due in self._due if self._again(due.link)]
        requests += [Request(failure.link) for failure in self._failing.values() if self._again(failure.link)]
        asked = {request.link.url for request in requests}
        held = sum(self.holds(link) and link.url not in asked for link in items.values())
        return Choice(tuple(requests), held)

    def holds(self, link: Link) -> bool:
        """Tell whether the archive has the decision of a link, under its id or its address, or had it and erased it for good."""
        if self._has_moved(link):
            return False
        if (link.id and link.id in self._known) or normalised(link.url) in self._known:
            return True
        return bool(self._erased) and self._is_erased(link)

    def take(self, link: Link) -> bool:
        """Tell whether a link is to be fetched now, and count it as asked for if so."""
        return not self.holds(link) and self._may_try(link) and self._first(link)

    def failed_lists(self) -> list[Link]:
        """Return the list pages that failed before this run; a walk that read them all has resolved them."""
        lists = (failure.link for failure in self._failing.values())
        return [link for link in lists if link.kind in LISTS]

    def sample(self, limit: int) -> dict[str, Request | None]:
        """Return a fair sample of the known pages, by address; None stands for what was asked for already in this run."""
        if self._archive is None:
            return {}
        seed = self._now.date().toordinal() * 104_729
        found = self._archive.sample(self._source, seed, limit)
        return {one.link.url: _again(one) if self._first(one.link) else None for one in found}

    def is_ripe(self, link: Link) -> bool:
        """Tell whether one more 404 now would mark a known page's decision as withdrawn."""
        since, times = self._missed.get(link.url, (None, 0))
        return is_ripe(since, times, self._now)

    # --- gaps ---

    def has_slid_past(self, polled: FeedPoll) -> bool:
        """Tell whether a feed that could be read before shows nothing that was known before the run."""
        links = [link for link in polled.links if link.kind in LISTED]
        if polled.outcome is not FeedOutcome.read or polled.feed.kind is not LinkKind.feed or not links:
            return False
        return polled.feed.url in self.feeds_read and not any(map(self.knew, links))

    def knew(self, link: Link) -> bool:
        """Tell whether a link was known when the run began, if only as a failure."""
        if link.url in self._failing:
            return True
        return link.id in self._meetings if link.kind is LinkKind.meeting else self.holds(link)

    def gaps(self, *, every: bool = False) -> "list[Gap]":
        """Return the open gaps whose turn it is to be filled; `every` of them where a person asked for the lists."""
        if self._archive is None:
            return []
        return [
            gap
            for gap in self._archive.gaps(self._source)
            if every or gap.tried is None or self._is_due(gap.attempts, gap.tried)
        ]

    # --- read when the first link is judged: feeds that have nothing new to say need none of it ---

    @cached_property
    def feeds_read(self) -> frozenset[str]:
        """The addresses of the feeds that could be read before this run."""
        return self._archive.feeds_read(self._source) if self._archive else frozenset()

    @cached_property
    def _known(self) -> frozenset[str]:
        return self._archive.known(self._source) if self._archive else frozenset()

    @cached_property
    def _meetings(self) -> dict[str, str | None]:
        return self._archive.meetings(self._source) if self._archive else {}

    @cached_property
    def _missed(self) -> dict[str, tuple[str, int]]:
        return self._archive.missed(self._source) if self._archive else {}

    @cached_property
    def _erased(self) -> "Tombstones | None":
        return self._archive.tombstones() if self._archive else None

    def _has_moved(self, link: Link) -> bool:
        """Tell whether a link leads elsewhere than the agenda held of its decision: some systems publish the minutes at another address."""
        known = self._agenda_addresses.get(link.id or "")
        return known is not None and known != normalised(link.url)

    @cached_property
    def _agenda_addresses(self) -> dict[str, str]:
        return {agenda.link.id: normalised(agenda.link.url) for agenda in self._agendas_held if agenda.link.id}

    @cached_property
    def _agendas_held(self) -> "list[WorthFetching]":
        return self._archive.agendas(self._source) if self._archive else []

    def _is_erased(self, link: Link) -> bool:
        from archive.tombstones import Of

        stones = self._erased
        if stones is None:
            return False
        by_id = link.id is not None and stones.cover(Of.id, f"{self._source}:{link.id}")
        return by_id or stones.cover(Of.url, link.url)

    def _agendas(self) -> list[Request]:
        oldest, fresh = self._now.date() - AGENDA_PATIENCE, iso(self._now - FRESH)
        return [
            _again(agenda)
            for agenda in self._agendas_held
            if (agenda.link.date is None or agenda.link.date >= oldest or (agenda.first_seen or "") >= fresh)
            and self._again(agenda.link)
        ]

    def _validators(self, link: Link) -> Validators:
        if self._archive is None:
            return NO_VALIDATORS
        return self._archive.validators(link.url)

    def _is_open(self, meeting: Link) -> bool:
        """Tell whether a meeting's page may still change: it was not read, or was an agenda then."""
        return self._meetings.get(meeting.id or "") != Status.minutes and self._may_try(meeting)

    def _again(self, link: Link) -> bool:
        return link.kind in LISTED and self._may_try(link) and self._first(link)

    def _first(self, link: Link) -> bool:
        if link.url in self._asked:
            return False
        self._asked.add(link.url)
        return True

    def _may_try(self, link: Link) -> bool:
        failure = self._failing.get(link.url)
        return failure is None or failure.failed is None or self._is_due(failure.attempts, failure.failed)

    def _is_due(self, attempts: int, last: str) -> bool:
        wait = min(RETRY * 2 ** min(attempts - 1, 10), RETRY_AT_LATEST)
        # cron is never punctual to the second: a tenth of an hour early is due
        due: dt.datetime = dt.datetime.fromisoformat(last) + wait - RETRY / 10
        return self._now >= due


def _again(one: "WorthFetching") -> Request:
    return Request(one.link, one.validators, known=True, withdrawn=one.withdrawn)
