"""Apply the parsers of today to every page ever kept, without a request to anybody."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from archive.store import Archive, State, StoredPage
from minutes.readers import FILE_SECONDS
from minutes.run_types import READERS
from scraper.crawl import ITEMS
from scraper.documents import PAGED
from scraper.errors import ParseError
from scraper.media import media_of
from scraper.page import Link, LinkKind, Parsed
from scraper.parse import parse_document
from scraper.platforms import load
from scraper.sandbox import SECONDS, Sandbox

BATCH = 100
"""Pages read side by side and saved in one transaction."""


@dataclass(frozen=True, slots=True)
class Reparsed:
    """What a reparse did: pages read, decisions by what became of them, and pages that can't be read, with the reason."""

    pages: int
    new: int
    changed: int
    unchanged: int
    failures: tuple[tuple[str, str], ...]


def reparse(
    archive: Archive, *, source: str | None = None, progress: Callable[[int], None] = lambda _: None
) -> Reparsed:
    """Read every kept page of a decision again and save what is read differently now.

    A page that can no longer be read is recorded as a failure; what was read from it before stays.
    """
    return asyncio.run(_reparse(archive, source, progress))


def read_again(stored: StoredPage) -> Parsed:
    """Read a kept page with its platform as it is now; one of no known platform as any document."""
    platform = load().get(stored.platform or "")
    if platform is not None and stored.document is None:
        parsed: Parsed = platform.parse(stored.page)
        return parsed
    page = stored.page
    return parse_document(
        stored.document or page.url, page.content, content_type=page.content_type, url=page.url or None
    )


async def _reparse(archive: Archive, source: str | None, progress: Callable[[int], None]) -> Reparsed:
    counts = dict.fromkeys(State, 0)
    failures: list[tuple[str, str]] = []
    done = 0
    pages = (page for page in archive.pages(source=source) if _holds_decisions(page))
    async with Sandbox(workers=READERS) as sandbox:
        while chunk := list(islice(pages, BATCH)):
            read = await _read(sandbox, chunk)
            with archive.batch() as batch:
                for stored, parsed in zip(chunk, read, strict=True):
                    name = stored.page.url or stored.document or ""
                    if isinstance(parsed, str):
                        failures.append((name, parsed))
                        link = stored.page.link or Link(name, LinkKind.meeting_item)
                        batch.fail(stored.source, link, parsed, page=stored.page)
                        continue
                    if stored.source is None and stored.document is None:
                        continue  # kept from the first contact with a site that no sources file had: it is only tried
                    for saved in batch.save(
                        stored.source, parsed, stored.page, municipality=stored.municipality, document=stored.document
                    ):
                        counts[saved.state] += 1
            done += len(chunk)
            progress(done)
    return Reparsed(done, counts[State.new], counts[State.changed], counts[State.unchanged], tuple(failures))


async def _read(sandbox: Sandbox, pages: list[StoredPage]) -> list[Parsed | str]:
    waiting = deque(asyncio.ensure_future(sandbox.run_within(_seconds(page), read_again, page)) for page in pages)
    results: list[Parsed | str] = []
    for outcome in await asyncio.gather(*waiting, return_exceptions=True):
        if isinstance(outcome, Parsed):
            results.append(outcome if outcome.decisions else outcome.complaint or "nothing was read from the page")
        elif isinstance(outcome, ParseError):
            results.append(str(outcome))
        elif isinstance(outcome, Exception):
            results.append(f"reading it failed ({type(outcome).__name__}: {outcome}); please report the page")
        else:
            raise outcome
    return results


def _seconds(stored: StoredPage) -> float:
    return FILE_SECONDS if media_of(stored.page.content) in PAGED else SECONDS


def _holds_decisions(stored: StoredPage) -> bool:
    link = stored.page.link
    return link is None or link.kind in ITEMS
