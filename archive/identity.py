"""The one id of a decision, the same on every machine, and the addresses that mean the same."""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

_DEFAULT_PORTS = {80, 443}
_SESSION = re.compile(
    r"(?:jsession|phpsess|asp\.net_session|session)[a-z_]*|s?sid|cfid|cftoken|utm_[a-z]+", re.IGNORECASE
)
_PLAIN = re.compile(
    r"https?://([a-z0-9][a-z0-9.-]*)(/[A-Za-z0-9/._~-]*)?"
    r"(?:\?([A-Za-z0-9._~-]+=[A-Za-z0-9._~-]*(?:&[A-Za-z0-9._~-]+=[A-Za-z0-9._~-]*)*))?"
)
"""An address in which nothing needs to be decoded or encoded, as nearly all are."""
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)


def sha256(content: bytes) -> str:
    """Return the SHA-256 of bytes in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def normalised(url: str) -> str:
    """Return an address in its one spelling: https, no default port, sorted parameters, no session, no fragment.

    It serves as a name, not for fetching. An address that cannot be read is returned stripped.

    >>> normalised("HTTP://Kokous.Esimerkkila.fi:80/D10?page=meetingitem&id=2023145-7&sid=1#top")
    'https://kokous.esimerkkila.fi/D10?id=2023145-7&page=meetingitem'
    """
    url = url.strip()
    if plain := _PLAIN.fullmatch(url):
        return _of_plain(*plain.groups())
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return url
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if port is not None and port not in _DEFAULT_PORTS:
        host = f"{host}:{port}"
    query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_session(pair[0]))
    path = quote(_SESSION_IN_PATH.sub("", parts.path) or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit(("https", host, path, urlencode(query), ""))


def _of_plain(host: str, path: str | None, query: str | None) -> str:
    """Return the same for the parts of a plain address, in a sixth of the time: a source's thousands are compared at every poll."""
    pairs = sorted(pair.split("=") for pair in query.split("&")) if query else ()
    kept = "&".join("=".join(pair) for pair in pairs if not _is_session(pair[0]))
    return f"https://{host}{path or '/'}{'?' if kept else ''}{kept}"


@lru_cache(maxsize=1000)
def _is_session(name: str) -> bool:
    return _SESSION.fullmatch(name) is not None


def at_page(address: str | None, page: int | None) -> str | None:
    """Return the address of a PDF's page: viewers open `…#page=12` there.

    >>> at_page("https://kukkula.example/poytakirja.pdf", 12)
    'https://kukkula.example/poytakirja.pdf#page=12'
    """
    return address if address is None or page is None else f"{address.partition('#')[0]}#page={page}"


def decision_ids(
    source: str | None, platform_ids: Sequence[str | None], count: int, *, url: str | None, content: bytes
) -> list[str]:
    """Return the ids of a page's `count` decisions, in order, no two alike.

    `source:platform-id` where both are known, else the page's normalised address, else `sha256:` and the file's hash;
    from the second of a page on, those that stand for the whole page get `#2`, `#3`, ….
    """
    page: str | None = None
    ids: list[str] = []
    for position in range(count):
        platform_id = platform_ids[position] if position < len(platform_ids) else None
        if source and platform_id:
            name = f"{source}:{platform_id}"
        else:
            page = page or (normalised(url) if url else f"sha256:{sha256(content)}")
            name = page if position == 0 else f"{page}#{position + 1}"
        ids.append(name if name not in ids else f"{name}#{position + 1}")
    return ids
