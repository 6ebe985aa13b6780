"""Invented towns whose sections are numbered in every way that is known, with holes that the generator made and knows of."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path
from random import Random

from archive.audit import Numbering
from archive.series import SEPARATOR, Day
from archive.store import Archive
from scraper.page import Link, LinkKind, Page, Parsed
from scraper.records import Decision, Kind, Status

YEAR = 2023
TERM_ENDS = dt.date(YEAR, 6, 1)


@dataclass(frozen=True)
class Item:
    """One published section, or an agenda item that has none yet."""

    body: str | None
    date: dt.date | None
    section: str | None
    kind: Kind = Kind.meeting_item
    status: Status = Status.minutes
    source: str = "harjuvesi"
    municipality: str = "Harjuvesi"


@dataclass(frozen=True)
class Truth:
    """What an audit must find of one body and year; the parts are (first, highest, missing)."""

    body: str
    numbering: Numbering
    parts: tuple[tuple[int, int, tuple[int, ...]], ...] = ()
    year: int = YEAR


@dataclass(frozen=True)
class Series:
    """A body's meetings of a year: how many items each had, and which of its numbers are not held."""

    body: str
    sizes: tuple[int, ...]
    holes: frozenset[int] = frozenset()
    first: int = 1
    start: dt.date = dt.date(YEAR, 1, 9)
    days_between: int = 13
    kind: Kind = Kind.meeting_item

    @property
    def dates(self) -> list[dt.date]:
        """Return the day of each meeting."""
        return [self.start + dt.timedelta(days=self.days_between * n) for n in range(len(self.sizes))]

    def items(self) -> list[Item]:
        """Return the sections that are held."""
        bounds = list(accumulate(self.sizes, initial=self.first))
        return [
            Item(self.body, date, str(number), self.kind)
            for date, (low, high) in zip(self.dates, pairwise(bounds), strict=True)
            for number in range(low, high)
            if number not in self.holes
        ]

    def part(self) -> tuple[int, int, tuple[int, ...]]:
        """Return the first number, the highest that is held and the missing ones below it."""
        held = [int(item.section or 0) for item in self.items()]
        return self.first, max(held), tuple(sorted(hole for hole in self.holes if self.first <= hole < max(held)))


def per_meeting(body: str, sizes: Sequence[int], holes: Iterable[tuple[int, int]] = ()) -> list[Item]:
    """Return the sections of a body that numbers each meeting from 1; a hole is (meeting, number)."""
    dates = Series(body, tuple(sizes)).dates
    return [
        Item(body, dates[meeting], str(number))
        for meeting, size in enumerate(sizes)
        for number in range(1, size + 1)
        if (meeting, number) not in set(holes)
    ]


def renamed(old: Series, new: str, sizes: tuple[int, ...], holes: frozenset[int]) -> tuple[list[Item], Truth]:
    """Return the sections of a body that gets a new name within the year and numbers on, and what an audit must find."""
    start = old.dates[-1] + dt.timedelta(days=20)
    later = Series(new, sizes, holes, first=old.first + sum(old.sizes), start=start, kind=old.kind)
    _, highest, missing = later.part()
    gone = tuple(sorted({*(hole for hole in old.holes if hole < highest), *missing}))
    return old.items() + later.items(), Truth(new, Numbering.yearly, ((1, highest, gone),))


def restarted(
    body: str, before: tuple[int, ...], after: tuple[int, ...], holes: frozenset[int]
) -> tuple[list[Item], Truth]:
    """Return the sections of a body that begins anew with a new council term; holes are of the first part."""
    first = Series(body, before, holes)
    second = Series(body, after, start=max(TERM_ENDS, first.dates[-1] + dt.timedelta(days=7)), days_between=11)
    return first.items() + second.items(), Truth(body, Numbering.restarted, (first.part(), second.part()))


def days(items: Iterable[Item]) -> list[Day]:
    """Return what the archive's query gives the audit of these items."""
    grouped: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for item in items:
        grouped[item.source, item.municipality, item.kind, item.body, item.date].append(item)
    found = []
    for (_, _, _, _, date), held in grouped.items():
        one = held[0]
        sections = [item.section for item in held if item.section is not None and item.status is Status.minutes]
        agendas = sum(item.status is Status.agenda for item in held)
        day = date.isoformat() if isinstance(date, dt.date) else None
        found.append(
            Day(
                one.source,
                one.municipality,
                str(one.kind),
                one.body,
                day,
                SEPARATOR.join(sections) or None,
                len(held) - agendas,
                agendas,
            )
        )
    return found


def keep(path: Path, items: Iterable[Item]) -> None:
    """Save the items in an archive as a sync would."""
    with Archive.open(path) as archive, archive.batch() as batch:
        for number, item in enumerate(items):
            id_ = f"{YEAR}{number}-1"
            url = f"https://{item.source}.example/cgi?page=meetingitem&id={id_}"
            page = Page(
                url,
                f"<html>{number}</html>".encode(),
                "text/html",
                dt.datetime(2024, 1, 2, tzinfo=dt.UTC),
                link=Link(url, LinkKind.meeting_item, id_),
            )
            decision = Decision(
                kind=item.kind,
                status=item.status,
                body=item.body,
                date=item.date,
                section=item.section,
                title=f"Asia {number}",
            )
            batch.save(item.source, Parsed("invented", (decision,), ids=(id_,)), page, municipality=item.municipality)


def a_town(seed: int) -> tuple[list[Item], list[Truth]]:
    """Return a whole town, a different one for each seed: bodies of every kind, officers, agendas, and what an audit must find."""
    random = Random(seed)

    def sizes(least: int = 4) -> tuple[int, ...]:
        return tuple(random.randint(3, 14) for _ in range(random.randint(least, 16)))

    def holes(sizes: Sequence[int], lowest: int = 3) -> frozenset[int]:
        every = range(lowest, sum(sizes) + 1)
        return frozenset(random.sample(every, k=random.randint(0, len(every) // 6)))

    items: list[Item] = []
    truths: list[Truth] = []
    for body in ("Kunnanhallitus", "Kunnanvaltuusto", "Tarkastuslautakunta"):
        of = sizes()
        series = Series(body, of, holes(of), days_between=340 // len(of))
        items += series.items()
        truths.append(Truth(body, Numbering.yearly, (series.part(),)))
    of = sizes()
    items += per_meeting("Nuorisovaltuusto", of, [(random.randrange(len(of)), random.randint(3, 14)) for _ in range(3)])
    truths.append(Truth("Nuorisovaltuusto", Numbering.per_meeting))
    of = sizes(3)[:7]
    more, truth = renamed(
        Series("Tekninen lautakunta", of, holes(of)), "Elinvoimalautakunta", (5, 9, 4), frozenset({sum(of) + 4})
    )
    items, truths = items + more, [*truths, truth]
    of = sizes(3)[:9]
    more, truth = restarted("Sivistyslautakunta", of, (6, 8, 7), holes(of))
    items, truths = items + more, [*truths, truth]
    for officer in ("Kunnanjohtaja", "Rakennustarkastaja"):
        of = tuple(1 for _ in range(random.randint(5, 60)))
        series = Series(officer, of, holes(of), days_between=random.randint(1, 6), kind=Kind.officer_decision)
        items += series.items()
        truths.append(Truth(officer, Numbering.yearly, (series.part(),)))
    for school in range(3):  # three schools, each with a head of its own, all of them just "Rehtori"
        rector = Series("Rehtori", (1,) * 12, start=dt.date(YEAR, 1, 9 + school), kind=Kind.officer_decision)
        items += rector.items()
    truths.append(Truth("Rehtori", Numbering.mixed))
    items += [Item("Kunnanhallitus", dt.date(YEAR, 12, 28), None, status=Status.agenda) for _ in range(4)]
    random.shuffle(items)
    return items, truths


def moved(items: Iterable[Item], years: int) -> list[Item]:
    """Return the items as many years later."""
    return [replace(item, date=item.date and item.date.replace(year=item.date.year + years)) for item in items]
