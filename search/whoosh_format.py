"""How the index lies on disk: the fields of Whoosh's schema, its posting lists, and its files with checksums.

Fields: `id` (unique, also a column), `terms` (weighted terms of the analysis, with the parts they stand in), `words` (words
as written with their weights and places, for forms, phrases and beginnings), `facts` (what a filter asks for), and `hit`
(JSON of what a line shows). Columns: `numbers` (date as YYYYMMDD, 0 without; length in words; decision key; roles of its
amounts as bits; matter), `municipality`, `body`, `outcome`, `projects` (keys joined by line ends), `amounts`.

A posting list is read as a whole or not at all, so it is stored as arrays in large blocks: gaps between documents, weights
as 32nds, and values. The library's own blocks are pickles of tuples, larger and slower.
"""

import struct
import warnings
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from zlib import decompress

from search import sealed
from search.posting_lists import BLOCK, GRAIN, INFO, LENGTH, MAGIC, Postings, as_array, block, unpacked

with warnings.catch_warnings():  # compiling the library's sources warns of escape sequences on newer Pythons
    warnings.simplefilter("ignore")
    from whoosh import columns, fields, formats
    from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3LeafMatcher, W3TermInfo
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.structfile import StructFile, pack_ushort
    from whoosh.writing import SegmentWriter as SegmentWriter

_MOST = 2**32 - 1
_NUMBERS = struct.Struct("<IIIIQ")  # date, length, key, roles, matter


def as_bytes(text: str) -> bytes:
    """Return a term as it is stored."""
    return text.encode("utf-8", "replace")


class PlainFormat(formats.Existence):  # type: ignore[misc]
    """Postings of documents and weights only."""

    def fixed_value_size(self) -> int:
        return 0


class PartsFormat(formats.Existence):  # type: ignore[misc]
    """Postings with the parts that a term stands in, 16 bits."""

    def fixed_value_size(self) -> int:
        return 2


class PlacesFormat(formats.Positions):  # type: ignore[misc]
    """Postings with places as bare 32-bit numbers."""

    def fixed_value_size(self) -> int:
        return -1


class Terms(fields.FieldType):  # type: ignore[misc]
    """A field whose postings `search.whoosh_writer` makes."""

    scorable = stored = unique = False

    def __init__(self, postings: formats.Format) -> None:
        self.format = postings


class Numbers(columns.FixedBytesColumn):  # type: ignore[misc]
    """The numbers of every document, side by side, that are read all at once."""

    def __init__(self) -> None:
        super().__init__(_NUMBERS.size)

    class Reader(columns.FixedBytesColumn.Reader):  # type: ignore[misc]
        def load(self) -> dict[str, Sequence[int]]:
            """Return the numbers of all documents by name."""
            size, count = _NUMBERS.size, self._doccount
            raw = self._dbfile.get(self._basepos, size * count)
            if self._count != count or len(raw) != size * count:
                raise ValueError(f"a column holds {self._count} rows for {count} documents")
            narrow, wide = as_array("I", raw), as_array("Q", raw)
            found: dict[str, Sequence[int]] = {
                name: narrow[place :: size // 4] for place, name in enumerate(("date", "length", "key", "roles"))
            }
            return found | {"matter": wide[2 :: size // 8]}


def numbers(date: int, length: int, key: int, roles: int, matter: int) -> bytes:
    """Return a document's numbers as they are stored."""
    return _NUMBERS.pack(date, min(length, _MOST), key & _MOST, roles, matter)


class Names(columns.RefBytesColumn):  # type: ignore[misc]
    """Texts that many documents share, as numbers of a list."""

    class Reader(columns.RefBytesColumn.Reader):  # type: ignore[misc]
        def load(self) -> tuple[Sequence[int], list[str]]:
            """Return the number of each document's text, and the texts."""
            numbers: Sequence[int] = self._dbfile.get_array(self._basepos, self._typecode, self._doccount)
            return numbers, [bytes(text).decode() for text in self._uniques]


class FieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes whole posting lists, as `search.whoosh_writer.Pool` holds them."""

    def add_lists(self, lists: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Write (field, term, postings) sorted by field and term."""
        for field, found in groupby(lists, key=itemgetter(0)):
            self.start_field(field, SCHEMA[field])
            size = self._format.fixed_value_size()
            for _, term, packed in found:
                info = W3TermInfo()
                self._write_list(info, unpacked(packed, size))
                self._tindex.add(pack_ushort(self._fieldid) + term, info.to_bytes())
            self.finish_field()

    def _write_list(self, info: Any, postings: Postings) -> None:
        documents, weights, values = postings
        file = self._postfile
        start = file.tell()
        pieces = [MAGIC]
        for first in range(0, len(documents), BLOCK):
            last = first + BLOCK >= len(documents)
            end = first + BLOCK
            pieces.append(block(documents[first:end], weights[first:end], values[first:end], last=last))
        file.write(b"".join(pieces))
        info.set_extent(start, file.tell() - start)
        info._df, info._minid, info._maxid = len(documents), documents[0], documents[-1]
        info._maxweight = max(weights, default=GRAIN) / GRAIN


class PostingsReader(W3LeafMatcher):  # type: ignore[misc]
    """Reads posting lists; `blocks` gives them as arrays."""

    _data: bytes | None
    _ids: list[int] | None
    _weights: list[float] | None
    _values: Sequence[Any] | None
    _lastblock: bool

    def blocks(self) -> Iterator["PostingsReader"]:
        """Yield this reader at each of its blocks: `documents`, `weights` and `values` are the block's."""
        while not self._atend:
            yield self
            self._next_block()

    @property
    def documents(self) -> Sequence[int]:
        if self._ids is None:
            self._ids = list(accumulate(self._array(self._kind.decode(), 0, self._blocklength)))
        return self._ids

    @property
    def grains(self) -> Sequence[int]:
        if self.format.fixed_value_size() == 0:
            return [int(GRAIN)] * self._blocklength
        return self._array("H", self._weights_at(), self._blocklength)

    @property
    def weights(self) -> list[float]:
        if self._weights is None:
            self._weights = [grain / GRAIN for grain in self.grains]
        return self._weights

    @property
    def values(self) -> Sequence[Any]:
        if self._values is None:
            self._values = self._block_values()
        return self._values

    def _read_header(self) -> None:
        self._postfile.seek(self._startoffset)
        if self._postfile.read(len(MAGIC)) != MAGIC:
            raise ValueError("a posting list does not begin where it should")
        self._baseoffset = self._postfile.tell()

    def _goto(self, position: int) -> None:
        self._data = self._ids = self._weights = self._values = None
        self._i = 0
        self._postfile.seek(position)
        head = self._postfile.read(LENGTH.size + INFO.size)
        length = LENGTH.unpack_from(head)[0]
        self._lastblock = length < 0
        self._nextoffset = position + LENGTH.size + abs(length)
        self._dataoffset = position + len(head)
        info = INFO.unpack_from(head, LENGTH.size)
        self._blocklength, self._maxid, self._maxweight, self._compression, self._kind, self._lengths = info
        self._minlength = self._maxlength = 1

    def _array(self, kind: str, start: int, count: int) -> "array[int]":
        if self._data is None:
            data = self._postfile.get(self._dataoffset, self._nextoffset - self._dataoffset)
            self._data = decompress(data) if self._compression else bytes(data)
        found = as_array(kind, self._data[start : start + count * array(kind).itemsize])
        if len(found) != count:
            raise ValueError("a block of postings is cut off")
        return found

    def id(self) -> int:
        """Return the current posting's document."""
        return self.documents[self._i]

    def weight(self) -> float:
        """Return the current posting's weight."""
        return self.weights[self._i]

    def _weights_at(self) -> int:
        return array(self._kind.decode()).itemsize * int(self._blocklength)

    def _block_values(self) -> Sequence[Any]:
        at = self._weights_at() + 2 * self._blocklength
        size = self.format.fixed_value_size()
        if size == 0:
            return [b""] * self._blocklength
        if size == 2:
            return self._array("H", at, self._blocklength)
        lengths = self._array("I", at, self._blocklength)
        places = self._array("I", at + self._lengths, sum(lengths))
        ends = list(accumulate(lengths))
        return [places[start:end] for start, end in zip([0, *ends], ends, strict=False)]


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's own codec with our posting lists, not asking after the length of a field for every posting: ours is a column."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> FieldWriter:
        return FieldWriter(self, storage, segment)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> PostingsReader:
        return PostingsReader(dbfile, *terminfo.extent(), format_, term=term, scorer=scorer)


class SealedStorage(FileStorage):  # type: ignore[misc]
    """The files of an index, each with its checksums; a commit seals every new file before it names them.

    No memory maps: the library would copy what it maps.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), supports_mmap=False)
        self._path = folder.absolute()

    def open_file(self, name: str, **options: Any) -> Any:
        return StructFile(sealed.open_sealed(self._path / name), name=name, **options)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Put a table of contents in its place, which makes a commit."""
        for path in sorted(self._path.iterdir()):
            if path.suffix in _SEALED and not sealed.seal_of(path).exists():
                sealed.seal(path)
        sealed.seal(self._path / oldname)
        sealed.seal_of(self._path / oldname).replace(sealed.seal_of(self._path / newname))
        super().rename_file(oldname, newname, safe=safe)

    def delete_file(self, name: str) -> None:
        super().delete_file(name)
        sealed.seal_of(self._path / name).unlink(missing_ok=True)


_SEALED = {W3Codec.TERMS_EXT, W3Codec.POSTS_EXT, W3Codec.COLUMN_EXT}


SCHEMA = fields.Schema(
    id=fields.ID(unique=True, sortable=True),
    terms=Terms(PartsFormat()),
    words=Terms(PlacesFormat()),
    facts=Terms(PlainFormat()),
    numbers=fields.COLUMN(Numbers()),
    municipality=fields.COLUMN(Names()),
    body=fields.COLUMN(Names()),
    outcome=fields.COLUMN(Names()),
    projects=fields.COLUMN(Names()),
    amounts=fields.COLUMN(columns.VarBytesColumn()),
    hit=fields.STORED(),
)
