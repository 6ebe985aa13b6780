"""Labels of minutes: which words at the start of a line say what follows, and what does not count as a label.

A label stands on a line of its own, before a colon or a tab, runs into its text (`Päätös Merkittiin …`), is glued to it
(`PäätösPäätin`), doubled, or broken over two lines (formats.md 7.2, 11). The same words in titles and prose
(`Ehdotus oli nähtävillä`, `Päätöksen mukaan`) are none.
"""

import re
from dataclasses import dataclass

from scraper.grammar.inflection import nominative_title
from scraper.grammar.label_words import PHRASES, RUN_IN, Section
from scraper.grammar.names import is_title


@dataclass(frozen=True, slots=True)
class Label:
    """A label read from a line: what it opens, the text after it, and what else its words say.

    `titled` is the presenter's title where the label names one (`Kansliapäällikön ehdotus`), `revised` says that the
    proposal was changed (`muutettu päätösehdotus`), `sure` that the label stands alone or is followed by a colon or tab.
    """

    section: Section
    value: str = ""
    titled: str | None = None
    revised: bool = False
    sure: bool = True


_PERSONAL = frozenset((Section.preparer, Section.presenter))
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_VOTE = re.compile(r"\d{1,3}\.? (?:äänestys|omröstning(?:en)?)$")
_NOTED = re.compile(r"(?:merk|anne|anta|saat|tule|saami)", re.IGNORECASE)
_GLUED = re.compile(r"([^\W\d_][a-zåäö]+)(?=[A-ZÅÄÖ])")
_PARENTHESES = re.compile(r"\s*\([^()]{0,120}\)\s*(?=:|\t|$)")
_VERB = re.compile(
    r"(?:on|oli|ovat|olivat|ei|eivät|ja|tai|sekä|esittää|esitti|ehdottaa|ehdotti|toteaa|totesi|esittelee|esitteli|kertoi|kertoo|poistui|selosti|muutti|"
    r"saapui|vastaa|vastasi|antaa|antoi|lisäsi|teki|tekee|har|är|var|och|föreslår|föreslog|konstaterar|konstaterade|kan|ska|voi|jonka|joka|että|mukaan|mukaisesti)\b",
    re.IGNORECASE,
)
_AGREED = re.compile(
    r"(?:päätös)?(?:ehdotuksen|esityksen) muk|hyväksyttiin\b.{0,60}$|enligt (?:besluts)?förslag", re.IGNORECASE
)
_OF_OFFICER = re.compile(
    r"(?P<who>(?:v[st]\. |va\. |tf )?[^:;\t.§\d]{4,90}?)\s+(?P<kind>(?:alkuperäinen |muutettu |uusi |tarkistettu |tarkennettu |täydennetty |korjattu |ändrade |ändrat |nya )?"
    r"(?:päätösehdotus|ehdotus|päätösesitys|esitys|beslutsförslag|förslag))(?P<colon>\s*(?::|\t|$))",
    re.IGNORECASE,
)
_ACTING = re.compile(r"^(?:v[st]|va|tf|t\.f)\.?\s+", re.IGNORECASE)
_BODY_GENITIVE = re.compile(
    r"(?:hallituksen|valtuuston|lautakunnan|jaoston|valiokunnan|toimikunnan|johtokunnan|neuvoston|styrelsens|nämndens|fullmäktiges|sektionens)$",
    re.IGNORECASE,
)
_REVISED = re.compile(r"\b(?:muutet|uusi|tarkist|tarkennet|täydennet|korjat|ändra|ny)", re.IGNORECASE)


def _index() -> tuple[dict[str, list[tuple[str, Section]]], frozenset[str]]:
    by_first: dict[str, list[tuple[str, Section]]] = {}
    for section, phrases in PHRASES.items():
        for phrase in phrases:
            first = _FIRST_WORD.match(phrase)
            by_first.setdefault(first[0] if first else phrase, []).append((phrase, section))
    for found in by_first.values():
        found.sort(key=lambda item: -len(item[0]))
    return by_first, frozenset(phrase for phrases in PHRASES.values() for phrase in phrases)


_BY_FIRST, _ALL = _index()


def is_field_word(text: str) -> bool:
    """Say whether a text is exactly a label, with or without its colon."""
    return len(text) < 60 and text.strip(" :\t").casefold() in _ALL


def label(line: str) -> Label | None:
    """Read the label that a line begins with; None where it begins with none.

    Lines are stripped and have single spaces; a tab parts a label cell from its value.
    """
    first = _FIRST_WORD.match(line)
    if first is None:
        return Label(Section.treatment) if _VOTE.match(line) else None
    word = first[0]
    found = None
    if (glued := _GLUED.match(word)) and glued[1].casefold() in _ALL:
        section = dict(_BY_FIRST[glued[1].casefold()])[glued[1].casefold()]
        found = (
            Label(section, line[glued.end() :].strip(), sure=True)
            if section not in (Section.title, Section.date)
            else None
        )
    elif (candidates := _BY_FIRST.get(word.casefold())) is not None:
        found = _from_candidates(line, candidates)
    if found is None and len(line) > 10:
        found = _of_officer(line)
    return _undoubled(found) if found is not None and found.value else found


def joined(first: str, second: str) -> str | None:
    """Return two lines as one where a label was hyphenated between them (`Täytäntöönpano-` / `tiedot`), else None."""
    if len(first) > 30 or not first.endswith("-"):
        return None
    start, _, rest = second.partition(" ")
    word = first[:-1] + start
    if word.casefold().rstrip(":") in _ALL:
        return f"{word} {rest}".strip()
    return None


def _from_candidates(line: str, candidates: list[tuple[str, Section]]) -> Label | None:
    folded = line[:80].casefold()
    for phrase, section in candidates:
        if not folded.startswith(phrase):
            continue
        rest = line[len(phrase) :]
        revised = bool(_REVISED.match(phrase)) and section is Section.proposal
        if not rest or rest[0] in ":\t" or not rest.strip(" :.*"):
            return Label(section, rest.lstrip(": \t.*").strip(), revised=revised)
        if parenthesised := _PARENTHESES.match(rest):
            return Label(section, rest[parenthesised.end() :].lstrip(": \t"), revised=revised)
        if rest.startswith((" :", " -\t", " –\t")):
            return Label(section, rest[2:].lstrip(": \t"), revised=revised)
        if rest[0] == " " and _runs_in(phrase, section, line, rest[1:]):
            return Label(section, rest[1:].strip(), revised=revised, sure=False)
        if (
            rest[0].isupper()
            and phrase[-1].isalpha()
            and line[len(phrase) - 1].islower()
            and section not in (Section.title, Section.date)
        ):
            return Label(section, rest.strip(), revised=revised)
    return None


def _runs_in(phrase: str, section: Section, line: str, rest: str) -> bool:
    if rest in ("-", "–", "x", "X"):
        return True
    if (rest[0] in "-–" and rest[1:2] == " ") or phrase not in RUN_IN or len(rest) < 3:
        return False
    if _VERB.match(rest):
        return False
    if rest[0].isupper():
        return section is not Section.attachments or is_field_word(rest)
    if section in _PERSONAL:
        return _person_follows(rest)
    if section is Section.proposal:
        return rest[0] in '"”“' or line.isupper()
    if section is Section.distribution:
        return phrase == "tiedoksi" and len(rest) < 120 and rest[-1] not in ".,:" and not _NOTED.match(rest)
    return section is Section.decision and _AGREED.match(rest) is not None


def _person_follows(rest: str) -> bool:
    """Say whether `title Name` follows rather than a sentence: a capital within the next few words."""
    words = rest.split()[:7]
    return any(word[:1].isupper() for word in words[1:]) or (len(words) < 4 and is_title(words[-1].strip(",.;")))


def _of_officer(line: str) -> Label | None:
    """Read `Kansliapäällikön muutettu päätösehdotus:` and its kin; the officer's title is given in its base form."""
    if "hdotus" not in line and "sitys" not in line and "örslag" not in line and "HDOTUS" not in line:
        return None
    found = _OF_OFFICER.match(line)
    if found is None or (len(found["who"]) > 90):
        return None
    who = found["who"].strip()
    value = line[found.end() :].strip()
    revised = _REVISED.match(found["kind"]) is not None
    sure = ":" in found["colon"] or "\t" in found["colon"]
    if _BODY_GENITIVE.search(who):
        return Label(Section.proposal, value, revised=revised) if sure else None
    if who.casefold() in ("esittelijän", "puheenjohtajan", "föredragandens", "ordförandens"):
        titled = "Puheenjohtaja" if who.casefold() == "puheenjohtajan" else None
        return Label(Section.proposal, value, titled=titled, revised=revised)
    plain = _ACTING.sub("", who)
    base = nominative_title(who) or nominative_title(plain)
    if base is None and plain.split() and nominative_title(" ".join(plain.split()[:1])) and sure:
        return Label(Section.proposal, value, titled=line[: found.end("kind")], revised=revised)
    if base is None:
        return None
    return Label(Section.proposal, value, titled=base, revised=revised)


def _undoubled(found: Label) -> Label:
    """Drop a label that is repeated: `Valmistelija Valmistelijat: …`, `Päätös Päätös: …`."""
    for _ in range(2):
        again = label_word(found.value)
        if again is None or again.section is not found.section:
            return found
        found = Label(found.section, again.value, found.titled or again.titled, found.revised or again.revised)
    return found


def label_word(text: str) -> Label | None:
    """Read a label of one phrase that is followed by a colon, a tab, nothing or a capital."""
    first = _FIRST_WORD.match(text)
    candidates = _BY_FIRST.get(first[0].casefold()) if first else None
    return _from_candidates(text, candidates) if candidates else None
