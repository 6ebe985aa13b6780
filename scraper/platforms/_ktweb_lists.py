"""How KTweb's lists are read; their addresses are `scraper.platforms.ktweb`'s."""

import re

from scraper.encoding import decode
from scraper.listings import Row, choices, date_in, own_address, read_listing
from scraper.page import Link, LinkKind, Page
from scraper.platforms.ktweb import MEETING_NUMBER, Address, address_of, base_of, heading_of, meetings, suffix_of
from scraper.source import Source

LEADS_TO = {
    LinkKind.bodies: (LinkKind.body,),
    LinkKind.body: (LinkKind.meeting,),
    LinkKind.meeting: (LinkKind.meeting_item,),
    LinkKind.officers: (LinkKind.officers, LinkKind.officer_decision),
}
COVER = re.compile(
    r"(?:Pöytäkirjan|Esityslistan|Kokouksen)?\s*(?:kansilehti|kansi|läsnäolijat)$|Pärmblad$", re.IGNORECASE
)


def discover(source: Source, page: Page) -> list[Link]:
    """Return what a list page leads to: see `scraper.platforms.ktweb.discover`."""
    asked = address_of(page.url)
    kind = page.link.kind if page.link is not None else asked.kind if asked is not None else None
    if asked is None or kind not in LEADS_TO:
        return []
    html, base = decode(page.content, page.content_type), page.final_url or page.url
    if kind is LinkKind.bodies:
        return [
            meetings(base_of(source), asked.tree, value, name, suffix=suffix_of(page.url))
            for value, name in choices(html, "kirjaamo")
            if value
        ]
    heading = heading_of(html)
    found: dict[str, Link] = {}
    for row in read_listing(html).rows:
        for anchor in row.anchors:
            url = own_address(base, anchor.href, source)
            target = address_of(url) if url is not None else None
            if target is not None and kind is LinkKind.officers and target.kind is LinkKind.meeting_item:
                target = Address(LinkKind.officer_decision, target.id, target.url)
            if target is None or target.kind not in LEADS_TO[kind] or target.url == page.url:
                continue
            described = _describe(target, anchor.text, row, heading, page.link)
            if described is not None:
                found.setdefault(target.url, described)
    return list(found.values())


def _describe(target: Address, text: str, row: Row, heading: str, about: Link | None) -> Link | None:
    if target.kind is LinkKind.meeting:
        body = MEETING_NUMBER.sub("", row.cell("Toimielin", "Organ")) or (about.body if about else None)
        return Link(target.url, target.kind, target.id, text or None, body, date_in(row.text))
    title = row.cell("Otsikko", "Rubrik", "Asia") or text
    if target.kind is LinkKind.officer_decision:
        body = row.cell("Viranhaltija", "Tjänsteinnehavare", "Toimielin") or None
        return Link(target.url, target.kind, target.id, _titled(row.cell("§"), title), body, date_in(row.text))
    if not row.cell("§") and COVER.match(title):
        return None
    body = (about.body if about else None) or MEETING_NUMBER.sub("", heading).strip() or None
    date = (about.date if about else None) or date_in(heading)
    return Link(target.url, target.kind, target.id, _titled(row.cell("§"), title), body, date)


def _titled(section: str, title: str) -> str | None:
    """Return what a row says of an item, § first: the document itself often does not name its section."""
    return f"§ {section} {title}" if section.isdigit() else title or None
