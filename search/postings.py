"""A document → what an engine stores of it: weighted terms with the parts they stand in, and the places of its words.

Pure and the same for every engine. Weighting the occurrences of a word by the part that they stand in, before the
saturation of BM25, is BM25F (Robertson, Zaragoza & Taylor 2004): one field to look up instead of fifteen.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from search.analysis import FORM, NUMBER, atoms, grouped_numbers, normalise, words
from search.documents import Document, Text
from search.fields import PARTS, WEIGHTS

Terms = Callable[[str, str], tuple[str, ...]]
"""A token and its language → the terms that are stored for it: `search.word_table.Words.terms`, or `search.analysis.word_terms`."""

PLACES = 1 << 24  # places within one part; a place's number is its part's times this, plus where it stands in the part
_GAP = 10  # places between two texts of a part, so that no phrase reaches over
_USUAL = (
    400  # words of an attachment that weigh in full; those of a longer one less, and none adds to the decision's length
)


@dataclass(frozen=True, slots=True)
class Postings:
    """What is stored of a document.

    `terms` are those of the analysis without the forms: term → (weight, parts as bits, see `search.fields.mask`).
    `words` are the words as written, whole and in their atoms: word → (weight, places). `length` is in words.
    """

    terms: dict[str, tuple[float, int]]
    words: dict[str, tuple[float, list[int]]]
    length: int


def postings(document: Document, known: Terms) -> Postings:
    """Return what an index stores of a document's texts; `known` gives the terms of their words."""
    terms: dict[str, float] = defaultdict(float)
    parts: dict[str, int] = defaultdict(int)
    weights: dict[str, float] = defaultdict(float)
    places: dict[str, list[int]] = defaultdict(list)
    language = document.language or "fi"
    nexts = dict.fromkeys(PARTS, 0)
    damping = _damping(document.texts)
    length = 0
    for piece in document.texts:
        text = normalise(piece.text)
        found = words(text)
        number = PARTS.index(piece.part)
        weight, bit = WEIGHTS[piece.part], 1 << number
        if piece.part == "attachment":
            weight *= damping
        else:
            length += len(found)
        first, last = number * PLACES, (number + 1) * PLACES - 1
        place = first + nexts[piece.part]
        for word in found:
            place = min(place, last)
            split = atoms(word)
            if len(split) > 1:
                places[word].append(place)
            for atom in split:
                places[atom].append(place)
                place += 1
        nexts[piece.part] = place - first + _GAP
        for word, count in Counter(found).items():
            for term in known(word, language):
                if not term.startswith(FORM):
                    terms[term] += weight * count
                    parts[term] |= bit
            for form in {word, *atoms(word)}:
                weights[form] += weight * count
        for _, _, digits in grouped_numbers(text):
            terms[NUMBER + digits] += weight
            parts[NUMBER + digits] |= bit
    return Postings(
        {term: (weight, parts[term]) for term, weight in terms.items()},
        {word: (weights[word], where) for word, where in places.items()},
        length,
    )


def _damping(texts: tuple[Text, ...]) -> float:
    """Return what a word of the attachments weighs less for their length: the other half of BM25F, for this one part."""
    length = sum(len(piece.text) for piece in texts if piece.part == "attachment") / 8  # letters a word, about
    return 1.0 if length <= _USUAL else _USUAL / length
