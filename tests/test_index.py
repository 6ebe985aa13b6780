"""The index: in step with the archive whatever happens, and the same answers as the archive's own filters."""

import datetime as dt
import gc
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import ArchiveDamaged, ArchiveMissing, ArchiveTooNew, NotAnArchive
from archive.filters import Filters
from search import index
from search.analysis import word_terms
from search.engine import Order
from search.errors import IndexBusy, IndexUnusable
from search.index import SearchIndex, open_index
from search.state import read_state, write_state
from search.word_table import Words
from tests.towns import Town

TEXTS = ("title", "rationale", "proposal", "decision", "text")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path / "archive.sqlite")


@pytest.fixture
def ix(town: Town) -> SearchIndex:
    return open_index(town.path)


@pytest.fixture
def collected() -> Iterator[None]:
    """Collect the files that the library leaves open where it fails to read them, before another test is blamed."""
    yield
    gc.collect()


def found(ix: SearchIndex, query: str, **filters: Any) -> list[str]:
    return [hit.id for hit in ix.search(query, Filters(**filters), limit=1000).hits]


# --- finding


def test_words_are_found_in_every_part_and_form(town: Town, ix: SearchIndex) -> None:
    for part in TEXTS:
        town.save(part, **{part: "Kunta hakee hankkeeseen rahaa."})
    town.save("none", title="Kaavan muutos")
    assert sorted(found(ix, "hanke")) == sorted(TEXTS)


def test_what_stands_beside_the_texts_is_found_too(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="Asia", body="Kunnanhallitus", municipality="Mallila", diary_number="12/00.01.05/2023")
    town.child("a", "handling", text="Aiemmin lautakunta puolsi.")
    town.child("a", "person", role="preparer", name="Maija Malli", title="hallintojohtaja")
    town.child("a", "attachment", number="1", title="Rahoitussuunnitelma")
    town.child("a", "project", name="Navigaattori", project_key="navigaattori")
    for words in (
        "kunnanhallitus",
        "mallila",
        "12/00.01.05/2023",
        "00.01.05",
        "puolsi",
        '"Maija Malli"',
        "rahoitussuunnitelma",
        "navigaattori",
    ):
        assert found(ix, words) == ["a"], words


def test_the_title_weighs_more_than_the_decision_and_that_more_than_the_rationale(town: Town, ix: SearchIndex) -> None:
    for part in ("rationale", "decision", "title"):
        texts = {"title": "Asia tämä", "decision": "Asia tämä", "rationale": "Asia tämä"} | {part: "Asia kirjasto"}
        town.save(part, **texts)
    town.save("other", title="Asia tuo")
    assert found(ix, "kirjasto") == ["title", "decision", "rationale"]
    assert ix.search("kirjasto").total == 3


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("koulu", {"a", "b"}),
        ("koulu lukio", {"b"}),
        ("koulu OR lukio", {"a", "b", "c"}),
        ("koulu -lukio", {"a"}),
        ("-koulu", {"c", "d"}),
        ("NOT (koulu OR lukio)", {"d"}),
        ('"uusi koulu"', {"a"}),
        ('"koulu uusi"', set()),
        ('"uuden koulun"', {"b"}),
        ('"koulun lukion"', {"b"}),
        ('-"uusi koulu"', {"b", "c", "d"}),
        ("kou*", {"a", "b"}),
        ("-kou*", {"c", "d"}),
        ("lukio (koulu OR kirkko)", {"b", "c"}),
        ("EU-hanke", {"d"}),
        ('"EU hanke"', {"d"}),
        ("2020-94", {"d"}),
        ("1500000", {"d"}),
        ("löytymätön", set()),
        ("ei* OR löytymätön", set()),
    ],
)
def test_the_query_language_means_what_it_says(town: Town, ix: SearchIndex, query: str, expected: set[str]) -> None:
    town.save("a", title="Uusi koulu")
    town.save("b", title="Uuden koulun, lukion ja kaavan asia")
    town.save("c", title="Lukio ja kirkko")
    town.save("d", title="EU-hanke MliDno-2020-94", decision="Maksetaan 1 500 000 euroa.")
    results = ix.search(query)
    assert {hit.id for hit in results.hits} == expected
    assert results.total == len(expected)
    assert set(ix.ids(query)) == expected


def test_a_phrase_does_not_reach_from_one_part_into_the_next(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="Uuden koulun", decision="rakentaminen hyväksytään")
    assert found(ix, '"koulun rakentaminen"') == []


def test_swedish_texts_are_found_by_swedish_stems(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="Bidragen till skolorna", language="sv")
    assert found(ix, "skola") == ["a"]


def test_a_hit_carries_what_its_line_shows(town: Town, ix: SearchIndex) -> None:
    town.save(
        "town:1", municipality="Mallila", body="Kunnanhallitus", date="2023-05-08", section="117", title="Avustus", outcome="noted",
        diary_number="1/00.01.05/2023", url="https://kokous.example/1", amounts=[(100_00, None), (200_00, 300_50), (900_00, None, "EUR", "earlier"), (999_00, None, "FIM")],
    )  # fmt: skip
    [hit] = ix.search("avustus").hits
    assert (hit.id, hit.municipality, hit.body, hit.date) == (
        "town:1",
        "Mallila",
        "Kunnanhallitus",
        dt.date(2023, 5, 8),
    )
    assert (hit.section, hit.title, hit.outcome, hit.diary_number) == ("117", "Avustus", "noted", "1/00.01.05/2023")
    assert (hit.url, hit.kind, hit.status, hit.withdrawn) == (
        "https://kokous.example/1",
        "meeting_item",
        "minutes",
        False,
    )
    assert hit.largest_amount == Decimal("300.50")
    assert hit.score is not None
    assert hit.score > 0


def test_by_date_the_newest_come_first_and_the_undated_last(town: Town, ix: SearchIndex) -> None:
    for name, date in (("old", "2020-01-01"), ("undated", None), ("new", "2024-01-01"), ("middle", "2022-01-01")):
        town.save(name, title="koulu " * (5 if name == "old" else 1), date=date)
    assert [hit.id for hit in ix.search("koulu", order=Order.date).hits] == ["new", "middle", "old", "undated"]
    assert [hit.id for hit in ix.search("", Filters(source=("town",))).hits] == ["new", "middle", "old", "undated"]
    limited = ix.search("koulu", order=Order.date, limit=1)
    assert ([hit.id for hit in limited.hits], limited.total) == (["new"], 4)


def test_a_beginning_that_stands_for_too_many_words_says_so(
    town: Town, ix: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.evaluation.MAX_EXPANSIONS", 3)
    town.save("a", title="koulu koulua koulun koulut")
    assert "more than 3 words" in " ".join(ix.search("koulu*").notes)
    assert ix.search("kouluj*").notes == ()


def test_a_query_of_nothing_finds_nothing_and_says_so(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="koulu")
    results = ix.search("???")
    assert (results.total, results.searched) == (0, 1)
    assert results.notes
    assert ix.ids("???") == []


# --- filters

_NAMES = ["Mallila", "MALLILA", "Äijälä", "äijälä", "Kunnanhallitus", "KHALL"]
_ROWS = st.fixed_dictionaries(
    {},
    optional={
        "municipality": st.sampled_from(["Mallila", "Äijälä"]),
        "body": st.sampled_from(["Kunnanhallitus", "Valtuusto"]),
        "body_abbreviation": st.sampled_from(["KHALL", "KV"]),
        "date": st.sampled_from(["2022-12-31", "2023-01-01", "2023-06-15", "2024-02-29"]),
        "outcome": st.sampled_from(["noted", "rejected"]),
        "kind": st.sampled_from(["meeting_item", "attachment"]),
        "source": st.sampled_from(["town", "other"]),
        "withdrawn": st.booleans(),
        "checks": st.lists(st.sampled_from(["ok", "mismatch"]), max_size=2).map(tuple),
        "amounts": st.lists(
            st.tuples(
                st.sampled_from([None, 0, 100, 9_999, 10_000, 10_001]),
                st.sampled_from([None, 10_000, 50_000]),
                st.sampled_from(["EUR", "FIM"]),
                st.sampled_from(["decision", "earlier", "background"]),
            ),
            max_size=3,
        ),
    },
)
_DAYS = st.sampled_from([dt.date(2022, 12, 31), dt.date(2023, 1, 1), dt.date(2024, 3, 1)])
_EUROS = st.sampled_from(
    [
        Decimal("0"),
        Decimal("1"),
        Decimal("99.99"),
        Decimal("99.991"),
        Decimal("100"),
        Decimal("100.01"),
        Decimal("1E+15"),
    ]
)


def _some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2).map(tuple)


_FILTERS = st.builds(
    Filters,
    municipality=_some(_NAMES),
    body=_some(_NAMES),
    date_from=st.none() | _DAYS,
    date_to=st.none() | _DAYS,
    outcome=_some(["noted", "rejected"]),
    kind=_some(["meeting_item", "attachment"]),
    source=_some(["town", "other"]),
    min_amount=st.none() | _EUROS,
    max_amount=st.none() | _EUROS,
    check=_some(["ok", "mismatch"]),
    withdrawn=st.booleans(),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_ROWS, min_size=1, max_size=6), st.lists(_FILTERS, min_size=20, max_size=20))
def test_filters_mean_what_they_mean_to_the_archive(
    tmp_path: Path, rows: list[dict[str, Any]], many: list[Filters]
) -> None:
    path = tmp_path / "filters.sqlite"
    path.unlink(missing_ok=True)
    town = Town(path)
    for number, row in enumerate(rows):
        town.save(str(number), **row)
    ix = open_index(path)
    ix.rebuild()
    for filters in many:
        assert set(ix.ids("", filters)) == town.ids(filters), filters


def test_an_amount_range_is_about_one_and_the_same_amount(town: Town, ix: SearchIndex) -> None:
    town.save("split", title="avustus", amounts=[(1_00, None), (1_000_00, None)])
    town.save("inside", title="avustus", amounts=[(50_00, None)])
    assert found(ix, "avustus", min_amount=Decimal(10), max_amount=Decimal(100)) == ["inside"]


# --- snippets


def test_snippets_mark_the_forms_that_matched(town: Town, ix: SearchIndex) -> None:
    long = "Alku " * 200 + "kunta hakee hankkeeseen avustusta " + "loppu " * 200
    town.save("a", title="Asia", rationale=long, decision="Päätettiin hakea.")
    [hit] = ix.search("hanke avustusta").hits
    [snippet] = hit.snippets
    assert snippet.part == "rationale"
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["hankkeeseen", "avustusta"]
    assert snippet.text.startswith("…")
    assert snippet.text.endswith("…")
    assert len(snippet.text) < 260
    assert "«hankkeeseen»" in snippet.marked("«", "»")


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        ('"hakee rahaa"', ["hakee rahaa"]),
        ("hak*", ["hakee"]),
        ("137000", ["137 000"]),
        ("EU-hanke", ["EU-hankkeeseen"]),
        ("hakee -koulu", ["hakee"]),
        ("rahaa OR hakee", ["hakee rahaa", "hakee", "rahaa"][1:]),
    ],
)
def test_marks_of(town: Town, ix: SearchIndex, query: str, marks: list[str]) -> None:
    town.save("a", title="Asia", decision="Kunta hakee rahaa\n137 000 euroa EU-hankkeeseen.")
    [snippet] = ix.search(query).hits[0].snippets
    assert [snippet.text[start:end] for start, end in snippet.marks] == marks
    assert "\n" not in snippet.text


def test_without_a_match_in_the_text_the_snippet_is_its_beginning(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="Kirjasto", decision="Hyväksyttiin.")
    town.save("b", title="Kirjasto")
    hits = {hit.id: hit.snippets for hit in ix.search("kirjasto").hits}
    assert [snippet.text for snippet in hits["a"]] == ["Hyväksyttiin."]
    assert hits["b"] == ()


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="ab *\"'-\n1 å", max_size=60), st.text(alphabet="ab \n-1 å…\u00ad", max_size=400))
def test_marks_lie_in_the_snippet(query: str, text: str) -> None:
    from search.answers import looked_up
    from search.documents import Document, Text
    from search.matching import Matcher
    from search.query import parse
    from search.snippets import snippets

    words = Words()
    matcher = Matcher(looked_up(parse(query).tree, words), words)
    for snippet in snippets(Document(1, "a", texts=(Text("decision", text),)), matcher, length=40):
        end = 0
        for start, stop in snippet.marks:
            assert end <= start < stop <= len(snippet.text)
            end = stop


# --- in step


def test_an_update_takes_in_only_what_changed(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="koulu")
    town.save("b", title="koulu")
    assert ix.update().indexed == 2
    town.save("b", title="lukio")
    town.remove("a")
    updated = ix.update()
    assert (updated.indexed, updated.removed, updated.rebuilt) == (1, 1, None)
    assert found(ix, "koulu") == []
    assert found(ix, "lukio") == ["b"]
    assert ix.update() == index.Updated(0, 0)


def test_a_withdrawn_decision_is_shown_only_when_asked_for(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="koulu")
    ix.update()
    town.withdraw("a")
    assert found(ix, "koulu") == []
    [hit] = ix.search("koulu", Filters(withdrawn=True)).hits
    assert hit.withdrawn


def test_a_crash_between_commit_and_watermark_repeats_the_batch(
    town: Town, ix: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.save("a", title="koulu")
    ix.update()
    town.save("a", title="koulu ja lukio")
    town.save("b", title="koulu")

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(index, "write_state", crash)
        with pytest.raises(KeyboardInterrupt):
            ix.update()
    assert ix.update().indexed == 2
    assert sorted(found(ix, "koulu")) == ["a", "b"]
    assert ix.search("koulu").total == 2


def test_a_crash_within_a_commit_leaves_no_lock(town: Town, ix: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    town.save("a", title="koulu")
    ix.update()
    town.save("b", title="koulu")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("whoosh.writing.SegmentWriter._commit_toc", full)
        with pytest.raises(OSError, match="No space"):
            ix.update()
    assert ix.update(wait=0).indexed == 1
    assert sorted(found(ix, "koulu")) == ["a", "b"]


def test_many_small_updates_are_merged_and_nothing_is_lost(town: Town, ix: SearchIndex) -> None:
    names = [f"d{number:02}" for number in range(30)]
    for number, name in enumerate(names):
        town.save(name, title="koulu", decision="vanha")
        town.save(names[number // 2], title="koulu", decision="uusi")
        ix.update()
    assert sorted(found(ix, "koulu")) == names
    assert sorted(found(ix, "uusi")) == names[:15]
    state = read_state(ix.folder)
    assert state is not None
    assert len(list((ix.folder / state.folder).glob("*.trm"))) < 12


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"archive_id": "another"}, "another archive"),
        ({"analysis_version": "0"}, "another analyser"),
        ({"engine_version": "0"}, "another version"),
        ({"engine": "tantivy"}, "made by the engine tantivy"),
        ({"format": 99}, "another version"),
        ({"watermark": 99}, "newer than the archive"),
        ({"folder": "9"}, "lost its files"),
    ],
)
def test_an_index_that_cannot_serve_is_said_and_rebuilt(
    town: Town, ix: SearchIndex, change: dict[str, Any], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.save("a", title="koulu")
    ix.update()
    state = read_state(ix.folder)
    assert state is not None
    (ix.folder / change.get("folder", "1")).mkdir(exist_ok=True)
    write_state(ix.folder, replace(state, **change))
    if "folder" in change:
        shutil.rmtree(ix.folder / change["folder"])
    with monkeypatch.context() as large:
        large.setattr(index, "SMALL", 0)
        with pytest.raises(IndexUnusable, match=f"{reason}.*minutes reindex"):
            ix.search("koulu")
    assert reason in (ix.update().rebuilt or "")
    assert found(ix, "koulu") == ["a"]
    assert ix.update().rebuilt is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"watermark": 1}', "\x00", '{"folder": "../.."}'])
def test_a_damaged_state_is_rebuilt(town: Town, ix: SearchIndex, content: str) -> None:
    town.save("a", title="koulu")
    ix.update()
    (ix.folder / "state.json").write_text(content)
    assert "state.json" in (ix.update().rebuilt or "")
    assert found(ix, "koulu") == ["a"]


@pytest.mark.parametrize("suffix", [".trm", ".pst", ".toc", ".col"])
@pytest.mark.parametrize("damage", ["gone", "empty", "cut", "noise"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("collected")
def test_damaged_files_are_no_traceback(
    town: Town, ix: SearchIndex, suffix: str, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.save("a", title="koulu", date="2023-01-01", amounts=[(1, None)])
    ix.update()
    state = read_state(ix.folder)
    assert state is not None
    for path in (ix.folder / state.folder).glob("*" + suffix):
        content = path.read_bytes()
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(
                {"empty": b"", "cut": content[: len(content) // 2], "noise": b"\x80\x04" + bytes(reversed(content))}[
                    damage
                ]
            )
    with monkeypatch.context() as large:
        large.setattr(index, "SMALL", 0)
        with pytest.raises(IndexUnusable, match="minutes reindex"):
            found(ix, "koulu", max_amount=Decimal(1))
    ix.rebuild()
    assert found(ix, "koulu") == ["a"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("collected")
def test_a_small_damaged_index_heals_within_a_search(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="koulu")
    ix.update()
    state = read_state(ix.folder)
    assert state is not None
    for path in (ix.folder / state.folder).glob("*.trm"):
        path.unlink()
    assert found(ix, "koulu") == ["a"]


def test_documents_that_were_lost_are_noticed(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="koulu")
    town.save("b", title="koulu")
    ix.update()
    state = read_state(ix.folder)
    assert state is not None
    ix.engine.apply(ix.folder / state.folder, [], ["a"], word_terms)
    town.save("b", title="koulu ja lukio")
    assert "holds 1 decisions and the archive 2" in (ix.update().rebuilt or "")
    assert sorted(found(ix, "koulu")) == ["a", "b"]


def test_a_broken_off_rebuild_leaves_nothing_behind(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="koulu")
    ix.update()
    (ix.folder / "7").mkdir()
    (ix.folder / "7" / "half").write_text("")
    town.save("b", title="koulu")
    ix.update()
    assert sorted(path.name for path in ix.folder.iterdir()) == ["1", "lock", "state.json", "words.sqlite"]


def test_a_lag_that_is_too_large_for_a_search_is_told(
    town: Town, ix: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.save("a", title="koulu")
    ix.update()
    monkeypatch.setattr(index, "BATCH", 0)
    town.save("b", title="koulu")
    results = ix.search("koulu")
    assert [hit.id for hit in results.hits] == ["a"]
    assert "1 changes in the archive are not in the index yet" in " ".join(results.notes)


def test_another_writer_is_waited_for_and_then_named(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="koulu")
    ix.update()
    town.save("b", title="koulu")
    with FileLock(ix.folder / "lock"):
        with pytest.raises(IndexBusy, match="another program"):
            ix.update(wait=0)
        results = ix.search("koulu")  # what is there is searched, and the lag told
        assert [hit.id for hit in results.hits] == ["a"]
        assert "not in the index yet" in " ".join(results.notes)


def test_a_missing_archive_is_said_and_nothing_is_made(tmp_path: Path) -> None:
    ix = open_index(tmp_path / "none.sqlite")
    for ask in (ix.update, ix.rebuild, lambda: ix.search("koulu"), lambda: ix.ids("koulu")):
        with pytest.raises(ArchiveMissing, match="minutes sync"):
            ask()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"not a database " * 100, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_foreign_file_is_no_archive(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(content)
    with pytest.raises((NotAnArchive, ArchiveDamaged)):
        open_index(path).search("koulu")


def test_another_programs_database_is_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE decision (id)")
    with pytest.raises(NotAnArchive, match="--archive"):
        open_index(path).search("koulu")


def test_a_newer_archive_is_refused_by_a_search_too(town: Town) -> None:
    with closing(sqlite3.connect(town.path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    ix = open_index(town.path)
    for ask in (ix.update, ix.rebuild, lambda: ix.search("koulu"), lambda: ix.ids("koulu")):
        with pytest.raises(ArchiveTooNew, match="upgrade"):
            ask()


def test_an_empty_file_is_no_archive_yet(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").touch()
    with pytest.raises(ArchiveMissing, match="minutes sync"):
        open_index(tmp_path / "a.sqlite").search("koulu")
