"""Figures as Finnish pages write them: thousands by spaces or dots, decimals by a comma, `500,-`, `174 150, 06`."""

import re
from dataclasses import dataclass
from decimal import Decimal

SPACE = "[ \u00a0\u2007\u2009\u202f]"
DASH = "[-\u2010-\u2015\u2212]"
DASHES = "-\u2013\u2014"
MAX_DIGITS = 15

_GROUPED = rf"\d{{1,3}}(?:['’]\d{{3}}(?!\d))++|\d{{1,3}}(?:{SPACE}\d{{3}}(?!\d))++|\d{{1,3}}(?:\.\d{{3}}(?!\d))++|\d{{1,3}}(?:,\d{{3}}(?!\d)){{2,}}+"
_DECIMALS = rf"(?:,\d++|\.\d{{1,2}}(?![\d.])|,(?={SPACE}\d\d{SPACE}?(?:€|e))|,[-\u2013\u2014]++(?!\d))?+"
_CENTS_APART = re.compile(rf"{SPACE}(\d\d)(?!\d)")

FIGURE = rf"(?:{_GROUPED}|\d++){_DECIMALS}"
_FIGURE = re.compile(FIGURE)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as written: its place, its value, and whether thousands are set apart or decimals given."""

    start: int
    end: int
    value: Decimal
    grouped: bool
    decimals: bool

    @property
    def year_like(self) -> bool:
        """Tell whether the number may be a year: `2025`, not `2 025`."""
        return not self.grouped and not self.decimals and 1900 <= self.value <= 2099


def figure(text: str, start: int, end: int) -> Figure | None:
    """Return the number written in `text[start:end]`, None where it has more digits than any sum."""
    written = text[start:end]
    if len(written) > 3 * MAX_DIGITS or sum(map(str.isdigit, written)) > MAX_DIGITS:
        return None
    if written.endswith(",") and (cents := _CENTS_APART.match(text, end)):
        written, end = written + cents[1], cents.end()
    written = written.rstrip(",-\u2013\u2014")
    whole, grouped, fraction = written, False, ""
    if written.count(",") > 1:
        whole, grouped = written.replace(",", ""), True
    elif "," in written:
        whole, fraction = written.split(",")
    if "." in whole:
        head, _, tail = whole.rpartition(".")
        if len(tail) == 3:
            whole, grouped = whole.replace(".", ""), True
        elif not fraction:
            whole, fraction = head.replace(".", ""), tail
    digits = "".join(filter(str.isdigit, whole))
    grouped = grouped or len(digits) != len(whole)
    return Figure(start, end, Decimal(f"{digits}.{fraction}" if fraction else digits), grouped, bool(fraction))


def figure_at(text: str, position: int) -> Figure | None:
    """Return the number that begins at `position`, None where none does."""
    match = _FIGURE.match(text, position)
    return figure(text, match.start(), match.end()) if match is not None else None
