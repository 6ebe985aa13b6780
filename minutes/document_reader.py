"""Reading a user's own documents: small pages on the spot, large ones and files of strangers' making in a process that can be stopped."""

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING, Self

from scraper.documents import PAGED
from scraper.media import media_of
from scraper.page import Parsed
from scraper.parse import parse_document

if TYPE_CHECKING:
    from scraper.sandbox import Sandbox

SMALL = 300_000
"""Bytes of a page or text that no parser needs long for; starting a child process would take longer."""
SECONDS = 30.0
"""Time for one document of a user's own."""


class DocumentReader:
    """Reads documents one after another, the child process among them all; a context manager."""

    def __init__(self) -> None:
        self._sandbox: Sandbox | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._sandbox is not None:
            self._sandbox.stop()

    def parsed(
        self, document: str, content: bytes, *, content_type: str | None = None, url: str | None = None
    ) -> Parsed:
        """Return what a document says. Raises ParseError where reading it took too long or too much memory."""
        if len(content) <= SMALL and media_of(content) not in PAGED:
            return parse_document(document, content, content_type=content_type, url=url)
        if self._sandbox is None:
            from scraper.sandbox import Sandbox

            self._sandbox = Sandbox(workers=1, seconds=SECONDS, preload=("scraper.pdf", "scraper.loose_minutes"))
        return asyncio.run(self._sandbox.run(parse_document, document, content, content_type=content_type, url=url))
