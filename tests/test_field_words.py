"""The words of the query language."""

from pathlib import Path

import pytest

from scraper.vocabulary import Outcome, Role
from search.field_words import OUTCOMES, ROLES, SCOPES, folded, outcomes, role, scope
from search.fields import PARTS, PARTS_OF, WEIGHTS, mask
from search.tree import Field

NAMES = """
kunta kommun municipality toimielin organ body valmistelija beredare preparer esittelijä föredragande presenter
diaari diarium diary pykälä paragraf section hanke projekt project otsikko rubrik title ehdotus förslag proposal
päätös beslut decision liite bilaga attachment tulos resultat outcome summa belopp amount rooli roll role pvm datum date
"""


@pytest.mark.parametrize("name", NAMES.split())
def test_every_field_has_its_name_in_three_languages(name: str) -> None:
    assert scope(name) == scope(name.upper()) == SCOPES[folded(name)]


def test_no_name_means_two_things_and_every_field_has_three() -> None:
    assert len(SCOPES) == 3 * len(set(SCOPES.values()))
    assert set(Field) <= set(SCOPES.values())


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_can_be_asked_for(outcome: Outcome) -> None:
    assert outcomes(outcome) == outcomes(outcome.replace("_", " ").upper()) == (outcome,)
    assert sum(outcome in some for some in OUTCOMES.values()) > 2


@pytest.mark.parametrize("each", Role)
def test_every_role_can_be_asked_for(each: Role) -> None:
    assert role(each) == role(each.replace("_", "-")) == each
    assert list(ROLES.values()).count(each) > 2


@pytest.mark.parametrize(("word", "known"), [("", ()), ("*", ()), ("x", ()), ("hylätty ", (Outcome.rejected,))])
def test_outcomes_of(word: str, known: tuple[Outcome, ...]) -> None:
    assert outcomes(word) == known


def test_every_field_stands_for_parts_that_are_indexed() -> None:
    assert set(PARTS_OF) == set(Field)
    assert tuple(WEIGHTS) == PARTS
    assert len(PARTS) <= 16
    assert mask(Field.title) == 1 << PARTS.index("title")
    assert mask(None) == sum(mask(field) for field in Field) | sum(
        1 << PARTS.index(p) for p in ("rationale", "earlier", "context")
    )


def test_the_page_on_searching_names_every_field() -> None:
    page = (Path(__file__).parent.parent / "docs" / "search.md").read_text(encoding="utf-8")
    assert [name for name in NAMES.split() if f"`{name}:" not in page] == []
