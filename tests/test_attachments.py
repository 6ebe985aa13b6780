"""Attachments end to end: a town's files fetched after its decisions, read, kept apart, shown and searched."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from minutes.attachments_run import AttachmentsRun
from minutes.cli import run
from minutes.demo_pdf import pdf, pdf_of
from tests.attachment_town import AttachmentTown, swollen
from tests.servers import Reply
from tests.test_documents import sheets, slides, word

PLAN = pdf_of(
    [
        ["Rantareitti-hanke", "Hankkeessa rakennetaan pitkospuita rannalle."],
        ["Hankkeen kokonaiskustannukset ovat 137 000 euroa, josta avustus on 95 900 euroa."],
    ]
)


ELSEWHERE = "http://127.9.9.9/kokous/20262-1-508.PDF"
ITEMS = {1: ["20261-1-501.PDF", "20261-1-502.PDF"], 2: [*(f"20262-1-50{n}.PDF" for n in (1, 3, 4, 5, 6, 7)), ELSEWHERE]}
FILES = {
    "20261-1-501.PDF": Reply(200, PLAN, {"ETag": '"a"'}),
    "20261-1-502.PDF": Reply(200, slides()),
    "20262-1-501.PDF": Reply(200, PLAN),
    "20262-1-503.PDF": Reply(200, word()),
    "20262-1-504.PDF": Reply(200, sheets()),
    "20262-1-505.PDF": Reply(200, pdf([])),
    "20262-1-506.PDF": Reply(200, b"{\\rtf1 Kunnanhallitus}"),
    "20262-1-507.PDF": Reply(503),
}


@pytest.fixture(scope="module")
def running() -> Iterator[AttachmentTown]:
    with AttachmentTown(ITEMS, dict(FILES)) as town:
        yield town


@pytest.fixture
def town(running: AttachmentTown) -> AttachmentTown:
    """Return the town with the files that it has at first, and nothing asked for."""
    running.files.update(FILES)
    running.server.requests.clear()
    return running


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINUTES_SOURCES", str(tmp_path / "sources.toml"))
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
    return tmp_path


@pytest.fixture(scope="module")
def once(running: AttachmentTown, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the town's archive after one sync."""
    folder = tmp_path_factory.mktemp("synced")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MINUTES_SOURCES", str(folder / "sources.toml"))
        patch.setenv("MINUTES_ARCHIVE", str(folder / "archive.sqlite"))
        assert sync(running, folder) == 0
    return folder


@pytest.fixture
def synced(once: Path, place: Path, town: AttachmentTown) -> Path:
    assert town.items
    shutil.copytree(once, place, dirs_exist_ok=True)
    return place


def sync(town: AttachmentTown, place: Path, *arguments: str) -> int:
    town.source(place)
    return run(["sync", "kukkula", "--delay", "0", *arguments])


def rows(place: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(place / "archive.sqlite")) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return connection.execute(query).fetchall()


def make_due(place: Path) -> None:
    """Let a month pass for every file."""
    with closing(sqlite3.connect(place / "archive.sqlite")) as connection, connection:
        connection.execute("UPDATE attachment_file SET due = '2020-01-01T00:00:00Z' WHERE due IS NOT NULL")


def test_every_file_ends_in_a_state_with_its_reason(synced: Path) -> None:
    found = rows(synced, "SELECT state, media, reason FROM attachment_file ORDER BY url LIKE '%9.9.9%', url")
    assert [(state, media) for state, media, _ in found] == [
        ("text", "pdf"),
        ("text", "pptx"),
        ("text", "pdf"),
        ("text", "docx"),
        ("text", "xlsx"),
        ("no_text", "pdf"),
        ("unsupported", "rtf"),
        ("unfetched", None),
        ("refused", None),
    ]
    reasons = [reason for *_, reason in found]
    assert reasons[:5] == [None] * 5
    for expected, reason in zip(("pictures", "Rich Text", "503", "none of the hosts"), reasons[5:], strict=True):
        assert expected in reason


def test_the_same_file_under_two_decisions_is_kept_once(synced: Path) -> None:
    digests = rows(synced, "SELECT count(*), count(DISTINCT digest) FROM attachment_file WHERE url LIKE '%-501.PDF'")
    assert digests == [(2, 1)]
    texts = rows(
        synced, "SELECT position, label FROM attachment_text WHERE text LIKE '%137 000%' AND label LIKE 's. %'"
    )
    assert texts == [(2, "s. 2"), (1, "s. 1")], "the plan once, and the Word file"


def test_sums_and_projects_stay_on_the_attachment_with_their_page(synced: Path) -> None:
    own = rows(synced, "SELECT DISTINCT text FROM amount")
    assert own == [("1 000 euroa",)]
    assert rows(synced, "SELECT count(*) FROM project") == [(0,)]
    found = rows(
        synced,
        'SELECT m.page, m.text, m.cents, m.role, substr(t.text, m.start + 1, m."end" - m.start) FROM attachment_amount m '
        "JOIN attachment_text t ON t.digest = m.digest AND t.position = m.page JOIN attachment_file f ON f.digest = m.digest "
        "WHERE f.url LIKE '%20261-1-501%' ORDER BY m.position",
    )
    assert found == [
        (2, "137 000 euroa", 13_700_000, "total_cost", "137 000 euroa"),
        (2, "95 900 euroa", 9_590_000, "grant", "95 900 euroa"),
    ]
    named = rows(
        synced,
        "SELECT DISTINCT p.name, p.page FROM attachment_project p JOIN attachment_file f ON f.digest = p.digest WHERE f.media = 'pptx'",
    )
    assert named == [("Rantareitti-hanke", 1)]


def test_show_lists_files_with_their_state_and_largest_sums(synced: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "kukkula:20262-1", "--archive", str(synced / "archive.sqlite")]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "text; 2 pages sums in it: 137 000 € total cost (s. 2); 95 900 € grant (s. 2)" in shown
    assert "no text in it; there is no text on its pages" in shown
    assert "not read; it is a Rich Text file" in shown
    assert "95 900,50 € grant (taulukko Talousarvio 2026)" in shown
    assert run(["show", "kukkula:20261-1", "--format", "jsonl"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [set(file) for file in record["attachments"]] == [{"number", "title", "url"}] * 2
    assert {amount["text"] for amount in record["amounts"]} == {"1 000 euroa"}
    plan, show = record["attachment_files"]
    assert (plan["state"], plan["pages"], plan["media"]) == ("text", 2, "pdf")
    assert [(a["page"], a["value"], a["role"]) for a in plan["amounts"]] == [
        ("s. 2", "137000.00", "total_cost"),
        ("s. 2", "95900.00", "grant"),
    ]
    assert show["projects"] == [{"name": "Rantareitti-hanke", "page": "dia 1"}]


def test_a_word_of_an_attachment_finds_its_decisions(synced: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "pitkospuita", "--format", "jsonl"]) == 0
    hits = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {hit["id"] for hit in hits} == {"kukkula:20261-1", "kukkula:20262-1"}
    assert synced.exists()


def test_a_second_sync_asks_for_nothing_and_a_month_later_conditionally(
    synced: Path, town: AttachmentTown, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows(synced, "SELECT id, change FROM decision ORDER BY id")
    assert sync(town, synced) == 0
    assert not any(town.asked(name) for name in town.files)
    make_due(synced)
    assert sync(town, synced, "--format", "jsonl") == 0
    report = json.loads(capsys.readouterr().out)
    (again,) = [request for request in town.server.requests if "20261-1-501" in request.path]
    assert again.headers.get("If-None-Match") == '"a"'
    assert (report["new"], report["changed"]) == (0, 0)
    assert rows(synced, "SELECT id, change FROM decision ORDER BY id") == before, (
        "nothing changed, so nothing is indexed"
    )


def test_a_file_that_changes_is_read_again_without_a_revision(
    synced: Path, town: AttachmentTown, capsys: pytest.CaptureFixture[str]
) -> None:
    town.files["20261-1-502.PDF"] = Reply(200, pdf(["Uimahalli", "Kustannukset ovat 5 M€."]))
    town.files["20262-1-507.PDF"] = Reply(200, pdf(["Vihdoin saapunut liite"]))
    make_due(synced)
    changes = dict(rows(synced, "SELECT id, change FROM decision"))
    revisions = rows(synced, "SELECT count(*) FROM revision")
    assert sync(town, synced) == 0
    assert rows(synced, "SELECT count(*) FROM revision") == revisions
    after = dict(rows(synced, "SELECT id, change FROM decision"))
    assert all(after[name] > changes[name] for name in after)
    assert rows(synced, "SELECT count(*) FROM attachment_text WHERE label LIKE 'dia%'") == [(0,)], (
        "the old text is gone"
    )
    assert rows(
        synced,
        "SELECT count(*) FROM attachment_project WHERE name LIKE 'Rantareitti%' AND page = 1 AND digest NOT IN "
        "(SELECT digest FROM attachment_file)",
    ) == [(0,)]
    capsys.readouterr()
    assert run(["search", "uimahalli", "--format", "jsonl"]) == 0
    assert "kukkula:20261-1" in capsys.readouterr().out
    assert run(["search", "vihdoin", "--format", "jsonl"]) == 0
    assert "kukkula:20262-1" in capsys.readouterr().out


def test_what_did_not_come_waits_longer_each_time(synced: Path, town: AttachmentTown) -> None:
    waits = []
    for _ in range(3):
        ((attempts, hours),) = rows(
            synced,
            "SELECT attempts, round((julianday(due) - julianday(fetched)) * 24, 1) FROM attachment_file WHERE url LIKE '%-507.PDF'",
        )
        waits.append((attempts, hours))
        make_due(synced)
        assert sync(town, synced) == 0
    assert waits == [(1, 0.9), (2, 1.9), (3, 3.9)]


def test_none_asks_for_no_file_and_the_next_run_gets_them(town: AttachmentTown, place: Path) -> None:
    assert sync(town, place, "--attachments", "none") == 0
    assert sum(town.asked(name) for name in town.files) == 0
    assert {state for (state,) in rows(place, "SELECT state FROM attachment_file")} == {"unfetched"}
    assert sync(town, place) == 0
    assert town.asked("20261-1-501.PDF") == 1


def test_files_keeps_the_bytes_and_text_does_not(town: AttachmentTown, place: Path) -> None:
    assert sync(town, place) == 0
    kept = "SELECT count(*) FROM attachment_file f JOIN snapshot s ON s.sha256 = f.digest"
    assert rows(place, kept) == [(0,)]
    make_due(place)
    with closing(sqlite3.connect(place / "archive.sqlite")) as connection, connection:
        connection.execute("UPDATE attachment_file SET etag = NULL")
    assert sync(town, place, "--attachments", "files") == 0
    assert rows(place, kept) == [(7,)]
    assert rows(
        place, "SELECT count(DISTINCT s.sha256) FROM attachment_file f JOIN snapshot s ON s.sha256 = f.digest"
    ) == [(6,)]


def test_a_dry_run_shows_and_asks_for_no_file(
    town: AttachmentTown, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync(town, place, "--dry-run") == 0
    assert "-1-501" not in capsys.readouterr().out
    assert sum(town.asked(name) for name in town.files) == 0


def test_an_interruption_loses_no_file_that_was_read(
    town: AttachmentTown, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original: Callable[..., Any] = AttachmentsRun._fetched
    seen: list[str] = []

    async def interrupted(self: AttachmentsRun, file: Any) -> Any:
        seen.append(file.url)
        if len(seen) == 4:
            raise KeyboardInterrupt
        return await original(self, file)

    monkeypatch.setattr(AttachmentsRun, "_fetched", interrupted)
    assert sync(town, place) == 130
    assert rows(place, "SELECT count(*) FROM decision") == [(2,)]
    came = rows(place, "SELECT url FROM attachment_file WHERE fetched IS NOT NULL")
    assert 2 <= len(came) <= 3
    monkeypatch.undo()
    monkeypatch.setenv("MINUTES_SOURCES", str(place / "sources.toml"))
    monkeypatch.setenv("MINUTES_ARCHIVE", str(place / "archive.sqlite"))
    assert sync(town, place) == 0
    assert rows(place, "SELECT count(*) FROM attachment_file WHERE fetched IS NULL") == [(0,)]
    assert all(town.asked(url.rpartition("/")[2]) == 1 for (url,) in came)


def test_a_file_beyond_the_largest_is_not_read_to_its_end(
    town: AttachmentTown, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.fetch.MAX_DOCUMENT", 20_000)
    assert sync(town, place) == 0
    ((state, reason),) = rows(place, "SELECT state, reason FROM attachment_file WHERE url LIKE '%-503.PDF'")
    assert state == "unfetched"
    assert "larger than" in reason


TABLES = (
    "SELECT url, state, digest, media, pages, size FROM attachment_file ORDER BY url",
    "SELECT * FROM attachment_text ORDER BY digest, position",
    "SELECT * FROM attachment_amount ORDER BY digest, position",
    "SELECT * FROM attachment_project ORDER BY digest, position",
    "SELECT id, content_hash FROM decision ORDER BY id",
)


def test_killed_amid_the_files_and_run_again_the_archive_is_the_same(
    once: Path, town: AttachmentTown, place: Path
) -> None:
    errors = place / "errors.txt"
    town.files["20262-1-504.PDF"] = Reply(200, sheets(), wait=30)
    town.source(place)
    command = [sys.executable, "-m", "minutes", "sync", "kukkula", "--delay", "0"]
    with (
        errors.open("wb") as said,
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True) as running,
    ):
        while not town.asked("20262-1-504.PDF"):
            assert running.poll() is None, errors.read_text(encoding="utf-8")
            time.sleep(0.02)
        os.killpg(running.pid, signal.SIGKILL)
    assert rows(place, "SELECT count(*) FROM decision") == [(2,)]
    town.files.update(FILES)
    assert sync(town, place) == 0
    for query in TABLES:
        assert rows(place, query) == rows(once, query)


def test_a_file_that_failed_once_is_read_when_it_is_asked_for_again(
    town: AttachmentTown, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("minutes.readers.read_attachment", swollen)
        assert sync(town, place, "--attachments", "files") == 0
    assert rows(place, "SELECT state, reason FROM attachment_file WHERE url LIKE '%20261-1-501%'") == [
        ("failed", "reading took too much memory and was stopped")
    ]
    kept = "SELECT count(*) FROM attachment_file f JOIN snapshot s ON s.sha256 = f.digest WHERE f.state = 'failed'"
    assert rows(place, kept) == [(7,)], "what could not be read is kept all the same"
    make_due(place)
    assert sync(town, place) == 0
    assert rows(place, "SELECT state FROM attachment_file WHERE url LIKE '%20261-1-501%'") == [("text",)]
    capsys.readouterr()
    assert run(["search", "pitkospuita", "--format", "jsonl"]) == 0
    assert "kukkula:20261-1" in capsys.readouterr().out


def test_text_that_another_address_gave_first_is_told_to_the_index_too(
    synced: Path, town: AttachmentTown, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(synced / "archive.sqlite")) as connection, connection:
        connection.execute(
            "UPDATE attachment_file SET state = 'failed', etag = NULL, due = '2020-01-01T00:00:00Z' WHERE url LIKE '%20261-1-501%'"
        )
    ((before,),) = rows(synced, "SELECT change FROM decision WHERE id = 'kukkula:20261-1'")
    assert sync(town, synced) == 0
    assert rows(synced, "SELECT state FROM attachment_file WHERE url LIKE '%20261-1-501%'") == [("text",)]
    ((after,),) = rows(synced, "SELECT change FROM decision WHERE id = 'kukkula:20261-1'")
    assert after > before
    capsys.readouterr()


def test_export_makes_a_table_of_the_attachments(synced: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = ("--archive", str(synced / "archive.sqlite"))
    assert run(["export", "-", "--attachments", "--format", "jsonl", *archive]) == 0
    table = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["id"], row["state"]) for row in table][:2] == [("kukkula:20261-1", "text")] * 2
    assert len(table) == 9
    plan = table[0]
    assert (plan["pages"], plan["amount_count"], plan["largest_amount"], plan["largest_amount_page"]) == (
        2,
        2,
        "137000.00",
        "s. 2",
    )
    assert table[1]["projects"] == ["Rantareitti-hanke"]
    assert run(["export", "-", "--format", "jsonl", *archive]) == 0
    own = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["largest_amount"] for row in own] == ["1000.00"] * 2, "the decisions' own sums are as they were"
    assert run(["export", "-", "--attachments", "--amounts", *archive]) == 2
