"""Opening an archive that is only read, also in a folder and on a disk that may not be written. Plain sqlite3."""

import sqlite3
from pathlib import Path

_UNWRITABLE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}


def connect(path: Path, *, seconds: float) -> sqlite3.Connection:
    """Return a connection that cannot write and waits `seconds` for another process's lock.

    Raises sqlite3.Error where the file cannot be read.
    """
    address = f"{path.absolute().as_uri()}?mode=ro"
    connection = _open(address, seconds)
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.Error as error:
        connection.close()
        unwritable = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _UNWRITABLE
        if not unwritable or path.with_name(path.name + "-wal").exists():
            raise
        # A folder that may not be written cannot hold the shared memory of WAL; without a log the file is whole as it is.
        connection = _open(f"{address}&immutable=1", seconds)
    return connection


def _open(address: str, seconds: float) -> sqlite3.Connection:
    return sqlite3.connect(address, uri=True, timeout=seconds, isolation_level=None, check_same_thread=False)
