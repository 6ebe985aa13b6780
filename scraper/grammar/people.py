"""Read the persons of a decision: preparers, presenter, experts heard and those who were disqualified (formats.md 7.2, 11).

Nothing here decides where a label's value begins or ends; the functions take the value's own lines. Contact details are
dropped, masked names (`**********`) are never persons, and companies, associations and bodies are not persons.
"""

import re
from collections.abc import Sequence

from scraper.grammar.attendance import experts as experts
from scraper.grammar.attendance import recusals as recusals
from scraper.grammar.inflection import nominative_name, nominative_title
from scraper.grammar.names import Titled, is_title, split_title, wordset
from scraper.grammar.person_lists import DATE_END, LINE_LENGTH, assemble, line_persons, phrases
from scraper.grammar.votes import votes as votes
from scraper.records import Person

_FURTHER_INFO = re.compile(
    r"^(?:lisätie[dt]|lisätietoja|lisätietojen|mer info|tilläggsuppgifter|ytterligare (?:info|uppgifter))",
    re.IGNORECASE,
)
_UNIT_LENGTH = 80
"""A longer line without a person ends a list of preparers; a shorter one may be a unit or an address."""
_UNIT_LINES = 5
"""More lines without a person in a row end the list too."""
_MOVER = re.compile(r"(?:valtuutettu|jäsen|ledamot|hakija|asukas)$", re.IGNORECASE)
"""Whoever made the initiative or the application did not prepare the matter."""
_PART_NAMES = wordset("esittelijä föredraganden")
_PROPOSAL_WORDS = re.compile(
    r"\b(?:(?:muutettu|uusi|tarkistettu|täydennetty|korjattu|alkuperäinen|ändrat|nytt)\s{1,3})?"
    r"(?:päätös)?(?:ehdotus|esitys)\b.{0,40}$|\b(?:besluts)?förslag\b.{0,40}$",
    re.IGNORECASE,
)


def preparers(values: Sequence[str]) -> list[Person]:
    """Read the persons from the lines under a preparer label, in any list style of formats.md 7.2 and 11.

    Args: values, the lines without the label itself; one line may hold several persons. "Lisätiedot" persons are left
    out, and a line of prose ends the list.
    """
    lines: list[list[Titled]] = []
    others = 0
    for line in (line.strip() for value in values for line in value.splitlines()):
        if _FURTHER_INFO.match(line):
            break
        persons = line_persons(line)
        others = 0 if persons else others + bool(line)
        if others and (len(line) > _UNIT_LENGTH or others > _UNIT_LINES):
            break
        lines.append(persons)
    return _persons(_joined(lines))


def person(text: str) -> Person | None:
    """Read one person, `title Name` or `Name, title, e-mail`; None where the text is not one."""
    found = _persons(line_persons(text))
    return found[0] if found else None


def presenter(text: str) -> Person | None:
    """Read the presenter from the value of a presenter label, or from a proposal's head line.

    `Kaupunginjohtaja Etu Suku`, `Hyvinvointialuejohtaja Suku Etu`, a title alone, and inflected heads such as
    `Kansliapäällikön muutettu päätösehdotus:`, whose title is given in its base form. A body's proposal has no presenter.
    """
    for line in text.splitlines():
        line = line.strip(" \t:•*·-–")
        if line:
            return _presenter_line(line)
    return None


def dated_preparers(line: str) -> list[Person]:
    """Read `Title Name D.M.YYYY:` with one or more persons, or a list of several persons that a colon ends.

    Units before the title are dropped. An association's or a body's dated line, and prose, give [].
    """
    line = line.strip()
    if not 5 <= len(line) <= LINE_LENGTH or not line[0].isupper():
        return []
    colon = line.endswith(":")
    head = line.rstrip(": ")
    date = DATE_END.search(head)
    if date:
        head = head[: date.start()].rstrip(" ,")
    if not (date or colon):
        return []
    found = assemble(list(phrases(head)), units_first=True) or []
    if not found or any(_MOVER.search(p.title or "") for p in found):
        return []
    named = [p for p in found if p.name]
    if date and colon:
        return _persons(found)
    # Without its date or its colon a line needs more: a titled person first, and several of them where there is no date.
    enough = len(named) >= (1 if date else 2) and named[0].title is not None
    return _persons(found) if enough else []


def _presenter_line(line: str) -> Person | None:
    if len(line) > LINE_LENGTH:
        return None
    cut = _PROPOSAL_WORDS.search(line)
    if cut and cut.start() > 0:
        head = line[: cut.start()].strip(" ,:-–")
        title = nominative_title(head)
        if title:
            # "Esittelijän ehdotus" says whose part it is, not who the presenter was.
            return None if title.casefold() in _PART_NAMES else Person(name=None, title=title)
        return _genitive_person(head)
    found = line_persons(line)
    return _persons(found)[0] if found else None


def _genitive_person(text: str) -> Person | None:
    """Read `Kaupunginjohtaja Etu Sukun` from before the word proposal."""
    found = split_title(text.split())
    if found is None or found.title is None or found.name is None or not is_title(found.title.split()[-1]):
        return None
    return Person(name=nominative_name(found.name, "genitive"), title=found.title)


def _joined(lines: Sequence[Sequence[Titled]]) -> list[Titled]:
    """Join a name and a title that stand on lines of their own, one under the other."""
    found: list[Titled] = []
    for line in lines:
        last = found[-1] if found else None
        if (
            last
            and len(line) == 1
            and (line[0].name is None) != (last.name is None)
            and (line[0].title is None) != (last.title is None)
        ):
            found[-1] = Titled(last.title or line[0].title, last.name or line[0].name)
        else:
            found.extend(line)
    return found


def _persons(found: Sequence[Titled]) -> list[Person]:
    return [Person(name=p.name, title=p.title) for p in dict.fromkeys(found)]
