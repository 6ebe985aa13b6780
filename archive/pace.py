"""How often a publisher brings something new, and how long a silence is unlike it.

What is new is counted on the day it was first seen; what a walk through the lists brought long after its meeting counts on the
meeting's day, so that filling an archive looks like the years it fills. Councils rest from Midsummer to the first week of August and
over Christmas: those days count neither as silence nor as pace.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import median

BACKFILLED = 30
"""Days after its meeting from which a decision counts as found in the lists rather than as just published."""
WEEKS = 52
FEWEST_WEEKS = 4
FEWEST_DAYS = 4
"""Weeks, and days with something new, before a pace can be told."""
LEAST_PATIENCE, MOST_PATIENCE = 14, 120
UNKNOWN_PATIENCE = 60
"""Days without anything new before it is said: twice the usual gap within these bounds; the last where no gap is known."""
GAPS = 2
RESTS = (((6, 20), (8, 7)), ((12, 21), (1, 6)))
"""First and last day, (month, day), of the times when councils do not meet."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What a source brings: `usual_week` is the median of a week's new decisions, `usual_gap` the days between two with something new.

    The usual gap is the one that half of the year's days lie in or below, so that three busy days a month make a gap of a month, not of
    a day. Both are None where too little is known. `last` is the last day with something new.
    """

    new_week: int = 0
    new_month: int = 0
    usual_week: float | None = None
    usual_gap: int | None = None
    last: dt.date | None = None

    @property
    def patience(self) -> int:
        """How many days without anything new are nothing unusual."""
        if self.usual_gap is None:
            return UNKNOWN_PATIENCE
        return min(max(GAPS * self.usual_gap, LEAST_PATIENCE), MOST_PATIENCE)


def pace(new_by_day: Mapping[dt.date, int], today: dt.date) -> Pace:
    """Return the pace of a source whose new decisions are counted by day, over the last year."""
    days = sorted(day for day in new_by_day if day <= today)
    if not days:
        return Pace()
    year = [day for day in days if day > today - dt.timedelta(weeks=WEEKS)]
    gaps = [working_days(day, later) for day, later in pairwise(year)]
    return Pace(
        new_week=sum(new_by_day[day] for day in year if day > today - dt.timedelta(days=7)),
        new_month=sum(new_by_day[day] for day in year if day > today - dt.timedelta(days=30)),
        usual_week=_usual_week({day: new_by_day[day] for day in year}, today),
        usual_gap=_usual_gap(gaps) if len(year) >= FEWEST_DAYS else None,
        last=days[-1],
    )


def working_days(since: dt.date, until: dt.date) -> int:
    """Return how many days after `since`, up to and with `until`, are not in a rest.

    >>> working_days(dt.date(2026, 6, 10), dt.date(2026, 8, 17))
    19
    """
    if until <= since:
        return 0
    return sum(
        _worked(year)[(until.timetuple().tm_yday if year == until.year else -1)]
        - (_worked(year)[since.timetuple().tm_yday] if year == since.year else 0)
        for year in range(since.year, until.year + 1)
    )


@lru_cache(maxsize=64)
def _worked(year: int) -> tuple[int, ...]:
    """Return how many working days there are up to each day of a year, by the day's number; 0 at 0."""
    counts, day = [0], dt.date(year, 1, 1)
    while day.year == year:
        counts.append(counts[-1] + (not _rests(day)))
        if day == dt.date.max:
            break
        day += dt.timedelta(days=1)
    return tuple(counts)


def _rests(day: dt.date) -> bool:
    at = (day.month, day.day)
    return any(first <= at <= last if first <= last else at >= first or at <= last for first, last in RESTS)


def _usual_gap(gaps: list[int]) -> int:
    days = 0
    for gap in sorted(gaps):
        days += gap
        if 2 * days >= sum(gaps):
            return max(1, gap)
    return 1


def _usual_week(new_by_day: Mapping[dt.date, int], today: dt.date) -> float | None:
    """Return the median over the whole weeks back to the first with something new, without those that hold a day of rest."""
    counts = [0] * (WEEKS + 1)
    for day, count in new_by_day.items():
        counts[(today - day).days // 7] += count
    since = (today - min(new_by_day)).days if new_by_day else 0
    whole = [counts[week] for week in _weeks_without_rest(today) if week * 7 + 6 <= since]
    return float(median(whole)) if len(whole) >= FEWEST_WEEKS else None


@lru_cache(maxsize=4)
def _weeks_without_rest(today: dt.date) -> tuple[int, ...]:
    """Return the weeks of the last year, 0 the one that ends today, in which no day is one of rest."""
    weeks = ([today - dt.timedelta(days=7 * week + day) for day in range(7)] for week in range(WEEKS))
    return tuple(number for number, week in enumerate(weeks) if not any(map(_rests, week)))
