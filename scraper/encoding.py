"""Bytes → text: which encoding a document is in, whatever its server says (formats.md 1.3, 1.4)."""

import codecs
import re

JUNK = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
"""Control, bidirectional and zero-width characters, soft hyphens and lone surrogates: never part of a text."""

WINDOWS = "windows-1252"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_DECLARED = re.compile(r"encoding\s*=\s*[\"']\s*([\w.:-]{2,40})", re.IGNORECASE)
_GOOD = re.compile("[^\x00-\x7f\ud800-\udfff]")
_BAD = re.compile("[\ud800-\udfff]+")
_LATIN = re.compile(
    r"(?:windows-?|cp)125\d|iso-?8859-?\d{1,2}|mac-?roman|macintosh|cp(?:437|850|865)|koi8-[ru]", re.ASCII
)
"""Declared charsets that are believed: a letter a byte. Others would swallow markup, or are no charsets (punycode, utf-7)."""
_WIDE = re.compile(r"utf-?16(?:-?[lb]e)?", re.ASCII)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
"""How markup begins in UTF-16 without a mark (XML 1.0, appendix F)."""


def decode(content: bytes, content_type: str | None = None, *, junk: str = "") -> str:
    """Return the text of served bytes, with `junk` for each control, bidirectional and lone surrogate character.

    In the encoding that `encoding_of` names; bytes that mean nothing in it become U+FFFD. Never raises.
    """
    name = encoding_of(content, content_type)
    mark = next((mark for mark, _ in _MARKS if content.startswith(mark)), b"")
    text = content[len(mark) :].decode(name, "replace")
    return JUNK.sub(junk, text.removesuffix("\ufffd"))  # cut in the middle of a letter


def encoding_of(content: bytes, content_type: str | None = None) -> str:
    """Name the encoding of served bytes; it follows from them and their Content-Type alone, which the archive keeps both.

    A byte order mark decides, then UTF-8 where the bytes are that, but for fewer damaged letters than good ones, then the charset
    that header or document declares (iso-8859-1 means windows-1252, formats.md 1.3), then windows-1252.
    """
    for mark, name in (*_MARKS, *_UNMARKED):
        if content.startswith(mark):
            return name
    if _is_utf8(content):
        return "utf-8"
    head = content[:2048].decode("ascii", "replace")
    declared = _CHARSET.search(content_type or "") or _CHARSET.search(head) or _DECLARED.search(head)
    name = declared[1].lower() if declared else WINDOWS
    if _WIDE.fullmatch(name) and b"\x00" in content[:200]:
        return name
    if not _LATIN.fullmatch(name) or name in ("iso-8859-1", "iso8859-1"):
        return WINDOWS
    try:
        codecs.lookup(name)
    except LookupError:
        return WINDOWS
    return name


def _is_utf8(content: bytes) -> bool:
    """Tell whether bytes are UTF-8, or were before a few of them were damaged or the last letter was cut through."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > 100:
            return True
        text = content.decode("utf-8", "surrogateescape")
        return sum(1 for _ in _GOOD.finditer(text)) > sum(1 for _ in _BAD.finditer(text))
    return True
