"""Blocks: the lines and table rows of a document in reading order, and the lines of a saved text."""

import re
from dataclasses import dataclass

from scraper.encoding import JUNK

_ODD_SPACE = re.compile("[\u1680\u2000-\u200a\u202f\u205f\u3000]")
_GAP = re.compile(r"(?=[ \xa0])(?:(?<=[^\W\d_]{3})|(?<=[^\W\d_]{2}[.:)]))[ \xa0]*\xa0{3}[ \xa0]*(?=\S)")
_SPACED_GAP = re.compile(r"(?<=[\w.:;,)€%])(?: {3,}| *\t[ \t]*)(?=\S)")
_SPACES = re.compile(r"[ \xa0]+")
_TAB = re.compile(r" *\t[ \t]*")
_IMAGE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)")
_REFERENCE = re.compile(r"\[([^\]\[\n]{1,300})\]\(https?://[^)\s]{1,500}\)")
_BOLD = re.compile(r"(?<!\*)\*\*(?=[^\s*])([^*\n]{1,500})(?<=\S)\*\*(?!\*)")
_HEADING_MARK = re.compile(r"^(#{1,6}) +(?=\S)")
_RULE = re.compile(r"^[|\s:=_-]{3,}$")


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a page, or one row of a table.

    `cells` is empty for a line; for a row `text` is the cells joined by tabs. `heading` is true where the page marks
    the line as a heading.
    """

    text: str
    cells: tuple[str, ...] = ()
    heading: bool = False


def text_blocks(text: str) -> list[Block]:
    """Return the non-empty lines of a saved text; Markdown marks are read as what they mean.

    `## Title` is a heading, `| a | b |` and columns set apart by tabs or three spaces are table rows.
    """
    blocks = []
    for raw in text.splitlines():
        line = _ODD_SPACE.sub(" ", raw).replace("\xa0", " ").strip()
        if not line or (_RULE.match(line) and len(line) > 2 and not line.strip("|-=_: ")):
            continue
        if "](" in line:
            line = _REFERENCE.sub(r"\1", _IMAGE.sub(" ", line)).strip()
        if "**" in line:
            line = _BOLD.sub(r"\1", line)
        mark = _HEADING_MARK.match(line) if line[0] == "#" else None
        if mark and len(mark[1]) > 1:
            line = line[mark.end() :]
        if line[:1] == "*" == line[-1:] and line[1:2] not in ("*", " ", ""):
            line = line[1:-1].strip()
        if line.count("|") > 1 and (line[0] == "|" or line[-1] == "|"):
            cells = trimmed([_SPACES.sub(" ", cell).strip() for cell in line.strip("|").split("|")])
            line = "\t".join(cells)
        else:
            line = _SPACES.sub(" ", _SPACED_GAP.sub("\t", line))
        if line := line.strip(" "):
            blocks.append(line_block(line, mark is not None and len(mark[1]) > 1))
    return blocks


def tidy(text: str) -> str:
    """Return a line with plain single spaces and without junk; a gap of three or more hard spaces becomes a tab."""
    text = text.strip(" \xa0")
    if text.isprintable():
        return _SPACES.sub(" ", text) if "  " in text else text
    if not text.isascii():
        if not text.replace("\xa0", " ").isprintable():
            text = _ODD_SPACE.sub(" ", JUNK.sub("", text))
        if "\xa0\xa0\xa0" in text:
            text = _GAP.sub("\t", text)
    text = _SPACES.sub(" ", text).strip(" ")
    return _TAB.sub("\t", text).strip() if "\t" in text else text


def trimmed(cells: list[str]) -> list[str]:
    """Drop the empty cells at both ends of a row; the list itself is changed."""
    while cells and not cells[-1]:
        cells.pop()
    while cells and not cells[0]:
        del cells[0]
    return cells


def line_block(line: str, heading: bool) -> Block:
    """Return a line as a block; a line with tabs is a row."""
    return Block(line, tuple(line.split("\t")) if "\t" in line else (), heading)
