"""Tell the lines that name persons from the text that follows them: a preparer's value has no end mark of its own."""

import re
from collections.abc import Sequence

from scraper.grammar import people
from scraper.grammar.names import is_title

RUNNING = 140
"""A longer value of a preparer label runs on into the text."""

BULLET = re.compile(r"^[•·▪◦*-]\s+")
CONTACT = re.compile(
    r"@|\(at?\)|\[at\]|\bpuh\b|\btel\b|\btfn\b|\bgsm\b|(?<![\d.])(?:\+358 ?\d{1,3}|0\d{1,3})[ -]\d{2,4}[ -]?\d{3,4}",
    re.IGNORECASE,
)
NAMES_ONLY = re.compile(r"(?:[A-ZÅÄÖÉ][\wåäöé'’-]+ ){1,3}[A-ZÅÄÖÉ][\wåäöé'’-]+[,;]?$")
_PAIR = re.compile(
    r"(?:[A-ZÅÄÖÉ][\wåäöé'’-]+ ){1,3}[A-ZÅÄÖÉ][\wåäöé'’-]+ (?:ja|och) (?:[A-ZÅÄÖÉ][\wåäöé'’-]+ ){1,3}[A-ZÅÄÖÉ][\wåäöé'’-]+$"
)
_NAME_TITLE = re.compile(r"(?:[A-ZÅÄÖÉ][\wåäöé'’.-]+ ){1,3}[A-ZÅÄÖÉ][\wåäöé'’-]+, [^\d.]{3,90}[,;]?$")
SENTENCE_END = re.compile(r"[.!?]$")
FINITE = re.compile(
    r"\b(?:päättää|päätti|esittää|ehdottaa|hyväksyy|hyväksyi|merkitsee|toteaa|on|ovat|oli|antaa|myöntää|valitsee|kehottaa|palauttaa|jättää|"
    r"oikeuttaa|beslutar|beslutade|föreslår|godkänner|antecknar|är|utser|beviljar|ger)\b"
)


def is_person_line(line: str, values: Sequence[str]) -> bool:
    """Say whether a line under a preparer label still names persons, rather than beginning the text."""
    if len(line) > 260:
        return False
    if values and values[-1].rstrip().endswith((",", " ja", " och", " sekä", "/")):
        return True
    plain = BULLET.sub("", line)
    if CONTACT.search(plain) and len(plain) < 200 and not FINITE.search(plain):
        return True
    if FINITE.search(plain):
        return False
    if plain != line and len(plain) < 120 and not SENTENCE_END.search(plain):
        return bool(people.preparers([plain]))
    if not values and _PAIR.match(plain):
        return len(people.preparers([plain])) == 2
    if NAMES_ONLY.match(plain):
        words = plain.split()
        listed = (
            not values
            or is_title(words[0])
            or all(NAMES_ONLY.match(value) or not any(map(str.isupper, value[:1])) for value in values)
        )
        return listed and not any(is_title(word) for word in words[1:-1]) and bool(people.preparers([plain]))
    if SENTENCE_END.search(plain):
        return False
    if _NAME_TITLE.match(plain) or any(is_title(word.strip(",;")) for word in plain.split()[:8]):
        return bool(people.preparers([plain])) and (not values or any(word[:1].isupper() for word in plain.split()[1:]))
    return False


def split_person(value: str) -> tuple[str, str]:
    """Part `title Name Surname` from the text that runs on after it."""
    words = value.split(" ")
    for count in range(2, min(10, len(words))):
        named = people.preparers([" ".join(words[:count])])
        if named and named[0].name and " " in named[0].name:
            return " ".join(words[:count]), " ".join(words[count:])
    return "", value
