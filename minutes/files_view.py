"""What was read of a decision's attachments, as lines for people and as records for programs. Never mixed with its own figures."""

from collections.abc import Iterator, Sequence
from typing import Any

from archive.files import FileSum, StoredFile
from minutes.output import counted, fi_money
from scraper.records import amount_contract
from scraper.vocabulary import FileState, Media, Role

LARGEST = 3
"""Sums of an attachment that are shown to people; programs get all."""
_UNITS = {Media.pptx: "slide", Media.xlsx: "sheet"}
_STATES = {
    FileState.text: "text",
    FileState.no_text: "no text in it",
    FileState.unsupported: "not read",
    FileState.failed: "could not be read",
    FileState.refused: "not fetched",
    FileState.unfetched: "not fetched yet",
    FileState.erased: "erased",
}


def file_lines(file: StoredFile) -> Iterator[str]:
    """Yield what is known of an attachment's file: its state and pages, its largest sums with their pages, its projects."""
    facts = file.facts
    if facts is None:
        return
    unit = _UNITS.get(Media(facts.media), "page") if facts.media else "page"
    pages = counted(facts.pages, unit) if facts.pages and facts.state == FileState.text else None
    yield "; ".join(filter(None, (_STATES[FileState(facts.state)], pages, facts.reason)))
    if file.amounts:
        shown = "; ".join(map(_sum, largest(file.amounts)))
        more = len(file.amounts) - LARGEST
        yield f"sums in it: {shown}" + (f"; and {counted(more, 'other')}" if more > 0 else "")
    if file.projects:
        yield "projects in it: " + "; ".join(_at(project.name, project.label) for project in file.projects)


def largest(sums: Sequence[FileSum]) -> list[FileSum]:
    """Return the largest sums in euros, the largest first, of equals those that stand first."""
    euros = [one for one in sums if one.amount.currency == "EUR"]
    return sorted(euros, key=lambda one: one.amount.max or one.amount.value, reverse=True)[:LARGEST]


def file_record(file: StoredFile) -> dict[str, Any]:
    """Return an attachment with what was read of its file, as `minutes show --format jsonl` has it."""
    facts = file.facts
    return {
        "number": file.attachment.number,
        "title": file.attachment.title,
        "url": file.attachment.url,
        "state": facts.state if facts else None,
        "media": facts.media if facts else None,
        "pages": facts.pages if facts else None,
        "size": facts.size if facts else None,
        "reason": facts.reason if facts else None,
        "fetched": file.fetched,
        "amounts": [_amount_record(one) for one in file.amounts],
        "projects": [{"name": project.name, "page": project.label} for project in file.projects],
    }


def _amount_record(one: FileSum) -> dict[str, Any]:
    record = amount_contract(one.amount)
    return {"page": one.label, **{name: value for name, value in record.items() if name not in ("part", "handling")}}


def _sum(one: FileSum) -> str:
    amount = one.amount
    value = fi_money(amount.value, amount.currency)
    upper = f" – {fi_money(amount.max, amount.currency)}" if amount.max is not None else ""
    role = "" if amount.role == Role.other else f" {str(amount.role).replace('_', ' ')}"
    return _at(f"{value}{upper}{role}", one.label)


def _at(words: str, label: str) -> str:
    return f"{words} ({label})" if label else words
