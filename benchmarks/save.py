"""(b) Saving decisions, beside raw sqlite3.executemany of the same rows.

python -m benchmarks.save [--decisions 10000]
"""

import argparse
import sqlite3
import tempfile
import time
from pathlib import Path

from archive.store import Archive
from benchmarks.parse import pages
from scraper.page import Page, Parsed
from scraper.platforms import dynasty

BATCH = 500
TABLES = (
    "snapshot",
    "decision",
    "person",
    "handling",
    "attachment",
    "amount",
    "share",
    "vote",
    "arithmetic",
    "project",
    "distribution",
    "warning",
    "revision",
    "page",
)


def parsed_pages(count: int) -> list[tuple[Page, Parsed]]:
    """Return `count` pages with what is read of them; a few hundred are parsed, their ids and bytes made distinct."""
    read = [(page, dynasty.parse(page)) for page in pages(300)]
    made = []
    for i in range(count):
        page, parsed = read[i % len(read)]
        url = f"https://town.example/cgi/DREQUEST.PHP?page=meetingitem&id=2026{i}-1"
        made.append(
            (
                Page(url=url, content=page.content + f"<!-- {i} -->".encode(), content_type=page.content_type),
                Parsed("dynasty", parsed.decisions, ids=(f"2026{i}-1",)),
            )
        )
    return made


def save(path: Path, work: list[tuple[Page, Parsed]]) -> float:
    """Save through the archive, a transaction a batch; return the seconds it took."""
    with Archive.open(path) as archive:
        started = time.perf_counter()
        for start in range(0, len(work), BATCH):
            with archive.batch() as batch:
                for page, parsed in work[start : start + BATCH]:
                    batch.save("town", parsed, page, municipality="Town")
        return time.perf_counter() - started


def raw(source: Path, path: Path) -> float:
    """Write the very rows of an archive into an empty one with executemany, the same rows a transaction."""
    with Archive.open(path):
        pass
    with sqlite3.connect(source) as old:
        rows = {table: old.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    decisions = len(rows["decision"])
    new = sqlite3.connect(path, isolation_level=None)
    new.execute("PRAGMA foreign_keys = OFF")
    started = time.perf_counter()
    batches = -(-decisions // BATCH)
    for i in range(batches):
        new.execute("BEGIN IMMEDIATE")
        for table, all_rows in rows.items():
            size = -(-len(all_rows) // batches)
            part = all_rows[i * size : (i + 1) * size]
            if part:
                new.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(part[0]))})", part)
        new.execute("COMMIT")
    seconds = time.perf_counter() - started
    new.close()
    return seconds


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--decisions", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    work = parsed_pages(arguments.decisions)
    ratios = []
    for _ in range(arguments.rounds):
        with tempfile.TemporaryDirectory() as folder:
            ours = save(Path(folder) / "ours.sqlite", work)
            bare = raw(Path(folder) / "ours.sqlite", Path(folder) / "raw.sqlite")
        ratios.append(bare / ours)
        print(
            f"(b) {arguments.decisions} decisions: minutes {arguments.decisions / ours:,.0f} a second, executemany {arguments.decisions / bare:,.0f} a second, {ratios[-1]:.2f} of its rate"
        )


if __name__ == "__main__":
    main()
