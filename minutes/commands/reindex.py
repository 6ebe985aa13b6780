"""`minutes reindex`: make the search index anew."""

from pathlib import Path

import click

from minutes.options import archive_option
from minutes.output import say


@click.command("reindex")
@archive_option
def command(archive: Path) -> None:
    """Make the search index anew from the archive.

    The index is a copy that can be thrown away: nothing is lost with it, and searches go on meanwhile with the old one.

    \b
    Example: minutes reindex
    """
    import sys
    import time

    from search.index import open_index

    started = time.monotonic()
    index = open_index(archive)
    with click.progressbar(length=0, label="Indexing", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        updated = index.rebuild(progress)
    plural = "" if updated.indexed == 1 else "s"
    say(f"{updated.indexed} decision{plural} indexed in {time.monotonic() - started:.1f} s: {index.folder}")
