"""Writes segments of the index: postings are gathered by term, in bytes, and reach Whoosh's files as whole lists.

The library's own writer makes five objects and a pickle of every posting and sorts them all; here a posting is appended to
its term's bytes, and a run that outgrows the memory goes to a temporary file, sorted by term. Runs follow one another in the
order of documents, so that joining them is joining bytes. What a term's bytes hold:

    id, facts    document                               4 bytes a posting
    terms        document, weight, parts                8 bytes
    words        document, weight, number of places, places    12 bytes and 4 for each place
"""

import heapq
import marshal
import struct
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from search.posting_lists import grains
from search.whoosh_format import SCHEMA, Codec, SegmentWriter, as_bytes

MEMORY = 64 * 2**20  # bytes of postings, about, that are held before they go to a file
_TERM = 250  # bytes that a term costs in memory beside its postings
_CHUNK = 500  # terms that are written to a file and read again at once

_PLAIN = struct.Struct("<I")
_PARTS = struct.Struct("<IHH")
_PLACES = struct.Struct("<III")
_FIELDS = ("facts", "id", "terms", "words")

Run = Iterator[tuple[str, bytes, bytes]]  # field, term, its postings; sorted


class Pool:
    """The postings of a segment that is being written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runs: list[Path] = []
        self._fields: dict[str, dict[bytes, bytearray]] = {name: {} for name in _FIELDS}
        self._size = 0

    def add(self, field: str, items: Iterable[tuple[bytes, bytes]]) -> None:
        """Add a document's postings in a field, each packed; documents come in their order."""
        terms = self._fields[field]
        size = 0
        for term, posting in items:
            size += len(posting)
            if (held := terms.get(term)) is None:
                terms[term] = bytearray(posting)
                size += _TERM
            else:
                held += posting
        self._size += size

    def breathe(self) -> None:
        """Put what is held into a file where it has grown too large; between documents, or all of one's postings go together."""
        if self._size > MEMORY:
            self._spill()

    def lists(self) -> Run:
        """Yield every term with its whole posting list, sorted by field and term."""
        runs = [*(self._read(path) for path in self._runs), self._held()]
        for (field, term), found in groupby(heapq.merge(*runs, key=_place), key=_place):
            yield field, term, b"".join(map(itemgetter(2), found))

    def cleanup(self) -> None:
        """Forget everything and delete the files. The name is the library's."""
        for path in self._runs:
            path.unlink(missing_ok=True)
        self._runs.clear()
        self._fields.clear()

    def _held(self) -> Run:
        for field in _FIELDS:
            terms = self._fields.get(field, {})
            for term in sorted(terms):
                yield field, term, bytes(terms[term])

    def _spill(self) -> None:
        path = self._folder / f"run{len(self._runs)}"
        with path.open("wb") as file:
            chunk = []
            for item in self._held():
                chunk.append(item)
                if len(chunk) == _CHUNK:
                    marshal.dump(chunk, file)
                    chunk = []
            marshal.dump(chunk, file)
            marshal.dump(None, file)
        self._runs.append(path)
        self._fields = {name: {} for name in _FIELDS}
        self._size = 0

    @staticmethod
    def _read(path: Path) -> Run:
        with path.open("rb") as file:
            while (chunk := marshal.load(file)) is not None:  # noqa: S302 -- written by this process a moment ago
                yield from chunk


class Writer(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer of one segment, with a pool of our own."""

    def __init__(self, index: Any) -> None:
        super().__init__(index, compound=False, codec=Codec())
        self.pool = Pool(Path(self._tempstorage.folder))

    def add(
        self,
        identity: str,
        terms: Mapping[str, tuple[float, int]],
        words: Mapping[str, tuple[float, list[int]]],
        facts: Iterable[str],
        columns: Mapping[str, bytes],
        hit: str,
    ) -> None:
        """Add a document: its id, what `search.postings` says of its texts, its facts, columns, and what a hit shows."""
        number = self.docnum
        plain = _PLAIN.pack(number)
        self.pool.add("id", [(as_bytes(identity), plain)])
        self.pool.add("facts", ((as_bytes(fact), plain) for fact in facts))
        parted = (
            (as_bytes(term), _PARTS.pack(number, grains(weight), parts)) for term, (weight, parts) in terms.items()
        )
        self.pool.add("terms", parted)
        placed = (
            (as_bytes(word), struct.pack(f"<III{len(places)}I", number, grains(weight), len(places), *places))
            for word, (weight, places) in words.items()
        )
        self.pool.add("words", placed)
        self.pool.breathe()
        document = self.perdocwriter
        document.start_doc(number)
        for name, value in sorted({"id": as_bytes(identity), **columns}.items()):
            document.add_column_value(name, SCHEMA[name].column_type, value)
        document.add_field("hit", SCHEMA["hit"], hit, 0)
        document.finish_doc()
        self._added = True
        self.docnum += 1

    def add_reader(self, reader: Any) -> None:
        """Take over the documents of a segment that are not deleted."""
        first = self.docnum
        moved = self.write_per_doc(set(self.schema.names()), reader)
        for field, term in reader.all_terms():
            for block in reader._terms.matcher(field, term, SCHEMA[field].format).blocks():
                postings = _packed(block, first, moved)
                if postings:
                    self.pool.add(field, [(term, postings)])
        self.pool.breathe()
        self._added = True

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        self.fieldwriter.add_lists(self.pool.lists())
        self.fieldwriter.close()


def _packed(block: Any, first: int, alive: Mapping[int, int] | None) -> bytes:
    """Return a block's postings as the pool holds them, with the numbers that the documents have now."""
    documents = [first + old if alive is None else alive.get(old) for old in block.documents]
    size = block.format.fixed_value_size()
    if size == 0:
        return b"".join(_PLAIN.pack(new) for new in documents if new is not None)
    rows = zip(documents, block.grains, block.values, strict=True)
    if size == 2:
        return b"".join(_PARTS.pack(new, weight, parts) for new, weight, parts in rows if new is not None)
    return b"".join(
        struct.pack(f"<III{len(places)}I", new, weight, len(places), *places)
        for new, weight, places in rows
        if new is not None
    )


def _place(item: tuple[str, bytes, bytes]) -> tuple[str, bytes]:
    return item[0], item[1]
