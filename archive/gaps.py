"""Gaps: polls whose feed showed nothing that was known, so that items have slid past, until the lists have closed them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SELECT = (
    "SELECT key, source, feed, kind, from_date, to_date, found, filled, items, reason, attempts, tried FROM gap "
    "WHERE (? IS NULL OR source = ?) AND (filled IS NULL OR ?) ORDER BY key"
)
NEWEST = "SELECT kind, max(date) FROM decision WHERE source = ? AND date IS NOT NULL GROUP BY kind"
FEEDS_READ = "SELECT url FROM feed_state WHERE source = ? AND first_read IS NOT NULL"
_FEED_READ = (
    "INSERT INTO feed_state (url, source, updated, first_read) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (url) DO UPDATE SET first_read = excluded.first_read WHERE first_read IS NULL"
)


@dataclass(frozen=True, slots=True)
class Gap:
    """What a feed did not show; dates are ISO, moments ISO 8601 in UTC, `filled` None while it is open."""

    key: int
    source: str
    feed: str
    kind: str
    from_date: str | None
    to_date: str | None
    found: str
    filled: str | None = None
    items: int | None = None
    reason: str | None = None
    attempts: int = 0
    tried: str | None = None

    @property
    def between(self) -> str:
        """Say between which dates it lies, in words."""
        return f"between {self.from_date or 'an unknown date'} and {self.to_date or 'an unknown date'}"


class Gaps:
    """The writing side: rows of table gap, within a batch."""

    def __init__(self, cursor: Any, now: Callable[[], str]) -> None:
        self._cursor = cursor
        self._now = now

    def read(self, source: str, feed: str) -> None:
        """Note that a feed could be read, if this was the first time."""
        now = self._now()
        self._cursor.execute(_FEED_READ, (feed, source, now, now))

    def found(self, source: str, feed: str, kind: str, from_date: dt.date | None, to_date: dt.date | None) -> None:
        """Record a gap in items of a kind, from the newest known to the oldest that the feed shows; an open one of the feed grows instead."""
        dates = [day.isoformat() if day else None for day in (from_date, to_date)]
        self._cursor.execute(
            "UPDATE gap SET to_date = ? WHERE source = ? AND feed = ? AND filled IS NULL", (dates[1], source, feed)
        )
        if not self._cursor.rowcount:
            self._cursor.execute(
                "INSERT INTO gap (source, feed, kind, from_date, to_date, found, attempts) VALUES (?, ?, ?, ?, ?, ?, 0)",
                (source, feed, kind, *dates, self._now()),
            )

    def filled(self, key: int, items: int) -> None:
        """Close a gap: the lists were walked back to its beginning and led to so many new items."""
        self._cursor.execute(
            "UPDATE gap SET filled = ?, items = coalesce(items, 0) + ?, reason = NULL WHERE key = ?",
            (self._now(), items, key),
        )

    def still_open(self, key: int, reason: str, items: int) -> None:
        """Record a walk of the lists that did not close a gap, with the reason in words and the new items it led to."""
        self._cursor.execute(
            "UPDATE gap SET reason = ?, items = coalesce(items, 0) + ?, attempts = attempts + 1, tried = ? WHERE key = ?",
            (reason, items, self._now(), key),
        )
