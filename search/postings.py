"""A document → what an engine stores of it: weighted terms, and the places of its words for phrases.

Pure and the same for every engine. Weighting the occurrences of a word by the part that they stand in, before the
saturation of BM25, is BM25F (Robertson, Zaragoza & Taylor 2004): one field to look up instead of five.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import FORM, NUMBER, atoms, grouped_numbers, normalise, word_terms, words
from search.documents import Document

WEIGHTS = {
    "title": 4.0,
    "decision": 2.0,
    "proposal": 1.5,
    "rationale": 1.0,
    "text": 1.0,
    "context": 1.0,
    "earlier": 0.5,
}
_GAP = 10  # places between two parts, so that no phrase reaches over


@dataclass(frozen=True, slots=True)
class Postings:
    """What is stored of a document: terms with their weights; words as written with their weights and places; its length in words.

    The terms are those of the analysis without the forms: a form is looked up among the words.
    """

    terms: dict[str, float]
    words: dict[str, tuple[float, list[int]]]
    length: int


def postings(document: Document) -> Postings:
    """Return what an index stores of a document's texts."""
    terms: dict[str, float] = defaultdict(float)
    weights: dict[str, float] = defaultdict(float)
    places: dict[str, list[int]] = defaultdict(list)
    language = document.language or "fi"
    place = length = 0
    for piece in document.texts:
        weight = WEIGHTS[piece.part]
        text = normalise(piece.text)
        found = words(text)
        for word in found:
            parts = atoms(word)
            if len(parts) > 1:
                places[word].append(place)
            for atom in parts:
                places[atom].append(place)
                place += 1
        for word, count in Counter(found).items():
            for term in _stored(word, language):
                terms[term] += weight * count
            for form in {word, *atoms(word)}:
                weights[form] += weight * count
        for _, _, digits in grouped_numbers(text):
            terms[NUMBER + digits] += weight
        length += len(found)
        place += _GAP
    return Postings(terms, {word: (weights[word], where) for word, where in places.items()}, length)


@lru_cache(maxsize=100_000)
def _stored(word: str, language: str) -> tuple[str, ...]:
    return tuple(term for term in word_terms(word, language) if not term.startswith(FORM))
