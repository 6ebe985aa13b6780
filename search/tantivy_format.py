"""How a decision lies in a tantivy index: its schema, and the same terms as every engine's, already taken apart.

    terms         the terms of the analysis, each as often as it weighs in halves (`search.postings`), forms (`=avustuksen`) among them
    field_terms   the same for the parts that a query may name: `title:~avustus`
    words         words as written, in their atoms, a value a text, so that no phrase reaches from one into the next
    field_words   the same for the parts that a query may name: `title:avustuksen`
    facts         what a filter asks for (`search.facts.facts_of`), and `span…` of amounts that are ranges, see `spans`
    sum, sum_…    lowest and highest cents of each amount, of all and of each role
    date, order   YYYYMMDD (0 without a date); the same with the decision's key, to put the newest first
    municipality, body, outcome, year, role, project     values of facets
    matter        what is the same for all handlings of a matter
    hit, amounts  what a line shows, and role, lowest and highest cents of each amount, as JSON

Tokens are parted by spaces, which no term holds, so nothing is analysed again.
"""

import json
from collections.abc import Iterator
from typing import Any

import tantivy

from scraper.vocabulary import Role
from search.analysis import FORM, atoms, normalise, words
from search.documents import Document, Sum
from search.engine import FACETS
from search.facts import day_number, facet_values, facts_of, matter_number, stored_hit
from search.fields import PARTS, PARTS_OF, WEIGHTS
from search.postings import PLACES, Postings, Terms, postings
from search.tree import Field

_UNIT = min(WEIGHTS.values())  # the weight that one occurrence stands for
_KEYS = 2**36  # above any decision's key
_LEAST, _GREATEST = -(2**63), 2**63 - 1
_BITS = 64
_FIELD_OF = {part: field for field, parts in PARTS_OF.items() for part in parts}
_FIELDS_OF_BITS: dict[int, tuple[Field, ...]] = {}


def schema() -> Any:
    """Return the schema of the index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name, option in (
        ("terms", "freq"),
        ("field_terms", "freq"),
        ("words", "position"),
        ("field_words", "position"),
    ):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    builder.add_text_field("facts", tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("date", "order", "matter"):
        builder.add_unsigned_field(name, fast=True)
    for name in (sum_field(None), *map(sum_field, Role)):
        builder.add_integer_field(name, fast=True)
    builder.add_bytes_field("hit", stored=True)
    builder.add_bytes_field("amounts", stored=True)
    return builder.build()


def stored(document: Document, known: Terms) -> Any:
    """Return what the index stores of a decision; `known` gives the terms of its words."""
    found = tantivy.Document()
    weighed = postings(document, known)
    found.add_text("id", _sound(document.id))
    found.add_text("terms", _sound(_weighed_terms(weighed)))
    found.add_text("field_terms", _sound(_field_terms(weighed)))
    for piece in document.texts:
        written = [atom for word in words(normalise(piece.text)) for atom in atoms(word)]
        found.add_text("words", _sound(" ".join(written)))
        if field := _FIELD_OF.get(piece.part):
            found.add_text("field_words", _sound(" ".join(in_field(field, word) for word in written)))
    for fact in (*facts_of(document), *(span for amount in document.amounts for span in spans(amount))):
        found.add_text("facts", _sound(fact))
    for facet in FACETS:
        for value in facet_values(document, facet):
            found.add_text(facet, _sound(value))
    day = day_number(document.date)
    found.add_unsigned("date", day)
    found.add_unsigned("order", day * _KEYS + document.key % _KEYS)
    found.add_unsigned("matter", matter_number(document))
    for role, low, high in document.amounts:
        for cents in {low, high}:
            found.add_integer(sum_field(None), bounded(cents))
            found.add_integer(sum_field(role), bounded(cents))
    found.add_bytes("hit", stored_hit(document).encode("utf-8", "replace"))
    found.add_bytes("amounts", json.dumps(document.amounts).encode())
    return found


def in_field(field: Field, term: str) -> str:
    """Return a term or word as it stands for one field."""
    return f"{field}:{term}"


def sum_field(role: str | None) -> str:
    """Return the name of the field with the cents of a role, or of all."""
    return f"sum_{role}" if role else "sum"


def spans(amount: Sum) -> Iterator[str]:
    """Yield the facts by which an amount that is a range (from low to high) is found by a sum strictly within it.

    The range is put together of the fewest stretches whose lengths are powers of two and that begin at a multiple of it:
    at most two a power. A sum lies in the range if one of the stretches around it (`around`) is among them.
    """
    if amount.low >= amount.high:
        return
    first, beyond, level = bounded(amount.low) - _LEAST, bounded(amount.high) - _LEAST + 1, 0
    while first < beyond:
        if first & 1:
            yield from _span(amount.role, level, first)
            first += 1
        if beyond & 1:
            beyond -= 1
            yield from _span(amount.role, level, beyond)
        first, beyond, level = first >> 1, beyond >> 1, level + 1


def around(role: str | None, cents: int) -> list[str]:
    """Return the facts of every stretch of `spans` that a sum can lie in."""
    place = bounded(cents) - _LEAST
    return [_named(role, level, place >> level) for level in range(_BITS + 1)]


def _span(role: str, level: int, number: int) -> Iterator[str]:
    yield _named(None, level, number)
    yield _named(role, level, number)


def _named(role: str | None, level: int, number: int) -> str:
    return f"span {role or ''} {level} {number:x}"


def bounded(cents: int) -> int:
    """Return the nearest cents that a field of the index can hold."""
    return max(_LEAST, min(_GREATEST, cents))


def _weighed_terms(weighed: Postings) -> str:
    """Return each term as many times as it weighs: tantivy's BM25 counts occurrences, so that this makes it BM25F."""
    terms = [(term + " ") * _times(weight) for term, (weight, _) in weighed.terms.items()]
    return "".join(terms + [(FORM + word + " ") * _times(weight) for word, (weight, _) in weighed.words.items()])


def _field_terms(weighed: Postings) -> str:
    """Return the terms of the parts that a query may name, each under its field."""
    found = []
    for term, (weight, parts) in weighed.terms.items():
        found += [(in_field(field, term) + " ") * _times(weight) for field in _fields(parts)]
    for word, (weight, places) in weighed.words.items():
        for field in _fields(_parts_of(places)):
            found.append((in_field(field, FORM + word) + " ") * _times(weight))
    return "".join(found)


def _times(weight: float) -> int:
    return round(weight / _UNIT) or 1


def _fields(parts: int) -> tuple[Field, ...]:
    if parts not in _FIELDS_OF_BITS:
        found = (_FIELD_OF.get(part) for number, part in enumerate(PARTS) if parts >> number & 1)
        _FIELDS_OF_BITS[parts] = tuple(dict.fromkeys(field for field in found if field))
    return _FIELDS_OF_BITS[parts]


def _parts_of(places: list[int]) -> int:
    parts = 0
    for place in places:
        parts |= 1 << place // PLACES
    return parts


def _sound(text: str) -> str:
    """Return a text without the halves of surrogate pairs, which UTF-8 does not have."""
    return text.encode("utf-8", "replace").decode()
