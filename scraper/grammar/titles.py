"""Find the title of a matter among what stands above and below its section head (formats.md 1.5, 11)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from scraper.grammar.attachments import attachment
from scraper.grammar.bodies import is_body
from scraper.grammar.diary import Diary, diary
from scraper.grammar.label_words import Section
from scraper.grammar.labels import label
from scraper.records import Attachment
from scraper.text import Block

MAX_TITLE = 500
"""A longer line is text."""

HEADING_LINES = 8
"""Lines that a heading without a section head may take."""

_FILE = re.compile(
    r"(?:(?:Liite|Bilaga|LIITE|Oheismateriaali)\s?(?:nro |n:o )?\d{1,3}\b|\d{1,3} (?=[A-ZÅÄÖ\d\"”])|# ?\S|.*\.(?:pdf|docx?|xlsx?|pptx?)$)"
)
_FURNITURE = re.compile(
    r"(?:(?:kokous)?pöytäkirja|esityslista|protokoll|föredragningslista|viranhaltijapäätös|tjänsteinnehavarbeslut|päätöspöytäkirja)\b.{0,30}$|[\wåäö-]+ (?:kunta|kaupunki|kommun|stad)$",
    re.IGNORECASE,
)
_PAGE_HEAD = re.compile(
    r"[A-ZÅÄÖ][\wåäö-]+ (?:kunta|kaupunki|kommun|stad)\s+(?:kokous)?(?:pöytäkirja|esityslista|protokoll|föredragningslista)\b[^a-zåäö]{0,30}$",
    re.IGNORECASE,
)
"""The running head of a printed page: `Kunta  Pöytäkirja  5/2018  41 (66)`."""
_BILINGUAL = re.compile(
    r"(?:TID|AIKA|PLATS|PAIKKA|[A-ZÅÄÖ -]{2,40}(?:STAD|KOMMUN|KAUPUNKI|KUNTA|STYRELSEN|NÄMNDEN|FULLMÄKTIGE|HALLITUS|LAUTAKUNTA|VALTUUSTO))"
    r" [-–/] [A-ZÅÄÖ]{2}"
)
"""A cover's words in both languages: `TID - AIKA`, `PLATS - PAIKKA`."""
_STRAY = re.compile(r"#\s")
_SENTENCE = re.compile(r"[^.]{20,}[.!?]$")
_ABBREVIATED_END = re.compile(r"\b(?:ry|rf|rn|ym|os|jne|yms|ab|ltd|inc|mm|kh|kv)\.$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Zone:
    """What stands between a page's header and its text."""

    title: str | None = None
    attachments: list[Attachment] = field(default_factory=list)
    diary: Diary | None = None
    rest: list[Block] = field(default_factory=list)


def title_zone(blocks: Sequence[Block], *, with_text: bool = False) -> Zone:
    """Read the title, the attachments listed above it and a diary number from the blocks above the first section head.

    `with_text` says that no head follows, so that the text begins in these blocks; it comes back as `rest`.
    """
    candidates: list[Block] = []
    files: list[Attachment] = []
    number: Diary | None = None
    listing = False
    index = 0
    several = with_text and _heading_goes_on(blocks)
    while index < len(blocks):
        block = blocks[index]
        following = blocks[index + 1].text if index + 1 < len(blocks) else ""
        found = diary(block.text, following)
        if found is not None:
            number = number or found
            index += found.lines
            continue
        named = label(block.text)
        if named is not None and named.section is Section.attachments and named.sure and not candidates:
            listing = True
            index += 1
            continue
        if named is not None and named.section is Section.rationale and named.sure:
            break
        if with_text and (
            _begins_text(block, named is not None, bool(candidates) and not several)
            or (number is not None and candidates)
        ):
            break
        if not with_text and len(block.text) > MAX_TITLE:
            break
        if not _is_furniture(block.text):
            candidates.append(block)
        index += 1
    title, above = _choose(candidates, listing)
    files.extend(attachment(block.text) for block in above if listing or _FILE.match(block.text))
    return Zone(title, files, number, list(blocks[index:]))


def _is_furniture(text: str) -> bool:
    """Say whether a line above the title only names the publisher, the body or the kind of document."""
    if _PAGE_HEAD.match(text) or _BILINGUAL.match(text):
        return True
    if len(text) > 80 or any(char in text for char in ",:"):
        return False
    return _FURNITURE.match(text) is not None or (
        is_body(text) and text.count(" ") < 6 and not any(char.isdigit() for char in text)
    )


def _heading_goes_on(blocks: Sequence[Block]) -> bool:
    """Say whether a diary number or a label follows after a few short lines, so that all of these are the heading."""
    for block in blocks[:HEADING_LINES]:
        if label(block.text) is not None or diary(block.text) is not None:
            return True
        if len(block.text) > MAX_TITLE or _SENTENCE.match(block.text):
            return False
    return False


def title_below(lines: list[str], *, bare: bool) -> tuple[str | None, list[str]]:
    """Read a title that stands below its section head, and return the lines without it.

    Directly below a head that is only a number it may follow the diary number; below a full head it comes before it, or
    between it and a label.
    """
    index = 0
    seen = 0
    while index < len(lines) and seen < 2:
        following = lines[index + 1] if index + 1 < len(lines) else ""
        number = diary(lines[index], following)
        if number is None:
            break
        index += number.lines
        seen += 1
    if index >= len(lines):
        return None, lines
    line = lines[index]
    follows = lines[index + 1] if index + 1 < len(lines) else ""
    if not _could_be(line) or label(line) is not None:
        return None, lines
    opens = label(follows)
    opened = opens is not None and opens.sure and not line.endswith((".", ","))
    if not bare and not opened and not line.isupper() and (seen or diary(follows) is None):
        return None, lines
    return line, lines[:index] + lines[index + 1 :]


def _begins_text(block: Block, labelled: bool, titled: bool) -> bool:
    text = block.text
    return (
        labelled
        or len(text) > MAX_TITLE
        or (titled and not block.heading and not _FILE.match(text))
        or (not block.heading and _SENTENCE.match(text) is not None and ". " in text)
    )


def _could_be(text: str) -> bool:
    if len(text) > MAX_TITLE or text.endswith(":"):
        return False
    return not (text.endswith(".") and text.count(" ") > 2 and not _ABBREVIATED_END.search(text)) and any(
        char.isalpha() for char in text
    )


def _choose(candidates: list[Block], listing: bool) -> tuple[str | None, list[Block]]:
    """Choose the title among the lines above the head: the marked heading, else the last that is no file."""
    usable = [block for block in candidates if any(char.isalnum() for char in block.text)]
    headings = [
        block for block in usable if block.heading and not _STRAY.match(block.text) and not _is_label(block.text)
    ]
    if headings:
        chosen = headings[-1]
    else:
        plain = [block for block in usable if not _FILE.match(block.text) and not _is_label(block.text)]
        unlisted = [
            block
            for block in usable
            if not _STRAY.match(block.text)
            and not block.text.startswith(("Liite", "Bilaga", "LIITE"))
            and not _is_label(block.text)
        ]
        if plain:
            chosen = plain[-1]
        elif unlisted and (len(usable) == 1 or unlisted[-1] is usable[-1]) and not (listing and len(usable) == 1):
            chosen = unlisted[-1]
        elif len(usable) == 1 and not listing and not _FILE.match(usable[0].text):
            chosen = usable[0]
        else:
            return None, usable
    place = usable.index(chosen)
    return chosen.text, usable[:place]


def _is_label(text: str) -> bool:
    """Say whether a line above the head is a label; words that would run into their text are a title's there."""
    found = label(text)
    return found is not None and found.sure
