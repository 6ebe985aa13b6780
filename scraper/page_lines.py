"""The lines of paginated text → running text: words and sentences that a renderer broke are put together again.

A line is one with the next where the next goes on in the middle of a sentence; labels, heads and rows stay alone
(formats.md 7.7, trap 13).
"""

import re
from collections.abc import Iterable

from scraper.grammar.heads import head
from scraper.grammar.label_words import Section
from scraper.grammar.labels import is_field_word, label

FULL = 0.7
"""A line was broken by the renderer where it reaches this share of the widest lines."""
FULLER = 0.85
"""The same, where the next line begins with a capital and may be a name or another row."""
LEAST_WIDTH = 40
"""Characters that the widest lines have at least, however short all of them are."""
LONGEST = 20_000
"""Characters beyond which a paragraph takes up no further line: each is held against all of it."""

_SPACES = re.compile(r"\s+")
_BROKEN = re.compile(r"[^\W\d_](?:-|\xad|\u2010)$")
_APART = (" -", " –")  # 'keskus -hanke': the hyphen of a name of several words
_SUSPENDED = re.compile(r"(?:ja|tai|sekä|eli|och|eller|samt)\b")
_NAMED = re.compile(r"(?:hank|projekt|ohjelm|program)")
_LAST_WORD = re.compile(r"[^\s(\"”]+$")
_BULLET = re.compile(r"[-–•*▪●○o]\s|\d{1,3}[.)]\s|[a-zåäö]\)\s")
_PEOPLE = frozenset((Section.preparer, Section.presenter))
_ENDS = (".", ":", ";", "?", "!")
_VOWELS = "aeiouyåäö"
_FIGURE_ENDS = re.compile(r"\d$")
_FIGURE_GOES_ON = re.compile(r"(?:\d{3}(?!\d)|€|euro|milj|prosent|%)")


def joined(lines: Iterable[str], width: int | None = None) -> list[str]:
    """Return lines with broken words and sentences put together; empty lines part paragraphs and are left out.

    `width` is the document's (`width_of`), in characters; without one it is that of the lines.

    >>> joined(["Kunnanhallitus merkitsee selvi-", "tyksen tiedoksi."])
    ['Kunnanhallitus merkitsee selvityksen tiedoksi.']
    """
    stripped = [_SPACES.sub(" ", line).strip() for line in lines]
    width = width or width_of(stripped)
    result: list[str] = []
    last = ""
    for line in stripped:
        if line and result and last and (whole := _one(result[-1], last, line, width)) is not None:
            result[-1] = whole
        elif line:
            result.append(line)
        last = line
    return result


def goes_on(text: str, line: str) -> str | None:
    """Return a paragraph and the line that follows it on the next page as one, None where the line begins something else."""
    return _one(text, text[-LEAST_WIDTH:], line, LEAST_WIDTH)


def width_of(lines: Iterable[str]) -> int:
    """Return how wide the lines of a document are, in characters: as wide as the widest but some."""
    lengths = sorted(map(len, lines))
    return max(lengths[int(len(lengths) * 0.95)] if lengths else 0, LEAST_WIDTH)


def _one(text: str, last: str, line: str, width: int) -> str | None:
    """Join a line to the text whose last line is `last`, None where it stands for itself."""
    if len(text) > LONGEST:
        return None
    if last.endswith(_APART) and _NAMED.match(line):
        return text + line
    if _BROKEN.search(last) and line[0].islower():
        return _unhyphenated(text, line)
    full = len(last) >= FULL * width
    if not full or last.endswith(_ENDS) or "\t" in line or _BULLET.match(line) or is_field_word(last):
        return None
    if _FIGURE_ENDS.search(last) and _FIGURE_GOES_ON.match(line):
        return f"{text} {line}"
    if not (line[0].islower() or line[0] in '(§€"”' or (line[0].isupper() and last[-1] not in ')”"')):
        return None
    if label(line) is not None or head([line], 0) is not None:
        return None
    before = label(text)
    if before is not None and (len(text) < LEAST_WIDTH or (before.section in _PEOPLE and line[0].isupper())):
        return None
    if head([text], 0) is not None or (line[0].isupper() and not _runs_to_the_margin(last, width)):
        return None
    return f"{text} {line}"


def _runs_to_the_margin(line: str, width: int) -> bool:
    return len(line) >= FULLER * width and width > LEAST_WIDTH and (line[-1].islower() or line[-1] == ",")


def _unhyphenated(text: str, line: str) -> str:
    """Join a word that was broken at a hyphen; hyphens that belong to the word stay.

    They do after an abbreviation or a number (`EU-`), between equal vowels (`linja-auto`), before a conjunction
    (`asettautumis- ja`), after a space (`keskus -hanke`) and between a name and its hanke.
    """
    if _SUSPENDED.match(line):
        return f"{text} {line}"
    word = _LAST_WORD.search(text)
    stem = (word[0] if word else text).rstrip("-\xad\u2010")
    if text.endswith("\xad"):
        return text[:-1] + line
    acronym = stem.isupper() or any(char.isdigit() for char in stem)
    named = stem[:1].isupper() and _NAMED.match(line) is not None
    if not stem or acronym or named or (stem[-1].lower() == line[0] and line[0] in _VOWELS):
        return text + line
    return text[:-1] + line
