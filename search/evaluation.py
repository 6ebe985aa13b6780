"""A query tree × a segment's posting lists → the documents that match, with their scores (BM25F).

Whole posting lists are read and joined as dictionaries: in Python that costs a fraction of moving a matcher document by
document, and the total is exact without a second search. Knows no engine: a segment is whatever offers `Segment`.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from search.analysis import atoms
from search.facts import day_number, has_amount
from search.fields import ALL, mask
from search.postings import PLACES
from search.tree import Amount, And, Dates, Fact, Field, Like, Node, Not, Or, Phrase, Prefix, Word

K1, B = 1.2, 0.75
MAX_EXPANSIONS = 1_000  # words that one beginning may stand for in one segment
_PREFIX_SCORE = 1.0

Scores = dict[int, float]


class Segment(Protocol):
    """A part of an index, its documents numbered from 0. `parts` are bits as of `search.fields.mask`."""

    lengths: Sequence[int]

    def alive(self) -> Collection[int]:
        """Return the documents that are not deleted."""
        ...

    def weights(self, term: str, parts: int) -> Iterable[tuple[int, float]]:
        """Yield (document, weight) for a term of the analysis that stands in one of the parts; nothing for an unknown one."""
        ...

    def places(self, word: str, within: Mapping[int, object] | None = None) -> dict[int, Sequence[int]]:
        """Return document → places (see `search.postings.PLACES`) of a word as written, only of the documents `within`."""
        ...

    def members(self, word: str, parts: int) -> Iterable[int]:
        """Yield the documents that hold a word as written in one of the parts."""
        ...

    def beginning(self, prefix: str, limit: int) -> list[str]:
        """Return at most `limit` words as written that begin with `prefix`."""
        ...

    def having(self, fact: str) -> Iterable[int]:
        """Yield the documents with a fact of `search.facts.facts_of`."""
        ...

    def days(self) -> Sequence[int]:
        """Return the date of every document as YYYYMMDD, 0 where it has none."""
        ...

    def amounts(self, document: int) -> Iterable[tuple[str, int, int]]:
        """Yield the role, lowest and highest cents of each of a document's amounts."""
        ...


@dataclass(frozen=True, slots=True)
class Statistics:
    """What scoring needs to know of the whole index: documents, mean length in words, and documents that hold a term or word."""

    documents: int
    mean_length: float
    frequency: Callable[[str], int]
    word_frequency: Callable[[str], int]

    def idf(self, frequency: int) -> float:
        """Return the inverse document frequency (never negative)."""
        return math.log(1.0 + max(0.0, self.documents - frequency + 0.5) / (frequency + 0.5))


class Evaluator:
    """Evaluates query trees over one segment; `notes` collects what a reader should know."""

    def __init__(self, segment: Segment, statistics: Statistics) -> None:
        self._segment = segment
        self._statistics = statistics
        self.notes: list[str] = []

    def scores(self, node: Node, within: Scores | None = None) -> Scores:
        """Return document → score of every document that matches; where `within` is given, others may be left out.

        What the record says scores nothing: it chooses, and does not rank.
        """
        match node:
            case Word():
                return self._word(node)
            case Prefix(text, field):
                return self._prefix(text, field)
            case Phrase(words, field):
                return self._phrase(words, field)
            case Like(terms):
                return self._any([self._term(term, ALL, boost) for term, boost in terms])
            case Fact(name, value):
                return dict.fromkeys(self._segment.having(f"{name}={value}"), 0.0)
            case Dates():
                return dict.fromkeys(self._dated(node, within), 0.0)
            case Amount():
                return dict.fromkeys(self._paid(node, within), 0.0)
            case Or(parts):
                return self._any([self.scores(part, within) for part in parts])
            case And(parts):
                return self._all(parts, within)
            case Not(part):
                every = self._segment.alive() if within is None else within
                without = self.scores(part, within)
                return {document: 0.0 for document in every if document not in without}

    def _word(self, word: Word) -> Scores:
        """Score a word by its best term: a form and its base form are one word, not two.

        A joined word (`EU-hanke`, a diary number) is also found where its atoms stand side by side.
        """
        parts = mask(word.field)
        found: Scores = {}
        for term in word.terms:
            for document, score in self._term(term, parts).items():
                if score > found.get(document, 0.0):
                    found[document] = score
        if len(joined := atoms(word.text)) > 1:
            for document, score in self._phrase(joined, word.field).items():
                found.setdefault(document, score)
        return found

    def _term(self, term: str, parts: int, boost: float = 1.0) -> Scores:
        idf = self._statistics.idf(self._statistics.frequency(term))
        return dict(self._saturated(self._segment.weights(term, parts), idf * boost))

    def _saturated(self, weights: Iterable[tuple[int, float]], idf: float) -> Iterable[tuple[int, float]]:
        lengths, top = self._segment.lengths, idf * (K1 + 1)
        least, slope = K1 * (1 - B), K1 * B / (self._statistics.mean_length or 1.0)
        return ((document, top * weight / (weight + least + slope * lengths[document])) for document, weight in weights)

    def _prefix(self, text: str, field: Field | None) -> Scores:
        words = self._segment.beginning(text, MAX_EXPANSIONS + 1)
        if len(words) > MAX_EXPANSIONS:
            self.notes.append(
                f"“{text}*” stands for more than {MAX_EXPANSIONS} words; only the first {MAX_EXPANSIONS} were looked up"
            )
        parts = mask(field)
        found: set[int] = set()
        for word in words[:MAX_EXPANSIONS]:
            found.update(self._segment.members(word, parts))
        return dict.fromkeys(found, _PREFIX_SCORE)

    def _phrase(self, words: Sequence[str], field: Field | None) -> Scores:
        frequency = self._statistics.word_frequency
        order = sorted(range(len(words)), key=lambda index: frequency(words[index]))
        starts: dict[int, set[int]] | None = None
        for index in order:
            places = self._segment.places(words[index], starts)
            if starts is None:
                starts = {document: {place - index for place in found} for document, found in places.items()}
            else:
                starts = {
                    document: starts[document].intersection(place - index for place in found)
                    for document, found in places.items()
                }
                starts = {document: found for document, found in starts.items() if found}
            if not starts:
                return {}
        parts = mask(field)
        weights = (
            (document, float(sum(1 for place in found if within_parts(place, parts))))
            for document, found in (starts or {}).items()
        )
        idf = sum(self._statistics.idf(frequency(word)) for word in words)
        return dict(self._saturated(((document, weight) for document, weight in weights if weight), idf))

    def _dated(self, asked: Dates, within: Scores | None) -> Iterable[int]:
        days = self._segment.days()
        first, last = day_number(asked.low) or 1, day_number(asked.high) or 99991231
        every = self._segment.alive() if within is None else within
        return (document for document in every if first <= days[document] <= last)

    def _paid(self, asked: Amount, within: Scores | None) -> Iterable[int]:
        having = self._segment.having(f"role={asked.role}" if asked.role else "amount")
        if within is not None:
            having = (document for document in having if document in within)
        if asked.low is None and asked.high is None:
            return having
        return (document for document in having if has_amount(self._segment.amounts(document), asked))

    @staticmethod
    def _any(parts: list[Scores]) -> Scores:
        found: Scores = {}
        for part in sorted(parts, key=len, reverse=True):
            if not found:
                found = dict(part)
            else:
                for document, score in part.items():
                    found[document] = found.get(document, 0.0) + score
        return found

    def _all(self, parts: Sequence[Node], within: Scores | None) -> Scores:
        found = within
        ranked = False  # whether `found` holds scores of this conjunction, not of the one around it
        for part in sorted(parts, key=_cost):
            scores = self.scores(part, found)
            if found is None:
                found = scores
            elif not ranked:
                found = {document: score for document, score in scores.items() if document in found}
            else:
                less, more = sorted((found, scores), key=len)
                found = {document: score + more[document] for document, score in less.items() if document in more}
            ranked = True
            if not found:
                return {}
        return found or {}


def within_parts(place: int, parts: int) -> bool:
    """Tell whether a place stands in one of the parts."""
    return bool(1 << place // PLACES & parts)


def _cost(node: Node) -> int:
    """Return the order in which the parts of a conjunction are evaluated: first what reads posting lists, then what asks
    after each document that is left."""
    match node:
        case Fact():
            return 0
        case Not():
            return 3
        case Amount() | Dates():
            return 2
    return 1
