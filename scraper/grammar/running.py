"""Text that has lost its lines: PDF text re-hosted as one paragraph (formats.md 7.2, `Siv.ltk 50`, `STST 432`).

Labels with a colon and short section heads inside long lines are set on lines of their own, so that the rest of the
grammar can read them.
"""

import re
from collections.abc import Sequence

from scraper.grammar.bodies import ENDINGS, fits, is_abbreviation
from scraper.text import Block

LONG = 160
"""Characters from which a line is suspected to hold several."""

_LABEL = re.compile(
    r" (?=(?:Valmistelijat?|Valmistelu|Beredning|Beredare|Esittelijä|Föredragande|Päätösehdotus|Päätösesitys|Ehdotus|Esitys|Beslutsförslag|Förslag|Päätös|Beslut|Käsittely|Behandling|"
    r"Liitteet|Tiedoksi|Jakelu|Täytäntöönpano|Lisätietoja|Selostus|PÄÄTÖS|EHDOTUS|PÄÄTÖSEHDOTUS|[A-ZÅÄÖ][a-zåäö]{4,30}(?:n|s) (?:muutettu )?(?:päätösehdotus|ehdotus|esitys|förslag)): )"
)
_SHORT_HEAD = re.compile(
    r"(?:^| )(?P<body>[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{0,5}\.?[A-Za-zåäö]{1,10})(?: §)? (?P<n>\d{1,4})(?= [A-ZÅÄÖ])"
)
_TITLE = re.compile(r"(?:^| )(?P<n>\d{1,4}) (?P<title>[A-ZÅÄÖ][A-ZÅÄÖ0-9 ,./()–-]{5,240})$")
_BODY = re.compile(
    rf"\b[A-ZÅÄÖ][\wåäö-]*(?:(?:, [a-zåäö-]+)? ja [a-zåäö-]+)?(?:{'|'.join(sorted(set(ENDINGS), key=len, reverse=True))})\b",
    re.IGNORECASE,
)
_TORN_DIARY = re.compile(r"[\s\d./]*/\s?\d{4}$")
_SAMPLE = 3000


def bodies_named(text: str) -> list[str]:
    """Return the bodies that the beginning of a document names, each once, in order."""
    found: list[str] = []
    for match in _BODY.finditer(text[:_SAMPLE]):
        body = match[0]
        if body[0].isupper() and body.casefold() not in (known.casefold() for known in found):
            found.append(body)
    return found


def relined(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with labels and short section heads inside long lines set on lines of their own."""
    if not any(len(block.text) > LONG for block in blocks):
        return list(blocks)
    bodies = bodies_named("\n".join(block.text for block in blocks[:40]))
    lines: list[Block] = []
    for block in blocks:
        if len(block.text) <= LONG or block.cells:
            lines.append(block)
        else:
            for piece in _by_heads(block.text, bodies):
                lines.extend(
                    [piece]
                    if piece.heading
                    else [Block(part.strip()) for part in _LABEL.split(piece.text) if part.strip()]
                )
    return lines


def _title(text: str, bodies: Sequence[str]) -> str | None:
    """Read the title above a head from a line that begins with the names of the bodies that handled the matter."""
    rest = text
    while body := next((body for body in bodies if rest.casefold().startswith(f"{body.casefold()} ")), None):
        rest = rest[len(body) + 1 :].lstrip()
    if rest == text or len(rest) > 240:
        return None
    return _TORN_DIARY.sub("", rest).strip() or None


def _by_heads(text: str, bodies: Sequence[str]) -> list[Block]:
    """Cut a line at its short heads; a title in capitals before one becomes a heading."""
    pieces: list[Block] = []
    start = 0
    for found in _SHORT_HEAD.finditer(text):
        if not is_abbreviation(found["body"]) or not any(fits(found["body"], body) for body in bodies):
            continue
        before = text[start : found.start()].strip()
        titled = _TITLE.search(before[-260:])
        if titled and titled["n"] == found["n"]:
            cut = len(before) - len(titled[0])
            pieces += [Block(before[:cut].strip()), Block(titled["title"].strip(), heading=True)]
        else:
            title = _title(before, bodies)
            pieces.append(Block(title, heading=True) if title else Block(before))
        pieces.append(Block(f"{found['body']} § {found['n']}", heading=True))
        start = found.end()
    pieces.append(Block(text[start:].strip()))
    return [piece for piece in pieces if piece.text]
