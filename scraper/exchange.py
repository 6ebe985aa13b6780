"""One exchange with a server as plain values: what is sent, what comes back, how long it may take, and each failure in words."""

import asyncio
import datetime as dt
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from scraper.errors import NEXT_RUN, FetchError, Unreachable
from scraper.page import Post

if TYPE_CHECKING:
    from scraper.source import Source

MAX_PAGE = 10 * 2**20
MAX_DOCUMENT = 50 * 2**20
"""Most bytes of a body after decompression: feeds and pages, and PDF or office documents."""
DOCUMENT_TYPE = "application/pdf"
DOCUMENT_SUFFIXES = (".pdf", ".doc", ".docx", ".pptx", ".xlsx", ".odt", ".rtf")
_MEANINGS = {
    401: "wants a log-in for this page",
    403: "refuses this page",
    404: "has no such page (any more)",
    410: "has taken this page away",
}


class Allowance:
    """The seconds on the wire that one fetch has left, over all its attempts and redirects; waiting for one's turn costs none."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    @asynccontextmanager
    async def spend(self) -> AsyncIterator[None]:
        """Let a request run as long as there is something left; raises TimeoutError then."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._left):
                yield
        finally:
            self._left = max(self._left - (time.monotonic() - started), 0.0)


@dataclass(frozen=True, slots=True)
class Errand:
    """What a fetch is about: for whom, within what time, under which conditions, and what for."""

    source: "Source"
    allowance: Allowance
    headers: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = False
    post: Post | None = None
    attachment: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it goes over the wire."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a redirect's or an error's `content` is empty."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes


class TransientError(Exception):
    """A failure worth another attempt; `error` is what the caller gets after the last one."""

    def __init__(self, error: Unreachable) -> None:
        super().__init__(str(error))
        self.error = error


def sent(url: str, errand: Errand) -> Sent:
    """Return what goes over the wire for an address: a GET, or a POST of what its query says."""
    if errand.post is None:
        return Sent("GET", url, errand.headers)
    parts = urlsplit(url)
    fields, kind = parts.query, "application/x-www-form-urlencoded"
    if errand.post is Post.json:
        fields, kind = dict(parse_qsl(parts.query)).get("source", "{}"), "application/json"
    return Sent("POST", urlunsplit(parts._replace(query="")), {**errand.headers, "Content-Type": kind}, fields.encode())


def most_bytes(url: str, content_type: str) -> int:
    """Return how large a body may be, by what its address and its type say that it is."""
    path = urlsplit(url).path.lower()
    is_document = path.endswith(DOCUMENT_SUFFIXES) or content_type.lower().startswith(DOCUMENT_TYPE)
    return MAX_DOCUMENT if is_document else MAX_PAGE


def asked_pause(answer: Answer, now: dt.datetime, otherwise: float) -> float:
    """Return the seconds that a Retry-After asks for, as a number or a date (RFC 9110 10.2.3); `otherwise` where it says neither."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
        until = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
        return max((until - now).total_seconds(), 0.0)
    except (ValueError, OverflowError):
        return otherwise


def no_answer(url: str, error: Exception) -> Unreachable | TransientError:
    """Return what to raise where nothing came back: worth another attempt, unless the certificate could not be verified."""
    host = urlsplit(url).hostname
    if isinstance(error.__cause__, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(error):
        return Unreachable(f"the certificate of {host} could not be verified ({error}); tell the publisher", url=url)
    return TransientError(Unreachable(_said(f"no answer from {host}", error), url=url))


def broke_off(url: str, error: Exception) -> TransientError:
    """Return what to raise where an answer began and did not end."""
    return TransientError(Unreachable(_said(f"the answer of {urlsplit(url).hostname} broke off", error), url=url))


def complaint(answer: Answer) -> FetchError:
    """Return what to raise for an answer that is no page."""
    meaning = _MEANINGS.get(answer.status, "gives no page")
    return FetchError(f"the server {meaning} (status {answer.status})", url=answer.url, status=answer.status)


def _said(what: str, error: Exception) -> str:
    return f"{what} ({str(error) or type(error).__name__}); {NEXT_RUN}"
