"""Minutes of a whole meeting in one document: whose meeting it was, and its sections one after another."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scraper.grammar.bodies import body_like, fits, is_body
from scraper.grammar.heads import Head, date_of, head
from scraper.grammar.sections import Segment
from scraper.text import Block

HEADER_WITHIN = 60
"""Lines in which a meeting names itself."""

MIN_SECTIONS = 2
"""Numbered sections that make a document the minutes of a meeting."""

_KIND = r"(?:pöytäkirja|esityslista|protokoll|föredragningslista)"
_WITH_KIND = re.compile(
    rf"^(?P<body>[A-ZÅÄÖ][^\d§:]{{3,80}}?)[\s,]+(?:{_KIND})\b(?:.{{0,40}}?(?<!\d)(?P<date>\d{{1,2}}\.\d{{1,2}}\.\d{{4}}))?",
    re.IGNORECASE,
)
_BODY_DATE = re.compile(
    r"^(?P<body>[A-ZÅÄÖ][^\d§:]{3,80}?)[\s,]+(?:kokous |sammanträde |möte )?(?P<date>\d{1,2}\.\d{1,2}\.\d{4})(?:\s*(?:klo|kl\.?)\s?[\d.:]+)?(?:\s*[-–]\s*[\d.:]+)?$"
)
_TIME = re.compile(
    r"^(?:kokousaika|aika|kokouspäivä(?:määrä)?|kokouspvm|tid|sammanträdestid|mötestid|pvm|päivämäärä|datum)\b[^\d]{0,40}(?P<date>\d{1,2}\.\d{1,2}\.\d{4})",
    re.IGNORECASE,
)
_SHORT_SECTION = re.compile(r"^(?P<body>[A-ZÅÄÖ][A-Za-zÅÄÖåäö.]{1,14})\s+(?P<n>\d{1,4})$")
_RUNNING_TIME = re.compile(
    r"\b(?:kokousaika|aika|tid|sammanträdestid)\b[^\d]{0,30}(?P<date>\d{1,2}\.\d{1,2}\.\d{4})", re.IGNORECASE
)
_CAPITALS = re.compile(r"^(?P<n>\d{1,4})\.? (?P<title>[A-ZÅÄÖ][A-ZÅÄÖ0-9 ,./():–-]{4,240})$")
_ONLY_DATE = re.compile(r"^(?P<date>\d{1,2}\.\d{1,2}\.\d{4})\b")


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a document says of its meeting above the first section; None where it does not."""

    body: str | None = None
    date: dt.date | None = None
    section: str | None = None


def meeting_of(blocks: Sequence[Block]) -> Meeting:
    """Read the body and date of a meeting from the first lines of its minutes."""
    body: str | None = None
    date: dt.date | None = None
    section: str | None = None
    for block in blocks[:HEADER_WITHIN]:
        line = block.text.replace("\t", " ")
        if len(line) > 110:
            running = _RUNNING_TIME.search(line, 0, 600) if date is None else None
            date = date_of(running["date"]) if running else date
            continue
        found = (_WITH_KIND.match(line) or _BODY_DATE.match(line)) if not _TIME.match(line) else None
        if found and body is None and body_like(found["body"], strict=True):
            body = found["body"].strip(" ,-–")
            date = date or (date_of(found["date"]) if found["date"] else None)
        elif (timed := _TIME.match(line)) and date is None:
            date = date_of(timed["date"])
        elif body is None and is_body(line) and len(line) < 70 and line[0].isupper() and line.count(" ") < 7:
            body = line.capitalize() if line.isupper() else line
        elif section is None and (short := _SHORT_SECTION.match(line)) and body_like(short["body"], strict=True):
            section, body = short["n"], body or short["body"]
        elif date is None and body is not None and (only := _ONLY_DATE.match(line)):
            date = date_of(only["date"])
    return Meeting(body.capitalize() if body and body.isupper() and len(body) > 8 else body, date, section)


def short_section(line: str) -> str | None:
    """Return the number of a head that lost its section sign (`Siv.ltk 50`), None where the line is no such head."""
    short = _SHORT_SECTION.match(line)
    return short["n"] if short and body_like(short["body"], strict=True) else None


def sections_of(blocks: Sequence[Block], meeting: Meeting) -> list[Segment]:
    """Return the numbered sections of a meeting's minutes; [] where the document is one matter or none.

    Sections are heads of a number alone (`§ 12 Title`, `12 § TITLE`) whose numbers rise; a head with another body or date
    inside one is an older handling and stays in it. Where the numbers begin again, what came before was a table of contents.
    """
    lines = [block.text for block in blocks]
    found: list[Segment] = []
    last = 0
    for index, block in enumerate(blocks):
        own = _numbered(lines, index, meeting)
        number = int(own.section) if own is not None and own.section else 0
        if own is not None and found and own.section == found[0].head.section and _is_contents(found):
            found, last = [], 0
        if own is not None and (not found or last < number <= last + 5):
            above = blocks[index - 1] if index else None
            if above is not None and above.heading and not own.rest:
                own = replace(own, rest=above.text)
                if found and found[-1].blocks and found[-1].blocks[-1] is above:
                    found[-1].blocks.pop()
            found.append(Segment(own, at=index))
            last = number
        elif found:
            found[-1].blocks.append(block)
    return found if len(found) >= MIN_SECTIONS else []


def _is_contents(found: Sequence[Segment]) -> bool:
    return len(found) >= MIN_SECTIONS and sum(len(segment.blocks) for segment in found[:-1]) <= len(found)


def _numbered(lines: Sequence[str], index: int, meeting: Meeting) -> Head | None:
    line = lines[index]
    if "§" not in line[:120]:
        return titled_number(line)
    found = head(lines, index)
    if found is None or found.lines > 1:
        return None
    if found.bare:
        return found
    same = meeting.body is None or found.body is None or found.body == meeting.body or fits(found.body, meeting.body)
    return found if same and found.date in (None, meeting.date) else None


def titled_number(line: str) -> Head | None:
    """Read `292 KOKOUKSEN LAILLISUUS`: a section whose mark was lost; its title stands in capitals."""
    found = _CAPITALS.match(line) if line[:1].isdigit() and len(line) < 250 else None
    if found is None or not any(len(word) > 3 for word in found["title"].split()):
        return None
    return Head(None, None, found["n"], (found["n"],), found["title"].strip(), bare=True)
