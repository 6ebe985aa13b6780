"""Part a page into older handlings and its own section, the central trap of the format (formats.md 7.5).

The page's own handling is the one whose date and § the page header names, wherever it stands; without a header it is
the last. Everything under another head is an earlier handling.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from scraper.grammar.bodies import fits, is_body, named_bodies
from scraper.grammar.header import Header, Row
from scraper.grammar.heads import Head, date_of, dated_body, head
from scraper.grammar.label_words import Section
from scraper.grammar.labels import label
from scraper.text import Block
from scraper.vocabulary import Kind

_FROM_TABLE = re.compile(r"Pöydältä (?P<date>\d{1,2}\.\d{1,2}\.\d{4}) § (?P<n>\d{1,4})$")
_BODY_COLON = re.compile(r"(?P<body>[A-ZÅÄÖ][^\d:§]{3,80}?) (?P<date>\d{1,2}\.\d{1,2}\.\d{4}) ?:?$")
_OFFICER_LINE = re.compile(r"(?P<title>[A-ZÅÄÖ][^\d:§]{3,80}):$")


@dataclass(slots=True)
class Segment:
    """A head and the blocks below it, up to the next head; of a meeting's minutes `at` is the place of the head's block."""

    head: Head
    blocks: list[Block] = field(default_factory=list)
    own: bool = False
    at: int = 0


@dataclass(frozen=True, slots=True)
class Split:
    """A page's text: what stands before the first head, older handlings, and the page's own section.

    `own_head` is None where no head of the page is its own; `missing` says that the header names one all the same.
    """

    front: list[Block]
    earlier: list[Segment]
    own: list[Block]
    own_head: Head | None
    missing: bool = False


def split(header: Header) -> Split:
    """Part `header.content` at its section heads."""
    front, segments = segments_of(header)
    if not segments:
        return Split([], [], front, None)
    if header.headless:
        _date_from_text(segments)
        return Split([], segments, front, None)
    mine = _mark_own(segments, header)
    earlier = [segment for segment in segments if not segment.own]
    own = [block for segment in mine for block in segment.blocks]
    if not mine and header.kind is Kind.officer_decision:
        own = _officers_part(segments[-1], header.officer or header.body)
    quoted = _quoted(segments)
    if quoted is not None and not _decides(own):
        before = [block for segment in segments[:quoted] if segment.own for block in segment.blocks]
        own = [*before, *_own_after_quote(segments[quoted], mine[0], header), *own[len(before) :]]
    _date_from_text(earlier)
    return Split(front, earlier, own, _one_head(mine), missing=not own and not mine)


def _quoted(segments: Sequence[Segment]) -> int | None:
    """Return the place of the last older handling that stands below a head of the page's own, None where none does."""
    first = next((index for index, segment in enumerate(segments) if segment.own), len(segments))
    return next((index for index in range(len(segments) - 1, first, -1) if not segments[index].own), None)


def _one_head(mine: Sequence[Segment]) -> Head | None:
    """Join what the page's own heads say where it has several (a full one and `§ 198` alone, or a repeated page head)."""
    if not mine:
        return None
    heads = [segment.head for segment in mine]
    return Head(
        body=next((one.body for one in heads if one.body), None),
        date=next((one.date for one in heads if one.date), None),
        section=next((one.section for one in reversed(heads) if one.section), None),
        sections=next((one.sections for one in reversed(heads) if one.sections), ()),
        rest=next((one.rest for one in heads if one.rest), ""),
        bare=any(one.bare for one in heads),
    )


def segments_of(header: Header) -> tuple[list[Block], list[Segment]]:
    """Return the blocks before the first section head, and a segment for each head."""
    lines = [block.text for block in header.content]
    front: list[Block] = []
    segments: list[Segment] = []
    current = front
    skip = 0
    own_section = header.section
    for index, block in enumerate(header.content):
        if skip:
            skip -= 1
            continue
        found = _possible_head(lines, index, header)
        if found is not None and found.bare:
            if own_section is None and not segments and not (found.rest and _NOT_OWN.match(found.rest)):
                own_section = found.section
            elif found.section != own_section:
                found = None
        if found is None:
            current.append(block)
            continue
        segments.append(Segment(found))
        current = segments[-1].blocks
        skip = found.lines - 1
    return front, segments


_NOT_OWN = re.compile(r"(?:mom|kohta|luku)\b", re.IGNORECASE)


def _possible_head(lines: Sequence[str], index: int, header: Header) -> Head | None:
    line = lines[index]
    if "§" in line or "ykälä" in line or "aragraf" in line:
        found = head(lines, index)
        if found is not None or not line.endswith("§"):
            return found
    following = lines[index + 1] if index + 1 < len(lines) else ""
    if following[:1].isdigit() or following[:1] == "§":
        found = head(lines, index)
        if found is not None:
            return found
    if header.date is not None and line.rstrip(" §")[-4:].isdigit() and len(line) < 120:
        found = dated_body(line)
        if found is not None and found.date == header.date and _same_body(found.body, header.body):
            return found
    return None


def _mark_own(segments: list[Segment], header: Header) -> list[Segment]:
    """Mark the page's own segments and return them."""
    for segment in segments:
        segment.own = _is_own(segment.head, header)
    mine = [segment for segment in segments if segment.own]
    if mine or header.identified:
        return mine
    if header.date is not None and any(segment.head.date not in (None, header.date) for segment in segments):
        return []
    segments[-1].own = True
    last = segments[-1].head
    for segment in segments:
        segment.own = (segment.head.section, segment.head.date) == (last.section, last.date) or segment.own
    return [segment for segment in segments if segment.own]


def _is_own(found: Head, header: Header) -> bool:
    if header.section is not None:
        if found.section is None:
            return found.date == header.date and found.date is not None
        if header.section not in found.sections:
            return False
        if found.date is not None and header.date is not None:
            return found.date == header.date
        if found.body is not None:
            return _same_body(found.body, header.body)
        return True
    if header.date is None:
        return False
    if found.date is not None:
        return found.date == header.date and _same_body(found.body, header.body)
    return found.bare


def _same_body(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return True
    if one.casefold() == other.casefold() or fits(one, other) or fits(other, one):
        return True
    return not is_body(one) and one[:1].casefold() == other[:1].casefold()


def _officers_part(last: Segment, officer: str | None) -> list[Block]:
    """Take an officer's own decision from below a committee's handling: it has no head (formats.md 11, Turku)."""
    for index, block in enumerate(last.blocks):
        line = _OFFICER_LINE.match(block.text)
        if (line and officer and officer.casefold() in line["title"].casefold()) or block.text.startswith(
            ("PäätösPäät", "Päätös Päät", "Päätän", "Päätin")
        ):
            own, last.blocks = last.blocks[index:], last.blocks[:index]
            return own
    return []


def _decides(blocks: Iterable[Block]) -> bool:
    return any(
        (found := label(block.text)) is not None and found.section in (Section.decision, Section.proposal)
        for block in blocks
    )


def _own_after_quote(last: Segment, mine: Segment, header: Header) -> list[Block]:
    """Take the page's own text from below an older handling that it quotes: what follows the older decision.

    Where labels stand only once below the quote, they are the page's own if its own body proposes there, or if its head
    is a number alone and no history was announced (formats.md 2.3, an older handling pasted as text).
    """
    lines = [block.text for block in last.blocks]
    start = own_start(lines)
    if start is None:
        start = next(
            (
                index
                for index, line in enumerate(lines)
                if (found := label(line)) and found.sure and found.section is Section.proposal
            ),
            None,
        )
        announced = any((found := label(block.text)) and found.section is Section.history for block in mine.blocks)
        if (
            start is None
            or announced
            or not (
                mine.head.bare or _proposes(lines[start : start + 4], header.body or mine.head.body, last.head.body)
            )
        ):
            return []
    own, last.blocks = last.blocks[start:], last.blocks[:start]
    return own


def _proposes(lines: Sequence[str], own: str | None, older: str | None) -> bool:
    bodies = named_bodies("\n".join(lines))
    return bool(bodies) and _same_body(bodies[0], own) and not (older is not None and _same_body(bodies[0], older))


def own_start(lines: Sequence[str]) -> int | None:
    """Return where a second round of labels begins after a decision (preparer, presenter or proposal), else None."""
    decided = False
    start: int | None = None
    for index, line in enumerate(lines):
        found = label(line)
        if found is None:
            continue
        if found.section is Section.decision:
            decided = True
        elif decided and found.section in (Section.preparer, Section.proposal, Section.presenter) and found.sure:
            start, decided = index, False
    return start


def _date_from_text(segments: list[Segment]) -> None:
    """Fill in dates that an undated head's text names: `Pöydältä 26.10.2011 § 158`, `Avustustoimikunta 26.10.2011:`."""
    dates: dict[str, dt.date] = {}
    for segment in segments:
        for block in segment.blocks:
            found = _FROM_TABLE.match(block.text) if block.text.startswith("Pöydältä") else None
            if found and (date := date_of(found["date"])):
                dates[found["n"]] = date
    for segment in segments:
        if segment.head.date is None and segment.head.section is not None:
            own = _own_date(segment)
            segment.head = _dated(
                segment.head, dates.get(segment.head.section) or (own.date if own else None), own.body if own else None
            )


def _own_date(segment: Segment) -> Row | None:
    for block in segment.blocks:
        found = _BODY_COLON.match(block.text) if len(block.text) < 120 else None
        if found and is_body(found["body"]) and segment.head.body and fits(segment.head.body, found["body"]):
            return Row(found["body"], date_of(found["date"]), segment.head.section)
    return None


def _dated(found: Head, date: dt.date | None, body: str | None) -> Head:
    return Head(body or found.body, date, found.section, found.sections, found.rest, found.lines, found.bare)
