"""Dynasty tietopalvelu: the publishing system of most Finnish municipalities.

Vendor     Innofactor. Seen in two generations: Dynasty 10 (a CGI, `…/cgi/DREQUEST.PHP?page=…`) and the classic static site of 2013-17
           (`…/kokous/<id>.HTM`), whose front page links the CGI as well.
Who        about 150 publishers: municipalities, wellbeing counties, joint bodies. Many live under one domain, some share one host
           under a path of their own, so a source is an address with its prefix, never a host alone.
Addresses  `page` says what is shown and `id` which; they come in either order, with `:443` or `:80`, in http on https sites.
           A meeting's id is its year and a running number without a separator (`2023145`), an item's the meeting's with its number on
           the agenda (`2023145-7`, not the § number); one publisher has GUIDs with an X for the hyphen. Files lie in `/kokous/`:
           `<m>.PDF` the minutes, `<m>-<n>.PDF` the item, `<m>-<n>-<k>.PDF` an attachment.
Feeds      rss/meetingitems, rss/meetings, rss/official_decisions: the newest N entries without any date of their own
           (`scraper.feed` reads them). Never a full list: gaps and history come from the lists.
           The feeds of officers' decisions are followed like those of items. Notices (`announcement_search`, `/kuulutus/`) are no
           decisions and are left out on purpose.
Lists      bodies → a body's meetings → a meeting's items; officers' decisions on a list of their own. Tables whose rows may lack
           `</tr>`; officers' rows hold `<title>    D.M.YYYY` and `Viranhaltijapäätös 174/2026<title>` run together.
           The static site has `TELIMET.HTM` (bodies), `TELIN-<id>.HTM` (a body's meetings), `<m>.HTM`, `<m>-<n>.HTM` and no feed: a source
           whose address is its front page is polled through these.
Encoding   differs by page type on one site; see `scraper.text.decode`.
Quirks     The CGI can answer with the page of an earlier session: `mismatch` tells by the files that the page names. Attachments'
           document ids recur under other meetings. An agenda becomes minutes at the same id. The front page of a host is an empty
           shell; a shared host's root answers 403.
Unseen     An untrimmed Dynasty 10 page, the raw feeds of meetings and officers' decisions, and their list pages were not at hand when
           this was written: labels are read first and class names second, and `minutes sources check` shows what was not understood.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit, urlunsplit

from scraper import addresses
from scraper.errors import SourceError
from scraper.page import Link, LinkKind, Page, Parsed

if TYPE_CHECKING:
    from scraper.records import Meeting
    from scraper.source import Source

NAME = "dynasty"
SHOW = 100
"""Entries asked of a feed; the sites' own link says 30, up to 1,000 is reported to work."""
FEEDS = ("rss/meetingitems", "rss/meetings", "rss/official_decisions")
KINDS = {
    "meeting_frames": LinkKind.bodies,
    "meeting_handlers": LinkKind.bodies,
    "meetings": LinkKind.body,
    "meeting": LinkKind.meeting,
    "meetingitem": LinkKind.meeting_item,
    "official_frames": LinkKind.officers,
    "official_handlers": LinkKind.officers,
    "official_search": LinkKind.officers,
    "official_decision": LinkKind.officer_decision,
}
NEEDS_ID = frozenset({"meetings", "meeting", "meetingitem", "official_decision"})
OFFICERS_QUERY = "page=official_search&alo=1&kas=&txt=&koh=1&pvm=&siv=100&dir=1&jar=1"
LISTS = frozenset({LinkKind.bodies, LinkKind.body, LinkKind.meeting, LinkKind.officers})
FRONT = "TELIMET.HTM"
"""The static site's front page, its list of bodies."""
_CGI = "/cgi/drequest.php"
_FILES = "/kokous/"
_ID = re.compile(r"[0-9A-Za-z]+(?:-\d+)*\Z", re.ASCII)
_FILE_NAME = re.compile(r"(?:TELIN-)?([0-9A-Za-z]+(?:-\d+)*)\.(HTML?|PDF)\Z", re.ASCII | re.IGNORECASE)
_SIGNS = ("dynasty tietopalvelu", "drequest.php", "<!--databegin-->", "<!--data_begin-->")
_ITEM_FILE = re.compile(rb"/kokous/([0-9A-Za-z]+-\d+)(-\d+)?\.PDF", re.IGNORECASE)
_ANY_FILE = re.compile(rb"/kokous/([0-9A-Za-z]+(?:-\d+)?)\.PDF", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart: what it shows, the platform's own id, and the one spelling it is asked for in."""

    kind: LinkKind
    id: str | None
    url: str


def recognises(url: str | None, text: str) -> bool:
    """Tell whether an address or, without one, a document's text is Dynasty's."""
    if url is not None and address_of(url) is not None:
        return True
    lowered = text.lower()
    return any(sign in lowered for sign in _SIGNS)


def identity(url: str) -> str | None:
    """Return the platform's own id in an address (`2023145-7`), None where it names no meeting, item, decision or file.

    The PDF of an item has the item's id: it is the same decision.
    """
    address = address_of(url)
    return address.id if address is not None and address.kind is not LinkKind.body else None


def canonical(url: str) -> str:
    """Return the one spelling of an address: `page` before `id`, no default port. The scheme stays: a site may have only one.

    Raises ValueError for what is no web address.
    """
    address = address_of(url)
    return address.url if address is not None else addresses.normalise(url)


def site(url: str) -> str:
    """Return the address of the whole site that a page is of: up to DREQUEST.PHP, or the static site's front page."""
    parts = urlsplit(url)
    path = parts.path
    lowered = path.lower()
    if (at := lowered.rfind(_CGI)) >= 0:
        path = f"{path[:at]}/cgi/DREQUEST.PHP"
    elif (at := lowered.find(_FILES)) >= 0:
        static = lowered.endswith((".htm", ".html"))
        path = f"{path[: at + len(_FILES)]}{FRONT}" if static else f"{path[:at]}/cgi/DREQUEST.PHP"
    return urlunsplit(parts._replace(path=path, query="", fragment=""))


def link(url: str, *, title: str | None = None, body: str | None = None, date: dt.date | None = None) -> Link | None:
    """Make a link of an address and what was said about it; None where the address is none of this system's documents."""
    address = address_of(url)
    if address is None:
        return None
    return Link(address.url, address.kind, id=address.id, title=title, body=body, date=date)


def feeds(source: "Source", show: int = SHOW) -> list[Link]:
    """Return the source's three feeds, asking for the newest `show` entries of each; of a static site, which has none, its front page.

    Raises SourceError where it has no address.
    """
    if (front := _static_front(source)) is not None:
        return [front]
    base = _base(source)
    return [Link(f"{base}?page={page}&show={show}", LinkKind.feed) for page in FEEDS]


def listings(source: "Source") -> list[Link]:
    """Return where a backfill starts: the list of bodies and the officers' decisions; on a static site its front page."""
    if (front := _static_front(source)) is not None:
        return [front]
    base = _base(source)
    return [
        Link(f"{base}?page=meeting_handlers&id=", LinkKind.bodies),
        Link(f"{base}?{OFFICERS_QUERY}", LinkKind.officers),
    ]


def discover(source: "Source", page: Page) -> list[Link]:
    """Return what a list page leads to, in reading order, each address once, with the title, body and date of its row.

    Bodies lead to meetings' lists, those to meetings, meetings to items; officers' lists to decisions and further lists. A page that is
    no list leads nowhere. Links off the source's hosts are left out; http links to the host of an https page become https.
    """
    from scraper.platforms import _dynasty_lists

    return _dynasty_lists.discover(source, page)


def mismatch(page: Page) -> str | None:
    """Return why a page is not the item or officer's decision asked for, None where nothing speaks against it (formats.md 1.4).

    An item page names its own PDF, an officer's decision its own id; one that names only another's is another page. One that names
    none is left to the parser.
    """
    asked = address_of(page.url)
    if asked is None or asked.id is None or page.status == 304:
        return None
    own = asked.id.lower().encode("ascii")
    if asked.kind is LinkKind.officer_decision and own not in page.content.lower():
        others = [name.decode("ascii") for name in _ANY_FILE.findall(page.content)]
    elif asked.kind is LinkKind.meeting_item:
        named = _ITEM_FILE.findall(page.content)
        if any(item.lower() == own for item, _ in named):
            return None
        others = [item.decode("ascii") for item, numbered in named if not numbered]
    else:
        return None
    return f"another page: {asked.id} was asked for, {others[0]} came" if others else None


def address_of(url: str) -> Address | None:
    """Take an address apart; None where it is none of this system's."""
    try:
        parts = urlsplit(addresses.normalise(url))
    except ValueError:
        return None
    path = parts.path
    lowered = path.lower()
    if lowered.endswith(_CGI):
        return _cgi_address(parts.scheme, parts.netloc, path, parts.query)
    if _FILES in lowered:
        return _file_address(urlunsplit((parts.scheme, parts.netloc, path, "", "")), path.rpartition("/")[2])
    return None


def _cgi_address(scheme: str, netloc: str, path: str, query: str) -> Address | None:
    pairs = [pair.partition("=")[::2] for pair in query.split("&") if pair]
    values = {name.lower(): unquote(value) for name, value in reversed(pairs)}
    page = values.get("page", "")
    id_ = values.get("id") or None
    start = urlunsplit((scheme, netloc, path, "", ""))
    if page in FEEDS:
        show = values.get("show", "")
        return Address(LinkKind.feed, None, f"{start}?page={page}" + (f"&show={show}" if show.isdigit() else ""))
    kind = KINDS.get(page)
    if kind is None:
        return None
    if page in NEEDS_ID:
        if id_ is None or not _ID.match(id_) or (kind is LinkKind.meeting_item and "-" not in id_):
            return None
        return Address(kind, id_, f"{start}?page={page}&id={id_}")
    rest = sorted(f"{name}={value}" for name, value in pairs if name.lower() != "page")
    return Address(kind, None, "&".join([f"{start}?page={page}", *rest]))


def _file_address(url: str, name: str) -> Address | None:
    if name.upper() in (FRONT, f"{FRONT}L"):
        return Address(LinkKind.bodies, None, url)
    found = _FILE_NAME.match(name)
    if found is None:
        return None
    id_, suffix = found.groups()
    if suffix.upper() == "PDF":
        return Address(LinkKind.attachment, id_, url)
    if name.upper().startswith("TELIN-"):
        return Address(LinkKind.body, id_, url)
    return Address(LinkKind.meeting_item if "-" in id_ else LinkKind.meeting, id_, url)


def _static_front(source: "Source") -> Link | None:
    """Return the front page of a source whose address is one of the classic static site's lists; None for the CGI."""
    address = address_of(source.address)
    if address is None or address.kind not in LISTS or _FILES not in urlsplit(address.url).path.lower():
        return None
    return Link(address.url, address.kind)


def _base(source: "Source") -> str:
    """Return a source's CGI address without query; an address without it gets it appended."""
    try:
        parts = urlsplit(addresses.normalise(source.address))
    except ValueError as error:
        raise SourceError(
            f"{source.id} has no usable address ({error}): give it one in a sources file of your own"
        ) from error
    at = parts.path.lower().rfind(_CGI)
    path = parts.path[: at + len(_CGI)] if at >= 0 else f"{parts.path.rstrip('/')}/cgi/DREQUEST.PHP"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def meeting(source: "Source", page: Page) -> "Meeting | None":
    """Return the meeting that a meeting's page is of, with the status that its heading says; None for another page."""
    from scraper.platforms import _dynasty_page

    return _dynasty_page.meeting(source, page)


def parse(page: Page) -> Parsed:
    """Read the item or officer's decision of a page; `complaint` where it is none, or not the one asked for."""
    from scraper.platforms import _dynasty_page

    if complaint := mismatch(page):
        return Parsed(NAME, complaint=complaint)
    return _dynasty_page.parse(page)
