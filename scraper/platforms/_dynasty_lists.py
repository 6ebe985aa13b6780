"""How Dynasty's lists are read; their addresses are `scraper.platforms.dynasty`'s."""

import re

from scraper.encoding import decode
from scraper.listings import Anchor, Listing, Row, date_in, own_address, read_listing
from scraper.page import Link, LinkKind, Page
from scraper.platforms.dynasty import Address, address_of
from scraper.source import Source

LEADS_TO = {
    LinkKind.bodies: (LinkKind.body, LinkKind.meeting),
    LinkKind.body: (LinkKind.meeting,),
    LinkKind.meeting: (LinkKind.meeting_item,),
    LinkKind.officers: (LinkKind.officer_decision, LinkKind.officers),
}
_DATE = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_HEADING_TAIL = re.compile(r"\s*\b(?:Pöytäkirja|Esityslista|Protokoll|Föredragningslista)\b.*", re.IGNORECASE)
_OFFICER_NUMBER = re.compile(r"[^\W\d]*\s*\d+/\d{4}\s*")


def discover(source: Source, page: Page) -> list[Link]:
    """Return what a list page leads to: see `scraper.platforms.dynasty.discover`."""
    asked = address_of(page.url)
    kind = page.link.kind if page.link is not None else asked.kind if asked is not None else None
    if kind not in LEADS_TO:
        return []
    base = page.final_url or page.url
    listing = read_listing(decode(page.content, page.content_type))
    found: dict[str, Link] = {}
    for row in listing.rows:
        targets = [(anchor, _target(base, anchor.href, source)) for anchor in row.anchors]
        wanted = LEADS_TO[kind]
        if kind is LinkKind.bodies and any(target and target.kind is LinkKind.body for _, target in targets):
            wanted = (LinkKind.body,)
        for anchor, target in targets:
            if target is None or target.kind not in wanted or target.url == page.url:
                continue
            described = _describe(target, anchor, row, listing, page)
            known = found.get(target.url)
            if known is None or len(described.title or "") > len(known.title or ""):
                found[target.url] = described
    return list(found.values())


def _target(base: str, href: str, source: Source) -> Address | None:
    joined = own_address(base, href, source)
    return address_of(joined) if joined is not None else None


def _describe(target: Address, anchor: Anchor, row: Row, listing: Listing, page: Page) -> Link:
    about = page.link
    date = date_in(row.text) if target.kind is not LinkKind.officers else None
    title: str | None = anchor.text or None
    body = about.body if about is not None else None
    if target.kind is LinkKind.body:
        body = anchor.text or None
    elif target.kind is LinkKind.meeting:
        body = body or (listing.heading[-1] if listing.heading else None)
    elif target.kind is LinkKind.meeting_item:
        body = body or (_HEADING_TAIL.sub("", listing.heading[0]) if listing.heading else None)
        date = (about.date if about is not None else None) or date_in(" ".join(listing.heading))
    elif target.kind is LinkKind.officer_decision:
        title = _OFFICER_NUMBER.sub("", anchor.text, count=1) or None
        body = _DATE.split(row.first, maxsplit=1)[0].strip() or None
    return Link(target.url, target.kind, id=target.id, title=title, body=body, date=date)
