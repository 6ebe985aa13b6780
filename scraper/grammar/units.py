"""The unit behind a number: euros in every inflection and short form, millions, thousands, markka (formats.md 7.4 and 11)."""

import re
from dataclasses import dataclass
from decimal import Decimal

from scraper.grammar.figures import SPACE, Figure
from scraper.grammar.numerals import numeral

MILLION, BILLION, THOUSAND = Decimal(1_000_000), Decimal(1_000_000_000), Decimal(1000)

_ENDINGS = "ksi|lla|lle|lta|ssa|sta|lt|na|on|oon|illa|ihin|ista|issa|ille|jen|ja|n|a|t|s"
EURO = rf"(?:euro(?:{_ENDINGS})?+|EURO(?:A|N|LLA|STA|ON)?+|Euro(?:a|n|lla)?+)(?![\wÅÄÖåäö])"
_SIGN = rf"€(?::[a-zåäö]{{1,6}}+|(?:{_ENDINGS})(?!\w))?+"
_CODE = r"(?:EUR|Eur|eur)(?!o)(?::[a-zåäö]{1,6}+)?+(?!\w)"
_SHORT = rf"[eE](?::[a-zåäö]{{1,6}}+)?+(?![\wÅÄÖåäö'’]|{SPACE}?§)"
_CURRENCY = f"(?:{EURO}|{_SIGN}|{_CODE}|{_SHORT})"
_CENT = rf"senttiä(?={SPACE}?/|{SPACE}(?:kilowatti|kWh|litra|kilo|km|kpl|kappale|asuk|neliö|kuutio|per(?!\w)))"
_MARKKA = r"(?:mk(?::[a-zåäö]{1,6}+)?+|markkaa?|markan|markalla|FIM)(?!\w)"

_MILLION_WORD = "mil[ \u00ad-]?joo[ \u00ad-]?n[a-zäö]{0,7}+|miljoner|miljon|million(?:s|er)?|milj(?:\\.|(?!\\w))|mn(?!\\w)\\.?|mio(?!\\w)\\.?"
_BILLION_WORD = "miljardi[a-zäö]{0,5}+|miljarder|mrd(?!\\w)\\.?"
_THOUSAND_WORD = "tuhatta|tuhannen|tuhannella|tuhat|tuh\\.|tusen|thousand"
_UNIT = re.compile(
    rf"""
    (?P<gap>(?:{SPACE}{{0,3}}+|{SPACE}?\n))
    (?:
        (?P<mega>M{SPACE}?€(?::[a-zåäö]{{1,6}}+|n(?!\w))?+|m€(?::[a-zåäö]{{1,6}}+)?+|M[eE](?:ur|UR)?(?::[a-zåäö]{{1,6}}+)?+(?![\wÅÄÖåäö])|M{SPACE}?(?:e|eur|EUR|euro[an]?)(?!\w))
      | (?P<kilo>[tTk]\.?{SPACE}?€(?::[a-zåäö]{{1,6}}+|n(?!\w))?+|te(?::[a-zåäö]{{1,6}}+)?+(?!\w)|[tTk]\.?{SPACE}?(?:eur|EUR|euroa)(?!\w)|t\.e\.?(?!\w)|th(?!\w)\.?)
      | (?P<mmk>[mM]mk(?!\w))
      | (?P<markka>{_MARKKA})
      | (?P<cent>{_CENT})
      | (?P<currency>{_CURRENCY})
      | (?P<scale>(?P<million>{_MILLION_WORD})|(?P<billion>{_BILLION_WORD})|(?P<thousand>{_THOUSAND_WORD}))
        (?:(?:{SPACE}{{0,2}}+|{SPACE}?\n)(?:(?P<scaled_markka>{_MARKKA})|(?P<scaled>{_CURRENCY})))?+
    )
    """,
    re.VERBOSE,
)
_CASE_ENDING = re.compile(rf":[a-zåäö]{{1,4}}(?={SPACE}(?:euro|milj))")  # 1 000 000:lla eurolla
_WORDS_BETWEEN = re.compile(rf"{SPACE}?\([a-zåäö\u00ad -]{{3,70}}\)(?={SPACE}?(?:euro|€))")
_REFERENCE = re.compile(
    rf"(?:§|moment\w*|koh[dt]\w*|luok\w*|rap[pu]\w*|katu|tie|kuja|polku|raitti){SPACE}$", re.IGNORECASE
)
_PARENTHESIS = re.compile(rf"([A-Za-zÅÄÖåäö]+){SPACE}\($")


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts: where the unit ends, what it multiplies by, and its currency (None for a bare `milj.`)."""

    end: int
    factor: Decimal
    currency: str | None


def factor_of(number: Figure, unit: Unit) -> Decimal:
    """Return what the unit multiplies by: `200 000 th.` is not thousands of thousands."""
    return Decimal(1) if unit.factor == THOUSAND and number.grouped else unit.factor


def unit_after(text: str, number: Figure) -> Unit | None:
    """Return the unit behind `number`, None where a word follows that is none."""
    position = number.end
    if ending := _CASE_ENDING.match(text, position):
        position = ending.end()
    elif between := _WORDS_BETWEEN.match(text, position):
        position = between.end()
    elif text.startswith(")", position) and spelled(text, number) is not None:
        position += 1
    match = _UNIT.match(text, position)
    if match is None:
        return None
    newline = "\n" in match["gap"]
    written = match[0][len(match["gap"]) :]
    if newline and (number.year_like or not written.startswith(("euro", "€", "milj"))):
        return None
    if match["mega"]:
        return None if number.year_like else Unit(match.end(), MILLION, "EUR")
    if match["kilo"]:
        known = written[:2] != "th" or number.grouped
        return Unit(match.end(), THOUSAND, "EUR") if known and not number.year_like else None
    if match["mmk"]:
        return Unit(match.end(), MILLION, "FIM")
    if match["markka"]:
        return Unit(match.end(), Decimal(1), "FIM")
    if match["cent"]:
        return Unit(match.end(), Decimal("0.01"), "EUR")
    if currency := match["currency"]:
        if currency[0] in "eE" and currency[1:2] in ("", ":") and not _short_euro(text, number, match):
            return None
        return Unit(match.end(), Decimal(1), "EUR")
    factor = BILLION if match["billion"] else MILLION if match["million"] else THOUSAND
    code = "FIM" if match["scaled_markka"] else "EUR" if match["scaled"] else None
    return Unit(match.end(), factor, code)


def _short_euro(text: str, number: Figure, match: re.Match[str]) -> bool:
    """Tell whether the letter `e` after a number is euros: `17.000e`, `0,30 e/m³`, not `§ 5 e` or `Kuja 5 E`."""
    if text.startswith(("/", " /"), match.end()) and not number.year_like:
        return True
    if _REFERENCE.search(text, max(0, number.start - 12), number.start):
        return False
    if match["currency"][0] == "E" or text.startswith(")", match.end()):  # (398.500 e), but not kohta 5 e)
        return number.grouped
    return not number.year_like and (number.decimals or number.value >= 10)


def spelled(text: str, number: Figure) -> int | None:
    """Return where the word before `(1)` begins if it is the same number: `yksi (1) euro`."""
    words = _PARENTHESIS.search(text, max(0, number.start - 40), number.start)
    return words.start() if words is not None and numeral(words[1]) == number.value else None
