"""What a query finds, worked out the slow way: every decision of the archive against the tree, word by word, without an index."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.filters import Filters
from search import documents
from search.analysis import NUMBER, atoms, grouped_numbers, normalise, words
from search.answers import looked_up
from search.documents import Document, Text
from search.engine import NO_FILTERS
from search.facts import facts_of, has_amount, wanted_facts
from search.fields import PARTS_OF
from search.query import parse
from search.tree import Amount, And, Dates, Fact, Field, Node, Not, Or, Phrase, Prefix, Word
from search.word_table import Words


class BruteForce:
    """Answers queries over the decisions that an archive holds now."""

    def __init__(self, path: Path) -> None:
        self._words = Words()
        with documents.reading(path) as connection:
            found = documents.changes(connection, 0, 10_000)
        self._documents = found.documents if found else ()

    def ids(self, query: str, filters: Filters = NO_FILTERS) -> set[str]:
        """Return the ids of every decision that a query and the filters let pass."""
        parsed = parse(query)
        if parsed.tree is None and parsed.text.strip():
            return set()
        tree = looked_up(parsed.tree, self._words)
        return {
            document.id
            for document in self._documents
            if _passes(document, filters) and (tree is None or self.holds(document, tree))
        }

    def holds(self, document: Document, node: Node) -> bool:
        """Tell whether a decision answers to a node of a query's tree."""
        match node:
            case And(parts):
                return all(self.holds(document, part) for part in parts)
            case Or(parts):
                return any(self.holds(document, part) for part in parts)
            case Not(part):
                return not self.holds(document, part)
            case Fact(name, value):
                return f"{name}={value}" in facts_of(document)
            case Dates(low, high):
                date = document.date
                return date is not None and (low is None or low <= date) and (high is None or date <= high)
            case Amount():
                return has_amount(document.amounts, node)
            case Word(text, field, terms):
                pieces = list(_within(document, field))
                wanted = set(terms)
                joined = atoms(text)
                return any(wanted & self._terms(piece, document) for piece in pieces) or (
                    len(joined) > 1 and any(_side_by_side(piece, joined) for piece in pieces)
                )
            case Phrase(phrase, field):
                return any(_side_by_side(piece, phrase) for piece in _within(document, field))
            case Prefix(text, field):
                return any(word.startswith(text) for piece in _within(document, field) for word in _spelled(piece))
        raise AssertionError(node)

    def _terms(self, piece: Text, document: Document) -> set[str]:
        text = normalise(piece.text)
        found = {term for word in words(text) for term in self._words.terms(word, document.language or "fi")}
        return found | {NUMBER + digits for _, _, digits in grouped_numbers(text)}


def _passes(document: Document, filters: Filters) -> bool:
    facts = set(facts_of(document))
    return (
        (filters.withdrawn or not document.withdrawn)
        and all(facts.intersection(group) for group in wanted_facts(filters))
        and (filters.date_from is None or (document.date is not None and document.date >= filters.date_from))
        and (filters.date_to is None or (document.date is not None and document.date <= filters.date_to))
    )


def _within(document: Document, field: Field | None) -> Iterator[Text]:
    return (piece for piece in document.texts if field is None or piece.part in PARTS_OF[field])


def _spelled(piece: Text) -> Iterator[str]:
    for word in words(normalise(piece.text)):
        yield word
        yield from atoms(word)


def _side_by_side(piece: Text, wanted: Iterable[str]) -> bool:
    row = [atom for word in words(normalise(piece.text)) for atom in atoms(word)]
    phrase = list(wanted)
    return any(row[start : start + len(phrase)] == phrase for start in range(len(row) - len(phrase) + 1))
