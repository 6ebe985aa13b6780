"""Diary numbers (asianumero, Dnro) and task classes, in every form of formats.md 7.2."""

import re
from dataclasses import dataclass

_CLASSES = r"\((?P<codes>\d[\d ., ]{0,100})\)"
_FORMS = (
    re.compile(r"(?P<number>(?:[A-Za-zÅÄÖåäö]{2,8}[/:])?\d{1,6}/(?P<code>\d{2}(?:\.\d{2}){1,4})/\d{4})(?![\d/])"),
    re.compile(r"(?P<number>[A-Za-zÅÄÖåäö]{1,8}Dno-\d{4}-\d{1,6})(?!\d)", re.IGNORECASE),
    re.compile(r"(?P<number>HEL \d{4}-\d{6})(?: [A-Z] (?P<code>\d{2}(?: \d{2}){1,4}))?(?!\d)", re.IGNORECASE),
    re.compile(rf"(?P<number>\d{{1,6}}[-–]\d{{4}}) {_CLASSES}"),
    re.compile(r"(?P<number>(?:[A-Za-zÅÄÖåäö]{2,8}[/:])?\d{1,6}/\d{1,4}/(?:19|20)\d{2})(?![\d/])"),
    re.compile(r"(?P<number>\d{1,6}/(?P<code>\d{2,4})/\d{1,4}/(?:19|20)\d{2})(?![\d/])"),
    re.compile(r"(?P<number>[A-ZÅÄÖ]{2,6}[/:-]\d{1,6}/\d{4})(?![\d/])"),
)
_SHORT = re.compile(r"(?P<number>\d{1,6}[/-](?:19|20)\d{2})(?![\d/-])")
_CODE_LINE = re.compile(r"(?P<code>\d{2}(?:\.\d{2}){1,4})$")
_INITIALS = re.compile(r"[A-ZÅÄÖ]{2,4}(?:/[A-ZÅÄÖ]{2,4}){0,2}\Z")
"""Whoever wrote the item, behind its number (`VD/1545/00.04.00/2017 AA/BB`, formats.md 3)."""
_LABEL = re.compile(
    r"^(?:asia(?:nro|numero|tunnus)|asian numero|diaari(?:numero|nro)?|d:?nr?o|dnr|diarie(?:nummer|nr)|ärende(?:nummer|nr)|asiakirjan tunnus)\b\.?\s*:?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Diary:
    """A diary number, the task class inside or beside it, and how many lines it took."""

    number: str
    classification: str | None = None
    lines: int = 1
    rest: str = ""


def diary(line: str, following: str = "") -> Diary | None:
    """Read a line that is a diary number, with or without its word; `following` is the line below it.

    A class on the line below belongs to it (`730/2017` / `00.01.01.00`). Prose that mentions a number gives None.
    """
    if not any(char.isdigit() for char in line[:60]):
        return None
    text = line.replace("\t", " ")
    labelled = _LABEL.match(text)
    start = labelled.end() if labelled else 0
    for form in _FORMS:
        found = form.match(text, start)
        if found:
            rest = text[found.end() :].strip()
            if rest and (len(rest) > 12 or not _harmless(rest)) and not labelled:
                return None
            return Diary(found["number"], _code(found), 1, rest)
    found = _SHORT.match(text, start)
    if found and (labelled or not text[found.end() :].strip()):
        code = _CODE_LINE.match(following.strip())
        if code:
            return Diary(found["number"], code["code"], 2)
        if labelled or "/" in found["number"]:
            return Diary(found["number"], None, 1)
    return None


def inside(text: str) -> Diary | None:
    """Find a diary number of a long, unmistakable form anywhere in a short text such as a section head."""
    for form in _FORMS[:4]:
        found = form.search(text)
        if found:
            return Diary(found["number"], _code(found))
    return None


def _harmless(rest: str) -> bool:
    return not any(char.isalpha() for char in rest) or rest.startswith("(") or _INITIALS.match(rest) is not None


def _code(found: re.Match[str]) -> str | None:
    groups = found.groupdict()
    if groups.get("code"):
        return ".".join(groups["code"].split()) if " " in groups["code"] else groups["code"]
    if groups.get("codes"):
        first = groups["codes"].split(",")[0].strip()
        return ".".join(first.replace(".", " ").split()) or None
    return None
