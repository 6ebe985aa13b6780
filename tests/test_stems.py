"""A lookahead for the first letters of stems changes nothing of what a list of stems finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.grammar.stems import at_a_glance

LISTS = (
    "avustu|tuki(?!k)|(?<![a-zåäö])laina",
    "(?P<a>kusta(?:nnus|nne)|kun(?:ta|nat)x?)|(?P<b>oma(?:n[ ])?osuu|vastuu)",
    "[st]aa|sa?vu|ta(?:lo|rha)?us",
    "(?<=[a-zåäö])hin(?:ta|nan)|(?<!under)stöd|å(?!n)|ab?c",
)
ANYTHING = ("(?:a|b)*c|d", r"\w+ta|kunta", "a*b", ".a")
TEXTS = st.text(alphabet="abcdehiklmnorstuvxåäö ", max_size=40)
PIECES = st.lists(
    st.sampled_from(
        [
            "avustu",
            "tuki",
            "tukik",
            "laina",
            "kustannus",
            "kustanne",
            "kunta",
            "kunnatx",
            "oma",
            "osuu",
            "vastuu",
            "saa",
            "taa",
            "svu",
            "savu",
            "talous",
            "tarhaus",
            "hinta",
            "hinnan",
            "stöd",
            "under",
            "å",
            "abc",
            "ac",
            "c",
            "d",
        ]
    ),
    max_size=8,
)


def found(pattern: str, text: str) -> list[tuple[tuple[int, int], str | None]]:
    return [(match.span(), match.lastgroup) for match in re.finditer(pattern, text)]


@pytest.mark.parametrize("pattern", LISTS)
@given(texts=st.one_of(TEXTS, PIECES.map("".join), PIECES.map(" ".join)))
def test_the_same_places_are_found(pattern: str, texts: str) -> None:
    assert found(at_a_glance(pattern), texts) == found(pattern, texts)


@pytest.mark.parametrize("pattern", LISTS)
def test_a_list_of_stems_gets_a_lookahead(pattern: str) -> None:
    assert at_a_glance(pattern).startswith("(?=")


@pytest.mark.parametrize("pattern", ANYTHING)
def test_what_may_begin_with_anything_stays_as_it_is(pattern: str) -> None:
    assert at_a_glance(pattern) == pattern
