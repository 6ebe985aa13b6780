"""Bytes → what kind of file they are: by their content, never by a name or a header that a stranger gave."""

import io
import lzma
import zipfile
import zlib

from scraper.text import looks_like_html
from scraper.vocabulary import Media

_PDF_WITHIN = 1024  # readers allow that much of something else before a PDF begins
_MAGIC = (
    (b"{\\rtf", Media.rtf),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Media.doc),
    (b"\xff\xd8\xff", Media.image),
    (b"\x89PNG\r\n", Media.image),
    (b"GIF8", Media.image),
    (b"II*\x00", Media.image),
    (b"MM\x00*", Media.image),
    (b"BM", Media.image),
    (b"\x1f\x8b", Media.other),
    (b"7z\xbc\xaf\x27\x1c", Media.other),
    (b"Rar!", Media.other),
)
_PARTS = (("word/", Media.docx), ("ppt/", Media.pptx), ("xl/", Media.xlsx))
_OFFICE = "[Content_Types].xml"
_MEMBER = b"PK\x01\x02"
_MOST_MEMBERS = 20_000  # an office file has hundreds; listing a million takes half a gigabyte
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16 is full of zero bytes
_CONTROLS = bytes(set(range(1, 32)) - set(b"\t\n\f\r\x1b"))  # zero bytes stray into texts, too
_MOST_CONTROLS = 0.08  # random bytes hold 10 %, text none
_SAMPLE = 4096

_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, ValueError, OverflowError, RuntimeError, EOFError)
"""How zipfile fails on a damaged, encrypted or oddly packed member."""


def media_of(content: bytes) -> Media:
    """Return the kind of a file; an empty one is text.

    >>> media_of(b"%PDF-1.7 ..."), media_of(b"<html><p>404</p>"), media_of("Liite 1".encode())
    (<Media.pdf: 'pdf'>, <Media.html: 'html'>, <Media.text: 'text'>)
    """
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(content)
    for magic, media in _MAGIC:
        if content.startswith(magic) and (magic != b"BM" or _is_binary(content)):
            return media
    start = content[:_PDF_WITHIN]
    if b"%PDF-" in start and not start.lstrip().startswith(b"<"):
        return Media.pdf
    if _is_binary(content):
        return Media.other
    return Media.html if looks_like_html(content[: 2 * _SAMPLE].decode("latin-1")) else Media.text


def _zipped(content: bytes) -> Media:
    if content.count(_MEMBER) > _MOST_MEMBERS:
        return Media.other
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = frozenset(package.namelist())
            if "mimetype" in names and package.getinfo("mimetype").file_size < _SAMPLE:
                return Media.odt if package.read("mimetype").startswith(_OPEN_DOCUMENT) else Media.other
    except _DAMAGED:
        names = frozenset()
    if _OFFICE in names:
        return next((media for part, media in _PARTS if any(name.startswith(part) for name in names)), Media.other)
    # A package cut short has lost its list of members, which stands at its end.
    return next((media for part, media in _PARTS if not names and part.encode() in content), Media.other)


def _is_binary(content: bytes) -> bool:
    sample = content[:_SAMPLE]
    if sample.startswith(_WIDE):
        return False
    sample = sample.replace(b"\0", b"")
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > _MOST_CONTROLS * len(sample)
