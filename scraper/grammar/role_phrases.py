"""Phrases beside a role word that say whose or what a sum is: a grantor before it, a town that pays, a thing sold."""

import re

OWN = re.compile(
    r"(?:kunnan|kaupungin|kuntien|kaupunkien|kuntayhtymän|jäsenkunt\w+|kunnille|hakijan|yhdistyksen|tieosakkaiden|tiekunnan|osakkaiden|seuran|kommunens|stadens)[ \u00a0](?:[a-zåäö-]+[ \u00a0])?$",
    re.IGNORECASE,
)
GRANTOR = re.compile(
    r"(?:avustu\w*|tuen|valtion|ely-?keskuksen|ely:n|ministeriön|eu:n|eu-\w+|leader\w*|rahaston|rahoittajan|liiton|bidrags|statens)[ \u00a0](?:[a-zåäö-]+[ \u00a0])?$",
    re.IGNORECASE,
)
PROJECT = re.compile(
    r"(?:hankkeen|osahankkeen|projektin|osatoteutuksen|toteuttajan|projektets)[ \u00a0]$", re.IGNORECASE
)
TOWN_ITSELF = re.compile(r"(?<!\w)(?:kunta|kaupunki|kuntayhtymä)[ \u00a0]$", re.IGNORECASE)
TOWN_BEFORE = re.compile(r"(?:kunta|kaupunki|kuntayhtymä|kunnat|kaupungit)[ \u00a0]$", re.IGNORECASE)
PART_OF_COSTS = re.compile(
    r"[ \u00a0]?(?:siitä|niistä|(?:[a-zåäö]+[ \u00a0]){0,2}[a-zåäö-]*(?:hankinna|hankinno|kustannuksi|kului|investoinni|investoinnei|hankkee)sta)(?!\w)"
)
# Who pays a share of others' costs: `josta ELY-keskus maksaa 50 % eli 44 200 €`.
GRANTOR_BEFORE = re.compile(
    r"(?:ministeriö|(?<!\w)ely-?keskus|(?<!\w)ely|(?<!\w)valtio|(?<!\w)EU|rahasto|(?<!\w)Traficom|avi|virasto)[ \u00a0]$",
    re.IGNORECASE,
)
PLACE = re.compile(r"(?<![\w-])[A-ZÅÄÖ][a-zåäö-]{2,}n[ \u00a0]$")
TO_TOWN = re.compile(r"(?<!\w)(?:kunnalle|kaupungille|kunnille|kuntayhtymälle|kommunen)(?!\w)")
OFFERED_FOR = re.compile(
    r"(?:tontista|kiinteistöstä|määräalasta|määrä-alasta|huoneistosta|[a-zåäö]{0,12}talosta|alueesta|osakkeista|rakennuksesta|metsästä)(?!\w)"
)
USERS_PAY = re.compile(
    r"(?<!\w)(?:asiakka|yritykse|yrittäj|käyttäj|osallistuj|vanhem|huoltaj|perhee|asukka|seurat|opiskelij|matkustaj|utomstående|kunder|deltagar|föräldrar|hushåll)[a-zåäö]*[ \u00a0]$",
    re.IGNORECASE,
)
UPKEEP = re.compile(
    r"rakentami|uusimi|korjaami|korjau|kunnost|ylläpi|huolto|tarkast|tutkimu|purkami|siirto|lämmity|remont|muutosty|(?<!\w)(?:työt?|hanke)(?!\w)",
    re.IGNORECASE,
)
TOWN_PAYS = re.compile(
    r"(?<!\w)(?:kunta|kunnat|kunnan|kuntien|kaupunki|kaupungit|kaupungin|kaupunkien|kuntayhtymä|kommunen|staden)(?!\w)",
    re.IGNORECASE,
)
TOWN_GETS = re.compile(
    r"hake|haet|haki|saa(?:nut|tu|da)?(?!\w)|myön|ministeri|ely|valtio|rahasto|liit(?:to|on)(?!\w)|ansök|bevilj",
    re.IGNORECASE,
)
SOLD = re.compile(
    r"tont[ti]|kiinteist|luovut(?:taa|etaan|ettiin|ti)|määräal|määrä-al|maa-al|osak(?:e|k)|huoneist|rakennuspaik|rakennusoikeu|metsä|tomt|fastighet",
    re.IGNORECASE,
)
TOWNS_BEFORE = re.compile(r"(?:kunnat|kaupungit)[ \u00a0](?:[a-zåäö]{2,12}[ \u00a0])?$", re.IGNORECASE)
TOWNS_AFTER = re.compile(r"[ \u00a0](?:[a-zåäö]{2,12}[ \u00a0])?[a-zåäö]{0,20}(?:kunnat|kaupungit)(?![a-zåäö])")
WORKS = re.compile(
    r"(?<![a-zåäö])(?:työ|työt|korjau[a-zåäö]{1,4}|kunnostu[a-zåäö]{1,4}|rakentaminen|remontti|hanke|investointi|siirto|purkaminen)[ \u00a0]",
    re.IGNORECASE,
)
COSTS_DIVIDED = re.compile(
    r"(?:kustannukset|kulut|kustannusarvio|budjetti)[ \u00a0](?:jaka(?:utuvat|utuu|antuvat|antuu)|koostu(?:vat|u)|muodostu(?:vat|u))(?!\w)",
    re.IGNORECASE,
)
BOUGHT = re.compile(r"palvelu|laitte|laite|tavar|tarvik|ohjelmisto|lisens|järjestelm", re.IGNORECASE)
LAND_BEFORE = re.compile(r"(?:tont(?:in|tien)|alueen|määräalan|määrä-alan|puuston)[ \u00a0]$", re.IGNORECASE)
BY_FLOOR_AREA = re.compile(r"[ \u00a0]?(?:/[ \u00a0]?)?(?:k-m|kem|kerrosneliö|kerros-m)", re.IGNORECASE)
WORK_BEFORE = re.compile(
    r"(?:korjau(?:ksen|stöiden)|kunnostu(?:ksen|stöiden)|rakentamisen|saneerauksen|remontin|purkamisen|laajennuksen)[ \u00a0]$",
    re.IGNORECASE,
)
DIVIDED_AMONG_TOWNS = re.compile(
    r"(?:(?:kunnat|kaupungit)[ \u00a0](?:maksavat|vastaavat|rahoittavat|kattavat)|(?:kuntien|kaupunkien)[ \u00a0]kesken)(?!\w)[^.:\n]{0,80}:",
    re.IGNORECASE,
)
GENITIVE_END = re.compile(r"(?:euron|€:n|milj\.)$")
USERS = re.compile(
    r"(?:vanhempien|asiakkaan|asiakkaiden|perheen|käyttäjän|käyttäjien|matkustajan|oppilaan|osallistujan|asukkaan)[ \u00a0]$",
    re.IGNORECASE,
)
BUYING = re.compile(r"hankin(?!tahin)", re.IGNORECASE)  # a title that speaks of a sale and of a purchase
THE_REST = re.compile(r"(?<!\w)(?:loput|loppuosa)[ \u00a0]")
FEE_OF = re.compile(r"(?:luvan|tunnuksen|lipun|kortin|aterian|lounaan|kurssin)[ \u00a0]$", re.IGNORECASE)
TICKET = re.compile(r"(?:lupa|lippu|tunnus|kortti|kurssi)[ \u00a0]$", re.IGNORECASE)
INCOME = re.compile(r"(?:tuloa|tuloja|tulot|tuottoja|tuottoa|tuotot)(?!\w)")
REFUNDED = re.compile(r"(?<!\w)korvat(?:aan|tava|tiin)[ \u00a0]$")
