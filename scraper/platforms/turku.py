"""Inetview, Turku's own system until about 2024.

Addresses  `/<body>/<year>/<mmddNNN><t>/<document>.htm`; t is x or p for minutes, l for an agenda, a digit for an extra list.
Page       a header table (`table.ytt`: body, §, date, item) with one row a handling of the matter, oldest first: the page's own is the
           last. Then diary number, title, "Tiivistelmä:", and every handling's text under `Kh § 190`, without a date.
           `span.ehdotuspaatos` holds the label of proposal and decision, `p.jakelu > span.jaktyyppi` the kind of distribution.
Officers   `§ | Päätöspöytäkirja` in the table's first row; a unit, then the officer with § and date. Older handlings of committees
           may stand above the officer's own decision, which has no head.
Saved text glues the cells: `Kaupunginhallitus16923.04.20197` is § 169 of 23.4.2019, item 7. Days have two digits, so the § is what
           is left of them.
Quirks     `Loppupvm 31.12.2012,` before the officer; distribution codes glued to names (`tiedKonsernihallinto`); masked names.
Unseen     The successor (paatokset, a JSON interface) and the lists are not read yet.
"""

import re
from urllib.parse import urlsplit, urlunsplit

from scraper.document import Document, open_page, town_of
from scraper.grammar.diary import Diary, diary
from scraper.grammar.header import Header, Row
from scraper.grammar.heads import date_of
from scraper.grammar.labels import label
from scraper.grammar.read import read, read_attachment
from scraper.page import Page, Parsed
from scraper.records import Attachment
from scraper.text import Block
from scraper.vocabulary import Kind, Status

NAME = "turku"
SUPPORTED = False

_PATH = re.compile(
    r"/(?P<body>[a-zåäö_-]{1,20})/(?P<year>(?:19|20)\d\d)/(?P<meeting>\d{7}(?P<kind>[a-z\d]))/(?P<id>\d{4,10})\.html?$",
    re.IGNORECASE,
)
_TABLE_HEAD = re.compile(r"^(?P<owner>[A-ZÅÄÖ][^§\d]{3,60}?)\s*\|?\s*§\s*\|?\s*(?P<kind>Kokouspvm|Päätöspöytäkirja)")
_GLUED = re.compile(
    r"^(?P<body>\D+?)\s*(?P<n>\d{1,4}?)(?P<date>(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])\.\d{4})\s*(?P<item>\d*)$"
)
_ENDING = re.compile(r"^Loppupvm\s*[\d.]*,?\s*", re.IGNORECASE)
_DATE_CELL = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}$")
_LINKED = re.compile(r"(?:Liite|Oheismateriaali)\s?\d*:?$")
_HEADER_WITHIN = 30


def recognises(url: str | None, text: str) -> bool:
    """Tell whether an address or, without one, a document's text is Inetview's."""
    if url is not None:
        return _PATH.search(urlsplit(url).path) is not None
    head = text[:4000]
    return (
        "Inetview" in head
        or 'class="ytt"' in head
        or re.search(r"§\s*\|?\s*(?:KokouspvmAsia|Kokouspvm\s*\||Päätöspöytäkirja\s*\|?\s*\d)", head) is not None
    )


def identity(url: str) -> str | None:
    """Return the document's number, which is the decision's id; None for lists."""
    found = _PATH.search(urlsplit(url).path)
    return found["id"] if found else None


def canonical(url: str) -> str:
    """Return the address with https and without query."""
    parts = urlsplit(url)
    return urlunsplit(("https", (parts.hostname or "").lower(), parts.path, "", ""))


def parse(page: Page) -> Parsed:
    """Read the page's own decision; a page without the header table is an attachment's text, or nothing."""
    document = open_page(page)
    header = _header(document)
    known = identity(document.url) if document.url else None
    if header is not None:
        return Parsed(NAME, (read(header),), municipality=header.municipality, ids=(known,))
    if not document.blocks:
        return Parsed(NAME, complaint="not minutes: the page is empty")
    return Parsed(NAME, (read_attachment(document.blocks[0].text, document.blocks),), ids=(known,))


def _header(document: Document) -> Header | None:
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
        attachments=tuple(_attachments(document)),
    )


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
    found = _PATH.search(urlsplit(url).path) if url else None
    if found is None:
        return None
    return Status.minutes if found["kind"].lower() in ("x", "p") else Status.agenda


def _attachments(document: Document) -> list[Attachment]:
    found = []
    for href, text in document.links:
        known = _PATH.search(urlsplit(href).path)
        if known and text and document.url and href != document.url:
            found.append(Attachment(title=text, url=href if href.startswith("http") else None))
    return found
