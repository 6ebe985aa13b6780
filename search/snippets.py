"""Snippets: the pieces of a decision's text that show why it was found, with the matching words marked.

A word matches as it does in the index, by its terms, so inflected forms are marked too, and a word asked for in one field
is marked there only. The text is read from the archive by a plain query, for the shown hits only; the texts of attachments
only where the decision's own do not answer every word of the query.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from sqlite3 import Connection

from search.analysis import normalise
from search.documents import Document, Text, attachment_texts, texts_of
from search.engine import Hit, Snippet
from search.matching import Match, Matcher
from search.tree import Node
from search.word_table import Words

LENGTH = 220  # characters of a snippet
MOST = 2  # snippets of a hit
_AT_ONCE = 100  # hits whose texts are held in memory
MAX_ATTACHED = 400_000  # characters of a hit's attachments that are looked through
_SHOWN = ("decision", "proposal", "rationale", "text", "earlier", "attachment")
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A snippet, the words of the query that it answers, and its order in the decision."""

    snippet: Snippet
    answers: frozenset[int]
    order: int


def with_snippets(connection: Connection, hits: Sequence[Hit], tree: Node | None, words: Words) -> tuple[Hit, ...]:
    """Return the hits with their snippets; a decision that has left the archive meanwhile stays without."""
    shown: list[Hit] = []
    for start in range(0, len(hits), _AT_ONCE):
        shown += _some_with_snippets(connection, hits[start : start + _AT_ONCE], tree, words)
    return tuple(shown)


def _some_with_snippets(connection: Connection, hits: Sequence[Hit], tree: Node | None, words: Words) -> Iterator[Hit]:
    matcher = Matcher(tree, words)
    found = texts_of(connection, [hit.id for hit in hits])
    matcher.prepare(
        (normalise(piece.text), document.language or "fi") for document in found.values() for piece in document.texts
    )

    def shown(hit: Hit, document: Document) -> Hit:
        attached = attachment_texts(connection, document.key)
        return replace(
            hit,
            snippets=snippets(document, matcher, attached),
            title_marks=marked(normalise(hit.title or ""), matcher, document.language or "fi", part="title"),
        )

    return (shown(hit, found[hit.id]) if hit.id in found else hit for hit in hits)


def snippets(
    document: Document,
    matcher: Matcher,
    attached: Iterable[Text] = (),
    *,
    length: int = LENGTH,
    most: int = MOST,
) -> tuple[Snippet, ...]:
    """Return at most `most` pieces of the decision, of different texts, those that answer most of the query's words first.

    `attached` are the texts of its attachments, read as far as they are needed. Without a match in a text (the words
    stand in the title only) it is the beginning of the first one.
    """
    language = document.language or "fi"
    candidates: list[_Candidate] = []
    answered: set[int] = set()

    def look(piece: Text) -> None:
        text = normalise(piece.text)
        matches = list(matcher.matches(text, language, piece.part))
        answered.update(match.leaf for match in matches)
        if matches and piece.part in _SHOWN:
            first, last = _window(matches, length)
            inside = [match for match in matches if first <= match.start and match.end <= last]
            snippet = _cut(piece, text, first, last, inside, length)
            candidates.append(_Candidate(snippet, frozenset(match.leaf for match in inside), len(candidates)))

    for piece in document.texts:
        look(piece)
    room = MAX_ATTACHED
    for piece in attached if answered < matcher.leaves else ():
        look(piece)
        room -= len(piece.text)
        if room <= 0 or answered >= matcher.leaves:
            break
    if not candidates:
        own = (piece for piece in document.texts if piece.part in _SHOWN and piece.part != "attachment")
        return tuple(_cut(piece, normalise(piece.text), 0, 0, [], length) for piece in list(own)[:1])
    return tuple(candidate.snippet for candidate in _chosen(candidates, most))


def _chosen(candidates: list[_Candidate], most: int) -> Iterator[_Candidate]:
    """Yield the candidates that answer most, then those that add most to what is answered already; the earliest of equals."""
    left, answered = list(candidates), frozenset[int]()
    for _ in range(min(most, len(left))):
        best = max(left, key=lambda one: (len(one.answers - answered), len(one.answers), -one.order))
        left.remove(best)
        answered |= best.answers
        yield best


def marked(text: str, matcher: Matcher, language: str = "fi", part: str = "text") -> tuple[tuple[int, int], ...]:
    """Return the places of the matching words in a normalised text, in order and not overlapping."""
    return _joined(list(matcher.matches(text, language, part)))


def _window(matches: list[Match], length: int) -> tuple[int, int]:
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


def _cut(piece: Text, text: str, first: int, last: int, matches: list[Match], length: int) -> Snippet:
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
    return Snippet(piece.part, before + line + after, marks, piece.place)


def _joined(matches: list[Match]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for start, end in sorted({(match.start, match.end) for match in matches}):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
