"""Section heads: `Body D.M.YYYY § N` and every other way in which minutes say which handling begins here.

A head stands alone on its line (formats.md 7.6); a reference in prose (`päätti 22.4.2025 § 55`) never does.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scraper.grammar.bodies import body_like
from scraper.grammar.diary import inside

MAX_HEAD = 260
"""No section head is longer, in characters."""

_DATE = r"(?P<date>\d{1,2}\.\d{1,2}\.\d{4})"
_SECTION = r"(?:§{1,2}|pykälä|paragraf)\s*:?\s*(?P<n>\d{1,4})(?!\d|\s*(?:mom|kohta))"
_REVERSED = r"(?P<n>\d{1,4})\s*§(?!:)"
_BODY = r"(?P<body>[A-ZÅÄÖ][^§:;\t]{0,99}?)"
_MORE = r"(?P<more>(?:\s*(?:,|/|&|ja|och|-|–)?\s*§\s*\d{1,4}){0,6})"
_REST = r"(?P<rest>.*)$"
_DATED = (
    re.compile(rf"{_BODY}[\s,]+{_DATE}[\s,/]*(?:klo\s[\d.:]+[\s,]*)?{_SECTION}{_MORE}{_REST}", re.IGNORECASE),
    re.compile(rf"{_BODY}[\s,]+{_DATE}[\s,/]*{_REVERSED}{_MORE}{_REST}"),
    re.compile(rf"{_BODY}[\s,]+{_SECTION}{_MORE}[\s,/]+{_DATE}{_REST}", re.IGNORECASE),
    re.compile(rf"{_BODY}[\s,]+{_REVERSED}{_MORE}[\s,/]+{_DATE}{_REST}"),
    re.compile(rf"§\s*(?P<n>\d{{1,4}}){_MORE}[\s,/]+{_BODY}[\s,]+{_DATE}{_REST}"),
)
_UNDATED = re.compile(rf"{_BODY}\s+§\s*(?P<n>\d{{1,4}})(?!\d){_MORE}$")
_UNDATED_REVERSED = re.compile(rf"{_BODY}\s+(?P<n>\d{{1,4}})\s*§$")
_BARE = re.compile(r"§\s*(?P<n>\d{1,4})(?![\d:])[.:]?(?:\s+(?P<rest>\S.*))?$")
_BARE_REVERSED = re.compile(r"(?P<n>\d{1,4})\s*§(?!:)[.:]?(?:\s+(?P<rest>\S.*))?$")
_NUMBERED = re.compile(
    r"(?:(?:Ärende|Case|Asia)\s+)?(?P<item>\d{1,3})\.\s*/\s*(?P<n>\d{1,4})\s*§(?:\s+(?P<rest>\S.*))?$"
)
_BODY_DATE = re.compile(rf"{_BODY}[\s,]+{_DATE}(?:\s*§)?$")
_ONLY_DATE = re.compile(rf"{_DATE}$")
_MORE_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Head:
    """A section head: whose handling, when, which §; `sections` holds all where one head names several.

    `rest` is the title or diary number on the same line, `lines` how many lines the head took.
    """

    body: str | None = None
    date: dt.date | None = None
    section: str | None = None
    sections: tuple[str, ...] = ()
    rest: str = ""
    lines: int = 1
    bare: bool = False


def date_of(text: str) -> dt.date | None:
    """Return the date of `D.M.YYYY`, None where there is no such day."""
    try:
        day, month, year = (int(part) for part in text.strip().split("."))
        return dt.date(year, month, day)
    except ValueError:
        return None


def head(lines: Sequence[str], index: int) -> Head | None:
    """Read the section head that begins at `lines[index]`; None where none does.

    Several lines may belong to one head (`Body` / `47 §` / `29.4.2014`).
    """
    line = lines[index]
    if len(line) > MAX_HEAD or "§" not in line:
        found = _split_head(lines, index) if len(line) <= 100 else None
        return found or (_worded(line) if len(line) <= MAX_HEAD and "ykälä" in line else None)
    text = line.replace("\t", " ").lstrip("#*• ").rstrip(" *")
    return _dated(text) or _undated(text) or _bare(text)


def dated_body(line: str) -> Head | None:
    """Read `Body D.M.YYYY` alone on a line, the head of an agenda's item that has no § yet."""
    found = _BODY_DATE.match(line.replace("\t", " ")) if len(line) <= 120 else None
    if found and body_like(found["body"]) and (date := date_of(found["date"])):
        return Head(found["body"].strip(" ,"), date)
    return None


def _worded(line: str) -> Head | None:
    return _dated(line.replace("\t", " "))


def _dated(text: str) -> Head | None:
    if not any(char.isdigit() for char in text[-40:]) and "§" not in text:
        return None
    for form in _DATED:
        found = form.match(text)
        if found is None:
            continue
        body = found["body"].strip(" ,-–/")
        date = date_of(found["date"])
        rest = found["rest"].strip(" \t|,")
        # A title may end in a date (`§ 163 Talouden toteutuminen 31.8.2024`): after a § only what is surely a body is one.
        if date is None or not body_like(body, strict=form is _DATED[-1]) or not _head_rest(rest):
            continue
        return _made(found, body, date, rest)
    return None


def _undated(text: str) -> Head | None:
    for form in (_UNDATED, _UNDATED_REVERSED):
        found = form.match(text)
        if (
            found
            and len(found["body"]) <= 70
            and not any(char.isdigit() for char in found["body"])
            and body_like(found["body"], strict=True)
        ):
            return _made(found, found["body"].strip(" ,"), None, "")
    return None


def _bare(text: str) -> Head | None:
    found = _NUMBERED.match(text)
    if found:
        return Head(None, None, found["n"], (found["n"],), (found["rest"] or "").strip(), bare=True)
    for form in (_BARE, _BARE_REVERSED):
        found = form.match(text)
        if found:
            rest = (found["rest"] or "").strip()
            if (rest and not (rest[0].isupper() or rest[0].isdigit() or rest[0] in "\"”“'’(")) or rest.startswith("§"):
                return None
            return Head(None, None, found["n"], (found["n"],), rest, bare=True)
    return None


def _split_head(lines: Sequence[str], index: int) -> Head | None:
    """Read a head on two or three lines: a body, then § and date in either order."""
    if index + 1 >= len(lines):
        return None
    first, second = lines[index], lines[index + 1]
    third = lines[index + 2] if index + 2 < len(lines) else ""
    if len(second) > 40 or (not second[-1:].isalnum() and second[-1:] != "§") or "." in first or not body_like(first):
        return None
    if "§" in second and (found := _bare(second)) and not found.rest:
        date = _ONLY_DATE.match(third)
        if date:
            return Head(first, date_of(date["date"]), found.section, found.sections, lines=3)
        return None
    date = _ONLY_DATE.match(second)
    if date and "§" in third and len(third) < 12 and (found := _bare(third)) and not found.rest:
        return Head(first, date_of(date["date"]), found.section, found.sections, lines=3)
    if len(second) < 40 and "§" in second:
        found = _dated(f"{first} {second}")
        return replace(found, lines=2) if found is not None else None
    return None


def _made(found: re.Match[str], body: str, date: dt.date | None, rest: str) -> Head:
    more = _MORE_NUMBER.findall(found["more"]) if "more" in found.re.groupindex else []
    return Head(body, date, found["n"], (found["n"], *more), rest)


def _head_rest(rest: str) -> bool:
    """Say whether what follows on the line leaves it a head: nothing, a diary number, a title, but no sentence."""
    if not rest:
        return True
    if inside(rest) is not None:
        return len(rest) < 60
    return (rest[0].isupper() or rest[0] in '"”“') and not rest.endswith((".", ",", ";")) and len(rest) <= 200
