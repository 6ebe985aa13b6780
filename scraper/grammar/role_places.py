"""How well a word's place governs a sum: its own attribute, the word before it, one further off.

The nearest governing word wins: `avustuksen 5 000 €` more than a word of another clause, a noun more than an act, a word in a case
that governs no sum (`avustuksiin`) least.
"""

import re

from scraper.grammar.notation import Sum
from scraper.grammar.role_cues import Cue

# The highest score wins, the nearer word among equals.
ATTRIBUTE, BESIDE, BEFORE, AFTER, EARLIER_IN_SENTENCE, LATER_IN_SENTENCE = 100, 95, 80, 55, 42, 30
VERB_COST, OBLIQUE_COST, OTHER_CLAUSE, DISTANCE = 16, 40, 26, 12.0

_GENITIVE = re.compile(r"(?:euron|€:?n|e:n|eur:n|EUR:n|miljoonan|milj\.|M€:n|ME:n)$")
_CLOSE = re.compile(
    r"[ \u00a0]{0,2}(?:\([^()\n]{0,40}\)[ \u00a0]?)?(?:(?!ja(?!\w)|sekä|eli|jo[a-z]{1,4}(?!\w)|että|kun(?!\w))[a-zåäö-]+[ \u00a0]){0,3}"
)
_NEXT_TO = re.compile(r"[ \u00a0]{1,2}(?:(?:i|som)[ \u00a0]|[a-zåäö-]+(?:ta|tä|ista|aa|ää|ea)[ \u00a0])?")
_COMPOUND = re.compile(r"[A-Za-zÅÄÖåäö-]*$")  # the first part of the cue's own word
_BREAK = re.compile(
    r"[;:]|,[ ](?:jo[a-zåäö]{1,6}|vars|som|varav|ja|mutta|kun|vaan)(?!\w)|(?<!\w)(?:ja|sekä|mutta|och)(?!\w)"
)
_OTHER_SUBJECT = re.compile(r",[ ](?:ja|mutta|vaan)(?!\w)")
_NEW_CLAUSE = re.compile(r";|,[ ](?:jo[a-zåäö]{1,6}|ja|mutta|kun|vaan)(?!\w)")
_PERCENT_OF = re.compile(r"(?:%|prosenttia)(?:[ \u00a0][a-zåäö]+){0,3}[ \u00a0]$")  # 75 % kustannuksista 550 500 euroa
_WHICH_ARE = re.compile(r",[ \u00a0]jo(?:ka|tka)[ \u00a0](?:on|ovat|oli|olivat)(?!\w)")
_ELATIVE = re.compile(r"(?<!u)sta$|(?<!y)stä$")
_PAYING = re.compile(r"(?<!\w)maksa(?:a|isi|vat|isivat|nut|neet)[ \u00a0]$")
_PURPOSES = frozenset({"hankintaan", "hankintoihin", "urakkaan"})  # what money is reserved for
_RESERVED = ("varattu", "varataan", "budjetoitu")
_NEXT_ITEM = re.compile(r"[ \u00a0]?(?:on|oli|yhteensä|noin|n\.|är)?[ \u00a0]?")


def governs(text: str, item: Sum, cue: Cue, previous: int, following: int) -> float | None:
    """Return how well `cue` governs `item`, None where it does not: the higher the better.

    `previous` and `following` are where the sums on both sides end and begin; a word beyond them is rather theirs.
    """
    cost = (VERB_COST if cue.verb else 0) + (OBLIQUE_COST if cue.oblique else 0)
    if cue.word.endswith(("sta", "stä")) and _PERCENT_OF.search(text, max(0, cue.start - 60), cue.start):
        apposed = _WHICH_ARE.match(text, cue.end) is not None or (
            cue.role == "total_cost" and not text[cue.end : item.start].strip(" \u00a0(")
        )
        cost = 0 if apposed else OBLIQUE_COST  # 75 % kustannuksista 550 500 euroa; 2 % kauppahinnasta eli 2 509 euroa
    elif _ELATIVE.search(cue.word) and _PAYING.search(text, max(0, cue.start - 20), cue.start):
        cost = OBLIQUE_COST  # naapurikunta maksaa hankinnasta 9 000 euroa
    elif cue.word in _PURPOSES or cue.word.startswith(_RESERVED):
        cost = OBLIQUE_COST if cue.word in _PURPOSES else 0
    if cue.start >= item.end:
        between = text[item.end : cue.start] if cue.start - item.end <= 90 else None
        near = between is not None and cue.start < following
        if near and between is not None and not cue.verb:
            lead = between[: _COMPOUND.search(between).start()]  # type: ignore[union-attr]
            if _GENITIVE.search(text, item.start, item.end) and _CLOSE.fullmatch(lead):
                return ATTRIBUTE - cost / 3 - (cue.start - item.end) / DISTANCE
            if not cue.oblique and not cue.word.endswith("n") and _NEXT_TO.fullmatch(lead):
                return BESIDE - cost
        if near and between is not None and not _of_next(text, cue, between, following) and not _BREAK.search(between):
            return AFTER - cost - (cue.start - item.end) / DISTANCE
        return LATER_IN_SENTENCE - cost - min(20.0, (cue.start - item.end) / DISTANCE)
    if cue.end <= item.start:
        distance = min(24.0, (item.start - cue.end) / DISTANCE)
        if cue.start >= previous:
            broken = (_NEW_CLAUSE if cue.verb else _OTHER_SUBJECT).search(text, cue.end, item.start) is not None
            return BEFORE - cost - distance - ((OTHER_CLAUSE if cue.verb else VERB_COST) if broken else 0)
        return EARLIER_IN_SENTENCE - cost / 2 - distance
    return None


def _of_next(text: str, cue: Cue, between: str, following: int) -> bool:
    """Tell whether a word behind a comma is the next sum's own: `valtio 80 000 €, kuntarahoitus 20 000 €`."""
    if between.startswith(","):
        return True
    return "), " in between and _NEXT_ITEM.fullmatch(text, cue.end, following) is not None
