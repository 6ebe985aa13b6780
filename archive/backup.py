"""A copy of the archive while others read and write it: whole, proved, and in its place only when it is both."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archive import database
from archive.atomic import atomic
from archive.clock import iso, utc_now
from archive.errors import ArchiveDamaged, ArchiveUnwritable, DiskFull, translated
from archive.readonly import connect
from archive.steps import step
from archive.verify import Level, verify

_PAGES = 2_000  # copied at a time; a writer gets its turn in between
_MARGIN = 1.02
_WAIT = 30.0  # seconds for another program's lock


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was made: its bytes, and whether the archive could be written to note it for later erasures."""

    size: int
    noted: bool


def backup(archive: Path, path: Path, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Copied:
    """Copy an archive to `path`, in place of what is there, and note in the archive that it was, where it may be written.

    The copy is of one moment. It is proved as `archive.verify` proves an archive before it takes its place; after an error
    nothing is left of it.

    Raises the errors of opening an archive, ArchiveDamaged where the copy does not stand the proof, DiskFull, OSError.
    """
    database.prepared(archive, create=False, readonly=True).dispose()
    _in_use(path)
    _room(archive, path)
    with atomic(path) as part:
        with translated(archive), closing(connect(archive, seconds=_WAIT)) as source:
            _copy(source, part, path, progress)
        step("backup copied")
        _prove(part, path)
        noted = _remember(archive, path)  # one too many in the list does no harm, one that is missing would
        step("backup noted")
        return Copied(part.stat().st_size, noted)


def _in_use(path: Path) -> None:
    """Raise ArchiveUnwritable where an older copy is open: its log would be taken for the new one's."""
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise ArchiveUnwritable(
            f"{path} is in use as an archive (its log {log.name} is not empty): name another file, or end what has it open.",
            path=path,
        )


def _room(archive: Path, path: Path) -> None:
    """Raise DiskFull where the copy cannot fit, before half of it is written."""
    free, needed = shutil.disk_usage(path.parent).free, int(archive.stat().st_size * _MARGIN)
    if free < needed:
        raise DiskFull(
            f"{path}: the copy takes {needed:,} bytes and the disk has {free:,}: make space, or name a file on another disk.",
            path=path,
        )


def _copy(source: sqlite3.Connection, part: Path, path: Path, progress: Callable[[int, int], None]) -> None:
    with translated(path), closing(sqlite3.connect(part, isolation_level=None)) as copy:
        source.execute("BEGIN")  # one moment for the whole copy: without it, every write of others would begin it anew
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=_PAGES, progress=lambda _, left, total: progress(total - left, total))
        source.execute("COMMIT")
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it


def _prove(part: Path, path: Path) -> None:
    try:
        damage = next((one for one in verify(part) if one.level is Level.damage), None)
        words = damage and " ".join(filter(None, (damage.part, damage.name, damage.words)))
    except ArchiveDamaged as error:
        words = str(error.__cause__ or error)
    if words:
        raise ArchiveDamaged(
            f"{path} was not written, because the archive is damaged ({words}): `minutes verify` tells more; the earlier "
            "backups are as they were.",
            path=path,
        )


def _remember(archive: Path, path: Path) -> bool:
    engine = database.prepared(archive, create=False, readonly=False)
    try:
        with translated(archive), engine.connect() as connection:
            connection.exec_driver_sql(
                "INSERT INTO backup (path, at) VALUES (?, ?)", (str(path.absolute()), iso(utc_now()))
            )
    except ArchiveUnwritable:
        return False
    finally:
        engine.dispose()
    return True
