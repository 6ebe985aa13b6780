"""`minutes sync`: fetch what is new from the sources, and tell cron when something needs a person."""

import asyncio
import datetime as dt
import os
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from minutes.options import Day, archive_option, format_option, sources_option, was_given
from minutes.output import Column, printable, say, write_rows

if TYPE_CHECKING:
    from archive.store import Archive
    from minutes.sync import Report, Settings
    from scraper.crawl import Platform
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
    ]
)


@click.command()
@click.argument("ids", nargs=-1, metavar="[SOURCE]...")
@click.option("--since", type=Day(), help="Also walk the lists of meetings back to this day, e.g. 2024-01-01.")
@click.option(
    "--delay",
    type=click.FloatRange(min=0, max=3600),
    default=1.0,
    show_default=True,
    help="Seconds between two requests to one host.",
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
    dry_run: bool,
    quiet: bool,
    fmt: str,
    sources_file: Path | None,
    archive: Path,
) -> None:
    """Fetch what is new from the SOURCEs named, else from all that are enabled, and index it.

    Exit status: 0 fine, 1 a source or page newly fails, 74 the disk is full, 75 another run is going on.

    \b
    Examples:
      minutes sync kuopio joensuu
      minutes sync kuopio --since 2024-01-01
      minutes sync --quiet          what a crontab line runs
    """
    from minutes.lock import only_writer
    from minutes.sync import Settings
    from scraper.politeness import Politeness
    from scraper.sources import load

    known = load(sources_file)
    settings = Settings(politeness=Politeness(delay=delay), since=since, dry_run=dry_run)
    if dry_run:
        reports = _dry_run(known, ids, archive, settings)
    else:
        with only_writer(archive):
            reports = _run(known, ids, archive, settings, quiet=quiet or fmt != "table")
    _show(reports, quiet=quiet, fmt=fmt, dry_run=dry_run)
    if any(report.newly for report in reports):
        ctx.exit(1)


def _dry_run(known: "Sources", ids: Sequence[str], path: Path, settings: "Settings") -> list["Report"]:
    from archive.store import Archive

    if not path.exists():
        return _fetch(None, _chosen(known, ids, None), settings, run=None, quiet=True)
    with Archive.open(path, create=False, readonly=True) as archive:
        return _fetch(archive, _chosen(known, ids, archive), settings, run=None, quiet=True)


def _run(known: "Sources", ids: Sequence[str], path: Path, settings: "Settings", *, quiet: bool) -> list["Report"]:
    from importlib.metadata import version

    from archive.store import Archive
    from search.index import open_index

    with Archive.open(path) as archive:
        chosen = _chosen(known, ids, archive)
        run = archive.start_run("sync", version("minutes"))
        reports = _fetch(archive, chosen, settings, run=run, quiet=quiet)
        archive.finish_run(run)
    open_index(path).update()
    return reports


def _chosen(known: "Sources", ids: Sequence[str], archive: "Archive | None") -> list[tuple["Source", "Platform"]]:
    """Return the sources to fetch with their platforms; of the enabled ones, those that can be read (the others are said).

    Raises SourceError for an id that was named and is unknown, refused or not supported.
    """
    from minutes.errors import UsageError
    from minutes.permission import require_readable
    from scraper.errors import SourceError
    from scraper.platforms import named

    states = archive.source_states() if archive else {}
    wanted = list(dict.fromkeys(ids)) or [id_ for id_, state in states.items() if state.enabled]
    if not wanted:
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


def _show(reports: list["Report"], *, quiet: bool, fmt: str, dry_run: bool) -> None:
    if fmt != "table":
        write_rows(map(_row, reports), COLUMNS, fmt)
    elif dry_run:
        for report in reports:
            for link in report.links:
                print(f"{report.source}\t{link.kind}\t{link.url}\t{printable(link.title or '')}")
    for report in reports:
        if quiet and not report.newly:
            continue
        for problem in report.problems[:MOST_PROBLEMS]:
            say(f"{report.source}: {problem}")
        if len(report.problems) > MOST_PROBLEMS:
            say(f"{report.source}: and {len(report.problems) - MOST_PROBLEMS} more")
        if report.result.gap:
            say(
                f"{report.source}: its feed shows nothing that was known, so items may have slid past; `minutes sync {report.source} --since DATE` reads the lists"
            )
    if not quiet and fmt == "table":
        total = {
            name: sum(getattr(report.result, name) for report in reports)
            for name in ("new", "changed", "unchanged", "failed")
        }
        found = f", {sum(len(report.links) for report in reports)} pages would be fetched" if dry_run else ""
        plural = "source" if len(reports) == 1 else "sources"
        say(
            f"{len(reports)} {plural}: {total['new']} new, {total['changed']} changed, {total['unchanged']} unchanged, {total['failed']} failed{found}"
        )


def _row(report: "Report") -> dict[str, Any]:
    from dataclasses import asdict

    row: dict[str, Any] = {
        "source": report.source,
        **asdict(report.result),
        "seconds": round(report.seconds, 3),
        "newly": report.newly,
        "problems": report.problems,
    }
    if report.links:
        row["links"] = [{"kind": str(link.kind), "url": link.url, "title": link.title} for link in report.links]
    return row
