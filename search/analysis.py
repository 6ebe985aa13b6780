"""Words → terms: what is stored for a text and what is looked up for a typed word.

Six kinds of terms share one namespace, told apart by their first character, so that none is taken for another:

    =avustuksen        a form as written, lower case
    ~avustus           a Finnish base form: of a word, of a part of a compound, of a group of parts
    ?granskär          the Finnish stem of a word that the dictionary does not have
    ^bidrag            a Swedish stem
    #137000            a number whose thousands were set apart by spaces
    @2024-05-01        a date, however it is written

Finnish is read by Voikko (`search.voikko`, `search.finnish`): asuntorahoituspäätöksen is stored as asunto, rahoitus,
päätös, asuntorahoitus, rahoituspäätös and the whole, while a typed word is looked up as its base forms and itself, never
split. Stems alone (Snowball) would miss what the grammar does most: avustus and avustuksen have different ones.

Letters are lower-cased and composed (NFC); å, ä and ö stay apart from a and o. A token that is joined by signs
(`EU-hanke`, `292/00.01.05/2023`, `MliDno-2020-94`, `etunimi.sukunimi@kunta.fi`) is kept whole and in its atoms, the whole
also by the base form of its last. A case ending after a colon (`EU:n`, `2023:ssa`) is dropped. A change of any rule here
or in `search.finnish` needs a new RULES: an index of another version is rebuilt.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from search import swedish, voikko
from search.finnish import Entry, entry, guessed

RULES = "2"
NAME = "voikko"
VERSION = f"{RULES}+{voikko.DICTIONARY}"

FORM, BASE, UNKNOWN, NUMBER, DATE = "=", "~", "?", "#", "@"
SWEDISH = "^"
LANGUAGES = ("fi", "sv")
_STEMMER = {"fi": "finnish", "sv": "swedish"}

Lexicon = Callable[[str], Entry]  # a lower-case Finnish word of letters alone → what is known of it

MAX_TERM = 64  # characters; what is longer is kept in its atoms only, a longer atom by its beginning
_CACHED_WORDS = 100_000

# Separators stand singly between two atoms, so the expression reads every character once.
_TOKEN = re.compile(r"[^\W_]+(?:[-‐‑/.:@'’&_+][^\W_]+)*")
_ATOM = re.compile(r"[^\W_]+")
_CASE_ENDING = re.compile(r"([^\W_]+):[a-zåäö]{1,5}\Z")
_GROUPED = re.compile(r"(?<![\w.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\w)")
_DIGIT = re.compile(r"\d")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z")
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
HYPHENS = str.maketrans("‐‑’", "--'")


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


def distinct_words(text: str) -> frozenset[str]:
    """Return the different words of a normalised text, sooner than `words` returns all.

    >>> sorted(distinct_words("Koulu ja koulu"))
    ['ja', 'koulu']
    """
    return frozenset(word for found in set(_TOKEN.findall(text)) for word in _words(found))


@lru_cache(maxsize=_CACHED_WORDS)
def atoms(word: str) -> tuple[str, ...]:
    """Return the runs of letters and digits that a word is joined of.

    >>> atoms("mlidno-2020-94")
    ('mlidno', '2020', '94')
    """
    return tuple(_ATOM.findall(word))


def _words(found: str) -> tuple[str, ...]:
    if len(found) > MAX_TERM:  # not for the cache
        return tuple(atom[:MAX_TERM].lower().translate(HYPHENS) for atom in _ATOM.findall(found))
    return _word(found)


@lru_cache(maxsize=_CACHED_WORDS)
def _word(found: str) -> tuple[str, ...]:
    return (found.lower().translate(HYPHENS),)


def grouped_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, digits) of every number written in groups of three digits.

    >>> list(grouped_numbers("enintään 1 137 000,50 euroa"))
    [(9, 18, '1137000')]
    """
    for match in _GROUPED.finditer(text):
        yield match.start(), match.end(), "".join(_DIGIT.findall(match[0]))[:MAX_TERM]


def lexicon(word: str) -> Entry:
    """Return what the dictionary knows of a lower-case Finnish word of letters alone; loads it where it is not yet.

    >>> lexicon("rahoituspäätöksen").stored
    ('rahoituspäätös', 'rahoitus', 'päätös')
    """
    return _entry(word, voikko.dictionary())


def lexicon_of(look: voikko.Lookup) -> Lexicon:
    """Return the lexicon of one dictionary, whichever `lexicon` takes."""
    return lambda word: _entry(word, look)


def _entry(word: str, look: voikko.Lookup) -> Entry:
    """Read a word as it is, as the truncated part of a compound (`kotouttamis- ja työllisyyspalvelut`), or by its end."""
    if not 1 < len(word) <= MAX_TERM:
        return Entry(known=False)
    if outputs := look(word) or look(word + "-"):
        found = entry(word, outputs)
        if found.known:
            return found
    return guessed(word, look)


def index_terms(text: str, language: str = "fi", known: Lexicon = lexicon) -> list[str]:
    """Return the terms that are stored for a text, one occurrence each, in reading order.

    `language` is 'fi' or 'sv' and decides how words are read; any other is read as Finnish.

    >>> index_terms("Avustuksen")
    ['=avustuksen', '~avustus']
    """
    text = normalise(text)
    terms = [term for word in words(text) for term in word_terms(word, language, known)]
    terms.extend(NUMBER + digits for _, _, digits in grouped_numbers(text))
    return terms


def word_terms(word: str, language: str = "fi", known: Lexicon = lexicon) -> tuple[str, ...]:
    """Return the terms of one token as `tokens` gives it: the whole, what it stands for, and the same of its atoms."""
    if word.isalpha():  # as nearly all are
        return (FORM + word, *_meanings(word, language, known, typed=False))
    terms = [FORM + word, *_whole(word, language, known, typed=False)]
    if len(parts := atoms(word)) > 1:
        for atom in parts:
            terms += [FORM + atom, *_meanings(atom, language, known, typed=False)]
    return tuple(dict.fromkeys(terms))


def query_terms(word: str, language: str = "fi", known: Lexicon = lexicon) -> list[str]:
    """Return the terms that are looked up for one typed word, any of which may match; the word is never split.

    >>> query_terms("hanke")
    ['=hanke', '~hanke', '?hank']
    """
    terms: list[str] = []
    for token in words(normalise(word)):
        terms += [FORM + token, *_whole(token, language, known, typed=True)]
        if token.isdecimal():
            terms.append(NUMBER + token)
    return list(dict.fromkeys(terms))


def dictionary_words(word: str, language: str = "fi") -> tuple[str, ...]:
    """Return the words that a lexicon is asked for on behalf of a token: its atoms of letters alone, where it is Finnish."""
    if language == "sv":
        return ()
    if word.isalpha():
        return (word,) if len(word) > 1 else ()
    return tuple(atom for atom in atoms(_without_ending(word)) if atom.isalpha() and len(atom) > 1)


def _whole(word: str, language: str, known: Lexicon, *, typed: bool) -> list[str]:
    """Return the terms of a token as a whole; a joined one is inflected in its last atom."""
    word = _without_ending(word)
    parts = atoms(word)
    if len(parts) == 1:
        return _meanings(word, language, known, typed=typed)
    if day := _day(word):
        return [DATE + day]
    head = word[: len(word) - len(parts[-1])]
    if language == "sv":
        return [] if _DIGIT.search(word) else _meanings(word, language, known, typed=typed)
    if not (head.endswith("-") and parts[-1].isalpha()):
        return []
    return [term[0] + head + term[1:] for term in _meanings(parts[-1], language, known, typed=True)]


def _meanings(word: str, language: str, known: Lexicon, *, typed: bool) -> list[str]:
    """Return the base forms or the stem of a word without signs; a number has neither."""
    if not word.isalpha() and _DIGIT.search(word):
        return []
    if language == "sv":
        return [SWEDISH + swedish.stem(word, _stemmer("sv"))]
    found = known(word)
    terms = [BASE + base for base in (found.lookup if typed else found.stored)]
    if typed or not found.known:  # an inflected form may be unknown of a word that is known
        terms.append(UNKNOWN + _stemmer("fi")(word))
    return terms


def _without_ending(word: str) -> str:
    ending = _CASE_ENDING.match(word)
    return ending[1] if ending else word


def _day(word: str) -> str | None:
    """Return the day that `1.5.2024` or `2024-05-01` names, as YYYY-MM-DD."""
    if found := _DAY.match(word):
        day, month, year = found.groups()
    elif found := _ISO_DAY.match(word):
        year, month, day = found.groups()
    else:
        return None
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    import Stemmer

    stemmer = Stemmer.Stemmer(_STEMMER[language], 0)
    return stemmer.stemWord  # type: ignore[no-any-return]
