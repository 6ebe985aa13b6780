"""(c) A first sync of 2,000 pages from 20 loopback hosts, beside an equal Scrapy spider, and (d) a second with nothing new,
beside a bare client that makes the same conditional requests. Needs `pip install scrapy`; all limits are lifted.

    python -m benchmarks.first_sync [--hosts 20] [--pages 100]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PORT = 8123


@contextmanager
def server(hosts: int, pages: int) -> Iterator[None]:
    """Run the generated towns in a process of their own."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.server",
        "--hosts",
        str(hosts),
        "--pages",
        str(pages),
        "--port",
        str(PORT),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def runner(name: str, folder: Path, hosts: int) -> dict[str, float]:
    """Run one way in a fresh process and return what it says of itself: pages, seconds (whole process too), peak MB of its main process."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", str(folder), str(hosts), str(PORT)],
        capture_output=True,
        text=True,
        env={**os.environ, "SCRAPY_SETTINGS_MODULE": ""},
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(done.stderr)
    return {**json.loads(done.stdout.splitlines()[-1]), "process": seconds}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with server(arguments.hosts, arguments.pages):
        for _ in range(arguments.rounds):
            with tempfile.TemporaryDirectory() as folder:
                place = Path(folder)
                (place / "ours").mkdir()
                (place / "scrapy").mkdir()
                ours = runner("run_minutes", place / "ours", arguments.hosts)
                theirs = runner("run_scrapy", place / "scrapy", arguments.hosts)
                assert ours["pages"] == theirs["pages"] == arguments.hosts * arguments.pages, (ours, theirs)
                rate, peer = ours["pages"] / ours["process"], theirs["pages"] / theirs["process"]
                print(
                    f"(c) first sync: minutes {rate:.0f} pages a second, peak {ours['mb']:.0f} MB; Scrapy {peer:.0f} pages a second, peak {theirs['mb']:.0f} MB; {rate / peer:.2f} of its rate"
                )
                again = runner("run_minutes", place / "ours", arguments.hosts)
                bare = runner("run_bare", place / "ours", arguments.hosts)
                assert again["pages"] == 0
                print(
                    f"(d) nothing new: minutes {again['seconds']:.2f} s ({again['process']:.2f} s with its start), bare client {bare['seconds']:.2f} s ({bare['process']:.2f} s); ratio {again['seconds'] / bare['seconds']:.2f} ({again['process'] / bare['process']:.2f})"
                )


if __name__ == "__main__":
    main()
