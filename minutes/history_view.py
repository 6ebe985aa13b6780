"""The history of a decision: for people what changed each time, for programs the same with every word."""

import datetime as dt
import shutil
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import click

from archive.field_changes import Entry, FieldChange, changes
from archive.store import Revision
from archive.word_difference import Op, Piece
from minutes.output import fi_date, fi_money, in_finland, printable
from scraper.records import Amount, Attachment, Check, Person, Share, Vote

CONTEXT = 60
"""Characters of unchanged text shown on either side of a change."""
MAX_WIDTH = 100
LABEL = 16
INDENT = " " * 4
Paint = Callable[[Op, str], str]


@dataclass(frozen=True, slots=True)
class Step:
    """One revision with what set it apart from the one before; `hidden` where what changed is not shown."""

    revision: Revision
    changes: tuple[FieldChange, ...] = ()
    hidden: bool = False


def steps(revisions: Sequence[Revision], since: int | None = None, until: int | None = None) -> Iterator[Step]:
    """Yield the revisions numbered `since` to `until`, each compared with the one before it that is kept.

    What came before a hidden record is never compared with it: the difference would show what was hidden.
    """
    before: Revision | None = None
    for revision in revisions:
        if (since is None or revision.number >= since) and (until is None or revision.number <= until):
            hidden = revision.hidden or (before is not None and before.hidden)
            compared = before is not None and not hidden
            yield Step(
                revision, tuple(changes(before.decision, revision.decision)) if before and compared else (), hidden
            )
        before = revision


def marked(op: Op, text: str) -> str:
    """Return a piece of text as a file or pipe shows it: [-removed-], {+added+}.

    >>> marked(Op.delete, "5"), marked(Op.insert, "8"), marked(Op.equal, "000 €")
    ('[-5-]', '{+8+}', '000 €')
    """
    return {Op.delete: f"[-{text}-]", Op.insert: f"{{+{text}+}}"}.get(op, text)


def coloured(op: Op, text: str) -> str:
    """Return a piece of text as a terminal shows it: what was removed red and struck through, what was added green."""
    if op is Op.equal:
        return text
    return click.style(text, fg="red", strikethrough=True) if op is Op.delete else click.style(text, fg="green")


def lines(step: Step, paint: Paint) -> Iterator[str]:
    """Yield the lines of a step; strangers' text is made harmless."""
    revision = step.revision
    kind = str(revision.kind).replace("_", " ")
    hidden = " (what it said is hidden)" if revision.hidden else " (what changed is hidden)" if step.hidden else ""
    yield f"{revision.number}  {_moment(revision.at)}  {kind}{hidden}"
    for change in step.changes:
        yield from _change(change, paint)


def record(step: Step, id_: str) -> dict[str, Any]:
    """Return a step as a record for programs: `changes` hold ops of whole texts, `old` and `new`, or entries of lists."""
    revision = step.revision
    return {
        "id": id_,
        "number": revision.number,
        "at": revision.at,
        "kind": str(revision.kind),
        "snapshot": None if revision.hidden else revision.snapshot,
        "hidden": step.hidden,
        "changes": [_record(change) for change in step.changes],
    }


def flat(step: Step, id_: str) -> Iterator[dict[str, Any]]:
    """Yield a step as rows of plain text, one a changed field and at least one."""
    revision = step.revision
    row = {"id": id_, "number": revision.number, "at": revision.at, "kind": str(revision.kind), "hidden": step.hidden}
    for change in step.changes:
        yield {**row, "field": change.field, "change": "; ".join(_told(change, marked))}
    if not step.changes:
        yield row


def _record(change: FieldChange) -> dict[str, Any]:
    if change.pieces:
        return {"field": change.field, "ops": [{"op": str(piece.op), "text": piece.text} for piece in change.pieces]}
    if change.removed or change.added or change.replaced:
        return {
            "field": change.field,
            "removed": list(map(_plain, change.removed)),
            "added": list(map(_plain, change.added)),
            "replaced": [{"old": _plain(old), "new": _plain(new)} for old, new in change.replaced],
        }
    return {"field": change.field, "old": change.old, "new": change.new}


def _plain(entry: Entry) -> Any:
    return entry if isinstance(entry, str) else entry.model_dump(mode="json", by_alias=True)


def _change(change: FieldChange, paint: Paint) -> Iterator[str]:
    width = max(40, min(shutil.get_terminal_size((MAX_WIDTH, 24)).columns, MAX_WIDTH))
    label = change.field.replace("_", " ")
    for number, told in enumerate(_told(change, paint)):
        head = f"{INDENT}{'' if number else label:{LABEL}}"
        if paint is marked:
            yield from textwrap.wrap(
                told, width, initial_indent=head, subsequent_indent=" " * len(head),
                break_long_words=False, break_on_hyphens=False,
            ) or [head]  # fmt: skip
        else:  # colours have no width: the terminal wraps
            yield head + told


def _told(change: FieldChange, paint: Paint) -> Iterator[str]:
    if change.pieces:
        yield "".join(_excerpt(change.pieces, paint)) or "only line breaks or spaces"
    elif change.removed or change.added or change.replaced:
        for old, new in change.replaced:
            yield f"{paint(Op.delete, _entry(old))} → {paint(Op.insert, _entry(new))}"
        yield from (paint(Op.delete, _entry(one)) for one in change.removed)
        yield from (paint(Op.insert, _entry(one)) for one in change.added)
    else:
        values = [(Op.delete, change.old), (Op.insert, change.new)]
        write = _word if change.field in ("status", "kind", "outcome") else str
        yield " → ".join(paint(op, printable(write(value))) for op, value in values if value is not None)


def _excerpt(pieces: Sequence[Piece], paint: Paint) -> Iterator[str]:
    """Yield the changes with some of the text around them; changes of spaces alone are passed over."""
    told = [piece for piece in pieces if piece.op is Op.equal or piece.text.strip()]
    if all(piece.op is Op.equal for piece in told):
        return
    for number, piece in enumerate(told):
        text = printable(piece.text)
        if piece.op is not Op.equal:
            yield paint(piece.op, text)
            continue
        first, last = number == 0, number == len(told) - 1
        room = CONTEXT if first or last else 2 * CONTEXT
        if len(text) <= room:
            yield text
        else:
            yield ("" if first else text[:CONTEXT]) + " … " + ("" if last else text[-CONTEXT:])


def _entry(entry: Entry) -> str:
    return printable(_entry_text(entry))


def _entry_text(entry: Entry) -> str:
    if isinstance(entry, Amount):
        return _amount(entry)
    if isinstance(entry, Person):
        return " ".join(part for part in (entry.title, entry.name) if part)
    if isinstance(entry, Vote):
        counts = (("for", entry.for_), ("against", entry.against), ("blank", entry.blank))
        return ", ".join(f"{count} {name}" for name, count in counts if count is not None)
    if isinstance(entry, Share):
        return f"{entry.text} ({_word(entry.role)}, {entry.part})"
    if isinstance(entry, Check):
        return f"{_word(entry.rule)}: {_word(entry.verdict)}"
    if isinstance(entry, Attachment):
        return " ".join(part for part in (entry.number, entry.title, entry.url) if part)
    return entry


def _amount(amount: Amount) -> str:
    upto = "" if amount.max is None else f"–{fi_money(amount.max, amount.currency)}"
    marks = (
        *("about" if amount.approximate else "", _word(amount.qualifier), f"a {amount.per}" if amount.per else ""),
        *(f"VAT {amount.vat}" if amount.vat else "", amount.party or ""),
    )
    detail = ", ".join(filter(None, (_word(amount.role), *marks, str(amount.part))))
    return f"{fi_money(amount.value, amount.currency)}{upto} ({detail})"


def _word(word: str | None) -> str:
    return str(word).replace("_", " ") if word else ""


def _moment(text: str) -> str:
    moment = dt.datetime.fromisoformat(text)
    return f"{fi_date(moment)} {in_finland(moment):%H:%M}"
