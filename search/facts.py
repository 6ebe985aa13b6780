"""What an index holds of a decision beside its words: the facts that filters ask for, and the line that a hit shows.

The meaning of every filter is that of `archive.filters.Filters.sql`, so that a search, an export and a funding table agree.
"""

import datetime as dt
import json
from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from hashlib import blake2b

from archive.filters import Filters
from search.documents import Document
from search.engine import Hit
from search.ranges import as_cents
from search.tree import Amount

_HIT = (
    "id",
    "source",
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


def facts_of(document: Document) -> list[str]:
    """Return the facts of a decision as terms: `municipality=siilinjärvi`, `outcome=noted`, `role=grant`, `amount`, …"""
    facts = [
        *_named("municipality", document.municipality),
        *_named("body", document.body),
        *_named("body", document.body_abbreviation),
        *(f"{name}={value}" for name in ("outcome", "kind", "source") if (value := getattr(document, name))),
        *(f"check={verdict}" for verdict in document.verdicts),
    ]
    facts += [f"role={role}" for role in facet_values(document, "role")]
    if document.amounts:
        facts.append("amount")
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


def asked_amounts(filters: Filters) -> Amount | None:
    """Return what `min_amount` and `max_amount` ask of a sum, as a condition of a query; None where they ask for none."""
    if filters.min_amount is None and filters.max_amount is None:
        return None
    return Amount(
        low=None if filters.min_amount is None else as_cents(filters.min_amount, ROUND_CEILING),
        high=None if filters.max_amount is None else as_cents(filters.max_amount, ROUND_FLOOR),
    )


def has_amount(amounts: Iterable[tuple[str, int, int]], asked: Amount) -> bool:
    """Tell whether one and the same amount (role, lowest and highest cents) is what is asked for."""
    return any(
        (asked.role is None or role == asked.role)
        and (asked.low is None or high >= asked.low)
        and (asked.high is None or low <= asked.high)
        for role, low, high in amounts
    )


def facet_values(document: Document, facet: str) -> tuple[str, ...]:
    """Return what a decision counts for in a facet of `search.engine.FACETS`, each value once; a project by its key."""
    match facet:
        case "year":
            return (f"{document.date.year:04}",) if document.date else ()
        case "role":
            return tuple(sorted({amount.role for amount in document.amounts}))
        case "project":
            return document.projects
        case "municipality" | "body" | "outcome":
            value = " ".join((getattr(document, facet) or "").split())
            return (value,) if value else ()
    raise ValueError(f"there is no facet {facet}")


def matter_of(document: Document | Hit) -> str:
    """Return what is the same for all handlings of a matter: its diary number within a municipality (where the page names
    none, within a source), else the decision itself."""
    owner, number = document.municipality or document.source, "".join((document.diary_number or "").split()).lower()
    return f"{owner.lower()}\n{number}" if owner and number else f"\n{document.id}"


def matter_number(document: Document) -> int:
    """Return `matter_of` as 64 bits, for engines that hold numbers only."""
    return int.from_bytes(blake2b(matter_of(document).encode("utf-8", "replace"), digest_size=8).digest())


def stored_hit(document: Document) -> str:
    """Return what a line shows of a decision, as JSON."""
    values = {name: getattr(document, name) for name in _HIT}
    values["date"] = document.date.isoformat() if document.date else None
    values["cents"] = max((amount.high for amount in document.amounts), default=None)
    return json.dumps(
        {name: value for name, value in values.items() if value is not None and value is not False}, ensure_ascii=False
    )


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
