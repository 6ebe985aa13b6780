"""From rows back to decisions and pages: one by one, or as a stream in bounded memory."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from archive import models
from archive.filters import Filters
from archive.identity import at_page
from archive.revisions import RevisionKind
from archive.rows import CHILDREN, Values, from_rows
from archive.snapshots import unpacked
from scraper.page import Link, LinkKind, Page
from scraper.records import Decision

CHUNK = 500
"""How many decisions a stream holds at a time."""

_DECISION = tuple(models.Decision.model_fields)
_WANTED = "CREATE TEMP TABLE IF NOT EXISTS wanted (id TEXT PRIMARY KEY) WITHOUT ROWID"


@dataclass(frozen=True, slots=True)
class Stored:
    """A decision of the archive: the record, and what the archive knows of it. Times are ISO 8601 in UTC."""

    key: int
    id: str
    source: str | None
    platform: str
    decision: Decision
    url: str | None
    document: str | None
    retrieved: str | None
    snapshot: str | None
    change: int
    withdrawn: bool
    first_seen: str
    last_changed: str
    page: int | None = None

    @property
    def address(self) -> str | None:
        """Where it stands: the page's address, else the imported file's path; of a section of a PDF with its page."""
        return at_page(self.url or self.document, self.page)

    @property
    def municipality(self) -> str | None:
        """The municipality: the publisher's, else as the page says."""
        return self.decision.municipality


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page of the archive, ready to be parsed again and saved with the same source, municipality and document."""

    page: Page
    source: str | None
    municipality: str | None
    document: str | None
    platform: str | None


@dataclass(frozen=True, slots=True)
class Revision:
    """One meaning that a decision has had: what set it apart from the one before, when it was seen, and the whole record.

    `hidden` says that of the record only its place is left (`archive.histories`). Numbers may have holes: only so many changes are kept.
    """

    number: int
    kind: RevisionKind
    at: str
    snapshot: str | None
    decision: Decision
    hidden: bool = False


def select(connection: Connection, sql: str, params: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
    """Yield the rows of a query as dictionaries."""
    # The driver's own cursor: what SQLAlchemy learns of each result anew costs more than a short query.
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute(sql, tuple(params))
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))
    finally:
        cursor.close()


def load(connection: Connection, keys: Sequence[int]) -> list[Stored]:
    """Return the decisions of the given keys, in their order; keys that are not there are left out."""
    marks = ", ".join("?" * len(keys))
    found = {row["key"]: row for row in select(connection, f"SELECT * FROM decision WHERE key IN ({marks})", keys)}
    children: dict[int, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for table, columns in CHILDREN.items():
        names = ", ".join(f'"{name}"' for name in columns)
        sql = f"SELECT {names} FROM {table} WHERE decision_key IN ({marks}) ORDER BY decision_key, position, key"
        for row in select(connection, sql, keys):
            children[row["decision_key"]][table].append(row)
    return [_stored(found[key], children[key]) for key in keys if key in found]


def history(connection: Connection, key: int) -> list[Revision]:
    """Return the revisions of a decision, oldest first; the last is what stands in the tables."""
    sql = "SELECT number, kind, at, snapshot, record FROM revision WHERE decision_key = ? ORDER BY number"
    return [
        Revision(
            number=row["number"],
            kind=RevisionKind(row["kind"]),
            at=row["at"],
            snapshot=row["snapshot"],
            decision=Decision.model_validate_json(row["record"])
            if row["record"] is not None
            else load(connection, [key])[0].decision,
        )
        for row in list(select(connection, sql, (key,)))
    ]


def stream(connection: Connection, filters: Filters, ids: Iterable[str] | None = None) -> Iterator[Stored]:
    """Yield the decisions that pass the filters (and are among `ids`), by date and id, a chunk in memory at a time.

    The caller holds a read transaction, so that all of them are of one moment.
    """
    where, params = filters.sql()
    if ids is not None:
        _remember(connection, ids)
        where = f"{where} AND d.id IN (SELECT id FROM temp.wanted)"
    keys = connection.exec_driver_sql(
        f"SELECT d.key FROM decision d WHERE {where} ORDER BY d.date, d.id", tuple(params)
    )
    while chunk := keys.fetchmany(CHUNK):
        yield from load(connection, [key for (key,) in chunk])


def page_of(row: dict[str, Any]) -> StoredPage:
    """Return the page of a row of tables page and snapshot, its bytes proved. Raises ArchiveDamaged."""
    kind = row["kind"]
    link = Link(row["url"], LinkKind(kind), row["platform_id"], row["said_title"], row["said_body"]) if kind else None
    if link is not None and row["said_date"]:
        link = replace(link, date=dt.date.fromisoformat(row["said_date"]))
    page = Page(
        url=row["url"],
        content=unpacked(row["sha256"], row["size"], row["content"]),
        content_type=row["content_type"],
        status=row["status"],
        final_url=row["final_url"],
        fetched=dt.datetime.fromisoformat(row["fetched"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        link=link,
    )
    return StoredPage(page, row["source"], row["municipality"], row["document"], row["platform"])


def _remember(connection: Connection, ids: Iterable[str]) -> None:
    connection.exec_driver_sql(_WANTED)
    connection.exec_driver_sql("DELETE FROM temp.wanted")
    batch: list[Values] = []
    for name in ids:
        batch.append((name,))
        if len(batch) == CHUNK:
            connection.exec_driver_sql("INSERT OR IGNORE INTO temp.wanted VALUES (?)", batch)
            batch.clear()
    if batch:
        connection.exec_driver_sql("INSERT OR IGNORE INTO temp.wanted VALUES (?)", batch)


def _stored(row: dict[str, Any], children: dict[str, list[dict[str, Any]]]) -> Stored:
    return Stored(
        key=row["key"],
        id=row["id"],
        source=row["source"],
        platform=row["platform"],
        decision=from_rows(row, children),
        url=row["url"],
        document=row["document"],
        retrieved=row["retrieved"],
        snapshot=row["snapshot"],
        change=row["change"],
        withdrawn=bool(row["withdrawn"]),
        first_seen=row["first_seen"],
        last_changed=row["last_changed"],
        page=row["page"],
    )
