"""Decisions made up at random, and what a query finds among them by its plain meaning, without any index.

The vocabulary is small, so that words meet in one decision; forms, compounds, joined words, figures and Swedish are in it.
"""

import datetime as dt
from collections import Counter
from functools import cache
from random import Random

from scraper.vocabulary import Role
from search.analysis import LANGUAGES, index_terms, normalise, query_terms, tokens
from search.documents import Document, Sum, Text
from search.facts import day_number, facet_values, facts_of, has_amount, matter_of
from search.fields import PARTS, PARTS_OF
from search.postings import Terms
from search.tree import Amount, And, Dates, Fact, Field, Like, Node, Not, Or, Phrase, Prefix, Word, with_terms
from search.word_table import Words

_FINNISH = (
    "hanke hankkeen hankkeiden osahanke avustus avustuksen avustusta rahoituspäätös rahoituspäätöksen koulu kouluun koulujen"
    " peruskoulu lukio kaava kaavan asemakaavan tontti tontin tonttien joki joen joilla voimassa tuki tuen tukea työ työtä"
    " kotouttaminen kotouttamistyö päättää päätetty päätti esitys esittää sali säli tie tien teiden leaderhankkeiden granskär"
    " granskärin EU-hanke EU-hankkeen EU:n maahanmuutto-ohjaaja 292/00.01.05/2023 2023 1.5.2024 2024-05-01 137000 §"
    " vuokra vuokran laina lainan kunta kunnan kunnat kuntalain"
)
_SWEDISH = "bidrag bidragen skola skolan skolorna beslut besluten vägen vägar projekt projektet EU-projekt hanke avtal"
WORDS, SWEDISH = tuple(_FINNISH.split()), tuple(_SWEDISH.split())
PHRASES = ("137 000", "uusi koulu", "koulu uusi", "1 000 000", "Maija Malli", "uudet tiet")
TOWNS = ("Harjuvesi", "Kuusilampi", "Granskär", "Uusi Kukkula", None)
BODIES = (("Kunnanhallitus", "khall"), ("Tekninen lautakunta", "tekla"), ("Kommunstyrelsen", None), (None, None))
OUTCOMES = ("passed_unchanged", "rejected", "noted", None)
ROLES = tuple(role.value for role in Role)[:5]
PROJECTS = ("navigaattori", "kotisatama", "leader jokivarsi")

_LEXICON = Words()
known: Terms = _LEXICON.terms


def decisions(random: Random, count: int) -> list[Document]:
    """Make up decisions with ids `d0`…; about one in ten is withdrawn."""
    return [decision(random, number) for number in range(count)]


def decision(random: Random, number: int) -> Document:
    language = random.choice(("fi", "fi", "fi", "sv", None))
    body, short = random.choice(BODIES)
    title = _text(random, 3, language)
    texts = [Text("title", title)]
    for part in random.choices([part for part in PARTS if part != "title"], k=random.randint(1, 6)):
        texts.append(Text(part, _text(random, random.randint(1, 25), language)))
    town = random.choice(TOWNS)
    return Document(
        key=number + 1,
        id=f"d{number}",
        source=random.choice(("town", "village")),
        municipality=town,
        kind=random.choice(("meeting_item", "officer_decision")),
        body=body,
        body_abbreviation=short,
        date=random.choice((None, dt.date(random.randint(2021, 2025), random.randint(1, 12), random.randint(1, 28)))),
        section=str(random.randint(1, 300)),
        diary_number=random.choice((None, f"{random.randint(1, 9)}/00.01/2024")),
        title=title,
        language=language,
        outcome=random.choice(OUTCOMES),
        withdrawn=random.random() < 0.1,
        amounts=tuple(_amount(random) for _ in range(random.choice((0, 0, 1, 2, 3)))),
        projects=tuple(random.sample(PROJECTS, random.choice((0, 0, 1, 2)))),
        verdicts=random.choice(((), ("adds_up",), ("adds_up", "differs"))),
        texts=tuple(texts),
    )


def query(random: Random, depth: int = 3) -> Node:
    """Make up a query's tree, its words looked up in both languages."""
    return with_terms(_tree(random, depth), terms_of)


def terms_of(word: str) -> list[str]:
    return [term for language in LANGUAGES for term in query_terms(word, language, _LEXICON)]


def _tree(random: Random, depth: int) -> Node:
    if depth and random.random() < 0.55:
        kind = random.choice((And, And, Or, Not))
        if kind is Not:
            return Not(_tree(random, depth - 1))
        parts = tuple(_tree(random, depth - 1) for _ in range(random.choice((0, 1, 2, 2, 3))))
        return And(parts) if kind is And and parts else Or(parts)
    return _leaf(random)


def _leaf(random: Random) -> Node:
    field = random.choice((None, None, None, *Field))
    match random.randrange(9):
        case 0 | 1 | 2:
            return Word(random.choice(_typed(random)).lower(), field)
        case 3:
            return Prefix(random.choice(_typed(random)).lower()[: random.randint(2, 5)], field)
        case 4:
            source = _text(random, random.randint(1, 3), "fi")
            atoms = tuple(atom for token in tokens(normalise(source)) for atom in token.atoms)
            return Phrase(atoms or ("koulu",), field)
        case 5:
            facts = ("outcome=rejected", "outcome=noted", "kind=officer_decision", "municipality=uusi kukkula", "x=y")
            name, value = random.choice(facts).split("=")
            return Fact(name, value)
        case 6:
            return Dates(*_ends(random, [dt.date(2021, 3, 1), dt.date(2023, 6, 15), dt.date(2024, 1, 1)]))
        case 7:
            return Amount(random.choice((None, *ROLES)), *_ends(random, [-5, 0, 10_000, 50_000, 100_000, 2**62]))
    return Like(
        tuple((term, 1.0) for word in random.sample(WORDS, 2) for term in index_terms(word, "fi", _LEXICON)[:2])
        or (("~x", 1.0),)
    )


def _typed(random: Random) -> list[str]:
    return [word for word in random.choice((WORDS, WORDS, SWEDISH)) if word != "§"]


def _ends(random: Random, values: list) -> tuple:  # type: ignore[type-arg]
    """Choose two ends of a range, each of which may be open; now and then the wrong way round."""
    return random.choice((None, *values)), random.choice((None, *values))


def _text(random: Random, length: int, language: str | None) -> str:
    source = SWEDISH if language == "sv" else WORDS
    return " ".join(
        random.choice((*source, *PHRASES)) if random.random() < 0.2 else random.choice(source) for _ in range(length)
    )


def _amount(random: Random) -> Sum:
    low = random.choice((-500, 0, 1, 9_999, 10_000, 30_000, 75_000, 100_000, 10**9))
    return Sum(random.choice(ROLES), low, low + random.choice((0, 0, 0, 1, 45_000, 10**10)))


def matches(document: Document, node: Node) -> bool:
    """Tell whether a decision answers a query, by the plain meaning of each node."""
    match node:
        case And(parts):
            return bool(parts) and all(matches(document, part) for part in parts)
        case Or(parts):
            return any(matches(document, part) for part in parts)
        case Not(part):
            return not matches(document, part)
        case Word(text, field, terms):
            held = _held(document, field)
            atoms = next(iter(tokens(text))).atoms
            return bool(held & set(terms)) or (len(atoms) > 1 and _side_by_side(document, atoms, field))
        case Prefix(text, field):
            return any(term.startswith("=" + text) for term in _held(document, field))
        case Phrase(atoms, field):
            return _side_by_side(document, atoms, field)
        case Like(weighed):
            return any(term in _held(document, None) for term, _ in weighed)
        case Fact(name, value):
            return f"{name}={value}" in facts_of(document)
        case Dates(low, high):
            day = day_number(document.date)
            return bool(day) and (day_number(low) or 0) <= day <= (day_number(high) or 99991231)
        case Amount():
            return has_amount(document.amounts, node)
    raise AssertionError(node)


def _texts(document: Document, field: Field | None) -> list[Text]:
    return [piece for piece in document.texts if field is None or piece.part in PARTS_OF[field]]


@cache
def _held(document: Document, field: Field | None) -> set[str]:
    """Return the terms of a decision's texts, of all or of one field."""
    return {
        term
        for piece in _texts(document, field)
        for term in index_terms(piece.text, document.language or "fi", _LEXICON)
    }


def _side_by_side(document: Document, atoms: tuple[str, ...], field: Field | None) -> bool:
    sought = " " + " ".join(atoms) + " "
    return any(sought in row for row in _rows(document, field))


@cache
def _rows(document: Document, field: Field | None) -> list[str]:
    """Return the words as written of each text, in their atoms, between spaces."""
    return [
        " " + " ".join(atom for token in tokens(normalise(piece.text)) for atom in token.atoms) + " "
        for piece in _texts(document, field)
    ]


def facet_counts(found: list[Document], facet: str) -> tuple[tuple[str, int], ...]:
    counter = Counter(value for document in found for value in facet_values(document, facet))
    return tuple(sorted(counter.items(), key=lambda pair: (-pair[1], pair[0])))


def by_date(found: list[Document]) -> list[str]:
    return [document.id for document in sorted(found, key=lambda one: (day_number(one.date), one.key), reverse=True)]


def first_of_matters(found: list[Document]) -> dict[str, int]:
    """Return the id of each matter's newest decision → how many of the matter are found, the newest first."""
    handlings = Counter(map(matter_of, found))
    names = {document.id: matter_of(document) for document in found}
    first: dict[str, str] = {}
    for identity in by_date(found):
        first.setdefault(names[identity], identity)
    return {identity: handlings[matter] for matter, identity in first.items()}
