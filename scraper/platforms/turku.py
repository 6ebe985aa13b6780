"""Turku's own systems: Inetview, the archive of minutes since about 2003, and its successor, a JSON interface.

Inetview   `ah.turku.fi`, static pages in UTF-8, until about 2024.
Addresses  `/<body>/welcome.htm` (years) → `/<body>/<year>/welcome.htm` (meetings) → `/<body>/<year>/<mmddNNN><t>/welcome.htm` (items)
           → `…/<document>.htm`; t is x or p for minutes, l for an agenda, a digit for an extra list. The document's number is the
           decision's id: the minutes of a matter come in another folder than its agenda. `vo.htm` and `lasnaolo.htm` (appeals,
           attendance) are no items. Officers' decisions hang on a board's item about them ("Lautakuntien pöytäkirjat ja viranhaltijoiden
           päätöspöytäkirjat") and are followed from there; a folder of an officer's own would be followed like a body's.
Feeds      None. A poll reads the list of bodies, each body's years, the newest year's meetings; static pages answer 304.
Page       a header table (`table.ytt`: body, §, date, item) with one row a handling of the matter, oldest first: the page's own is the
           last. Then diary number, title, "Tiivistelmä:", and every handling's text under `Kh § 190`, without a date.
           `span.ehdotuspaatos` holds the label of proposal and decision, `p.jakelu > span.jaktyyppi` the kind of distribution.
Officers   `§ | Päätöspöytäkirja` in the table's first row; a unit, then the officer with § and date. Older handlings of committees
           may stand above the officer's own decision, which has no head.
Saved text glues the cells: `Kaupunginhallitus16923.04.20197` is § 169 of 23.4.2019, item 7. Days have two digits, so the § is what
           is left of them.
Quirks     `Loppupvm 31.12.2012,` before the officer; distribution codes glued to names (`tiedKonsernihallinto`); masked names.
Successor  `paatokset.turku.fi`, unverified: `/api/toimielimet` → `/api/toimielin/<lyhenne>` → `/api/poytakirja/<id>`, whose sections are
           all in one answer (`scraper.platforms._turku_json`). It is read where a source's address says so.
Unseen     The front page with the list of bodies, and the successor: told by other projects, its fields beyond those named above
           are not known. No Swedish page was seen.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from scraper import addresses
from scraper.encoding import decode
from scraper.errors import SourceError
from scraper.page import Link, LinkKind, Page, Parsed

if TYPE_CHECKING:
    from scraper.records import Meeting
    from scraper.source import Source

NAME = "turku"
API = "/api"
LEADS_TO = {
    LinkKind.bodies: (LinkKind.bodies, LinkKind.body),
    LinkKind.body: (LinkKind.meeting,),
    LinkKind.meeting: (LinkKind.meeting_item,),
}
PATH = re.compile(
    r"/(?P<body>[a-zåäö_-]{1,20})/(?P<year>(?:19|20)\d\d)/(?P<meeting>\d{7}(?P<kind>[a-z\d]))/(?P<id>\d{4,10})\.html?$",
    re.IGNORECASE,
)
"""An item's address."""
_LIST = re.compile(
    r"^(?:/(?P<body>[a-zåäö_-]{1,20})(?:/(?P<year>(?:19|20)\d\d)(?:/(?P<meeting>\d{7}[a-z\d]))?)?)?/(?:welcome\.html?)?$",
    re.IGNORECASE,
)
_JSON = re.compile(
    r"/api/(?:(?P<bodies>toimielimet)|toimielin/(?P<body>[^/]{1,40})|poytakirja/(?P<minutes>[\w-]{1,40}))/?$"
)
_OWN_MINUTES = re.compile(
    rb'"poytakirja"\s{0,20}:\s{0,20}\{[^{}]{0,2000}?"tktviiteId"\s{0,20}:\s{0,20}"?([0-9A-Za-z_-]{1,40})'
)


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart: what it shows, the platform's own id, the address, and for a list of meetings its year."""

    kind: LinkKind
    id: str | None
    url: str
    year: int | None = None


def recognises(url: str | None, text: str) -> bool:
    """Tell whether an address or, without one, a document's text is Turku's."""
    if url is not None:
        path = urlsplit(url).path
        return PATH.search(path) is not None or _JSON.search(path) is not None
    head = text[:4000]
    return (
        "Inetview" in head
        or 'class="ytt"' in head
        or re.search(r"§\s*\|?\s*(?:KokouspvmAsia|Kokouspvm\s*\||Päätöspöytäkirja\s*\|?\s*\d)", head) is not None
    )


def identity(url: str) -> str | None:
    """Return the document's number, which is the decision's id; None for lists."""
    address = address_of(url)
    return address.id if address is not None and address.kind is LinkKind.meeting_item else None


def canonical(url: str) -> str:
    """Return the address with https and without query."""
    parts = urlsplit(url)
    return urlunsplit(("https", (parts.hostname or "").lower(), parts.path, "", ""))


def address_of(url: str) -> Address | None:
    """Take an address apart; None where it is neither a list nor an item."""
    try:
        parts = urlsplit(addresses.normalise(url))
    except ValueError:
        return None
    path, normal = unquote(parts.path), urlunsplit(parts._replace(query=""))
    if found := PATH.search(path):
        return Address(LinkKind.meeting_item, found["id"], normal)
    if found := _JSON.search(path):
        if found["minutes"]:
            return Address(LinkKind.meeting_item, found["minutes"], normal)
        return Address(LinkKind.bodies if found["bodies"] else LinkKind.body, found["body"], normal)
    found = _LIST.match(path)
    if found is None:
        return None
    if found["meeting"]:
        return Address(LinkKind.meeting, f"{found['body']}/{found['year']}/{found['meeting']}".lower(), normal)
    if found["year"]:
        return Address(LinkKind.body, f"{found['body']}/{found['year']}".lower(), normal, int(found["year"]))
    return Address(LinkKind.bodies, found["body"], normal)


def is_minutes(url: str) -> bool:
    """Tell whether an item's or meeting's folder holds minutes (x, p) rather than an agenda or an extra list."""
    folder = next((part for part in urlsplit(url).path.split("/") if re.fullmatch(r"\d{7}[a-z\d]", part)), "")
    return folder[-1:].lower() in ("x", "p")


def site(url: str) -> str:
    """Return the front page of the site that a page is of."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/", "", ""))


def link(url: str, *, title: str | None = None, body: str | None = None, date: dt.date | None = None) -> Link | None:
    """Make a link of an address and what was said about it; None where the address is none of this system's documents."""
    address = address_of(url)
    if address is None:
        return None
    return Link(address.url, address.kind, id=address.id, title=title, body=body, date=date)


def feeds(source: "Source") -> list[Link]:
    """Return the list of bodies, from which a poll reads on; raises SourceError where the source has no address."""
    try:
        normal = addresses.normalise(source.address)
    except ValueError as error:
        raise SourceError(
            f"{source.id} has no usable address ({error}): give it one in a sources file of your own"
        ) from error
    address = address_of(normal)
    if address is not None and address.kind is not LinkKind.meeting_item and not _is_successor(normal):
        return [Link(address.url, address.kind)]
    parts = urlsplit(normal)
    return [Link(urlunsplit((parts.scheme, parts.netloc, f"{API}/toimielimet", "", "")), LinkKind.bodies)]


def listings(source: "Source") -> list[Link]:
    """Return where a backfill starts: the list of bodies too."""
    return feeds(source)


def discover(source: "Source", page: Page) -> list[Link]:
    """Return what a list page leads to, in reading order, each address once, with the title and date of its row.

    Bodies lead to their years, a year (dated with its last day) to its meetings, a meeting to its items. Of the successor, bodies
    lead to their lists and those to meetings' minutes, which are read whole.
    """
    asked = address_of(page.url)
    kind = page.link.kind if page.link is not None else asked.kind if asked is not None else None
    if asked is None or kind not in LEADS_TO:
        return []
    if API in urlsplit(page.url).path:
        from scraper.platforms import _turku_json

        return _turku_json.discover(page)
    from scraper.listings import date_in, own_address, read_listing

    base, about = page.final_url or page.url, page.link
    listing = read_listing(decode(page.content, page.content_type))
    found: dict[str, Link] = {}
    for row in listing.rows:
        for anchor in row.anchors:
            url = own_address(base, anchor.href, source)
            target = address_of(url) if url is not None else None
            if (
                target is None
                or target.kind not in LEADS_TO[kind]
                or target.url == page.url
                or not _below(target, asked)
            ):
                continue
            title: str | None = row.cell("Otsikko", "Rubrik") or anchor.text or None
            body, date = about.body if about else None, date_in(row.text)
            if target.kind is LinkKind.bodies:
                body = title
            elif target.kind is LinkKind.body and target.year:
                date = dt.date(target.year, 12, 31)
            elif target.kind is LinkKind.meeting_item:
                date = (about.date if about else None) or date_in(" ".join(listing.heading))
            found.setdefault(target.url, Link(target.url, target.kind, target.id, title, body, date))
    return list(found.values())


def _below(target: Address, asked: Address) -> bool:
    """Tell whether a link goes down the tree; each page also leads back up it."""
    return asked.id is None or (target.kind is LinkKind.meeting_item) or (target.id or "").startswith(f"{asked.id}/")


def _is_successor(url: str) -> bool:
    return API in urlsplit(url).path or (urlsplit(url).hostname or "").startswith("paatokset.")


def meeting(source: "Source", page: Page) -> "Meeting | None":
    """Return the meeting that a meeting's page is of, with the status that its heading says; None for another page."""
    from scraper.platforms import _turku_page

    return _turku_page.meeting(source, page)


def mismatch(page: Page) -> str | None:
    """Return why the successor's answer is not the minutes asked for: it names another id of its own.

    Inetview's files are static and cannot be mixed up.
    """
    asked = address_of(page.url) if API in urlsplit(page.url).path else None
    if asked is None or asked.kind is not LinkKind.meeting_item or page.status == 304:
        return None
    named = _OWN_MINUTES.search(page.content)
    if named is None or named[1].decode("ascii") == asked.id:
        return None
    return f"another page: {asked.id} was asked for, {named[1].decode('ascii')} came"


def parse(page: Page) -> Parsed:
    """Read the page's own decision, or all that an answer of the successor holds; `complaint` where there is none."""
    if complaint := mismatch(page):
        return Parsed(NAME, complaint=complaint)
    if API in urlsplit(page.final_url or page.url).path:
        from scraper.platforms import _turku_json

        return _turku_json.parse(page)
    from scraper.platforms import _turku_page

    return _turku_page.parse(page)


def api_address(url: str, *path: str) -> str:
    """Return an address of the successor's interface on the host of another."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/".join([API, *map(quote, path)]), "", ""))
