"""Words → terms."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import MAX_TERM, index_terms, normalise, query_terms, tokens


def found(typed: str, text: str, language: str = "fi") -> bool:
    return bool(set(query_terms(typed, language)) & set(index_terms(text, language)))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("hanke", "hankkeen"),
        ("hanke", "HANKKEIDEN"),
        ("koulu", "kouluissa"),
        ("kunta", "kunnat ja kuntaa"),
        ("hanke", "EU-hankkeet"),
        ("EU-hanke", "EU-hankkeen"),
        ("EU", "EU:n"),
        ("2023", "2023:ssa"),
        ("292/00.01.05/2023", "Dnro 292/00.01.05/2023."),
        ("MliDno-2020-94", "(MliDno-2020-94)"),
        ("2020", "MliDno-2020-94"),
        ("137000", "enintään 137 000 euroa"),
        ("1137000", "1\u00a0137\u00a0000,50 €"),
        ("etunimi.sukunimi@kunta.example", "etunimi.sukunimi@kunta.example"),
        ("sukunimi", "etunimi.sukunimi@kunta.example"),
        ("kunnanhallitus", "kunnan\u00adhallitus"),
        ("päätös", unicodedata.normalize("NFD", "päätös")),
        ("117", "§ 117"),
    ],
)
def test_finds(typed: str, text: str) -> None:
    assert found(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("sali", "säli"),  # å, ä and ö are letters of their own
        ("tori", "töri"),
        ("lan", "lån"),
        ("137", "1370"),
        ("137000", "5.137 000"),  # no number of three groups, whatever it is
        ("koulu", "kaavoitus"),
    ],
)
def test_does_not_find(typed: str, text: str) -> None:
    assert not found(typed, text)


def test_swedish_has_its_own_stems() -> None:
    assert found("bidrag", "bidragen", "sv")
    assert found("skola", "skolorna", "sv")
    assert not set(index_terms("skolorna", "sv")) & set(index_terms("skolorna", "fi")) - {"=skolorna"}


def test_an_unknown_language_is_read_as_finnish() -> None:
    assert index_terms("hankkeen", "se") == index_terms("hankkeen", "fi")


def test_a_joined_word_is_kept_whole_and_in_atoms() -> None:
    [token] = tokens("292/00.01.05/2023")
    assert token.word == "292/00.01.05/2023"
    assert token.atoms == ("292", "00", "01", "05", "2023")


def test_what_is_too_long_for_a_word_is_kept_in_atoms() -> None:
    address = "https://kokous.example/" + "/".join(["asiakirjat"] * 20)
    assert {token.word for token in tokens(address)} == {"https", "kokous.example", "asiakirjat"} - {
        "kokous.example"
    } | {
        "kokous",
        "example",
    }
    assert [len(token.word) for token in tokens("a" * 1_000_000)] == [MAX_TERM]


def test_a_typed_word_is_never_split() -> None:
    assert "=hanke" not in query_terms("EU-hanke")


@given(st.text())
def test_tokens_lie_in_the_text_in_order(text: str) -> None:
    text = normalise(text)
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        assert token.atoms
        end = token.end


@given(st.text(), st.sampled_from(["fi", "sv"]))
def test_every_word_is_found_by_itself(text: str, language: str) -> None:
    terms = set(index_terms(text, language))
    for token in tokens(normalise(text)):
        assert set(query_terms(token.word, language)) & terms
