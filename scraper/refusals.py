"""Publishers that asked not to be read, and which addresses that covers (formats.md 9).

The list is data: the `[refused]` tables of sources.toml. It holds by id, by municipality and by host with
every subdomain, so that a new address of the same publisher is covered too.
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from scraper.source import Source

_LOOPBACK = re.compile(r"localhost|::1|127(?:\.[0-9]{1,3}){3}", re.ASCII)


def host_of(url: str) -> str:
    """Return the host of an address, lower case, without port, user and final dot; '' where there is none."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    return unicodedata.normalize("NFKC", unquote(host)).casefold().strip(".")


def is_loopback(url: str) -> bool:
    """Tell whether an address is written as one of this machine's own."""
    return _LOOPBACK.fullmatch(host_of(url)) is not None


def site_of(url: str) -> str:
    """Return the host of an address; on this machine with its port, for there each port is a site of its own."""
    host = host_of(url)
    if not is_loopback(url):
        return host
    try:
        port = urlsplit(url.strip()).port
    except ValueError:
        port = None
    return f"{host}:{port}" if port else host


@dataclass(frozen=True, slots=True)
class Refusal:
    """One publisher's no: `feeds` are the only paths that may still be asked for (none: nothing may)."""

    id: str
    name: str
    municipality: str
    code: str
    hosts: tuple[str, ...]
    date: dt.date
    how: str
    feeds: tuple[str, ...] = ()

    def covers(self, url: str) -> bool:
        """Tell whether the address is on one of the publisher's hosts or their subdomains."""
        host = host_of(url)
        return any(host == own or host.endswith(f".{own}") for own in self.hosts)

    def forbids(self, url: str) -> bool:
        """Tell whether the address must not be asked for."""
        return self.covers(url) and urlsplit(url.strip()).path not in self.feeds

    def is_by(self, source: "Source") -> bool:
        """Tell whether a source is the publisher that refused, under whatever id or address."""
        return (
            source.id == self.id
            or source.code == self.code
            or source.municipality.casefold() == self.municipality.casefold()
            or any(map(self.covers, source.addresses))
        )

    def reason(self) -> str:
        """Return who said what and when, as one clause: 'Oulun kaupunki said no on 1.9.2026 (in writing)'."""
        allowed = " to everything but its feeds" if self.feeds else ""
        return f"{self.name} said no{allowed} on {self.date.day}.{self.date.month}.{self.date.year} ({self.how})"


@dataclass(frozen=True, slots=True)
class Refusals:
    """The deny list."""

    entries: tuple[Refusal, ...] = ()

    @classmethod
    def read(cls, tables: dict[str, dict[str, Any]]) -> "Refusals":
        """Build the list from the `[refused]` tables of sources.toml; KeyError where a table lacks a key."""
        return cls(
            tuple(
                Refusal(
                    id=id_,
                    name=table["name"],
                    municipality=table["municipality"],
                    code=table["code"],
                    hosts=tuple(table["hosts"]),
                    date=table["date"],
                    how=table["how"],
                    feeds=tuple(table.get("feeds", ())),
                )
                for id_, table in tables.items()
            )
        )

    def of_url(self, url: str) -> Refusal | None:
        """Return the refusal that forbids an address, or None."""
        return next((entry for entry in self.entries if entry.forbids(url)), None)

    def of_source(self, source: "Source") -> Refusal | None:
        """Return the refusal of a publisher, found by its id, municipality, code or any of its addresses; or None."""
        return next((entry for entry in self.entries if entry.is_by(source)), None)
