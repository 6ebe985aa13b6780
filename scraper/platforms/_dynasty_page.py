"""How Dynasty's item, officer's decision and meeting pages are read; their addresses are `scraper.platforms.dynasty`'s.

It stands apart because following feeds and lists takes no grammar: a sync that finds nothing new never imports it.
"""

import datetime as dt
import re
from typing import TYPE_CHECKING

from scraper.document import Document, open_page, town_of
from scraper.grammar.attachments import attachment
from scraper.grammar.bodies import is_officer
from scraper.grammar.header import Header
from scraper.grammar.heads import date_of
from scraper.grammar.read import read
from scraper.grammar.sections import segments_of
from scraper.page import LinkKind, Page, Parsed
from scraper.platforms.dynasty import NAME, address_of, identity
from scraper.records import Attachment, Meeting
from scraper.text import Block
from scraper.vocabulary import Kind, Status

if TYPE_CHECKING:
    from scraper.source import Source

_PAGE_HEAD = re.compile(
    r"^(?P<body>.*?)\s*\b(?P<kind>Pöytäkirja|Esityslista|Protokoll|Föredragningslista|Viranhaltijapäätös|Tjänsteinnehavarbeslut|Päätöspöytäkirja|Päätös|Beslut)\s+"
    r"(?P<date>\d{1,2}\.\d{1,2}\.\d{4})(?:\s+(?:klo|kl\.?)\s[\d.:]+)?\s*(?:/\s*)?(?:(?P<number>Pykälä|Paragraf|§|Asianro|Asianumero|Ärendenr|Ärende)\s*(?P<n>\d+))?(?P<rest>.*)$",
    re.IGNORECASE,
)
_OFFICER_HEAD = re.compile(
    r"^(?P<body>.*?)\s*\b(?:Viranhaltijapäätös|Tjänsteinnehavarbeslut)\s+(?P<n>\d{1,5})/(?:19|20)\d\d(?!\d)(?P<rest>.*)$"
)
_CHROME = re.compile(
    r"(?:Dynasty (?:tietopalvelu|informationsservice)\b|RSS-(?:linkki|länk)|(?:Kokousasiat|Kokoukset|Viranhaltijapäätökset|Mötesärende[nt]?|Möten|Sammanträden|Ärenden):|https?://\S+DREQUEST|"
    r"(?:Edellinen|Seuraava) (?:asia|päätös)|(?:Föregående|Nästa) (?:ärende|beslut)|Kokousasia\s?PDF|Mötesärendet? (?:i|som) PDF|Navigointi$|Navigering$|Avaa haku$|Toimielimet\s?\||"
    r"Haku$|RSS$|Takaisin\b.{0,40}$|Tulosta$|Muutoksenhakuohje$|Anvisning för ändringssökande$|\W*$)",
    re.IGNORECASE,
)
_MEETING_HEAD = re.compile(
    r"(?P<body>[^\d|]{0,120}?)\s*\b(?P<kind>Pöytäkirja|Esityslista|Protokoll|Föredragningslista)\s+(?P<date>\d{1,2}\.\d{1,2}\.\d{4})",
    re.IGNORECASE,
)
_AGENDAS = ("esityslista", "föredragningslista")
_OFFICERS = ("viranhaltijapäätös", "tjänsteinnehavarbeslut", "päätöspöytäkirja")
_ATTACHED = re.compile(r"/kokous/[0-9A-Za-z]+-\d+-\d+\.\w{2,5}(?:$|\?)", re.IGNORECASE)
_NUMBERED_FILE = re.compile(r"-\d{1,9}-\d{1,9}\.\w")
_OWN_FILE = re.compile(r"/kokous/([0-9A-Za-z]+-\d+)\.PDF", re.IGNORECASE)
_HEADER_WITHIN = 80
LONGEST_HEADING = 300
"""Characters of a line in which a meeting's heading is looked for."""


def parse(page: Page) -> Parsed:
    """Read the item or officer's decision of a page; `complaint` where it is none."""
    document = open_page(page)
    header = _header(document)
    if header is None:
        return Parsed(
            NAME,
            complaint="not minutes: the page has no heading of an item or an officer's decision",
            municipality=_municipality(document),
        )
    return Parsed(NAME, (read(header),), municipality=header.municipality, ids=(_own_id(document),))


def _header(document: Document) -> Header | None:
    blocks = document.blocks
    officer = document.url is not None and "official_decision" in document.url
    heads = ((index, _page_head(block.text)) for index, block in enumerate(blocks[:_HEADER_WITHIN]))
    place, found = next(((index, match) for index, match in heads if match), (0, None))
    if found is None:
        everything = tuple(block for block in blocks if not _CHROME.match(block.text))
        header = Header(
            everything, Kind.officer_decision if officer else Kind.meeting_item, municipality=_municipality(document)
        )
        return header if segments_of(header)[1] else None
    named = found.groupdict()
    kind = (named.get("kind") or "viranhaltijapäätös").casefold()
    body = named["body"].strip(" ,-–") or _body_above(blocks, place)
    date = date_of(named["date"]) if named.get("date") else None
    section, rest = named["n"], named["rest"].rstrip(" /|")
    if kind in _AGENDAS and (named.get("number") or "").casefold() not in ("pykälä", "paragraf", "§"):
        section = None
    content = [block for block in blocks[place + 1 :] if not _CHROME.match(block.text)]
    if section is not None and rest and len(section) > 3:
        section, rest = _unglued(section, rest, content, date)
    linked = _attached(document)
    attachments = _attachments(linked)
    listed = {(one.title or "").casefold() for one in attachments} | {text.casefold() for _, text in linked}
    kept = tuple(block for block in content if block.text.casefold() not in listed)
    by_officer = officer or kind in _OFFICERS or (body is not None and is_officer(body))
    return Header(
        kept,
        kind=Kind.officer_decision if by_officer else Kind.meeting_item,
        status=Status.agenda if kind in _AGENDAS else Status.minutes,
        body=None if by_officer else body,
        officer=body if by_officer else None,
        date=date,
        section=section,
        title=rest.strip(" /|")
        if len(rest.strip(" /|")) > 3 and not rest.strip(" /").casefold().startswith(("klo", "tarkastettu"))
        else None,
        municipality=_municipality(document),
        attachments=tuple(attachments),
    )


def _page_head(line: str) -> re.Match[str] | None:
    if len(line) > 600 or not any(char.isdigit() for char in line):
        return None
    line = line.replace("\t", " ")
    found = _PAGE_HEAD.match(line)
    if found and found["n"] and len(found["body"]) < 120:
        return found
    return _OFFICER_HEAD.match(line) if len(line) < 300 else None


def _body_above(blocks: list[Block], place: int) -> str | None:
    """Return the body on the line above the page's heading; links and menus stand there where it is missing."""
    for block in reversed(blocks[max(0, place - 3) : place]):
        if not _CHROME.match(block.text) and len(block.text) <= 120:
            return block.text
    return None


def _unglued(number: str, rest: str, content: list[Block], date: dt.date | None) -> tuple[str, str]:
    """Part a § from a title that begins with a digit (`Pykälä 732024 talousarvio`): the section head knows the number."""
    _, segments = segments_of(Header(tuple(content), date=date))
    for segment in segments:
        own = segment.head.section
        if own and own != number and number.startswith(own) and segment.head.date in (None, date):
            return own, number[len(own) :] + rest
    return number, rest


def _attached(document: Document) -> list[tuple[str, str]]:
    """Return (address, text) of the links to attachments; most pages name none, and their links are read no further."""
    if not _NUMBERED_FILE.search(document.text):
        return []
    return [(href, text) for href, text in document.links if _ATTACHED.search(href)]


def _attachments(linked: list[tuple[str, str]]) -> list[Attachment]:
    found: dict[str, Attachment] = {}
    for href, text in linked:
        if text and href not in found:
            one = attachment(text)
            one.url = href if href.startswith("http") else None
            found[href] = one
    return list(found.values())


def _municipality(document: Document) -> str | None:
    lines = [block.text for block in document.blocks[:12]]
    head = next((index for index, line in enumerate(lines) if _page_head(line)), len(lines))
    lines = lines[:head]
    return town_of([*(line for line in lines if "RSS" in line), document.title or "", *lines])


def _own_id(document: Document) -> str | None:
    if document.url is not None and (known := identity(document.url)):
        return known
    named = _OWN_FILE.search(document.text)
    return named[1] if named else None


def meeting(source: "Source", page: Page) -> Meeting | None:
    """Return the meeting that a meeting's page is of, with the status that its heading says; None for another page."""
    address = address_of(page.url)
    if address is None or address.kind is not LinkKind.meeting or address.id is None:
        return None
    for block in open_page(page).blocks[:_HEADER_WITHIN]:
        if head := _MEETING_HEAD.search(block.text, 0, LONGEST_HEADING):
            status = Status.agenda if head["kind"].casefold() in _AGENDAS else Status.minutes
            body = page.link.body if page.link else None
            return Meeting(
                id=f"{source.id}:{address.id}",
                source=source.id,
                body=head["body"].strip(" ,-–|") or body,
                date=date_of(head["date"]),
                status=status,
                url=address.url,
            )
    return None
