"""Is the archive what was written? Every byte that means something is read and proved; nothing is changed.

Four proofs, each for what the others cannot see: SQLite's integrity check for how the file is built, the seals for every row
(`archive.seals`), the SHA-256 of each page as served, and the making of each record from its rows, against its hash. What no
proof covers are bytes that mean nothing: free pages, and the gaps within pages.
"""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from archive import database, seals
from archive.errors import ArchiveDamaged, translated
from archive.identity import sha256
from archive.reading import CHUNK, load
from archive.rows import content_json
from archive.snapshots import unpacked
from scraper.records import Decision

RESTORE = "put a backup in its place (`minutes backup` makes them)"
_BROKEN = (ValueError, TypeError, LookupError, OverflowError)
"""What comes of reading damaged rows: values of another type, names of columns that are none, text that is no text."""
_NOT_WRITTEN = "not what minutes wrote: the disk changed it, or another program (then `minutes verify --accept`)"
_MOST = 100  # lines of SQLite's own check
_DANGLING = {
    "failure.sha256": "SELECT url FROM failure WHERE sha256 IS NOT NULL AND sha256 NOT IN (SELECT sha256 FROM snapshot)",
    "decision.meeting": "SELECT id FROM decision WHERE meeting IS NOT NULL AND meeting NOT IN (SELECT id FROM meeting)",
    "revision": (
        "SELECT d.id FROM decision d LEFT JOIN revision r ON r.decision_key = d.key AND r.record IS NULL"
        " GROUP BY d.key HAVING count(r.key) <> 1"
        " OR max(r.number) < (SELECT max(number) FROM revision WHERE decision_key = d.key)"
    ),
}
"""What no foreign key holds together: a failure and its page, a decision and its meeting, a decision and its one open revision."""


class Level(StrEnum):
    """Say how bad a finding is: damage needs a person, a note does not."""

    damage = "damage"
    note = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: the part of the archive, which one of it, what it is in words, and what to do."""

    part: str
    name: str
    words: str
    advice: str = RESTORE
    level: Level = Level.damage


@dataclass(frozen=True, slots=True)
class Checked:
    """How many of a part have been looked at."""

    part: str
    count: int


Progress = Callable[[Checked], None]


@dataclass(frozen=True, slots=True)
class _Read:
    """A decision made again from its rows: its key and id, and the hash of its record; None where there is no making it."""

    key: int
    name: str
    digest: str | None


def verify(path: Path, progress: Progress = lambda _: None) -> Iterator[Finding]:
    """Yield what is wrong with an archive, nothing where it is whole.

    Raises the errors of opening an archive, where it cannot even be opened.
    """
    engine = database.prepared(path, create=False, readonly=True)
    try:
        with engine.connect() as connection:
            driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
            # Text that is no UTF-8 is a finding like any other, not the end of the search for more.
            driver.text_factory = lambda content: content.decode("utf-8", "surrogateescape")
            driver.execute("BEGIN")  # all of one moment, whoever writes meanwhile
            yield from _checks(connection, driver, progress)
    finally:
        engine.dispose()


def accept(path: Path) -> None:
    """Seal all that the archive says now, so that what another program wrote counts as written.

    Pages, references and how the file is built are proved without seals, so that damage to them is found as before.
    Raises the errors of opening an archive.
    """
    engine = database.prepared(path, create=False, readonly=False, sealing=False)
    try:
        with translated(path), engine.connect() as connection:
            driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
            driver.execute("BEGIN IMMEDIATE")
            seals.seal(driver)
            driver.execute("COMMIT")
    finally:
        engine.dispose()


def _checks(connection: Connection, driver: sqlite3.Connection, progress: Progress) -> Iterator[Finding]:
    broken: set[str] = set()

    def sealed() -> Iterator[Finding]:
        for name in seals.broken(driver):
            broken.add(name)
            yield Finding("table", name, f"its rows are {_NOT_WRITTEN}")

    for part, check in (
        ("file", _file(driver)),
        ("table", sealed()),
        ("snapshot", _snapshots(driver, progress)),
        ("decision", _decisions(connection, driver, broken, progress)),
        ("revision", _revisions(driver, progress)),
        ("reference", _references(driver)),
    ):
        try:
            yield from check
        except (sqlite3.Error, *_BROKEN) as error:
            yield Finding(part, "", f"it could not be read to its end ({error})")


def _file(driver: sqlite3.Connection) -> Iterator[Finding]:
    for (words,) in driver.execute(f"PRAGMA integrity_check({_MOST})"):
        if words != "ok":
            yield Finding("file", "", " ".join(words.split()))
    for table, row, parent, _ in driver.execute("PRAGMA foreign_key_check"):
        yield Finding("reference", f"{table} {row}", f"what it refers to in table {parent} is not there")


def _snapshots(driver: sqlite3.Connection, progress: Progress) -> Iterator[Finding]:
    rows = driver.execute("SELECT sha256, size, content FROM snapshot")
    for count, (digest, size, content) in enumerate(rows, 1):
        try:
            unpacked(digest, size, content)
        except (ArchiveDamaged, *_BROKEN):
            yield Finding("snapshot", str(digest), "the page is not what was served")
        progress(Checked("snapshot", count))


def _decisions(
    connection: Connection, driver: sqlite3.Connection, broken: set[str], progress: Progress
) -> Iterator[Finding]:
    """Prove the rows of every decision by its seal, and compare the record that they make with its hash.

    Where all that is sealed holds, another hash is another way of writing the record.
    """
    rows = driver.execute("SELECT key, id, content_hash FROM decision")
    known = {key: (name, digest) for key, name, digest in rows}
    spoilt = frozenset(seals.broken_decisions(driver))
    for key in sorted(spoilt):
        yield Finding("decision", str(known[key][0]), f"what it states is {_NOT_WRITTEN}")
    sound = broken.isdisjoint({"decision", seals.SCHEMA})
    keys, rehashed = sorted(known), 0
    for start in range(0, len(keys), CHUNK):
        for read in _read(connection, keys[start : start + CHUNK]):
            if read.digest is None:
                yield Finding("decision", read.name, "its record cannot be made again from its rows")
            elif read.digest != known[read.key][1] and read.key not in spoilt:
                rehashed += 1
                if not sound:
                    yield Finding("decision", read.name, "its record is not what was written")
        progress(Checked("decision", min(start + CHUNK, len(keys))))
    if rehashed and sound:
        yield Finding(
            "decision",
            f"{rehashed} of {len(keys)}",
            "their hashes are older than their rows, which are whole: another version of the program hashed them, or they were accepted",
            "nothing: each is hashed anew when it is next saved (`minutes reparse` saves them all)",
            Level.note,
        )


def _read(connection: Connection, keys: list[int]) -> Iterator[_Read]:
    """Yield the decisions of these keys; those that spoil the reading of the others are read alone."""
    try:
        stored = load(connection, keys)
        yield from [_Read(one.key, one.id, sha256(content_json(one.decision))) for one in stored]
    except _BROKEN:
        if len(keys) == 1:
            yield _Read(keys[0], str(keys[0]), None)
            return
        for key in keys:
            yield from _read(connection, [key])


def _revisions(driver: sqlite3.Connection, progress: Progress) -> Iterator[Finding]:
    rows: Iterator[tuple[Any, ...]] = driver.execute(
        "SELECT d.id, r.number, r.record FROM revision r JOIN decision d ON d.key = r.decision_key WHERE r.record IS NOT NULL"
    )
    for count, (name, number, record) in enumerate(rows, 1):
        try:
            Decision.model_validate_json(record)
        except _BROKEN:
            yield Finding("revision", f"{name} {number}", "its record cannot be read")
        progress(Checked("revision", count))


def _references(driver: sqlite3.Connection) -> Iterator[Finding]:
    for what, query in _DANGLING.items():
        for (name,) in driver.execute(query):
            yield Finding("reference", str(name), f"{what}: what belongs to it is not there")
