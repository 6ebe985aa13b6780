"""What a person sees while sources are fetched: a line a source as it ends, and on a terminal a bar for those in progress."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from minutes.output import is_terminal, say

if TYPE_CHECKING:
    from minutes.sync import Progress, Report

MOST_BARS = 8
"""Bars shown at once; a hundred sources side by side would fill the screen."""


@contextmanager
def counting(what: str) -> Iterator[Callable[[int], None]]:
    """Show how many have been done, on a terminal only; yields the function to tell it to."""
    if not is_terminal(sys.stderr):
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:.0f}"))
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(what, total=None)
        yield lambda done: bars.update(task, completed=done)


class Shown:
    """Shows the progress of a run on stderr; with `quiet`, nothing."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bars: Any = None
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Self:
        if not self._quiet and is_terminal(sys.stderr):
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as Bars

            columns = (TextColumn("{task.description:24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self._bars = Bars(*columns, console=Console(stderr=True), transient=True)
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def progress(self, step: "Progress") -> None:
        """Show where a source stands."""
        if self._bars is None:
            return
        if step.source not in self._tasks:
            if len(self._tasks) >= MOST_BARS:
                return
            self._tasks[step.source] = self._bars.add_task(step.source, total=step.wanted)
        self._bars.update(self._tasks[step.source], completed=step.done, total=step.wanted)

    def ended(self, report: "Report") -> None:
        """Show how a source fared."""
        if report.source in self._tasks:
            self._bars.remove_task(self._tasks.pop(report.source))
        if self._quiet:
            return
        result = report.result
        line = f"{report.source:24} {result.new} new, {result.changed} changed, {result.unchanged} unchanged"
        line += f", {result.failed} failed" if result.failed else ""
        line += f" ({report.seconds:.1f} s)"
        if self._bars is not None:
            self._bars.console.print(line, highlight=False, markup=False)
        else:
            say(line)
