"""What a platform reads from its page's own header, before the grammar reads the text below it."""

import datetime as dt
from dataclasses import dataclass, field

from scraper.grammar.diary import Diary
from scraper.records import Attachment
from scraper.text import Block
from scraper.vocabulary import Kind, Status


@dataclass(frozen=True, slots=True)
class Row:
    """One handling that a page's header lists: whose, when, which §."""

    body: str | None
    date: dt.date | None
    section: str | None


@dataclass(frozen=True, slots=True)
class Header:
    """The page's own body, date, § and what else stands above its text; None where the header does not say it.

    `content` is what the grammar reads, without navigation. `earlier` holds older handlings that the header lists.
    `headless` says that the page's own text has no section head of its own, so that every head is an older handling's.
    """

    content: tuple[Block, ...]
    kind: Kind = Kind.meeting_item
    status: Status | None = None
    body: str | None = None
    date: dt.date | None = None
    section: str | None = None
    title: str | None = None
    diary: Diary | None = None
    municipality: str | None = None
    earlier: tuple[Row, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    headless: bool = False
    officer: str | None = None
    warnings: tuple[str, ...] = field(default=())

    @property
    def identified(self) -> bool:
        """Say whether the header names a section, so that a handling with another one is an older one."""
        return self.section is not None
