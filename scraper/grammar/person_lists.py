"""Take one line of a list of persons apart, whatever its style (formats.md 7.2, 11).

`Nimi, titteli, sähköposti`, `titteli Nimi, puh.`, `title Name, title Name och title Name`, units before a title; phrases are
parted by commas and by "ja" where it joins two persons, contact details and parentheses are dropped.
"""

import re
from collections.abc import Iterator, Sequence

from scraper.grammar.names import Titled, is_mask, is_name_word, is_organisation, is_title, split_title, wordset

LINE_LENGTH = 600
"""A longer line is prose, never a list of persons; the limit also keeps every pattern below linear."""
_LABEL_LEFTOVER = re.compile(
    r"^(?:asian\s+)?(?:valmistelijat?|valmistelu|esittelijät?|päätösehdotus|ehdotus|päätösesitys|esitys|beredare|beredning|föredragande|"
    r"beslutsförslag|förslag)\b\s*:?\s*(?=\S)",
    re.IGNORECASE,
)
_FURTHER_INFO_INSIDE = re.compile(r"[\s,;.(/]lisätie[dt]\w{0,8}\s{0,3}(?::|antaa|antavat)", re.IGNORECASE)
_PHONE_LABEL = re.compile(
    r"\b(?:puh|puhelin|tel|gsm|p|matkapuhelin|tfn|telefon|email|e-mail|sähköposti|s-posti|e-post)\b\.?:?(?=\s|\d|$|\+)",
    re.IGNORECASE,
)
_AT_WORDS = ("@", "(at)", "[at]", "(a)", "(ät)", "{at}")
_VERBS = wordset(
    "on oli ovat olivat vastaa toimii toimi esittää esitti esittelee päättää päätti ehdottaa kertoi totesi jotka joka että är var som att"
)
_UNKNOWN_TITLE_WORDS = 3
_APART = re.compile(r"[;\t]|\s[-–]\s|(?<=[A-ZÅÄÖa-zåäö])/(?=[A-ZÅÄÖ])")
"""What parts persons beside the comma: a semicolon, a cell, a dash, `Etu Suku/Etu Suku`."""
_TITLE_IN_PARENTHESES = re.compile(r"(?P<name>[A-ZÅÄÖ][^(),\d]{2,60}?) \((?P<title>[A-Za-zÅÄÖåäö -]{4,50})\)$")
DATE_END = re.compile(r"\s(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$")
_JOINS = frozenset({"ja", "sekä", "och", "samt", "&", "/"})


def line_persons(line: str) -> list[Titled]:
    """Read the persons of one line; [] where it holds none or is prose."""
    line = line.strip(" \t•*·–—-:")
    if not line or len(line) > LINE_LENGTH:
        return []
    for _ in range(3):  # doubled labels: "Valmistelija Valmistelijat: …"
        left = _LABEL_LEFTOVER.match(line)
        if not left:
            break
        line = line[left.end() :].strip(" :\t")
    if (titled := _TITLE_IN_PARENTHESES.match(line)) and is_title(titled["title"].split()[-1]):
        line = f"{titled['name']}, {titled['title']}"
    inside = _FURTHER_INFO_INSIDE.search(line)
    if inside:
        line = line[: inside.start()]
    date = DATE_END.search(line.rstrip(": "))
    if date:
        line = line.rstrip(": ")[: date.start()]
    found = assemble(list(phrases(line)), units_first=False) or []
    return found if all(_plausible(one) for one in found) else []


def _plausible(one: Titled) -> bool:
    """Say whether what stands before a name is a title, be it an unknown one, and not the beginning of a sentence."""
    if one.title is None or one.name is None:
        return True
    words = one.title.split()
    return is_title(words[-1]) or (len(words) <= _UNKNOWN_TITLE_WORDS and not _VERBS.intersection(words))


def is_person_list(line: str) -> bool:
    """Say whether a line is persons, units and contact details to its end, rather than persons and then a text."""
    return len(line) <= LINE_LENGTH and bool(assemble(list(phrases(line)), units_first=True))


def phrases(line: str) -> Iterator[list[str]]:
    """Yield the words of each comma- or "ja"-separated phrase, without contact details and parentheses."""
    parted = _APART.sub(" ; ", _PHONE_LABEL.sub(" ; ", _without_parentheses(line)))
    phrase: list[str] = []
    for word in parted.split():
        plain = word.strip("•·").rstrip(",;")
        joins = plain.casefold() in _JOINS and (not phrase or _complete(phrase))
        if not plain or joins or _is_contact(plain):
            yield phrase
            phrase = []
            continue
        phrase.append(plain)
        # "kehittämis-, hanke- ja talousjohtaja" goes on after its comma.
        if word.endswith(",") and not plain.endswith("-"):
            yield phrase
            phrase = []
    yield phrase


def _is_contact(word: str) -> bool:
    """Say whether a word is (part of) an e-mail address or a phone number."""
    digits = word.strip("().,+-–/").replace("-", "").replace("/", "")
    return digits.isdigit() or any(at in word.casefold() for at in _AT_WORDS)


def _complete(phrase: Sequence[str]) -> bool:
    """Say whether a phrase before "ja" is a person already, so that "ja" joins two; not so in "hyvinvoinnin ja terveyden"."""
    if not phrase or phrase[-1].endswith("-"):
        return False
    return is_title(phrase[-1]) or is_name_word(phrase[-1]) or is_mask(phrase[-1])


def _without_parentheses(text: str) -> str:
    """Drop what stands in parentheses, but keep the sign of an obfuscated address."""
    for at in ("(at)", "[at]", "(a)", "(ät)"):
        text = text.replace(at, "@")
    if "(" not in text:
        return text
    kept, depth = [], 0
    for char in text:
        depth += char == "("
        if not depth:
            kept.append(char)
        depth -= char == ")" and depth > 0
    return "".join(kept)


def assemble(phrases: Sequence[list[str]], *, units_first: bool) -> list[Titled] | None:
    """Join names and titles of consecutive phrases into persons.

    `Name, title` and `title, Name` are both written; the first phrase tells which. With units_first, phrases before the
    first person are units and a later phrase that is no person makes the line prose: None.
    """
    found: list[Titled] = []
    name_first: bool | None = None
    for words in phrases:
        if not words:
            continue
        one = split_title(words)
        if one is None:
            if units_first and found and not all(is_organisation(w) or not w[:1].isalpha() for w in words[-1:]):
                return None
            if found and found[-1].name and found[-1].title is None and name_first and _plain_title(words):
                found[-1] = Titled(" ".join(words), found[-1].name)
            continue
        if name_first is None:
            name_first = one.title is None
        last = found[-1] if found else None
        if one.name is None and last and last.title is None and name_first:
            found[-1] = Titled(one.title, last.name)
        elif one.title is None and last and last.name is None and not name_first:
            found[-1] = Titled(last.title, one.name)
        else:
            found.append(one)
    return found


def _plain_title(words: Sequence[str]) -> bool:
    """Say whether words after a name may be a title of an unknown kind: few, no digits, no company."""
    return (
        len(words) <= 5
        and all(w[:1].isalpha() for w in words)
        and not any(is_organisation(w) for w in words)
        and words[-1][:1].islower()
    )
