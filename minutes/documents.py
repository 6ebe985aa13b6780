"""Read files and addresses for `minutes parse` and print their decisions."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from minutes.errors import NEEDS_PERSON, OK
from minutes.output import Column, say, write_json, write_rows
from scraper.document import open_document
from scraper.errors import ScraperError
from scraper.page import Page, Parsed
from scraper.parse import parse_document
from scraper.records import Decision, contract
from scraper.sources import Sources, load

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
    for name in (*_PLACE, *(field for field in Decision.model_fields if field not in _NESTED and field not in _PLACE))
)
"""The fields of a record that fit a cell; the others are for jsonl."""
MAX_BYTES = 10_000_000
"""A larger file is no page of minutes."""


_FOREIGN = (
    (b"%PDF-", "it is a PDF, and only HTML and text are read: make a text of it first, for example with pdftotext"),
    (b"PK\x03\x04", "it is a ZIP or an office document, and only HTML and text are read: save it as text first"),
    (b"\xd0\xcf\x11\xe0", "it is an office document, and only HTML and text are read: save it as text first"),
    (b"\x1f\x8b", "it is compressed: unpack it first"),
)
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16 is full of zero bytes
_CONTROLS = bytes(set(range(1, 32)) - set(b"\t\n\f\r\x1b"))  # zero bytes stray into texts, too
_SAMPLE = 4096
_MOST_CONTROLS = 0.08  # random bytes hold 10 %, text none


SMALL = 300_000
"""Bytes that no parser needs long for; starting a child process would take longer."""
SECONDS = 30.0
"""Time for one document of a user's own."""


class Unread(Exception):
    """A document that could not be read, and why."""


def parse_all(documents: Sequence[str], fmt: str, municipality: str | None) -> int:
    """Print every document's decisions to stdout and every failure to stderr; return the exit status."""
    failures = 0

    def records() -> Iterator[dict[str, Any]]:
        nonlocal failures
        for document in documents:
            try:
                yield from read(document, municipality)
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


def read(document: str, municipality: str | None = None) -> list[dict[str, Any]]:
    """Return the records of one document.

    Raises Unread where it holds no decision, OSError where it cannot be opened, ScraperError where it cannot be fetched.
    """
    url: str | None
    if document.startswith(("http://", "https://")):
        page = asyncio.run(_fetched(document))
        if reason := foreign(page.content):
            raise Unread(reason)
        url, parsed = page.url, parsed_of(document, page.content, content_type=page.content_type, url=page.url)
    else:
        content = content_of(document)
        url, parsed = open_document(content).url, parsed_of(document, content)
    if parsed.complaint is not None:
        raise Unread(parsed.complaint)
    if not parsed.decisions:
        raise Unread("no decision was found in it")
    return [_record(document, url, parsed, index, municipality) for index in range(len(parsed.decisions))]


def _record(document: str, url: str | None, parsed: Parsed, index: int, municipality: str | None) -> dict[str, Any]:
    decision = parsed.decisions[index]
    source = _sources().for_url(url) if url else None
    town = municipality or (source.municipality if source else None) or decision.municipality or parsed.municipality
    return contract(decision, document=document, platform=parsed.platform, municipality=town, url=url)


def parsed_of(document: str, content: bytes, *, content_type: str | None = None, url: str | None = None) -> Parsed:
    """Return what a document says; a large one is read in a child process that can be stopped.

    Raises ParseError where reading it took too long or too much memory.
    """
    if len(content) <= SMALL:
        return parse_document(document, content, content_type=content_type, url=url)

    async def apart() -> Parsed:
        from scraper.sandbox import Sandbox

        async with Sandbox(workers=1, seconds=SECONDS) as sandbox:
            return await sandbox.run(parse_document, document, content, content_type=content_type, url=url)

    return asyncio.run(apart())


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
    if len(content) > MAX_BYTES:
        raise Unread(f"larger than {MAX_BYTES // 1_000_000} MB")
    if reason := foreign(content):
        raise Unread(reason)
    return content


def foreign(content: bytes) -> str | None:
    """Return why bytes are neither HTML nor text, with what to do about it, or None where they may be.

    >>> foreign(b"Kunnanhallitus 4.5.2026")
    """
    for beginning, reason in _FOREIGN:
        if content.startswith(beginning):
            return reason
    sample = content[:_SAMPLE].replace(b"\0", b"")
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > _MOST_CONTROLS * len(sample) and not sample.startswith(_WIDE):
        return "it is neither HTML nor text"
    return None


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
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    return str(error)
