"""Read files and addresses for `minutes parse` and print their decisions."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from archive.identity import at_page
from minutes.document_reader import DocumentReader
from minutes.errors import NEEDS_PERSON, OK
from minutes.output import Column, say, write_json, write_rows
from scraper.document import first_address
from scraper.documents import PAGED
from scraper.errors import NEXT_RUN, FetchError, ScraperError
from scraper.media import media_of
from scraper.page import Page, Parsed
from scraper.records import Decision, contract
from scraper.sources import Sources, load
from scraper.vocabulary import Media

COLUMNS = (
    Column("date", "Date"),
    Column("municipality", "Municipality"),
    Column("body", "Body"),
    Column("section", "§", right=True),
    Column("title", "Title"),
    Column("outcome", "Outcome"),
    Column("sums", "Sums", right=True),
)
_NESTED = frozenset(
    (
        "preparers",
        "presenter",
        "decision_maker",
        "votes",
        "earlier_handlings",
        "attachments",
        "amounts",
        "shares",
        "checks",
    )
)
_PLACE = ("document", "platform", "municipality", "url")
CSV_COLUMNS = tuple(
    Column(name, name)
    for name in (
        *_PLACE,
        *(field for field in Decision.model_fields if field not in _NESTED and field not in _PLACE),
        "page",
    )
)
"""The fields of a record that fit a cell; the others are for jsonl."""
MAX_BYTES = 10_000_000
"""A larger page or text is none of minutes."""
MAX_FILE = 50_000_000
"""The same of a PDF or an office file."""

_NOT_READ = {
    Media.doc: "it is an old binary office document, or an encrypted one: save it as PDF or text first",
    Media.odt: "it is an OpenDocument file: save it as PDF or text first",
    Media.rtf: "it is a Rich Text document: save it as PDF or text first",
    Media.image: "it is a picture: there is no text in it to read",
    Media.other: "it is neither HTML nor text, nor a PDF or an office document",
}
_COMPRESSED = b"\x1f\x8b"


class Unread(Exception):
    """A document that could not be read, and why."""


def parse_all(documents: Sequence[str], fmt: str, municipality: str | None) -> int:
    """Print every document's decisions to stdout and every failure to stderr; return the exit status."""
    failures = 0

    def records() -> Iterator[dict[str, Any]]:
        nonlocal failures
        with DocumentReader() as reader:
            for document in documents:
                try:
                    yield from read(document, municipality, reader)
                except (Unread, ScraperError, OSError) as error:
                    failures += 1
                    say(f"{document}: {reason_of(error)}")

    if fmt == "jsonl":
        for record in records():
            write_json(record)
    elif fmt == "csv":
        write_rows(records(), CSV_COLUMNS, fmt)
    else:
        write_rows(({**record, "sums": len(record["amounts"])} for record in records()), COLUMNS, fmt)
    return NEEDS_PERSON if failures else OK


def read(document: str, municipality: str | None = None, reader: DocumentReader | None = None) -> list[dict[str, Any]]:
    """Return the records of one document; a `reader` is shared by several.

    Raises Unread where it holds no decision, OSError where it cannot be opened, ScraperError where it cannot be fetched.
    """
    if reader is None:
        with DocumentReader() as own:
            return read(document, municipality, own)
    url: str | None
    if document.startswith(("http://", "https://")):
        page = asyncio.run(_fetched(document))
        if reason := foreign(page.content):
            raise Unread(reason)
        url = page.url
        parsed = reader.parsed(document, page.content, content_type=page.content_type, url=url)
    else:
        content = content_of(document)
        url, parsed = first_address(content), reader.parsed(document, content)
    if parsed.complaint is not None:
        raise Unread(parsed.complaint)
    if not parsed.decisions:
        raise Unread("no decision was found in it")
    return [_record(document, url, parsed, index, municipality) for index in range(len(parsed.decisions))]


def _record(document: str, url: str | None, parsed: Parsed, index: int, municipality: str | None) -> dict[str, Any]:
    decision = parsed.decisions[index]
    source = _sources().for_url(url) if url else None
    town = municipality or (source.municipality if source else None) or decision.municipality or parsed.municipality
    number = parsed.pages[index] if parsed.pages else None
    page = {} if number is None else {"page": number}
    return contract(
        decision, document=document, platform=parsed.platform, municipality=town, url=at_page(url, number), **page
    )


def content_of(document: str) -> bytes:
    """Return the bytes of a file, or of standard input for '-'. Raises Unread, OSError."""
    if document == "-":
        return _text_of(sys.stdin.buffer)
    path = Path(document)
    if path.is_dir():
        raise Unread("it is a folder; name the files in it")
    with path.open("rb") as file:
        return _text_of(file)


def _text_of(file: BinaryIO) -> bytes:
    content = file.read(MAX_BYTES + 1)  # a pipe or a device has no size to ask for
    if len(content) > MAX_BYTES and media_of(content) in PAGED:
        content += file.read(MAX_FILE + 1 - len(content))
    most = MAX_FILE if media_of(content) in PAGED else MAX_BYTES
    if len(content) > most:
        raise Unread(f"larger than {most // 1_000_000} MB")
    if reason := foreign(content):
        raise Unread(reason)
    return content


def foreign(content: bytes) -> str | None:
    """Return why bytes are nothing that is read, with what to do about it, or None where they may be.

    >>> foreign(b"Kunnanhallitus 4.5.2026")
    """
    if content.startswith(_COMPRESSED):
        return "it is compressed: unpack it first"
    return _NOT_READ.get(media_of(content))


async def _fetched(url: str) -> Page:
    from scraper.fetch import Fetcher
    from scraper.politeness import Politeness

    async with Fetcher(Politeness()) as fetcher:
        return await fetcher.fetch(url, source=_sources().to_ask(url))


@cache
def _sources() -> Sources:
    return load()


def reason_of(error: Exception) -> str:
    """Return in words why a document could not be read."""
    if isinstance(error, FetchError):
        return str(error).replace(NEXT_RUN, "try again later")
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    return str(error)
