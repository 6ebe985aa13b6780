"""The numbers of one body's sections of one year: read from what the pages say, and judged by how they follow one another."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple, Self

from archive.section_numbers import HIGHEST, section_numbers

START = 3
"""A series begins at 1; as much of its beginning may be missing where one is recognised by its low numbers."""
LIKE_A_YEAR, FAR_OFF = 1900, 3
"""A number from 1900 that is three times the one below it is a year, or a title's figure, read as a §."""
SEPARATOR = "\x1f"


class Day(NamedTuple):
    """The decisions of one body (or officer) of one day: its sections as written, and how many decisions there are.

    `source` is '' where it is not known, `date` ISO. `sections` holds those of the minutes, SEPARATOR between them, None where none
    states a number; `decisions` counts the minutes, `agendas` what is still agenda, `withdrawn` the minutes that were withdrawn.
    """

    source: str
    municipality: str | None
    kind: str
    body: str | None
    date: str | None
    sections: str | None
    decisions: int
    agendas: int = 0
    withdrawn: int = 0


@dataclass(slots=True)
class Series:
    """The numbers of one body and year by day, those with a letter (`117 a`) apart; `doubtful` are those that were left out."""

    name: str | None
    days: list[Day]
    by_day: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    lettered_by_day: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    lettered: list[str] = field(default_factory=list)
    unnumbered: int = 0
    doubtful: set[int] = field(default_factory=set)
    formerly: tuple[str, ...] = ()

    @classmethod
    def read(cls, days: list[Day]) -> Self:
        """Take the numbers of one body's year out of its days; of the spellings of its name the commonest stands."""
        names = {day.body for day in days}
        series = cls(names.pop() if len(names) == 1 else Counter(day.body for day in days).most_common(1)[0][0], days)
        for day in days:
            written = day.sections.split(SEPARATOR) if day.sections and day.date else ()
            series.unnumbered += day.decisions - len(written)
            for text in written:
                section = section_numbers(text)
                if section is None:
                    series.unnumbered += 1
                elif section.letter:
                    series.lettered.append(f"{section.numbers[0]} {section.letter}")
                    series.lettered_by_day[day.date or ""] += section.numbers
                else:
                    series.by_day[day.date or ""] += section.numbers
        series._leave_out(_too_high(set(chain.from_iterable(series.by_day.values()))))
        return series

    @property
    def lowest(self) -> int:
        """The lowest number; ValueError where there is none."""
        return min(chain.from_iterable((*self.by_day.values(), *self.lettered_by_day.values())))

    @property
    def highest(self) -> int:
        """The highest number; ValueError where there is none."""
        return max(chain.from_iterable((*self.by_day.values(), *self.lettered_by_day.values())))

    def join(self, former: "Series") -> None:
        """Put the numbers of a body that got this one's name before these."""
        self.formerly = (*former.formerly, *([former.name] if former.name else []))
        self.days += former.days
        self.by_day.update(former.by_day)
        self.lettered_by_day.update(former.lettered_by_day)
        self.lettered += former.lettered
        self.unnumbered += former.unnumbered
        self.doubtful |= former.doubtful

    def leave_out_strays(self) -> None:
        """Leave out a meeting whose low numbers stand amid a series that then goes on: item numbers read as sections."""
        days = sorted(self.by_day)
        for before, day, after in zip(days, days[1:], days[2:], strict=False):
            if before not in self.by_day or not _begins_low(self.by_day[day]):
                continue
            if max(self.by_day[day]) < max(self.by_day[before]) < min(self.by_day[after]):
                self.doubtful.update(self.by_day.pop(day))

    def starts(self) -> list[str] | None:
        """Return the days on which numbering begins from 1 (an officer's once), None where every meeting does so."""
        days = sorted(self.by_day)
        if self.days[0].kind == "officer_decision" or not days:
            return [""]
        starts, goes_on = days[:1], 0
        seen = set(self.by_day[days[0]])
        highest = max(seen)
        for day in days[1:]:
            numbers = set(self.by_day[day])
            lowest = min(numbers)
            if lowest <= highest and _begins_low(numbers) and (lowest == 1 or len(numbers & seen) > 1):
                starts.append(day)
                seen, highest = numbers, max(numbers)
                continue
            goes_on += lowest > max(START, highest)
            seen |= numbers
            highest = max(highest, *numbers)
        return None if len(starts) - 1 > goes_on else starts

    def between(self, since: str, until: str) -> "Stretch | None":
        """Return the numbers of the days from `since` to before `until`, None where there are none."""
        days = [day for day in sorted(self.by_day.keys() | self.lettered_by_day.keys()) if since <= day < until]
        if not days:
            return None
        plain = [self.by_day.get(day, []) for day in days]
        lettered = chain.from_iterable(self.lettered_by_day.get(day, ()) for day in days)
        return Stretch(
            days[0],
            days[-1],
            frozenset(chain(lettered, *plain)),
            _repeated(chain.from_iterable(plain)),
            _repeated(chain.from_iterable(map(set, plain))),
        )

    def _leave_out(self, numbers: set[int]) -> None:
        if numbers:
            self.doubtful |= numbers
            for day, held in list(self.by_day.items()):
                self.by_day[day] = [number for number in held if number not in numbers]
                if not self.by_day[day]:
                    del self.by_day[day]


class Stretch(NamedTuple):
    """The numbers held of the days from `since` to `until`: those of more than one decision, and those of more than one day."""

    since: str
    until: str
    numbers: frozenset[int]
    twice: frozenset[int]
    on_two_days: frozenset[int]


def _too_high(numbers: set[int]) -> set[int]:
    found = {number for number in numbers if number > HIGHEST or number < 1}
    rest = sorted(numbers - found)
    while len(rest) > 1 and rest[-1] >= LIKE_A_YEAR and rest[-1] > FAR_OFF * rest[-2]:
        found.add(rest.pop())
    return found


def _begins_low(numbers: Collection[int]) -> bool:
    """Tell whether a meeting's numbers begin a series; one number alone may be a misread one."""
    if min(numbers) > START:
        return False
    lowest = sorted(set(numbers))[:2]
    return len(lowest) == 2 and lowest[0] <= START and lowest[1] <= lowest[0] + START


def _repeated(numbers: Iterable[int]) -> frozenset[int]:
    return frozenset(number for number, times in Counter(numbers).items() if times > 1)
