"""One segment of a Whoosh index, as `search.evaluation` asks it: whole posting lists and whole columns."""

import struct
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import compress, islice
from typing import Any

from scraper.vocabulary import Role
from search.analysis import FORM
from search.documents import Document
from search.evaluation import Scores, within_parts
from search.facts import day_number, facet_values, facts_of, matter_number, stored_hit
from search.fields import ALL
from search.postings import Terms, postings
from search.whoosh_format import SCHEMA, PostingsReader, as_bytes, numbers

_AMOUNT = struct.Struct("<Bqq")  # role by its number, lowest and highest cents
_ROLE_NAMES = [role.value for role in Role]
_ROLES = {role: 1 << number for number, role in enumerate(_ROLE_NAMES)}
_BETWEEN = "\n"

Row = tuple[float, int, int, int, int]  # score, date, key, number of the segment, document in it


class Segment:
    """Implements `search.evaluation.Segment` on one of the index's segments."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._columns: dict[str, Any] = {}
        self._columns |= self._column_reader("numbers").load()
        self.lengths: Sequence[int] = self.column("length")

    def column(self, name: str) -> Any:
        """Return a column as a whole: numbers, or for names the number of each document's and the names."""
        if name not in self._columns:
            self._columns[name] = self._column_reader(name).load()
        return self._columns[name]

    def _column_reader(self, name: str) -> Any:
        if not self._reader.has_column(name):  # the library would answer with defaults
            raise ValueError(f"column {name} is missing")
        return self._reader.column_reader(name, translate=False)

    def stored(self, doc: int) -> str:
        return str(self._reader.stored_fields(doc)["hit"])

    def identities(self, docs: Iterable[int]) -> Iterator[str]:
        ids = self._column_reader("id")
        return (bytes(ids[doc]).decode() for doc in docs)

    def rows(self, number: int, scores: Scores, by_date: bool) -> Iterator[Row]:
        """Return what hits are ordered by: the score, else the date, the newest saved first among equals."""
        dates, keys = self.column("date"), self.column("key")
        return ((0.0 if by_date else score, dates[doc], keys[doc], number, doc) for doc, score in scores.items())

    def counted(self, facet: str, docs: Iterable[int]) -> dict[str, int]:
        """Return how many of the documents have each value of a facet."""
        if facet == "year":
            years = Counter(self.column("date")[doc] // 10_000 for doc in docs)
            return {f"{year:04}": count for year, count in years.items() if year}
        if facet == "role":
            roles = Counter(self.column("roles")[doc] for doc in docs)
            return {role: sum(n for bits, n in roles.items() if bits & bit) for role, bit in _ROLES.items()}
        chosen, names = self.column("projects" if facet == "project" else facet)
        found: Counter[str] = Counter()
        for number, count in Counter(chosen[doc] for doc in docs).items():
            for name in filter(None, names[number].split(_BETWEEN)):
                found[name] += count
        return found

    def alive(self) -> Collection[int]:
        every = range(self._reader.doc_count_all())
        deleted = self._reader.deleted_docs_set
        return set(every).difference(deleted) if deleted else every

    def weights(self, term: str, parts: int) -> Iterator[tuple[int, float]]:
        field, text = place_of(term)
        deleted = self._reader.deleted_docs_set
        for block in self._blocks(field, text):
            pairs: Iterator[tuple[int, float]] = zip(block.documents, block.weights, strict=True)
            if parts != ALL:
                pairs = compress(pairs, (_within(value, parts) for value in block.values))
            yield from ((doc, weight) for doc, weight in pairs if doc not in deleted) if deleted else pairs

    def members(self, word: str, parts: int) -> Iterator[int]:
        return (doc for doc, _ in self.weights(FORM + word, parts))

    def places(self, word: str, within: Mapping[int, object] | None = None) -> dict[int, Sequence[int]]:
        found: dict[int, Sequence[int]] = {}
        deleted = self._reader.deleted_docs_set
        for block in self._blocks("words", as_bytes(word)):
            if within is None or not within.keys().isdisjoint(block.documents):
                pairs = zip(block.documents, block.values, strict=True)
                found.update(pairs if within is None else ((doc, places) for doc, places in pairs if doc in within))
        return {doc: places for doc, places in found.items() if doc not in deleted} if deleted else found

    def beginning(self, prefix: str, limit: int) -> list[str]:
        if "words" not in self._reader.indexed_field_names():
            return []
        return [word.decode() for word in islice(self._reader.expand_prefix("words", as_bytes(prefix)), limit)]

    def having(self, fact: str) -> Iterator[int]:
        deleted = self._reader.deleted_docs_set
        for block in self._blocks("facts", as_bytes(fact)):
            yield from (doc for doc in block.documents if doc not in deleted) if deleted else block.documents

    def days(self) -> Sequence[int]:
        return self.column("date")  # type: ignore[no-any-return]

    def amounts(self, document: int) -> Iterator[tuple[str, int, int]]:
        if "amounts" not in self._columns:
            self._columns["amounts"] = self._column_reader("amounts")
        for role, low, high in _AMOUNT.iter_unpack(self._columns["amounts"][document]):
            yield _ROLE_NAMES[role], low, high

    def shown(self, scores: Scores, *, withdrawn: bool) -> Scores:
        """Return the scores without what its publisher has withdrawn, unless that is wanted."""
        hidden = () if withdrawn or not scores else self.having("withdrawn")
        for doc in hidden:
            scores.pop(doc, None)
        return scores

    def _blocks(self, field: str, term: bytes) -> Iterator[PostingsReader]:
        if (field, term) not in self._reader:
            return iter(())
        matcher = self._reader._terms.matcher(field, term, SCHEMA[field].format)
        return matcher.blocks()  # type: ignore[no-any-return]


def stored_fields(document: Document, terms: Terms) -> dict[str, Any]:
    """Return what `search.whoosh_writer.Writer.add` takes of a decision."""
    stored = postings(document, terms)
    amounts = (_AMOUNT.pack(_ROLE_NAMES.index(role), low, high) for role, low, high in document.amounts)
    return {
        "identity": document.id,
        "terms": stored.terms,
        "words": stored.words,
        "facts": facts_of(document),
        "columns": {
            "numbers": numbers(
                day_number(document.date),
                stored.length,
                document.key,
                sum(_ROLES[role] for role in facet_values(document, "role")),
                matter_number(document),
            ),
            **{name: _name(document, name) for name in ("municipality", "body", "outcome")},
            "projects": _name(document, "project"),
            "amounts": b"".join(amounts),
        },
        "hit": stored_hit(document),
    }


def _name(document: Document, facet: str) -> bytes:
    return as_bytes(_BETWEEN.join(facet_values(document, facet)))


def _within(value: object, parts: int) -> bool:
    """Tell whether a posting's value, the parts of a term or the places of a word, reaches into the parts."""
    if isinstance(value, int):
        return bool(value & parts)
    return any(within_parts(place, parts) for place in value)  # type: ignore[attr-defined]


def place_of(term: str) -> tuple[str, bytes]:
    """Return the field and text under which a term of the analysis is stored."""
    return ("words", as_bytes(term.removeprefix(FORM))) if term.startswith(FORM) else ("terms", as_bytes(term))
