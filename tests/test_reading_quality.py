"""How well pages are read, in figures that may not fall: every hand-written fact of the golden folders, counted by field.

test_golden names the page that is read wrongly; this test keeps the measure itself, so that a case can't be dropped or
loosened without lowering a figure here.
"""

from collections import Counter

import pytest

from scraper.records import contract
from tests.test_golden import CASES, LISTS, compare, load

FLOORS = {
    "amounts": 671,
    "body": 149,
    "body_abbreviation": 13,
    "classification": 11,
    "date": 151,
    "decision": 57,
    "diary_number": 100,
    "distribution": 6,
    "earlier_handlings": 61,
    "experts": 102,
    "final": 53,
    "kind": 152,
    "language": 80,
    "outcome": 149,
    "preparers": 127,
    "presenter": 115,
    "projects": 108,
    "proposal": 54,
    "rationale": 9,
    "recusals": 113,
    "section": 168,
    "shares": 54,
    "status": 126,
    "title": 119,
    "votes": 14,
}
"""Facts of each field in the fixtures, all of them read right; more may be added, none taken away."""


@pytest.fixture(scope="module")
def counted() -> tuple[Counter[str], Counter[str]]:
    """Return how many facts of each field the fixtures state, and how many of them are read right."""
    stated: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for case in CASES:
        expected, parsed = load(case)
        for wanted, decision in zip(expected.get("decisions", []), parsed.decisions, strict=False):
            wrong = compare(wanted, contract(decision, municipality=decision.municipality or parsed.municipality))
            for field, value in wanted.items():
                name = field.removesuffix("_start")
                facts = len(value) if field in LISTS and value else 1
                stated[name] += facts
                failed = [key for key in wrong if key == field or key.startswith(f"{field}[")]
                right[name] += 0 if field in failed else facts - len(failed)
    return stated, right


@pytest.mark.parametrize("field", sorted(FLOORS))
def test_no_figure_falls(counted: tuple[Counter[str], Counter[str]], field: str) -> None:
    stated, right = counted
    assert right[field] == stated[field]
    assert stated[field] >= FLOORS[field]
