"""`minutes history`: what a decision has said, one version after another, with what changed word by word."""

from pathlib import Path

import click

from minutes.options import archive_option, format_option
from minutes.output import Column, is_terminal, printable, say, write_rows

COLUMNS = tuple(Column(key, key) for key in ("id", "number", "at", "kind", "hidden", "field", "change"))


@click.command(short_help="Show the versions of a decision and what changed")
@click.argument("name", metavar="ID")
@click.option("--from", "since", type=click.IntRange(min=1), help="First version shown, by its number.")
@click.option("--to", "until", type=click.IntRange(min=1), help="Last version shown.")
@click.option("--withdrawn", is_flag=True, help="Show also what its publisher has taken off the network.")
@format_option
@archive_option
def command(name: str, since: int | None, until: int | None, withdrawn: bool, fmt: str, archive: Path) -> None:
    """Show the versions of the decision ID, when each was seen, and what changed: sums, people, outcome, every word.

    In a pipe a change reads [-removed-]{+added+}. What was said before personal data were taken off the network is hidden
    (Kuntalaki 140 §), of a withdrawn decision all of it; --withdrawn shows it on this machine. With --format jsonl, `ops` put together
    without the insertions are the old text, without the deletions the new one.

    \b
    Example: minutes history kuopio:2023145-7
    """
    from archive.store import Archive
    from minutes import history_view
    from minutes.citation import citation

    if since is not None and until is not None and since > until:
        raise click.UsageError(f"--from {since} is after --to {until}")
    with Archive.open(archive, create=False, readonly=True) as opened:
        stored = opened.decision(name)
        revisions = opened.history(stored.id, withdrawn=withdrawn)
    steps = list(history_view.steps(revisions, since, until))
    if fmt == "jsonl":
        write_rows((history_view.record(step, stored.id) for step in steps), COLUMNS, fmt)
    elif fmt == "csv":
        write_rows((row for step in steps for row in history_view.flat(step, stored.id)), COLUMNS, fmt)
    else:
        decision = stored.decision
        if withdrawn or not stored.withdrawn:
            click.echo(printable(decision.title or "(no title)"))
        where = citation(
            stored.municipality, decision.body, decision.date, decision.section, decision.diary_number, None, None
        )
        click.echo(printable(f"{stored.id}, {where}" if where else stored.id))
        paint = history_view.coloured if is_terminal() else history_view.marked
        for step in steps:
            click.echo("")
            for line in history_view.lines(step, paint):
                click.echo(line)
    if not steps:
        say(f"No version has such a number: {stored.id} has {revisions[0].number}–{revisions[-1].number}.")
    if stored.withdrawn:
        say(
            f"{stored.id} was withdrawn by its publisher"
            + ("." if withdrawn else "; --withdrawn shows it on this machine.")
        )
    elif any(step.hidden for step in steps):
        say("Its publisher has taken what was said before off the network, so it is hidden; --withdrawn shows it.")
