"""`minutes backup`: a copy of the archive, while it is in use."""

from pathlib import Path

import click

from minutes.options import archive_option
from minutes.output import say


@click.command(short_help="Copy the archive, also while a sync is running")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE where it is there already.")
@archive_option
def command(file: Path, force: bool, archive: Path) -> None:
    """Copy the archive to FILE, also while a sync is running.

    The copy is one file, proved like `minutes verify` proves an archive before it replaces an older one: it is an archive
    of its own (--archive FILE), and put in the place of the old one it is that again. The search index is not copied; it
    is made anew from the archive. Exit status 1 where the archive is damaged; FILE is then as it was.

    \b
    Example: minutes backup /media/usb/minutes-2026-05-04.sqlite
    """
    import sys

    from archive.backup import backup
    from minutes.errors import UsageError

    if file.exists():
        if archive.exists() and file.samefile(archive):
            raise UsageError(f"{file} is the archive itself: name another file")
        if not force:
            raise UsageError(f"{file} is there already: name another file, or replace it with --force")
    if not file.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {file.absolute().parent}: make it first, or name another file")
    with click.progressbar(length=0, label="Copying", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        copied = backup(archive, file, progress)
    say(f"{file}: {copied.size / 1e6:,.1f} MB, every row and page checked; an erasure in the archive does not reach it")
    if not copied.noted:
        say("the archive may not be written, so it does not remember this copy: a later erasure will not name it")
