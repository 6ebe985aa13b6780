"""What an erasure takes with it: the decisions, and every page and file of the archive that repeats their words."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from archive.snapshots import unpacked
from archive.traces import LoneWords, pieces, plain, runs, visible
from archive.wording import wordings

MOST_PIECES = 200
MOST_WORDS = 50
FURNITURE = 10
"""Pages or decisions that may hold a piece before it counts as what all of a site say, which identifies nobody."""
FEW = 4
"""Decisions that may share a run of words before it counts as what decisions say anyway: a matter passes few bodies."""

_NOTES = {
    "failure": (("title", "body", "reason"), "DELETE FROM failure WHERE rowid = ?"),
    "told": (("words",), "DELETE FROM told WHERE rowid = ?"),
    "feed_state": (("leads",), "UPDATE feed_state SET leads = NULL, etag = NULL, last_modified = NULL WHERE rowid = ?"),
    "gap": (("reason",), "UPDATE gap SET reason = NULL WHERE rowid = ?"),
    "source_state": (("last_error",), "UPDATE source_state SET last_error = '' WHERE rowid = ?"),
    "sync_result": (("error",), "UPDATE sync_result SET error = '' WHERE rowid = ?"),
}
"""Where a run's own notes may repeat a title or a name, and how the note goes."""
_FILES = "SELECT digest, text FROM attachment_text"
_NAMES = "SELECT id, key FROM decision WHERE key IN ({})"
_READ_FROM = "SELECT id, key FROM decision WHERE snapshot IN ({})"
_NAMED = "SELECT url, decision_key FROM attachment WHERE url IN ({})"
_NAMED_BYTES = (
    "SELECT f.digest, a.decision_key FROM attachment_file f JOIN attachment a ON a.url = f.url WHERE f.digest IN ({})"
)
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes, and what stays without something that goes.

    `decisions` are ids and `keys` their keys. `pages` are the SHA-256 of the bytes as served that go. `urls` are addresses
    that held nothing else, and are not fetched again; `unkept` those that hold other things besides: fetched again, not kept.
    `files` are addresses of attachments, `digests` the SHA-256 of these; `kept` are addresses of those that stay, since a
    decision that stays names the same address or the same bytes. `bereft` are ids of decisions that lose the page they
    were read from; `repeating` those that state a run of the same words that few others state, each with these. `traces` are
    pieces and words that stand nowhere but in what goes, the text that was matched among them, so that whoever finds one has
    found a remnant; `notes` counts the rows of runs' own notes that repeat one.
    """

    decisions: tuple[str, ...]
    keys: tuple[int, ...]
    pages: tuple[str, ...]
    urls: tuple[str, ...]
    unkept: tuple[str, ...]
    files: tuple[str, ...]
    digests: tuple[str, ...]
    kept: tuple[str, ...]
    bereft: tuple[str, ...]
    repeating: tuple[tuple[str, str], ...]
    traces: tuple[str, ...]
    notes: int

    @property
    def empty(self) -> bool:
        """True where nothing would go."""
        return not (self.keys or self.pages or self.digests or self.notes)


def matching(connection: sqlite3.Connection, text: str, progress: Progress) -> tuple[int, ...]:
    """Return the keys of the decisions in which a text occurs, in any case: now, in a revision or in an attachment."""
    wanted, found = plain(text), []
    for count, (key, said) in enumerate(wordings(connection), 1):
        if wanted in plain(said):
            found.append(key)
        progress("decisions", count)
    return tuple(found)


def notes(connection: sqlite3.Connection, traces: Iterable[str]) -> list[tuple[str, int]]:
    """Return the notes of runs that repeat a trace, each by the statement that takes it away and its row."""
    marks = [plain(trace) for trace in traces]
    found = []
    for table, (columns, statement) in _NOTES.items():
        for row, *texts in connection.execute(f"SELECT rowid, {', '.join(columns)} FROM {table}"):
            said = plain("\n".join(filter(None, texts)))
            if any(mark in said for mark in marks):
                found.append((statement, row))
    return found


def plan(connection: sqlite3.Connection, keys: Sequence[int], match: str | None, progress: Progress) -> Plan:
    """Return what the erasure of the decisions `keys` takes with it; with `match`, also every page on which that stands."""
    mine = _Mine(connection, keys, _stating(connection, match) if match else ())
    repeating, traces, lone = _lone(connection, mine, progress)
    marks = {plain(trace): trace for trace in traces}
    others = _holding(connection, marks, plain(match) if match else None, mine.pages, progress)
    common = {mark for mark in marks if len(others[mark]) > FURNITURE}
    pages = mine.pages | {page for mark, found in others.items() if mark not in common for page in found}
    urls, unkept = _addresses(connection, mine, pages)
    traces = (
        *([" ".join(match.split())] if match else []),
        *(trace for mark, trace in marks.items() if mark not in common),
        *lone.longest(MOST_WORDS),
    )
    return Plan(
        decisions=tuple(mine.ids),
        keys=tuple(keys),
        pages=tuple(sorted(pages)),
        urls=tuple(sorted(urls)),
        unkept=tuple(sorted(unkept)),
        files=tuple(sorted(mine.files)),
        digests=tuple(sorted(mine.digests)),
        kept=tuple(sorted(mine.kept)),
        bereft=tuple(sorted(name for name, key in _in(connection, _READ_FROM, pages) if key not in mine.keys)),
        repeating=tuple(sorted((name, repeating[key]) for name, key in _in(connection, _NAMES, repeating))),
        traces=traces,
        notes=len(notes(connection, traces)),
    )


class _Mine:
    """What belongs to the decisions that go: ids, addresses, pages, attachments; these less what decisions that stay name.

    `digests` of attachments go whoever names them.
    """

    def __init__(self, connection: sqlite3.Connection, keys: Sequence[int], digests: Collection[str]) -> None:
        def column(query: str, values: Collection[object]) -> set[str]:
            return {row[0] for row in _in(connection, query, values) if row[0]}

        self.keys = frozenset(keys)
        self.ids = [row[0] for row in _in(connection, "SELECT id FROM decision WHERE key IN ({})", keys)]
        self.urls = column("SELECT url FROM decision WHERE key IN ({})", keys)
        self.urls |= column("SELECT url FROM page WHERE decision_key IN ({})", keys)
        named = column("SELECT url FROM attachment WHERE decision_key IN ({})", keys)
        records = column("SELECT record FROM revision WHERE decision_key IN ({})", keys)
        named |= {file["url"] for record in records for file in json.loads(record)["attachments"] if file["url"]}
        brought = dict(_in(connection, "SELECT url, digest FROM attachment_file WHERE url IN ({})", named))
        shared = {url for url, key in _in(connection, _NAMED, named) if key not in self.keys}
        theirs = {digest for digest, key in _in(connection, _NAMED_BYTES, {*brought.values()}) if key not in self.keys}
        self.shared = theirs - set(digests)
        self.kept = {
            url
            for url in named
            if brought.get(url) in self.shared or (url in shared and brought.get(url) not in digests)
        }
        self.digests = {digest for digest in brought.values() if digest} - self.shared | set(digests)
        self.files = named - self.kept
        self.files |= column("SELECT url FROM attachment_file WHERE digest IN ({})", self.digests)
        self.pages = column("SELECT snapshot FROM decision WHERE key IN ({})", keys)
        self.pages |= column("SELECT snapshot FROM revision WHERE decision_key IN ({})", keys)
        self.pages |= column("SELECT sha256 FROM page WHERE decision_key IN ({})", keys)
        self.pages |= column("SELECT sha256 FROM page WHERE url IN ({}) AND decision_key IS NULL", self.urls)
        self.pages |= column("SELECT sha256 FROM failure WHERE url IN ({})", self.urls)
        self.pages |= column("SELECT sha256 FROM snapshot WHERE sha256 IN ({})", self.digests)


def _stating(connection: sqlite3.Connection, match: str) -> set[str]:
    """Return the attachments in which a text occurs, those that no decision names any more among them."""
    wanted = plain(match)
    return {digest for digest, text in connection.execute(_FILES) if wanted in plain(text)}


def _lone(
    connection: sqlite3.Connection, mine: _Mine, progress: Progress
) -> tuple[dict[int, str], tuple[str, ...], LoneWords]:
    """Return which other decisions state some of the same and what of it, and the pieces and words that none of them states."""
    own = [said for _, said in wordings(connection, sorted(mine.keys), without=mine.shared)]
    telling = {plain(run): run for run in runs(own, MOST_PIECES)}
    sharing: dict[str, list[int]] = defaultdict(list)
    marks = {plain(piece): piece for piece in pieces(own, MOST_PIECES)}
    stating: dict[str, list[int]] = defaultdict(list)
    lone = LoneWords(own)
    keys = [key for (key,) in connection.execute("SELECT key FROM decision ORDER BY key") if key not in mine.keys]
    for count, (key, said) in enumerate(wordings(connection, keys, without=mine.digests), 1):
        stated = plain(said)
        for mark in marks:
            if len(stating[mark]) <= FURNITURE and mark in stated:
                stating[mark].append(key)
        for run in telling:
            if len(sharing[run]) <= FEW and run in stated:
                sharing[run].append(key)
        lone.without(said)
        progress("decisions", count)
    repeating = {key: telling[run] for run, others in sharing.items() if len(others) <= FEW for key in others}
    return repeating, tuple(piece for mark, piece in marks.items() if not stating[mark]), lone


def _holding(
    connection: sqlite3.Connection,
    marks: Iterable[str],
    match: str | None,
    known: Collection[str],
    progress: Progress,
) -> dict[str, list[str]]:
    """Return which pages besides the known ones hold each mark, as far as matters, and under `""` those that hold `match`."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = connection.execute("SELECT sha256, size, content FROM snapshot ORDER BY sha256")
    for count, (digest, size, content) in enumerate(rows, 1):
        progress("pages", count)
        if digest in known:
            continue
        said = visible(unpacked(digest, size, content))
        for mark in marks:
            if len(found[mark]) <= FURNITURE and mark in said:
                found[mark].append(digest)
        if match and match in said:
            found[""].append(digest)
    return found


def _addresses(connection: sqlite3.Connection, mine: _Mine, pages: Collection[str]) -> tuple[set[str], set[str]]:
    """Return the addresses of what goes: those that held nothing else, and those that hold other things besides."""
    addresses = mine.urls | {row[0] for row in _in(connection, "SELECT url FROM page WHERE sha256 IN ({})", pages)}
    shared = {
        url
        for query in (
            "SELECT url, key FROM decision WHERE url IN ({})",
            "SELECT url, decision_key FROM page WHERE decision_key IS NOT NULL AND url IN ({})",
        )
        for url, key in _in(connection, query, addresses)
        if key not in mine.keys
    }
    own = {url for url in mine.urls if url and url not in shared}
    return own, {url for url in addresses if url and url not in own}


def _in(connection: sqlite3.Connection, query: str, values: Collection[object]) -> list[tuple[Any, Any]]:
    """Return the rows of a query with `IN ({})` for values however many."""
    rows: list[tuple[Any, Any]] = []
    wanted = list(values)
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        rows += connection.execute(query.format(", ".join("?" * len(some))), some).fetchall()
    return rows
