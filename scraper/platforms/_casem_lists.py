"""How CaseM's lists are read; their addresses are `scraper.platforms.casem`'s."""

import re
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from scraper.encoding import decode
from scraper.listings import Row, date_in, own_address, read_listing
from scraper.page import Link, LinkKind, Page
from scraper.platforms.casem import MEETING, Address, address_of, front, link
from scraper.source import Source

TREES = ("Toimielimet", "Viranhaltijat")
"""Where a front page without links to them is taken to have its bodies and its officers."""
LEADS_TO = {
    LinkKind.bodies: (LinkKind.bodies, LinkKind.body, LinkKind.meeting, LinkKind.officers, LinkKind.officer_decision),
    LinkKind.body: (LinkKind.body, LinkKind.meeting),
    LinkKind.meeting: (LinkKind.meeting_item,),
    LinkKind.officers: (LinkKind.officers, LinkKind.officer_decision),
}
DATED = frozenset({LinkKind.meeting, LinkKind.officer_decision})
_SECTION = re.compile(r"^§\s*\d{1,4}\s*")
_CONTENT_START = re.compile(r"<[^<>]{0,300}\bid\s*=\s*[\"']ContentStart[\"']", re.IGNORECASE)


def discover(source: Source, page: Page) -> list[Link]:
    """Return what a list page leads to: see `scraper.platforms.casem.discover`."""
    asked = address_of(page.url)
    kind = page.link.kind if page.link is not None else asked.kind if asked is not None else None
    if asked is None or kind not in LEADS_TO:
        return []
    html, base = decode(page.content, page.content_type), page.final_url or page.url
    found: dict[str, Link] = {}
    for row in read_listing(_content(html) if asked.path else html).rows:
        for anchor in row.anchors:
            url = own_address(base, anchor.href, source)
            target = _target(url, kind) if url is not None else None
            if target is None or target.kind not in LEADS_TO[kind] or not _belongs(target, asked):
                continue
            described = _described(target, anchor.text, row, kind, page.link)
            key = target.id or target.url  # an item is shown under its path and by its content id
            known = found.get(key)
            if known is None or len(described.title or "") > len(known.title or ""):
                found[key] = described
    if kind is LinkKind.bodies and not asked.path and not any(one.kind is LinkKind.bodies for one in found.values()):
        for tree in TREES:
            made = link(f"{front(source)}/{tree}")
            if made is not None:
                found.setdefault(made.url, made)
    return list(found.values())


def _target(url: str, kind: LinkKind) -> Address | None:
    """Return what a link on a list of some kind leads to; an item above its meeting stands for the meeting."""
    target = address_of(url)
    if target is None or target.kind is not LinkKind.meeting_item or kind is LinkKind.meeting:
        return target
    if kind is LinkKind.officers:
        return replace(target, kind=LinkKind.officer_decision) if target.path[0] == "content" else None
    return _meeting_of(target)


def _described(target: Address, text: str, row: Row, kind: LinkKind, about: Link | None) -> Link:
    if kind is LinkKind.bodies:
        about = None
    title = _SECTION.sub("", text) or None
    body = (about.body if about else None) or (title if target.kind is LinkKind.body else None)
    date = date_in(row.text) if target.kind in DATED else None
    if kind is LinkKind.meeting:
        date = about.date if about else None
    return Link(target.url, target.kind, target.id, title, body, date)


def _belongs(target: Address, asked: Address) -> bool:
    """Tell whether a link goes down the tree in its own language: the navigation beside a body's list names other bodies."""
    if target.language != asked.language or target.url == asked.url:
        return False
    below = target.path[: len(asked.path)] == asked.path
    return below or asked.kind is LinkKind.bodies or target.path[:1] == ("content",)


def _meeting_of(item: Address) -> Address | None:
    """Return the meeting whose item an address is; None where its path does not say."""
    if len(item.path) < 3 or not MEETING.match(item.path[-2]):
        return None
    parts = urlsplit(item.url)
    return address_of(urlunsplit(parts._replace(path=parts.path.rstrip("/").rpartition("/")[0], query="")))


def _content(html: str) -> str:
    """Return a page from where its content begins, where it says so."""
    start = _CONTENT_START.search(html)
    return html[start.start() :] if start else html
