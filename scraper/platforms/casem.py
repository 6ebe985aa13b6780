"""CaseM on `*.cloudnc.fi`: minutes of some thirty towns and wellbeing counties.

Vendor     "CaseM" (CloudNC); ASP.NET WebForms, everything is in the first HTML answer.
Who        24 municipalities, among them Tampere and Jyväskylä, and 7 wellbeing counties.
Addresses  `/fi-FI/Toimielimet/<body>/Kokous_<dmyyyy>/<title>(<contentId>)` and `/fi-FI/content/<contentId>/<n>` show the same
           item, so the content id is the key. `Kokous_832021` has no separators and is ambiguous: dates come from the page or the
           list. `sv-FI` where a publisher is bilingual. Files: `/download/noname/{GUID}/<id>`.
Feeds      None; the OData service of 2017 answers 404. A poll reads the tree: the front page's panes (minutes, agendas, officers'
           decisions), `/Toimielimet`, each body's page. Notices (`/Kuulutukset`) and plans (`/Kaavat`) are no decisions and are left out.
Page       `<Body>, kokous D.M.YYYY` / `Pöytäkirja on tarkastettu` / `§ N Title` / diary number / labels, each on its own line;
           the content begins at `id="ContentStart"`, the navigation before it names other bodies.
Quirks     A collapsed "Aikaisempi käsittely" is empty, or holds a whole older handling without a head; a proposal can be a literal
           `x`; PDF-made pages repeat `## § 5` in the title; the presenter stands inside the proposal.
Unseen     A raw HTML page: addresses and the order of lines were seen, markup was not, so lists are read by where their links
           lead. That a page's form or canonical link names its own content id is what WebForms does, not what was seen.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from scraper import addresses
from scraper.encoding import decode
from scraper.errors import SourceError
from scraper.page import Link, LinkKind, Page, Parsed

if TYPE_CHECKING:
    import datetime as dt

    from scraper.records import Meeting
    from scraper.source import Source

NAME = "casem"
HOSTS = (".cloudnc.fi",)
FINNISH = "fi-FI"
BODIES = frozenset({"toimielimet", "organ", "beslutsorgan", "foumlrtroendeorgan", "förtroendeorgan"})
OFFICERS = ("viranhaltija", "tjaumlnsteinnehavar", "tjänsteinnehavar", "tjansteinnehavar")
LEFT_OUT = frozenset({"kuulutukset", "kungoumlrelser", "kungörelser", "kaavat", "planer", "haku", "sok", "api"})

_LANGUAGE = re.compile(r"[a-z]{2}-[A-Z]{2}\Z", re.ASCII)
_CONTENT_ID = re.compile(r"\((\d{1,9})\)\Z", re.ASCII)
MEETING = re.compile(r"(?:Kokous|Sammantr(?:auml|ä|a)de|M(?:ouml|ö|o)te)_\d{5,8}(?:\(\d{1,9}\))?\Z", re.IGNORECASE)
_OWN_PAGE = re.compile(
    r"<(?:form\b[^<>]{0,500}?\baction|link\b[^<>]{0,200}?\brel=.canonical.[^<>]{0,200}?\bhref)\s*=\s*[\"']([^\"'<>]{1,500})[\"']",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart: what it shows, the content id (a meeting's is its path), the language and the path after it."""

    kind: LinkKind
    id: str | None
    url: str
    language: str
    path: tuple[str, ...]


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
    """Return the content id of an item's or officer's decision's address, None where it has none."""
    address = address_of(url)
    return address.id if address is not None and address.kind is not LinkKind.meeting else None


def canonical(url: str) -> str:
    """Return the address by content id, the same for both ways to an item; any other without its query."""
    address = address_of(url)
    if address is None:
        parts = urlsplit(url)
        return urlunsplit(("https", (parts.hostname or "").lower(), parts.path, parts.query, ""))
    known = identity(url)
    host = urlsplit(address.url).netloc
    path = ["content", known] if known else [quote(part) for part in address.path]
    return urlunsplit(("https", host, "/".join(["", address.language, *path]), "", ""))


def address_of(url: str) -> Address | None:
    """Take an address apart; None where it is none of this system's documents."""
    try:
        normal = addresses.normalise(url)
    except ValueError:
        return None
    path = [unquote(part) for part in urlsplit(normal).path.split("/") if part]
    language = path.pop(0) if path and _LANGUAGE.match(path[0]) else FINNISH
    kind, id_ = _kind_and_id(path)
    return Address(kind, id_, normal, language, tuple(path)) if kind is not None else None


def _kind_and_id(path: list[str]) -> tuple[LinkKind | None, str | None]:
    if not path:
        return LinkKind.bodies, None
    first, last = path[0].casefold(), path[-1]
    if first in LEFT_OUT:
        return None, None
    if first == "content":
        number = path[1] if len(path) > 1 and path[1].isascii() and path[1].isdigit() else None
        return (LinkKind.meeting_item, number) if number else (None, None)
    if first == "download":
        return LinkKind.attachment, None
    if len(path) > 1 and MEETING.match(last):
        return LinkKind.meeting, "/".join(path[1:])
    by_officer = first.startswith(OFFICERS)
    if content := _CONTENT_ID.search(last):
        return LinkKind.officer_decision if by_officer else LinkKind.meeting_item, content[1]
    if by_officer:
        return LinkKind.officers, None
    if len(path) == 1:
        return (LinkKind.bodies, None) if first in BODIES else (None, None)
    return LinkKind.body, None


def site(url: str) -> str:
    """Return the front page of the site that a page is of, in the page's language."""
    parts = urlsplit(url)
    address = address_of(url)
    return urlunsplit((parts.scheme, parts.netloc, f"/{address.language if address else FINNISH}", "", ""))


def link(url: str, *, title: str | None = None, body: str | None = None, date: "dt.date | None" = None) -> Link | None:
    """Make a link of an address and what was said about it; None where the address is none of this system's documents."""
    address = address_of(url)
    if address is None:
        return None
    return Link(address.url, address.kind, id=address.id, title=title, body=body, date=date)


def feeds(source: "Source") -> list[Link]:
    """Return the front page, from which a poll reads the tree; raises SourceError where the source has no address."""
    return [Link(front(source), LinkKind.bodies)]


def listings(source: "Source") -> list[Link]:
    """Return where a backfill starts: the front page too."""
    return feeds(source)


def discover(source: "Source", page: Page) -> list[Link]:
    """Return what a list page leads to, in reading order, each address once, with the title and date of its row.

    The front page leads to the tree's branches and to meetings and officers' decisions in its panes, a body to its meetings, a
    meeting to its items. An item that a list above its meeting names stands for that meeting. Other languages' pages are left out.
    """
    from scraper.platforms import _casem_lists

    return _casem_lists.discover(source, page)


def front(source: "Source") -> str:
    """Return a source's front page in the language of its address, else in its own first language."""
    try:
        parts = urlsplit(addresses.normalise(source.address))
    except ValueError as error:
        raise SourceError(
            f"{source.id} has no usable address ({error}): give it one in a sources file of your own"
        ) from error
    first = next((part for part in parts.path.split("/") if part), "")
    language = first if _LANGUAGE.match(first) else "sv-FI" if source.languages[0] == "sv" else FINNISH
    return urlunsplit((parts.scheme, parts.netloc, f"/{language}", "", ""))


def meeting(source: "Source", page: Page) -> "Meeting | None":
    """Return the meeting that a meeting's page is of, with the status that it says; None for another page."""
    from scraper.platforms import _casem_page

    return _casem_page.meeting(source, page)


def mismatch(page: Page) -> str | None:
    """Return why a page is not the item that was asked for: its form or its canonical link names another content id."""
    asked = identity(page.url)
    if asked is None or page.status == 304:
        return None
    base = page.final_url or page.url
    named = {
        id_
        for target in _OWN_PAGE.findall(decode(page.content[:200_000], page.content_type))
        if (joined := addresses.join(base, target)) is not None and (id_ := identity(joined)) is not None
    }
    if not named or asked in named:
        return None
    return f"another page: {asked} was asked for, {min(named)} came"


def parse(page: Page) -> Parsed:
    """Read the item or officer's decision of a page; `complaint` where it is none, or not the one asked for."""
    from scraper.platforms import _casem_page

    if complaint := mismatch(page):
        return Parsed(NAME, complaint=complaint)
    return _casem_page.parse(page)
