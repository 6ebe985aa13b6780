"""`minutes parse`: read files and pages and print what they say, without an archive."""

import click

from minutes.options import format_option


@click.command(short_help="Read documents and print their decisions")
@click.argument("documents", nargs=-1, required=True, metavar="FILE|URL...")
@format_option
@click.option("--municipality", help="Whose documents they are, where the pages do not say it.")
def command(documents: tuple[str, ...], fmt: str, municipality: str | None) -> int:
    """Read documents and print their decisions.

    Touches no archive. Files may be HTML, saved text, PDF, .docx, .pptx or .xlsx; '-' is standard input. The minutes of a
    whole meeting give one record a section. Exit status 1 where one could not be read.

    \b
    minutes parse page.html
    minutes parse --format jsonl *.txt > decisions.jsonl
    """
    from minutes.documents import parse_all

    return parse_all(documents, fmt, municipality)
