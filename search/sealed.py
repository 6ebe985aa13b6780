"""Files with checksums: what is read is what was written, or an error.

Beside each file lies `<file>.crc` with a CRC-32 of every page of it. A page is checked when it is first read, so that
opening a large index costs no more than what is read of it, and a flipped bit never becomes a wrong answer.

    8 bytes   magic
    8 bytes   length of the file, little-endian
    4 bytes   CRC-32 of all that follows
    4 bytes   CRC-32 of each page of PAGE bytes, little-endian
"""

import io
import os
import struct
from array import array
from collections.abc import Iterator
from pathlib import Path
from sys import byteorder
from zlib import crc32

SUFFIX = ".crc"
PAGE = 4096
_MAGIC = b"MINUTCRC"
_HEAD = struct.Struct("<8sQI")
_BUFFER = 4 * PAGE


class SealBroken(Exception):
    """A file that is not what was written, or whose checksums are missing."""


def seal(path: Path) -> None:
    """Write the checksums of a finished file beside it."""
    with path.open("rb") as file:
        sums = array("I", (crc32(page) for page in _pages(file)))
        length = file.tell()
    if byteorder == "big":
        sums.byteswap()
    body = sums.tobytes()
    seal_of(path).write_bytes(_HEAD.pack(_MAGIC, length, crc32(body)) + body)


def seal_of(path: Path) -> Path:
    """Return where the checksums of a file are."""
    return path.with_name(path.name + SUFFIX)


def open_sealed(path: Path) -> io.BufferedReader:
    """Open a sealed file for reading. Raises SealBroken, also later where a page that is read is broken, and OSError."""
    raw = _Sealed(path)
    try:
        return io.BufferedReader(raw, _BUFFER)
    except BaseException:
        raw.close()
        raise


def _pages(file: io.BufferedReader) -> Iterator[bytes]:
    while page := file.read(PAGE):
        yield page


class _Sealed(io.RawIOBase):
    """Reads whole pages and hands out the bytes asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._length, self._sums = _read(path)
        self._checked = bytearray(len(self._sums))
        self._at = 0
        self._descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        if os.fstat(self._descriptor).st_size != self._length:
            self.close()
            raise SealBroken(f"{path.name} is not as long as it was written")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def close(self) -> None:
        if not self.closed and (descriptor := getattr(self, "_descriptor", None)) is not None:
            os.close(descriptor)
        super().close()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = max(0, min(len(buffer), self._length - self._at))
        if not size:
            return 0
        first, last = self._at // PAGE, (self._at + size - 1) // PAGE
        content = self._read_pages(first, last)
        start = self._at - first * PAGE
        buffer[:size] = content[start : start + size]
        self._at += size
        return size

    def _read_pages(self, first: int, last: int) -> bytes:
        os.lseek(self._descriptor, first * PAGE, os.SEEK_SET)
        content = b""
        wanted = min((last + 1) * PAGE, self._length) - first * PAGE
        while len(content) < wanted:
            piece = os.read(self._descriptor, wanted - len(content))
            if not piece:
                raise SealBroken(f"{self._path.name} ends too early")
            content += piece
        for number in range(first, last + 1):
            if not self._checked[number]:
                page = content[(number - first) * PAGE : (number - first + 1) * PAGE]
                if crc32(page) != self._sums[number]:
                    raise SealBroken(f"{self._path.name} has changed on the disk (page {number})")
                self._checked[number] = 1
        return content


def _read(path: Path) -> tuple[int, array]:  # type: ignore[type-arg]
    try:
        content = seal_of(path).read_bytes()
    except FileNotFoundError as error:
        raise SealBroken(f"{path.name} has no checksums") from error
    sums = array("I")
    body = content[_HEAD.size :]
    if len(content) < _HEAD.size or len(body) % sums.itemsize:
        raise SealBroken(f"the checksums of {path.name} are cut off")
    magic, length, check = _HEAD.unpack_from(content)
    if magic != _MAGIC or crc32(body) != check or len(body) // sums.itemsize != -(-length // PAGE):
        raise SealBroken(f"the checksums of {path.name} are damaged")
    sums.frombytes(body)
    if byteorder == "big":
        sums.byteswap()
    return length, sums
