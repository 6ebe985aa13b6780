"""The archive's schema, from any version to the newest, and files that are something else."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from archive import admission, models
from archive.errors import (
    ArchiveDamaged,
    ArchiveError,
    ArchiveTooNew,
    ArchiveTooOld,
    ArchiveUnwritable,
    NotAnArchive,
    translated,
)
from archive.migrations import HEAD, KNOWN
from archive.migrations.run import config
from archive.store import Archive
from tests.decisions import FULL, page, parsed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "archive.sqlite"
    with Archive.open(path) as archive, archive.batch() as batch:
        batch.save("kukkula", parsed(), page())
    return path


def execute(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute(sql).fetchall()
        connection.commit()
        return rows
    finally:
        connection.close()


def test_the_migrations_make_what_the_models_describe(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
        folder = ScriptDirectory.from_config(config(connection))
    engine.dispose()
    assert folder.get_current_head() == HEAD
    assert tuple(reversed([script.revision for script in folder.walk_revisions()])) == KNOWN
    assert models.Decision.metadata is SQLModel.metadata


def test_a_new_archive_is_what_it_says(path: Path) -> None:
    assert execute(path, "PRAGMA application_id") == [(admission.APPLICATION_ID,)]
    assert execute(path, "PRAGMA journal_mode") == [("wal",)]
    assert execute(path, "PRAGMA foreign_key_check") == []
    with Archive.open(path) as first:
        name = first.id
    with Archive.open(path) as again:
        assert again.id == name
        assert again.decision("2023145-7").decision == FULL


def test_two_archives_are_two(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a" / "one.sqlite") as one, Archive.open(tmp_path / "b" / "two.sqlite") as two:
        assert one.id != two.id


def test_an_empty_file_becomes_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite"
    path.touch()
    with Archive.open(path) as archive:
        assert archive.count() == 0


def test_an_interrupted_creation_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "archive.sqlite"
    monkeypatch.setattr("archive.migrations.run.upgrade", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        Archive.open(path)
    monkeypatch.undo()
    with Archive.open(path) as archive:
        assert archive.schema == HEAD


def test_a_newer_archive_is_refused_and_left_alone(path: Path) -> None:
    execute(path, "UPDATE alembic_version SET version_num = '9999' RETURNING 1")
    before = path.read_bytes()
    for readonly in (False, True):
        with pytest.raises(ArchiveTooNew, match=r"newer version of minutes \(schema 9999; .*upgrade") as caught:
            Archive.open(path, readonly=readonly)
        assert caught.value.path == path
    assert path.read_bytes() == before


def test_an_older_archive_is_not_upgraded_by_reading(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "HEAD", "0099")
    with pytest.raises(ArchiveTooOld, match="brings it up to date"):
        Archive.open(path, readonly=True)


@pytest.mark.parametrize(
    "content", [b"id,title\r\n1,Uimala\r\n", b"SQLite format 3", b"\x00" * 5000], ids=["csv", "short", "zeros"]
)
def test_another_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    for readonly in (False, True):
        with pytest.raises(NotAnArchive, match="--archive"):
            Archive.open(path, readonly=readonly)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    execute(path, "CREATE TABLE decision (id)")
    with pytest.raises(NotAnArchive, match="another program"):
        Archive.open(path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAnArchive, match="folder"):
        Archive.open(tmp_path)


def test_a_place_where_no_folder_can_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveUnwritable, match="file"):
        Archive.open(tmp_path / "file" / "archive.sqlite")


def test_a_file_cut_short_is_damaged(path: Path) -> None:
    execute(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    path.write_bytes(path.read_bytes()[: 3 * 4096])
    with pytest.raises(ArchiveDamaged, match="backup"), Archive.open(path) as archive:
        list(archive.decisions())


def test_bytes_that_are_no_text_where_sqlite_expects_some_are_damage(path: Path) -> None:
    with pytest.raises(ArchiveDamaged, match="backup") as caught, translated(path):
        b"\xe7".decode()
    assert caught.value.path == path


@pytest.mark.parametrize("place", range(0, 100, 7))
def test_a_damaged_header_never_ends_in_a_traceback_of_the_database(path: Path, place: int) -> None:
    execute(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    content[place] ^= 0xFF
    path.write_bytes(content)
    outcome: Exception | None = None
    try:
        with Archive.open(path) as archive:
            list(archive.decisions())
    except Exception as error:
        outcome = error
    assert outcome is None or (isinstance(outcome, ArchiveError) and outcome.path == path)
