"""The columns of an export, in their order: one row a decision, an amount or an attachment, with its decision's citation.

docs/codebook.md explains each; a column is never renamed or moved, new ones go to the end.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from archive.files import StoredFile
from archive.filters import Filters
from archive.reading import Stored
from scraper.records import Amount, Decision, Part, Person, Verdict, Vote

Cell = str | int | bool | Decimal | dt.date | list[str] | None
Cite = Callable[[Stored], str]
"""Makes the citation of a decision; the application's, so that an export and a hit cite alike."""

CONTEXT = 80
"""How many characters of its text surround an amount in column `context`, on either side."""

_WORST = (Verdict.mismatch, Verdict.not_comparable, Verdict.ok)

_PLACE: Mapping[str, Callable[[Stored], Cell]] = {
    "municipality": lambda s: s.decision.municipality,
    "source": lambda s: s.source,
    "kind": lambda s: str(s.decision.kind),
    "status": lambda s: _word(s.decision.status),
    "body": lambda s: s.decision.body,
    "body_abbreviation": lambda s: s.decision.body_abbreviation,
    "date": lambda s: s.decision.date,
    "section": lambda s: s.decision.section,
    "diary_number": lambda s: s.decision.diary_number,
    "classification": lambda s: s.decision.classification,
    "title": lambda s: s.decision.title,
    "language": lambda s: s.decision.language,
    "outcome": lambda s: _word(s.decision.outcome),
    "final": lambda s: s.decision.final,
}
_ORIGIN: Mapping[str, Callable[[Stored], Cell]] = {
    "url": lambda s: s.url,
    "document": lambda s: s.document,
    "retrieved": lambda s: s.retrieved,
    "snapshot": lambda s: s.snapshot,
}
_DECISION: Mapping[str, Callable[[Stored], Cell]] = {
    **_PLACE,
    "preparers": lambda s: [_person(person) for person in s.decision.preparers],
    "presenter": lambda s: _person(s.decision.presenter),
    "decision_maker": lambda s: _person(s.decision.decision_maker),
    "recusals": lambda s: s.decision.recusals,
    "experts": lambda s: s.decision.experts,
    "votes": lambda s: [_vote(vote) for vote in s.decision.votes],
    "projects": lambda s: s.decision.projects,
    "amount_count": lambda s: len(s.decision.amounts),
    "largest_amount": lambda s: _largest(s.decision),
    "check": lambda s: _check(s.decision),
    "rationale": lambda s: s.decision.rationale,
    "proposal": lambda s: s.decision.proposal,
    "decision": lambda s: s.decision.decision,
    "text": lambda s: s.decision.text,
    "earlier_handlings": lambda s: [
        " ".join(
            filter(None, (h.body, h.date.isoformat() if h.date else None, f"§ {h.section}" if h.section else None))
        )
        for h in s.decision.earlier_handlings
    ],
    "attachments": lambda s: [" ".join(filter(None, (a.number, a.title, a.url))) for a in s.decision.attachments],
    "distribution": lambda s: s.decision.distribution,
    "warnings": lambda s: s.decision.warnings,
    **_ORIGIN,
    "first_seen": lambda s: s.first_seen,
    "last_changed": lambda s: s.last_changed,
    "withdrawn": lambda s: s.withdrawn,
}
_AMOUNT: Mapping[str, Callable[[Amount], Cell]] = {
    "amount": lambda a: a.text,
    "value": lambda a: a.value,
    "max": lambda a: a.max,
    "currency": lambda a: a.currency,
    "role": lambda a: str(a.role),
    "qualifier": lambda a: _word(a.qualifier),
    "approximate": lambda a: a.approximate,
    "per": lambda a: _word(a.per),
    "vat": lambda a: _word(a.vat),
    "party": lambda a: a.party,
    "part": lambda a: str(a.part),
    "handling": lambda a: a.handling,
    "start": lambda a: a.start,
    "end": lambda a: a.end,
}

_FILE: Mapping[str, Callable[[StoredFile], Cell]] = {
    "number": lambda f: f.attachment.number,
    "attachment": lambda f: f.attachment.title,
    "attachment_url": lambda f: f.attachment.url,
    "state": lambda f: f.facts.state if f.facts else None,
    "media": lambda f: f.facts.media if f.facts else None,
    "pages": lambda f: f.facts.pages if f.facts else None,
    "size": lambda f: f.facts.size if f.facts else None,
    "reason": lambda f: f.facts.reason if f.facts else None,
    "fetched": lambda f: f.fetched,
    "amount_count": lambda f: len(f.amounts),
    "largest_amount": lambda f: f.largest.amount.max or f.largest.amount.value if f.largest else None,
    "largest_amount_page": lambda f: f.largest.label if f.largest else None,
    "projects": lambda f: [project.name for project in f.projects],
}

DECISION_COLUMNS = ("id", "citation", *_DECISION, "page")
AMOUNT_COLUMNS = ("id", "citation", *_PLACE, "position", *_AMOUNT, "context", *_ORIGIN, "page")
FILE_COLUMNS = ("id", "citation", *_PLACE, *_FILE, *_ORIGIN, "page")


def decision_row(stored: Stored, cite: Cite) -> list[Cell]:
    """Return the cells of `DECISION_COLUMNS`."""
    return [stored.id, cite(stored), *(value(stored) for value in _DECISION.values()), stored.page]


def amount_rows(stored: Stored, cite: Cite, filters: Filters) -> Iterator[list[Cell]]:
    """Yield the cells of `AMOUNT_COLUMNS` for each amount that meets the filters' own bounds, where they have any."""
    decision = stored.decision
    head = [stored.id, cite(stored), *(value(stored) for value in _PLACE.values())]
    tail = [*(value(stored) for value in _ORIGIN.values()), stored.page]
    for position, amount in enumerate(decision.amounts):
        if filters.meets(amount.value, amount.max, amount.currency, str(amount.part)):
            cells = [value(amount) for value in _AMOUNT.values()]
            yield [*head, position, *cells, _context(decision, amount), *tail]


def file_rows(stored: Stored, files: Sequence[StoredFile], cite: Cite) -> Iterator[list[Cell]]:
    """Yield the cells of `FILE_COLUMNS` for each attachment of a decision; its sums are the file's, never the decision's."""
    head = [stored.id, cite(stored), *(value(stored) for value in _PLACE.values())]
    tail = [*(value(stored) for value in _ORIGIN.values()), stored.page]
    for file in files:
        yield [*head, *(value(file) for value in _FILE.values()), *tail]


def _context(decision: Decision, amount: Amount) -> str:
    text = decision.part(amount.part, amount.handling)
    return " ".join(text[max(amount.start - CONTEXT, 0) : amount.end + CONTEXT].split())


def _largest(decision: Decision) -> Decimal | None:
    own = [a.max or a.value for a in decision.amounts if a.currency == "EUR" and a.part is not Part.earlier]
    return max(own, default=None)


def _check(decision: Decision) -> str | None:
    verdicts = {check.verdict for check in decision.checks}
    return next((str(verdict) for verdict in _WORST if verdict in verdicts), None)


def _person(person: Person | None) -> str:
    if person is None:
        return ""
    return " ".join(filter(None, (person.name, f"({person.title})" if person.title else "")))


def _vote(vote: Vote) -> str:
    named = (("for", vote.for_), ("against", vote.against), ("blank", vote.blank))
    counts = ", ".join(f"{name} {count}" for name, count in named if count is not None)
    return ": ".join(filter(None, (counts, vote.motion)))


def _word(value: str | None) -> str | None:
    return None if value is None else str(value)
