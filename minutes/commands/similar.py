"""`minutes similar`: decisions like one, whichever town made them."""

from pathlib import Path

import click

from archive.filters import Filters
from minutes.options import archive_option, engine_option, filter_options, format_option
from minutes.output import counted, say, say_notes, write_rows


@click.command(short_help="Find decisions that are like one")
@click.argument("name", metavar="ID")
@filter_options
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many to show.")
@engine_option
@format_option
@archive_option
def command(name: str, filters: Filters, limit: int, engine: str | None, fmt: str, archive: Path) -> None:
    """Find decisions that are like the decision ID, one of each matter, without its own matter.

    Alike is what shares the words that are frequent in it and rare elsewhere. ID is as for `minutes show`; the filters are
    those of `minutes search`.

    \b
    Example: minutes similar kuopio:2023145-7 --from 2022
    """
    from archive.store import Archive
    from minutes import hit_view
    from search.index import open_index

    with Archive.open(archive, create=False, readonly=True) as opened:
        identity = opened.decision(name).id
    results = open_index(archive, engine).similar(identity, filters, limit=limit)
    say_notes(results.notes)
    if fmt == "table":
        hit_view.show(results)
    else:
        write_rows(hit_view.rows(results, fmt), hit_view.COLUMNS, fmt)
    shown = counted(len(results.hits), "matter")
    say(f"{shown} like {identity}." if results.hits else f"Nothing else is like {identity}.")
