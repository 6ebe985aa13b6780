"""Which files are archives that this program may read or write. Plain sqlite3, so that a search can ask as well."""

import sqlite3
from pathlib import Path

from archive.errors import ArchiveMissing, ArchiveTooNew, ArchiveTooOld, NotAnArchive
from archive.migrations import HEAD, KNOWN

APPLICATION_ID = 0x6D696E75  # "minu", so that `file` and a stranger's tool can tell an archive from another database


def schema_of(connection: sqlite3.Connection, path: Path) -> str | None:
    """Return the schema version of an open database, None where it holds nothing yet.

    Raises NotAnArchive for the database of another program, sqlite3.Error where it cannot be read.
    """
    if connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,):
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else None
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
        return None
    raise NotAnArchive(f"{path} is a database of another program: name another file with --archive.", path=path)


def admit(version: str | None, path: Path, *, readonly: bool) -> None:
    """Refuse an archive by its schema version: one newer than the program, and for reading one that is older or empty.

    Raises ArchiveTooNew, ArchiveTooOld, ArchiveMissing.
    """
    if version is None and readonly:
        raise missing(path)
    if version is not None and version not in KNOWN:
        raise ArchiveTooNew(
            f"{path} was written by a newer version of minutes (schema {version}; this one knows up to {HEAD}): "
            "upgrade with `pip install --upgrade minutes`.",
            path=path,
        )
    if version != HEAD and readonly:
        raise ArchiveTooOld(
            f"{path} is of an older version of minutes (schema {version}): `minutes sync` brings it up to date.",
            path=path,
        )


def missing(path: Path) -> ArchiveMissing:
    """Return the error of a path without an archive."""
    return ArchiveMissing(
        f"there is no archive at {path}: run `minutes sync` or `minutes import` first, or name another file with --archive.",
        path=path,
    )
