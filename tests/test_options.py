"""Dates and sums as people type them, the same in every command."""

import datetime as dt
from decimal import Decimal

import click
import pytest

from minutes.options import Day, Money, OutcomeWord, Year
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
    [
        ("100000", "100000"),
        ("100 000", "100000"),
        ("100\u00a0000 €", "100000"),
        ("5500,50", "5500.50"),
        ("0", "0"),
        ("1,5M", "1500000"),
        ("1.000.000", "1000000"),
        ("20 te", "20000"),
    ],
)
def test_money(text: str, value: str) -> None:
    assert Money().convert(text, None, None) == Decimal(value)


@pytest.mark.parametrize("text", ["", "much", "NaN", "Infinity", "1e99", "1.00.000"])
def test_not_money(text: str) -> None:
    with pytest.raises(click.BadParameter, match="not a sum"):
        Money().convert(text, None, None)


def test_an_outcome_is_a_name_or_a_word_of_the_query() -> None:
    assert OutcomeWord().convert("rejected", None, None) == (Outcome.rejected,)
    assert OutcomeWord().convert("hylätty", None, None) == (Outcome.rejected,)
    assert Outcome.passed_voted in OutcomeWord().convert("hyväksytty", None, None)
    with pytest.raises(click.BadParameter, match="'hyvä' is not one of"):
        OutcomeWord().convert("hyvä", None, None)


@pytest.mark.parametrize("text", ["abc", "", "23", "20233", "2023-05"])
def test_not_a_year(text: str) -> None:
    assert Year(1990).convert("2023", None, None) == 2023
    with pytest.raises(click.BadParameter, match="is not a year from 1990 on; write"):
        Year(1990).convert(text, None, None)


def test_one_vocabulary() -> None:
    assert RecordOutcome is Outcome
