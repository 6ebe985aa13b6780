"""The words that say what a sum of money is for: stems of Finnish and Swedish, one list a role.

In a list « begins a word and » ends it; elsewhere a stem may stand inside a compound. Line feeds and the indentation after them mean
nothing. Within one word the last stem wins, because the last part of a Finnish compound is its head: a `vuokravakuus` is a security,
an `avustusmääräraha` an appropriation.
"""

import re

# What the context resolves: a price of what, a share of whose.
PRICE_OF = "price_of"
VALUE_OF = "value_of"
SHARE_OF = "share_of"


def _laid_out(stems: dict[str, str]) -> dict[str, str]:
    """Return the lists as patterns: « and » become lookarounds, the layout goes."""
    return {
        role: re.sub(r"\n *", "", pattern).replace("«", "(?<![a-zåäö])").replace("»", "(?![a-zåäö])")
        for role, pattern in stems.items()
    }


NOUNS: dict[str, str] = _laid_out(
    {
        "own_share": r"""
        oma(?:n[ ])?[- ]?rahoit|omaa[ ]rahoit|(?:«kunta|«kaupunki|«kuntayhtymä|(?<!maa)(?<!seura)(?<!osuus)(?<!lauta)kunnat|kaupungit)(?=:?[ ](?:(?:yhteensä|noin|n\.|loput|enintään)[ ])?\d)
        |oma(?:lla|n)?[ ]?vastuu|oma(?:n|a|lla)?[ ]?osuu|maksuosuu|kuntaosuu|kuntarahoit|kunta-?rahoitusosuu
        |itserahoit
        |(?:kunnan|kaupungin|kuntien|kaupunkien|kuntayhtymän|hakijan)[ ](?:maksettava|rahoitus(?!pää|hake|läh|kus|muo)|maksu(?:osuu|a?[ ]))
        |osarahoit|självfinansiering|egenfinansiering|egen[ ]?(?:andel|finansiering)|kommunandel
        |kommun(?:ens|ernas)[ ](?:finansierings)?andel
    """,
        "grant": r"""
        avustu|avustam|«tuki(?!k|m|n[a-zåäö]|al)|(?<=[a-zåäö])tuki(?![kmn]|al)(?=[a-zåäö]{0,4}»)|(?<=tuki)summ
        |tukea(?!n)|(?<![is])tuen»|mistuen»|«tuet»|tukisumm|tukimäär|stipendi|apuraha|starttiraha|kesätyösetel|vauvaraha|kuntalisä
        |valtionosuu|valtionapu|kuntaraha(?!sto)|rahoitus(?!osuu|kus)|rahoituks|rahoitust|bidrag|understöd
        |(?<!under)stöd(?=(?:et|s|en)?»)|stipend|finansiering|grant|subsid
    """,
        "total_cost": r"""
        kustannu(?!spaik)|hankintameno|(?<=[a-zåäö])lasku(?:n|t)?»|enimmäishin|kattohin|tavoitehin|kokonaisrahoit|kokonaisbudjet|hankebudjet
        |investoi(?!ntisuunn|ntiohj|ntimäärär|ntivarau|ntiosa)|«kulu(?:t|ja|jen|ihin|ista|iksi|na|iden)?»
        |kokonaiskulu|(?<=[a-zåäö])kulut»|kostnad|helhetskostnad|totalbudget|hankkeen[ ]hin[tn]
        |budjetti(?!varau|kir|kohd|raam)|costs?(?![a-z])
    """,
        "contract_price": r"""
        urakka|urakan|urakoi|tarjou(?!kilpailu[a-zåäö]*[ ]ratkais)|tarjottu|hankin(?!torek)|hankki|hankit|sopimushin
        |sopimussumm|sopimuks[a-z]{2,4}[ ](?:kokonais|ennakoitu[ ]|laskennallinen[ ])?arvo|vertailuhin|yksikköhin|ennakoitu[a-zåäö]*[ ]arvo
        |tuntihin|tuntivelo|kokonaishin|toimitushin|laskutus|puitesopimu|toimitussopimu|palvelusopimu
        |tilau(?!s?päätö)|tilata(?:an)?»|entreprenad|entreprenör|leverantör|anbud|offert|upphandl|kontrakt|procure
        |tender
    """,
        "appropriation": r"""
        määräraha|toimintaraha(?!sto)|talousarviovarau|talousarvio(?:ssa|on|n[ ]kohda)|talousarviokoh[td]a
        |(?<!ryhmä)(?<!tila)(?<!vuoro)(?<!tontin)(?<!tontti)varau(?:s(?!maksu|sopim|aika)|ks(?!en[ ]maksu|ia»))
        |investointi(?:varau|suunnitel|ohjel|osa(?:an|lla|ssa|n)?»)|kustannuspaik|käyttösuunnitel|käyttövara
        |siirtomäärär|budjet(?:oi|tiin|issa)|anslag|budgeten|budgeterat|reserver|appropriation
    """,
        "price": r"""
        kauppahin|kauppasum|hintapyyn|pyyntihin|myyntihin|ostohin|hankintahinta[ ]tont|lunastushin|luovutushin
        |lähtöhin|pohjahin|tontinhin
        |(?:tontin|alueen|kiinteistön|rakennuksen|osakkeiden|maa-alueen|määräalan|määrä-alan|pääoma-arvon)[ ](?:myynti|osto|kauppa)?hin[tn]
        |neliöhin|merkintähin|osakehin|ostotarjou|käyv[äa][a-z]*[ ]arvo|käypä[ ]arvo|myyntitulo|puukaup|köpesum
        |köpepris|köpeskilling|försäljningspris|«kauppa(?:a|an|ssa|kirja[a-z]*)?»|maakauppa|puukauppa
    """,
        "rent": r"""
        vuokra(?!mie|nant|aja|lais|lain(?:en|a)»|lle|sopimus?kau|tontin|tontti|talo|asun|ajan|aika)|vuokri(?!n)|hyra
        |hyror|hyran|hyres|arrende|rent(?:al)?»|lease
    """,
        "fee": r"""
        maksu(?!osuu|vero|ton|tt|aja|valmi|kyk|liiken|suunnit|järj|väl|erä|aika|llis|un|hetk|pai|kort|viiv|muistut)
        |taksa(?![a-z]*työ)|taksoj|palkkio|sakko|sakon|lippu(?!tul|myy)|lipun|lippuj|hinnasto
        |«(?:hoito|yhtiö|rahoitus|pääoma)?vastik|avgift|taxa|taxor|arvode|vite|fee(?![a-z])|fees
    """,
        "loan": r"""
        lainan[ ]pääoma|lainapääoma|laina(?!us|ttu[ ]teks|ss[aä]ädä)|lainoj|lainoi|takau|takaa(?!n[ ]tais|ja)
        |vastatakau|(?<!korjaus)velka|velat»|(?<!korjaus)velan|velko|velkaa|omavelkai
        |luotto(?!tie|kel|kor|luok|tapp)|luoton|limiit|kuntatodistu|vakuu(?:s|den|tta|deksi|tena)(?![a-zåäö]*yhti)
        |vakuussumm|välirahoit|väliaikaisrahoit|tilapäisrahoit|«lån|lånet|borgen|skuld|kredit
        |(?<![a-z])loans?(?![a-z])|guarantee
    """,
        "compensation": r"""
        oikeudenkäyntikul|asianosaiskul|sovintoesity|sovintotarjou|vakuutuksesta»|korvau(?!sinves)|hyvity|sovintosum|sopimuskorvau|vahingonkorvau|ersättning
        |skadestånd|compensation|damages
    """,
        "budget": r"""
        «tulo(?:s|ksen|sta|kseksi|kset)»|tilikauden|ylijääm|alijääm|poistoero|«tappio»|«tappion»|«voitto»|tulosennu|toimintakat|vuosikat
        |toteuma(?!prosent)|verotul|verotuot|verotuloj|kiinteistövero|yhteisövero|kunnallisvero|tuloveroj
        |toimintatuot|toimintatulo|toimintakul|toimintameno|käyttötalou|bruttomeno|«meno(?:t|ja|jen|ista|ihin|na)?»
        |(?<=[a-zåäö])meno(?:t|ja|jen|ista|ihin|issa)?»|«tulo(?:t|ja|jen|ista|ihin|na)»
        |(?<=[a-zåäö])tulo(?:t|ja|jen)»|tuotot|tuotto(?!vaat|tavoit|muoto)|tuottoj|tuottojen|tuloarvio|lisätulo
        |menoarvio|poistot|poistoj|poistojen|nettomeno|nettokul|rahastosiir|säästö|säästöjä|tasapainot|kassavar
        |talousarvio(?!varau|kohda|kohta|ss|on)|talousarvion|tilinpäätö|«budget(?!en|er)|överskott|underskott
        |resultatet|räkenskapsper|skatteinkomst|skatteintäkt|verksamhetsbidrag|årsbidrag|ennuste|luottotappio|«ylity
        |«alitu|surplus|deficit
    """,
        "other": r"""
        kynnysarvo|korjausvel|lahjoitu|lahjoit(?:ta|ti|et)|yksity[a-zåäö]{2,6}[ ]rahoitu|lipputul|lippumyyn|privat[a-zåäö]{0,3}[ ]finansiering
        |osin[gk]o|varallisuu|palkka(?!tuk|kul|kust)|palkan|palkat|palkko|osakepääom|«pääoma(?!vuok|lain)|liikevaih
        |liikevoit|jälleenhankinta-arvo|kirjanpitoarvo|bokföringsvärd|omsättning|jäännösarvo|talletu(?:s|ks)
        |«(?:grund|månads|års)?lön(?:en|er)?»|palkin[nt]o|tasearvo|taseen|salary
    """,
        PRICE_OF: r"""
        «hin(?:ta(?!tas|kil)|nan|nal|nak|nat|noi|taan|toj|nasta»)
        |(?<=[a-zåäö])hin(?:ta|nan|naksi|nalla|nat|toihin|taan)|«pris(?:et|er)?»|price
    """,
        VALUE_OF: r"""
        «arvo(?:n|a|ksi|lla|ltaan|on)?»|kokonaisarvo|«värdet?»
    """,
        SHARE_OF: r"""
        rahoitusosuu|«osuu(?:s|den|tta|teen|deksi|ksi|della|det|ksien)»|«andel(?:en)?»
    """,
    }
)
"""Nouns by the role they name."""

VERBS: dict[str, str] = _laid_out(
    {
        "grant": r"""
        myön(?:net|tä|si|ty|tö|ne)
        |saa(?:tu|nut|neet|daan|tiin)(?=[^.\n]{0,40}(?:ministeriö|valtio|ely|rahasto|liito|virasto)[a-zåäö-]{0,12}lt[aä]»)
        |avusta(?:a|an|v|t|nu|i)|avustet|«ano(?:o|a|mme|vat|nut|neet|ttu|taan|i|ivat|mu[a-zåäö]*)»|«haemme
        |hae(?:ttu|tt[ai]|taan|vat)|haki(?:vat)?»|hakee|hakenut|hakeneet|hakemu|rahoitet|rahoittaa|tuetaan
        |luvan(?:nut|neet)»|«tuke(?:e|nut|neet|vat)»
        |pyy(?:tää|tävät|detään|si)(?=[ ][^.,\n]{0,30}\d[\d .]{0,12}(?:€|e»|euro))|tukee|tukevat|«sa(?:a|avat|i|ivat)»(?=[ ](?:viime[ ]vuonna[ ]|vuonna[ ]\d{4}[ ])?\d)|beviljar?|beviljas
        |beviljat|«får»(?=[ ]\d)|ansök(?:er|t|ning|an)|«hakea|jaetaan|jaettiin|jakaa
    """,
        "appropriation": r"""
        vara(?:ttu|ttiin|taan|ta|a|nnut|si|tut|tuista)»|varattu|merkitty(?![ ](?:tiedo|pöytä))|siirrettäv
        |siirtyv(?:ä|ät|ää|iä)|osoitettu|osoitetaan|osoittaa|budjetoi|siirretään|siirtää|«(?<!n[ ])siirto(?:a|na)?»
        |käytettävissä|käytössä(?:än|mme|nsä)»|jaettava(?:na|ksi)|överför|anvisa
    """,
        "contract_price": r"""
        valitaan[ ]toimit|tarjon(?:nut|neet)|tarjoaa|tarjoavat|tarjosi(?:vat)?|tarjotaan|tarjottiin|toimitta(?:a|ja)
        |tilaa»|tilata»|upphandla
    """,
        "price": r"""
        myydään|myyd|myy(?![mnr])|myymi|myyn|ostaa|ostet|ostam|ostae|lunast|säljer|säljs|köper|säljas|försälj
        |kauppakirj
    """,
        "rent": r"""
        vuokrat(?:aan|tu|a(?!lo))|vuokrataan|hyrs?(?:\b)|arrender
    """,
        "fee": r"""
        «peri(?:tään|ttiin|tt[äi]vä[a-zåäö]*|ä|i|vät)»
    """,
        "loan": r"""
        takaa»|lainata(?:an)?»
    """,
        "compensation": r"""
        vaati(?:i|vat|nut|neet)»|korva(?:a|avansa|taan|ttava|ttiin|ta|t)»|ersätt(?:er|s)»
    """,
        "total_cost": r"""
        «kulu(?:u|i|isi|nut)»|«käytet(?:ty|tiin|ään)»(?=[^.\n,]{0,40}\d)|«toteut(?:etaan|ettiin)»|«maksa(?:a|isi|isivat|vat|maan)»|vasta(?:a|avat)»(?=[^.\n]{0,20}(?:kustannuksista|kuluista|loppuosasta|lopusta))|«betalar»|«kosta(?:r|t)?»|«tarvitaan»(?=[^.\n,]{0,20}\d)|«maks(?:oi(?:vat)?|anut|aneet|etaan)»
    """,
        "budget": r"""
        «tuotta(?:a|isi|isivat|nut)»|«kerty(?:y|i|nyt|isi|vät)»|«säästä(?:ä|isi|isivät|vät|nyt)»|säästetään|säästyy
    """,
        "own_share": r"""
        bidrar[ ]med|deltar(?=[^.\n]{0,60}[ ]med[ ])|osallistu(?:u|taan|a|vat)»(?=[^.\n]{0,60}(?:eurolla|€:lla))
        |sitoutu|sijoitta(?:a|isi|nut)|vasta(?:a|avat)»(?=[ ][\d .,]{1,12}(?:milj\.[ ]|miljoonalla[ ])?(?:eurolla|€:lla))|osallistu(?:u|taan|a|minen)?»[^.\n]{0,24}(?=rahoit|kustannu|hankkee)
        |jakautu[a-z]{1,3}(?=[ ][^.\n]{0,20}(?:kunnalle|kunnille|kuntien|kaupungeille))|jää[ ]maksettav|maksettavaksi
    """,
    }
)
"""Acts by the role they name where no noun governs the sum."""
