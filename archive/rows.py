"""Between a plain Decision and the rows of its tables, both ways, nothing lost.

Rows are tuples in the order of `COLUMNS`, ready for executemany: at ten thousand decisions a sync the dictionaries and
objects in between would cost more than the database.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from archive import models
from scraper.grammar.project_names import project_key
from scraper.records import Decision, Person

RECORD = (
    "municipality",
    "kind",
    "status",
    "body",
    "body_abbreviation",
    "date",
    "section",
    "diary_number",
    "classification",
    "title",
    "language",
    "rationale",
    "proposal",
    "decision",
    "text",
    "outcome",
    "final",
)
"""The columns of table decision that a page states."""

CHILDREN: Mapping[str, tuple[str, ...]] = {
    str(model.__tablename__): tuple(name for name in model.model_fields if name != "key")
    for model in (
        models.Person,
        models.Handling,
        models.Attachment,
        models.Amount,
        models.Share,
        models.Vote,
        models.Arithmetic,
        models.Project,
        models.Distribution,
        models.Warning,
    )
}
"""The tables whose rows belong to one decision and are replaced with it, each with its columns but `key`."""

_PEOPLE = (("preparer", "preparers"), ("presenter", "presenter"), ("decision_maker", "decision_maker"))
_NAMES = (("recused", "recusals"), ("expert", "experts"))
_MOST_DIGITS = 17  # of cents in 64 bits, to be safe

_JSON = TypeAdapter(Decision)
_project_key = lru_cache(maxsize=10_000)(project_key)

Values = tuple[Any, ...]
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def content_json(decision: Decision) -> bytes:
    """Return the whole record as JSON, from which it can be made again with `Decision.model_validate_json`."""
    return _JSON.dump_json(decision, by_alias=True)


def cents(value: Decimal | None) -> int | None:
    """Return a sum in cents, rounded half-even; None for None and beyond 64 bits.

    >>> cents(Decimal("0.125")), cents(Decimal("137000.00"))
    (12, 13700000)
    """
    if value is None or not value.is_finite() or value.adjusted() >= _MOST_DIGITS - 2:
        return None
    return int((value * 100).to_integral_value(rounding=ROUND_HALF_EVEN))


def record_values(d: Decision) -> Values:
    """Return the values of the columns `RECORD`, as SQLite gives them back."""
    return (
        d.municipality,
        str(d.kind),
        _word(d.status),
        d.body,
        d.body_abbreviation,
        d.date.isoformat() if d.date else None,
        d.section,
        d.diary_number,
        d.classification,
        d.title,
        d.language,
        d.rationale,
        d.proposal,
        d.decision,
        d.text,
        _word(d.outcome),
        None if d.final is None else int(d.final),
    )


def children_rows(key: int, d: Decision) -> dict[str, list[Values]]:
    """Return the rows of a decision's children by table, in the order of the page, their values as SQLite gives them back."""
    rows: dict[str, list[Values]] = {table: [] for table in CHILDREN}
    people = rows["person"]
    for i, person in enumerate(d.preparers):
        people.append((key, i, "preparer", person.name, person.title))
    if d.presenter:
        people.append((key, 0, "presenter", d.presenter.name, d.presenter.title))
    if d.decision_maker:
        people.append((key, 0, "decision_maker", d.decision_maker.name, d.decision_maker.title))
    people.extend((key, i, "recused", name, None) for i, name in enumerate(d.recusals))
    people.extend((key, i, "expert", name, None) for i, name in enumerate(d.experts))
    for i, h in enumerate(d.earlier_handlings):
        rows["handling"].append((key, i, h.body, h.date.isoformat() if h.date else None, h.section, h.text))
    for i, file in enumerate(d.attachments):
        rows["attachment"].append((key, i, file.number, file.title, file.url))
    for i, a in enumerate(d.amounts):
        rows["amount"].append(
            (
                key,
                i,
                a.text,
                str(a.value),
                None if a.max is None else str(a.max),
                cents(a.value),
                cents(a.max),
                a.currency,
                str(a.role),
                _word(a.qualifier),
                int(a.approximate),
                _word(a.per),
                _word(a.vat),
                a.party,
                str(a.part),
                a.handling,
                a.start,
                a.end,
            )
        )
    for i, s in enumerate(d.shares):
        rows["share"].append((key, i, s.text, str(s.value), str(s.role), str(s.part), s.handling, s.start, s.end))
    for i, vote in enumerate(d.votes):
        rows["vote"].append((key, i, vote.for_, vote.against, vote.blank, vote.motion))
    for i, c in enumerate(d.checks):
        expected, found = (None if v is None else str(v) for v in (c.expected, c.found))
        figures = (expected, found, cents(c.expected), cents(c.found))
        rows["arithmetic"].append(
            (key, i, c.rule, str(c.verdict), *figures, c.reason, c.sentence, json.dumps(c.amounts))
        )
    for i, name in enumerate(d.projects):
        rows["project"].append((key, i, name, _project_key(name)))
    for i, name in enumerate(d.distribution):
        rows["distribution"].append((key, i, name))
    for i, text in enumerate(d.warnings):
        rows["warning"].append((key, i, text))
    return rows


def from_rows(row: Mapping[str, Any], children: Rows) -> Decision:
    """Return the decision that a row of table decision and its children's rows (in order) were made of."""
    record: dict[str, Any] = {name: row[name] for name in RECORD}
    people = children.get("person", ())
    for role, field in _PEOPLE:
        found = [Person(name=p["name"], title=p["title"]) for p in people if p["role"] == role]
        record[field] = found if field == "preparers" else next(iter(found), None)
    for role, field in _NAMES:
        record[field] = [p["name"] for p in people if p["role"] == role]
    record["earlier_handlings"] = _picked(children.get("handling", ()), "body", "date", "section", "text")
    record["attachments"] = _picked(children.get("attachment", ()), "number", "title", "url")
    record["amounts"] = [
        {name: value for name, value in amount.items() if name not in _NOT_OF_AMOUNTS}
        for amount in children.get("amount", ())
    ]
    record["shares"] = _picked(children.get("share", ()), "text", "value", "role", "part", "handling", "start", "end")
    record["votes"] = [
        {"for": vote["ayes"], "against": vote["noes"], "blank": vote["blank"], "motion": vote["motion"]}
        for vote in children.get("vote", ())
    ]
    record["checks"] = [
        {**check, "amounts": json.loads(check["amounts"])}
        for check in _picked(
            children.get("arithmetic", ()), "rule", "verdict", "expected", "found", "reason", "sentence", "amounts"
        )
    ]
    record["projects"] = [project["name"] for project in children.get("project", ())]
    record["distribution"] = [to["name"] for to in children.get("distribution", ())]
    record["warnings"] = [warning["text"] for warning in children.get("warning", ())]
    return Decision.model_validate(record)


_NOT_OF_AMOUNTS = {"key", "decision_key", "position", "cents", "max_cents"}


def _picked(rows: Iterable[Mapping[str, Any]], *names: str) -> list[dict[str, Any]]:
    return [{name: row[name] for name in names} for row in rows]


def _word(value: str | None) -> str | None:
    return None if value is None else str(value)
