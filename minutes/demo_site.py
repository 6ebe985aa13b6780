"""The pretend council site over real HTTP on this machine, for the demo, the tests and the benchmarks.

    with serve() as site:
        site.url                  http://127.0.0.1:PORT
        site.sources_toml()       the towns as a sources file of a user's own
        site.stage = 1            a week later: agendas have become minutes

Addresses are Dynasty's: `/kuusilampi/cgi/DREQUEST.PHP?page=…` and `/kuusilampi/kokous/….PDF`. Answers carry validators
(ETag, for files also Last-Modified) and honour them with 304.
"""

import datetime as dt
import hashlib
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from minutes.demo_data import towns
from minutes.demo_pages import Reply, cgi, file

HOST = "127.0.0.1"
CGI = "/cgi/DREQUEST.PHP"


class Site(ThreadingHTTPServer):
    """The server; `stage` says how far the story has gone, `requests` lists the targets asked for, in order."""

    daemon_threads = True

    def __init__(self, stage: int = 0) -> None:
        super().__init__((HOST, 0), _Handler)
        self.stage = stage
        self.requests: list[str] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet about a client that hung up; tell of anything else."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def url(self) -> str:
        """Return the site's root, without a final slash."""
        return f"http://{HOST}:{self.server_port}"

    def base(self, town: str) -> str:
        """Return a town's address, up to and with DREQUEST.PHP."""
        return f"{self.url}/{town}{CGI}"

    def sources_toml(self) -> str:
        """Return the towns as a sources file of a user's own."""
        return "\n".join(
            f'[sources.{town.id}]\nname = "{town.name}"\nmunicipality = "{town.data["municipality"]}"\nplatform = "dynasty"\n'
            f'address = "{self.base(town.id)}"\nlanguages = {town.data["languages"]!r}\nloopback = true\n'
            for town in towns().values()
        )

    def reply(self, target: str) -> Reply | None:
        """Return what a request for `target` (path and query) is answered with; None is 404."""
        parts = urlsplit(target)
        town_id, _, rest = unquote(parts.path).lstrip("/").partition("/")
        town = towns().get(town_id.lower())
        if town is None:
            return None
        if f"/{rest}" == CGI:
            return cgi(town, self.base(town_id), dict(parse_qsl(parts.query)), self.stage)
        kind, _, name = rest.partition("/")
        return file(town, name, self.stage) if kind == "kokous" else None


@contextmanager
def serve(stage: int = 0) -> Iterator[Site]:
    """Run the site on a free port of this machine for the length of the block."""
    site = Site(stage)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, name="demo-site", daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = (
        True  # head and body are two writes; a client on the same machine would wait 40 ms for the second
    )
    server: Site

    def do_GET(self) -> None:
        self.server.requests.append(self.path)
        reply = self.server.reply(self.path)
        if reply is None:
            self._send(HTTPStatus.NOT_FOUND, Reply(b"<h1>404</h1>", "text/html"), {})
            return
        validators = {"ETag": f'"{hashlib.sha256(reply.content).hexdigest()[:16]}"'}
        if reply.modified:
            midnight = dt.datetime.combine(reply.modified, dt.time(), dt.UTC)
            validators["Last-Modified"] = format_datetime(midnight, usegmt=True)
        if self._is_fresh(validators):
            self._send(HTTPStatus.NOT_MODIFIED, Reply(b"", reply.content_type), validators)
        else:
            self._send(HTTPStatus.OK, reply, validators)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for the demo."""

    def _is_fresh(self, validators: dict[str, str]) -> bool:
        if asked := self.headers.get("If-None-Match"):
            return validators["ETag"] in asked
        since, modified = self.headers.get("If-Modified-Since"), validators.get("Last-Modified")
        try:
            return bool(since and modified) and parsedate_to_datetime(str(since)) >= parsedate_to_datetime(
                str(modified)
            )
        except (ValueError, TypeError):
            return False

    def _send(self, status: HTTPStatus, reply: Reply, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.content)
