"""Sums and days as people type them in a query: alone, compared (`>1000000`) or as a range (`2023-05..`)."""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import TypeVar

Bounds = tuple[int | None, int | None]
Days = tuple[dt.date | None, dt.date | None]
T = TypeVar("T")

BEYOND = 2**63 - 1  # cents; the archive's tables hold no larger sum
_DIGITS = 16  # of euros before the comma, beside the first; more are BEYOND
DAY = dt.timedelta(days=1)
_LONGEST = 40  # characters of a figure

_COMPARED = re.compile(r"(>=|=>|<=|=<|≥|≤|>|<|=)(.*)\Z", re.DOTALL)
_BETWEEN = re.compile(r"\.{2,3}|…|–")
_SPACES = re.compile(r"\s+")
_SUM = re.compile(r"([-−]?)(\d[\d.,]*)(.*)\Z", re.ASCII | re.DOTALL)
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?\Z", re.ASCII)
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?\Z", re.ASCII)
_CURRENCY = re.compile(r"(?:€|euroa?|eur)\Z")
_UNITS = {
    **dict.fromkeys(("", "e"), 1),
    **dict.fromkeys(("k", "t", "te", "tuhatta", "tusen", "thousand"), 1_000),
    **dict.fromkeys(("m", "me", "mn", "milj", "miljoona", "miljoonaa", "miljon", "miljoner", "million"), 1_000_000),
    **dict.fromkeys(("mrd", "miljardi", "miljardia", "miljard", "miljarder"), 1_000_000_000),
}
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\Z", re.ASCII)
_FINNISH = re.compile(r"(?:(\d{1,2})\.)?(\d{1,2})[./](\d{4})\Z", re.ASCII)


def euros(text: str) -> Decimal | None:
    """Return a sum of euros as people write it, or None.

    A comma parts the decimals, spaces the thousands; a dot parts thousands before exactly three digits, else decimals.

    >>> euros("1,5M"), euros("100 000 €"), euros("1.500"), euros("12.50"), euros("2 milj. euroa"), euros("kolme")
    (Decimal('1500000.0'), Decimal('100000'), Decimal('1500'), Decimal('12.50'), Decimal('2000000'), None)
    """
    match = _SUM.match(_SPACES.sub("", text).lower())
    if match is None or len(match[2]) > _LONGEST:
        return None
    unit = _UNITS.get(_CURRENCY.sub("", match[3]).rstrip("."))
    digits = match[2].rstrip(".,")
    if _THOUSANDS.match(digits):
        digits = digits.replace(".", "")
    if unit is None or not _DECIMAL.match(digits):
        return None
    value = Decimal(digits.replace(",", ".")) * unit
    return -value if match[1] else value


def cents(text: str) -> Bounds | None:
    """Return the least and the greatest cents that a typed condition on a sum lets pass, None where there is no bound.

    Returns None where it is not understood.

    >>> cents("100000..500000"), cents(">1M"), cents("<=5000"), cents("..0,5"), cents("12,345")
    ((10000000, 50000000), (100000001, None), (None, 500000), (None, 50), (1234, 1234))
    """
    if compared := _COMPARED.match(text.strip()):
        if (value := euros(compared[2])) is None:
            return None
        match compared[1]:
            case ">":
                return as_cents(value, ROUND_FLOOR) + 1, None
            case ">=" | "=>" | "≥":
                return as_cents(value, ROUND_CEILING), None
            case "<":
                return None, as_cents(value, ROUND_CEILING) - 1
            case "<=" | "=<" | "≤":
                return None, as_cents(value, ROUND_FLOOR)
        return as_cents(value, ROUND_HALF_EVEN), as_cents(value, ROUND_HALF_EVEN)
    ends = _ends(text, euros)
    if ends is None:
        return None
    low, high = ends
    if _BETWEEN.search(text) is None and low is not None:
        return as_cents(low, ROUND_HALF_EVEN), as_cents(low, ROUND_HALF_EVEN)
    return (
        None if low is None else as_cents(low, ROUND_CEILING),
        None if high is None else as_cents(high, ROUND_FLOOR),
    )


def days(text: str) -> Days | None:
    """Return the first and the last day that a typed condition on the date lets pass, None where there is no bound.

    Days are written 2023-05-08 or 8.5.2023; a month (2023-05, 5/2023) or a year stands for all of its days.
    Returns None where it is not understood.

    >>> days("2023-05..")
    (datetime.date(2023, 5, 1), None)
    >>> days("8.5.2023")
    (datetime.date(2023, 5, 8), datetime.date(2023, 5, 8))
    """
    if compared := _COMPARED.match(text.strip()):
        if (span := period(compared[2])) is None:
            return None
        first, last = span
        match compared[1]:
            case ">":
                return min(last, dt.date.max - DAY) + DAY, None
            case ">=" | "=>" | "≥":
                return first, None
            case "<":
                return None, max(first, dt.date.min + DAY) - DAY
            case "<=" | "=<" | "≤":
                return None, last
        return span
    ends = _ends(text, period)
    if ends is None:
        return None
    low, high = ends
    return (low[0] if low else None), (high[1] if high else None)


def period(text: str) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day of a day, month or year as people write it, or None.

    >>> period("2/2024")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    text = _SPACES.sub("", text)
    if match := _FINNISH.match(text):
        day, month, year = match.groups()
    elif match := _ISO.match(text):
        year, month, day = match.groups()
    else:
        return None
    try:
        first = dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if day:
        return first, first
    last_month = first.month if month else 12
    return first, dt.date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])


def _ends(text: str, read: Callable[[str], T | None]) -> tuple[T | None, T | None] | None:
    """Return both ends of a range, or a single value as both; None where an end is not understood or both are missing."""
    pieces = _BETWEEN.split(text.strip())
    if len(pieces) == 1:
        value = read(pieces[0])
        return None if value is None else (value, value)
    if len(pieces) > 2 or not any(piece.strip() for piece in pieces):
        return None
    low, high = (read(piece) if piece.strip() else None for piece in pieces)
    if (low is None and pieces[0].strip()) or (high is None and pieces[1].strip()):
        return None
    return low, high


def as_cents(euros: Decimal, rounding: str) -> int:
    """Return euros as cents, rounded as `decimal` names it; what no sum can be, infinity too, as ±BEYOND."""
    if not euros.is_finite() or euros.adjusted() > _DIGITS:
        return BEYOND if euros > 0 else -BEYOND
    return int((euros * 100).to_integral_value(rounding=rounding))
