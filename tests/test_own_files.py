"""Files of one's own: imported, shown, read again, judged."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from minutes.cli import run

PAGE = """https://kokous.kuusilampi.example/cgi/DREQUEST.PHP?page=meetingitem&id=2026{n}-3
Dynasty tietopalvelu Haku RSS Kuusilammen kunta

Kunnanhallitus
Pöytäkirja 04.05.2026/Pykälä {section}

Leirikeskus-hankkeen rahoitus

Kunnanhallitus 04.05.2026 § {section}
31{n}/00.01.05/2026

Valmistelija kehittämispäällikkö Outi Harjula, puh. 040 000 0000

Hankkeen kokonaiskustannukset ovat 80 000 euroa, josta avustuksen osuus on 56 000 euroa. Kuusilammen kunnan omarahoitusosuus on 24 000 euroa.

Päätösehdotus Kunnanjohtaja Ilkka Suvanto: Kunnanhallitus päättää osallistua Leirikeskus-hankkeeseen.

Päätös Päätösehdotus hyväksyttiin.
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
    for n in (1, 2):
        (tmp_path / f"{n}.txt").write_text(PAGE.format(n=n, section=40 + n), encoding="utf-8")
    return tmp_path


@pytest.fixture
def imported(place: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert run(["import", str(place / "1.txt"), str(place / "2.txt")]) == 0
    capsys.readouterr()
    return place


def test_import_is_searchable_and_repeats_nothing(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(imported / "1.txt")]) == 0
    assert "0 new decisions, 0 changed, 1 unchanged" in capsys.readouterr().err
    assert run(["search", "Leirikeskus", "--format", "jsonl"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_one_bad_file_stops_no_other(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "login.html").write_text(
        "<html><title>Kirjaudu</title><form>Salasana <input type=password></form></html>", encoding="utf-8"
    )
    (place / "empty.txt").write_bytes(b"")
    assert (
        run(
            [
                "import",
                str(place / "missing.txt"),
                str(place / "login.html"),
                str(place / "empty.txt"),
                str(place),
                str(place / "1.txt"),
            ]
        )
        == 1
    )
    said = capsys.readouterr().err
    assert "no such file" in said
    assert "it is a folder" in said
    assert "1 new" in said
    assert "4 files not read" in said


def test_new_attachments_are_counted_apart_from_decisions(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "slides.txt").write_text("Leirikeskus\n\nHankkeen esittelydiat ja aikataulu.\n", encoding="utf-8")
    assert run(["import", *(str(place / name) for name in ("1.txt", "2.txt", "slides.txt"))]) == 0
    assert (
        "3 files: 2 new decisions, 1 new attachment, 0 changed, 0 unchanged, 0 files not read"
        in capsys.readouterr().err
    )
    assert run(["search", "esittelydiat"]) == 0
    assert "1 decision found." in capsys.readouterr().err


def test_a_mistyped_archive_is_seen(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = place / "arkisto.sqlite"
    for expected in (True, False):
        assert run(["import", str(place / "1.txt"), "--archive", str(new)]) == 0
        assert (f"a new archive: {new}" in capsys.readouterr().err) is expected


def test_import_says_what_takes_an_address(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "https://kokous.kuusilampi.example/x"]) == 2
    said = capsys.readouterr().err
    assert "https://kokous.kuusilampi.example/x is an address, and import takes files" in said
    assert "`minutes parse`" in said
    assert "`minutes sources check ADDRESS`" in said
    assert not (place / "archive.sqlite").exists()


def test_a_page_that_is_no_minutes_is_told_as_a_file(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "list.html").write_text(
        "https://kuusilampi.tweb.example/ktwebbin/dbisa.dll/ktwebscr/pk_asil_tweb.htm?+bid=3\n"
        "<html><body><table><tr><td>Kunnanhallitus 4.5.2026</td></tr></table></body></html>",
        encoding="utf-8",
    )
    assert run(["import", str(place / "list.html")]) == 1
    said = capsys.readouterr().err
    assert "it is a web page that is no minutes" in said
    assert "came instead" not in said


def test_show_as_a_person_reads_it(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "https://kokous.kuusilampi.example/cgi/DREQUEST.PHP?page=meetingitem&id=20261-3"]) == 0
    shown = capsys.readouterr().out
    for expected in (
        "Leirikeskus-hankkeen rahoitus",
        "kehittämispäällikkö Outi Harjula",
        "80 000 €  total cost",
        "[56 000 euroa]",
        "the figures agree",
        "Päätösehdotus hyväksyttiin.",
        "Kuusilampi, kunnanhallitus 4.5.2026 § 41, 311/00.01.05/2026, https://",
    ):
        assert expected in shown
    assert imported.exists()


def test_show_for_machines_keeps_every_place(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(
            [
                "show",
                "https://kokous.kuusilampi.example/cgi/DREQUEST.PHP?page=meetingitem&id=20262-3",
                "--format",
                "jsonl",
            ]
        )
        == 0
    )
    record = json.loads(capsys.readouterr().out)
    for amount in record["amounts"]:
        part = {"background": "rationale"}.get(amount["part"], amount["part"])
        assert record[part][amount["start"] : amount["end"]] == amount["text"]
    assert {amount["value"] for amount in record["amounts"]} == {"80000.00", "56000.00", "24000.00"}
    assert imported.exists()


def test_show_what_is_not_there(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "kuusilampi:1"]) == 1
    assert "minutes search" in capsys.readouterr().err
    assert run(["show", "x", "--archive", str(imported / "other.sqlite")]) == 1
    assert "minutes sync" in capsys.readouterr().err
    (imported / "notes.txt").write_text("my notes", encoding="utf-8")
    assert run(["show", "x", "--archive", str(imported / "notes.txt")]) == 1
    assert "not an archive" in capsys.readouterr().err


def test_reparse_mends_what_an_older_program_read(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(imported / "archive.sqlite")) as connection:
        connection.execute("UPDATE decision SET title = 'Väärin luettu', content_hash = 'old'")
        connection.commit()
    assert run(["reparse"]) == 0
    assert "2 pages: 0 new, 2 changed, 0 unchanged" in capsys.readouterr().err
    assert run(["reparse"]) == 0
    assert "0 changed, 2 unchanged" in capsys.readouterr().err
    with closing(sqlite3.connect(imported / "archive.sqlite")) as connection:
        assert connection.execute("SELECT DISTINCT title FROM decision").fetchall() == [
            ("Leirikeskus-hankkeen rahoitus",)
        ]


def test_quality_counts_fields(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["quality", "--format", "jsonl"]) == 0
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (row["decisions"], row["title"], row["preparers"], row["amounts"]) == ("2", "1.000", "1.000", "1.000")
    assert imported.exists()


@pytest.mark.parametrize(
    ("source", "named", "next_step"),
    [("kuu", "kuu", "minutes sources check kuu"), (None, "(files)", "minutes parse FILE")],
)
def test_quality_names_a_source_whose_share_fell(
    source: str | None, named: str, next_step: str, imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(imported / "archive.sqlite")) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(decision)")]
        (row,) = connection.execute("SELECT * FROM decision LIMIT 1").fetchall()
        template = dict(zip(columns, row, strict=True))
        for i in range(40):
            made = {
                **template,
                "key": 100 + i,
                "id": f"kuu:{i}",
                "source": source,
                "date": "2026-06-02" if i < 20 else "2026-07-06",
                "presenter": None,
            }
            made["diary_number"] = "1/00.00.00/2026" if i < 20 else None
            values = {name: made[name] for name in columns}
            connection.execute(
                f"INSERT INTO decision ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
                tuple(values.values()),
            )
        connection.commit()
    assert run(["quality", *filter(None, [source])]) == 1
    said = capsys.readouterr().err
    assert f"{named}: diary_number was found on 100% of pages and in 2026-07 on 0%" in said
    assert next_step in said
