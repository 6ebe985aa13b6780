"""The one process that writes an index."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search import documents
from search.errors import IndexBusy, IndexUnusable


@contextmanager
def locked(folder: Path, archive: Path, wait: float) -> Iterator[None]:
    """Hold the folder of an archive's index as its one writer, for which another is waited for.

    Raises: IndexBusy after `wait` seconds, IndexUnusable where the folder cannot be, errors of archive.errors.
    """
    from filelock import FileLock, Timeout

    if not archive.is_file():  # says so before a folder is made beside nothing
        with documents.reading(archive):
            pass
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise IndexUnusable(
            f"{folder} is a file where the folder of the index belongs: move it away and try again",
            path=folder,
        ) from error
    except PermissionError as error:
        raise IndexUnusable(
            f"the index {folder} cannot be made in a folder that may not be written: whoever owns the archive makes it with `minutes reindex`",
            path=folder,
        ) from error
    try:
        with FileLock(folder / "lock", timeout=wait):
            yield
    except Timeout as error:
        raise IndexBusy(
            f"another program is writing the index {folder}: try again when it has finished", path=folder
        ) from error
