"""When a decision's page is asked for again, and when it counts as gone.

Decided items are asked for again 14 and 60 days after they were read, then yearly; each decision a little later by a share of its own,
so that what was read on one day does not come due on one. What was old already when it was read begins somewhere in its year.
A page that answers 404 or 410 gets a daily schedule of its own, and is withdrawn once it has answered so often and long enough.
"""

import datetime as dt
from collections.abc import Callable
from enum import StrEnum
from typing import Any
from zlib import crc32

from archive.clock import iso

STEPS = (dt.timedelta(days=14), dt.timedelta(days=60))
YEAR = dt.timedelta(days=365)
SPREAD = 1 / 7
"""The most that a check may come late by the decision's own share, as a part of its step: 2, 9 and 52 days."""
DAILY = dt.timedelta(hours=22)
"""A day, less what keeps a cron that runs once a day from missing every other one."""
GONE_TIMES = 3
GONE_FOR = dt.timedelta(days=7)
"""A page is gone that answered so this often, over at least this long."""

_ROWS = (
    "SELECT r.decision_key, d.id, d.withdrawn, r.since, r.due, r.gone_since, r.gone_last, r.gone_times, r.last_answer "
    "FROM decision d JOIN recheck r ON r.decision_key = d.key WHERE d.url = ? AND d.source = ?"
)


class Answer(StrEnum):
    """Say how a page answered when it was last asked for again; `outage` is a 404 that was not counted."""

    same = "same"
    changed = "changed"
    gone = "gone"
    outage = "outage"


def share(name: str) -> float:
    """Return a decision's own share of a spread: 0 ≤ share < 1, the same for ever.

    >>> share("kukkula:2023145-7") == share("kukkula:2023145-7")
    True
    """
    return crc32(name.encode()) / 2**32


def next_due(name: str, since: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Return the first check after `now` of a decision whose checks are counted from `since`: after 14 and 60 days, then yearly."""
    late = share(name) * SPREAD
    for step in STEPS:
        if (due := since + step * (1 + late)) > now:
            return due
    first = since + YEAR * late
    return first + max(1, (now - first) // YEAR + 1) * YEAR


def counted_from(name: str, seen: dt.datetime, date: dt.date | None) -> dt.datetime:
    """Return from when the checks of a decision of `date` that was first read at `seen` are counted.

    What was older than the second check is past both, and its year began at a moment of its own.
    """
    settled = STEPS[-1] * (1 + SPREAD)
    if date is None or date >= (seen - STEPS[-1]).date():
        return seen
    return seen - YEAR + share(name) * (YEAR - settled)


class Schedule:
    """The writing side: rows of table recheck, within a batch. Rows are written only where something is due or changes."""

    def __init__(self, cursor: Any, now: Callable[[], str]) -> None:
        self._cursor = cursor
        self._now = now

    def answered(self, source: str, url: str, *, changed: bool = False) -> None:
        """Note that the page of an address is there: what was due moves on, what was missed counts no more."""
        now = self._moment()
        for key, name, _, since, due, gone_since, _, _, answer in self._rows(source, url):
            if due > iso(now) and gone_since is None and answer != Answer.outage:
                continue
            following = next_due(name, dt.datetime.fromisoformat(since), now)
            self._cursor.execute(
                "UPDATE recheck SET due = ?, checked = ?, last_answer = ?, gone_since = NULL, gone_last = NULL, gone_times = 0 "
                "WHERE decision_key = ?",
                (iso(following), iso(now), Answer.changed.value if changed else Answer.same.value, key),
            )

    def gone(self, source: str, url: str) -> list[str]:
        """Count that the page of an address answered 404 or 410, and return the ids of what is to be withdrawn by that.

        At most one answer a day counts. One that is withdrawn already only moves on.
        """
        now = self._moment()
        ripe: list[str] = []
        for key, name, withdrawn, since, _, first, last, times, _ in self._rows(source, url):
            if withdrawn:
                following = next_due(name, dt.datetime.fromisoformat(since), now)
                self._cursor.execute(
                    "UPDATE recheck SET due = ?, checked = ?, last_answer = ? WHERE decision_key = ?",
                    (iso(following), iso(now), Answer.gone.value, key),
                )
                continue
            if last is not None and now < dt.datetime.fromisoformat(last) + DAILY:
                continue
            self._cursor.execute(
                "UPDATE recheck SET due = ?, checked = ?, last_answer = ?, gone_since = ?, gone_last = ?, gone_times = ? "
                "WHERE decision_key = ?",
                (iso(now + DAILY), iso(now), Answer.gone.value, first or iso(now), iso(now), times + 1, key),
            )
            if is_ripe(first, times, now):
                ripe.append(name)
        return ripe

    def uncounted(self, source: str, url: str) -> None:
        """Note a 404 in an outage: it counts for nothing, and is asked for again after a day."""
        now = self._moment()
        for key, *_ in self._rows(source, url):
            self._cursor.execute(
                "UPDATE recheck SET due = ?, last_answer = ? WHERE decision_key = ?",
                (iso(now + DAILY), Answer.outage.value, key),
            )

    def in_outage(self, source: str) -> bool:
        """Tell whether pages of a source are still missed from an outage, and have not answered since."""
        row = self._cursor.execute(
            "SELECT 1 FROM recheck WHERE source = ? AND last_answer = ? LIMIT 1", (source, Answer.outage.value)
        ).fetchone()
        return row is not None

    def restart(self, key: int, name: str, at: str | None = None) -> None:
        """Count the checks of a decision anew from a moment: it was decided, withdrawn, or has come back."""
        at = at or self._now()
        moment = dt.datetime.fromisoformat(at)
        self._cursor.execute(
            "UPDATE recheck SET since = ?, due = ?, gone_since = NULL, gone_last = NULL, gone_times = 0 WHERE decision_key = ?",
            (at, iso(next_due(name, moment, moment)), key),
        )

    def _moment(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self._now())

    def _rows(self, source: str, url: str) -> list[tuple[Any, ...]]:
        return list(self._cursor.execute(_ROWS, (url, source)).fetchall())


def is_ripe(first: str | None, times: int, now: dt.datetime) -> bool:
    """Tell whether one more 404 now, after `times` since `first`, makes a page gone (ISO 8601, UTC)."""
    return first is not None and times + 1 >= GONE_TIMES and now - dt.datetime.fromisoformat(first) >= GONE_FOR


def first_row(key: int, name: str, source: str, seen: str, date: dt.date | None) -> tuple[Any, ...]:
    """Return the row of table recheck of a decision that is new: key, source, since, due, times."""
    moment = dt.datetime.fromisoformat(seen)
    since = counted_from(name, moment, date)
    return key, source, iso(since), iso(next_due(name, since, moment)), 0
