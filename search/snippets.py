"""Snippets: the pieces of a decision's text that show why it was found, with the matching words marked.

A word matches as it does in the index, by its terms, so inflected forms are marked too. The text is read from the archive
by a plain query, for the shown hits only.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from sqlite3 import Connection

from search.analysis import LANGUAGES, NUMBER, Token, atoms, grouped_numbers, normalise, query_terms, tokens, word_terms
from search.documents import Document, texts_of
from search.engine import Hit, Snippet
from search.query import Node, Phrase, Prefix, Word, leaves

LENGTH = 220  # characters of a snippet
MOST = 2  # snippets of a hit
_SHOWN = ("decision", "proposal", "rationale", "text", "earlier")
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class _Match:
    """A matching stretch of a text; `leaf` is the number of the query's word that it answers."""

    start: int
    end: int
    leaf: int


def with_snippets(connection: Connection, hits: Sequence[Hit], tree: Node | None) -> tuple[Hit, ...]:
    """Return the hits with their snippets; a decision that has left the archive meanwhile stays without."""
    matcher = Matcher(tree)
    found = texts_of(connection, [hit.id for hit in hits])
    return tuple(replace(hit, snippets=snippets(found[hit.id], matcher)) if hit.id in found else hit for hit in hits)


def snippets(document: Document, matcher: "Matcher", *, length: int = LENGTH, most: int = MOST) -> tuple[Snippet, ...]:
    """Return at most `most` pieces of the decision, of different parts, those that answer most of the query's words first.

    Without a match in the text (the words stand in the title only) it is the beginning of the first part.
    """
    candidates = []
    texts = [(piece.part, normalise(piece.text)) for piece in document.texts if piece.part in _SHOWN]
    for order, (part, text) in enumerate(texts):
        matches = list(matcher.matches(text, document.language or "fi"))
        if matches:
            first, last = _window(matches, length)
            inside = [match for match in matches if first <= match.start and match.end <= last]
            candidates.append(
                (-len({match.leaf for match in inside}), order, _cut(part, text, first, last, inside, length))
            )
    if not candidates:
        return tuple(_cut(part, text, 0, 0, [], length) for part, text in texts[:1])
    candidates.sort(key=lambda candidate: candidate[:2])
    return tuple(snippet for _, _, snippet in candidates[:most])


def marked(text: str, matcher: "Matcher", language: str = "fi") -> tuple[tuple[int, int], ...]:
    """Return the places of the matching words in a normalised text, in order and not overlapping."""
    return _joined(list(matcher.matches(text, language)))


class Matcher:
    """Finds the places in a text that answer a query's words, beginnings and phrases."""

    def __init__(self, tree: Node | None) -> None:
        self._terms: dict[str, int] = {}
        self._prefixes: list[tuple[str, int]] = []
        self._phrases: list[tuple[tuple[str, ...], int]] = []
        self._known: dict[tuple[str, str], int | None] = {}
        for number, leaf in enumerate(dict.fromkeys(leaves(tree))):
            match leaf:
                case Word(text):
                    for language in LANGUAGES:
                        self._terms.update(dict.fromkeys(query_terms(text, language), number))
                    if len(atoms(text)) > 1:
                        self._phrases.append((atoms(text), number))
                case Prefix(text):
                    self._prefixes.append((text, number))
                case Phrase(words):
                    self._phrases.append((words, number))

    def matches(self, text: str, language: str) -> Iterator[_Match]:
        """Yield the matches in a normalised text in reading order, phrases after words."""
        if not (self._terms or self._prefixes or self._phrases):
            return
        found = list(tokens(text))
        for token in found:
            if (leaf := self._word(token, language)) is not None:
                yield _Match(token.start, token.end, leaf)
        for start, end, digits in grouped_numbers(text):
            if (leaf := self._terms.get(NUMBER + digits)) is not None:
                yield _Match(start, end, leaf)
        if self._phrases:
            row = [(atom, token) for token in found for atom in token.atoms]
            for phrase, leaf in self._phrases:
                yield from _phrase(row, phrase, leaf)

    def _word(self, token: Token, language: str) -> int | None:
        key = (token.word, language)
        if key not in self._known:
            leaf = next((self._terms[term] for term in word_terms(token.word, language) if term in self._terms), None)
            if leaf is None:
                words = (token.word, *token.atoms)
                leaf = next(
                    (number for prefix, number in self._prefixes if any(word.startswith(prefix) for word in words)),
                    None,
                )
            self._known[key] = leaf
        return self._known[key]


def _phrase(row: list[tuple[str, Token]], phrase: tuple[str, ...], leaf: int) -> Iterator[_Match]:
    for index, (atom, token) in enumerate(row):
        if atom == phrase[0] and tuple(word for word, _ in row[index : index + len(phrase)]) == phrase:
            yield _Match(token.start, row[index + len(phrase) - 1][1].end, leaf)


def _window(matches: list[_Match], length: int) -> tuple[int, int]:
    """Return the stretch of at most `length` characters with the most different words, then the most matches, the earliest."""
    ordered = sorted(matches, key=lambda match: (match.start, match.end))
    starts = [match.start for match in ordered]
    best, chosen = (0, 0), (ordered[0].start, ordered[0].end)
    for index, match in enumerate(ordered):
        inside = [
            other
            for other in ordered[index : bisect_left(starts, match.start + length)][:20]
            if other.end <= match.start + length
        ] or [match]
        worth = (len({other.leaf for other in inside}), len(inside))
        if worth > best:
            best, chosen = worth, (match.start, max(other.end for other in inside))
    return chosen


def _cut(part: str, text: str, first: int, last: int, matches: list[_Match], length: int) -> Snippet:
    """Return the piece of the text around a window, cut between words, on one line, with an ellipsis where it was cut."""
    start = max(0, min(first - max(0, length - (last - first)) // 2, len(text) - length))
    end = min(len(text), max(last, start + length))
    if start and (space := text.find(" ", start, first)) != -1:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", max(last, start), end)) != -1:
        end = space
    before, after = (_ELLIPSIS if start else ""), (_ELLIPSIS if end < len(text) else "")
    # One sign for one sign, so that the marks stay where they are.
    line = "".join(" " if sign.isspace() else sign for sign in text[start:end]).rstrip()
    marks = tuple(
        (a - start + len(before), b - start + len(before)) for a, b in _joined(matches) if a >= start and b <= end
    )
    return Snippet(part, before + line + after, marks)


def _joined(matches: list[_Match]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for start, end in sorted({(match.start, match.end) for match in matches}):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
