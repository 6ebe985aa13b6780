"""Names of projects: which a decision is about, in which spelling, and which spellings are one."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.grammar.projects import project_key, projects

TITLES = [
    ("ALMA-hankkeen jatkoon osallistuminen", ["ALMA-hanke"]),
    ("Osaava Kukkula -hankkeen omarahoitus", ["Osaava Kukkula -hanke"]),
    ("Osallistuminen Osaava Kukkula -hankkeeseen", ["Osaava Kukkula -hanke"]),
    ("Kunnan osallistuminen Osaava Kukkula -hankkeeseen", ["Osaava Kukkula -hanke"]),
    ("Kukkulan seudun tietopalvelun keskus -hankkeen jatko", ["Kukkulan seudun tietopalvelun keskus -hanke"]),
    ("Kukkulan seudun tietopalvelun keskus- hankkeen jatko", ["Kukkulan seudun tietopalvelun keskus -hanke"]),
    ("Osaava Kukkula – hanke", ["Osaava Kukkula -hanke"]),
    ("Osaava Kukkula - hankkeen hankesuunnitelma", ["Osaava Kukkula -hanke"]),
    (
        '"Matkalla kotiin - neuvontaa itäisellä Kukkulalla" -hankkeen toteuttaminen',
        ["Matkalla kotiin - neuvontaa itäisellä Kukkulalla"],
    ),
    ("”Matkalla kotiin” -hankkeen hyväksyminen", ["Matkalla kotiin"]),
    ("'Matkalla kotiin'-hankkeessa tarvittavat toimet", ["Matkalla kotiin"]),
    (
        "Matkalla kotiin - neuvontaa itäisellä Kukkulalla -hankkeen toteuttaminen",
        ["Matkalla kotiin - neuvontaa itäisellä Kukkulalla -hanke"],
    ),
    ('Osallistuminen hankkeeseen "Matkalla kotiin"', ["Matkalla kotiin"]),
    ('ESR-hanke "Matkalla kotiin", kuntarahoitus', ["Matkalla kotiin"]),
    (
        "Nuorten työpajojen kehittäminen Ylä-Kukkulassa hankkeen asettaminen",
        ["Nuorten työpajojen kehittäminen Ylä-Kukkulassa"],
    ),
    ("Määräaikaisen projektipäällikön valinta Lähellä2030-hankkeeseen", ["Lähellä2030-hanke"]),
    ("Lausunto Kestävä Pelto -yhteistyöhankkeesta", ["Kestävä Pelto"]),
    ("Digikylä-projektin loppuraportti", ["Digikylä-projekti"]),
    ("Kuntarahoitus Kestävä Pelto -hankkeelle / Kukkulan kehitys Oy", ["Kestävä Pelto -hanke"]),
    ("Liikkuva koulu -hankkeen avustus", ["Liikkuva koulu -hanke"]),
    ("Liittyminen Hyvä ikä -ohjelmaan", ["Hyvä ikä -ohjelma"]),
    ("Projektet ”Levande skärgård”, finansiering", ["Levande skärgård"]),
    ("Finansiering av Kustlinje-projektet", ["Kustlinje-projektet"]),
    ("Kukkulan kaupungin hallinnoiman Osaava Kukkula -hankkeen päättyminen", ["Osaava Kukkula -hanke"]),
    ("Osaava Kukkula -hankkeen ja Kestävä Pelto -hankkeen rahoitus", ["Osaava Kukkula -hanke", "Kestävä Pelto -hanke"]),
    ("OSALLISTUMINEN OSAAVA KUKKULA -HANKKEESEEN", ["OSAAVA KUKKULA -hanke"]),
    ("Osallistuminen hankkeeseen Osaava Kukkula", ["Osaava Kukkula"]),
    ("ESR-hanke Osaava Kukkula, kuntarahoitus", ["Osaava Kukkula"]),
    ("Tukiverkko -hankkeen loppuraportti", ["Tukiverkko -hanke"]),
    ("Asettautuminen ja tukevat palvelut kuntoon! -hanke", ["Asettautuminen ja tukevat palvelut kuntoon! -hanke"]),
    ("Sosiaali- ja järjestötyön silta tulevaan -hankkeen avustus", ["Sosiaali- ja järjestötyön silta tulevaan -hanke"]),
    ("Smart Kukkula 2.0-hankkeen jatko", ["Smart Kukkula 2.0 -hanke"]),
    ("Osatoteuttajaksi lähteminen Arjen tuki -hankkeeseen", ["Arjen tuki -hanke"]),
    ("Osallistuminen EAKR-rahoitteiseen Vihreä satama -hankkeeseen vuosina 2024-2026", ["Vihreä satama -hanke"]),
    ("Määrärahan myöntäminen Kukkulan Kehitys Oy:lle Kasvun polku -hankkeeseen", ["Kasvun polku -hanke"]),
    ("Tulevaisuuden sosiaali- ja terveyskeskus -hanke", ["Tulevaisuuden sosiaali- ja terveyskeskus -hanke"]),
    ("Kuntarahapäätös / Leader Kukkula / Kyläraitti kuntoon -hanke", ["Kyläraitti kuntoon -hanke"]),
    ("Elinvoimaisen maakunnan tekijät -hanke", ["Elinvoimaisen maakunnan tekijät -hanke"]),
    ("Avoimet ovet (AVOVET) -hankkeeseen osallistuminen", ["Avoimet ovet -hanke"]),
    ("Hankehakemus: Osaava Kukkula -hanke", ["Osaava Kukkula -hanke"]),
    ("Valtionavustuksen hakeminen Lukeva perhe -hankkeelle", ["Lukeva perhe -hanke"]),
    ("Lukeva perhe -hanke, projektityöntekijän palkkaaminen ajalle 1.8.2024-31.12.2025", ["Lukeva perhe -hanke"]),
]
NO_PROJECT = [
    "Leader-hankkeiden välirahoituslainat ohjelmakaudelle 2021-2027",
    "Mäntylän koulun perusparannushankkeen hankesuunnitelma",
    "Mäntylän koulun perusparannus, hankesuunnitelman hyväksyminen",
    "Mäntylän koulun perusparannus -hankkeen enimmäishinta",
    "Kivilammen silta -hanketta koskeva selvitys",
    "Kunnan osallistuminen hankkeeseen",
    "Uuden EU-hankkeen käynnistäminen",
    "Hankkeen loppuraportti",
    "Investointimäärärahan poistaminen pysäköintitalohankkeelta",
    "Koskenrannan asemakaava (hanke 34700)",
    "Vuoden 2025 Leader-hankkeet",
    "Hankeavustukset 2024",
    "ESR-hankkeen omarahoitusosuus",
    "Kunnan hankkeen rahoitus",
    'Valtuustoaloite "Koirapuisto keskustaan"',
    "Talousarvion tasapainottamisohjelma",
    "Kestävän kasvun ohjelma vuosille 2020-2026",
    "Ohjelmistohankinta",
    "Projektipäällikön viran täyttäminen",
    "Ympäristö- ja Vieraslaji-hankkeet",
    "Osallistuminen hankkeeseen Kukkulassa",
    "Lausunto hankkeesta Kukkulan kunnalle",
    "Korkeamäen tuulivoimapuisto -hankkeen kaavoitus",
]


@pytest.mark.parametrize(("title", "names"), TITLES)
def test_title_names_projects(title: str, names: list[str]) -> None:
    assert projects(title, []) == names


@pytest.mark.parametrize("title", NO_PROJECT)
def test_title_names_none(title: str) -> None:
    assert projects(title, ["", title, title]) == []


BODIES = [
    # one spelling for a name and its slips, the title's where none is commoner
    (
        '"Matkalla kotiin - neuvontaa itäisellä Kukkulalla" -hankkeen toteuttaminen',
        [
            'Ministeriö on myöntänyt EU-rahoitusta hankkeeseen "Matkalla kotiin – neuvontaa ittäisellä Kukkulalla". Yhteistyötä tehdään EU-hankkeen "Yhdessä rannikolla" hankkeen kanssa.',
            "Kunnanhallitus päättää hyväksyä ”Matkalla kotiin – neuvontaa Kukkulalla” -hankkeen toteuttamisen.",
            "Hyväksyttiin.",
        ],
        ["Matkalla kotiin - neuvontaa itäisellä Kukkulalla"],
    ),
    # the commonest of two spellings, though the title has the other
    (
        "Nuorten neuvonta- ja työpajapalveluiden kehittäminen Ylä-Kukkulassa hankkeen asettaminen",
        [
            "Valtio on myöntänyt Kukkulan kaupungille erityisavustuksen Nuorten työpaja- ja neuvontapalveluiden kehittäminen Ylä-Kukkulassa –hankkeen toteutukseen.",
            "",
            "Päätin, että Kukkula perustaa OKM:n rahoituksen pohjalta Nuorten työpaja- ja neuvontapalveluiden kehittäminen Ylä-Kukkulassa hankkeen.",
        ],
        ["Nuorten työpaja- ja neuvontapalveluiden kehittäminen Ylä-Kukkulassa -hanke"],
    ),
    # the title says nothing, the proposal does
    (
        "Projektityöntekijän palkkaaminen",
        ["Kunta on mukana.", "Kunnanhallitus päättää palkata työntekijän Osaava Kukkula -hankkeeseen.", ""],
        ["Osaava Kukkula -hanke"],
    ),
    (
        "Kuntarahoitus",
        ["", "Kunta osallistuu ALMA-hankkeeseen 5 000 eurolla.", "Ehdotus hyväksyttiin."],
        ["ALMA-hanke"],
    ),
    # neither says anything, the background begins with it and goes on
    (
        "Kukkulan Matkailu ry, väliaikaisrahoitus",
        [
            "Yhdistys (KUMA) pyytää kunnalta lainaa Lähiruoka ja paikalliset tarinat (englanniksi: Food and Stories at Hill) -  hankkeen toteuttamiseen.\n\nSäätiö antoi hankkeelle tukea. Hankkeen toimenpiteet:"
        ],
        ["Lähiruoka ja paikalliset tarinat -hanke"],
    ),
    # said in passing
    ("Tontin myynti", ["Alueella on aiemmin toteutettu Osaava Kukkula -hanke."], []),
    (
        "Lautakunnan tilannekatsaus",
        [
            "Osaava Kukkula -hankkeessa on 3 työntekijää. ALMA-hanke jatkuu. Hankkeen tilanne on hyvä. Hankkeita on muitakin."
        ],
        [],
    ),
    ("Teatteritalon laajennus", ["", "Hyväksytään teatteritalon laajennushankkeen hankesuunnitelma.", ""], []),
    (
        "ALMA-hankkeen jatko",
        ["Hankkeen sisarhanke on Visa-hanke. Visa-hankkeen kanssa tehdään yhteistyötä."],
        ["ALMA-hanke"],
    ),
    (
        "Lausunto",
        ["", "Tuulivoima-hankkeesta ei lausuta. Jos tuulivoima-hanke etenee, asia tuodaan uudelleen.", ""],
        [],
    ),
    ("Kukkulan neuvonta 2 -hanke", ["", "Kukkulan neuvonta 3 -hanke seuraa sitä.", ""], ["Kukkulan neuvonta 2 -hanke"]),
    ("Yhteinen Kukkula -hanke", [], ["Yhteinen Kukkula -hanke"]),
    ("Työntekijät", ["", "Myös Osaava Kukkula -hankkeeseen palkataan työntekijä.", ""], ["Osaava Kukkula -hanke"]),
    # a page's own abbreviation of the title's name
    (
        "Avoimet ovet (AVOVET) -hankkeen jatko",
        ["AVOVET-hanke päättyy keväällä.", "Hyväksytään AVOVET-hankkeen jatko.", ""],
        ["Avoimet ovet -hanke"],
    ),
    (
        "Hyvän arjen kaupunki -hanke",
        ["", "Hyväksytään Hyvän arjen kaupunki hankkeen suunnitelma.", ""],
        ["Hyvän arjen kaupunki -hanke"],
    ),
    # a title that only the text calls a project
    (
        "Stay at the Hill",
        ["Ryhmähanke alkaa syksyllä. Työnimenä Stay at the hill\nKukku -hankkeen sisarhanke"],
        ["Stay at the Hill"],
    ),
    (
        "Matkalla kotiin, kuntaosuus",
        ["Hakija on hakenut Matkalla kotiin -hankkeelle rahoitusta."],
        ["Matkalla kotiin -hanke"],
    ),
    ("Avustushakemus", ["", "Avustus myönnetään Kestävä pelto -nimiselle hankkeelle.", ""], ["Kestävä pelto"]),
    ("Avustushakemus", ["", "Avustus myönnetään hankkeelle nimeltä Kestävä pelto.", ""], ["Kestävä pelto"]),
    (
        "Avustushakemus",
        [
            "Hankkeen nimi: Kestävä pelto\nHakija: Yhdistys ry",
            "Avustus myönnetään ”Kestävä pelto” nimiselle hankkeelle.",
            "",
        ],
        ["Kestävä pelto"],
    ),
    ("Finansiering", ["", "Kommunen deltar i projektet ”Levande skärgård” med 5 000 euro.", ""], ["Levande skärgård"]),
    (
        "Finansiering",
        ["", "Kommunen deltar i projektet Nordic Coast Living och betalar 5 000 euro.", ""],
        ["Nordic Coast Living"],
    ),
]


@pytest.mark.parametrize(("title", "parts", "names"), BODIES)
def test_text_names_projects(title: str, parts: list[str], names: list[str]) -> None:
    assert projects(title, parts) == names


@pytest.mark.parametrize(
    "names",
    [
        ("ONE-hanke", "ONE -hanke", "”One”", "one-hankkeen", "ONE hankkeessa"),
        ("Matkalla kotiin – neuvontaa", '"Matkalla kotiin - neuvontaa" -hankkeen', "MATKALLA KOTIIN, NEUVONTAA"),
        ("Stay at the North-Hill", "Stay at the North Hill", "Stay at the north hill -hanke"),
        ("Café Élan", "Cafe Elan -projekti"),
        ("Työ 2030", "Työ2030-hanke", "\u0054yo\u0308 2030"),
    ],
)
def test_key_is_one_for_trivially_different_spellings(names: tuple[str, ...]) -> None:
    assert len({project_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [("Väre", "Vare"), ("ALMA 2.0", "ALMA 20"), ("Matkalla kotiin", "Matkalla koteihin"), ("Hanke", "Projekti")],
)
def test_key_differs_for_different_names(a: str, b: str) -> None:
    assert project_key(a) != project_key(b)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_key_is_stable(name: str) -> None:
    key = project_key(name)
    assert project_key(key) == key or not key.isalnum()
    assert bool(key) == bool(name.strip())


WORDS = st.sampled_from(
    [
        "hanke",
        "-hankkeen",
        "- hankkeessa",
        "ONE-hanketta",
        '"',
        "”",
        "'",
        "(",
        ")",
        "Osaava",
        "Kukkula",
        "kunta",
        "päättää",
        "projektet",
        "työnimenä",
        "nimi on",
        "\n",
        "\t",
        "-",
        "–",
        ".",
        ",",
        " ",
    ]
)


def test_reading_is_linear_in_the_text() -> None:
    """Count the words looked at: ten times the text may not cost more than ten times the steps."""

    def steps(text: str) -> int:
        count = 0

        def step(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(step)
        try:
            projects("Osaava Kukkula -hanke", [text])
        finally:
            sys.setprofile(None)
        return count

    for unit in (
        "hankkeen nimi ",
        "Kunta Osaava -hankkeeseen ",
        "ALMA-hanke, ",
        '"a" -hanke ',
        "kunta on mukana. Hanke jatkuu. ",
    ):
        few, many = steps(unit * 100), steps(unit * 1000)
        assert many < 15 * few


@settings(max_examples=150, deadline=None)
@given(
    st.lists(WORDS, max_size=60).map(" ".join) | st.lists(WORDS, max_size=60).map("".join) | st.text(),
    st.lists(st.text(max_size=200), max_size=4),
)
def test_damaged_pages_are_read_without_error(title: str, parts: list[str]) -> None:
    for names in (projects(title, parts), projects(None, [title, *parts])):
        assert all(names)
        assert len({project_key(name) for name in names}) == len(names)
