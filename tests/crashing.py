"""Lets the program die at each of its steps, and says what came of it. Run as a program by tests.test_crash.

    python -m tests.crashing FOLDER -- sync --delay 0 kuusilampi

    python -m tests.crashing FOLDER --moments 40 -- sync --delay 0 kuusilampi

FOLDER holds archive.sqlite and its index as they are before, or nothing. The command is run undisturbed once, in a copy; then,
in a fresh copy each time, it is killed at its first step, its second, and so on, and run again to its end; or so often at a
random moment, again and again in the same copy until it has come to its end. One line of JSON a trial: what differs from the
undisturbed run, nothing where all is as it should be. Children are forked from one process that
has all modules in memory, since starting Python anew would take longer than a run; pages are read in the run's own process.
"""

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import minutes.document_reader
import minutes.readers
from archive import steps
from archive.verify import Level, verify
from minutes.cli import run
from scraper import guard
from search.index import open_index
from search.index_files import damaged
from search.state import read_state

QUERIES = ("hanke", "avustus", "kunnanhallitus", "hyväksyttiin", "järvireitti", "Leirikesk*")
_PASSING = {"key", "decision_key", "run_key", "change", "position"} | {
    *("retrieved", "first_seen", "last_changed", "at", "fetched", "first_failed", "last_failed", "attempts", "updated"),
    *("first_read", "created", "due", "since", "checked", "found", "tried", "started", "finished", "filled"),
}
"""Columns of keys, counters and times, which a second run may set otherwise."""
_OF_RUNS = {
    "sync_run",
    "sync_result",
    "source_state",
    "told",
    "robots",
    "seal",
    "lineage",
    "backup",
    "meta",
    "tombstone",
}


class Inline:
    """Stands for the sandbox: the crash is ours to make, and a child process would take half a second to start."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def run(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> Awaitable[Any]:
        async def called() -> Any:
            return function(*arguments, **options)

        return called()

    def stop(self) -> None: ...


def contents(archive: Path) -> dict[str, list[str]]:
    """Return what an archive says, table by table, without keys and times; decisions stand by their ids."""
    with closing(sqlite3.connect(archive)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        found = {}
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table in _OF_RUNS or table.startswith("sqlite_"):
                continue
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            shown = [f'"{column}"' for column in columns if column not in _PASSING]
            if "decision_key" in columns:
                shown.append(f"(SELECT id FROM decision d WHERE d.key = {table}.decision_key)")
            rows = connection.execute(f"SELECT {', '.join(shown) or '1'} FROM {table}").fetchall()
            found[table] = sorted(map(repr, rows))
        return found


def state(archive: Path) -> dict[str, Any]:
    """Return all that a run is judged by: what the archive says, what the index finds, and what is wrong."""
    index = open_index(archive)
    found = {query: sorted(index.ids(query)) for query in QUERIES}
    wrong = [f"{f.part} {f.name}: {f.words}" for f in verify(archive) if f.level is Level.damage]
    told = read_state(index.folder)
    assert told is not None
    wrong += [f"index {name}" for name in damaged(index.folder / told.folder, told.files)]
    wrong += [f"index ids: {names}" for names in index.check() if names]
    if gone := os.environ.get("CRASHING_ABSENT"):
        files = (path for path in archive.parent.rglob("*") if path.is_file())
        wrong += [f"{gone} in {path.name}" for path in files if gone.encode() in path.read_bytes()]
    return {"contents": contents(archive), "found": found, "wrong": wrong}


@contextmanager
def silent() -> Iterator[None]:
    """Let nothing that a run says reach our own output."""
    kept = os.dup(1), os.dup(2)
    silence = os.open(os.environ.get("CRASHING_SAID", os.devnull), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        yield
    finally:
        sys.stdout.flush()
        for own, stream in zip(kept, (1, 2), strict=True):
            os.dup2(own, stream)
            os.close(own)
        os.close(silence)


def started(action: Callable[[], int]) -> int:
    """Run an action in a child process and return its process id."""
    child = os.fork()
    if child == 0:
        guard._RESOLVERS = ThreadPoolExecutor(2)
        with silent():
            try:
                status = action()
            except BaseException:
                traceback.print_exc()
                status = 99
            os._exit(status)
    return child


def ended(child: int) -> int:
    """Wait for a child's end and return its exit status, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def forked(action: Callable[[], int]) -> int:
    """Run an action in a child process and return its exit status."""
    return ended(started(action))


def counting(command: Sequence[str], place: Path) -> list[str]:
    """Run a command undisturbed and return the steps that it took."""
    told = place / "steps.json"

    def action() -> int:
        names: list[str] = []
        steps.observer = names.append
        status = run(command)
        told.write_text(json.dumps(names), encoding="utf-8")
        return status

    said = os.environ["CRASHING_SAID"] = str(place.with_name("said.txt"))
    status = forked(action)
    del os.environ["CRASHING_SAID"]
    assert status == 0, (status, Path(said).read_text(encoding="utf-8"))
    names: list[str] = json.loads(told.read_text(encoding="utf-8"))
    told.unlink()
    return names


def dying(command: Sequence[str], number: int) -> int:
    """Run a command that is killed before its step of this number; return its exit status."""

    def action() -> int:
        left = number

        def die(_: str) -> None:
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

        steps.observer = die
        return run(command)

    return forked(action)


def judged(archive: Path, expected: dict[str, Any] | None) -> dict[str, Any]:
    """Return the state of an archive, found in a child process; with `expected`, only what differs from it."""
    told = archive.with_name("state.json")

    def action() -> int:
        told.write_text(json.dumps(state(archive)), encoding="utf-8")
        return 0

    if (status := forked(action)) != 0:
        return {"wrong": [f"it cannot be judged ({status})"]}
    found: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
    if expected is None:
        return found
    return {name: value for name, value in found.items() if value != expected[name]}


class Trials:
    """The command that is tried, the folder that each trial begins with, and how all should end."""

    def __init__(self, base: Path, command: Sequence[str], temporary: Path) -> None:
        self._base, self._command, self._temporary = base, command, temporary
        self._placed("warm")
        with silent():
            run(command)  # in this very process, so that the children find every module in memory
        guard._RESOLVERS.shutdown()  # a child has none of its parent's threads
        place = self._placed("undisturbed")
        began = time.monotonic()
        self.steps = counting(command, place)
        self._seconds = time.monotonic() - began
        self._expected = judged(place / "archive.sqlite", None)
        self.wrong = self._expected["wrong"]

    def at(self, number: int) -> dict[str, Any]:
        """Kill the command at the step of this number, and run it again."""
        place = self._placed(f"step-{number}")
        killed = dying(self._command, number)
        return {"step": self.steps[number][:60], "killed": killed, **self._finished(place)}

    def at_moments(self, chance: random.Random, most: int) -> dict[str, Any]:
        """Kill the command at random moments until it ends, `most` times at most; the archive must be intact after each."""
        place = self._placed(f"moments-{chance.random()}")
        kills = 0
        while kills < most and self._killed(chance.uniform(0, self._seconds)):
            kills += 1
            archive = place / "archive.sqlite"
            if archive.exists() and archive.stat().st_size:
                contents(archive)
        return {"kills": kills, "killed": -signal.SIGKILL, **self._finished(place)}

    def _killed(self, after: float) -> bool:
        child = started(lambda: run(self._command))
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        return ended(child) == -signal.SIGKILL

    def _finished(self, place: Path) -> dict[str, Any]:
        again = forked(lambda: run(self._command))
        differs = judged(place / "archive.sqlite", self._expected)
        os.chdir(self._temporary)
        shutil.rmtree(place)
        return {"again": again, "differs": differs}

    def _placed(self, name: str) -> Path:
        place = self._temporary / name
        shutil.copytree(self._base, place)
        os.chdir(place)
        os.environ["MINUTES_ARCHIVE"] = str(place / "archive.sqlite")
        return place


def tried(trials: Trials, moments: int) -> Iterator[dict[str, Any]]:
    """Yield what came of each trial: at every step, or so often at a random moment."""
    if not moments:
        yield from (trials.at(number) for number in range(len(trials.steps)))
    chance = random.Random(20260504)
    while moments:
        trial = trials.at_moments(chance, moments)
        moments -= trial["kills"]
        yield trial


def main(arguments: Sequence[str]) -> None:
    """Run the trials and print a line of JSON for each."""
    minutes.readers.Sandbox = minutes.document_reader.Sandbox = Inline  # type: ignore[misc, assignment]
    options, command = arguments[: arguments.index("--")], arguments[arguments.index("--") + 1 :]
    memory = Path("/dev/shm")  # a process that dies loses nothing of what it wrote, so the disk need not be waited for
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as temporary:
        trials = Trials(Path(options[0]), command, Path(temporary))
        print(json.dumps({"steps": len(trials.steps), "wrong": trials.wrong}), flush=True)
        for trial in tried(trials, int(options[2]) if len(options) > 1 else 0):
            print(json.dumps(trial), flush=True)
        os.chdir("/")


if __name__ == "__main__":
    main(sys.argv[1:])
