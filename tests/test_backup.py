"""Copies of the archive: made while it is written to, whole or not at all, and an archive again in its place."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive import erasure
from archive.backup import backup
from archive.errors import ArchiveDamaged, DiskFull
from archive.store import Archive
from archive.verify import verify
from minutes.cli import run
from search.index import open_index
from tests.decisions import page, parsed


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
    with Archive.open(tmp_path / "archive.sqlite") as opened:
        save(opened, *range(5))
        yield opened


def save(archive: Archive, *numbers: int) -> None:
    with archive.batch() as batch:
        for number in numbers:
            batch.save("kukkula", parsed(ids=(str(number),)), page(str(number), content=b"%d" % number))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_copy_is_an_archive(archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "copies" / "copy.sqlite"
    copy.parent.mkdir()
    assert run(["backup", str(copy)]) == 0
    assert "checked" in capsys.readouterr().err
    assert names(copy.parent) == {"copy.sqlite"}
    with Archive.open(copy, readonly=True) as opened:
        assert (opened.id, opened.count()) == (archive.id, 5)
        assert [one.decision for one in opened.decisions()] == [one.decision for one in archive.decisions()]
    assert list(verify(copy)) == []
    assert [path for path, _ in erasure.backups(archive.path)] == [str(copy)]


def test_a_copy_is_of_one_moment_while_others_write(archive: Archive, tmp_path: Path) -> None:
    done, written = threading.Event(), 5

    def write() -> None:
        nonlocal written
        with Archive.open(archive.path) as other:
            while not done.is_set():
                save(other, written, written + 1)
                written += 2

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(5):
            before = archive.count()
            backup(archive.path, tmp_path / "copy.sqlite")
            with Archive.open(tmp_path / "copy.sqlite", readonly=True) as copy:
                assert copy.count() >= before
                assert copy.count() % 2 == 1
                assert copy.change == copy.count()
            assert list(verify(tmp_path / "copy.sqlite")) == []
    finally:
        done.set()
        writer.join()
    assert archive.count() == written


def test_what_is_there_is_replaced_only_when_that_is_said(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "copy.sqlite").write_bytes(b"something of mine")
    assert run(["backup", str(tmp_path / "copy.sqlite")]) == 2
    assert "--force" in capsys.readouterr().err
    assert (tmp_path / "copy.sqlite").read_bytes() == b"something of mine"
    assert run(["backup", str(tmp_path / "copy.sqlite"), "--force"]) == 0
    assert run(["backup", str(archive.path), "--force"]) == 2
    assert run(["backup", str(tmp_path / "nowhere" / "copy.sqlite")]) == 2
    assert list(verify(tmp_path / "copy.sqlite")) == []


def test_a_copy_that_is_open_elsewhere_is_not_replaced(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["backup", str(tmp_path / "copy.sqlite")]) == 0
    with Archive.open(tmp_path / "copy.sqlite") as copy:
        save(copy, 77)
        assert run(["backup", str(tmp_path / "copy.sqlite"), "--force"]) == 1
        assert "in use" in capsys.readouterr().err
        assert copy.count() == archive.count() + 1


def test_no_room_is_told_before_half_a_copy_is_there(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = names(tmp_path)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr("archive.backup.shutil.disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(DiskFull, match="make space") as caught:
        backup(archive.path, tmp_path / "copy.sqlite")
    assert caught.value.exit_code == 74
    assert names(tmp_path) == before


def test_a_damaged_archive_gives_no_backup(archive: Archive, tmp_path: Path) -> None:
    archive.close()
    with closing(sqlite3.connect(archive.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_decision_date'").fetchone()
    content = bytearray(archive.path.read_bytes())
    content[(root - 1) * 4096 + 3] ^= 0xFF  # the number of its cells
    archive.path.write_bytes(content)
    with pytest.raises(ArchiveDamaged, match="earlier backups"):
        backup(archive.path, tmp_path / "copy.sqlite")
    assert not (tmp_path / "copy.sqlite").exists()
    assert not list(tmp_path.glob(".copy*"))


def test_a_changed_word_never_replaces_a_good_copy(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.sqlite"
    assert run(["backup", str(copy)]) == 0
    before = copy.read_bytes()
    with closing(sqlite3.connect(archive.path)) as connection:
        connection.execute("UPDATE decision SET rationale = rationale || '!' WHERE id = 'kukkula:3'")
        connection.commit()
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    capsys.readouterr()
    assert run(["backup", str(copy), "--force"]) == 1
    said = capsys.readouterr().err
    assert "minutes verify" in said
    assert "kukkula:3" in said
    assert copy.read_bytes() == before
    assert not list(tmp_path.glob(".copy*"))


def test_an_archive_that_may_only_be_read_is_copied(archive: Archive, tmp_path: Path) -> None:
    backup(archive.path, tmp_path / "first.sqlite")
    archive.close()
    code = """
import os, sys
from minutes.cli import run
assert run(["backup", "--archive", sys.argv[2], sys.argv[2] + "-2"]) == 0  # all modules are in memory from here on
if os.getuid() == 0:
    os.setuid(65534)
assert not os.access(os.environ["MINUTES_ARCHIVE"], os.W_OK)
sys.exit(run(["backup", sys.argv[1]]))
"""
    target = tmp_path / "copies"
    target.mkdir()
    target.chmod(0o777)
    (tmp_path / "first.sqlite").replace(target / "first.sqlite")
    opened = [path for path in tmp_path.parents if path.stat().st_uid == os.getuid() and path != Path("/")]
    modes = {path: path.stat().st_mode for path in (tmp_path, archive.path, *opened)}
    try:
        for path in opened:
            path.chmod(path.stat().st_mode | 0o055)
        archive.path.chmod(0o444)
        tmp_path.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", code, str(target / "copy.sqlite"), str(target / "first.sqlite")],
            capture_output=True,
            text=True,
            timeout=60,
        )
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    assert done.returncode == 0, done.stderr
    assert "does not remember this copy" in done.stderr
    assert list(verify(target / "copy.sqlite")) == []
    assert [path for path, _ in erasure.backups(archive.path)] == [str(tmp_path / "first.sqlite")]


def test_a_restored_copy_serves_with_an_index_of_its_own(archive: Archive, tmp_path: Path) -> None:
    backup(archive.path, tmp_path / "copy.sqlite")
    save(archive, 5, 6)
    assert len(open_index(archive.path).ids("uimala*")) == 7
    archive.close()
    (tmp_path / "copy.sqlite").replace(archive.path)
    for log in ("-wal", "-shm"):
        archive.path.with_name(archive.path.name + log).unlink(missing_ok=True)
    assert len(open_index(archive.path).ids("uimala*")) == 5
    assert list(verify(archive.path)) == []
