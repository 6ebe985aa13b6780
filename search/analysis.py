"""Words → terms: what is stored for a text and what is looked up for a typed word.

Four kinds of terms share one namespace, told apart by their first character, so that no stem is taken for a form:

    =avustuksen        a form as written, lower case
    ~avustuks          its Finnish stem
    ^bidrag            its Swedish stem
    #137000            a number whose thousands were set apart by spaces

Letters are lower-cased and composed (NFC); å, ä and ö stay apart from a and o. A token that is joined by signs
(`EU-hanke`, `292/00.01.05/2023`, `MliDno-2020-94`, `etunimi.sukunimi@kunta.fi`) is kept whole and in its atoms. A
case ending after a colon (`EU:n`, `2023:ssa`) is dropped from the stem. A change of any rule here needs a new VERSION:
an index of another version is rebuilt.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

NAME = "snowball"
VERSION = "1"

FORM, NUMBER = "=", "#"
STEM = {"fi": "~", "sv": "^"}
LANGUAGES = tuple(STEM)
_STEMMER = {"fi": "finnish", "sv": "swedish"}

MAX_TERM = 64  # characters; what is longer is kept in its atoms only, a longer atom by its beginning
_CACHED_WORDS = 100_000

# Separators stand singly between two atoms, so the expression reads every character once.
_TOKEN = re.compile(r"[^\W_]+(?:[-‐‑/.:@'’&_+][^\W_]+)*")
_ATOM = re.compile(r"[^\W_]+")
_CASE_ENDING = re.compile(r"([^\W_]+):[a-zåäö]{1,5}\Z")
_GROUPED = re.compile(r"(?<![\w.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\w)")
_DIGIT = re.compile(r"\d")
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_HYPHENS = str.maketrans("‐‑’", "--'")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: its place (offsets into the text, end exclusive), itself in lower case, and its atoms."""

    start: int
    end: int
    word: str
    atoms: tuple[str, ...]


def normalise(text: str) -> str:
    """Return the text as it is analysed: composed (NFC), without soft hyphens and other invisible signs.

    >>> normalise("kunnan\u00adhallitus")
    'kunnanhallitus'
    """
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a normalised text in reading order.

    >>> [token.word for token in tokens("EU-hanke, 292/00.01.05/2023 (§ 117).")]
    ['eu-hanke', '292/00.01.05/2023', '117']
    """
    for match in _TOKEN.finditer(text):
        if match.end() - match.start() <= MAX_TERM:
            [word] = _words(match[0])
            yield Token(match.start(), match.end(), word, atoms(word))
        else:  # a web address and the like: in atoms only
            for atom in _ATOM.finditer(text, match.start(), match.end()):
                [word] = _words(atom[0][:MAX_TERM])
                yield Token(atom.start(), atom.end(), word, (word,))


def words(text: str) -> list[str]:
    """Return the words of a normalised text in reading order: those of `tokens`, without their places and sooner.

    >>> words("EU-hanke, EU:n hanke")
    ['eu-hanke', 'eu:n', 'hanke']
    """
    return [word for found in _TOKEN.findall(text) for word in _words(found)]


@lru_cache(maxsize=_CACHED_WORDS)
def atoms(word: str) -> tuple[str, ...]:
    """Return the runs of letters and digits that a word is joined of.

    >>> atoms("mlidno-2020-94")
    ('mlidno', '2020', '94')
    """
    return tuple(_ATOM.findall(word))


def _words(found: str) -> tuple[str, ...]:
    if len(found) > MAX_TERM:  # not for the cache
        return tuple(atom[:MAX_TERM].lower().translate(_HYPHENS) for atom in _ATOM.findall(found))
    return _word(found)


@lru_cache(maxsize=_CACHED_WORDS)
def _word(found: str) -> tuple[str, ...]:
    return (found.lower().translate(_HYPHENS),)


def grouped_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, digits) of every number written in groups of three digits.

    >>> list(grouped_numbers("enintään 1 137 000,50 euroa"))
    [(9, 18, '1137000')]
    """
    for match in _GROUPED.finditer(text):
        yield match.start(), match.end(), "".join(_DIGIT.findall(match[0]))[:MAX_TERM]


def index_terms(text: str, language: str = "fi") -> list[str]:
    """Return the terms that are stored for a text, one occurrence each, in reading order.

    `language` is 'fi' or 'sv' and decides the stem; any other is read as Finnish.

    >>> index_terms("Avustuksen")
    ['=avustuksen', '~avustuks']
    """
    text = normalise(text)
    terms = [term for token in tokens(text) for term in word_terms(token.word, language)]
    terms.extend(NUMBER + digits for _, _, digits in grouped_numbers(text))
    return terms


@lru_cache(maxsize=_CACHED_WORDS)
def word_terms(word: str, language: str = "fi") -> tuple[str, ...]:
    """Return the terms of one token as `tokens` gives it: the whole, its stem, and those of its atoms."""
    terms = [FORM + word, *_stems(word, language)]
    if len(atoms(word)) > 1:
        for atom in atoms(word):
            terms += [FORM + atom, *_stems(atom, language)]
    return tuple(dict.fromkeys(terms))


def query_terms(word: str, language: str = "fi") -> list[str]:
    """Return the terms that are looked up for one typed word, any of which may match; the word is never split.

    >>> query_terms("hanke")
    ['=hanke', '~hank']
    """
    terms: list[str] = []
    for token in tokens(normalise(word)):
        terms += [FORM + token.word, *_stems(token.word, language)]
        if token.word.isdecimal():
            terms.append(NUMBER + token.word)
    return list(dict.fromkeys(terms))


def _stems(word: str, language: str) -> list[str]:
    """Return the stem of a word under its language's sign; a number has none."""
    if ending := _CASE_ENDING.match(word):
        word = ending[1]
    elif _DIGIT.search(word):
        return []
    mark = STEM.get(language, STEM["fi"])
    return [mark + _stemmer(language if language in STEM else "fi")(word)]


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    import Stemmer

    stemmer = Stemmer.Stemmer(_STEMMER[language], 0)
    return stemmer.stemWord  # type: ignore[no-any-return]
