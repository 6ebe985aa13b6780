"""`minutes sources`: who publishes minutes, which of them are followed, and first contact with a new site."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from minutes.errors import NEEDS_PERSON
from minutes.options import Day, archive_option, format_option, sources_option
from minutes.output import Column, counted, fi_date, say, write_rows
from minutes.permission import require_readable
from scraper import sources as publishers
from scraper.errors import SourceError
from scraper.source import Source, Stance, did_you_mean, nearest

if TYPE_CHECKING:
    from minutes.source_states import State

COLUMNS = (
    Column("id", "Id"),
    Column("name", "Publisher"),
    Column("platform", "System"),
    Column("languages", "Languages"),
    Column("state", "State"),
    Column("last_success", "Last read"),
)
MORE = ("municipality", "code", "address", "stance", "supported", "enabled", "verified", "muted_until", "note")
ALL_COLUMNS = (*COLUMNS, *(Column(key, key) for key in MORE))
"""What programs get: csv and jsonl."""
DEFAULT_MUTE_DAYS = 7


class SourcesGroup(click.Group):
    """A group whose bare call, options or words mean `list`: `minutes sources --platform casem`, `minutes sources savo`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `list` in front of arguments that name no subcommand."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


class Patience(click.ParamType[int | None]):
    """A number of days from 1 to 3650, or `own`, which is None."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        """Return the days; fails on anything else."""
        if value in (None, "own"):
            return None
        if not (str(value).isdecimal() and 1 <= int(value) <= 3650):
            self.fail(f"{value!r} is neither a number of days from 1 to 3650 nor 'own'", param, ctx)
        return int(value)


@click.group(cls=SourcesGroup, short_help="Show who publishes minutes, and choose whom to follow")
def command() -> None:
    """Show who publishes minutes, and choose whom to follow.

    \b
    minutes sources savo                  those whose name holds "savo"
    minutes sources enable kuopio lahti   followed by every `minutes sync`
    minutes sources check kuopio          first contact: what is read, what is not
    minutes sources add https://…         one that is not in the list

    Without a subcommand, this is `minutes sources list`. Your own publishers live in a sources.toml in your configuration
    directory, or where --sources or MINUTES_SOURCES says.
    """


@command.command("list", short_help="List publishers")
@click.argument("words", nargs=-1)
@click.option("--platform", help="Only this publishing system.")
@click.option("--language", type=click.Choice(["fi", "sv"]), help="Only publishers of minutes in this language.")
@click.option("--enabled", is_flag=True, help="Only those that are followed.")
@click.option("--supported", is_flag=True, help="Only those whose system minutes can read.")
@click.option("--all", "everything", is_flag=True, help="Also those that cannot or must not be read.")
@archive_option
@sources_option
@format_option
def list_(
    words: tuple[str, ...],
    platform: str | None,
    language: str | None,
    enabled: bool,
    supported: bool,
    everything: bool,
    archive: Path,
    sources_file: Path | None,
    fmt: str,
) -> None:
    """List publishers; WORDS narrow it to those whose name, id, code or address holds them all.

    Without words or filters, those that can be read are shown; --all shows every one.

    \b
    Example: minutes sources list --platform dynasty --language sv
    """
    from minutes.source_states import read_states

    known = publishers.load(sources_file)
    states = read_states(archive)
    if platform is not None and platform not in (platforms := {source.platform for source in known}):
        raise click.UsageError(f"no publishing system '{platform}'{did_you_mean(nearest(platform, platforms))}")
    chosen = [
        source
        for source in known
        if _holds(source, words)
        and platform in (None, source.platform)
        and (language is None or language in source.languages)
        and not (enabled and not _is_enabled(source, states))
        and not (supported and not source.supported)
    ]
    readable = [source for source in chosen if source.supported and source.stance is Stance.open]
    narrowed = everything or words or platform or language or enabled or supported
    shown = chosen if narrowed else readable
    for id_ in sorted(id_ for id_, state in states.items() if enabled and state.enabled and not known.has(id_)):
        say(f"{id_} is enabled, but no sources file has it any more: minutes sources disable {id_}")
    if not shown:
        _nothing(words, enabled)
        return
    write_rows((_row(source, states, fmt) for source in shown), COLUMNS if fmt == "table" else ALL_COLUMNS, fmt)
    if fmt == "table" and not narrowed:
        say(f"{len(shown)} publishers; {len(chosen) - len(shown)} more cannot be read yet, are off or said no (--all).")


@command.command(short_help="Follow publishers at every sync")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@archive_option
@sources_option
def enable(ids: tuple[str, ...], archive: Path, sources_file: Path | None) -> None:
    """Follow publishers: every `minutes sync` without names fetches what they have that is new.

    \b
    Example: minutes sources enable kuopio joensuu
    """
    chosen = _chosen(ids, sources_file)
    for source in chosen:
        require_readable(source)
    _decide(archive, _ids(chosen), enabled=True)
    names = ", ".join(_ids(chosen))
    say(f"Enabled: {names}. Next: minutes sources check {chosen[0].id}, or minutes sync.")


@command.command(short_help="Stop following publishers; what was read stays")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@archive_option
@sources_option
def disable(ids: tuple[str, ...], archive: Path, sources_file: Path | None) -> None:
    """Stop following publishers; what was read from them stays in the archive.

    \b
    Example: minutes sources disable joensuu
    """
    from minutes.source_states import read_states

    followed = read_states(archive)  # one that has left the user's own file can still be disabled
    chosen = [id_ for id_ in dict.fromkeys(ids) if id_ in followed]
    chosen += _ids(_chosen([id_ for id_ in ids if id_ not in followed], sources_file))
    _decide(archive, chosen, enabled=False)
    say(f"Disabled: {', '.join(chosen)}. What was read from them stays.")


@command.command(short_help="Keep publishers' failures quiet for a while")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--until", type=Day(last=True), help="The last quiet day, e.g. 2027-01-31.")
@click.option(
    "--days", type=click.IntRange(0, 3650), help=f"How many days from now; 0 ends it.  [default: {DEFAULT_MUTE_DAYS}]"
)
@archive_option
@sources_option
def mute(
    ids: tuple[str, ...], until: dt.date | None, days: int | None, archive: Path, sources_file: Path | None
) -> None:
    """Keep publishers' failures from the exit status for a while, so that cron does not mail about them again.

    \b
    Example: minutes sources mute joensuu --days 14
    """
    if until is not None and days is not None:
        raise click.UsageError("--until and --days say the same thing: give one of them")
    now = dt.datetime.now(dt.UTC)
    if until is not None:
        end = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), dt.UTC)
        if end <= now:
            raise click.UsageError(f"--until {until} is past")
    else:
        end = now + dt.timedelta(days=DEFAULT_MUTE_DAYS if days is None else days)
    chosen = _chosen(ids, sources_file)
    from archive.clock import iso

    _decide(archive, _ids(chosen), muted_until=iso(end) if end > now else None)
    names = ", ".join(_ids(chosen))
    say(
        f"Muted until {fi_date((end - dt.timedelta(seconds=1)).date())}: {names}."
        if end > now
        else f"No longer muted: {names}."
    )


@command.command(short_help="Say after how many quiet days a publisher is asked about")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.argument("days", type=Patience(), metavar="DAYS")
@archive_option
@sources_option
def patience(ids: tuple[str, ...], days: int | None, archive: Path, sources_file: Path | None) -> None:
    """Say after how many DAYS without anything new a publisher is called silent, instead of what its own pace suggests.

    DAYS is a number, or `own` for its own pace again: twice its usual gap, at least 14 and at most 120 days. The days between Midsummer
    and the first week of August and over Christmas are never counted.

    \b
    Examples:
      minutes sources patience kuopio 30
      minutes sources patience kuopio own
    """
    chosen = _chosen(ids, sources_file)
    _decide(archive, _ids(chosen), patience_days=days)
    names = ", ".join(_ids(chosen))
    say(
        f"Called silent after {counted(days, 'day')}: {names}."
        if days
        else f"Called silent by their own pace: {names}."
    )


@command.command(short_help="Add a publisher to your own sources file")
@click.argument("url")
@click.option("--id", "id_", help="The id to use.  [default: made from the name]")
@click.option("--name", help='As people write it, e.g. "Siilinjärven kunta".')
@click.option("--municipality", help="As people write it, e.g. Siilinjärvi; a joint body's own name.")
@click.option(
    "--write-to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The sources file to write.  [default: your own]",
)
@sources_option
def add(
    url: str,
    id_: str | None,
    name: str | None,
    municipality: str | None,
    write_to: Path | None,
    sources_file: Path | None,
) -> None:
    """Add the publisher whose minutes are at URL to your own sources file.

    The publishing system is recognised from the address or else from the page, which is then fetched once. What cannot be
    recognised is asked for by name.

    \b
    Example: minutes sources add https://kuusilampi.oncloudos.com/cgi/DREQUEST.PHP
    """
    from minutes import new_source

    missing = sources_file is not None and not sources_file.exists()
    known = publishers.Sources.load() if missing else publishers.load(sources_file)
    known.to_ask(url)
    if id_ is None and (old := known.for_url(url)) is not None:
        say(f"{url} is known already: {old.full_name}, id {old.id}. Next: minutes sources check {old.id}")
        return
    found = new_source.recognise(url, None, known)
    if found.platform is None or (found.publisher is None and not (name or municipality)):
        found = new_source.recognise(url, _page_text(url, known), known)
    entry = new_source.entry(url, found, id_=id_, name=name, municipality=municipality)
    if entry.overrides is None and any(source.id == entry.id for source in known):
        raise SourceError(f"there is a source '{entry.id}' already: give this one another id with --id", url=url)
    file = write_to or sources_file or publishers.own_file()
    text = entry.toml(new_source.comment(found, dt.datetime.now(dt.UTC).date()))
    new_source.append(file, text)
    say(f"Recognised {found.platform} from {found.evidence}.")
    if entry.overrides is not None:
        say(f"It is {entry.overrides.full_name}; only what differs from the list that minutes comes with was written.")
    say(f"Written to {file}:\n")
    click.echo(text)
    added = publishers.Sources.load(file).get(entry.id)
    if added.supported:
        say(f"Next: minutes sources check {entry.id}")
    else:
        say(f"minutes cannot read {found.platform} yet: the entry waits for a version that does.")


@command.command(short_help="Meet a site for the first time: what is read of it")
@click.argument("publisher", metavar="ID|URL")
@archive_option
@sources_option
@format_option
@click.pass_context
def check(ctx: click.Context, publisher: str, archive: Path, sources_file: Path | None, fmt: str) -> None:
    """Meet a site for the first time: fetch its feeds and one page politely, and show what was read of it and what not.

    The page is kept in the archive, so that `minutes reparse` reads it again with a later version. URL may be the address of one
    page, to see how that one is read. Exit status 1 where something was not understood.

    \b
    Example: minutes sources check siilinjarvi
    """
    from minutes import first_contact

    known = publishers.load(sources_file)
    source, page_url = _to_check(publisher, known)
    require_readable(source)
    listed = any(one.id == source.id for one in known)
    result = first_contact.meet(source, page_url, archive, listed=listed)
    write_rows(result.rows(), first_contact.COLUMNS, fmt)
    for line in result.report():
        say(line)
    if result.problems:
        ctx.exit(NEEDS_PERSON)


def _to_check(publisher: str, known: publishers.Sources) -> tuple[Source, str | None]:
    """Return the source that an id or address means, and the address where it is that of one page."""
    if "://" not in publisher:
        return known.get(publisher), None
    from minutes import new_source

    source = known.for_url(publisher) or new_source.provisional(publisher, known)
    return source, publisher if new_source.names_a_page(publisher, source) else None


def _chosen(ids: Iterable[str], file: Path | None) -> list[Source]:
    known = publishers.load(file)
    return list({source.id: source for source in map(known.get, ids)}.values())


def _ids(chosen: Iterable[Source]) -> list[str]:
    return [source.id for source in chosen]


def _decide(archive: Path, ids: Iterable[str], **decision: Any) -> None:
    from archive.store import Archive
    from minutes.lock import only_writer

    with only_writer(archive), Archive.open(archive) as store, store.batch() as batch:
        for id_ in ids:
            batch.source(id_, **decision)


def _page_text(url: str, known: publishers.Sources) -> str:
    from minutes import first_contact, new_source

    return first_contact.fetch_text(url, new_source.provisional(url, known))


def _is_enabled(source: Source, states: dict[str, "State"]) -> bool:
    return source.id in states and states[source.id].enabled


def _holds(source: Source, words: tuple[str, ...]) -> bool:
    text = " ".join((source.id, source.full_name, source.municipality, source.code or "", *source.addresses)).casefold()
    return all(word.casefold() in text for word in words)


def _row(source: Source, states: dict[str, "State"], fmt: str) -> dict[str, Any]:
    state = states.get(source.id)
    row: dict[str, Any] = {
        "id": source.id,
        "name": source.full_name,
        "platform": source.platform,
        "languages": " ".join(source.languages) if fmt == "table" else list(source.languages),
        "state": _state_word(source, state),
        "last_success": state.last_success if state else None,
    }
    if fmt == "table":
        row["last_success"] = fi_date(row["last_success"])
        return row
    return row | {
        "municipality": source.municipality,
        "code": source.code,
        "address": source.address,
        "stance": source.stance.value,
        "supported": source.supported,
        "enabled": bool(state and state.enabled),
        "verified": bool(state and state.first_success),
        "muted_until": state.muted_until if state else None,
        "note": source.note,
    }


def _state_word(source: Source, state: "State | None") -> str:
    if source.stance is Stance.refused:
        return "said no"
    if source.stance is Stance.feed_only:
        return "feed only"
    if not source.supported:
        return "not supported yet"
    if source.stance is Stance.off:
        return "off"
    words = ["enabled"] if state and state.enabled else []
    if state and state.muted(dt.datetime.now(dt.UTC)):
        words.append("muted")
    return ", ".join(words)


def _nothing(words: tuple[str, ...], enabled: bool) -> None:
    if enabled and not words:
        say("No source is enabled yet: minutes sources enable ID… does it; minutes sources shows the ids.")
        return
    if words and (meant := nearest(words[0], command.commands)):
        raise click.UsageError(f"no publisher matches '{words[0]}', and it is no subcommand; did you mean '{meant}'?")
    say("No publisher matches; minutes sources list --all shows every one.")
