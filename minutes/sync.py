"""Fetch what is new: sources side by side, under one set of manners."""

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import TYPE_CHECKING

from minutes.readers import Readers
from minutes.run_types import Progress, Report, Settings, Tools
from minutes.source_run import SourceRun
from scraper.crawl import Platform
from scraper.fetch import Fetcher
from scraper.robots import RobotsFile
from scraper.source import Source

if TYPE_CHECKING:
    from archive.store import Archive

__all__ = ["Progress", "Report", "Settings", "sync"]

SIDE_BY_SIDE = 64
"""Sources in progress at once; manners towards hosts and domains are the fetcher's."""


async def sync(
    archive: "Archive | None",
    sources: Sequence[tuple[Source, Platform]],
    settings: Settings,
    *,
    run: int | None = None,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    progress: Callable[[Progress], None] = lambda _: None,
) -> AsyncGenerator[Report, None]:
    """Run the sources side by side and yield each one's report as it ends; a source that fails stops no other.

    `archive` may be None in a dry run, which writes nothing.
    """
    readers = Readers(settings.readers)
    turns = asyncio.Semaphore(SIDE_BY_SIDE)
    robots = archive.robots() if archive else {}
    known_robots = dict(robots)
    async with Fetcher(settings.politeness, robots=robots, now=now) as fetcher:
        tools = Tools(archive, settings, fetcher, readers, run, now, progress)

        async def one(source: Source, platform: Platform) -> Report:
            async with turns:
                return await SourceRun(tools, source, platform).report()

        tasks = [asyncio.create_task(one(source, platform)) for source, platform in sources]
        try:
            for task in asyncio.as_completed(tasks):
                yield await task
        finally:
            for unfinished in tasks:
                unfinished.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            readers.stop()
            fetched = {origin: file for origin, file in robots.items() if known_robots.get(origin) != file}
            if archive is not None and not settings.dry_run:
                _remember(archive, fetched, tools.quiet)


def _remember(archive: "Archive", fetched: dict[str, RobotsFile], quiet: Sequence[str]) -> None:
    """Write the robots.txt files that were fetched, and that the sources were polled which had nothing new to say."""
    if not fetched and not quiet:
        return
    with archive.batch() as batch:
        for origin, file in fetched.items():
            batch.robots(origin, file)
        for source in quiet:
            batch.polled(source)
