"""A small archive for the tests of the search, written row by row."""

import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from archive.filters import Filters
from archive.store import Archive


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.sqlite"
        Archive.open(path).close()
        return path.read_bytes()


class Town:
    """A small archive, written row by row, so that a test decides on every change number."""

    def __init__(self, path: Path, identity: str = "one") -> None:
        self.path = path
        path.write_bytes(_empty())
        self._do("INSERT OR REPLACE INTO meta VALUES ('archive_id', ?), ('change', '0')", identity)

    def _do(self, statement: str, *parameters: Any) -> list[Any]:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = OFF")
            return connection.execute(statement, parameters).fetchall()

    def _next(self) -> int:
        self._do("UPDATE meta SET value = value + 1 WHERE name = 'change'")
        self._do(
            "INSERT INTO lineage SELECT CAST(value AS INTEGER), hex(randomblob(8)) FROM meta WHERE name = 'change'"
        )
        return int(self._do("SELECT value FROM meta WHERE name = 'change'")[0][0])

    def save(
        self, name: str, *, amounts: list[tuple[Any, ...]] | None = None, checks: tuple[str, ...] = (), **values: Any
    ) -> None:
        """Save a decision; an amount is (cents, max_cents, currency, part, role), the last three optional."""
        row = {
            "id": name,
            "source": "town",
            "platform": "dynasty",
            "kind": "meeting_item",
            "status": "minutes",
            "language": "fi",
        }
        row |= {"withdrawn": 0, "content_hash": "", "first_seen": "", "last_changed": ""} | values
        self._do("DELETE FROM decision WHERE id = ?", name)
        self._do("DELETE FROM removal WHERE id = ?", name)
        row["change"] = self._next()
        marks = ", ".join("?" * len(row))
        self._do(f"INSERT INTO decision ({', '.join(row)}) VALUES ({marks})", *row.values())
        key = self._do("SELECT key FROM decision WHERE id = ?", name)[0][0]
        for position, (cents, most, *rest) in enumerate(amounts or []):
            currency, part, role = [*rest, *("EUR", "decision", "other")[len(rest) :]]
            self._do(
                'INSERT INTO amount (decision_key, position, text, value, cents, max_cents, currency, role, approximate, part, start, "end")'
                " VALUES (?, ?, '', '', ?, ?, ?, ?, 0, ?, 0, 0)",
                key, position, cents, most, currency, role, part,
            )  # fmt: skip
        for position, verdict in enumerate(checks):
            self._do(
                "INSERT INTO arithmetic (decision_key, position, rule, verdict, sentence, amounts) VALUES (?, ?, '', ?, '', '[]')",
                key, position, verdict,
            )  # fmt: skip

    def child(self, name: str, table: str, /, **values: Any) -> None:
        key = self._do("SELECT key FROM decision WHERE id = ?", name)[0][0]
        row = {"decision_key": key, "position": 0} | values
        self._do(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", *row.values())

    def attached(self, url: str, pages: dict[int, tuple[str, str]]) -> None:
        """Save the text of the file at an address: page → (label, text)."""
        digest = url
        self._do(
            "INSERT INTO attachment_file (url, source, digest, state, fetched, attempts) VALUES (?, 'town', ?, 'text', '', 0)",
            url,
            digest,
        )
        for position, (label, text) in pages.items():
            self._do(
                "INSERT INTO attachment_text (digest, position, label, text) VALUES (?, ?, ?, ?)",
                digest,
                position,
                label,
                text,
            )

    def rows(self, statement: str) -> list[Any]:
        """Return the rows of a question to the archive."""
        return self._do(statement)

    def withdraw(self, name: str) -> None:
        self._do("UPDATE decision SET withdrawn = 1, change = ? WHERE id = ?", self._next(), name)

    def remove(self, name: str) -> None:
        self._do("DELETE FROM decision WHERE id = ?", name)
        self._do("INSERT OR REPLACE INTO removal VALUES (?, ?)", name, self._next())

    def ids(self, filters: Filters) -> set[str]:
        where, parameters = filters.sql()
        return {row[0] for row in self._do(f"SELECT d.id FROM decision d WHERE {where}", *parameters)}
