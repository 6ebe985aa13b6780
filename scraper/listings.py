"""A list page (bodies, meetings, items) → its heading and its rows with the links in them, whatever markup the rows are made of."""

import re
from dataclasses import dataclass

import lxml.etree
import lxml.html

MAX_ROWS = 20_000
_ROW_TAGS = frozenset({"tr", "li", "dd", "p"})
_HEADING = "//h1 | //h2 | //label[contains(@class, 'h3')] | //caption"
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link as the page writes it."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: its whole text, its first cell's text, and its links in reading order."""

    text: str
    first: str
    anchors: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list page shows: the lines of its first heading (body, kind and date of a meeting) and the rows that hold links."""

    heading: tuple[str, ...]
    rows: tuple[Row, ...]


def read_listing(html: str) -> Listing:
    """Read a list page; rows that lack `</tr>` are told apart, links outside tables stand in a row of their own block.

    A page without markup is an empty listing.
    """
    try:
        # libxml2 reads bytes safely where text with an encoding declaration would be refused.
        tree = lxml.html.document_fromstring(
            html.encode("utf-8", "replace"), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    except (lxml.etree.LxmlError, ValueError):
        return Listing((), ())
    rows: dict[lxml.html.HtmlElement, list[Anchor]] = {}
    for element in tree.iter("a"):
        href = element.get("href")
        if href and len(rows) < MAX_ROWS:
            rows.setdefault(_container(element), []).append(Anchor(href, _text(element)))
    return Listing(_heading(tree), tuple(_row(container, anchors) for container, anchors in rows.items()))


def _container(anchor: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    for ancestor in anchor.iterancestors():
        if ancestor.tag in _ROW_TAGS:
            return ancestor
    return anchor.getparent()


def _row(container: lxml.html.HtmlElement, anchors: list[Anchor]) -> Row:
    cells = [child for child in container if child.tag in ("td", "th")]
    return Row(_text(container), _text(cells[0]) if cells else "", tuple(anchors))


def _heading(tree: lxml.html.HtmlElement) -> tuple[str, ...]:
    for element in tree.xpath(_HEADING):
        lines = tuple(line for part in element.xpath(".//text()") if (line := _SPACE.sub(" ", part).strip()))
        if lines and "navigation" not in (element.get("class") or ""):
            return lines
    return ()


def _text(element: lxml.html.HtmlElement) -> str:
    return _SPACE.sub(" ", " ".join(element.xpath(".//text()"))).strip()
