"""(i) `minutes status` and `minutes audit` on 300 sources with 100,000 decisions, beside one scan of the texts; `history` beside difflib.

Seconds are those of the processor, which neighbours on the machine disturb less.

python -m benchmarks.status [--sources 300]
"""

import argparse
import datetime as dt
import difflib
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from archive.store import Archive
from archive.word_difference import difference
from benchmarks.timing import in_turns, ratio

BODIES = ("Kunnanhallitus", "Kunnanvaltuusto", "Tekninen lautakunta", "Sivistyslautakunta")
MEETINGS, ITEMS = 6, 7
"""Meetings of a body and year, and sections of a meeting."""
TEXT = "Kunnanhallitus päättää myöntää hankkeelle avustusta. " * 60
WORDS, VOCABULARY = 5_000, 300
ROUNDS = 5
_INSERT = (
    "INSERT INTO decision (id, source, platform, municipality, kind, status, body, date, section, title, rationale, withdrawn, content_hash, "
    "change, first_seen, last_changed) VALUES (?, ?, 'dynasty', ?, 'meeting_item', 'minutes', ?, ?, ?, 'Asia', ?, 0, '', ?, ?, ?)"
)


def fill(path: Path, sources: int) -> int:
    """Make an archive of two years of every source, a section of fifty missing, and return how many decisions it has."""
    Archive.open(path).close()
    chance, today, rows = random.Random(1), dt.datetime.now(dt.UTC), []
    for source in (f"kunta-{n:03}" for n in range(sources)):
        for year in (today.year - 1, today.year):
            for body in BODIES:
                for number in range(MEETINGS * ITEMS):
                    day = f"{dt.date(year, 1, 5) + dt.timedelta(days=50 * (number // ITEMS))}"
                    id_ = f"{source}:{year}{body}{number}"
                    if chance.random() > 0.02:
                        seen = f"{day}T08:00:00Z"
                        rows.append((id_, source, source, body, day, str(number + 1), TEXT, len(rows), seen, seen))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(_INSERT, rows)
        now = today.strftime("%Y-%m-%dT%H:%M:%SZ")
        connection.executemany(
            "INSERT INTO source_state (source, enabled, first_success, last_success, last_attempt) VALUES (?, 1, ?, ?, ?)",
            [(f"kunta-{n:03}", now, now, now) for n in range(sources)],
        )
    return len(rows)


def scan(path: Path) -> list[str]:
    """Return a command that reads every decision's text once: what a status without an index of its own would cost."""
    code = f"import sqlite3; sqlite3.connect({str(path)!r}).execute('SELECT sum(length(rationale)) FROM decision').fetchone()"
    return [sys.executable, "-c", code]


def seconds(command: list[str]) -> float:
    """Run a command and return the processor's seconds that it took; what it finds is an exit status of 1."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} failed: {done.stderr.decode()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=300)
    minutes = str(Path(sys.executable).with_name("minutes"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.sqlite"
        decisions = fill(path, parser.parse_args().sources)
        for command in ("status", "audit"):
            ours = [minutes, command, "--archive", str(path)]
            pairs = [(seconds(ours), seconds(scan(path))) for _ in range(ROUNDS)]
            mine = statistics.median(one for one, _ in pairs)
            beside = statistics.median(one for _, one in pairs)
            print(f"(i) minutes {command}, {decisions} decisions: {mine:.2f} s; a scan of the texts {beside:.2f} s")
    chance = random.Random(1)
    words = [f"{chance.randrange(VOCABULARY)}" for _ in range(WORDS)]
    changed = [*words[:500], *words[600:1500], *words[500:600], *words[1500:]]
    changed[::97] = ["x"] * len(changed[::97])
    old, new = " ".join(words), " ".join(changed)
    ways = [("ours", lambda: difference(old, new)), ("difflib", lambda: _opcodes(words, changed))]
    own, theirs = in_turns(ways, rounds=5)
    print(
        f"(i) {WORDS} words: {own.median * 1000:.0f} ms, difflib without junk {theirs.median * 1000:.0f} ms, {ratio(own, theirs):.2f} ×"
    )


def _opcodes(old: list[str], new: list[str]) -> object:
    return difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


if __name__ == "__main__":
    main()
