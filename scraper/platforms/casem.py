"""CaseM on `*.cloudnc.fi`: minutes of some thirty towns and wellbeing counties.

Vendor     "CaseM" (CloudNC); ASP.NET WebForms, everything is in the first HTML answer.
Addresses  `/fi-FI/Toimielimet/<body>/Kokous_<dmyyyy>/<title>(<contentId>)` and `/fi-FI/content/<contentId>/<n>` show the same
           item, so the content id is the key. `Kokous_832021` has no separators and is ambiguous: the date comes from the page.
Page       `<Body>, kokous D.M.YYYY` / `Pöytäkirja on tarkastettu` / `§ N Title` / diary number / labels, each on its own line.
Quirks     A collapsed "Aikaisempi käsittely" is empty, or holds a whole older handling without a head; a proposal can be a literal
           `x`; PDF-made pages repeat `## § 5` in the title; the presenter stands inside the proposal.
Unseen     A raw HTML page: what is read here are labels and the order of lines. Lists are not read yet.
"""

import re
from urllib.parse import urlsplit, urlunsplit

from scraper.document import Document, open_page
from scraper.grammar.attachments import attachment
from scraper.grammar.bodies import is_body, is_officer
from scraper.grammar.header import Header
from scraper.grammar.heads import date_of
from scraper.grammar.label_words import Section
from scraper.grammar.labels import label
from scraper.grammar.read import read
from scraper.page import Page, Parsed
from scraper.records import Attachment
from scraper.text import Block
from scraper.vocabulary import Kind, Status

NAME = "casem"
SUPPORTED = False
HOSTS = (".cloudnc.fi",)

_MEETING = re.compile(
    r"^(?P<body>[^\W\d_][^§]{1,110}?),\s+(?P<kind>kokous|sammanträde|möte|viranhaltijapäätös|päätös|tjänsteinnehavarbeslut)?\s*(?P<date>\d{1,2}\.\d{1,2}\.\d{4})(?:\s*(?:klo|kl\.?)\s[\d.:]+)?$",
    re.IGNORECASE,
)
_OFFICER = re.compile(r"^(?P<body>[A-ZÅÄÖ][^§\d,]{3,90}?),?\s+(?P<date>\d{1,2}\.\d{1,2}\.\d{4})$")
_CHECKED = re.compile(r"(?:Pöytäkirja on (?:tarkastettu|hyväksytty|julkaistu)|Protokollet är (?:justerat|godkänt))\b")
_AGENDA = re.compile(r"(?:Esityslista|Föredragningslista)\b")
_CONTENT_ID = re.compile(r"\((\d{1,9})\)/?$|/content/(\d{1,9})(?:/|$)")
_CHROME = re.compile(
    r"(?:Banneri|Banner|Tulosta|Jaa|Takaisin|Siirry sisältöön|Hyppää sisältöön|Edellinen|Seuraava|Etusivu|Haku)$",
    re.IGNORECASE,
)
_REPEATED = re.compile(r"\s*#{1,6}\s*§\s*\d{1,4}\s*")
_SECTION_TITLE = re.compile(r"§\s*\d{1,4}\s+(?P<title>\S.*)$")
_HEADER_WITHIN = 60


def recognises(url: str | None, text: str) -> bool:
    """Tell whether an address or, without one, a document's text is CaseM's."""
    if url is not None:
        return (urlsplit(url).hostname or "").endswith(HOSTS)
    head = text[:6000]
    return (
        "cloudnc" in head
        or re.search(r"^\s*[^\n§]{3,110}, kokous \d{1,2}\.\d{1,2}\.\d{4}\s*$", head, re.MULTILINE) is not None
    )


def identity(url: str) -> str | None:
    """Return the content id of an item's address, None where it has none."""
    found = _CONTENT_ID.search(urlsplit(url).path)
    return (found[1] or found[2]) if found else None


def canonical(url: str) -> str:
    """Return the address by content id, the same for both ways to an item."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    known = identity(url)
    language = next((part for part in parts.path.split("/") if re.fullmatch(r"[a-z]{2}-[A-Z]{2}", part)), "fi-FI")
    path = f"/{language}/content/{known}" if known else parts.path
    return urlunsplit(("https", host, path, "" if known else parts.query, ""))


def parse(page: Page) -> Parsed:
    """Read the item of a page; `complaint` where it is none."""
    document = open_page(page)
    header = _header(document)
    if header is None:
        return Parsed(
            NAME, complaint="not minutes: the page has neither a meeting's heading nor a section nor a label of minutes"
        )
    known = identity(document.url) if document.url else None
    return Parsed(NAME, (read(header),), municipality=header.municipality, ids=(known,))


def _header(document: Document) -> Header | None:
    blocks = document.blocks
    place, body, date, kind = None, None, None, Kind.meeting_item
    for index, block in enumerate(blocks[:_HEADER_WITHIN]):
        if len(block.text) > 160:
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
        if _CHECKED.match(block.text) and len(block.text) < 60:
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
