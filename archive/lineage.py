"""Telling an archive from an older copy of itself that was put in its place. Plain sqlite3, for the search as well.

Each batch that changes decisions leaves a random word beside the number of its last change. An index remembers the word of
the batch up to which it has come: an archive that knows another one there, or none, has gone another way since.
"""

import secrets
import sqlite3

FIRST_LINEAGE = "INSERT INTO lineage (change, nonce) SELECT CAST(value AS INTEGER), ? FROM meta WHERE name = 'change' ON CONFLICT DO NOTHING"
NEXT_LINEAGE = "INSERT OR REPLACE INTO lineage (change, nonce) VALUES (?, ?)"


def nonce() -> str:
    """Return a new random word."""
    return secrets.token_hex(8)


def nonce_at(connection: sqlite3.Connection, change: int) -> str | None:
    """Return the word of the batch that made a change, None where the archive knows of no such batch."""
    row = connection.execute(
        "SELECT nonce FROM lineage WHERE change >= ? ORDER BY change LIMIT 1", (change,)
    ).fetchone()
    return None if row is None else str(row[0])
