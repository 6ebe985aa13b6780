"""Pages as served, kept once and proved."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import ArchiveDamaged, NotFound
from archive.identity import sha256
from archive.snapshots import all_packed, packed, unpacked
from archive.store import Archive
from scraper.records import Decision, Status
from tests.decisions import FETCHED, LATER, decision, page, parsed


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive.sqlite", now=lambda: FETCHED) as opened:
        yield opened


@given(st.binary(max_size=500))
def test_packing_loses_nothing(content: bytes) -> None:
    assert unpacked(sha256(content), len(content), packed(content)) == content


def reading(content: bytes, blob: bytes) -> bytes | None:
    try:
        return unpacked(sha256(content), len(content), blob)
    except ArchiveDamaged:
        return None


@given(st.data(), st.binary(min_size=1, max_size=200))
def test_a_flipped_byte_is_found(data: st.DataObject, content: bytes) -> None:
    blob = bytearray(packed(content))
    place = data.draw(st.integers(2, len(blob) - 5))
    blob[place] ^= data.draw(st.integers(1, 255))
    assert reading(content, bytes(blob)) in {None, content}


def test_many_pages_are_packed_in_their_order() -> None:
    contents = [b"%d" % number * 1000 for number in range(700)]
    assert all_packed(contents) == [packed(content) for content in contents]
    assert all_packed([]) == []


def test_a_snapshot_that_unpacks_to_more_than_it_was_is_damaged() -> None:
    bomb = packed(b"\0" * 10_000_000)
    with pytest.raises(ArchiveDamaged, match="not what was stored"):
        unpacked(sha256(b"\0" * 100), 100, bomb)


def test_the_same_bytes_are_kept_once(archive: Archive) -> None:
    content = b"<html>two decisions on one page</html>"
    with archive.batch() as batch:
        batch.save("kukkula", parsed(ids=("1",)), page("1", content))
        batch.save("kukkula", parsed(ids=("2",)), page("2", content))
    assert archive.counts()["snapshot"] == 1
    assert archive.snapshot(sha256(content)) == content
    with pytest.raises(NotFound, match="no snapshot"):
        archive.snapshot("0" * 64)


def test_damage_in_the_archive_is_found_when_the_page_is_read(archive: Archive) -> None:
    with archive.batch() as batch:
        batch.save("kukkula", parsed(), page())
    with sqlite3.connect(archive.path) as connection:
        connection.execute("UPDATE snapshot SET content = zeroblob(20)")
    connection.close()
    with pytest.raises(ArchiveDamaged, match="backup"):
        archive.snapshot(sha256(page().content))
    with pytest.raises(ArchiveDamaged, match="backup"):
        list(archive.pages())


def test_pages_come_back_ready_to_be_parsed_again(archive: Archive) -> None:
    served = page(etag='"1"', last_modified="Tue, 02 Jan 2024 03:04:05 GMT", final_url="https://kukkula.example/x")
    with archive.batch() as batch:
        batch.save("kukkula", parsed(), served, municipality="Kukkula")
    (kept,) = archive.pages()
    assert served.link
    told = replace(
        served.link, title="§ 117 Myllyrannan uimalan rahoitus", body="Kunnanhallitus", date=dt.date(2023, 5, 8)
    )
    assert kept.page == replace(served, link=told), "with what the list said, for pages that do not say it themselves"
    assert (kept.source, kept.municipality, kept.document, kept.platform) == ("kukkula", "Kukkula", None, "invented")
    assert list(archive.pages(source="hiirola")) == []


def test_only_the_page_a_decision_stands_on_is_parsed_again(archive: Archive) -> None:
    with archive.batch() as batch:
        batch.save("kukkula", parsed(decision(status=Status.agenda)), page(content=b"agenda"))
        batch.save("kukkula", parsed(), page(content=b"minutes", fetched=LATER))
    assert [kept.page.content for kept in archive.pages()] == [b"minutes"]
    assert archive.counts()["snapshot"] == 2


def test_of_a_page_never_understood_the_newest_is_parsed_again(archive: Archive) -> None:
    with archive.batch() as batch:
        for content in (b"first", b"second"):
            batch.page("kukkula", page(content=content))
    assert [kept.page.content for kept in archive.pages()] == [b"second"]


def test_a_batch_may_write_while_pages_are_read(archive: Archive) -> None:
    with archive.batch() as batch:
        for number in range(45):
            batch.save("kukkula", parsed(Decision(), ids=(str(number),)), page(str(number), b"%d" % number))
    seen = 0
    for kept in archive.pages():
        seen += 1
        with archive.batch() as batch:
            name = kept.page.link.id if kept.page.link else None
            batch.save(kept.source, parsed(Decision(title="better"), ids=(name,)), kept.page)
    assert seen == 45
    assert {one.decision.title for one in archive.decisions()} == {"better"}


def test_a_file_without_an_address_keeps_its_path(archive: Archive) -> None:
    with archive.batch() as batch:
        served = page(url="", link=None, content=b"from a folder")
        (saved,) = batch.save(None, parsed(ids=(None,)), served, document="kansio/pykala.txt")
    assert saved.id == f"sha256:{sha256(b'from a folder')}"
    assert archive.decision(saved.id).document == "kansio/pykala.txt"
    (kept,) = archive.pages()
    assert (kept.page.url, kept.page.link, kept.document) == ("", None, "kansio/pykala.txt")
