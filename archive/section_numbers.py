"""Section numbers (§) as figures: how one is read, and how many of them are told in few words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

HIGHEST = 9_999
"""No body numbers further within a year; a greater figure is a number and a title read as one."""
MOST_IN_ONE = 20
"""Sections that one page may hold under one head (`§ 94–96`)."""
_SECTION = re.compile(r"§?\s*(\d{1,9})\s*(?:([A-Za-zÅÄÖåäö])|[–-]\s*§?\s*(\d{1,9}))?\s*§?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Section:
    """The numbers that a decision's § stands for, one as a rule; `letter` is that of an inserted section (`117 a`)."""

    numbers: tuple[int, ...]
    letter: str = ""


@lru_cache(maxsize=10_000)
def section_numbers(text: str | None) -> Section | None:
    """Return the numbers of a § as text, None where it states none.

    >>> section_numbers("117"), section_numbers("117 a"), section_numbers("94–96"), section_numbers("II/3")
    (Section(numbers=(117,), letter=''), Section(numbers=(117,), letter='a'), Section(numbers=(94, 95, 96), letter=''), None)
    """
    if text is None:
        return None
    found = _SECTION.fullmatch(text.strip())
    if found is None:
        return None
    first, last = int(found[1]), int(found[3] or found[1])
    if not first <= last < first + MOST_IN_ONE:
        return None
    return Section(tuple(range(first, last + 1)), (found[2] or "").lower())


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of consecutive numbers, (first, last), in order.

    >>> list(runs([31, 12, 14, 13, 13]))
    [(12, 14), (31, 31)]
    """
    first = last = None
    for number in sorted(set(numbers)):
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = number
    if first is not None and last is not None:
        yield first, last


def in_words(numbers: Iterable[int]) -> str:
    """Return numbers as a reader would write them: runs of three and more with a dash.

    >>> in_words([12, 13, 14, 31, 77, 78])
    '12–14, 31, 77, 78'
    """
    parts = []
    for first, last in runs(numbers):
        if last - first == 1:
            parts += [str(first), str(last)]
        else:
            parts.append(str(first) if first == last else f"{first}–{last}")
    return ", ".join(parts)
