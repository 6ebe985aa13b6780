"""`minutes status`: how every source fares, what of it needs a person, and whether somebody has been told."""

import datetime as dt
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from minutes.options import archive_option, format_option
from minutes.output import say, write_rows

if TYPE_CHECKING:
    from archive.attention import Problem, Standing
    from archive.condition import Condition
    from minutes.status_output import ArchiveLine, Line

MOST_TOLD = 50
"""Problems named one by one: the new ones, and a named source's gaps and pages, which its line only counts."""


@click.command(short_help="Show a line a source: how fresh, and what needs a person")
@click.argument("ids", nargs=-1, metavar="[SOURCE]...")
@click.option("--all", "everything", is_flag=True, help="Also sources that are not enabled.")
@archive_option
@format_option
@click.pass_context
def command(ctx: click.Context, ids: tuple[str, ...], everything: bool, archive: Path, fmt: str) -> None:
    """Show a line a source: last read, what is new against its usual, the share held, and what is wrong.

    Exit status 1 where something needs a person that nobody has been told of: by `minutes sync` or by this command. Each problem is
    told once, until it is resolved or changes. `minutes sources mute ID` keeps a source quiet for a while, `minutes sources patience`
    says how long it may bring nothing.

    \b
    Example: minutes status kuopio
    """
    from archive.attention import ARCHIVE, standing
    from archive.audit import audit, days, followed
    from archive.condition import conditions
    from minutes import status_output
    from minutes.source_states import require_known
    from search.documents import reading

    now = dt.datetime.now(dt.UTC)
    with reading(archive) as connection:
        known = conditions(connection, now)
        require_known(ids, [one.source for one in known])
        stand = standing(connection, now, ids or None, known=known)
        shown = [one for one in known if (one.source in ids if ids else everything or one.enabled)]
        shares = followed(audit(days(connection, ids)))
        whole = _archive_line(connection, archive, [one for one in stand.problems if one.source == ARCHIVE])
    lines = []
    for one in shown:
        problems = _of(one, stand, now)
        new = tuple(problem for problem in stand.new if problem.source == one.source)
        lines.append(status_output.Line(one, problems, new, *shares.get(one.source, (None, None))))
    _show(lines, whole, now, fmt)
    if ids and fmt == "table":
        counted = list(status_output.counted_only(lines))
        for line in counted[:MOST_TOLD]:
            say(line)
        if len(counted) > MOST_TOLD:
            say(f"and {len(counted) - MOST_TOLD} more (--format jsonl has all)")
    for line in list(status_output.newly(stand.new))[:MOST_TOLD]:
        say(f"newly: {line}")
    if len(stand.new) > MOST_TOLD:
        say(f"newly: and {len(stand.new) - MOST_TOLD} more")
    if stand.new or stand.resolved:
        _remember(archive, stand, now, ids or None)
    if stand.new:
        ctx.exit(1)


def _show(lines: "Sequence[Line]", whole: "ArchiveLine", now: dt.datetime, fmt: str) -> None:
    from minutes import status_output

    if fmt != "table":
        write_rows(status_output.data(lines, whole, now), status_output.DATA, fmt)
        return
    if lines:
        write_rows(status_output.rows(lines, now), status_output.COLUMNS, fmt)
    else:
        say("No source is enabled: `minutes sources enable ID…` does it; --all shows those that were read.")
    say(whole.in_words())
    for problem in whole.problems:
        say(problem.words)
    if advice := whole.advice():
        say(advice)


def _of(one: "Condition", stand: "Standing", now: dt.datetime) -> "tuple[Problem, ...]":
    """Return a source's problems; of one that is not enabled they are read here, since nobody is told of them."""
    from archive.attention import problems_of

    return tuple(problem for problem in stand.problems if problem.source == one.source) or tuple(problems_of(one, now))


def _archive_line(connection: sqlite3.Connection, path: Path, problems: "Sequence[Problem]") -> "ArchiveLine":
    from minutes.status_output import ArchiveLine
    from search.state import index_folder, read_state

    decisions, change = connection.execute(
        "SELECT (SELECT count(*) FROM decision), (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'change')"
    ).fetchone()
    index = read_state(index_folder(path))
    behind = max(0, change - index.watermark) if index else 0
    return ArchiveLine(path, decisions, path.stat().st_size, index.engine if index else "", behind, tuple(problems))


def _remember(path: Path, stand: "Standing", now: dt.datetime, sources: Sequence[str] | None) -> None:
    """Mark as told what was just shown; an archive that cannot be written to is only said, so that it is told again."""
    from archive.attention import mark_told
    from archive.errors import ArchiveLocked, ArchiveUnwritable
    from archive.store import Archive

    try:
        with Archive.open(path, create=False) as archive:
            mark_told(archive, stand.new, now, sources)
    except (ArchiveLocked, ArchiveUnwritable) as error:
        say(f"not remembered as told, so the next run tells it again: {error}")
