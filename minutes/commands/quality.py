"""`minutes quality`: how well the pages were read, by source and month, and which source's layout seems to have changed."""

import sqlite3
from pathlib import Path
from typing import Any

import click

from minutes.options import archive_option, format_option
from minutes.output import Column, say, write_rows

FILES = "(files)"
"""Stands for the decisions of imported files whose publisher is not known."""


@click.command(short_help="Show how well pages are read, and whose layout changed")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--by",
    type=click.Choice(["source", "month"]),
    default="source",
    show_default=True,
    help="One row a source, or a row a month of it.",
)
@archive_option
@format_option
@click.pass_context
def command(ctx: click.Context, sources: tuple[str, ...], by: str, archive: Path, fmt: str) -> None:
    """Show the share of decisions with each field found, and name a source whose share fell.

    Exit status 1 where a share fell: the layout of that source has probably changed.

    \b
    Example: minutes quality kuopio --by month --format csv
    """
    from archive.quality import FIELDS, Quality, falls
    from minutes.source_states import known, require_known
    from search.documents import reading

    with reading(archive) as connection:
        require_known(sources, known(connection))
        months = _read(connection, sources)
    if not months:
        say("Nothing to judge yet: the archive holds no decisions of these sources; `minutes sync` fetches some.")
        return
    rows = months if by == "month" else _by_source(months)
    columns = (
        Column("source", "Source"),
        *((Column("month", "Month"),) if by == "month" else ()),
        Column("decisions", "Decisions", right=True),
        Column("warnings", "Warnings", right=True),
        *(Column(field, field.replace("_", " "), right=True) for field in FIELDS),
    )

    def shown(share: float | None) -> str | None:
        if fmt == "table":
            return "" if share is None else f"{share:.0%}"
        return None if share is None else f"{share:.3f}"

    def row(q: Quality) -> dict[str, Any]:
        return {
            "source": q.source or FILES,
            "month": q.month,
            "decisions": str(q.decisions),
            "warnings": str(q.warnings),
            **{field: shown(q.shares[field]) for field in FIELDS},
        }

    write_rows(map(row, rows), columns, fmt)
    fallen = falls(months)
    for fall in fallen:
        next_step = f"`minutes sources check {fall.source}`" if fall.source else "`minutes parse FILE`"
        say(
            f"{fall.source or FILES}: {fall.field} was found on {fall.before:.0%} of pages and in {fall.month} on {fall.after:.0%}: "
            f"the layout has probably changed; {next_step} shows what is read now"
        )
    if fallen:
        ctx.exit(1)


def _read(connection: sqlite3.Connection, sources: tuple[str, ...]) -> list[Any]:
    from archive.quality import quality

    return list(quality(connection, sources))


def _by_source(months: list[Any]) -> list[Any]:
    from archive.quality import DECIDED, FIELDS, Quality

    grouped: dict[str, list[Quality]] = {}
    for month in months:
        grouped.setdefault(month.source, []).append(month)
    rows = []
    for source, parts in grouped.items():
        shares: dict[str, float | None] = {}
        for field in FIELDS:
            pairs = [(p.shares[field], p.minutes if field in DECIDED else p.decisions) for p in parts]
            known = [(share, weight) for share, weight in pairs if share is not None]
            total = sum(weight for _, weight in known)
            shares[field] = sum(share * weight for share, weight in known) / total if total else None
        rows.append(
            Quality(
                source,
                "",
                sum(p.decisions for p in parts),
                sum(p.minutes for p in parts),
                sum(p.warnings for p in parts),
                shares,
            )
        )
    return rows
