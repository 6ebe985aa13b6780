"""Heads, feet and numbers of pages, told from what stands on the pages and taken out.

A page head says the same on every page but for its page number and § (formats.md 7.7). What merely repeats is none: a
table on every page, a label, the wording of a decision.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from scraper.grammar.labels import is_field_word

EDGE = 5
"""Lines from the top and from the bottom of a page among which its head and foot are."""
FEW_PAGES = 3
"""Pages from which on a line that most of them share is a page head."""
MOST = 0.5
NEARLY_ALL = 0.75
"""Shares of the pages that have a head, and a foot: above a foot stands a decision, and many decisions say the same."""

_NUMBER = re.compile(
    r"(?i:\b(?:sivu|sida|page|s\.))\s*\d{1,4}(?:\s*[(/]\s*\d{1,4}\)?)?|(?<![\d.,])\d{1,4}\s?\(\s?\d{1,4}\s?\)|^\W*\d{1,4}(?:\s?/\s?\d{1,4})?\W*$"
)
_SECTION = re.compile(r"§§?\s*\d{1,4}(?:\s*[-–,]\s*\d{1,4})*|\d{1,4}\s*§")
_OUTER_NUMBER = re.compile(r"(?<=\s)\d{1,4}$|^\d{1,4}(?=\s)")
_BARE = re.compile(r"[0-9]{1,4}\Z")
_LETTERS = re.compile(r"[^\W\d_]")
_SPACES = re.compile(r"\s+")


def without_running_lines(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the pages without their heads, feet and page numbers.

    A head stays where it appears first: it may be all that says whose minutes these are, and in some nothing but a head says
    where a § begins. Tables that stand on every page stay: their figures do not run with the pages.
    """
    if len(pages) < 2:
        return [list(page) for page in pages]
    pages = _without_bare_numbers(_without_bare_numbers(pages, 0), -1)
    heads, feet = _shared(pages, MOST, top=True), _shared(pages, NEARLY_ALL, top=False)
    seen: set[str] = set()
    kept = []
    for page in pages:
        start, end = _head_end(page, heads), _foot_start(page, feet)
        first = [line for line in page[:start] if _key(line) in heads and _once(line) not in seen]
        seen.update(map(_once, first))
        kept.append([*first, *page[start : max(start, end)]])
    return kept


def _without_bare_numbers(pages: Sequence[Sequence[str]], place: int) -> list[list[str]]:
    """Drop the first or last line of each page where it is a number alone that runs with the pages."""
    numbers = [int(page[place]) - n if page and _BARE.match(page[place]) else None for n, page in enumerate(pages)]
    offsets = Counter(number for number in numbers if number is not None)
    offset, count = offsets.most_common(1)[0] if offsets else (None, 0)
    runs = count >= max(FEW_PAGES, MOST * len(pages))
    return [
        [line for at, line in enumerate(page) if not (runs and number == offset and at == place % len(page))]
        for page, number in zip(pages, numbers, strict=True)
    ]


def _head_end(page: Sequence[str], heads: set[str]) -> int:
    """Return where a page's head ends: only what stands outermost is one."""
    end = 0
    while end < min(EDGE, len(page)) and (_key(page[end]) in heads or (end == 0 and _is_page_number(page[0]))):
        end += 1
    return end


def _foot_start(page: Sequence[str], feet: set[str]) -> int:
    """Return where a page's foot begins; what a label stands above is no foot, however often it is said."""
    start = len(page)
    while start > max(len(page) - EDGE, 0):
        line, last = page[start - 1], start == len(page)
        if not (_key(line) in feet or (last and _is_page_number(line))):
            break
        if start > 1 and is_field_word(page[start - 2]):
            break
        start -= 1
    return start


def _once(line: str) -> str:
    """Return what makes a page head another one: its words and its §, not its page number."""
    return _OUTER_NUMBER.sub("#", _NUMBER.sub("#", line)) if "§" in line else _key(line)


def _shared(pages: Sequence[Sequence[str]], most: float, *, top: bool) -> set[str]:
    """Return the keys of the lines that so many of the pages have at their upper or lower edge; sentences and labels are none."""
    if len(pages) < FEW_PAGES:
        return set()
    found: Counter[str] = Counter()
    offsets: dict[str, Counter[int]] = {}
    for number, page in enumerate(pages):
        keys = {_key(line): line for line in (page[:EDGE] if top else page[-EDGE:]) if not line.endswith(".")}
        found.update(keys.keys())
        for key, line in keys.items():
            if outer := _OUTER_NUMBER.search(line):
                offsets.setdefault(key, Counter())[int(outer[0]) - number] += 1
    least = max(FEW_PAGES, most * len(pages))
    return {
        key
        for key, count in found.items()
        if count >= least
        and len(_LETTERS.findall(key)) >= 3
        and not is_field_word(key)
        and (key not in offsets or max(offsets[key].values()) >= most * count)
    }


@lru_cache(maxsize=4096)
def _key(line: str) -> str:
    line = _SECTION.sub("§", _NUMBER.sub("#", line))
    return _SPACES.sub(" ", _OUTER_NUMBER.sub("#", line)).strip().casefold()


def _is_page_number(line: str) -> bool:
    """Say whether the first or last line of a page is its number, written as only page numbers are (`12 (45)`, `Sivu 12`)."""
    if len(line) > 20:
        return False
    found = _NUMBER.fullmatch(line.strip(" -–"))
    return found is not None and not found[0].strip().isdigit()
