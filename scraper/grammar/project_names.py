"""Names of projects (hanke, projekti): what a mention of one is, a key for equal names, a likeness for near ones."""

import functools
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from scraper.grammar.project_words import HANKE, PROJEKT, PROJEKTI, is_fund, is_works

_MARKS = {
    **dict.fromkeys("”“„‟«»″＂", '"'),
    **dict.fromkeys("’‘‚‛´`′", "'"),
    **dict.fromkeys("–—‐‑‒―−", "-"),
    **dict.fromkeys("\xa0\u2007\u202f", " "),
}
LONGEST = 160
"""Characters of a name."""
LIKE = 0.7
"""The trigram likeness from which two names of one document are spellings of one project."""

_SUFFIX = re.compile(rf"(?<![\s\"'-])[\s\"'-]+(?:{HANKE}|{PROJEKTI}|{PROJEKT})$")
_LIST_MARK = re.compile(r"^(?:[-•*]+|\d{1,3}[.)])[ ]*")
_PASSING = re.compile(r"[\s,]*(?:kanssa|kaltai\w*|tapaan|lisäksi|yhteydessä|aikana)\b")
_KEPT = frozenset("åäö")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that names a project.

    `name` as written, `suffix` what its base form ends with ('', '-hanke', ' -hanke', …), `alias` what stands in
    parentheses behind it. A weak mention names a project only where another one does too; `starts` are then the
    other beginnings that the name may have. A passing one stands beside the matter ("yhteistyössä X-hankkeen
    kanssa"). A programme (-ohjelma) is a project only where a title says that somebody takes part in it.
    """

    name: str
    suffix: str = ""
    alias: str | None = None
    weak: bool = False
    passing: bool = False
    programme: bool = False
    at: int = 0
    starts: tuple[str, ...] = ()

    @property
    def spelling(self) -> str:
        """Return the name in base form: 'ONE-hanke', 'Osaava kylä -hanke', or a quoted name by itself."""
        return self.name + self.suffix


def plain_marks(text: str) -> str:
    """Return text with typographic quotes, dashes and spaces as the plain ones, character for character."""
    for mark, plain in _MARKS.items():
        text = text.replace(mark, plain)
    return text


def project_key(name: str) -> str:
    """Return the key under which a project is one, whatever the town writes: 'ONE -hankkeen' and '”One”' give 'one'.

    Case, quotes, dashes, spaces, punctuation, accents (å, ä and ö stay) and a final hanke or projekti in any
    case form are dropped; a full stop between digits stays ('2.0' is not '20').
    """
    folded = plain_marks(unicodedata.normalize("NFC", name)).casefold().strip()
    bare = _SUFFIX.sub("", folded.rstrip("\"' .,;:")) or folded
    return _plain(bare) or _plain(folded) or folded


@functools.lru_cache(maxsize=1024)
def tokens(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared, e.g. ('kotoa', 'kohti')."""
    folded = plain_marks(unicodedata.normalize("NFC", name)).casefold().strip()
    return tuple(re.findall(r"\w+", _SUFFIX.sub("", folded.rstrip("\"' .,;:")) or folded))


def likeness(a: str, b: str) -> float:
    """Return how alike two names are written, 0..1: the shared trigrams of their words (Dice's coefficient)."""
    left, right = _trigrams(a), _trigrams(b)
    both = left.total() + right.total()
    return 2 * (left & right).total() / both if both else 0.0


def begins(short: str, long: str) -> bool:
    """Tell whether `short` is the beginning of `long`, word by word, and a name by itself (two words at least)."""
    head, whole = tokens(short), tokens(long)
    return 2 <= len(head) < len(whole) and whole[: len(head)] == head


def clean(name: str) -> str:
    """Return a name on one line without list marks, quotes and loose punctuation around it."""
    name = _LIST_MARK.sub("", " ".join(name.split())).strip(" \"'”“„’‘«»*#,;:")
    return name.rstrip("-–— ") if name[-1:] in "-–—" else name


def is_name(name: str) -> bool:
    """Tell whether a cleaned text can be a project's name: letters, not too long, no fund and no mere works."""
    return (
        2 <= len(name) <= LONGEST and any(char.isalpha() for char in name) and not is_fund(name) and not is_works(name)
    )


def passes(plain: str, end: int) -> bool:
    """Tell whether the words after a mention, at `end`, put the project beside the matter: 'X-hankkeen kanssa'."""
    return _PASSING.match(plain, end) is not None


def _plain(text: str) -> str:
    kept = []
    for position, char in enumerate(text):
        if char.isalnum():
            kept.append(char if char in _KEPT or char.isascii() else _unaccented(char))
        elif char == "." and text[position - 1 : position].isdigit() and text[position + 1 : position + 2].isdigit():
            kept.append(char)
    return "".join(kept)


def _unaccented(char: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", char) if not unicodedata.combining(c))


@functools.lru_cache(maxsize=2048)
def _trigrams(name: str) -> Counter[str]:
    words = [f" {word} " for word in tokens(name)]
    return Counter(word[i : i + 3] for word in words for i in range(len(word) - 2))
