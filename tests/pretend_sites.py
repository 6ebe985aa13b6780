"""The story's town on the systems of the field: a site of its own for each, served over real HTTP on this machine.

What a site answers is a function of the story's stage: content and its type by address (path and query; for a form, what it sends
stands for the query). Each system's pages are in `tests/pretend_<system>.py`.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable

from tests.servers import Reply, Request, Server

Answers = dict[str, tuple[bytes, str]]
UTF8, LATIN = "text/html; charset=utf-8", "text/html; charset=windows-1252"


class Site(Server):
    """A town's site; `stage` says how far the story is. Answers carry an ETag and honour it with 304; `statuses` are those told."""

    def __init__(self, answers: Callable[[int], Answers], stage: int = 0) -> None:
        super().__init__({})
        self.answers, self.stage = answers, stage
        self.statuses: list[int] = []

    def _reply(self, request: Request) -> Reply:
        reply = self._told(request)
        self.statuses.append(reply.status)
        return reply

    def _told(self, request: Request) -> Reply:
        path = f"{request.path}?{request.body.decode()}" if request.method == "POST" else request.path
        found = self.answers(self.stage).get(path)
        if found is None:
            return Reply(404, b"<h1>404</h1>", {"Content-Type": UTF8})
        content, kind = found
        content = content.replace(b"@BASE@", self.url("").encode())
        tag = f'"{hashlib.sha256(content).hexdigest()[:12]}"'
        if request.headers.get("If-None-Match") == tag:
            return Reply(304, b"", {"ETag": tag})
        return Reply(200, content, {"Content-Type": kind, "ETag": tag})


def html(title: str, body: str) -> bytes:
    """Return a page in UTF-8; `@BASE@` in it becomes the site's root."""
    head = '<head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8">'
    return f"<!DOCTYPE html><html>{head}<title>{title}</title></head><body>{body}</body></html>".encode()


def day(date: dt.date) -> str:
    """Return a day without zero padding: 2.3.2026."""
    return f"{date.day}.{date.month}.{date.year}"


def as_json(answer: object) -> tuple[bytes, str]:
    """Return an answer as JSON."""
    return json.dumps(answer, ensure_ascii=False).encode(), "application/json; charset=utf-8"
