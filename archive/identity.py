"""The one id of a decision, the same on every machine, and the addresses that mean the same."""

import hashlib
import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

_DEFAULT_PORTS = {80, 443}
_SESSION = re.compile(
    r"(?:jsession|phpsess|asp\.net_session|session)[a-z_]*|s?sid|cfid|cftoken|utm_[a-z]+", re.IGNORECASE
)
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
    query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _SESSION.fullmatch(pair[0]))
    path = quote(_SESSION_IN_PATH.sub("", parts.path) or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit(("https", host, path, urlencode(query), ""))


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
