"""Minutes that no publishing system has put into its own form: saved texts, PDF and office files, towns' own sites.

A document is the minutes of a whole meeting (one numbered section after another below a cover page), one matter with a title
and a section head or labels, or else an attachment: slides, project descriptions, news.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from scraper.document import Document, only_town_of, town_of
from scraper.grammar.bodies import fits, is_officer
from scraper.grammar.diary import diary
from scraper.grammar.header import Header
from scraper.grammar.label_words import Section
from scraper.grammar.labels import is_field_word, label
from scraper.grammar.meetings import Meeting, meeting_of, sections_of, short_section, titled_number
from scraper.grammar.read import read, read_attachment
from scraper.grammar.running import bodies_named, relined
from scraper.grammar.sections import Segment, segments_of
from scraper.page import Parsed
from scraper.text import Block, asks_for_login
from scraper.vocabulary import Kind, Status

_ERROR = re.compile(
    r"^(?:(?:HTTP )?(?:Error|Virhe|Fel)?\s*(?:40[0-9]|41[0-9]|50[0-9])\b|Page not found|Not found|Sivua ei löydy|Sivua ei löytynyt|Sidan hittades inte|Access denied|Forbidden|Service unavailable|"
    r"Internal server error|Bad gateway|Kirjaudu sisään|Logga in|Log in|Sign in|Istunto on (?:päättynyt|vanhentunut)|Palvelu ei ole käytettävissä|Just a moment|Hakutulokset|Sökresultat|Search results)",
    re.IGNORECASE,
)
_OFFICERS = re.compile(
    r"(?:Viranhaltijapäätös|Viranhaltijan päätös|Päätöspöytäkirja|Tjänsteinnehavarbeslut|Tjänstemannabeslut)\b.{0,60}$",
    re.IGNORECASE,
)
_STATUS = re.compile(r"\b(?:(?P<minutes>pöytäkirja|protokoll)|esityslista|föredragningslista)\b", re.IGNORECASE)
_HEADER_WITHIN = 12
_TELLING = frozenset((Section.proposal, Section.decision, Section.presenter, Section.preparer))
_TOWN_WITHIN = 20_000
_SHORT_LINE = 80
_SHORT_PAGE = 60
"""Blocks: an error or log-in page has no more."""


def read_loose(document: Document, platform: str) -> Parsed:
    """Read the decisions of a document; one without any is an attachment, and an empty or log-in page a complaint.

    Each decision of a document with pages is given the page that it begins on.
    """
    if complaint := _not_a_document(document):
        return Parsed(platform, complaint=complaint)
    town = _municipality(document)
    # The lines of a file with pages are whole paragraphs: they have not lost their breaks, as a long line else has.
    blocks = document.blocks if document.pages else relined(document.blocks)
    meeting = meeting_of(blocks)
    items = sections_of(blocks, meeting)
    if meeting.body is None:
        meeting = replace(meeting, body=_body_of(blocks, items))
    if items:
        status = _status(blocks) if document.pages else None
        decisions = tuple(read(_item(item, meeting, town, status)) for item in items)
        return Parsed(
            platform,
            decisions,
            municipality=town,
            ids=tuple(_identity(item, meeting) if document.pages else None for item in items),
            pages=tuple(document.page_of(item.at) for item in items),
        )
    header = Header(tuple(blocks), municipality=town)
    segments = segments_of(header)[1]
    if segments and not any(segment.head.date for segment in segments) and meeting.body:
        header = Header(tuple(blocks), body=meeting.body, date=meeting.date, municipality=town)
    if not segments:
        header = _without_head(blocks, meeting, town)
        if not _decides(blocks) or not (header.section or header.body or _has_diary(blocks)):
            record = read_attachment(_first_line(document), blocks, municipality=town)
            return Parsed(platform, (record,), municipality=town, ids=(None,))
    officer = segments[-1].head.body if segments and is_officer(segments[-1].head.body or "") else None
    if officer or any(_OFFICERS.match(block.text) for block in blocks[:_HEADER_WITHIN]):
        header = replace(header, kind=Kind.officer_decision, officer=officer, body=None)
    return Parsed(platform, (read(header),), municipality=town, ids=(None,))


def _identity(item: Segment, meeting: Meeting) -> str | None:
    """Return what a section is known by wherever its file lies: body, day and §, None where the minutes do not say them."""
    if not (meeting.body and meeting.date and item.head.section):
        return None
    body = re.sub(r"\W+", "-", meeting.body.casefold()).strip("-")
    return f"{body}-{meeting.date.isoformat()}-{item.head.section}"


def _status(blocks: Sequence[Block]) -> Status | None:
    """Return whether the first lines call a document minutes or an agenda."""
    found = [match for block in blocks[:_HEADER_WITHIN] if (match := _STATUS.search(block.text))]
    if not found:
        return None
    return Status.minutes if found[0]["minutes"] else Status.agenda


def _without_head(blocks: list[Block], meeting: Meeting, town: str | None) -> Header:
    """Return the header of one matter without a section head; a number before a title in capitals is its §."""
    header = Header(tuple(blocks), body=meeting.body, date=meeting.date, section=meeting.section, municipality=town)
    for index, block in enumerate(blocks[:_SHORT_PAGE]):
        if (found := titled_number(block.text)) is not None:
            return replace(header, content=tuple(blocks[index + 1 :]), section=found.section, title=found.rest)
        following = blocks[index + 1].text if index + 1 < len(blocks) else ""
        if meeting.section and short_section(block.text) == meeting.section and following.isupper():
            return replace(header, content=tuple(blocks[index + 2 :]), title=following)
    return _titled_by_number(header, blocks)


def _titled_by_number(header: Header, blocks: list[Block]) -> Header:
    """Take a title from the line above the diary number, where only a letterhead stands over both (formats.md 3, items as PDF)."""
    for index, block in enumerate(blocks[:_HEADER_WITHIN]):
        if (number := diary(block.text)) is not None and index and len(block.text) < _SHORT_LINE:
            above = blocks[index - 1].text
            if label(above) is None and all(
                label(one.text) is None or is_field_word(one.text) for one in blocks[:index]
            ):
                return replace(header, content=tuple(blocks[index + 1 :]), title=above, diary=number)
    return header


def _has_diary(blocks: list[Block]) -> bool:
    return any(diary(block.text) is not None for block in blocks[:_SHORT_PAGE])


def _body_of(blocks: list[Block], items: list[Segment]) -> str | None:
    """Return the body that the document names in full and its section heads abbreviate."""
    short = next((item.head.body for item in items if item.head.body), None)
    named = bodies_named("\n".join(block.text for block in blocks[:40])) if short else []
    return next((body for body in named if short and fits(short, body)), short)


def _item(item: Segment, meeting: Meeting, town: str | None, status: Status | None) -> Header:
    """Return the header of one section of a whole meeting's minutes."""
    return Header(
        tuple(item.blocks),
        status=status,
        body=meeting.body,
        date=meeting.date,
        section=item.head.section,
        title=item.head.rest or None,
        municipality=town,
    )


def _not_a_document(document: Document) -> str | None:
    blocks = document.blocks
    if document.complaint:
        return f"not minutes: {document.complaint}"
    if not blocks:
        return "not minutes: the document is empty"
    if len(blocks) <= _SHORT_PAGE and not _decides(blocks):
        if document.html and asks_for_login(document.text):
            return "not minutes: the page asks for a log-in"
        for text in (document.title or "", *(block.text for block in blocks[:3])):
            if _ERROR.match(text):
                return f"not minutes: the page says {text[:80]!r}"
    return None


def _decides(blocks: list[Block]) -> bool:
    """Say whether a document has a proposal or decision label that stands alone, or several labels that run into their text."""
    running: set[Section] = set()
    for block in blocks:
        found = label(block.text) if len(block.text) < 5000 else None
        if found is None or found.section not in _TELLING:
            continue
        if found.sure and found.section in (Section.proposal, Section.decision):
            return True
        running.add(found.section)
    return Section.decision in running and len(running) > 1


def _first_line(document: Document) -> str | None:
    heading = next((block.text for block in document.blocks if block.heading), None)
    return heading or document.title or document.blocks[0].text[:300]


def _municipality(document: Document) -> str | None:
    named = town_of([document.title or "", *(block.text for block in document.blocks[:15])])
    return named or only_town_of(document.text[:_TOWN_WITHIN])
