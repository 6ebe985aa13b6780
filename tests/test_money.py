"""Every notation of a sum and every number that only looks like one; spans, marks and the way back from value to notation."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.grammar.money import amounts
from scraper.grammar.numerals import numeral
from scraper.records import Amount, Part, Per, Qualifier, Vat

NBSP, THIN, NARROW = "\u00a0", "\u2009", "\u202f"


def read(text: str, title: str | None = None) -> list[Amount]:
    found = amounts(text, Part.background, title=title)
    for amount in found:
        assert text[amount.start : amount.end] == amount.text
    return found


# The sum as written inside a sentence, and its value.
NOTATIONS = [
    ("86 819€", "86819"),
    ("2'500 €", "2500"),
    ("1 000 000:lla eurolla", "1000000"),
    (f"30{NBSP}000 euroa", "30000"),
    (f"30{THIN}000 euroa", "30000"),
    (f"1{NARROW}250{NARROW}000 €", "1250000"),
    ("325.123,98 euroa", "325123.98"),
    ("120.000 €", "120000"),
    ("5500 euroa", "5500"),
    ("174 150, 06 euroa", "174150.06"),
    ("200.000 e", "200000"),
    ("17.000e", "17000"),
    ("269 672e", "269672"),
    ("3 000 €:n", "3000"),
    ("100 €:lla", "100"),
    ("97 500 euron", "97500"),
    ("12 000 eurosta", "12000"),
    ("12 000 eurolla", "12000"),
    ("12 000 euroon", "12000"),
    ("12 000 euroksi", "12000"),
    ("7,50 euroa", "7.50"),
    ("7.50 €", "7.50"),
    ("500,- €", "500"),
    ("500,– euroa", "500"),
    ("1 500,-", "1500"),
    ("2.5 M€", "2500000"),
    ("100 000,00EUR", "100000.00"),
    ("0 €", "0"),
    ("€5.000", "5000"),
    ("€ 5 000", "5000"),
    ("EUR 5 000", "5000"),
    ("5 000 EUR", "5000"),
    ("5 000 eur", "5000"),
    ("12,1 milj. euroa", "12100000"),
    ("2,5 miljoonaa euroa", "2500000"),
    ("1,5 miljoonan euron", "1500000"),
    ("112,7 mil joo naa euroa", "112700000"),
    ("112,7 mil\u00adjoo\u00adnaa euroa", "112700000"),
    ("25 milj.€", "25000000"),
    ("1,5 M€:n", "1500000"),
    ("2,2 ME", "2200000"),
    ("10 Me", "10000000"),
    ("1,2 mrd. euroa", "1200000000"),
    ("3 miljardia euroa", "3000000000"),
    ("227te", "227000"),
    ("227 t€", "227000"),
    ("50 tuhatta euroa", "50000"),
    ("150 k€", "150000"),
    ("-1,7 milj. euroa", "-1700000"),
    ("\u22121 200 €", "-1200"),
    ("yksi (1) euro", "1"),
    ("5 000 (viisituhatta) euroa", "5000"),
    ("viisituhatta euroa", "5000"),
    ("puoli miljoonaa euroa", "500000"),
    ("kaksi miljoonaa euroa", "2000000"),
    ("2,4 miljoner euro", "2400000"),
    ("500 euro", "500"),
    ("tusen euro", "1000"),
    ("4 000\neuroa", "4000"),
]


@pytest.mark.parametrize(("written", "value"), NOTATIONS)
def test_notation(written: str, value: str) -> None:
    text = f"Avustus on {written}, josta sovitaan."
    assert [(a.text, a.value, a.currency) for a in read(text)] == [(written, Decimal(value), "EUR")]


RANGES = [
    ("3,1 – 6 M€", "3100000", "6000000"),
    ("112–260 miljoonaa euroa", "112000000", "260000000"),
    ("150–200 000 euroa", "150000", "200000"),
    ("500–1 000 euroa", "500", "1000"),
    ("60.000-100.000 e", "60000", "100000"),
    ("270–340 euroa", "270", "340"),
    ("5 000 € – 7 000 €", "5000", "7000"),
    ("500 000 – 1 milj. euroa", "500000", "1000000"),
]


@pytest.mark.parametrize(("written", "low", "high"), RANGES)
def test_range(written: str, low: str, high: str) -> None:
    assert [(a.text, a.value, a.max) for a in read(f"Hinta-arvio on {written}.")] == [
        (written, Decimal(low), Decimal(high))
    ]


# Text, and the sums in it: what stands before a sum is not a part of it.
BESIDE = [
    ("Vuodelle 2025 86 500 €:n avustus.", ["86 500 €:n"]),
    ("Lautakunta myönsi 20.3.2024 § 30 500 euroa.", ["500 euroa"]),
    ("Korvaus 3349 k-m2 1.406.580 €.", ["1.406.580 €"]),
    ("Vuosina 2023 - 2025 100 000 € vuodessa.", ["100 000 €"]),
    ("Maksetaan 1.9.2024 5 000 € ja 31.12. 500 euroa.", ["5 000 €", "500 euroa"]),
    ("Maksu on 31.12. 50 euroa ja 31.12. 2000 euroa.", ["50 euroa", "2000 euroa"]),
    ("Sovittu 1. 9. 2023 5 000 €.", ["5 000 €"]),
    ("Kaava 1968 : 1948 x 3.370 k-m² x 191,50 €/k-m² x 5 % = 16 748 €.", ["191,50 €", "16 748 €"]),
    ("Kuten liite 3 500 euroa.", ["500 euroa"]),
    ("Mallilan Kisa ry 300 € 100 €", ["300 €", "100 €"]),
    (
        "Kulut 30 000 euroa (vuokra 12 000 euroa ja palkka 18 000 euroa).",
        ["30 000 euroa", "12 000 euroa", "18 000 euroa"],
    ),
    ("Maksu on 300 tai 500 euroa.", ["300", "500 euroa"]),
    ("Maksu on 12/15 €.", ["12", "15 €"]),
    ("Tarjous (398.500 e) hyväksyttiin.", ["398.500 e"]),
    ("Kävijöitä oli 58 420 ja lipputulot 214 000 €.", ["214 000 €"]),
]


@pytest.mark.parametrize(("text", "written"), BESIDE)
def test_what_stands_beside_a_sum(text: str, written: list[str]) -> None:
    assert [a.text for a in read(text)] == written


NOT_MONEY = [
    "Vettä kului 64,3 miljoonaa m3.",
    "Astiat tyhjennettiin 5,7 miljoonaa kertaa ja niitä oli 5,7 miljoonaa astiatyhjennystä.",
    "Öljyä on 30.000 litraa.",
    "Rakennusoikeus on 5 400 k-m2.",
    "Kunnassa on alle 20 000 asukasta, väkiluku on 19 870.",
    "Puh. 044 781 1250 tai +358 40 123 4567.",
    "Kokous alkoi 14:04 ja päättyi klo 16.30.",
    "Kiinteistö 286-21-352-7, yhtiö 1742476-6.",
    "Diaarinumero 292/00.01.05/2023, laki 380/2023 ja laki (449/2007).",
    "Maankäyttö- ja rakennuslain 110.3 §, momentti 1 30 02.",
    "Ehdotetaan 4. lisätalousarvion hyväksymistä, 1. varapuheenjohtaja.",
    "Maksetaan kustannuspaikalta 910009, tili 474100 11005 50005.",
    "Hilma-ilmoitus 2020-041714 ja lupa 2020-632.",
    "Asetuksen 5 e §:n mukaan ja luokka 10 e.",
    "Osoite Mallikatu 5 e 12, 00510 Mallila.",
    "Vuonna 2023 Me-hanke jatkui.",
    "Kaava hyväksyttiin 12.12.2022 § 424.",
    "Aikuisia oli 12 000 ja lapsia 3 000.",
    "Tukea maksetaan tunneilta, tunteja on 2 140.",
]


@pytest.mark.parametrize("text", NOT_MONEY)
def test_not_money(text: str) -> None:
    assert read(text) == []


# Sums without any unit: only where their sentence says that they are money.
BARE = [
    (
        "Osahankkeen osuus on yhteensä 80 000, josta 56 000 on saatu avustus. Omarahoitus on 24 000.",
        ["80 000", "56 000", "24 000"],
    ),
    ("Alijäämä oli 4,1 milj. euroa ja vuotta myöhemmin 6,8 milj. alijäämäinen.", ["4,1 milj. euroa", "6,8 milj."]),
    ("Kustannusarvio on noin 1,1 miljoonaa.", ["1,1 miljoonaa"]),
    ("Henkilön hinta on noin 16 500 ja lisäksi tulevat matkat.", ["16 500"]),
]


@pytest.mark.parametrize(("text", "written"), BARE)
def test_bare_sum(text: str, written: list[str]) -> None:
    assert [a.text for a in read(text)] == written


def test_markka_is_not_euros() -> None:
    assert [(a.text, a.value, a.currency) for a in read("Kauppahinta oli 2.834.000 mk eli 1 000 markkaa.")] == [
        ("2.834.000 mk", Decimal(2834000), "FIM"),
        ("1 000 markkaa", Decimal(1000), "FIM"),
    ]


MARKS: list[tuple[str, str, object]] = [
    ("Hinta on noin 500 €.", "approximate", True),
    ("Hinta on n. 500 €.", "approximate", True),
    ("Hinta on n.500 €.", "approximate", True),
    ("Hinta on lähes 500 €.", "approximate", True),
    ("Hinta on reilut 500 €.", "approximate", True),
    ("Hinta on runsaat 500 €.", "approximate", True),
    ("Priset är ca 500 euro.", "approximate", True),
    ("Hinta on arviolta 500 €.", "approximate", False),
    ("Hinta on enintään 500 €.", "approximate", False),
    ("Hinta on yli 500 €.", "approximate", False),
    ("Hinta on 500 € ja noin.", "approximate", False),
    ("Hinta on enintään 500 €.", "qualifier", Qualifier.at_most),
    ("Hinta on korkeintaan noin 500 €.", "qualifier", Qualifier.at_most),
    ("Hinta on 500 euroon saakka.", "qualifier", Qualifier.at_most),
    ("Priset är högst 500 euro.", "qualifier", Qualifier.at_most),
    ("Hinta on vähintään 500 €.", "qualifier", Qualifier.at_least),
    ("Priset är minst 500 euro.", "qualifier", Qualifier.at_least),
    ("Hinta on 500 €.", "qualifier", None),
    ("Maksu on 500 € vuodessa.", "per", Per.year),
    ("Maksu on 500 €/vuosi.", "per", Per.year),
    ("Maksu on 500 e/v.", "per", Per.year),
    ("Maksu on vuosittain 500 €.", "per", Per.year),
    ("Vuosivuokra on 500 €.", "per", Per.year),
    ("Maksu on vuositasolla 500 €.", "per", Per.year),
    ("Maksuluokka 0,30 e/m³.", "per", Per.unit),
    ("Maksu on 500 €/kk.", "per", Per.month),
    ("Maksu on 500 € / kk.", "per", Per.month),
    ("Maksu on 500 euroa kuukaudessa.", "per", Per.month),
    ("Hyran är 500 euro i månaden.", "per", Per.month),
    ("Maksu on 500 €/kpl.", "per", Per.unit),
    ("Maksu on 0,67 euroa/m²/kk.", "per", Per.unit),
    ("Maksu on 7,5 euroa asukasta kohti.", "per", Per.unit),
    ("Maksu on 730 euroa/kerrosneliömetri.", "per", Per.unit),
    ("Maksu on 280 € / k-m2.", "per", Per.unit),
    ("Maksu on 20 euroa per osallistuja.", "per", Per.unit),
    ("Maksu on 500 €.", "per", None),
    ("Hinta on 500 € (alv 0 %).", "vat", Vat.excluded),
    ("Hinta on 500 € (alv. 0 %).", "vat", Vat.excluded),
    ("Hinta on 500 €, alv 0%.", "vat", Vat.excluded),
    ("Hinta on 500 € +alv.", "vat", Vat.excluded),
    ("Hinta on 500 € + alv 24 %.", "vat", Vat.excluded),
    ("Hinta on 500 € ilman alv:a.", "vat", Vat.excluded),
    ("Hinta arvonlisäverottomana on 500 €.", "vat", Vat.excluded),
    ("Hankinnan arvonlisäveroton arvo on 500 €.", "vat", Vat.excluded),
    ("Hinta on 500 € (sis. alv).", "vat", Vat.included),
    ("Hinta on 500 €, sisältäen alv 25,5 %.", "vat", Vat.included),
    ("Hinta on 500 € (alv 24 %).", "vat", Vat.included),
    ("Priset är 500 euro (moms 0 %).", "vat", Vat.excluded),
    ("Hinta on 500 €.", "vat", None),
    ("Putki Oy:n 500 euroa.", "approximate", False),
    ("Maksu on 9 € vuorokaudessa.", "per", Per.unit),
    ("Kustannus asiakasta kohti on 500 €.", "per", Per.unit),
    ("Asukasta kohti lainaa on 500 €.", "per", Per.unit),
    ("Kostnaden per elev är ca 500 euro.", "per", Per.unit),
    ("Kerrosneliömetrihinta on noin 732 euroa.", "per", Per.unit),
    ("Vuosivuokra on arviolta 500 €.", "per", Per.year),
    ("Vuositasolla vuokra on 500 €.", "per", Per.year),
    ("Vuotuiset palkkakulut sivukuluineen ovat 500 €.", "per", Per.year),
    ("Vuosivuokra on 5 % pääoma-arvosta, vähintään 450 euroa.", "per", Per.year),
]


@pytest.mark.parametrize(("text", "field", "value"), MARKS)
def test_mark(text: str, field: str, value: object) -> None:
    (amount,) = read(text)
    assert getattr(amount, field) == value


def test_cents_of_a_unit_are_hundredths_of_a_euro() -> None:
    (amount,) = read("Kopion hinta on 50 senttiä kappaleelta ja pino on 20 senttiä korkea.")
    assert (amount.text, amount.value, amount.per) == ("50 senttiä", Decimal("0.50"), Per.unit)


def test_vat_mark_in_the_head_of_a_list_holds_for_its_rows() -> None:
    text = "Saatiin tarjoukset (alv 0 %):\n- Malli Oy 12 000 €\n- Toinen Oy 13 000 €\nTyöhön on varattu 15 000 €."
    assert [a.vat for a in read(text)] == [Vat.excluded, Vat.excluded, None]


def test_period_of_a_list_holds_for_each_of_its_sums() -> None:
    text = "Vuosipalkkiot: valtuusto 1 500 €, hallitus 2 400 € ja lautakunnat 600 €. Kokouspalkkio on 80 €."
    assert [a.per for a in read(text)] == [Per.year, Per.year, Per.year, None]


def test_vat_mark_belongs_to_the_sum_beside_it() -> None:
    text = "Hintaa nostetaan 7 000 eurolla arvonlisäverottomana, jolloin uusi hinta on 41 000 euroa."
    assert [a.vat for a in read(text)] == [Vat.excluded, None]


def test_part_and_handling_are_kept() -> None:
    (amount,) = amounts("Avustus 5 €", Part.earlier, handling=2)
    assert (amount.part, amount.handling) == (Part.earlier, 2)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("kaksisataaviisikymmentä", 250),
        ("kaksitoista", 12),
        ("puolitoista miljoonaa", 1_500_000),
        ("tuhannen", 1000),
        ("två", 2),
        ("hundra tusen", 100_000),
    ],
)
def test_numeral(words: str, value: int) -> None:
    assert numeral(words) == value


@pytest.mark.parametrize("words", ["", "yhteensä", "kaksikolme", "toista", "euroa", "x" * 500])
def test_no_numeral(words: str) -> None:
    assert numeral(words) is None


CENTS = st.integers(min_value=1, max_value=999_999_999_99)
SEPARATORS = st.sampled_from([" ", NBSP, THIN, NARROW, "."])
UNITS = st.sampled_from(
    [" euroa", " €", "€", " euron", " €:n", " EUR", " eurolla", f"{NBSP}€", f"{NBSP}euroa", "e", " e"]
)
LEADS = st.sampled_from(["Avustus on ", "Vuonna 2025 ", "Lautakunta 1.2.2024 § 7: ", "(", "noin ", "\n"])


def grouped(whole: int, separator: str) -> str:
    return f"{whole:,}".replace(",", separator)


@given(cents=CENTS, separator=SEPARATORS, unit=UNITS, lead=LEADS)
def test_written_and_read_again(cents: int, separator: str, unit: str, lead: str) -> None:
    written = f"{grouped(cents // 100, separator)},{cents % 100:02d}{unit}"
    (amount,) = read(f"{lead}{written}.")
    assert (amount.text, amount.value) == (written, Decimal(cents) / 100)


@given(euros=st.integers(min_value=10, max_value=10**11), separator=SEPARATORS, unit=UNITS)
def test_whole_euros_read_again(euros: int, separator: str, unit: str) -> None:
    written = f"{grouped(euros, separator)}{unit}"
    if unit.strip() == "e" and 1900 <= euros <= 2099:
        return  # a bare year before a bare letter is no sum
    (amount,) = read(f"Avustus {written}, ja muuta.")
    assert (amount.text, amount.value) == (written, Decimal(euros))


@given(
    tenths=st.integers(min_value=1, max_value=99_999),
    unit=st.sampled_from([" milj. euroa", " miljoonaa euroa", " M€", " ME", "M€", " milj. €", " miljoonan euron"]),
)
def test_millions_read_again(tenths: int, unit: str) -> None:
    written = f"{tenths // 10},{tenths % 10}{unit}"
    (amount,) = read(f"Investointi {written} tehdään.")
    assert (amount.text, amount.value) == (written, Decimal(tenths) * 100_000)


@given(
    low=st.integers(10, 9_000),
    more=st.integers(1, 9_000),
    dash=st.sampled_from(["-", "–", " - ", " – ", "—"]),
    separator=SEPARATORS,
)
def test_ranges_read_again(low: int, more: int, dash: str, separator: str) -> None:
    high = low + more
    if (low < 1000 <= high and high // 10 <= low * 1000 < high) or (1900 <= low <= 2099 and separator == ""):
        return
    written = f"{grouped(low, separator)}{dash}{grouped(high, separator)} euroa"
    (amount,) = read(f"Maksu on {written}.")
    assert (amount.text, amount.value, amount.max) == (written, Decimal(low), Decimal(high))


PIECES = st.sampled_from(
    ["1", "000", " ", "\u00a0", ".", ",", "-", "–", "€", "e", "euroa", "milj.", "M€", "(", ")", "/", "%", "§", "ja", "kk", "alv 0 %", "noin", "\n", "\t", "İ", "ß",
     "2025", "m²", "mk", "yksi", "avustus", "ry", ":n", "te", "EUR", "5,", "¹", "٣"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_pieces_are_read_without_an_error(text: str) -> None:
    for amount in read(text, title=text):
        assert amount.max is None or amount.max > amount.value


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    read(text)


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "123",
        "1 000 ",
        "5 € ",
        "0 1 ",
        "1.1.",
        "1-",
        "1/",
        "euroa ",
        "sata ",
        "€ ",
        "1 ja ",
        "5 000 milj ",
        "§ 1",
        "( ",
        "1,",
        "alv 0 % ",
    ],
)
def test_repeated_pieces_are_read_in_steps(piece: str) -> None:
    """A page of nothing but digits and units: the work per piece stays the same (no regex goes back over the page)."""
    found = read(piece * 1000)
    assert len(found) <= 2000
