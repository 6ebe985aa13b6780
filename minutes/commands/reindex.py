"""`minutes reindex`: make the search index anew, with another engine where one is named."""

from pathlib import Path

import click

from minutes.options import archive_option, engine_option
from minutes.output import say


@click.command("reindex", short_help="Make the search index anew from the archive")
@engine_option
@archive_option
def command(engine: str | None, archive: Path) -> None:
    """Make the search index anew from the archive.

    The index is a copy that can be thrown away: nothing is lost with it, and searches go on meanwhile with the old one.
    An engine that is named here serves from now on, without being named again.

    \b
    Examples: minutes reindex
              minutes reindex --engine tantivy
    """
    import sys
    import time

    from search.index import open_index

    started = time.monotonic()
    index = open_index(archive, engine)
    with click.progressbar(length=0, label="Indexing", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        updated = index.rebuild(progress)
    plural = "" if updated.indexed == 1 else "s"
    seconds = time.monotonic() - started
    say(f"{updated.indexed} decision{plural} indexed by {index.engine.name} in {seconds:.1f} s: {index.folder}")
