"""`minutes demo`: the whole way from a council's site to a CSV in some seconds, without the internet."""

import csv
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import click

from minutes.errors import OK

PROJECT = "Järvireitti"
RECORDS_SHOWN = 4
WIDTH = 110
NEXT = """\
That was all: pages of three invented towns, read, kept, searched and exported. With the real ones:

  minutes sources                       who publishes, and where
  minutes sources check kuopio          meet one site, politely
  minutes sources enable kuopio joensuu
  minutes sync                          fetch what is new; again whenever you like
  minutes search avustus --min-amount 100000
  minutes export decisions.xlsx"""


@click.command(short_help="Show the main job in some seconds, without the internet")
@click.option(
    "--archive",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Build the demo's archive here, in a new file, and keep it.",
)
@click.option("--keep", is_flag=True, help="Keep the demo's files and say where they are.")
def command(archive: Path | None, keep: bool) -> None:
    """Show the main job in some seconds, without the internet.

    A pretend council site of three invented towns is served on this machine over real HTTP, fetched twice (an agenda
    becomes minutes in between), searched and exported. Your own archive is not touched.

    \b
    Example: minutes demo --keep
    """
    from minutes.demo_site import serve

    if archive is not None and archive.exists():
        raise click.UsageError(f"{archive} exists already: the demo makes a new archive, name another file")
    with _folder(keep) as folder, serve() as site:
        archive = (archive or folder / "archive.sqlite").absolute()
        sources = folder / "sources.toml"
        sources.write_text(site.sources_toml(), encoding="utf-8")
        with _environment(MINUTES_ARCHIVE=str(archive), MINUTES_SOURCES=str(sources)):
            _tell(
                "Three invented towns publish their minutes on this machine. To follow them, and to fetch what they have:"
            )
            _run("sources", "enable", "kuusilampi", "harjuvesi", "granskar")
            _run("sync")
            site.stage = 1
            _tell("A week later agendas have become minutes, and a council has met. The same command again:")
            _run("sync")
            _tell("What did they decide about money for their lake trail?")
            _run("search", PROJECT.lower(), "--limit", "2")
            _run("funding", PROJECT)
            _tell("What stands only in an attachment is found, too, with the page:")
            _run("search", "pitkospuut")
            _tell("Every decision with a sum of 100 000 euros or more, for a spreadsheet:")
            table = folder / "decisions.csv"
            _run("export", str(table), "--min-amount", "100000", shown=["export", table.name, "--min-amount", "100000"])
            _head(table)
        click.echo(f"\n{NEXT}")
        if keep or not archive.is_relative_to(folder):
            click.echo(f"\nThe demo's archive: minutes search {PROJECT.lower()} --archive {archive}")


def _run(*arguments: str, shown: list[str] | None = None) -> None:
    """Run a command of the real program; the demo ends with its status where it did not go well."""
    from minutes.cli import run

    click.secho(f"\n$ minutes {' '.join(shown or arguments)}", bold=True)
    sys.stdout.flush()
    status = run(arguments)
    sys.stdout.flush()
    if status != OK:
        click.get_current_context().exit(status)


def _tell(text: str) -> None:
    click.echo(f"\n{text}")


def _head(table: Path) -> None:
    """Show a table's first records, one a line (a cell may hold many lines), cut at the width of a terminal."""
    with table.open(encoding="utf-8", newline="") as file:
        for record in islice(csv.reader(file), RECORDS_SHOWN):
            line = " ".join(",".join(record).split())
            click.echo(line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…")


@contextmanager
def _folder(keep: bool) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="minutes-demo-"))
    try:
        yield folder
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Set environment variables for the length of the block."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
