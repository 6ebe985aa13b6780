"""(h) Full-text search beside SQLite FTS5, bare tantivy and stock Whoosh: the same decisions, the same 198 questions.

python -m benchmarks.search --decisions 20000 [--ways fts5 bare-tantivy stock-whoosh minutes-whoosh minutes-tantivy]

Each way builds and asks in a process of its own, so that its memory is its own. Times are those of the processor, so that
others on the machine disturb less; only the start of a new process and the taking in of changes are read off the clock as
well. Indexing is reported as decisions a second, with the generation of the texts taken off; a question as the median of
three rounds on an open index that has answered every question once, a class as the median of its questions, with the worst.
`minutes` is also started anew for a first query, and takes in 100 changed decisions.
"""

import argparse
import json
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.search_peers import LIMIT, Ask, BareTantivy, Fts5, StockWhoosh
from benchmarks.search_texts import CLASSES, TOWN, archive, decision, decisions, queries

ROUNDS = 3
PEERS = {"fts5": Fts5, "bare-tantivy": BareTantivy, "stock-whoosh": StockWhoosh}
OURS = ("minutes-whoosh", "minutes-tantivy")


class Minutes:
    """Ours, on one engine: from the typed words to hits; snippets are read from the archive."""

    def __init__(self, engine: str) -> None:
        self.engine = engine

    def build(self, folder: Path, count: int) -> None:  # noqa: ARG002
        from search.index import open_index

        open_index(folder / "archive.sqlite", self.engine).update()

    def open(self, folder: Path) -> Ask:
        from archive.filters import Filters
        from search import documents
        from search.answers import looked_up, shown
        from search.engine import Order, Question
        from search.index import open_index
        from search.query import parse
        from search.state import read_state
        from search.word_table import FILE, Words

        index = open_index(folder / "archive.sqlite", self.engine)
        state = read_state(index.folder)
        assert state is not None
        reader = index.engine.open(index.folder / state.folder)
        words_of = Words(index.folder / FILE)
        reading = documents.reading(index.archive)
        connection = reading.__enter__()

        def ask(kind: str, words: list[str]) -> int:
            typed = {"phrase": f'"{" ".join(words)}"', "prefix": f"{words[0]}*", "or": " OR ".join(words)}
            tree = looked_up(parse(typed.get(kind, " ".join(words))).tree, words_of)
            filtered = kind == "filter+date"
            question = Question(
                tree,
                Filters(municipality=(TOWN,)) if filtered else Filters(),
                Order.date if filtered else Order.relevance,
                LIMIT,
                facets=("municipality",) if kind == "facets" else (),
            )
            found = reader.search(question)
            if kind == "snippets":
                shown(connection, found, tree, words_of)
            return found.total

        ask.keep = reading  # type: ignore[attr-defined]
        return ask


def _processor(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _all() -> float:
    return _processor(resource.RUSAGE_SELF) + _processor(resource.RUSAGE_CHILDREN)


def way(name: str) -> Any:
    return PEERS[name]() if name in PEERS else Minutes(name.removeprefix("minutes-"))


def build(name: str, folder: Path, count: int) -> dict[str, Any]:
    """Build one index and return seconds and peak memory, of this process and of its children."""
    decision(0)  # makes the vocabulary
    generation = 0.0
    if name in PEERS:  # ours read the archive instead
        before = time.process_time()
        for _ in decisions(count):
            pass
        generation = time.process_time() - before
    before = _all()
    way(name).build(folder, count)
    seconds = _all() - before - generation
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.name != "archive.sqlite")
    return {
        "seconds": seconds,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "child_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "size_mb": size / 2**20,
    }


def ask(name: str, folder: Path, count: int) -> dict[str, Any]:
    """Ask every question in turns and return the milliseconds of each, by class, and what was found."""
    started = time.process_time()
    answer: Ask = way(name).open(folder)
    asked = queries(count)
    first = asked[0]
    total = answer(*first)
    opened = time.process_time() - started
    found = [answer(kind, words) for kind, words in asked]
    times: dict[str, list[float]] = defaultdict(list)
    for kind, words in asked:
        rounds = []
        for _ in range(ROUNDS):
            began = time.process_time()
            answer(kind, words)
            rounds.append(time.process_time() - began)
        times[kind].append(statistics.median(rounds) * 1_000)
    return {
        "opened": opened,
        "first": total,
        "times": times,
        "found": sum(found),
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def cold(engine: str, folder: Path) -> list[float]:
    """Return the median seconds, by the clock and of the processor, and the peak MB of `minutes search` in a new process.

    Its words are all in the table. The processor's seconds include the process that measures, some 0.02.
    """
    minutes = str(Path(sys.executable).with_name("minutes"))
    command = [minutes, "search", "--archive", str(folder / "archive.sqlite"), "--engine", engine, "hanke", "avustus"]
    runs = []
    for _ in range(5):
        before = _processor(resource.RUSAGE_CHILDREN)
        done = subprocess.run([sys.executable, "-m", "benchmarks.start", *command], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr)
        clock, mb = map(float, done.stdout.split())
        runs.append((clock, _processor(resource.RUSAGE_CHILDREN) - before, mb))
    return [*(statistics.median(run[place] for run in runs) for place in (0, 1)), max(mb for *_, mb in runs)]


def changed(engine: str, folder: Path) -> list[float]:
    """Return the seconds, by the clock and of the processor, from 100 changed decisions in the archive until a search finds them."""
    from search.index import open_index

    path = folder / "archive.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        top = int(connection.execute("SELECT value FROM meta WHERE name = 'change'").fetchone()[0])
        keys = [key for (key,) in connection.execute("SELECT key FROM decision ORDER BY key LIMIT 100 OFFSET 500")]
        for number, key in enumerate(keys, top + 1):
            row = (f"Uudestaankirjoitettu {number}", number, key)
            connection.execute("UPDATE decision SET title = ?, change = ? WHERE key = ?", row)
        connection.execute("UPDATE meta SET value = ? WHERE name = 'change'", (str(top + len(keys)),))
    index = open_index(path, engine)
    started, busy = time.perf_counter(), time.process_time()
    total = index.search("uudestaankirjoitettu").total
    seconds = [time.perf_counter() - started, time.process_time() - busy]
    assert total == 100, total
    return seconds


def apart(step: str, name: str, folder: Path, count: int) -> Any:
    """Run one step in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.search", "--step", step, "--way", name, "--folder", str(folder)]
    done = subprocess.run([*command, "--decisions", str(count)], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{step} of {name} failed: {done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def report(count: int, ways: list[str], folder: Path, write: Callable[[str], None]) -> None:
    """Build and ask every way, and print the table."""
    forms: set[str] = set()
    letters = 0
    for one in decisions(count):
        text = f"{one.title} {one.rationale} {one.decision}".lower()
        letters += len(text)
        forms.update(text.replace(".", " ").split())
    write(f"{count:,} decisions, {letters / count / 1_000:.1f} kB each, {len(forms):,} word forms")
    del forms
    for name in ways:
        place = folder / name
        place.mkdir(parents=True)
        if name in OURS:
            archive(place / "archive.sqlite", count)
        built = apart("build", name, place, count)
        seconds = built["seconds"]
        answered = apart("ask", name, place, count)
        medians = {kind: statistics.median(answered["times"][kind]) for kind in CLASSES}
        every = sorted(one for times in answered["times"].values() for one in times)
        write(
            f"{name}: {count / seconds:.0f} decisions/s ({seconds:.0f} s, {built['mb']:.0f} MB + child {built['child_mb']:.0f} MB,"
            f" {built['size_mb']:.0f} MB on disk); opened with the first query {answered['opened']:.3f} s, {answered['mb']:.0f} MB;"
            f" median {statistics.median(every):.2f} ms, p95 {every[int(len(every) * 0.95)]:.1f} ms, found {answered['found']:,}"
        )
        write("    " + ", ".join(f"{kind} {medians[kind]:.2f}/{max(answered['times'][kind]):.1f}" for kind in CLASSES))
        if name in OURS:
            waited, used, mb = apart("cold", name, place, count)
            clock, busy = apart("changed", name, place, count)
            write(
                f"    new process {waited:.2f} s, {used:.2f} s of the processor, {mb:.0f} MB; 100 changes {clock:.2f} s, {busy:.2f} s of the processor"
            )


def main() -> None:
    """Print the table, or run one step of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--decisions", type=int, default=20_000)
    parser.add_argument("--ways", nargs="*", default=[*PEERS, *OURS])
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        engine = given.way.removeprefix("minutes-")
        steps: dict[str, Callable[[], Any]] = {
            "build": lambda: build(given.way, given.folder, given.decisions),
            "ask": lambda: ask(given.way, given.folder, given.decisions),
            "cold": lambda: cold(engine, given.folder),
            "changed": lambda: changed(engine, given.folder),
        }
        print(json.dumps(steps[given.step]()))
        return
    with tempfile.TemporaryDirectory() as folder:
        report(given.decisions, given.ways, Path(folder), lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
