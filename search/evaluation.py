"""A query tree × a segment's posting lists → the documents that match, with their scores (BM25F).

Whole posting lists are read and joined as dictionaries: in Python that costs a fraction of moving a matcher document by
document, and the total is exact without a second search. Knows no engine: a segment is whatever offers `Segment`.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from search.analysis import LANGUAGES, atoms, query_terms
from search.query import And, Node, Not, Or, Phrase, Prefix, Word

K1, B = 1.2, 0.75
MAX_EXPANSIONS = 1_000  # words that one beginning may stand for in one segment
_PREFIX_SCORE = 1.0

Scores = dict[int, float]


class Segment(Protocol):
    """A part of an index, its documents numbered from 0."""

    lengths: Sequence[int]

    def alive(self) -> set[int]:
        """Return the documents that are not deleted."""
        ...

    def weights(self, term: str) -> Iterable[tuple[int, float]]:
        """Yield (document, weight) for a term of the analysis; nothing for an unknown one."""
        ...

    def places(self, word: str, within: Mapping[int, object] | None = None) -> dict[int, Sequence[int]]:
        """Return document → places of a word as written, only of the documents `within`."""
        ...

    def members(self, word: str) -> Iterable[int]:
        """Yield the documents that hold a word as written."""
        ...

    def beginning(self, prefix: str, limit: int) -> list[str]:
        """Return at most `limit` words as written that begin with `prefix`."""
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
        self._norms: list[float] | None = None
        self.notes: list[str] = []

    def scores(self, node: Node) -> Scores:
        """Return document → score of every document that matches."""
        match node:
            case Word(text):
                return self._word(text)
            case Prefix(text):
                return self._prefix(text)
            case Phrase(words):
                return self._phrase(words)
            case Or(parts):
                return self._any([self.scores(part) for part in parts])
            case And(parts):
                return self._all(parts)
            case Not(part):
                return dict.fromkeys(self._segment.alive().difference(self.scores(part)), 0.0)

    def _word(self, text: str) -> Scores:
        """Score a word by its best term: a form and its stem are one word, not two.

        A joined word (`EU-hanke`, a diary number) is also found where its atoms stand side by side.
        """
        terms = dict.fromkeys(term for language in LANGUAGES for term in query_terms(text, language))
        found: Scores = {}
        for term in terms:
            idf = self._statistics.idf(self._statistics.frequency(term))
            for document, score in self._saturated(self._segment.weights(term), idf):
                if score > found.get(document, 0.0):
                    found[document] = score
        if len(atoms(text)) > 1:
            for document, score in self._phrase(atoms(text)).items():
                found.setdefault(document, score)
        return found

    def _saturated(self, weights: Iterable[tuple[int, float]], idf: float) -> Iterable[tuple[int, float]]:
        if self._norms is None:
            mean = self._statistics.mean_length or 1.0
            self._norms = [K1 * (1 - B + B * length / mean) for length in self._segment.lengths]
        norms = self._norms
        top = idf * (K1 + 1)
        return ((document, top * weight / (weight + norms[document])) for document, weight in weights)

    def _prefix(self, text: str) -> Scores:
        words = self._segment.beginning(text, MAX_EXPANSIONS + 1)
        if len(words) > MAX_EXPANSIONS:
            self.notes.append(
                f"“{text}*” stands for more than {MAX_EXPANSIONS} words; only the first {MAX_EXPANSIONS} were looked up"
            )
        found: set[int] = set()
        for word in words[:MAX_EXPANSIONS]:
            found.update(self._segment.members(word))
        return dict.fromkeys(found, _PREFIX_SCORE)

    def _phrase(self, words: Sequence[str]) -> Scores:
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
        idf = sum(self._statistics.idf(frequency(word)) for word in words)
        return dict(self._saturated(((document, float(len(found))) for document, found in (starts or {}).items()), idf))

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

    def _all(self, parts: Sequence[Node]) -> Scores:
        found: Scores | None = None
        for part in parts:
            if isinstance(part, Not):
                continue
            scores = self.scores(part)
            if found is None:
                found = scores
            else:
                less, more = sorted((found, scores), key=len)
                found = {document: score + more[document] for document, score in less.items() if document in more}
            if not found:
                return {}
        if found is None:
            found = dict.fromkeys(self._segment.alive(), 0.0)
        for part in parts:
            if isinstance(part, Not):
                for document in self.scores(part.part):
                    found.pop(document, None)
        return found
