"""`minutes status`: a line a source, a line for the archive, and an exit status that cron can trust."""

import datetime as dt
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from archive import condition, database
from archive.batch import Batch
from archive.clock import iso
from archive.store import Archive
from minutes.cli import run
from minutes.status_output import ArchiveLine
from scraper.page import Link, LinkKind
from tests.audited_towns import YEAR, Series, keep

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "archive.sqlite"
    monkeypatch.setenv("MINUTES_ARCHIVE", str(path))
    keep(path, Series("Kunnanhallitus", (10, 10), frozenset({4})).items())
    write(path, lambda batch: batch.source("harjuvesi", enabled=True))
    write(path, lambda batch: batch.polled("harjuvesi"))
    return path


def write(path: Path, what: Callable[[Batch], object], now: dt.datetime = NOW) -> None:
    with Archive.open(path, now=lambda: now) as archive, archive.batch() as batch:
        what(batch)


def rows(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run(["status", "--format", "jsonl", *arguments]) == status
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_a_source_and_one_for_the_archive(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, archive = rows(capsys)
    assert (one["row"], one["source"], one["state"], one["problems"]) == ("source", "harjuvesi", "fine", [])
    assert (one["held"], one["expected"], one["share"], one["decisions"]) == (19, 20, 0.95, 19)
    assert (archive["row"], archive["archive"], archive["decisions"], archive["index"]) == (
        "archive",
        str(place),
        19,
        None,
    )
    assert int(str(archive["bytes"])) == place.stat().st_size
    assert run(["status"]) == 0
    printed = capsys.readouterr()
    assert "95.0 %" in printed.out
    assert "19 decisions" in printed.err
    assert "no search index yet" in printed.err


def test_what_is_new_is_told_once(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(place, lambda batch: batch.polled("harjuvesi", error="HTTP 503"), NOW - dt.timedelta(days=8))
    assert run(["status"]) == 1
    printed = capsys.readouterr()
    assert "no answer for 8 days; HTTP 503" in printed.out
    assert "newly: harjuvesi: HTTP 503" in printed.err
    assert run(["status"]) == 0
    printed = capsys.readouterr()
    assert "no answer for 8 days" in printed.out
    assert "newly" not in printed.err
    write(place, lambda batch: batch.polled("harjuvesi"))
    assert run(["status"]) == 0
    write(place, lambda batch: batch.polled("harjuvesi", error="HTTP 503"))
    one, _ = rows(capsys, status=1)
    assert one["new_problems"] == ["feeds"]
    assert rows(capsys)[0]["new_problems"] == []


def test_failing_pages_are_counted_and_muting_is_shown(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(3):
        link = Link(f"https://harjuvesi.example/{number}", LinkKind.meeting_item, f"9-{number}")
        write(place, lambda batch, link=link: batch.fail("harjuvesi", link, "a log-in page"))  # type: ignore[misc]
    write(place, lambda batch: batch.source("harjuvesi", muted_until=iso(NOW + dt.timedelta(days=3))))
    one, _ = rows(capsys)
    assert (one["waiting"], len(one["problems"]), one["new_problems"]) == (3, 3, [])  # type: ignore[arg-type]
    assert str(one["state"]).startswith("muted until ")
    assert str(one["state"]).endswith("; 3 pages not read")
    write(place, lambda batch: batch.source("harjuvesi", muted_until=None))
    assert len(rows(capsys, status=1)[0]["new_problems"]) == 3  # type: ignore[arg-type]
    assert run(["status", "harjuvesi"]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if line.endswith(": a log-in page")]
    assert told == [f"harjuvesi: https://harjuvesi.example/{number}: a log-in page" for number in range(3)]


def test_a_stranger_s_words_stay_in_their_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(place, lambda batch: batch.polled("harjuvesi", error="HTTP 500 \x1b[31m\nnewly: all is lost\u202e"))
    assert run(["status"]) == 1
    printed = capsys.readouterr()
    assert "\x1b" not in printed.out + printed.err
    assert "\u202e" not in printed.out + printed.err
    assert [line for line in printed.err.splitlines() if line.startswith("newly")] == [
        "newly: harjuvesi: HTTP 500 [31m newly: all is lost"
    ]


def test_sources_by_name_and_all(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(place, lambda batch: batch.polled("kukkula", error="HTTP 500"))
    assert [row["source"] for row in rows(capsys) if row["row"] == "source"] == ["harjuvesi"]
    every = rows(capsys, "--all")
    assert [row["source"] for row in every if row["row"] == "source"] == ["harjuvesi", "kukkula"]
    assert every[1]["state"] == "not enabled; HTTP 500"
    assert [row["source"] for row in rows(capsys, "kukkula", status=1) if row["row"] == "source"] == ["kukkula"]
    assert run(["status", "harjuvessi"]) == 2
    assert "did you mean 'harjuvesi'" in capsys.readouterr().err


def test_a_crontab_that_stopped_is_said_with_the_archive(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(place, lambda batch: batch.start_run("sync", "0"), NOW - dt.timedelta(days=5))
    assert rows(capsys, status=1)[-1]["problems"] == [
        "idle: `minutes sync` last ran 5 days ago: does its crontab line still run?"
    ]
    assert run(["status"]) == 0
    printed = capsys.readouterr().err
    assert "last ran 5 days ago" in printed, "it is told once and shown as long as it holds"
    assert "newly" not in printed


def test_the_index_in_step_and_behind(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reindex"]) == 0
    assert rows(capsys)[-1]["behind"] == 0
    write(place, lambda batch: batch.withdraw(f"harjuvesi:{YEAR}0-1"))
    assert rows(capsys)[-1]["behind"] == 1


def test_a_large_archive_is_advised(tmp_path: Path) -> None:
    assert "reindex --engine" in str(ArchiveLine(tmp_path, 100_001, 1, "whoosh", 0).advice())
    assert ArchiveLine(tmp_path, 100_001, 1, "tantivy", 0).advice() is None
    assert ArchiveLine(tmp_path, 100_000, 1, "whoosh", 0).advice() is None


def test_an_archive_that_cannot_be_written_is_shown_all_the_same(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(place, lambda batch: batch.polled("harjuvesi", error="HTTP 503"))
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(place, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert run(["status"]) == 1
        assert "not remembered as told" in capsys.readouterr().err
        other.execute("ROLLBACK")
    assert run(["status"]) == 1


def test_nothing_is_enabled(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(place, lambda batch: batch.source("harjuvesi", enabled=False))
    assert run(["status"]) == 0
    assert "No source is enabled" in capsys.readouterr().err


@pytest.mark.usefixtures("place")
def test_patience_is_set_and_given_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sources", "patience", "kuopio", "joensuu", "30"]) == 0
    assert rows(capsys, "kuopio")[0]["patience"] == 30
    assert run(["sources", "patience", "kuopio", "own"]) == 0
    one = rows(capsys, "kuopio")[0]
    assert (one["patience"], one["patience_set"], one["state"]) == (60, False, "not enabled; not read yet")
    assert run(["sources", "patience", "kuopio", "soon"]) == 2
    assert run(["sources", "patience", "kuopio", "0"]) == 2


def test_no_text_is_read(place: Path) -> None:
    with closing(sqlite3.connect(place)) as connection:
        for statement in (condition._NEW, condition._LAST):
            parameters = ("2024-01-01",) if "?" in statement else ()
            plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))
            assert "COVERING INDEX decision_audit" in plan
