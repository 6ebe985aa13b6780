"""One sync of the generated towns by minutes, for benchmarks.first_sync; prints pages, seconds and peak memory."""

import asyncio
import json
import resource
import sys
import time
from pathlib import Path

from archive.store import Archive
from minutes.sync import Settings, sync
from scraper.platforms import dynasty
from scraper.politeness import Politeness
from scraper.source import Source


def _source(number: int, port: int) -> Source:
    name, address = f"Town {number}", f"http://127.0.0.{number}:{port}/cgi/DREQUEST.PHP"
    return Source(id=f"town{number}", name=name, municipality=name, platform="dynasty", address=address, loopback=True)


async def _go(folder: Path, hosts: int, port: int) -> int:
    sources = [(_source(number, port), dynasty) for number in range(1, hosts + 1)]
    new = 0
    with Archive.open(folder / "archive.sqlite") as archive:
        async for report in sync(archive, sources, Settings(politeness=Politeness.lifted())):
            new += report.result.new
            assert not report.result.failed, report.problems
    return new


def main() -> None:
    """Run and report."""
    folder, hosts, port = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    started = time.perf_counter()
    new = asyncio.run(_go(folder, hosts, port))
    seconds = time.perf_counter() - started
    print(
        json.dumps({"pages": new, "seconds": seconds, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})
    )


if __name__ == "__main__":
    main()
