"""The words around names of projects: what cannot belong to a name, and what is a building and not a project's name."""

import re

HANKE = r"hank(?:k?ee(?:n|seen|ssa|sta|lla|lta|lle|na|ksi)?|e(?:tta|en)?)"
PROJEKTI = r"projekti(?:n|a|in|ssa|sta|lla|lta|lle|na|ksi)?"
OHJELMA = r"ohjelma(?:n|a|an|ssa|sta|lla|lta|lle|na|ksi)?"
PROJEKT = r"projekt(?:et)?s?"
"""The singular forms of the head words; a plural is never one project's name."""

ANY = rf"(?:{HANKE}|{PROJEKTI}|{OHJELMA}|{PROJEKT})"
SORT = r"[a-zåäö]{0,24}?"  # the first part of yhteistyö|hanke, kehittämis|projekti
NAMED = r"nimi(?:nen|sen|seen|sessä|sestä|selle|sellä|stä)"
"""Pieces of patterns: any head word, the first part of a compound with one, niminen."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _tuple(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_FUNDS = _set(
    """
    eu esr esr+ eakr jtf amif emkr emkvr rrf leader interreg erasmus erasmus+ horizon horisontti h2020 life ely te
    tem stm okm oph avi keha ict it atk tki kv ppp mal eura ely-keskus ely-keskuksen eu-rahoitteinen pilotti
    kehittämis kehitys investointi t&k tutkimus sitra tekes kela ruokavirasto valtio
    """
)
_STOPS = _set(
    """
    jos kun mikäli vaikka esimerkiksi erityisesti samalla vuonna tällä tässä koko muun muassa on ovat oli olivat
    ollut olleet että jotta koska sekä kuin mm myös ns jossa jonka jota joka jotka tämä tämän nyt sitten mukaan
    kanssa pohjalta osana lisäksi kautta avulla aikana myötä vuoksi ajaksi ajalle hyväksi varten kohdalta mukaisesti
    puolesta tulee voi voidaan edellä mukana käynnissä oleva olevan olevassa olevaan kyseinen kyseisen kyseiseen
    kyseisessä kuntien kaupunkien kunta kaupunki ja/tai sai saa saada haki haetaan haettu tekee tehdään alkaa alkoi
    vastaa mainittu mainitun nimeltä nimeltään nimi
    """
)
_ATTRIBUTES = _tuple(
    """
    yhtei uu oma valtakunnalli alueelli seudulli maakunnalli ylimaakunnalli kansainväli kaksivuoti kolmivuoti aiemm
    aiempi nykyi rahoittei päättyv käynnistyv alkav laaj strategi
    """
)
_ATTRIBUTE_ENDS = _tuple(
    """
    nen sen seen sessa sessä den teen dessa dessä an aan assa en i vä vän vään va van vaan
    """
)
_VERBS = _tuple(
    """
    osallistuu osallistua osallistumi osallistutaan osallistunut osallistuneet päätt päätet esittä esitet esitti ehdot
    hyväksy myönt myönn myönsi hake toteut rahoit hallinnoi koordinoi käynnist perustaa perustam perustet asettaa
    asettam asetet jatkaa jatkam jatke merkit merkits sitoutu liitty kuuluu toimii tarkoit valmistel tekem maksa maksoi
    maksett varaa varat antaa antanut antama anne valita valits nimetä nimet nimeä aloitt pyytä pyysi esittel järjestää
    järjestäm järjesti järjestet tukee tukea tukem vetäm luovutt käsitel katet
    """
)
_AUTHORITY = re.compile(
    r"(?:(?<!maa)(?<!yhteis)kunna|kaupungi|kuntayhtymä|liito|ministeriö|korkeakoulu|yliopisto|säätiö|yhdistykse|hyvinvointialuee|virasto|lautakunna|hallitukse|valtuusto"
    r"|ely-keskukse|seurakunna|oppilaitokse|opisto|yhtiö|jaosto|osuuskunna)(?:n|lle|lla|lta|ssa|sta|llä|ltä|ssä|stä)$"
    r"|rahoittei(?:nen|se[a-zäö]{1,5})$"
    r"|(?:lautakunta|valtuusto|kunnanhallitus|kaupunginhallitus|jaosto|ministeriö|ely-keskus)$"
)
_SUFFIXED = re.compile(r"[\w)]:(?:n|lle|lla|lta|ssa|sta|llä|ltä|ssä|stä|hen|iin|ään|aan|in|ta|tä|ksi)$")
_HEAD = re.compile(rf"(?:^|-)(?:{HANKE}|{PROJEKTI}|{PROJEKT}|hankkeiden|projektien)$")
_ACTS = _tuple(
    """
    osallistumi lausun rahoit kuntarahoit omarahoit vastinrahoit välirahoit avustu hakemu hankehakemu sopimu
    yhteistyösopimu selvity aloite aloitt valtuustoaloit hyväksymi myöntämi määräraha lisämäärärah toteuttami
    toteutu jatkami jatko jatka valinta valinna valitsemi nimeämi edustaj jäsen ohjausryhm työryhm hankin hankkimi
    tarjou raport loppuraport väliraport tiedoks esity ehdotu päätö muuto muutta projekti hanke hankk
    työsuhte tehtäv kuntaosuu kuntaraha maksuosuu rahoitusosuu omavastuu omarahoitusosuu aiesopimu
    kumppanuussopimu liittymi lähtemi käynnistämi asettami perustami hakemi anomu pyyntö pyynnö
    takau palkkaami rekrytoin määräaikai sitoutumi oikaisuvaatimu talousarvio katsau tilannekatsau ajankohtais
    tilann esittely suunnitel kunnan kaupungin kuntien kunnanhallitu kaupunginhallitu valtuusto lautakun mukaanlähtö
    yhteistyö allekirjoit periaate purkami irtisanomi tarkastu
    """
)
_ACT_WORDS = _set("ero eron tuki tuen laina lainan virka viran toimi toimen mukaan vt. v. ns.")
_WORKS_VERBS = _tuple(
    """
    rakentaminen rakentamisen peruskorjaus perusparannus saneeraus laajennus kunnostus asemakaava yleiskaava
    kaavamuutos peruskorjaaminen uudisrakennus lisärakennus purkaminen esirakentaminen
    """
)
_WORKS_COMPOUNDS = _tuple(
    """
    silta katu halli sairaala päiväkoti peruskoulu yläkoulu alakoulu koulukeskus rakennus kortteli tunneli varikko
    terminaali satama väylä kerrostalo pysäköintitalo kaupunginteatteri kaupungintalo vesitorni jätevedenpuhdistamo
    kirjastotalo tuulipuisto tuulivoimapuisto aurinkopuisto voimala voimalaitos
    """
)
_WORKS = _set(
    """
    silta tie katu väylä talo halli koulu koti sairaala rakennus kortteli tontti kenttä satama rata linja kirjasto
    puisto kaava lukio kampus teatteri
    """
)


def is_fund(word: str) -> bool:
    """Tell whether a word says who pays for a project, or what sort it is, and never what it is called."""
    return word.casefold().strip(" -\"'()") in _FUNDS


def is_stop(word: str) -> bool:
    """Tell whether a word of a sentence cannot belong to an unquoted name that ends to the right of it."""
    if _SUFFIXED.search(word) or _AUTHORITY.search(word.casefold()) or _HEAD.search(word):
        return True
    if word[:1].isupper():
        return False
    if word.endswith("minen") and is_act(word):
        return True
    return (
        word in _STOPS or word.startswith(_VERBS) or (word.startswith(_ATTRIBUTES) and word.endswith(_ATTRIBUTE_ENDS))
    )


def is_act(word: str) -> bool:
    """Tell whether a word says what is done with a project ('Osallistuminen', 'Kuntarahoitus')."""
    folded = word.casefold().strip("\"'(,:")
    return folded in _ACT_WORDS or folded.startswith(_ACTS)


def agrees(attribute: str, head: str) -> bool:
    """Tell whether `attribute` may be an ordinary attribute of `head`: a genitive, or of the same case."""
    word = attribute.casefold()
    if word.endswith("n") and not word.endswith("nen"):
        return True
    for case in ("ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle"):
        if head.endswith(case.replace("ä", "a")) and word.endswith(case):
            return True
    return False


def is_works(name: str) -> bool:
    """Tell whether a name only says what is built or planned ('Kivilammen silta'): works, not a named project."""
    words = name.casefold().replace("-", " ").split()
    if not words:
        return False
    last = words[-1]
    if last.endswith(_WORKS_VERBS) or (last.endswith(_WORKS_COMPOUNDS) and last not in _WORKS):
        return True
    return last in _WORKS and len(words) > 1 and words[-2].endswith("n") and not words[-2].endswith("nen")
