"""docs/systems.md names only tests and fixtures that are there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.test_systems import SYSTEMS

ROOT = Path(__file__).resolve().parent.parent
TABLE = (ROOT / "docs" / "systems.md").read_text(encoding="utf-8")
TESTS = sorted(set(re.findall(r"`(test_\w+\.py)(?:::(test_\w+))?(?:\[[^\]`]*\])?`", TABLE)))
CASES = sorted(set(re.findall(r"`((?:dynasty|casem|turku|ktweb|helsinki|plain|pdf)/\w+)`", TABLE)))
TOWNS = sorted(set(re.findall(r"town `([\w-]+)`", TABLE)))


@cache
def defined(file: str) -> frozenset[str]:
    """Return the names of a test file's functions."""
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(("file", "name"), TESTS)
def test_a_named_test_exists(file: str, name: str) -> None:
    assert not name or name in defined(file)


@pytest.mark.parametrize("case", CASES)
def test_a_named_fixture_exists(case: str) -> None:
    kind = "links.json" if "/list_" in case else "expected.json"
    assert (ROOT / "fixtures" / "platforms" / case / kind).is_file()


def test_every_town_is_in_the_table() -> None:
    assert set(TOWNS) == set(SYSTEMS)
    assert len(CASES) > 30


def test_every_row_proves_every_cell_or_says_that_there_is_nothing() -> None:
    rows = [line.strip("|").split("|") for line in TABLE.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 7
    for name, stance, *cells in rows:
        assert stance.strip() in ("open", "off", "unverified"), name
        assert len(cells) == 6, name
        assert all("`" in cell or cell.strip() == "—" for cell in cells), name
