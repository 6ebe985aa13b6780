"""How the index lies on disk: the fields of Whoosh's schema, and its codec where the stock one costs too much.

Fields: `id` (unique, also a column), `terms` (weighted terms of the analysis), `words` (words as written with their weights
and places, for forms, phrases and beginnings), `facts` (what a filter asks for), columns `date` (YYYYMMDD, 0 without), `length`
(words), `key` (decision key), `amounts` (pairs of cents), and `hit` (JSON of what a line shows).
"""

import warnings
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

with warnings.catch_warnings():  # compiling the library's sources warns of escape sequences on newer Pythons
    warnings.simplefilter("ignore")
    from whoosh import columns, fields, formats
    from whoosh.codec.whoosh3 import W3Codec, W3PostingsWriter

_UNSET = 2**32 - 1
_SHORT, _COMPRESSION = 8, 3  # postings from which a block is compressed, and zlib's level


def as_bytes(text: str) -> bytes:
    """Return a term as it is stored."""
    return text.encode("utf-8", "replace")


class Weighted(fields.FieldType):  # type: ignore[misc]
    """Terms that come with their weights (a dict), or without (an iterable)."""

    format = formats.Existence()
    scorable = stored = unique = False

    def __init__(self) -> None: ...

    def index(self, value: Any, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        pairs = value.items() if isinstance(value, dict) else ((term, 1.0) for term in value)
        return ((as_bytes(term), 1, weight, b"") for term, weight in pairs)


class PlacesFormat(formats.Positions):  # type: ignore[misc]
    """Positions as bare 32-bit numbers, instead of a pickle for each posting."""

    def encode(self, places: Sequence[int]) -> bytes:
        return array("I", places).tobytes()

    def decode_positions(self, value: bytes) -> Sequence[int]:
        return array("I", value)


class Places(Weighted):
    """Words as written, with their weights and the places they stand at."""

    format = PlacesFormat()

    def index(self, value: Any, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        return ((as_bytes(word), 1, weight, self.format.encode(places)) for word, (weight, places) in value.items())


class Numbers(columns.NumericColumn):  # type: ignore[misc]
    """Unsigned 32-bit numbers, one for every document, that are read all at once."""

    def __init__(self) -> None:
        super().__init__("I", default=_UNSET)

    class Reader(columns.NumericColumn.Reader):  # type: ignore[misc]
        def load(self) -> Sequence[int]:
            if self._count != self._doccount:
                raise ValueError(f"a column holds {self._count} numbers for {self._doccount} documents")
            values: Sequence[int] = self._dbfile.get_array(self._basepos, "I", self._count)
            return values


class PostingsWriter(W3PostingsWriter):  # type: ignore[misc]
    """Writes short posting lists, those of most terms, without compressing them: the library means to, and does not."""

    _maxweight: float

    def add_posting(self, id_: int, weight: float, vbytes: bytes, length: int | None = None) -> None:  # noqa: ARG002
        if len(self._ids) >= self._blocklimit:
            self._write_block()
        self._ids.append(id_)
        self._weights.append(weight)
        self._maxweight = max(self._maxweight, weight)
        if vbytes:
            self._values.append(vbytes)

    def _write_block(self, last: bool = False) -> None:
        self._compression = _COMPRESSION if len(self._ids) >= _SHORT else 0
        super()._write_block(last)


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's own codec, not asking after the length of a field for every posting: our lengths are a column."""

    length_stats = False

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> PostingsWriter:
        return PostingsWriter(dbfile, blocklimit=self._blocklimit, byteids=byteids, inlinelimit=self._inlinelimit)


SCHEMA = fields.Schema(
    id=fields.ID(unique=True, sortable=True),
    terms=Weighted(),
    words=Places(),
    facts=Weighted(),
    date=fields.COLUMN(Numbers()),
    length=fields.COLUMN(Numbers()),
    key=fields.COLUMN(Numbers()),
    amounts=fields.COLUMN(columns.VarBytesColumn()),
    hit=fields.STORED(),
)
