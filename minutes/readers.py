"""The child processes in which a run reads pages."""

from typing import TYPE_CHECKING

from scraper.crawl import Platform
from scraper.documents import PAGED
from scraper.media import media_of
from scraper.page import Link, Page, Parsed
from scraper.records import Meeting
from scraper.sandbox import Sandbox, parse_page, read_attachment, read_list
from scraper.source import Source

if TYPE_CHECKING:
    from scraper.extracted import FileReading

FILE_SECONDS = 30.0
"""Time for one PDF or office file; a page of a site has the sandbox's own."""


class Readers:
    """The sandbox of a run, started when the first page needs it: a run that finds nothing new starts no process."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._sandbox: Sandbox | None = None

    async def read(self, platform: Platform, page: Page) -> Parsed:
        """Read a page in a child process. Raises ParseError where the child had to be stopped."""
        if media_of(page.content) in PAGED:
            return await self._started().run_within(FILE_SECONDS, parse_page, platform.NAME, page)
        return await self._started().run(parse_page, platform.NAME, page)

    async def file(self, content: bytes, content_type: str | None, url: str | None = None) -> "FileReading":
        """Read an attachment in a child process. Raises ParseError where the child had to be stopped."""
        return await self._started().run_within(FILE_SECONDS, read_attachment, content, content_type, url)

    async def discover(self, platform: Platform, source: Source, page: Page) -> list[Link]:
        """Return what a list page leads to, read in a child process."""
        links, _ = await self._started().run(read_list, platform.NAME, source, page)
        return links

    async def meeting(self, platform: Platform, source: Source, page: Page) -> tuple[list[Link], Meeting | None]:
        """Return what a meeting's page leads to, and the meeting itself, read in a child process."""
        return await self._started().run(read_list, platform.NAME, source, page)

    def _started(self) -> Sandbox:
        if self._sandbox is None:
            self._sandbox = Sandbox(workers=self._workers)
        return self._sandbox

    def stop(self) -> None:
        """End the child processes, if there are any."""
        if self._sandbox is not None:
            self._sandbox.stop()
