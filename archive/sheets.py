"""Writers of tables: CSV for programs, CSV for a Finnish Excel, JSON lines, XLSX. All stream; none lets a stranger's cell run.

A file that is double-clicked must not compute: what begins like a formula gets an apostrophe in Excel's CSV (as OWASP
advises for CSV injection) and is a plain string in XLSX. Plain CSV and JSON lines keep the text as it is.
"""

import csv
import datetime as dt
import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from archive.columns import Cell
from archive.errors import ExportRefused
from archive.patient_file import PatientFile

XLSX_ROWS = 1_048_575
"""Rows below the heading that a sheet holds."""
XLSX_CHARACTERS = 32_767
"""UTF-16 units that a cell holds."""

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_OLDEST = dt.date(1900, 3, 1)  # Excel believes in 29 February 1900
_SHORTENED = " […]"


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]], stream: TextIO, *, excel: bool = False) -> int:
    """Write CSV as RFC 4180 has it and return the number of rows; the stream must not translate line ends.

    With `excel`: byte order mark, semicolons, decimal comma and harmless cells, which a Finnish Excel opens with a
    double click.
    """
    if excel:
        stream.write("\ufeff")
    writer = csv.writer(stream, delimiter=";" if excel else ",", lineterminator="\r\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([_excel_text(cell) if excel else plain_text(cell) for cell in row])
        count += 1
    return count


def write_jsonl(columns: Sequence[str], rows: Iterable[Sequence[Cell]], stream: TextIO) -> int:
    """Write one JSON object a line and return their number; money is a string, so that no decimal is lost."""
    count = 0
    for row in rows:
        record = {name: _json(cell) for name, cell in zip(columns, row, strict=True)}
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        count += 1
    return count


def write_xlsx(
    columns: Sequence[str], rows: Iterable[Sequence[Cell]], path: Path, *, created: dt.datetime
) -> tuple[int, int]:
    """Write a workbook of one sheet, a row in memory at a time; return the rows and the cells that had to be shortened.

    Raises ExportRefused where there are more rows than a sheet holds, OSError where the disk refuses.
    """
    from xlsxwriter import Workbook

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    file = PatientFile(path)
    book = Workbook(file, options)
    try:
        book.set_properties({"created": created.replace(tzinfo=None)})
        sheet = book.add_worksheet("minutes")
        sheet.freeze_panes(1, 0)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        money = book.add_format({"num_format": "#,##0.00"})
        sheet.write_row(0, 0, list(columns))
        count = shortened = 0
        for row in rows:
            count += 1
            if count > XLSX_ROWS:
                raise ExportRefused(
                    f"a sheet holds {XLSX_ROWS:,} rows and there are more: export to .csv or .jsonl, or narrow it with "
                    "--municipality, --from or --to."
                )
            for column, cell in enumerate(row):
                shortened += _xlsx_cell(sheet, count, column, cell, day, money)
    finally:
        _close(book, file)
    return count, shortened


def _close(book: Any, file: PatientFile) -> None:
    """End a workbook; what the disk refused comes out as the disk's own error, also of the temporary files beside it."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        book.close()
    except FileCreateError as error:
        (cause,) = error.args
        raise cause from error
    finally:
        file.finish()


def plain_text(cell: Cell) -> str:
    """Return a cell as text: '' for None, true/false, plain decimals, ISO dates, lists joined by '; ', no controls."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return _clean(cell)
    if isinstance(cell, Decimal):
        return _decimal(cell)
    if isinstance(cell, list):
        return "; ".join(_clean(item) for item in cell)
    return str(cell)


def disarmed(text: str) -> str:
    """Return text that no spreadsheet takes for a formula, with an apostrophe in front where it would.

    >>> disarmed("=cmd()"), disarmed("＝1+1"), disarmed("Talousarvio")
    ("'=cmd()", "'＝1+1", 'Talousarvio')
    """
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def _excel_text(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return _decimal(cell).replace(".", ",")
    text = plain_text(cell)
    return disarmed(text) if isinstance(cell, str | list) else text


def _decimal(value: Decimal) -> str:
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -2 and value.adjusted() < 25:
        value = value.quantize(Decimal("0.01"))
    return format(value, "f") if value.adjusted() < 25 else str(value)


def _json(cell: Cell) -> Any:
    if isinstance(cell, str):
        return _clean(cell)
    if isinstance(cell, list):
        return [_clean(item) for item in cell]
    if isinstance(cell, Decimal | dt.date):
        return plain_text(cell)
    return cell


def _clean(text: str) -> str:
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _xlsx_cell(sheet: Any, row: int, column: int, cell: Cell, day: Any, money: Any) -> int:
    if cell is None or cell == "" or cell == []:
        return 0
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, Decimal):
        sheet.write_number(row, column, float(cell), money)
    elif isinstance(cell, dt.date) and cell >= _OLDEST:
        sheet.write_datetime(row, column, dt.datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
    else:
        text = plain_text(cell)
        whole = len(text) <= XLSX_CHARACTERS // 2 or len(text.encode("utf-16-le")) // 2 <= XLSX_CHARACTERS
        sheet.write_string(row, column, text if whole else _shortened(text))
        return not whole
    return 0


def _shortened(text: str) -> str:
    room = 2 * (XLSX_CHARACTERS - len(_SHORTENED))
    return text.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + _SHORTENED
