"""One transaction: decisions, their revisions and pages, failures, validators and the next poll, all or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from archive import seals, sql
from archive.cleaning import cleaned
from archive.clock import iso
from archive.files import ERASED
from archive.identity import decision_ids, sha256
from archive.ledger import Ledger
from archive.lineage import NEXT_LINEAGE, nonce
from archive.reading import load
from archive.revisions import FLIPS, RESTARTS, RevisionKind, classify
from archive.rows import CHILDREN, Values, children_rows, content_json, record_values
from archive.schedule import first_row
from archive.snapshots import all_packed, packed
from archive.state import SourceResult
from archive.steps import step
from archive.tombstones import Of, Tombstones
from scraper.page import Link, Page, Parsed
from scraper.records import Decision
from scraper.vocabulary import FileState

__all__ = ["Batch", "Saved", "SourceResult", "State"]

FLUSH_ROWS = 4000
FLUSH_BYTES = 16_000_000
"""How much is gathered in memory before it is written, still within the one transaction."""


class State(StrEnum):
    """Say what a save did to the archive."""

    new = "new"
    changed = "changed"
    unchanged = "unchanged"
    erased = "erased"
    """It was erased from the archive for good, and is not stored again."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one decision that was saved.

    `revision` is None where its meaning is as it was: unchanged, or the same page read better than before.
    """

    id: str
    state: State
    revision: RevisionKind | None = None


@dataclass(frozen=True, slots=True)
class _Visit:
    """A page being saved, with what belongs to all of its decisions."""

    page: Page
    digest: str | None
    """None where the bytes must not be kept, because something on the page was erased."""
    source: str | None
    platform: str
    meeting: str | None
    municipality: str | None
    document: str | None
    retrieved: str


@dataclass(frozen=True, slots=True)
class _Record:
    """A decision as it is stored, with the hash and the size of its JSON."""

    decision: Decision
    digest: str
    size: int
    page: int | None = None
    """The page of a PDF that it begins on."""


class Batch(Ledger):
    """The writing side of an archive, made by `Archive.batch`; all of it is one transaction.

    It holds the archive's write lock: gather what is to be saved first, then open a batch, and do not await within.
    """

    def __init__(self, connection: Connection, now: Callable[[], str]) -> None:
        super().__init__(connection, now)
        self._change = self._start = int(self._one("SELECT value FROM meta WHERE name = 'change'"))
        self._next_key = int(self._one("SELECT coalesce(max(key), 0) + 1 FROM decision"))
        self._pending: dict[str, list[Values]] = {table: [] for table in sql.WRITES}
        self._pending_ids: set[str] = set()
        self._rows = self._bytes = 0
        self._tombstones = Tombstones(self._cursor)

    # --- decisions and pages ---

    def save(
        self,
        source: str | None,
        parsed: Parsed,
        page: Page,
        *,
        municipality: str | None = None,
        document: str | None = None,
    ) -> list[Saved]:
        """Save what was read from a page, with the page as served, and return what became of each decision, in order.

        `municipality` is the publisher's and outweighs what the page says of itself; `document` the path of an imported
        file. What says the same as before changes nothing: a row is written only for an address or validators that were
        not known. A page without decisions is kept for another reading. An earlier failure of the address is resolved,
        unless the page is complained of. What was erased is not stored (State.erased), nor the bytes it came in.
        """
        digest = sha256(page.content)
        ids = decision_ids(source, parsed.ids, len(parsed.decisions), url=page.url or None, content=page.content)
        records = [
            _stated(decision, municipality or decision.municipality or parsed.municipality, number)
            for decision, number in zip(parsed.decisions, parsed.pages or (None,) * len(parsed.decisions), strict=True)
        ]
        erased = self._erased(page, digest, ids, records)
        visit = _Visit(
            page,
            None if erased or self._tombstones.cover(Of.bytes, page.url) else digest,
            source,
            parsed.platform,
            parsed.meeting.id if parsed.meeting else None,
            municipality,
            document,
            _utc(page) or self._now(),
        )
        saved: list[Saved] = []
        first: int | None = None
        for name, record in zip(ids, records, strict=True):
            if name in erased:
                saved.append(Saved(name, State.erased))
                continue
            one, key = self._decide(name, record, visit)
            saved.append(one)
            first = first or key
        if parsed.meeting:
            self.meeting(parsed.meeting)
        if saved and all(one.state is State.unchanged for one in saved):
            self._meet_again(visit, first)
        else:
            self._keep(visit, first)
        if not parsed.complaint:
            self.resolve(page.url)
            if page.link:
                self.resolve(page.link.url)
        if self._rows >= FLUSH_ROWS or self._bytes >= FLUSH_BYTES:
            self._flush()
        return saved

    def page(self, source: str | None, page: Page, *, municipality: str | None = None) -> None:
        """Keep a page that holds no decision of its own (a list of meetings, one not understood), for another reading."""
        digest = sha256(page.content)
        if self._tombstones.cover_page(page.url, digest) or self._tombstones.cover(Of.bytes, page.url):
            return
        self._keep(_Visit(page, digest, source, "", None, municipality, None, _utc(page) or self._now()), None)

    def fail(self, source: str | None, link: Link, reason: str, *, page: Page | None = None) -> None:
        """Record a page or feed that could not be read, with the reason in words, and keep the page where one came.

        Of an address that was erased nothing is recorded.
        """
        if self._tombstones.cover(Of.url, link.url):
            return
        digest: str | None = None
        if page is not None and page.content and not self._tombstones.cover(Of.bytes, page.url):
            digest = sha256(page.content)
            if self._tombstones.cover_page(page.url, digest):
                return
            self.page(source, page)
        self.failed(source, link, reason, digest)

    def withdraw(self, name: str) -> bool:
        """Mark a decision as withdrawn by its publisher; True where it was not before and is there."""
        self._flush()
        row = self._cursor.execute(
            "SELECT key, content_hash, snapshot, withdrawn FROM decision WHERE id = ?", (name,)
        ).fetchone()
        if row is None or row[3]:
            return False
        key, digest, snapshot, _ = row
        now = self._now()
        self._supersede(key, RevisionKind.withdrawn, now, digest, snapshot)
        self._do(
            "UPDATE decision SET withdrawn = 1, change = ?, last_changed = ? WHERE key = ?",
            (self._change, now, key),
        )
        self.schedule.restart(key, name)
        return True

    def _next_change(self) -> int:
        self._flush()
        self._change += 1
        return self._change

    def _erased(self, page: Page, digest: str, ids: Sequence[str], records: Sequence[_Record]) -> frozenset[str]:
        """Return those of a page's ids that must not be stored (again)."""
        stones = self._tombstones
        if not stones:
            return frozenset()
        if stones.cover_page(page.url, digest):
            return frozenset(ids)
        return frozenset(
            name
            for name, record in zip(ids, records, strict=True)
            if stones.cover(Of.id, name)
            or (stones.cover(Of.record, record.digest) and self._cursor.execute(sql.KNOWN, (name,)).fetchone() is None)
        )

    def _decide(self, name: str, record: _Record, visit: _Visit) -> tuple[Saved, int]:
        if name in self._pending_ids:
            self._flush()
        decision, digest = record.decision, record.digest
        known = self._cursor.execute(sql.KNOWN, (name,)).fetchone()
        if known is None:
            key = self._next_key
            self._next_key += 1
            self._change += 1
            self._pending_ids.add(name)
            self._pending["decision"].append((key, *self._values(key, name, record, visit, visit.retrieved)))
            self._pending["revision"].append(
                (key, 1, RevisionKind.first_seen.value, visit.retrieved, self._change, digest, visit.digest)
            )
            if visit.source and visit.page.url:
                self._pending["recheck"].append(first_row(key, name, visit.source, visit.retrieved, decision.date))
            self._name_files(visit, decision)
            self._rows += 2
            self._bytes += record.size
            return Saved(name, State.new, RevisionKind.first_seen), key
        key, known_digest, snapshot, withdrawn, first_seen, last_changed = known
        if (digest == known_digest and not withdrawn) or (withdrawn and visit.retrieved <= last_changed):
            if record.page is not None:
                self._do(
                    "UPDATE decision SET page = ? WHERE key = ? AND page IS NOT ?", (record.page, key, record.page)
                )
            return Saved(
                name, State.unchanged
            ), key  # a page from before the withdrawal, read again, brings nothing back
        old = load(self._connection, [key])[0].decision
        if old == decision and not withdrawn:
            # Only the way of hashing changed, with a newer version of the program.
            self._do("UPDATE decision SET content_hash = ? WHERE key = ?", (digest, key))
            return Saved(name, State.unchanged), key
        kind: RevisionKind | None = RevisionKind.restored if withdrawn else classify(old, decision)
        self._snapshot(visit)
        if snapshot == visit.digest and snapshot is not None and not withdrawn:
            # The same bytes, read better than before: the publisher changed nothing.
            kind = None
            self._change += 1
        else:
            self._supersede(key, kind, visit.retrieved, digest, visit.digest, content_json(old).decode())
        for table in CHILDREN:
            self._do(f"DELETE FROM {table} WHERE decision_key = ?", (key,))
        self._do(sql.UPDATE, (*self._values(key, name, record, visit, first_seen), key))
        self._name_files(visit, decision)
        self._flush()
        if kind in RESTARTS:
            self.schedule.restart(key, name, visit.retrieved)
        return Saved(name, State.changed, kind), key

    def _values(self, key: int, name: str, record: _Record, visit: _Visit, first_seen: str) -> Values:
        """Return the values of the columns `sql.STATED` and `sql.OWN`, and leave the rows of the decision's children pending."""
        stated, children = record_values(record.decision), children_rows(key, record.decision)
        for table, rows in children.items():
            self._pending[table] += rows
            self._rows += len(rows)
        return (
            name,
            visit.source,
            visit.platform,
            visit.meeting,
            *stated,
            visit.page.url or None,
            record.page,
            visit.document,
            visit.retrieved,
            visit.digest,
            record.digest,
            self._change,
            False,
            first_seen,
            visit.retrieved,
            seals.of_decision(stated, children),
        )

    def _supersede(
        self, key: int, kind: RevisionKind | None, at: str, digest: str, snapshot: str | None, record: str | None = None
    ) -> None:
        """Close the latest revision of a decision with its record, open the next, and take the next change number."""
        self._flush()
        self._change += 1
        if record is None:
            record = content_json(load(self._connection, [key])[0].decision).decode()
        self._do("UPDATE revision SET record = ? WHERE decision_key = ? AND record IS NULL", (record, key))
        number = self._one("SELECT coalesce(max(number), 0) + 1 FROM revision WHERE decision_key = ?", (key,))
        self._do(sql.WRITES["revision"], (key, number, str(kind), at, self._change, digest, snapshot))
        for old, unused in self._cursor.execute(sql.OLD_FLIPS, (key, FLIPS)).fetchall():
            self._do("DELETE FROM revision WHERE key = ?", (old,))
            self._do(sql.OLD_PAGE, (key, unused))
            self._do(sql.UNUSED_SNAPSHOT, (unused,))

    def _name_files(self, visit: _Visit, decision: Decision) -> None:
        """Note the files that a decision names, to be asked for when their turn comes."""
        if visit.source:
            self._pending["attachment_file"] += [
                (file.url, visit.source, FileState.erased.value, None, 0, ERASED)
                if self._tombstones.cover(Of.url, file.url)
                else (file.url, visit.source, FileState.unfetched.value, visit.retrieved, 0, None)
                for file in decision.attachments
                if file.url
            ]

    def _keep(self, visit: _Visit, key: int | None) -> None:
        if visit.digest is None:
            return
        page, link = visit.page, visit.page.link
        self._pending["snapshot"].append((visit.digest, len(page.content), page.content))
        self._pending["page"].append(
            (
                page.url,
                page.final_url,
                str(link.kind) if link else None,
                link.id if link else None,
                visit.source,
                visit.municipality,
                visit.document,
                visit.digest,
                page.content_type,
                page.status,
                visit.retrieved,
                page.etag,
                page.last_modified,
                key,
            )
        )
        self._rows += 2
        self._bytes += len(page.content)

    def _snapshot(self, visit: _Visit) -> None:
        if visit.digest is not None:
            content = visit.page.content
            self._do(sql.WRITES["snapshot"], (visit.digest, len(content), packed(content)))

    def _meet_again(self, visit: _Visit, key: int | None) -> None:
        """Remember an address that was not known, or validators that are new, of a page that says nothing new."""
        page = visit.page
        row = self._cursor.execute(
            "SELECT key, etag, last_modified FROM page WHERE url = ? AND decision_key IS NOT NULL "
            "ORDER BY fetched DESC, key DESC LIMIT 1",
            (page.url,),
        ).fetchone()
        if row is None:
            self._keep(visit, key)
        elif row[1:] != (page.etag, page.last_modified):
            self._do(
                "UPDATE page SET etag = ?, last_modified = ? WHERE key = ?", (page.etag, page.last_modified, row[0])
            )

    # --- the transaction ---

    def finish(self) -> None:
        """Write what is pending and the change counter; the caller commits."""
        self._flush()
        if self._change != self._start:
            self._do("UPDATE meta SET value = ? WHERE name = 'change'", (str(self._change),))
            self._do(NEXT_LINEAGE, (self._change, nonce()))

    def _flush(self) -> None:
        snapshots = self._pending["snapshot"]
        contents = all_packed([content for _, _, content in snapshots])
        snapshots[:] = [(digest, size, content) for (digest, size, _), content in zip(snapshots, contents, strict=True)]
        for table, statement in sql.WRITES.items():
            if rows := self._pending[table]:
                step(f"write {table}")
                self._connection.exec_driver_sql(statement, rows)
                rows.clear()
        self._pending_ids.clear()
        self._rows = self._bytes = 0


def _stated(decision: Decision, municipality: str | None, page: int | None) -> _Record:
    """Return a decision ready to be stored, its municipality the given one."""
    if decision.municipality != municipality:
        decision = decision.model_copy(update={"municipality": municipality})
    decision, content = cleaned(decision)
    return _Record(decision, sha256(content), len(content), page)


def _utc(page: Page) -> str | None:
    return iso(page.fetched) if page.fetched else None
