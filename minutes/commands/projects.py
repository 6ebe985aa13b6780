"""`minutes projects`: the projects that decisions are about, and which of their spellings are one."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from minutes.options import archive_option, format_option
from minutes.output import Column, say, write_rows

if TYPE_CHECKING:
    from archive.projects import Named

LISTED = (
    Column("name", "Project"),
    Column("decisions", "Decisions", right=True),
    Column("municipalities", "Municipalities"),
    Column("years", "Years"),
    Column("spellings", "Other spellings"),
)
SUGGESTED = (
    Column("score", "Likeness", right=True),
    Column("a", "Project"),
    Column("b", "Perhaps the same"),
    Column("municipalities", "Municipalities"),
)


SAID = (
    Column("a", "Project"),
    Column("b", "Project"),
    Column("word", "One project"),
    Column("who", "Who"),
    Column("at", "When"),
    Column("why", "Why"),
)


@click.group(short_help="List projects (hanke), and say which are one")
def command() -> None:
    """List the projects (hanke) that decisions are about, and say which spellings are one.

    \b
    minutes projects list                        every project, its towns and years
    minutes projects suggest                     names that look like one another
    minutes projects link "A" "B" --why "…"      they are one
    minutes projects unlink "A" "B" --why "…"    they are not
    minutes projects links                       who said so, when and why

    What you say is kept with who and why, and no later reading of the pages undoes it.
    """


@command.command("list", short_help="List projects with their decisions, towns and years")
@click.argument("words", nargs=-1)
@archive_option
@format_option
def list_(words: tuple[str, ...], archive: Path, fmt: str) -> None:
    """List projects with their decisions, towns and years; WORDS choose those whose name holds them all.

    \b
    Example: minutes projects list hanke
    """
    from archive import projects
    from search.documents import reading

    with reading(archive) as connection:
        found = [project for project in projects.named(connection) if _holds(project, words)]
    if write_rows(map(_listed, found), LISTED, fmt) == 0:
        say(
            "No projects: no decision in the archive names one."
            if not words
            else f"No project's name holds {' '.join(words)}."
        )


@command.command(short_help="Show projects whose names look like one another")
@click.option(
    "--threshold", type=click.FloatRange(0, 100), default=None, help="The least likeness, 0-100.  [default: 85]"
)
@archive_option
@format_option
def suggest(threshold: float | None, archive: Path, fmt: str) -> None:
    """Show projects whose names look like one another, to link or unlink.

    \b
    Example: minutes projects suggest
    """
    from archive import projects
    from search.documents import reading

    with reading(archive) as connection:
        found = projects.suggestions(connection, projects.THRESHOLD if threshold is None else threshold)
    lines = [
        {
            "score": f"{pair.score:.0f}",
            "a": pair.a.name,
            "b": pair.b.name,
            "municipalities": sorted({*pair.a.municipalities, *pair.b.municipalities}),
        }
        for pair in found
    ]
    if write_rows(lines, SUGGESTED, fmt) == 0:
        say("Nothing to suggest: no two names are near that nobody has linked or unlinked.")
    elif fmt == "table":
        say(
            '`minutes projects link "A" "B" --why …` joins two, `minutes projects unlink "A" "B" --why …` keeps them apart for good.'
        )


@command.command(short_help="Show who has linked or unlinked which, when and why")
@archive_option
@format_option
def links(archive: Path, fmt: str) -> None:
    """Show who has linked or unlinked which projects, when and why.

    \b
    Example: minutes projects links
    """
    from archive import links as said
    from archive import projects
    from search.documents import reading

    with reading(archive) as connection:
        names = projects.names(connection)
        lines = [
            {
                "a": names.get(link.key_a, link.key_a),
                "b": names.get(link.key_b, link.key_b),
                "word": link.word,
                "who": link.who,
                "at": link.at,
                "why": link.why,
            }
            for link in said.links(connection)
        ]
    if write_rows(lines, SAID, fmt) == 0:
        say("Nobody has linked or unlinked any projects.")


def _saying(function: Callable[..., None]) -> Callable[..., None]:
    for add in (
        archive_option,
        click.option("--who", envvar="USER", help="Who says so.  [default: your user name]"),
        click.option("--why", required=True, help="Why, for whoever asks later."),
        click.argument("b"),
        click.argument("a"),
    ):
        function = add(function)
    return function


@command.command(short_help="Say that two names are spellings of one project")
@_saying
def link(a: str, b: str, why: str, who: str | None, archive: Path) -> None:
    """Say that A and B are spellings of one project.

    \b
    Example: minutes projects link "Leirikeskus-hanke" "Leirikeskushanke" --why "same decision of the ministry"
    """
    from archive import project_links

    project_links.link(archive, a, b, who=who, why=why)
    say(f"Linked: “{a}” and “{b}” are one project from now on.")


@command.command(short_help="Say that two names are different projects")
@_saying
def unlink(a: str, b: str, why: str, who: str | None, archive: Path) -> None:
    """Say that A and B are different projects; a link is undone, and they are not suggested again.

    \b
    Example: minutes projects unlink "Leirikeskus-hanke" "Leirikeskushanke" --why "two camps"
    """
    from archive import project_links

    project_links.unlink(archive, a, b, who=who, why=why)
    say(f"Kept apart: “{a}” and “{b}” are different projects from now on.")


def _holds(project: "Named", words: tuple[str, ...]) -> bool:
    names = " ".join(project.spellings).casefold()
    return all(word.casefold() in names for word in words)


def _listed(project: "Named") -> dict[str, Any]:
    return {
        "name": project.name,
        "decisions": project.decisions,
        "municipalities": list(project.municipalities),
        "years": list(project.years),
        "spellings": [name for name in project.spellings if name != project.name],
    }
