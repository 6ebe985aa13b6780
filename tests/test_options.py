"""Dates and sums as people type them, the same in every command."""

import datetime as dt
from decimal import Decimal

import click
import pytest

from minutes.options import Day, Money
from scraper.records import Outcome as RecordOutcome
from scraper.vocabulary import Outcome


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023-05-08", dt.date(2023, 5, 8), dt.date(2023, 5, 8)),
        ("8.5.2023", dt.date(2023, 5, 8), dt.date(2023, 5, 8)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2023", dt.date(2023, 1, 1), dt.date(2023, 12, 31)),
        (" 31.12.2023 ", dt.date(2023, 12, 31), dt.date(2023, 12, 31)),
    ],
)
def test_day(text: str, first: dt.date, last: dt.date) -> None:
    assert Day().convert(text, None, None) == first
    assert Day(last=True).convert(text, None, None) == last


@pytest.mark.parametrize("text", ["", "tomorrow", "31.2.2023", "2023-13", "20230508", "٢٠٢٣", "2023-05-08x"])
def test_not_a_day(text: str) -> None:
    with pytest.raises(click.BadParameter, match="not a date"):
        Day().convert(text, None, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [("100000", "100000"), ("100 000", "100000"), ("100\u00a0000 €", "100000"), ("5500,50", "5500.50"), ("0", "0")],
)
def test_money(text: str, value: str) -> None:
    assert Money().convert(text, None, None) == Decimal(value)


@pytest.mark.parametrize("text", ["", "much", "NaN", "Infinity", "1e99", "1.000.000"])
def test_not_money(text: str) -> None:
    with pytest.raises(click.BadParameter, match="not a sum"):
        Money().convert(text, None, None)


def test_one_vocabulary() -> None:
    assert RecordOutcome is Outcome
