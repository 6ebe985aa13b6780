"""The parts that a decision's texts are indexed under, and the fields that a query names them by."""

from search.tree import Field

WEIGHTS = {
    "title": 4.0,
    "decision": 2.0,
    "proposal": 1.5,
    "rationale": 1.0,
    "text": 1.0,
    "earlier": 0.5,
    "attachment": 0.5,
    "municipality": 1.0,
    "body": 1.0,
    "diary": 1.0,
    "section": 1.0,
    "preparer": 1.0,
    "presenter": 1.0,
    "project": 1.0,
    "context": 1.0,
}
"""How much a word weighs in each part; `context` is what stands beside the texts and has no field of its own."""

PARTS = tuple(WEIGHTS)
"""The parts in a fixed order: the number of a part is written into the index (a change needs a new version of the engines)."""

PARTS_OF = {
    Field.municipality: ("municipality",),
    Field.body: ("body",),
    Field.preparer: ("preparer",),
    Field.presenter: ("presenter",),
    Field.diary: ("diary",),
    Field.section: ("section",),
    Field.project: ("project",),
    Field.title: ("title",),
    Field.proposal: ("proposal",),
    Field.decision: ("decision",),
    Field.attachment: ("attachment", "text"),
}
"""The parts that each field stands for."""

ALL = (1 << len(PARTS)) - 1


def mask(field: Field | None) -> int:
    """Return the parts of a field as bits (bit n is PARTS[n]); all of them for None."""
    if field is None:
        return ALL
    return sum(1 << PARTS.index(part) for part in PARTS_OF[field])
