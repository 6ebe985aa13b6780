"""How Inetview's item and meeting pages are read; their addresses are `scraper.platforms.turku`'s."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.document import Document, open_page, town_of
from scraper.grammar.diary import Diary, diary
from scraper.grammar.header import Header, Row
from scraper.grammar.heads import date_of
from scraper.grammar.labels import label
from scraper.grammar.read import read, read_attachment
from scraper.page import Link, LinkKind, Page, Parsed
from scraper.platforms.turku import LEADS_TO, NAME, PATH, address_of, identity, is_minutes
from scraper.records import Attachment, Meeting
from scraper.text import Block
from scraper.vocabulary import Kind, Status

if TYPE_CHECKING:
    from scraper.source import Source

_TABLE_HEAD = re.compile(r"^(?P<owner>[A-ZÅÄÖ][^§\d]{3,60}?)\s*\|?\s*§\s*\|?\s*(?P<kind>Kokouspvm|Päätöspöytäkirja)")
_GLUED = re.compile(
    r"^(?P<body>\D+?)\s*(?P<n>\d{1,4}?)(?P<date>(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])\.\d{4})\s*(?P<item>\d*)$"
)
_ENDING = re.compile(r"^Loppupvm\s*[\d.]*,?\s*", re.IGNORECASE)
_DATE_CELL = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}$")
_LINKED = re.compile(r"(?:Liite|Oheismateriaali)\s?\d*:?$")
_OFFICERS_ITEM = re.compile(r"viranhaltij\w+ päätö|päätöspöytäkirj", re.IGNORECASE)
_FORM = re.compile(r"<input[^>]{0,200}type\s*=\s*[\"']?password", re.IGNORECASE)
_HEADER_WITHIN = 30
_LISTS = re.compile(r"Esityslistat\s*/\s*pöytäkirjat", re.IGNORECASE)
_MEETING = re.compile(
    r"(?P<body>[^\d|]{2,120}?)\s+(?P<date>\d{1,2}\.\d{1,2}\.\d{4})\s*-\s*(?P<kind>Pöytäkirja|Esityslista|Lisälista)",
    re.IGNORECASE,
)


def parse(page: Page) -> Parsed:
    """Read the page's own decision; a page without the header table is an attachment's text, or nothing."""
    document = open_page(page)
    header = header_of(document)
    known = identity(document.url) if document.url else None
    if header is not None:
        decision = read(header)
        links = tuple(_officers_decisions(document)) if _OFFICERS_ITEM.search(decision.title or "") else ()
        return Parsed(NAME, (decision,), links, municipality=header.municipality, ids=(known,))
    if not document.blocks:
        return Parsed(NAME, complaint="not minutes: the page is empty")
    if document.html and _FORM.search(document.text):
        return Parsed(NAME, complaint="not minutes: the page asks for a log-in")
    if _is_list(document):
        return Parsed(NAME, complaint="not minutes: the page is a list of meetings or items; open one of its items")
    if page.link is not None and page.link.kind is LinkKind.meeting_item:
        return Parsed(NAME, complaint="not minutes: the page has no header table of a meeting")
    return Parsed(NAME, (read_attachment(document.blocks[0].text, document.blocks),), ids=(known,))


def _is_list(document: Document) -> bool:
    """Tell whether a page without the header table is a list, by its address or by the heading that every list has."""
    address = address_of(document.url) if document.url else None
    heading = document.blocks[0].text
    listed = _LISTS.match(heading) or _MEETING.match(heading)
    return (address is not None and address.kind in LEADS_TO) or (document.html and listed is not None)


def meeting(source: "Source", page: Page) -> Meeting | None:
    """Return the meeting that a meeting's page is of; None for another page."""
    address = address_of(page.url)
    if address is None or address.kind is not LinkKind.meeting or address.id is None:
        return None
    for block in open_page(page).blocks[:_HEADER_WITHIN]:
        if head := _MEETING.match(block.text):
            return Meeting(
                id=f"{source.id}:{address.id}",
                source=source.id,
                body=head["body"].strip(" -"),
                date=date_of(head["date"]),
                status=Status.minutes if head["kind"].casefold() == "pöytäkirja" else Status.agenda,
                url=address.url,
            )
    return None


def header_of(document: Document) -> Header | None:
    """Return what the header table says, and the text below it; None where there is no such table."""
    blocks = document.blocks
    heads = ((index, _TABLE_HEAD.match(_flat(block))) for index, block in enumerate(blocks[:_HEADER_WITHIN]))
    place, table = next(((index, match) for index, match in heads if match), (0, None))
    if table is None:
        return None
    officer = table["kind"] == "Päätöspöytäkirja"
    rows: list[Row] = []
    index = place + 1
    while index < len(blocks) and index < place + _HEADER_WITHIN:
        row = _row(blocks[index])
        if row is not None:
            rows.append(row)
        elif rows or _ends_table(blocks, index):
            break
        index += 1
    if not rows:
        return None
    own = rows[-1]
    number, title, index = _below(blocks, index)
    content = blocks[index:]
    return Header(
        tuple(content),
        kind=Kind.officer_decision if officer else Kind.meeting_item,
        status=Status.minutes if officer else _status(document.url),
        body=None if officer else own.body,
        officer=own.body if officer else None,
        date=own.date,
        section=own.section,
        title=title,
        diary=number,
        municipality=town_of([table["owner"]]),
        earlier=tuple(rows[:-1]),
        attachments=() if _OFFICERS_ITEM.search(title or "") else tuple(_attachments(document)),
    )


def _officers_decisions(document: Document) -> Iterator[Link]:
    """Yield the documents that hang on a board's item about officers' decisions."""
    for href, text in document.links:
        known = PATH.search(urlsplit(href).path)
        if known and text and href != document.url:
            yield Link(href, LinkKind.officer_decision, known["id"], text)


def _flat(block: Block) -> str:
    return block.text.replace("\t", " ")[:200]


def _row(block: Block) -> Row | None:
    """Read a row of the header table: cells, or glued as a saved text has it."""
    cells = [cell.strip() for cell in (block.cells or block.text.split("\t"))]
    if len(cells) >= 3:
        for place in range(1, len(cells) - 1):
            if cells[place].isdigit() and _DATE_CELL.match(cells[place + 1]):
                return Row(_ENDING.sub("", cells[place - 1]).strip(" ,"), date_of(cells[place + 1]), cells[place])
    line = _ENDING.sub("", " ".join(cells)).strip()
    found = _GLUED.match(line) if len(line) < 200 else None
    if found and (date := date_of(found["date"])):
        return Row(found["body"].strip(" ,|"), date, found["n"])
    return None


def _ends_table(blocks: list[Block], index: int) -> bool:
    """Say whether the table has ended: units may stand between its head and the officer's row, a diary number may not."""
    return diary(blocks[index].text) is not None


def _below(blocks: list[Block], index: int) -> tuple[Diary | None, str | None, int]:
    """Read the diary number and the title below the table; return where the text begins."""
    number: Diary | None = None
    title: list[str] = []
    while index < len(blocks) and len(title) < 3:
        text = blocks[index].text
        found = diary(text)
        if found is not None and number is None and not title:
            number = found
        elif (
            ((named := label(text)) is not None and named.sure)
            or ("§" in text[:40] and len(text) < 40)
            or text.endswith(":")
            or (title and len(text) > 0)
        ):
            break
        else:
            title.append(text)
        index += 1
    return number, " ".join(title) or None, index


def _status(url: str | None) -> Status | None:
    if url is None or PATH.search(urlsplit(url).path) is None:
        return None
    return Status.minutes if is_minutes(url) else Status.agenda


def _attachments(document: Document) -> list[Attachment]:
    found = []
    for href, text in document.links:
        known = PATH.search(urlsplit(href).path)
        if known and text and document.url and href != document.url:
            found.append(Attachment(title=text, url=href if href.startswith("http") else None))
    return found
