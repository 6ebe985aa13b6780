"""What changed between two texts, word by word, in bounded time: even a hundred thousand words that repeat a few never hang.

Words are matched by a longest common subsequence, found with bits of long integers (Hyyrö 2004); texts too long for that are first cut at
runs of words that occur once in both. Where neither helps, the stretch counts as replaced.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, groupby, pairwise
from operator import itemgetter

MOST_CELLS = 200_000_000
"""The product of two lengths up to which words are matched exactly: 25 MB of bits, some tenths of a second."""
SHINGLES = (1, 4, 16)
"""Words in a run that is sought once in both texts."""
DEEPEST = 8
"""How often a stretch is cut again."""
_WORD = re.compile(r"\S+")


class Op(StrEnum):
    """Say what became of a piece of the old text."""

    equal = "equal"
    delete = "delete"
    insert = "insert"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text and what became of it. The old text is all but the insertions in order, the new one all but the deletions."""

    op: Op
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """Return the pieces that lead from one text to another.

    >>> [(str(piece.op), piece.text) for piece in difference("myönnetään 5 000 €", "myönnetään 8 000 €")]
    [('equal', 'myönnetään '), ('delete', '5'), ('insert', '8'), ('equal', ' 000 €')]
    """
    before, after = _words(old), _words(new)
    # Words alone are matched: spaces are everywhere and would be matched with each other.
    plain_before, plain_after = [word for _, word in before[:-1]], [word for _, word in after[:-1]]
    matched = _without_scraps(_matches(plain_before, plain_after), plain_before, plain_after)
    told: list[tuple[Op, str]] = []
    i = j = 0
    for to_i, to_j in [*matched, (len(before) - 1, len(after) - 1)]:
        space = before[i][0] if i < to_i and j < to_j and before[i][0] == after[j][0] else ""
        (space_before, word), (space_after, _) = before[to_i], after[to_j]
        told.append((Op.equal, space))
        told.append((Op.delete, _joined(before[i:to_i])[len(space) :]))
        told.append((Op.insert, _joined(after[j:to_j])[len(space) :]))
        if space_before == space_after:
            word = space_before + word
        else:
            told += [(Op.delete, space_before), (Op.insert, space_after)]
        told.append((Op.equal, word))
        i, j = to_i + 1, to_j + 1
    return list(_pieces(told))


def _pieces(told: list[tuple[Op, str]]) -> Iterator[Piece]:
    """Yield the pieces with neighbours of one kind put together, between two equal ones at most a deletion and an insertion."""
    for unchanged, run in groupby(filter(itemgetter(1), told), key=lambda one: one[0] is Op.equal):
        pieces = list(run)
        for op in (Op.equal,) if unchanged else (Op.delete, Op.insert):
            if text := "".join(text for one, text in pieces if one is op):
                yield Piece(op, text)


def _words(text: str) -> list[tuple[str, str]]:
    """Return the words, each with the space before it; the last is '' with the space at the end."""
    found, at = [], 0
    for word in _WORD.finditer(text):
        found.append((text[at : word.start()], word[0]))
        at = word.end()
    return [*found, (text[at:], "")]


def _joined(words: Sequence[tuple[str, str]]) -> str:
    return "".join(space + word for space, word in words)


def _matches(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs of places, rising in both, at which two lists hold the same."""
    found: list[tuple[int, int]] = []
    waiting = [(0, len(before), 0, len(after), 0)]
    while waiting:
        low, high, start, stop, depth = waiting.pop()
        while low < high and start < stop and before[low] == after[start]:
            found.append((low, start))
            low, start = low + 1, start + 1
        while low < high and start < stop and before[high - 1] == after[stop - 1]:
            high, stop = high - 1, stop - 1
            found.append((high, stop))
        if low == high or start == stop:
            continue
        if (high - low) * (stop - start) <= MOST_CELLS:
            found += [(low + i, start + j) for i, j in _longest_common(before[low:high], after[start:stop])]
        elif depth < DEEPEST:
            for i, j, i2, j2 in _cut(before[low:high], after[start:stop]):
                waiting.append((low + i, low + i2, start + j, start + j2, depth + 1))
    return sorted(found)


def _cut(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the stretches (from, from, to, to) that runs of words found once in both cut two lists into; none where there are none."""
    for size in SHINGLES:
        anchors = _rising(_once_in_both(before, after, size))
        if anchors:
            known = set(anchors)
            firsts = [(at, to) for at, to in anchors if (at - 1, to - 1) not in known]
            i = j = 0
            for at, to in [*firsts, (len(before), len(after))]:
                yield i, j, at, to
                i, j = at, to
            return


def _once_in_both(before: Sequence[str], after: Sequence[str], size: int) -> list[tuple[int, int]]:
    old, new = (
        [tuple(words[at : at + size]) for at in range(len(words) - size + 1)] for words in (before, after)
    )  # fmt: skip
    once = {run for run, count in Counter(old).items() if count == 1}
    once &= {run for run, count in Counter(new).items() if count == 1}
    places = {run: at for at, run in enumerate(new) if run in once}
    return [(at, places[run]) for at, run in enumerate(old) if run in once]


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of pairs, rising in the first, that rises in the second too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, to) in enumerate(pairs):
        place = bisect_left(ends, to)
        before.append(last[place - 1] if place else -1)
        ends[place : place + 1] = [to]
        last[place : place + 1] = [number]
    number = last[-1] if last else -1
    found = []
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _longest_common(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of a longest common subsequence. Memory is a bit a pair of words."""
    places: dict[str, int] = {}
    for j, word in enumerate(after):
        places[word] = places.get(word, 0) | 1 << j
    every = (1 << len(after)) - 1
    row, rows = every, []
    for word in before:
        hits = row & places.get(word, 0)
        row = (row + hits | row - hits) & every
        rows.append(row)
    # A bit that is 0 in a row says that the subsequence up to this column is longer than up to the one before.
    found = []
    i, j = len(before), len(after)
    while i and j:
        if rows[i - 1] >> (j - 1) & 1:
            j -= 1
        elif i > 1 and not rows[i - 2] >> (j - 1) & 1:
            i -= 1
        else:
            i, j = i - 1, j - 1
            found.append((i, j))
    return found[::-1]


def _without_scraps(
    matched: list[tuple[int, int]], before: Sequence[str], after: Sequence[str]
) -> list[tuple[int, int]]:
    """Drop matches that only happen to stand between two longer changes: a lone "ja" is easier read as replaced with the rest."""
    runs: list[list[tuple[int, int]]] = []
    for pair in matched:
        if runs and runs[-1][-1] == (pair[0] - 1, pair[1] - 1):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    old, new = ([0, *accumulate(map(len, words))] for words in (before, after))
    kept: list[tuple[int, int]] = []
    for run, following in pairwise([*runs, [(len(before), len(after))]]):
        (i, j), (end_i, end_j), (next_i, next_j) = run[0], run[-1], following[0]
        last_i, last_j = kept[-1] if kept else (-1, -1)
        size = old[end_i + 1] - old[i]
        change_before = max(old[i] - old[last_i + 1], new[j] - new[last_j + 1])
        change_after = max(old[next_i] - old[end_i + 1], new[next_j] - new[end_j + 1])
        if size > min(change_before, change_after):
            kept += run
    return kept
