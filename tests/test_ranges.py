"""Sums and days as people type them in a query."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ranges import BEYOND, cents, days, euros, period


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("100000", "100000"),
        ("100 000", "100000"),
        ("100\u00a0000", "100000"),
        ("1.000.000", "1000000"),
        ("1.000,50", "1000.50"),
        ("5500,50", "5500.50"),
        ("12.5", "12.5"),
        ("1,5M", "1500000"),
        ("1,5 milj. €", "1500000"),
        ("2 miljoonaa euroa", "2000000"),
        ("2 miljoner", "2000000"),
        ("100k", "100000"),
        ("100 t€", "100000"),
        ("3 mrd", "3000000000"),
        ("1,2 Meur", "1200000"),
        ("-250", "-250"),
        ("−250", "-250"),
        ("10 €", "10"),
        ("10 eur", "10"),
    ],
)
def test_a_sum(typed: str, value: str) -> None:
    assert euros(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["", "€", "paljon", "1,2,3", "1.2.3", "10 kg", "1e9", "٣", "²", "9" * 41, "10 €€"])
def test_no_sum(typed: str) -> None:
    assert euros(typed) is None
    assert cents(typed) is None


@pytest.mark.parametrize(
    ("typed", "bounds"),
    [
        ("5", (500, 500)),
        ("=5", (500, 500)),
        (">5", (501, None)),
        (">=5", (500, None)),
        ("≥ 5", (500, None)),
        ("<5", (None, 499)),
        ("<=5", (None, 500)),
        (">0,001", (1, None)),
        ("<0,001", (None, 0)),
        ("1..2", (100, 200)),
        ("1…2", (100, 200)),
        ("1–2", (100, 200)),
        ("1..", (100, None)),
        ("..2", (None, 200)),
        ("0,001..0,009", (1, 0)),
        (">" + "9" * 30, (BEYOND + 1, None)),
    ],
)
def test_bounds(typed: str, bounds: tuple[int | None, int | None]) -> None:
    assert cents(typed) == bounds


@pytest.mark.parametrize("typed", ["..", "1..2..3", ">", "> 1..2", "1..x", "x..2", "><5"])
def test_no_bounds(typed: str) -> None:
    assert cents(typed) is None
    assert days(typed) is None


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2/2024", "2024-02-01", "2024-02-29"),
        ("2.2024", "2024-02-01", "2024-02-29"),
        ("8.5.2023", "2023-05-08", "2023-05-08"),
        ("2023-5-8", "2023-05-08", "2023-05-08"),
        ("2022..2023", "2022-01-01", "2023-12-31"),
        ("1.5.2023..30.6.2023", "2023-05-01", "2023-06-30"),
        ("2023-05..", "2023-05-01", None),
        ("..2023", None, "2023-12-31"),
        (">2022", "2023-01-01", None),
        (">=2022", "2022-01-01", None),
        ("<2022", None, "2021-12-31"),
        ("<=2022-02", None, "2022-02-28"),
        (">9999", "9999-12-31", None),
        ("<1", None, None),
    ],
)
def test_days(typed: str, first: str | None, last: str | None) -> None:
    if typed == "<1":
        assert days(typed) is None
        return
    assert days(typed) == (first and dt.date.fromisoformat(first), last and dt.date.fromisoformat(last))


@pytest.mark.parametrize("typed", ["", "eilen", "31.2.2023", "2023-13", "0000", "23", "8.5.", "٢٠٢٣", "2023-05-08T10"])
def test_no_period(typed: str) -> None:
    assert period(typed) is None


_TYPED = st.one_of(st.text(max_size=60), st.text("0123456789.,-–… <>=≥M€k", max_size=60))


@given(_TYPED)
def test_nothing_that_is_typed_raises(typed: str) -> None:
    for low, high in filter(None, (cents(typed), days(typed))):
        assert low is not None or high is not None


@given(st.dates())
def test_every_day_can_be_typed(day: dt.date) -> None:
    assert days(f"{day.day}.{day.month}.{day.year:04}") == days(day.isoformat()) == (day, day)
