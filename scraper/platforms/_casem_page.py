"""How CaseM's item and meeting pages are read; their addresses are `scraper.platforms.casem`'s."""

import re
from typing import TYPE_CHECKING

from scraper.document import Document, open_page
from scraper.grammar.attachments import attachment
from scraper.grammar.bodies import is_body, is_officer
from scraper.grammar.header import Header
from scraper.grammar.heads import date_of
from scraper.grammar.label_words import Section
from scraper.grammar.labels import label
from scraper.grammar.read import read
from scraper.page import LinkKind, Page, Parsed
from scraper.platforms.casem import NAME, address_of, identity
from scraper.records import Attachment, Meeting
from scraper.text import Block
from scraper.vocabulary import Kind, Status

if TYPE_CHECKING:
    from scraper.source import Source

_MEETING = re.compile(
    r"^(?P<body>[^\W\d_][^§]{1,110}?),\s+(?P<kind>kokous|sammanträde|möte|viranhaltijapäätös|päätös|tjänsteinnehavarbeslut)?\s*(?P<date>\d{1,2}\.\d{1,2}\.\d{4})(?:\s*(?:klo|kl\.?)\s[\d.:]+)?$",
    re.IGNORECASE,
)
_OFFICER = re.compile(r"^(?P<body>[A-ZÅÄÖ][^§\d,]{3,90}?),?\s+(?P<date>\d{1,2}\.\d{1,2}\.\d{4})$")
_CHECKED = re.compile(r"(?:Pöytäkirja on (?:tarkastettu|hyväksytty|julkaistu)|Protokollet är (?:justerat|godkänt))\b")
_AGENDA = re.compile(r"(?:Esityslista|Föredragningslista)\b")
_CHROME = re.compile(
    r"(?:Banneri|Banner|Tulosta|Jaa|Takaisin|Siirry sisältöön|Hyppää sisältöön|Edellinen|Seuraava|Etusivu|Haku)$",
    re.IGNORECASE,
)
_REPEATED = re.compile(r"\s*#{1,6}\s*§\s*\d{1,4}\s*")
_SECTION_TITLE = re.compile(r"§\s*\d{1,4}\s+(?P<title>\S.*)$")
_HEADER_WITHIN = 60
LONGEST_HEADING = 160
SHORT = 60
"""Characters of a meeting's heading at most, and of a line that says whether its minutes are ready."""
_KINDS = {"pöytäkirja": Status.minutes, "protokoll": Status.minutes}


def parse(page: Page) -> Parsed:
    """Read the item or officer's decision of a page; `complaint` where it is none."""
    document = open_page(page)
    header = _header(document)
    if header is None:
        return Parsed(
            NAME, complaint="not minutes: the page has neither a meeting's heading nor a section nor a label of minutes"
        )
    known = identity(document.url) if document.url else None
    decision = read(header)
    if decision.status is None and decision.proposal:
        decision.status = Status.agenda  # neither checked nor decided: what is proposed is still to come
    return Parsed(NAME, (decision,), municipality=header.municipality, ids=(known,))


def meeting(source: "Source", page: Page) -> Meeting | None:
    """Return the meeting that a meeting's page is of: its body and date from the heading, never from the address."""
    address = address_of(page.url)
    if address is None or address.kind is not LinkKind.meeting or address.id is None:
        return None
    body, date, status = None, None, None
    for block in open_page(page).blocks:
        if date is None and len(block.text) <= LONGEST_HEADING and (found := _MEETING.match(block.text)):
            body, date = found["body"].strip(), date_of(found["date"])
        elif date is not None and len(block.text) < SHORT:
            if _CHECKED.match(block.text) or block.text.casefold() in _KINDS:
                status = Status.minutes
            elif status is None and _AGENDA.match(block.text):
                status = Status.agenda
    if date is None:
        return None
    return Meeting(
        id=f"{source.id}:{address.id}", source=source.id, body=body, date=date, status=status, url=address.url
    )


def _header(document: Document) -> Header | None:
    blocks = document.blocks
    place, body, date, kind = None, None, None, Kind.meeting_item
    for index, block in enumerate(blocks[:_HEADER_WITHIN]):
        if len(block.text) > LONGEST_HEADING:
            continue
        found = _MEETING.match(block.text) or _OFFICER.match(block.text)
        if found and (found.re is _MEETING or is_body(found["body"]) or is_officer(found["body"])):
            place, body, date = index, found["body"].strip(), date_of(found["date"])
            word = (found.groupdict().get("kind") or "").casefold()
            if word in ("viranhaltijapäätös", "päätös", "tjänsteinnehavarbeslut") or is_officer(body):
                kind = Kind.officer_decision
            break
    if document.url and "/viranhaltijat" in document.url.casefold():
        kind = Kind.officer_decision
    below = blocks[place + 1 :] if place is not None else blocks
    status = None
    content: list[Block] = []
    for block in below:
        if _CHECKED.match(block.text) and len(block.text) < SHORT:
            status = Status.minutes
        elif _AGENDA.match(block.text) and len(block.text) < 40 and not content:
            status = Status.agenda
        elif not _CHROME.match(block.text):
            content.append(block)
    if place is None and not any(
        block.text.startswith("§")
        or ((found_ := label(block.text)) and found_.section in (Section.proposal, Section.decision, Section.preparer))
        for block in content[:200]
    ):
        return None
    officer = kind is Kind.officer_decision
    return Header(
        tuple(_titled_once(_unrepeated(content))),
        kind=kind,
        status=status,
        body=None if officer else body,
        officer=body if officer else None,
        date=date,
        attachments=tuple(_attachments(document)),
    )


def _unrepeated(content: list[Block]) -> list[Block]:
    """Drop a section mark that a PDF left inside the title (`§ 45 Talousarvio ## § 45`)."""
    return [
        Block(_REPEATED.sub(" ", block.text).strip(), block.cells, block.heading)
        if "#" in block.text[1:] and "§" in block.text
        else block
        for block in content
    ]


def _titled_once(content: list[Block]) -> list[Block]:
    """Drop the title where a PDF's page repeats it as a heading of its own below `§ 8 Title`."""
    for index, block in enumerate(content[:6]):
        found = _SECTION_TITLE.match(block.text)
        if found:
            following = content[index + 1 : index + 2]
            repeated = [b for b in following if b.text.lstrip("# ").strip().casefold() == found["title"].casefold()]
            return content[: index + 1] + content[index + 1 + len(repeated) :]
    return content


def _attachments(document: Document) -> list[Attachment]:
    found = []
    for href, text in document.links:
        if "/download/" in href and text:
            one = attachment(text)
            one.url = href if href.startswith("http") else None
            found.append(one)
    return found
