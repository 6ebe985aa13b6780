"""Adding a publisher: what its address and page tell about it, and how that becomes an entry of the user's own file.

Recognising is pure: the caller fetches the page, where one is needed.
"""

import datetime as dt
import json
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scraper.errors import SourceError
from scraper.refusals import is_loopback
from scraper.source import Source, slug
from scraper.sources import Sources

OTHER_SIGNS = (("ktweb", "/ktwebscr/"), ("ktweb", "/ktwebbin/"), ("mfiles", "//mfiles."))
"""Systems by a part of their addresses, where no module knows the very page, or there is none (formats.md 3, 6)."""

_HOST_SUFFIX = re.compile(r"-?(?:d10julk|d?10fi|d?10|fi)\Z")
_PATH_PREFIX = re.compile(r"\A(?:d10[-_])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What an address, and perhaps its page, told: the system, the publisher if it is one of the known, and from where."""

    platform: str | None
    publisher: Source | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry for a sources file: its id and keys; `overrides` is the source whose keys it changes, if any."""

    id: str
    keys: dict[str, str | bool] = field(default_factory=dict)
    overrides: Source | None = None

    def toml(self, comment: str) -> str:
        """Return the entry as TOML below a comment."""
        lines = [f"# {' '.join(comment.split())}", f"[sources.{self.id}]"]
        return "\n".join([*lines, *(f"{key} = {_quoted(value)}" for key, value in self.keys.items())]) + "\n"


def recognise(url: str, page: str | None, known: Sources) -> Recognised:
    """Say which system an address is, and whose; `page` is the text that was served there, None where none was fetched."""
    platform = _platform(url, page)
    publisher = _publisher_by_address(url, known) or (_publisher_by_name(page, known) if page else None)
    return Recognised(platform, publisher, "the address" if page is None else "the page")


def entry(
    url: str, found: Recognised, *, id_: str | None = None, name: str | None = None, municipality: str | None = None
) -> Entry:
    """Make an entry of what was recognised and what the user says, who is always right.

    Raises SourceError that says what is missing and how to give it.
    """
    if found.platform is None:
        raise SourceError(
            f"{url} is of no publishing system that is known here; 'minutes sources list --all' shows the systems. "
            "Is it the address of the minutes themselves, not of the town's front page?",
            url=url,
        )
    if id_ is not None and id_ != slug(id_):
        raise SourceError(
            f"--id {id_}: an id is lower-case letters a-z, digits and hyphens, for example {slug(id_) or 'siilinjarvi'}"
        )
    base = found.publisher if id_ is None or (found.publisher and found.publisher.id == id_) else None
    keys: dict[str, str | bool] = {"platform": found.platform, "address": site_address(url)}
    if is_loopback(url):
        keys["loopback"] = True
    if base is not None:
        keys |= {key: value for key, value in (("name", name), ("municipality", municipality)) if value}
        return Entry(base.id, {key: value for key, value in keys.items() if getattr(base, key) != value}, base)
    town = municipality or name
    if not town:
        raise SourceError(
            f"{url} does not say whose minutes these are: add --name and --municipality, "
            'for example --name "Siilinjärven kunta" --municipality Siilinjärvi',
            url=url,
        )
    return Entry(id_ or slug(town), {"name": name or town, "municipality": town, **keys})


def site_address(url: str) -> str:
    """Return the part of an address that is the site's own, as its system says: for Dynasty up to DREQUEST.PHP."""
    from scraper.platforms import FALLBACK, load

    for name, module in load().items():
        if name != FALLBACK and module.recognises(url, "") and hasattr(module, "site"):
            site: str = module.site(url)
            return site
    return urlsplit(url)._replace(query="", fragment="").geturl()


def append(file: Path, text: str) -> None:
    """Append an entry to a sources file, making the file and its folder where they are missing.

    The new file is read first and replaces the old one in one step, so that a mistake or a full disk leaves the old one.
    Raises SourceError where the result would not be a valid sources file.
    """
    target = file.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    old = target.read_text(encoding="utf-8-sig") if target.exists() else ""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".toml")
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(f"{old.rstrip()}\n\n{text}".lstrip("\n"))
        try:
            Sources.load(draft)
        except SourceError as error:
            raise SourceError(str(error).replace(str(draft), str(file))) from error
        if target.exists():
            draft.chmod(target.stat().st_mode)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def comment(found: Recognised, day: dt.date) -> str:
    """Return what stands above an added entry: when it was added and what was known."""
    return f"Added by `minutes sources add` on {day}; the system was recognised from {found.evidence}."


def _platform(url: str, page: str | None) -> str | None:
    from scraper.platforms import FALLBACK, load

    text = f"{url}\n{page or ''}"  # an address without a page's name shows its system as any text does
    for name, module in load().items():
        if name != FALLBACK and module.recognises(url, text):
            return name
    where = url.lower()
    return next((name for name, sign in OTHER_SIGNS if sign in f"{where}/"), None)


def _publisher_by_address(url: str, known: Sources) -> Source | None:
    by_id = {source.id: source for source in known}
    for word in _words(url):
        if (source := by_id.get(word)) is not None:
            return source
    return None


def _words(url: str) -> Iterable[str]:
    """Yield the words of an address that may be a town's name: path first (shared hosts), then the host's labels."""
    parts = urlsplit(url)
    for segment in unquote(parts.path).split("/"):
        yield slug(_PATH_PREFIX.sub("", segment))
    for label in (parts.hostname or "").split(".")[:-1]:
        yield label
        yield _HOST_SUFFIX.sub("", label)


def _publisher_by_name(page: str, known: Sources) -> Source | None:
    """Return the publisher whose whole name ("Siilinjärven kunta") stands first on a page."""
    places = (
        (place, source.id, source)
        for source in known
        for name in (source.name, source.name_sv)
        if name and (place := page.find(name)) >= 0
    )
    return min(places, default=(0, "", None))[2]


def _quoted(value: str | bool) -> str:
    """Return a value as TOML; its escapes are JSON's, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def provisional(url: str, known: Sources) -> Source:
    """Return a source for an address that no source publishes, with all that the address tells.

    Raises SourceError where it is no address or its publisher refused.
    """
    unknown = known.to_ask(url)
    found = recognise(url, None, known)
    asked = replace(unknown, platform=found.platform or "", address=site_address(url))
    if found.publisher is None:
        return asked
    return replace(asked, id=found.publisher.id, name=found.publisher.name, municipality=found.publisher.municipality)


def names_a_page(url: str, source: Source) -> bool:
    """Tell whether an address is that of one document of the source, not of its site."""
    from scraper.platforms import load

    module = load().get(source.platform)
    return module is not None and module.identity(url) is not None
