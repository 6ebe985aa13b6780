"""The wordings of labels, Finnish and Swedish: the vocabulary that `scraper.grammar.labels` reads by."""

from enum import Enum


class Section(Enum):
    """Name what a label opens."""

    preparer = "preparer"
    information = "information"
    presenter = "presenter"
    proposal = "proposal"
    decision = "decision"
    treatment = "treatment"
    recusal = "recusal"
    rationale = "rationale"
    history = "history"
    attachments = "attachments"
    distribution = "distribution"
    appeal = "appeal"
    signature = "signature"
    diary = "diary"
    title = "title"
    officer = "officer"
    date = "date"


PHRASES: dict[Section, tuple[str, ...]] = {
    Section.preparer: (
        "valmistelija / beredare", "valmistelija - beredare", "valmistelija/beredare", "beredare / valmistelija",
        "valmistelija", "valmistelijat", "valmistelija(t)", "valmistelijat / lisätiedot", "valmistelija / lisätiedot",
        "valmistelija/lisätiedot", "valmistelijat/lisätiedot", "valmistelija, lisätiedot", "valmistelijat, lisätiedot",
        "valmistelijat ja lisätiedot", "valmistelija ja lisätiedot", "valmistelija ja lisätietojen antaja",
        "valmistelija ja lisätietoja", "valmistelija / lisätietoja", "valmistelijat / lisätietoja", "asian valmistelija",
        "asian valmistelijat", "valmistelija(t) ja lisätiedot", "valmistelu", "valmistelu ja lisätiedot", "valmistelijana", "valmisteli",
        "asian on valmistellut", "asian valmisteli", "valmistelleet", "valmistellut", "beredning", "beredare",
        "beredd av", "beredare och tilläggsuppgifter", "beredning och tilläggsuppgifter", "beredning / tilläggsuppgifter", "ärendet har beretts av", "beredningen",
    ),
    Section.information: (
        "lisätietoja", "lisätiedot", "lisätietoja antaa", "lisätietoja antavat", "lisätietojen antaja", "lisätietojen antajat", "lisätietojen antaminen",
        "yhteyshenkilö", "yhteystiedot", "tilläggsuppgifter", "tilläggsinformation", "närmare upplysningar",
        "ytterligare information", "mer information", "mer info", "kontaktperson", "tilläggsuppgifter ger",
    ),
    Section.presenter: (
        "esittelijä / föredragande", "esittelijä - föredragande", "esittelijä/föredragande",
        "esittelijä", "esittelijät", "asian esittelijä", "esittelijänä", "föredragande", "föredragandena", "föredragare", "föredragning",
    ),
    Section.proposal: (
        "päätösehdotus - beslutsförslag", "päätösehdotus / beslutsförslag", "päätösehdotus/beslutsförslag", "ehdotus / förslag", "ehdotus - förslag", "beslutsförslag / päätösehdotus",
        "päätösehdotus", "ehdotus", "päätösesitys", "esitys", "ehdotus päätökseksi", "esitys päätökseksi", "muutettu päätösehdotus",
        "muutettu ehdotus", "muutettu esitys", "muutettu päätösesitys", "uusi päätösehdotus", "korjattu päätösehdotus", "täydennetty päätösehdotus",
        "alkuperäinen päätösehdotus", "tarkistettu päätösehdotus", "päätösehdotukset", "beslutsförslag", "förslag", "förslag till beslut",
        "ändrat förslag", "ändrat beslutsförslag", "nytt förslag", "föredragandens förslag",
    ),
    Section.decision: (
        "päätös - beslut", "päätös / beslut", "päätös/beslut", "beslut / päätös", "beslut - päätös",
        "päätös", "beslut", "päätökset", "päätösteksti", "viranhaltijapäätös", "viranhaltijan päätös", "päätöksen sisältö", "tjänsteinnehavarbeslut",
        "tjänstemannabeslut", "ratkaisu",
    ),
    Section.treatment: (
        "käsittely", "kokouskäsittely", "asian käsittely", "asian käsittely kokouksessa", "käsittely kokouksessa", "kokouksen kulku", "keskustelu",
        "äänestys", "äänestykset", "äänestystulos", "äänestystulokset", "eriävä mielipide", "eriävät mielipiteet", "eriävä mielipide ja perustelut", "behandling", "ärendets behandling",
        "behandlingen", "behandling på mötet", "diskussion", "omröstning", "omröstningar", "omröstningsresultat", "avvikande åsikt", "avvikande åsikter", "reservation",
    ),
    Section.recusal: (
        "esteellisyys", "esteellinen", "esteelliset", "esteellisyydet", "jääviys", "jäävi", "jäävit", "jäävit ja esteellisyydet", "jäv", "jävig", "jäviga", "esteellisyydestä ilmoittaminen",
    ),
    Section.rationale: (
        "perustelut", "kuvaus", "selostus", "asiaselostus", "asian selostus", "tiivistelmä", "esittelyteksti", "kokousasian teksti", "esittelijän perustelut",
        "päätöksen perustelut", "päätöksen perusteet", "perustelu", "päätöksen peruste", "selvitys", "selostus asiasta", "motivering", "motiveringar", "motivering till beslutet", "sammandrag", "redogörelse",
        "beskrivning", "föredragandens motivering", "föredragandens motiveringar", "asian tausta", "asian kuvaus", "sovelletut lainkohdat", "sovelletut oikeusohjeet", "sovellettavat säännökset",
        "sovelletut säännökset", "päätösvalta", "toimivalta", "toimivallan peruste", "toimivaltaperuste", "päätösvallan peruste", "toimivalta ja perustelut", "lainkohdat",
        "tillämpade lagrum", "behörighet", "vaikutusten arviointi", "päätöksen vaikutusten arviointi", "päätöksen vaikutusten ennakkoarviointi", "ennakkovaikutusten arviointi",
        "vaikutusten ennakkoarviointi", "konsekvensbedömning", "taustatiedot", "bakgrund", "sammanfattning",
    ),
    Section.history: (
        "päätöshistoria", "aikaisempi käsittely", "aiempi käsittely", "aikaisemmat käsittelyt", "aiemmat käsittelyt", "asian aikaisempi käsittely", "asian aiempi käsittely", "beslutshistoria",
        "beslutshistorik", "tidigare behandling", "tidigare behandlingar", "käsittelyhistoria", "asian aikaisemmat käsittelyt", "asian aiemmat käsittelyt", "ärendets tidigare behandling",
    ),
    Section.attachments: (
        "liitteet", "esityslistan liitteet", "pöytäkirjan liitteet", "liitteenä", "liiteluettelo", "oheismateriaali", "oheismateriaalit", "oheisaineisto", "lisämateriaali", "kokousmateriaali", "oheisasiakirjat",
        "bilagor", "bilaga", "föredragningslistans bilagor", "kompletterande material", "tilläggsmaterial", "tilläggsmaterialet", "bilageförteckning", "liite", "asiaan liittyvät asiakirjat", "liitteet ja oheismateriaali", "verkkojulkisuus",
    ),
    Section.distribution: (
        "tiedoksi", "jakelu", "ote", "otteet", "otteet jaettu", "täytäntöönpano", "täytäntöönpanotiedot", "täytäntöönpano ja tiedoksianto", "toimeenpano", "tiedoksianto", "tiedoksiannot", "jakelulista", "päätösote", "päätösotteet", "ote pöytäkirjasta",
        "pöytäkirjanote", "päätöksen tiedoksianto", "päätöksestä tiedottaminen", "päätöksen jakelu", "lähetetään tiedoksi", "delgivning", "för kännedom", "till kännedom", "kännedom", "distribution", "expediering", "verkställighet", "verkställande", "utdrag", "protokollsutdrag",
        "tiedoksi saaja", "tiedoksisaajat", "ilmoitettu asianosaiselle", "för verkställighet",
    ),
    Section.appeal: (
        "muutoksenhaku", "muutoksenhakuohje", "muutoksenhakuohjeet", "muutoksenhakuohje / -kielto", "muutoksenhakukielto", "muutoksenhaku ja tiedoksianto", "oikaisuvaatimusohje", "oikaisuvaatimusohjeet", "oikaisuvaatimus", "oikaisuvaatimusosoitus",
        "valitusosoitus", "valitusosoitukset", "kunnallisvalitus", "ei muutoksenhakuoikeutta", "muutoksenhaku tähän päätökseen", "muutoksenhaku pöytäkirjan viimeisellä sivulla", "oikaisuvaatimusohje liitteenä", "valitusosoitus liitteenä", "muutoksenhakuohje liitteenä", "oikaisuvaatimusohje ja valitusosoitus",
        "ändringssökande", "anvisning för ändringssökande", "anvisningar för ändringssökande", "besvärsanvisning", "besvärsanvisningar", "rättelseyrkande", "anvisning för rättelseyrkande", "omprövningsbegäran", "anvisning om begäran om omprövning", "förbud mot ändringssökande", "sökande av ändring", "ändringssökande och delgivning",
    ),
    Section.signature: (
        "allekirjoitus", "allekirjoitukset", "sähköinen allekirjoitus", "sähköisesti allekirjoitettu", "päätöksen nähtävilläolo", "nähtävilläolo", "nähtävillä", "nähtävänä", "nähtävänäpito", "pöytäkirjan nähtävänäolo", "pöytäkirjan nähtävilläpito", "pöytäkirjan nähtävänä pitäminen",
        "underskrift", "underskrifter", "framläggning", "protokollet framlagt", "päätöksen nähtävänäolo",
    ),
    Section.diary: (
        "asianro", "asianumero", "asian numero", "diaarinumero", "diaarinro", "diaarin:o", "dnro", "dno", "dnr", "diarienummer", "diarienr", "ärendenummer", "ärendenr", "asiatunnus", "asiakirjan tunnus", "d:nro",
    ),
    Section.title: ("otsikko", "asian otsikko", "asia", "päätöksen otsikko", "rubrik", "ärende", "aihe"),
    Section.officer: ("päätöksen tekijä", "päätöksentekijä", "päättäjä", "viranhaltija", "beslutsfattare", "tjänsteinnehavare", "päätöksen allekirjoittaja"),
    Section.date: ("päätöspäivämäärä", "päätöspäivä", "päätöspvm", "päätöksen päivämäärä", "päätöksen pvm", "kokouspäivä", "kokouspäivämäärä", "kokouspvm", "pvm", "päivämäärä", "beslutsdatum", "sammanträdesdatum", "mötesdatum", "datum"),
}  # fmt: skip
"""Every known wording of every label, in lower case (formats.md 7.2; Swedish terms of bilingual towns)."""

RUN_IN = frozenset(
    [
        "valmistelija",
        "valmistelijat",
        "esittelijä",
        "esittelijät",
        "päätösehdotus",
        "ehdotus",
        "päätösesitys",
        "esitys",
        "päätös",
        "käsittely",
        "selostus",
        "tiivistelmä",
        "perustelut",
        "kokouskäsittely",
        "äänestys",
        "esteellisyys",
        "beredning",
        "beredare",
        "föredragande",
        "föredragning",
        "beslutsförslag",
        "förslag",
        "beslut",
        "behandling",
        "kuvaus",
        "esittelyteksti",
        "lisätietoja",
        "lisätiedot",
        "tiedoksi",
        "jakelu",
        "ote",
        "oheismateriaali",
        "liitteet",
        "täytäntöönpano",
        "täytäntöönpanotiedot",
        "kokouskäsittely",
        "päätöshistoria",
        "tilläggsuppgifter",
        "motivering",
    ]
)
"""Labels that may run into a text that begins with a capital: `Päätös Merkittiin tiedoksi.`"""
