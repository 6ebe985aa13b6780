"""Posting lists in bytes: how a writer gathers them, and how they lie in the index. Pure functions, of no library.

A list that is being gathered is its postings one after another: `search.whoosh_writer` says what each holds. On the disk it
is cut into blocks: the numbers below, the gaps between documents in the narrowest type that holds them, weights as 32nds, and
values (nothing; the parts of a term; or how many places each word has, and the places).
"""

import struct
from array import array
from collections.abc import Sequence
from itertools import pairwise
from sys import byteorder
from typing import Any
from zlib import compress

BLOCK = 1024  # postings
_SHORT, _COMPRESSION = 64, 3  # bytes from which a block is compressed, and zlib's level
GRAIN = 32.0  # a weight is stored in this many parts of one
MAGIC = b"MPL1"
INFO = struct.Struct("<IIfBcI")
"""Of a block: postings, last document, greatest weight, whether it is compressed, type of the gaps, bytes of values' lengths."""
LENGTH = struct.Struct("<i")  # bytes of a block from here on, negative for the last one of a list


Postings = tuple["array[int]", "array[int]", Sequence[Any]]  # documents, weights in grains, values


def unpacked(packed: bytes, size: int) -> Postings:
    """Return the postings that a term's bytes hold, by the size of their values (0, 2, or -1 for places)."""
    if size == 0:
        return as_array("I", packed), array("H"), ()
    if size == 2:
        halves = as_array("H", packed)
        return as_array("I", packed)[::2], halves[2::4], halves[3::4]
    numbers = as_array("I", packed)
    documents, weights, values = array("I"), array("H"), []
    at = 0
    while at < len(numbers):
        end = at + 3 + numbers[at + 2]
        documents.append(numbers[at])
        weights.append(numbers[at + 1])
        values.append(numbers[at + 3 : end])
        at = end
    return documents, weights, values


def block(documents: "array[int]", weights: "array[int]", values: Sequence[Any], *, last: bool) -> bytes:
    """Return a block of postings as it lies on the disk."""
    if len(documents) == 1:  # as most terms have
        gaps, kind = documents, "I"
    else:
        gaps = array("I", [documents[0], *(after - before for before, after in pairwise(documents))])
        widest = max(gaps)
        kind = "B" if widest < 256 else "H" if widest < 65536 else "I"
    lengths = b""
    if isinstance(values, array):
        stored = [as_stored(values)]
    else:
        lengths = as_stored(array("I", map(len, values)))
        stored = list(map(as_stored, values))
    data = b"".join([as_stored(gaps if kind == "I" else array(kind, gaps)), as_stored(weights), lengths, *stored])
    packed = len(data) >= _SHORT
    if packed:
        data = compress(data, _COMPRESSION)
    info = INFO.pack(
        len(documents), documents[-1], max(weights, default=0) / GRAIN, packed, kind.encode(), len(lengths)
    )
    return LENGTH.pack((-1 if last else 1) * (len(info) + len(data))) + info + data


def as_stored(numbers: "array[int]") -> bytes:
    """Return numbers as bytes, little-endian on every machine."""
    if byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


def as_array(kind: str, raw: bytes) -> "array[int]":
    """Return the numbers that `_stored` gave these bytes for."""
    found = array(kind)
    found.frombytes(raw)
    if byteorder == "big":
        found.byteswap()
    return found


def grains(weight: float) -> int:
    """Return a weight as it is stored, in 32nds."""
    return max(1, min(65535, round(weight * GRAIN)))
