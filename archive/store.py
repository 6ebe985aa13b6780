"""The archive: one SQLite file that holds every decision, every page as served, and how each fetch went."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine

from archive import database, queries
from archive.batch import Batch, Saved, State
from archive.clock import iso, utc_now
from archive.errors import Ambiguous, ArchiveError, ArchiveUnwritable, NotFound, translated
from archive.files import FileFacts, StoredFile, WantedFile, file_like, files_of, wanted_files
from archive.filters import Filters
from archive.gaps import FEEDS_READ, NEWEST, SELECT, Gap
from archive.histories import shown
from archive.identity import normalised
from archive.leads import read as read_leads
from archive.migrations import HEAD
from archive.reading import Revision, Stored, StoredPage, history, load, page_of, select, stream
from archive.snapshots import unpacked
from archive.state import SourceResult, SourceState, WorthFetching, link_of
from archive.steps import step
from archive.tombstones import Of, Tombstones
from scraper.page import Link, Validators
from scraper.robots import RobotsFile

__all__ = [
    "Archive",
    "Gap",
    "Revision",
    "Saved",
    "SourceResult",
    "SourceState",
    "State",
    "Stored",
    "StoredPage",
    "WorthFetching",
]

_MOST_CANDIDATES = 5
_BEGINNING_OF_HASH = re.compile(r"sha256:[0-9a-f]{8,}")


class Archive:
    """An open archive. Reads see what is committed; writing goes through `batch`, one at a time."""

    def __init__(self, path: Path, engine: Engine, *, readonly: bool, now: Callable[[], dt.datetime]) -> None:
        self.path = path
        self.readonly = readonly
        self._engine = engine
        self._now = now
        self._writing = False

    @classmethod
    def open(
        cls, path: Path, *, create: bool = True, readonly: bool = False, now: Callable[[], dt.datetime] = utc_now
    ) -> Self:
        """Open the archive at `path`, made where there is none and brought up to date where it is older.

        Raises ArchiveMissing, NotAnArchive, ArchiveTooNew, ArchiveTooOld, ArchiveLocked, ArchiveDamaged,
        ArchiveUnwritable, DiskFull.
        """
        path = Path(path)
        return cls(path, database.prepared(path, create=create, readonly=readonly), readonly=readonly, now=now)

    def close(self) -> None:
        """Close the archive's connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- writing ---

    @contextmanager
    def batch(self) -> Iterator[Batch]:
        """Open the one transaction that writes; commit at the end of the block, roll all of it back on an exception.

        Raises ArchiveLocked, DiskFull, ArchiveDamaged, ArchiveUnwritable; ArchiveError where a batch is open already.
        """
        if self.readonly:
            raise ArchiveUnwritable(f"{self.path} was opened for reading only.", path=self.path)
        if self._writing:
            raise ArchiveError(f"{self.path}: a batch is open already; end it before the next.", path=self.path)
        self._writing = True
        try:
            with translated(self.path), self._engine.connect() as connection:
                step("begin")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                try:
                    batch = Batch(connection, lambda: iso(self._now()))
                    yield batch
                    batch.finish()
                    step("commit")
                    connection.exec_driver_sql("COMMIT")
                    step("committed")
                except BaseException:
                    _roll_back(connection)
                    raise
        finally:
            self._writing = False

    def start_run(self, command: str, version: str) -> int:
        """Record that a command that writes begins, and return the number of the run."""
        with self.batch() as batch:
            return batch.start_run(command, version)

    def finish_run(self, run: int) -> None:
        """Record that a run came to its end."""
        with self.batch() as batch:
            batch.finish_run(run)

    def set_source(self, source: str, **settings: Any) -> None:
        """Set what a user decides about a source, as `Batch.source` does, in a transaction of its own."""
        with self.batch() as batch:
            batch.source(source, **settings)

    # --- decisions ---

    def decision(self, name: str) -> Stored:
        """Return the decision of an id, of an address, or of a part of just one.

        A part is the end of an id or address (`2023145-7`), or the beginning of a hash (`sha256:6874f12e`).
        Raises NotFound, or Ambiguous where it is a part of several.
        """
        with self._reading() as connection:
            key = self._key(connection, name.strip())
            return load(connection, [key])[0]

    def decisions(self, filters: Filters | None = None, ids: Iterable[str] | None = None) -> Iterator[Stored]:
        """Yield the decisions that pass the filters (and are among `ids`), by date and id, all of one moment.

        A few hundred are in memory at a time, however many there are. Close the iterator to end it early.
        """
        with self._reading() as connection:
            yield from stream(connection, filters or Filters(), ids)

    def decisions_with_files(
        self, filters: Filters | None = None, ids: Iterable[str] | None = None
    ) -> Iterator[tuple[Stored, list[StoredFile]]]:
        """Yield the same with what was read of each decision's attachments."""
        with self._reading() as connection:
            for stored in stream(connection, filters or Filters(), ids):
                yield stored, files_of(connection, stored.key)

    def count(self, filters: Filters | None = None) -> int:
        """Return how many decisions pass the filters."""
        where, params = (filters or Filters()).sql()
        return int(self._one(f"SELECT count(*) FROM decision d WHERE {where}", params))

    def revisions(self, name: str) -> list[Revision]:
        """Return the history of a decision, oldest first, each with its whole record. Raises NotFound."""
        with self._reading() as connection:
            key = self._key(connection, name.strip())
            return history(connection, key)

    def history(self, name: str, *, withdrawn: bool = False) -> list[Revision]:
        """Return the history of a decision as it may be shown, oldest first. Raises NotFound.

        Records from before personal data were removed are hidden, and all of a withdrawn decision's, unless `withdrawn`.
        """
        with self._reading() as connection:
            key = self._key(connection, name.strip())
            found = history(connection, key)
            gone = load(connection, [key])[0].withdrawn
        return found if withdrawn else shown(found, withdrawn=gone)

    def changes(self, name: str) -> int:
        """Return how often the meaning of the decision with this id has changed since it was first seen."""
        sql = "SELECT coalesce(max(r.number), 1) - 1 FROM revision r JOIN decision d ON d.key = r.decision_key WHERE d.id = ?"
        return int(self._one(sql, (name,)))

    def known(self, source: str) -> frozenset[str]:
        """Return what is held of a source: platform ids (`2023145-7`) of decisions, and normalised addresses of pages.

        Ask with `link.id in known or normalised(link.url) in known`.
        """
        start = len(source) + 1
        with self._reading() as connection:
            ids = {
                row[0][start:] if row[0].startswith(f"{source}:") else row[0]
                for row in connection.exec_driver_sql("SELECT id FROM decision WHERE source = ?", (source,))
            }
            pages = connection.exec_driver_sql(
                "SELECT url FROM page WHERE source = ? AND decision_key IS NOT NULL", (source,)
            )
            return frozenset(ids | {normalised(url) for (url,) in pages if url})

    def agendas(self, source: str) -> list[WorthFetching]:
        """Return the links of a source's decisions that are still agenda, newest meeting first, with their validators."""
        return list(map(_again, self._select(queries.AGENDAS, (source,))))

    def due(self, source: str, now: dt.datetime, limit: int) -> list[WorthFetching]:
        """Return the known pages of a source that are due to be asked for again at a moment, at most `limit`: those missed first, then the longest due.

        What failed is left to `failures`. Those of withdrawn decisions come without validators: only the page itself brings one back.
        """
        return list(map(_again, self._select(queries.DUE, (source, iso(now), limit))))

    def sample(self, source: str, seed: int, limit: int) -> list[WorthFetching]:
        """Return up to `limit` known pages of a source that are not withdrawn, missed or not, others with every `seed`."""
        return list(map(_again, self._select(queries.SAMPLE, (source, seed, limit))))

    def missed(self, source: str) -> dict[str, tuple[str, int]]:
        """Return the known pages of a source that answer 404 or 410, address → since when and how often that counted."""
        return {row["url"]: (row["gone_since"], row["gone_times"]) for row in self._select(queries.MISSED, (source,))}

    def gaps(self, source: str | None = None, *, filled: bool = False) -> list[Gap]:
        """Return the gaps (of a source) that are open, with `filled` also those that were closed; the oldest first."""
        return [Gap(**row) for row in self._select(SELECT, (source, source, filled))]

    def feeds_read(self, source: str) -> frozenset[str]:
        """Return the addresses of the source's feeds that could ever be read."""
        return frozenset(row["url"] for row in self._select(FEEDS_READ, (source,)))

    def newest(self, source: str) -> dict[str, dt.date]:
        """Return the date of the newest decision that is held of a source, by kind."""
        with self._reading() as connection:
            rows = connection.exec_driver_sql(NEWEST, (source,)).fetchall()
        return {kind: dt.date.fromisoformat(date) for kind, date in rows}

    def failures(self, source: str | None = None) -> list[WorthFetching]:
        """Return what could not be read (of a source), with its reason, for another try; the longest waiting first."""
        return [
            WorthFetching(link_of(row), reason=row["reason"], attempts=row["attempts"], failed=row["last_failed"])
            for row in self._select(queries.FAILURES, (source, source))
        ]

    def meetings(self, source: str) -> dict[str, str | None]:
        """Return the source's meetings that were read, platform id → status (None where the page did not say)."""
        start = len(source) + 1
        rows = self._select("SELECT id, status FROM meeting WHERE source = ?", (source,))
        return {row["id"][start:]: row["status"] for row in rows}

    def robots(self) -> dict[str, RobotsFile]:
        """Return the robots.txt files that were fetched, by origin (`https://host`)."""
        rows = self._select("SELECT origin, status, content, fetched FROM robots")
        return {
            row["origin"]: RobotsFile(row["status"], row["content"], dt.datetime.fromisoformat(row["fetched"]))
            for row in rows
        }

    # --- pages ---

    def validators(self, url: str) -> Validators:
        """Return the validators of a feed, or of a page that was read; both None where there are none."""
        for row in self._select(queries.VALIDATORS, (url, url)):
            return Validators(row["etag"], row["last_modified"])
        return Validators()

    def leads(self, url: str) -> tuple[Link, ...]:
        """Return the lists and meetings that a list led to when its validators were remembered."""
        for row in self._select("SELECT leads FROM feed_state WHERE url = ?", (url,)):
            return read_leads(row["leads"])
        return ()

    def pages(self, *, source: str | None = None) -> Iterator[StoredPage]:
        """Yield the pages to parse again: those that the decisions stand on, and the newest of each without a decision.

        Each is read by a short query of its own, so that a batch may write in between. Raises ArchiveDamaged.
        """
        after = 0
        while rows := list(self._select(queries.PAGES, (after, source, source, _PAGES_AT_ONCE))):
            for row in rows:
                yield page_of(row)
            after = rows[-1]["key"]

    def snapshot(self, digest: str) -> bytes:
        """Return the bytes of a snapshot, proved by their SHA-256. Raises NotFound, ArchiveDamaged."""
        for row in self._select("SELECT size, content FROM snapshot WHERE sha256 = ?", (digest,)):
            return unpacked(digest, row["size"], row["content"])
        raise NotFound(f"{self.path} holds no snapshot {digest}.", path=self.path)

    def wanted_files(self, source: str, now: dt.datetime, limit: int) -> list[WantedFile]:
        """Return the attachments' files of a source that are due, at most `limit`: never asked for first, newest decisions first."""
        with self._reading() as connection:
            return wanted_files(connection, source, iso(now), limit)

    def file_like(self, digest: str) -> FileFacts | None:
        """Return what is known of a file with these bytes (SHA-256), None where none was read."""
        with self._reading() as connection:
            return file_like(connection, digest)

    def files(self, key: int) -> list[StoredFile]:
        """Return the attachments of a decision (`Stored.key`) with what was read of their files."""
        with self._reading() as connection:
            return files_of(connection, key)

    def tombstones(self) -> Tombstones:
        """Return what must not come back, to ask about many ids and addresses at once."""
        with self._reading() as connection:
            return Tombstones(connection.connection.cursor())

    def is_erased(self, name: str) -> bool:
        """Tell whether a decision's id or a page's address was erased, so that it need not be fetched again."""
        stones = self.tombstones()
        return stones.cover(Of.id, name) or stones.cover(Of.url, name)

    # --- sources and the archive itself ---

    def source_state(self, source: str) -> SourceState:
        """Return the state of a source, its defaults where nothing is known."""
        return next(self._states("WHERE source = ?", (source,)), SourceState(source))

    def source_states(self) -> dict[str, SourceState]:
        """Return the state of every source that anything is known of, by id."""
        return {state.source: state for state in self._states("ORDER BY source")}

    def _states(self, tail: str, params: Sequence[Any] = ()) -> Iterator[SourceState]:
        names = ", ".join(field.name for field in fields(SourceState))
        rows = self._select(f"SELECT {names} FROM source_state {tail}", params)
        return (SourceState(**{**row, "enabled": bool(row["enabled"])}) for row in rows)

    @property
    def id(self) -> str:
        """The archive's UUID."""
        return str(self._one("SELECT value FROM meta WHERE name = 'archive_id'"))

    @property
    def change(self) -> int:
        """The number of the last change."""
        return int(self._one("SELECT value FROM meta WHERE name = 'change'"))

    @property
    def schema(self) -> str:
        """The schema version."""
        return HEAD

    def counts(self) -> dict[str, int]:
        """Return how many rows the tables hold that people ask about."""
        return {table: int(self._one(f"SELECT count(*) FROM {table}")) for table in _COUNTED}

    # --- inside ---

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(self.path), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                _roll_back(connection)

    def _select(self, sql: str, params: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
        with self._reading() as connection:
            rows = list(select(connection, sql, params))
        return iter(rows)

    def _one(self, sql: str, params: Sequence[Any] = ()) -> Any:
        with self._reading() as connection:
            return connection.exec_driver_sql(sql, tuple(params)).scalar_one()

    def _key(self, connection: Connection, name: str) -> int:
        rows = list(select(connection, "SELECT key, id FROM decision WHERE id = ?", (name,)))
        if not rows and "://" in name:
            exact = (name, normalised(name), name, normalised(name))
            rows = list(select(connection, queries.BY_ADDRESS, exact))
        elif not rows and name:
            rows = list(select(connection, queries.BY_END, (name, _MOST_CANDIDATES)))
            if not rows and _BEGINNING_OF_HASH.fullmatch(name):
                rows = list(select(connection, queries.BY_BEGINNING, (name, _MOST_CANDIDATES)))
        if not rows:
            raise NotFound(
                f"{self.path} holds no decision {name!r}: `minutes search` shows ids; an address must be the page's own.",
                path=self.path,
            )
        if len(rows) > 1:
            ids = tuple(row["id"] for row in rows)
            raise Ambiguous(f"{name!r} is a part of several ids: {', '.join(ids)}.", candidates=ids, path=self.path)
        return int(rows[0]["key"])


def _again(row: dict[str, Any]) -> WorthFetching:
    withdrawn = bool(row["withdrawn"])
    validators = Validators() if withdrawn else Validators(row["etag"], row["last_modified"])
    return WorthFetching(link_of(row), validators, withdrawn=withdrawn, first_seen=row["first_seen"])


_COUNTED = ("decision", "amount", "attachment", "meeting", "page", "snapshot", "revision", "failure")
_PAGES_AT_ONCE = 20


def _roll_back(connection: Connection) -> None:
    # After a full disk SQLite may have done so itself.
    if connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
        connection.exec_driver_sql("ROLLBACK")
