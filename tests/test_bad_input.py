"""What a stranger's files, disks, terminals and impatience do to the program: a line and an exit status, never a traceback."""

import errno
import io
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from archive import readonly
from archive.atomic import atomic
from archive.patient_file import PatientFile
from minutes import documents
from minutes.cli import run
from minutes.demo_site import Site, serve
from minutes.output import Column, write_rows

PAGE = """Kuuselan kunta

Kunnanhallitus 4.5.2026 § {section}

{title}

31/00.01.05/2026

Valmistelija hallintojohtaja Outi Harjula

Hankkeelle on haettu 12 000 euron avustusta.

Päätösehdotus Kunnanhallitus päättää hakea avustuksen.

Päätös Päätösehdotus hyväksyttiin.
"""
HOSTILE = "=HYPERLINK(1) \x1b[31mpunainen\x1b[0m \x1b]0;nimi\x07 \u202eväärin\u202c"
STEERING = ("\x1b", "\x07", "\u202e", "\u202c")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with an archive of one decision whose title is hostile."""
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
    (tmp_path / "page.txt").write_text(PAGE.format(section=41, title=HOSTILE), encoding="utf-8")
    assert run(["import", str(tmp_path / "page.txt")]) == 0
    return tmp_path


def started(*arguments: str, **options: object) -> "subprocess.Popen[bytes]":
    """Start the program as a process of its own."""
    command = [sys.executable, "-m", "minutes", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)  # type: ignore[call-overload, no-any-return]


# --- files ---


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj", "the PDF is damaged"),
        (b"PK\x03\x04" + b"\x14\0" * 50, "nor a PDF or an office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office document"),
        (b"\x1f\x8b\x08\0", "compressed"),
        (bytes(range(256)) * 20, "neither HTML nor text"),
        (b"SQLite format 3\0" + b"\x10\0\1\1\0\x40\x20\x20\0\0\0\2" * 9, "neither HTML nor text"),
        (b"", "empty"),
    ],
)
def test_what_is_no_text_is_named_and_not_kept(
    content: bytes, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.html").write_bytes(content)
    archive = ("--archive", str(tmp_path / "archive.sqlite"))
    assert run(["parse", str(tmp_path / "x.html")]) == 1
    assert reason in capsys.readouterr().err
    assert run(["import", str(tmp_path / "x.html"), *archive]) == 1
    said = capsys.readouterr().err
    assert reason in said
    assert "1 file: 0 new decisions, 0 changed, 0 unchanged, 1 file not read" in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_text_in_any_usual_encoding_is_read(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(PAGE.format(section=41, title="Käyttöönotto").encode(encoding))
    [record] = documents.read(str(tmp_path / "x.txt"))
    assert (record["title"], record["section"]) == ("Käyttöönotto", "41")


def test_stray_zero_bytes_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(PAGE.format(section=41, title="Hanke").replace("\n", "\0\n\0"), encoding="utf-8")
    [record] = documents.read(str(tmp_path / "x.txt"))
    assert (record["title"], record["section"]) == ("Hanke", "41")


def test_a_file_without_an_end_is_not_read_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 1_000)
    with pytest.raises(documents.Unread, match="larger than"):
        documents.content_of("/dev/zero")


@pytest.mark.parametrize(
    ("command", "address"),
    [
        ("check", "http://[::1"),
        ("check", "https://"),
        ("check", "ftp://kunta.example"),
        ("check", "https://kunta.example/etusivu"),
        ("add", "http://[::1"),
        ("add", "https://"),
        ("add", "ftp://kunta.example"),
    ],
)
def test_what_is_no_address_of_minutes_is_wrong_usage(
    command: str, address: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "own.toml").write_text("", encoding="utf-8")
    assert run(["sources", command, address, "--sources", str(place / "own.toml")]) == 2
    assert address in capsys.readouterr().err


def test_an_id_that_is_no_id_is_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = "https://kunta.example/cgi/DREQUEST.PHP"
    own = ("--name", "Kuusela", "--municipality", "Kuusela", "--write-to", str(place / "own.toml"))
    assert run(["sources", "add", address, "--id", "../Kuusela", *own]) == 2
    assert "--id ../Kuusela" in capsys.readouterr().err
    assert not (place / "own.toml").exists()


# --- hostile words on their way out ---


def test_nothing_that_steers_a_terminal_comes_out(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["search", "avustusta"], ["export", "-"], ["projects", "list"], ["parse", str(place / "page.txt")]):
        run(command)
        shown = "".join(capsys.readouterr())
        assert shown
        assert not [sign for sign in STEERING if sign in shown]


def test_no_cell_of_a_spreadsheet_computes(place: Path) -> None:
    assert run(["export", str(place / "x.csv"), "--excel"]) == 0
    assert run(["export", str(place / "x.xlsx")]) == 0
    assert "\"'=HYPERLINK" in (place / "x.csv").read_text(encoding="utf-8-sig")
    sheet = openpyxl.load_workbook(place / "x.xlsx").active
    titles = [cell for cell in sheet[2] if str(cell.value).startswith("=HYPERLINK")]
    assert [cell.data_type for cell in titles] == ["s"]


# --- terminals and pipes ---


@pytest.mark.usefixtures("place")
def test_a_reader_that_has_enough_is_no_failure() -> None:
    with started("sources", "list", "--all", "--format", "csv") as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, b"")


@pytest.mark.usefixtures("place")
def test_closed_streams_are_no_failure() -> None:
    command = f'"{sys.executable}" -m minutes search hanke'
    done = subprocess.run(["/bin/sh", "-c", f"{command} <&- >&- 2>&-"], check=False)
    assert done.returncode == 0


@pytest.mark.usefixtures("place")
def test_a_terminal_without_the_letters_gets_question_marks_and_data_stays_utf_8() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    for arguments, shown in (
        (["sources", "list", "--all", "joensuu"], "Joensuun kaupunki".encode("latin-1")),
        (["search", "haettu"], b"12 000 ?"),
        (["search", "--format", "csv", "haettu"], "«haettu»".encode()),
        (["search", "--format", "jsonl", "haettu"], "nimi väärin".encode()),
    ):
        with started(*arguments, env=environment) as process:
            out, said = process.communicate()
        assert (process.returncode, b"unexpected" in said) == (0, False)
        assert shown in out


class Terminal(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def test_more_columns_than_fit_become_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    columns = [Column(f"field{n}", f"heading-{n:02}", right=True) for n in range(12)]
    terminal = Terminal()
    write_rows([{column.key: "100 %" for column in columns}], columns, "table", stream=terminal)
    lines = terminal.getvalue().splitlines()
    assert lines[0] == "heading-00  100 %"
    assert len(lines) == len(columns)


# --- disks ---


def test_a_full_disk_is_74_for_a_workbook_too(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    class Full(PatientFile):
        def put(self, data: memoryview) -> int:
            return full(data)

    before = set(place.iterdir())
    monkeypatch.setattr("archive.sheets.PatientFile", Full)
    assert run(["export", str(place / "x.xlsx")]) == 74
    assert run(["funding", "avustusta", "--output", str(place / "x.xlsx")]) == 74
    assert "free some space" in capsys.readouterr().err
    assert set(place.iterdir()) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_a_patient_file_tells_at_the_end() -> None:
    file = PatientFile(Path("/dev/full"))
    assert file.write(b"one") == 3
    assert file.write(b"two") == 3
    with pytest.raises(OSError, match="No space"):
        file.finish()


def test_a_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"x\.csv"), atomic(tmp_path / "no folder" / "x.csv"):
        pytest.fail("there is no such folder")


def test_a_place_that_cannot_be_written_is_no_other_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "page.txt").write_text(PAGE.format(section=41, title="Hanke"), encoding="utf-8")
    assert run(["import", str(tmp_path / "page.txt"), "--archive", str(tmp_path / "file" / "archive.sqlite")]) == 1
    said = capsys.readouterr().err
    assert str(tmp_path / "file") in said
    assert "another minutes run" not in said


def test_a_file_where_the_index_belongs_is_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = place / "archive.sqlite.index"
    for path in sorted(index.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    index.rmdir()
    index.write_text("", encoding="utf-8")
    assert run(["reindex"]) == 1
    assert "is a file where the folder of the index belongs" in capsys.readouterr().err


def test_an_archive_in_a_folder_that_may_not_be_written_is_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    class Refused(sqlite3.OperationalError):
        sqlite_errorcode = sqlite3.SQLITE_CANTOPEN

    class Folder(sqlite3.Connection):
        def execute(self, *arguments: object) -> sqlite3.Cursor:
            if "immutable" not in opened[-1]:
                raise Refused("unable to open database file")
            return super().execute(*arguments)  # type: ignore[arg-type]

    def open_(address: str, seconds: float) -> sqlite3.Connection:
        opened.append(address)
        return sqlite3.connect(address, uri=True, timeout=seconds, factory=Folder)

    monkeypatch.setattr("archive.readonly._open", open_)
    for log in place.glob("archive.sqlite-*"):
        log.unlink()
    with closing(readonly.connect(place / "archive.sqlite", seconds=1)) as connection:
        assert connection.execute("SELECT count(*) FROM decision").fetchone() == (1,)
    (place / "archive.sqlite-wal").write_bytes(b"a log that holds what the file does not")
    with pytest.raises(sqlite3.OperationalError):
        readonly.connect(place / "archive.sqlite", seconds=1)


# --- impatience and mistypings ---


def test_ctrl_c_ends_at_once_with_130(place: Path) -> None:
    with serve() as site:
        (place / "own.toml").write_text(site.sources_toml(), encoding="utf-8")
        with started(
            "sync",
            "kuusilampi",
            *("--delay", "3", "--sources", str(place / "own.toml"), "--archive", str(place / "own.sqlite")),
        ) as process:
            waited = 0.0
            while not site.requests and process.poll() is None and waited < 30:
                time.sleep(0.05)
                waited += 0.05
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Interrupted" in said
    assert b"Traceback" not in said


def test_the_demo_site_is_quiet_about_a_client_that_hung_up(capsys: pytest.CaptureFixture[str]) -> None:
    site = Site()
    try:
        for error, quiet in ((ConnectionResetError(), True), (RuntimeError(), False)):
            try:
                raise error
            except type(error):
                site.handle_error(None, ("127.0.0.1", 1))
            assert (capsys.readouterr().err == "") is quiet
    finally:
        site.server_close()


@pytest.mark.usefixtures("place")
def test_a_source_without_pages_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sources", "enable", "kuopio"]) == 0
    assert run(["reparse", "--source", "kuopio"]) == 1
    assert "keeps no pages of a source 'kuopio'" in capsys.readouterr().err


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("command", [["quality"], ["reparse", "--source"], ["audit"]])
def test_a_source_that_nobody_knows_is_wrong_usage_everywhere(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sources", "enable", "kuopio"]) == 0
    assert run([*command, "kuopioo"]) == 2
    assert "knows no source 'kuopioo'; did you mean 'kuopio'?" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["python", "-m", "minutes"], ["minutes"]])
def test_ctrl_c_before_the_first_line_of_a_command_ends_with_130(command: list[str], tmp_path: Path) -> None:
    # What Ctrl-C does while the first library is being imported, at a place that a signal could not be timed to.
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt\n", encoding="utf-8")
    program = (
        [sys.executable, *command[1:]] if command[0] == "python" else [str(Path(sys.executable).parent / "minutes")]
    )
    run_ = subprocess.run(
        [*program, "--help"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(Path.cwd())))},
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert (run_.returncode, run_.stdout, run_.stderr) == (130, b"", b"")


@pytest.mark.usefixtures("place")
def test_where_a_word_finds_nothing_its_beginning_is_offered(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "avustuz"]) == 0
    assert "'avustu*' finds 1" in capsys.readouterr().err
    assert run(["search", "zzzzzzz"]) == 0
    assert capsys.readouterr().err == "Nothing found.\n"


@pytest.mark.usefixtures("place")
def test_where_a_name_finds_nothing_the_nearest_is_offered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["search", "avustusta"], ["export", str(tmp_path / "x.csv")]):
        assert run([*command, "--municipality", "kuuselan", "--body", "KUNNANHALLITUS", "--source", "kuopio"]) == 0
        said = capsys.readouterr().err
        assert "no municipality “kuuselan”; did you mean “Kuusela”?" in said
        assert "no source “kuopio”." in said
        assert "no body" not in said


def test_search_shows_its_help_for_h_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "-h"]) == 0
    assert "Usage: minutes search" in capsys.readouterr().out
