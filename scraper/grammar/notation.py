"""How a sum of money is written: one pass over the text that turns notation into exact values (formats.md 7.4 and 11).

The pass is anchored on digits: every number is read once, then its unit, range and sign are read at that place.
Dates, diary numbers, laws, property ids and phone numbers are read first, so that their digits are never a number.
Sums written in words (`viisituhatta euroa`) are anchored on the currency.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from scraper.grammar.figures import DASH, DASHES, FIGURE, SPACE, Figure, figure, figure_at
from scraper.grammar.numerals import numeral
from scraper.grammar.units import EURO, THOUSAND, Unit, factor_of, spelled, unit_after

MINUS = "-\u2010\u2011\u2012\u2013\u2212"
WORD_REACH = 60
# What is read before any number: its digits are no sum, whatever follows.
_NOT_A_NUMBER = rf"""
    \d{{1,2}}\.\d{{1,2}}\.(?:(?:19|20)\d\d|\d\d)(?!\d)                      # 1.9.2023, 1.9.23
  | \d{{1,2}}\.{SPACE}?\d{{1,2}}\.{SPACE}(?:19|20)\d\d(?!\d|{SPACE}?(?:€|e\b|euro))   # 1. 9. 2023
  | \d{{1,2}}\.\d{{1,2}}\.(?=[{MINUS}\s])                                    # 31.12.
  | \d++(?:{DASH}\d++){{2,}}+                                                # 286-21-352-7, 2023-09-01
  | \d{{6,7}}-\d(?!\d)                                                       # 1742476-6
  | \d++/\d++(?:[./]\d++)*+(?!{SPACE}?(?:€|e\b|euro))                        # 380/2023, 292/00.01.05/2023
  | \d++:\d\d(?!\d)(?:[.:]\d\d)?+                                            # 14:04, 1:500
  | 0\d++(?:[ -]\d++)*+                                                      # 044 781 1250, 00510
  | \d{{1,3}}(?:{SPACE}\d{{3}}(?!\d)){{0,3}}+{SPACE}?(?:brm|kem|kerrosm|htm|asm|hum|k-m|m)[²³23](?!\d)   # 5 400 k-m2
"""
_TOKEN = re.compile(
    rf"""
    §§?{SPACE}?\d++(?:{DASH}\d++)?+                                          # § 30, of '§ 30 500 euroa'
  | (?:(?<=luokka{SPACE})|(?<=ryhmä{SPACE})|(?<=vyöhyke{SPACE}))\d(?={SPACE}\d{{3}}(?!\d))  # 1, of 'luokka 1 472,16 €'
  | (?<![\w/])(?:{_NOT_A_NUMBER})
  | (?<!\w)(?P<number>{FIGURE})
  """,
    re.VERBOSE,
)
_TOKEN_START = re.compile(r"[§\d]")
_RANGE = re.compile(rf"{SPACE}?(?:{DASH}{{1,2}}|\.\.\.?|…){SPACE}?(?=\d)")
_AND = re.compile(rf"(?:{SPACE}(?:ja|tai|sekä|eli|och|eller){SPACE}|/)(?=\d)")

_CURRENCY_BEFORE = re.compile(rf"(?:€|\b(?:EUR|eur|Eur)){SPACE}?$")
_NUMBERED = re.compile(
    rf"(?:^|\W)(?:liite|liitteen|liitteessä|pykälän?|kohdan?|kohta|nro|n:o|momentin?|luvun?|bilaga){SPACE}$",
    re.IGNORECASE,
)
_EURO_START = re.compile(r"[eE](?<=[\s)\u00a0][eE])(?=uro|URO)")
_EURO_WORD = re.compile(EURO)
_SPACE = re.compile(SPACE)
_WORD_NUMBER = re.compile(r"(?:[A-Za-zÅÄÖåäö]+[ \u00a0]){1,4}$")


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum as written: `text[start:end]`, its value (lower bound of a range) and currency.

    `bare` is a number without any currency: it is money only where its sentence or its table says so.
    `scaled` says that a word or letter multiplied the number (milj., te); `grouped` that thousands are set apart.
    """

    start: int
    end: int
    value: Decimal
    max: Decimal | None = None
    currency: str = "EUR"
    bare: bool = False
    scaled: bool = False
    grouped: bool = False


def sums(text: str) -> list[Sum]:
    """Return every sum and every bare number of `text` in reading order, in time linear in its length.

    >>> [(str(s.value), text[s.start:s.end]) for text in ["avustus 3 000 €:n mukaan"] for s in sums(text)]
    [('3000', '3 000 €:n')]
    """
    found = list(_in_digits(text))
    spelled = list(_in_words(text, found))
    return sorted([*found, *spelled], key=lambda s: s.start) if spelled else found


def _in_digits(text: str) -> Iterator[Sum]:
    position, last_end = 0, -1
    while (match := _token(text, position)) is not None:
        position = match.end()
        if match.lastgroup != "number":
            continue
        number = figure(text, match.start("number"), match.end("number"))
        if number is None:
            continue
        found, position = _at(text, number, last_end)
        if found is not None:
            last_end = found.end
            yield found


def _token(text: str, position: int) -> re.Match[str] | None:
    """Return the first token from `position` on; it is tried only where one can begin."""
    while start := _TOKEN_START.search(text, position):
        if match := _TOKEN.match(text, start.start()):
            return match
        position = start.end()
    return None


def _at(text: str, number: Figure, last_end: int) -> tuple[Sum | None, int]:
    """Return the sum that begins with `number` and the place to go on from."""
    number = _without_reference(text, number)
    start, sign = _signed(text, number.start)
    unit = unit_after(text, number)
    if unit is not None and text.startswith(")", number.end) and (word := spelled(text, number)) is not None:
        start = word  # yksi (1) euro
    upper = _upper(text, unit.end if unit else number.end)
    high = unit_after(text, upper) if upper is not None else None
    if upper is not None and high is not None and high.currency is not None:
        found = _range(number, unit, upper, high, start if sign > 0 else number.start)
        if found is not None:
            return found, found.end
    if unit is not None and (unit.currency or unit.factor > 1):
        value = sign * number.value * factor_of(number, unit)
        bare = unit.currency is None
        return (
            Sum(start, unit.end, value, None, unit.currency or "EUR", bare, unit.factor > 1, number.grouped),
            unit.end,
        )
    if before := _CURRENCY_BEFORE.search(text, max(last_end, number.start - 5, 0), number.start):
        scale = unit_after(text, number)
        factor, end = (scale.factor, scale.end) if scale else (Decimal(1), number.end)
        return Sum(before.start(), end, number.value * factor, None, "EUR", False, factor > 1, number.grouped), end
    if text[number.end - 1] in DASHES:  # 500,- without a currency
        return Sum(start, number.end, sign * number.value, grouped=number.grouped), number.end
    if (other := _paired(text, number)) is not None:
        return other, number.end
    return (
        Sum(start, number.end, sign * number.value, None, "EUR", True, False, number.grouped),
        number.end,
    )


def _without_reference(text: str, number: Figure) -> Figure:
    """Return `number` without a leading `Liite 3 ` that its thousands swallowed (`liite 3 500 euroa`)."""
    if number.grouped and _NUMBERED.search(text, max(0, number.start - 14), number.start):
        first = _SPACE.search(text, number.start, number.end)
        if first is not None:
            return figure(text, first.end(), number.end) or number
    return number


def _signed(text: str, start: int) -> tuple[int, int]:
    """Return where a sum begins with its minus sign, and 1 or -1."""
    if start and text[start - 1] in MINUS and (start == 1 or text[start - 2] in " \t\n(\u00a0:;|/"):
        return start - 1, -1
    return start, 1


def _upper(text: str, position: int) -> Figure | None:
    dash = _RANGE.match(text, position)
    return figure_at(text, dash.end()) if dash is not None else None


def _range(low: Figure, unit: Unit | None, high: Figure, top: Unit, start: int) -> Sum | None:
    """Return `low–high`; the first bound carries no unit of its own (`3,1 – 6 M€`) or the same (`5 €–7 €`)."""
    factor = factor_of(high, top)
    first = low.value * (factor_of(low, unit) if unit and unit.currency else factor)
    last = high.value * factor
    if unit is None and top.factor > 1 and low.grouped and not high.grouped:
        first = low.value  # 500 000 – 1 milj. euroa
    if unit is None and factor == 1 and high.grouped and not low.grouped and not low.decimals:
        scaled = low.value * THOUSAND
        if last / 10 <= scaled < last:  # 150–200 000
            first = scaled
    if first >= last or (low.year_like and last > 100 * first):
        return None
    return Sum(start, top.end, first, last, top.currency or "EUR", False, top.factor > 1, high.grouped)


def _paired(text: str, number: Figure) -> Sum | None:
    """Return `300` of `300 ja 500 euroa` or `2,5` of `2,5 ja 3 milj. euroa`, which share one unit."""
    link = _AND.match(text, number.end)
    if link is None or number.year_like or number.value < 1:
        return None
    second = figure_at(text, link.end())
    unit = unit_after(text, second) if second else None
    if second is None or unit is None or unit.currency is None or not second.value:
        return None
    if not Decimal("0.05") <= number.value / second.value <= 20 or not (number.value >= 10 or unit.factor > 1):
        return None
    scaled = unit.factor > 1
    return Sum(number.start, number.end, number.value * unit.factor, None, unit.currency, False, scaled, number.grouped)


def _in_words(text: str, found: list[Sum]) -> Iterator[Sum]:
    """Yield sums written in words: `viisituhatta euroa`, `miljoonan euron`."""
    ends = {s.end for s in found}
    for place in _EURO_START.finditer(text):
        match = _EURO_WORD.match(text, place.start())
        if match is None or match.end() in ends:
            continue
        start = match.start()
        words = _WORD_NUMBER.search(text, max(0, start - WORD_REACH), start)
        if words is None:
            continue
        first = words.start()
        while first < start:  # the longest run of words that is a number
            value = numeral(text[first:start])
            if value is not None and (first == 0 or not text[first - 1].isalnum()):
                yield Sum(first, match.end(), value)
                break
            space = _SPACE.search(text, first, start)
            first = space.end() if space else start
