"""Golden folders: every page under fixtures/platforms is read as its expected.json says, field by field."""

import json
from pathlib import Path
from typing import Any

import pytest

from scraper.page import Parsed
from scraper.parse import parse_document
from scraper.records import contract

ROOT = Path(__file__).resolve().parent.parent / "fixtures" / "platforms"
CASES = sorted(path.parent for path in ROOT.glob("*/*/expected.json"))
LISTS = {"amounts", "shares", "earlier_handlings", "checks", "attachments", "votes"}


def load(case: Path) -> tuple[dict[str, Any], Parsed]:
    """Return a case's expectation and what is read from its page."""
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    (page,) = case.glob("page.*")
    default = "text/html" if page.suffix == ".html" else "text/plain"
    content_type = expected.get("content_type", default)
    return expected, parse_document(str(page), page.read_bytes(), content_type=content_type, url=expected.get("url"))


def compare(wanted: dict[str, Any], got: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the fields of `wanted` that `got` does not agree with, as field → (wanted, got)."""
    wrong: dict[str, tuple[Any, Any]] = {}
    for field, value in wanted.items():
        if field.endswith("_start"):
            text = " ".join((got[field.removesuffix("_start")] or "").split())
            if not text.startswith(value):
                wrong[field] = (value, text[:120])
        elif field in LISTS:
            found = got[field]
            if len(found) != len(value):
                wrong[field] = (value, found)
                continue
            for i, (a, b) in enumerate(zip(value, found, strict=True)):
                differing = {key: (a[key], b.get(key)) for key in a if a[key] != b.get(key)}
                if differing:
                    wrong[f"{field}[{i}]"] = (a, differing)
        elif got[field] != value:
            wrong[field] = (value, got[field])
    return wrong


def test_there_are_fixtures_of_every_system() -> None:
    assert {"dynasty", "casem", "turku", "ktweb", "helsinki", "plain"} <= {case.parent.name for case in CASES}
    assert len(CASES) >= 199


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_golden(case: Path) -> None:
    expected, parsed = load(case)
    if "complaint" in expected:
        assert not parsed.decisions
        assert expected["complaint"] in (parsed.complaint or "")
        return
    assert parsed.complaint is None
    records = [
        contract(decision, municipality=decision.municipality or parsed.municipality) for decision in parsed.decisions
    ]
    assert len(records) == len(expected["decisions"])
    for wanted, got in zip(expected["decisions"], records, strict=True):
        assert compare(wanted, got) == {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_every_figure_stands_where_it_says(case: Path) -> None:
    _, parsed = load(case)
    for decision in parsed.decisions:
        for amount in decision.amounts:
            assert decision.part(amount.part, amount.handling)[amount.start : amount.end] == amount.text
