"""`minutes verify`: is everything as it was written?"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from minutes.options import archive_option, format_option
from minutes.output import Column, counted, say, write_rows

if TYPE_CHECKING:
    from archive.verify import Finding
    from search.index import SearchIndex

ANEW = "`minutes reindex` makes it anew; nothing is lost with it"

COLUMNS = (
    Column("part", "Part"),
    Column("name", "Which"),
    Column("finding", "Finding"),
    Column("advice", "What to do"),
    Column("level", "Level"),
)


@click.command(short_help="Prove every page and row by its checksum")
@click.option("--accept", is_flag=True, help="First take the rows as they are now for what was written.")
@format_option
@archive_option
@click.pass_context
def command(ctx: click.Context, accept: bool, fmt: str, archive: Path) -> None:
    """Read every page and every row again, prove them by their checksums, and compare the index with the archive.

    One line a finding, none where all is well. Exit status 1 where something is damaged. What another program wrote into
    the archive is reported like damage until --accept; damaged pages and a damaged file are not accepted.

    \b
    Examples:
      minutes verify --format jsonl
      minutes verify --accept
    """
    from archive import verify
    from archive.verify import Checked, Level
    from minutes.lock import only_writer
    from minutes.progress import counting

    if accept:
        with only_writer(archive):
            verify.accept(archive)

    counts: dict[str, int] = {}
    with counting("verify") as progress:

        def checked(part: Checked) -> None:
            counts[part.part] = part.count
            progress(sum(counts.values()))

        found = [*_archive(archive, checked), *_index(archive)]
    write_rows(map(_row, found), COLUMNS, fmt)
    damage = [finding for finding in found if finding.level is Level.damage]
    looked = f"{counted(counts.get('snapshot', 0), 'page')}, {counted(counts.get('decision', 0), 'decision')}"
    if damage:
        say(f"{archive}: {looked} read, {len(damage)} damaged")
        ctx.exit(1)
    say(f"{archive}: {looked} read, all as they were written")


def _archive(path: Path, checked: Any) -> Iterator["Finding"]:
    from archive.verify import verify

    return verify(path, checked)


def _index(path: Path) -> Iterator["Finding"]:
    from archive.errors import ArchiveError
    from archive.verify import Finding, Level
    from search.errors import SearchError
    from search.index import open_index

    index = open_index(path)
    if not index.folder.exists():
        yield Finding("index", "", "there is none yet", "nothing: the first search makes it", Level.note)
        return
    try:
        for name in _damaged_files(index):
            yield Finding("index", name, "the file is not what was written", ANEW)
        missing, surplus = index.check()
    except (SearchError, ArchiveError, OSError) as error:
        yield Finding("index", "", str(error), ANEW)
        return
    for words, names in (("it is not in the index", missing), ("it is not in the archive", surplus)):
        for name in names:
            yield Finding("index", name, words, ANEW)


def _damaged_files(index: "SearchIndex") -> list[str]:
    """Return the files of the index that are not as its state tells; once more where the state changes meanwhile."""
    from search.index_files import damaged
    from search.state import read_state

    while (state := read_state(index.folder)) is not None:
        try:
            found = list(damaged(index.folder / state.folder, state.files))
        except FileNotFoundError:
            found = [state.folder]
        if read_state(index.folder) == state:
            return found
    return ["state.json"]


def _row(finding: "Finding") -> dict[str, Any]:
    return {
        "part": finding.part,
        "name": finding.name,
        "finding": finding.words,
        "advice": finding.advice,
        "level": str(finding.level),
    }
