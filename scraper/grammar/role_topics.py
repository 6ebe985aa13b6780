"""What a title or a heading speaks of: the role of the sums whose own sentence and paragraph name none."""

import re

from scraper.records import Role

# What a title speaks of, where neither the sentence nor the paragraph names a role; the first that fits.
_TOPICS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern, re.IGNORECASE))
    for role, pattern in (
        (Role.appropriation, r"määräraha|budjetoin|talousarvio(?:n)?[ ]?muuto|käyttösuunnitel|anslag"),
        (Role.own_share, r"maksuosuu|kuntaosuu|(?:kunnan|kaupungin)[ ]osuu|kuntarahoitusosuu|omarahoitus"),
        (Role.loan, r"laina(?!us)|lainoj|takau|vakuu(?:s|den)|limiit|borgen|(?<!\w)lån|kuntatodistu|luotto"),
        (Role.compensation, r"korvau|hyvity|ersättning|skadestånd"),
        (Role.rent, r"vuokra(?!tontti|tontin|mie|-asun|talo|-as\.)|hyra|hyres|arrende"),
        (
            Role.price,
            r"myynti|myymi|myydä|osakkei[^.]{0,20}merki|osakeanti|osakeanni|(?<!\w)osto(?!s|lask|palv|resk)|ostami|kauppa(?!t|k[ea]|p)|kauppahin|etuosto|lunast|försälj|köp(?!ing)|tont[^.]{0,30}hinno|(?<!\w)(?:tont|maa-?alue|kiinteist)[a-zåäö]{1,10}[ ]hanki|hakkuu|puukaup|leimiko|luovut[^.]{0,30}tont|tont[^.]{0,30}luovut|maa-?alue[^.]{0,30}luovu",
        ),
        (
            Role.contract_price,
            r"hankin|ostopalvel|palvelusopim|ostosopim|urakka|urakan|urakoi|tarjou|puitesopim|kilpailut|upphandl|entrepren|leverantör|anbud|tilau",
        ),
        (Role.grant, r"avustu|stipendi|(?<!\w)tu(?:ki|en|kea)(?!\w)|bidrag|understöd|apuraha"),
        (
            Role.fee,
            r"maksu(?!osuu|t?on|liik|aika)|(?:luvan|tunnuksen|lipun|kortin)[ ]hin|taksa|taksoj|palkkio|hinnasto|hinnat(?!\w)|hintojen|avgift|taxa|arvode",
        ),
        (
            Role.budget,
            r"talousarvio|tilinpäätö|tilinpäätök|osavuosi|talouskatsau|(?<!\w)talouden|toimintakertomu|budget|bokslut|kuukausiraport|talousraport|toteutum|tasapainot|tuloveroprosen",
        ),
        (
            Role.total_cost,
            r"hankesuunnitel|toteutussuunnitel|kustannusarvio|enimmäishin|investoin|perusparannu|uudisrakennu|peruskorjau|rakentami(?:nen|sen)|saneerau|kunnosta|korjaami|purkami",
        ),
    )
)


def topic(title: str | None) -> Role | None:
    """Return the role that a title or heading speaks of, None where it names none."""
    for role, pattern in _TOPICS:
        if title and pattern.search(title):
            return role
    return None
