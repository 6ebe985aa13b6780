"""A decision as a person would read it, as lines of text."""

import re
import shutil
import textwrap
from collections.abc import Iterator, Sequence

from archive.files import StoredFile
from archive.store import Stored
from minutes.citation import citation
from minutes.files_view import file_lines
from minutes.output import counted, fi_money, printable
from scraper.records import Amount, Check, Decision, Person
from scraper.vocabulary import Kind, Part, Verdict

MAX_WIDTH = 100
CONTEXT = 60
"""Characters of the text shown on each side of a sum."""
LABEL = 14
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_VERDICTS = {
    Verdict.ok: "the figures agree",
    Verdict.mismatch: "the figures do not make the total as stated",
    Verdict.not_comparable: "the figures cannot be compared",
}


def lines(stored: Stored, *, changed: int = 0, files: Sequence[StoredFile] = ()) -> Iterator[str]:
    """Yield the lines of a decision, the title first and the citation last; strangers' text is made harmless.

    `changed` is how often its meaning has changed since it was first seen, `files` what was read of its attachments.
    """
    width = max(40, min(shutil.get_terminal_size((MAX_WIDTH, 24)).columns, MAX_WIDTH))
    decision = stored.decision
    yield from _wrapped(decision.title or "(no title)", width)
    yield "=" * min(width, len(decision.title or "(no title)"))
    for label, value in _facts(stored):
        if value:
            yield from textwrap.wrap(
                printable(value), width, initial_indent=f"{label:{LABEL}}", subsequent_indent=" " * LABEL
            )
    if changed:
        yield f"{'Changed':{LABEL}}{counted(changed, 'time')}: minutes history {stored.id}"
    if decision.amounts:
        yield from _heading("Money")
        for amount in decision.amounts:
            yield from _amount(amount, decision, width)
        for share in decision.shares:
            yield f"  {share.text:>18}  {_word(share.role)}"
    for check in decision.checks:
        yield from _check(check, width)
    for heading, text in _texts(decision):
        if text:
            yield from _heading(heading)
            yield from _paragraphs(text, width)
    for handling in decision.earlier_handlings:
        place = citation(None, handling.body, handling.date, handling.section, None, None, None)
        yield from _heading(f"Earlier: {printable(place)}" if place else "Earlier")
        yield from _paragraphs(handling.text, width)
    if decision.attachments:
        yield from _heading("Attachments")
        for file in decision.attachments:
            named = " ".join(part for part in (file.number, file.title, file.url) if part)
            yield from _wrapped(named, width, "    ", first="  ")
            for words in (words for read in files if read.attachment == file for words in file_lines(read)):
                yield from _wrapped(words, width, "        ", first="      ")
    for warning in decision.warnings:
        yield from _wrapped(f"Not read: {printable(warning)}", width)
    yield from _heading("Cite as")
    yield printable(
        citation(
            stored.municipality,
            decision.body,
            decision.date,
            decision.section,
            decision.diary_number,
            stored.address,
            stored.retrieved,
        )
    )


def _facts(stored: Stored) -> Iterator[tuple[str, str]]:
    decision = stored.decision
    yield (
        "",
        citation(
            stored.municipality, decision.body, decision.date, decision.section, decision.diary_number, None, None
        ),
    )
    yield "Id", stored.id
    yield (
        "Outcome",
        _word(decision.outcome) + ("" if decision.final is not False else " (proposed to another body)")
        if decision.outcome
        else "",
    )
    yield "Status", _word(decision.status) + (", withdrawn by its publisher" if stored.withdrawn else "")
    yield "Prepared by", ", ".join(map(_person, decision.preparers))
    yield "Presented by", _person(decision.presenter)
    yield "Decided by", _person(decision.decision_maker)
    yield "Heard", ", ".join(decision.experts)
    yield "Recused", ", ".join(decision.recusals)
    for vote in decision.votes:
        counts = (("for", vote.for_), ("against", vote.against), ("blank", vote.blank))
        yield "Vote", ", ".join(f"{count} {name}" for name, count in counts if count is not None)
    yield "Projects", "; ".join(decision.projects)


def _texts(decision: Decision) -> Iterator[tuple[str, str | None]]:
    if decision.kind is Kind.attachment:
        yield "Text", decision.text
    else:
        yield "Background", decision.rationale
        yield "Proposal", decision.proposal
        yield "Decision", decision.decision


def _amount(amount: Amount, decision: Decision, width: int) -> Iterator[str]:
    value = fi_money(amount.value, amount.currency) + (
        f" – {fi_money(amount.max, amount.currency)}" if amount.max is not None else ""
    )
    marks = (
        "about" if amount.approximate else "",
        _word(amount.qualifier),
        f"a {amount.per}" if amount.per else "",
        f"VAT {amount.vat}" if amount.vat else "",
    )
    text = decision.part(amount.part, amount.handling)
    before = text[max(0, amount.start - CONTEXT) : amount.start]
    after = text[amount.end : amount.end + CONTEXT]
    where = {Part.background: "background", Part.earlier: "earlier handling"}.get(amount.part, str(amount.part))
    detail = ", ".join(filter(None, (_word(amount.role), *marks, printable(amount.party or ""), where)))
    yield f"  {value:>18}  {detail}"
    quote = printable(f"…{_SENTENCE.split(before)[-1]}[{amount.text}]{_SENTENCE.split(after)[0]}…")
    yield from _wrapped(quote, width, " " * 22, first=" " * 22)


def _check(check: Check, width: int) -> Iterator[str]:
    figures = ""
    if check.expected is not None and check.found is not None:
        figures = f" (stated {fi_money(check.expected)}, the others make {fi_money(check.found)})"
    reason = f", {_word(check.reason)}" if check.reason else ""
    yield from _wrapped(f"  Check: {_VERDICTS[check.verdict]}{figures}{reason}", width, "    ")


def _heading(text: str) -> Iterator[str]:
    yield ""
    yield text
    yield "-" * len(text)


def _paragraphs(text: str, width: int) -> Iterator[str]:
    long = False
    for line in text.splitlines():
        if long:
            yield ""
        wrapped = _wrapped(line, width)
        yield from wrapped
        long = len(wrapped) > 1


def _wrapped(text: str, width: int, indent: str = "", *, first: str = "") -> list[str]:
    return textwrap.wrap(printable(text), width, initial_indent=first, subsequent_indent=indent) or [""]


def _person(person: Person | None) -> str:
    return " ".join(part for part in (person.title, person.name) if part) if person else ""


def _word(word: str | None) -> str:
    return str(word).replace("_", " ") if word else ""
