"""Proving that everything is as it was written: every flipped bit that means something is found."""

import json
import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive import seals
from archive import verify as verify_module
from archive.errors import ArchiveError
from archive.rows import CHILDREN
from archive.snapshots import unpacked
from archive.store import Archive
from archive.verify import Level, verify
from minutes.cli import run
from search.index import open_index
from tests.decisions import FULL, decision, page, parsed

SOAK = "MINUTES_SOAK" in os.environ
FLIPS = 2_000 if SOAK else 60


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an archive with a bit of everything, its log written into the file."""
    path = tmp_path / "archive.sqlite"
    monkeypatch.setenv("MINUTES_ARCHIVE", str(path))
    with Archive.open(path) as archive:
        with archive.batch() as batch:
            for number in range(12):
                content = random.Random(number).randbytes(3000)
                batch.save("kukkula", parsed(ids=(f"2023{number}",)), page(f"2023{number}", content=content))
            batch.validators("https://kukkula.example/rss", '"1"', None)
            link = page("77").link
            assert link is not None
            batch.fail("kukkula", link, "the page is a log-in page", page=page("77", content=b"log in"))
            batch.polled("kukkula")
        with archive.batch() as batch:
            batch.save("kukkula", parsed(decision(title="Toinen"), ids=("20231",)), page("20231", content=b"<html>2"))
            batch.withdraw("kukkula:20232")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def damage(path: Path) -> list[str]:
    return [f"{found.part} {found.name}" for found in verify(path) if found.level is Level.damage]


def said(path: Path) -> list[object]:
    """Return all that an archive says: every row of every table, and the pages unpacked."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        tables = [
            name.decode() for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found: list[object] = [
            sorted(repr(row) for row in connection.execute(f'SELECT * FROM "{table}"'))
            for table in tables
            if table != "snapshot"
        ]
        rows = connection.execute("SELECT sha256, size, content FROM snapshot ORDER BY 1").fetchall()
        found.append([(digest, unpacked(digest.decode(), size, content)) for digest, size, content in rows])
        found.append(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 2").fetchall())
        return found


def test_what_was_written_is_whole(path: Path) -> None:
    assert damage(path) == []


@pytest.mark.parametrize("seed", range(2))
def test_a_flipped_bit_is_found_wherever_it_means_something(path: Path, seed: int) -> None:
    """Where nothing is found, the file still says the same to the last row and page: the bit was in unused space."""
    whole, content, chance = said(path), path.read_bytes(), random.Random(seed)
    found = 0
    for _ in range(FLIPS // 2):
        flipped = bytearray(content)
        flipped[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        try:
            noticed = bool(damage(path))
        except ArchiveError:
            noticed = True
        assert noticed or said(path) == whole
        found += noticed
    assert found >= FLIPS // 20


Change = Callable[[sqlite3.Connection], Any]
CHANGES: dict[str, tuple[str, str]] = {
    "a word of a decision": (
        "UPDATE decision SET title = 'Toisin' WHERE id = 'kukkula:20233'",
        "decision kukkula:20233",
    ),
    "a sum": ("UPDATE amount SET value = '137001.00' WHERE key = 1", "decision kukkula:20230"),
    "a sum in cents": ("UPDATE amount SET cents = cents + 1 WHERE key = 1", "decision kukkula:20230"),
    "a name": ("UPDATE person SET name = 'Toinen Nimi' WHERE key = 2", "decision kukkula:20230"),
    "a project's spelling": ("UPDATE project SET project_key = 'muu' WHERE key = 1", "decision kukkula:20230"),
    "a sum that is gone": ("DELETE FROM amount WHERE key = 1", "decision kukkula:20230"),
    "a sum of no decision": ("UPDATE amount SET decision_key = 99 WHERE key = 1", "reference amount 1"),
    "the order of two sums": (
        "UPDATE amount SET position = 1 - position WHERE decision_key = 1 AND position < 2",
        "decision kukkula:20230",
    ),
    "a decision's own seal": ("UPDATE decision SET seal = seal + 1 WHERE key = 2", "decision kukkula:20231"),
    "where a decision stands": ("UPDATE decision SET url = NULL WHERE key = 2", "table decision"),
    "a revision that is no record": (
        "UPDATE revision SET record = '{' WHERE record IS NOT NULL",
        "revision kukkula:20231 1",
    ),
    "a row that is gone": ("DELETE FROM feed_state", "table feed_state"),
    "a time": ("UPDATE source_state SET last_success = '2030-01-01T00:00:00Z'", "table source_state"),
    "a page": ("UPDATE snapshot SET content = substr(content, 2)", "snapshot"),
    "a page that is gone": ("DELETE FROM snapshot WHERE sha256 = (SELECT sha256 FROM failure)", "reference"),
    "a history without an end": ("DELETE FROM revision WHERE record IS NULL", "reference kukkula:20230"),
    "a seal": ("UPDATE seal SET digest = digest + 1 WHERE name = 'page'", "table page"),
    "a column": ("ALTER TABLE meeting ADD COLUMN note TEXT", "table sqlite_master"),
}


@pytest.mark.parametrize(("statement", "named"), CHANGES.values(), ids=list(CHANGES))
def test_what_another_program_changed_is_named(path: Path, statement: str, named: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)
    assert [found for found in damage(path) if found.startswith(named)]


def test_another_way_of_hashing_is_a_note_and_no_damage(path: Path) -> None:
    with Archive.open(path) as archive, archive.batch() as batch:
        batch._do("UPDATE decision SET content_hash = 'older' WHERE id = ?", ("kukkula:20233",))
    assert damage(path) == []
    (note,) = [found for found in verify(path) if found.level is Level.note]
    assert note.name == "1 of 12"
    assert "minutes reparse" in note.advice


def test_every_way_of_writing_keeps_the_seals(path: Path) -> None:
    with Archive.open(path) as archive:
        archive.set_source("kukkula", enabled=True)
        run_ = archive.start_run("sync", "0")
        with archive.batch() as batch:
            batch.save("kukkula", parsed(decision(amounts=[]), ids=("20235",)), page("20235", content=b"new"))
        try:
            with archive.batch() as batch:
                batch.save("kukkula", parsed(ids=("9",)), page("9"))
                raise KeyboardInterrupt
        except KeyboardInterrupt:
            pass
        archive.finish_run(run_)
    with closing(sqlite3.connect(path)) as connection:
        assert [*seals.broken(connection), *seals.broken_decisions(connection)] == []
        sealed = {name for (name,) in connection.execute("SELECT name FROM seal")}
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert sealed == {*(tables - {"seal", *CHILDREN}), seals.SCHEMA}


def test_damage_is_not_sealed_by_bringing_the_archive_up_to_date(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE feed_state SET etag = 'other'")
        connection.execute("UPDATE amount SET cents = 1 WHERE decision_key = 4")
        connection.execute("BEGIN")
        tables, decisions = set(seals.broken(connection)), set(seals.broken_decisions(connection))
        seals.seal(connection, but=tables, but_decisions=decisions)
        connection.execute("COMMIT")
        assert list(seals.broken(connection)) == ["feed_state"]
        assert list(seals.broken_decisions(connection)) == [4]


def test_a_decision_keeps_its_seal_when_only_the_way_of_hashing_changed(path: Path) -> None:
    """What a flipped bit does is found though the hash of the record proves nothing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE decision SET content_hash = 'older'")
    verify_module.accept(path)
    assert damage(path) == []
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE share SET value = '71' WHERE decision_key = 5")
    assert damage(path) == ["decision kukkula:20234"]


# --- the command, and the index ---


@pytest.fixture
def indexed(path: Path) -> Path:
    open_index(path).update()
    return path


def index_files(path: Path) -> Iterator[Path]:
    folder = open_index(path).folder
    yield from sorted(file for file in folder.rglob("*") if file.is_file() and "lock" not in file.name.lower())


def reported(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_nothing_to_say_is_nothing_said(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "--format", "csv"]) == 0
    captured = capsys.readouterr()
    assert captured.out.splitlines() == ["part,name,finding,advice,level"]
    assert "12 decisions read, all as they were written" in captured.err
    assert indexed.exists()


def test_what_another_program_wrote_can_be_accepted_and_what_is_damaged_cannot(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(indexed, isolation_level=None)) as connection:
        connection.execute("UPDATE person SET title = 'kunnanjohtaja' WHERE key = 2")
        connection.execute("UPDATE source_state SET last_error = 'none'")
    assert run(["verify"]) == 1
    assert run(["verify", "--accept"]) == 0
    assert run(["verify"]) == 0
    with closing(sqlite3.connect(indexed, isolation_level=None)) as connection:
        connection.execute("UPDATE snapshot SET content = substr(content, 2) WHERE rowid = 1")
    capsys.readouterr()
    assert run(["verify", "--accept", "--format", "jsonl"]) == 1
    assert [row["part"] for row in reported(capsys) if row["level"] == "damage"] == ["snapshot"]


def test_a_flipped_bit_in_any_file_of_the_index_is_found(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(3)
    files = [file for file in index_files(indexed) if file.stat().st_size and file.name != "state.json"]
    assert len(files) > 5
    for file in files:
        content = file.read_bytes()
        for _ in range(max(1, FLIPS // len(files)) if SOAK else 1):
            flipped = bytearray(content)
            flipped[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            file.write_bytes(flipped)
            assert run(["verify", "--format", "jsonl"]) == 1, file.name
            assert any(row["part"] == "index" and "minutes reindex" in row["advice"] for row in reported(capsys))
        file.write_bytes(content)
    assert run(["verify"]) == 0


def test_a_flipped_bit_in_the_state_of_the_index_is_found_or_mended(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = open_index(indexed).folder / "state.json"
    content, chance = state.read_bytes(), random.Random(4)
    for _ in range(FLIPS // 4):
        flipped = bytearray(content)
        flipped[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        state.write_bytes(flipped)
        if run(["verify"]) == 0:
            open_index(indexed).update()
            assert open_index(indexed).check() == ((), ())
        state.write_bytes(content)
    assert capsys.readouterr().out


def test_ids_that_only_one_of_the_two_has_are_named(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(indexed, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("UPDATE decision SET id = 'kukkula:moved' WHERE id = 'kukkula:20234'")
    assert run(["verify", "--format", "jsonl"]) == 1
    rows = reported(capsys)
    assert {("kukkula:moved", "it is not in the index"), ("kukkula:20234", "it is not in the archive")} <= {
        (row["name"], row["finding"]) for row in rows
    }


def test_without_an_index_that_is_a_note(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "--format", "jsonl"]) == 0
    assert [row["level"] for row in reported(capsys)] == ["note"]
    assert path.exists()


def test_an_older_copy_in_the_archives_place_is_noticed_though_it_has_gone_further(indexed: Path) -> None:
    with closing(sqlite3.connect(indexed)) as connection, closing(sqlite3.connect(f"{indexed}.old")) as copy:
        connection.backup(copy)
    with Archive.open(indexed) as archive, archive.batch() as batch:
        batch.save("kukkula", parsed(ids=("lost",)), page("lost", content=b"lost"))
    open_index(indexed).update()
    assert open_index(indexed).ids("uimalan")
    Path(f"{indexed}.old").replace(indexed)
    with Archive.open(indexed) as archive, archive.batch() as batch:
        for name in ("other", "more"):
            record = FULL.model_copy(update={"title": "Kirjasto", "rationale": None})
            batch.save("kukkula", parsed(record, ids=(name,)), page(name, content=name.encode()))
    index = open_index(indexed)
    assert "kukkula:lost" not in index.ids("")
    assert "kukkula:other" in index.ids("kirjasto")
    assert index.check() == ((), ())
