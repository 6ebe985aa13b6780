"""What Voikko reads in a Finnish word → the base forms it may stand for, and the parts of a compound. Pure functions.

Voikko's transducer answers with tagged strings, one a reading:

    [Ln][Xp]asunto[X]asunto[Sn][Ny][Bh][Bc][Lt][Xp]rahoittaa[X]rahoit[Ln][Xj]us[X]u[Sg][Ny]ksen

`[Xp]…[X]` holds the base form of a root and `[Xj]…[X]` that of a derivation, what stands outside is the word as written;
`[Bc]` parts a compound that was put together, `[Bm]` (in base forms `=`) one that the dictionary holds whole; `[L.]` is the
class, `[T.]` the mood, `[R.]` a participle, `[P.]` the person, `[O.]` a possessive. (Tags: voikko-fi, vvfst/README.)

Most words have one reading. Of several, those that a reader of minutes would not think of are dropped, because each
lets a search find what only looks alike:

* what is against the spelling: like vowels that meet without a hyphen where a compound is parted (`ohja + ajan` for
  ohjaajan), and a name joined to a common noun (`Ii + n + maakunta`);
* the second person, which minutes address nobody in: `kansainvälistä!` beside kansainvälinen;
* an inflected noun or verb beside a word of grammar: the rivers in joilla, joissa, the soot in noin;
* a possessive beside a passive: `kokeillaan`, with their trials, beside it is tried;
* a genitive of old beside a word in its base form: kirjain, of the books, beside the letter;
* more parts than another reading has: `voi + massa` beside voima, `siilin + järvi` beside the town.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

MAX_PARTS = 8  # of one compound; beyond them only the whole is kept
MIN_HEAD, MIN_TAIL = 3, 5  # letters of an unknown word's beginning, and of the known word at its end and its base form

_TAG = re.compile(r"(\[[^\]]*\])")
_NAMES = {"[Lep]", "[Les]", "[Lee]", "[Lem]"}
_NOUN, _IN_NAMES, _NAMED = "[Ln]", "[Ica]", "[Icu]"  # joki may end a name, as in Kemijoki, and where it does, it is one
_NO_NOUNS = _NAMES | {"[La]", "[Lr]", "[Lu]", "[Lur]"}
_PREFIX = "[Lp]"
_PARTICIPLES = {"[Rv]", "[Ra]", "[Ru]", "[Rt]", "[Re]"}
_SECOND_PERSON = {"[P2]", "[O2y]", "[O2m]"}
_YOU = {"sinä", "te"}
_PRONOUN = "[Lr]"
_GRAMMAR = {_PRONOUN, "[Lc]", "[Ld]", "[Ls]", "[Lk]"}  # pronouns, conjunctions, adpositions, adverbs, the negative verb
_GENITIVE_PLURAL, _OLD_GENITIVES = {"[Sg]", "[Nm]"}, ("ain", "äin")
_POSSESSIVE, _PASSIVE = "[O3]", "[P4]"
_QUOTES = {"[Xp]", "[Xj]"}
_ACTION_NOUN = "[Tn4]"
_VOWELS = frozenset("aeiouyåäö")
_NEGATION = "epä"  # epäselvä is not selvä


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a word: the base forms it is looked up as when typed, and all that it is stored as in a text.

    `stored` holds the base forms, the base form of the verb of a participle, the parts of a compound and their contiguous
    groups. Both are empty for an unknown word, unless its end is known; `known` tells these from the others.
    """

    lookup: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a compound: as written, and its base forms (none for a prefix)."""

    surface: str
    bases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading of a word; `verb` is that of a participle, `tags` are those of the last part."""

    pieces: tuple[_Piece, ...]
    base: str
    verb: str | None
    tags: frozenset[str]


def entry(word: str, outputs: Iterable[str]) -> Entry:
    """Return what a lower-case word without signs may stand for, given the transducer's outputs for it.

    A typed word that is a base form is looked up as that alone.

    >>> entry("päätöksen", ["[Ln][Xp]päätös[X]päätö[Sg][Ny]ksen"])
    Entry(lookup=('päätös',), stored=('päätös',), known=True)
    """
    return _entry(word, _likely(word, _readings(outputs)))


def guessed(word: str, readings_of: Callable[[str], Iterable[str] | None]) -> Entry:
    """Return what the longest known noun at the end of an unknown word tells of it: leader-hankkeiden is some kind of hanke.

    >>> guessed("leaderhankkeiden", {"hankkeiden": ["[Ln][Xp]hanke[X]hankke[Sg][Nm]iden"]}.get)
    Entry(lookup=('leaderhanke',), stored=('leaderhanke', 'hanke'), known=False)
    """
    for start in range(MIN_HEAD, len(word) - MIN_TAIL + 1):
        if not _begins_a_word(word, start):
            continue
        tail = word[start:]
        if not (outputs := readings_of(tail)):
            continue
        readings = [
            reading
            for reading in _likely(tail, _readings(outputs))
            if _is_noun(reading) and len(reading.base) >= MIN_TAIL
        ]
        if readings:
            found = _entry(tail, readings)
            wholes = tuple(word[:start] + base for base in found.lookup)
            return Entry(wholes, (*wholes, *found.stored), known=False)
    return Entry(known=False)


def _begins_a_word(word: str, start: int) -> bool:
    """Tell whether a Finnish word may begin here: nearly all begin with a vowel, or with one consonant and a vowel."""
    return word[start] in _VOWELS or (word[start + 1] in _VOWELS and word[start - 1] != word[start])


def _readings(outputs: Iterable[str]) -> list["_Reading"]:
    return [reading for output in sorted(outputs) if (reading := _reading(output))]


def _entry(word: str, readings: list["_Reading"]) -> Entry:
    if not readings:
        return Entry(known=False)
    bases = dict.fromkeys(reading.base for reading in readings)
    words = {reading.base for reading in readings if not reading.verb}  # tehtävä is a word of its own beside tehdä
    verbs = dict.fromkeys(reading.verb for reading in readings if reading.verb and reading.base not in words)
    parts = dict.fromkeys(group for reading in readings for group in _groups(reading.pieces))
    return Entry((word,) if word in bases else tuple(bases), tuple(bases | verbs | parts))


def _likely(word: str, readings: list[_Reading]) -> list[_Reading]:
    """Return the readings that a reader of minutes may think of."""
    left = [reading for reading in readings if not _addresses(reading)] or readings
    if any(reading.tags & _GRAMMAR for reading in left):
        left = [reading for reading in left if reading.tags & _GRAMMAR or reading.base == word]
    if any(_PASSIVE in reading.tags for reading in left):
        left = [reading for reading in left if _POSSESSIVE not in reading.tags]
    if word.endswith(_OLD_GENITIVES) and any(reading.base == word for reading in left):
        left = [reading for reading in left if not reading.tags >= _GENITIVE_PLURAL]
    fewest = min((len(reading.pieces) for reading in left), default=0)
    return [reading for reading in left if len(reading.pieces) == fewest]


def _addresses(reading: _Reading) -> bool:
    return bool(reading.tags & _SECOND_PERSON) or (_PRONOUN in reading.tags and reading.base in _YOU)


def _is_noun(reading: _Reading) -> bool:
    return any(tag.startswith("[S") for tag in reading.tags) and not reading.tags & _NO_NOUNS


def _reading(output: str) -> _Reading | None:
    """Read one output; None where it is against the spelling or holds no word."""
    parts = [part for text in output.split("[Bc]") if (part := _part(text))]
    if not parts:
        return None
    first, last = parts[0], parts[-1]
    if any(before.surface[-1] == after.surface[0] in _VOWELS for before, after in pairwise(parts)):
        return None
    if len(parts) > 1 and first.tags & _NAMES and _NOUN in last.tags and _IN_NAMES not in last.tags:
        return None  # written with a hyphen
    head = "".join(part.surface for part in parts[:-1])
    pieces = tuple(piece for part in parts for piece in part.pieces)
    if _NAMED in last.tags:
        pieces = (_Piece(head + last.surface, (head + last.base,)),)
    return _Reading(pieces, head + last.base, None if head else last.verb, last.tags)


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands between two boundaries of a compound; more pieces than one where the dictionary holds it whole."""

    surface: str
    base: str
    verb: str | None
    tags: frozenset[str]
    pieces: tuple[_Piece, ...]


def _part(text: str) -> _Part | None:
    """Read what stands between two boundaries of a compound."""
    base = written = quoted = surface = ""
    verb = action = None
    inside = ""  # the tag whose text is being read, where that is no part of the word as written
    tags: set[str] = set()
    for mark in _TAG.split(text):
        if mark in _QUOTES:
            base, surface = base + written, surface + written
            inside, quoted, written = mark, "", ""
        elif mark.startswith("[X"):
            inside = "" if mark == "[X]" else mark
        elif mark == "[Bm]":
            written += "="
        elif mark.startswith("["):
            tags.add(mark)
            if mark in _PARTICIPLES:
                verb = base + quoted
            elif mark == _ACTION_NOUN:
                action = base + written + "minen"
        elif inside in _QUOTES:
            quoted += mark
        elif not inside:
            written += mark
    surface = (surface + written).rstrip("-")  # of the truncated part of a compound
    base = (action or base + quoted).rstrip("-").lower() or surface
    if not surface:
        return None
    return _Part(
        surface.replace("=", ""),
        base.replace("=", ""),
        verb.replace("=", "").lower() if verb else None,
        frozenset(tags),
        _pieces(surface, base, tags),
    )


def _pieces(surface: str, base: str, tags: set[str]) -> tuple[_Piece, ...]:
    """Split what the dictionary holds as a compound; a name is one piece, whatever it is made of."""
    surfaces, bases = surface.split("="), base.split("=")
    if tags & _NAMES or len(surfaces) != len(bases):
        return (_Piece(surface.replace("=", ""), (base.replace("=", ""),)),)
    own = [() if _PREFIX in tags else (form,) for form in bases]
    return tuple(
        _Piece(written, (*forms, *_adjective(written, forms))) for written, forms in zip(surfaces, own, strict=True)
    )


def _adjective(written: str, bases: tuple[str, ...]) -> tuple[str, ...]:
    """Return the full form of a part in -is or -mis: yhteis-työ holds yhteinen, kotouttamis-työ kotouttaminen."""
    full = written[:-2] + "inen"
    return (full,) if written.endswith("is") and len(written) > 3 and full not in bases else ()


def _groups(pieces: tuple[_Piece, ...]) -> Iterator[str]:
    """Yield the base forms of the pieces and of their contiguous groups: what stands before the last is as written."""
    if not 1 < len(pieces) <= MAX_PARTS:
        return
    for first in range(len(pieces)):
        if first and pieces[first - 1].surface == _NEGATION:
            continue
        for last in range(first, len(pieces)):
            head = "".join(piece.surface for piece in pieces[first:last])
            for base in pieces[last].bases:
                if len(base) > 1:
                    yield head + base
