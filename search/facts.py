"""What an index holds of a decision beside its words: the facts that filters ask for, and the line that a hit shows.

The meaning of every filter is that of `archive.filters.Filters.sql`, so that a search, an export and a funding table agree.
"""

import datetime as dt
import json
from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from archive.filters import Filters
from search.documents import Document
from search.engine import Hit

_HIT = (
    "id",
    "municipality",
    "body",
    "section",
    "title",
    "kind",
    "status",
    "outcome",
    "diary_number",
    "url",
    "withdrawn",
)
_BEYOND = 2**63  # no amount in cents is as large


def facts_of(document: Document) -> list[str]:
    """Return the facts of a decision as terms: `municipality=siilinjärvi`, `outcome=noted`, …"""
    facts = [
        *_named("municipality", document.municipality),
        *_named("body", document.body),
        *_named("body", document.body_abbreviation),
        *(f"{name}={value}" for name in ("outcome", "kind", "source") if (value := getattr(document, name))),
        *(f"check={verdict}" for verdict in document.verdicts),
    ]
    if document.withdrawn:
        facts.append("withdrawn")
    return list(dict.fromkeys(facts))


def wanted_facts(filters: Filters) -> list[list[str]]:
    """Return what the filters ask for, as groups of facts: one of each group must be there."""
    groups = [
        [_folded("municipality", name) for name in filters.municipality],
        [_folded("body", name) for name in filters.body],
        [f"outcome={value}" for value in filters.outcome],
        [f"kind={value}" for value in filters.kind],
        [f"source={value}" for value in filters.source],
        [f"check={value}" for value in filters.check],
    ]
    return [group for group in groups if group]


def day_number(day: dt.date | None) -> int:
    """Return a day as YYYYMMDD, or 0 for None."""
    return day.year * 10_000 + day.month * 100 + day.day if day else 0


def amount_bounds(filters: Filters) -> tuple[int, int] | None:
    """Return the least and the greatest cents that the filters ask for, or None where they ask for no amount."""
    if filters.min_amount is None and filters.max_amount is None:
        return None
    return (
        -_BEYOND if filters.min_amount is None else _cents(filters.min_amount, ROUND_CEILING),
        _BEYOND if filters.max_amount is None else _cents(filters.max_amount, ROUND_FLOOR),
    )


def allows_amount(amounts: Iterable[tuple[int, ...]], bounds: tuple[int, int]) -> bool:
    """Tell whether one and the same amount, a (lowest, highest) pair of cents, reaches into the bounds."""
    least, greatest = bounds
    return any(high >= least and low <= greatest for low, high in amounts)


def stored_hit(document: Document) -> str:
    """Return what a line shows of a decision, as JSON."""
    values = {name: getattr(document, name) for name in _HIT}
    values["date"] = document.date.isoformat() if document.date else None
    values["cents"] = max((high for _, high in document.amounts), default=None)
    return json.dumps({name: value for name, value in values.items() if value not in (None, False)}, ensure_ascii=False)


def hit_of(stored: str, score: float | None) -> Hit:
    """Return the hit of a stored line."""
    values = json.loads(stored)
    date, cents = values.pop("date", None), values.pop("cents", None)
    return Hit(
        **values,
        date=dt.date.fromisoformat(date) if date else None,
        largest_amount=None if cents is None else Decimal(cents).scaleb(-2),
        score=score,
    )


def _named(name: str, value: str | None) -> list[str]:
    return [_folded(name, value)] if value and value.strip() else []


def _folded(name: str, value: str) -> str:
    return f"{name}={' '.join(value.split()).lower()}"


def _cents(euros: Decimal, rounding: str) -> int:
    if not euros.is_finite() or euros.adjusted() > 16:
        return _BEYOND if euros > 0 else -_BEYOND
    return int((euros * 100).to_integral_value(rounding=rounding))
