"""Tables whose unit stands in the head: `Hakija euroa` above `Alvar Malli -säätiö 15 000` (formats.md 5 and 7.4).

A saved page has a row a line, its cells joined by tabs or by plain spaces. A head is a short line without a sum that ends
in a unit or holds it in a cell or in parentheses; the rows below it are those that end in a number. With tabs only the columns
whose own head has the unit are money, unless the head has one unit for all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from scraper.grammar.clauses import Clauses
from scraper.grammar.figures import SPACE
from scraper.grammar.notation import Sum

MAX_HEAD, MAX_ROW, MAX_GAP = 160, 240, 2

_THOUSANDS = rf"1[ .\u00a0]?000[ \u00a0]?(?:€|e(?!\w)|euroa?|eur)|[tTk]€|te(?!\w)|teur|tuhatta[ ]euroa|tuhansina[ ]euroina|{SPACE}?1000[ ]euroa"
_MILLIONS = r"M€|milj\.?[ ]?(?:€|euroa)|miljoonaa[ ]euroa|meur|ME(?!\w)"
_EUROS = r"(?:euroa|euro|eur|EUR|Euroa|€)(?!\w)"
_UNIT = re.compile(rf"(?<![\w,.])(?:(?P<thousand>{_THOUSANDS})|(?P<million>{_MILLIONS})|(?P<euro>{_EUROS}))")
_PROSE = re.compile(r"(?<![Tt]ot)[.!?:;][ \u00a0](?!€|eur)|(?<!\w)(?:on|ovat|oli|että|joka|jotka|päättää|mukaan)(?!\w)")
_NUMBERS = re.compile(r"(?:[ \u00a0\t|]+|^)(?P<cells>[-−–]?\d[\d \u00a0\t.,|−–-]*)[ \u00a0\t|]*$")
_CELL = re.compile(
    r"(?<![\d.,/:])[-−–]?(?<![\d.,/:])(?:\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3}(?!\d))+|\d{1,3}(?:\.\d{3}(?!\d))+|\d+)(?:,\d{1,2})?(?![\d.,/:])"
)
_VAT_NOTE = re.compile(
    r"[(,]?[ \u00a0]*(?:alv|sis|moms|veroton|verollinen)[^()\d]{0,20}(?:\d{1,2}(?:,\d)?[ \u00a0]?%)?[ \u00a0]*\)?",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[A-Za-zÅÄÖåäö]")
_COLUMNS = re.compile(r"(?<!\w)(?:TA|TAE|TP|TS|LTA|MTA|[Tt]ot\.|[Tt]oteuma|[Ee]nnuste)(?!\w)")  # 1000 € TA 2024 Ennuste
_YEAR_COLUMN = re.compile(  # the head `TA 2024 €`, no sum
    r"(?<!\w)(?:TA|TAE|TP|TS|LTA|MTA|KS|[Tt]ot\.?|[Tt]oteuma|[Ee]nnuste|[Tt]alousarvio|[Tt]ilinpäätös|[Bb]udjetti|[Vv]uosi|[Bb]udget|[Bb]okslut)[ \u00a0](?:19|20)\d\d[ \u00a0]?$"
)
_YEAR = re.compile(r"(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class _Head:
    start: int
    end: int
    factor: Decimal
    columns: tuple[int, ...]  # tab columns with the unit; empty: every column
    width: int = 0  # cells of the head, where it has columns


def cells(frame: Clauses, found: list[Sum]) -> tuple[list[Sum], dict[int, int]]:
    """Return `found` with the cells of tables added and unit heads (`1 000 €`) taken out, and each cell's head.

    The dictionary leads from a cell's start to the start of its table's head, where its role is named.
    """
    text = frame.text
    taken = {s.start: s for s in found if not s.bare}
    added: dict[int, Sum] = {}
    heads: dict[int, int] = {}
    head: _Head | None = None
    gap = subheads = 0
    for start, end in _lines(frame):
        if end - start > MAX_ROW or not text[start:end].strip():
            gap += 1
            if gap > MAX_GAP or subheads or end - start > MAX_ROW:
                head = None
            continue
        if head is not None and gap <= MAX_GAP:
            row = list(_row(text, start, end, head))
            if row:
                gap = subheads = 0
                for cell in row:
                    if cell.start not in taken:
                        added[cell.start] = cell
                        heads[cell.start] = head.start
                continue
        gap = 0
        known = _head(text, start, end)
        if known is not None:
            head, subheads = known, 0
        elif head is not None:
            subheads += 1
            if subheads > 1 or _UNIT.search(text, start, end) or _PROSE.search(text, start, end):
                head = None
    if not added:
        return found, {}
    starts = set(heads.values())
    kept = [s for s in found if s.start not in added and not _is_unit(s, starts, frame)]
    return sorted([*kept, *added.values()], key=lambda s: s.start), heads


def _lines(frame: Clauses) -> Iterator[tuple[int, int]]:
    starts = frame.line_starts
    for index, start in enumerate(starts):
        end = starts[index + 1] - 1 if index + 1 < len(starts) else len(frame.text)
        yield start, end


def _head(text: str, start: int, end: int) -> _Head | None:
    """Return the table head on a line, None where the line is prose, a row, or names no unit."""
    if end - start > MAX_HEAD:
        return None
    units = list(_UNIT.finditer(text, start, end))
    if not units or _PROSE.search(text, start, end):
        return None
    first = units[0]
    before = text[max(start, first.start() - 24) : first.start()]
    if first["euro"] and re.search(r"\d[ \u00a0]*$", before) and not _YEAR_COLUMN.search(before):
        return None  # a sum, not a head
    factor = Decimal(1000) if first["thousand"] else Decimal(1_000_000) if first["million"] else Decimal(1)
    columns: list[int] = []
    if "\t" in text[start:end] and len(units) > 0:
        columns = [text.count("\t", start, u.start()) for u in units]
        if len(units) == 1 and _all_columns(text, start, units[0]):
            columns = []
    elif (
        _VAT_NOTE.sub("", text[units[-1].end() : end]).strip(" \u00a0|)")
        and not text[start : units[0].start()].rstrip().endswith("(")
        and not (first["thousand"] and first.start() == start and _COLUMNS.search(text, first.end(), end))
    ):
        return None  # `euroa` inside a plain line
    return _Head(start, end, factor, tuple(columns), text.count("\t", start, end) + 1)


def _all_columns(text: str, start: int, unit: re.Match[str]) -> bool:
    """Tell whether the one unit of a tabbed head stands alone or in the first cell, and so holds for every column."""
    cell_start = text.rfind("\t", start, unit.start()) + 1 or start
    return cell_start == start


def _row(text: str, start: int, end: int, head: _Head) -> Iterator[Sum]:
    """Yield the money cells of a row below `head`."""
    if "\t" in text[start:end]:
        position = start
        row = text[start:end].split("\t")
        # A head without its first cell, or a row of sums with empty cells left out, is laid to the right edge.
        shift = len(row) - head.width if head.columns and head.columns[-1] == head.width - 1 else 0
        for column, cell in enumerate(row):
            if not head.columns or column - shift in head.columns:
                stripped = cell.strip(" \u00a0")
                at = position + cell.find(stripped) if stripped else position
                match = _CELL.fullmatch(stripped)
                if match is not None and column > 0 and not _YEAR.match(stripped):
                    yield _sum(text, at, at + len(stripped), head.factor)
            position += len(cell) + 1
        return
    numbers = _NUMBERS.search(text, max(start, end - 80), end)
    if numbers is None or not _LETTER.search(text, start, numbers.start("cells")):
        return
    found = [m for m in _CELL.finditer(text, numbers.start("cells"), numbers.end("cells")) if not _YEAR.match(m[0])]
    for match in found:
        yield _sum(text, match.start(), match.end(), head.factor)


def _sum(text: str, start: int, end: int, factor: Decimal) -> Sum:
    written = text[start:end]
    digits = re.sub(r"[^\d,]", "", written).replace(",", ".")
    sign = -1 if written[0] in "-−–" else 1
    return Sum(start, end, sign * Decimal(digits) * factor, grouped=True)


def _is_unit(item: Sum, heads: set[int], frame: Clauses) -> bool:
    """Tell whether a sum is only the unit of a head: `1 000 €` or `(1000 euroa)`."""
    line = frame.line(item.start)[0]
    if line not in heads:
        return False
    return item.value == 1000 or (
        1900 <= item.value <= 2099
        and not item.grouped
        and _YEAR_COLUMN.search(frame.text, max(line, item.start - 20), item.start + 4) is not None
    )
