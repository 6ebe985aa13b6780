"""Bytes → text: which encoding a document is in, whatever its server says (formats.md 1.3, 1.4)."""

import codecs
import re

JUNK = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
"""Control, bidirectional and zero-width characters, soft hyphens and lone surrogates: never part of a text."""

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)


def decode(content: bytes, content_type: str | None = None) -> str:
    """Return the text of served bytes, without control, bidirectional and lone surrogate characters.

    A byte order mark decides, then strict UTF-8, then the charset that the header or the page declares
    (iso-8859-1 means windows-1252, formats.md 1.3), then windows-1252. Never raises.
    """
    return JUNK.sub("", _decoded(content, content_type))


def _decoded(content: bytes, content_type: str | None) -> str:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > 100:  # cut in the middle of a letter
            return content.decode("utf-8", "ignore")
    declared = _CHARSET.search(content_type or "") or _CHARSET.search(content[:2048].decode("ascii", "replace"))
    name = declared[1].lower() if declared else "windows-1252"
    if name in ("iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii", "utf-8", "utf8"):
        name = "windows-1252"
    try:
        return content.decode(name, "replace")
    except (LookupError, ValueError):
        return content.decode("windows-1252", "replace")
