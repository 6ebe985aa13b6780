"""`minutes audit`: how complete the archive is, by the publishers' own § numbers and, where asked, by their lists."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from minutes.options import Year, archive_option, format_option, sources_option
from minutes.output import Column, counted, in_finland, printable, say, write_rows

if TYPE_CHECKING:
    from minutes.online_audit import Compared

FIRST_YEAR = 1990
MOST_SHOWN = 20
"""Missing items named for people; csv and jsonl have all."""
ONLINE = (
    Column("source", "Source"),
    Column("body", "Body"),
    Column("year", "Year"),
    Column("listed", "Listed", right=True),
    Column("held", "Held", right=True),
    Column("missing", "Missing", right=True),
)
ONLINE_DATA = (*ONLINE, Column("missing_urls", "missing_urls"), Column("erased", "erased"))


@click.command(short_help="Tell which sections (§) are missing")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--body", multiple=True, metavar="NAME", help="Only this body or officer, e.g. kunnanhallitus.")
@click.option("--year", "years", multiple=True, type=Year(FIRST_YEAR), help="Only this year (repeat for several).")
@click.option("--quote", is_flag=True, help="Write a sentence to quote a body and year, instead of a table.")
@click.option("--online", is_flag=True, help="Compare with the publisher's own lists instead; asks it, writes nothing.")
@click.option(
    "--delay",
    type=click.FloatRange(min=0, max=3600),
    default=1.0,
    show_default=True,
    help="With --online: seconds between two requests to one host.",
)
@sources_option
@archive_option
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    sources: tuple[str, ...],
    body: tuple[str, ...],
    years: tuple[int, ...],
    quote: bool,
    online: bool,
    delay: float,
    sources_file: Path | None,
    archive: Path,
    fmt: str,
) -> None:
    """Tell which sections (§) are missing: those of one body are numbered through the year, so a hole in the numbers shows.

    A row a source, body and year, with the share held of the sections that there must have been. Where each meeting is numbered from
    1, or several officers share a title, numbers cannot tell, and no share is stated. What is missing is a finding and no failure:
    the exit status is 1 only where --online could not read all lists.

    \b
    Examples:
      minutes audit harjuvesi --year 2023
      minutes audit --body kunnanhallitus --quote
      minutes audit harjuvesi --online --format jsonl
    """
    if online:
        if not sources:
            raise click.UsageError("--online asks a publisher: name it, e.g. minutes audit harjuvesi --online")
        if quote:
            raise click.UsageError("--quote is about section numbers: leave out --online")
        compared = _compare(sources, years, delay, sources_file, archive)
        _show_online(compared, body, fmt)
        if any(one.failures for one in compared):
            ctx.exit(1)
        return
    _offline(sources, body, years, archive, fmt, quote=quote)


def _offline(
    sources: tuple[str, ...], body: tuple[str, ...], years: tuple[int, ...], archive: Path, fmt: str, *, quote: bool
) -> None:
    from archive.audit import audit, days
    from minutes import audit_output
    from minutes.source_states import known, require_known
    from search.documents import reading

    with reading(archive) as connection:
        if sources:
            require_known(sources, known(connection))
        found = audit(days(connection, sources))
    found = [
        one
        for one in found
        if (not years or one.year in years)
        and _is_wanted([one.body, *one.formerly], body)
        and (one.decisions or fmt != "table")
    ]
    if not found:
        say(
            "Nothing to audit: the archive holds no minutes of these; `minutes sync` fetches some, `minutes sources` shows ids."
        )
        return
    today = in_finland(dt.datetime.now(dt.UTC)).date()
    if quote:
        for one in found:
            click.echo(audit_output.sentence(one, today))
    elif fmt == "table":
        write_rows(audit_output.rows(found), audit_output.COLUMNS, fmt)
    else:
        records = audit_output.data(found, today)
        write_rows(map(audit_output.flat, records) if fmt == "csv" else records, audit_output.DATA, fmt)
    if fmt == "table":
        held = sum(one.held or 0 for one in found)
        expected = sum(one.expected or 0 for one in found)
        if expected:
            say(f"{held} of {expected} sections held ({audit_output.percent(held, expected)}).")
        say(audit_output.LIMITS)


def _compare(
    ids: tuple[str, ...], years: tuple[int, ...], delay: float, sources_file: Path | None, path: Path
) -> "list[Compared]":
    from archive.store import Archive
    from minutes.online_audit import compare
    from minutes.options import was_given
    from minutes.permission import require_readable
    from scraper.platforms import named
    from scraper.politeness import Politeness
    from scraper.sources import load

    known = load(sources_file)
    chosen = [known.get(id_) for id_ in dict.fromkeys(ids)]
    for source in chosen:
        require_readable(source)
    if all(source.loopback for source in chosen) and not was_given("delay"):
        politeness = Politeness.lifted()
    else:
        politeness = Politeness(delay=delay)
    today = in_finland(dt.datetime.now(dt.UTC)).date()
    if not years:
        say(f"Reading the lists of {today.year}; --year names others.")
    with Archive.open(path, create=False, readonly=True) as archive:
        pairs = [(source, named(source.platform)) for source in chosen]
        return compare(archive, pairs, years or (today.year,), politeness)


def _show_online(compared: "list[Compared]", body: tuple[str, ...], fmt: str) -> None:
    rows: list[dict[str, Any]] = []
    for one in compared:
        for listed in one.listed:
            if not _is_wanted([listed.body], body):
                continue
            items = [
                {"id": link.id, "url": link.url, "title": link.title, "date": link.date} for link in listed.missing
            ]
            rows.append(
                {
                    "source": listed.source,
                    "body": listed.body,
                    "year": listed.year,
                    "listed": listed.listed,
                    "held": listed.held,
                    "missing": len(items),
                    "missing_urls": [item["url"] for item in items],
                    "erased": listed.erased,
                    **({"missing_items": items} if fmt == "jsonl" else {}),
                }
            )
    shown = rows if fmt != "table" else [{**row, "year": str(row["year"] or "undated")} for row in rows]
    write_rows(shown, ONLINE_DATA if fmt != "table" else ONLINE, fmt)
    for one in compared:
        urls = [url for row in rows if row["source"] == one.source for url in row["missing_urls"]]
        _say_missing(one, rows, urls, named=fmt == "table")


def _say_missing(one: "Compared", rows: list[dict[str, Any]], urls: list[str], *, named: bool) -> None:
    own = [row for row in rows if row["source"] == one.source]
    listed, held, erased = (sum(row[key] for row in own) for key in ("listed", "held", "erased"))
    gone = f", {erased} erased here" if erased else ""
    say(f"{one.source}: its lists show {counted(listed, 'item')}, {held} of them held, {len(urls)} missing{gone}.")
    if named:
        for url in urls[:MOST_SHOWN]:
            say(printable(f"  missing: {url}"))
        if len(urls) > MOST_SHOWN:
            say(f"  and {len(urls) - MOST_SHOWN} more (--format jsonl has all)")
    if urls:
        since = min((row["year"] for row in own if row["missing"] and row["year"]), default=None)
        back = f" --since {since}-01-01" if since else ""
        say(f"`minutes sync {one.source}{back}` fetches them.")
    for failure in one.failures:
        where = printable(f"{failure.link.url}: {failure.reason}")
        say(f"{one.source}: a list could not be read, so more may be missing: {where}")


def _is_wanted(names: list[str | None], wanted: tuple[str, ...]) -> bool:
    asked = {" ".join(name.casefold().split()) for name in wanted}
    return not asked or any(" ".join(name.casefold().split()) in asked for name in names if name)
