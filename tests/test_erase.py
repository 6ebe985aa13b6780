"""Erasing: nothing is left in any byte, it is proved, and it does not come back."""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from archive import erasure
from archive.errors import ArchiveLocked, NotFound
from archive.files import WantedFile
from archive.proof import files, prove
from archive.store import Archive, State
from archive.verify import verify
from minutes.cli import run
from minutes.demo_site import serve
from scraper.extracted import Extracted, FileReading, Piece
from scraper.page import NO_VALIDATORS, Link, LinkKind, Parsed
from scraper.records import Attachment, Decision, Meeting, Person
from scraper.vocabulary import FileState, Media, Status
from search.index import open_index
from tests.decisions import LATER, page, parsed

NAME = "Ulpukka Keksitynmaa"
WORDS = f"Hakija {NAME} on hakenut asumistukea Kukkulanmäen palvelutalosta sairautensa vuoksi."
OTHER = "Kirjaston aukioloaikoja jatketaan lauantaisin kello kuuteentoista saakka."
ERASE = ("--reason", "pyyntö 4.5.2026", "--yes")
WHOLE = "https://kukkula.example/cgi?page=meeting&id=2023145"


def record(words: str, **more: object) -> Decision:
    return Decision(title="Asia", rationale=words, decision="Ehdotus hyväksyttiin.", **more)  # type: ignore[arg-type]


def html(*words: str) -> bytes:
    return f"<html><body>{''.join(f'<p>{text}</p>' for text in words)}</body></html>".encode()


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    """Return an archive of two towns' worth of trouble: the decision, one that has nothing to do with it, and its meeting."""
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
    meeting = Meeting(id="kukkula:2023145", source="kukkula", url=WHOLE)
    listing = replace(page("2023145", html("Esityslista", WORDS[:60])), url=WHOLE, link=Link(WHOLE, LinkKind.meeting))
    file = Attachment(title="Hakemus", url="https://kukkula.example/hakemus.pdf")
    assert file.url
    with Archive.open(tmp_path / "archive.sqlite") as opened:
        with opened.batch() as batch:
            one = record(
                WORDS, attachments=[file], preparers=[Person(name="Outi Harjula")], projects=["Keksitynmaan tuki"]
            )
            batch.save("kukkula", parsed(one, ids=("1",)), page("1", html(WORDS)))
            batch.save("kukkula", parsed(record(OTHER), ids=("2",)), page("2", html(OTHER)))
            batch.save("kukkula", Parsed("invented", meeting=meeting), listing)
        letter = Extracted(Media.pdf, FileState.text, (Piece(1, "s. 1", f"Lääkärin lausunto: {NAME}."),), 1)
        with opened.batch() as batch:
            batch.files.came(WantedFile(file.url, NO_VALIDATORS), page("f", html("liite")), FileReading(letter))
            later = record(f"{NAME} sai päätöksen.", attachments=[file])
            batch.save("kukkula", parsed(later, ids=("1",)), page("1", html(NAME), fetched=LATER))
        yield opened


def erase(*arguments: str) -> int:
    return run(["erase", *arguments, *ERASE])


def holding(archive: Archive, text: str) -> list[str]:
    """Return which files beside the archive hold a text, and which of its pages do."""
    found = [
        path.name for path in archive.path.parent.rglob("*") if path.is_file() and text.encode() in path.read_bytes()
    ]
    with closing(sqlite3.connect(archive.path)) as connection:
        digests = [digest for (digest,) in connection.execute("SELECT sha256 FROM snapshot")]
    return found + [digest for digest in digests if text.encode() in archive.snapshot(digest)]


def test_nothing_is_left_of_a_decision(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    open_index(archive.path).update()
    assert open_index(archive.path).ids("keksitynmaa") == ["kukkula:1"]
    for text in (NAME, "Kukkulanmäen", "palvelutalosta", "keksitynmaa"):
        assert holding(archive, text)
    assert erase("kukkula:1") == 0
    said = capsys.readouterr().err
    assert "erased: 1 decision, 3 pages, 1 attachment" in said
    assert " 0 found" in said
    for text in (NAME, "Kukkulanmäen", "palvelutalosta", "keksitynmaa", "Lääkärin", "kukkula:1", "Keksitynmaan tuki"):
        assert holding(archive, text) == []
    assert holding(archive, "Kirjaston")
    index = open_index(archive.path)
    assert (index.ids("keksitynmaa"), index.ids("kirjasto")) == ([], ["kukkula:2"])
    assert list(verify(archive.path)) == []
    assert erasure.pending(archive.path) is None


def test_it_does_not_come_back(archive: Archive) -> None:
    assert erase("kukkula:1") == 0
    other_address = replace(page("1", html(WORDS)), url="https://kukkula.example/muu?id=1", link=None)
    changed = record("Hakemus uudelleen: " + WORDS)
    listing = replace(page("2023145", html("Esityslista", WORDS)), url=WHOLE, link=Link(WHOLE, LinkKind.meeting))
    link = page("1").link
    assert link is not None
    with archive.batch() as batch:
        tried = [
            batch.save("kukkula", parsed(record(WORDS), ids=("1",)), page("1", html(WORDS))),
            batch.save("kukkula", parsed(changed, ids=("1",)), page("1", html("new", WORDS), fetched=LATER)),
            batch.save("kukkula", parsed(record(WORDS), ids=("1",)), other_address),
            batch.save(None, parsed(record(WORDS), ids=(None,)), replace(other_address, url="")),
        ]
        batch.save("kukkula", Parsed("invented"), listing)
        batch.fail("kukkula", link, f"{NAME} was not read", page=page("1", html(WORDS)))
    assert {saved.state for (saved,) in tried} == {State.erased}
    assert holding(archive, NAME) == []
    assert archive.failures() == []
    for name in (
        "kukkula:1",
        page("1").url,
        page("1").url.replace("https", "HTTP"),
        "https://kukkula.example/hakemus.pdf",
    ):
        assert archive.is_erased(name)
    for name in ("kukkula:2", WHOLE, page("2").url):
        assert not archive.is_erased(name)


def test_nobody_can_test_a_name_against_the_tombstones_without_the_archive(archive: Archive) -> None:
    assert erase("kukkula:1") == 0
    with closing(sqlite3.connect(archive.path)) as connection:
        stones = {row[0] for row in connection.execute("SELECT hash FROM tombstone")}
        reasons = {row[0] for row in connection.execute("SELECT reason FROM tombstone")}
        (key,) = connection.execute("SELECT value FROM meta WHERE name = 'tombstone_key'").fetchone()
        connection.execute("UPDATE meta SET value = ? WHERE name = 'tombstone_key'", ("00" * 32,))
        connection.commit()
    assert stones
    assert reasons == {"pyyntö 4.5.2026"}
    assert len(bytes.fromhex(key)) == 32
    assert not archive.is_erased("kukkula:1")


def test_what_shares_a_page_stays_without_it(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    shared = replace(page("m", html(WORDS, OTHER)), url="https://kukkula.example/koko", link=None)
    with archive.batch() as batch:
        batch.save("kukkula", parsed(record("Toinen. " + WORDS), record(OTHER), ids=("8", "9")), shared)
    assert run(["erase", "kukkula:8", "--dry-run", "--format", "jsonl"]) == 0
    planned = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    fates = {(row["name"], row["fate"].partition(",")[0]) for row in planned}
    assert ("kukkula:8", "goes") in fates
    assert ("kukkula:9", "stays; the page that it was read from goes") in fates
    assert ("kukkula:1", "stays") in fates
    assert archive.count() == 4
    assert erase("kukkula:8", "kukkula:1") == 0
    assert holding(archive, NAME) == []
    assert (archive.decision("kukkula:9").snapshot, archive.count()) == (None, 2)
    assert list(verify(archive.path)) == []
    with archive.batch() as batch:
        changed = record(OTHER + " Päätös koskee kesää.")
        saved = batch.save("kukkula", parsed(record(WORDS), changed, ids=("8", "9")), shared)
    assert [one.state for one in saved] == [State.erased, State.changed]
    assert holding(archive, NAME) == []
    assert not archive.is_erased(shared.url)


def test_match_finds_every_version_and_case(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    with archive.batch() as batch:
        batch.save("kukkula", parsed(record("ULPUKKA\n keksitynmaa on paikalla."), ids=("3",)), page("3", b"3"))
        batch.save("kukkula", parsed(record("Uimala avataan."), ids=("4",)), page("4", html("Soittakaa: " + NAME)))
        batch.fail("kukkula", Link("https://kukkula.example/5", LinkKind.meeting_item, "5", title=NAME), "no answer")
        batch.polled("kukkula", error=f"{NAME} did not answer")
    assert erase("--match", "ulpukka  KEKSITYNMAA") == 0
    said = capsys.readouterr().err
    assert "erased: 2 decisions" in said
    assert [one.id for one in archive.decisions()] == ["kukkula:2", "kukkula:4"]
    assert archive.decision("kukkula:4").snapshot is None
    assert holding(archive, NAME) == []
    assert erase("--match", NAME) == 0
    assert "nothing to erase" in capsys.readouterr().err


@pytest.mark.usefixtures("archive")
def test_backups_are_named_as_out_of_reach(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path.parent / f"{tmp_path.name}-copy.sqlite"
    assert run(["backup", str(copy)]) == 0
    assert erase("kukkula:1") == 0
    assert str(copy) in capsys.readouterr().err
    assert NAME.encode() in copy.read_bytes()


def test_a_remnant_fails_the_proof(archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left = tmp_path / f"{archive.path.name}-notes.txt"
    left.write_text(f"Muista: {WORDS}", encoding="utf-8")
    assert erase("kukkula:1") == 1
    assert f"left in {left.name}" in capsys.readouterr().err
    assert erasure.pending(archive.path) is not None
    left.unlink()
    assert run(["erase"]) == 0
    assert erasure.pending(archive.path) is None


def test_the_proof_searches_all_that_belongs_to_the_archive(archive: Archive, tmp_path: Path) -> None:
    open_index(archive.path).update()
    (tmp_path / f".{archive.path.name}.abc.part").write_bytes(b"x" * 9_000_000 + NAME.upper().encode() + b"y")
    (tmp_path / "elsewhere.txt").write_text(NAME, encoding="utf-8")
    names = {path.name for path in files(archive.path)}
    assert {"archive.sqlite", f".{archive.path.name}.abc.part", "state.json"} <= names
    assert "elsewhere.txt" not in names
    places = {place for place, _ in prove(archive.path, [NAME]).found}
    assert "archive.sqlite" in {place.removesuffix("-wal") for place in places}
    assert f".{archive.path.name}.abc.part" in places
    assert any(place.startswith("page ") for place in places)


def test_a_reader_who_holds_the_log_is_told_of(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "_WAIT", 0.1)
    planned = erasure.plan(archive.path, [1])
    erasure.erase(archive.path, planned, "pyyntö")
    with closing(sqlite3.connect(archive.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM decision").fetchone()
        with Archive.open(archive.path) as other, other.batch() as batch:
            batch.save("kukkula", parsed(record(OTHER + "!"), ids=("5",)), page("5"))
        with pytest.raises(ArchiveLocked, match="minutes erase"):
            erasure.scrub(archive.path)
    assert run(["erase"]) == 0
    assert holding(archive, NAME) == []


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["kukkula:1"], 2, "--reason"),
        (["kukkula:77", *ERASE], 1, "no decision"),
        (["--match", "abc", *ERASE], 2, "too short"),
        (["kukkula:1", "--reason", "x"], 2, "--yes"),
        ([], 0, "nothing to erase"),
    ],
)
def test_what_is_not_erased_is_told(
    arguments: list[str], status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["erase", *arguments]) == status
    assert told in capsys.readouterr().err


def test_a_sync_neither_asks_for_it_nor_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
    monkeypatch.setenv("MINUTES_SOURCES", str(tmp_path / "sources.toml"))
    with serve() as site:
        (tmp_path / "sources.toml").write_text(site.sources_toml(), encoding="utf-8")
        assert run(["sync", "--delay", "0", "kuusilampi"]) == 0
        with Archive.open(tmp_path / "archive.sqlite") as archive:
            gone = next(one for one in archive.decisions() if one.decision.status is Status.minutes)
            before = archive.count()
            assert gone.decision.title
            assert erase(gone.id) == 0
            assert " 0 found" in capsys.readouterr().err
            with archive.batch() as batch:
                batch._do("DELETE FROM feed_state", ())
            asked = len(site.requests)
            site.stage = 1
            assert run(["sync", "--delay", "0", "--since", "2026-01-01", "kuusilampi"]) == 0
            assert [request for request in site.requests[asked:] if gone.id.partition(":")[2] in request] == []
            assert archive.count() >= before
            with pytest.raises(NotFound):
                archive.decision(gone.id)
            assert run(["reparse"]) == 0
            assert holding(archive, gone.decision.title) == []
            assert list(verify(archive.path)) == []


def test_what_only_a_runs_notes_repeat_goes_too(archive: Archive) -> None:
    with archive.batch() as batch:
        batch.fail(
            "kukkula", Link("https://kukkula.example/5", LinkKind.meeting_item, "5", title="Oiva Olematon"), "no"
        )
    assert erase("--match", "oiva olematon") == 0
    assert archive.count() == 2
    assert archive.failures() == []
    assert holding(archive, "Olematon") == []


GUIDE = "Päätökseen tyytymätön voi tehdä kirjallisen oikaisuvaatimuksen neljäntoista päivän kuluessa tiedoksisaannista."
GUIDE_URL = "https://kukkula.example/muutoksenhaku.pdf"
GUIDE_AGAIN = "https://kukkula.example/muutoksenhaku-2.pdf"


def guided(archive: Archive, own: str, numbers: range, text: str = GUIDE) -> None:
    """Save decisions that name one file: the first by an address of its own, the others by another."""
    with archive.batch() as batch:
        for number in numbers:
            file = Attachment(title="Muutoksenhakuohje", url=own if number == numbers[0] else GUIDE_URL)
            said = record(f"Asia {number} koskee katua numero {number}.", attachments=[file])
            batch.save("kukkula", parsed(said, ids=(str(number),)), page(str(number), html(f"Asia {number}")))
    with archive.batch() as batch:
        for url in (own, GUIDE_URL):
            read = FileReading(Extracted(Media.pdf, FileState.text, (Piece(1, "s. 1", text),), 1))
            batch.files.came(WantedFile(url, NO_VALIDATORS), page("g", b"guide"), read)


def planned(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, str]:
    capsys.readouterr()
    assert run(["erase", *arguments, "--dry-run", "--format", "jsonl"]) == 0
    return {row["name"]: row["fate"] for row in map(json.loads, capsys.readouterr().out.splitlines())}


@pytest.mark.parametrize("own", [GUIDE_URL, GUIDE_AGAIN])
def test_a_file_that_others_name_stays(archive: Archive, own: str, capsys: pytest.CaptureFixture[str]) -> None:
    guided(archive, own, range(20, 23))
    assert planned(capsys, "kukkula:20")[own] == "stays; decisions that stay name it too"
    assert erase("kukkula:20") == 0
    (kept,) = archive.files(archive.decision("kukkula:21").key)
    assert kept.facts
    assert kept.facts.state == FileState.text
    assert holding(archive, "oikaisuvaatimuksen")
    assert not archive.is_erased(own)
    guided(archive, own, range(30, 32))
    (back,) = archive.files(archive.decision("kukkula:30").key)
    assert back.facts
    assert back.facts.state == FileState.text
    assert list(verify(archive.path)) == []


def test_a_file_in_which_the_text_occurs_goes_for_all_and_says_so_later(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    guided(archive, GUIDE_AGAIN, range(20, 23), text=f"{GUIDE} Lisätietoja antaa {NAME}.")
    fates = planned(capsys, "--match", NAME)
    assert fates[GUIDE_URL] == fates[GUIDE_AGAIN] == "goes"
    assert erase("--match", NAME) == 0
    assert holding(archive, NAME) == []
    guided(archive, "https://kukkula.example/kolmas.pdf", range(40, 42), text=f"{GUIDE} {NAME}")
    for number in (40, 41):
        (file,) = archive.files(archive.decision(f"kukkula:{number}").key)
        assert file.facts
        assert (file.facts.state, file.facts.reason) == (
            FileState.erased,
            "it was erased from this archive and is not kept again",
        )
    assert archive.wanted_files("kukkula", LATER + dt.timedelta(days=9999), 10) == []
    assert run(["show", "kukkula:41"]) == 0
    assert "erased" in capsys.readouterr().out
    assert holding(archive, NAME) == []


def test_only_words_that_few_share_are_named(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    with archive.batch() as batch:
        for number in range(50, 60):
            batch.save("kukkula", parsed(record(f"Asia {number}. {GUIDE}"), ids=(str(number),)), page(str(number)))
        batch.save("kukkula", parsed(record(f"{GUIDE} {WORDS}"), ids=("60",)), page("60"))
    fates = planned(capsys, "kukkula:60")
    assert [name for name, fate in fates.items() if fate.startswith("stays, though")] == ["kukkula:1"]
    assert "Hakija Ulpukka Keksitynmaa on hakenut" in fates["kukkula:1"]


@pytest.mark.parametrize("again", [(), ("kukkula:1", *ERASE), ("kukkula:77", *ERASE), ("--match", "Lääkärin", *ERASE)])
def test_what_was_interrupted_is_proved_later(
    archive: Archive, again: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(name: str) -> None:
        if name == "vacuum":
            raise KeyboardInterrupt

    monkeypatch.setattr("archive.steps.observer", interrupted)
    assert erase("kukkula:1") == 130
    said = capsys.readouterr().err
    assert "`minutes erase` without an ID finishes" in said
    assert "same command" not in said
    monkeypatch.setattr("archive.steps.observer", None)
    mark = erasure.pending(archive.path)
    assert mark
    assert mark.traces
    with closing(sqlite3.connect(archive.path)) as connection:
        (value,) = connection.execute("SELECT value FROM meta WHERE name = 'erasing'").fetchone()
    left = archive.path.with_name(f"{archive.path.name}-notes.txt")
    left.write_text(f"Muista: {WORDS}", encoding="utf-8")
    assert run(["erase", *again]) == 1
    assert f"left in {left.name}" in capsys.readouterr().err
    left.unlink()
    assert run(["erase", *again]) == 0
    assert " 0 found" in capsys.readouterr().err
    assert erasure.pending(archive.path) is None
    with closing(sqlite3.connect(archive.path)) as connection:
        assert connection.execute("SELECT * FROM meta WHERE name = 'erasing'").fetchall() == []
    for text in (NAME, json.loads(value)["masked"][:40], json.loads(value)["key"][:40]):
        assert holding(archive, text) == []


def test_what_is_not_known_any_more_is_not_called_proved(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    erasure.erase(archive.path, erasure.plan(archive.path, [1]), "pyyntö")
    with Archive.open(archive.path) as opened, opened.batch() as batch:
        batch._do("UPDATE meta SET value = '2026-05-04T00:00:00Z' WHERE name = 'erasing'", ())
    assert run(["erase"]) == 1
    said = capsys.readouterr().err
    assert "rewritten, not proved" in said
    assert "0 found" not in said
    assert run(["erase"]) == 0


def test_without_an_archive_that_is_said_and_nothing_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none" / "archive.sqlite"
    assert run(["erase", "--archive", str(path)]) == 1
    assert f"there is no archive at {path}" in capsys.readouterr().err
    assert not path.parent.exists()


def test_an_archive_of_an_older_version_is_no_hindrance(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    archive.close()
    with closing(sqlite3.connect(archive.path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    assert run(["erase"]) == 0
    assert "nothing to erase" in capsys.readouterr().err
