"""Where the words of a query stand in a text: the quick way finds what looking at every word finds."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import matching
from search.analysis import normalise, tokens, word_terms
from search.answers import looked_up
from search.matching import Matcher
from search.query import parse
from search.tree import Word, leaves
from search.word_table import Words

PIECES = [
    "hanke", "hankkeen", "leaderhankkeeseen", "koulu", "Koulun", "KOULUT", "koulukuntayhtymä", "tie", "tien", "tietä", "yö", "öiden",
    "vesi", "veden", "granskärissä", "EU-hankkeen", "MliDno-2020-94", "1.5.2024", "1 500 000", "İstanbul", "straße", ",", "\n", "–", "(", "/",
]  # fmt: skip
TYPED = [
    "hanke",
    "koulu",
    "tie",
    "yö",
    "vesi",
    "granskär",
    "EU-hanke",
    "2020-94",
    "1.5.2024",
    "1500000",
    "kunta",
    "istanbul",
]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("words") / "words.sqlite"
    with Words(path, writing=True) as words:
        words.learn([(" ".join(PIECES), "fi")])
    return path


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(PIECES), max_size=30).flatmap(
        lambda pieces: st.sampled_from([" ", "", "\n", "\u00a0"]).map(lambda space: space.join(pieces))
    ),
    st.lists(st.sampled_from(TYPED), min_size=1, max_size=3),
    st.sampled_from(["fi", "sv"]),
    st.booleans(),
)
def test_the_marks_are_those_of_every_word_looked_at(
    table: Path, text: str, typed: list[str], language: str, with_table: bool
) -> None:
    text = normalise(text)
    with Words(table if with_table else None) as words:
        tree = looked_up(parse(" OR ".join(typed)).tree, words)
        wanted = {term for leaf in leaves(tree) if isinstance(leaf, Word) for term in leaf.terms}
        expected = {
            (token.start, token.end)
            for token in tokens(text)
            if wanted.intersection(word_terms(token.word, language, words.remembered))
        }
        matcher = Matcher(tree, words)
        found = {(match.start, match.end) for match in matcher.matches(text, language, "text")}
        spaced = {place for place in found if " " in text[slice(*place)] or "\u00a0" in text[slice(*place)]}
        joined = {place for place in found - spaced if place not in expected}
        assert expected <= found
        assert all(any(sign in text[slice(*place)] for sign in "-./") for place in joined)  # side by side, as a phrase


def test_a_long_text_without_spaces_takes_no_longer_than_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "_LONGEST", 50)
    words = Words()
    matcher = Matcher(looked_up(parse("koulu").tree, words), words)
    text = "koulu," * 1000
    assert len(list(matcher.matches(text, "fi", "text"))) == 1000
