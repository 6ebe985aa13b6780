"""Taking decisions out of the archive for good.

`plan` says what would go. `erase` deletes and buries it in one transaction, which leaves a mark in table meta. Then the index
is made anew without it (`search.index`), `scrub` rewrites the file so that no freed page holds a word of it,
`archive.proof` searches every byte, and `done` takes the mark away. A run that dies in between leaves the mark, `pending`
tells of it, and the last three steps can be taken again. The mark keeps the traces to search for, masked so that the search
does not find itself; they go with it.

Kuntalaki 140 § has municipalities take personal data off the network after the time for appeal.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive import database, erasure_plan
from archive.admission import missing
from archive.clock import iso, utc_now
from archive.erasure_plan import Plan, Progress
from archive.errors import ArchiveLocked, translated
from archive.lineage import NEXT_LINEAGE, nonce
from archive.readonly import connect
from archive.steps import step
from archive.tombstones import Burials, Of, bury

_MARK = "erasing"
_WAIT = 5.0
_GOING = ("key", "page", "url", "file", "digest", "kept")
_DELETIONS = (
    "DELETE FROM project_link WHERE key_a IN ({orphans}) OR key_b IN ({orphans})",
    "DELETE FROM told WHERE problem IN (SELECT 'page:' || value FROM temp.going WHERE what = 'url')",
    "DELETE FROM failure WHERE url IN ({url}) OR url IN ({file})",
    "UPDATE failure SET sha256 = NULL WHERE sha256 IN ({page})",
    "DELETE FROM page WHERE decision_key IN ({key}) OR sha256 IN ({page}) OR url IN ({url})",
    "INSERT OR REPLACE INTO removal (id, change) SELECT id, ? FROM decision WHERE key IN ({key})",
    "DELETE FROM decision WHERE key IN ({key})",
    "UPDATE decision SET snapshot = NULL WHERE snapshot IN ({page})",
    "UPDATE revision SET snapshot = NULL WHERE snapshot IN ({page})",
    "DELETE FROM attachment_project WHERE digest IN ({digest})",
    "DELETE FROM attachment_amount WHERE digest IN ({digest})",
    "DELETE FROM attachment_text WHERE digest IN ({digest})",
    "DELETE FROM attachment_file WHERE url IN ({file}) OR digest IN ({digest})",
    "DELETE FROM attachment_file WHERE url IN ({kept}) AND url NOT IN (SELECT url FROM attachment WHERE url IS NOT NULL)",
    "DELETE FROM snapshot WHERE sha256 IN ({page})",
)
_ORPHANS = (
    "SELECT project_key FROM project WHERE decision_key IN ({key}) EXCEPT "
    "SELECT project_key FROM project WHERE decision_key NOT IN ({key}) EXCEPT SELECT project_key FROM attachment_project"
)


@dataclass(frozen=True, slots=True)
class Pending:
    """An erasure that has not come to its end: when it began, and the traces to search for.

    `traces` is None where the mark does not hold them: then the file can be rewritten, but nothing proved. `proved` is true
    where nothing is left to do but to take the traces off the disk.
    """

    at: str
    traces: tuple[str, ...] | None
    proved: bool = False


def plan(path: Path, keys: Sequence[int], match: str | None = None, progress: Progress = lambda _, __: None) -> Plan:
    """Return what the erasure of the decisions `keys` would take with it, and of those in which `match` occurs.

    Raises the errors of opening an archive, ArchiveDamaged where a page cannot be read.
    """
    database.prepared(path, create=False, readonly=False).dispose()  # an older archive has no room for tombstones yet
    with translated(path), closing(connect(path, seconds=_WAIT)) as connection:
        connection.execute("BEGIN")
        found = erasure_plan.matching(connection, match, progress) if match else ()
        return erasure_plan.plan(connection, sorted({*keys, *found}), match, progress)


def erase(path: Path, planned: Plan, reason: str) -> None:
    """Delete all that was planned, bury it and leave the mark, in one transaction.

    Raises ArchiveLocked, DiskFull and the other errors of opening an archive.
    """
    with _writing(path) as connection:
        connection.execute("CREATE TEMP TABLE going (what TEXT, value, PRIMARY KEY (what, value))")
        sets_of = (planned.keys, planned.pages, planned.urls, planned.files, planned.digests, planned.kept)
        going = zip(_GOING, sets_of, strict=True)
        connection.executemany(
            "INSERT INTO temp.going VALUES (?, ?)", [(what, one) for what, all_ in going for one in all_]
        )
        sets = {what: f"SELECT value FROM temp.going WHERE what = '{what}'" for what in _GOING}
        sets["orphans"] = _ORPHANS.format(**sets)
        at = iso(utc_now())
        bury(connection, _burials(connection, planned), reason, at)
        change = int(connection.execute("SELECT value FROM meta WHERE name = 'change'").fetchone()[0]) + 1
        for statement in _DELETIONS:
            step(statement)
            connection.execute(statement.format(**sets), (change,) if "?" in statement else ())
        for statement, row in erasure_plan.notes(connection, planned.traces):
            step(statement)
            connection.execute(statement, (row,))
        connection.execute("UPDATE meta SET value = ? WHERE name = 'change'", (str(change),))
        connection.execute(NEXT_LINEAGE, (change, nonce()))
        earlier = _read_mark(connection)
        traces = (*(earlier.traces or () if earlier else ()), *planned.traces)
        _write_mark(connection, Pending(at, tuple(dict.fromkeys(traces))))
        step("erase commit")
    step("erased")


def pending(path: Path) -> Pending | None:
    """Return the erasure that has not come to its end, None where there is none.

    Raises ArchiveMissing and the other errors of opening an archive.
    """
    if database.schema(path) is None:
        raise missing(path)
    with translated(path), closing(connect(path, seconds=_WAIT)) as connection:
        return _read_mark(connection)


def backups(path: Path) -> list[tuple[str, str]]:
    """Return the path and time of each backup that was made of the archive, oldest first: an erasure does not reach them."""
    with translated(path), closing(connect(path, seconds=_WAIT)) as connection:
        return connection.execute("SELECT path, at FROM backup ORDER BY key").fetchall()


def scrub(path: Path) -> None:
    """Rewrite the file without what was deleted, the log too; call it once the index has followed.

    Raises ArchiveLocked while another program reads the archive, DiskFull where there is no room for the rewritten file.
    """
    with _writing(path) as connection:
        connection.execute("DELETE FROM removal")  # ids, which the index made anew needs no more
    with translated(path), closing(sqlite3.connect(path, timeout=_WAIT, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        _cut_log(connection, path)
        step("vacuum")
        connection.execute("VACUUM")
        step("vacuumed")
        _cut_log(connection, path)
    step("scrubbed")


def done(path: Path) -> None:
    """Take the mark of an erasure away, its traces first, in the file and in its log; a mark without traces stays till then.

    Raises ArchiveLocked while another program reads the archive: `done` can be called again.
    """
    with _writing(path) as connection:
        _write_mark(connection, Pending(iso(utc_now()), None, proved=True))
    step("traces taken away")
    with translated(path), closing(sqlite3.connect(path, timeout=_WAIT, isolation_level=None)) as connection:
        _cut_log(connection, path)
    with _writing(path) as connection:
        connection.execute("DELETE FROM meta WHERE name = ?", (_MARK,))


def _read_mark(connection: sqlite3.Connection) -> Pending | None:
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (_MARK,)).fetchone()
    if row is None:
        return None
    try:
        mark = json.loads(row[0])
        key, masked = bytes.fromhex(mark["key"]), bytes.fromhex(mark["masked"])
        traces = json.loads(_mask(masked, key))
        return Pending(str(mark["at"]), None if traces is None else tuple(map(str, traces)), bool(mark["proved"]))
    except (ValueError, TypeError, KeyError):  # of a version that wrote the time alone, or written by another program
        return Pending(str(row[0]), None)


def _write_mark(connection: sqlite3.Connection, mark: Pending) -> None:
    said = json.dumps(mark.traces).encode()
    key = secrets.token_bytes(len(said))
    value = {"at": mark.at, "proved": mark.proved, "key": key.hex(), "masked": _mask(said, key).hex()}
    connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (_MARK, json.dumps(value)))


def _mask(content: bytes, key: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(content, key, strict=True))


def _burials(connection: sqlite3.Connection, planned: Plan) -> Burials:
    hashes = connection.execute(
        "SELECT content_hash FROM decision WHERE key IN (SELECT value FROM temp.going WHERE what = 'key') UNION "
        "SELECT content_hash FROM revision WHERE decision_key IN (SELECT value FROM temp.going WHERE what = 'key')"
    ).fetchall()
    alone = connection.execute(
        "SELECT DISTINCT sha256 FROM page WHERE url IN (SELECT value FROM temp.going WHERE what = 'url') AND sha256 NOT IN "
        "(SELECT snapshot FROM decision WHERE snapshot IS NOT NULL"
        " AND key NOT IN (SELECT value FROM temp.going WHERE what = 'key'))"
    ).fetchall()
    yield from ((Of.id, name) for name in planned.decisions)
    yield from ((Of.record, digest) for (digest,) in hashes)
    yield from ((Of.url, url) for url in (*planned.urls, *planned.files))
    yield from ((Of.bytes, url) for url in planned.unkept)
    yield from ((Of.page, digest) for digest in {*(digest for (digest,) in alone), *planned.digests})


def _cut_log(connection: sqlite3.Connection, path: Path) -> None:
    (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise ArchiveLocked(
            f"{path} is being read by another program, so its log still holds what was erased: end that program, then "
            "`minutes erase` without an id finishes.",
            path=path,
        )


@contextmanager
def _writing(path: Path) -> Iterator[sqlite3.Connection]:
    engine = database.prepared(path, create=False, readonly=False)
    try:
        with translated(path), engine.connect() as pooled:
            connection: sqlite3.Connection = pooled.connection.driver_connection  # type: ignore[assignment]
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
    finally:
        engine.dispose()
