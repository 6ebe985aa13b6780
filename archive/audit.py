"""How complete the archive is by the publishers' own § numbers: a body's sections are numbered through the calendar year.

A number below the highest one known that the archive does not hold is missing. That is all that numbers can tell:

- what comes after the highest number known cannot be seen in them;
- a publisher leaves out secret sections, or publishes them without a text, so a missing number may be the publisher's own;
- agendas have item numbers and no sections, they are counted apart;
- some towns number each meeting from 1, and several officers may share a title: then no share can be stated, and none is.

Everything here is a pure function over rows; `days` reads those from a plain connection to the archive's file.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Any

from archive.series import START, Day, Series, Stretch

FARTHEST = 10
"""Numbers that may be missing between the last section of a body and the first of the body that it was renamed to."""
FEW = 2
"""Meetings of a year that cannot show by themselves whether each is numbered from 1."""
DUPLICATED = 0.2
"""Share of numbers held on two days above which several series are mixed under one name."""

_OF_A_DAY = """
SELECT coalesce(source, ''), municipality, kind, {name}, date,
       group_concat(CASE WHEN status IS NOT 'agenda' THEN section END, char(31)),
       sum(status IS NOT 'agenda'), sum(status IS 'agenda'), sum(withdrawn AND status IS NOT 'agenda')
FROM decision WHERE {held} AND kind <> 'attachment' {where} GROUP BY source, municipality, kind, {name}, date"""


class Numbering(StrEnum):
    """Say how a body's sections of a year are numbered."""

    yearly = "yearly"
    continued = "continued"  # on from the year before
    restarted = "restarted"  # from 1 again within the year, e.g. with a new council term
    per_meeting = "per_meeting"
    mixed = "mixed"
    none = "none"


MEASURABLE = frozenset({Numbering.yearly, Numbering.continued, Numbering.restarted})
WHY_NOT = {
    Numbering.per_meeting: "each meeting is numbered from 1",
    Numbering.mixed: "several series are numbered under one name",
    Numbering.none: "no section numbers are held",
}
"""Why no share held can be stated, in words."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of numbers that belongs together: a year's as a rule, several where numbering began anew within the year.

    `first` is the number that it must have begun with, `missing` the numbers from there to `highest` that are not held.
    """

    since: str
    until: str
    first: int
    lowest: int
    highest: int
    missing: tuple[int, ...]

    @property
    def expected(self) -> int:
        """How many sections there must have been, up to the highest one known."""
        return self.highest - self.first + 1

    @property
    def held(self) -> int:
        """How many of them the archive holds."""
        return self.expected - len(self.missing)


@dataclass(frozen=True, slots=True)
class Audited:
    """One body's (or officer's) sections of one year; year None for what has no date.

    `decisions` counts the minutes with or without a number, `agendas` those still agenda; `duplicates` are numbers of more than one
    decision, `lettered` the sections with a letter (`117 a`, which stands for 117), `doubtful` the numbers left out of the
    series because they cannot be of it, `formerly` the names that the body had earlier in the year.
    """

    source: str
    municipality: str | None
    kind: str
    body: str | None
    year: int | None
    numbering: Numbering
    parts: tuple[Part, ...] = ()
    decisions: int = 0
    agendas: int = 0
    withdrawn: int = 0
    unnumbered: int = 0
    since: str | None = None
    until: str | None = None
    duplicates: tuple[int, ...] = ()
    lettered: tuple[str, ...] = ()
    doubtful: tuple[int, ...] = ()
    formerly: tuple[str, ...] = ()

    @property
    def measurable(self) -> bool:
        """Whether numbers tell how complete it is."""
        return self.numbering in MEASURABLE

    @property
    def held(self) -> int | None:
        """How many of the expected sections are held, None where that is not measurable."""
        return sum(part.held for part in self.parts) if self.measurable else None

    @property
    def expected(self) -> int | None:
        """How many sections there must have been, up to the highest number known; None where that is not measurable."""
        return sum(part.expected for part in self.parts) if self.measurable else None

    @property
    def share(self) -> float | None:
        """held / expected, None where that is not measurable."""
        return self.held / self.expected if self.held is not None and self.expected else None


def days(connection: sqlite3.Connection, sources: Sequence[str] = ()) -> Iterator[Day]:
    """Yield what the audit asks of the decisions (of `sources`) that are no attachments, a row a body and day.

    Of all years: a body's other years help to tell how it numbers.
    """
    where = f"AND source IN ({', '.join('?' * len(sources))})" if sources else ""
    for name, held in (("body", "body IS NOT NULL"), ("body_abbreviation", "body IS NULL")):
        rows = connection.execute(_OF_A_DAY.format(name=name, held=held, where=where), tuple(sources))
        yield from map(Day._make, rows)


def audit(rows: Iterable[Day]) -> list[Audited]:
    """Return what the numbers of each body and year tell, by source, kind, body and year."""
    groups: dict[tuple[Any, ...], dict[str, dict[int | None, list[Day]]]] = {}
    for row in rows:
        years = groups.setdefault(row[:3], {}).setdefault(_key(row.body), {})
        years.setdefault(int(row.date[:4]) if row.date else None, []).append(row)
    found: list[Audited] = []
    for (source, municipality, kind), bodies in sorted(groups.items(), key=lambda item: tuple(map(str, item[0]))):
        found += _group(Audited(source, municipality, kind, None, None, Numbering.none), bodies)
    return found


def followed(found: Iterable[Audited]) -> dict[str, tuple[int, int]]:
    """Return of each source how many sections are held, and how many there must have been since it was followed.

    That is from the first section held of each body's first year on: what came before the archive was begun is no fault of it.
    """
    shares: dict[str, tuple[int, int]] = {}
    begun: set[tuple[str, str | None, str, str]] = set()
    for one in found:
        if one.held is None or one.expected is None:
            continue
        series = (one.source, one.municipality, one.kind, _key(one.body))
        before = 0 if series in begun else one.parts[0].lowest - one.parts[0].first
        begun.add(series)
        held, expected = shares.get(one.source, (0, 0))
        shares[one.source] = (held + one.held, expected + one.expected - before)
    return shares


def _group(blank: Audited, bodies: dict[str, dict[int | None, list[Day]]]) -> Iterator[Audited]:
    read = {
        key: {year: Series.read(rows) for year, rows in sorted(years.items(), key=lambda item: item[0] or 0)}
        for key, years in bodies.items()
    }
    if blank.kind == "meeting_item":
        _join_renamed(read)
    for _, years in sorted(read.items()):
        before: Audited | None = None
        found = []
        for year, series in years.items():
            before = _audited(blank, year, series, before)
            found.append(before)
        by_meeting = any(one.numbering is Numbering.per_meeting for one in found)
        for one, series in zip(found, years.values(), strict=True):
            # A meeting or two alone look like a series; their body's other years tell.
            few = by_meeting and one.measurable and len(series.by_day) <= FEW
            yield replace(one, numbering=Numbering.per_meeting, parts=()) if few else one


@lru_cache(maxsize=10_000)
def _key(body: str | None) -> str:
    return " ".join((body or "").casefold().split())


def _join_renamed(read: dict[str, dict[int | None, Series]]) -> None:
    """Put a body's numbers of a year before those of the one body that it was evidently renamed to within that year.

    Evident where the old name ends for good before the new one first appears, and the new one's numbers go on from the old one's.
    """
    days = {key: sorted(day for series in years.values() for day in series.by_day) for key, years in read.items()}
    for key, years in read.items():
        if not days[key]:
            continue
        first_day = days[key][0]
        year = int(first_day[:4])
        lowest = years[year].lowest
        former = [
            other
            for other, held in days.items()
            if lowest > START
            and held
            and held[-1] < first_day
            and held[-1][:4] == first_day[:4]
            and 0 < lowest - read[other][year].highest <= FARTHEST
            and len(read[other][year].starts() or ()) == 1
        ]
        if len(former) == 1:
            years[year].join(read[former[0]].pop(year))
            days[former[0]] = []


def _audited(blank: Audited, year: int | None, series: Series, before: Audited | None) -> Audited:
    series.leave_out_strays()
    dates = [day.date for day in series.days if day.date and day.decisions]
    starts = series.starts()
    bounds = pairwise(["", *(starts or [""])[1:], "~"])
    stretches = [stretch for since, until in bounds if (stretch := series.between(since, until))]
    # Twice on one day is one section at two addresses; on two days it may be of two series.
    on_two_days = sum(len(stretch.on_two_days) for stretch in stretches)
    first, parts = 1, list[Part]()
    if starts is None:
        numbering = Numbering.per_meeting
    elif not stretches:
        numbering = Numbering.none
    elif on_two_days > max(1, DUPLICATED * sum(len(stretch.numbers) for stretch in stretches)):
        numbering = Numbering.mixed
    elif len(stretches) > 1:
        numbering = Numbering.restarted
    else:
        first = _first(year, series, before)
        numbering = Numbering.yearly if first == 1 else Numbering.continued
    if numbering in MEASURABLE:
        parts = [_part(stretch, first) for stretch in stretches]
    return replace(
        blank,
        body=series.name,
        year=year,
        numbering=numbering,
        parts=tuple(parts),
        decisions=sum(day.decisions for day in series.days),
        agendas=sum(day.agendas for day in series.days),
        withdrawn=sum(day.withdrawn for day in series.days),
        unnumbered=series.unnumbered,
        since=min(dates, default=None),
        until=max(dates, default=None),
        duplicates=tuple(sorted(number for stretch in stretches for number in stretch.twice)) if starts else (),
        lettered=tuple(series.lettered),
        doubtful=tuple(sorted(series.doubtful)),
        formerly=series.formerly,
    )


def _part(stretch: Stretch, first: int) -> Part:
    lowest, highest = min(stretch.numbers), max(stretch.numbers)
    missing = tuple(number for number in range(first, highest + 1) if number not in stretch.numbers)
    return Part(stretch.since, stretch.until, first, lowest, highest, missing)


def _first(year: int | None, series: Series, before: Audited | None) -> int:
    """Return the number that a year's series must have begun with: 1, or the one after the highest of the year before."""
    if year is None or before is None or not before.parts or before.year != year - 1:
        return 1
    lowest = series.lowest
    return lowest if lowest > START and before.parts[-1].highest + 1 == lowest else 1
