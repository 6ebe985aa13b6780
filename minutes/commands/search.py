"""`minutes search`: find decisions by words and filters."""

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.filters import Filters
from minutes.errors import MinutesError
from minutes.hints import hints
from minutes.options import archive_option, engine_option, filter_options, format_option
from minutes.output import counted, printable, say, say_notes, write_rows

if TYPE_CHECKING:
    from search.engine import Results


# A word after a hyphen is a word to leave out, not an option: so no short options here, -h included.
@click.command(
    "search",
    short_help="Find decisions by words and filters",
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@click.argument("words", nargs=-1)
@filter_options
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date"]),
    default="relevance",
    show_default=True,
    help="The best or the newest first.",
)
@click.option(
    "--group", type=click.Choice(["matter"]), help="One hit a matter, the first of its handlings in the order."
)
@click.option("--facets", is_flag=True, help="Count what is found by municipality, body, year and so on; no hits.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many hits to show.")
@engine_option
@format_option
@archive_option
def command(
    words: tuple[str, ...],
    filters: Filters,
    sort: str,
    group: str | None,
    facets: bool,
    limit: int,
    engine: str | None,
    fmt: str,
    archive: Path,
) -> None:
    """Find decisions that hold all WORDS, inflected and in compounds too; without words, list the newest that the filters let pass.

    \b
    minutes search hanke avustus             both words
    minutes search '"hakea avustusta"'       a phrase, as written
    minutes search koulu OR lukio -kaava     either word, without a third
    minutes search 'kotout*'                 every word with this beginning
    minutes search otsikko:koulu kunta:Siilinjärvi pvm:2023..
    minutes search rooli:own_share 'summa:>100000'
    minutes search hanke --facets            counts instead of hits

    Matching words are bold on a terminal and stand in «» elsewhere. docs/search.md has the whole language.
    Everything that is found, without a limit: `minutes export`.
    """
    if words == ("-h",):
        click.echo(click.get_current_context().get_help())
        return
    text = " ".join(words).strip()
    _refuse_unknown_options(words)
    if not text and filters in (Filters(), Filters(withdrawn=True)) and not facets:
        raise click.UsageError(
            "say what to look for: words, or a filter such as --municipality; 'minutes search --help' shows how"
        )
    if facets and group:
        raise click.UsageError("--facets counts decisions and shows no hits to group; leave out one of the two")
    from minutes import hit_view
    from search.engine import FACETS, Order
    from search.index import open_index

    results = open_index(archive, engine).search(
        text,
        filters,
        order=Order(sort),
        limit=0 if facets else limit,
        by_matter=group == "matter",
        facets=FACETS if facets else (),
    )
    say_notes(results.notes)
    for typed, meant in results.meant:
        say(f"No decision holds “{printable(typed)}”; did you mean “{printable(meant)}”?")
    if facets:
        write_rows(hit_view.facet_rows(results, limit), hit_view.FACET_COLUMNS, fmt)
    elif fmt == "table":
        hit_view.show(results)
    else:
        write_rows(hit_view.rows(results, fmt), hit_view.COLUMNS, fmt)
    if results.total:
        say(_told(results, limit, facets=facets))
    elif not results.searched:
        raise MinutesError(
            f"The archive {archive} holds no decisions yet: `minutes sync` fetches some, `minutes import FILE` takes your own."
        )
    else:
        say("Nothing found." + ("" if results.meant else hints(archive, text, filters, engine)))


def _told(results: "Results", limit: int, *, facets: bool) -> str:
    """Return the sentence that says how much was found and how much of it was shown."""
    found = counted(results.total, "decision")
    if facets:
        cut = any(len(counts) > limit for counts in results.facets.values())
        return f"{found} found" + (
            f"; the first {limit} values of each facet shown (--limit shows more)." if cut else "."
        )
    matters = results.total
    if results.matters is not None:
        matters, found = results.matters, f"{found} in {counted(results.matters, 'matter')}"
    if matters > len(results.hits):
        return f"{found} found, the first {len(results.hits)} shown (--limit shows more, `minutes export` writes all)."
    return f"{found} found."


def _refuse_unknown_options(words: tuple[str, ...]) -> None:
    options = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
    for name in (word.partition("=")[0] for word in words):
        if (
            name[:2] == "--" and name[2:3].isalpha() and name not in options
        ):  # a known one stands here after a bare "--"
            near = get_close_matches(name, options, n=1)
            raise click.UsageError(f"no such option '{name}'" + (f"; did you mean '{near[0]}'?" if near else ""))
