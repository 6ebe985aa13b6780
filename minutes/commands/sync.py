"""`minutes sync`: fetch what is new from the sources, and tell cron when something needs a person."""

import asyncio
import datetime as dt
import os
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from minutes.options import Day, archive_option, format_option, sources_option, was_given
from minutes.output import Column, counted, say, say_new_archive, write_rows

if TYPE_CHECKING:
    from archive.attention import Problem
    from archive.store import Archive
    from minutes.sync import Report, Settings
    from scraper.crawl import Platform
    from scraper.page import Link
    from scraper.source import Source
    from scraper.sources import Sources

MOST_PROBLEMS = 5
COLUMNS = tuple(
    Column(name, name)
    for name in [
        "source",
        "new",
        "changed",
        "unchanged",
        "failed",
        "requests",
        "not_modified",
        "gap",
        "error",
        "seconds",
        "newly",
        "problems",
        "notes",
        "attachments",
        "attachments_without_text",
        "attachments_missing",
    ]
)

LINKS = (Column("source", "Source"), Column("kind", "Kind"), Column("url", "Address"), Column("title", "Title"))
LINKS_DATA = tuple(Column(column.key, column.key) for column in LINKS)
"""What --dry-run lists: a row a page that would be fetched; in jsonl they are the `links` of each source's record."""


@click.command(short_help="Fetch what is new from the sources, and index it")
@click.argument("ids", nargs=-1, metavar="[SOURCE]...")
@click.option("--since", type=Day(), help="Also walk the lists of meetings back to this day, e.g. 2024-01-01.")
@click.option(
    "--delay",
    type=click.FloatRange(min=0, max=3600),
    default=1.0,
    show_default=True,
    help="Seconds between two requests to one host.",
)
@click.option(
    "--attachments",
    type=click.Choice(["none", "text", "files"]),
    default="text",
    show_default=True,
    help="Of attachments, keep nothing, their text, or the files too.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be fetched; write nothing.")
@click.option("--quiet", "-q", is_flag=True, help="Say only what newly needs a person.")
@format_option
@sources_option
@archive_option
@click.pass_context
def command(
    ctx: click.Context,
    ids: tuple[str, ...],
    since: dt.date | None,
    delay: float,
    attachments: str,
    dry_run: bool,
    quiet: bool,
    fmt: str,
    sources_file: Path | None,
    archive: Path,
) -> None:
    """Fetch what is new from the SOURCEs named, else from all that are enabled, and index it.

    What is known is asked for again: agendas at every sync until their minutes come, decisions after 14 and 60 days, then
    yearly. What answers 404 for a week is marked as withdrawn. Where a feed has slid past items, the lists are read.
    A source that failed is left alone for an hour, two, four …, at the most a day, unless it is named.

    Exit status: 0 fine, 1 something newly needs a person (`minutes status` shows all that does; what was told once or is
    muted is not told again), 74 the disk is full, 75 another run is going on.

    \b
    Examples:
      minutes sync kuopio joensuu
      minutes sync kuopio --since 2024-01-01
      minutes sync --quiet          what a crontab line runs
    """
    from minutes.attachments_run import Attachments
    from minutes.lock import only_writer
    from minutes.sync import Settings
    from scraper.politeness import Politeness
    from scraper.sources import load

    known = load(sources_file)
    settings = Settings(
        politeness=Politeness(delay=delay), since=since, dry_run=dry_run, attachments=Attachments(attachments)
    )
    shown = partial(_show, quiet=quiet, fmt=fmt, dry_run=dry_run)
    if dry_run:
        shown(_dry_run(known, ids, archive, settings), [])
        return
    if not quiet:
        say_new_archive(archive)
    with only_writer(archive):
        if _run(known, ids, archive, settings, quiet=quiet or fmt != "table", show=shown):
            ctx.exit(1)


def _dry_run(known: "Sources", ids: Sequence[str], path: Path, settings: "Settings") -> list["Report"]:
    from archive.store import Archive

    if not path.exists():
        return _fetch(None, _chosen(known, ids, None), settings, run=None, quiet=True)
    with Archive.open(path, create=False, readonly=True) as archive:
        return _fetch(archive, _chosen(known, ids, archive), settings, run=None, quiet=True)


def _run(
    known: "Sources",
    ids: Sequence[str],
    path: Path,
    settings: "Settings",
    *,
    quiet: bool,
    show: Callable[[list["Report"], list["Problem"]], None],
) -> list["Problem"]:
    """Fetch, index, show, and return what newly needs a person; only what was shown is remembered as told."""
    from importlib.metadata import version

    from archive.attention import mark_told, newly_needing
    from archive.store import Archive
    from search.index import open_index

    with Archive.open(path) as archive:
        chosen = _chosen(known, ids, archive, quiet=quiet)
        run = archive.start_run("sync", version("minutes"))
        reports = _fetch(archive, chosen, settings, run=run, quiet=quiet)
        archive.finish_run(run)
        open_index(path).update()
        now = dt.datetime.now(dt.UTC)
        new = newly_needing(archive, now, [source.id for source, _ in chosen])
        show(reports, new)
        mark_told(archive, new, now, [source.id for source, _ in chosen])
    return new


def _chosen(
    known: "Sources", ids: Sequence[str], archive: "Archive | None", *, quiet: bool = False
) -> list[tuple["Source", "Platform"]]:
    """Return the sources to fetch with their platforms; of the enabled ones, those that can be read (the others are said).

    Those that failed lately are left alone for a while, unless they are named.

    Raises SourceError for an id that was named and is unknown, refused or not supported.
    """
    from minutes.errors import UsageError
    from minutes.permission import require_readable
    from scraper.errors import SourceError
    from scraper.platforms import named

    states = archive.source_states() if archive else {}
    enabled = [id_ for id_, state in states.items() if state.enabled]
    now = dt.datetime.now(dt.UTC)
    resting = [] if ids else [id_ for id_ in enabled if states[id_].resting(now)]
    if resting and not quiet:
        say(f"left alone for now, because they failed lately: {', '.join(resting)}; name them to try at once")
    wanted = list(dict.fromkeys(ids)) or [id_ for id_ in enabled if id_ not in resting]
    if not wanted and not enabled:
        raise UsageError(
            "no source is enabled: name some (`minutes sync kuopio`), or enable them once (`minutes sources enable kuopio`); "
            "`minutes sources --supported` lists them"
        )
    chosen: dict[str, tuple[Source, Platform]] = {}
    for id_ in wanted:
        try:
            source = known.get(id_)
            require_readable(source)
        except SourceError as error:
            if ids or wanted == [id_]:
                raise
            say(f"{error}; `minutes sources disable {id_}` stops following it")
            continue
        chosen[source.id] = (source, named(source.platform))
    return list(chosen.values())


def _fetch(
    archive: "Archive | None",
    chosen: list[tuple["Source", "Platform"]],
    settings: "Settings",
    *,
    run: int | None,
    quiet: bool,
) -> list["Report"]:
    from minutes.progress import Shown
    from minutes.sync import sync
    from scraper.politeness import CONTACT_VARIABLE, Politeness

    own = all(source.loopback for source, _ in chosen)
    if own:  # servers of one's own need no pauses but those that were asked for
        delay = settings.politeness.delay if was_given("delay") else 0.0
        settings = replace(settings, politeness=replace(Politeness.lifted(), delay=delay))
    if not own and not quiet and CONTACT_VARIABLE not in os.environ:
        say(f"tip: set {CONTACT_VARIABLE} to your own address, so that a publisher can write to you")
    reports: list[Report] = []

    async def go() -> None:
        with Shown(quiet=quiet) as shown:
            async with aclosing(sync(archive, chosen, settings, run=run, progress=shown.progress)) as found:
                async for report in found:
                    reports.append(report)
                    shown.ended(report)

    asyncio.run(go())
    return sorted(reports, key=lambda report: report.source)


def _show(reports: list["Report"], new: list["Problem"], *, quiet: bool, fmt: str, dry_run: bool) -> None:
    if dry_run and fmt != "jsonl":
        links = [_link(report.source, link) for report in reports for link in report.links]
        if links or fmt == "csv":
            write_rows(links, LINKS if fmt == "table" else LINKS_DATA, fmt)
    elif fmt != "table":
        write_rows((_row(report, new) for report in reports), COLUMNS, fmt)
    for report in reports:
        told = list(dict.fromkeys(problem.words for problem in new if problem.source == report.source))
        others = () if quiet else (*report.problems, *report.notes)
        _say(report.source, [*told, *(words for words in others if words not in told)])
    if not quiet and fmt == "table":
        total = {
            name: sum(getattr(report.result, name) for report in reports)
            for name in ("new", "changed", "unchanged", "failed")
        }
        found = f", {counted(sum(len(report.links) for report in reports), 'page')} would be fetched" if dry_run else ""
        plural = "source" if len(reports) == 1 else "sources"
        say(
            f"{len(reports)} {plural}: {total['new']} new, {total['changed']} changed, {total['unchanged']} unchanged, {total['failed']} failed{found}"
            + _attachments(reports)
        )


def _link(source: str, link: "Link") -> dict[str, Any]:
    return {"source": source, "kind": str(link.kind), "url": link.url, "title": link.title}


def _attachments(reports: list["Report"]) -> str:
    """Return the end of the summary: what came of the attachments' files, '' where none was asked for."""
    read, without, missing = (
        sum(getattr(report.files, name) for report in reports) for name in ("read", "without_text", "missing")
    )
    if not (read or without or missing):
        return ""
    others = f" ({without} without text, {missing} did not come)" if without or missing else ""
    return f"; {counted(read, 'attachment')} read{others}"


def _say(source: str, words: list[str]) -> None:
    for one in words[:MOST_PROBLEMS]:
        say(f"{source}: {one}")
    if len(words) > MOST_PROBLEMS:
        say(f"{source}: and {len(words) - MOST_PROBLEMS} more (`minutes status {source}`)")


def _row(report: "Report", new: list["Problem"]) -> dict[str, Any]:
    from dataclasses import asdict

    row: dict[str, Any] = {
        "source": report.source,
        **asdict(report.result),
        "seconds": round(report.seconds, 3),
        "newly": any(problem.source == report.source for problem in new),
        "problems": report.problems,
        "notes": report.notes,
        "attachments": report.files.read,
        "attachments_without_text": report.files.without_text,
        "attachments_missing": report.files.missing,
    }
    if report.links:
        row["links"] = [_link(report.source, link) for link in report.links]
    return row
