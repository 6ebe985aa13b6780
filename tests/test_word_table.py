"""The persistent table of words."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from search import voikko, word_table
from search.analysis import lexicon, query_terms, word_terms
from search.finnish import Entry
from search.index import open_index
from search.word_table import Words, forget
from search.word_worker import Worker
from tests.towns import Town

TEXT = (
    "Hankkeiden rahoituspäätökset käsiteltiin kunnanhallituksessa, Granskärin leaderhankkeiden avustuksista päätettiin."
)
WORDS = [word.strip(".,").lower() for word in TEXT.split()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "words.sqlite"


@pytest.fixture
def heavy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The dictionary is pyvoikko's, whatever the system has."""
    monkeypatch.setattr(voikko, "system", lambda: None)
    voikko.dictionary.cache_clear()
    yield
    voikko.dictionary.cache_clear()


def learned(path: Path) -> Path:
    with Words(path, writing=True) as words:
        words.learn([(TEXT, "fi")])
    return path


def in_table(path: Path) -> dict[str, tuple[str, str]]:
    connection = sqlite3.connect(path)
    try:
        return {
            word: (lookup, stored)
            for word, lookup, stored in connection.execute("SELECT word, lookup, stored FROM word")
        }
    finally:
        connection.close()


@pytest.mark.usefixtures("heavy")
def test_what_a_table_remembers_is_what_the_dictionary_says(path: Path) -> None:
    with Words(learned(path)) as words:
        for word in WORDS:
            assert words(word) == words.remembered(word) == lexicon(word)
            assert words.terms(word) == word_terms(word)


def test_the_base_forms_and_parts_of_its_words_are_in_the_table(path: Path) -> None:
    """A base form that could find anything at all never costs the dictionary."""
    held = in_table(learned(path))
    assert set(held) >= {"hanke", "rahoitus", "päätös", "rahoituspäätös", "kunnanhallitus", "avustus", "leaderhanke"}
    assert held["avustuksista"][1].split() == list(lexicon("avustuksista").stored)


def run(code: str, path: Path) -> str:
    """Run code in a process of its own, where the dictionary is pyvoikko's."""
    start = "import sys\nfrom pathlib import Path\nfrom search import voikko\nvoikko.system = lambda: None\n"
    end = "\nprint(sorted(name for name in sys.modules if name in ('pyvoikko', 'kfst')))"
    done = subprocess.run(
        [sys.executable, "-c", start + code + end, str(path)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_words_of_the_table_never_load_the_dictionary(path: Path) -> None:
    code = """
from search.word_table import Words
from search.analysis import query_terms, word_terms
with Words(Path(sys.argv[1])) as words:
    for typed in ('avustus', 'Rahoituspäätökset', 'leaderhanke', '2024', 'EU'):
        if typed != 'EU':
            query_terms(typed, 'fi', words), query_terms(typed, 'sv', words)
    words.recall([('Avustuksista ja muusta', 'fi')])
    word_terms('tuntemattomaan', 'fi', words.remembered)
"""
    assert run(code, learned(path)) == "[]"


def test_a_whole_search_whose_words_are_in_the_table_never_loads_the_dictionary(tmp_path: Path) -> None:
    town = Town(tmp_path / "archive.sqlite")
    town.save("a", title="Asia", decision=TEXT)
    open_index(town.path).update()
    code = """
from minutes.cli import run
run(['search', 'avustus', 'rahoitus', '--archive', sys.argv[1], '--format', 'csv'])
"""
    told = run(code, town.path).splitlines()
    assert "«avustuksista»" in told[1]
    assert told[-1] == "[]"


def test_an_unknown_typed_word_loads_the_dictionary(path: Path) -> None:
    code = """
from search.word_table import Words
with Words(Path(sys.argv[1])) as words:
    assert words('koulukuljetuksen').lookup == ('koulukuljetus',)
"""
    assert run(code, learned(path)) == "['kfst', 'pyvoikko']"


def test_learning_leaves_the_dictionary_to_a_child(path: Path) -> None:
    code = f"""
from search.word_table import Words
with Words(Path(sys.argv[1]), writing=True) as words:
    words.learn([({TEXT!r}, 'fi')])
    assert words.terms('avustuksista') == ('=avustuksista', '~avustus')
"""
    assert run(code, path) == "[]"
    assert in_table(path)["avustuksista"][0] == "avustus"


@pytest.mark.usefixtures("heavy")
def test_a_child_that_dies_is_done_without(path: Path) -> None:
    with Words(path, writing=True) as words:
        words.learn([("hankkeen", "fi")])
        worker = words._worker
        assert worker is not None
        assert worker._process is not None
        os.kill(worker._process.pid, signal.SIGKILL)
        words.learn([(TEXT, "fi")])
        assert words.remembered("avustuksista") == lexicon("avustuksista")
    assert "avustuksista" in in_table(path)


def test_a_child_ends_with_its_input() -> None:
    worker = Worker()
    assert [entry.lookup for entry in worker.entries(["hankkeen", "qxz"])] == [("hanke",), ()]
    process = worker._process
    assert process is not None
    worker.close()
    assert process.returncode == 0


def test_a_child_that_nobody_listens_to_any_more_ends_in_silence(capfd: pytest.CaptureFixture[str]) -> None:
    worker = Worker()
    process = worker._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.write(json.dumps(["hankkeen"] * 100) + "\n")
    process.stdin.flush()
    worker.close()  # as at Ctrl-C
    assert (process.returncode, capfd.readouterr().err) == (0, "")


def test_a_table_of_another_analyser_is_emptied_and_never_read(path: Path) -> None:
    learned(path)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE word SET lookup = 'väärä', stored = 'väärä'")
        connection.execute("UPDATE meta SET analyser = 'voikko 0'")
    connection.close()
    with Words(path) as words:
        assert not words.remembered("avustuksista").known
        assert words("avustuksista").lookup == ("avustus",)
    with Words(path, writing=True):
        pass
    assert in_table(path) == {}


@pytest.mark.parametrize("damage", ["garbage", "cut", "other tables", "folder", "missing", "no text"])
@pytest.mark.parametrize("writing", [False, True])
def test_a_damaged_table_changes_no_answer(path: Path, damage: str, writing: bool) -> None:
    learned(path)
    match damage:
        case "garbage":
            path.write_bytes(b"no database" * 1000)
        case "cut":
            path.write_bytes(path.read_bytes()[:5000])
        case "folder":
            path.unlink()
            path.mkdir()
        case "missing":
            path = path.parent / "none" / "words.sqlite"
        case _:
            connection = sqlite3.connect(path)
            with connection:
                if damage == "no text":
                    connection.execute("UPDATE word SET stored = 5, lookup = x'ff'")
                else:
                    connection.execute("DROP TABLE word")
            connection.close()
    with Words(path, writing=writing) as words:
        if writing and damage != "no text":
            words.learn([(TEXT, "fi")])
        assert query_terms("avustuksista", "fi", words) == query_terms("avustuksista")
        assert words("hankkeiden") == lexicon("hankkeiden")


@pytest.mark.parametrize("damage", [b"no database" * 1000, b""])
def test_a_damaged_table_is_made_anew_by_the_next_writer(path: Path, damage: bytes) -> None:
    learned(path)
    path.write_bytes(damage)
    assert "avustuksista" in in_table(learned(path))


def test_a_table_whose_pages_are_damaged_is_made_anew(path: Path) -> None:
    with Words(path, writing=True) as words:
        words.learn([(" ".join(f"hanke{letter}tuki" for letter in "abcdefghijklmnopqrstuvwxyz" * 30), "fi")])
        words.learn(
            [
                (
                    " ".join((Path(__file__).parent.parent / "fixtures" / "words" / "finnish.tsv").read_text().split()),
                    "fi",
                )
            ]
        )
    size, page = path.stat().st_size, 4096
    assert size > 5 * page
    with path.open("r+b") as file:
        file.seek(2 * page)
        file.write(b"\xff" * (size - 2 * page))
    learned(path)  # finds out, and lets go
    assert "avustuksista" in in_table(learned(path))


def test_a_locked_table_is_done_without(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learned(path)
    monkeypatch.setattr(word_table, "_READ_WAIT", 0.05)
    monkeypatch.setattr(word_table, "_WRITE_WAIT", 0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        for writing in (False, True):
            with Words(path, writing=writing) as words:
                if writing:
                    words.learn([("koulukuljetuksen", "fi")])
                assert words("koulukuljetuksen").lookup == ("koulukuljetus",)
    finally:
        holder.close()
    assert "avustuksista" in in_table(path)  # held, not damaged: nothing of it was lost


def test_a_table_on_a_disk_that_may_not_be_written_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learned(path)
    monkeypatch.setattr(word_table, "_WRITING", "ro")  # what the system does for others than root
    with Words(path, writing=True) as words:
        words.learn([("koulukuljetuksen avustuksista", "fi")])
        assert words.remembered("koulukuljetuksen").lookup == ("koulukuljetus",)
        assert words.remembered("avustuksista").lookup == ("avustus",)
    assert "koulukuljetuksen" not in in_table(path)


def test_swedish_words_and_numbers_are_not_in_the_table(path: Path) -> None:
    with Words(path, writing=True) as words:
        words.learn([("bidragen beviljades 2024", "sv"), ("292/00.01.05/2023", "fi")])
        assert words.terms("bidragen", "sv") == ("=bidragen", "^bidrag")
    assert in_table(path) == {}


def test_nothing_is_left_of_a_forgotten_table(path: Path) -> None:
    learned(path)
    forget(path)
    forget(path)
    assert list(path.parent.iterdir()) == []


def test_memory_is_bounded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_table, "_REMEMBERED", 3)
    with Words(path, writing=True) as words:
        words.learn([("hanke koulu tie kunta", "fi")])
        words.learn([("avustus", "fi")])
        assert "koulu" not in words._entries
        assert words.remembered("koulu") == Entry(("koulu",), ("koulu",))
