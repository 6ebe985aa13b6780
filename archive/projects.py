"""The projects of the archive: how often and where each is decided on, and which spellings people say are one.

Equal keys (`scraper.grammar.projects.project_key`) are one project at once. Near names only become suggestions, which a
person confirms or rejects; those words stand in a table of their own that no reading of pages touches.
"""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from archive.filters import Filters
from archive.links import Word, groups, links, ordered
from scraper.grammar.project_names import likeness, tokens
from scraper.grammar.projects import project_key

THRESHOLD = 85.0
"""The likeness, 0..100, from which two names are suggested as one project."""
COMMON = 40
"""Names that share a word: beyond so many, the word tells nothing and proposes no pairs, so that they stay few."""
_CHUNK = 500
_STATED = (
    "key",
    "id",
    "municipality",
    "body",
    "date",
    "section",
    "diary_number",
    "title",
    "outcome",
    "final",
    "url",
    "page",
    "document",
    "retrieved",
)
_ABOUT = "EXISTS (SELECT 1 FROM project p WHERE p.decision_key = d.key AND p.project_key IN ({}))"
_PREFIX = 4
_NEAR = 60.0


@dataclass(frozen=True, slots=True)
class Named:
    """One project: its commonest name, all its spellings and keys, and where it is decided on. Years are '2023'."""

    name: str
    keys: tuple[str, ...]
    spellings: tuple[str, ...]
    decisions: int
    municipalities: tuple[str, ...]
    years: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two projects that may be one; `score` is their names' likeness, 0..100."""

    a: Named
    b: Named
    score: float


def named(connection: sqlite3.Connection) -> list[Named]:
    """Return every project that is decided on, linked spellings as one, the most decided on first."""
    query = """
        SELECT p.project_key, p.name, d.key, coalesce(d.municipality, ''), coalesce(substr(d.date, 1, 4), '')
        FROM project p JOIN decision d ON d.key = p.decision_key WHERE d.withdrawn = 0 ORDER BY d.date, d.key, p.position"""
    rows = list(connection.execute(query))
    one = groups({row[0] for row in rows}, links(connection))
    of = {key: number for number, group in enumerate(one) for key in group}
    members: dict[int, list[tuple[str, str, int, str, str]]] = defaultdict(list)
    for row in rows:
        members[of[row[0]]].append(row)
    projects = [_named(found) for found in members.values()]
    return sorted(projects, key=lambda project: (-project.decisions, project.name.casefold()))


def names(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the commonest spelling of every key."""
    query = "SELECT project_key, name FROM project GROUP BY project_key, name ORDER BY count(*)"
    return dict(connection.execute(query))


def find(connection: sqlite3.Connection, name: str) -> Named | None:
    """Return the project that a name means, in any of its spellings, or None."""
    key = project_key(name)
    return next((project for project in named(connection) if key in project.keys), None)


def near(connection: sqlite3.Connection, name: str, limit: int = 3) -> list[str]:
    """Return names of projects that look like `name`, the likeliest first."""
    from rapidfuzz import fuzz, process

    choices = [spelling for project in named(connection) for spelling in project.spellings]
    found = process.extract(
        _joined(name), choices, scorer=fuzz.WRatio, processor=_joined, limit=limit, score_cutoff=_NEAR
    )
    return [spelling for spelling, _, _ in found]


def suggestions(connection: sqlite3.Connection, threshold: float = THRESHOLD) -> list[Suggestion]:
    """Return the pairs of projects whose names are near and on which nobody has said a word, the likeliest first.

    Only names that share a word, or the beginning of one, that few others have are compared: the work grows with the
    number of names, not with its square.
    """
    projects = named(connection)
    rejected = {(link.key_a, link.key_b) for link in links(connection) if link.word is Word.rejected}
    found = []
    for i, j in sorted(_candidates(projects)):
        a, b = projects[i], projects[j]
        if any(ordered(x, y) in rejected for x in a.keys for y in b.keys):
            continue
        score = max(similarity(x, y) for x in a.spellings for y in b.spellings)
        if score >= threshold:
            found.append(Suggestion(a, b, score))
    return sorted(found, key=lambda pair: (-pair.score, pair.a.name, pair.b.name))


def similarity(a: str, b: str) -> float:
    """Return how near two names are, 0..100, whatever the order of their words; 0 where only their numbers differ.

    A name of two words or more that is wholly within the other is as near as can be.
    """
    from rapidfuzz import fuzz

    left, right = tokens(a), tokens(b)
    if [word for word in left if word.isdigit()] != [word for word in right if word.isdigit()]:
        return 0.0
    score = max(fuzz.token_sort_ratio(" ".join(left), " ".join(right)), 100 * likeness(a, b))
    within = len(set(left)) >= 2 and len(set(right)) >= 2 and (set(left) <= set(right) or set(right) <= set(left))
    return max(score, 95.0) if within else score


def _named(rows: Sequence[tuple[str, str, int, str, str]]) -> Named:
    spellings = Counter(name for _, name, _, _, _ in rows)
    return Named(
        name=spellings.most_common(1)[0][0],
        keys=tuple(sorted({key for key, _, _, _, _ in rows})),
        spellings=tuple(spellings),
        decisions=len({decision for _, _, decision, _, _ in rows}),
        municipalities=tuple(sorted({town for _, _, _, town, _ in rows if town})),
        years=tuple(sorted({year for _, _, _, _, year in rows if year})),
    )


def _candidates(projects: Sequence[Named]) -> set[tuple[int, int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for number, project in enumerate(projects):
        for mark in set(_marks(project.spellings)):
            blocks[mark].append(number)
    return {pair for numbers in blocks.values() if len(numbers) <= COMMON for pair in combinations(numbers, 2)}


def _marks(spellings: Iterable[str]) -> Iterator[str]:
    """Yield what near names share: their words, and the beginning of their first and last."""
    for spelling in spellings:
        words = tokens(spelling)
        yield from words
        if words:
            yield f"^{words[0][:_PREFIX]}"
            yield f"{words[-1][:_PREFIX]}$"
            yield f"^{words[0][:_PREFIX]} {len(words)} {words[-1][:_PREFIX]}$"


def _joined(name: str) -> str:
    return re.sub(r"\s+", " ", " ".join(tokens(name)))


def decisions_about(
    connection: sqlite3.Connection, filters: Filters, *, keys: Sequence[str] = (), ids: Sequence[str] = ()
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield the row of each decision, with its rows of table amount in order, that is about a project or has an id.

    `keys` are project keys, `ids` decision ids; one of the two is given. The filters hold too.
    """
    condition, values = ("d.id IN ({})", ids) if ids else (_ABOUT, keys)
    where, params = filters.sql()
    for start in range(0, len(values), _CHUNK):
        chunk = list(values[start : start + _CHUNK])
        query = f"SELECT {', '.join(f'd.{name}' for name in _STATED)} FROM decision d WHERE {where} AND {condition.format(', '.join('?' * len(chunk)))}"
        decisions = _rows(connection, query, [*params, *chunk])
        for decision in decisions:
            amounts = "SELECT * FROM amount WHERE decision_key = ? ORDER BY position"
            yield decision, _rows(connection, amounts, [decision["key"]])


def _rows(connection: sqlite3.Connection, query: str, params: Sequence[Any]) -> list[dict[str, Any]]:
    cursor = connection.execute(query, params)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
