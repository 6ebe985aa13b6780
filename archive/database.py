"""The archive's file: what it is, how it is opened, brought up to date and connected to."""

import sqlite3
import uuid
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from archive import seals
from archive.admission import APPLICATION_ID, admit, missing, schema_of
from archive.clock import iso, utc_now
from archive.errors import ArchiveUnwritable, NotAnArchive, translated
from archive.lineage import FIRST_LINEAGE, nonce
from archive.migrations import HEAD
from archive.readonly import connect

BUSY_SECONDS = 5.0
CACHE_KIB = 16_000
_MAGIC = b"SQLite format 3\x00"
_FIRST_SEALED = "0002"


def schema(path: Path) -> str | None:
    """Return the schema version of the archive at `path`, None where the file is absent or empty.

    Raises NotAnArchive for a file that is something else, and the errors of `archive.errors` for one that cannot be read.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except FileNotFoundError:
        return None
    except IsADirectoryError:
        raise NotAnArchive(f"{path} is a folder: name a file with --archive.", path=path) from None
    except OSError as error:
        raise ArchiveUnwritable(
            f"{path} cannot be read ({error.strerror}): check its permissions, or name another file with --archive.",
            path=path,
        ) from error
    if not magic:
        return None
    if magic != _MAGIC:
        raise NotAnArchive(f"{path} is not an archive: name another file with --archive.", path=path)
    with translated(path):
        connection = _connect(path, readonly=True)
        try:
            return schema_of(connection, path)
        finally:
            connection.close()


def prepared(path: Path, *, create: bool, readonly: bool, sealing: bool = True) -> Engine:
    """Return an engine for an archive that is there and up to date, creating or upgrading it where that is allowed.

    What it writes is sealed (`archive.seals`), unless not `sealing`.
    Raises ArchiveMissing, NotAnArchive, ArchiveTooNew, ArchiveTooOld, ArchiveLocked, ArchiveDamaged, ArchiveUnwritable.
    """
    version = schema(path)
    if version is None and not create:
        raise missing(path)
    admit(version, path, readonly=readonly)
    if version is None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ArchiveUnwritable(
                f"the folder {path.parent} cannot be made ({error.strerror}): name another file with --archive.",
                path=path,
            ) from error
    if version != HEAD:
        with translated(path):
            plain = _engine(path, readonly=False, sealing=False)
            try:
                _upgrade(plain, sealed=version is not None and version >= _FIRST_SEALED)
            finally:
                plain.dispose()
    return _engine(path, readonly=readonly, sealing=sealing and not readonly)


def _engine(path: Path, *, readonly: bool, sealing: bool) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=lambda: _connect(path, readonly=readonly),
        poolclass=QueuePool,
        isolation_level="AUTOCOMMIT",
    )

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _record: object) -> None:
        for pragma in (
            "foreign_keys = ON",
            f"cache_size = -{CACHE_KIB}",
            *(() if readonly else ("journal_mode = WAL",)),
        ):
            connection.execute(f"PRAGMA {pragma}")
        if sealing:
            seals.watch(connection)

    return engine


def _connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    if readonly:
        return connect(path, seconds=BUSY_SECONDS)
    address = f"{path.absolute().as_uri()}?mode=rwc"
    return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def _upgrade(engine: Engine, *, sealed: bool) -> None:
    from archive.migrations.run import upgrade

    with engine.connect() as connection:
        driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            broken = frozenset(seals.broken(driver)) if sealed else frozenset()
            spoilt = frozenset(seals.broken_decisions(driver)) if sealed else frozenset()
            upgrade(connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            facts = [("archive_id", str(uuid.uuid4())), ("created", iso(utc_now())), ("change", "0")]
            connection.exec_driver_sql("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", facts)
            connection.exec_driver_sql(FIRST_LINEAGE, (nonce(),))
            seals.seal(driver, but=broken, but_decisions=spoilt)
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")
