"""The archive as the search sees it: plain read-only SQLite rows → documents, in the order of the change counter.

Nothing here imports the tables' classes: a search opens the file, reads a few rows and is done.
"""

import datetime as dt
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from archive.admission import admit, missing, schema_of
from archive.errors import NotAnArchive, translated
from archive.identity import at_page
from archive.readonly import connect

_WAIT = 5.0  # seconds for another process's lock
_MARKS = 500  # keys in one IN (…), well below SQLite's limit of variables
_COLUMNS = (
    "key id source municipality kind status body body_abbreviation date section diary_number classification title language"
    " rationale proposal decision text outcome url page withdrawn"
)
_PEOPLE = ("preparer", "presenter")  # roles of people that have a field of their own
_ATTACHED = (
    "SELECT a.decision_key, a.number, a.title, t.label, t.text FROM attachment a JOIN attachment_file f ON f.url = a.url"
    " JOIN attachment_text t ON t.digest = f.digest WHERE a.decision_key IN ({marks}) ORDER BY a.decision_key, a.position, t.position"
)
_SELECT = f"SELECT {', '.join(f'd.{name}' for name in _COLUMNS.split())} FROM decision d "  # noqa: S608


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of a document: the part that it belongs to (one of `search.fields.PARTS`), its words, and where in the part
    it stands, where that has a name ("2, s. 5": second attachment, page 5)."""

    part: str
    text: str
    place: str | None = None


class Sum(NamedTuple):
    """A EUR amount of the decision's own: its role, and its lowest and highest cents."""

    role: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Document:
    """A decision as the index takes it in: what a hit shows, what a filter asks for, and the texts."""

    key: int
    id: str
    source: str | None = None
    municipality: str | None = None
    kind: str = "meeting_item"
    status: str | None = None
    body: str | None = None
    body_abbreviation: str | None = None
    date: dt.date | None = None
    section: str | None = None
    diary_number: str | None = None
    title: str | None = None
    language: str | None = None
    outcome: str | None = None
    url: str | None = None
    withdrawn: bool = False
    amounts: tuple[Sum, ...] = ()
    projects: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    texts: tuple[Text, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Changes:
    """What an index has to take in, up to and with the change `upto`."""

    upto: int
    documents: tuple[Document, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArchiveFacts:
    """Which archive it is and how far it has come."""

    archive_id: str
    change: int
    decisions: int


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open an archive for reading only.

    Raises: ArchiveMissing, NotAnArchive, ArchiveTooNew, ArchiveDamaged, ArchiveLocked … of archive.errors.
    """
    if not path.is_file():
        raise missing(path)
    with translated(path):
        connection = connect(path, seconds=_WAIT)
        try:
            admit(schema_of(connection, path), path, readonly=True)
            yield connection
        finally:
            connection.close()


def facts(connection: sqlite3.Connection, path: Path) -> ArchiveFacts:
    """Return the archive's id, change counter and number of decisions. Raises NotAnArchive."""
    try:
        with _moment(connection):
            meta = dict(connection.execute("SELECT name, value FROM meta WHERE name IN ('archive_id', 'change')"))
            decisions = connection.execute("SELECT count(*) FROM decision").fetchone()[0]
        return ArchiveFacts(str(meta["archive_id"]), int(meta.get("change") or 0), decisions)
    except (KeyError, ValueError, sqlite3.OperationalError) as error:
        if isinstance(error, sqlite3.OperationalError) and "no such" not in str(error):
            raise
        raise NotAnArchive(
            f"{path} is not an archive of this program: name another file with --archive.", path=path
        ) from error


def pending(connection: sqlite3.Connection, after: int) -> int:
    """Return how many decisions have changed or gone since the change `after`."""
    changed = connection.execute("SELECT count(*) FROM decision WHERE change > ?", (after,)).fetchone()[0]
    removed = connection.execute("SELECT count(*) FROM removal WHERE change > ?", (after,)).fetchone()[0]
    return int(changed + removed)


def changes(connection: sqlite3.Connection, after: int, size: int, until: int | None = None) -> Changes | None:
    """Return the next `size` changes after `after` and not after `until`, or None where there are no more.

    All that is returned belongs to one moment of the archive.
    """
    with _moment(connection):
        top = int(connection.execute("SELECT value FROM meta WHERE name = 'change'").fetchone()[0])
        top = top if until is None else min(top, until)
        if top <= after:
            return None
        edge = connection.execute(
            "SELECT change FROM decision WHERE change > ? ORDER BY change LIMIT 1 OFFSET ?", (after, size - 1)
        ).fetchone()
        upto = min(edge[0], top) if edge else top
        documents = tuple(
            _documents(connection, _SELECT + "WHERE d.change > ? AND d.change <= ? ORDER BY d.change", (after, upto))
        )
        removed = connection.execute(
            "SELECT id FROM removal r WHERE change > ? AND change <= ? AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.id = r.id)",
            (after, upto),
        )
        return Changes(upto, documents, tuple(row[0] for row in removed))


@contextmanager
def _moment(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold one state of the archive for several statements."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")


def ids(connection: sqlite3.Connection, until: int) -> tuple[set[str], set[str]]:
    """Return the ids that an index must hold which has taken in every change up to and with `until`, and all that it may hold."""
    with _moment(connection):
        rows = connection.execute("SELECT id, change FROM decision").fetchall()
        later = connection.execute("SELECT id FROM removal WHERE change > ?", (until,)).fetchall()
    return {name for name, change in rows if change <= until}, {name for name, *_ in (*rows, *later)}


def texts_of(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Document]:
    """Return the decisions of these ids that are still in the archive, with their texts but without those of attachments."""
    found: dict[str, Document] = {}
    for start in range(0, len(ids), _MARKS):
        some = ids[start : start + _MARKS]
        select = _SELECT + f"WHERE d.id IN ({_marks(some)})"
        for document in _documents(connection, select, tuple(some), attachments=False):
            found[document.id] = document
    return found


def attachment_texts(connection: sqlite3.Connection, key: int) -> Iterator[Text]:
    """Yield the texts of a decision's attachments, page by page, as far as they were fetched and hold text."""
    for _, text in _attached(connection, [key]):
        yield text


def _attached(connection: sqlite3.Connection, keys: Sequence[int]) -> Iterator[tuple[int, Text]]:
    rows = connection.execute(_ATTACHED.format(marks=_marks(keys)), tuple(keys))
    for key, number, title, label, text in rows:
        yield key, Text("attachment", text, ", ".join(filter(None, (number or title, label))) or None)


def _documents(
    connection: sqlite3.Connection, select: str, parameters: tuple[object, ...], *, attachments: bool = True
) -> Iterator[Document]:
    rows = connection.execute(select, parameters).fetchall()
    for start in range(0, len(rows), _MARKS):
        some = rows[start : start + _MARKS]
        children = _Children(connection, [row[0] for row in some], attachments=attachments)
        for row in some:
            yield _document(row, children)


class _Children:
    """The rows of the child tables for some decisions, by decision key, in the order of the page."""

    def __init__(self, connection: sqlite3.Connection, keys: list[int], *, attachments: bool) -> None:
        def rows(columns: str, table: str, condition: str = "") -> dict[int, list[tuple[Any, ...]]]:
            found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
            query = f"SELECT decision_key, {columns} FROM {table} WHERE decision_key IN ({_marks(keys)}) {condition} ORDER BY decision_key, position"  # noqa: S608
            for key, *row in connection.execute(query, keys):
                found[key].append(tuple(row))
            return found

        self.amounts = rows(
            "role, cents, coalesce(max_cents, cents)",
            "amount",
            "AND currency = 'EUR' AND part <> 'earlier' AND cents IS NOT NULL",
        )
        self.verdicts = rows("verdict", "arithmetic")
        self.handlings = rows("text", "handling")
        self.people = rows("role, name, title", "person")
        self.attachments = rows("number, title", "attachment")
        self.projects = rows("name, project_key", "project")
        self.attached: dict[int, list[Text]] = defaultdict(list)
        if attachments:
            for key, text in _attached(connection, keys):
                self.attached[key].append(text)


def _document(row: tuple[object, ...], children: _Children) -> Document:
    values = dict(zip(_COLUMNS.split(), row, strict=True))
    key: int = values["key"]  # type: ignore[assignment]
    fields = {name: values[name] for name in Document.__slots__ if name in values}
    fields |= {"date": _date(values["date"]), "withdrawn": bool(values["withdrawn"])}
    fields["url"] = at_page(values["url"], values["page"])  # type: ignore[arg-type]
    return Document(
        **fields,  # type: ignore[arg-type]
        amounts=tuple(Sum(*amount) for amount in children.amounts.get(key, ())),
        projects=tuple(dict.fromkeys(name for _, name in children.projects.get(key, ()))),
        verdicts=tuple(sorted({str(verdict) for (verdict,) in children.verdicts.get(key, ())})),
        texts=tuple(_texts(key, values, children)),
    )


def _texts(key: int, values: Mapping[str, object], children: _Children) -> Iterator[Text]:
    """Yield all that is searched of a decision: its own texts first, in the order in which snippets are chosen."""
    for part in ("title", "decision", "proposal", "rationale", "text"):
        if values[part]:
            yield Text(part, str(values[part]))
    for (text,) in children.handlings.get(key, ()):
        if text:
            yield Text("earlier", text)
    named = {"body": "body body_abbreviation", "diary": "diary_number", "context": "classification"}
    for part in ("municipality", "body", "diary", "section", "context"):
        for column in named.get(part, part).split():
            if values[column]:
                yield Text(part, str(values[column]))
    for role, *words in children.people.get(key, ()):
        if any(words):
            yield Text(role if role in _PEOPLE else "context", "\n".join(filter(None, words)))
    for name, _ in children.projects.get(key, ()):
        yield Text("project", name)
    for number, title in children.attachments.get(key, ()):
        if title:
            yield Text("attachment", title, number)
    yield from children.attached[key]


def _date(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
