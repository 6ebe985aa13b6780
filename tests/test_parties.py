"""Whose money a sum is, in base form, and null where the page does not say."""

import pytest

from scraper.grammar.money import amounts
from scraper.records import Part

PARTIES: list[tuple[str, list[str | None]]] = [
    (
        "Kustannukset ovat 120 000 €, avustus 84 000 €. Mallilan kunnan omavastuu osuus on 6 000 €.",
        [None, None, "Mallilan kunta"],
    ),
    (
        "Mallilan kaupungin omarahoitusosuus on 5 000 € ja Keksilän kaupungin 6 000 €.",
        ["Mallilan kaupunki", "Keksilän kaupunki"],
    ),
    ("Mallilan hyvinvointialueen rahoitusosuus on 5 000 €.", ["Mallilan hyvinvointialue"]),
    ("Mallin Kisa ry:n omarahoitus on 400 €.", ["Mallin Kisa ry"]),
    ("Mallijärven maksuosuus on 4 500 euroa.", ["Mallijärvi"]),
    ("ELY-keskus antoi kokeilulle tukea 31.000 euroa.", ["ELY-keskus"]),
    ("Sisäministeriö on myöntänyt avustusta 50 000 euroa.", ["Sisäministeriö"]),
    ("Työ- ja elinkeinoministeriö on myöntänyt avustusta 50 000 euroa.", ["Työ- ja elinkeinoministeriö"]),
    ("Myönnetään Mallin Kisa ry:lle toiminta-avustusta 500 euroa.", ["Mallin Kisa ry"]),
    ("Lautakunta myöntää 500 euron avustuksen Mallin Kisa ry:lle.", ["Mallin Kisa ry"]),
    (
        "Hakija, avustus 2025\nMallin Kisa ry 300 €\nKeksilän kyläyhdistys ry 250 €",
        ["Mallin Kisa ry", "Keksilän kyläyhdistys ry"],
    ),
    ("Kuntien maksuosuudet\nMallilan kunta 1 200 €\nKeksilän kunta 800 €", ["Mallilan kunta", "Keksilän kunta"]),
    ("Björkö kommuns egen andel är 24 000 euro.", ["Björkö kommun"]),
    # the page does not say whose
    ("Kunnan omavastuu on 500 €.", [None]),
    ("Omarahoitus on 24 000 €.", [None]),
    ("Kauppahinta on 500 €.", [None]),
    ("Hankkeen omarahoitusosuus on 500 €.", [None]),
]


@pytest.mark.parametrize(("text", "parties"), PARTIES)
def test_party_of_each_sum(text: str, parties: list[str | None]) -> None:
    assert [a.party for a in amounts(text, Part.background)] == parties


def test_bare_place_is_written_as_the_town_writes_itself() -> None:
    (amount,) = amounts("Turun maksuosuus on 400 euroa.", Part.background, municipality="Turku")
    assert amount.party == "Turku"


def test_share_of_a_partner_is_never_charged_to_the_deciding_town() -> None:
    (amount,) = amounts("Omarahoitusosuus on 400 euroa.", Part.background, municipality="Mallila")
    assert amount.party is None
