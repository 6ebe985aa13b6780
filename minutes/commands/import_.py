"""`minutes import`: files of one's own into the archive."""

from pathlib import Path
from typing import Any

import click

from minutes.options import archive_option
from minutes.output import counted, say, say_new_archive


class OwnFile(click.Path):
    """A file of one's own; an address is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if str(value).lower().startswith(("http://", "https://")):
            raise click.UsageError(
                f"{value} is an address, and import takes files: `minutes parse` reads an address without keeping it, "
                "`minutes sync` keeps what a source publishes (`minutes sources check ADDRESS` meets a new one)",
                ctx,
            )
        return super().convert(value, param, ctx)


@click.command(name="import", short_help="Read files of your own into the archive")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=OwnFile(path_type=Path))
@click.option(
    "--municipality",
    help="Whose documents they are; else the publisher of their address, else what they say themselves.",
)
@archive_option
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...], municipality: str | None, archive: Path) -> None:
    """Read saved pages, texts, PDF, .docx, .pptx and .xlsx files into the archive, and index them.

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

    say_new_archive(archive)
    with only_writer(archive):
        with Archive.open(archive) as opened:
            run = opened.start_run("import", version("minutes"))
            result = import_files(opened, files, municipality)
            opened.finish_run(run)
        if result.new or result.new_attachments or result.changed:
            open_index(archive).update()
    attachments = f", {counted(result.new_attachments, 'new attachment')}" if result.new_attachments else ""
    for file, reason in result.failures:
        say(f"{file}: {reason}")
    say(
        f"{counted(len(files), 'file')}: {counted(result.new, 'new decision')}{attachments}, {result.changed} changed, "
        f"{result.unchanged} unchanged, "
        f"{counted(len(result.failures), 'file')} not read"
    )
    if result.failures:
        ctx.exit(1)
