"""Attachments' files as they come: what is kept of them. Never mixed into a decision's own figures (reading: `archive.files`).

A file is known by its address, its text by the SHA-256 of its bytes, so that the same file under ten addresses is kept once.
A text that arrives or changes gives every decision that names the file the next change number, so that the index follows;
it is no revision: the decision says what it said.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from archive import sql
from archive.cleaning import clean_text
from archive.clock import iso
from archive.files import ERASED, FIGURE, LIKE, FileFacts, WantedFile
from archive.identity import sha256
from archive.rows import cents
from archive.snapshots import packed
from archive.tombstones import Tombstones
from scraper.grammar.project_names import project_key
from scraper.page import Page
from scraper.records import Amount
from scraper.vocabulary import FileState

if TYPE_CHECKING:
    from scraper.extracted import FileReading

RETRY = dt.timedelta(hours=1)
RETRY_AT_LATEST = dt.timedelta(days=14)
"""A file that did not come is asked for again after an hour, two, four …, at the latest after two weeks."""
RECHECK = dt.timedelta(days=30)
SETTLED = dt.timedelta(days=365)
"""A file that was read is asked for again monthly, while the newest decision that names it is not a year old."""
REFUSED_AGAIN = dt.timedelta(days=90)

_TABLES = ("attachment_text", "attachment_amount", "attachment_project")
_NEWEST = (
    "SELECT max(d.date), max(d.first_seen) FROM decision d JOIN attachment a ON a.decision_key = d.key WHERE a.url = ?"
)
_CAME = """
UPDATE attachment_file SET digest = ?, state = ?, media = ?, pages = ?, size = ?, reason = ?, fetched = ?, due = ?,
    attempts = 0, etag = ?, last_modified = ? WHERE url = ?
"""

_ERASED = """
UPDATE attachment_file SET digest = NULL, state = ?, media = NULL, pages = NULL, size = NULL, reason = ?, fetched = NULL,
    due = NULL, attempts = 0, etag = NULL, last_modified = NULL WHERE url = ?
"""


class Files:
    """The writing side: attachments' files, within a batch; `bump` takes the next change number."""

    def __init__(self, cursor: Any, now: Callable[[], str], bump: Callable[[], int]) -> None:
        self._cursor, self._now, self._bump = cursor, now, bump

    def came(self, wanted: WantedFile, page: Page, reading: "FileReading", *, keep: bool = False) -> None:
        """Store what was read of a file that came; with `keep` also its bytes. Of one that was erased nothing is stored."""
        extracted, digest = reading.extracted, sha256(page.content)
        if self._is_erased(wanted, digest):
            return
        if self._cursor.execute(LIKE, (digest,)).fetchone() is None:
            for table in _TABLES:
                self._cursor.execute(f"DELETE FROM {table} WHERE digest = ?", (digest,))
            self._cursor.executemany(
                "INSERT INTO attachment_text (digest, position, label, text) VALUES (?, ?, ?, ?)",
                [(digest, piece.position, piece.label, clean_text(piece.text)) for piece in extracted.pieces],
            )
            self._cursor.executemany(_INSERT_AMOUNT, list(_amount_rows(digest, reading.amounts)))
            self._cursor.executemany(
                "INSERT INTO attachment_project (digest, position, page, name, project_key) VALUES (?, ?, ?, ?, ?)",
                [(digest, i, at, clean_text(name), project_key(name)) for i, (at, name) in enumerate(reading.projects)],
            )
        facts = FileFacts(
            str(extracted.state), str(extracted.media), extracted.pages, len(page.content), reading.reason
        )
        self._arrived(wanted, page, digest, facts, keep=keep)

    def is_like(self, wanted: WantedFile, page: Page, facts: FileFacts, *, keep: bool = False) -> None:
        """Store that a file came whose bytes were read before, under whatever address. Of one that was erased nothing is stored."""
        digest = sha256(page.content)
        if not self._is_erased(wanted, digest):
            self._arrived(wanted, page, digest, facts, keep=keep)

    def _is_erased(self, wanted: WantedFile, digest: str) -> bool:
        if not Tombstones(self._cursor).cover_page(wanted.url, digest):
            return False
        self._cursor.execute(_ERASED, (str(FileState.erased), ERASED, wanted.url))
        return True

    def _arrived(self, wanted: WantedFile, page: Page, digest: str, facts: FileFacts, *, keep: bool) -> None:
        before = self._cursor.execute(
            "SELECT digest, state FROM attachment_file WHERE url = ?", (wanted.url,)
        ).fetchone()
        values = (facts.state, facts.media, facts.pages, facts.size, facts.reason)
        again = (None, None) if facts.state == FileState.failed else (page.etag, page.last_modified)
        self._cursor.execute(_CAME, (digest, *values, self._now(), self._due(wanted.url), *again, wanted.url))
        if keep:
            self._cursor.execute(sql.WRITES["snapshot"], (digest, len(page.content), packed(page.content)))
        if wanted.digest is not None and wanted.digest != digest:
            _drop_unused(self._cursor, wanted.digest)
        if before is None or tuple(before) != (digest, facts.state):
            self._tell(wanted.url)

    def same(self, wanted: WantedFile) -> None:
        """Store that a file is as it was (304)."""
        self._cursor.execute(
            "UPDATE attachment_file SET fetched = ?, due = ?, attempts = 0 WHERE url = ?",
            (self._now(), self._due(wanted.url), wanted.url),
        )

    def did_not_come(self, wanted: WantedFile, reason: str, *, refused: bool = False) -> None:
        """Store why a file did not come, and when it is asked for again; what was read of it before stays."""
        now = self._now()
        wait = REFUSED_AGAIN if refused else min(RETRY * 2 ** min(wanted.attempts, 10), RETRY_AT_LATEST)
        due = iso(dt.datetime.fromisoformat(now) + wait - RETRY / 10)  # cron is never punctual to the second
        state = FileState.refused if refused else FileState.unfetched
        self._cursor.execute(
            "UPDATE attachment_file SET state = CASE WHEN digest IS NULL THEN ? ELSE state END, reason = CASE WHEN digest IS NULL "
            "THEN ? ELSE reason END, fetched = ?, due = ?, attempts = attempts + 1 WHERE url = ?",
            (str(state), reason, now, due, wanted.url),
        )

    def failed(self, wanted: WantedFile, page: Page, reason: str, *, keep: bool = False) -> None:
        """Store that a file came that could not be read to its end: it took too long, too much memory, or killed its reader."""
        from scraper.media import media_of

        media = str(media_of(page.content))
        self.is_like(wanted, page, FileFacts(str(FileState.failed), media, None, len(page.content), reason), keep=keep)

    def _due(self, url: str) -> str | None:
        now = dt.datetime.fromisoformat(self._now())
        newest, seen = self._cursor.execute(_NEWEST, (url,)).fetchone()
        day = (newest or seen or "")[:10]
        settled = not day or dt.date.fromisoformat(day) < (now - SETTLED).date()
        return None if settled else iso(now + RECHECK)

    def _tell(self, url: str) -> None:
        """Give every decision that names a file the next change number."""
        keys = self._cursor.execute("SELECT DISTINCT decision_key FROM attachment WHERE url = ?", (url,)).fetchall()
        for (key,) in keys:
            self._cursor.execute("UPDATE decision SET change = ? WHERE key = ?", (self._bump(), key))


def _drop_unused(cursor: Any, digest: str) -> None:
    """Delete the text, figures and bytes of a file that no address has any more."""
    if cursor.execute("SELECT 1 FROM attachment_file WHERE digest = ? LIMIT 1", (digest,)).fetchone():
        return
    for table in _TABLES:
        cursor.execute(f"DELETE FROM {table} WHERE digest = ?", (digest,))
    cursor.execute(sql.UNUSED_SNAPSHOT, (digest,))


_COLUMNS = ("digest", "position", "page", *FIGURE, "cents", "max_cents")
_INSERT_AMOUNT = (
    "INSERT INTO attachment_amount (" + ", ".join(f'"{name}"' for name in _COLUMNS) + ") "
    f"VALUES ({', '.join('?' * len(_COLUMNS))})"
)


def _amount_rows(digest: str, amounts: Iterable[tuple[int, Amount]]) -> Iterable[tuple[Any, ...]]:
    for position, (page, amount) in enumerate(amounts):
        values = (getattr(amount, name) for name in FIGURE)
        plain = (
            value if value is None or isinstance(value, bool | int) else clean_text(str(value)) for value in values
        )
        yield digest, position, page, *plain, cents(amount.value), cents(amount.max)
