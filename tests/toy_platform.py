"""Ilmoitustaulu: an invented publishing system, the smallest that can be followed. CONTRIBUTING.md walks through this file.

Vendor     None; it exists for `tests/test_adding_a_system.py`, which puts it among the platforms and syncs a town with it.
Addresses  `/taulu` lists the decisions, newest first; `/taulu/<number>` is one of them.
Feeds      None: a poll reads the list.
Page       `h1` the title; `Body D.M.YYYY § N`; labels, each on a line of its own. An agenda says `Esityslista`.
Quirks     A number that is not in use is answered with the list, not with 404.
"""

import datetime as dt
import re
from urllib.parse import urlsplit, urlunsplit

from scraper.document import open_page
from scraper.encoding import decode
from scraper.grammar.bodies import is_officer
from scraper.grammar.header import Header
from scraper.grammar.heads import head
from scraper.grammar.read import read
from scraper.listings import date_in, own_address, read_listing
from scraper.page import Link, LinkKind, Page, Parsed
from scraper.records import Meeting
from scraper.source import Source
from scraper.vocabulary import Kind, Status

NAME = "toy"
_PATH = re.compile(r"/taulu/(\d{1,9})\Z", re.ASCII)


def recognises(url: str | None, text: str) -> bool:
    """Tell whether an address or, without one, a document's text is the system's."""
    return _PATH.search(urlsplit(url).path) is not None if url is not None else "<meta name='ilmoitustaulu'>" in text


def identity(url: str) -> str | None:
    """Return a decision's number, None for the list."""
    found = _PATH.search(urlsplit(url).path)
    return found[1] if found else None


def canonical(url: str) -> str:
    """Return an address without its query."""
    return urlunsplit(urlsplit(url)._replace(query="", fragment=""))


def link(url: str, *, title: str | None = None, body: str | None = None, date: dt.date | None = None) -> Link | None:
    """Make a link of a decision's or the list's address; None for any other."""
    number = identity(url)
    if number is None and not urlsplit(url).path.endswith("/taulu"):
        return None
    kind = LinkKind.meeting_item if number else LinkKind.bodies
    return Link(canonical(url), kind, id=number, title=title, body=body, date=date)


def feeds(source: Source) -> list[Link]:
    """Return the list, for there are no feeds."""
    return [Link(source.address, LinkKind.bodies)]


def listings(source: Source) -> list[Link]:
    """Return where a backfill starts: the same list."""
    return feeds(source)


def discover(source: Source, page: Page) -> list[Link]:
    """Return the decisions that the list names, with the dates of their rows."""
    found = []
    for row in read_listing(decode(page.content, page.content_type)).rows:
        for anchor in row.anchors:
            url = own_address(page.final_url or page.url, anchor.href, source)
            made = link(url, title=anchor.text, date=date_in(row.text)) if url else None
            if made is not None and made.id is not None:
                found.append(made)
    return found


def meeting(source: Source, page: Page) -> Meeting | None:  # noqa: ARG001
    """Return None: the system has no pages of meetings."""
    return None


def mismatch(page: Page) -> str | None:
    """Return why a page is not the decision that was asked for: the list came instead."""
    asked = identity(page.url)
    if asked is not None and b"<ul id='taulu'>" in page.content:
        return f"another page: {asked} was asked for, the list came"
    return None


def parse(page: Page) -> Parsed:
    """Read the decision of a page; `complaint` where it is none."""
    if complaint := mismatch(page):
        return Parsed(NAME, complaint=complaint)
    document = open_page(page)
    lines = [block.text for block in document.blocks]
    place, own = next(((n, found) for n, line in enumerate(lines) if (found := head([line], 0))), (0, None))
    if own is None:
        return Parsed(NAME, complaint="not minutes: the page has no heading of a decision")
    officer = is_officer(own.body or "")
    header = Header(
        tuple(document.blocks[place + 1 :]),
        kind=Kind.officer_decision if officer else Kind.meeting_item,
        status=Status.agenda if "Esityslista" in lines[:place] else Status.minutes,
        body=None if officer else own.body,
        officer=own.body if officer else None,
        date=own.date,
        section=own.section,
        title=lines[0],
    )
    return Parsed(NAME, (read(header),), ids=(identity(page.url),))
