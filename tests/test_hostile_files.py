"""Files made to hang, swell or deceive: each ends in time with a state, and the decision that names it is saved all the same."""

import asyncio
import os
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from minutes.cli import run
from minutes.demo_pdf import pdf
from scraper.attachments import read_file
from scraper.errors import ParseError
from scraper.extracted import FileReading, Limits
from scraper.sandbox import Sandbox
from scraper.vocabulary import FileState
from tests.attachment_town import AttachmentTown
from tests.hostile_pdfs import KINDS, TEXT, mutated
from tests.meeting_pdfs import minutes_pdf
from tests.servers import Reply
from tests.test_documents import slides, word

SOAK = os.environ.get("MINUTES_SOAK") == "1"
MUTATIONS = 5_000 if SOAK else 200
SECONDS = 4.0
ORIGINALS = (minutes_pdf(), pdf(TEXT * 30), word(), slides())
REASONS = {
    "bomb": "no text",
    "nested": "no text",
    "object_loop": "no text",
    "xref_loop": "damaged",
    "page_tree_loop": "cyclic",
    "encrypted": "password",
    "truncated": "damaged",
    "disguised": "a web page came",
    "empty": "empty",
    "countless_pages": "damaged",
    "giant_font": "none of its pages",
    "slow": "longer than 5 seconds",
}
STOPPED = "longer than 5 seconds"
"""What a busy machine may say of any of them instead."""


def test_each_hostile_file_ends_with_a_state_and_the_decision_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINUTES_SOURCES", str(tmp_path / "sources.toml"))
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
    monkeypatch.setattr("minutes.readers.FILE_SECONDS", 5.0)
    kinds = {f"20261-1-{600 + n}.PDF": kind for n, kind in enumerate(KINDS)}
    files = {name: Reply(200, KINDS[kind](), {"Content-Type": "application/pdf"}) for name, kind in kinds.items()}
    files["20261-1-700.PDF"] = Reply(200, pdf(TEXT))
    with AttachmentTown({1: list(files)}, files) as town:
        town.source(tmp_path)
        assert run(["sync", "kukkula", "--delay", "0"]) == 0
    with closing(sqlite3.connect(tmp_path / "archive.sqlite")) as connection:
        rows = connection.execute("SELECT url, state, reason FROM attachment_file").fetchall()
        outcome = connection.execute("SELECT title, outcome FROM decision").fetchall()
        texts = connection.execute("SELECT text FROM attachment_text").fetchall()
    assert outcome == [("Asia numero 1", "passed_unchanged")]
    found = {url.rpartition("/")[2]: (state, reason) for url, state, reason in rows}
    assert found.pop("20261-1-700.PDF") == ("text", None), "the next file is read after a child was stopped"
    assert texts == [("\n".join(TEXT),)]
    assert set(REASONS) == set(KINDS)
    for name, kind in kinds.items():
        state, reason = found[name]
        assert state in (FileState.failed, FileState.no_text), kind
        assert REASONS[kind] in reason or STOPPED in reason, (kind, reason)
    said = capfd.readouterr()
    assert "pypdf" not in said.err + said.out
    assert "Traceback" not in said.err


def test_mutated_files_end_in_time_with_a_state() -> None:
    async def read() -> list[FileReading | BaseException]:
        async with Sandbox(workers=2, seconds=SECONDS, preload=()) as sandbox:
            return await asyncio.gather(
                *(
                    sandbox.run(read_file, mutated(seed, ORIGINALS), None, Limits(seconds=SECONDS / 2))
                    for seed in range(MUTATIONS)
                ),
                return_exceptions=True,
            )

    outcomes = asyncio.run(read())
    states: Counter[str] = Counter()
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            assert isinstance(outcome, ParseError), repr(outcome)
            states["stopped"] += 1
            continue
        extracted = outcome.extracted
        states[str(extracted.state)] += 1
        assert (extracted.state is FileState.text) == bool(extracted.pieces)
        assert extracted.pieces or extracted.reason
    assert states["text"] > MUTATIONS / 5, "mutations that break every file prove nothing"
    assert states["failed"] > MUTATIONS / 20
    assert sum(states.values()) == MUTATIONS
