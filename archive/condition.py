"""How every source fares: what it answered, what it brought against its usual, and what waits. Plain read-only SQL, no text is read."""

import datetime as dt
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from archive.gaps import SELECT as SELECT_GAPS
from archive.gaps import Gap
from archive.pace import BACKFILLED, WEEKS, Pace, pace

_STATES = """
SELECT source, enabled, muted_until, first_success, last_success, last_attempt, last_error, failing_since, outage, patience_days
FROM source_state ORDER BY source"""
_NEW = f"""
SELECT source, CASE WHEN date < date(first_seen, '-{BACKFILLED} days') THEN date ELSE substr(first_seen, 1, 10) END AS day, count(*)
FROM decision WHERE source IS NOT NULL AND first_seen >= ?1 AND kind <> 'attachment' GROUP BY 1, 2 HAVING day >= ?1"""
_LAST = "SELECT source, max(first_seen), count(*) FROM decision WHERE source IS NOT NULL GROUP BY source"
_FAILURES = "SELECT source, url, kind, reason, first_failed, attempts FROM failure ORDER BY source, first_failed, key"
_GONE = """
SELECT r.source, count(*) FROM recheck r JOIN decision d ON d.key = r.decision_key
WHERE r.gone_times > 0 AND d.withdrawn = 0 GROUP BY r.source"""
_LAST_SYNC = "SELECT max(started) FROM sync_run WHERE command = 'sync'"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page or feed that could not be read, to be tried again."""

    url: str
    kind: str
    reason: str
    first_failed: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Condition:
    """One source's condition; moments are aware, in UTC. `gone` counts the pages being watched that answer 404."""

    source: str
    enabled: bool = False
    muted_until: dt.datetime | None = None
    first_success: dt.datetime | None = None
    last_success: dt.datetime | None = None
    last_attempt: dt.datetime | None = None
    last_error: str | None = None
    failing_since: dt.datetime | None = None
    outage: str | None = None
    own_patience: int | None = None
    decisions: int = 0
    pace: Pace = field(default_factory=Pace)
    gaps: tuple[Gap, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    gone: int = 0

    @property
    def patience(self) -> int:
        """After how many days without anything new it is said: as a person set, else from the source's own pace."""
        return self.pace.patience if self.own_patience is None else self.own_patience

    def muted(self, now: dt.datetime) -> bool:
        """Tell whether a person asked to hear nothing of it at a moment (aware)."""
        return self.muted_until is not None and self.muted_until > now


def conditions(connection: sqlite3.Connection, now: dt.datetime) -> list[Condition]:
    """Return the condition of every source that anything is known of, by id."""
    today = now.astimezone(dt.UTC).date()
    states = {row[0]: row[1:] for row in connection.execute(_STATES)}
    counted = {source: (seen, count) for source, seen, count in connection.execute(_LAST)}
    new = _new(connection, today)
    gaps: dict[str, tuple[Gap, ...]] = {}
    for gap in (Gap(*row) for row in connection.execute(SELECT_GAPS, (None, None, False))):
        gaps[gap.source] = (*gaps.get(gap.source, ()), gap)
    waiting = {
        source: tuple(Waiting(*row[1:]) for row in rows) for source, rows in _by_source(connection.execute(_FAILURES))
    }
    gone = dict(connection.execute(_GONE))
    found = []
    for source in sorted(states.keys() | counted.keys()):
        enabled, muted_until, first, last, attempt, error, failing, outage, patience = states.get(
            source, (False, *[None] * 8)
        )
        seen, count = counted.get(source, (None, 0))
        days = new.get(source, {})
        if not days and seen:
            days = {_day(seen): 0}  # nothing within the year: the last day still tells for how long
        found.append(
            Condition(
                source,
                bool(enabled),
                _moment(muted_until),
                _moment(first),
                _moment(last),
                _moment(attempt),
                error,
                _moment(failing),
                outage,
                patience,
                count,
                pace(days, today),
                gaps.get(source, ()),
                waiting.get(source, ()),
                gone.get(source, 0),
            )
        )
    return found


def last_sync(connection: sqlite3.Connection) -> dt.datetime | None:
    """Return when `minutes sync` last began, None where it never did."""
    (started,) = connection.execute(_LAST_SYNC).fetchone()
    return _moment(started)


def _new(connection: sqlite3.Connection, today: dt.date) -> dict[str, dict[dt.date, int]]:
    since = (today - dt.timedelta(weeks=WEEKS + 1)).isoformat()
    found: dict[str, dict[dt.date, int]] = defaultdict(dict)
    for source, day, count in connection.execute(_NEW, (since,)):
        found[source][_day(day)] = count
    return found


def _by_source(rows: Iterable[tuple[Any, ...]]) -> Iterable[tuple[str, Iterable[tuple[Any, ...]]]]:
    return groupby(rows, key=lambda row: str(row[0]))


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text[:10])


def _moment(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)
