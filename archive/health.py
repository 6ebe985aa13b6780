"""What may go wrong around an archive: the SQLite beneath, the disk it lies on, what a killed run left. Nothing is changed."""

import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from archive.admission import admit, schema_of
from archive.clock import iso, utc_now
from archive.errors import ArchiveError, translated
from archive.readonly import connect

OLDEST_SQLITE = (3, 35, 0)
_WAL_RESET_FIXED = ((3, 44, 6), (3, 50, 7))  # and from 3.51.3 on: www.sqlite.org/wal.html, "The WAL-Reset Bug"
_WAL_RESET_FIXED_SINCE = (3, 51, 3)
_NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "9p", "davfs", "lustre", "glusterfs"),
    *("fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs", "fuse.davfs2", "fuse.gcsfuse", "fuse.smbnetfs"),
}
_LITTLE_SPACE = 200_000_000  # bytes
_SPARE = 100_000_000  # bytes besides a copy of the archive
_LITTLE_INODES = 1_000
_LARGE_LOG = 256_000_000  # bytes; the log is cut back at every thousand pages unless a reader keeps it
_OLD_PART = 24 * 3600.0  # seconds
_FUTURE = dt.timedelta(hours=1)  # by which a clock may be wrong without harm
_WAIT = 5.0
_NEWEST = """
SELECT max(at) FROM (
    SELECT max(started) AS at FROM sync_run UNION ALL SELECT max(finished) FROM sync_run
    UNION ALL SELECT max(fetched) FROM page UNION ALL SELECT max(last_attempt) FROM source_state)
"""


class State(StrEnum):
    """Say how something stands: a problem needs a person now, a warning before long."""

    ok = "ok"
    warning = "warning"
    problem = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: how it stands, in words, and what to do (nothing where it is ok)."""

    name: str
    state: State
    words: str
    advice: str = ""


def examine(path: Path) -> Iterator[Check]:
    """Yield how the archive at `path` stands, the library and the disk beneath it first; without an archive only these."""
    yield library(sqlite3.sqlite_version_info)
    folder = next(parent for parent in path.absolute().parents if parent.is_dir())
    yield file_system(folder, _mounts())
    yield from _room(folder, path)
    if not path.exists():
        yield Check("archive", State.ok, f"there is none yet at {path}: the first sync makes it")
        return
    yield _permission(path, folder)
    yield from _left_over(path)
    try:
        with translated(path), closing(connect(path, seconds=_WAIT)) as connection:
            admit(schema_of(connection, path), path, readonly=True)
            yield from _inside(connection)
    except ArchiveError as error:
        yield Check("archive", State.problem, "it cannot be read", str(error))


def library(version: tuple[int, ...]) -> Check:
    """Judge a version of SQLite.

    >>> library((3, 50, 7)).state, library((3, 50, 6)).state, library((3, 30, 0)).state
    (<State.ok: 'ok'>, <State.warning: 'warning'>, <State.problem: 'problem'>)
    """
    name = ".".join(map(str, version))
    if version < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        return Check("sqlite", State.problem, f"{name} is too old", f"use a Python with SQLite {oldest} or newer")
    if version >= _WAL_RESET_FIXED_SINCE or any(fix <= version < (3, fix[1] + 1) for fix in _WAL_RESET_FIXED):
        return Check("sqlite", State.ok, name)
    return Check(
        "sqlite",
        State.warning,
        f"{name} may, very rarely, damage a database that two programs write at the same instant",
        "SQLite 3.51.3 (or 3.50.7, 3.44.6) mends it; until then let no other program write to the archive, and keep backups",
    )


def file_system(folder: Path, mounts: list[tuple[str, str]]) -> Check:
    """Judge the file system of a folder by the (mount point, type) pairs of the system; SQLite's log needs a local one."""
    place = folder.resolve()
    found = [(len(point), kind) for point, kind in mounts if place.is_relative_to(point)]
    kind = max(found)[1] if found else "unknown"
    if kind in _NETWORK:
        return Check(
            "file system",
            State.problem,
            f"{folder} is on a network file system ({kind}), where two programs at once can damage the archive",
            "keep the archive on a local disk (--archive) and its backups on the network",
        )
    return Check("file system", State.ok, kind)


def _mounts() -> list[tuple[str, str]]:
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    fields = [line.split(" ") for line in lines]
    return [(point.replace("\\040", " "), kind) for _, point, kind, *_ in fields]


def _room(folder: Path, path: Path) -> Iterator[Check]:
    free, size = shutil.disk_usage(folder).free, path.stat().st_size if path.exists() else 0
    words = f"{free / 1e9:,.1f} GB free, the archive has {size / 1e9:,.1f} GB"
    if free < _LITTLE_SPACE:
        yield Check("space", State.problem, words, f"make space on the disk of {folder} before the next sync")
    elif free < size + _SPARE:
        yield Check(
            "space", State.warning, words, "a backup, an erasure and a new index may need as much again: make space"
        )
    else:
        yield Check("space", State.ok, words)
    if hasattr(os, "statvfs"):
        disk = os.statvfs(folder)
        if disk.f_files and disk.f_favail < _LITTLE_INODES:
            yield Check(
                "files",
                State.problem,
                f"{disk.f_favail} more files fit on the disk",
                "delete some: each index has dozens",
            )
        else:
            yield Check(
                "files", State.ok, f"{disk.f_favail} more fit on the disk" if disk.f_files else "as many as fit"
            )


def _permission(path: Path, folder: Path) -> Check:
    for place in (path, folder):
        if not os.access(place, os.W_OK):
            return Check(
                "permission",
                State.problem,
                f"{place} may not be written",
                "let whoever owns it run the syncs, or give it to yourself",
            )
    return Check("permission", State.ok, "the archive and its folder may be written")


def _left_over(path: Path) -> Iterator[Check]:
    log = path.with_name(path.name + "-wal")
    size = log.stat().st_size if log.exists() else 0
    if size > _LARGE_LOG:
        yield Check(
            "log",
            State.warning,
            f"{log.name} has {size / 1e6:,.0f} MB",
            "end whatever reads the archive all the time; the next write cuts it back",
        )
    else:
        yield Check("log", State.ok, f"{size / 1e6:,.1f} MB not yet in the archive's file")
    now = utc_now().timestamp()
    old = [part for part in path.parent.glob(".*.part") if now - part.stat().st_mtime > _OLD_PART]
    if old:
        yield Check(
            "left over",
            State.warning,
            f"{len(old)} half-written files: {', '.join(part.name for part in old[:3])}",
            "delete them: a run was killed while it wrote them",
        )


def _inside(connection: sqlite3.Connection) -> Iterator[Check]:
    (words,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if words == "ok":
        yield Check("archive", State.ok, "SQLite's quick check finds nothing; `minutes verify` proves every byte")
    else:
        yield Check(
            "archive",
            State.problem,
            " ".join(str(words).split()),
            "put a backup in its place; `minutes verify` tells what is damaged",
        )
    (newest,), now = connection.execute(_NEWEST).fetchone(), utc_now()
    ahead = newest is not None and newest > iso(now + _FUTURE)
    if ahead:
        yield Check(
            "clock",
            State.problem,
            f"it says {iso(now)}, and the last run was at {newest}",
            "set this computer's clock, or have it set by the network",
        )
    else:
        yield Check("clock", State.ok, f"it says {iso(now)}")
    if connection.execute("SELECT 1 FROM meta WHERE name = 'erasing'").fetchone():
        yield Check(
            "erasure",
            State.problem,
            "an erasure was interrupted before it was proved",
            "`minutes erase` without an id finishes it",
        )
    (killed,) = connection.execute(
        "SELECT count(*) FROM sync_run WHERE finished IS NULL AND key < (SELECT max(key) FROM sync_run)"
    ).fetchone()
    yield Check("runs", State.ok, f"{killed} ended before their end; what they had saved is there")
