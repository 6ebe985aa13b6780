"""A fetched or saved document opened for reading: its text, its blocks, its links, and the address it came from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from urllib.parse import urljoin

from scraper.grammar.municipality import municipality, only_named
from scraper.page import Page
from scraper.sources import Sources
from scraper.text import Block, decode, html_blocks, html_links, html_title, looks_like_html, text_blocks

_FIRST_URL = re.compile(r"\s*(https?://[^\s<>\"]{4,2000})[ \t]*(?:\r?\n|$)")


@dataclass(frozen=True)
class Document:
    """A document's text without the address on its first line; `url` is that address, or the one it was fetched from."""

    text: str
    url: str | None
    html: bool

    @cached_property
    def blocks(self) -> list[Block]:
        """Return the document's lines and table rows in reading order."""
        return html_blocks(self.text) if self.html else text_blocks(self.text)

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
    """Open bytes as served or saved; a saved text may begin with its address on the first line."""
    text = decode(content, content_type)
    first = _FIRST_URL.match(text)
    if first:
        return Document(text[first.end() :], url or first[1], looks_like_html(text[first.end() :]))
    return Document(text, url, looks_like_html(text))


def open_page(page: Page) -> Document:
    """Open a fetched page."""
    return open_document(page.content, page.content_type, page.final_url or page.url or None)
