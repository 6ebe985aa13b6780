"""`minutes export`: decisions or amounts as CSV, JSON lines or XLSX, with a manifest."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.filters import Filters
from minutes.citation import citation
from minutes.hints import hints
from minutes.options import archive_option, filter_options
from minutes.output import say, say_notes

if TYPE_CHECKING:
    from archive.reading import Stored

_SUFFIXES = ("csv", "jsonl", "xlsx")
_STDOUT = "-"


@click.command(short_help="Write what is found to a table, workbook or JSON lines")
@click.argument("file", metavar="FILE")
@click.argument("words", nargs=-1)
@click.option(
    "--format", "fmt", type=click.Choice(_SUFFIXES), help="The format, where the file's name does not say it."
)
@click.option("--amounts", is_flag=True, help="One row an amount instead of one row a decision.")
@click.option("--attachments", is_flag=True, help="One row an attachment: what was read of it, its largest sum.")
@click.option("--excel", is_flag=True, help="CSV that a Finnish Excel opens with a double click.")
@filter_options
@archive_option
def command(
    file: str,
    words: tuple[str, ...],
    fmt: str | None,
    amounts: bool,
    attachments: bool,
    excel: bool,
    filters: Filters,
    archive: Path,
) -> None:
    """Write every decision that WORDS and the filters find to FILE (.csv, .jsonl or .xlsx; - for the terminal).

    FILE.manifest.json beside it tells how to make the same table again. docs/codebook.md explains the columns.

    \b
    Example: minutes export hankkeet.csv hanke --min-amount 100000
    """
    from importlib.metadata import version

    from archive.export import Format, Request, export, write_text
    from archive.store import Archive

    chosen = _format(file, fmt)
    if amounts and attachments:
        raise click.UsageError("--amounts and --attachments are two tables: make one after the other")
    if excel and chosen != "csv":
        raise click.UsageError("--excel is for .csv; an .xlsx opens in Excel as it is")
    query = " ".join(words)
    with Archive.open(archive, create=False, readonly=True) as store:
        ids = _found(archive, query, filters) if query.strip() else None
        request = Request(Format(chosen), filters, query, ids, amounts, excel, attachments)
        if file == _STDOUT:
            sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
            rows = write_text(store, sys.stdout, request, cite=_cite)
            say(_rows(rows))
            return
        path = Path(file).resolve()  # a link keeps pointing where it did
        _check(path, archive)
        done = export(store, path, request, cite=_cite, program=f"minutes {version('minutes')}")
    say(f"{_rows(done.rows)} in {done.path}; {done.manifest.name} says how they were chosen")
    if done.shortened:
        say(
            f"{done.shortened} texts are longer than a cell of Excel holds and end in […]; .csv and .jsonl have them whole"
        )
    if not done.rows:
        say("Nothing was found: try fewer words or filters." + hints(archive, query, filters))


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"


def _format(file: str, fmt: str | None) -> str:
    suffix = Path(file).suffix.lower().removeprefix(".")
    chosen = fmt or (suffix if suffix in _SUFFIXES else "csv" if file == _STDOUT else None)
    if chosen is None:
        raise click.UsageError(f"{file}: name it .csv, .jsonl or .xlsx, or say --format")
    if file == _STDOUT and chosen == "xlsx":
        raise click.UsageError("an .xlsx cannot go to the terminal: name a file")
    return chosen


def _check(path: Path, archive: Path) -> None:
    if path.is_dir():
        raise click.UsageError(f"{path} is a folder: name a file in it")
    if not path.absolute().parent.is_dir():
        raise click.UsageError(f"there is no folder {path.parent}: make it first, or name another file")
    if path.exists() and not path.is_file():
        raise click.UsageError(f"{path} is not a file that can be replaced: use - for the terminal or a pipe")
    if path.exists() and path.samefile(archive):
        raise click.UsageError(f"{path} is the archive itself: name another file")


def _found(archive: Path, query: str, filters: Filters) -> tuple[str, ...]:
    from search.index import open_index

    notes: list[str] = []
    found = tuple(open_index(archive).ids(query, filters, notes=notes))
    say_notes(notes)
    return found


def _cite(stored: "Stored") -> str:
    decision = stored.decision
    return citation(
        decision.municipality,
        decision.body,
        decision.date,
        decision.section,
        decision.diary_number,
        stored.address,
        stored.retrieved,
    )
