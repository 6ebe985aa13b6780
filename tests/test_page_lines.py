"""Paginated text put together again: page heads out, words and sentences whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.page_heads import without_running_lines
from scraper.page_lines import joined

WIDE = "Kunnanhallitus päättää osallistua hankkeeseen sekä hyväksyä sen rahoituksen kunnan "


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("merkitsee selvi-", "tyksen tiedoksi", "merkitsee selvityksen tiedoksi"),
        ("EU-", "rahoituksen osuus", "EU-rahoituksen osuus"),
        ("vuosille 2024-", "2026", None),
        ("kotoutumis-", "ja asettautumispalvelut", "kotoutumis- ja asettautumispalvelut"),
        ("kunnan linja-", "autoasema", "kunnan linja-autoasema"),
        ("osallistuu Leirikeskus-", "hankkeeseen", "osallistuu Leirikeskus-hankkeeseen"),
        ("kotouttamistyön keskus -", "hankkeen jatko", "kotouttamistyön keskus -hankkeen jatko"),
        ("peruspal\xad", "velut", "peruspalvelut"),
        ("Täytäntöönpano-", "tiedot", "Täytäntöönpanotiedot"),
        (WIDE, "talousarviosta.", WIDE + "talousarviosta."),
        (WIDE + "137", "000 euroa", WIDE + "137 000 euroa"),
        (WIDE, "Päätösehdotus", None),
        (WIDE, "Päätös Merkittiin tiedoksi.", None),
        (WIDE, "42 § Ilmoitusasiat", None),
        (WIDE + "valmiiksi.", "Hanke alkaa.", None),
        (WIDE, "- urakat", None),
        ("Läsnä", "aho", None),
    ],
)
def test_a_line_goes_on_or_begins_anew(first: str, second: str, whole: str | None) -> None:
    lines = joined([first, second, "x" * len(WIDE.strip())])[:-1]
    assert lines == ([" ".join(whole.split())] if whole else [first.strip(), second])


def page(number: int, *lines: str, section: int = 41) -> list[str]:
    return [f"Kukkula Pöytäkirja {number} (9)", f"Kunnanhallitus § {section} 4.5.2026", *lines, "Tarkastus: ____"]


def test_a_paragraph_without_end_takes_up_no_more_lines() -> None:
    line = "ja niitä seurataan tarkasti koko kauden ajan sekä myös sen jälkeen"
    paragraphs = joined([line] * 1_000)
    assert sum(paragraph.count(line) for paragraph in paragraphs) == 1_000
    assert all(20_000 <= len(paragraph) < 20_200 for paragraph in paragraphs[:-1])
    assert len(paragraphs) == 4


def test_heads_feet_and_page_numbers_are_left_out_after_the_first() -> None:
    pages = [page(1, "Avustus", section=40), page(2, "Lainaus"), page(3, "Hinta"), page(4, "Vuokra", section=42)]
    kept = without_running_lines(pages)
    assert kept[0] == ["Kukkula Pöytäkirja 1 (9)", "Kunnanhallitus § 40 4.5.2026", "Avustus"]
    assert kept[1] == ["Kunnanhallitus § 41 4.5.2026", "Lainaus"], "a head with another § may be where a section begins"
    assert kept[2] == ["Hinta"]
    assert kept[3] == ["Kunnanhallitus § 42 4.5.2026", "Vuokra"]


def test_a_table_on_every_page_is_no_head() -> None:
    figures = [(200, 310), (95, 88), (470, 12), (300, 77)]
    pages = [["Tulosalue", f"Tuotot {a}", f"Kulut {b}"] for a, b in figures]
    kept = without_running_lines(pages)
    assert [page[-2:] for page in kept] == [page[-2:] for page in pages]
    numbers = [["1 000 200", f"{n} 500", "300"] for n in range(5)]
    assert without_running_lines(numbers) == numbers


def test_only_what_stands_outermost_is_a_head_and_what_was_decided_is_no_foot() -> None:
    decided = (
        "Merkittiin tiedoksi",
        "Merkittiin tiedoksi",
        "Merkittiin tiedoksi",
        "Hyväksyttiin.",
        "Merkittiin tiedoksi",
    )
    pages = [
        [f"Kukkula {n} (5)", f"Asia {'abcde'[n - 1]}", "Päätös", what, "Tarkastettu: ____"]
        for n, what in enumerate(decided, start=1)
    ]
    kept = without_running_lines(pages)
    assert [page[-2:] for page in kept] == [["Päätös", what] for what in decided]
    assert [page[-3] for page in kept] == [f"Asia {letter}" for letter in "abcde"]
    sentences = [[f"Kukkula {n} (5)", f"Asia {'abcde'[n - 1]}", "Asia pantiin pöydälle."] for n in range(1, 6)]
    assert all(page[-1] == "Asia pantiin pöydälle." for page in without_running_lines(sentences))


def test_bare_numbers_that_run_are_page_numbers_and_others_are_not() -> None:
    pages = [["Asia", "avcde"[n], str(n + 12)] for n in range(5)]
    assert without_running_lines([*pages, ["Yhteensä", "600"]])[-2:] == [["Asia", "e"], ["Yhteensä", "600"]]
    sums = [["Asia", "avcde"[n], str(100 * n)] for n in range(5)]
    assert without_running_lines(sums)[2][-1] == "200"


def test_running_numbers_are_page_numbers_and_nothing_else_is() -> None:
    pages = [[f"Talousarvio {n + 7}", f"Otsikko {'abcde'[n]}", "12 (45)"] for n in range(5)]
    assert without_running_lines(pages) == [
        ["Talousarvio 7", "Otsikko a"],
        *[[f"Otsikko {letter}"] for letter in "bcde"],
    ]


@given(st.lists(st.lists(st.text(min_size=1, max_size=60), max_size=12), max_size=8))
def test_nothing_but_lines_is_left_out_and_nothing_is_made_up(pages: list[list[str]]) -> None:
    for before, after in zip(pages, without_running_lines(pages), strict=True):
        rest = iter(before)
        assert all(line in rest for line in after)
    for lines in pages:
        letters = "".join("".join(lines).split())
        whole = "".join("".join(joined(lines)).split())
        for hyphen in "-\u2010\xad":
            letters, whole = letters.replace(hyphen, ""), whole.replace(hyphen, "")
        assert whole == letters
