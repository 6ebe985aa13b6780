"""Read the votes (äänestys, omröstning) that a decision tells, in the forms of formats.md 7.2."""

import re
from typing import NamedTuple

from scraper.grammar.numerals import numeral
from scraper.records import Vote

_NUMERAL_STEMS = (
    "yksi|yhde|yhtä|kaksi|kahde|kahta|kolme|neljä|viisi|viide|viittä|kuusi|kuude|kuutta|seitsemä|kymmen|"
    "(?:en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio)\\b"
)
_N = rf"(\d{{1,3}}|(?:{_NUMERAL_STEMS})[a-zåäö]{{0,20}})"
_DASH = r"\s?[-–—−]\s?"
_SPACE = re.compile(r"\s+")


class _Form(NamedTuple):
    """Hold a form of words and the literals without which it cannot occur."""

    needs: tuple[str, ...]
    pattern: re.Pattern[str]


def _form(needs: str, pattern: str) -> _Form:
    return _Form(tuple(needs.split()), re.compile(pattern, re.IGNORECASE))


_PAIR = rf"(\d{{1,3}}){_DASH}(\d{{1,3}})(?:{_DASH}(\d{{1,3}}))?(?!\d|\.\d)"
_FORMS = (
    # 9 äänellä 6 ääntä vastaan · yhdeksällä äänellä kuutta vastaan
    _form("äänellä vastaan", rf"\b{_N} (?:jaa-)?äänellä,? (?:ja )?{_N} (?:ei-)?(?:ääntä |äänen )?vastaan"),
    # äänin 9–6 · äänin 11–3–1 · äänestyksessä 9-6 · äänestystulos oli 9 - 6
    _form(
        "ään",
        r"\b(?:äänin|ääniluvuin|äänestysluvuin|äänestyksessä|äänestystulos|äänestystuloksella|äänet)"
        rf"(?: (?:oli|on|menivät|jakautuivat|jakaantuivat|tasan|luvuin|äänin|puolesta)){{0,3}}:? \(?{_PAIR}",
    ),
    _form("röst", rf"\b(?:rösterna|röster|rösttalen)(?: (?:var|med)){{0,2}}:? \(?{_PAIR}"),
    # JAA 7, EI 4 · JAA-ääniä annettiin 7 ja EI-ääniä 4 · JAA (7): names, EI (4): names
    _form("jaa ei", r"\bjaa\b[^\d.;]{0,40}(\d{1,3})\b[^\d;]{0,3000}?\bei\b[^\d.;]{0,40}(\d{1,3})\b"),
    _form(
        "ja-röst nej-röst", r"\bja-röst\w*[^\d.;]{0,20}(\d{1,3})\b[^\d;]{0,3000}?\bnej-röst\w*[^\d.;]{0,20}(\d{1,3})\b"
    ),
    # 7 JAA-ääntä ja 4 EI-ääntä · seitsemän jaa- ja neljä ei-ääntä
    _form("jaa ei", rf"\b{_N} (?:kpl )?jaa\b[^\d.;]{{0,60}}?\b{_N} (?:kpl )?ei\b"),
    # 7 puolesta ja 4 vastaan · 7 för, 4 emot
    _form("puolesta vastaan", rf"\b{_N} (?:ääntä )?puolesta\b,? (?:ja )?{_N} (?:ääntä )?vastaan\b"),
    _form("för mot", rf"\b{_N} (?:röster )?för\b,? (?:och )?{_N} (?:röster )?e?mot\b"),
    # 3-3, puheenjohtajan ääni ratkaisi
    _form("puheenjohtajan", rf"(?<![\d.])(\d{{1,2}}){_DASH}(\d{{1,2}})(?!\d|\.\d)(?=[^.]{{0,60}}puheenjohtajan ään)"),
    # med 9 röster mot 6
    _form("röster mot", rf"\b{_N} röster(?: för\w*)? mot {_N}\b"),
    # 9 ja-röster och 6 nej-röster
    _form("ja nej", rf"\b{_N} ja(?:-?röst(?:er)?)?,? (?:och |mot )?{_N} nej\b"),
    _form("ja nej", r"\bja\b[^\d.;a-zåäö]{1,3}(\d{1,3})\b[^\d;]{0,40}?\bnej\b[^\d.;]{0,10}(\d{1,3})\b"),
)
_BLANK = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_N} (?:\w+ )?äänestäessä tyhjää",
        rf"\b{_N} (?:\w+ )?äänesti(?:vät)? tyhjää",
        r"\btyhj(?:ää|ä|iä)(?:-ääniä| ääniä)?(?: annettiin| äänesti| oli)?\s?[:=]?\s?\(?(\d{1,3})\b",
        rf"\b{_N} (?:kpl )?tyhj(?:ä|ää|än|iä)\b",
        rf"\b{_N} (?:\w+ )?(?:röstade )?blank(?:t|a|o)?\b",
        r"\bblank(?:t|a|o)?\b[^\d.;]{0,12}(\d{1,3})\b",
    )
)
_MOTION = re.compile(
    r"(?:\b[A-ZÅÄÖ][\wÅÄÖåäö-]{1,30}n )?\b(?:muutos|vasta|lisäys|palautus|palauttamis|pöydällepano|pöydällejättämis|hylkäys|hylkäämis|ponsi)"
    r"(?:ehdotu|esity|päätösehdotu)\w{1,6}(?: (?:nro|no|n:o)?\s?\d{1,2}\b)?",
)
_NAMED_MOTION = re.compile(r"\b(?:EI-ehdotus|NEJ-förslag|EI-esitys): ?(.{3,200}?)(?=,? (?:jaa|ja)-|$)", re.IGNORECASE)
_BLANK_SENTENCE = re.compile(rf"(?:{_N} )?(?:\w{{2,20}} ){{0,2}}?(?:äänesti(?:vät)? )?(?:tyhj|blank)", re.IGNORECASE)
_AFTER_NAMES = re.compile(r"\W{0,3}[A-ZÅÄÖ][\w-]+ [A-ZÅÄÖ][\w-]+,")
_ROLL_CALL_BLANK = re.compile(r"[^\d]{0,3000}?\b(?:tyhj|blank)\w{0,12}[^\d.;]{0,12}(\d{1,3})\b", re.IGNORECASE)
"""The blank votes after the names of all who voted."""
_SENTENCE_AROUND = 220
_BLANK_AFTER = 160


class _Count(NamedTuple):
    start: int
    end: int
    for_: int
    against: int
    blank: int | None


def votes(text: str) -> list[Vote]:
    """Read every vote with its counts, in the order of the text; a vote told twice with the same counts is one.

    `for` is the first count as written (JAA, or the side that the sentence names first), `motion` the counter-proposal
    that the same sentence names.
    """
    plain = _SPACE.sub(" ", text)
    folded = plain.casefold()
    forms = [form.pattern for form in _FORMS if all(word in folded for word in form.needs)]
    counts = sorted(c for form in forms for m in form.finditer(plain) if (c := _count(plain, m)) is not None)
    found: list[Vote] = []
    told: dict[tuple[int, int], int] = {}
    last_end = -1
    for one in counts:
        if one.start < last_end:
            continue
        last_end = one.end
        motion = _motion(plain, one)
        twin = told.get((one.for_, one.against))
        if twin is None or motion not in (None, found[twin].motion):
            told.setdefault((one.for_, one.against), len(found))
            found.append(_vote(one, motion))
        elif found[twin].blank is None and one.blank is not None:
            found[twin] = _vote(one, found[twin].motion)
    return found


def _vote(one: _Count, motion: str | None) -> Vote:
    return Vote.model_validate({"for": one.for_, "against": one.against, "blank": one.blank, "motion": motion})


def _number(word: str | None) -> int | None:
    if word is None:
        return None
    if word.isdigit():
        return int(word)
    value = numeral(word)
    return int(value) if value is not None and value < 1000 else None


def _count(text: str, match: re.Match[str]) -> _Count | None:
    numbers = [_number(g) for g in match.groups()]
    if numbers[0] is None or numbers[1] is None:
        return None
    blank = numbers[2] if len(numbers) > 2 else None
    return _Count(
        match.start(), match.end(), numbers[0], numbers[1], blank if blank is not None else _blank(text, match.end())
    )


def _blank(text: str, end: int) -> int | None:
    rest = text[end : end + _BLANK_AFTER]
    # The next sentence may be the next vote's, unless it begins with the blank votes.
    stop = rest.find(". ")
    if stop >= 0 and not _BLANK_SENTENCE.match(rest, stop + 2):
        rest = rest[:stop]
    for form in _BLANK:
        for match in form.finditer(rest):
            number = _number(match.group(1))
            if number is not None:
                return number
    rolled = _ROLL_CALL_BLANK.match(text, end) if _AFTER_NAMES.match(text, end) else None
    return int(rolled.group(1)) if rolled else None


def _motion(text: str, one: _Count) -> str | None:
    named = list(_NAMED_MOTION.finditer(text, max(0, one.start - 2 * _SENTENCE_AROUND), one.start + 4))
    if named:
        return named[-1].group(1).strip()
    start = max(text.rfind(". ", max(0, one.start - _SENTENCE_AROUND), one.start) + 1, one.start - _SENTENCE_AROUND, 0)
    stop = text.find(". ", one.end, one.end + _SENTENCE_AROUND)
    after = _MOTION.search(text, one.end, stop if stop >= 0 else min(len(text), one.end + _SENTENCE_AROUND))
    match = after or _MOTION.search(text, start, one.start)
    return match.group().strip() if match else None
