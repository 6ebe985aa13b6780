"""The people of a handling while its lines are read: who prepared it, who presents it, who decides.

Half of them have no label: `Title Name D.M.YYYY:` prepares, `Title Name:` before the proposal presents, and an officer's
title may stand where "Päätösehdotus" is expected (formats.md 1.4, 7.2, 11).
"""

import re
from dataclasses import dataclass, field

from scraper.grammar import people
from scraper.grammar.bodies import is_body
from scraper.grammar.diary import Diary
from scraper.grammar.label_words import Section
from scraper.grammar.labels import Label, label
from scraper.grammar.names import is_title
from scraper.grammar.person_lines import (
    BULLET,
    NAMES_ONLY,
    is_person_line,
)
from scraper.grammar.wording import (
    PERSON_COLON,
    UNIT,
    is_decisive,
    presenter_before_text,
    presents,
    title_before_body,
)
from scraper.records import Attachment, Person

EMPTY = frozenset(("-", "–", "—", "x", "X", ".", "--", "---"))
"""What an empty field is filled with (formats.md 2.3, 3)."""

_TOWN = re.compile(r"\s+[A-ZÅÄÖ][\wåäö-]+ (?:kunta|kaupunki|kommun|stad)$")


@dataclass(slots=True)
class Parts:
    """The parts of one handling. The texts are lists of lines; `spoken` is what was said and done at the meeting."""

    rationale: list[str] = field(default_factory=list)
    proposal: list[str] = field(default_factory=list)
    decision: list[str] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    recusals: list[str] = field(default_factory=list)
    preparers: list[Person] = field(default_factory=list)
    presenter: Person | None = None
    maker: Person | None = None
    attachments: list[Attachment] = field(default_factory=list)
    distribution: list[str] = field(default_factory=list)
    diary: Diary | None = None
    title: str | None = None
    date: str | None = None
    officer: str | None = None
    revised: bool = False
    labelled: bool = False


class Speakers:
    """The state of reading a handling line by line, and the part of it that concerns people."""

    def __init__(self, lines: list[str], officer: bool) -> None:
        self.lines = lines
        self.officer = officer
        self.found = Parts()
        self.state = Section.rationale
        self.resume = Section.rationale
        self.values: list[str] = []  # lines of the preparer label in force
        self.index = 0
        self.speaker: Person | None = None  # of the last `Title Name:`, who presents if a proposal follows
        self.heading = ""  # the first word of the proposal's label
        self.used = -1  # the last line that was read together with the one above it

    def _next(self) -> str:
        return self.lines[self.index + 1] if self.index + 1 < len(self.lines) else ""

    def _take(self, line: str) -> None:
        """Take a line into the part in force."""
        raise NotImplementedError

    def _take_proposal(self, line: str) -> None:
        """Take a line of the proposal."""
        raise NotImplementedError

    def _propose(self, found: Label, value: str) -> None:
        self.found.revised = self.found.revised or found.revised
        self.heading = self.lines[self.index].split(None, 1)[0].casefold().rstrip(":") if self.lines else ""
        if found.titled and self.found.presenter is None:
            self.found.presenter = people.presenter(found.titled) or Person(name=None, title=found.titled)
        if value and presents(value):
            self.found.presenter = self.found.presenter or people.presenter(value.rstrip(":"))
        elif value and (apart := presenter_before_text(value)) is not None:
            self.found.presenter = self.found.presenter or people.presenter(apart[0])
            self._take(apart[1])
        elif value:
            self._take(value)

    def _present(self, value: str) -> None:
        """Take a presenter's value; what it was said within goes on after it."""
        value = _TOWN.sub("", value)
        person = people.presenter(value.rstrip(":")) if len(value) <= 160 else None
        if person is not None:
            if person.name is None and NAMES_ONLY.match(self._next()) and self._next() not in EMPTY:
                person = people.presenter(f"{value.rstrip(':')} {self._next()}") or person
                self.used = self.index + 1 if person.name else self.used
            self.found.presenter = self.found.presenter or person
            self.state = self.resume
            if self.state is Section.preparer:
                self.state = Section.rationale
        else:
            self.state = Section.proposal if is_decisive(value) else self.resume
            self._take(value)

    def _begins_unlabelled_proposal(self, line: str) -> bool:
        """Read a proposal whose label is the presenter's title (formats.md 1.4): `Kaupunginjohtaja`, then the text."""
        if self.officer or self.found.proposal or self.found.decision or len(line) > 2000:
            return False
        first = line.split("\t", 1)
        words = first[0].rstrip(":").split()
        if not words or not (
            is_title(words[0])
            or (
                len(words) > 1
                and is_title(words[1])
                and words[0].rstrip(".").casefold() in ("vs", "va", "vt", "tf", "tekninen", "hallinnollinen")
            )
        ):
            return False
        if len(first) == 2 and len(words) <= 5 and is_decisive(first[1]):
            self._propose(Label(Section.proposal), first[0])
            self.state = Section.proposal
            self._take_proposal(first[1])
            return True
        if len(first) == 1 and (cut := title_before_body(line)) and is_decisive(line[cut:]):
            self._propose(Label(Section.proposal), line[:cut].strip())
            self.state = Section.proposal
            self._take_proposal(line[cut:].strip())
            return True
        if (
            len(first) == 1
            and len(words) <= 5
            and line[-1:] not in ".,"
            and is_decisive(self._next())
            and presents(line)
        ):
            self.state = Section.proposal
            self.found.presenter = self.found.presenter or people.presenter(line.rstrip(":"))
            return True
        return False

    def _names_people(self, line: str) -> bool:
        """Read `Title Name D.M.YYYY:` and the presenter's or the officer's line before a proposal or decision."""
        if self._signs_above(line):
            return True
        if len(line) > 600 or not line[:1].isupper() or not (line.endswith(":") or line[-4:].isdigit()):
            return False
        following = label(self._next())
        opens = following is not None and following.section in (Section.proposal, Section.decision)
        if opens and PERSON_COLON.match(line):
            person = people.person(line.rstrip(":")) or people.presenter(line.rstrip(":"))
            if person is not None and person.title:
                if self.officer:
                    self.found.maker = person
                else:
                    self.found.presenter = self.found.presenter or person
                return True
        if self.found.proposal or self.found.decision:
            return False
        if self._speaks(line):
            return True
        dated = people.dated_preparers(line)
        if dated:
            self.found.preparers.extend(person for person in dated if person not in self.found.preparers)
            return True
        return False

    def _speaks(self, line: str) -> bool:
        """Read `Title Name:` without a date: whoever speaks last before the proposal or decision presents or decides."""
        if not PERSON_COLON.match(line) or len(line) > 110 or "," in line:
            return False
        person = people.person(line.rstrip(":"))
        if person is None or not person.name or not person.title or len(people.preparers([line.rstrip(":")])) != 1:
            return False
        self.speaker = person
        return True

    def _signs_above(self, line: str) -> bool:
        """Read `Title Name`, alone and first below the head: the preparer without a label (formats.md 11)."""
        if (
            self.officer
            or self.found.labelled
            or self.found.rationale
            or self.found.preparers
            or len(line) > 90
            or not line[:1].isupper()
        ):
            return False
        words = line.split()
        if (
            not 3 <= len(words) <= 7
            or line[-1:] in ".,:;"
            or (not is_title(words[0]) and not any(is_title(word) for word in words[1:-2]))
        ):
            return False
        named = people.preparers([line])
        if len(named) != 1 or not named[0].name or not named[0].title or " " not in named[0].name:
            return False
        self.found.preparers.append(named[0])
        if is_body(self._next()) or (UNIT.match(self._next()) and len(self._next()) < 60):
            self.used = self.index + 1
        return True

    def _take_preparer(self, line: str) -> None:
        if is_person_line(line, self.values):
            self.values.append(line)
            return
        self._close_people()
        self.state = Section.rationale
        self._take(line)

    def _close_people(self) -> None:
        if self.values:
            values = [BULLET.sub("", value) for value in self.values]
            self.found.preparers.extend(
                person for person in people.preparers(values) if person not in self.found.preparers
            )
            self.values = []
