"""A bare client that makes the conditional requests of a sync with nothing new, as many side by side; for benchmarks.first_sync."""

import asyncio
import json
import sqlite3
import sys
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import httpx2


async def _go(folder: Path) -> None:
    rows = sqlite3.connect(folder / "archive.sqlite").execute("SELECT url, etag FROM feed_state").fetchall()
    by_host = defaultdict(list)
    for url, etag in rows:
        by_host[urlsplit(url).netloc].append((url, etag))
    async with httpx2.AsyncClient() as client:

        async def host(name: str) -> None:
            await client.get(f"http://{name}/robots.txt")
            for url, etag in by_host[name]:
                answer = await client.get(url, headers={"If-None-Match": etag})
                assert answer.status_code == 304, answer.status_code

        await asyncio.gather(*map(host, by_host))


def main() -> None:
    """Run and report."""
    started = time.perf_counter()
    asyncio.run(_go(Path(sys.argv[1])))
    print(json.dumps({"pages": 0, "seconds": time.perf_counter() - started, "mb": 0}))


if __name__ == "__main__":
    main()
