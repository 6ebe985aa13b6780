"""Web addresses: one spelling for one page, whose they are, and who counts as one host.

Publishers advertise the same page as `https://host:443/…` and `http://host:80/…` with parameters in either order (formats.md 1.3);
everything that compares addresses goes through here first.
"""

import re
from collections.abc import Collection
from functools import cache, lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from url_normalize import url_normalize

if TYPE_CHECKING:
    from tldextract import TLDExtract

SCHEMES = frozenset({"http", "https"})
DEFAULT_PORTS = {"http": 80, "https": 443}
SESSION_PARAMETERS = frozenset({"phpsessid", "jsessionid", "sid", "sessionid", "session", "tzo"})
MAX_LENGTH = 4_000
_PLAIN = re.compile(
    r"https?://[a-z0-9.-]+(?::\d{1,5})?/(?:[\w~-][\w.~-]*/)*(?:[\w~-][\w.~-]*)?(?:\?[\w=&/.,+-]*)?", re.ASCII
)
"""What needs no tidying; nearly every address, and tidying costs more than the rest of a request's bookkeeping."""
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,250}[a-z0-9_])?", re.ASCII)
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f\\]")


@lru_cache(maxsize=4_096)
def normalise(url: str) -> str:
    """Spell a web address the way it is asked for: lower-case host, no default port, no fragment, parameters as they stand.

    Raises ValueError for anything but a plain http or https address (other schemes, user names, backslashes, control characters).
    """
    text = url.strip().replace(" ", "%20")
    if len(text) > MAX_LENGTH:
        raise ValueError(f"the address is longer than {MAX_LENGTH} characters")
    if _UNUSABLE.search(text):
        raise ValueError("the address holds backslashes or control characters")
    if not text.lower().startswith(("http://", "https://")):
        raise ValueError("the address begins with neither http:// nor https://")
    parts = urlsplit(text if _PLAIN.fullmatch(text) else url_normalize(text) or "")
    if parts.username is not None or parts.password is not None:
        raise ValueError("the address carries a user name")
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in SCHEMES or not (_HOST.fullmatch(host) or _is_address(host)):
        raise ValueError("the address names no host")
    netloc = f"[{host}]" if ":" in host else host
    if parts.port is not None and parts.port != DEFAULT_PORTS[parts.scheme]:
        netloc = f"{netloc}:{parts.port}"
    return urlunsplit((parts.scheme, netloc, parts.path or "/", quote(parts.query, safe="=&/:;,+%?@!$'()*~._-"), ""))


def identity(url: str) -> str:
    """Spell an address as a page's identity: https, no default port, sorted parameters, no session.

    Not an address to fetch: a site may answer on http only. Raises ValueError as `normalise` does.
    """
    parts = urlsplit(normalise(url))
    pairs = (pair for pair in parts.query.split("&") if pair)
    kept = sorted(pair for pair in pairs if pair.partition("=")[0].lower() not in SESSION_PARAMETERS)
    return urlunsplit(("https", parts.netloc, parts.path, "&".join(kept), ""))


def join(base: str, href: str) -> str | None:
    """Resolve a link found on the page `base`; None where it leads to no web page (mailto:, javascript:, damaged)."""
    try:
        return normalise(urljoin(base, href.strip()))
    except ValueError:
        return None


@lru_cache(maxsize=4_096)
def host_of(url: str) -> str:
    """Name the host that an address burdens.

    The ports of a loopback address count as hosts of their own: there they are different towns of a demo, elsewhere the same machine.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    return f"{host}:{parts.port}" if parts.port and is_loopback(host) else host


def is_loopback(host: str) -> bool:
    """Tell whether a host is written as a loopback address or by the name every machine gives itself."""
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@cache
def registrable_domain(host: str) -> str:
    """Name the domain that somebody registered (`oncloudos.com` for `hanko10fi.oncloudos.com`); an IP address is its own.

    Read from the public suffix list that tldextract carries; no request is made.
    """
    name, _, _ = host.partition(":")
    if _is_address(host) or _is_address(name):
        return host
    return _suffixes()(name).top_domain_under_public_suffix or name


@cache
def _suffixes() -> "TLDExtract":
    from tldextract import TLDExtract  # 80 ms, and only needed once something is fetched

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def belongs(url: str, hosts: Collection[str]) -> bool:
    """Tell whether an address lies on one of these hosts (each `host` or `host:port`)."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    return host in hosts or parts.netloc.lower() in hosts


def prefer_https(url: str, base: str) -> str:
    """Return an http address as https where the page it was found on, on the same host, came by https."""
    parts, seen = urlsplit(url), urlsplit(base)
    if parts.scheme == "http" and seen.scheme == "https" and parts.netloc == seen.netloc:
        return urlunsplit(parts._replace(scheme="https"))
    return url
