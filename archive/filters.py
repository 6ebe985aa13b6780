"""Filters on decisions, as SQL conditions; light, so that a search can use them without the tables' classes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

_CENTS = 100
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Filters:
    """Which decisions are meant; several values of one filter mean any of them, several filters mean all.

    Dates are inclusive. Names of municipalities and bodies match whole and in any letter case, a body also by its
    abbreviation. `min_amount` and `max_amount` are euros and ask for one and the same EUR amount of the decision's
    own (not of an earlier handling) within both; a range as written ("1–2 M€") counts where it overlaps.
    """

    municipality: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    outcome: tuple[str, ...] = ()
    min_amount: Decimal | None = None
    max_amount: Decimal | None = None
    check: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    withdrawn: bool = False

    def sql(self) -> tuple[str, list[str | int]]:
        """Return a condition on table decision, alias `d`, with its parameters; `1` where nothing is asked."""
        where: list[str] = []
        params: list[str | int] = []

        def among(columns: Sequence[str], values: Sequence[str]) -> None:
            if values:
                marks = ", ".join("?" * len(values))
                where.append("(" + " OR ".join(f"{column} IN ({marks})" for column in columns) + ")")
                for _ in columns:
                    params.extend(map(str, values))

        among(["d.municipality"], spellings(self.municipality))
        among(["d.body", "d.body_abbreviation"], spellings(self.body))
        among(["d.outcome"], self.outcome)
        among(["d.kind"], self.kind)
        among(["d.source"], self.source)
        if self.date_from:
            where.append("d.date >= ?")
            params.append(self.date_from.isoformat())
        if self.date_to:
            where.append("d.date <= ?")
            params.append(self.date_to.isoformat())
        if self.min_amount is not None or self.max_amount is not None:
            where.append(
                "EXISTS (SELECT 1 FROM amount a WHERE a.decision_key = d.key AND a.part <> 'earlier' AND a.currency = 'EUR'"
                " AND coalesce(a.max_cents, a.cents) >= ? AND a.cents <= ?)"
            )
            params.append(-_LARGEST if self.min_amount is None else _bound(self.min_amount, ROUND_CEILING))
            params.append(_LARGEST if self.max_amount is None else _bound(self.max_amount, ROUND_FLOOR))
        if self.check:
            marks = ", ".join("?" * len(self.check))
            where.append(
                "EXISTS (SELECT 1 FROM arithmetic c WHERE c.decision_key = d.key AND c.verdict IN (" + marks + "))"
            )
            params.extend(map(str, self.check))
        if not self.withdrawn:
            where.append("d.withdrawn = 0")
        return " AND ".join(where) or "1", params

    def meets(self, value: Decimal, most: Decimal | None, currency: str, part: str) -> bool:
        """Tell whether one amount is what `min_amount` and `max_amount` ask for, as `sql` does; True where neither is set."""
        if self.min_amount is None and self.max_amount is None:
            return True
        return (
            currency == "EUR"
            and part != "earlier"
            and (self.min_amount is None or (value if most is None else most) >= self.min_amount)
            and (self.max_amount is None or value <= self.max_amount)
        )


def spellings(names: Sequence[str]) -> tuple[str, ...]:
    """Return each name in the letter cases that minutes are written in (SQLite folds only ASCII).

    >>> spellings(["äänekoski"])
    ('äänekoski', 'Äänekoski', 'ÄÄNEKOSKI')
    """
    found: dict[str, None] = {}
    for name in (" ".join(name.split()) for name in names):
        lower = name.lower()
        for form in (name, lower, lower[:1].upper() + lower[1:], lower.title(), name.upper()):
            found[form] = None
    return tuple(found)


def _bound(euros: Decimal, rounding: str) -> int:
    if not euros.is_finite() or euros.adjusted() > 16:
        return _LARGEST if euros > 0 else -_LARGEST
    return int((euros * _CENTS).to_integral_value(rounding=rounding))
