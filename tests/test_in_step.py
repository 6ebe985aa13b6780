"""Whatever is saved, withdrawn, erased, lost, damaged, restored or broken off: a search finds what the archive holds."""

import gc
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from archive import steps
from archive.filters import Filters
from search.index import SearchIndex, open_index
from search.state import State, read_state, write_state
from tests.brute_force import BruteForce
from tests.towns import Town

SOAK = 20 if os.environ.get("MINUTES_SOAK") else 1
STEPS = ("index create", "index batch", "index tidy", "write state.json", "written state.json", "index drop others")
WORDS = ["koulu", "koulun", "lukioiden", "kirkkoranta"]
QUERIES = [
    "koulu",
    "koulu -lukio",
    "koulu OR kirkko",
    '"koulun"',
    "otsikko:koulu",
    "kou*",
    "kunta:harjuvesi",
    "tulos:noted",
    "",
]
FILES = ("state.json", "words.sqlite", ".trm", ".pst", ".toc", ".col", ".crc")


class Broken(BaseException):
    """The end of a run in the middle of it."""


class InStep(RuleBasedStateMachine):
    """An archive, its index, and every misfortune."""

    names = st.sampled_from(["a", "b", "c", "d", "e"])

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.town = Town(self.folder / "archive.sqlite")
        self.ix: SearchIndex = open_index(self.town.path)
        self.copy: bytes | None = None
        self.saved = 0

    def teardown(self) -> None:
        gc.collect()
        shutil.rmtree(self.folder)

    @rule(
        name=names, title=st.sampled_from(WORDS), text=st.lists(st.sampled_from(WORDS), max_size=3), town=st.booleans()
    )
    def save(self, name: str, title: str, text: list[str], town: bool) -> None:
        self.saved += 1
        secret = f"tunnus{name}n{self.saved}"
        where = "Harjuvesi" if town else "Kukkula"
        self.town.save(
            name, title=title, decision=" ".join([*text, secret]), municipality=where, outcome="noted" if town else None
        )

    @rule(name=names)
    def withdraw(self, name: str) -> None:
        self.town.withdraw(name)

    @rule(name=names)
    def remove(self, name: str) -> None:
        self.town.remove(name)

    @rule(name=names)
    def erase(self, name: str) -> None:
        rows = self.town.rows(f"SELECT decision FROM decision WHERE id = '{name}'")
        self.town.remove(name)
        self.ix.forget()
        for (text,) in rows:
            secret = text.split()[-1].encode()
            left = [path for path in self.ix.folder.rglob("*") if path.is_file() and secret in path.read_bytes()]
            assert left == []

    @rule()
    def update(self) -> None:
        self.ix.update()

    @rule()
    def rebuild(self) -> None:
        self.ix.rebuild()

    @rule(at=st.sampled_from(STEPS), times=st.integers(1, 3), anew=st.booleans())
    def break_off(self, at: str, times: int, anew: bool) -> None:
        with broken_off(at, times):
            if anew:
                self.ix.rebuild()
            else:
                self.ix.update()

    @rule()
    def break_off_before_the_watermark(self) -> None:
        state = read_state(self.ix.folder)
        self.ix.update()
        if state is not None and (self.ix.folder / state.folder).is_dir():
            write_state(self.ix.folder, state)

    @rule()
    def lose_the_folder(self) -> None:
        shutil.rmtree(self.ix.folder, ignore_errors=True)

    @rule(name=st.sampled_from(["state.json", "words.sqlite", "1", "2"]))
    def lose_a_part(self, name: str) -> None:
        path = self.ix.folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    @rule(kind=st.sampled_from(FILES), place=st.integers(0, 10**6), bit=st.integers(0, 7))
    def flip_a_bit(self, kind: str, place: int, bit: int) -> None:
        for path in sorted(self.ix.folder.rglob("*" + kind))[:1]:
            flip(path, place, bit)

    @rule()
    def copy_the_archive(self) -> None:
        self.copy = self.town.path.read_bytes()

    @precondition(lambda self: self.copy is not None)
    @rule()
    def restore_the_copy(self) -> None:
        assert self.copy is not None
        for suffix in ("-wal", "-shm"):
            self.town.path.with_name(self.town.path.name + suffix).unlink(missing_ok=True)
        self.town.path.write_bytes(self.copy)

    @rule(query=st.sampled_from(QUERIES), withdrawn=st.booleans())
    def search(self, query: str, withdrawn: bool) -> None:
        filters = Filters(withdrawn=withdrawn)
        expected = BruteForce(self.town.path).ids(query, filters)
        results = self.ix.search(query, filters, limit=10)
        assert {hit.id for hit in results.hits} == expected
        assert results.total == len(expected)
        assert self.ix.check() == ((), ())

    @invariant()
    def nothing_is_left_open(self) -> None:
        assert steps.observer is None


TestInStep = InStep.TestCase
TestInStep.settings = settings(
    max_examples=30 * SOAK, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestInStep = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")(TestInStep)


@contextmanager
def broken_off(at: str, times: int) -> Iterator[None]:
    """End whatever runs within when it comes to the step of this name for the `times`th time."""
    left = times

    def observe(name: str) -> None:
        nonlocal left
        left -= name == at
        if name == at and left == 0:
            raise Broken

    steps.observer = observe
    try:
        yield
    except Broken:
        pass
    finally:
        steps.observer = None


def flip(path: Path, place: int, bit: int) -> None:
    content = bytearray(path.read_bytes())
    if content:
        content[place % len(content)] ^= 1 << bit
        path.write_bytes(content)


# --- every file, many places


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    town = Town(folder / "archive.sqlite")
    for number in range(12):
        town.save(
            f"d{number}", title=WORDS[number % 4], decision=" ".join(random.Random(number).choices(WORDS, k=30)),
            municipality="Harjuvesi", date=f"20{number + 10}-01-01", outcome="noted", amounts=[(number * 100_00, None)],
        )  # fmt: skip
        if number % 5 == 4:
            open_index(town.path).update()
    open_index(town.path).update()
    return folder


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("seed", range(8 * SOAK))
def test_a_flipped_bit_anywhere_is_healed_or_changes_nothing(built: Path, tmp_path: Path, seed: int) -> None:
    queries = ["koulu", '"koulun koulu"', "lukio summa:>300", "kunta:harjuvesi pvm:2015..", "kir*", "-koulu"]
    plain = {query: BruteForce(built / "archive.sqlite").ids(query) for query in queries}
    chance = random.Random(seed)
    files = [path.relative_to(built) for path in sorted(built.rglob("*")) if path.is_file() and ".index" in str(path)]
    for number, name in enumerate(files):
        if number % 8 != seed % 8:
            continue
        folder = tmp_path / str(number)
        shutil.copytree(built, folder)
        flip(folder / name, chance.randrange(10**6), chance.randrange(8))
        ix = open_index(folder / "archive.sqlite")
        assert {query: set(ix.ids(query)) for query in queries} == plain, name
        assert ix.search("koulu", facets=("municipality", "role"), by_matter=True).total == len(plain["koulu"])
        shutil.rmtree(folder)
    gc.collect()


def test_a_state_whose_checksum_is_wrong_is_no_state(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "copy")
    folder = tmp_path / "copy" / "archive.sqlite.index"
    state = read_state(folder)
    assert isinstance(state, State)
    text = (folder / "state.json").read_text()
    (folder / "state.json").write_text(text.replace(f'"watermark": {state.watermark}', '"watermark": 3'))
    assert read_state(folder) is None
