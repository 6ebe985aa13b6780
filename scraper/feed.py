"""RSS and Atom → links; the only feedparser.

Feeds here carry no dates, no identifiers and no authors: body and date stand in front of the title (`Kunnanhallitus 29.3.2026 / …`),
or the body is the item's category (formats.md 3).
feedparser fails on some damaged feeds and lets one bad item spoil its neighbours, so bytes are cleaned first, and where it stumbles every
item is read alone. What could not be read is a defect in words, never an exception (formats.md 1.3).
"""

import datetime as dt
import html
import io
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from scraper import addresses
from scraper.encoding import decode
from scraper.feed_items import CDATA, CDATA_END, ITEM_START, cut, field, link_of, without_comments
from scraper.page import Link, LinkKind

MAX_ITEMS = 5_000
MAX_TITLE = 2_000
MARKS = 2_000
MARKS_AN_ITEM = 60
"""Tags and entities that a feed may have, apart from its items and in each, before it is left to the tolerant reader alone."""
SEPARATOR = " / "
DOCUMENTS = frozenset({LinkKind.meeting_item, LinkKind.officer_decision, LinkKind.meeting, LinkKind.attachment})
"""What an item of a feed may lead to: not to a list, nor to a feed."""
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}>", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|channel)\b", re.IGNORECASE)
_PLAIN_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_DATE = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs"})
_JUNK = "\ue000"
"""Stands for a control character until it is known where it fell: a title is well without it, an address leads elsewhere."""
_HEADERS = {"content-type": "application/xml; charset=utf-8"}


class Addresses(Protocol):
    """What reading a feed needs of a platform: to know its documents by their addresses."""

    def link(
        self, url: str, *, title: str | None = None, body: str | None = None, date: dt.date | None = None
    ) -> Link | None:
        """Make a link of an address and what was said about it; None where the address is none of the platform's."""


@dataclass(frozen=True, slots=True)
class FeedRead:
    """What a feed says: links in its own order, each address once; what could not be read; and why it is no feed at all, if so."""

    links: tuple[Link, ...] = ()
    defects: tuple[str, ...] = ()
    complaint: str | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    title: str
    url: str
    category: str = ""


def read_feed(
    content: bytes,
    url: str,
    *,
    content_type: str | None = None,
    platform: Addresses | None = None,
    hosts: Collection[str] | None = None,
) -> FeedRead:
    """Read a feed that came from `url`; never raises.

    `platform` makes the links (kind, id, canonical address); without one they are plain meeting items. Links to hosts other than
    `hosts` (default: the feed's own) are dropped with a defect.
    """
    text = decode(content, content_type, junk=_JUNK).strip(f"{_JUNK} \t\r\n")
    if not _FEED.search(text) and not ITEM_START.search(text):
        return FeedRead(complaint="this is no feed: neither <rss> nor <feed> is in it")
    defects: list[str] = []
    entries = _entries(text, defects)
    links: dict[str, Link] = {}
    own = hosts or {addresses.host_of(url)}
    for number, entry in enumerate(entries, start=1):
        made = _link(entry, url, own, platform)
        if isinstance(made, str):
            defects.append(f"item {number} ({entry.title[:80]!r}): {made}")
        else:
            links.setdefault(made.url, made)
    if not links and not _FEED.search(text):
        return FeedRead(
            complaint="this is no feed: neither <rss> nor <feed> is in it, nor an item with a link of the publisher's"
        )
    return FeedRead(tuple(links.values()), tuple(defects))


def split_title(title: str) -> tuple[str | None, dt.date | None, str]:
    """Split `Kunnanhallitus 29.03.2026 / Talousarvio 2026 / muutos` at the first ` / ` into body, date and title.

    Where no date stands before the separator, nothing is known of the body and the title is whole.
    """
    head, separator, rest = title.partition(SEPARATOR)
    found = [match for match in _DATE.finditer(head) if _as_date(match) is not None]
    if not found:
        return None, None, title
    last = found[-1]
    body = head[: last.start()].strip(" ,-–") or None
    return body, _as_date(last), rest.strip() if separator and rest.strip() else title


def _as_date(match: re.Match[str]) -> dt.date | None:
    day, month, year = map(int, match.groups())
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _link(entry: _Entry, feed_url: str, hosts: Collection[str], platform: Addresses | None) -> Link | str:
    """Make a link of an entry, or say why there is none."""
    if not entry.url:
        return "it has no link"
    if _JUNK in entry.url or "\ufffd" in entry.url:
        return "its link holds characters that are none: it is damaged"
    target = addresses.join(feed_url, entry.url.replace("&amp;", "&"))
    if target is None or target == feed_url:
        return f"its link leads to no web page ({entry.url[:200]!r})"
    if not addresses.belongs(target, hosts):
        return f"its link leads to another host ({addresses.host_of(target)})"
    target = addresses.prefer_https(target, feed_url)
    body, date, title = split_title(entry.title)
    body = body or entry.category or None
    if platform is None:
        return Link(target, LinkKind.meeting_item, title=title or None, body=body, date=date)
    made = platform.link(target, title=title or None, body=body, date=date)
    if made is None or made.kind not in DOCUMENTS:
        return f"its link is none of the platform's documents ({target[:200]})"
    return made


def _entries(text: str, defects: list[str]) -> list[_Entry]:
    items = list(cut(text))
    if len(items) > MAX_ITEMS:
        defects.append(f"only the first {MAX_ITEMS} of {len(items)} items were read")
        return [_alone(item) for item in items[:MAX_ITEMS]]
    whole = _parse(text) if _is_ordinary(text, len(items)) else None
    if whole is not None and len(whole) != len(items):
        items = list(cut(without_comments(text)))
    if whole is not None and len(whole) == len(items):
        return [entry if entry.url else _alone(item) for entry, item in zip(whole, items, strict=True)]
    defects.append(
        "the feed is damaged: its items were read one by one"
        if items
        else "the feed is damaged and no item is left of it"
    )
    return [_alone(item) for item in items]


def _is_ordinary(text: str, items: int) -> bool:
    """Tell whether a feed declares nothing of its own and has no more markup than its items account for.

    feedparser takes minutes over a megabyte of `<`.
    """
    return "<!ENTITY" not in text and max(text.count("<"), text.count("&")) <= MARKS + MARKS_AN_ITEM * items


def _parse(text: str) -> list[_Entry] | None:
    """Read a whole feed with feedparser; None where it is not well-formed or feedparser stumbles."""
    cleaned = _escape(_DECLARATION.sub("", text, count=1))
    document = f"<?xml version='1.0' encoding='utf-8'?>{cleaned}".encode()
    if not _is_well_formed(document):
        return None
    import feedparser  # here, since a run that finds nothing new reads no feed

    try:
        parsed = feedparser.parse(
            io.BytesIO(document), response_headers=_HEADERS, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception:  # feedparser raises whatever its parsers do; the caller reads item by item instead
        return None
    if parsed.bozo:
        return None
    return [
        _Entry(
            _words(str(one.get("title", ""))), str(one.get("link", "")).strip(), _words(str(one.get("category", "")))
        )
        for one in parsed.entries
    ]


def _alone(item: str) -> _Entry:
    return _Entry(_words(field(item, "title")), link_of(item), _words(field(item, "category")))


def _is_well_formed(document: bytes) -> bool:
    """Tell whether a document is XML with its namespaces; on one that is not, feedparser would try a parser that may hang."""
    from xml.parsers.expat import ExpatError, ParserCreate

    try:
        ParserCreate(namespace_separator=" ").Parse(document, True)
    except ExpatError:
        return False
    return True


def _escape(text: str) -> str:
    """Escape ampersands that begin no entity XML knows, outside CDATA, where they stand for themselves."""
    pieces = text.split(CDATA)
    fixed = [_PLAIN_AMPERSAND.sub("&amp;", pieces[0])]
    for piece in pieces[1:]:
        inside, closing, outside = piece.partition(CDATA_END)
        fixed.append(inside + closing + _PLAIN_AMPERSAND.sub("&amp;", outside))
    return CDATA.join(fixed)


def _words(title: str) -> str:
    """Unescape entities once more (they stand inside CDATA), drop markup and invisible characters, and make one line of it."""
    plain = _SPACE.sub(" ", _TAG.sub(" ", html.unescape(title[: 2 * MAX_TITLE]))).strip()[:MAX_TITLE]
    return "".join(letter for letter in plain if unicodedata.category(letter) not in _INVISIBLE)
