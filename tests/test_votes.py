"""Votes with their counts, in every form that minutes use."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.grammar.votes import votes

Counts = tuple[int | None, int | None, int | None]

EXAMPLES: list[tuple[str, list[Counts]]] = [
    ("Puheenjohtaja totesi lautakunnan 9 äänellä 6 ääntä vastaan hylänneen vastaehdotuksen.", [(9, 6, None)]),
    ("11 äänellä 3 ääntä vastaan ja yhden äänestäessä tyhjää", [(11, 3, 1)]),
    ("seitsemällä äänellä neljää vastaan", [(7, 4, None)]),
    ("Esitys hylättiin äänin 3-10.", [(3, 10, None)]),
    ("Päätösehdotus hyväksyttiin äänin 11–3–1.", [(11, 3, 1)]),
    ("Äänestystulos oli 9 - 6.", [(9, 6, None)]),
    ("JAA 7, EI 4, tyhjää 1", [(7, 4, 1)]),
    ("JAA-ääniä annettiin 7 ja EI-ääniä 4. Tyhjiä ääniä 2.", [(7, 4, 2)]),
    ("JAA (2): Kallas, Vuori, EI (1): Salo", [(2, 1, None)]),
    ("Annettiin 8 JAA-ääntä ja 3 EI-ääntä, 1 oli poissa.", [(8, 3, None)]),
    ("Äänestyksessä 7 puolesta ja 4 vastaan.", [(7, 4, None)]),
    ("Äänet menivät 3-3, puheenjohtajan ääni ratkaisi.", [(3, 3, None)]),
    ("med 9 röster mot 6, en blank", [(9, 6, 1)]),
    ("9 ja, 6 nej, 1 blank", [(9, 6, 1)]),
    # one vote told twice, and several votes
    ("Päätösehdotus hyväksyttiin äänin 7–4. Äänestystulos 7-4.", [(7, 4, None)]),
    (
        "Lautakunta hylkäsi äänin 9-6 Vuoren muutosehdotuksen nro 1. Lautakunta hylkäsi äänin 8-7 Vuoren muutosehdotuksen nro 2.",
        [(9, 6, None), (8, 7, None)],
    ),
    (
        "Lautakunta hylkäsi äänin 9-6 Vuoren muutosehdotuksen. Lautakunta hylkäsi äänin 9-6 Salon muutosehdotuksen.",
        [(9, 6, None), (9, 6, None)],
    ),
    # not votes
    ("Äänestykseen käytetään lippuja 3-10 kappaletta.", []),
    ("Ne, jotka kannattavat ehdotusta, äänestävät JAA, muut EI.", []),
    ("Hanke kestää 9-6 kuukautta.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_votes(text: str, expected: list[Counts]) -> None:
    assert [(v.for_, v.against, v.blank) for v in votes(text)] == expected


def test_a_vote_names_its_motion_as_written() -> None:
    found = votes(
        "Totesi lautakunnan 9 äänellä 6 ääntä vastaan hylänneen Vuoren muutosehdotuksen nro 2. Lista on liitteenä."
    )
    assert [v.motion for v in found] == ["Vuoren muutosehdotuksen nro 2"]


def test_a_roll_call_is_read_with_its_names_between() -> None:
    names = ", ".join(["Outi Kallas"] * 54)
    found = votes(
        "8 äänestys\nAsian käsittelyn jatko JAA, palautus EI\nJAA-ehdotus: Asian käsittelyä jatketaan\n"
        f"EI-ehdotus: Valtuutettu Ilmari Vuoren palautusehdotus\n\nJaa-äänet: 54\n{names}\n\nEi-äänet: 24\n{names}\n\nTyhjä: 2\nAarne Salo"
    )
    assert [(v.for_, v.against, v.blank, v.motion) for v in found] == [
        (54, 24, 2, "Valtuutettu Ilmari Vuoren palautusehdotus")
    ]


def test_the_contract_speaks_of_for_and_against() -> None:
    assert votes("äänin 7-4")[0].model_dump(by_alias=True) == {"for": 7, "against": 4, "blank": None, "motion": None}


FORMS = [
    "hyväksyttiin äänin {0}-{1}",
    "{0} äänellä {1} ääntä vastaan",
    "JAA {0}, EI {1}",
    "JAA-ääniä {0}, EI-ääniä {1}",
    "{0} jaa-ääntä ja {1} ei-ääntä",
    "{0} puolesta, {1} vastaan",
    "med {0} röster mot {1}",
]


@given(st.sampled_from(FORMS), st.integers(0, 85), st.integers(0, 85))
def test_every_form_is_read_back(form: str, for_: int, against: int) -> None:
    found = votes(form.format(for_, against))
    assert [(v.for_, v.against) for v in found] == [(for_, against)]


WORDS = st.sampled_from(
    [
        "jaa",
        "ei",
        "äänin",
        "7-4",
        "3",
        "tyhjää",
        "yhden",
        "äänellä",
        "vastaan",
        "röster",
        "mot",
        ".",
        "–",
        "muutosehdotus",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=60).map(" ".join)))
def test_never_raises(text: str) -> None:
    for vote in votes(text):
        assert vote.for_ is not None
        assert vote.against is not None


@pytest.mark.parametrize(
    "piece", ["jaa ", "jaa 1 ", "ei ", "1 jaa ", "äänin ", "äänin 1-", "a", "1-1", "yksi ", "tyhjää "]
)
def test_a_large_damaged_page_is_read_to_its_end(piece: str) -> None:
    assert len(votes(piece * (200_000 // len(piece)))) <= 1
