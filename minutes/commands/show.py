"""`minutes show`: one decision as a person would read it."""

from pathlib import Path

import click

from minutes.options import archive_option, format_option


@click.command(short_help="Show one decision whole")
@click.argument("name", metavar="ID")
@format_option
@click.option("--withdrawn", is_flag=True, help="Show also what its publisher has withdrawn.")
@archive_option
def command(name: str, fmt: str, withdrawn: bool, archive: Path) -> None:
    """Show the decision ID, with its amounts, people, attachments and how to cite it.

    ID is as `minutes search` shows it, its end where that is the end of just one, or the page's address.

    \b
    Example: minutes show kuopio:2023145-7
    """
    from archive.identity import at_page
    from archive.store import Archive
    from minutes.errors import MinutesError
    from minutes.files_view import file_record
    from minutes.output import write_json
    from minutes.reading_view import lines
    from scraper.records import contract

    with Archive.open(archive, create=False, readonly=True) as opened:
        stored = opened.decision(name)
        changed = opened.changes(stored.id)
        files = opened.files(stored.key)
    if stored.withdrawn and not withdrawn:
        raise MinutesError(f"{stored.id} was withdrawn by its publisher; --withdrawn shows it on this machine")
    if fmt == "csv":
        from minutes.documents import CSV_COLUMNS
        from minutes.output import write_rows

        place = {"document": stored.document, "platform": stored.platform, "url": stored.url, "page": stored.page}
        write_rows([contract(stored.decision, **place)], CSV_COLUMNS, fmt)
    elif fmt == "jsonl":
        context = {
            "id": stored.id,
            "source": stored.source,
            "platform": stored.platform,
            "municipality": stored.municipality,
            "url": at_page(stored.url, stored.page),
            **({} if stored.page is None else {"page": stored.page}),
        }
        write_json(
            {
                **contract(stored.decision, **context),
                "retrieved": stored.retrieved,
                "snapshot": stored.snapshot,
                "attachment_files": list(map(file_record, files)),
            }
        )
    else:
        for line in lines(stored, changed=changed, files=files):
            click.echo(line)
