"""The attachments of one source, after its decisions are saved: fetched politely, read apart, stored a few at a time.

A file that does not come, or cannot be read, is a row with its reason; the decision is saved already, whatever becomes of it.
"""

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from archive.files import FileFacts, WantedFile
from archive.identity import sha256
from minutes.readers import Readers
from scraper.errors import FetchError, ParseError, Refused
from scraper.fetch import Fetcher
from scraper.page import Link, LinkKind, Page
from scraper.source import Source
from scraper.vocabulary import FileState

if TYPE_CHECKING:
    from archive.batch import Batch
    from archive.store import Archive
    from scraper.extracted import FileReading

BATCH = 8
"""Files stored in one transaction."""
MOST_FILES = 200
"""Files asked for in one run of a source; the next run goes on where this one ended."""


class Attachments(StrEnum):
    """Say what of attachments is kept: nothing, their text, or also the files themselves."""

    none = "none"
    text = "text"
    files = "files"


@dataclass(frozen=True, slots=True)
class FilesResult:
    """How a source's attachments fared: files with a text, files without, files that did not come, unchanged ones (304)."""

    read: int = 0
    without_text: int = 0
    missing: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of one file: a page with its reading (or what is known of the same bytes), or the reason why there is none."""

    wanted: WantedFile
    page: Page | None = None
    reading: "FileReading | None" = None
    like: FileFacts | None = None
    reason: str | None = None
    refused: bool = False

    @property
    def state(self) -> str | None:
        """Return the state of a file that came, None where none did or nothing changed."""
        if self.page is None or self.page.status == 304:
            return None
        if self.reading is not None:
            return str(self.reading.extracted.state)
        return self.like.state if self.like else str(FileState.failed)


class AttachmentsRun:
    """One source's files in a run; `progress` is told after each how many are done and how many are wanted."""

    def __init__(
        self,
        archive: "Archive",
        source: Source,
        fetcher: Fetcher,
        readers: Readers,
        now: Callable[[], dt.datetime],
        *,
        keep: bool = False,
        progress: Callable[[int, int], None] = lambda _done, _wanted: None,
    ) -> None:
        self._archive, self._source, self._fetcher, self._readers = archive, source, fetcher, readers
        self._now, self._keep, self._progress = now, keep, progress
        self._unsaved: list[_Outcome] = []
        self._counts = dict.fromkeys(("read", "without_text", "missing", "same"), 0)

    async def result(self, most: int = MOST_FILES) -> FilesResult:
        """Fetch and read what is due, newest decisions' files first, while the file before is read; return how it went.

        Only errors of the archive come out as exceptions; what was read by then is stored.
        """
        wanted = self._archive.wanted_files(self._source.id, self._now(), most)
        reading: asyncio.Task[_Outcome] | None = None
        try:
            for done, file in enumerate(wanted):
                outcome = await self._fetched(file)
                if reading is not None:
                    self._finished(await reading)
                reading = asyncio.create_task(self._read(outcome))
                self._progress(done, len(wanted))
            if reading is not None:
                self._finished(await reading)
        finally:
            if reading is not None:
                reading.cancel()
            self._save()
        return FilesResult(**self._counts)

    async def _fetched(self, file: WantedFile) -> _Outcome:
        link = Link(file.url, LinkKind.attachment)
        asked = file.validators if file.digest is not None else None
        try:
            page = await self._fetcher.fetch(
                link,
                source=self._source,
                etag=asked.etag if asked else None,
                last_modified=asked.last_modified if asked else None,
            )
        except FetchError as error:
            return _Outcome(file, reason=str(error), refused=isinstance(error, Refused))
        return _Outcome(file, page)

    async def _read(self, outcome: _Outcome) -> _Outcome:
        page = outcome.page
        if page is None or page.status == 304:
            return outcome
        if like := self._archive.file_like(sha256(page.content)):
            return _Outcome(outcome.wanted, page, like=like)
        try:
            return _Outcome(outcome.wanted, page, await self._readers.file(page.content, page.content_type, page.url))
        except ParseError as error:
            return _Outcome(outcome.wanted, page, reason=str(error))
        except Exception as error:
            return _Outcome(outcome.wanted, page, reason=f"reading it failed ({type(error).__name__}: {error})")

    def _finished(self, outcome: _Outcome) -> None:
        self._unsaved.append(outcome)
        if outcome.page is None:
            self._counts["missing"] += 1
        elif outcome.state is None:
            self._counts["same"] += 1
        else:
            self._counts["read" if outcome.state == FileState.text else "without_text"] += 1
        if len(self._unsaved) >= BATCH:
            self._save()

    def _save(self) -> None:
        outcomes, self._unsaved = self._unsaved, []
        if outcomes:
            with self._archive.batch() as batch:
                for outcome in outcomes:
                    self._store(batch, outcome)

    def _store(self, batch: "Batch", outcome: _Outcome) -> None:
        files, wanted, page = batch.files, outcome.wanted, outcome.page
        if page is None:
            files.did_not_come(wanted, outcome.reason or "it did not come", refused=outcome.refused)
        elif page.status == 304:
            files.same(wanted)
        elif outcome.reading is not None:
            files.came(wanted, page, outcome.reading, keep=self._keep)
        elif outcome.like is not None:
            files.is_like(wanted, page, outcome.like, keep=self._keep)
        else:
            files.failed(wanted, page, outcome.reason or "it could not be read", keep=self._keep)
