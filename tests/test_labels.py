"""Labels: what counts as one, what it opens and what follows; and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.grammar.label_words import PHRASES, Section
from scraper.grammar.labels import Label, is_field_word, joined, label

S = Section


@pytest.mark.parametrize(
    ("line", "section", "value"),
    [
        ("Päätös", S.decision, ""),
        ("Päätös:", S.decision, ""),
        ("PÄÄTÖS", S.decision, ""),
        ("Päätös :", S.decision, ""),
        ("Päätös: Hyväksyttiin.", S.decision, "Hyväksyttiin."),
        ("Päätös\tHyväksyttiin.", S.decision, "Hyväksyttiin."),
        ("Päätös Hyväksyttiin.", S.decision, "Hyväksyttiin."),
        ("PäätösPäätin, että tilataan", S.decision, "Päätin, että tilataan"),
        ("PäätösEhdotus hyväksyttiin.", S.decision, "Ehdotus hyväksyttiin."),
        ("EhdotusToimikunta päättää", S.proposal, "Toimikunta päättää"),
        ("Päätös Päätös: Hyväksyttiin", S.decision, "Hyväksyttiin"),
        ("Päätös ehdotuksen mukainen", S.decision, "ehdotuksen mukainen"),
        ("Päätösehdotus Kunnanhallitus päättää", S.proposal, "Kunnanhallitus päättää"),
        ("Päätösesitys", S.proposal, ""),
        ("Päätösehdotus -", S.proposal, "-"),
        ("Ehdotus x", S.proposal, "x"),
        ("Valmistelija", S.preparer, ""),
        ("Valmistelijat / lisätiedot:", S.preparer, ""),
        ("Valmistelijat ja lisätiedot (etunimi.sukunimi@kuvajarvi.fi):", S.preparer, ""),
        ("Valmistelija Valmistelija: johtaja Aino Aalto", S.preparer, "johtaja Aino Aalto"),
        ("Valmistelijat Valmistelija Aino Aalto", S.preparer, "Aino Aalto"),
        ("Valmistelija hallintojohtaja Aino Aalto", S.preparer, "hallintojohtaja Aino Aalto"),
        ("ValmistelijaHallintojohtaja Aino Aalto", S.preparer, "Hallintojohtaja Aino Aalto"),
        ("Valmistelu: Aino Aalto", S.preparer, "Aino Aalto"),
        ("Lisätiedot: Aino Aalto", S.information, "Aino Aalto"),
        ("Esittelijä Kaupunginjohtaja", S.presenter, "Kaupunginjohtaja"),
        ("Esittelijä\tVs. kunnanjohtaja Aino Aalto", S.presenter, "Vs. kunnanjohtaja Aino Aalto"),
        ("Käsittely Asia käsiteltiin viimeisenä.", S.treatment, "Asia käsiteltiin viimeisenä."),
        ("Kokouskäsittely", S.treatment, ""),
        ("Äänestys", S.treatment, ""),
        ("Esteellisyys", S.recusal, ""),
        ("Selostus", S.rationale, ""),
        ("Tiivistelmä: -", S.rationale, "-"),
        ("Tiivistelmä Talouden seuranta", S.rationale, "Talouden seuranta"),
        ("Aikaisempi käsittely", S.history, ""),
        ("Päätöshistoria -", S.history, "-"),
        ("Liitteet", S.attachments, ""),
        ("Oheismateriaali:", S.attachments, ""),
        ("Tiedoksi", S.distribution, ""),
        ("Tiedoksi tekninen toimi", S.distribution, "tekninen toimi"),
        ("Ote: Kuvajärven kunta", S.distribution, "Kuvajärven kunta"),
        ("Täytäntöönpanotiedot", S.distribution, ""),
        ("Muutoksenhakuohje:", S.appeal, ""),
        ("Ei muutoksenhakuoikeutta", S.appeal, ""),
        ("Beredning: stadsdirektör Anna Alm", S.preparer, "stadsdirektör Anna Alm"),
        ("Beredning Stadsdirektör Anna Alm", S.preparer, "Stadsdirektör Anna Alm"),
        ("Föredragning Stadsdirektör Anna Alm", S.presenter, "Stadsdirektör Anna Alm"),
        ("Förslag Stadsstyrelsen föreslår", S.proposal, "Stadsstyrelsen föreslår"),
        ("Beslutsförslag:", S.proposal, ""),
        ("Beslut Godkändes enhälligt.", S.decision, "Godkändes enhälligt."),
        ("Behandling", S.treatment, ""),
        ("Jäv:", S.recusal, ""),
        ("Bilagor", S.attachments, ""),
        ("För kännedom", S.distribution, ""),
        ("Ändringssökande", S.appeal, ""),
    ],
)
def test_label(line: str, section: Section, value: str) -> None:
    found = label(line)
    assert found is not None
    assert (found.section, found.value) == (section, value)


@pytest.mark.parametrize(
    "line",
    [
        "Ehdotus oli nähtävillä 8.3.-9.4.2021.",
        "Esitys on liitteenä.",
        "Päätöksen mukaan kunta maksaa osuutensa.",
        "Päätös on tehty aiemmin.",
        "Päätös annetaan tiedoksi asianosaisille.",
        "Valmistelija on ollut yhteydessä hakijaan.",
        "Perustelut ovat liitteessä.",
        "Kunnanhallituksen päätös ja oikaisuvaatimus",
        "Käsittely jatkuu seuraavassa kokouksessa.",
        "Liite 1 Kartta",
        "Liitteenä olevan kartan mukaan",
        "Tiedoksi antaminen kestää viikon.",
        "Tiedoksi merkittävät asiat",
        "Asia palautetaan valmisteluun.",
        "Otteen antaminen",
        "Esityslista",
        "Lautakunnan esitys vuodelle 2024",
        "",
        "§ 12",
        "123",
    ],
)
def test_no_label(line: str) -> None:
    assert label(line) is None


@pytest.mark.parametrize(
    ("line", "titled", "revised"),
    [
        ("Kansliapäällikön muutettu päätösehdotus:", "Kansliapäällikkö", True),
        ("Kaupunginjohtajan esitys:", "Kaupunginjohtaja", False),
        ("Vs. kunnanjohtajan päätösehdotus", "Vs. kunnanjohtaja", False),
        ("Puheenjohtajan ehdotus:", "Puheenjohtaja", False),
        ("Esittelijän muutettu ehdotus:", None, True),
        ("Kunnanhallituksen päätösehdotus:", None, False),
        ("Muutettu päätösehdotus:", None, True),
        ("Päätösehdotus", None, False),
    ],
)
def test_whose_proposal(line: str, titled: str | None, revised: bool) -> None:
    found = label(line)
    assert found is not None
    assert found.section is Section.proposal
    assert (found.titled, found.revised) == (titled, revised)


def test_a_body_needs_a_colon_before_its_proposal_is_a_label() -> None:
    assert label("Kunnanhallituksen esitys") is None


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("Täytäntöönpano-", "tiedot", "Täytäntöönpanotiedot"),
        ("Päätös-", "ehdotus Kunta päättää", "Päätösehdotus Kunta päättää"),
        ("Kunnan-", "hallitus", None),
        ("Päätös", "ehdotus", None),
    ],
)
def test_joined(first: str, second: str, whole: str | None) -> None:
    assert joined(first, second) == whole


@pytest.mark.parametrize("phrase", sorted(phrase for phrases in PHRASES.values() for phrase in phrases))
def test_every_wording_is_a_label_by_itself(phrase: str) -> None:
    assert is_field_word(phrase)
    for line in (phrase, phrase.capitalize(), phrase.upper(), f"{phrase.capitalize()}:"):
        found = label(line)
        assert found is not None
        assert found.value == ""


def test_no_wording_stands_under_two_sections() -> None:
    everything = [phrase for phrases in PHRASES.values() for phrase in phrases]
    assert len(everything) == len(set(everything))


@given(st.text(max_size=80), st.sampled_from(["", "Päätös", "Valmistelija ", "Ehdotus:", "Esittelijän "]))
def test_any_line_is_read(text: str, start: str) -> None:
    found = label(start + text)
    assert found is None or isinstance(found, Label)
