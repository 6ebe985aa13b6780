"""Read any file or page: which publishing system it comes from, and what it says."""

from scraper import platforms
from scraper.document import Document, open_document
from scraper.page import Page, Parsed

SAMPLE = 20_000
"""Characters by which a document's system is told."""


def parse_document(document: str, content: bytes, *, content_type: str | None = None, url: str | None = None) -> Parsed:  # noqa: ARG001
    """Return what a document says: decisions, or the reason why it holds none.

    Args: document, its name for messages; content, its bytes as served or saved (a saved text may begin with its address
    on the first line); url, where it was fetched from. PDF and office files are read as their text; only a platform that
    says `READS_FILES = True` gets one, else it is minutes without a system. Never raises for what is in the document.
    """
    opened = open_document(content, content_type, url)
    if opened.complaint is not None:
        return Parsed(platforms.FALLBACK, complaint=opened.complaint)
    module = platforms.recognise(opened.url, opened.text[:SAMPLE])
    if opened.file is not None and not getattr(module, "READS_FILES", False):
        module = platforms.named(platforms.FALLBACK)
    page = Page(url=opened.url or "", content=content, content_type=content_type)
    parsed: Parsed = module.parse(page)
    return _with_remark(parsed, opened)


def _with_remark(parsed: Parsed, opened: Document) -> Parsed:
    """Say in the last decision's warnings what of a file was not read, so that sections after it are not taken for absent."""
    if opened.file is not None and opened.file.reason and parsed.decisions:
        parsed.decisions[-1].warnings.append(opened.file.reason)
    return parsed
