"""Who pays what for a project: the answer to a journalist, from the figures that decisions state. Pure.

Sums are put together only where they are known to add up:

- The same cost or grant told by several decisions is one; where they tell different ones, the answer says so and adds nothing.
- A town's own share is what its own decisions state as its money; a share without a party is shown as "party not
  stated", and a partner's share is never charged to the town whose decision tells it.
- Figures of a decision that rejected, returned, tabled or removed the matter are shown, and count for nothing.
- A figure quoted from an earlier handling counts only where the decision's own text has none of that role.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from minutes.funding_facts import Answer, Balance, Decided, Figure, Missing, State, Stated, Told
from scraper.grammar.municipality import nominative
from scraper.vocabulary import Outcome, Role

_OWN_WORDS = frozenset({"kunta", "kaupunki", "kommun", "kommunen", "stad", "staden", "kuntayhtymä"})
_GENITIVE_GROWTH = 2
UNKNOWN_TOWN = "municipality not known"


def answer(decisions: Iterable[Decided], *, one_project: bool = True) -> Answer:
    """Put together what the decisions about one project say of its money.

    Without `one_project` (decisions that words found) grant and shares are not held against the cost.
    """
    ordered = tuple(
        sorted(
            decisions,
            key=lambda d: (d.municipality is None, d.municipality or "", d.date or dt.date.min, d.section or "", d.id),
        )
    )
    counting = [decision for decision in ordered if decision.counts]
    total = _whole(_stated(Role.total_cost, counting))
    grant = _stated(Role.grant, counting)
    towns = list(dict.fromkeys(decision.municipality for decision in ordered if decision.municipality))
    town_shares = tuple(share for town in towns if (share := _town_share(town, counting)).sums)
    partner_shares = _partner_shares(towns, counting)
    shares = [*town_shares, *partner_shares]
    values = [share.value for share in shares if share.by_party and share.value is not None]
    known = bool(shares) and len(values) == len(shares)
    summed = sum(values, Decimal(0)) if known else None
    balance = Balance(total.value, grant.value, summed) if one_project else Balance(None, None, None)
    return Answer(
        ordered, total, grant, town_shares, partner_shares, balance, _missing(ordered, towns, total, grant, town_shares)
    )


def is_of(party: str, municipality: str) -> bool:
    """Tell whether a party as written is the municipality: 'Kivijärven kunta' is Kivijärvi's, 'kunta' is the town's own.

    >>> is_of("Kivijärven kunta", "Kivijärvi"), is_of("kunta", "Kivijärvi"), is_of("Kivilahden kaupunki", "Kivijärvi")
    (True, True, False)
    """
    words = party.casefold().split()
    town = municipality.casefold()
    if not words:
        return False
    if len(words) == 1 and words[0] in _OWN_WORDS:
        return True
    if words[-1] not in _OWN_WORDS:
        return " ".join(words) == town
    name = " ".join(words[:-1])
    return name in {town, town + "s"} or nominative(name).casefold() == town or _is_genitive(name, town)


def _is_genitive(name: str, town: str) -> bool:
    """Tell whether `name` may be the genitive of `town` by a change in its last two letters (Lahti, Lahden)."""
    stem = 0
    while stem < min(len(name), len(town)) and name[stem] == town[stem]:
        stem += 1
    return name.endswith("n") and stem >= len(town) - 2 and len(name) <= len(town) + _GENITIVE_GROWTH


def _told(pairs: Iterable[tuple[Figure, Decided]]) -> tuple[Told, ...]:
    """Return each sum once, with all who tell it, in the order first told."""
    figures: dict[tuple[Any, ...], Figure] = {}
    by: dict[tuple[Any, ...], list[Decided]] = defaultdict(list)
    for figure, decision in pairs:
        figures.setdefault(figure.comparable, figure)
        if decision not in by[figure.comparable]:
            by[figure.comparable].append(decision)
    return tuple(Told(figure, tuple(by[key])) for key, figure in figures.items())


def _stated(role: Role, decisions: Sequence[Decided]) -> Stated:
    return Stated(role, _told((figure, decision) for decision in decisions for figure in decision.own(role)))


def _whole(costs: Stated) -> Stated:
    """Return the costs of the whole project where they are told apart from those of one party's part."""
    whole = tuple(told for told in costs.sums if not told.figure.party)
    return Stated(costs.role, whole or costs.sums)


def _town_share(town: str, decisions: Sequence[Decided]) -> Stated:
    """Return a town's own share: what any decision says to be its money, else what its own decisions leave open."""
    shares = [(figure, decision) for decision in decisions for figure in decision.own(Role.own_share)]
    its = [
        (figure, decision)
        for figure, decision in shares
        if figure.party
        and (decision.municipality == town or not _is_generic(figure.party))
        and is_of(figure.party, town)
    ]
    if its:
        return Stated(Role.own_share, _told(its), town)
    open_ = [(figure, decision) for figure, decision in shares if not figure.party and decision.municipality == town]
    return Stated(Role.own_share, _told(open_), town, by_party=False)


def _partner_shares(towns: Sequence[str], decisions: Sequence[Decided]) -> tuple[Stated, ...]:
    """Return the own shares of parties that are none of the deciding towns, by party, and those of nobody known."""
    pairs: dict[str, list[tuple[Figure, Decided]]] = defaultdict(list)
    names: dict[str, str] = {}
    for decision in decisions:
        for figure in decision.own(Role.own_share):
            if figure.party and not _is_generic(figure.party) and not any(is_of(figure.party, town) for town in towns):
                key = " ".join(figure.party.casefold().split())
                names.setdefault(key, figure.party)
                pairs[key].append((figure, decision))
            elif not decision.municipality and (not figure.party or _is_generic(figure.party)):
                pairs[""].append((figure, decision))
    names[""] = UNKNOWN_TOWN
    return tuple(Stated(Role.own_share, _told(found), names[key], by_party=bool(key)) for key, found in pairs.items())


def _is_generic(party: str) -> bool:
    return party.casefold().strip() in _OWN_WORDS


def _missing(
    decisions: Sequence[Decided], towns: Sequence[str], total: Stated, grant: Stated, town_shares: Sequence[Stated]
) -> tuple[Missing, ...]:
    found: list[Missing] = []
    if not decisions:
        return ()
    if total.state is State.none:
        found.append(Missing("no total cost stated"))
    if grant.state is State.none:
        found.append(Missing("no grant decision found"))
    with_share = {share.of for share in town_shares}
    for town in towns:
        own = [decision for decision in decisions if decision.municipality == town]
        if town not in with_share:
            found.append(Missing("no own share stated", town))
        if not any(decision.counts and decision.outcome not in {None, Outcome.unknown} for decision in own):
            found.append(Missing("no decision that passed it", town))
        elif all(decision.final is False for decision in own if decision.counts and decision.outcome is not None):
            found.append(Missing("only proposed to another body, whose decision was not found", town))
    if any(decision.municipality is None for decision in decisions):
        found.append(Missing("decisions whose municipality is not known"))
    return tuple(found)
