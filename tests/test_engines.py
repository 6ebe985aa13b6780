"""What every engine of the search does alike: one contract, and a thousand queries that each must answer by its plain meaning."""

import builtins
import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from archive.filters import Filters
from scraper.vocabulary import Role
from search.documents import Document, Sum, Text
from search.engine import FACETS, Engine, Order, Question, Results
from search.engines import NAMES, engine_for
from search.errors import EngineMissing, IndexBusy, IndexUnusable
from search.evaluation import MAX_EXPANSIONS
from search.index import SearchIndex, open_index
from search.tree import Amount, Dates, Field, Node, Not, Or, Phrase, Prefix, Word, with_terms
from tests.pretend_decisions import (
    by_date,
    decisions,
    facet_counts,
    first_of_matters,
    known,
    matches,
    query,
    terms_of,
)
from tests.towns import Town

SOAK = bool(os.environ.get("MINUTES_SOAK"))
QUERIES = 20_000 if SOAK else 1_000
DECISIONS = 2_000 if SOAK else 200
SEED = 20_240_501


@pytest.fixture(params=NAMES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return engine_for(Path(), request.param)


def built(engine: Engine, folder: Path, documents: list[Document]) -> Path:
    engine.create(folder)
    engine.load(folder, documents, known)
    return folder


def text(identity: str, words: str, key: int = 0, **values: Any) -> Document:
    number = key or int.from_bytes(identity.encode()[-3:])
    return replace(Document(number, identity, title=words, texts=(Text("title", words),)), **values)


def ask(engine: Engine, folder: Path, tree: Node | None, filters: Filters | None = None, **asked: Any) -> Results:
    looked_up = None if tree is None else with_terms(tree, terms_of)
    with engine.open(folder) as reader:
        return reader.search(Question(looked_up, filters or Filters(), **{"limit": 1_000, **asked}))


def ids(engine: Engine, folder: Path, tree: Node | None = None, filters: Filters | None = None) -> set[str]:
    with engine.open(folder) as reader:
        found = reader.ids(None if tree is None else with_terms(tree, terms_of), filters or Filters())
    assert len(found) == len(set(found))
    return set(found)


# --- a thousand queries


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Document], dict[str, Path]]:
    """Decisions, and a folder for each engine where some of them were loaded and the others came, changed and went later."""
    random = Random(SEED)
    documents = decisions(random, DECISIONS)
    folders = {}
    for name in NAMES:
        engine, folder = engine_for(Path(), name), tmp_path_factory.mktemp(name)
        first, later = documents[: DECISIONS // 2], documents[DECISIONS // 2 :]
        built(engine, folder, [replace(one, texts=(), outcome="noted") if one.key % 7 == 0 else one for one in first])
        gone = [replace(one, id=f"gone-{one.id}", key=one.key + 10_000) for one in later[::5]]
        engine.apply(folder, gone, [], known)
        engine.apply(folder, [*later, *(one for one in first if one.key % 7 == 0)], [one.id for one in gone], known)
        engine.tidy(folder)
        folders[name] = folder
    return documents, folders


def test_a_thousand_queries_find_what_they_mean(made_up: tuple[list[Document], dict[str, Path]]) -> None:
    documents, folders = made_up
    random = Random(SEED + 1)
    readers = {name: engine_for(Path(), name).open(folder) for name, folder in folders.items()}
    empty = every = 0
    for number in range(QUERIES):
        tree = query(random) if random.random() < 0.97 else None
        filters = made_up_filters(random)
        expected = [one for one in documents if passes(one, filters) and (tree is None or matches(one, tree))]
        names = {one.id for one in expected}
        empty, every = empty + (not names), every + (len(names) == len(documents))
        for name, reader in readers.items():
            told = f"query {number} on {name}: {tree} {filters}"
            found = reader.ids(tree, filters)
            assert sorted(found) == sorted(names), told
            asked = Question(tree, filters, Order.relevance, 10_000, facets=FACETS)
            results = reader.search(asked)
            assert results.total == len(expected), told
            assert {hit.id for hit in results.hits} == names, told
            assert results.facets == {facet: facet_counts(expected, facet) for facet in FACETS}, told
            newest = reader.search(replace(asked, order=Order.date, limit=7))
            assert [hit.id for hit in newest.hits] == by_date(expected)[:7], told
            grouped = reader.search(replace(asked, order=Order.date, by_matter=True))
            first = first_of_matters(expected)
            assert {hit.id: hit.handlings for hit in grouped.hits} == first, told
            assert [hit.id for hit in grouped.hits] == list(first), told
            assert (grouped.matters, grouped.total) == (len(first), len(expected)), told
    for reader in readers.values():
        reader.__exit__(None, None, None)
    assert empty < QUERIES / 2  # most of the queries find something, and few find everything
    assert every < QUERIES / 5


def made_up_filters(random: Random) -> Filters:
    if random.random() < 0.5:
        return Filters(withdrawn=random.random() < 0.5)
    return Filters(
        municipality=random.choice(((), ("HARJUVESI",), ("uusi  kukkula", "Granskär"))),
        body=random.choice(((), ("khall",), ("kommunstyrelsen", "Tekla"))),
        date_from=random.choice((None, None, dt.date(2023, 1, 1))),
        date_to=random.choice((None, None, dt.date(2024, 6, 30))),
        outcome=random.choice(((), (), ("noted", "rejected"))),
        min_amount=random.choice((None, None, Decimal("99.99"), Decimal(500))),
        max_amount=random.choice((None, None, Decimal("749.995"), Decimal("1e30"))),
        check=random.choice(((), (), ("differs",))),
        kind=random.choice(((), (), ("officer_decision",))),
        source=random.choice(((), (), ("village",))),
        withdrawn=random.random() < 0.5,
    )


def passes(document: Document, filters: Filters) -> bool:
    """Tell whether the filters let a decision pass, by their plain meaning."""

    def among(wanted: tuple[str, ...], *values: str | None) -> bool:
        folded = {" ".join(one.split()).lower() for one in wanted}
        return not wanted or any(value is not None and value.lower() in folded for value in values)

    sums = (filters.min_amount, filters.max_amount)
    return (
        among(filters.municipality, document.municipality)
        and among(filters.body, document.body, document.body_abbreviation)
        and among(filters.outcome, document.outcome)
        and among(filters.kind, document.kind)
        and among(filters.source, document.source)
        and among(filters.check, *document.verdicts)
        and (filters.withdrawn or not document.withdrawn)
        and (filters.date_from is None or (document.date is not None and document.date >= filters.date_from))
        and (filters.date_to is None or (document.date is not None and document.date <= filters.date_to))
        and (
            sums == (None, None)
            or any(
                (sums[0] is None or high >= sums[0] * 100) and (sums[1] is None or low <= sums[1] * 100)
                for _, low, high in document.amounts
            )
        )
    )


# --- the contract


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "1"


def test_an_empty_index_finds_nothing(engine: Engine, folder: Path) -> None:
    built(engine, folder, [])
    for tree in (None, Word("hanke"), Prefix("ha"), Not(Word("hanke")), Phrase(("a", "b")), Or(()), Amount(), Dates()):
        results = ask(engine, folder, tree, facets=FACETS)
        assert (results.hits, results.total, results.searched) == ((), 0, 0)
        assert results.facets == dict.fromkeys(FACETS, ())
        assert ask(engine, folder, tree, by_matter=True).matters == 0
        assert ids(engine, folder, tree) == set()
    with engine.open(folder) as reader:
        assert reader.frequency("~hanke") == 0


def test_a_hit_carries_what_its_line_shows(engine: Engine, folder: Path) -> None:
    document = Document(
        5, "a:1", "town", "Mallila", "officer_decision", "minutes", "Tekninen johtaja", "tekjoht", dt.date(2024, 5, 1), "12",
        "3/00/2024", "Tontin \ud800 vuokra", "fi", "noted", "https://example.org/ä", True, (Sum("rent", 1_050, 2_099),), ("x",), (),
        (Text("title", "Tontin \ud800 vuokra"),),
    )  # fmt: skip
    built(engine, folder, [document])
    [hit] = ask(engine, folder, Word("vuokra"), Filters(withdrawn=True)).hits
    for name in (
        "id",
        "municipality",
        "kind",
        "status",
        "body",
        "date",
        "section",
        "diary_number",
        "outcome",
        "url",
        "withdrawn",
    ):
        assert getattr(hit, name) == getattr(document, name), name
    assert hit.title == "Tontin ? vuokra" or hit.title == document.title
    assert hit.largest_amount == Decimal("20.99")
    assert hit.score is not None
    assert hit.score > 0
    assert ask(engine, folder, Word("vuokra"), Filters(withdrawn=True), order=Order.date).hits[0].score is None


def test_a_sum_of_nothing_is_a_sum(engine: Engine, folder: Path) -> None:
    built(engine, folder, [text("a", "koulu", amounts=(Sum("grant", 0, 0),))])
    assert ask(engine, folder, Word("koulu")).hits[0].largest_amount == 0


def test_better_hits_come_first_and_of_equal_ones_the_newest(engine: Engine, folder: Path) -> None:
    filler = "kunta kokous asia"

    def document(name: str, part: str, key: int, day: int = 1) -> Document:
        parts = {"title": filler, "decision": filler, "rationale": filler, "earlier": filler, part: f"tontti {filler}"}
        texts = tuple(Text(part, words) for part, words in parts.items())
        return Document(key, name, date=dt.date(2024, 1, day), texts=texts)

    built(
        engine,
        folder,
        [
            document("earlier", "earlier", 1),
            document("old", "rationale", 2),
            document("new", "rationale", 3, 9),
            document("decision", "decision", 4),
            document("title", "title", 5),
            document("late", "rationale", 6),
            Document(7, "none", texts=(Text("title", filler),)),
        ],
    )
    expected = ["title", "decision", "new", "late", "old", "earlier"]
    assert [hit.id for hit in ask(engine, folder, Word("tontti")).hits] == expected
    assert [hit.id for hit in ask(engine, folder, Word("tontti"), limit=3).hits] == expected[:3]
    by_fact = [hit.id for hit in ask(engine, folder, Dates(dt.date(2024, 1, 1)), limit=3).hits]
    assert by_fact == ["new", "late", "title"]
    assert [hit.id for hit in ask(engine, folder, Prefix("tont"), limit=2).hits] == ["new", "late"]
    assert [hit.id for hit in ask(engine, folder, None, limit=2).hits] == ["new", "late"]


@pytest.mark.parametrize("limit", [0, 1, 10**15])
def test_any_number_of_hits_may_be_asked_for(engine: Engine, folder: Path, limit: int) -> None:
    built(engine, folder, [text("a", "koulu"), text("b", "koulu")])
    for order in Order:
        for by_matter in (False, True):
            results = ask(engine, folder, Word("koulu"), limit=limit, order=order, by_matter=by_matter)
            assert (len(results.hits), results.total) == (min(limit, 2), 2)


def test_rare_words_weigh_more_than_common_ones(engine: Engine, folder: Path) -> None:
    common = [text(f"c{number}", "kunta kokous") for number in range(30)]
    built(engine, folder, [*common, text("r", "tontti kokous")])
    assert ask(engine, folder, Or((Word("kunta"), Word("tontti"))), limit=1).hits[0].id == "r"


def test_a_word_is_asked_for_in_one_part(engine: Engine, folder: Path) -> None:
    parts = {"title": "koulu", "decision": "lukio", "attachment": "tontti", "text": "silta", "rationale": "joki"}
    document = Document(1, "a", texts=tuple(Text(part, words) for part, words in parts.items()))
    built(engine, folder, [document])
    for field, word, found in (
        (Field.title, "koulu", True),
        (Field.title, "lukio", False),
        (Field.decision, "lukio", True),
        (Field.attachment, "tontti", True),
        (Field.attachment, "silta", True),
        (Field.attachment, "joki", False),
    ):
        assert bool(ids(engine, folder, Word(word, field))) is found
        assert bool(ids(engine, folder, Prefix(word[:3], field))) is found
        assert bool(ids(engine, folder, Phrase((word,), field))) is found


def test_a_phrase_reaches_over_no_border(engine: Engine, folder: Path) -> None:
    texts = (
        Text("title", "uusi"),
        Text("title", "koulu"),
        Text("decision", "koulu"),
        Text("decision", "uusi EU-koulu"),
    )
    built(engine, folder, [Document(1, "a", texts=texts)])
    assert ids(engine, folder, Phrase(("uusi", "eu", "koulu"))) == {"a"}
    assert ids(engine, folder, Phrase(("eu", "koulu"), Field.decision)) == {"a"}
    assert ids(engine, folder, Phrase(("eu", "koulu"), Field.title)) == set()
    assert ids(engine, folder, Phrase(("uusi", "koulu"))) == set()
    assert ids(engine, folder, Phrase(("koulu", "koulu"))) == set()


def test_one_and_the_same_sum(engine: Engine, folder: Path) -> None:
    sums = {
        "grant": (Sum("grant", 500, 500), Sum("own_share", 20_000, 20_000)),
        "range": (Sum("price", 100_000, 900_000),),
        "large": (Sum("price", -(2**63), 2**63 - 1),),
        "none": (),
    }
    built(
        engine,
        folder,
        [text(name, "asia", number + 1, amounts=amounts) for number, (name, amounts) in enumerate(sums.items())],
    )
    for asked, found in (
        (Amount("own_share", 10_000), {"grant"}),
        (Amount("grant", 10_000), set()),
        (Amount(None, 600, 19_999), {"large"}),
        (Amount(None, 400_000, 500_000), {"range", "large"}),
        (Amount("price", 900_001, 2**62), {"large"}),
        (Amount("price", 900_000, 900_000), {"range", "large"}),
        (Amount("price", 800_000, 200_000), {"range", "large"}),  # as the archive's filters understand it
        (Amount("price", 800_000, 50_000), {"large"}),
        (Amount("price"), {"range", "large"}),
        (Amount(), {"grant", "range", "large"}),
        (Amount(None, None, 499), {"large"}),
        (Amount(None, 2**63), set()),  # beyond every sum, in what is typed
        (Amount(None, None, -(2**63) - 1), set()),
        (Amount(None, -(10**30), 10**30), {"grant", "range", "large"}),
        (Amount("price", 10**30, -(10**30)), set()),
    ):
        assert ids(engine, folder, asked) == found, asked


@pytest.mark.parametrize("role", Role)
def test_every_role_is_known(engine: Engine, folder: Path, role: Role) -> None:
    built(engine, folder, [text("a", "asia", amounts=(Sum(role.value, 100, 300),))])
    assert ids(engine, folder, Amount(role.value, 200, 250)) == {"a"}
    assert ask(engine, folder, None, facets=("role",)).facets == {"role": ((role.value, 1),)}


def test_a_beginning_that_stands_for_too_many_words_says_so(engine: Engine, folder: Path) -> None:
    words = " ".join(f"hanke{number}" for number in range(MAX_EXPANSIONS + 5))
    built(engine, folder, [text("a", words), text("b", f"hanke{MAX_EXPANSIONS}"), text("c", "tontti")])
    results = ask(engine, folder, Prefix("hanke"))
    assert results.total in (1, 2)
    assert any("stands for more than" in note for note in results.notes)
    assert ask(engine, folder, Prefix("tont")).notes == ()


def test_documents_are_taken_in_as_they_come(engine: Engine, folder: Path) -> None:
    """Their words are learned a batch at a time: an engine that read them all first would hold them all, and ask for each word."""
    asked: list[str] = []

    def learned(word: str, language: str) -> tuple[str, ...]:
        asked.append(word)
        return known(word, language)

    def documents() -> Iterator[Document]:
        for number in range(50):
            assert set(asked) == {f"sana{earlier}" for earlier in range(number)}
            yield text(f"{number}", f"sana{number}", number + 1)

    engine.create(folder)
    engine.load(folder, documents(), learned)
    assert len(ids(engine, folder)) == 50


def test_a_document_is_replaced_and_taken_out(engine: Engine, folder: Path) -> None:
    built(engine, folder, [text("a", "koulu"), text("b", "koulu")])
    engine.apply(folder, [text("a", "lukio"), text("c", "koulu")], ["b", "never there"], known)
    assert ids(engine, folder) == {"a", "c"}
    assert ids(engine, folder, Word("koulu")) == {"c"}
    assert ids(engine, folder, Phrase(("koulu",))) == {"c"}
    assert ids(engine, folder, Not(Word("koulu"))) == {"a"}
    assert ask(engine, folder, None).searched == 2
    engine.apply(folder, [], ["a", "c"], known)
    engine.tidy(folder)
    assert ask(engine, folder, None, facets=FACETS).total == 0


def test_a_reader_sees_the_index_as_it_was(engine: Engine, folder: Path) -> None:
    built(engine, folder, [text("a", "koulu")])
    with engine.open(folder) as before:
        engine.apply(folder, [text("b", "koulu")], ["a"], known)
        assert before.ids(None, Filters()) == ["a"]
        assert [hit.id for hit in before.search(Question(None)).hits] == ["a"]
    assert ids(engine, folder) == {"b"}


def test_many_small_changes_are_kept_together(engine: Engine, folder: Path) -> None:
    built(engine, folder, [])
    for number in range(20):
        engine.apply(folder, [text(f"{number}", f"koulu {number}", number + 1)], [f"{number - 3}"], known)
        engine.tidy(folder)
    assert ids(engine, folder, Word("koulu")) == {"17", "18", "19"}
    assert len(list(folder.iterdir())) < 100


def test_nothing_is_left_of_a_change_that_failed(engine: Engine, folder: Path) -> None:
    built(engine, folder, [text("a", "koulu")])

    def failing(word: str, language: str) -> tuple[str, ...]:
        if word == "lukio":
            raise KeyboardInterrupt
        return known(word, language)

    with pytest.raises(KeyboardInterrupt):
        engine.apply(folder, [text("b", "koulu"), text("c", "lukio")], ["a"], failing)
    assert ids(engine, folder) == {"a"}
    engine.apply(folder, [text("b", "koulu")], [], known)  # the lock has gone
    assert ids(engine, folder) == {"a", "b"}


def test_a_second_writer_is_named(engine: Engine, folder: Path) -> None:
    built(engine, folder, [text("a", "koulu")])
    busy: list[Exception] = []

    def nested(word: str, language: str) -> tuple[str, ...]:
        try:
            engine.apply(folder, [text("c", "koulu")], [], known)
        except IndexBusy as error:
            busy.append(error)
        return known(word, language)

    engine.apply(folder, [text("b", "lukio")], [], nested)
    assert "another program is writing" in str(busy[0])
    assert ids(engine, folder) == {"a", "b"}


def test_a_writer_that_is_killed_leaves_the_index_as_it_was(engine: Engine, folder: Path) -> None:
    built(engine, folder, [text("a", "koulu")])
    code = f"""
import os, signal, sys
from pathlib import Path
from search.engines import engine_for
from search.documents import Document, Text
def known(word, language):
    if word == "lukio":
        os.kill(os.getpid(), signal.SIGKILL)
    return ("=" + word,)
documents = [Document(n, str(n), texts=(Text("title", word),)) for n, word in enumerate(["koulu"] * 50 + ["lukio"], 7)]
engine_for(Path(), {engine.name!r}).apply(Path(sys.argv[1]), documents, ["a"], known)
"""
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, timeout=60)
    assert done.returncode == -9, done.stderr
    assert ids(engine, folder) == {"a"}
    engine.apply(folder, [text("b", "koulu")], [], known)
    assert ids(engine, folder) == {"a", "b"}


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [Path.unlink, emptied, cut, flipped])
def test_a_damaged_file_is_said_and_never_answers_wrongly(
    engine: Engine, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    documents = [text(f"{number}", f"koulu sana{number}", number + 1) for number in range(50)]
    whole = built(engine, tmp_path / "whole", documents)
    engine.apply(whole, [], ["7"], known)
    for path in sorted(path for path in whole.iterdir() if path.stat().st_size and not path.name.endswith("lock")):
        broken = tmp_path / f"broken-{path.name}"
        shutil.copytree(whole, broken)
        damage(broken / path.name)
        try:
            total = ask(engine, broken, Word("koulu"), facets=FACETS).total
            found = ids(engine, broken, Prefix("sana"))
        except IndexUnusable as error:
            told = str(error)
        else:  # a file that is not asked for
            told = f"`minutes reindex` {broken}"
            assert (total, len(found)) == (49, 49), path.name
        assert "`minutes reindex`" in told
        assert str(broken) in told


def test_a_copied_folder_serves(engine: Engine, tmp_path: Path) -> None:
    whole = built(engine, tmp_path / "whole", [text("a", "koulu")])
    shutil.copytree(whole, tmp_path / "copy", copy_function=shutil.copyfile)
    assert ids(engine, tmp_path / "copy", Word("koulu")) == {"a"}


@pytest.mark.parametrize("content", [None, b"", b"\x00" * 100])
def test_a_folder_without_an_index_is_said(engine: Engine, tmp_path: Path, content: bytes | None) -> None:
    folder = tmp_path / "1"
    folder.mkdir()
    if content is not None:
        for name in ("meta.json", "_MAIN_1.toc"):
            (folder / name).write_bytes(content)
    with pytest.raises(IndexUnusable, match="minutes reindex"):
        ids(engine, folder)


def test_a_folder_that_may_not_be_written_is_read(engine: Engine, folder: Path) -> None:
    built(engine, folder, [text("a", "koulu")])
    code = f"""
import os, sys
from pathlib import Path
from search.engines import engine_for
from archive.filters import Filters
engine = engine_for(Path(), {engine.name!r})
if os.getuid() == 0:
    os.setuid(65534)
assert not os.access(sys.argv[1], os.W_OK)
with engine.open(Path(sys.argv[1])) as reader:
    assert reader.ids(None, Filters()) == ["a"]
"""
    opened = [folder, *folder.parents]
    modes = {path: path.stat().st_mode for path in opened if path.stat().st_uid == os.getuid() and path != Path("/")}
    try:
        for path in modes:
            path.chmod(0o755)
        folder.chmod(0o555)
        done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, timeout=60)
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    assert done.returncode == 0, done.stderr


def test_an_engine_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.split(".")[0] == "tantivy":
            raise ImportError(name)
        return real(name, *rest, **more)

    for name in [name for name in sys.modules if name.startswith(("search.tantivy", "tantivy"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(EngineMissing, match=r"pip install"):
        engine_for(Path(), "tantivy")


# --- the index of an archive, whichever the engine


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path / "archive.sqlite")


@pytest.fixture
def ix(town: Town, engine: Engine) -> SearchIndex:
    return open_index(town.path, engine)


def found(ix: SearchIndex, typed: str, **filters: Any) -> list[str]:
    return sorted(hit.id for hit in ix.search(typed, Filters(**filters), limit=1_000).hits)


def test_the_index_follows_its_archive(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="Hankkeen rahoituspäätös", decision="Lautakunta myöntää avustuksen.", municipality="Kukkula")
    town.save("b", title="Koulun katto", amounts=[(50_000, None)])
    assert found(ix, "rahoitus") == ["a"]
    assert found(ix, "kunta:kukkula avustus") == ["a"]
    assert found(ix, "summa:>400") == ["b"]
    town.withdraw("a")
    assert found(ix, "hanke") == []
    assert found(ix, "hanke", withdrawn=True) == ["a"]
    town.save("b", title="Koulun hanke")
    assert found(ix, "hanke", withdrawn=True) == ["a", "b"]
    assert found(ix, "katto") == []
    town.remove("a")
    assert found(ix, "hanke", withdrawn=True) == ["b"]
    assert ix.check() == ((), ())


def test_nothing_is_left_of_what_was_erased(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="Salaisuudenkertoja")
    town.save("b", title="Koulu")
    assert found(ix, "salaisuudenkertoja") == ["a"]
    town.remove("a")
    ix.forget()
    assert found(ix, "koulu") == ["b"]
    left = [path for path in ix.folder.rglob("*") if path.is_file() and b"salaisuudenkertoja" in path.read_bytes()]
    assert left == []


def test_snippets_mark_the_forms_that_matched(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="Asia", decision="Lautakunta myöntää hankkeille avustuksia.")
    [hit] = ix.search("hanke avustus").hits
    assert hit.snippets[0].marked("<", ">") == "Lautakunta myöntää <hankkeille> <avustuksia>."


def test_an_index_of_another_engine_is_rebuilt(town: Town) -> None:
    town.save("a", title="Koulu")
    for name in (*NAMES, *NAMES):
        other = open_index(town.path, name)
        assert found(other, "koulu") == ["a"]
        assert other.update().rebuilt is None
        assert open_index(town.path).engine.name == name  # the one that made the index serves on
    assert sum(path.is_dir() for path in open_index(town.path).folder.iterdir()) == 1
