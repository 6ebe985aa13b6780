"""Turku's newer interface: lists and whole minutes as JSON (formats.md 4.2). Unverified: only the names of some fields are known.

What is known: bodies have a `lyhenne`, a body's list has `tktviiteId` and `kokPvm`, minutes are
`{poytakirja, pykalat: [{tktNimi, html, tktviiteId}]}`. The rest is looked for by meaning: any object with those keys, at any depth;
a section's HTML is read as Inetview's page where it has its header table, else by its labels.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

from scraper.document import open_document
from scraper.encoding import decode
from scraper.grammar.header import Header
from scraper.grammar.heads import date_of
from scraper.grammar.read import read
from scraper.page import Link, LinkKind, Page, Parsed
from scraper.platforms import _turku_page
from scraper.platforms.turku import NAME, api_address
from scraper.records import Decision
from scraper.text import Block
from scraper.vocabulary import Status

MOST = 20_000
"""Objects of an answer that are looked at."""
BODY_NAMES = ("toimielin", "toimielinNimi", "nimi", "tktNimi")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T|$)")
_SECTION = re.compile(r"^(?:§\s*(\d{1,4})|(\d{1,4})\s*§)[\s.:–-]*")
_OWN_HEAD = re.compile(r"^[^\W\d_][\w. -]{0,40}§\s*(\d{1,4})$")


def discover(page: Page) -> list[Link]:
    """Return the lists of the bodies, or the minutes of a body's meetings, that an answer names."""
    about = page.link
    found: dict[str, Link] = {}
    for one in _objects(_answer(page)):
        if (id_ := _text(one.get("tktviiteId"))) and "kokPvm" in one:
            body = about.body if about else None
            url = api_address(page.url, "poytakirja", id_)
            made = Link(url, LinkKind.meeting_item, id_, _text(one.get("tktNimi")), body, _date(one.get("kokPvm")))
        elif short := _text(one.get("lyhenne")):
            url = api_address(page.url, "toimielin", short)
            name = next((name for key in BODY_NAMES if (name := _text(one.get(key)))), None)
            made = Link(url, LinkKind.body, short, name, name)
        else:
            continue
        found.setdefault(url, made)
    return list(found.values())


def parse(page: Page) -> Parsed:
    """Read every section of a meeting's minutes; `complaint` where the answer holds none."""
    answer = _answer(page)
    sections = answer.get("pykalat") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or not isinstance(sections, list):
        return Parsed(NAME, complaint="not minutes: the answer has no sections ('pykalat')")
    own = answer.get("poytakirja")
    body, date = _body_and_date(own if isinstance(own, dict) else {}, page)
    read_ = [
        (decision, _text(section.get("tktviiteId")))
        for section in sections
        if isinstance(section, dict) and (decision := _decision(section, body, date)) is not None
    ]
    if not read_:
        return Parsed(NAME, complaint="not minutes: no section of the answer holds a text")
    return Parsed(NAME, tuple(one for one, _ in read_), ids=tuple(id_ for _, id_ in read_))


def _body_and_date(own: dict[str, Any], page: Page) -> tuple[str | None, dt.date | None]:
    """Return whose meeting it was and when, as the minutes say, else as the list that named them did."""
    about = page.link
    body = next((name for key in BODY_NAMES if (name := _text(own.get(key)))), None)
    return body or (about.body if about else None), _date(own.get("kokPvm")) or (about.date if about else None)


def _decision(section: dict[str, Any], body: str | None, date: dt.date | None) -> Decision | None:
    html = _text(section.get("html"))
    if html is None:
        return None
    document = open_document(html.encode("utf-8", "replace"), "text/html; charset=utf-8")
    if (header := _turku_page.header_of(document)) is not None:
        return read(header)
    title, number = _text(section.get("tktNimi")) or "", None
    if numbered := _SECTION.match(title):
        title, number = title[numbered.end() :], numbered[1] or numbered[2]
    number = number or next((found[1] for block in document.blocks if (found := _OWN_HEAD.match(block.text))), None)
    decision = read(Header(_texts(document.blocks, title), body=body, date=date, section=number, title=title or None))
    if decision.status is None and decision.proposal:
        decision.status = Status.agenda
    return decision


def _texts(blocks: list[Block], title: str) -> tuple[Block, ...]:
    return tuple(block for block in blocks if block.text.casefold() != title.casefold())


def _answer(page: Page) -> Any:
    try:
        return json.loads(decode(page.content, page.content_type))
    except (ValueError, RecursionError):
        return None


def _objects(answer: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of an answer, at whatever depth, in order."""
    waiting, seen = [answer], 0
    while waiting and seen < MOST:
        seen += 1
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting.extend(reversed(list(one.values())))
        elif isinstance(one, list):
            waiting.extend(reversed(one[:MOST]))


def _text(value: Any) -> str | None:
    return str(value).strip() or None if isinstance(value, str | int) and not isinstance(value, bool) else None


def _date(value: Any) -> dt.date | None:
    text = _text(value) or ""
    if found := _ISO.match(text):
        try:
            return dt.date(*map(int, found.groups()))
        except ValueError:
            return None
    return date_of(text[:10].strip()) if "." in text else None
