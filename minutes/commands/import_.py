"""`minutes import`: files of one's own into the archive."""

from pathlib import Path

import click

from minutes.options import archive_option
from minutes.output import counted, say


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--municipality",
    help="Whose documents they are; else the publisher of their address, else what they say themselves.",
)
@archive_option
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...], municipality: str | None, archive: Path) -> None:
    """Read saved pages and texts into the archive, and index them.

    A text may begin with the address it came from, on a line of its own. Exit status 1 where a file could not be read;
    the others are imported all the same. Importing a file again changes nothing.

    \b
    Example: minutes import saved/*.html --municipality Kuusilampi
    """
    from importlib.metadata import version

    from archive.store import Archive
    from minutes.importing import import_files
    from minutes.lock import only_writer
    from search.index import open_index

    with only_writer(archive):
        with Archive.open(archive) as opened:
            run = opened.start_run("import", version("minutes"))
            result = import_files(opened, files, municipality)
            opened.finish_run(run)
        if result.new or result.changed:
            open_index(archive).update()
    for file, reason in result.failures:
        say(f"{file}: {reason}")
    say(
        f"{counted(len(files), 'file')}: {result.new} new, {result.changed} changed, {result.unchanged} unchanged decisions, "
        f"{counted(len(result.failures), 'file')} not read"
    )
    if result.failures:
        ctx.exit(1)
