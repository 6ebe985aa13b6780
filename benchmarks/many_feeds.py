"""(f) 500 feeds of 167 towns on 120 loopback hosts, some shared: a first sync, then one with nothing new, beside a bare client.

The in-flight limits hold as they do towards publishers; pauses are lifted, so that what is measured is the program and not its manners.
What the server saw counts: most requests in flight a host, conditional requests, 304s. Linux, where all of 127.0.0.0/8 answers.

    python -m benchmarks.many_feeds [--feeds 500] [--hosts 120] [--pages 6] [--delay 0]
"""

import argparse
import asyncio
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from benchmarks.server import COUNTS, Site
from benchmarks.towns import Author, Document

PORT = 8124
FEEDS_A_TOWN = 3
SHARED = 8
"""Hosts that serve several towns under prefixes, as regional service centres do; the others serve one each."""
THINK = 0.005
"""Seconds that the server takes over an answer."""
IMPORTS = {
    "minutes": ("archive.store", "minutes.sync", "scraper.platforms.dynasty", "scraper.fetch"),
    "bare": ("httpx2",),
}
"""What each way imports before its clock starts; `process` counts it."""


def towns(feeds: int, hosts: int) -> list[tuple[str, str]]:
    """Return (host, prefix) of each town: one on every host, the rest spread over the shared ones."""
    count = -(-feeds // FEEDS_A_TOWN)
    addresses = [f"127.{1 + n % 3}.{n // 3 % 250}.{n % 200 + 1}" for n in range(hosts)]
    return [(addresses[n], "/K0") if n < hosts else (addresses[n % min(SHARED, hosts)], f"/K{n}") for n in range(count)]


def documents(places: list[tuple[str, str]], pages: int) -> dict[tuple[str, str], Document]:
    """Return what all towns serve, by (host, path)."""
    author = Author(3)
    made = {}
    for n, (host, prefix) in enumerate(places):
        for document in author.town(f"Town {n}", pages, base=f"http://{host}:{PORT}", prefix=prefix):
            made[host, document.path] = document
    return made


async def serve(places: list[tuple[str, str]], pages: int) -> None:
    """Serve the towns for ever; says so once they are up."""
    site = Site(documents(places, pages), THINK)
    async with _started(site, sorted({host for host, _ in places})):
        print("serving", flush=True)
        await asyncio.Event().wait()


@asynccontextmanager
async def _started(site: Site, hosts: list[str]) -> AsyncIterator[None]:
    servers = [await asyncio.start_server(site.serve, host, PORT) for host in hosts]
    try:
        yield
    finally:
        for server in servers:
            server.close()


async def sync_all(places: list[tuple[str, str]], folder: Path, delay: float) -> dict[str, Any]:
    """Run one sync of all towns with minutes and return its sums."""
    from archive.store import Archive
    from minutes.sync import Settings, sync
    from scraper.platforms import dynasty
    from scraper.politeness import Politeness
    from scraper.source import Source

    def source(n: int, host: str, prefix: str) -> Source:
        address = f"http://{host}:{PORT}{prefix}/cgi/DREQUEST.PHP"
        return Source(
            id=f"town-{n}", name=f"Town {n}", municipality=f"Town {n}", platform="dynasty", address=address, loopback=True
        )  # fmt: skip

    chosen = [(source(n, *place), dynasty) for n, place in enumerate(places)]
    settings = Settings(politeness=Politeness(delay=delay, domain_per_second=0.0, attempts=1))
    with Archive.open(folder / "archive.sqlite") as archive:
        results = [report.result async for report in sync(archive, chosen, settings)]
    names = ("new", "changed", "failed", "requests", "not_modified")
    return {name: sum(getattr(result, name) for result in results) for name in names}


async def ask_bare(folder: Path) -> dict[str, Any]:
    """Make the second sync's requests with a bare client: each host's one after another, all hosts side by side."""
    import httpx2

    with closing(sqlite3.connect(folder / "archive.sqlite")) as connection:
        known = connection.execute("SELECT url, etag FROM feed_state").fetchall()
    by_host = defaultdict(list)
    for url, etag in known:
        by_host[urlsplit(url).netloc].append((url, etag))
    async with httpx2.AsyncClient(limits=httpx2.Limits(max_connections=None)) as client:

        async def host(name: str) -> None:
            for url, etag in by_host[name]:
                answer = await client.get(url, headers={"If-None-Match": etag})
                assert answer.status_code == 304, answer.status_code

        await asyncio.gather(*map(host, by_host))
    return {"requests": len(known)}


@contextmanager
def server(arguments: list[str]) -> Iterator[None]:
    """Run the towns in a process of their own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.many_feeds", "--role", "server", *arguments],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def run(role: str, arguments: list[str]) -> dict[str, Any]:
    """Run one way in a fresh process and return what it says of itself, and `process`, its seconds with start and end."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.many_feeds", "--role", role, *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {**told, "process": time.perf_counter() - started}


def counts(host: str) -> dict[str, int]:
    """Ask the server what it has seen since it was asked last."""
    with urlopen(f"http://{host}:{PORT}{COUNTS}", timeout=30) as answer:
        told: dict[str, int] = json.load(answer)
        return told


Rows = dict[str, set[str]]


def tables(folder: Path) -> Rows:
    """Return every table's rows, as text."""
    with closing(sqlite3.connect(folder / "archive.sqlite")) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: set(map(repr, connection.execute(f"SELECT * FROM {name}"))) for name in names}


def altered(before: Rows, after: Rows) -> str:
    """Say how many rows of which tables are new or other than before."""
    counts = {name: len(rows - before.get(name, set())) for name, rows in after.items()}
    return ", ".join(f"{count} of {name}" for name, count in counts.items() if count) or "none"


def measure(places: list[tuple[str, str]], options: list[str]) -> None:
    """Print the figures."""
    hosts = {host for host, _ in places}
    crowd = max(sum(host == one for host, _ in places) for one in hosts)
    print(
        f"(f) {FEEDS_A_TOWN * len(places)} feeds of {len(places)} towns on {len(hosts)} hosts, up to {crowd} towns a host"
    )
    with tempfile.TemporaryDirectory() as name, server(options):
        folder, place = Path(name), ["--folder", name, *options]
        first = run("minutes", place)
        seen = counts(places[0][0])
        print(
            f"    first sync: {first['new']} pages, {first['failed']} failed, {seen['requests']} requests, at most "
            f"{seen['most in flight a host']} in flight a host; {first['seconds']:.1f} s, main process {first['mb']:.0f} MB"
        )
        before = tables(folder)
        for _ in range(3):
            again = run("minutes", place)
            seen = counts(places[0][0])
            bare = run("bare", place)
            counts(places[0][0])
            after = tables(folder)
            share = seen["conditional"] / seen["requests"]
            print(
                f"    nothing new: {seen['requests']} requests, {share:.0%} conditional, {seen['304']} times 304, at most "
                f"{seen['most in flight a host']} in flight a host; {again['seconds']:.2f} s, main process {again['mb']:.0f} MB; "
                f"rows written: {altered(before, after)}; bare client {bare['seconds']:.2f} s, "
                f"ratio {again['seconds'] / bare['seconds']:.2f} ({again['process'] / bare['process']:.2f} with start)"
            )
            before = after


def main() -> None:
    """Print the table, or play one of its parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--hosts", type=int, default=120)
    parser.add_argument("--pages", type=int, default=6, help="item pages a town")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds between two requests to one host")
    parser.add_argument("--role", choices=["server", "minutes", "bare"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    places = towns(given.feeds, given.hosts)
    if given.role is None:
        measure(places, [f"--{name}={getattr(given, name)}" for name in ("feeds", "hosts", "pages", "delay")])
        return
    if given.role == "server":
        asyncio.run(serve(places, given.pages))
    for module in IMPORTS[given.role]:
        import_module(module)
    started = time.perf_counter()
    way = sync_all(places, given.folder, given.delay) if given.role == "minutes" else ask_bare(given.folder)
    told = asyncio.run(way)
    seconds = time.perf_counter() - started
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**told, "seconds": seconds, "mb": mb}))


if __name__ == "__main__":
    main()
