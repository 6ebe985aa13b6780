"""`minutes reparse`: apply the parsers of today to every page ever kept."""

from pathlib import Path

import click

from minutes.errors import MinutesError
from minutes.options import archive_option
from minutes.output import counted, say

MOST_FAILURES = 10


@click.command(short_help="Read every kept page again, after an upgrade")
@click.option("--source", metavar="ID", help="Only the pages of this source.")
@archive_option
@click.pass_context
def command(ctx: click.Context, source: str | None, archive: Path) -> None:
    """Read every kept page again with the program as it is now; asks nobody for anything.

    Run it after an upgrade, or when a page that could not be read was reported and mended. Exit status 1 where a page
    can't be read; what was read from it before stays.

    \b
    Example: minutes reparse --source kuopio
    """
    from importlib.metadata import version

    from archive.store import Archive
    from minutes.lock import only_writer
    from minutes.progress import counting
    from minutes.reparse import reparse
    from minutes.source_states import known, require_known
    from search.documents import reading
    from search.index import open_index

    if source:
        with reading(archive) as connection:
            require_known([source], known(connection))
    with only_writer(archive):
        with Archive.open(archive, create=False) as opened, counting("reparse") as progress:
            run = opened.start_run("reparse", version("minutes"))
            result = reparse(opened, source=source, progress=progress)
            opened.finish_run(run)
        open_index(archive).update()
    if source and not result.pages:
        raise MinutesError(
            f"{archive} keeps no pages of a source '{source}': `minutes sync {source}` fetches them, `minutes quality` lists whose it has"
        )
    for name, reason in result.failures[:MOST_FAILURES]:
        say(f"{name}: {reason}")
    if len(result.failures) > MOST_FAILURES:
        say(f"and {len(result.failures) - MOST_FAILURES} more")
    say(
        f"{counted(result.pages, 'page')}: {result.new} new, {result.changed} changed, {result.unchanged} unchanged decisions, {counted(len(result.failures), 'page')} not read"
    )
    if result.failures:
        ctx.exit(1)
