"""Generated decisions with the vocabulary of Finnish: Zipf's law over lexemes, inflection by tables, compounds.

No dictionary is asked: real base words of the field come first, then roots put together of syllables, and compounds of both.
A text of 20,000 decisions holds more than 400,000 different word forms. Everything depends on a seed alone.
"""

import datetime as dt
import sqlite3
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

from archive.store import Archive

SEED = 1
LEXEMES = 45_000
_EXPONENT = 1.05
_COMMON = (
    "kunta päätös hanke kaava asia alue koulu työ palvelu toiminta kaupunki valtuusto hallitus lautakunta avustus sopimus rahoitus"
    " talous tontti katu tie vesi liikenne suunnitelma ehdotus lausunto esitys muutos vuosi raha maa osa lupa hakemus rakennus"
    " yhteistyö kehittäminen rakentaminen kotoutuminen opetus kirjasto lukio asunto vuokra maksu vero laina tuki verkosto järjestö"
)
_BASES = _COMMON.split()
_ONSETS, _VOWELS, _CODAS = (
    ("h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "kr", "pr", "tr"),
    ("a", "e", "i", "o", "u", "ai", "au", "ei", "uo", "aa", "ee", "ii"),
    ("", "", "n", "s", "l", "r"),
)
_ENDINGS = (
    ("", 20), ("n", 20), ("a", 10), ("ssa", 6), ("sta", 6), ("an", 5), ("lla", 4), ("lle", 4), ("lta", 2), ("na", 2), ("ksi", 2),
    ("t", 6), ("jen", 4), ("ja", 4), ("issa", 2), ("ista", 2), ("ihin", 2), ("illa", 1), ("ille", 1), ("nsa", 1),
)  # fmt: skip
_TOWNS = tuple(f"Kukkula{number}" for number in range(60))
_BODIES = tuple(f"Lautakunta {number}" for number in range(40))
_OUTCOMES = ("passed_unchanged", "passed_modified", "rejected", "noted", "returned", "tabled")


@dataclass(frozen=True, slots=True)
class Made:
    """A generated decision."""

    number: int
    municipality: str
    body: str
    date: dt.date
    outcome: str
    title: str
    rationale: str
    decision: str
    cents: int


@cache
def lexemes() -> list[str]:
    """Return the base words, the most frequent first."""
    random = Random(SEED)
    roots = list(_BASES)
    known = set(roots)
    while len(roots) < LEXEMES // 3:
        root = "".join(
            random.choice(_ONSETS) + random.choice(_VOWELS) + random.choice(_CODAS)
            for _ in range(random.choice((2, 2, 3)))
        )
        if root not in known:
            known.add(root)
            roots.append(root)
    heads = roots[: len(roots) // 4]
    compounds = [random.choice(heads) + random.choice(_BASES) for _ in range(LEXEMES - len(roots))]
    rest = roots[len(_BASES) :] + compounds
    random.shuffle(rest)
    return [*_BASES, *rest]


@cache
def _weights() -> tuple[list[float], list[int]]:
    by_rank = list(accumulate(1 / (rank + 3) ** _EXPONENT for rank in range(len(lexemes()))))
    return by_rank, list(accumulate(weight for _, weight in _ENDINGS))


def words(random: Random, count: int) -> list[str]:
    """Return words as they would follow each other."""
    by_rank, by_ending = _weights()
    base, top, last = lexemes(), by_rank[-1], by_ending[-1]
    pick = random.random
    return [base[bisect(by_rank, pick() * top)] + _ENDINGS[bisect(by_ending, pick() * last)][0] for _ in range(count)]


def decision(number: int) -> Made:
    """Return one decision; 2 to 6 kB of text."""
    random = Random(f"{SEED}/{number}")
    rationale = [
        " ".join(words(random, random.randint(9, 16))).capitalize() + "." for _ in range(random.randint(10, 32))
    ]
    return Made(
        number,
        random.choice(_TOWNS),
        random.choice(_BODIES),
        dt.date(2015, 1, 1) + dt.timedelta(days=random.randrange(3_900)),
        random.choice(_OUTCOMES),
        " ".join(words(random, random.randint(3, 8))).capitalize(),
        " ".join(rationale),
        " ".join(words(random, random.randint(10, 60))).capitalize() + ".",
        random.randrange(100, 10**9),
    )


def decisions(count: int) -> Iterator[Made]:
    """Yield the decisions in the order of their numbers."""
    return map(decision, range(count))


def archive(path: Path, count: int) -> None:
    """Write an archive of so many decisions, by plain SQL: how fast one is saved is benchmarks.save's matter."""
    Archive.open(path).close()
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executemany(
            "INSERT INTO decision (key, id, source, platform, kind, status, language, municipality, body, date, outcome, title,"
            " rationale, decision, withdrawn, content_hash, first_seen, last_changed, change)"
            " VALUES (?, ?, 'town', 'dynasty', 'meeting_item', 'minutes', 'fi', ?, ?, ?, ?, ?, ?, ?, 0, '', '', '', ?)",
            (
                (one.number + 1, f"town:{one.number}", one.municipality, one.body, one.date.isoformat(), one.outcome, one.title,
                 one.rationale, one.decision, one.number + 1)
                for one in decisions(count)
            ),
        )  # fmt: skip
        connection.executemany(
            'INSERT INTO amount (decision_key, position, text, value, cents, currency, role, approximate, part, start, "end")'
            " VALUES (?, 0, '', '', ?, 'EUR', 'grant', 0, 'decision', 0, 0)",
            ((number + 1, decision(number).cents) for number in range(0, count, 5)),
        )
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('change', ?)", (str(count),))
    connection.close()


CLASSES = ("common", "rare", "and", "phrase", "prefix", "or", "filter+date", "facets", "snippets")


def queries(count: int, each: int = 22) -> list[tuple[str, list[str]]]:
    """Return (class, words) of `each` queries of every class; the words of a phrase stand side by side in some decision."""
    random = Random(SEED + 1)
    base = lexemes()
    found: list[tuple[str, list[str]]] = []
    for number in range(each):
        common = base[number]
        follow = decision(random.randrange(count)).rationale.split(". ")[0].lower().split()
        start = random.randrange(len(follow) - 1)
        made = {
            "common": [common],
            "rare": [base[random.randrange(10_000, 40_000)]],
            "and": [common, base[random.randrange(30, 300)]],
            "phrase": follow[start : start + 2],
            "prefix": [base[random.randrange(300)][:5]],
            "or": [base[random.randrange(2_000)] for _ in range(5)],
            "filter+date": [common],
            "facets": [common],
            "snippets": [common, base[random.randrange(30, 300)]],
        }
        found += [(name, made[name]) for name in CLASSES]
    return found


TOWN = _TOWNS[0]
"""The municipality that the class "filter+date" asks for."""
