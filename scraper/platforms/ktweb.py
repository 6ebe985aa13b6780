"""KTweb / TWeb: lists of meetings whose items are PDF documents.

Vendor     Triplan. Its own robots.txt says `Disallow: /` and its pages `noindex, nofollow`; four cities have refused in writing (the
           deny list). So every publisher of this system is off until its entry in a sources file of your own says otherwise, and
           robots.txt still rules then.
Who        about 70 municipalities: `<slug>.tweb.fi`, `<slug>-julkaisu.triplancloud.fi`, hosts of their own.
Addresses  `/ktwebscr/<page>.htm`, or `/ktwebbin/dbisa.dll/ktwebscr/<page>.htm` (seen). `pk_…` are minutes, `epj_…` agendas:
           `pk_tek_tweb.htm` a search form with the bodies in `select[name=kirjaamo]`, `pk_kokl_tweb.htm` (POST `oper=where&kirjaamo=…`)
           meetings, `pk_asil_tweb.htm?+bid=N` a meeting's items, `epjattn_tweb.htm?<docid>` an item's attachments, `vparhaku_tweb.htm`
           officers' decisions; the oldest sites' pages are named without `_tweb` (`pk_tek.htm`). Notices (`kuullist_tweb.htm`) are left out.
Documents  `ktproxy2.dll?doctype=3&docid=N` or `fileshow?doctype=3&docid=N`; the docid is the decision's id. PDF, sometimes .doc, which
           is recognised and not read. An agenda's document is another one than its minutes'.
Feeds      `pk_rssfeed.htm` and `epj_rssfeed.htm` on newer sites: a source whose address is one of them is followed by both, any other
           by its lists of minutes and agendas.
Lists      windows-1252; `tr.colheader` names the columns, whose order differs: `§, Otsikko, Liitteet` (seen) or `§, Liitteet, Otsikko`. A
           row without a § is the cover sheet or holds several sections.
Documents' text  often names neither body nor date nor §: those come from the list. Labels: `Päätösesitys`, `Esittelyteksti`,
           `Täytäntöönpano-` / `tiedot` over two lines, `-` for an empty field (seen).
Unseen     The feeds, the pages of attachments, the oldest sites, the lists of officers' decisions, and whether lists of meetings go over several pages.
"""

import datetime as dt
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit, urlunsplit

from scraper import addresses
from scraper.encoding import decode
from scraper.errors import SourceError
from scraper.page import Link, LinkKind, Page, Parsed, Post

if TYPE_CHECKING:
    from scraper.records import Meeting
    from scraper.source import Source

NAME = "ktweb"
READS_FILES = True
TREES = ("pk", "epj")
"""Minutes and agendas."""
FEED = "rssfeed.htm"
OFFICERS_PAGE = "vparhaku_tweb.htm"
ITEM_TYPE = "3"
SUFFIX = "_tweb"

_PAGE = re.compile(
    r"(?P<base>.*/ktwebscr)/(?P<name>(?P<tree>pk|epj)_(?P<what>tek|kokl|asil|rssfeed)|vpar[a-z]{0,12})(?:_tweb)?\.html?\Z",
    re.IGNORECASE,
)
_OLDEST = re.compile(r"/ktwebscr/(?:pk|epj)_(?:tek|kokl|asil)\.html?\Z", re.IGNORECASE)
_DOCUMENT = re.compile(r"/(?:ktproxy2?\.dll|ktwebscr/fileshow)\Z", re.IGNORECASE)
_BASE = re.compile(r".*?/ktwebscr(?=/|\Z)", re.IGNORECASE)
_HEADING = re.compile(
    r"<(?:td\b[^<>]{0,200}\bclass\s*=\s*[\"'][^\"'<>]{0,200}\bheader\b|caption\b)[^<>]{0,200}>(.{1,600}?)</(?:td|caption)\b",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]{0,300}>")
MEETING_NUMBER = re.compile(r":?\s*\d{1,3}/\d{4}.*$")
_AGENDAS = ("esityslista", "föredragningslista")


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart: what it shows, the platform's own id, the address as it is asked for, and `pk` or `epj`."""

    kind: LinkKind
    id: str | None
    url: str
    tree: str = ""


def recognises(url: str | None, text: str) -> bool:
    """Tell whether an address or, without one, a document's text is KTweb's."""
    if url is not None:
        return address_of(url) is not None
    return "/ktwebscr/" in text[:20_000] or "ktproxy2.dll" in text


def identity(url: str) -> str | None:
    """Return a document's number, which is the decision's id; None for lists."""
    address = address_of(url)
    return address.id if address is not None and address.kind is LinkKind.meeting_item else None


def canonical(url: str) -> str:
    """Return a document's address with its two parameters in order, any other as it is asked for."""
    address = address_of(url)
    return address.url if address is not None else addresses.normalise(url)


def address_of(url: str) -> Address | None:
    """Take an address apart; None where it is none of this system's pages."""
    try:
        parts = urlsplit(addresses.normalise(url))
    except ValueError:
        return None
    values = dict(pair.partition("=")[::2] for pair in parts.query.lower().replace("+", "").split("&"))
    if _DOCUMENT.search(parts.path):
        number, kind = values.get("docid", ""), values.get("doctype", "")
        if not (number.isascii() and number.isdigit()):
            return None
        own = urlunsplit(parts._replace(query=f"doctype={kind}&docid={number}" if kind else f"docid={number}"))
        return Address(LinkKind.meeting_item if kind == ITEM_TYPE else LinkKind.attachment, number, own)
    found = _PAGE.match(parts.path)
    if found is None:
        return None
    normal, tree, what = urlunsplit(parts), (found["tree"] or "").lower(), (found["what"] or "").lower()
    match what:
        case "tek":
            return Address(LinkKind.bodies, None, normal, tree)
        case "kokl":
            return Address(LinkKind.body, values.get("kirjaamo") or None, normal, tree)
        case "rssfeed":
            return Address(LinkKind.feed, None, normal, tree)
        case "asil":
            number = values.get("bid", "")
            return Address(LinkKind.meeting, f"{tree}-{number}", normal, tree) if number.isdigit() else None
    return Address(LinkKind.officers, None, normal)


def site(url: str) -> str:
    """Return the search form of the site that a page is of; a feed's address stays, for it says that the site has feeds."""
    parts = urlsplit(url)
    found = _BASE.match(parts.path)
    base = found[0] if found else "/ktwebscr"
    path = parts.path if parts.path.lower().endswith(FEED) else f"{base}/{TREES[0]}_tek{suffix_of(url)}.htm"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def link(url: str, *, title: str | None = None, body: str | None = None, date: dt.date | None = None) -> Link | None:
    """Make a link of an address and what was said about it; None where the address is none of this system's documents."""
    address = address_of(url)
    if address is None:
        return None
    return Link(address.url, address.kind, id=address.id, title=title, body=body, date=date)


def feeds(source: "Source") -> list[Link]:
    """Return the two feeds where the source's address is one, else the lists of all bodies' minutes and agendas and the officers'.

    Raises SourceError where it has no address of this system.
    """
    base = base_of(source)
    if urlsplit(source.address).path.lower().endswith(FEED):
        return [Link(f"{base}/{tree}_{FEED}", LinkKind.feed) for tree in TREES]
    suffix = suffix_of(source.address)
    officers = [Link(f"{base}/{OFFICERS_PAGE}", LinkKind.officers)] if suffix else []
    return [*(meetings(base, tree, "", suffix=suffix) for tree in TREES), *officers]


def listings(source: "Source") -> list[Link]:
    """Return where a backfill starts: the search forms, which name the bodies, and the officers' decisions."""
    base = base_of(source)
    suffix = suffix_of(source.address)
    officers = [Link(f"{base}/{OFFICERS_PAGE}", LinkKind.officers)] if suffix else []
    return [*(Link(f"{base}/{tree}_tek{suffix}.htm", LinkKind.bodies) for tree in TREES), *officers]


def discover(source: "Source", page: Page) -> list[Link]:
    """Return what a list page leads to, in reading order, each address once, with the title, body and date of its row.

    A search form leads to each body's meetings, a list of meetings to theirs, a meeting to its items' documents.
    """
    from scraper.platforms import _ktweb_lists

    return _ktweb_lists.discover(source, page)


def suffix_of(url: str) -> str:
    """Return what ends the names of a site's pages: nothing on the oldest (`pk_tek.htm`), `_tweb` on all others."""
    return "" if _OLDEST.search(urlsplit(url).path) else SUFFIX


def meetings(base: str, tree: str, body: str, name: str | None = None, *, suffix: str = SUFFIX) -> Link:
    """Return the list of a body's meetings, as its search form asks for it; of all bodies where none is chosen."""
    query = urlencode({"oper": "where", "kirjaamo": body, "pvm1": "", "pvm2": ""})
    return Link(f"{base}/{tree}_kokl{suffix}.htm?{query}", LinkKind.body, id=body or None, body=name, post=Post.form)


def heading_of(html: str) -> str:
    """Return what the head of a meeting's table says: `Kaupunginhallitus: 5/2017 27.3.2017 15:00 Pöytäkirja`."""
    found = _HEADING.search(html)
    return " ".join(unescape(_TAG.sub(" ", found[1])).split()) if found else ""


def base_of(source: "Source") -> str:
    """Return a source's address up to `ktwebscr`."""
    try:
        parts = urlsplit(addresses.normalise(source.address))
    except ValueError as error:
        raise SourceError(
            f"{source.id} has no usable address ({error}): give it one in a sources file of your own"
        ) from error
    found = _BASE.match(parts.path)
    path = found[0] if found else f"{parts.path.rstrip('/')}/ktwebscr"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def meeting(source: "Source", page: Page) -> "Meeting | None":
    """Return the meeting that a meeting's page is of: minutes or agenda as its address says; None for another page."""
    asked = address_of(page.url)
    if asked is None or asked.kind is not LinkKind.meeting:
        return None
    from scraper.listings import date_in
    from scraper.records import Meeting
    from scraper.vocabulary import Status

    heading = heading_of(decode(page.content, page.content_type))
    about = page.link
    agenda = any(word in heading.casefold() for word in _AGENDAS) or asked.tree == "epj"
    return Meeting(
        id=f"{source.id}:{asked.id}",
        source=source.id,
        body=(about.body if about else None) or MEETING_NUMBER.sub("", heading).strip() or None,
        date=date_in(heading) or (about.date if about else None),
        status=Status.agenda if agenda else Status.minutes,
        url=asked.url,
    )


def mismatch(page: Page) -> str | None:
    """Return why a page is not the document that was asked for: a web page came instead, such as a log-in."""
    if identity(page.url) is None or page.status == 304:
        return None
    start = page.content[:1000].lstrip().lower()
    return "another page: a web page came instead of the document" if start.startswith(b"<") else None


def parse(page: Page) -> Parsed:
    """Read the decision of an item's document; `complaint` where it is none, or a kind of file that is not read."""
    from scraper.platforms import _ktweb_document

    if complaint := mismatch(page):
        return Parsed(NAME, complaint=complaint)
    return _ktweb_document.parse(page)
