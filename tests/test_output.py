"""Rows on their way to people and programs."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.output import Column, fi_date, fi_money, printable, write_rows

COLUMNS = (Column("town", "Town"), Column("sum", "Sum", right=True), Column("day", "Day"))
ROWS = [
    {"town": "Kuusilampi", "sum": Decimal("5500.50"), "day": dt.date(2023, 5, 8), "extra": ["a", "b"]},
    {"town": 'Hiirola, "ylä"', "sum": None, "day": None, "extra": []},
]


def test_table_is_aligned_and_finnish() -> None:
    stream = io.StringIO()
    assert write_rows(ROWS, COLUMNS, "table", stream=stream) == 2
    lines = stream.getvalue().splitlines()
    assert lines[0].split() == ["Town", "Sum", "Day"]
    assert "5 500,50 €" in lines[1]
    assert lines[1].endswith("8.5.2023")
    assert lines[0].index("Day") == lines[1].index("8.5.2023")


def test_csv_is_rfc_4180() -> None:
    stream = io.StringIO(newline="")
    write_rows(ROWS, COLUMNS, "csv", stream=stream)
    assert stream.getvalue().endswith("\r\n")
    assert list(csv.reader(io.StringIO(stream.getvalue(), newline=""))) == [
        ["town", "sum", "day"],
        ["Kuusilampi", "5500.50", "2023-05-08"],
        ['Hiirola, "ylä"', "", ""],
    ]


def test_jsonl_keeps_every_key() -> None:
    stream = io.StringIO()
    write_rows(ROWS, COLUMNS, "jsonl", stream=stream)
    assert json.loads(stream.getvalue().splitlines()[0]) == {
        "town": "Kuusilampi",
        "sum": "5500.50",
        "day": "2023-05-08",
        "extra": ["a", "b"],
    }


@pytest.mark.parametrize("fmt", ["table", "csv", "jsonl"])
def test_nothing_is_nothing(fmt: str) -> None:
    stream = io.StringIO()
    assert write_rows([], COLUMNS, fmt, stream=stream) == 0


@pytest.mark.parametrize(
    ("value", "shown"), [("137000", "137 000 €"), ("5500.5", "5 500,50 €"), ("-1.7", "-1,70 €"), ("0", "0 €")]
)
def test_finnish_money(value: str, shown: str) -> None:
    assert fi_money(Decimal(value)) == shown


def test_finnish_date() -> None:
    assert fi_date("2023-05-08") == fi_date(dt.date(2023, 5, 8)) == "8.5.2023"
    assert fi_date(None) == ""


def test_a_moment_is_shown_in_the_time_of_finland() -> None:
    late = dt.datetime(2023, 5, 8, 22, 30, tzinfo=dt.UTC)
    assert fi_date(late) == fi_date("2023-05-08T22:30:00Z") == "9.5.2023"
    stream = io.StringIO()
    write_rows([{"at": late}], (Column("at", "At"),), "table", stream=stream)
    assert stream.getvalue().splitlines()[1] == "9.5.2023 01:30"


@given(st.text())
def test_printable_steers_no_terminal(text: str) -> None:
    shown = printable(text)
    assert not any(c in shown for c in "\x1b\x07\x00\u202e\u2066\n\r")
    shown.encode("utf-8")
