"""What the application needs around its archive: its lock, its index, its dictionary, its name towards publishers."""

import os
from collections.abc import Iterator
from pathlib import Path

from archive.health import Check, State, examine
from minutes.output import counted

_A_WORD = "kunnan"


def examined(archive: Path) -> Iterator[Check]:
    """Yield how everything stands that a run needs, the archive and the disk first."""
    yield from examine(archive)
    yield _lock(archive)
    yield _analyser()
    if archive.exists():
        yield _index(archive)
    yield _contact()


def holders(lock: Path, locks: str) -> list[int]:
    """Return the process ids that hold a file, by the text of /proc/locks; none where it does not tell.

    >>> import os, tempfile
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     inode = os.stat(file.name).st_ino
    ...     holders(Path(file.name), f"1: FLOCK  ADVISORY  WRITE 4321 fd:01:{inode} 0 EOF")
    [4321]
    """
    inode = str(lock.stat().st_ino)
    fields = [line.split() for line in locks.splitlines()]
    return [int(f[4]) for f in fields if len(f) >= 6 and f[4].isdigit() and f[5].rpartition(":")[2] == inode]


def _lock(archive: Path) -> Check:
    from filelock import FileLock, Timeout

    lock = Path(f"{archive}.lock")
    if not lock.exists():
        return Check("lock", State.ok, "no run is going on")
    try:
        with FileLock(lock, timeout=0):
            return Check("lock", State.ok, "no run is going on")
    except Timeout:
        who = " and ".join(f"process {pid}{_command(pid)}" for pid in holders(lock, _read("/proc/locks")))
        return Check("lock", State.ok, f"a run is going on: {who or 'in another process'}")
    except OSError as error:
        return Check(
            "lock",
            State.problem,
            f"{lock.name} cannot be opened ({error.strerror})",
            "let whoever owns it run the syncs, or delete it",
        )


def _command(pid: int) -> str:
    words = _read(f"/proc/{pid}/cmdline").replace("\0", " ").strip()
    return f" ({words[:80]})" if words else ""


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _analyser() -> Check:
    from search import analysis, voikko

    name, anew = (
        f"{analysis.NAME} {analysis.VERSION}",
        "install pyvoikko anew: `pip install --force-reinstall pyvoikko`",
    )
    try:
        known = voikko.dictionary()(_A_WORD)
    except (ImportError, OSError, RuntimeError) as error:
        return Check("analyser", State.problem, f"{name} cannot be loaded ({error})", anew)
    if not known:
        return Check("analyser", State.problem, f"{name} does not know a common Finnish word", anew)
    whose = "of the system" if voikko.is_light() else "from pip (the system's libvoikko would load faster)"
    return Check("analyser", State.ok, f"{name}, the dictionary {whose}")


def _index(archive: Path) -> Check:
    from archive.errors import ArchiveError
    from search import documents
    from search.index import open_index
    from search.state import read_state, unfit

    index = open_index(archive)
    if not index.folder.exists():
        return Check("index", State.ok, "there is none yet: the first search makes it")
    state = read_state(index.folder)
    try:
        with documents.reading(archive) as connection:
            reason = unfit(state, index.folder, index.engine, documents.facts(connection, archive))
            behind = documents.pending(connection, state.watermark) if state else 0
    except ArchiveError as error:
        return Check(
            "index", State.warning, f"it cannot be compared with the archive ({error})", "mend the archive first"
        )
    if reason:
        return Check("index", State.warning, reason, "`minutes reindex` makes it anew")
    if behind:
        return Check(
            "index",
            State.warning,
            f"it is {counted(behind, 'change')} behind the archive",
            "`minutes reindex` takes them in",
        )
    return Check("index", State.ok, "it has everything that the archive has")


def _contact() -> Check:
    from scraper.politeness import CONTACT_VARIABLE

    if os.environ.get(CONTACT_VARIABLE):
        return Check("contact", State.ok, "publishers see an address of yours")
    return Check(
        "contact", State.warning, "publishers cannot write to you", f"set {CONTACT_VARIABLE} to your own address"
    )
