"""Sentences and lines of a text, found once and looked up by place."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Words that end in a full stop without ending a sentence.
ABBREVIATIONS = frozenset(
    [
        "n",
        "noin",
        "alv",
        "milj",
        "mrd",
        "tuh",
        "mm",
        "ym",
        "yms",
        "jne",
        "esim",
        "os",
        "v",
        "vs",
        "va",
        "ko",
        "ts",
        "ns",
        "so",
        "nk",
        "sis",
        "eur",
        "kpl",
        "puh",
        "tel",
        "no",
        "nro",
        "kh",
        "kv",
        "ltk",
        "lkm",
        "min",
        "max",
        "enint",
        "väh",
        "kk",
        "klo",
        "ks",
        "kts",
        "vrt",
        "em",
        "ed",
        "ent",
        "myöh",
        "tm",
        "tms",
        "sk",
        "st",
        "ca",
        "kl",
        "bl",
        "a",
        "t",
        "ex",
        "exkl",
        "inkl",
        "moms",
        "dnro",
        "dno",
        "resp",
        "huom",
        "ml",
        "lk",
        "mom",
    ]
)
# Those of them that often end a sentence: before a capital they do.
_FINAL = frozenset(["kk", "kpl", "milj", "mrd", "eur", "jne", "ym", "yms", "tms", "alv", "lkm", "min", "mom"])
MAX_SENTENCE = 2000  # a longer run without a stop (a page of nothing but figures) is cut, so that no work grows with it
_STOP = re.compile(r"[.!?][)\"”»]?[ \u00a0\t]+(?=[A-ZÅÄÖ0-9\"”»(•–-])|\n")
_WORD_BEFORE = re.compile(r"[A-Za-zÅÄÖåäö]+$")
_RUNS_ON = re.compile(
    r"(?:\b(?:on|ovat|oli|olivat|noin|n\.|yhteensä|enintään|vähintään|ja|sekä|eli|yli|alle)|[,(])[ \u00a0]*$"
)


@dataclass(frozen=True, slots=True)
class Clauses:
    """The sentence and line boundaries of `text`; every lookup is a binary search."""

    text: str
    sentence_starts: tuple[int, ...]
    line_starts: tuple[int, ...]

    def sentence(self, position: int) -> tuple[int, int]:
        """Return the bounds of the sentence at `position`."""
        return _around(self.sentence_starts, position, len(self.text))

    def previous(self, start: int) -> tuple[int, int] | None:
        """Return the bounds of the sentence before the one that begins at `start`."""
        return self.sentence(start - 1) if start > 0 else None

    def line(self, position: int) -> tuple[int, int]:
        """Return the bounds of the line at `position`, its line feed excluded."""
        start, end = _around(self.line_starts, position, len(self.text))
        return start, end - 1 if end > start and self.text[end - 1] == "\n" else end


def _around(starts: tuple[int, ...], position: int, length: int) -> tuple[int, int]:
    index = bisect_right(starts, position)
    return starts[index - 1], starts[index] if index < len(starts) else length


@lru_cache(maxsize=2)
def clauses(text: str) -> Clauses:
    """Split `text` into sentences and lines.

    A full stop ends a sentence before a capital or a digit, unless it belongs to an abbreviation or an ordinal. A line
    feed ends one unless the next line goes on in lower case (saved pages break lines inside sentences).
    """
    sentences, lines = [0], [0]
    for match in _STOP.finditer(text):
        if match[0] == "\n":
            lines.append(match.end())
            if not _goes_on(text, match.start(), match.end()):
                sentences.append(match.end())
        elif not _abbreviated(text, match.start(), match.end()):
            sentences.append(match.end())
    return Clauses(text, tuple(_cut(text, sentences)), tuple(lines))


def _cut(text: str, starts: list[int]) -> Iterator[int]:
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield start
        while end - start > MAX_SENTENCE:
            space = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
            start = space + 1 if space > 0 else start + MAX_SENTENCE
            yield start


def _goes_on(text: str, stop: int, start: int) -> bool:
    first = text[start : start + 1]
    if first.islower():
        return stop > 0 and text[stop - 1] not in ".!?:\n"
    return first.isdigit() and _RUNS_ON.search(text, max(0, stop - 14), stop) is not None


def _abbreviated(text: str, stop: int, after: int) -> bool:
    if text[stop] != ".":
        return False
    word = _WORD_BEFORE.search(text, max(0, stop - 12), stop)
    if word is not None:
        if text[after].isupper() and word[0].lower() in _FINAL:
            return False
        return word[0].lower() in ABBREVIATIONS or (len(word[0]) == 1 and word[0].isupper())
    ordinal = text[max(0, stop - 3) : stop].strip()
    return len(ordinal) <= 2 and ordinal.isdigit()  # 4. lisätalousarvio, 12. (Alppiharju)
