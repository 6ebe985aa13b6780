"""The persons of a decision: preparers, presenter, experts and those who were disqualified."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.grammar import attendance, people
from scraper.grammar.inflection import nominative_name, nominative_title
from scraper.grammar.names import is_mask, is_name_word, split_title
from scraper.grammar.person_lists import is_person_list
from scraper.records import Person

Pair = tuple[str | None, str | None]

PREPARERS: list[tuple[list[str], list[Pair]]] = [
    # Name, title, e-mail, with or without a bullet
    (["• Outi Kallas, Talousjohtaja, outi.kallas@mallila.fi"], [("Outi Kallas", "Talousjohtaja")]),
    (
        ["Ilmari Vuori, kaavoittaja, ilmari.vuori@mallila.fi", "Saga Östman, hallintojohtaja"],
        [("Ilmari Vuori", "kaavoittaja"), ("Saga Östman", "hallintojohtaja")],
    ),
    # title Name, phone and obfuscated e-mail
    (
        ["tekninen johtaja Ilmari Vuori, puh. 020 555 8570, il-mari.vuori(at)mallila.fi"],
        [("Ilmari Vuori", "tekninen johtaja")],
    ),
    (["Kaavoitusarkkitehti Outi Kallas, etunimi.sukunimi@mallila.fi"], [("Outi Kallas", "Kaavoitusarkkitehti")]),
    (["Hallintojohtaja Outi Kallas, p. 044 555 1201"], [("Outi Kallas", "Hallintojohtaja")]),
    # several on one line, with commas and "ja"
    (
        ["kotoutumiskoordinaattori Outi Kallas, rehtori Ilmari Vuori ja talousjohtaja Aarne Salo"],
        [("Outi Kallas", "kotoutumiskoordinaattori"), ("Ilmari Vuori", "rehtori"), ("Aarne Salo", "talousjohtaja")],
    ),
    (
        ["talous- ja hallintojohtaja Outi Kallas ja terveyden ja hyvinvoinnin edistämisen johtaja Ilmari von Vuori"],
        [
            ("Outi Kallas", "talous- ja hallintojohtaja"),
            ("Ilmari von Vuori", "terveyden ja hyvinvoinnin edistämisen johtaja"),
        ],
    ),
    # bare lists, surname first, kept as written
    (["Kallas Outi", "", "Vuori Ilmari"], [("Kallas Outi", None), ("Vuori Ilmari", None)]),
    (["Outi Yli-Kallas, puh.  046 555 1962", "etunimi.sukunimi@mallila.fi"], [("Outi Yli-Kallas", None)]),
    # title only; acting titles; a name under its title, a title under its name
    (["Kunnanjohtaja"], [(None, "Kunnanjohtaja")]),
    (["Va. sivistysjohtaja Outi Kallas"], [("Outi Kallas", "Va. sivistysjohtaja")]),
    (["Outi Kallas", "hallintojohtaja", "puh. 040 555"], [("Outi Kallas", "hallintojohtaja")]),
    (["Outi Kallas kaavoitusinsinööri p. 040 555 1"], [("Outi Kallas", "kaavoitusinsinööri")]),
    # leftovers of doubled labels
    (["Valmistelija: vapaa-aikasihteeri Outi Kallas"], [("Outi Kallas", "vapaa-aikasihteeri")]),
    (["Valmistelijat Valmistelija: rehtori Outi Kallas"], [("Outi Kallas", "rehtori")]),
    # masked names are never persons
    (["talousjohtaja **********"], [(None, "talousjohtaja")]),
    (["XXXXX, rehtori Outi Kallas"], [("Outi Kallas", "rehtori")]),
    (["**********"], []),
    # further information is somebody else's
    (["Lisätietoja: rehtori Outi Kallas"], []),
    (["rehtori Outi Kallas", "Lisätiedot: Ilmari Vuori"], [("Outi Kallas", "rehtori")]),
    (["rehtori Outi Kallas, lisätiedot: johtaja Ilmari Vuori"], [("Outi Kallas", "rehtori")]),
    # companies and prose are not persons
    (["Tuulikannel Finland Oy, projektipäällikkö Outi Kallas"], [("Outi Kallas", "projektipäällikkö")]),
    (["Mallilan kotiseutuyhdistys ry"], []),
    (
        [
            "rehtori Outi Kallas",
            "Koulun tavoitteena on uudistaa piha, ja uudistuksen suunnittelusta vastaa Ilmari Vuori, kuten sovittiin.",
        ],
        [("Outi Kallas", "rehtori")],
    ),
    # degrees, units and other joins
    (["Outi Kallas, FM, museonjohtaja"], [("Outi Kallas", "museonjohtaja")]),
    (["Outi Kallas, Tekninen Johtaja, Kuntatekniikka"], [("Outi Kallas", "Tekninen Johtaja")]),
    (["Vt. rakennustarkastaja p. 040 555 7250"], [(None, "Vt. rakennustarkastaja")]),
    (
        [
            "rehtori Outi Kallas, puh. 040 555 2146, johtaja Ilmari Vuori, puh. 040 555 748 ja kaavoittaja Aarne Salo, puh. 040 555"
        ],
        [("Outi Kallas", "rehtori"), ("Ilmari Vuori", "johtaja"), ("Aarne Salo", "kaavoittaja")],
    ),
    (["Outi Kallas/Ilmari Vuori"], [("Outi Kallas", None), ("Ilmari Vuori", None)]),
    # Swedish
    (
        ["utvecklingschef Stina af Strand och ekonomidirektör Bo Ek, tfn 019 555"],
        [("Stina af Strand", "utvecklingschef"), ("Bo Ek", "ekonomidirektör")],
    ),
]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("rehtori Outi Kallas, puh. 040 555 2146, johtaja Ilmari Vuori ja kaavoittaja Aarne Salo, puh. 040 555", True),
        ("rehtori Outi Kallas Koulun piha uudistetaan", False),
        ("rehtori Outi Kallas, joka esitteli asiaa, vastaa koulun pihasta", False),
    ],
)
def test_a_list_of_persons_is_told_from_a_text_that_runs_on(line: str, expected: bool) -> None:
    assert is_person_list(line) is expected


def pairs(persons: list[Person]) -> list[Pair]:
    return [(p.name, p.title) for p in persons]


@pytest.mark.parametrize(("values", "expected"), PREPARERS)
def test_preparers(values: list[str], expected: list[Pair]) -> None:
    assert pairs(people.preparers(values)) == expected


DATED: list[tuple[str, list[Pair]]] = [
    ("Palvelujohtaja Outi Kallas 17.8.2023:", [("Outi Kallas", "Palvelujohtaja")]),
    (
        "Kaupunkiympäristön palvelukokonaisuus, kaavoitus ja maaomaisuus, maankäyttöinsinööri Outi K 31.5.2023:",
        [("Outi K", "maankäyttöinsinööri")],
    ),
    (
        "Tilapalvelujohtaja Outi Kallas, Vs. tilahallintapäällikkö Ilmari Vuori ja vuokrauspäällikkö Aarne Salo 26.6.2024:",
        [
            ("Outi Kallas", "Tilapalvelujohtaja"),
            ("Ilmari Vuori", "Vs. tilahallintapäällikkö"),
            ("Aarne Salo", "vuokrauspäällikkö"),
        ],
    ),
    ("Johtaja Outi Kallas ja rehtori Ilmari Vuori:", [("Outi Kallas", "Johtaja"), ("Ilmari Vuori", "rehtori")]),
    ("Apulaisjohtaja Outi Kallas 18.4.2017", [("Outi Kallas", "Apulaisjohtaja")]),
    # an officer's or a presenter's own line has no date
    ("Kansliapäällikkö Outi Kallas:", []),
    # whoever made the initiative did not prepare the matter
    ("Valtuutettu Ilmari Vuori 15.11.2021:", []),
    # associations, bodies, references and prose
    ("Mallilan Kyläyhdistys ry 31.8.2011:", []),
    ("Avustustoimikunta 26.10.2011:", []),
    ("Kaupunginhallitus 26.10.2011", []),
    ("Pöydältä 26.10.2011 § 158", []),
    ("Jäsenet Outi Kallas ja Ilmari Vuori esittivät:", []),
    ("Sopimus tuli voimaan 1.1.2020", []),
]


@pytest.mark.parametrize(("line", "expected"), DATED)
def test_dated_preparers(line: str, expected: list[Pair]) -> None:
    assert pairs(people.dated_preparers(line)) == expected


PRESENTERS: list[tuple[str, Pair | None]] = [
    ("Kaupunginjohtaja Outi Kallas", ("Outi Kallas", "Kaupunginjohtaja")),
    ("Hyvinvointialuejohtaja Kallas Outi", ("Kallas Outi", "Hyvinvointialuejohtaja")),
    ("• Outi Kallas, sivistysjohtaja, outi.kallas@mallila.fi", ("Outi Kallas", "sivistysjohtaja")),
    ("Kaupunginjohtaja", (None, "Kaupunginjohtaja")),
    ("Esittelijä Kunnanjohtaja", (None, "Kunnanjohtaja")),
    ("Päätösehdotus Kaupunginjohtaja Outi Kallas", ("Outi Kallas", "Kaupunginjohtaja")),
    ("Kansliapäällikön muutettu päätösehdotus:", (None, "Kansliapäällikkö")),
    ("Kaupunginjohtajan esitys:", (None, "Kaupunginjohtaja")),
    ("teknisen johtajan päätösehdotus", (None, "tekninen johtaja")),
    ("Kaupunginjohtaja Outi Kallaksen muutettu ehdotus", ("Outi Kallas", "Kaupunginjohtaja")),
    ("Stadsdirektörens förslag", (None, "Stadsdirektören")),
    ("Kaupunginjohtajan päätösehdotus kaupunginhallitukselle:", (None, "Kaupunginjohtaja")),
    ("Esittelijän muutettu ehdotus", None),
    ("Kunnanhallituksen päätösehdotus", None),
    ("Kunnanhallitus päättää, että", None),
    ("Kaupunginjohtaja päättää, että", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "expected"), PRESENTERS)
def test_presenter(text: str, expected: Pair | None) -> None:
    found = people.presenter(text)
    assert (found and (found.name, found.title)) == expected


EXPERTS: list[tuple[str, list[str]]] = [
    (
        "Merkittiin pöytäkirjaan, että rehtori Outi Kallas oli asiantuntijana läsnä kokouksessa tämän pykälän aikana klo 14:04 - 14:07.",
        ["Outi Kallas"],
    ),
    ("Kehityspäällikkö Outi Kallas oli kokouksessa asiantuntijana asian esittelyn aikana.", ["Outi Kallas"]),
    ("Asiantuntijoina kuultiin rehtori Outi Mallia ja arkkitehti Ilmari Virtasta.", ["Outi Malli", "Ilmari Virtanen"]),
    ("Asiantuntijat: Outi Kallas, Ilmari Vuori", ["Outi Kallas", "Ilmari Vuori"]),
    ("Henkilöstöjohtaja Kallas kertoi käsittelyn kuluessa neuvotteluista.", ["Kallas"]),
    ("Projektipäällikkö Outi Kallas esitteli asiaa. Kallas poistui klo 16.10.", ["Outi Kallas"]),
    ("Outi Kallas Tuulikannel Finland Oy:stä oli kuultavana asiantuntijana.", ["Outi Kallas"]),
    ("Outi Kallas och Stina af Strand hördes som sakkunniga.", ["Outi Kallas", "Stina af Strand"]),
    (
        "Kunnanhallitus myönsi läsnäolo- ja puheoikeuden rehtori Outi Mallille ja johtaja Ilmari Virtaselle. He olivat asiantuntijoina.",
        ["Outi Malli", "Ilmari Virtanen"],
    ),
    ("Asian aikana kuultavana oli tekninen johtaja Outi Kallas. Asiantuntija poistui kokouksesta.", ["Outi Kallas"]),
    # members and the chair are no experts; departures and hearings of the public are not either
    ("Jäsen Ilmari Vuori esitteli vastaehdotuksen.", []),
    ("Talousjohtaja Outi Kallas poistui kokouksesta klo 15.", []),
    ("Naapureita kuultiin, samoin Mallilan Yrittäjiä.", []),
]


@pytest.mark.parametrize(("text", "expected"), EXPERTS)
def test_experts(text: str, expected: list[str]) -> None:
    assert people.experts(text) == expected


RECUSALS: list[tuple[str, list[str]]] = [
    (
        "Merkittiin, että kunnanhallituksen jäsen Outi Kallas ilmoitti olevansa esteellinen (palvelussuhdejäävi) asiassa. "
        "Jäsen Kallas poistui kokouksesta tämän asian käsittelyn ajaksi.",
        ["Outi Kallas"],
    ),
    ("Anna-Liisa Kallas ilmoitti olevansa esteellinen (yhteisöjäävi) ja oli poissa.", ["Anna-Liisa Kallas"]),
    ("Esteelliset: Outi Kallas, Ilmari Vuori", ["Outi Kallas", "Ilmari Vuori"]),
    ("Esteelliset:\nOuti Kallas\nIlmari Vuori", ["Outi Kallas", "Ilmari Vuori"]),
    (
        "Outi Kallas ja Ilmari Vuori poistuivat esteellisinä. Varajäsen Aarne Salo osallistui.",
        ["Outi Kallas", "Ilmari Vuori"],
    ),
    ("Ilmari Vuori jääväsi itsensä.", ["Ilmari Vuori"]),
    ("Vuori ja Kallas jääväsivät itsensä.", ["Vuori", "Kallas"]),
    ("Jäsenet Vuori, Kallas ja Salo ilmoittivat olevansa esteellisiä.", ["Vuori", "Kallas", "Salo"]),
    ("Esteellisenä kokouksesta poistui Outi Kallas.", ["Outi Kallas"]),
    ("Outi Kallas (yhteisöjäävi) ei osallistunut asian käsittelyyn.", ["Outi Kallas"]),
    ("Lautakunnan jäsen Outi Kallas ja varajäsen A. Salo olivat esteellisiä.", ["Outi Kallas", "A. Salo"]),
    ("Outi Kallas poistui kokouksesta (HL 28 § 1 mom. 5 kohta).", ["Outi Kallas"]),
    ("Esteelliset\nOuti Kallas\nIlmari Vuori", ["Outi Kallas", "Ilmari Vuori"]),
    ("Pöytäkirjaan merkittiin Outi Mallin ja Ilmari Virran esteellisyys.", ["Outi Malli", "Ilmari Virta"]),
    ("Todettiin Outi Virtanen esteelliseksi.", ["Outi Virtanen"]),
    (
        "Outi Kallas ilmoitti olevansa esteellinen Mallilan Kehitys Oy:n hallituksen jäsenenä ja poistui klo 17.10.",
        ["Outi Kallas"],
    ),
    # substitutes, reasons and those who state it are others
    ("Puheenjohtaja Outi Kallas poistui esteellisenä, ja puheenjohtajana toimi Ilmari Vuori.", ["Outi Kallas"]),
    ("Outi Kallas poistui esteellisenä ja hänen tilalleen saapui Ilmari Vuori.", ["Outi Kallas"]),
    ("Todettiin, että Outi Kallas on esteellinen, koska hänen puolisonsa Ilmari Vuori on hakija.", ["Outi Kallas"]),
    ("Puheenjohtaja Ilmari Vuori totesi, että Outi Kallas on esteellinen.", ["Outi Kallas"]),
    ("Ilmari Vuori toimi puheenjohtajana, koska Outi Kallas oli esteellinen.", ["Outi Kallas"]),
    ("Lautakunta totesi Outi Mallin esteelliseksi.", ["Outi Malli"]),
    # challenges, denials and law text recuse nobody
    ("Ilmari Vuori katsoi, että Outi Kallas on esteellinen. Lautakunta katsoi, ettei Kallas ole esteellinen.", []),
    ("Hallintolain 28 §:n mukaan virkamies on esteellinen, jos hän tai hänen läheisensä on asianosainen.", []),
    ("Oikaisuvaatimuksen mukaan kaavoittaja Ilmari Vuori oli esteellinen valmistelemaan asiaa.", []),
    ("Puheenjohtaja ilmoitti olevansa esteellinen.", []),
    ("********** ilmoitti olevansa esteellinen.", []),
    # Swedish
    ("Outi Kallas anmälde jäv och avlägsnade sig. Bo Ek anmälde sig jävig.", ["Outi Kallas", "Bo Ek"]),
    ("Jäv: Stina af Strand", ["Stina af Strand"]),
    ("Inga jäv anmäldes.", []),
]


@pytest.mark.parametrize(("text", "expected"), RECUSALS)
def test_recusals(text: str, expected: list[str]) -> None:
    assert people.recusals(text) == expected


RECUSAL_BLOCKS: list[tuple[str, list[str]]] = [
    ("Outi Kallas\nIlmari Vuori, jäsen (yhteisöjäävi)", ["Outi Kallas", "Ilmari Vuori"]),
    ("• Outi Kallas, yhteisöjääviys\n• Ilmari Vuori, HL 28 § 1 mom 5 kohta", ["Outi Kallas", "Ilmari Vuori"]),
    ("Merkitään, että Outi Kallas poistui kokouksesta ja puheenjohtajana toimi Ilmari Vuori.", ["Outi Kallas"]),
    ("-", []),
    ("Ei esteellisyyksiä.", []),
]


@pytest.mark.parametrize(("text", "expected"), RECUSAL_BLOCKS)
def test_recusals_of_a_block(text: str, expected: list[str]) -> None:
    assert attendance.recusals(text, block=True) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Kansliapäällikön", "Kansliapäällikkö"),
        ("Kaupunginsihteerin", "Kaupunginsihteeri"),
        ("Rakennusmestarin", "Rakennusmestari"),
        ("Esimiehen", "Esimies"),
        ("Kaavoitusarkkitehdin", "Kaavoitusarkkitehti"),
        ("Johtavan insinöörin", "Johtava insinööri"),
        ("Kunnanhallituksen", None),
        ("", None),
    ],
)
def test_nominative_title(title: str, expected: str | None) -> None:
    assert nominative_title(title) == expected


@pytest.mark.parametrize(
    ("name", "case", "expected"),
    [
        ("Outi Virtasta", "partitive", "Outi Virtanen"),
        ("Outi Mallia", "partitive", "Outi Malli"),
        ("Outi Mäntykangasta", "partitive", "Outi Mäntykangas"),
        ("Outi Porrasta", "partitive", "Outi Porras"),
        ("Outi Mäntykankaan", "genitive", "Outi Mäntykangas"),
        ("Outi Koskea", "partitive", "Outi Koski"),
        ("Bo Lindströmiä", "partitive", "Bo Lindström"),
        ("Outi Virta", "partitive", "Outi Virta"),
        ("Outi Korhosen", "genitive", "Outi Korhonen"),
        ("Outi Lahden", "genitive", "Outi Lahti"),
        ("Outi Mäkelän", "genitive", "Outi Mäkelä"),
    ],
)
def test_nominative_name(name: str, case: str, expected: str) -> None:
    assert nominative_name(name, case) == expected


@pytest.mark.parametrize("mask", ["**********", "XXXXX", "xxx", "____", "***"])
def test_masks_are_no_names(mask: str) -> None:
    assert is_mask(mask)
    assert not is_name_word(mask)
    assert split_title(["rehtori", mask]) == ("rehtori", None)


WORDS = st.sampled_from(
    [
        "Outi",
        "Kallas",
        "rehtori",
        "Johtaja",
        "esteellinen",
        "ilmoitti",
        "olevansa",
        "ja",
        ",",
        ":",
        "(",
        ")",
        "\n",
        "3.5.2021:",
        "asiantuntijana",
        "kuultiin",
        "poistui",
        "@",
        "puh.",
        "040 555",
        "**********",
        "jäävi",
        "ehdotus",
        ". ",
        "ry",
        "§",
        "-",
        "\x00",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join)))
def test_never_raises_and_never_invents_a_name(text: str) -> None:
    found = [
        *people.preparers([text]),
        *people.dated_preparers(text),
        *filter(None, (people.presenter(text), people.person(text))),
    ]
    names = (
        [p.name for p in found if p.name]
        + people.experts(text)
        + people.recusals(text)
        + attendance.recusals(text, block=True)
    )
    for name in names:
        assert not any(is_mask(word) for word in name.split())
        assert "@" not in name
    for one in people.preparers([text]):
        assert one.name is None or all(word.strip(".") in text for word in one.name.split())


@given(st.lists(st.sampled_from(["Outi", "Aarne", "Stina", "Eero-Juhani"]), min_size=1, max_size=4, unique=True))
def test_a_generated_list_is_read_back(given_names: list[str]) -> None:
    wanted: list[Pair] = [(f"{given_name} Kallas", "rehtori") for given_name in given_names]
    assert pairs(people.preparers([f"rehtori {name}" for name, _ in wanted])) == wanted
    assert pairs(people.preparers([", ".join(f"rehtori {name}" for name, _ in wanted)])) == wanted
    assert pairs(people.preparers([f"• {name}, rehtori, e@mallila.fi" for name, _ in wanted])) == wanted


@pytest.mark.parametrize(
    "piece", ["Outi Kallas ", "a", "esteellinen ", "rehtori, ", "(", "-", "a-", "asiantuntijana Outi.\n", "ja "]
)
def test_a_large_damaged_page_is_read_to_its_end(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert people.preparers([text]) == []
    assert len(people.experts(text)) <= 2
    assert len(people.recusals(text)) <= 2
