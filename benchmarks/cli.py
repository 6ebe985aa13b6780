"""(e) Cold starts beside `python -c pass`: `minutes --help`, and `minutes search` on an archive of generated decisions.

python -m benchmarks.cli [--decisions 10000]
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.save import parsed_pages, save
from benchmarks.towns import vocabulary
from search.index import open_index

ROUNDS = 9


@dataclass(frozen=True, slots=True)
class Start:
    """One run of a command: wall-clock seconds and the peak memory of its process in MB."""

    seconds: float
    mb: float


def start(command: list[str]) -> Start:
    """Run a command to its end. Raises SystemExit where it fails."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.start", *command], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed: {done.stderr}")
    seconds, mb = map(float, done.stdout.split())
    return Start(seconds, mb)


def report(name: str, command: list[str], bare: list[str]) -> None:
    """Run a command and a bare interpreter in turns and print the medians."""
    start(command)
    pairs = [(start(command), start(bare)) for _ in range(ROUNDS)]
    seconds = statistics.median(ours.seconds for ours, _ in pairs)
    nothing = statistics.median(theirs.seconds for _, theirs in pairs)
    peak = max(ours.mb for ours, _ in pairs)
    print(f"(e) {name}: {seconds:.3f} s, peak {peak:.0f} MB; python -c pass {nothing:.3f} s")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--decisions", type=int, default=10_000)
    arguments = parser.parse_args()
    minutes = str(Path(sys.executable).with_name("minutes"))
    bare = [sys.executable, "-c", "pass"]
    report("minutes --help", [minutes, "--help"], bare)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.sqlite"
        save(path, parsed_pages(arguments.decisions))
        started = time.perf_counter()
        open_index(path).update()
        print(f"    an index of {arguments.decisions:,} decisions took {time.perf_counter() - started:.1f} s to build")
        common, rare = vocabulary(20_000, 7)[0], vocabulary(20_000, 7)[5_000]
        for name, words in (("a frequent word", [common]), ("a rare word", [rare]), ("two words", [common, rare])):
            search = [minutes, "search", "--archive", str(path), *words]
            report(f"minutes search, {name}, {arguments.decisions:,} decisions", search, bare)
        search = [minutes, "search", "--archive", str(path), "--min-amount", "500000", common]
        report("minutes search, a frequent word and --min-amount", search, bare)


if __name__ == "__main__":
    main()
