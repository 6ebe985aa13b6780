"""The role of a sum from its own sentence, its paragraph's topic, its heading or the matter's title."""

import pytest

from scraper.grammar.money import amounts
from scraper.grammar.role_topics import topic
from scraper.records import Part, Role

# One invented sentence a row, the roles of its sums in order, and the title of the matter where the sentence leans on it.
SENTENCES: list[tuple[str, str, str | None]] = [
    # total cost
    ("Hankkeen kokonaiskustannukset ovat 120 000 euroa.", "total_cost", None),
    ("Kustannusarvio on 97 000 € (alv 0 %).", "total_cost", None),
    ("Hankkeelle on hyväksytty 85 500 euron kustannusarvio.", "total_cost", None),
    ("Peruskorjauksen enimmäishinta on 12 400 000 euroa.", "total_cost", None),
    ("Rakentamiskustannukset ovat noin 2,3 milj. euroa.", "total_cost", None),
    ("Investointi maksaa kaikkiaan 1,2 M€.", "total_cost", None),
    ("Tästä aiheutuu 5 000 euron kustannukset.", "total_cost", None),
    ("De totala kostnaderna för projektet är 45 000 euro.", "total_cost", None),
    ("Kuljetuksesta aiheutuvat lisäkustannukset ovat 3 000 euroa vuodessa.", "total_cost", None),
    ("Hankkeen kokonaisrahoitus on 300 000 euroa.", "total_cost", None),
    # grant
    ("Lautakunta myöntää seuralle 1 500 euron avustuksen.", "grant", None),
    ("Yhdistys hakee avustusta 4 000 euroa.", "grant", None),
    ("ELY-keskus on myöntänyt hankkeelle tukea 31 000 euroa.", "grant", None),
    ("Haettu summa oli yhteensä 9 870 euroa.", "grant", "Kulttuuriavustukset 2024"),
    ("Opetushallitus on myöntänyt valtionavustusta 70 000 €.", "grant", None),
    ("Säätiölle myönnetään 15 000 € toimintaan.", "grant", "Avustushakemus"),
    ("Stipendin suuruus on 500 euroa.", "grant", None),
    ("Nämnden beviljar föreningen ett bidrag på 2 000 euro.", "grant", None),
    ("Hankkeen EU-rahoitus on 250 000 euroa.", "grant", None),
    ("Yhdistykselle maksetaan 800 euroa.", "grant", "Toiminta-avustuksen myöntäminen"),
    ("Valtionavustuksen osuus on 64 000 euroa.", "grant", None),
    ("Avustusta on haettu 12 000 euroa ja sitä esitetään myönnettäväksi 9 000 euroa.", "grant grant", None),
    ("Kunta maksaa avustusta 60.000-100.000 e/vuosi.", "grant", None),
    # own share
    ("Kunta osallistuu hankkeen rahoitukseen 3 000 eurolla.", "own_share", None),
    ("Kaupunki rahoittaa hanketta 5 000 eurolla.", "own_share", None),
    ("Kunnan omarahoitusosuus on 12 300 euroa.", "own_share", None),
    ("Kaupungin rahoitusosuus on enintään 20 000 euroa.", "own_share", None),
    ("Omavastuu on 3 400 €.", "own_share", None),
    ("Mallilan maksuosuus on 4 500 euroa vuodessa.", "own_share", None),
    ("Kuntaosuus on 7 000 euroa.", "own_share", None),
    ("Kunnan osuus kustannuksista on 8 000 euroa.", "own_share", None),
    ("Kommunens självfinansieringsandel är 5 000 euro.", "own_share", None),
    # contract price
    ("Halvimman tarjouksen jätti Rakennus Oy Malli, 345 000 euroa (alv 0 %).", "contract_price", None),
    ("Urakkasumma on 1 250 000 euroa.", "contract_price", None),
    ("Hankinnan arvo on noin 60 000 euroa.", "contract_price", None),
    ("Tarjoushinta on 44 900 €, alv 0 %.", "contract_price", None),
    ("Valitaan toimittajaksi Malli Oy kokonaishintaan 23 000 euroa.", "contract_price", "Kopiokoneiden hankinta"),
    ("Tilataan työ hintaan 5 600 € (alv 0 %).", "contract_price", None),
    ("Sopimuksen arvo on 90 000 euroa.", "contract_price", "Siivouspalvelujen hankinta"),
    ("Entreprenadsumman är 200 000 euro.", "contract_price", None),
    # appropriation
    ("Talousarviossa on varattu avustuksiin 12 000 euroa.", "appropriation", None),
    ("Valtuusto myöntää 150 000 euron lisämäärärahan.", "appropriation", None),
    ("Vuoden 2025 talousarvioon on varattu hankkeeseen 400 000 €.", "appropriation", None),
    ("Määrärahaa on käytettävissä 35 000 euroa.", "appropriation", None),
    ("Siirretään 20 000 euroa kustannuspaikalta 1200 kustannuspaikalle 1300.", "appropriation", None),
    ("Investointiohjelmassa on hankkeelle 300 000 euron määräraha.", "appropriation", None),
    ("I budgeten har reserverats 10 000 euro för ändamålet.", "appropriation", None),
    ("Jako: nuoriso: 4 000 euroa, liikunta: 6 000 euroa", "appropriation appropriation", "Määrärahan jako"),
    ("Investointisuunnitelmassa on vuodelle 2025 1,2 M€.", "appropriation", None),
    # price
    ("Tontin kauppahinta on 45 000 euroa.", "price", None),
    ("Kaupunki myy määräalan 12 500 eurolla.", "price", None),
    ("Kiinteistö myydään hintaan 80 000 €.", "price", None),
    ("Ostajat ovat tarjonneet kiinteistöstä 31 000 euroa.", "price", "Kiinteistön myynti"),
    ("Köpesumman är 15 000 euro.", "price", None),
    ("Osakkeiden kauppahinta on 1 euro.", "price", None),
    ("Yritys on tarjonnut kiinteistöstä 250 000 euroa.", "price", None),
    ("Rakennusoikeuden arvoksi on määritelty 270–340 euroa / k-m2.", "price", "Liiketontin hinnoittelu"),
    # rent
    ("Kuukausivuokra on 1 200 euroa.", "rent", None),
    ("Vuosivuokra on 3 456,78 euroa.", "rent", None),
    ("Tila vuokrataan 100 €:lla/kk.", "rent", None),
    ("Pääomavuokra on 12,50 euroa/m²/kk.", "rent", None),
    ("Hyran är 500 euro i månaden.", "rent", None),
    # fee
    ("Osallistumismaksu on 25 euroa/henkilö.", "fee", None),
    ("Taksa on 4,10 €/m³.", "fee", None),
    ("Kokouspalkkio on 120 euroa.", "fee", None),
    ("Jäsenmaksu on 0,30 e asukasta kohti.", "fee", None),
    ("Rakennusluvasta peritään maksu 450 €.", "fee", None),
    ("Avgiften är 12 euro.", "fee", None),
    ("Hinnat: aikuiset 8 €, lapset 4 €.", "fee fee", "Uimahallin hinnat"),
    # loan
    ("Yhtiölle myönnetään 500 000 euron laina.", "loan", None),
    ("Kunta antaa omavelkaisen takauksen 1,5 milj. euron lainalle.", "loan", None),
    ("Lainaa otetaan 3 miljoonaa euroa investointien rahoittamiseen.", "loan", None),
    ("Lainakanta on 23,4 milj. euroa.", "loan", None),
    ("Lainan määrä on 50 000 euroa.", "loan", None),
    ("Borgen beviljas för ett lån på 300 000 euro.", "loan", None),
    ("Lainan pääoma on 1.000.000 euroa.", "loan", None),
    # compensation
    ("Vahingonkorvauksena maksetaan 750 euroa.", "compensation", None),
    ("Maankäyttökorvaus on 214 000 euroa.", "compensation", None),
    ("Hakija vaatii korvausta 1 830,50 euroa.", "compensation", None),
    # budget
    ("Tilikauden tulos on 2,4 milj. euroa ylijäämäinen.", "budget", None),
    ("Toimintakate on -12,3 milj. euroa.", "budget", None),
    ("Alijäämä oli 850 000 euroa.", "budget", None),
    ("Verotulot toteutuivat 1,1 milj. euroa arvioitua suurempina.", "budget", None),
    ("Vuosikate on 560 000 euroa.", "budget", None),
    # several roles in one sentence
    (
        "Kustannukset ovat 120 000 €, josta avustuksen osuus on 84 000 € ja kunnan omavastuuosuus 36 000 €.",
        "total_cost grant own_share",
        None,
    ),
    ("Kulut ovat 30 000 euroa (vuokra 12 000 euroa ja palkka 18 000 euroa).", "total_cost rent other", None),
    ("Osuus on yhteensä 80 000, josta 56 000 on saatu avustus. Omarahoitus on 24 000.", "other grant own_share", None),
    # a word's case, a per cent before it, and the words of a list
    ("Hankintaan on varattu 20 000 euroa.", "appropriation", "Kalusteiden hankinta"),
    ("Investointiosassa maanhankintaan on 500 000 euroa.", "appropriation", "Maa-alueen ostaminen"),
    ("Tuki on 75 % hyväksytyistä kustannuksista 550 500 euroa.", "total_cost", None),
    ("Varausmaksu on 2 % kauppahinnasta eli 2 509 euroa.", "fee", "Tontin varaaminen"),
    (
        "Omarahoitusosuus 137 000 euroa jaetaan toteuttajien kesken: kaupunki 68 000 euroa ja opisto 69 000 euroa.",
        "own_share own_share own_share",
        None,
    ),
    (
        "Kokonaisrahoitus on 120 000 €: valtio 100 000 € (80 %), kuntarahoitus 20 000 € (20 %).",
        "total_cost grant own_share",
        None,
    ),
    ("Hankkeeseen on saatu liitolta 3 000 € ja Leader-ryhmältä 12 000 €.", "grant grant", None),
    (
        "Kustannukset ovat 90 000 euroa. Lisäys on 33 000 euroa, johon liitto on myöntänyt 70 %.",
        "total_cost total_cost",
        None,
    ),
    ("Ylläpito on maksanut 36 000 euroa vuodessa.", "total_cost", None),
    ("Sovinnossa kunta maksaa 62 000 euroa.", "compensation", "Lunastuskorvaus"),
    ("Laite maksaa 649 €/kpl.", "contract_price", "Laitteiden hankinta"),
    ("Kunnallistekniikan rakentaminen maksoi 684 000 euroa.", "total_cost", "Tonttien hinnat"),
    ("Yritykset maksavat paikasta 150 euroa kuukaudessa.", "fee", None),
    ("Hoitovastike on 4,20 €/m²/kk.", "fee", None),
    ("Yhtiö maksaa osinkoa 90 000 euroa.", "other", None),
    ("Maanomistajan pyynti oli 6 €/m2.", "price", "Maa-alueen ostaminen"),
    ("Puukauppa tehdään hintaan 162 000 €.", "price", "Hakkuutarjoukset"),
    ("Den privata finansieringen är 24 000 euro.", "other", None),
    ("Kommunen bidrar med 15 000 euro per år.", "own_share", None),
    ("Nybygg Ab väljs för 402 000 euro.", "contract_price", "Val av entreprenör"),
    ("Korkein tarjous oli 410 €/ha.", "rent", "Pellon vuokraus"),
    ("Bolaget betalar dessutom 3 000 € i anslutningsavgift.", "fee", "Försäljning av tomt"),
    ("Utomstående betalar 9,80 euro per måltid.", "fee", None),
    ("Investoinnit ovat 38 000 euroa, joihin ELY-keskus on luvannut 13 300 euroa.", "total_cost grant", None),
    ("Valvonta on ostettu seuralta hintaan 18 €/h.", "contract_price", "Uimavalvonnan ostopalvelu"),
    ("Tiellä on 5 yksikköä, jolloin kunta maksaa 4 449 euroa.", "own_share", "Kunnan osuus tien kustannuksista"),
    ("Valtio maksaa hankkeesta 1,5 M€ ja kaupungit yhteensä 0,5 M€.", "grant own_share", None),
    ("Naapurikunta maksaa hankinnasta 90 000 euroa.", "own_share", "Kirjastoauton hankinta"),
    ("Myyntituloa on talousarviossa 120 000 euroa.", "budget", None),
    ("Ensimmäinen palkinto on 10 000 euroa.", "other", "Taideteoksen hankkiminen"),
    ("Palkkioihin kului 1 460 euroa.", "total_cost", "Kokouspalkkiot"),
    ("Hänelle korvataan 25 euron kulut.", "compensation", None),
    ("Valtuustolla on käytössään 3 000 euroa.", "appropriation", "Kokouspalkkiot"),
    ("Laajennuksen hinta-arvio on 74 000 euroa, ja se lisätään vuokraan.", "total_cost", "Hallin laajennus"),
    ("Vakuutusyhtiö on ilmoittanut korvaavansa 31 200 euroa, koska omavastuu on suuri.", "compensation", None),
    ("Valtuusto myöntää 230 000 euroa talon korjaamiseen.", "appropriation", "Lisämäärärahan myöntäminen"),
    ("Tiekunta saa 6 000 euroa.", "grant", "Avustusten jako"),
    ("Vanhempien omavastuu on enintään 295 euroa.", "fee", None),
    ("Annilla rahoitetaan 2,6 milj. euron laitos.", "total_cost", None),
    (
        "Kunnat maksavat menot asukasluvun suhteessa: Mallila 31 400 euroa, Harjula 58 900 euroa.",
        "own_share own_share",
        None,
    ),
    ("Väylävirasto vastaa kustannuksista 4,1 milj. eurolla ja kaupunki 2,7 milj. eurolla.", "grant own_share", None),
    ("Hakuun varattiin 24 000 euroa.", "appropriation", "Kohdeavustukset"),
    ("Hallin hankintameno on 5,6 miljoonaa euroa.", "total_cost", "Lainan takaaminen"),
    ("Tilikauden tulos ennen varauksia on 842 316,55 euroa.", "budget", None),
    (
        "Autosta on saatu kaksi tarjousta: Auto Oy 31 900 euroa ja Mäki Oy 33 450 euroa.",
        "contract_price contract_price",
        "Vanhan auton myynti ja uuden hankinta",
    ),
    ("Loput 32 800 euroa jakautuu kuudelle kunnalle.", "own_share", None),
    ("Työllistämistuen suuruus on 300 euroa.", "grant", None),
    ("Hallin tavoitehinta on 8 450 000 euroa.", "total_cost", None),
    (
        "Omistaja vaatii 3 200 euroa auton arvosta ja 1 050 euroa sijaisauton vuokrasta.",
        "compensation compensation",
        "Vahingonkorvausvaatimus",
    ),
    ("Sopimuskorvaus on 186 000 euroa vuodessa.", "contract_price", "Yhtiön palvelusopimus"),
    ("Laiturien kunnostamiseen on käytetty 58 000 euroa.", "total_cost", "Venepaikkojen hinnat"),
    ("Föreningen får 2 500 euro för bryggan, vars kostnad är 6 800 euro.", "grant total_cost", None),
    ("Konsertin lipputulot ovat 8 000 €. Yhdistys sai viime vuonna 4 000 €.", "other grant", None),
    ("Yhtiön tappio oli 143 000 euroa.", "budget", "Pääomalaina"),
    ("Sähkölasku on noin 52 000 euroa vuodessa.", "total_cost", "Sähkön hankinta"),
    (
        "Perhehoitajan palkkio on 912,44 euroa kuukaudessa ja korvaus enintään 3 174,59 euroa.",
        "fee compensation",
        "Kulukorvaukset",
    ),
    ("Torin kiveys maksoi 233 000 euroa.", "total_cost", "Torimaksut"),
    ("Yhtiölle myönnettiin 300 000 euroa, josta on käytetty 221 450 euroa.", "grant grant", None),
    ("Kunta maksaa 12 000 € ja loput 8 000 € saadaan ELY-keskukselta.", "own_share grant", None),
    ("Menot ovat 3,4 M€, joista Mallila vastaa 512 000 eurolla.", "budget own_share", None),
    ("Urakoitsija on vaatinut kunnalta 84 300 euroa.", "compensation", None),
    ("Sovintoesitys on 40 000 euroa.", "compensation", "Urakkariita"),
    ("Kunta tarjoaa rivitalosta 270 000 euroa.", "price", "Vuokra-asuntojen ostaminen"),
    ("Asukastunnuksen hinta on 180 euroa.", "fee", None),
    ("Option ennakoitu arvo on 5,8 miljoonaa euroa.", "contract_price", "Työterveyshuollon palvelut"),
    ("Yhdistys on kerännyt lahjoituksia 4 500 euroa ja pankki lahjoittaa 2 000 euroa.", "other other", None),
    ("Yhtiö maksaa osinkoa 120 000 euroa, mistä kunnan osuus on 108 000 euroa.", "other other", None),
    ("Anläggningen av vägen kostar staden 65 000 euro.", "total_cost", "Försäljning av tomt"),
    ("Nettomeno on 985 000 euroa. Siitä opetukselle osoitetaan 612 000 euroa.", "budget appropriation", None),
    ("Tarjouksen hinta on 287 500 €, ja valvontaan tarvitaan 30 500 €.", "contract_price total_cost", None),
    ("Rahastoon lahjoitettiin 5 000 euroa.", "other", "Stipendirahasto"),
    ("Takaisin peritään 1 350 euroa.", "grant", "Avustusten takaisinperintä"),
    ("Takauksia on 14,8 milj. euroa, joista vuokrataloyhtiölle 9,1 milj. euroa.", "loan loan", None),
    ("Koneen uusiminen maksaa 142 000 euroa.", "total_cost", "Terveysaseman vuokraus"),
    ("Kalastuslupa maksaa 25 euroa.", "fee", "Korvausten jako"),
    ("Tien hoito maksaa tiekunnalle 6 300 euroa.", "total_cost", None),
    ("Renoveringen beräknas kosta 18 500 euro.", "total_cost", "Hyra för lokalen"),
    # nothing named
    ("Yksinäisyyden hinta on 90–150 miljoonaa euroa vuodessa.", "other", None),
    ("Laskelma päätyy 4 000 euroon.", "other", None),
]


@pytest.mark.parametrize(("sentence", "roles", "title"), SENTENCES)
def test_role_of_each_sum_in_its_sentence(sentence: str, roles: str, title: str | None) -> None:
    found = [a.role.value for a in amounts(sentence, Part.background, title=title)]
    assert found == roles.split()


def test_breakdown_keeps_the_role_of_the_sum_it_breaks_down() -> None:
    text = "Avustuksiin on talousarviossa 50 000 euroa. Jako: liikunta: 20 000 euroa, stipendit: 1500 euroa"
    assert {a.role for a in amounts(text, Part.background)} == {Role.appropriation}


def test_sum_without_a_word_takes_the_role_of_the_sentence_before() -> None:
    text = "Seura hakee toiminta-avustusta 900 euroa. Viime vuonna summa oli 700 euroa."
    assert [a.role for a in amounts(text, Part.background)] == [Role.grant, Role.grant]


def test_rows_below_a_head_take_its_role_and_not_that_of_the_sum_above() -> None:
    text = "Jaettavana on 4 000 €.\n\nHakija / haettu / esitys\nKuoro Sointu, konsertti, 1 500 €, 700 €\nSeura, leiri, 900 €, 0 €"
    roles = [a.role for a in amounts(text, Part.background, title="Kohdeavustukset")]
    assert roles == [Role.appropriation, Role.grant, Role.grant, Role.grant, Role.grant]


def test_abbreviation_before_a_capital_ends_the_sentence() -> None:
    text = "Autopaikka on 25 €/kk. Vakuus on sovittu."
    assert [a.role for a in amounts(text, Part.background, title="Toimitilan vuokraaminen")] == [Role.rent]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Lisämäärärahan myöntäminen", Role.appropriation),
        ("Takauksen myöntäminen Malli Oy:lle", Role.loan),
        ("Tontin myyminen", Role.price),
        ("Toimitilan vuokraaminen", Role.rent),
        ("Tietokoneiden hankinta", Role.contract_price),
        ("Vahingonkorvausvaatimus", Role.compensation),
        ("Osavuosikatsaus 1-6/2025", Role.budget),
        ("Varhaiskasvatuksen maksut", Role.fee),
        ("Puistosuunnitelman hyväksyminen", None),
        (None, None),
    ],
)
def test_topic_of_a_title(title: str | None, role: Role | None) -> None:
    assert topic(title) is role
