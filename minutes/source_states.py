"""What the archive remembers of each source, read without the heavy parts: enabled, muted, verified by a first success."""

import datetime as dt
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class State:
    """One source's state; times are ISO 8601 UTC as stored, None where it has not happened."""

    enabled: bool = False
    muted_until: str | None = None
    first_success: str | None = None
    last_success: str | None = None
    last_error: str | None = None

    def muted(self, now: dt.datetime) -> bool:
        """Tell whether the source's failures are to be kept quiet at a moment (aware)."""
        return self.muted_until is not None and dt.datetime.fromisoformat(self.muted_until) > now


def read_states(archive: Path) -> dict[str, State]:
    """Return the state of each source that the archive knows; none where there is no archive yet.

    Raises the errors of archive.errors for a file that is no archive or cannot be read.
    """
    from search.documents import reading

    if not archive.is_file() or archive.stat().st_size == 0:
        return {}
    with reading(archive) as connection:
        rows = connection.execute(
            "SELECT source, enabled, muted_until, first_success, last_success, last_error FROM source_state"
        ).fetchall()
    return {source: State(bool(enabled), *rest) for source, enabled, *rest in rows}


def known(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the sources that the archive knows: those that have a state, a decision or a page."""
    tables = ("source_state", "decision", "page")
    rows = connection.execute(" UNION ".join(f"SELECT source FROM {table}" for table in tables))  # noqa: S608
    return frozenset(source for (source,) in rows if source)


def require_known(ids: Iterable[str], known: Collection[str]) -> None:
    """Return only where the archive knows every source that was named; raises UsageError with the nearest one."""
    from minutes.errors import UsageError
    from scraper.source import did_you_mean, nearest

    for id_ in ids:
        if id_ not in known:
            meant = did_you_mean(nearest(id_, known))
            raise UsageError(f"the archive knows no source '{id_}'{meant}; `minutes status --all` lists them")
