"""Attachments as a text names them: number and title from one line."""

import re

from scraper.grammar.person_lines import BULLET, FINITE, SENTENCE_END
from scraper.records import Attachment

_ATTACHMENT = re.compile(
    r"(?P<word>Liite|Bilaga|Oheismateriaali|Liitteet|LIITE)\s?(?:nro\s?|n:o\s?|nr\s?)?(?P<n>\d{1,3}[a-z]?)?\s*[:.]?\s*(?P<title>.*)$"
)
_NUMBERED = re.compile(r"(?P<n>\d{1,3}|#)[.)]?\s+(?P<title>\S.*)$")


def attachment(line: str) -> Attachment:
    """Read an attachment's number and title from its line: `Liite1 Kartta`, `3 Kartta`, `# Kartta`, `Kartta`."""
    line = BULLET.sub("", line).replace("\t", " ").strip()
    named = _ATTACHMENT.match(line)
    if named and (named["n"] or named["title"]) and not (named["n"] is None and named["title"][:1].islower()):
        return Attachment(number=named["n"], title=named["title"].strip(" :") or None)
    numbered = _NUMBERED.match(line)
    if numbered:
        return Attachment(number=numbered["n"] if numbered["n"] != "#" else None, title=numbered["title"])
    return Attachment(title=line)


def attachment_line(line: str) -> Attachment | None:
    """Read `Liite 1 Kartta` in the middle of a text; prose that speaks of an attachment is none."""
    if not line.startswith(("Liite", "LIITE", "Bilaga", "Oheismateriaali")) or len(line) > 200:
        return None
    found = _ATTACHMENT.match(line)
    if found is None or (found["n"] is None and ":" not in line[:18]):
        return None
    title = found["title"].strip(" .")
    if not title and found["n"]:
        return Attachment(number=found["n"])
    if not title or title[0].islower() or (SENTENCE_END.search(found["title"]) and FINITE.search(title)):
        return None
    return Attachment(number=found["n"], title=title)
