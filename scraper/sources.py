"""All publishers of minutes: found by id, by name or by address, and whether they may be read.

The publishers are data (sources.toml beside this module); a user's own file adds entries and overrides single keys.
Loading takes some milliseconds and imports nothing heavy, so every command can afford it.
"""

import functools
import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scraper.errors import SourceError, UnknownSource
from scraper.refusals import Refusal, Refusals, host_of, is_loopback, site_of
from scraper.source import Source, Stance, can_discover, did_you_mean, is_address, nearest, read_entry, slug

__all__ = ["Refusal", "Source", "Sources", "Stance", "load", "own_file", "slug"]

PACKAGED = Path(__file__).with_name("sources.toml")
ENVIRONMENT = "MINUTES_SOURCES"

_YEAR = re.compile(r"[0-9]{4}")
_SYSTEM = re.compile(r"/(?:cgi|kokous|kuulutus|ktwebscr|ktwebbin)(?:/|\Z)", re.IGNORECASE)


@dataclass(frozen=True)
class Sources:
    """All known publishers, in the order of their ids, and the deny list."""

    entries: tuple[Source, ...]
    refusals: Refusals

    @classmethod
    def load(cls, extra: Path | None = None) -> "Sources":
        """Return the packaged publishers with the user's own file `extra` laid over them.

        Raises SourceError, naming the file and what is wrong, where `extra` cannot be read, has an unknown key or a value
        of the wrong kind, or touches a refused publisher without `permission`.
        """
        packaged, refusals = _packaged()
        entries = {source.id: source for source in packaged}
        if extra is not None:
            entries |= _read_own(extra, entries, refusals)
        return cls(tuple(sorted(entries.values(), key=lambda source: source.id)), refusals)

    def __iter__(self) -> Iterator[Source]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def has(self, id_: str) -> bool:
        """Tell whether a source has this id."""
        return id_ in self._by_id

    def get(self, id_: str) -> Source:
        """Return the source of an id; a municipality's name ('Siilinjärvi') does too.

        Raises UnknownSource with the nearest match.
        """
        if (source := self._by_id.get(id_) or self._by_id.get(slug(id_))) is not None:
            return source
        hint = did_you_mean(nearest(slug(id_), self._by_id)) or "; 'minutes sources' shows the ids"
        raise UnknownSource(f"no source '{id_}'{hint}")

    def for_url(self, url: str) -> Source | None:
        """Return the source that publishes an address, or None.

        Where several publishers share a host, the path before /cgi decides, in whatever letter case (formats.md 1.1).
        """
        site, prefix = _site(url), _prefix(url)
        candidates = self._by_site.get(site, ())
        for source in candidates:
            if any(_site(own) == site and _prefix(own) == prefix for own in source.addresses):
                return source
        return candidates[0] if len(candidates) == 1 else None

    def refusal(self, url: str) -> Refusal | None:
        """Return the refusal that forbids an address, or None where none does or the user's file records a permission."""
        found = self.refusals.of_url(url)
        source = self.for_url(url) if found else None
        return None if source is not None and source.permission else found

    def to_ask(self, url: str) -> Source:
        """Return the source to fetch an address with: its publisher, else one made up for its host alone.

        Raises SourceError for what is no address and for one that its publisher refused. A loopback address, which somebody
        has typed, is this machine's own and may be asked.
        """
        if not is_address(url):
            raise SourceError(f"{url} is no http or https address; write it as in a browser's address bar", url=url)
        if (refusal := self.refusal(url)) is not None:
            raise SourceError(f"{url} must not be read: {refusal.reason()}", url=url)
        host = host_of(url)
        unknown = Source(
            id=slug(site_of(url)),
            name=host,
            municipality=host,
            platform="",
            address=url,
            loopback=is_loopback(url),
        )
        return self.for_url(url) or unknown

    @functools.cached_property
    def _by_id(self) -> dict[str, Source]:
        return {source.id: source for source in self.entries}

    @functools.cached_property
    def _by_site(self) -> dict[str, tuple[Source, ...]]:
        found: dict[str, tuple[Source, ...]] = {}
        for source in self.entries:
            for site in {_site(url) for url in source.addresses}:
                found[site] = (*found.get(site, ()), source)
        return found


def own_file() -> Path:
    """Return where the user's own file is: MINUTES_SOURCES, else sources.toml in the user's configuration directory."""
    if named := os.environ.get(ENVIRONMENT):
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("minutes", appauthor=False) / "sources.toml"


def load(file: Path | None = None) -> Sources:
    """Return the publishers as the user sees them: with `file`, or else with the own file where there is one.

    Raises SourceError as `Sources.load` does; a file that is named (here or by MINUTES_SOURCES) but missing is one.
    """
    if file is not None or os.environ.get(ENVIRONMENT):
        return Sources.load(file or own_file())
    return Sources.load(own if (own := own_file()).is_file() else None)


@functools.cache
def _packaged() -> tuple[tuple[Source, ...], Refusals]:
    tables = tomllib.loads(PACKAGED.read_text(encoding="utf-8"))
    refusals = Refusals.read(tables["refused"])
    sources = (read_entry(id_, table) for id_, table in tables["sources"].items())
    return tuple(_denied(source, refusals.of_source(source)) for source in sources), refusals


def _denied(source: Source, refusal: Refusal | None) -> Source:
    if refusal is None:
        return source
    return replace(source, stance=Stance.feed_only if refusal.feeds else Stance.refused, note=refusal.reason())


def _read_own(file: Path, packaged: dict[str, Source], refusals: Refusals) -> dict[str, Source]:
    entries = _own_tables(file)
    platforms = {source.platform for source in packaged.values()}
    found = {}
    for id_, table in entries.items():
        try:
            source = read_entry(id_, table, packaged.get(id_))
            if not source.address:
                raise SourceError("lacks the key 'address'")
            if source.platform not in platforms and not can_discover(source.platform):
                raise SourceError(
                    f"unknown platform '{source.platform}'{did_you_mean(nearest(source.platform, platforms))}"
                )
            found[id_] = _permitted(source, table, refusals.of_source(source))
        except SourceError as error:
            raise SourceError(f"{file}: [sources.{id_}] {error}") from error
    return found


def _own_tables(file: Path) -> dict[str, Any]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"cannot read the sources file {file}: {error}; mend it, or name another with --sources"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{file} is not valid TOML: {error}") from error
    for key in tables.keys() - {"sources"}:
        raise SourceError(f"{file}: unknown table [{key}]; an entry begins with [sources.ID]")
    entries = tables.get("sources", {})
    if not isinstance(entries, dict):
        raise SourceError(f"{file}: 'sources' must be a table; an entry begins with [sources.ID]")
    return entries


def _permitted(source: Source, table: dict[str, Any], refusal: Refusal | None) -> Source:
    if refusal is None:
        return source
    if not _YEAR.search(source.permission):
        raise SourceError(
            f"touches a publisher that must not be read: {refusal.reason()}. Take the entry out; or, if they have allowed "
            'it since, record that in the entry: permission = "who allowed it and when (with the year)"'
        )
    return replace(source, stance=Stance(table.get("stance", Stance.open)), note=f"Permission: {source.permission}")


def _site(url: str) -> str:
    return site_of(url).removeprefix("www.")


def _prefix(url: str) -> str:
    """Return the path before the publishing system's own part (/cgi, /kokous, …), in lower case: '/joensuu'."""
    try:
        path = urlsplit(url.strip()).path
    except ValueError:
        return ""
    found = _SYSTEM.search(path)
    return (path[: found.start()] if found else path.rstrip("/")).casefold()
