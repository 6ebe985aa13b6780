"""What an audit found, as rows for people and programs and as a sentence to quote."""

import datetime as dt
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Any

from archive.audit import WHY_NOT, Audited, Numbering
from archive.section_numbers import in_words, runs
from minutes.output import Column, counted, fi_date, printable

FILES = "(files)"
"""Stands for the source of imported files whose publisher is not known."""
SHOWN = 40
"""Characters of the missing numbers in a table; all of them are in csv, jsonl and the sentence."""
COLUMNS = (
    Column("source", "Source"),
    Column("body", "Body"),
    Column("year", "Year"),
    Column("lowest", "From §", right=True),
    Column("highest", "To §", right=True),
    Column("held", "Held", right=True),
    Column("expected", "Expected", right=True),
    Column("share", "Share", right=True),
    Column("missing", "Missing §§"),
    Column("note", "Note"),
)
DATA = tuple(
    Column(key, key)
    for key in (
        *("source", "municipality", "kind", "body", "formerly", "year", "numbering", "measurable", "since", "until"),
        *("lowest", "highest", "held", "expected", "share", "missing", "missing_count", "duplicates", "lettered"),
        *("doubtful", "decisions", "unnumbered", "withdrawn", "agendas", "parts", "sentence"),
    )
)
"""What programs get: csv and jsonl."""
LIMITS = (
    "Numbers after the highest one known cannot be seen here (--online asks the publisher's lists); a missing number may be a secret "
    "section that was never published, or one that was erased here. Agendas have no sections and are not counted."
)


def rows(found: Iterable[Audited]) -> Iterator[dict[str, Any]]:
    """Yield a row for people a body and year."""
    for one in found:
        missing = _missing(one)
        yield {
            "source": one.source or _files(one.municipality),
            "body": one.body,
            "year": str(one.year) if one.year else "undated",
            "lowest": _text(min((part.lowest for part in one.parts), default=None)),
            "highest": _text(max((part.highest for part in one.parts), default=None)),
            "held": str(one.decisions if one.held is None else one.held),
            "expected": _text(one.expected),
            "share": percent(one.held, one.expected),
            "missing": missing if len(missing) <= SHOWN else f"{missing[:SHOWN].rpartition(', ')[0]} …",
            "note": "; ".join(_notes(one)),
        }


def data(found: Iterable[Audited], today: dt.date) -> Iterator[dict[str, Any]]:
    """Yield a record for programs a body and year: numbers as numbers, `missing` as runs in words, `parts` with every missing number."""
    for one in found:
        yield {
            "source": one.source or None,
            "municipality": one.municipality,
            "kind": one.kind,
            "body": one.body,
            "formerly": list(one.formerly),
            "year": one.year,
            "numbering": str(one.numbering),
            "measurable": one.measurable,
            "since": one.since,
            "until": one.until,
            "lowest": min((part.lowest for part in one.parts), default=None),
            "highest": max((part.highest for part in one.parts), default=None),
            "held": one.held,
            "expected": one.expected,
            "share": None if one.share is None else round(one.share, 6),
            "missing": _missing(one) if one.measurable else None,
            "missing_count": sum(len(part.missing) for part in one.parts) if one.measurable else None,
            "duplicates": in_words(one.duplicates),
            "lettered": list(one.lettered),
            "doubtful": list(one.doubtful),
            "decisions": one.decisions,
            "unnumbered": one.unnumbered,
            "withdrawn": one.withdrawn,
            "agendas": one.agendas,
            "parts": [
                {
                    "since": part.since,
                    "until": part.until,
                    "first": part.first,
                    "lowest": part.lowest,
                    "highest": part.highest,
                    "held": part.held,
                    "expected": part.expected,
                    "missing": [list(run) for run in runs(part.missing)],
                }
                for part in one.parts
            ],
            "sentence": sentence(one, today),
        }


def flat(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with its parts in one cell, for csv."""
    parts = (f"{part['since']}–{part['until']}: §§ {part['first']}–{part['highest']}" for part in record["parts"])
    return {**record, "parts": list(parts)}


def sentence(one: Audited, today: dt.date) -> str:
    """Return what was found as a sentence to quote, with the day and the program's version.

    >>> one = Audited("kukkula", "Kukkula", "meeting_item", "Kunnanhallitus", None, Numbering.none, decisions=2)
    >>> sentence(one, dt.date(2026, 11, 22)).partition("; audited")[0]
    'Kukkula, Kunnanhallitus, undated: 2 decisions held, completeness not measurable (no section numbers are held)'
    """
    when = f" {one.year}" if one.year else ", undated"
    name = f"{one.body or 'body not stated'}" + (f" (formerly {', '.join(one.formerly)})" if one.formerly else "")
    who = printable(f"{one.municipality or one.source or FILES}, {name}{when}")
    audited = f"audited {fi_date(today)}, minutes {version('minutes')}"
    if not one.measurable:
        return f"{who}: {counted(one.decisions, 'decision')} held, completeness not measurable ({WHY_NOT[one.numbering]}); {audited}"
    missing = sum(len(part.missing) for part in one.parts)
    told = f"missing §{'§' if missing > 1 else ''} {_missing(one)}" if missing else "none missing"
    return f"{who}: {one.held} of {one.expected} sections held ({percent(one.held, one.expected)}), {told}; {audited}"


def percent(held: int | None, expected: int | None) -> str:
    """Return a share in per cent with one decimal, rounded half up; '' where there is none.

    Only a whole one is 100 %, and only none is 0.0 %.

    >>> percent(3, 70), percent(1999, 2000), percent(1, 9000), percent(5, 5)
    ('4.3 %', '99.9 %', '0.1 %', '100 %')
    """
    if held is None or not expected:
        return ""
    if held in (0, expected):
        return "100 %" if held else "0.0 %"
    thousandths = (held * 2000 + expected) // (expected * 2)
    return f"{min(max(thousandths, 1), 999) / 10:.1f} %"


def _files(municipality: str | None) -> str:
    """Return what stands for the source of imported files, with the town that tells them from another's."""
    return f"{FILES} {municipality}" if municipality else FILES


def _missing(one: Audited) -> str:
    """Return the missing numbers in words; where numbering began anew, with the days of each part."""
    if len(one.parts) < 2:
        return "".join(in_words(part.missing) for part in one.parts)
    return "; ".join(
        f"{in_words(part.missing)} ({fi_date(part.since)}–{fi_date(part.until)})" for part in one.parts if part.missing
    )


def _notes(one: Audited) -> Iterator[str]:
    if not one.measurable:
        yield f"not measurable: {WHY_NOT[one.numbering]}" if one.decisions else "agendas only"
    if one.formerly:
        yield f"formerly {', '.join(one.formerly)}"
    if one.numbering is Numbering.restarted:
        yield f"numbering began anew {', '.join(fi_date(part.since) for part in one.parts[1:])}"
    if one.numbering is Numbering.continued:
        yield "numbered on from the year before"
    if one.duplicates:
        yield f"twice: {in_words(one.duplicates)}"
    if one.doubtful:
        yield f"left out, misread: {in_words(one.doubtful)}"
    if one.unnumbered and one.measurable:
        yield f"{one.unnumbered} without a number"
    if one.agendas:
        yield f"{counted(one.agendas, 'agenda item')} besides"


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
