"""Tables for others: every format read back with another program, and the manifest."""

import csv
import datetime as dt
import errno
import hashlib
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from archive import sheets
from archive.columns import AMOUNT_COLUMNS, DECISION_COLUMNS, FILE_COLUMNS
from archive.errors import ExportRefused
from archive.export import Format, Request, export
from archive.filters import Filters
from archive.migrations import HEAD
from archive.sheets import disarmed, plain_text, write_csv, write_jsonl, write_xlsx
from archive.store import Archive, Stored
from minutes.commands.export import command
from scraper.records import Decision
from tests.decisions import FETCHED, FULL, page, parsed

CODEBOOK = Path(__file__).parent.parent / "docs" / "codebook.md"
HOSTILE = [
    "=1+1",
    "+358",
    "-5",
    "@x",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "a\x00b\x1b[31m\u202e\ud800c",
    '"; drop',
]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive.sqlite", now=lambda: FETCHED) as opened:
        with opened.batch() as batch:
            batch.save("kukkula", parsed(), page())
            batch.save("kukkula", parsed(Decision(title="Tyhjä"), ids=("1",)), page("1"))
            batch.polled("kukkula")
        yield opened


def cite(stored: Stored) -> str:
    return f"cited {stored.id}"


def run(archive: Archive, *arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, "--archive", str(archive.path)])


def test_csv_has_every_decision_and_every_column(archive: Archive, tmp_path: Path) -> None:
    done = export(archive, tmp_path / "x.csv", Request(Format.csv), cite=cite, program="minutes 0")
    raw = done.path.read_bytes()
    assert raw.count(b"\r\n") == 3
    assert not raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode(), newline="")))
    assert done.rows == len(rows) == 2
    row = next(row for row in rows if row["id"] == "kukkula:2023145-7")
    assert tuple(row) == DECISION_COLUMNS
    assert row["citation"] == "cited kukkula:2023145-7"
    assert (row["date"], row["final"], row["withdrawn"]) == ("2023-05-08", "true", "false")
    assert (row["amount_count"], row["largest_amount"], row["check"]) == ("4", "137000.00", "mismatch")
    assert row["preparers"] == "Tuuli Esimerkki (hallintojohtaja); (kunnansihteeri)"
    assert row["votes"] == "for 9, against 6: Pohjaehdotus"
    assert row["earlier_handlings"] == "Sivistyslautakunta 2023-04-03 § 36"
    assert row["rationale"] == FULL.rationale
    assert next(row for row in rows if row["id"] == "kukkula:1")["outcome"] == ""


def test_amounts_carry_their_decisions_citation(archive: Archive, tmp_path: Path) -> None:
    request = Request(Format.jsonl, amounts=True)
    done = export(archive, tmp_path / "x.jsonl", request, cite=cite, program="minutes 0")
    rows = [json.loads(line) for line in done.path.read_text(encoding="utf-8").splitlines()]
    assert [row["value"] for row in rows] == ["137000.00", "12500.50", "0.125", "5000.00"]
    assert {tuple(row) for row in rows} == {AMOUNT_COLUMNS}
    second = rows[1]
    assert (second["position"], second["max"], second["role"], second["vat"]) == (1, "20000.00", "grant", "excluded")
    assert second["context"] == "Myönnetään 12 500,50 €."
    assert (second["municipality"], second["section"], second["url"]) == ("Kukkula", "117", page().url)


def test_amounts_outside_the_bounds_stay_out(archive: Archive, tmp_path: Path) -> None:
    request = Request(Format.csv, Filters(min_amount=Decimal(15_000), max_amount=Decimal(100_000)), amounts=True)
    done = export(archive, tmp_path / "x.csv", request, cite=cite, program="minutes 0")
    (row,) = csv.DictReader(io.StringIO(done.path.read_text(encoding="utf-8"), newline=""))
    assert (row["value"], row["max"]) == ("12500.50", "20000.00")


def test_xlsx_opens_with_dates_numbers_and_plain_strings(archive: Archive, tmp_path: Path) -> None:
    with archive.batch() as batch:
        batch.save("kukkula", parsed(Decision(title="=HYPERLINK(0)", text="ä" * 40_000), ids=("2",)), page("2"))
    done = export(archive, tmp_path / "x.xlsx", Request(Format.xlsx), cite=cite, program="minutes 0")
    book = load_workbook(done.path)
    heading, *rows = book.active.iter_rows()
    assert tuple(cell.value for cell in heading) == DECISION_COLUMNS
    found = {row[0].value: dict(zip(DECISION_COLUMNS, row, strict=True)) for row in rows}
    full, odd = found["kukkula:2023145-7"], found["kukkula:2"]
    assert full["date"].value == dt.datetime(2023, 5, 8)  # noqa: DTZ001
    assert full["largest_amount"].value == 137000
    assert full["final"].value is True
    assert (odd["title"].value, odd["title"].data_type) == ("=HYPERLINK(0)", "s")
    assert len(odd["text"].value) == sheets.XLSX_CHARACTERS
    assert odd["text"].value.endswith("ä […]")
    assert done.shortened == 1
    assert json.loads(done.manifest.read_text(encoding="utf-8"))["shortened_cells"] == 1
    book.close()


def test_more_rows_than_a_sheet_holds_are_refused_and_nothing_is_left(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "XLSX_ROWS", 1)
    before = set(tmp_path.iterdir())
    with pytest.raises(ExportRefused, match=r"\.csv or \.jsonl"):
        export(archive, tmp_path / "x.xlsx", Request(Format.xlsx), cite=cite, program="minutes 0")
    assert set(tmp_path.iterdir()) == before


def test_the_manifest_tells_how_to_make_it_again(archive: Archive, tmp_path: Path) -> None:
    filters = Filters(municipality=("Kukkula",), min_amount=Decimal("100.50"), date_from=dt.date(2023, 1, 1))
    request = Request(Format.csv, filters, words="uimala", ids=("kukkula:2023145-7", "kukkula:none"))
    done = export(archive, tmp_path / "x.csv", request, cite=cite, program="minutes 0", now=FETCHED)
    manifest = json.loads((tmp_path / "x.csv.manifest.json").read_text(encoding="utf-8"))
    raw = done.path.read_bytes()
    assert (manifest["sha256"], manifest["bytes"]) == (hashlib.sha256(raw).hexdigest(), len(raw))
    assert (manifest["rows"], manifest["row_is"], manifest["columns"]) == (1, "decision", list(DECISION_COLUMNS))
    assert manifest["query"] == {
        "words": "uimala",
        "filters": {"municipality": ["Kukkula"], "min_amount": "100.50", "date_from": "2023-01-01"},
    }
    assert (manifest["exported"], manifest["program"]) == ("2024-01-02T03:04:05Z", "minutes 0")
    assert manifest["archive"]["id"] == archive.id
    assert (manifest["archive"]["change"], manifest["archive"]["schema"]) == (2, HEAD)
    assert manifest["archive"]["counts"]["decision"] == 2
    assert manifest["sources"] == {"kukkula": "2024-01-02T03:04:05Z"}


def test_an_interrupted_export_leaves_the_old_one(archive: Archive, tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    export(archive, target, Request(Format.csv), cite=cite, program="minutes 0")
    before = {path: path.read_bytes() for path in tmp_path.glob("x.csv*")}

    def interrupted(_: Stored) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(archive, target, Request(Format.csv), cite=interrupted, program="minutes 0")
    assert {path: path.read_bytes() for path in tmp_path.glob("*x.csv*")} == before


def test_the_same_archive_gives_the_same_file(archive: Archive, tmp_path: Path) -> None:
    for form in Format:
        paths = [tmp_path / f"{number}.{form}" for number in "12"]
        first, second = (
            export(archive, path, Request(form), cite=cite, program="minutes 0", now=FETCHED) for path in paths
        )
        assert first.sha256 == second.sha256


def excel(text: str) -> str:
    stream = io.StringIO(newline="")
    write_csv(["a", "b"], [[text, [text]]], stream, excel=True)
    return stream.getvalue()


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_computes_in_excel(text: str) -> None:
    raw = excel(text)
    assert raw.startswith("\ufeffa;b\r\n")
    assert not sheets._CONTROLS.search(raw[1:])
    _, row = csv.reader(io.StringIO(raw[1:], newline=""), delimiter=";")
    for cell in row:
        assert cell.lstrip()[:1] not in set("=+-@＝＋－＠")


def test_money_and_numbers_are_finnish_in_excel_and_stay_numbers() -> None:
    stream = io.StringIO(newline="")
    write_csv(["a"], [[Decimal("-1234.5")], [Decimal("0.125")], [7], [dt.date(2023, 5, 8)]], stream, excel=True)
    assert stream.getvalue().split("\r\n")[1:-1] == ["-1234,50", "0,125", "7", "2023-05-08"]


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=4))
def test_csv_reads_back_what_was_written(rows: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    assert write_csv(["a", "b"], rows, stream) == len(rows)
    _, *back = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    assert back == [[plain_text(cell) for cell in row] for row in rows]
    stream = io.StringIO(newline="")
    write_jsonl(["a", "b"], rows, stream)
    lines = [json.loads(line) for line in stream.getvalue().split("\n")[:-1]]
    assert lines == [{"a": plain_text(a), "b": plain_text(b)} for a, b in rows]


@given(st.text(max_size=30))
def test_disarmed_text_never_begins_like_a_formula(text: str) -> None:
    assert disarmed(text).lstrip()[:1] not in set("=+-@＝＋－＠")
    assert disarmed(text).endswith(text)


@given(st.text(min_size=1, max_size=9), st.integers(1, 9))
def test_a_cell_of_xlsx_is_never_longer_than_excel_reads(text: str, rest: int) -> None:
    long = text * (sheets.XLSX_CHARACTERS // len(text) + rest)
    assert len(sheets._shortened(long).encode("utf-16-le")) // 2 <= sheets.XLSX_CHARACTERS


def test_strange_text_makes_a_workbook_that_opens(tmp_path: Path) -> None:
    rows = [[text, [text]] for text in HOSTILE]
    write_xlsx(["a", "b"], rows, tmp_path / "x.xlsx", created=FETCHED)
    book = load_workbook(tmp_path / "x.xlsx")
    _, *back = book.active.iter_rows()
    assert [cell.data_type for row in back for cell in row] == ["s"] * 2 * len(HOSTILE)
    book.close()


@pytest.mark.parametrize(
    ("heading", "columns"),
    [("a decision", DECISION_COLUMNS), ("an amount", AMOUNT_COLUMNS), ("an attachment", FILE_COLUMNS)],
)
def test_the_codebook_names_exactly_the_columns(heading: str, columns: tuple[str, ...]) -> None:
    section = CODEBOOK.read_text(encoding="utf-8").split(f"## One row {heading}\n")[1].split("\n## ")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \| \S", section, re.MULTILINE)) == columns


def test_the_codebook_names_exactly_the_keys_of_a_manifest(archive: Archive, tmp_path: Path) -> None:
    done = export(archive, tmp_path / "x.csv", Request(Format.csv), cite=cite, program="minutes 0")
    section = CODEBOOK.read_text(encoding="utf-8").split("## The manifest\n")[1]
    named = re.findall(r"^\| `(\w+)` \| \S", section, re.MULTILINE)
    assert named == list(json.loads(done.manifest.read_text(encoding="utf-8")))


def test_the_command_writes_a_file_and_says_so(archive: Archive, tmp_path: Path) -> None:
    result = run(archive, str(tmp_path / "x.csv"), "--outcome", "passed_voted")
    assert result.exit_code == 0, result.output
    assert "1 row in" in result.stderr
    (row,) = csv.DictReader(io.StringIO((tmp_path / "x.csv").read_text(encoding="utf-8"), newline=""))
    assert row["citation"].startswith("Kukkula, kunnanhallitus 8.5.2023 § 117, 292/00.01.05/2023, https://kukkula")


def test_the_command_searches_words(archive: Archive, tmp_path: Path) -> None:
    result = run(archive, str(tmp_path / "x.jsonl"), "rahoitus")
    assert result.exit_code == 0, result.output
    (line,) = (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["title"] == FULL.title
    manifest = json.loads((tmp_path / "x.jsonl.manifest.json").read_text(encoding="utf-8"))
    assert manifest["query"]["words"] == "rahoitus"


def test_the_terminal_gets_csv_without_a_manifest(archive: Archive, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    result = run(archive, "-", "--amounts")
    assert result.exit_code == 0, result.output
    assert len(list(csv.DictReader(io.StringIO(result.stdout, newline="")))) == 4
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x.ods"], "name it .csv, .jsonl or .xlsx"),
        (["-", "--format", "xlsx"], "cannot go to the terminal"),
        (["x.jsonl", "--excel"], "--excel is for .csv"),
        (["none/x.csv"], "no folder"),
        (["folder.csv"], "is a folder"),
        (["/dev/null", "--format", "csv"], "use - for the terminal"),
        (["archive.sqlite", "--format", "csv"], "is the archive itself"),
        (["x.csv", "--min-amount", "5", "--max-amount", "1"], "is more than"),
    ],
)
def test_wrong_usage_is_explained(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.csv").mkdir()
    result = run(archive, *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
    assert archive.count() == 2


def test_a_link_keeps_pointing_where_it_did(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "x.csv"
    link.symlink_to(tmp_path / "elsewhere" / "real.csv")
    assert run(archive, str(link)).exit_code == 0
    assert link.is_symlink()
    assert {path.name for path in (tmp_path / "elsewhere").iterdir()} == {"real.csv", "real.csv.manifest.json"}


def test_a_full_disk_leaves_nothing_half(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = set(tmp_path.iterdir())
    monkeypatch.setattr("archive.atomic.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        export(archive, tmp_path / "x.csv", Request(Format.csv), cite=cite, program="minutes 0")
    assert set(tmp_path.iterdir()) == before
