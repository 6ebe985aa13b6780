"""One publisher, and how its entry in a sources.toml is read: every key checked, every mistake named."""

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scraper.errors import SourceError
from scraper.refusals import host_of, is_loopback, site_of

REQUIRED = ("name", "municipality", "platform")
LANGUAGES = frozenset({"fi", "sv"})

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z", re.ASCII)
_READS_ONLY = re.compile(r"^SUPPORTED = False$", re.MULTILINE)
_CODE = re.compile(r"[0-9]{3}\Z", re.ASCII)


class Stance(StrEnum):
    """Say whether a publisher may be read: open, off until the user decides, feeds only, or not at all."""

    open = "open"
    off = "off"
    feed_only = "feed_only"
    refused = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One publisher: a municipality, a wellbeing county or a joint body, and its publishing system.

    `municipality` is the name as people write it ("Siilinjärvi"; a joint body's own name), `code` Statistics Finland's
    three digits or None, `address` '' where none is known, `languages` the majority's first. `loopback` allows a server
    on this machine. `permission` is the user's note of who allowed a refused publisher to be read, and when.
    """

    id: str
    name: str
    municipality: str
    code: str | None = None
    platform: str
    address: str = ""
    languages: tuple[str, ...] = ("fi",)
    stance: Stance = Stance.open
    note: str = ""
    name_sv: str = ""
    other_addresses: tuple[str, ...] = ()
    loopback: bool = False
    permission: str = ""

    @property
    def supported(self) -> bool:
        """Tell whether a platform module can find this publisher's pages."""
        return bool(self.address) and can_discover(self.platform)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return every known address, the one to use first."""
        return tuple(url for url in (self.address, *self.other_addresses) if url)

    @property
    def hosts(self) -> frozenset[str]:
        """Return the hosts that belong to the source, lower case, without port (on this machine with it)."""
        return frozenset(map(site_of, self.addresses))

    @property
    def full_name(self) -> str:
        """Return the name in both languages of a bilingual publisher: 'Kemiönsaaren kunta – Kimitoöns kommun'."""
        return f"{self.name} – {self.name_sv}" if self.name_sv else self.name


KEYS = frozenset(field.name for field in fields(Source)) - {"id"}


def read_entry(id_: str, table: object, base: Source | None = None) -> Source:
    """Return the source that a table of a sources.toml describes; with `base`, that source with some keys changed.

    Raises SourceError where the id or a key is wrong; the message names the nearest right key.
    """
    if not _ID.match(id_):
        raise SourceError(f"an id is lower-case letters a-z, digits and hyphens{did_you_mean(slug(id_))}")
    if not isinstance(table, dict):
        raise SourceError("must be a table of keys")
    values = {key: _value(key, value) for key, value in table.items()}
    missing = [key for key in REQUIRED if base is None and key not in values]
    if missing:
        raise SourceError(f"lacks the key '{missing[0]}'")
    source = replace(base, **values) if base is not None else Source(id=id_, **values)
    if source.loopback and not all(map(is_loopback, source.addresses)):
        raise SourceError("'loopback' is only for addresses of this machine, such as http://127.0.0.1:8000/")
    return source


def slug(name: str) -> str:
    """Return a name as an id: lower-case ASCII letters, digits and hyphens.

    >>> slug("Mänttä-Vilppula"), slug("Koski Tl")
    ('mantta-vilppula', 'koski-tl')
    """
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that a mistyped one most probably means, or None."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(known), n=1)), None)


def did_you_mean(word: str | None) -> str:
    """Return the end of an error message that suggests a word, or ''."""
    return f"; did you mean '{word}'?" if word else ""


@functools.cache
def can_discover(platform: str) -> bool:
    """Tell whether scraper/platforms has a module of that name that can find pages by itself, not only read them.

    Its `SUPPORTED = False` is read from its text: importing every parser costs half a second.
    """
    spec = find_spec(f"scraper.platforms.{platform}") if platform.isidentifier() else None
    if spec is None or spec.origin is None:
        return False
    return _READS_ONLY.search(Path(spec.origin).read_text(encoding="utf-8")) is None


def is_address(url: str) -> bool:
    """Tell whether a text is an http or https address with a host and no password."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(host_of(url)) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False


def _value(key: str, value: object) -> Any:
    """Return a key's value in the type of `Source`; SourceError where it is not what the key needs."""
    if key not in KEYS:
        raise SourceError(f"unknown key '{key}'{did_you_mean(nearest(key, KEYS))}")
    match key, value:
        case "loopback", bool():
            return value
        case "languages", list() if _are_texts(value) and set(value) <= LANGUAGES:
            return tuple(value)
        case "other_addresses", list() if _are_texts(value) and all(map(is_address, value)):
            return tuple(value)
        case "code", str() if _CODE.match(value):
            return value
        case "address", str() if is_address(value):
            return value
        case "stance", str() if value in {Stance.open, Stance.off, Stance.feed_only}:
            return Stance(value)
        case (("name" | "name_sv" | "municipality" | "platform" | "note" | "permission"), str()) if value.strip():
            return value
    raise SourceError(f"'{key}' must be {_WANTED.get(key, 'a text that is not empty')}, not {value!r}")


def _are_texts(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(value, str) for value in values)


_WANTED = {
    "loopback": "true or false",
    "other_addresses": "a list of http or https addresses",
    "languages": 'a list of "fi" and "sv"',
    "code": 'three digits in quotes, e.g. "749"',
    "address": "an http or https address",
    "stance": '"open", "off" or "feed_only"',
}
