"""`minutes doctor`: does everything stand as a run needs it?"""

from pathlib import Path

import click

from minutes.options import archive_option, format_option
from minutes.output import Column, counted, say, write_rows

COLUMNS = (
    Column("check", "Check"),
    Column("state", "State"),
    Column("finding", "Finding"),
    Column("advice", "What to do"),
)


@click.command(short_help="Look at what the archive stands on, and what to mend")
@format_option
@archive_option
@click.pass_context
def command(ctx: click.Context, fmt: str, archive: Path) -> None:
    """Look at what the archive stands on: SQLite, disk, clock, lock, index, dictionary; and say what to do.

    Nothing is changed and nobody is asked for anything. Exit status 1 where there is a problem; a warning is none.

    \b
    Example: minutes doctor
    """
    from archive.health import State
    from minutes.health import examined

    checks = list(examined(archive))
    rows = ({"check": c.name, "state": str(c.state), "finding": c.words, "advice": c.advice} for c in checks)
    write_rows(rows, COLUMNS, fmt)
    problems = sum(check.state is State.problem for check in checks)
    if problems:
        say(f"{counted(problems, 'problem')}; see What to do")
        ctx.exit(1)
