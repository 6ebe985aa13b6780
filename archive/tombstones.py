"""What must not come back: ids, addresses, records and pages that were erased, known only by a keyed hash."""

import hmac
import secrets
import sqlite3
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from archive.identity import normalised

KEY = "tombstone_key"
"""The name of the key in table meta; it is made with the first erasure and never leaves the archive."""


class Of(StrEnum):
    """Name what a tombstone covers."""

    id = "id"
    """A decision, by its id: it is never stored again, whatever it says."""
    url = "url"
    """A page with nothing but what was erased, by its address: it is not fetched again."""
    page = "page"
    """The bytes of such a page, by their SHA-256, under whatever address they come."""
    record = "record"
    """What a decision said, by its content hash: it is not stored under another id."""
    bytes = "bytes"
    """A page by its address that says other things besides: it is read again, but not kept."""


Burials = Iterable[tuple[Of, str]]


class Tombstones:
    """The tombstones of an archive as they were when this was made; most archives have none, and then asking costs nothing."""

    def __init__(self, cursor: Any) -> None:
        row = cursor.execute("SELECT value FROM meta WHERE name = ?", (KEY,)).fetchone()
        self._key = bytes.fromhex(row[0]) if row else b""
        self._hashes = {row[0] for row in cursor.execute("SELECT hash FROM tombstone")} if row else set()

    def __bool__(self) -> bool:
        return bool(self._hashes)

    def cover(self, of: Of, value: str | None) -> bool:
        """Tell whether this was erased. Addresses are compared in their one spelling."""
        return bool(self._hashes and value) and _hash(self._key, of, value or "") in self._hashes

    def cover_page(self, url: str, digest: str) -> bool:
        """Tell whether a page held nothing but what was erased."""
        return self.cover(Of.url, url) or self.cover(Of.page, digest)


def bury(connection: sqlite3.Connection, burials: Burials, reason: str, at: str) -> None:
    """Write tombstones within the caller's transaction; a value that has one keeps it."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (KEY,)).fetchone()
    if row is None:
        row = (secrets.token_hex(32),)
        connection.execute("INSERT INTO meta (name, value) VALUES (?, ?)", (KEY, *row))
    key = bytes.fromhex(row[0])
    connection.executemany(
        "INSERT INTO tombstone (hash, reason, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(_hash(key, of, value), reason, at) for of, value in burials],
    )


def _hash(key: bytes, of: Of, value: str) -> str:
    if of in {Of.url, Of.bytes}:
        value = normalised(value)
    return hmac.digest(key, f"{of}\n{value}".encode("utf-8", "surrogatepass"), "sha256").hex()
