"""Section heads, diary numbers, bodies and municipalities, by example."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.grammar.bodies import body_like, fits, is_abbreviation, is_body, named_bodies, spelled_out, without_town
from scraper.grammar.diary import diary, inside
from scraper.grammar.heads import date_of, dated_body, head
from scraper.grammar.language import language
from scraper.grammar.municipality import municipality


@pytest.mark.parametrize(
    ("lines", "body", "date", "section", "rest"),
    [
        (["KHALL 19.08.2024 § 135"], "KHALL", "2024-08-19", "135", ""),
        (["Kunnanhallitus 8.5.2023 § 117"], "Kunnanhallitus", "2023-05-08", "117", ""),
        (["Henkilöstö- ja työllisyysjaosto 1.2.2023 §4"], "Henkilöstö- ja työllisyysjaosto", "2023-02-01", "4", ""),
        (["Kunnanhallitus\t§ 88\t14.03.2022"], "Kunnanhallitus", "2022-03-14", "88", ""),
        (["Kunnanhallitus, § 88, 14.03.2022"], "Kunnanhallitus", "2022-03-14", "88", ""),
        (["Terveyslautakunta 29.4.2014 47 §"], "Terveyslautakunta", "2014-04-29", "47", ""),
        (["Tek.ltk 20.8.2019 § 71"], "Tek.ltk", "2019-08-20", "71", ""),
        (
            ["Kunnanhallitus 08.05.2023 § 117 292/00.01.05/2023"],
            "Kunnanhallitus",
            "2023-05-08",
            "117",
            "292/00.01.05/2023",
        ),
        (["Kunnanhallitus 08.05.2023 Pykälä 9"], "Kunnanhallitus", "2023-05-08", "9", ""),
        (["Terveyslautakunta", "47 §", "29.4.2014"], "Terveyslautakunta", "2014-04-29", "47", ""),
        (["Terveyslautakunta", "§ 47", "29.4.2014"], "Terveyslautakunta", "2014-04-29", "47", ""),
        (["Terveyslautakunta", "29.4.2014", "47 §"], "Terveyslautakunta", "2014-04-29", "47", ""),
        (["Avustk § 158"], "Avustk", None, "158", ""),
        (["Kh § 169"], "Kh", None, "169", ""),
        (["§ 145 Lainan takaus"], None, None, "145", "Lainan takaus"),
        (["§ 163 Talouden toteutuminen 31.8.2024"], None, None, "163", "Talouden toteutuminen 31.8.2024"),
        (["§ 71 Sivistyslautakunta 20.8.2019"], "Sivistyslautakunta", "2019-08-20", "71", ""),
        (["§ 198"], None, None, "198", ""),
        (["12 § Lainan takaus"], None, None, "12", "Lainan takaus"),
        (["11. / 776 §"], None, None, "776", ""),
        (["Case 15. / 759 §"], None, None, "759", ""),
        (["Ärende 19. / 263 §"], None, None, "263", ""),
    ],
)
def test_head(lines: list[str], body: str | None, date: str | None, section: str, rest: str) -> None:
    found = head(lines, 0)
    assert found is not None
    assert (found.body, found.date and found.date.isoformat(), found.section, found.rest) == (body, date, section, rest)
    assert found.lines == len(lines)


def test_one_head_with_two_sections() -> None:
    found = head(["Kaupunginvaltuusto 24.04.2023 § 94 § 189"], 0)
    assert found is not None
    assert found.sections == ("94", "189")


@pytest.mark.parametrize(
    "lines",
    [
        ["Pöydältä 26.10.2011 § 158"],
        ["Kuntalain § 14"],
        ["Hallintosäännön § 14"],
        ["Kunnanhallitus teki 30.1.2023 § 26 päätöksen etuosto-oikeuden käytöstä."],
        ["Päätöksen 30.1.2023 § 26 valitusosoitus oli väärä, joten uusi liitetään."],
        ["Valtuusto on päättänyt asiasta 29.4.1974 § 17 ja 14.12.1992 § 424, hallitus 10.6.2019 § 255."],
        ["§ 14:n mukaan"],
        ["10 § momentin mukaan"],
        ["Kunnanhallitus 31.2.2023 § 5"],
        ["Kunnanhallitus", "toinen rivi", "29.4.2014"],
        ["Lähde 12.3.2020"],
        ["§"],
        [""],
    ],
)
def test_no_head(lines: list[str]) -> None:
    assert head(lines, 0) is None


def test_a_head_without_section() -> None:
    found = dated_body("STST 06.10.2025")
    assert found is not None
    assert (found.body, found.date) == ("STST", dt.date(2025, 10, 6))
    assert dated_body("Kokous 06.10.2025") is None


@pytest.mark.parametrize(
    ("text", "day"), [("1.2.2023", dt.date(2023, 2, 1)), ("29.2.2023", None), ("1.2.", None), ("", None)]
)
def test_date_of(text: str, day: dt.date | None) -> None:
    assert date_of(text) == day


@given(
    st.lists(
        st.text(max_size=40) | st.sampled_from(["Kunnanhallitus", "§ 5", "1.2.2023", "5 §", "§ 5 § 6", "Kh § 12"]),
        min_size=1,
        max_size=4,
    )
)
def test_any_lines_are_read(lines: list[str]) -> None:
    head(lines, 0)


@pytest.mark.parametrize(
    ("line", "following", "number", "code", "lines"),
    [
        ("292/00.01.05/2023", "", "292/00.01.05/2023", "00.01.05", 1),
        ("1116/00.01.02.01/2020", "", "1116/00.01.02.01/2020", "00.01.02.01", 1),
        ("KUVDno-2020-3028", "", "KUVDno-2020-3028", None, 1),
        ("5652-2023 (00 01 05)", "", "5652-2023", "00.01.05", 1),
        ("5652-2023 (00 01 02, 06 00 00)", "", "5652-2023", "00.01.02", 1),
        ("5652-2013 (611)", "", "5652-2013", "611", 1),
        ("HEL 2024-009117 T 00 00 03", "", "HEL 2024-009117", "00.00.03", 1),
        ("HEL 2023-014395", "", "HEL 2023-014395", None, 1),
        ("Asianro 579/10.03.00.01/2021", "", "579/10.03.00.01/2021", "10.03.00.01", 1),
        ("Dno KUVA/1472/02.02.02/2017", "", "KUVA/1472/02.02.02/2017", "02.02.02", 1),
        ("KUV:4787/10.03.01/2016", "", "KUV:4787/10.03.01/2016", "10.03.01", 1),
        ("225/2022", "", "225/2022", None, 1),
        ("730/2017", "00.01.01.00", "730/2017", "00.01.01.00", 2),
        ("59/32/321/2010", "", "59/32/321/2010", "32", 1),
        ("90/111/2009", "", "90/111/2009", None, 1),
    ],
)
def test_diary(line: str, following: str, number: str, code: str | None, lines: int) -> None:
    found = diary(line, following)
    assert found is not None
    assert (found.number, found.classification, found.lines) == (number, code, lines)


@pytest.mark.parametrize(
    "line",
    [
        "Valtuusto vahvisti 12.6.2019 (KV 50/2019) ohjelman.",
        "12.6.2019",
        "2019",
        "5/2019 kokous pidettiin",
        "123/00.01.05/2023 on asian tunnus",
        "1.1.-30.6.2023",
        "",
    ],
)
def test_no_diary(line: str) -> None:
    assert diary(line) is None


def test_diary_inside_a_head() -> None:
    found = inside("(Dno 12/00.01.05/2023)")
    assert found is not None
    assert found.number == "12/00.01.05/2023"
    assert inside("12/2023") is None


@pytest.mark.parametrize(
    ("text", "strict", "is_like"),
    [
        ("Kunnanhallitus", True, True),
        ("KHALL", True, True),
        ("Johtava rehtori", True, True),
        ("Satunnainen teksti tässä", True, False),
        ("Satunnainen teksti tässä", False, True),
        ("Päätös", False, False),
        ("kunnanhallitus", False, False),
    ],
)
def test_body_like(text: str, strict: bool, is_like: bool) -> None:
    assert body_like(text, strict=strict) is is_like


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kunnanhallitus", True),
        ("Kasvun ja oppimisen lautakunta", True),
        ("Stadsfullmäktige", True),
        ("Hallintojohtaja", False),
        ("KHALL", False),
    ],
)
def test_is_body(text: str, expected: bool) -> None:
    assert is_body(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KHALL", True),
        ("Sivltk", True),
        ("Tek.ltk", True),
        ("Kunnanhallitus", False),
        ("Rehtori", False),
        ("Aluehallitus", False),
    ],
)
def test_is_abbreviation(text: str, expected: bool) -> None:
    assert is_abbreviation(text) is expected


@pytest.mark.parametrize(
    ("short", "full", "expected"),
    [
        ("KHALL", "Kunnanhallitus", True),
        ("HETYJ", "Henkilöstö- ja työllisyysjaosto", True),
        ("Avustk", "Avustustoimikunta", True),
        ("KV", "Kunnanhallitus", False),
        ("Sivltk", "Tekninen lautakunta", False),
    ],
)
def test_fits(short: str, full: str, expected: bool) -> None:
    assert fits(short, full) is expected


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Kunnanhallitus päättää hyväksyä.", ["Kunnanhallitus"]),
        ("Sosiaali-, terveys- ja pelastuslautakunta päätti valita", ["Sosiaali-, terveys- ja pelastuslautakunta"]),
        ("Kulttuuri- ja vapaa-aikalautakunta päättää", ["Kulttuuri- ja vapaa-aikalautakunta"]),
        ("Hallitus hyväksyi. Sitten Tekninen lautakunta esitti.", ["Hallitus", "Tekninen lautakunta"]),
        ("Yhtiö päättää itse.", []),
    ],
)
def test_named_bodies(text: str, bodies: list[str]) -> None:
    assert named_bodies(text) == bodies


@pytest.mark.parametrize(
    ("short", "decisive", "page", "full"),
    [
        ("KHALL", "Kaupunginhallitus päättää", "", "Kaupunginhallitus"),
        ("KH", "", "Asia oli esillä kunnanhallituksessa.", "Kunnanhallitus"),
        ("KH", "", "Kaupungin talous on kunnossa.", "Kaupunginhallitus"),
        ("Sivltk", "Sivistyslautakunta hyväksyy", "", "Sivistyslautakunta"),
        ("STST", "", "stadsstyrelsen", "Stadsstyrelsen"),
        ("XYZ", "Kunnanhallitus päättää", "", None),
    ],
)
def test_spelled_out(short: str, decisive: str, page: str, full: str | None) -> None:
    assert spelled_out(short, decisive, page) == full


def test_without_town() -> None:
    assert without_town("Kuvajärven kaupunginhallitus") == "Kaupunginhallitus"
    assert without_town("Kuvajärven jaosto") == "Kuvajärven jaosto"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dynasty tietopalvelu Haku RSS Kuvajärven kunta", "Kuvajärvi"),
        ("Dynasty tietopalvelu Haku RSS Uuden Kosken kaupunki", "Uuden Koski"),
        ("Valkeamäen kaupunki", "Valkeamäki"),
        ("Lehtosaaren kunta", "Lehtosaari"),
        ("Kuvitelman kunta", "Kuvitelma"),
        ("Sandnäs kommun", "Sandnäs"),
        ("Kyrkslunds kommun", "Kyrkslund"),
        ("Länsirannan hyvinvointialue - Västra", "Länsirannan hyvinvointialue"),
        ("Pöytäkirja 5/2023", None),
    ],
)
def test_municipality(text: str, name: str | None) -> None:
    assert municipality(text) == name


def test_a_publishers_name_is_known_better_than_a_rule() -> None:
    assert municipality("Kuutun kaupunki", {"Kuutun kaupunki": "Kuuttu"}) == "Kuuttu"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kunnanhallitus päättää, että asia on selvä.", "fi"),
        ("Stadsstyrelsen beslutar att godkänna förslaget för staden.", "sv"),
        ("12345", None),
        ("", None),
    ],
)
def test_language(text: str, code: str | None) -> None:
    assert language(text) == code
