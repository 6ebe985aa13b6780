"""A lean loopback server for the generated towns, in a process of its own, so that it takes no time from what is measured.

python -m benchmarks.server --hosts 20 --pages 100 --port 8123
"""

import argparse
import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence

from benchmarks.towns import Document, site


def _key(path: str) -> str:
    """Return a path with its query's `show` dropped and its parameters sorted."""
    base, _, query = path.partition("?")
    parameters = sorted(part for part in query.split("&") if part and not part.startswith("show="))
    return f"{base}?{'&'.join(parameters)}" if parameters else base


COUNTS = "/-/counts"
"""Where the server tells what it has seen since it was asked last, as JSON."""


class Site:
    """Answers GET with what was generated, honours If-None-Match, and keeps connections alive.

    It thinks for `think` seconds about each answer, so that requests made at the same time meet.
    """

    def __init__(self, documents: Mapping[tuple[str, str], Document], think: float = 0.0) -> None:
        self._answers: dict[tuple[str, str], tuple[bytes, bytes, bytes]] = {}
        for (host, path), document in documents.items():
            etag = f'"{hashlib.sha256(document.content).hexdigest()[:16]}"'.encode()
            head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nETag: %s\r\nContent-Length: %d\r\n\r\n" % (
                document.content_type.encode(),
                etag,
                len(document.content),
            )
            self._answers[host, _key(path)] = (etag, head, document.content)
        self._think = think
        self._in_flight: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._most: Counter[str] = Counter()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it closes."""
        host = writer.get_extra_info("sockname")[0]
        try:
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                self._in_flight[host] += 1
                try:
                    if self._think:
                        await asyncio.sleep(self._think)
                    writer.writelines(self._answer(host, request))
                    await writer.drain()
                finally:
                    self._in_flight[host] -= 1
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, host: str, request: bytes) -> Sequence[bytes]:
        lines = request.decode("latin-1").split("\r\n")
        path = lines[0].split(" ")[1]
        if path == COUNTS:
            return self._told()
        wanted = next(
            (line.partition(":")[2].strip() for line in lines if line.lower().startswith("if-none-match:")), None
        )
        self._counts["requests"] += 1
        self._counts["conditional"] += wanted is not None
        self._counts["robots.txt"] += path == "/robots.txt"
        self._most[host] = max(self._most[host], self._in_flight[host])
        answer = self._answers.get((host, _key(path)))
        if answer is None:
            self._counts["404"] += 1
            return [b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"]
        if wanted and wanted.encode() == answer[0]:
            self._counts["304"] += 1
            return [b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\nContent-Length: 0\r\n\r\n" % answer[0]]
        return answer[1:]

    def _told(self) -> Sequence[bytes]:
        seen = {**self._counts, "hosts": len(self._most), "most in flight a host": max(self._most.values(), default=0)}
        self._counts.clear()
        self._most.clear()
        body = json.dumps(seen).encode()
        return [b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body), body]


async def _main(hosts: int, pages: int, port: int, seed: int) -> None:
    handler = Site(site(hosts, pages, port=port, seed=seed))
    servers = [await asyncio.start_server(handler.serve, f"127.0.0.{number}", port) for number in range(1, hosts + 1)]
    print(f"serving {hosts} hosts", flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=20)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    asyncio.run(_main(arguments.hosts, arguments.pages, arguments.port, arguments.seed))
