"""`minutes search`: find decisions by words and filters."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.filters import Filters
from minutes.errors import MinutesError
from minutes.hints import hints
from minutes.options import archive_option, filter_options, format_option
from minutes.output import Column, fi_date, fi_money, is_terminal, printable, say, write_rows

if TYPE_CHECKING:
    from search.engine import Hit, Results

_MARK = ("«", "»")  # around a matching word, wherever it cannot be shown in bold
_KEYS = "id municipality body date section title outcome diary_number kind status withdrawn largest_amount url score snippet"
_COLUMNS = [Column(key, key) for key in _KEYS.split()]


# A word after a hyphen is a word to leave out, not an option: so no short options here, -h included.
@click.command("search", context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("words", nargs=-1)
@filter_options
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date"]),
    default="relevance",
    show_default=True,
    help="The best or the newest first.",
)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many hits to show.")
@format_option
@archive_option
def command(words: tuple[str, ...], filters: Filters, sort: str, limit: int, fmt: str, archive: Path) -> None:
    """Find decisions that hold all WORDS, inflected too as far as stems reach; without words, list the newest that the filters let pass.

    \b
    minutes search hanke avustus             both words
    minutes search '"hakea avustusta"'       a phrase, as written
    minutes search koulu OR lukio -kaava     either word, without a third
    minutes search 'kotout*'                 every word with this beginning
    minutes search --municipality Siilinjärvi --min-amount 100000

    Matching words are bold on a terminal and stand in «» elsewhere. Everything that is found, without a limit: `minutes export`.
    """
    if words == ("-h",):
        click.echo(click.get_current_context().get_help())
        return
    text = " ".join(words).strip()
    _refuse_unknown_options(words)
    if not text and filters in (Filters(), Filters(withdrawn=True)):
        raise click.UsageError(
            "say what to look for: words, or a filter such as --municipality; 'minutes search --help' shows how"
        )
    from search.engine import Order
    from search.index import open_index

    results = open_index(archive).search(text, filters, order=Order(sort), limit=limit)
    for note in results.notes:
        say(f"Note: {note}.")
    if fmt == "table":
        _show(results)
    else:
        write_rows(_rows(results, fmt), _COLUMNS, fmt)
    if results.total > len(results.hits):
        say(
            f"{results.total} decisions found, the first {len(results.hits)} shown (--limit shows more, `minutes export` writes all)."
        )
    elif results.total:
        say(f"{results.total} decision{'s' if results.total > 1 else ''} found.")
    elif not results.searched:
        raise MinutesError(
            f"The archive {archive} holds no decisions yet: `minutes sync` fetches some, `minutes import FILE` takes your own."
        )
    else:
        say("Nothing found." + hints(archive, text, filters))


def _refuse_unknown_options(words: tuple[str, ...]) -> None:
    options = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
    for name in (word.partition("=")[0] for word in words):
        if (
            name[:2] == "--" and name[2:3].isalpha() and name not in options
        ):  # a known one stands here after a bare "--"
            near = get_close_matches(name, options, n=1)
            raise click.UsageError(f"no such option '{name}'" + (f"; did you mean '{near[0]}'?" if near else ""))


def _rows(results: "Results", fmt: str) -> Iterator[dict[str, Any]]:
    for hit in results.hits:
        row = {column.key: getattr(hit, column.key) for column in _COLUMNS if column.key != "snippet"}
        row["score"] = None if hit.score is None else round(hit.score, 4)
        if fmt == "jsonl":
            row["snippets"] = [
                {"part": snippet.part, "text": snippet.text, "marks": snippet.marks} for snippet in hit.snippets
            ]
        else:
            row["snippet"] = " ".join(snippet.marked(*_MARK) for snippet in hit.snippets)
        yield row


def _show(results: "Results") -> None:
    """Print a few lines for each hit: where and when, what, why it was found, and how to go on reading."""
    bold = is_terminal()
    before, after = ("\033[1m", "\033[22m") if bold else _MARK
    for number, hit in enumerate(results.hits, 1):
        click.echo(f"{number}. " + (before + _title(hit) + after if bold else _title(hit)), color=bold)
        click.echo("   " + _place(hit))
        for snippet in hit.snippets:
            # Cleaned of strangers' control characters sign for sign before the marks are put in.
            clean = type(snippet)(snippet.part, "".join(printable(sign) or " " for sign in snippet.text), snippet.marks)
            click.echo("   " + clean.marked(before, after), color=bold)
        name = None if hit.url and hit.id.startswith("http") else hit.id
        click.echo("   " + printable(" · ".join(filter(None, (name, hit.url)))))
        click.echo()


def _title(hit: "Hit") -> str:
    return printable(hit.title or "(without a title)")


def _place(hit: "Hit") -> str:
    """Return the line of facts: `Siilinjärvi, Kunnanhallitus 8.5.2023 § 117 · 292/00.01.05/2023 · noted · 137 000 €`."""
    where = ", ".join(filter(None, (hit.municipality, hit.body)))
    when = " ".join(filter(None, (fi_date(hit.date), f"§ {hit.section}" if hit.section else "")))
    status = "withdrawn by its publisher" if hit.withdrawn else "agenda" if hit.status == "agenda" else None
    attachment = "attachment" if hit.kind == "attachment" else None
    amount = f"up to {fi_money(hit.largest_amount)}" if hit.largest_amount is not None else None
    return printable(
        " · ".join(filter(None, (f"{where} {when}".strip(), hit.diary_number, hit.outcome, attachment, status, amount)))
    )
