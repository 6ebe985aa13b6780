"""What goes to the terminal: rows as table, CSV or JSON lines to stdout; everything else to stderr.

Strangers' text is cleaned of control characters and bidirectional overrides before it reaches a terminal.
"""

import csv
import datetime as dt
import io
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
_MAX_CELL = 60
_MIN_CELL = 12  # characters of a word or figure that stay together on a narrow terminal
_GAP = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a listing: the key of the row, its heading for people, and whether it is a figure."""

    key: str
    heading: str
    right: bool = False


def printable(text: str) -> str:
    """Return text that cannot steer a terminal: no control, bidi or surrogate characters, one line."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))


def say(message: str) -> None:
    """Write a line for people to stderr."""
    print(_UNPRINTABLE.sub("", message), file=sys.stderr, flush=True)


def say_new_archive(path: Path) -> None:
    """Say that a command is about to make an archive where there is none, so that a mistyped path is seen."""
    if not path.exists():
        say(f"a new archive: {path}")


def say_notes(notes: Iterable[str]) -> None:
    """Write what a reader of an answer should know to stderr, a line each."""
    for note in notes:
        say(f"Note: {printable(note)}" + ("" if note.endswith("?") else "."))


def prepare_streams() -> None:
    """Make stdout and stderr fit for any letter: `?` where the terminal has none for it, nowhere where one is closed."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")


def _as_data(stream: TextIO) -> TextIO:
    """Return the stream for CSV or JSON, which are UTF-8 whatever the terminal is."""
    if stream is sys.stdout and isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # a lone surrogate as JSON escapes it
    return stream


def counted(number: int, what: str) -> str:
    """Return a number of things in words: '1 page', '2 pages'."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def fi_date(day: dt.date | str | None) -> str:
    """Return a date in Finnish style (8.5.2023), or '' for None; of a moment, its day in Finland.

    >>> fi_date("2023-05-08"), fi_date("2023-05-08T22:30:00Z")
    ('8.5.2023', '9.5.2023')
    """
    if day is None:
        return ""
    if isinstance(day, str):
        day = dt.datetime.fromisoformat(day) if "T" in day else dt.date.fromisoformat(day)
    if isinstance(day, dt.datetime):
        day = in_finland(day)
    return f"{day.day}.{day.month}.{day.year}"


def in_finland(moment: dt.datetime) -> dt.datetime:
    """Return an aware moment in the time of Finland; one without a zone is taken as it is."""
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo("Europe/Helsinki")) if moment.tzinfo else moment


def fi_money(value: Decimal | None, currency: str = "EUR") -> str:
    """Return a sum in Finnish style (137 000 €, 5 500,50 €), or '' for None."""
    if value is None:
        return ""
    whole = value == value.to_integral_value()
    digits = f"{value:,.0f}" if whole else f"{value:,.2f}"
    unit = {"EUR": "€", "FIM": "mk"}.get(currency, currency)
    return f"{digits.replace(',', ' ').replace('.', ',')} {unit}"


def is_terminal(stream: TextIO | None = None) -> bool:
    """Tell whether a stream is a terminal that may get colours (NO_COLOR and TERM=dumb are obeyed)."""
    stream = stream or sys.stdout
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def write_rows(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[Column], fmt: str, *, stream: TextIO | None = None
) -> int:
    """Write rows as `fmt` (table, csv, jsonl) and return how many there were.

    csv and jsonl are streamed row by row with the columns' keys; jsonl writes every key of the row.
    """
    stream = stream or sys.stdout
    if fmt == "jsonl":
        return _write_jsonl(rows, stream)
    if fmt == "csv":
        return _write_csv(rows, columns, _as_data(stream))
    return _write_table(list(rows), columns, stream)


def write_json(record: Mapping[str, Any], *, stream: TextIO | None = None) -> None:
    """Write one record as a line of JSON."""
    print(json.dumps(record, ensure_ascii=False, default=_plain), file=_as_data(stream or sys.stdout))


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"cannot write {type(value).__name__} as JSON")


def _write_jsonl(rows: Iterable[Mapping[str, Any]], stream: TextIO) -> int:
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007
        write_json(row, stream=stream)
    return count


def _write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[Column], stream: TextIO) -> int:
    writer = csv.writer(stream, lineterminator="\r\n" if not stream.isatty() else "\n")
    writer.writerow([column.key for column in columns])
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007
        writer.writerow([_flat(row.get(column.key)) for column in columns])
    return count


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "; ".join(_flat(item) for item in value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return _UNPRINTABLE.sub("", str(value))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, Decimal):
        return fi_money(value)
    if isinstance(value, dt.datetime):
        return f"{fi_date(value)} {in_finland(value):%H:%M}"
    if isinstance(value, dt.date):
        return fi_date(value)
    return printable(_flat(value))


def _write_table(rows: list[Mapping[str, Any]], columns: Sequence[Column], stream: TextIO) -> int:
    cells = [[_shown(row.get(column.key)) for column in columns] for row in rows]
    if not cells:
        return 0
    if is_terminal(stream):
        _write_rich(cells, columns, stream)
    else:
        _write_plain(cells, columns, stream)
    return len(cells)


def _write_plain(cells: list[list[str]], columns: Sequence[Column], stream: TextIO) -> None:
    lines = [[column.heading for column in columns], *cells]
    widths = [min(max(len(line[i]) for line in lines), _MAX_CELL) for i in range(len(columns))]
    for line in lines:
        parts = [
            text.rjust(width) if column.right else text.ljust(width)
            for text, width, column in zip(line, widths, columns, strict=True)
        ]
        print("  ".join(parts).rstrip(), file=stream)


def _write_rich(cells: list[list[str]], columns: Sequence[Column], stream: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=stream, highlight=False)
    widths = _fitted(cells, columns, console.width)
    if widths is None:  # too many columns for this terminal: a few lines for each row
        _write_records(cells, columns, stream)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column, width in zip(columns, widths, strict=True):
        table.add_column(column.heading, justify="right" if column.right else "left", overflow="fold", width=width)
    for line in cells:
        table.add_row(*(Text(text) for text in line))
    console.print(table)


def _fitted(cells: list[list[str]], columns: Sequence[Column], room: int) -> list[int] | None:
    """Return widths with which a table is at most `room` wide, the widest columns narrowed first; None where none are."""
    widths, least = [], []
    for i, column in enumerate(columns):
        longest = max(len(line[i]) for line in cells)
        words = max(map(len, column.heading.split()), default=0)
        widths.append(max(longest, len(column.heading)))
        whole = longest if column.right else max((len(word) for line in cells for word in line[i].split()), default=0)
        least.append(max(words, min(whole, _MIN_CELL)))
    room -= _GAP * (len(columns) - 1)
    if sum(least) > room:
        return None
    while sum(widths) > room:
        widest = max((i for i in range(len(widths)) if widths[i] > least[i]), key=widths.__getitem__)
        widths[widest] -= 1
    return widths


def _write_records(cells: list[list[str]], columns: Sequence[Column], stream: TextIO) -> None:
    width = max(len(column.heading) for column in columns)
    for position, line in enumerate(cells):
        if position:
            print(file=stream)
        for column, text in zip(columns, line, strict=True):
            if text:
                print(f"{column.heading.ljust(width)}  {text}", file=stream)
