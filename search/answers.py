"""A question and an open index → the answer as it is shown: words looked up, snippets, suggestions, names of projects."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from sqlite3 import Connection

from search.analysis import LANGUAGES, query_terms
from search.engine import Counts, Question, Reader, Results
from search.snippets import with_snippets
from search.suggestions import meant
from search.tree import Node, with_terms
from search.word_table import Words

_NAME_OF_PROJECT = (
    "SELECT name FROM project WHERE project_key = ? GROUP BY name ORDER BY count(*) DESC, length(name), name LIMIT 1"
)


def looked_up(tree: Node | None, words: Words) -> Node | None:
    """Return a query's tree with the terms of its words, in every language that texts are in."""
    return None if tree is None else with_terms(tree, lambda word: _terms(word, words))


def _terms(word: str, words: Words) -> list[str]:
    return list(dict.fromkeys(term for language in LANGUAGES for term in query_terms(word, language, words)))


def answered(question: Question, table: Path) -> Callable[[Reader], Results]:
    """Return what to ask of a reader: the engine's answer, with what was meant where a word stands nowhere."""

    def ask(reader: Reader) -> Results:
        found = reader.search(question)
        return replace(found, meant=meant(question.tree, table, reader.frequency))

    return ask


def shown(connection: Connection, results: Results, tree: Node | None, words: Words) -> Results:
    """Return the results with snippets from the archive's texts, and with names of projects for their keys."""
    facets = dict(results.facets)
    if "project" in facets:
        facets["project"] = _named(connection, facets["project"])
    return replace(results, hits=with_snippets(connection, results.hits, tree, words), facets=facets)


def _named(connection: Connection, counts: Counts) -> Counts:
    """Return the counts of projects by the commonest spelling of each."""

    def name(key: str) -> str:
        row: Sequence[str] | None = connection.execute(_NAME_OF_PROJECT, (key,)).fetchone()
        return row[0] if row else key

    return tuple((name(key), count) for key, count in counts)
