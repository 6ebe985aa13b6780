"""The labelled parts of a handling, older handlings and titles, by example; any order of labels is read."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.grammar.attachments import attachment
from scraper.grammar.header import Header, Row
from scraper.grammar.parts import parts
from scraper.grammar.read import read, read_attachment
from scraper.grammar.running import relined
from scraper.grammar.sections import own_start, split
from scraper.grammar.speakers import Parts
from scraper.grammar.titles import title_zone
from scraper.text import Block, text_blocks
from scraper.vocabulary import Kind, Outcome, Status


def of(text: str, *, officer: bool = False) -> Parts:
    """Read the parts of a text written as lines."""
    return parts([line.strip() for line in text.strip().splitlines() if line.strip()], officer=officer)


def test_labels_on_their_own_lines() -> None:
    found = of("""
        Valmistelija
        Aino Aalto, hallintojohtaja, aino.aalto@kuvajarvi.fi
        Perustelut
        Kunta tarvitsee sillan.
        Ehdotus
        Esittelijä
        Ville Virta, kunnanjohtaja, ville.virta@kuvajarvi.fi
        Kunnanhallitus päättää rakentaa sillan.
        Päätös
        Hyväksyttiin.
        Tiedoksi
        tekninen toimi
    """)
    assert [(person.name, person.title) for person in found.preparers] == [("Aino Aalto", "hallintojohtaja")]
    assert found.presenter is not None
    assert found.presenter.name == "Ville Virta"
    assert (found.rationale, found.proposal, found.decision) == (
        ["Kunta tarvitsee sillan."],
        ["Kunnanhallitus päättää rakentaa sillan."],
        ["Hyväksyttiin."],
    )
    assert found.distribution == ["tekninen toimi"]


def test_two_names_joined_under_their_label() -> None:
    found = of("""
        Valmistelijat
        Aino Aalto ja Ville Virta
        Tie korjataan kesällä kunnan omana työnä.
        Päätös
        Hyväksyttiin.
    """)
    assert [person.name for person in found.preparers] == ["Aino Aalto", "Ville Virta"]
    assert found.rationale == ["Tie korjataan kesällä kunnan omana työnä."]


def test_text_after_the_decision_is_not_another_matter() -> None:
    found = of("""
        Päätös
        Hyväksyttiin.
        Selostus
        Asia tuli vireille keväällä.
    """)
    assert found.decision == ["Hyväksyttiin."]
    assert found.rationale == ["Asia tuli vireille keväällä."]


@pytest.mark.parametrize("empty", ["-", "–", "x", "X", ""])
def test_empty_fields(empty: str) -> None:
    found = of(f"Päätösehdotus\n{empty}\nPäätös: {empty}\nTiedoksi\n-")
    assert (found.proposal, found.decision, found.distribution) == ([], [], [])


@pytest.mark.parametrize(
    ("line", "name", "title", "proposal"),
    [
        (
            "Päätösehdotus Aluejohtaja Virta Ville\nHallitus päättää.",
            "Virta Ville",
            "Aluejohtaja",
            ["Hallitus päättää."],
        ),
        (
            "Päätösehdotus:\nKunnanjohtaja Ville Virta:\nHallitus päättää.",
            "Ville Virta",
            "Kunnanjohtaja",
            ["Hallitus päättää."],
        ),
        (
            "Kansliapäällikön muutettu päätösehdotus:\nHallitus päättää.",
            None,
            "Kansliapäällikkö",
            ["Hallitus päättää."],
        ),
        (
            "Kunnanjohtaja\tKunnanhallitus päättää, että silta rakennetaan.",
            None,
            "Kunnanjohtaja",
            ["Kunnanhallitus päättää, että silta rakennetaan."],
        ),
        (
            "Kunnanjohtaja Kunnanhallitus päättää, että silta rakennetaan.",
            None,
            "Kunnanjohtaja",
            ["Kunnanhallitus päättää, että silta rakennetaan."],
        ),
        (
            "Rehtori:\nSivistyslautakunta päättää, että silta rakennetaan.",
            None,
            "Rehtori",
            ["Sivistyslautakunta päättää, että silta rakennetaan."],
        ),
        ("Esittelijä Kunnanjohtaja\nPäätösehdotus Hallitus päättää.", None, "Kunnanjohtaja", ["Hallitus päättää."]),
        (
            "Esittelijä\npormestari\nVille Virta\nPäätösehdotus\nHallitus päättää.",
            "Ville Virta",
            "pormestari",
            ["Hallitus päättää."],
        ),
    ],
)
def test_presenter(line: str, name: str | None, title: str, proposal: list[str]) -> None:
    found = of(line)
    assert found.presenter is not None
    assert (found.presenter.name, found.presenter.title) == (name, title)
    assert found.proposal == proposal


def test_headings_below_a_preparer_are_text() -> None:
    found = of("""
        Valmistelija: tekninen johtaja Ville Virta, puh. 040 123 4567
        Hallituksen päätös ja oikaisuvaatimus
        Hallitus teki päätöksen.
    """)
    assert [person.name for person in found.preparers] == ["Ville Virta"]
    assert found.rationale[0] == "Hallituksen päätös ja oikaisuvaatimus"


@pytest.mark.parametrize(
    "line",
    [
        "Silta maksaa 137 000 €.",
        "Kunnan osuus: 5 500 euroa",
        "Hankkeen tausta",
        "Kustannusarvio 200 000 €",
        "Silta, jonka kunta rakensi, on huono.",
        "1. vaihe 2024",
    ],
)
def test_text_below_a_preparer_is_no_person(line: str) -> None:
    found = of(f"Valmistelija johtaja Aino Aalto\n{line}")
    assert [person.name for person in found.preparers] == ["Aino Aalto"]
    assert found.rationale == [line]


def test_surnames_first_in_a_bare_list() -> None:
    found = of("""
        Valmistelijat ja lisätiedot (etunimi.sukunimi@kuva.fi):
        Aalto Aino
        Virta Ville
        Hankkeen tausta ja tavoite
    """)
    assert [person.name for person in found.preparers] == ["Aalto Aino", "Virta Ville"]
    assert found.rationale == ["Hankkeen tausta ja tavoite"]


def test_a_tabled_matter_repeats_its_proposal() -> None:
    found = of("""
        Päätös
        Kaupunginhallitus päätti panna asian pöydälle.
        Käsittely
        Kaupunginhallitus päätti yksimielisesti panna asian pöydälle.
        Kaupunginhallitus päättää myöntää avustuksia yhteensä 5 000 euroa.
        Seura 5 000
        Sulje
        Avustukset haettiin keväällä.
    """)
    assert found.decision == ["Kaupunginhallitus päätti panna asian pöydälle."]
    assert found.proposal == ["Kaupunginhallitus päättää myöntää avustuksia yhteensä 5 000 euroa.", "Seura 5 000"]
    assert found.rationale[-1] == "Avustukset haettiin keväällä."


def test_a_heading_of_a_proposal_may_hold_the_decision() -> None:
    found = of(
        "Esitys\nKaupunginhallitus päätti panna asian pöydälle.\nKäsittely\nKaupunginhallitus päättää hyväksyä ohjelman."
    )
    assert found.decision == ["Kaupunginhallitus päätti panna asian pöydälle."]
    assert found.proposal == ["Kaupunginhallitus päättää hyväksyä ohjelman."]


def test_an_officers_decision() -> None:
    found = of(
        """
        Rakennuttaja Aino Aalto 24.2.2025:
        Silta on huono.
        Puistopäällikkö Ville Virta:
        PäätösPäätin, että silta korjataan.
        Ville Virta
        puistopäällikkö
        Oikaisuvaatimusohje liitteenä
        Jakelu
        aoSiltayhtiö Oy
        tiedTekninen lautakunta
        tpvXXXXX
        """,
        officer=True,
    )
    assert found.decision == ["Päätin, että silta korjataan."]
    assert found.maker is not None
    assert (found.maker.name, found.maker.title) == ("Ville Virta", "Puistopäällikkö")
    assert [person.name for person in found.preparers] == ["Aino Aalto"]
    assert found.distribution == ["Siltayhtiö Oy", "Tekninen lautakunta"]


def test_an_officers_decision_without_a_label() -> None:
    found = of("Silta on huono.\nPäätän, että silta korjataan.\nPerustelut\nLaki.", officer=True)
    assert found.decision == ["Päätän, että silta korjataan."]
    assert found.rationale == ["Silta on huono.", "Laki."]


def test_appeal_instructions_are_left_out_but_an_appeal_in_the_text_is_not() -> None:
    found = of("Oikaisuvaatimus\nYhtiö vaatii oikaisua.\nPäätös: Hylättiin.\nMuutoksenhaku\nOhje on liitteenä.")
    assert found.rationale == ["Oikaisuvaatimus", "Yhtiö vaatii oikaisua."]
    assert found.decision == ["Hylättiin."]


def test_labels_over_two_lines_and_empty_rows() -> None:
    found = of(
        "Päätöshistoria -\nEsittelijä Vs. kaupunginjohtaja Aino Aalto\nPäätösesitys Merkitään tiedoksi.\nPäätös Merkittiin tiedoksi.\nTäytäntöönpano-\ntiedot\nAsia valtuustoon"
    )
    assert found.presenter is not None
    assert found.presenter.name == "Aino Aalto"
    assert found.distribution == ["Asia valtuustoon"]


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("Liite 1 Kartta", "1", "Kartta"),
        ("Liite1 Kartta", "1", "Kartta"),
        ("Liite 2Merikartta", "2", "Merikartta"),
        ("3 Kartta", "3", "Kartta"),
        ("# Kartta", None, "Kartta"),
        ("Kartta", None, "Kartta"),
        ("Bilaga nr 4 Karta", "4", "Karta"),
        ("• Kartta.pdf", None, "Kartta.pdf"),
    ],
)
def test_attachment(line: str, number: str | None, title: str) -> None:
    found = attachment(line)
    assert (found.number, found.title) == (number, title)


HANDLINGS = """
KH 02.11.2020 § 388
Päätösehdotus: Asia jätetään pöydälle.
Päätös: Hyväksyttiin.
OMOHJ 02.11.2020 § 100
KV 09.11.2020 § 60
Valmistelija: johtaja Aino Aalto
Päätös: Valtuusto hyväksyi.
"""


def header(text: str, **fields: object) -> Header:
    return Header(tuple(text_blocks(text)), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("date", "section", "earlier", "own"),
    [
        (dt.date(2020, 11, 9), "60", ["388", "100"], True),
        (dt.date(2020, 11, 2), "388", ["100", "60"], True),
        (dt.date(2021, 1, 1), "7", ["388", "100", "60"], False),
        (None, None, ["388", "100"], True),
    ],
)
def test_own_section_among_others(date: dt.date | None, section: str | None, earlier: list[str], own: bool) -> None:
    cut = split(header(HANDLINGS, date=date, section=section))
    assert [segment.head.section for segment in cut.earlier] == earlier
    assert (cut.own_head is not None) is own
    assert cut.missing is not own


def test_an_older_head_with_the_same_number_of_another_day_is_not_own() -> None:
    cut = split(header("KH 1.2.2020 § 5\nvanha\nKH 1.3.2020 § 5\nuusi", date=dt.date(2020, 3, 1), section="5"))
    assert [block.text for block in cut.own] == ["uusi"]


def test_a_quoted_decree_is_no_head() -> None:
    cut = split(
        header(
            "§ 45 Kaava\nAsetus kuuluu:\n10 § Rakennuksen kunnosta\nRakennus on pidettävä kunnossa.",
            date=dt.date(2020, 3, 1),
            section="45",
        )
    )
    assert cut.earlier == []
    assert [block.text for block in cut.own][-2] == "10 § Rakennuksen kunnosta"


def test_dates_of_undated_heads_come_from_the_text() -> None:
    text = "Avustk § 158\nAvustustoimikunta 26.10.2011:\nPäätös Asia pantiin pöydälle.\nAvustk § 175\nPöydältä 26.10.2011 § 158\nAvustk § 189\nPöydältä 10.11.2011 § 175\nSihteeri Ville Virta:\nPäätösPäätin, että avustus myönnetään."
    cut = split(header(text, kind=Kind.officer_decision, officer="Sihteeri", section="174", date=dt.date(2011, 12, 1)))
    assert [(segment.head.section, segment.head.date) for segment in cut.earlier] == [
        ("158", dt.date(2011, 10, 26)),
        ("175", dt.date(2011, 11, 10)),
        ("189", None),
    ]
    assert [block.text for block in cut.own] == ["Sihteeri Ville Virta:", "PäätösPäätin, että avustus myönnetään."]


def test_a_second_round_of_labels_begins_the_own_handling() -> None:
    assert own_start(["Valmistelija", "A", "Päätös", "Hyväksyttiin.", "Valmistelija", "B"]) == 4
    assert own_start(["Valmistelija", "A", "Päätös", "Hyväksyttiin."]) is None


@pytest.mark.parametrize(
    ("lines", "title", "files"),
    [
        (["Liite1 Kartta", "Liite2 Lista", "Sillan rakentaminen"], "Sillan rakentaminen", 2),
        (["1 Esittely", "Sillan rakentaminen"], "Sillan rakentaminen", 1),
        (["# 240422 Oikaisuvaatimus", "Sillan rakentaminen"], "Sillan rakentaminen", 1),
        (["Liitteet", "Kartta", "Sillan rakentaminen"], "Sillan rakentaminen", 1),
        (["Sillan rakentaminen", "12/00.01.05/2023"], "Sillan rakentaminen", 0),
        (["Esitys Kunnanhallitukselle lisämäärärahasta"], "Esitys Kunnanhallitukselle lisämäärärahasta", 0),
        (["Oikaisuvaatimus"], "Oikaisuvaatimus", 0),
        (["Liite1 Kartta"], None, 1),
        ([], None, 0),
    ],
)
def test_title_zone(lines: list[str], title: str | None, files: int) -> None:
    zone = title_zone([Block(line) for line in lines])
    assert zone.title == title
    assert len(zone.attachments) == files


def test_a_heading_is_the_title() -> None:
    zone = title_zone([Block("Alku"), Block("Sillan rakentaminen", heading=True), Block("Loppu")])
    assert zone.title == "Sillan rakentaminen"


def test_the_whole_of_a_decision() -> None:
    decision = read(
        header(
            "Sillan rakentaminen\nKHALL 09.11.2020 § 60\n12/00.01.05/2020\nValmistelija johtaja Aino Aalto\nSilta maksaa 5 000 euroa.\nPäätösehdotus Kunnanhallitus päättää rakentaa sillan.\nPäätös Hyväksyttiin."
        )
    )
    assert (decision.title, decision.section, decision.date) == ("Sillan rakentaminen", "60", dt.date(2020, 11, 9))
    assert (decision.body, decision.body_abbreviation) == ("Kunnanhallitus", "KHALL")
    assert (decision.diary_number, decision.classification) == ("12/00.01.05/2020", "00.01.05")
    assert (decision.status, decision.outcome, decision.language) == (Status.minutes, Outcome.passed_unchanged, "fi")
    assert [(amount.text, amount.start) for amount in decision.amounts] == [("5 000 euroa", 13)]
    assert decision.warnings == []


def test_rows_that_only_the_header_lists_are_earlier_handlings() -> None:
    rows = (Row("Kunnanhallitus", dt.date(2022, 4, 4), "160"),)
    decision = read(
        header(
            "Kh § 160\nvanha teksti",
            body="Kunnanvaltuusto",
            date=dt.date(2022, 4, 11),
            section="67",
            title="Ohjelma",
            earlier=rows,
        )
    )
    assert [(one.body, one.date, one.section, one.text) for one in decision.earlier_handlings] == [
        ("Kunnanhallitus", dt.date(2022, 4, 4), "160", "vanha teksti")
    ]
    assert decision.decision is None
    assert decision.outcome is None
    assert any("own section" in warning for warning in decision.warnings)


def test_an_attachment_keeps_its_whole_text() -> None:
    record = read_attachment("Kalvot", [Block("Kalvot"), Block("Hankkeen kustannukset 2 000 €")])
    assert record.kind is Kind.attachment
    assert record.text == "Kalvot\nHankkeen kustannukset 2 000 €"
    assert [(amount.text, record.text[amount.start : amount.end]) for amount in record.amounts] == [
        ("2 000 €", "2 000 €")
    ]


def test_text_without_lines_is_set_in_lines() -> None:
    text = "Sivistyslautakunta kokoontui koululla. 50 KOKOUKSEN AVAUS JA LAILLISUUS Siv.ltk 50 Rehtori avaa kokouksen ja toteaa sen lailliseksi. Päätösehdotus: Lautakunta päättää avata kokouksen. Päätös: Hyväksyttiin."
    assert [block.text for block in relined([Block(text)])] == [
        "Sivistyslautakunta kokoontui koululla.",
        "KOKOUKSEN AVAUS JA LAILLISUUS",
        "Siv.ltk § 50",
        "Rehtori avaa kokouksen ja toteaa sen lailliseksi.",
        "Päätösehdotus: Lautakunta päättää avata kokouksen.",
        "Päätös: Hyväksyttiin.",
    ]


LINES = st.lists(
    st.sampled_from(
        [
            "Päätös",
            "Päätös:",
            "Päätösehdotus",
            "Esitys",
            "Valmistelija",
            "Esittelijä Kunnanjohtaja",
            "Liitteet",
            "Tiedoksi",
            "Käsittely",
            "Aikaisempi käsittely",
            "KH 1.2.2023 § 5",
            "§ 5",
            "12/00.01.05/2023",
            "Aino Aalto",
            "Kunnanhallitus päättää maksaa 5 000 euroa.",
            "-",
            "x",
            "Sulje",
            "Kunnanjohtaja Aino Aalto:",
            "PäätösPäätin, että",
        ]
    )
    | st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=60).map(str.strip).filter(bool),
    max_size=25,
)


@given(LINES, st.booleans(), st.sampled_from([None, "5", "6"]))
def test_labels_in_any_order_are_read(lines: list[str], officer: bool, section: str | None) -> None:
    kind = Kind.officer_decision if officer else Kind.meeting_item
    decision = read(Header(tuple(Block(line) for line in lines), kind=kind, section=section, date=dt.date(2023, 2, 1)))
    for amount in decision.amounts:
        assert decision.part(amount.part, amount.handling)[amount.start : amount.end] == amount.text
    assert decision.decision != ""
    if not any("päät" in line.casefold() or "esitys" in line.casefold() for line in lines):
        assert decision.decision is None
