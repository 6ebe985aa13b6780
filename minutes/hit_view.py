"""Hits and counts as rows for programs, and as a few lines each for people. Light, for the start of a search."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from minutes.output import Column, counted, fi_date, fi_money, is_terminal, printable

if TYPE_CHECKING:
    from search.engine import Hit, Results, Snippet

MARKS = ("«", "»")  # around a matching word, wherever it cannot be shown in bold
BOLD, UNDERLINED = ("\033[1m", "\033[22m"), ("\033[4m", "\033[24m")
_KEYS = (
    "id municipality body date section title outcome diary_number kind status withdrawn largest_amount url score snippet"
    " handlings"
)
COLUMNS = [Column(key, key) for key in _KEYS.split()]
FACET_COLUMNS = [Column("facet", "Facet"), Column("value", "Value"), Column("decisions", "Decisions", right=True)]
_OWN = frozenset(("snippet",))  # columns that are not the hit's as they are


def rows(results: "Results", fmt: str) -> Iterator[dict[str, Any]]:
    """Yield a row for each hit: in csv with one snippet, its words in «»; in jsonl with all, and the places of their words."""
    for hit in results.hits:
        row = {column.key: getattr(hit, column.key) for column in COLUMNS if column.key not in _OWN}
        row["score"] = None if hit.score is None else round(hit.score, 4)
        if fmt == "jsonl":
            row["title_marks"] = hit.title_marks
            row["snippets"] = [
                {"part": snippet.part, "place": snippet.place, "text": snippet.text, "marks": snippet.marks}
                for snippet in hit.snippets
            ]
        else:
            row["snippet"] = " ".join(where(snippet) + snippet.marked(*MARKS) for snippet in hit.snippets)
        yield row


def facet_rows(results: "Results", limit: int) -> Iterator[dict[str, Any]]:
    """Yield the first `limit` values of each facet, each with its number of decisions."""
    for facet, counts in results.facets.items():
        for value, count in counts[:limit]:
            yield {"facet": facet, "value": value, "decisions": count}


def show(results: "Results") -> None:
    """Print a few lines for each hit: where and when, what, why it was found, and how to go on reading."""
    from search.engine import marked

    bold = is_terminal()
    before, after = BOLD if bold else MARKS
    for number, hit in enumerate(results.hits, 1):
        title = marked(_clean(hit.title or "(without a title)"), hit.title_marks, *(UNDERLINED if bold else MARKS))
        click.echo(f"{number}. " + (before + title + after if bold else title), color=bold)
        click.echo("   " + _place(hit))
        for snippet in hit.snippets:
            text = marked(_clean(snippet.text), snippet.marks, before, after)
            click.echo("   " + printable(where(snippet)) + text, color=bold)
        name = None if hit.url and hit.id.startswith("http") else hit.id
        click.echo("   " + printable(" · ".join(filter(None, (name, hit.url)))))
        click.echo()


def where(snippet: "Snippet") -> str:
    """Return where a snippet stands, where that is not in the decision itself: `in attachment 2, s. 5: `, or ''."""
    if snippet.part != "attachment":
        return ""
    return f"in attachment {snippet.place}: " if snippet.place else "in an attachment: "


def _clean(text: str) -> str:
    """Return strangers' text without control characters, sign for sign, so that marks keep their places."""
    return "".join(printable(sign) or " " for sign in text)


def _place(hit: "Hit") -> str:
    """Return the line of facts: `Siilinjärvi, Kunnanhallitus 8.5.2023 § 117 · 292/00.01.05/2023 · noted · 137 000 €`."""
    where = ", ".join(filter(None, (hit.municipality, hit.body)))
    when = " ".join(filter(None, (fi_date(hit.date), f"§ {hit.section}" if hit.section else "")))
    status = "withdrawn by its publisher" if hit.withdrawn else "agenda" if hit.status == "agenda" else None
    attachment = "attachment" if hit.kind == "attachment" else None
    amount = f"up to {fi_money(hit.largest_amount)}" if hit.largest_amount is not None else None
    handlings = counted(hit.handlings, "handling") if hit.handlings and hit.handlings > 1 else None
    facts = (f"{where} {when}".strip(), hit.diary_number, hit.outcome, attachment, status, amount, handlings)
    return printable(" · ".join(filter(None, facts)))
