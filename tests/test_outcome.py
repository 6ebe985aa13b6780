"""What became of the proposal, by the decision's own words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.grammar.outcome import outcome
from scraper.vocabulary import Outcome

EXAMPLES: list[tuple[str | None, Outcome | None]] = [
    # references to the proposal
    ("Hyväksyttiin yksimielisesti.", Outcome.passed_unchanged),
    ("Päätösehdotus hyväksyttiin.", Outcome.passed_unchanged),
    ("Päätös on ehdotuksen mukainen.", Outcome.passed_unchanged),
    ("Ehdotuksen mukaan.", Outcome.passed_unchanged),
    ("Hyväksyttiin esityksen mukaan.", Outcome.passed_unchanged),
    ("Aluehallitus hyväksyi päätösehdotuksen yksimielisesti.", Outcome.passed_unchanged),
    ("Asemakaavan muutosehdotus hyväksyttiin.", Outcome.passed_unchanged),
    # the decision spelled out
    ("Kunnanhallitus hyväksyi seuraavat periaatteet:\n1. Vuokra on 5 euroa.", Outcome.passed_unchanged),
    (
        "A. Lautakunta päätti valita toimittajaksi Tuulikannel Oy:n.\nTuulenpesä Oy:n tarjous päätettiin hylätä.",
        Outcome.passed_unchanged,
    ),
    ("Lautakunta antoi lausunnon liitteen mukaisena.", Outcome.passed_unchanged),
    ("Toimikunta puoltaa yksimielisesti avustusta.", Outcome.passed_unchanged),
    # attendance is no outcome
    (
        "Merkittiin pöytäkirjaan, että rehtori Outi Kallas oli asiantuntijana läsnä.\n\nPäätösehdotus hyväksyttiin.",
        Outcome.passed_unchanged,
    ),
    ("Hyväksyttiin. Merkittiin, että Outi Kallas poistui kokouksesta klo 15.", Outcome.passed_unchanged),
    ("Merkittiin, että Outi Kallas poistui kokouksesta klo 15.", Outcome.unknown),
    ("Keskusteltiin.", Outcome.unknown),
    # deeds in verbs of any kind
    ("Kunnanvaltuusto katsoi aloitteen loppuun käsitellyksi.", Outcome.passed_unchanged),
    ("Kunnanvaltuusto vapautti Outi Kallaksen tehtävästä.", Outcome.passed_unchanged),
    ("Ei käytetä otto-oikeutta.", Outcome.passed_unchanged),
    ("Vuokrataan tontti liitteen mukaisesti.", Outcome.passed_unchanged),
    ("Jaosto päätti jättää tutkimatta ********** tekemän oikaisuvaatimuksen.", Outcome.passed_unchanged),
    # tabled, returned, removed
    ("Asia jätettiin pöydälle 13.6.2022 asti.", Outcome.tabled),
    ("Kunnanhallitus päätti panna asian pöydälle Outi Kallaksen ehdotuksesta.", Outcome.tabled),
    ("Asia jätettiin pöydälle.", Outcome.tabled),
    ("Asia palautettiin uudelleen valmisteltavaksi.", Outcome.returned),
    (
        "Lautakunta päätti hyväksyä ********** oikaisuvaatimuksen.\nSamalla se palautti asian jaostolle uudelleen käsiteltäväksi.",
        Outcome.returned,
    ),
    (
        "Outi Kallas ehdotti Ilmari Vuoren kannattamana, että asia palautetaan valmisteluun. Ehdotus hyväksyttiin.",
        Outcome.returned,
    ),
    ("Asia poistettiin esityslistalta.", Outcome.removed),
    ("Esittelijä veti asian pois esityslistalta.", Outcome.removed),
    # motions that fell
    (
        "Outi Kallas ehdotti, että asia jätetään pöydälle. Ehdotus raukesi kannattamattomana. Päätösehdotus hyväksyttiin.",
        Outcome.passed_unchanged,
    ),
    ("Palautusehdotus hylättiin. Päätösehdotus hyväksyttiin yksimielisesti.", Outcome.passed_unchanged),
    ("Lautakunta myönsi avustuksen. Avustus palautetaan, mikäli sitä ei käytetä.", Outcome.passed_unchanged),
    ("Lautakunta päätti poistaa saatavat tileistä.", Outcome.passed_unchanged),
    ("Lautakunta päätti äänin 7-4 palauttaa asian valmisteluun.", Outcome.returned),
    # rejections: of the proposal, and of appeals, motions, tenders
    ("Hylättiin.", Outcome.rejected),
    ("Päätösehdotus hylättiin äänin 3-8.", Outcome.rejected),
    ("Kunnanhallitus päätti hylätä oikaisuvaatimuksen.", Outcome.passed_unchanged),
    ("Valtuustoaloite hylättiin.", Outcome.passed_unchanged),
    # votes
    ("Hyväksyttiin äänin 7-4.", Outcome.passed_voted),
    (
        "Lautakunta hylkäsi 9 äänellä 6 ääntä vastaan Vuoren muutosehdotuksen. Päätösehdotus hyväksyttiin.",
        Outcome.passed_voted,
    ),
    ("Annettiin 3 JAA-ääntä ja 8 EI-ääntä, joten vastaehdotus tuli lautakunnan päätökseksi.", Outcome.passed_modified),
    ("JAA 3, EI 8. Lautakunnan päätös on siten Vuoren ehdotuksen mukainen.", Outcome.passed_modified),
    # changed proposals
    ("Päätettiin muuten esityksen mukaan mutta kohta 3 poistetaan.", Outcome.passed_modified),
    ("Päätösehdotus hyväksyttiin sillä muutoksella, että kohta 2 poistetaan.", Outcome.passed_modified),
    ("Hyväksyttiin siten, että hinta on 5 euroa.", Outcome.passed_modified),
    ("Hyväksyttiin esittelijän muutettu ehdotus.", Outcome.passed_revised),
    (
        "Esittelijä muutti päätösehdotustaan siten, että kohta 2 poistetaan. Muutettu päätösehdotus hyväksyttiin.",
        Outcome.passed_revised,
    ),
    ("Lautakunta päätti Vuoren vastaehdotuksen mukaisesti.", Outcome.passed_modified),
    ("Kunnanhallitus päätti hyväksyä sopimuksen muutoksen.", Outcome.passed_unchanged),
    ("Toimialajohtaja täydensi selostusta. Päätösehdotus hyväksyttiin.", Outcome.passed_unchanged),
    # elections
    ("Pöytäkirjantarkastajiksi valittiin Outi Kallas ja Ilmari Vuori.", Outcome.election),
    ("Kunnanhallitus valitsi hallintojohtajan virkaan Outi Kallaksen.", Outcome.election),
    ("Lautakunta valitsi urakoitsijaksi Tuulikannel Oy:n.", Outcome.passed_unchanged),
    # taking note
    ("Merkittiin tiedoksi.", Outcome.noted),
    ("Kunnanhallitus merkitsi asian tiedoksi. Päätös on ehdotuksen mukainen.", Outcome.noted),
    ("Kunnanhallitus merkitsi raportin tiedoksi ja hyväksyi laskelman.", Outcome.passed_unchanged),
    # a council's wishes go with its decision
    (
        "Kunnanvaltuusto merkitsi aloitteet tiedoksi.\n\nSamalla kunnanvaltuusto hyväksyi seuraavan toivomusponnen:\nValtuusto ehdottaa selvitystä.",
        Outcome.noted,
    ),
    # Swedish
    ("Stadsfullmäktige antecknade rapporten.", Outcome.noted),
    ("Stadsfullmäktige betraktade motionen som slutbehandlad.", Outcome.passed_unchanged),
    ("Styrelsen beslutade enhälligt enligt förslaget.", Outcome.passed_unchanged),
    ("Antecknades för kännedom.", Outcome.noted),
    ("Ärendet bordlades.", Outcome.tabled),
    ("Ärendet återremitterades för ny beredning.", Outcome.returned),
    ("Ärendet utgick.", Outcome.removed),
    ("Förslaget förkastades.", Outcome.rejected),
    ("Motionen förkastades.", Outcome.passed_unchanged),
    ("Enligt det ändrade förslaget.", Outcome.passed_revised),
    ("Godkändes efter omröstning med 9 röster mot 6.", Outcome.passed_voted),
    ("Till protokolljusterare valdes Stina af Strand och Bo Ek.", Outcome.election),
    # nothing, and what fits nothing
    (None, None),
    ("", None),
    (" - ", None),
    ("x", None),
    ("Kokous päättyi.", Outcome.unknown),
]


@pytest.mark.parametrize(("decision", "expected"), EXAMPLES)
def test_outcome(decision: str | None, expected: Outcome | None) -> None:
    assert outcome(decision)[0] is expected


def test_a_changed_proposal_is_passed_revised() -> None:
    assert outcome("Hyväksyttiin yksimielisesti.", revised=True) == (Outcome.passed_revised, True)
    assert outcome("Merkittiin tiedoksi.", revised=True)[0] is Outcome.noted
    told = outcome("Hyväksyttiin.", treatment="Kunnanjohtaja muutti kokouksessa päätösehdotustaan.")
    assert told == (Outcome.passed_revised, True)


TREATMENTS: list[tuple[str, Outcome]] = [
    ("Totesi lautakunnan 9 äänellä 6 ääntä vastaan hylänneen Vuoren muutosehdotuksen.", Outcome.passed_voted),
    ("Totesi lautakunnan 11 äänellä 3 ääntä vastaan hyväksyneen Vuoren muutosehdotuksen.", Outcome.passed_modified),
    (
        "JAA-ehdotus: Esityksen mukaan\nEI-ehdotus: Vuoren vastaehdotus\nJaa-äänet: 9\nOuti Kallas\nEi-äänet: 4",
        Outcome.passed_voted,
    ),
    (
        "JAA-ehdotus: Asian käsittelyä jatketaan\nEI-ehdotus: palautus\nJaa-äänet: 9\nEi-äänet: 4",
        Outcome.passed_unchanged,
    ),
    (
        "Ilmari Vuori ehdotti Aarne Salon kannattamana, että kohtaan 2 lisätään piha. Ehdotus hyväksyttiin yksimielisesti.",
        Outcome.passed_modified,
    ),
    ("Ilmari Vuori ehdotti seuraavaa toivomuspontta. Ehdotus hyväksyttiin.", Outcome.passed_unchanged),
]


@pytest.mark.parametrize(("treatment", "expected"), TREATMENTS)
def test_the_treatment_tells_how_the_proposal_came_to_pass(treatment: str, expected: Outcome) -> None:
    assert outcome("Lautakunta hyväksyi suunnitelman.", treatment=treatment)[0] is expected


def test_an_officers_own_decision_is_passed_unchanged() -> None:
    assert outcome("Päätin hylätä hakemuksen.", officer=True) == (Outcome.passed_unchanged, True)


def test_the_words_of_the_proposal_say_nothing_of_the_outcome() -> None:
    assert outcome(None, proposal="Lautakunta päättää hyväksyä sopimuksen.") == (None, None)
    assert outcome("Asia jätettiin pöydälle.", proposal="Lautakunta päättää hyväksyä sopimuksen.") == (
        Outcome.tabled,
        None,
    )


def test_refusing_an_application_against_the_proposal_rejects_it() -> None:
    assert outcome("Hakemus hylättiin.", proposal="Lautakunta päättää myöntää avustuksen.")[0] is Outcome.rejected
    assert (
        outcome("Hakemus hylättiin.", proposal="Lautakunta päättää hylätä hakemuksen.")[0] is Outcome.passed_unchanged
    )


FINAL: list[tuple[str, str | None, str | None, bool | None]] = [
    ("Kunnanhallitus esitti valtuustolle seuraavaa: Valtuusto hyväksyy hinnan.", None, "Kunnanhallitus", False),
    ("Kunnanhallitus päätti esittää kunnanvaltuustolle, että se hyväksyy hinnan.", None, "Kunnanhallitus", False),
    ("Kunnanhallitus ehdottaa, että valtuusto hyväksyy säännön.", None, "Kunnanhallitus", False),
    (
        "Hyväksyttiin.",
        "Lautakunta päättää esittää kunnanhallitukselle, että se hyväksyy kaavan.",
        "Tekninen lautakunta",
        False,
    ),
    ("Hyväksyttiin.", "Lautakunta päättää hyväksyä kaavan.", "Tekninen lautakunta", True),
    (
        "Hyväksyttiin.",
        "Kunnanhallitus päättää esittää valtuustolle, että valtuusto hyväksyy kaavan.",
        "Kunnanvaltuusto",
        True,
    ),
    ("Styrelsen föreslår för fullmäktige att priset godkänns.", None, "Kommunstyrelsen", False),
    (
        "Förslaget godkändes.",
        "Styrelsen beslutar föreslå för fullmäktige att planen godkänns.",
        "Kommunstyrelsen",
        False,
    ),
    ("Asia jätettiin pöydälle.", "Kunnanhallitus esittää valtuustolle.", "Kunnanhallitus", None),
]


@pytest.mark.parametrize(("decision", "proposal", "body", "final"), FINAL)
def test_a_body_that_only_proposes_is_not_final(
    decision: str, proposal: str | None, body: str | None, final: bool | None
) -> None:
    assert outcome(decision, proposal=proposal, body=body)[1] is final


WORDS = st.sampled_from(
    [
        "hyväksyttiin",
        "pöydälle",
        "palautettiin",
        "hylättiin",
        "ehdotti",
        "ehdotus",
        "Hallitus",
        "äänin",
        "7-4",
        "JAA",
        "EI",
        ".",
        "\n",
        "(",
        ")",
        "merkittiin",
        "tiedoksi",
        "valittiin",
        "Outi",
        "Kallas",
        "muutettu",
        "että",
        ":",
        "bordlades",
        "poistui",
        "esteellinen",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=50).map(" ".join)),
    st.text(max_size=60),
    st.booleans(),
    st.booleans(),
)
def test_never_raises(text: str, proposal: str, revised: bool, officer: bool) -> None:
    found, final = outcome(text, proposal=proposal, revised=revised, officer=officer, treatment=text)
    assert found is None or isinstance(found, Outcome)
    assert final is None or found is not None


@pytest.mark.parametrize(
    "piece", ["a", "a-", "Hallitus ", "merkittiin, että ", "(", "palautettiin ", "hyväksyttiin ", ". ", "teki "]
)
def test_a_large_damaged_page_is_read_to_its_end(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert outcome(text, proposal=text, treatment=text)[0] in set(Outcome)
