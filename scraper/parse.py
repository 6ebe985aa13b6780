"""Read any file or page: which publishing system it comes from, and what it says."""

from scraper import platforms
from scraper.document import open_document
from scraper.page import Page, Parsed

SAMPLE = 20_000
"""Characters by which a document's system is told."""


def parse_document(document: str, content: bytes, *, content_type: str | None = None, url: str | None = None) -> Parsed:  # noqa: ARG001
    """Return what a document says: decisions, or the reason why it holds none.

    Args: document, its name for messages; content, its bytes as served or saved (a saved text may begin with its address
    on the first line); url, where it was fetched from. Never raises for what is in the document.
    """
    opened = open_document(content, content_type, url)
    module = platforms.recognise(opened.url, opened.text[:SAMPLE])
    page = Page(url=opened.url or "", content=content, content_type=content_type)
    parsed: Parsed = module.parse(page)
    return parsed
