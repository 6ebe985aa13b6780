"""The sums of money of one text, with the exact place, value, role and marks of each (formats.md 7.4 and 11)."""

from scraper.grammar import marks
from scraper.grammar.bare import is_money
from scraper.grammar.clauses import clauses
from scraper.grammar.money_tables import cells
from scraper.grammar.notation import sums
from scraper.grammar.parties import party
from scraper.grammar.roles import Reader
from scraper.records import Amount, Part


def amounts(
    text: str, part: Part, *, title: str | None = None, handling: int | None = None, municipality: str | None = None
) -> list[Amount]:
    """Return every sum of `text` in reading order, offsets into `text`.

    `title` is the matter's, for sums whose own sentence names no role. `handling` is the index of the older handling
    where `part` is earlier; `municipality` the town that decides, where it is known. Never raises.
    """
    written = sums(text)
    if not written:
        return []
    frame = clauses(text)
    found, heads = cells(frame, is_money(frame, written))
    vats = marks.vats(text, found)
    roles = Reader(frame, title).roles(found, heads)
    return [
        Amount(
            text=text[item.start : item.end],
            value=item.value,
            max=item.max,
            currency=item.currency,
            role=role,
            qualifier=marks.qualifier(text, item),
            approximate=marks.approximate(text, item),
            per=marks.per(text, item),
            vat=vats.get(index),
            party=party(frame, item, role, municipality, found[index - 1].end if index else 0),
            part=part,
            handling=handling,
            start=item.start,
            end=item.end,
        )
        for index, (item, role) in enumerate(zip(found, roles, strict=True))
    ]
