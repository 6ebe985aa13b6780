"""Minutes as PDF on a town's own site: a list page that links the minutes of each meeting as one file.

Vendor     None: WordPress, Drupal, Gemilo and others, some forty small municipalities (reported, not checked one by one).
Source     Its address is the list page. Links to PDF files that call themselves minutes or an agenda are followed, and pages of
           the same site below the list's own path, or that are named after a year, a body or minutes: archives by year and by body.
           A file is `….pdf`, or `getfile.php?file=N` of which only the link's text says what it is.
Feeds      None that name files: the list page is asked for at every sync, conditionally.
Pages      One PDF a meeting: a cover page with the attendance, perhaps a table of contents, then one numbered section after another.
           Each section is a decision that cites its page; body, day and § are its identity, wherever the file lies, so that
           minutes that replace an agenda's file, or are published twice, are the same decisions.
Quirks     Page heads and feet stand between the lines, words are broken at line ends (`scraper.page_heads`, `scraper.page_lines`). A scan has no text and
           is a failure that says so. News posts on the same site quote decisions and are no minutes.
Unseen     No such site was at hand when this was written.
"""

import datetime as dt
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from scraper import addresses
from scraper.document import open_page
from scraper.encoding import decode
from scraper.errors import SourceError
from scraper.loose_minutes import read_loose
from scraper.page import Link, LinkKind, Page, Parsed

if TYPE_CHECKING:
    from scraper.records import Meeting
    from scraper.source import Source

NAME = "pdf"
READS_FILES = True
MAX_DEPTH = 3
"""Segments of path that a further list may lie below the source's own page."""

_FILE = re.compile(r"(?:\.pdf|/getfile\.php)\Z", re.IGNORECASE)
_MINUTES = re.compile(
    r"pöytäkirj|poytakirj|\bptk\b|\bpk[\s_-]?\d|esityslist|asialist|protokoll|föredragningslist|foredragningslist|"
    r"(?:hallitus|valtuusto|lautakunta|jaosto|styrelsen?|fullmäktige|nämnden?)\W{0,3}(?:\d{1,2}[./_-]|\d{1,3}\s?/)",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^\s*(?:19|20)\d\d\s*$|pöytäkirj|poytakirj|esityslist|protokoll|föredragningslist|"
    r"(?:hallitus|valtuusto|lautakunta|jaosto|styrelsen?|fullmäktige|nämnden?)\s*$",
    re.IGNORECASE,
)
_NUMERIC_DATE = re.compile(
    r"(?<!\d)(?:(?P<d>\d{1,2})[._-](?P<m>\d{1,2})[._-](?P<y>20\d\d)|(?P<y2>20\d\d)-(?P<m2>\d\d)-(?P<d2>\d\d))(?!\d)"
)


def recognises(url: str | None, text: str) -> bool:  # noqa: ARG001
    """Recognise nothing: what a file is, the source that links it says; any other PDF is read as what its text is."""
    return False


def identity(url: str) -> str | None:  # noqa: ARG001
    """Return None: a file holds many decisions, which are known by body, day and §."""
    return None


def canonical(url: str) -> str:
    """Return the address in its one spelling. Raises ValueError for what is no web address."""
    return addresses.normalise(url)


def link(url: str, *, title: str | None = None, body: str | None = None, date: dt.date | None = None) -> Link | None:
    """Make a link of a file's address and what was said about it; None where it is no PDF."""
    if not _FILE.search(urlsplit(url).path):
        return None
    return Link(addresses.normalise(url), LinkKind.meeting_item, title=title, body=body, date=date)


def feeds(source: "Source") -> list[Link]:
    """Return the source's list page; raises SourceError where it has no address."""
    if not source.address:
        raise SourceError(f"{source.id} has no address: its list of minutes is not known")
    return [Link(addresses.normalise(source.address), LinkKind.bodies)]


def listings(source: "Source") -> list[Link]:
    """Return where a backfill starts: the same page."""
    return feeds(source)


def discover(source: "Source", page: Page) -> list[Link]:
    """Return the minutes that a list page links, and further lists, in reading order, each address once."""
    from scraper.listings import own_address, read_listing

    base = page.final_url or page.url
    found: dict[str, Link] = {}
    for row in read_listing(decode(page.content, page.content_type)).rows:
        for anchor in row.anchors:
            target = own_address(base, anchor.href, source)
            if target is None or target == page.url:
                continue
            said = anchor.text if len(row.anchors) > 1 else row.text
            if one := _file(target, said) or _further(target, anchor.text, source):
                found.setdefault(one.url, one)
    return list(found.values())


def meeting(source: "Source", page: Page) -> "Meeting | None":  # noqa: ARG001
    """Return None: a list page is no meeting's."""
    return None


def mismatch(page: Page) -> str | None:
    """Return why a page is not the file that was asked for: a site sends a web page where a file is not there (any more)."""
    if page.status == 304 or b"%PDF-" in page.content[:1024]:
        return None
    return "another page: a PDF was asked for, something else came"


def parse(page: Page) -> Parsed:
    """Read the decisions of a meeting's minutes; a file that cannot be read, or holds none, is a complaint."""
    parsed = read_loose(open_page(page), NAME)
    if parsed.decisions and all(decision.kind == "attachment" for decision in parsed.decisions):
        return Parsed(NAME, complaint="not minutes: the file holds no numbered section and no decision")
    return parsed


def _file(url: str, said: str) -> Link | None:
    path = unquote(urlsplit(url).path)
    name = path.rpartition("/")[2]
    if not _FILE.search(path) or not (_MINUTES.search(said) or _MINUTES.search(name)):
        return None
    return link(url, title=said.strip()[:300] or name, date=_date(said) or _date(name))


def _further(url: str, said: str, source: "Source") -> Link | None:
    """Return a link to a further list: below the source's own page, or named after a year, a body or minutes."""
    own, path = urlsplit(source.address).path.rstrip("/"), urlsplit(url).path.rstrip("/")
    below = path.removeprefix(own).strip("/")
    deeper = path.startswith(f"{own}/") and below.count("/") < MAX_DEPTH
    if "." in path.rpartition("/")[2] and not path.lower().endswith((".htm", ".html", ".php", ".aspx")):
        return None
    if not (deeper and _LIST.search(said)):
        return None
    return Link(addresses.normalise(url), LinkKind.body, title=said.strip()[:300])


def _date(text: str) -> dt.date | None:
    for found in _NUMERIC_DATE.finditer(text):
        year, month, day = (found["y"] or found["y2"], found["m"] or found["m2"], found["d"] or found["d2"])
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None
