"""Bytes → text: a mark, UTF-8, what is declared, windows-1252, in this order (formats.md 1.3, 1.4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.encoding import JUNK, decode, encoding_of

TEXT = "Pöytäkirja – 5 €, Määräala, sähköistäminen, jäähalli"
UTF_8, WINDOWS = TEXT.encode(), TEXT.encode("windows-1252")


@pytest.mark.parametrize(
    ("content", "declared", "encoding"),
    [
        (UTF_8, None, "utf-8"),
        (UTF_8, "text/html; charset=iso-8859-1", "utf-8"),
        (b"\xef\xbb\xbf" + UTF_8, "text/html; charset=windows-1252", "utf-8"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), None, "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "text/xml; charset=utf-8", "utf-16-be"),
        (f"<p>{TEXT}".encode("utf-16-le"), None, "utf-16-le"),
        (WINDOWS, None, "windows-1252"),
        (WINDOWS, "text/html; charset=iso-8859-1", "windows-1252"),
        (WINDOWS, "text/html; charset=utf-8", "windows-1252"),
        (b'<meta charset="windows-1252">' + WINDOWS, None, "windows-1252"),
        (b"<?xml version='1.0' encoding='iso-8859-15'?>" + TEXT.encode("iso-8859-15", "ignore"), None, "iso-8859-15"),
        (TEXT.encode("cp1257", "ignore"), "text/plain; charset=windows-1257", "windows-1257"),
        (WINDOWS, "text/html; charset=utf-16", "windows-1252"),
        *((WINDOWS, f"text/html; charset={name}", "windows-1252") for name in ("punycode", "utf-7", "rot13", "idna", "unicode_escape", "gbk", "x", "")),
    ],
)  # fmt: skip
def test_which_encoding_a_document_is_in(content: bytes, declared: str | None, encoding: str) -> None:
    assert encoding_of(content, declared) == encoding
    assert decode(content, declared).endswith(
        TEXT if encoding in ("utf-8", "windows-1252") or "utf-16" in encoding else "halli"
    )


@pytest.mark.parametrize("damage", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xe2\x80"])
@pytest.mark.parametrize("at", [0, 12, 30])
def test_a_damaged_letter_does_not_garble_the_others(damage: bytes, at: int) -> None:
    content = UTF_8[:at] + damage + UTF_8[at:]
    assert encoding_of(content) == "utf-8"
    assert decode(content).replace("\ufffd", "") == TEXT


@given(st.binary(max_size=300), st.none() | st.text(max_size=30).map(lambda name: f"text/html; charset={name}"))
def test_any_bytes_are_text_without_junk(content: bytes, declared: str | None) -> None:
    text = decode(content, declared)
    assert not JUNK.search(text)
    text.encode("utf-8")
    assert "".encode(encoding_of(content, declared)) is not None


@given(st.text(max_size=200))
def test_utf_8_comes_back(text: str) -> None:
    content = text.encode("utf-8", "ignore")
    if encoding_of(content) == "utf-8" and not content.startswith(b"\xef\xbb\xbf"):
        assert decode(content) == JUNK.sub("", content.decode()).removesuffix("\ufffd")
