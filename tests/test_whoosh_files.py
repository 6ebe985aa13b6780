"""Posting lists on the disk: whatever does not fit into memory or into one block, and what is merged, is all there."""

import random
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.filters import Filters
from search import whoosh_engine, whoosh_format, whoosh_writer
from search.index import SearchIndex, open_index
from search.posting_lists import GRAIN, block, grains, unpacked
from search.state import read_state
from search.whoosh_writer import Pool
from tests.brute_force import BruteForce
from tests.towns import Town

QUERIES = [
    "koulu",
    "koulu -lukio",
    '"koulun kirkko"',
    "otsikko:lukio",
    "kir*",
    "tulos:noted",
    "summa:>300",
    "päätös:koulun",
    "",
]
FORMS = ["koulu", "koulun", "lukiot", "kirkko", "kirkossa"]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handful of postings fills the memory, a block, and a segment."""
    monkeypatch.setattr(whoosh_writer, "MEMORY", 4_000)
    monkeypatch.setattr(whoosh_writer, "_CHUNK", 3)
    monkeypatch.setattr(whoosh_format, "BLOCK", 4)
    monkeypatch.setattr(whoosh_engine, "_LOAD", 25)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path / "archive.sqlite")
    for number in range(60):
        save(town, number)
    return town


def save(town: Town, number: int, seed: int = 0) -> None:
    chance = random.Random(number + 1000 * seed)
    town.save(
        f"d{number}", title=chance.choice(FORMS), decision=" ".join(chance.choices(FORMS, k=25)),
        outcome=chance.choice(["noted", None]), amounts=[(number * 10_00, None)], withdrawn=number % 17 == 3,
    )  # fmt: skip


def agrees(ix: SearchIndex, town: Town) -> None:
    plain = BruteForce(town.path)
    for query in QUERIES:
        for withdrawn in (False, True):
            assert set(ix.ids(query, Filters(withdrawn=withdrawn))) == plain.ids(query, Filters(withdrawn=withdrawn)), (
                query
            )


@pytest.mark.usefixtures("small")
def test_lists_that_were_put_aside_are_joined_in_order(town: Town) -> None:
    ix = open_index(town.path)
    ix.rebuild()
    agrees(ix, town)
    assert len(segments(ix)) == 3


@pytest.mark.usefixtures("small")
def test_segments_are_merged_without_what_was_deleted(town: Town) -> None:
    ix = open_index(town.path)
    ix.rebuild()
    for turn in range(1, 10):
        for number in range(turn * 5, turn * 5 + 8):
            save(town, number % 60, seed=turn)
        town.remove(f"d{turn}")
        ix.update()
    agrees(ix, town)
    assert len(segments(ix)) < 9
    assert ix.check() == ((), ())


def segments(ix: SearchIndex) -> list[Path]:
    state = read_state(ix.folder)
    assert state is not None
    return list((ix.folder / state.folder).glob("*.trm"))


def test_a_pool_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whoosh_writer, "MEMORY", 10)
    pool = Pool(tmp_path)
    for number in range(5):
        pool.add("facts", [(b"a", bytes([number])), (bytes([98 + number % 2]), bytes([number]))])
        pool.breathe()
    assert list(tmp_path.iterdir())
    assert list(pool.lists()) == [
        ("facts", b"a", b"\0\1\2\3\4"),
        ("facts", b"b", b"\0\2\4"),
        ("facts", b"c", b"\1\3"),
    ]
    pool.cleanup()
    assert list(tmp_path.iterdir()) == []


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 2**32 - 1), max_size=3)), min_size=1))
def test_what_is_packed_is_unpacked(postings: list[tuple[int, list[int]]]) -> None:
    import struct

    packed = b"".join(struct.pack(f"<III{len(places)}I", doc, 32, len(places), *places) for doc, places in postings)
    documents, weights, values = unpacked(packed, -1)
    assert list(zip(documents, map(list, values), strict=True)) == postings
    assert set(weights) == {32}


@given(st.floats(0, 10_000))
def test_weights_are_kept_to_a_32nd(weight: float) -> None:
    kept = grains(weight) / GRAIN
    assert kept > 0
    assert abs(kept - weight) <= 1 / GRAIN or weight > 2000


def test_a_long_list_is_compressed_and_a_short_one_is_not() -> None:
    short = block(array("I", [7]), array("H", [32]), array("H", [1]), last=True)
    long = block(array("I", range(1000)), array("H", [32] * 1000), array("H", [1] * 1000), last=True)
    assert len(short) < 40
    assert len(long) < 200
