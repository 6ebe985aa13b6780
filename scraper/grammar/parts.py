"""Read the labelled parts of one handling: who prepared and presented it, rationale, proposal, decision and the rest."""

import re
from collections.abc import Callable, Sequence

from scraper.grammar import people
from scraper.grammar.attachments import attachment, attachment_line
from scraper.grammar.diary import diary
from scraper.grammar.label_words import Section
from scraper.grammar.labels import Label, joined, label
from scraper.grammar.person_lines import (
    BULLET,
    CONTACT,
    RUNNING,
    SENTENCE_END,
    is_person_line,
    split_person,
)
from scraper.grammar.person_lists import is_person_list
from scraper.grammar.speakers import EMPTY, Parts, Speakers
from scraper.grammar.wording import (
    AS_PROPOSED,
    DECISIVE,
    OFFICER_DECIDES,
    PAST,
    POSTPONED,
    REVISED,
    is_decisive,
    presenter_before_text,
    presents,
)

BUTTONS = frozenset(("sulje", "stäng", "close", "avaa", "open", "öppna", "näytä lisää", "visa mer", "show more"))
"""Buttons of a page that end the text above them (formats.md 5)."""


_PAGE_HEAD = re.compile(
    r"[A-ZÅÄÖ][\wåäö-]+ (?:kaupunki|kunta|kommun|stad)\s+(?:Kokous)?(?:pöytäkirja|esityslista|protokoll|föredragningslista)\b[^a-zåäö]{0,30}$",
    re.IGNORECASE,
)
_CODE = re.compile(r"^(?:(?:ao|tied|tpv|tp|tiedoksi|toimenp)(?=[A-ZÅÄÖ*]|\s)\s*)")
_MASK = re.compile(r"^[Xx*_•.\s-]+$")


def parts(lines: Sequence[str], *, officer: bool = False) -> Parts:
    """Read the parts of a handling from its lines, the head left out; `officer` says that one officer decides."""
    reader = _Reader(_mended(lines), officer)
    reader.read()
    return reader.found


def _mended(lines: Sequence[str]) -> list[str]:
    """Join labels that were hyphenated over two lines."""
    mended: list[str] = []
    for line in lines:
        if mended and mended[-1].endswith("-") and (whole := joined(mended[-1], line)) is not None:
            mended[-1] = whole
        else:
            mended.append(line)
    return mended


class _Reader(Speakers):
    """Go through the lines once; `state` is the label in force."""

    def read(self) -> None:
        for index, line in enumerate(self.lines):
            self.index = index
            if index <= self.used:
                continue
            found = label(line)
            if found is not None and self._counts(found, line):
                self._open(found)
            else:
                self._take(line)
        self._close_people()
        self._finish()

    def _counts(self, found: Label, line: str) -> bool:
        """Say whether a line's label is one here: some words are labels only in their place."""
        section = found.section
        if section is Section.title:
            return (
                not self.found.labelled
                and found.sure
                and bool(found.value)
                and self.found.title is None
                and self.officer
            )
        if section is Section.appeal and line.casefold().startswith("oikaisuvaatimus"):
            return bool(self.found.decision) or self.state in (Section.distribution, Section.appeal)
        if section is Section.officer or section is Section.date:
            return found.sure and self.officer and len(found.value) < 120
        if section is Section.diary:
            return diary(line, self._next()) is not None
        if section is Section.attachments and line.startswith("Liite") and not line.startswith("Liitte"):
            return found.sure and not found.value
        if section is Section.distribution and not found.sure and found.value[:1].islower():
            return bool(self.found.decision)
        if section is Section.signature:
            return bool(self.found.decision)
        return not (
            section is Section.rationale
            and not found.sure
            and self.state is Section.decision
            and found.value[:1].islower()
        )

    def _open(self, found: Label) -> None:
        section, value = found.section, found.value
        self._close_people()
        if value in EMPTY:
            value = ""
        if section is Section.diary:
            self.found.diary = self.found.diary or diary(self.lines[self.index], self._next())
            return
        if section is Section.title:
            self.found.title = value
            return
        if section is Section.date:
            self.found.date = value or self._next()
            return
        self.found.labelled = True
        if self.speaker is not None and section in (Section.proposal, Section.decision):
            if self.officer:
                self.found.maker = self.found.maker or self.speaker
            else:
                self.found.presenter = self.found.presenter or self.speaker
            self.speaker = None
        if section is Section.officer:
            if not value and self._next() and len(self._next()) < 120:
                value = self._next()
                self.used = self.index + 1
            self.found.officer = value or self.found.officer
            self.found.maker = self.found.maker or (people.person(value) if value else None)
            self.state = Section.signature if self.found.decision else self.state
            return
        if section is Section.presenter:
            self.resume = self.state
            self.state = section
            if value:
                self._present(value)
            return
        self.resume = self.state if section is Section.distribution else self.resume
        self.state = section
        if section is Section.preparer:
            if (len(value) > RUNNING or (len(value) > 60 and SENTENCE_END.search(value))) and not is_person_list(value):
                value, rest = split_person(value)
                if value:
                    self.values.append(value)
                self._close_people()
                self.state = Section.rationale
                self._take(rest)
            elif value:
                self.values.append(value)
            return
        if section is Section.proposal:
            self._propose(found, value)
            return
        if section is Section.attachments:
            if value:
                self._attach(value)
            return
        if section is Section.history or section is Section.information:
            return
        if value:
            self._take(value)

    def _take(self, line: str) -> None:
        if line.casefold() in BUTTONS:
            if self.state in (Section.decision, Section.proposal, Section.treatment, Section.recusal):
                self.state = Section.rationale
            return
        if line in EMPTY or (len(line) < 100 and _PAGE_HEAD.match(line)):
            return
        _HANDLERS.get(self.state, _Reader._take_rationale)(self, line)

    def _drop(self, line: str) -> None:
        """Leave out appeal instructions and signatures."""

    def _take_rationale(self, line: str) -> None:
        if self._begins_officers_decision(line) or self._begins_unlabelled_proposal(line) or self._names_people(line):
            return
        attachment = attachment_line(line)
        if attachment is not None:
            self.found.attachments.append(attachment)
            return
        number = diary(line, self._next()) if not self.found.rationale and len(line) < 80 else None
        if number is not None:
            self.found.diary = self.found.diary or number
            return
        if (
            self.found.diary
            and self.found.diary.lines == 2
            and not self.found.rationale
            and line == self.found.diary.classification
        ):
            return
        self.found.rationale.append(line)

    def _begins_officers_decision(self, line: str) -> bool:
        if self.officer and not self.found.decision and OFFICER_DECIDES.match(line):
            self.state = Section.decision
            self.found.labelled = True
            self._take_decision(line)
            return True
        return False

    def _take_information(self, line: str) -> None:
        if is_person_line(line, []) or CONTACT.search(line):
            return
        self.state = Section.rationale
        self._take(line)

    def _take_proposal(self, line: str) -> None:
        if not self.found.proposal and not self.found.decision and self._already_decided(line):
            self.state = Section.decision
            self._take_decision(line)
            return
        if not self.found.proposal and (apart := presenter_before_text(line)) is not None:
            self.found.presenter = self.found.presenter or people.presenter(apart[0])
            line = apart[1]
        if not self.found.proposal and presents(line) and (self.found.presenter is None or line.endswith(":")):
            self.found.presenter = self.found.presenter or people.presenter(line.rstrip(":"))
            return
        attachment = attachment_line(line)
        if attachment is not None:
            self.found.attachments.append(attachment)
            return
        self.found.proposal.append(line)

    def _take_decision(self, line: str) -> None:
        maker = self.found.maker
        if (
            self.officer
            and self.found.decision
            and maker is not None
            and maker.name
            and line.casefold() == maker.name.casefold()
        ):
            self.state = Section.signature
            return
        if self.found.decision and (file := attachment_line(line)) is not None:
            self.found.attachments.append(file)
            return
        self.found.decision.append(line)
        self.found.spoken.append(line)
        if AS_PROPOSED.search(line):
            self.state = Section.rationale

    def _take_treatment(self, line: str) -> None:
        postponed = not self.found.proposal and any(POSTPONED.search(text) for text in self.found.decision[:3])
        if postponed and is_decisive(line):
            self.state = Section.proposal
            self._take_proposal(line)
            return
        self.found.spoken.append(line)
        self.found.rationale.append(line)

    def _take_recusal(self, line: str) -> None:
        if not line.casefold().startswith(("esteellisyyden syy", "esteellisyyden peruste", "orsak till jäv")):
            self.found.recusals.append(line)

    def _take_attachment(self, line: str) -> None:
        if len(line) > 240 or (
            SENTENCE_END.search(line) and line.count(" ") > 8 and not line.lower().endswith((".pdf", ".doc", ".docx"))
        ):
            self.state = Section.rationale
            self._take(line)
        else:
            self._attach(line)

    def _attach(self, line: str) -> None:
        self.found.attachments.append(attachment(line))

    def _take_distribution(self, line: str) -> None:
        if len(line) > 240 or line.startswith("§ "):
            self.state = self.resume if line[0] == "§" and self.resume is Section.proposal else Section.rationale
            self._take(line)
            return
        name = _CODE.sub("", BULLET.sub("", line)).strip()
        if name and not _MASK.match(name):
            self.found.distribution.append(name)

    def _already_decided(self, line: str) -> bool:
        """Say whether what stands under "Esitys" is a decision already (formats.md 11, Helsinki)."""
        return self.heading == "esitys" and PAST.match(line) is not None and not DECISIVE.search(line[:90])

    def _finish(self) -> None:
        found = self.found
        found.revised = found.revised or any(
            REVISED.search(line) for line in (*found.spoken, *found.proposal[:1]) if len(line) < 5000
        )


_HANDLERS: dict[Section, Callable[[_Reader, str], None]] = {
    Section.preparer: _Reader._take_preparer,
    Section.information: _Reader._take_information,
    Section.presenter: _Reader._present,
    Section.proposal: _Reader._take_proposal,
    Section.decision: _Reader._take_decision,
    Section.treatment: _Reader._take_treatment,
    Section.recusal: _Reader._take_recusal,
    Section.attachments: _Reader._take_attachment,
    Section.distribution: _Reader._take_distribution,
    Section.appeal: _Reader._drop,
    Section.signature: _Reader._drop,
}
"""What happens to a line below each label; below any other it is background."""
