"""Per cents that are shares of a funding, and those that are not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.grammar.shares import shares
from scraper.records import Part

SHARES = [
    (
        "Ministeriö rahoittaa kokeilusta 65 % ja naapurikunnat yhdessä 35 %.",
        [("65 %", "65", "grant"), ("35 %", "35", "own_share")],
    ),
    ("Virasto on hyväksynyt arvion ja rahoittaa siitä 50 %.", [("50 %", "50", "grant")]),
    ("Loput kunta avustaa 60 %.", [("60 %", "60", "grant")]),
    ("Osakkaiden maksettavaksi jää 7,5 % kuluista.", [("7,5 %", "7.5", "own_share")]),
    ("Hankkeen avustus on 70 % kustannuksista.", [("70 %", "70", "grant")]),
    ("Hankkeelle on myönnetty EU-avustusta 90 % eli 9 000 euroa.", [("90 %", "90", "grant")]),
    ("Avustusta myönnetään enintään 50 % hyväksyttävistä kustannuksista.", [("50 %", "50", "grant")]),
    ("Kunnan omarahoitusosuus on 20 prosenttia.", [("20 prosenttia", "20", "own_share")]),
    ("Kunnan osuus on 30 % kustannuksista.", [("30 %", "30", "own_share")]),
    ("Tukea on 80%, omarahoitusta 20%.", [("80%", "80", "grant"), ("20%", "20", "own_share")]),
    ("Statens bidrag är 75 procent.", [("75 procent", "75", "grant")]),
    (
        "Rahoitus on 120 000 €: valtio 96 000 € (80 %), kuntarahoitus 24 000 € (20 %).",
        [("80 %", "80", "grant"), ("20 %", "20", "own_share")],
    ),
]
NOT_SHARES = [
    "Flat rate on 40 % palkkauskustannuksista.",
    "Rahoitusmallina on Flatrate 40 %.",
    "Hankkeessa muut, välilliset kustannukset ovat 40 % palkkauskustannuksista.",
    "Lainan korko on 2,5 % ja avustus maksetaan heti.",
    "Avustusten määrä kasvoi 3 %.",
    "Työttömyysaste on 12,5 %.",
    "Takausta haetaan 100-prosenttisena, lainan määrä on avustusta suurempi.",
    "Tuottovaatimus on 2,5 % kohteen tasearvosta.",
    "Hinta on 500 € (alv 25,5 %), avustus 300 €.",
    "Palkintoon käytetään 40% summasta.",
    "Kunta omistaa yhtiöstä 40 %.",
    "Tuloveroprosentti on 8,6 %.",
    "Säännön mukaan tuotosta jaetaan 75 %.",
]


@pytest.mark.parametrize(("text", "expected"), SHARES)
def test_shares_of_a_funding(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = shares(text, Part.background)
    assert [(s.text, str(s.value), s.role.value) for s in found] == expected
    assert all(text[s.start : s.end] == s.text for s in found)


@pytest.mark.parametrize("text", NOT_SHARES)
def test_other_per_cents_are_left(text: str) -> None:
    assert shares(text, Part.background) == []


@given(
    st.lists(
        st.sampled_from(["50", "%", " ", "avustus", "kunta", "rahoittaa", ",", ".", "\n", "prosenttia", "–", "alv"]),
        max_size=40,
    ).map(" ".join)
)
def test_any_pieces_are_read_without_an_error(text: str) -> None:
    for share in shares(text, Part.earlier, handling=1):
        assert 0 < share.value <= Decimal(100)
        assert share.handling == 1
