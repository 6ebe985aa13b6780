"""The words of the query language: names of fields, outcomes and roles in Finnish, Swedish and English."""

import unicodedata
from difflib import get_close_matches
from typing import Literal

from scraper.vocabulary import Outcome, Role
from search.tree import Field

Scope = Field | Literal["outcome", "amount", "role", "date"]

_FIELDS: dict[Scope, str] = {
    Field.municipality: "kunta kommun municipality",
    Field.body: "toimielin organ body",
    Field.preparer: "valmistelija beredare preparer",
    Field.presenter: "esittelijä föredragande presenter",
    Field.diary: "diaari diarium diary",
    Field.section: "pykälä paragraf section",
    Field.project: "hanke projekt project",
    Field.title: "otsikko rubrik title",
    Field.proposal: "ehdotus förslag proposal",
    Field.decision: "päätös beslut decision",
    Field.attachment: "liite bilaga attachment",
    "outcome": "tulos resultat outcome",
    "amount": "summa belopp amount",
    "role": "rooli roll role",
    "date": "pvm datum date",
}

PASSED = (Outcome.passed_unchanged, Outcome.passed_voted, Outcome.passed_revised, Outcome.passed_modified)

_OUTCOMES: dict[tuple[Outcome, ...], str] = {
    PASSED: "hyväksytty, hyväksyttiin, godkänd, godkänt, bifall, passed, approved",
    (Outcome.passed_unchanged,): "ehdotuksen mukaan, muuttamattomana, enligt förslaget, oförändrad, unchanged",
    (Outcome.passed_voted,): "äänestetty, äänestys, omröstning, voted, vote",
    (Outcome.passed_revised,): "muutettu ehdotus, ändrat förslag, revised",
    (Outcome.passed_modified,): "muutettu, ändrad, ändrat, modified",
    (Outcome.rejected,): "hylätty, hylättiin, avslag, avslagen, avslaget, förkastad, rejected",
    (Outcome.noted,): "merkitty tiedoksi, tiedoksi, antecknad, antecknades, till kännedom, noted",
    (Outcome.returned,): "palautettu, palautus, återremitterad, återremiss, returned",
    (Outcome.removed,): "poistettu, poistettu esityslistalta, avförd, struken, removed",
    (Outcome.tabled,): "pöydälle, pantu pöydälle, jätetty pöydälle, bordlagd, bordläggning, tabled",
    (Outcome.election,): "vaali, valinta, valittu, val, election",
    (Outcome.unknown,): "tuntematon, okänd, okänt, unknown",
}

_ROLES: dict[Role, str] = {
    Role.total_cost: "kokonaiskustannus, kokonaiskustannukset, kustannukset, totalkostnad, kostnad, total cost, cost",
    Role.grant: "avustus, tuki, bidrag, stöd, grant",
    Role.own_share: "omarahoitus, omarahoitusosuus, omavastuu, kuntaosuus, egenandel, egenfinansiering, självfinansiering, own share",
    Role.contract_price: "urakkahinta, urakka, sopimushinta, entreprenadpris, kontraktspris, contract price, contract",
    Role.appropriation: "määräraha, anslag, appropriation",
    Role.price: "hinta, kauppahinta, pris, köpesumma, price",
    Role.rent: "vuokra, hyra, arrende, rent",
    Role.fee: "maksu, taksa, palkkio, avgift, taxa, arvode, fee",
    Role.loan: "laina, takaus, lån, borgen, loan",
    Role.compensation: "korvaus, ersättning, compensation",
    Role.budget: "talousarvio, budjetti, budget",
    Role.other: "muu, annan, annat, other",
}


def folded(word: str) -> str:
    """Return a word of the language as it is looked up: without letter case, marks of letters, hyphens and underscores.

    >>> folded("Esittelijä"), folded("own_share")
    ('esittelija', 'own share')
    """
    letters = (sign for sign in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(sign))
    return " ".join("".join(letters).replace("_", " ").replace("-", " ").split())


SCOPES: dict[str, Scope] = {folded(name): scope for scope, names in _FIELDS.items() for name in names.split()}
"""Folded name of a field → what it stands for."""

OUTCOMES: dict[str, tuple[Outcome, ...]] = {
    **{folded(word): outcomes for outcomes, words in _OUTCOMES.items() for word in words.split(", ")},
    **{folded(outcome): (outcome,) for outcome in Outcome},
}
"""Folded word → the outcomes that it means."""

ROLES: dict[str, Role] = {
    **{folded(word): role for role, words in _ROLES.items() for word in words.split(", ")},
    **{folded(role): role for role in Role},
}
"""Folded word → the role that it means."""

OUTCOME_WORDS = tuple(words.partition(",")[0] for words in _OUTCOMES.values())
ROLE_WORDS = tuple(words.partition(",")[0] for words in _ROLES.values())
"""A word for each outcome and role, for those who typed another."""

_SHORTEST = 4  # letters of a name that may be a misspelt field


def outcomes(text: str) -> tuple[Outcome, ...]:
    """Return the outcomes that a word means, with a star those of every word that begins so; () where it means none.

    >>> outcomes("hylätty"), outcomes("avsl*")
    ((<Outcome.rejected: 'rejected'>,), (<Outcome.rejected: 'rejected'>,))
    """
    word = folded(text.rstrip("*"))
    if text.endswith("*"):
        beginning = [found for name, some in OUTCOMES.items() if word and name.startswith(word) for found in some]
        return tuple(outcome for outcome in Outcome if outcome in beginning)
    return OUTCOMES.get(word, ())


def role(text: str) -> Role | None:
    """Return the role that a word means, or None.

    >>> role("Omarahoitus"), role("egenandel")
    (<Role.own_share: 'own_share'>, <Role.own_share: 'own_share'>)
    """
    return ROLES.get(folded(text))


def scope(name: str) -> Scope | None:
    """Return what the name of a field stands for, in any letter case and also without its dots; None for another word."""
    return SCOPES.get(folded(name))


def meant_field(name: str) -> str | None:
    """Return the name of the field that an unknown one is near to, or None."""
    near = get_close_matches(folded(name), SCOPES, n=1, cutoff=0.8) if len(name) >= _SHORTEST else []
    return next(
        (word for words in _FIELDS.values() for word in words.split() if near and folded(word) == near[0]), None
    )


def meant_value(text: str, words: dict[str, tuple[Outcome, ...]] | dict[str, Role]) -> str | None:
    """Return the known word that an unknown one is nearest to, or None."""
    near = get_close_matches(folded(text), words, n=1, cutoff=0.7)
    return near[0] if near else None
