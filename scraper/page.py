"""The small frozen types that carry a page through the scraper: Link → Page → Parsed.

Downloading and parsing are two functions joined by `Page`: a parser has no network, no database and no clock.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from scraper.records import Decision, Meeting


class LinkKind(StrEnum):
    """Say what an address leads to."""

    meeting_item = "meeting_item"
    officer_decision = "officer_decision"
    meeting = "meeting"
    body = "body"
    bodies = "bodies"
    officers = "officers"
    feed = "feed"
    attachment = "attachment"


class Post(StrEnum):
    """Say how an address is asked for that a search form leads to: its query as the form's fields, or `source=` of it as JSON."""

    form = "form"
    json = "json"


@dataclass(frozen=True, slots=True)
class Link:
    """An address worth fetching, with whatever the place that named it said about it.

    `id` is the platform's own id (`2023145-7`), from which the decision's id `source:id` is made. With `post`, what the
    query of the address says is sent in the body, while the address with its query stays the page's identity.
    """

    url: str
    kind: LinkKind
    id: str | None = None
    title: str | None = None
    body: str | None = None
    date: dt.date | None = None
    post: Post | None = None


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask conditionally with: ETag and Last-Modified, verbatim."""

    etag: str | None = None
    last_modified: str | None = None


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class Page:
    """A document as it was served: bytes, headers that matter, and when and where it was fetched from.

    `url` is the canonical address asked for, `final_url` where redirects led. `fetched` is aware, UTC.
    """

    url: str
    content: bytes
    content_type: str | None = None
    status: int = 200
    final_url: str | None = None
    fetched: dt.datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a platform read from a page: decisions, the page's own meeting, or the reason it read none.

    `links` are further decisions that only this page leads to. `complaint` is set exactly where the page is not what it should be (log-in, error, another item, no own section).
    `ids` are the platform's own of the decisions, `pages` the pages of a PDF that they begin on, both in their order and
    None (or empty) where there are none.
    """

    platform: str
    decisions: tuple[Decision, ...] = ()
    links: tuple[Link, ...] = ()
    meeting: Meeting | None = None
    complaint: str | None = None
    municipality: str | None = None
    ids: tuple[str | None, ...] = field(default=())
    pages: tuple[int | None, ...] = field(default=())
