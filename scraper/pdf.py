"""PDF → the text of its pages, by pypdf. Made to be run in a child process that can be stopped (`scraper.sandbox`).

A stranger's PDF may unpack to gigabytes, loop, or hold a million pages: pypdf bounds what a stream unpacks to, this module bounds
pages, characters and time, the sandbox the rest.
"""

import io
import logging
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pypdf import PasswordType, PdfReader

from scraper.encoding import JUNK
from scraper.extracted import Extracted, Limits, Piece, bounded
from scraper.page_heads import without_running_lines
from scraper.page_lines import joined, width_of
from scraper.vocabulary import FileState, Media

FEWEST_LETTERS = 5
"""Letters and digits a page, on average, below which a PDF is a scan: stamps and page numbers are no text."""
_UNREADABLE = ("\ufffd", "/g", "(cid:")
_MOST_UNREADABLE = 0.1

# pypdf's remarks on damaged files go nowhere: what matters of them is in the reason.
logging.getLogger("pypdf").addHandler(logging.NullHandler())
logging.getLogger("pypdf").propagate = False


@dataclass(frozen=True, slots=True)
class _Pages:
    """The lines of the pages that were read, how many pages there are, and how many of those read are broken."""

    lines: list[list[str]]
    total: int
    broken: int


class _Locked(Exception):
    """A PDF that opens only with a password."""


def read_pdf(content: bytes, limits: Limits) -> Extracted:
    """Return the text of a PDF's pages, heads and feet of pages left out; broken pages are left out and counted in `reason`.

    Raises MemoryError; whatever else goes wrong is a state with its reason.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            pages = _pages(content, limits)
        except MemoryError:
            raise
        except _Locked:
            return Extracted(Media.pdf, FileState.failed, reason="the PDF is encrypted: it opens only with a password")
        except Exception as error:
            # A damaged file makes pypdf fail in every way there is: KeyError, RecursionError, AttributeError, …
            return Extracted(Media.pdf, FileState.failed, reason=f"the PDF is damaged ({_words(error)})")
    pieces, cut = bounded(_pieces(pages.lines), limits)
    state, why = _state(pages)
    short = len(pages.lines) < pages.total
    notes = (
        why,
        f"only the first {len(pages.lines)} of its {pages.total} pages were read" if short else None,
        f"{pages.broken} of its pages could not be read" if pages.broken and why is None else None,
        cut,
    )
    reason = "; ".join(filter(None, notes)) or None
    return Extracted(Media.pdf, state, pieces if state is FileState.text else (), pages.total, reason)


def _pages(content: bytes, limits: Limits) -> _Pages:
    deadline = time.monotonic() + limits.seconds
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        raise _Locked
    lines: list[list[str]] = []
    broken = size = 0
    for page in islice(reader.pages, limits.pages):
        if time.monotonic() > deadline or size > limits.characters:
            break
        try:
            text = page.extract_text()
        except MemoryError:
            raise
        except Exception:
            # One damaged page costs no other; that it is missing is said.
            broken += 1
            text = ""
        size += len(text)
        lines.append([line for line in map(_clean, text[: limits.characters].splitlines()) if line])
    return _Pages(lines, max(len(reader.pages), len(lines)), broken)


def _pieces(pages: list[list[str]]) -> Iterator[Piece]:
    width = width_of(line for page in pages for line in page)
    for number, lines in enumerate(without_running_lines(pages), start=1):
        if text := "\n".join(joined(lines, width)):
            yield Piece(number, f"s. {number}", text)


def _clean(line: str) -> str:
    line = line.replace("\t", " ").rstrip()
    end = "\xad" if line.endswith("\xad") else ""  # a soft hyphen at the end is where a word was broken
    return (JUNK.sub("", line).strip() + end) if line else ""


def _state(pages: _Pages) -> tuple[FileState, str | None]:
    if not pages.lines:
        return FileState.failed, "the PDF is damaged: it has no pages"
    if pages.broken == len(pages.lines):
        return FileState.failed, "the PDF is damaged: none of its pages could be read"
    text = "".join(line for page in pages.lines for line in page)
    fewest = FEWEST_LETTERS * len(pages.lines)
    if sum(1 for _ in islice(filter(str.isalnum, text), fewest)) < fewest:
        return FileState.no_text, "there is no text on its pages: they are pictures, or empty"
    if sum(text.count(mark) for mark in _UNREADABLE) > _MOST_UNREADABLE * len(text):
        return FileState.no_text, "its fonts do not tell which letters their shapes are"
    return FileState.text, None


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
