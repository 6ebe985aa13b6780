"""Seals: digests of what was written, kept in step by every write, so that a changed bit is noticed.

SQLite has no checksums of its own pages. There are two kinds of seals:

What a page states, the columns `RECORD` of a decision and the rows of its `CHILDREN`, has one digest a decision, in column
`seal` beside it; `Batch` makes it of the very rows that it writes. It is of the rows and not of the record, so that it holds
whatever a later version of the program makes of them.

All else has one digest a table, the sum of its rows' digests, so that a write takes the old row's away and adds the new one's,
whatever the order and however large the table. Triggers do that, in the very transaction of the write: temporary ones, which
live with a connection of this program and are not part of the file.

What another program writes leaves the seals behind, and `broken` names the table, `broken_decisions` the decision. A digest
proves what a table says, not how it lies on disk; the rest is SQLite's own integrity check. Bytes that belong to no row, key
or pointer (free pages, gaps within pages) are outside both, and mean nothing.
"""

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from archive.rows import CHILDREN, RECORD, Values

SEAL = "seal"
SCHEMA = "sqlite_master"
_DECISIONS_AT_ONCE = 500
_MODULUS = 1 << 62
_BYTES = 8
_BROKEN = -1
_PROVED_OTHERWISE: Mapping[str, Collection[str]] = {
    "snapshot": {"content", "size"},  # by its SHA-256: hashing the pages twice would cost the most
    "decision": set(RECORD),  # by the decision's own seal
}
_SCHEMA_ROWS = f"SELECT type, name, tbl_name, sql FROM {SCHEMA} WHERE name NOT LIKE 'sqlite_stat%'"
_BETWEEN, _NO_TEXT = "\x1f", "\0"


def of_decision(record: Values, children: Mapping[str, Sequence[Values]]) -> int:
    """Return the seal of a decision: of its columns `RECORD` and of its children's rows, each table's in order.

    The values are such as SQLite gives back: no True, which it keeps as 1.
    """
    values = [*record]
    for table in CHILDREN:
        if rows := children.get(table):
            values.append(_NO_TEXT + table)
            values += chain.from_iterable(rows)
    return _of_row(values)


def watch(connection: sqlite3.Connection) -> None:
    """Keep the tables' seals in step with whatever this connection writes from now on."""
    connection.create_function("seal_with", -1, _with, deterministic=True)
    connection.create_function("seal_without", -1, _without, deterministic=True)
    connection.execute("PRAGMA recursive_triggers = ON")  # REPLACE tells of the rows it deletes only so
    for table, columns in _tables(connection):
        old, new = (", ".join(f'{row}."{column}"' for column in columns) for row in ("OLD", "NEW"))
        for event, digest in (
            ("INSERT", f"seal_with(digest, {new})"),
            ("DELETE", f"seal_without(digest, {old})"),
            ("UPDATE", f"seal_with(seal_without(digest, {old}), {new})"),
        ):
            connection.execute(
                f"CREATE TEMP TRIGGER seal_{table}_{event} AFTER {event} ON main.{table} "
                f"BEGIN UPDATE {SEAL} SET digest = {digest} WHERE name = '{table}'; END"
            )


def seal(connection: sqlite3.Connection, *, but: Collection[str] = (), but_decisions: Collection[int] = ()) -> None:
    """Seal everything as it is now, within the caller's transaction.

    The tables `but` and the decisions with the keys `but_decisions` stay broken. The connection is not watched.
    """
    for seals in _in_chunks(connection):
        connection.executemany(
            "UPDATE decision SET seal = ? WHERE key = ?",
            [(_BROKEN if key in but_decisions else digest, key) for key, (_, digest) in seals.items()],
        )
    connection.execute(f"DELETE FROM {SEAL}")
    found = [(table, _digest(_rows(connection, table, columns))) for table, columns in _tables(connection)]
    found.append((SCHEMA, _digest(connection.execute(_SCHEMA_ROWS))))
    found = [(name, _BROKEN if name in but else digest) for name, digest in found]
    connection.executemany(f"INSERT INTO {SEAL} (name, digest) VALUES (?, ?)", found)


def broken(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the names of the tables whose rows are not those that were written; SCHEMA for the tables' definitions."""
    sealed: dict[str, Any] = dict(connection.execute(f"SELECT name, digest FROM {SEAL}"))
    for table, columns in _tables(connection):
        if sealed.pop(table, None) != _digest(_rows(connection, table, columns)):
            yield table
    if sealed.pop(SCHEMA, None) != _digest(connection.execute(_SCHEMA_ROWS)):
        yield SCHEMA
    yield from sealed


def broken_decisions(connection: sqlite3.Connection) -> Iterator[int]:
    """Yield the keys of the decisions of which a page states something else now than what was written."""
    for seals in _in_chunks(connection):
        yield from (key for key, (sealed, digest) in seals.items() if sealed != digest)


def _in_chunks(connection: sqlite3.Connection) -> Iterator[dict[int, tuple[Any, int]]]:
    """Yield key → its seal and that of its rows as they are now, so many decisions at a time."""
    after: tuple[Any, ...] = (-_MODULUS,)
    names = _names(RECORD)
    while found := connection.execute(
        f"SELECT key, seal, {names} FROM decision WHERE key > ? ORDER BY key LIMIT {_DECISIONS_AT_ONCE}", after
    ).fetchall():
        after = found[-1][:1]
        children: dict[int, dict[str, list[Values]]] = defaultdict(lambda: defaultdict(list))
        for table, columns in CHILDREN.items():
            query = f"SELECT {_names(columns)} FROM {table} WHERE decision_key BETWEEN ? AND ? ORDER BY key"
            for row in connection.execute(query, (found[0][0], after[0])):
                children[row[0]][table].append(row)
        yield {key: (sealed, of_decision(tuple(record), children[key])) for key, sealed, *record in found}


def _tables(connection: sqlite3.Connection) -> list[tuple[str, list[str]]]:
    """Return the tables that have a seal, each with the columns that it is of."""
    names = connection.execute(
        f"SELECT name FROM main.{SCHEMA} WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '{SEAL}' ORDER BY name"
    ).fetchall()
    return [
        (table, [column for column in _columns(connection, table) if column not in _PROVED_OTHERWISE.get(table, ())])
        for (table,) in names
        if table not in CHILDREN
    ]


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))]


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _rows(connection: sqlite3.Connection, table: str, columns: list[str]) -> sqlite3.Cursor:
    return connection.execute(f'SELECT {_names(columns)} FROM "{table}"')


def _digest(rows: Iterable[Values]) -> int:
    return sum(map(_of_row, rows)) % _MODULUS


def _of_row(row: Sequence[Any]) -> int:
    # Texts as they are and the rest marked, so that neither 1 and "1" nor None and "None" are alike; JSON takes four times as long.
    content = _BETWEEN.join(
        [v if v.__class__ is str else _NO_TEXT if v is None else f"{_NO_TEXT}{v}" for v in row]
    ).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(content).digest()[:_BYTES], "big") % _MODULUS


def _with(digest: int, *row: Any) -> int:
    return (digest + _of_row(row)) % _MODULUS


def _without(digest: int, *row: Any) -> int:
    return (digest - _of_row(row)) % _MODULUS
