"""How KTweb's documents are read; their addresses are `scraper.platforms.ktweb`'s.

What the list said of a document (body, date, § and title) stands in `Page.link` and serves where the document does not say it.
"""

import re

from scraper.document import open_page, town_of
from scraper.documents import PAGED, extract
from scraper.grammar.bodies import is_officer
from scraper.grammar.diary import Diary, diary
from scraper.grammar.header import Header
from scraper.grammar.label_words import Section
from scraper.grammar.labels import label
from scraper.grammar.meetings import meeting_of, sections_of
from scraper.grammar.read import read
from scraper.grammar.running import relined
from scraper.grammar.sections import segments_of
from scraper.media import media_of
from scraper.page import Link, LinkKind, Page, Parsed
from scraper.platforms.ktweb import NAME, identity
from scraper.records import Decision
from scraper.text import Block
from scraper.vocabulary import Kind, Media, Status

READ = PAGED | {Media.text}
_WEB_PAGE = "it is a web page that is no minutes, such as a list; the minutes are the documents that lists link"
HEAD_WITHIN = 15
"""Lines above which a document names its publisher and its kind."""
_LISTED = re.compile(r"§\s*(?P<section>\d{1,4})\s+(?P<title>.*)$")
_FURNITURE = re.compile(
    r"(?:Päivämäärä|Datum|Pöytäkirja|Esityslista|Protokoll|Föredragningslista)\b[\s\d.:/()]*$", re.IGNORECASE
)
_OFFICERS = re.compile(
    r"(?:Viranhaltijapäätös|Viranhaltijan päätös|Päätöspöytäkirja|Tjänsteinnehavarbeslut)\b", re.IGNORECASE
)


def parse(page: Page) -> Parsed:
    """Read a document's decision, or those of its sections where it holds several; `complaint` where there is none."""
    media = media_of(page.content)
    if media not in READ:
        reason = _WEB_PAGE if media is Media.html else extract(page.content).reason
        return Parsed(NAME, complaint=f"not minutes: {reason}")
    document = open_page(page)
    if document.complaint or not document.blocks:
        return Parsed(NAME, complaint=f"not minutes: {document.complaint or 'there is no text in the document'}")
    blocks = relined(document.blocks)
    town = town_of(block.text for block in blocks[:HEAD_WITHIN])
    about, known = page.link, identity(page.url)
    listed = _LISTED.match((about.title if about else None) or "")
    several = _several(blocks, about, town)
    if several and (listed is None or listed["section"] in {one.section for one in several}):
        return Parsed(NAME, several, municipality=town, ids=tuple(f"{known}-{one.section}" for one in several))
    header = _header(blocks, about, listed["section"] if listed else None, listed["title"] if listed else None, town)
    if header is None:
        return Parsed(NAME, complaint="not minutes: the document has neither a section nor a label of minutes")
    decision = read(header)
    if decision.status is None and decision.proposal:
        decision.status = Status.agenda  # nothing was decided of what is proposed
    return Parsed(NAME, (decision,), municipality=town, ids=(known,))


def _header(
    blocks: list[Block], about: Link | None, section: str | None, title: str | None, town: str | None
) -> Header | None:
    number, content = _below_head([block for block in blocks if not _FURNITURE.match(block.text)], title)
    heads = segments_of(Header(content))[1]
    if not heads and not any(
        (found := label(block.text)) and found.section in (Section.proposal, Section.decision) for block in content
    ):
        return None
    body = about.body if about else None
    officer = (
        (about is not None and about.kind is LinkKind.officer_decision)
        or is_officer(body or "")
        or any(_OFFICERS.match(block.text) for block in blocks[:HEAD_WITHIN])
    )
    owned = any(segment.head.section == section for segment in heads)
    return Header(
        content,
        kind=Kind.officer_decision if officer else Kind.meeting_item,
        body=None if officer else body,
        officer=(body or (heads[-1].head.body if heads else None)) if officer else None,
        date=about.date if about else None,
        section=section,
        title=title,
        diary=number,
        municipality=town,
        headless=section is not None and not owned,
    )


def _below_head(blocks: list[Block], title: str | None) -> tuple[Diary | None, tuple[Block, ...]]:
    """Part off what stands above a document's text: its publisher, the title that the list said already, the diary number."""
    if title is None:
        return None, tuple(blocks)
    number: Diary | None = None
    known = title.casefold()
    for index, block in enumerate(blocks):
        text = block.text.strip()
        if number is None and (found := diary(text)) is not None:
            number = found
        elif label(text) is not None or not (text.casefold() in known or town_of([text])):
            return number, tuple(blocks[index:])
    return number, ()


def _several(blocks: list[Block], about: Link | None, town: str | None) -> tuple[Decision, ...]:
    """Return the decisions of a document with several sections: the opening of a meeting, or the whole of it."""
    meeting = meeting_of(blocks)
    items = sections_of(blocks, meeting)
    return tuple(
        read(
            Header(
                tuple(item.blocks),
                body=(about.body if about else None) or meeting.body,
                date=(about.date if about else None) or meeting.date,
                section=item.head.section,
                title=item.head.rest or None,
                municipality=town,
            )
        )
        for item in items
    )
