"""The words by which an erased text would be known again wherever it was left.

A piece is a run of words within one line, as a reader sees them. Pieces and words that other decisions state as well prove
nothing, and are left out where `archive.erasure` finds them there.
"""

import html
import re
import textwrap
from collections.abc import Iterable, Sequence

PIECE = 60
"""Characters of a piece at most: short enough to lie within one page of a database, long enough to be nobody else's."""
SHORTEST = 24
RUN = 8
"""Words in a row that two texts hardly share by chance."""
_SHORTEST_WORD = 7
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"[\n\r.;!?]+")
_HEAD = 5
_WORD = re.compile(rf"[^\W\d_]{{{_HEAD},40}}")
_UNSAFE = ('"', "\\", "<", ">", "&")  # written otherwise in JSON and HTML


def plain(text: str) -> str:
    """Return text for comparing: lower case, one space between words.

    >>> plain("Matti\\n  MALLI")
    'matti malli'
    """
    return " ".join(text.casefold().split())


def visible(content: bytes) -> str:
    """Return what a page says, plain, in whatever encoding it was served; linear in its length."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("windows-1252", "replace")
    return plain(f"{html.unescape(_TAG.sub(' ', text))} {text}" if "<" in text else text)


def pieces(texts: Iterable[str], most: int) -> tuple[str, ...]:
    """Return up to `most` pieces of texts as they are written, evenly spread over them.

    >>> pieces(["Lyhyt. Myllyrannan uimalan katsomo puretaan syksyllä."], 5)
    ('Myllyrannan uimalan katsomo puretaan syksyllä',)
    """
    found: dict[str, None] = {}
    for text in texts:
        for part in _BREAK.split(text):
            for piece in textwrap.wrap(part.strip(), PIECE, break_on_hyphens=False):
                if len(piece) >= SHORTEST and not any(sign in piece for sign in _UNSAFE):
                    found[piece] = None
    return _spread(list(found), most)


def runs(texts: Iterable[str], most: int) -> tuple[str, ...]:
    """Return up to `most` runs of RUN words of texts as they are written, evenly spread over them; each begins amid the last.

    >>> runs(["Myllyrannan uimalan katsomo puretaan syksyllä ennen lumien tuloa kokonaan."], 5)
    ('Myllyrannan uimalan katsomo puretaan syksyllä ennen lumien tuloa',)
    """
    found: dict[str, None] = {}
    for text in texts:
        for part in _BREAK.split(text):
            words = part.split()
            for start in range(0, len(words) - RUN + 1, RUN // 2):
                found[" ".join(words[start : start + RUN])] = None
    return _spread(list(found), most)


class LoneWords:
    """The longer words of some texts, less those that others might be made of: a word whose beginning stands in another.

    An index of the others may hold base forms and parts of compounds that none of them says as written. These have their
    beginning in common with what is said.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_head: dict[str, set[str]] = {}
        self._seen: set[str] = set()
        for text in texts:
            for word in _WORD.findall(text.casefold()):
                if len(word) >= _SHORTEST_WORD:
                    self._by_head.setdefault(word[:_HEAD], set()).add(word)

    def without(self, text: str) -> None:
        """Leave out what another text has in common with them."""
        new = set(_WORD.findall(text.casefold())) - self._seen if self._by_head else set()
        self._seen |= new
        for word in new:
            for start in range(len(word) - _HEAD + 1):
                self._by_head.pop(word[start : start + _HEAD], None)

    def longest(self, most: int) -> tuple[str, ...]:
        """Return up to `most` of the words, the longest first."""
        left = sorted(word for words in self._by_head.values() for word in words)
        return tuple(sorted(left, key=len, reverse=True)[:most])


def _spread(found: Sequence[str], most: int) -> tuple[str, ...]:
    step = max(1.0, len(found) / most)
    return tuple(found[int(i * step)] for i in range(min(most, len(found))))
