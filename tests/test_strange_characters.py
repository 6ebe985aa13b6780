"""Control characters, NUL, lone surrogates and bidirectional overrides: from a page neither into the archive nor onto the terminal."""

import contextlib
import io
import re
import sqlite3
import tempfile
import unicodedata
from contextlib import closing
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.store import Archive
from minutes.cli import run
from scraper.feed import read_feed
from scraper.page import LinkKind, Page
from scraper.platforms import dynasty
from scraper.sandbox import parse_page

PAGE = "http://127.0.0.1:8000/cgi/DREQUEST.PHP?page=meetingitem&id=20261-1"
FEED = "http://127.0.0.1:8000/cgi/DREQUEST.PHP?page=rss/meetingitems&show=100"
STRANGE = [
    "\x00", "\x07", "\x08", "\x0b", "\x0c", "\x1a", "\x1b[2J", "\x1b]0;x\x07", "\x7f", "\x85", "\x9b31m", "\xad", "\u061c", "\u200e", "\u200f",
    "\u202a", "\u202e", "\u2066", "\u2069", "\ufeff", "\ufffe", "\ud800", "\udfff", "\U000e0001",
]  # fmt: skip
AS_ENTITIES = [f"&#{ord(letter)};" for text in STRANGE for letter in text[:1]] + [
    "&#x202E;",
    "&rlm;",
    "&lrm;",
    "&#xD800;",
    "&#x1B;[2J",
    "&#0",
]
WORDS = st.lists(
    st.sampled_from(["talousarvio", "määräala", " ", "1 000 €", *STRANGE, *AS_ENTITIES]), min_size=1, max_size=8
).map("".join)
DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def strange(text: str) -> list[str]:
    """Return the characters of a text that steer a terminal, turn its reading direction or are no characters."""
    return [
        f"U+{ord(letter):04X}"
        for letter in text
        if (unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\n\r") or letter in DIRECTIONS
    ]


def served(title: str, body: str, prose: str, preparer: str) -> bytes:
    """Return an item's page, as UTF-8; lone surrogates as the bytes that some programs write for them."""
    page = f"""<html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>Kunnanhallitus  Pöytäkirja 20.03.2026/Pykälä 31</h1>
<a href='/kokous/20261-1.PDF'>PDF</a><a href="/kokous/20261-1-7.PDF">Liite 1 {title}</a><p>{title}</p><p>{body} 20.03.2026 § 31</p>
<p>Kunnanhallitus 20.03.2026 § 31</p><p>120/02.05.01/2026</p><p><b>Valmistelija</b> hallintojohtaja {preparer}</p><p>{prose}</p>
<p><b>Päätösehdotus</b> {prose}</p><p><b>Päätös</b> Kunnanhallitus hyväksyi ehdotuksen {prose}.</p></body></html>"""
    return page.encode("utf-8", "surrogatepass")


def saved_texts(path: Path) -> list[str]:
    """Return every text in the archive."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for table in tables for row in connection.execute(f"SELECT * FROM {table}")]
    return [value for row in rows for value in row if isinstance(value, str)]


def shown(*arguments: str) -> str:
    """Run a command and return what it wrote, on either stream."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        run(list(arguments))
    return out.getvalue() + err.getvalue()


def test_the_strange_ones_are_told_from_others() -> None:
    assert [text for text in STRANGE if not strange(text)] == ["\xad", "\ufeff", "\ufffe", "\U000e0001"]
    assert strange("Pöytäkirja – 5 € § 1\n\t\r") == []


@settings(max_examples=15)
@example("otsikko" + "".join(AS_ENTITIES), "x", "".join(STRANGE[:-5]), "".join(AS_ENTITIES), None)
@given(WORDS, WORDS, WORDS, WORDS, st.sampled_from([None, "text/html; charset=utf-8", "text/html; charset=iso-8859-1"]))
def test_from_a_page_to_the_terminal(
    title: str, body: str, prose: str, preparer: str, content_type: str | None
) -> None:
    link = dynasty.link(PAGE, title="Siltatie", body="Kunnanhallitus")
    assert link is not None
    page = Page(PAGE, served(title, body, prose, preparer), content_type, link=link)
    parsed = parse_page("dynasty", page)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.sqlite"
        with Archive.open(path) as archive, archive.batch() as batch:
            for one in batch.save("kukkula", parsed, page):
                name = one.id
            batch.fail("kukkula", link, f"{title} {prose}".encode("utf-8", "replace").decode())
        assert [found for text in saved_texts(path) if (found := strange(text))] == []
        place = ("--archive", str(path))
        written = [shown("export", "--format", fmt, *place) for fmt in ("csv", "jsonl")]
        written.append(shown("quality", *place))
        if parsed.decisions:
            written += [shown("show", name, "--format", fmt, *place) for fmt in ("table", "csv", "jsonl")]
        assert [found for text in written if (found := strange(text))] == []


@given(WORDS, WORDS)
def test_from_a_feed_to_a_link(title: str, address: str) -> None:
    items = f"<item><title><![CDATA[Kunnanhallitus 20.03.2026 / {title}]]></title><link><![CDATA[{PAGE}{address}]]></link></item>"
    content = f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>{items}</channel></rss>"
    read = read_feed(content.encode("utf-8", "surrogatepass"), FEED, platform=dynasty)
    for link in read.links:
        assert strange(f"{link.title}{link.body}{link.url}{link.id}") == []
        assert link.kind is LinkKind.meeting_item
        assert re.fullmatch(r"[0-9A-Za-z-]+", link.id or "")
    assert strange("".join(read.defects)) == []
