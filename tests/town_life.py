"""Lets a pretend town's syncs happen: a real archive and a clock of our own, pages read in this process (the sandbox has its own tests)."""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from archive.attention import Problem, mark_told, newly_needing
from archive.store import Archive
from minutes.run_types import Progress, Report, Settings
from minutes.sync import sync
from scraper.page import Link, Page, Parsed
from scraper.platforms import dynasty
from scraper.politeness import Politeness
from scraper.records import Meeting
from scraper.source import Source
from tests.living_town import LivingTown

START = dt.datetime(2025, 1, 7, 5, tzinfo=dt.UTC)


class InProcess:
    """Reads pages as the child processes do, in this one."""

    def __init__(self, _workers: int) -> None:
        """Take the place of `Readers`."""

    async def read(self, platform: object, page: Page) -> Parsed:  # noqa: ARG002
        return dynasty.parse(page)

    async def discover(self, platform: object, source: Source, page: Page) -> list[Link]:  # noqa: ARG002
        return dynasty.discover(source, page)

    async def meeting(self, platform: object, source: Source, page: Page) -> tuple[list[Link], Meeting | None]:  # noqa: ARG002
        return dynasty.discover(source, page), dynasty.meeting(source, page)

    def stop(self) -> None:
        """Nothing was started."""


class Life:
    """A town, its archive, and everything that the syncs of its life told."""

    def __init__(self, town: LivingTown, path: Path) -> None:
        self.town = town
        self.now = START
        self.archive = Archive.open(path, now=lambda: self.now)
        self.told: Counter[str] = Counter()
        self.new: list[Problem] = []
        self.syncs: list[dt.datetime] = []
        self.reports: list[Report] = []

    def sync(
        self,
        after: dt.timedelta = dt.timedelta(0),
        progress: Callable[[Progress], None] = lambda _: None,
        since: dt.date | None = None,
    ) -> Report:
        """Sync after a while, tell what newly needs a person as the command does, and return the report."""
        self.now += after
        self.town.now = self.now
        self.syncs.append(self.now)
        self.reports.append(asyncio.run(self._sync(progress, since)))
        self.new = newly_needing(self.archive, self.now, [self.town.name])
        self.told.update(problem.problem for problem in self.new)
        mark_told(self.archive, self.new, self.now, [self.town.name])
        return self.reports[-1]

    async def _sync(self, progress: Callable[[Progress], None], since: dt.date | None) -> Report:
        run = self.archive.start_run("sync", "0")
        chosen = [(self.town.source(), dynasty)]
        settings = Settings(politeness=Politeness.lifted(), since=since)
        found = sync(self.archive, chosen, settings, run=run, now=lambda: self.now, progress=progress)
        (report,) = [report async for report in found]
        self.archive.finish_run(run)
        return report
