"""A list page (bodies, meetings, items) → its heading and its rows with the links in them, whatever markup the rows are made of."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import lxml.etree
import lxml.html

from scraper import addresses

if TYPE_CHECKING:
    from scraper.source import Source

MAX_ROWS = 20_000
"""Links, and choices of a form, that are read of a page."""
MAX_TEXT = 3_000
"""Characters that are read of a row, a cell or a link: rows may lie in one another, and then each holds all that is in it."""
_ROW_TAGS = frozenset({"tr", "li", "dd", "p"})
_HEADING = "//h1 | //h2 | //label[contains(@class, 'h3')] | //caption"
_SPACE = re.compile(r"\s+")
_DATE = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link as the page writes it."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: its whole text, its first cell's text, its links in reading order, its cells and their column heads."""

    text: str
    first: str
    anchors: tuple[Anchor, ...]
    cells: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()

    def cell(self, *names: str) -> str:
        """Return the text below the first of some column heads, whatever the order of the columns; '' where there is none."""
        known = {head.casefold(): cell for head, cell in zip(self.heads, self.cells, strict=False)}
        return next((known[name.casefold()] for name in names if name.casefold() in known), "")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list page shows: the lines of its first heading (body, kind and date of a meeting) and the rows that hold links."""

    heading: tuple[str, ...]
    rows: tuple[Row, ...]


def read_listing(html: str) -> Listing:
    """Read a list page; rows that lack `</tr>` are told apart, links outside tables stand in a row of their own block.

    A page without markup is an empty listing.
    """
    tree = _tree(html)
    if tree is None:
        return Listing((), ())
    rows: dict[lxml.html.HtmlElement, list[Anchor]] = {}
    heads: dict[lxml.html.HtmlElement | None, tuple[str, ...]] = {}
    heads_of: dict[lxml.html.HtmlElement, tuple[str, ...]] = {}
    links = 0
    for element in tree.iter("a", "tr"):
        if element.tag == "tr":
            table = next(element.iterancestors("table"), None)
            if _is_head(element):
                heads[table] = tuple(map(_text, _cells(element)))
            heads_of[element] = heads.get(table, ())
            continue
        href = element.get("href")
        if href and links < MAX_ROWS:
            links += 1
            rows.setdefault(_container(element), []).append(Anchor(href, _text(element)))
    return Listing(
        _heading(tree),
        tuple(_row(container, anchors, heads_of.get(container, ())) for container, anchors in rows.items()),
    )


def choices(html: str, name: str) -> list[tuple[str, str]]:
    """Return the (value, text) of every option of a form's `select` of that name, each value once."""
    tree = _tree(html)
    found: dict[str, str] = {}
    for option in tree.iter("option") if tree is not None else ():
        select = next(option.iterancestors("select"), None)
        value = (option.get("value") or "").strip()
        if select is not None and select.get("name") == name and len(found) < MAX_ROWS:
            found.setdefault(value, _text(option))
    return list(found.items())


def _tree(html: str) -> lxml.html.HtmlElement | None:
    parser = lxml.html.HTMLParser(encoding="utf-8")
    try:
        # libxml2 reads bytes safely where text with an encoding declaration would be refused.
        return lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        if any(entry.type == lxml.etree.ErrorTypes.ERR_NO_MEMORY for entry in parser.error_log):
            raise MemoryError from None
        return None


def _container(anchor: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    for ancestor in anchor.iterancestors():
        if ancestor.tag in _ROW_TAGS:
            return ancestor
    return anchor.getparent()


def _row(container: lxml.html.HtmlElement, anchors: list[Anchor], heads: tuple[str, ...]) -> Row:
    cells = tuple(map(_text, _cells(container)))
    return Row(_text(container), cells[0] if cells else "", tuple(anchors), cells, heads)


def _cells(row: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    return [child for child in row if child.tag in ("td", "th")]


def _is_head(row: lxml.html.HtmlElement) -> bool:
    """Tell whether a row is its table's head: cells of `th`, or a class of theirs or its own that says so."""
    cells = _cells(row)
    named = "colheader" in (row.get("class") or "").lower()
    return len(cells) > 1 and (
        named or all(cell.tag == "th" or "head" in (cell.get("class") or "").lower() for cell in cells)
    )


def own_address(base: str, href: str, source: "Source") -> str | None:
    """Return a link of the page `base` as it is asked for; None where it leads off the source's hosts or to no page."""
    joined = addresses.join(base, href)
    if joined is None or not addresses.belongs(joined, source.hosts):
        return None
    return addresses.prefer_https(joined, base)


def date_in(text: str) -> dt.date | None:
    """Return the first real date `D.M.YYYY` of a text."""
    for found in _DATE.finditer(text):
        day, month, year = map(int, found.groups())
        try:
            return dt.date(year, month, day)
        except ValueError:
            continue
    return None


def _heading(tree: lxml.html.HtmlElement) -> tuple[str, ...]:
    for element in tree.xpath(_HEADING):
        lines = tuple(line for part in _parts(element) if (line := _SPACE.sub(" ", part).strip()))
        if lines and "navigation" not in (element.get("class") or ""):
            return lines
    return ()


def _text(element: lxml.html.HtmlElement) -> str:
    return _SPACE.sub(" ", " ".join(_parts(element))).strip()


def _parts(element: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield the texts in an element, at most MAX_TEXT characters of them."""
    left = MAX_TEXT
    for part in element.itertext():
        yield part[:left]
        left -= len(part)
        if left <= 0:
            return
