"""Which engine serves, what an index forgets, and what a check of it finds."""

import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from search.analysis import word_terms
from search.engines import NAMES, engine_for
from search.errors import IndexBusy, IndexUnusable, UnknownEngine
from search.index import Check, SearchIndex, open_index
from search.state import read_state
from search.word_table import FILE
from tests.towns import Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path / "archive.sqlite")


@pytest.fixture
def ix(town: Town) -> SearchIndex:
    return open_index(town.path)


# --- engines


def test_without_a_word_the_default_engine_serves(tmp_path: Path) -> None:
    assert engine_for(tmp_path).name == NAMES[0] == "whoosh"


def test_the_environment_and_the_call_choose_an_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINUTES_ENGINE", "lucene")
    with pytest.raises(UnknownEngine, match="lucene: name one of whoosh, tantivy"):
        engine_for(tmp_path)
    assert engine_for(tmp_path, "whoosh").name == "whoosh"
    with pytest.raises(UnknownEngine):
        open_index(tmp_path / "archive.sqlite", "solr")


def test_the_engine_that_made_the_index_goes_on_serving(town: Town) -> None:
    town.save("a", title="koulu")
    open_index(town.path, "tantivy").rebuild()
    ix = open_index(town.path)
    assert ix.engine.name == "tantivy"
    town.save("b", title="koulun")
    assert sorted(ix.ids("koulu")) == ["a", "b"]
    assert open_index(town.path, "whoosh").rebuild().indexed == 2
    assert open_index(town.path).engine.name == "whoosh"
    assert sorted(open_index(town.path).ids("koulu")) == ["a", "b"]


def test_searches_go_on_while_another_engine_makes_its_index(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="koulu")
    ix.update()
    seen: list[list[str]] = []
    open_index(town.path, "tantivy").rebuild(lambda *_: seen.append(open_index(town.path).ids("koulu")))
    assert seen
    assert all(found == ["a"] for found in seen)


# --- forgetting


def test_nothing_is_forgotten_where_there_is_nothing(ix: SearchIndex) -> None:
    assert ix.forget() is None
    assert not ix.folder.exists()


def test_what_was_erased_is_in_no_file(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="Sukunimellinen salaisuus", decision="koulu")
    town.save("b", title="koulu")
    ix.update()
    before = read_state(ix.folder)
    assert before is not None
    town.remove("a")
    updated = ix.forget()
    assert updated is not None
    assert updated.indexed == 1
    assert not (ix.folder / before.folder).exists()
    left = {
        path.name for path in ix.folder.rglob("*") if path.is_file() and b"sukunimellinen" in path.read_bytes().lower()
    }
    assert left == set()
    assert (ix.folder / FILE).exists()
    assert ix.ids("koulu") == ["b"]


def test_forgetting_waits_for_another_writer(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="koulu")
    ix.update()
    with FileLock(ix.folder / "lock"), pytest.raises(IndexBusy):
        ix.forget(wait=0)


# --- checking


def test_a_check_tells_what_is_missing_and_what_should_not_be_there(town: Town, ix: SearchIndex) -> None:
    for name in "abc":
        town.save(name, title="koulu")
    town.save("gone", title="koulu", withdrawn=True)
    ix.update()
    assert ix.check() == Check((), ())
    state = read_state(ix.folder)
    assert state is not None
    ix.engine.apply(ix.folder / state.folder, [], ["a", "gone"], word_terms)
    town._do("DELETE FROM decision WHERE id = 'c'")
    assert ix.check() == Check(("a", "gone"), ("c",))


def test_what_has_changed_since_the_last_update_is_no_finding(town: Town, ix: SearchIndex) -> None:
    town.save("a", title="koulu")
    town.save("b", title="koulu")
    ix.update()
    town.save("new", title="koulu")
    town.save("a", title="lukio")
    town.remove("b")
    assert ix.check() == ((), ())


def test_a_check_without_an_index_says_so(ix: SearchIndex) -> None:
    with pytest.raises(IndexUnusable, match=r"no index yet.*minutes reindex"):
        ix.check()


# --- two processes


def test_two_writers_at_once_leave_one_whole_index(town: Town) -> None:
    for number in range(40):
        town.save(f"d{number}", title="koulu")
    script = (
        f"from pathlib import Path; from search.index import open_index; open_index(Path({str(town.path)!r})).rebuild()"
    )
    root = Path(__file__).parent.parent
    running = [subprocess.Popen([sys.executable, "-c", script], cwd=root, stderr=subprocess.PIPE) for _ in range(3)]
    ix = open_index(town.path)
    found = [len(ix.ids("koulu")) for _ in range(5)] if ix.folder.exists() else []
    assert [process.communicate()[1] for process in running] == [b"", b"", b""]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert set(found) <= {40}
    assert len(ix.ids("koulu")) == 40
    assert ix.check() == ((), ())
