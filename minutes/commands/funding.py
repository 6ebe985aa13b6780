"""`minutes funding`: what a project costs, who pays, and what the decisions leave unsaid."""

import datetime as dt
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.filters import Filters
from minutes.errors import UsageError
from minutes.options import archive_option, filter_options, format_option
from minutes.output import say, say_notes

if TYPE_CHECKING:
    from minutes.funding_facts import Decided

FILES = (".xlsx", ".csv", ".jsonl")


@click.command(short_help="Show who pays what for a project, with sources")
@click.argument("words", nargs=-1, required=True, metavar="PROJECT|WORDS...")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the answer to FILE.xlsx, .csv or .jsonl."
)
@filter_options
@archive_option
@format_option
def command(words: tuple[str, ...], output: Path | None, filters: Filters, archive: Path, fmt: str) -> None:
    """Show who pays what for a project, with the source of every figure.

    PROJECT is a name that `minutes projects list` shows, in any spelling; other words are searched for. The same cost told
    by several towns is counted once, costs that differ are shown and not summed, and a partner's share is never charged to
    the town that decides. Decisions that were withdrawn are left out.

    \b
    Example: minutes funding "ONE-hanke" --output one.xlsx
    """
    from minutes import funding, funding_output

    if output and output.suffix.lower() not in FILES:
        raise UsageError(f"--output {output}: the file's name must end with {', '.join(FILES)}")
    if output and not output.absolute().parent.is_dir():
        raise UsageError(f"--output {output}: there is no folder {output.parent}; make it first")
    asked = " ".join(words)
    if filters.withdrawn:
        raise click.UsageError(
            "what its publisher has withdrawn counts for nothing in a funding; leave --withdrawn out"
        )
    decisions, one_project = _decisions(archive, asked, filters)
    answer = funding.answer(decisions, one_project=one_project)
    if not answer.decisions:
        return
    if output is None:
        funding_output.write(answer, fmt)
        return
    funding_output.write_file(answer, output, now=dt.datetime.now(dt.UTC))
    say(f"Wrote {output}: {_count(len(answer.decisions))}.")


def _decisions(archive: Path, asked: str, filters: Filters) -> tuple[list["Decided"], bool]:
    """Return the decisions about the project of that name, True; else those that the words find, False. Say which on stderr."""
    from archive import projects
    from search.documents import reading

    with reading(archive) as connection:
        project = projects.find(connection, asked)
        if project:
            found = _read(connection, filters, keys=project.keys)
            others = ", ".join(name for name in project.spellings if name != project.name)
            say(f"Project {project.name}{f' (also {others})' if others else ''}: {_count(len(found))}.")
            return found, True
        near = projects.near(connection, asked)
    from search.index import open_index

    notes: list[str] = []
    ids = open_index(archive).ids(asked, filters, notes=notes)
    say_notes(notes)
    with reading(archive) as connection:
        found = _read(connection, filters, ids=sorted(ids)) if ids else []
    hint = f" Near names of projects: {', '.join(near)}." if near else ""
    say(f"No project is named “{asked}”; its words are found in {_count(len(found))}.{hint}")
    return found, False


def _read(
    connection: sqlite3.Connection, filters: Filters, *, keys: tuple[str, ...] = (), ids: list[str] | None = None
) -> list["Decided"]:
    from archive.projects import decisions_about
    from minutes.funding_facts import decided

    return [decided(row, amounts) for row, amounts in decisions_about(connection, filters, keys=keys, ids=ids or ())]


def _count(number: int) -> str:
    return "1 decision" if number == 1 else f"{number} decisions"
