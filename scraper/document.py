"""A fetched or saved document opened for reading: its text, its blocks, its links, and the address it came from.

PDF and office files are opened as their text (`scraper.documents`), so that a platform reads them as it reads a page.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from urllib.parse import urljoin

from scraper.documents import PAGED, Extracted, extract
from scraper.grammar.municipality import municipality, only_named
from scraper.media import media_of
from scraper.page import Page
from scraper.page_lines import goes_on
from scraper.sources import Sources
from scraper.text import Block, decode, html_blocks, html_links, html_title, looks_like_html, text_blocks
from scraper.vocabulary import FileState, Media

_ADDRESS_WITHIN = 4096
_FIRST_URL = re.compile(r"\s*(https?://[^\s<>\"]{4,2000})[ \t]*(?:\r?\n|$)")


@dataclass(frozen=True)
class Document:
    """A document's text without the address on its first line; `url` is that address, or the one it was fetched from.

    `file` is what was read of a PDF or office file, None for a page or a text.
    """

    text: str
    url: str | None
    html: bool
    file: Extracted | None = None

    @property
    def complaint(self) -> str | None:
        """Return why a file could not be read, None where it was (or is no file)."""
        return None if self.file is None or self.file.state is FileState.text else self.file.reason

    @cached_property
    def blocks(self) -> list[Block]:
        """Return the document's lines and table rows in reading order."""
        if self.file is not None:
            return [block for block, _ in self._placed]
        return html_blocks(self.text) if self.html else text_blocks(self.text)

    @property
    def pages(self) -> int | None:
        """Return how many pages, slides or sheets there are, None for a page or a text."""
        return self.file.pages if self.file is not None else None

    def page_of(self, index: int) -> int | None:
        """Return the page, from 1, that a block stands on (begins on), None where the document has no pages."""
        return self._placed[index][1] if self.file is not None else None

    @cached_property
    def _placed(self) -> list[tuple[Block, int]]:
        """Return the blocks of a file, each with its page; a paragraph that goes on over the page is one block."""
        placed: list[tuple[Block, int]] = []
        for piece in self.file.pieces if self.file else ():
            blocks = text_blocks(piece.text)
            if placed and blocks and self.file and self.file.media is Media.pdf:
                last, page = placed[-1]
                if not (last.cells or blocks[0].cells) and (whole := goes_on(last.text, blocks[0].text)):
                    placed[-1] = (Block(whole, heading=last.heading), page)
                    del blocks[0]
            placed.extend((block, piece.position) for block in blocks)
        return placed

    @cached_property
    def links(self) -> list[tuple[str, str]]:
        """Return (address, text) of every link, absolute where the document's own address is known; none in a saved text."""
        if not self.html:
            return []
        found = []
        for href, text in html_links(self.text):
            try:
                found.append((urljoin(self.url, href) if self.url else href, text))
            except ValueError:
                continue
        return found

    @property
    def title(self) -> str | None:
        """Return the text of the page's `<title>`."""
        return html_title(self.text) if self.html else None


def town_of(lines: Iterable[str]) -> str | None:
    """Return the municipality that the first of some headings names, in the base form that its publisher uses."""
    for line in lines:
        if len(line) < 300 and (name := municipality(line, _publishers())):
            return name
    return None


def only_town_of(text: str) -> str | None:
    """Return the one municipality that a text names as a town, None where it names several or none."""
    return only_named(text, _publishers())


@cache
def _publishers() -> dict[str, str]:
    """Return municipality by publisher's name (`Xn kaupunki` → `X`)."""
    return {source.name: source.municipality for source in Sources.load()}


def open_document(content: bytes, content_type: str | None = None, url: str | None = None) -> Document:
    """Open bytes as served or saved; a saved text may begin with its address on the first line.

    A PDF or office file is read on the spot: do it in a child process (`scraper.sandbox`). Raises MemoryError, nothing else.
    """
    if media_of(content) in PAGED:
        file = _extracted(content)
        return Document(file.text, url, False, file)
    text = decode(content, content_type)
    first = _FIRST_URL.match(text)
    if first:
        return Document(text[first.end() :], url or first[1], looks_like_html(text[first.end() :]))
    return Document(text, url, looks_like_html(text))


@lru_cache(maxsize=1)
def _extracted(content: bytes) -> Extracted:
    # What recognises a file and what parses it both open it, one after the other.
    return extract(content)


def open_page(page: Page) -> Document:
    """Open a fetched page."""
    return open_document(page.content, page.content_type, page.final_url or page.url or None)


def first_address(content: bytes) -> str | None:
    """Return the address that a saved text begins with, None where it does not; a file with pages is not opened for it."""
    if media_of(content) in PAGED:
        return None
    first = _FIRST_URL.match(decode(content[:_ADDRESS_WITHIN]))
    return first[1] if first else None
