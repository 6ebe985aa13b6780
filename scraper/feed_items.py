"""A damaged feed's items, each cut out and read by its own tags, whatever surrounds them (formats.md 1.3). Linear in the feed's length."""

import html
import re
from collections.abc import Iterator

CDATA, CDATA_END = "<![CDATA[", "]]>"
ITEM_START = re.compile(r"<(item|entry)\b[^<>]{0,1000}>", re.IGNORECASE)


def cut(text: str) -> Iterator[str]:
    """Cut a feed into its items: from one start tag to its end tag or the next start, whatever is between."""
    start = None
    for following in [*_starts(text), None]:
        if start is not None:
            limit = following.start() if following is not None else len(text)
            end = text.find(f"</{start[1]}", start.end(), limit)
            yield text[start.end() : end if end >= 0 else limit]
        start = following


def without_comments(text: str) -> str:
    """Return a feed without its comments; one that is not closed stays."""
    kept, position = [], 0
    while (opened := text.find("<!--", position)) >= 0 and (closed := text.find("-->", opened)) >= 0:
        kept.append(text[position:opened])
        position = closed + len("-->")
    return "".join(kept) + text[position:]


def _starts(text: str) -> Iterator[re.Match[str]]:
    """Find the items' start tags; those inside CDATA are text."""
    position = 0
    while (start := ITEM_START.search(text, position)) is not None:
        hidden = _hidden_until(text, position, start)
        if hidden is None:
            yield start
        position = start.end() if hidden is None else hidden


def _hidden_until(text: str, position: int, start: re.Match[str]) -> int | None:
    """Return where the CDATA ends that a start tag is in, None where it is in none.

    One that another CDATA follows before its end was never closed, and one that holds an item's end is an accident: the tag is a tag.
    """
    opened = text.rfind(CDATA, position, start.start())
    if opened < 0 or text.find(CDATA_END, opened, start.start()) >= 0:
        return None
    other = text.find(CDATA, start.end())
    end = text.find(CDATA_END, start.end(), other if other >= 0 else len(text))
    return end if end >= 0 and text.find(f"</{start[1]}", opened, end) < 0 else None


def link_of(item: str) -> str:
    """Return the address that an item leads to, '' where it names none: its link, an Atom link's href, or a guid that is an address."""
    return field(item, "link") or _atom_link(item) or _permanent(item)


def field(item: str, name: str) -> str:
    """Return what stands in an item's tag; nothing where its end is missing, since half an address leads to another page."""
    start = re.search(rf"<{name}\b[^<>]{{0,200}}>", item, re.IGNORECASE)
    if start is None or start[0].endswith("/>"):
        return ""
    body = item[start.end() :]
    if body.lstrip().startswith(CDATA):
        inside, closing, _ = body.partition(CDATA)[2].partition(CDATA_END)
        return inside.strip() if closing else ""
    inside, closing, _ = body.partition("<")
    return html.unescape(inside).strip() if closing else ""


def _atom_link(item: str) -> str:
    found = re.search(r"<link\b[^<>]{0,500}\bhref\s*=\s*[\"']([^\"'<>]{1,2000})[\"']", item, re.IGNORECASE)
    return html.unescape(found[1]).strip() if found else ""


def _permanent(item: str) -> str:
    guid = field(item, "guid")
    return guid if guid.startswith(("http://", "https://")) else ""
