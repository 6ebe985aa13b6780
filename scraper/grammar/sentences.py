"""Cut a decision's text into sentences: the unit in which minutes say who did what."""

import re
from collections.abc import Iterator

SENTENCE_LENGTH = 2_000
"""A longer run without an end is cut here, so that patterns stay linear in the page."""

_BREAK = re.compile(r"[.!?][)\"”’']?(?=\s)|\n")
_ABBREVIATIONS = frozenset(
    {
        "klo",
        "mm",
        "esim",
        "ns",
        "n",
        "nro",
        "puh",
        "p",
        "alv",
        "mom",
        "ko",
        "em",
        "ym",
        "yms",
        "jne",
        "ts",
        "mrd",
        "milj",
        "va",
        "vs",
        "vt",
        "ma",
        "so",
        "kts",
        "ks",
        "os",
        "st",
        "s",
        "t.f",
        "tf",
        "bl.a",
        "bl",
        "dvs",
        "t.ex",
        "ca",
        "nr",
        "kl",
        "jäs",
        "pj",
        "vpj",
        "ent",
        "tri",
        "dipl",
        "ins",
        "tekn",
        "toim",
    }
)


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text with single spaces, in order.

    A line end ends a sentence unless the next line goes on in lower case (saved pages break lines in mid-sentence); a
    full stop after an abbreviation, an initial or an ordinal number does not.
    """
    start = 0
    for mark in _BREAK.finditer(text):
        if mark.start() < start or not _ends(text, mark):
            continue
        yield from _clean(text[start : mark.end()])
        start = mark.end()
    yield from _clean(text[start:])


def _clean(piece: str) -> Iterator[str]:
    words = piece.split()
    joined = " ".join(words)
    for i in range(0, len(joined), SENTENCE_LENGTH):
        yield joined[i : i + SENTENCE_LENGTH]


def _ends(text: str, mark: re.Match[str]) -> bool:
    after = text[mark.end() : mark.end() + 40].lstrip()
    if mark.group() == "\n":
        return not after or not after[0].islower()
    if mark.group()[0] in "!?":
        return True
    if after[:1].islower():
        return False
    before = text[max(0, mark.start() - 24) : mark.start()]
    word = before.split()[-1] if before.split() else ""
    word = word.lstrip('("”')
    if word.casefold() in _ABBREVIATIONS:
        return False
    if len(word) == 1 and word.isupper():
        return False
    # "2. varapuheenjohtaja" went out above; "1. Kokous" at a line's start is a list number.
    return not (word.isdigit() and len(word) <= 2)
