"""A file of any kind → its text by page, slide or sheet. Made to be run in a child process that can be stopped (`scraper.sandbox`).

PDF, Word, PowerPoint, Excel, plain text and pages that were meant are read; OpenDocument, RTF and the old binary Office files are recognised and
left. What a file is, its content says: a name and a header are a stranger's word.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from scraper.encoding import decode
from scraper.extracted import LIMITS, Extracted, Limits, Piece, bounded
from scraper.media import media_of
from scraper.text import asks_for_login, html_blocks
from scraper.vocabulary import FileState, Media

__all__ = ["LIMITS", "PAGED", "Extracted", "Limits", "Piece", "extract"]

PAGED = frozenset({Media.pdf, Media.docx, Media.pptx, Media.xlsx})
"""Kinds of files that have pages, slides or sheets, and are read by them."""
_PAGE = re.compile(r"\.html?\Z", re.IGNORECASE)
_UNSUPPORTED = {
    Media.odt: "an OpenDocument file",
    Media.rtf: "a Rich Text file",
    Media.doc: "an old binary Office file, or an encrypted one",
    Media.image: "a picture",
    Media.other: "none of the kinds of file that are read",
}


def extract(
    content: bytes, limits: Limits = LIMITS, *, content_type: str | None = None, url: str | None = None
) -> Extracted:
    """Return the text of a file, or the state and the reason why there is none.

    A web page is `failed`, since a site sends one where the file is not there, unless the file's address says that it is one
    (`….htm`, formats.md 4.1) and it asks for no log-in. Raises MemoryError, nothing else.
    """
    media = media_of(content)
    if not content.strip():
        return Extracted(media, FileState.failed, reason="the file is empty")
    if media is Media.pdf:
        from scraper.pdf import read_pdf

        return read_pdf(content, limits)
    if media in PAGED:
        from scraper.office import read_office

        return read_office(content, media, limits)
    if media is Media.html and not _is_page(decode(content, content_type), url):
        return Extracted(media, FileState.failed, reason="a web page came instead of the file")
    if media in _UNSUPPORTED:
        return Extracted(media, FileState.unsupported, reason=f"it is {_UNSUPPORTED[media]}: save it as PDF or text")
    text = decode(content, content_type)
    pieces, cut = bounded(_page(text) if media is Media.html else _text(text), limits)
    if not pieces:
        return Extracted(media, FileState.no_text, reason="there is no text in it")
    return Extracted(media, FileState.text, pieces, len(pieces), cut)


def _is_page(html: str, url: str | None) -> bool:
    """Tell whether a web page is the file itself: its address names one, and it is no log-in."""
    return _PAGE.search(urlsplit(url or "").path) is not None and not asks_for_login(html)


def _page(text: str) -> Iterator[Piece]:
    """Yield the text of a web page, a line a paragraph or table row."""
    lines = "\n".join(block.text for block in html_blocks(text))
    if lines.strip():
        yield Piece(1, "", lines)


def _text(text: str) -> Iterator[Piece]:
    """Yield the pages of a plain text: form feeds part them, where there are any."""
    pages = text.split("\f")
    for number, page in enumerate(pages, start=1):
        lines = "\n".join(line for line in map(str.rstrip, page.splitlines()) if line)
        if lines.strip():
            yield Piece(number, f"s. {number}" if len(pages) > 1 else "", lines)
