"""The answer about a project's money as rows: for a terminal, CSV, JSON lines or a workbook."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO

from minutes.funding_facts import Answer, Balance, Decided, Figure, State, Stated
from minutes.output import Column, fi_money, write_rows
from scraper.vocabulary import Role

COLUMNS = (
    Column("row", "Row"),
    Column("municipality", "Municipality"),
    Column("date", "Date"),
    Column("body", "Body"),
    Column("section", "§", right=True),
    Column("title", "Title"),
    Column("outcome", "Outcome"),
    Column("role", "Role"),
    Column("value", "Euros", right=True),
    Column("max", "Up to", right=True),
    Column("currency", "Currency"),
    Column("qualifier", "Bound"),
    Column("approximate", "Approximate"),
    Column("per", "Per"),
    Column("vat", "VAT"),
    Column("party", "Party"),
    Column("text", "As written"),
    Column("note", "Note"),
    Column("citation", "Source"),
    Column("id", "Id"),
)
"""Every column of CSV and of the workbook; `row` is figure, decision (one without figures), total, share, balance, missing."""
_FIGURES = (
    Column("municipality", "Municipality"),
    Column("date", "Date"),
    Column("role", "Role"),
    Column("sum", "Sum", right=True),
    Column("party", "Party"),
    Column("note", "Note"),
    Column("number", "Source", right=True),
)
_SUMMARY = (
    Column("what", "Summary"),
    Column("sum", "Sum", right=True),
    Column("note", "Note"),
    Column("number", "Source"),
)
_SOURCES = (Column("number", "", right=True), Column("citation", "Source"), Column("title", "Title"))
_KEYS = tuple(column.key for column in COLUMNS)
_CENT = Decimal("0.01")
NOT_STATED = "party not stated"


def rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """Yield the whole answer as flat rows with the keys of COLUMNS: decisions' figures first, then what they make."""
    for decision in answer.decisions:
        for figure in decision.figures:
            yield _row("figure", **_place(decision), **_money(figure), note=_figure_note(decision, figure))
        if not decision.figures:
            yield _row("decision", **_place(decision), note="no sums stated")
    for stated in _summary(answer):
        for told in stated.sums:
            kind = "total" if stated.of is None else "share"
            place = {"municipality": stated.of} if stated in answer.town_shares and stated.by_party else {}
            by = "; ".join(decision.citation for decision in told.by)
            yield _row(
                kind,
                **place,
                **_money(told.figure),
                note=_stated_note(stated, len(told.by)),
                citation=by,
                id="; ".join(d.id for d in told.by),
            )
    if answer.balance.difference is not None:
        yield _row(
            "balance", value=_exact(answer.balance.difference), currency="EUR", note=_balance_note(answer.balance)
        )
    for missing in answer.missing:
        yield _row("missing", municipality=missing.of, note=missing.what)


def write(answer: Answer, fmt: str, *, stream: TextIO | None = None) -> None:
    """Write the answer as csv or jsonl rows, or as three tables for people: figures, what they make, sources."""
    if fmt != "table":
        write_rows(rows(answer), COLUMNS, fmt, stream=stream)
        return
    numbers = {decision.id: number for number, decision in enumerate(answer.decisions, 1)}
    tables = (
        (list(_figure_lines(answer, numbers)), _FIGURES),
        (list(_summary_lines(answer, numbers)), _SUMMARY),
        (
            [{"number": f"[{numbers[d.id]}]", "citation": d.citation, "title": d.title} for d in answer.decisions],
            _SOURCES,
        ),
    )
    for position, (lines, columns) in enumerate(tables):
        if position and lines:
            print(file=stream)
        if columns is _SOURCES:  # a citation is never cut
            for line in lines:
                print(line["number"], _one_line(f"{line['citation']}: {line['title'] or ''}".rstrip(": ")), file=stream)
        else:
            write_rows(lines, columns, "table", stream=stream)


def write_file(answer: Answer, path: Path, *, now: dt.datetime) -> None:
    """Write the answer's rows to a file whose name ends with .csv, .jsonl or .xlsx.

    A workbook has sums as numbers, dates as dates, and no text that it takes for a formula or link; it says that it was
    made at `now`. Raises OSError where the file cannot be written.
    """
    from archive.atomic import atomic
    from archive.sheets import write_csv, write_jsonl, write_xlsx

    cells = ([_cell(row[key]) for key in _KEYS] for row in rows(answer))
    if path.suffix.lower() == ".xlsx":
        with atomic(path) as part:
            write_xlsx(_KEYS, cells, part, created=now)
        return
    writer = write_csv if path.suffix.lower() == ".csv" else write_jsonl
    with atomic(path) as part, part.open("w", encoding="utf-8", newline="") as stream:
        writer(_KEYS, cells, stream)


def _cell(value: Any) -> Any:
    return str(value) if isinstance(value, StrEnum) else value


def _summary(answer: Answer) -> list[Stated]:
    return [answer.total, answer.grant, *answer.town_shares, *answer.partner_shares]


def _row(kind: str, **values: Any) -> dict[str, Any]:
    return {**dict.fromkeys(_KEYS), "row": kind, **values}


def _place(decision: Decided) -> dict[str, Any]:
    return {
        "municipality": decision.municipality,
        "date": decision.date,
        "body": decision.body,
        "section": decision.section,
        "title": decision.title,
        "outcome": decision.outcome,
        "citation": decision.citation,
        "id": decision.id,
    }


def _money(figure: Figure) -> dict[str, Any]:
    return {
        "role": figure.role,
        "value": _exact(figure.value),
        "max": None if figure.max is None else _exact(figure.max),
        "currency": figure.currency,
        "qualifier": figure.qualifier,
        "approximate": figure.approximate,
        "per": figure.per,
        "vat": figure.vat,
        "party": figure.party,
        "text": figure.text,
    }


def _exact(value: Decimal) -> Decimal:
    """Return a sum with two decimals at least, as everywhere in data."""
    exponent = value.as_tuple().exponent
    return value.quantize(_CENT) if isinstance(exponent, int) and exponent > -2 else value


def _figure_note(decision: Decided, figure: Figure) -> str | None:
    notes = []
    if not decision.counts:
        notes.append(f"{decision.outcome}: does not count")
    if figure.earlier:
        notes.append("quoted from an earlier handling")
    if figure.role is Role.own_share and not figure.party:
        notes.append(NOT_STATED)
    return "; ".join(notes) or None


def _stated_note(stated: Stated, tellers: int) -> str | None:
    notes = []
    if stated.state is State.differing:
        notes.append("stated differently; not summed")
    if tellers > 1:
        notes.append(f"told by {tellers} decisions, counted once")
    if stated.role is Role.own_share and not stated.by_party:
        notes.append(NOT_STATED)
    return "; ".join(notes) or None


def _balance_note(balance: Balance) -> str:
    if balance.difference == 0:
        return "grant and own shares make the total cost"
    return (
        "of the total cost, not covered by the grant and the shares stated"
        if (balance.difference or 0) > 0
        else "grant and own shares exceed the total cost"
    )


def _figure_lines(answer: Answer, numbers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for decision in answer.decisions:
        place = {"municipality": decision.municipality, "date": decision.date, "number": f"[{numbers[decision.id]}]"}
        for figure in decision.figures:
            yield {
                **place,
                "role": figure.role.replace("_", " "),
                "sum": figure.shown,
                "party": figure.party,
                "note": _figure_note(decision, figure),
            }
        if not decision.figures:
            yield {**place, "note": "no sums stated"}


def _summary_lines(answer: Answer, numbers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for stated in _summary(answer):
        name = stated.role.replace("_", " ").capitalize() if stated.of is None else f"{stated.of}, own share"
        if stated in answer.town_shares and not stated.by_party:
            name = f"Own share told by {stated.of}"  # told, not owed: the page may mean the whole project's
        for told in stated.sums:
            by = " ".join(f"[{numbers[decision.id]}]" for decision in told.by)
            yield {"what": name, "sum": told.figure.shown, "note": _stated_note(stated, len(told.by)), "number": by}
    if answer.balance.difference is not None:
        yield {"what": "Difference", "sum": fi_money(answer.balance.difference), "note": _balance_note(answer.balance)}
    for missing in answer.missing:
        yield {"what": "Missing", "note": f"{missing.of}: {missing.what}" if missing.of else missing.what}


def _one_line(text: str) -> str:
    from minutes.output import printable

    return printable(text)
