"""Errors of the archive.

    ArchiveError
    ├── ArchiveMissing     no archive at the path
    ├── NotAnArchive       the file is something else
    ├── ArchiveTooNew      written by a newer program
    ├── ArchiveTooOld      must be brought up to date first, but was opened for reading only
    ├── ArchiveLocked      another program is writing
    ├── ArchiveDamaged     the database or a snapshot in it is broken
    ├── ArchiveUnwritable  no permission, a folder that is not there, a read-only disk
    ├── DiskFull           no space, or the disk failed
    ├── NotFound           no decision answers to what was asked for
    │   └── Ambiguous      more than one does
    ├── LinkRefused        a word on two projects that would contradict another, or say nothing
    └── ExportRefused      an export that would not be whole

Every message says what, where (the file) and what to do next.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT}
_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_DISK = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_TOOBIG}


class ArchiveError(Exception):
    """Base of the archive's errors; `path` is the file concerned, if any."""

    def __init__(self, message: str, *, path: Path | None = None) -> None:
        super().__init__(message)
        self.path = path


class ArchiveMissing(ArchiveError):
    """A path without an archive."""


class NotAnArchive(ArchiveError):
    """A file that is not an archive of this program."""


class ArchiveTooNew(ArchiveError):
    """An archive whose schema this program does not know."""


class ArchiveTooOld(ArchiveError):
    """An archive that has to be brought up to date, opened for reading only."""


class ArchiveLocked(ArchiveError):
    """An archive that another program is writing to."""

    exit_code = 75


class ArchiveDamaged(ArchiveError):
    """An archive whose file, or a snapshot in it, is broken."""


class ArchiveUnwritable(ArchiveError):
    """An archive that may not be opened or written."""


class DiskFull(ArchiveError):
    """A disk without space, or one that failed."""

    exit_code = 74


class NotFound(ArchiveError):
    """A name that no decision answers to."""


class Ambiguous(NotFound):
    """A name that several decisions answer to; `candidates` are the first of their ids."""

    def __init__(self, message: str, *, candidates: tuple[str, ...], path: Path | None = None) -> None:
        super().__init__(message, path=path)
        self.candidates = candidates


class LinkRefused(ArchiveError):
    """A link of two projects, or its undoing, that would contradict what was said before, or say nothing."""


class ExportRefused(ArchiveError):
    """An export that the format asked for cannot hold whole."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors within the block, bare or wrapped by SQLAlchemy, into the archive's own."""
    try:
        yield
    except sqlite3.Error as error:
        raise explained(error, path) from error
    except UnicodeDecodeError as error:  # sqlite3 gives up on its own message where a broken page's bytes stand in it
        raise _damaged(error, path) from error
    except Exception as error:
        cause = getattr(error, "orig", None)
        if isinstance(cause, sqlite3.Error):
            raise explained(cause, path) from error
        raise


def explained(error: sqlite3.Error, path: Path) -> ArchiveError:
    """Return the archive's error for one of SQLite's, by its result code."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    if primary in _LOCKED:
        return ArchiveLocked(f"{path} is being written by another program: try again when it has finished.", path=path)
    if primary == sqlite3.SQLITE_NOTADB:
        return NotAnArchive(f"{path} is not an archive: name another file with --archive.", path=path)
    if primary in _DAMAGED:
        return _damaged(error, path)
    if primary in _UNWRITABLE:
        return ArchiveUnwritable(
            f"{path} cannot be opened or written ({error}): check the folder and its permissions, or name another file with --archive.",
            path=path,
        )
    if primary in _DISK:
        return DiskFull(
            f"{path} could not be written ({error}): make space and run the same command again; what was saved before is safe.",
            path=path,
        )
    return ArchiveError(f"{path}: the database says: {error}.", path=path)


def _damaged(error: Exception, path: Path) -> ArchiveDamaged:
    return ArchiveDamaged(
        f"{path} is damaged ({error}): put a backup in its place, or keep it for repair and start a new archive.",
        path=path,
    )
