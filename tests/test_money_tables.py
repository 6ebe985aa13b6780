"""Tables whose unit stands in the head, with tabs and with plain spaces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.grammar.money import amounts
from scraper.records import Part

GRANTS = "Lautakunta myöntää avustuksia yhteensä 18 500 euroa seuraavasti:\n\n"

TABLES: list[tuple[str, list[tuple[str, str, str]]]] = [
    (
        GRANTS + "Hakija euroa\nMalli Aalto -säätiö 15 000\nKeksilän Kisa ry. 3 500\nSulkaseura ry 0\nClose\n",
        [
            ("18 500 euroa", "18500", "grant"),
            ("15 000", "15000", "grant"),
            ("3 500", "3500", "grant"),
            ("0", "0", "grant"),
        ],
    ),
    (
        "Toteutuminen\n1 000 € TP 2023 Tot. 30.9.\nTuotot 1 234,5 980,0\n",
        [("1 234,5", "1234500", "budget"), ("980,0", "980000", "budget")],
    ),
    (
        "Tili\tTP 2023 €\tTot. 30.9. €\nTuotot\t1 234,50\t980,00\n",
        [("1 234,50", "1234.50", "budget"), ("980,00", "980", "budget")],
    ),
    (
        "Hakija\tHaettu €\tMyönnetty €\nKisa ry\t1 000\t500\nSeura ry\t300\t0",
        [("1 000", "1000", "grant"), ("500", "500", "grant"), ("300", "300", "grant"), ("0", "0", "grant")],
    ),
    ("Tulosalue\tVuosi\tVuokra €\nKoulu\t2024\t12 000,50", [("12 000,50", "12000.50", "rent")]),
    ("Kohde\tm²\tVuokra €\nKoulu\t1 200\t900", [("900", "900", "rent")]),
    (
        "Toimintakate (1 000 €)\tTA 2024\tTA 2025\nSivistys\t-4 500\t-4 700",
        [("-4 500", "-4500000", "budget"), ("-4 700", "-4700000", "budget")],
    ),
    ("Avustus on 500 euroa\nOsallistujia oli 30", [("500 euroa", "500", "grant")]),
    (
        "Kohde\tTA 2024 €\tSiirto €\nUimaranta\t80 000\t67 600",
        [("80 000", "80000", "appropriation"), ("67 600", "67600", "appropriation")],
    ),
    (
        "Toimintakate\n1000 € TA 2024 Ennuste\nHallinto -2 140 -2 100",
        [("-2 140", "-2140000", "budget"), ("-2 100", "-2100000", "budget")],
    ),
    ("Summat ilmoitetaan euroina.\nOsallistujia 1 200", []),
]


@pytest.mark.parametrize(("text", "expected"), TABLES)
def test_cells_of_a_table(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = amounts(text, Part.background)
    assert [(a.text, f"{a.value.normalize():f}", a.role.value) for a in found] == [
        (written, value.rstrip("0").rstrip(".") if "." in value else value, role) for written, value, role in expected
    ]
    assert all(text[a.start : a.end] == a.text for a in found)


@given(
    st.lists(
        st.sampled_from(
            ["euroa", "€", "Hakija", "\n", "\t", "15 000", "2024", "1 000 €", "ry", "-", "(", ")", "0", " "]
        ),
        max_size=40,
    ).map(" ".join)
)
def test_any_table_is_read_without_an_error(text: str) -> None:
    found = amounts(text, Part.background)
    assert all(text[a.start : a.end] == a.text for a in found)
    assert [a.start for a in found] == sorted({a.start for a in found})
