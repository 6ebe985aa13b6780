"""Whether the files of a tantivy index are what was written: the engine itself maps them and believes what it finds.

    files.json      size, time of change and CRC-32 of every file, written after each change and removed before the next

A file of the same size and time is believed; any other is read and must have the same checksum (a folder that was copied
has new times). Without files.json, as after a crash in the middle of a change, what tantivy itself finds whole is believed.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from search.errors import IndexUnusable

FILE = "files.json"
_BLOCK = 1 << 20
_PASSING = (".lock", ".tmp", ".new")

Print = tuple[int, int, int]  # size, time of change in nanoseconds, CRC-32


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Take the word for the files back while they change, and give it anew afterwards."""
    known = _known(folder) or {}
    (folder / FILE).unlink(missing_ok=True)
    yield
    for path in _files(folder):
        path.chmod(folder.stat().st_mode & 0o666)  # some it makes for their owner alone
    prints = {path.name: _print(path, known.get(path.name)) for path in _files(folder)}
    temporary = folder / (FILE + ".new")
    temporary.write_text(json.dumps(prints), encoding="utf-8")
    temporary.replace(folder / FILE)


def check(folder: Path) -> None:
    """Raise IndexUnusable where a file is missing or not what was written."""
    while (known := _known(folder)) is not None:
        wrong = next((name for name, found in known.items() if not _is(folder / name, found)), None)
        if wrong is None:
            return
        if _known(folder) == known:  # else somebody has just changed the index, and the word for it
            raise IndexUnusable(
                f"the index {folder} is damaged ({wrong} is not what was written): `minutes reindex` makes it anew",
                path=folder,
            )


@contextmanager
def readable(folder: Path) -> Iterator[Path]:
    """Give a folder with the index's files in which a lock can be made, as tantivy does also for reading."""
    if os.access(folder, os.W_OK):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="minutes-") as name:
        for path in folder.iterdir():
            if not path.name.endswith(_PASSING):
                (Path(name) / path.name).symlink_to(path.absolute())
        yield Path(name)


def _known(folder: Path) -> dict[str, Print] | None:
    try:
        values = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {str(name): (int(size), int(time), int(crc)) for name, (size, time, crc) in values.items()}
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, AttributeError) as error:
        raise IndexUnusable(
            f"the index {folder} is damaged ({FILE}: {error}): `minutes reindex` makes it anew", path=folder
        ) from error


def _is(path: Path, known: Print) -> bool:
    try:
        return _print(path, known)[::2] == known[::2]
    except FileNotFoundError:
        return False


def _print(path: Path, known: Print | None) -> Print:
    """Return what identifies a file's content; one of the size and time that are known is not read again."""
    stat = path.stat()
    if known and known[:2] == (stat.st_size, stat.st_mtime_ns):
        return known
    crc = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            crc = crc32(block, crc)
    return stat.st_size, stat.st_mtime_ns, crc


def _files(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.iterdir() if path.is_file() and path.name != FILE and not path.name.endswith(_PASSING)
    )
