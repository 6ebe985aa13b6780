"""One writer at a time on an archive; a dead one never blocks, because the system drops its lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from minutes.errors import BusyError


@contextmanager
def only_writer(archive: Path) -> Iterator[None]:
    """Hold the archive for writing.

    Raises:
        BusyError: another run holds it.
        OSError: the folder cannot be made or written.
    """
    from filelock import FileLock, Timeout

    archive.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(f"{archive}.lock")
    Path(lock.lock_file).touch()  # a folder that cannot be written is not a lock that somebody holds
    try:
        with lock.acquire(timeout=0):
            yield
    except Timeout:
        raise BusyError(
            f"another minutes run is writing to {archive}; wait for it to end, or choose another archive with --archive"
        ) from None
