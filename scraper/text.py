"""HTML → blocks: lines and table rows in reading order, and a page's links.

A label and its value stand in adjacent spans, a table cell in paragraphs of its own, and Word leaves line breaks in the
middle of sentences (formats.md 1.4): what comes out is what a reader sees. BeautifulSoup reads the links, whose markup is
the worst; the lines come straight from lxml's tree, which takes a tenth of the time.
"""

import re
from dataclasses import dataclass, field

from bs4 import BeautifulSoup
from lxml import etree

from scraper.blocks import Block, line_block, text_blocks, tidy, trimmed
from scraper.encoding import decode
from scraper.grammar.labels import is_field_word

__all__ = [
    "Block",
    "asks_for_login",
    "decode",
    "html_blocks",
    "html_links",
    "html_title",
    "looks_like_html",
    "text_blocks",
]

BLOCK_TAGS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "tfoot", "thead", "ul",
))  # fmt: skip
SKIPPED_TAGS = frozenset((
    "head", "script", "style", "noscript", "template", "svg", "object", "iframe", "nav", "footer", "button", "select", "textarea",
))  # fmt: skip
HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "th", "caption"))
TIGHT_TAGS = frozenset(("sub", "sup", "wbr"))
HEADING_CLASSES = frozenset(("h1", "h2", "h3"))

SOURCE_SPACES = "\n\r\t\f\v"
"""Characters that a browser shows as a space."""

_XML = re.compile(r"<\?xml[^>]{0,200}\??>", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|table|span|br|h[1-6]|a\s)[\s>/]?", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,100}>([^<]{1,300})</title", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s[^<>]{1,2000}>(?:(?!</?a[\s>]).){0,1500}</a\s*>", re.IGNORECASE | re.DOTALL)
_PASSWORD = re.compile(r"<input[^<>]{0,200}type\s*=\s*[\"']?password", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def looks_like_html(text: str) -> bool:
    """Say whether a text is HTML rather than the saved text of a page."""
    return _HTML.search(text, 0, 5000) is not None


def html_title(html: str) -> str | None:
    """Return the text of `<title>`, None where there is none."""
    found = _TITLE.search(html, 0, 20000)
    return (tidy(found[1]) or None) if found else None


def html_blocks(html: str) -> list[Block]:
    """Return the visible lines and table rows of a page in reading order.

    Adjacent inline elements are set apart by a space unless they are two halves of a word; a table that only lays out
    the page (another table or several paragraphs in its cells) is read as lines. Never raises.
    """
    if "<" not in html:
        return text_blocks(html)
    root = _tree(html)
    if root is None:
        return []
    walker = _Walker()
    walker.walk(root)
    return walker.blocks


def html_links(html: str) -> list[tuple[str, str]]:
    """Return every (href, text) of a page in reading order, as written; overlong or unclosed links are left out."""
    anchors = "\n".join(_ANCHOR.findall(html))
    if not anchors:
        return []
    soup = BeautifulSoup(_without_declaration(anchors), "lxml")
    return [
        (str(tag["href"]).strip(), tidy(tag.get_text(" ", strip=True)) or tidy(str(tag.get("title") or "")))
        for tag in soup.find_all("a", href=True)
    ]


def _without_declaration(html: str) -> str:
    return _XML.sub("", html) if "<?" in html else html


def asks_for_login(html: str) -> bool:
    """Tell whether a page has a field for a password."""
    return _PASSWORD.search(html) is not None


def _tree(html: str) -> etree._Element | None:
    """Return the root of a page; one without any element is None. Raises MemoryError, which lxml calls an error of syntax."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root: etree._Element | None = etree.fromstring(_without_declaration(html).encode("utf-8", "ignore"), parser)
    except (etree.XMLSyntaxError, ValueError):
        if any(entry.type == etree.ErrorTypes.ERR_NO_MEMORY for entry in parser.error_log):
            raise MemoryError from None
        return None
    return root


@dataclass(slots=True)
class _Row:
    """A table row being read: finished cells as lists of lines; `layout` once its lines go straight to the page."""

    cells: list[list[str]] = field(default_factory=list)
    heading: bool = False
    layout: bool = False


class _Walker:
    """Walk a tree once without recursion and gather its lines."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._edge = False  # an inline element began or ended since the last piece of text
        self._rows: list[_Row] = []
        self._headings = 0
        self._verbatim = 0

    def walk(self, root: etree._Element) -> None:
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped = None
        for event, node in walk:
            if event == "start":
                if node.tag in SKIPPED_TAGS or (node.attrib and _hidden(node)):
                    walk.skip_subtree()
                    skipped = node
                    continue
                self._start(node)
                if node.text:
                    self._text(node.text)
            else:
                if node is skipped:
                    skipped = None
                else:
                    self._end(node)
                if node.tail:
                    self._text(node.tail)
        self._flush()

    def _start(self, tag: etree._Element) -> None:
        name = tag.tag
        if name == "br":
            self._flush()
        elif name in BLOCK_TAGS:
            self._flush()
            if name == "table" and self._rows:
                self._lay_out()
            elif name == "pre":
                self._verbatim += 1
        elif name == "tr":
            self._flush()
            self._rows.append(_Row())
        elif name in ("td", "th"):
            self._flush()
            if self._rows:
                self._rows[-1].cells.append([])
        elif name not in TIGHT_TAGS:
            self._edge = True
        if name in HEADING_TAGS or (name == "label" and _heading_class(tag)):
            self._headings += 1

    def _end(self, tag: etree._Element) -> None:
        name = tag.tag
        if name in BLOCK_TAGS or name in ("td", "th"):
            self._flush()
            self._verbatim -= name == "pre"
        elif name == "tr":
            self._flush()
            if self._rows:
                self._emit_row(self._rows.pop())
        elif name not in TIGHT_TAGS:
            self._edge = True
        if name in HEADING_TAGS or (name == "label" and _heading_class(tag)):
            self._flush()
            self._headings -= 1

    def _text(self, text: str) -> None:
        if self._verbatim and "\n" in text:
            for line in text.splitlines():
                self._text(line)
                self._flush()
            return
        for space in SOURCE_SPACES:
            if space in text:
                text = text.replace(space, " ")
        while "  " in text:
            text = text.replace("  ", " ")
        pieces = self._pieces
        if text == " " or not text:
            if pieces and text:
                pieces.append(text)
            return
        if pieces and self._edge and _apart("".join(pieces[-3:]), text):
            pieces.append(" ")
        pieces.append(text)
        self._edge = False

    def _flush(self) -> None:
        self._edge = False
        if not self._pieces:
            return
        line = tidy("".join(self._pieces))
        self._pieces = []
        if not line:
            return
        row = self._rows[-1] if self._rows else None
        if row is not None and row.cells and not row.layout:
            row.cells[-1].append(line)
            row.heading = row.heading or bool(self._headings)
        else:
            self.blocks.append(line_block(line, bool(self._headings)))

    def _lay_out(self) -> None:
        """Turn the rows around a nested table into plain lines, in order."""
        for row in self._rows:
            if not row.layout:
                row.layout = True
                self.blocks.extend(line_block(line, row.heading) for cell in row.cells for line in cell)
                row.cells = [[]] if row.cells else []

    def _emit_row(self, row: _Row) -> None:
        target = self.blocks
        outer = self._rows[-1] if self._rows else None
        lines = _row_blocks(row)
        if outer is not None and outer.cells and not outer.layout:
            outer.cells[-1].extend(block.text for block in lines)
        else:
            target.extend(lines)


def _row_blocks(row: _Row) -> list[Block]:
    filled = [index for index, cell in enumerate(row.cells) if cell]
    if len(filled) < 2 or any(len(row.cells[index]) > 4 for index in filled[:-1]):
        return [line_block(line, row.heading) for cell in row.cells for line in cell]
    last = filled[-1]
    rest: list[str] = []
    cells = [" ".join(cell) for cell in row.cells]
    if len(row.cells[last]) > 1 and all(len(row.cells[index]) == 1 for index in filled[:-1]):
        cells[last], rest = row.cells[last][0], row.cells[last][1:]
    cells = trimmed([cell.replace("\t", " ") for cell in cells])
    return [Block("\t".join(cells), tuple(cells), row.heading), *(line_block(line, row.heading) for line in rest)]


def _apart(before: str, after: str) -> bool:
    """Say whether two adjacent inline texts are two words: `Valmistelija|Hallintojohtaja`, not `Kau|punki`."""
    if not before:
        return False
    last, first = before[-1], after[0]
    if last.isspace() or first.isspace() or last in "-–(/\xa0" or first in ".,;:!?)%/-\xa0":
        return False
    if last.isalpha() and first.isalpha():
        if first.islower():
            word = re.match(r"[^\W\d_]+", after)
            return is_field_word(before.strip()) and not is_field_word(before.strip() + (word[0] if word else ""))
        return last.islower() or (len(after) > 1 and not after[:2].isupper())
    if last.isdigit() and first.isdigit():
        return False
    return (last.isalnum() and (first.isalnum() or first in "§(€")) or (last in ":.;,§)" and first.isalnum())


def _hidden(tag: etree._Element) -> bool:
    attributes = tag.attrib
    if "hidden" in attributes:
        return True
    style = attributes.get("style", "").lower()
    return "none" in style and _HIDDEN.search(style) is not None


def _heading_class(tag: etree._Element) -> bool:
    return not HEADING_CLASSES.isdisjoint(tag.get("class", "").split())
