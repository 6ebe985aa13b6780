"""A real HTTP server on loopback that answers by script, for tests.

with Server({"/robots.txt": Reply(404), "/a": [Reply(503), Reply(200, b"late")]}) as server:
    …fetch server.url("/a")…
    assert server.asked("/a") == 2
"""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

CERTIFICATE = Path(__file__).with_name("selfsigned.pem")
"""A certificate for 127.0.0.1 that nobody signed, with its key; made for these tests and used nowhere else."""
EXPIRED = Path(__file__).with_name("expired.pem")
"""Another, which was good for the January of 2020."""


@dataclass(frozen=True)
class Request:
    """A request as the server saw it; `connection` numbers the connections, `path` has its query."""

    path: str
    headers: Mapping[str, str]
    connection: int
    at: float
    method: str = "GET"
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """An answer: `drip` sends it a byte at a time with so many seconds between, `cut` closes the connection after so many bytes.

    `wait` lets so many seconds pass first. `raw` is sent instead of status line, headers and body, and the connection closed.
    What follows the last byte: `endless` is sent again and again until the client goes away, with `stall` nothing more comes
    but the connection stays open, with `reset` it is torn down as if the machine had crashed.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0.0
    cut: int | None = None
    wait: float = 0.0
    raw: bytes | None = None
    endless: bytes = b""
    stall: bool = False
    reset: bool = False


_AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: closing a socket tears the connection down."""


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Keep the test's output clean of clients that walked away."""

    def shutdown_request(self, request: Any) -> None:
        """Close a connection; one that is to be reset must not be shut down in order first."""
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(_AT_ONCE)) == _AT_ONCE:
            self.close_request(request)
        else:
            super().shutdown_request(request)


class Server:
    """Serves a script: an address (path with query, or path alone) → a reply, replies one after another (the last repeats), or a function.

    Anything else is 404. `host` may be any 127.x.y.z, so that several hosts can be played; `tls` serves https with `certificate`.
    """

    def __init__(
        self,
        script: "Mapping[str, Reply | Sequence[Reply] | Callable[[Request], Reply]]",
        host: str = "127.0.0.1",
        *,
        tls: bool = False,
        certificate: Path = CERTIFICATE,
    ) -> None:
        self.script = dict(script)
        self.requests: list[Request] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        self._connections = 0
        self._stopping = threading.Event()
        self._server = _Quiet((host, 0), self._handler())
        self._server.daemon_threads = True
        self.scheme = "https" if tls else "http"
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # Shaking hands in the connection's own thread, so that a client that walks away holds nobody up.
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.host = host
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str = "/", *, host: str | None = None) -> str:
        """Return the address of a path on this server."""
        return f"{self.scheme}://{host or self.host}:{self.port}{path}"

    def asked(self, path: str) -> int:
        """Count the requests for a path, with or without its query."""
        return sum(path in (request.path, request.path.partition("?")[0]) for request in self.requests)

    def paths(self, *, robots: bool = False) -> list[str]:
        """Return the paths asked for, in order, without robots.txt unless wanted."""
        return [request.path for request in self.requests if robots or request.path != "/robots.txt"]

    def _reply(self, request: Request) -> Reply:
        scripted = self.script.get(request.path, self.script.get(request.path.partition("?")[0]))
        if scripted is None:
            return Reply(404, b"not here")
        if callable(scripted):
            return scripted(request)
        if isinstance(scripted, Reply):
            return scripted
        with self._lock:
            turn = self._counts[request.path] = self._counts.get(request.path, -1) + 1
        return scripted[min(turn, len(scripted) - 1)]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self) -> None:
                super().setup()
                with server._lock:
                    server._connections += 1
                    self.connection_number = server._connections

            def do_GET(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                request = Request(
                    self.path, dict(self.headers), self.connection_number, time.monotonic(), self.command, sent
                )
                with server._lock:
                    server.requests.append(request)
                    server.in_flight += 1
                    server.most_in_flight = max(server.most_in_flight, server.in_flight)
                try:
                    self._send(server._reply(request))
                except OSError:
                    self.close_connection = True
                finally:
                    with server._lock:
                        server.in_flight -= 1

            do_POST = do_GET  # noqa: N815

            def _send(self, reply: Reply) -> None:
                server._stopping.wait(reply.wait)
                if reply.raw is None:
                    self._head(reply)
                    self._write(reply.body[: reply.cut], reply.drip)
                else:
                    self._write(reply.raw[: reply.cut], reply.drip)
                while reply.endless and not server._stopping.is_set():
                    self._write(reply.endless, reply.drip)
                if reply.stall:
                    server._stopping.wait()
                if reply.reset:
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                if reply.raw is not None or reply.cut is not None or reply.reset or reply.endless or reply.stall:
                    self.close_connection = True

            def _head(self, reply: Reply) -> None:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if not {"Content-Length", "Transfer-Encoding"} & set(reply.headers):
                    self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()

            def _write(self, content: bytes, drip: float) -> None:
                step = 1 if drip else max(len(content), 1)
                for start in range(0, len(content), step):
                    self.wfile.write(content[start : start + step])
                    if drip and server._stopping.wait(drip):
                        break

            def log_message(self, *_: object) -> None:
                """Keep the test's output clean."""

        return Handler
