"""What is known of attachments' files: which are wanted, and what was read of a decision's."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from archive.reading import select
from scraper.page import Validators
from scraper.records import Amount
from scraper.records import Attachment as Named

WANTED = """
SELECT f.url, f.digest, f.attempts, f.etag, f.last_modified
FROM attachment_file f JOIN attachment a ON a.url = f.url JOIN decision d ON d.key = a.decision_key
WHERE f.source = ? AND f.due <= ? AND d.withdrawn = 0
GROUP BY f.url ORDER BY f.fetched IS NOT NULL, max(d.date) DESC, min(d.key), min(a.position) LIMIT ?
"""
OF_DECISION = """
SELECT a.number, a.title, a.url, f.state, f.media, f.pages, f.size, f.reason, f.fetched, f.digest
FROM attachment a LEFT JOIN attachment_file f ON f.url = a.url WHERE a.decision_key = ? ORDER BY a.position
"""
_AMOUNTS = """
SELECT m.*, t.label FROM attachment_amount m LEFT JOIN attachment_text t ON t.digest = m.digest AND t.position = m.page
WHERE m.digest = ? ORDER BY m.position
"""
_PROJECTS = """
SELECT p.name, p.page, t.label FROM attachment_project p
LEFT JOIN attachment_text t ON t.digest = p.digest AND t.position = p.page WHERE p.digest = ? ORDER BY p.position
"""
LIKE = "SELECT state, media, pages, size, reason FROM attachment_file WHERE digest = ? AND state <> 'failed' LIMIT 1"
"""A file that failed is read anew: it may have been the machine's fault."""
ERASED = "it was erased from this archive and is not kept again"
FIGURE = (
    "text",
    "value",
    "max",
    "currency",
    "role",
    "qualifier",
    "approximate",
    "per",
    "vat",
    "party",
    "start",
    "end",
)
"""The columns of a sum that are its record's own."""


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file to ask for, conditionally where it came before."""

    url: str
    validators: Validators
    digest: str | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file from its bytes alone."""

    state: str
    media: str | None
    pages: int | None
    size: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class FileSum:
    """A sum in a file, and the page it stands on as it is cited ('s. 3')."""

    label: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class FileProject:
    """A project that a file is about, and the page that names it first."""

    label: str
    name: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An attachment of a decision with what was read of its file; `facts` is None where it was never asked for."""

    attachment: Named
    facts: FileFacts | None
    fetched: str | None
    amounts: tuple[FileSum, ...] = ()
    projects: tuple[FileProject, ...] = ()

    @property
    def largest(self) -> FileSum | None:
        """The largest sum in euros, of equals the first; None where there is none."""
        euros = [one for one in self.amounts if one.amount.currency == "EUR"]
        return max(euros, key=lambda one: one.amount.max or one.amount.value, default=None)


def wanted_files(connection: Connection, source: str, now: str, limit: int) -> list[WantedFile]:
    """Return the files of a source that are due: those never asked for first, of the newest decisions first."""
    return [
        WantedFile(row["url"], Validators(row["etag"], row["last_modified"]), row["digest"], row["attempts"])
        for row in select(connection, WANTED, (source, now, limit))
    ]


def file_like(connection: Connection, digest: str) -> FileFacts | None:
    """Return what is known of a file with these bytes, None where there was none."""
    return next((FileFacts(**row) for row in select(connection, LIKE, (digest,))), None)


def files_of(connection: Connection, key: int) -> list[StoredFile]:
    """Return the attachments of a decision with what was read of their files, in the order of the page."""
    return [_stored(connection, row) for row in list(select(connection, OF_DECISION, (key,)))]


def _stored(connection: Connection, row: dict[str, Any]) -> StoredFile:
    named = Named(number=row["number"], title=row["title"], url=row["url"])
    if row["state"] is None:
        return StoredFile(named, None, None)
    facts = FileFacts(row["state"], row["media"], row["pages"], row["size"], row["reason"])
    amounts = tuple(
        FileSum(found["label"] or "", _amount(found)) for found in select(connection, _AMOUNTS, (row["digest"],))
    )
    projects = tuple(
        FileProject(found["label"] or "", found["name"]) for found in select(connection, _PROJECTS, (row["digest"],))
    )
    return StoredFile(named, facts, row["fetched"], amounts, projects)


def _amount(row: dict[str, Any]) -> Amount:
    return Amount.model_validate({**{name: row[name] for name in FIGURE}, "part": "background"})
