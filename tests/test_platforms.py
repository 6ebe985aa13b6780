"""Each publishing system's pages, invented: what is recognised, what the header says, what is no page of minutes."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import platforms
from scraper.page import LinkKind, Page, Parsed
from scraper.parse import parse_document
from scraper.records import Decision
from scraper.vocabulary import Kind, Outcome, Status


def parsed(text: str, url: str | None = None) -> Parsed:
    return parse_document("invented", text.encode(), url=url)


def one(text: str, url: str | None = None) -> Decision:
    found = parsed(text, url)
    assert found.complaint is None
    (decision,) = found.decisions
    assert len(found.ids) == 1
    return decision


D10 = """<!DOCTYPE html><html><head><title>Kuvajärven kunta</title></head><body>
<h1>Kunnanhallitus  Pöytäkirja 29.03.2022/Pykälä 16</h1><!--DATABEGIN-->
<table class='tbl navigation'><caption class='hidden'>Navigointi</caption><tr><td><a href='DREQUEST.PHP?page=meetingitem&amp;id=20221273-6'>Edellinen asia</a> |
<a href='DREQUEST.PHP?page=meetingitem&amp;id=20221273-8'>Seuraava asia</a></td><td><a href='../kokous/20221273-7.PDF'>Kokousasia&nbsp;PDF-muodossa</a></td></tr></table>
<h2>Liitteet</h2><p><a href='../kokous/20221273-7-374197.PDF'><span>Liite 1</span><span>Merirannan asemapiirros</span></a></p>
<div class='data-part-block-htm'><div><p><span style="font-weight:bold">Päiväkodin laajentaminen</span></p>
<p>Sivltk 15.03.2022 § 9<p><span>Valmistelija</span><span>Sivistysjohtaja Outi Onni</span></p><p><b>Päätös</b> Hyväksyttiin.</p>
<p>KH 29.03.2022 § 16<br>123/10.03.02/2022</p>
<p><span>Valmistelija</span><span>hallintojohtaja Aino Aalto</span></p>
<p>Kunta varaa hankkeeseen 45&nbsp;000 € vuodelle
2022.</p>
<p><span>Kunnanjohtaja</span><span>Kunnanhallitus päättää, että suunnittelu aloitetaan.</span></p>
<p><b>Päätös</b></p><p>Kunnanhallitus hyväksyi ehdo<b>tuksen</b>.</p></div></div><!--DATAEND--></body></html>"""
D10_URL = "https://kuvajarvi10.example.fi/cgi/DREQUEST.PHP?page=meetingitem&id=20221273-7"


def test_dynasty_page() -> None:
    found = parsed(D10, D10_URL)
    (decision,) = found.decisions
    assert (found.platform, found.ids, found.municipality) == ("dynasty", ("20221273-7",), "Kuvajärvi")
    assert (decision.body, decision.body_abbreviation, decision.date, decision.section) == (
        "Kunnanhallitus",
        "KH",
        dt.date(2022, 3, 29),
        "16",
    )
    assert (decision.title, decision.diary_number, decision.status) == (
        "Päiväkodin laajentaminen",
        "123/10.03.02/2022",
        Status.minutes,
    )
    assert [(person.name, person.title) for person in decision.preparers] == [("Aino Aalto", "hallintojohtaja")]
    assert decision.presenter is not None
    assert decision.presenter.title == "Kunnanjohtaja"
    assert decision.decision == "Kunnanhallitus hyväksyi ehdotuksen."
    assert [(handling.body, handling.section) for handling in decision.earlier_handlings] == [("Sivltk", "9")]
    (file,) = decision.attachments
    assert (file.number, file.title, file.url) == (
        "1",
        "Merirannan asemapiirros",
        "https://kuvajarvi10.example.fi/kokous/20221273-7-374197.PDF",
    )
    assert decision.rationale == "Kunta varaa hankkeeseen 45 000 € vuodelle 2022."


def test_dynasty_answers_with_another_page() -> None:
    found = parsed(D10, D10_URL.replace("20221273-7", "20221273-9"))
    assert found.decisions == ()
    assert "20221273-9" in (found.complaint or "")
    assert "20221273-7" in (found.complaint or "")


CLASSIC = """<html><head><title>Kuvajärven kaupunki</title></head><body class="bodyKokousasia"><center><a href="TELIMET.HTM">Toimielimet</a> | <a href="2017406946.HTM">Pöytäkirja 08.05.2017</a></center>
<table><tr><td align="center"><label class="h3"><!-- RSPEAK_START -->Kaupunginhallitus<br>Pöytäkirja 08.05.2017 Pykälä 127<!-- RSPEAK_STOP --></label></td></tr></table><!--DATA_BEGIN-->
<table><tr><td><div><table><tr><td><a href="2017406946-2.HTM">Edellinen asia</a></td><td>&nbsp;&nbsp;<a href="/kokous/2017406946-3.PDF">Kokousasia&nbsp;PDF-muodossa</a></td></tr></table></div>
<p class="MsoNormal">730/2017<br>00.01.01.00</p><p><b>127 §</b></p><p><b>Säännön hyväksyminen</b></p>
<p class="Sivuotsikko"><b>Päätösehdotus</b>&nbsp;&nbsp;&nbsp;&nbsp; Kaupunginjohtaja Ville Virta</p><p>Kaupunginhallitus ehdottaa, että
valtuusto hyväksyy säännön.</p><p><b>Käsittely</b>&nbsp;&nbsp;&nbsp;&nbsp; Asia käsiteltiin viimeisenä.</p><p><b>Päätös</b>&nbsp;&nbsp;&nbsp;&nbsp; Hyväksyttiin.</p><p><b>Selostus</b></p><p>Sääntö on vanha.</p>
<p>Kaupunginhallitus<br>105 §<br>10.4.2017</p><p><b>Päätös</b>&nbsp;&nbsp;&nbsp;&nbsp; Jätettiin pöydälle.</p></td></tr></table></body></html>"""


def test_classic_dynasty_page() -> None:
    decision = one(CLASSIC)
    assert (decision.body, decision.date, decision.section) == ("Kaupunginhallitus", dt.date(2017, 5, 8), "127")
    assert (decision.title, decision.diary_number, decision.classification) == (
        "Säännön hyväksyminen",
        "730/2017",
        "00.01.01.00",
    )
    assert decision.presenter is not None
    assert (decision.presenter.name, decision.presenter.title) == ("Ville Virta", "Kaupunginjohtaja")
    assert (decision.proposal, decision.decision) == (
        "Kaupunginhallitus ehdottaa, että valtuusto hyväksyy säännön.",
        "Hyväksyttiin.",
    )
    assert decision.rationale == "Asia käsiteltiin viimeisenä.\nSääntö on vanha."
    assert decision.final is False
    assert [(handling.section, handling.date) for handling in decision.earlier_handlings] == [
        ("105", dt.date(2017, 4, 10))
    ]


TEXT_HEAD = "https://kuvajarvi.example.fi/cgi/DREQUEST.PHP?page=meetingitem&id=2022168-10\nDynasty tietopalvelu Haku RSS Kuvajärven kunta\nRSS-linkki\nKokousasiat:https://kuvajarvi.example.fi:443/cgi/DREQUEST.PHP?page=rss/meetingitems&show=30\n"


@pytest.mark.parametrize(
    ("text", "title", "section", "diary"),
    [
        (
            "Kunnanhallitus\nPöytäkirja 18.01.2022/Pykälä 10\nEdellinen asia | Seuraava asia\nSillan korjaus\nKunnanhallitus 18.01.2022 § 10\n1/10.03.01/2022\nSilta on huono.",
            "Sillan korjaus",
            "10",
            "1/10.03.01/2022",
        ),
        (
            "Kunnanhallitus\nPöytäkirja 18.01.2022/Pykälä 10Sillan korjaus\n1/10.03.01/2022\nKunnanhallitus 18.01.2022 § 10\nSilta on huono.",
            "Sillan korjaus",
            "10",
            "1/10.03.01/2022",
        ),
        (
            "Kunnanhallitus\nPöytäkirja 18.01.2022/Pykälä 102023 talousarvio\nKunnanhallitus 18.01.2022 § 10\nSilta on huono.",
            "2023 talousarvio",
            "10",
            None,
        ),
        (
            "Kunnanhallitus\nPöytäkirja 18.01.2022/Pykälä 10\n§ 10\nAsianro 1/10.03.01/2022\nSillan korjaus\nPäätöshistoria\nSilta on huono.",
            "Sillan korjaus",
            "10",
            "1/10.03.01/2022",
        ),
        (
            "Kunnanhallitus\nPöytäkirja 18.01.2022/Pykälä 10\n1/10.03.01/2022\nKunnanhallitus 18.01.2022 § 10\n§ 10\nSillan korjaus\nValmistelija: johtaja Aino Aalto",
            "Sillan korjaus",
            "10",
            "1/10.03.01/2022",
        ),
        (
            "Kunnanhallitus\nPöytäkirja 18.01.2022/Pykälä 10\nKunnanhallitus 18.01.2022 § 10\n1/10.03.01/2022\nSilta on huono. Se korjataan.",
            None,
            "10",
            "1/10.03.01/2022",
        ),
        (
            "Kunnanhallitus\nPöytäkirja 18.01.2022/Pykälä 10\n1 Kuvia sillasta\nLiite2 Kartta\nSillan korjaus\nKH 18.01.2022 § 10\nSilta on huono.",
            "Sillan korjaus",
            "10",
            None,
        ),
        (
            "Kunnanhallitus\nPöytäkirja 18.01.2022/Pykälä 189\nSillan korjaus\nKunnanhallitus 18.01.2022 § 94 § 189\nSilta on huono.",
            "Sillan korjaus",
            "189",
            None,
        ),
    ],
)
def test_dynasty_text(text: str, title: str | None, section: str, diary: str | None) -> None:
    found = parsed(TEXT_HEAD + text)
    (decision,) = found.decisions
    assert (found.platform, found.municipality, found.ids) == ("dynasty", "Kuvajärvi", ("2022168-10",))
    assert (decision.title, decision.section, decision.diary_number) == (title, section, diary)
    assert decision.body == "Kunnanhallitus"
    assert decision.earlier_handlings == []


def test_dynasty_text_of_three_older_handlings_only() -> None:
    decision = one(
        TEXT_HEAD
        + "Valtuusto\nPöytäkirja 21.02.2022/Pykälä 11\nAloite sillasta\nKunnanhallitus 14.02.2022 § 36\nValtuusto 12.02.2018 § 12\nPäätös: Jätettiin pöydälle."
    )
    assert [(handling.body, handling.section) for handling in decision.earlier_handlings] == [
        ("Kunnanhallitus", "36"),
        ("Valtuusto", "12"),
    ]
    assert (decision.title, decision.decision, decision.outcome) == ("Aloite sillasta", None, None)
    assert any("own section" in warning for warning in decision.warnings)


@pytest.mark.parametrize(
    ("text", "body", "language", "status"),
    [
        (
            "Stadsstyrelsen\nProtokoll 16.11.2022/Paragraf 97\nBron repareras\nSTST 16.11.2022 § 97\n9/10.03.01/2022\nBeredning Stadsdirektör Anna Alm\nBron är i dåligt skick och staden vill reparera den.\nFörslag Stadsstyrelsen beslutar att bron repareras.\nBeslut Godkändes enhälligt.",
            "Stadsstyrelsen",
            "sv",
            Status.minutes,
        ),
        (
            "Kunnanhallitus\nProtokoll 16.11.2022/Paragraf 97\nSillan korjaus\nKH 16.11.2022 § 97\nSilta on huonossa kunnossa ja kunta korjaa sen.\nPäätös Hyväksyttiin.",
            "Kunnanhallitus",
            "fi",
            Status.minutes,
        ),
        (
            "Stadsstyrelsen\nEsityslista 16.11.2022/Asianro 14\nBron repareras\nSTST 16.11.2022\nBron är i dåligt skick och staden vill reparera den.\nBeslut",
            "Stadsstyrelsen",
            "sv",
            Status.agenda,
        ),
    ],
)
def test_swedish_interface(text: str, body: str, language: str, status: Status) -> None:
    decision = one(
        "Dynasty informationsservice Sökning RSS Kuvanäs stad\nRSS-länk\nMötesärende:\nhttps://x.example.fi/cgi/DREQUEST.PHP?page=rss/meetingitems\n"
        + text
    )
    assert (decision.body, decision.language, decision.status) == (body, language, status)
    assert decision.date == dt.date(2022, 11, 16)
    assert decision.section == (None if status is Status.agenda else "97")


def test_dynasty_officers_decision() -> None:
    found = parsed(
        "<h1>Tekninen johtaja  Viranhaltijapäätös 28.08.2023/Pykälä 12</h1><!--DATABEGIN--><p><b>Sillan korjauksen tilaaminen</b></p><p>Tekninen johtaja 28.08.2023 § 12</p><p>5/10.03.01/2023</p><p>Silta on huono.</p><p><b>Päätös</b></p><p>Päätän tilata korjauksen hintaan 5 000 euroa.</p>",
        "https://k.example.fi/cgi/DREQUEST.PHP?page=official_decision&id=2023000123",
    )
    (decision,) = found.decisions
    assert (decision.kind, decision.body, decision.section, decision.status) == (
        Kind.officer_decision,
        "Tekninen johtaja",
        "12",
        Status.minutes,
    )
    assert (decision.title, decision.decision, decision.outcome) == (
        "Sillan korjauksen tilaaminen",
        "Päätän tilata korjauksen hintaan 5 000 euroa.",
        Outcome.passed_unchanged,
    )
    assert found.ids == ("2023000123",)


CASEM = """Banneri
Kunnanhallitus, kokous 22.6.2021
{checked}
§ 145 Sillan korjauksen rahoitus

KUVDno-2021-670

{history}
Valmistelija

 • Aino Aalto, Talousjohtaja, aino.aalto@kuvajarvi.fi

Perustelut

Perustelut
Silta on huono.

Ehdotus

Esittelijä

 • Ville Virta, kunnanjohtaja, ville.virta@kuvajarvi.fi

Kunnanhallitus päättää korjata sillan.

Päätös

Päätösehdotus hyväksyttiin.

Esteellisyys

Maija Malli (yhteisöjäävi)

Tiedoksi

tekninen toimi
"""
CASEM_URL = "https://kuvajarvi.cloudnc.fi/fi-FI/Toimielimet/Kunnanhallitus/Kokous_2262021/Sillan_korjauksen(21006)"


@pytest.mark.parametrize("url", [CASEM_URL, None])
@pytest.mark.parametrize("checked", ["Pöytäkirja on tarkastettu", ""])
def test_casem(url: str | None, checked: str) -> None:
    found = parsed(CASEM.format(checked=checked, history=""), url)
    (decision,) = found.decisions
    assert (found.platform, found.ids) == ("casem", ("21006",) if url else (None,))
    assert (decision.body, decision.date, decision.section, decision.title) == (
        "Kunnanhallitus",
        dt.date(2021, 6, 22),
        "145",
        "Sillan korjauksen rahoitus",
    )
    assert decision.diary_number == "KUVDno-2021-670"
    assert decision.presenter is not None
    assert decision.presenter.name == "Ville Virta"
    assert (decision.rationale, decision.proposal, decision.decision) == (
        "Silta on huono.",
        "Kunnanhallitus päättää korjata sillan.",
        "Päätösehdotus hyväksyttiin.",
    )
    assert decision.recusals == ["Maija Malli"]
    assert decision.status is Status.minutes


def test_casem_older_handling_without_a_head() -> None:
    older = "Aikaisempi käsittely\nValmistelija\nOuti Onni, sivistysjohtaja, outi.onni@kuvajarvi.fi\nPerustelut\nVanha teksti.\nEhdotus\nSivistyslautakunta päättää puoltaa.\nPäätös\nMerkittiin tiedoksi.\n"
    decision = one(CASEM.format(checked="", history=older), CASEM_URL)
    assert [person.name for person in decision.preparers] == ["Aino Aalto"]
    assert decision.decision == "Päätösehdotus hyväksyttiin."
    (handling,) = decision.earlier_handlings
    assert (handling.body, handling.date, handling.section) == ("Sivistyslautakunta", None, None)
    assert "Vanha teksti." in handling.text


def test_casem_addresses() -> None:
    casem = platforms.load()["casem"]
    assert (
        casem.canonical(CASEM_URL)
        == casem.canonical("http://kuvajarvi.cloudnc.fi/fi-FI/content/21006/15821")
        == "https://kuvajarvi.cloudnc.fi/fi-FI/content/21006"
    )
    assert casem.identity("https://kuvajarvi.cloudnc.fi/fi-FI") is None


TURKU_URL = "https://ah.kuva.example.fi/kv/2022/0411004p/4644174.htm"


@pytest.mark.parametrize(
    "table",
    [
        "Kuvan kaupunki§KokouspvmAsia1\nKaupunginhallitus16004.04.202210\nKaupunginvaltuusto6711.04.20224\n",
        "Kuvan kaupunki | § | Kokouspvm | Asia | 1 |\nKaupunginhallitus | 160 | 04.04.2022 | 10 |\nKaupunginvaltuusto | 67 | 11.04.2022 | 4 |\n",
    ],
)
def test_turku_lists_every_handling(table: str) -> None:
    text = (
        table
        + "\n13835-2021 (12 04 01, 12 04 02)\n\nOhjelma (Kv)\n\nTiivistelmä:\n\nOhjelma hyväksytään.\n\nKh § 160\n\nJohtaja Aino Aalto 11.3.2022:\n\nVanha teksti.\n\nKv § 67\n\nEhdotusKaupunginvaltuusto päättää hyväksyä ohjelman.\n\nPäätösEhdotus hyväksyttiin.\n\nJakelu\n\ntiedKaupunginhallitus"
    )
    found = parsed(text, TURKU_URL)
    (decision,) = found.decisions
    assert (found.platform, found.ids) == ("turku", ("4644174",))
    assert (decision.body, decision.date, decision.section, decision.title) == (
        "Kaupunginvaltuusto",
        dt.date(2022, 4, 11),
        "67",
        "Ohjelma (Kv)",
    )
    assert (decision.diary_number, decision.classification, decision.status) == (
        "13835-2021",
        "12.04.01",
        Status.minutes,
    )
    assert (decision.rationale, decision.decision) == ("Ohjelma hyväksytään.", "Ehdotus hyväksyttiin.")
    assert [(one_.body, one_.date, one_.section) for one_ in decision.earlier_handlings] == [
        ("Kaupunginhallitus", dt.date(2022, 4, 4), "160")
    ]
    assert decision.preparers == []
    assert decision.distribution == ["Kaupunginhallitus"]


@pytest.mark.parametrize(
    ("row", "officer", "section", "date"),
    [
        ("Johtava kaupunginsihteeri1622.12.2022 ", "Johtava kaupunginsihteeri", "16", dt.date(2022, 12, 22)),
        ("Viheraluepäällikkö525.02.2025", "Viheraluepäällikkö", "5", dt.date(2025, 2, 25)),
        ("Kansliapäällikkö24228.08.2023 ", "Kansliapäällikkö", "242", dt.date(2023, 8, 28)),
        (
            "Loppupvm 31.12.2012, Johtava kaupunginsihteeri | 174 | 01.12.2011 |",
            "Johtava kaupunginsihteeri",
            "174",
            dt.date(2011, 12, 1),
        ),
    ],
)
def test_turku_officers(row: str, officer: str, section: str, date: dt.date) -> None:
    decision = one(
        f"Kuvan kaupunki§Päätöspöytäkirja1\nKonsernihallinto, tilat\n{row}\n\n1608-2025 (02 08 02)\n\nSillan korjaus\n\nInsinööri Aino Aalto 24.2.2025:\n\nSilta on huono.\n\n{officer} Ville Virta:\n\nPäätösPäätin, että silta korjataan.\n\nVille Virta\n"
    )
    assert (decision.kind, decision.body, decision.section, decision.date) == (
        Kind.officer_decision,
        officer,
        section,
        date,
    )
    assert (decision.title, decision.decision) == ("Sillan korjaus", "Päätin, että silta korjataan.")
    assert decision.decision_maker is not None
    assert decision.decision_maker.name == "Ville Virta"
    assert decision.presenter is None


def test_turku_officers_decisions_hang_on_a_boards_item() -> None:
    page = (
        '<html><table class="ytt"><tr><td>Kuvan kaupunki</td><td>§</td><td>Kokouspvm</td><td>Asia</td></tr><tr><td>Kaupunginhallitus</td><td>9</td>'
        '<td>11.04.2022</td><td>3</td></tr></table><p>1-2022 (010)</p><p class="ots">{title}</p><p>Kh § 9</p><p>Päätös</p><p>Merkittiin tiedoksi.</p>'
        '<hr><p>Liitteet:</p><a href="4644001.htm">Kaupunginjohtaja § 59</a> <a href="vo.htm">Muutoksenhaku</a></html>'
    )
    found = parsed(page.format(title="Viranhaltijoiden päätöspöytäkirjat"), TURKU_URL)
    assert [(link.kind, link.id, link.url) for link in found.links] == [
        (LinkKind.officer_decision, "4644001", TURKU_URL.replace("4644174", "4644001"))
    ]
    assert not any(one.url for one in found.decisions[0].attachments), "a decision of its own is no attachment to fetch"
    other = parsed(page.format(title="Torin kunnostus"), TURKU_URL)
    assert other.links == ()
    assert any(one.url for one in other.decisions[0].attachments)


def test_turku_markup() -> None:
    decision = one(
        '<table class="ytt"><tr class="yttr1"><td><b>Kuvan kaupunki</b></td><td>§</td><td>Kokouspvm</td><td>Asia</td><td>1</td></tr><tr><td>Kaupunginhallitus</td><td>190</td><td>02.05.2017</td><td colspan="2">4 </td></tr></table>'
        '<p>5024-2017 (010)</p><p class="ots">Sopimuksen päivittäminen</p><p class="ing">Tiivistelmä:</p><p class="ing">Sopimus\non vanha.</p><p>Kh § 190</p><div class="XSDoc"><p>Sihteeri Aino Aalto 18.4.2017:</p><p>Teksti.</p><p>Kaupunginjohtaja Ville Virta:</p></div>'
        '<div class="XSDoc"><p><span class="ehdotuspaatos">Ehdotus</span>Kaupunginhallitus päättää hyväksyä.</p></div><div><p><span class="ehdotuspaatos">Päätös</span>Ehdotus hyväksyttiin.</p></div><p>Jakelu</p><p class="jakelu"><span class="jaktyyppi">ao</span>Kuvan kunta<br><span class="jaktyyppi">tied</span>Seutu<br></p>'
    )
    assert (decision.section, decision.title, decision.decision) == (
        "190",
        "Sopimuksen päivittäminen",
        "Ehdotus hyväksyttiin.",
    )
    assert decision.presenter is not None
    assert decision.presenter.name == "Ville Virta"
    assert decision.distribution == ["Kuvan kunta", "Seutu"]


@pytest.mark.parametrize(
    ("number", "heading", "body", "button"),
    [
        ("11. / 776 §", "Asialla on uudempia käsittelyjä", "Helsingin kaupunginhallitus", "Sulje"),
        ("Case 11. / 776 §", "More recent handlings", "Helsinki City Board", "Close"),
        ("Ärende 11. / 776 §", "Ärendet har nyare handläggningar", "Helsingfors stadsstyrelse", "Stäng"),
    ],
)
def test_helsinki_in_three_frames(number: str, heading: str, body: str, button: str) -> None:
    text = f"Avustukset, hakemukset\n\nHEL 2023-014395\n{heading}\n{number}\n\nAvustukset vuodelle 2024\n\n{body}\n\nPäätös\n\nKaupunginhallitus päätti panna asian pöydälle.\n\nKäsittely\n\nKaupunginhallitus päättää myöntää yhteensä 5 000 euroa:\n\n{button}\n\nHaku oli keväällä."
    found = parsed(
        text, "https://paatokset.example.fi/fi/asia/hel-2023-014395?paatos=9f253f58-7229-ca7d-a226-8c871ef00002"
    )
    (decision,) = found.decisions
    assert (found.platform, found.ids) == ("helsinki", ("9f253f58-7229-ca7d-a226-8c871ef00002",))
    assert (decision.section, decision.title, decision.diary_number) == (
        "776",
        "Avustukset vuodelle 2024",
        "HEL 2023-014395",
    )
    assert decision.body in ("Kaupunginhallitus", "Helsingfors stadsstyrelse")
    assert decision.outcome is Outcome.tabled
    assert (decision.proposal, decision.rationale) == (
        "Kaupunginhallitus päättää myöntää yhteensä 5 000 euroa:",
        "Haku oli keväällä.",
    )
    assert decision.date is None


def test_helsinki_without_a_number() -> None:
    url = "https://paatokset.example.fi/en/case/hel-2025-012503/e4660a80-f355-4f18-b1d5-edf708024064"
    decision = one(
        "Hankinta\nKalusteiden hankinta\nPäätös\nPelastuslautakunta päätti valita toimittajat.\nPäätös on ehdotuksen mukainen.\nTaustaa\nKalusteet hankitaan.",
        url,
    )
    assert (decision.title, decision.body, decision.section, decision.diary_number) == (
        "Kalusteiden hankinta",
        "Pelastuslautakunta",
        None,
        "HEL 2025-012503",
    )
    assert decision.decision == "Pelastuslautakunta päätti valita toimittajat.\nPäätös on ehdotuksen mukainen."
    assert decision.rationale == "Taustaa\nKalusteet hankitaan."


def test_helsinki_static_page() -> None:
    decision = one(
        "Kuvan kaupunki\nPöytäkirja\n1/2018\n1 (1)\nKaupunginhallitus\nAsia/13\n08.01.2018\n§ 13\nAvustukset vuodelle 2018\nHEL 2017-011153 T 02 05 01 00\nPäätös\nKaupunginhallitus päätti myöntää avustukset.\nEsittelijä\npormestari\nVille Virta\nLisätiedot\nAino Aalto, suunnittelija, puhelin: 310 36055\naino.aalto(a)kuva.fi\nPäätösehdotus\nKaupunginhallitus myöntää avustukset.",
        "https://www.example.fi/static/public/hela/Kaupunginhallitus/Suomi/Paatos/2018/Keha_2018-01-08/AF98797B-9600-CB94-82BD-60F8EC900010/Avustukset.html",
    )
    assert (decision.body, decision.date, decision.section, decision.title) == (
        "Kaupunginhallitus",
        dt.date(2018, 1, 8),
        "13",
        "Avustukset vuodelle 2018",
    )
    assert (decision.diary_number, decision.classification) == ("HEL 2017-011153", "02.05.01.00")
    assert decision.presenter is not None
    assert (decision.presenter.name, decision.presenter.title) == ("Ville Virta", "pormestari")
    assert decision.preparers == []
    assert decision.proposal == "Kaupunginhallitus myöntää avustukset."


def test_plain_text_with_table_rows() -> None:
    decision = one(
        '\n"Yhdessä" -hankkeen toteuttaminen\n\nKHALL 19.08.2024 § 135\n166/00.01.05/2024\n\nHankkeen kustannukset ovat 5.000,98 euroa.\n\nValmistelija\tsuunnittelija Aino Aalto\nEsittelijä\tKaupunginjohtaja\nPäätösehdotus\tKaupunginhallitus päättää hyväksyä hankkeen.\nPäätös\tHyväksyttiin.\nLisätietoja\tAino Aalto, puh. 040 123 4567'
    )
    assert (decision.title, decision.body, decision.section) == (
        '"Yhdessä" -hankkeen toteuttaminen',
        "Kaupunginhallitus",
        "135",
    )
    assert (decision.proposal, decision.decision) == ("Kaupunginhallitus päättää hyväksyä hankkeen.", "Hyväksyttiin.")
    assert [person.name for person in decision.preparers] == ["Aino Aalto"]


def test_minutes_of_a_whole_meeting() -> None:
    found = parsed(
        "Kuvajärven kunta\nKunnanhallitus\nPÖYTÄKIRJA 5/2023\nKokousaika 12.3.2023 klo 17.00\n§ 40 KOKOUKSEN LAILLISUUS\nPäätös\nKokous todettiin lailliseksi.\n§ 41 Avustus\nKH 20.2.2023 § 30\nPäätös: Jätettiin pöydälle.\nKunnanhallitus 12.3.2023\nPäätösehdotus: Kunnanhallitus päättää myöntää 2 000 euroa.\nPäätös: Hyväksyttiin.\n§ 42 Muut asiat\nEi ollut."
    )
    assert [(decision.section, decision.title) for decision in found.decisions] == [
        ("40", "KOKOUKSEN LAILLISUUS"),
        ("41", "Avustus"),
        ("42", "Muut asiat"),
    ]
    assert {(decision.body, decision.date) for decision in found.decisions} == {
        ("Kunnanhallitus", dt.date(2023, 3, 12))
    }
    assert [handling.section for handling in found.decisions[1].earlier_handlings] == ["30"]
    assert found.decisions[1].decision == "Hyväksyttiin."
    assert len(found.ids) == 3


def test_text_of_a_register_with_hyphenated_labels() -> None:
    decision = one(
        "Kuvan kaupunki\nTalouden seuranta 1.1.-28.2.2017\nDno KUVA/1472/02.02.02/2017\nPäätöshistoria -\nTiivistelmä Talouden seuranta\nLiitteet Talousinfo\nOheismateriaali -\nEsittelijä Vs. kaupunginjohtaja Aino Aalto\nPäätösesitys Merkitään tiedoksi.\nPäätös Merkittiin tiedoksi.\nTäytäntöönpano-\ntiedot\nAsia tiedoksi valtuustoon\nEi muutoksenhakuoikeutta"
    )
    assert (decision.title, decision.diary_number) == ("Talouden seuranta 1.1.-28.2.2017", "KUVA/1472/02.02.02/2017")
    assert (decision.outcome, decision.proposal) == (Outcome.noted, "Merkitään tiedoksi.")


def test_a_table_of_contents_is_no_section() -> None:
    contents = "40 § KOKOUKSEN LAILLISUUS\n41 § AVUSTUS SEURALLE\n"
    found = parsed(
        f"Kunnanhallitus 12.3.2023\n{contents}40 § KOKOUKSEN LAILLISUUS\nTodettiin lailliseksi.\nKokous avattiin.\n41 § AVUSTUS SEURALLE\nPäätös: Hyväksyttiin."
    )
    assert [(decision.section, decision.decision) for decision in found.decisions] == [
        ("40", None),
        ("41", "Hyväksyttiin."),
    ]


def test_a_number_whose_mark_was_lost() -> None:
    decision = one(
        "Kuvan kunta\nKunnanhallitus\n292 AVUSTUS SEURALLE\nValmistelija: sihteeri Aino Aalto\nPäätösehdotus: Kunnanhallitus päättää myöntää avustuksen.\nPäätös: Hyväksyttiin."
    )
    assert (decision.section, decision.title, decision.body) == ("292", "AVUSTUS SEURALLE", "Kunnanhallitus")
    assert decision.decision == "Hyväksyttiin."


def test_news_that_quote_decisions_are_no_minutes() -> None:
    decision = one("Päätöksiä torstailta\nAvustus seuralle\nPäätös: Hyväksyttiin 5 000 euroa.\nTiedote")
    assert decision.kind is Kind.attachment


def test_slides_are_an_attachment() -> None:
    decision = one("Meriranta 2030\n\nHankkeen esittely\n\nKustannukset noin 2,2 M€\n\nKiitos!")
    assert (decision.kind, decision.title, decision.decision, decision.outcome) == (
        Kind.attachment,
        "Meriranta 2030",
        None,
        None,
    )
    assert decision.text is not None
    assert (
        [decision.text[amount.start : amount.end] for amount in decision.amounts]
        == [amount.text for amount in decision.amounts]
        != []
    )


@pytest.mark.parametrize(
    ("content", "url", "words"),
    [
        ("", None, "empty"),
        ("<html><body></body></html>", None, "empty"),
        (
            "<html><title>Kirjaudu</title><form><input type='password' name='p'></form><p>Tervetuloa</p></html>",
            None,
            "log-in",
        ),
        ("<html><title>404 Not Found</title><h1>Not Found</h1></html>", None, "404"),
        ("<html><h1>Sivua ei löydy</h1></html>", None, "löydy"),
        (
            "<html><h1>Palvelu ei ole käytettävissä</h1></html>",
            "https://k.example.fi/cgi/DREQUEST.PHP?page=meetingitem&id=20221-1",
            "not minutes",
        ),
        ("<html><h1>Kirjaudu sisään</h1></html>", CASEM_URL, "not minutes"),
        ("", TURKU_URL, "empty"),
        ("<p>Virhe</p>", "https://p.example.fi/fi/asia/hel-2023-014395", "not minutes"),
    ],
)
def test_what_is_no_minutes_is_said_to_be_none(content: str, url: str | None, words: str) -> None:
    found = parsed(content, url)
    assert found.decisions == ()
    assert words in (found.complaint or "")


def test_news_is_no_decision() -> None:
    decision = one(
        "<html><title>Kuvan kaupunki</title><h1>Kaupunginhallituksen päätöksiä 11.4.2022</h1><p>Kaupunginhallitus päätti maanantaina myöntää seuralle 5 000 euroa.</p></html>"
    )
    assert decision.kind is Kind.attachment
    assert decision.decision is None


FINDS = ("feeds", "listings", "discover", "meeting", "link", "mismatch")


def test_every_platform_offers_the_same() -> None:
    modules = platforms.load()
    assert {"dynasty", "casem", "turku", "ktweb", "helsinki", "plain"} <= set(modules)
    assert list(modules)[-1] == platforms.FALLBACK
    for module in modules.values():
        assert (module.__doc__ or "").strip()
        for name in (
            "NAME",
            "recognises",
            "identity",
            "canonical",
            "parse",
            *(FINDS if getattr(module, "SUPPORTED", True) else ()),
        ):
            assert hasattr(module, name)


@settings(max_examples=40)
@given(
    st.sampled_from(
        [
            D10,
            CLASSIC,
            CASEM,
            "Kuvan kaupunki§KokouspvmAsia1\nKaupunginhallitus16004.04.202210\n1-2022 (010)\nNimi\nKh § 160\nPäätösHyväksyttiin.",
        ]
    ),
    st.data(),
)
def test_damaged_pages(page: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(page)))
    end = data.draw(st.integers(start, min(len(page), start + 300)))
    junk = data.draw(st.sampled_from(["", "\x00", "<", "</td>", "§ ", "\n\n", "<table><tr>", "Päätös"]))
    content = (page[:start] + junk + page[end:]).encode("utf-8", "ignore")
    for name in platforms.load():
        for decision in platforms.load()[name].parse(Page(url="", content=content)).decisions:
            for amount in decision.amounts:
                assert decision.part(amount.part, amount.handling)[amount.start : amount.end] == amount.text
