"""How fetching went, written in a batch: failures, validators, meetings, sources, runs."""

from collections.abc import Callable, Sequence
from dataclasses import astuple
from typing import Any

from sqlalchemy import Connection

from archive import sql
from archive.attachments import Files
from archive.cleaning import clean_text
from archive.clock import iso
from archive.gaps import Gaps
from archive.leads import written
from archive.rows import Values
from archive.schedule import Schedule
from archive.state import SourceResult
from archive.steps import step
from scraper.page import Link
from scraper.records import Meeting
from scraper.robots import RobotsFile

KEEP = ""
"""Stands for "as it is" where None has a meaning of its own."""


class Ledger:
    """The bookkeeping side of a batch; each call is written at once, within the batch's transaction."""

    def __init__(self, connection: Connection, now: Callable[[], str]) -> None:
        self._connection = connection
        self._cursor: Any = connection.connection.cursor()
        self._now = now
        self.schedule = Schedule(self._cursor, now)
        self.gaps = Gaps(self._cursor, now)
        self.files = Files(self._cursor, now, self._next_change)
        self._failures = bool(self._one("SELECT EXISTS (SELECT 1 FROM failure)"))

    def failed(self, source: str | None, link: Link, reason: str, digest: str | None) -> None:
        """Record a page or feed that could not be read, with the reason in words and the snapshot where a page came."""
        day = link.date.isoformat() if link.date else None
        now = self._now()
        values = (
            source or "",
            link.url,
            str(link.kind),
            link.id,
            link.title and clean_text(link.title),
            link.body and clean_text(link.body),
            day,
            clean_text(reason),
            now,
            now,
            1,
            digest,
        )
        self._do(sql.FAILURE, values)
        self._failures = True

    def resolve(self, url: str) -> None:
        """Forget the failures of an address."""
        if self._failures:
            self._do("DELETE FROM failure WHERE url = ?", (url,))

    def validators(
        self,
        url: str,
        etag: str | None,
        last_modified: str | None,
        *,
        source: str | None = None,
        leads: Sequence[Link] = (),
    ) -> None:
        """Remember the validators of a feed, a list or a meeting's page, and what a list led to besides items.

        Those of decisions' pages are kept by `save`.
        """
        self._do(sql.VALIDATORS, (url, source, etag, last_modified, self._now(), written(leads)))

    def polled(self, source: str, *, error: str | None = None, next_poll: str | None = None, new: bool = False) -> None:
        """Record that a source was polled: a success, or an error in words; call it last.

        `next_poll` is when one that failed may be asked again, `new` tells that the poll brought a decision that was new.
        """
        now = self._now()
        success, failure, brought = (None if error else now), (now if error else None), (now if new else None)
        self._do(
            sql.POLLED,
            (source, success, success, now, error, next_poll, failure, int(error is not None), brought, brought),
        )

    def outage(self, source: str, words: str | None) -> None:
        """Record that so many pages of a source are missed at once that none was counted as gone; None ends it."""
        self._do("UPDATE source_state SET outage = ? WHERE source = ? AND outage IS NOT ?", (words, source, words))

    def told(self, source: str, problem: str, words: str) -> None:
        """Remember that a person was told of a problem in these words, beside the words that it was told in before."""
        self._do(sql.TOLD, (source, problem, words, self._now()))

    def forget_told(self, source: str, problem: str) -> None:
        """Forget a problem that no longer holds, so that it is told again when it comes back."""
        self._do("DELETE FROM told WHERE source = ? AND problem = ?", (source, problem))

    def source(
        self,
        source: str,
        *,
        enabled: bool | None = None,
        muted_until: str | None = KEEP,
        patience_days: int | str | None = KEEP,
    ) -> None:
        """Set what a user decides about a source; what is not given stays.

        `muted_until=None` ends a mute, `patience_days=None` leaves its patience to the source's own pace.
        """
        self._do("INSERT INTO source_state (source, enabled) VALUES (?, 0) ON CONFLICT DO NOTHING", (source,))
        if enabled is not None:
            self._do("UPDATE source_state SET enabled = ? WHERE source = ?", (enabled, source))
        if muted_until != KEEP:
            self._do("UPDATE source_state SET muted_until = ? WHERE source = ?", (muted_until, source))
        if patience_days != KEEP:
            self._do("UPDATE source_state SET patience_days = ? WHERE source = ?", (patience_days, source))

    def start_run(self, command: str, version: str) -> int:
        """Record that a command that writes begins, and return the number of the run."""
        self._do("INSERT INTO sync_run (command, version, started) VALUES (?, ?, ?)", (command, version, self._now()))
        return int(self._cursor.lastrowid)

    def finish_run(self, run: int) -> None:
        """Record that a run came to its end."""
        self._do("UPDATE sync_run SET finished = ? WHERE key = ?", (self._now(), run))

    def result(self, run: int, source: str, result: SourceResult) -> None:
        """Record how a source fared in a run."""
        self._do(sql.RESULT, (run, source, *astuple(result)))

    def meeting(self, meeting: Meeting) -> None:
        """Record a meeting; nothing is written where it is as before."""
        day = meeting.date.isoformat() if meeting.date else None
        values = (meeting.id, meeting.source, meeting.body, day, meeting.status and str(meeting.status), meeting.url)
        self._do(sql.MEETING, values)

    def robots(self, origin: str, file: RobotsFile) -> None:
        """Remember a site's robots.txt for the next run."""
        values = (origin, file.status, file.content, iso(file.fetched))
        self._do("INSERT OR REPLACE INTO robots (origin, status, content, fetched) VALUES (?, ?, ?, ?)", values)

    def _next_change(self) -> int:
        raise NotImplementedError

    def _do(self, statement: str, values: Values) -> None:
        step(statement)
        self._cursor.execute(statement, values)

    def _one(self, statement: str, values: Values = ()) -> Any:
        return self._cursor.execute(statement, values).fetchone()[0]
