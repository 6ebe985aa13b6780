"""How Helsinki's decision pages are read; their addresses are `scraper.platforms.helsinki`'s."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from scraper.document import Document, open_page, town_of
from scraper.grammar.bodies import ENGLISH, is_body, is_officer
from scraper.grammar.diary import Diary, diary
from scraper.grammar.header import Header, Row
from scraper.grammar.heads import date_of, head
from scraper.grammar.label_words import Section
from scraper.grammar.labels import label
from scraper.grammar.read import read
from scraper.page import Page, Parsed
from scraper.platforms.helsinki import NAME, PATH, identity
from scraper.records import Attachment
from scraper.text import Block
from scraper.vocabulary import Kind, Status

_FURNITURE = re.compile(
    r"(?:Pöytäkirja|Protokoll|Esityslista|\d{1,3}/\d{4}|\d+ \(\d+\)|Asia/\d+|Viranhaltijan päätös|Päätös)$"
)
_NEWER = re.compile(
    r"(?:Asialla on uudempia|Asiasta on uudempi|More recent|There are more recent|Nyare behandling|Ärendet har nyare|Det finns nyare|Uudempia käsittelyjä|Tätä asiaa)",
    re.IGNORECASE,
)
_CHROME = re.compile(
    r"(?:[A-ZÅÄÖ][\wåäö-]+ kaupunki|Siirry sisältöön|Päätökset|Etusivu|Asiat|Jaa|Tulosta|Lataa .{1,40}|Valikko|Menu)$"
)
_DATED = re.compile(r"(?P<date>\d{1,2}\.\d{1,2}\.\d{4})$")
_HISTORY = re.compile(
    r"(?P<date>\d{1,2}\.\d{1,2}\.\d{4}) (?:Pöydälle|Poistettiin|Palautettiin|Ehdotuksen mukaan|Esittelijän muutetun|Hyväksy)"
)
_PROPOSALS = {"esitysehdotus": "Päätösehdotus", "lausuntoehdotus": "Päätösehdotus"}
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|rtf)$", re.IGNORECASE)
_DOWNLOAD = re.compile(r"(?:Lataa|Tulosta|Ladda|Skriv ut|Download|Print)\b", re.IGNORECASE)
_HEADER_WITHIN = 40
_OPENS = frozenset(
    (Section.decision, Section.proposal, Section.treatment, Section.rationale, Section.presenter, Section.history)
)


def parse(page: Page) -> Parsed:
    """Read the decision of a page; `complaint` where it shows none. A date that the page lacks is the one that the search said."""
    document = open_page(page)
    header = _header(document)
    if header is None:
        return Parsed(NAME, complaint="not minutes: the page has no heading of a decision")
    if header.date is None and page.link is not None:
        header = replace(header, date=page.link.date)
    known = identity(document.url) if document.url else None
    return Parsed(NAME, (read(header),), municipality=header.municipality, ids=(known,))


def _header(document: Document) -> Header | None:
    blocks = _plain_headings(
        [block for block in document.blocks if not _CHROME.match(block.text) and not _NEWER.match(block.text)]
    )
    lines = [block.text for block in blocks]
    number: Diary | None = None
    place, section, date = None, None, None
    opened = len(lines)
    for index, line in enumerate(lines[:_HEADER_WITHIN]):
        found = label(line)
        if found is not None and found.section in _OPENS and found.sure:
            opened = index
            break
        if (
            "§" in line
            and place is None
            and (numbered := head(lines, index)) is not None
            and numbered.bare
            and (not numbered.rest or "/" in line[:20])
        ):
            place, section = index, numbered.section
        elif number is None and (found_diary := diary(line)) is not None and not _FURNITURE.match(line):
            number = found_diary
        elif date is None and (dated := _DATED.match(line)) is not None:
            date = date_of(dated["date"])
    if opened == len(lines) and place is None:
        return None
    above = [
        line
        for line in lines[: place if place is not None else opened]
        if diary(line) is None and not _DATED.match(line) and not _FURNITURE.match(line)
    ]
    below = (
        [line for line in lines[place + 1 : opened] if not _DATED.match(line) and diary(line) is None]
        if place is not None
        else []
    )
    title, body = _title_and_body(above, below)
    officer = body is not None and (is_officer(body) or _english_officer(body))
    start = opened
    return Header(
        tuple(block for block in blocks[start:] if not _HISTORY.match(block.text)),
        kind=Kind.officer_decision if officer else Kind.meeting_item,
        status=_status(lines[opened:]),
        body=None if officer else body,
        officer=body if officer else None,
        date=date,
        section=section,
        title=title,
        headless=True,
        earlier=tuple(_history(lines[start:], body)),
        diary=number or _from_url(document.url),
        municipality=town_of(block.text for block in document.blocks[:3]),
        attachments=tuple(_attachments(document)),
    )


def _plain_headings(blocks: list[Block]) -> list[Block]:
    """Name a statement's own headings as every other decision's: "Lausunto" holds what the body decided to state."""
    told = {block.text.casefold() for block in blocks}
    decided = bool(told & {"päätös", "esitys", "beslut"})
    names = {**_PROPOSALS, **({} if decided else {"lausunto": "Päätös"})}
    return [Block(names.get(block.text.casefold(), block.text), block.cells, block.heading) for block in blocks]


def _history(lines: list[str], body: str | None) -> Iterator[Row]:
    """Read the lines that list what became of the matter before: `13.06.2022 Pöydälle`."""
    for line in lines:
        found = _HISTORY.match(line) if len(line) < 120 else None
        if found and (date := date_of(found["date"])):
            yield Row(body if body and is_body(body) else None, date, None)


def _title_and_body(above: list[str], below: list[str]) -> tuple[str | None, str | None]:
    """Tell the decision's title and its body apart: below the number the title comes first, the body last."""
    if len(below) >= 2:
        named = next((line for line in reversed(below[1:]) if is_body(line) or ENGLISH.search(line)), below[-1])
        return below[0], named
    if below and not (is_body(below[0]) or ENGLISH.search(below[0])):
        return below[0], next((line for line in above if len(line) < 90 and (is_body(line) or is_officer(line))), None)
    if len(below) == 1:
        return (above[-1] if above else None), below[0]
    if not above:
        return None, None
    if len(above) > 1 and (is_body(above[-1]) or ENGLISH.search(above[-1])) and len(above[-1]) < 90:
        return above[-2], above[-1]
    return above[-1], None


def _english_officer(body: str) -> bool:
    return (
        not is_body(body)
        and ENGLISH.search(body) is not None
        and not any(word in body for word in ("Board", "Committee", "Council", "Division", "committee"))
    )


def _status(lines: list[str]) -> Status | None:
    sections = {found.section for line in lines[:400] if (found := label(line)) is not None and found.sure}
    if Section.decision in sections:
        return Status.minutes
    return Status.agenda if Section.proposal in sections else None


def _attachments(document: Document) -> Iterator[Attachment]:
    """Read the links to files; the decision's own file, offered for download, is none of its attachments."""
    for href, text in document.links:
        if text and _FILE.search(urlsplit(href).path) and not _DOWNLOAD.match(text):
            yield Attachment(title=text, url=href if href.startswith("http") else None)


def _from_url(url: str | None) -> Diary | None:
    found = PATH.search(urlsplit(url).path) if url else None
    return Diary(f"HEL {found['year']}-{found['number']}") if found else None
