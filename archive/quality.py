"""How well the archive's pages were read: the share of decisions with each field found, by source and month.

A share says what was found, not that it was right: an absent presenter may be absent on the page. What a fall means is
that a layout changed: last month's pages had the field and this month's do not.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

ALWAYS = ("body", "date", "section", "diary_number", "title", "rationale")
"""Fields that agendas have too."""
DECIDED = ("decision", "outcome")
"""Fields that only minutes have; their shares are of the minutes."""
LISTS = {
    "preparers": ("person", "role = 'preparer'"),
    "presenter": ("person", "role = 'presenter'"),
    "amounts": ("amount", "1"),
}
FIELDS = (*ALWAYS, "preparers", "presenter", "proposal", *DECIDED, "amounts")

MIN_DECISIONS = 10
MIN_FALL = 0.25
WINDOW = 6


@dataclass(frozen=True, slots=True)
class Quality:
    """The shares (0..1) of one source's decisions of one month (YYYY-MM) that have each field; None where none could."""

    source: str
    month: str
    decisions: int
    minutes: int
    warnings: int
    shares: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Fall:
    """A field that a source's pages stopped giving: the share of the months before, and of the month it fell in."""

    source: str
    field: str
    month: str
    before: float
    after: float


def quality(connection: sqlite3.Connection, sources: tuple[str, ...] = ()) -> Iterator[Quality]:
    """Yield the shares by source and month, oldest first; the month is the meeting's, else that of the first retrieval.

    `connection` is a plain one to the archive's file; withdrawn decisions and attachments are left out.
    """
    found = [f"sum(d.{field} IS NOT NULL AND d.{field} <> '')" for field in (*ALWAYS, "proposal", *DECIDED)]
    found += [
        f"sum(EXISTS (SELECT 1 FROM {table} x WHERE x.decision_key = d.key AND {where}))"
        for table, where in LISTS.values()
    ]
    asked = f"AND d.source IN ({', '.join('?' * len(sources))})" if sources else ""
    query = f"""
        SELECT coalesce(d.source, ''), substr(coalesce(d.date, d.first_seen), 1, 7) AS month, count(*), sum(d.status = 'minutes'),
               sum(EXISTS (SELECT 1 FROM warning w WHERE w.decision_key = d.key)), {", ".join(found)}
        FROM decision d WHERE d.withdrawn = 0 AND d.kind <> 'attachment' {asked} GROUP BY 1, 2 ORDER BY 1, 2"""
    names = (*ALWAYS, "proposal", *DECIDED, *LISTS)
    for source, month, decisions, minutes, warnings, *counts in connection.execute(query, sources):
        of = {field: minutes if field in DECIDED else decisions for field in names}
        shares = {field: count / of[field] if of[field] else None for field, count in zip(names, counts, strict=True)}
        yield Quality(source, month, decisions, minutes or 0, warnings, {field: shares[field] for field in FIELDS})


def falls(months: list[Quality]) -> list[Fall]:
    """Return the fields whose share fell in a source's last month by more than MIN_FALL of what its months before had.

    Both sides need MIN_DECISIONS decisions, so that a quiet month accuses nobody; WINDOW months before are compared.
    """
    by_source: dict[str, list[Quality]] = defaultdict(list)
    for month in months:
        by_source[month.source].append(month)
    found = []
    for source, rows in by_source.items():
        *earlier, last = rows
        earlier = earlier[-WINDOW:]
        for field in FIELDS:
            after = last.shares[field]
            count = last.minutes if field in DECIDED else last.decisions
            weights = [(row.shares[field], row.minutes if field in DECIDED else row.decisions) for row in earlier]
            total = sum(weight for share, weight in weights if share is not None)
            if after is None or count < MIN_DECISIONS or total < MIN_DECISIONS:
                continue
            before = sum(share * weight for share, weight in weights if share is not None) / total
            if before - after > MIN_FALL:
                found.append(Fall(source, field, last.month, before, after))
    return found
