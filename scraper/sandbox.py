"""Parsing strangers' pages in child processes that can be stopped: every HTML parser hangs or swells on some page.

Children keep the main process small and use every core. One that outlives its time or its memory is killed and replaced; the page it
was on fails with a reason, the others go on.
"""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Callable
from importlib import import_module
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import TYPE_CHECKING, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from scraper.errors import ParseError
from scraper.page import Link, Page, Parsed

if TYPE_CHECKING:
    from scraper.extracted import FileReading
    from scraper.records import Meeting
    from scraper.source import Source

SECONDS = 10.0
MEMORY = 2**30
RECYCLE = 2_000
"""Tasks after which a child is replaced, so that what a parser leaks never adds up."""

P = ParamSpec("P")
T = TypeVar("T")


class Sandbox:
    """Runs plain functions in child processes; an async context manager, one for a whole run.

        async with Sandbox() as sandbox:
            parsed = await sandbox.run(parse_page, "dynasty", page)

    `workers` defaults to one a core, `seconds` is a task's time, `memory` a child's address space in bytes. Functions, arguments and results
    must be picklable. `preload` names modules that are imported once, before the first child starts.
    """

    def __init__(
        self,
        *,
        workers: int | None = None,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        preload: tuple[str, ...] = ("scraper.platforms._dynasty_page",),
    ) -> None:
        self.workers = workers or os.cpu_count() or 1
        self.seconds = seconds
        self._pool = ProcessPool(
            max_workers=self.workers,
            max_tasks=RECYCLE,
            initializer=_prepare,
            initargs=(memory,),
            context=_context(preload),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the children, finished or not."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the function returns in a child.

        Raises ParseError where it took too long, too much memory or died; the function's own exceptions come through.
        """
        return await self.run_within(self.seconds, function, *args, **kwargs)

    async def run_within(self, seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do as `run` does, with a time of this task's own."""
        future = self._pool.schedule(function, args=args, kwargs=kwargs, timeout=seconds)
        try:
            return await asyncio.wrap_future(future)
        except TimeoutError as error:
            raise ParseError(f"reading took longer than {seconds:g} seconds and was stopped") from error
        except MemoryError as error:
            raise ParseError("reading took too much memory and was stopped") from error
        except ProcessExpired as error:
            raise ParseError("the reader died on it") from error


def parse_page(platform: str, page: Page) -> Parsed:
    """Parse a page with the platform of that name (a module of `scraper.platforms`); made to be run in a child."""
    parsed: Parsed = import_module(f"scraper.platforms.{platform}").parse(page)
    return parsed


def read_attachment(content: bytes, content_type: str | None, url: str | None = None) -> "FileReading":
    """Read a file that a decision names; made to be run in a child."""
    reading: FileReading = import_module("scraper.attachments").read_file(content, content_type, url)
    return reading


def read_list(platform: str, source: "Source", page: Page) -> "tuple[list[Link], Meeting | None]":
    """Return what a list page leads to, and the meeting where it is one's; made to be run in a child."""
    module = import_module(f"scraper.platforms.{platform}")
    return module.discover(source, page), module.meeting(source, page)


def _context(preload: tuple[str, ...]) -> BaseContext:
    # Forking a process that already runs threads may deadlock. The fork server runs none, and imports once for all children.
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, *preload])
    return context


def _prepare(memory: int) -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
