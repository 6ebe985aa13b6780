"""The query as a tree that any engine can evaluate: small frozen nodes, free of how they were typed.

And Or Not                     joined conditions; Or(()) holds for nothing
Word Prefix Phrase             words in the text, in all of it or in one field
Fact Amount Dates              what the record says
Like                           weighted terms of the analysis, any of which may match (for similar decisions)
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from enum import StrEnum

MAX_ALTERNATIVES = 100  # sums that alternatives side by side may be joined to


class Field(StrEnum):
    """A part of a decision that a word can be asked for in; `search.fields.PARTS_OF` says which texts belong to it."""

    municipality = "municipality"
    body = "body"
    preparer = "preparer"
    presenter = "presenter"
    diary = "diary"
    section = "section"
    project = "project"
    title = "title"  # type: ignore[assignment]  # a member, not the method of str
    proposal = "proposal"
    decision = "decision"
    attachment = "attachment"


@dataclass(frozen=True, slots=True)
class Word:
    """A word, also inflected; `text` is one token of the analysis. Without a field it may stand anywhere.

    `terms` are those of the analysis that it is looked up as, any of which may match: `with_terms` fills them in, an engine
    looks at nothing else (and, for a word joined of several atoms, for these side by side).
    """

    text: str
    field: Field | None = None
    terms: tuple[str, ...] = dataclass_field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins with `text`, as written."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side in one text, as written; a single one is that very form."""

    atoms: tuple[str, ...]
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A word of the record, exactly: name `outcome`, value one of `scraper.vocabulary.Outcome`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Amount:
    """One and the same EUR amount of the decision's own in this role (None: any) that reaches into `low`…`high`, cents, inclusive.

    An amount written as a range ("1–2 M€") counts where it overlaps, as in `archive.filters.Filters`.
    """

    role: str | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Dates:
    """A date of the decision from `low` to `high`, inclusive; a decision without a date is not within any."""

    low: dt.date | None = None
    high: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Like:
    """At least one of these terms of the analysis; each adds its own score times its weight."""

    terms: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the parts."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but the part."""

    part: "Node"


TextLeaf = Word | Prefix | Phrase
Leaf = TextLeaf | Fact | Amount | Dates | Like
Node = Leaf | And | Or | Not

NOTHING = Or(())


def leaves(node: Node | None, *, wanted: bool = True) -> Iterator[Leaf]:
    """Yield the leaves that a hit should answer to (not those after NOT)."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part, wanted=wanted)
    elif isinstance(node, Not):
        yield from leaves(node.part, wanted=not wanted)
    elif node is not None and wanted:
        yield node


def with_terms(node: Node, terms: Callable[[str], Iterable[str]]) -> Node:
    """Return the tree with the terms of every word filled in."""
    match node:
        case Word(text):
            return replace(node, terms=tuple(terms(text)))
        case And(parts):
            return And(tuple(with_terms(part, terms) for part in parts))
        case Or(parts):
            return Or(tuple(with_terms(part, terms) for part in parts))
        case Not(part):
            return Not(with_terms(part, terms))
    return node


def joined(kind: type[And] | type[Or], parts: Sequence[Node]) -> Node | None:
    """Return the parts as one node, without needless levels and repetitions; None where there are none.

    >>> joined(And, [Word("a"), And((Word("b"), Word("a")))])
    And(parts=(Word(text='a', field=None), Word(text='b', field=None)))
    """
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) and part != NOTHING else (part,))
    unique = tuple(dict.fromkeys(flat))
    if len(unique) > 1:
        return kind(unique)
    return unique[0] if unique else None


def same_amount(parts: Sequence[Node]) -> list[Node]:
    """Return the parts of one conjunction with all that is asked of a sum joined into one condition, in its first place.

    Alternatives are joined one by one: a role beside `summa:(<5 OR >10)` belongs to both. What no sum can be becomes
    NOTHING. A part with both a role and bounds was joined within parentheses already and stays a sum of its own.

    >>> same_amount([Amount(role="grant"), Word("a"), Amount(low=100)])
    [Amount(role='grant', low=100, high=None), Word(text='a', field=None)]
    """
    asked = [amounts for part in parts if (amounts := _alternatives(part))]
    if len(asked) < 2:
        return list(parts)
    found: tuple[Amount, ...] = (Amount(),)
    for amounts in asked:
        found = tuple(dict.fromkeys(both for a in found for b in amounts if (both := _both(a, b)) is not None))
        if len(found) > MAX_ALTERNATIVES:  # more than anybody means; each part then holds for a sum of its own
            return list(parts)
    rest = [part for part in parts if not _alternatives(part)]
    place = next(index for index, part in enumerate(parts) if _alternatives(part))
    return [*rest[:place], joined(Or, found) or NOTHING, *rest[place:]]


def _alternatives(node: Node) -> tuple[Amount, ...]:
    """Return what a part asks of a sum that others beside it may ask more of; () where it asks for none such."""
    parts = node.parts if isinstance(node, Or) else (node,)
    amounts = tuple(part for part in parts if isinstance(part, Amount) and not is_whole(part))
    return amounts if len(amounts) == len(parts) else ()


def is_whole(amount: Amount) -> bool:
    """Tell whether a condition says both what a sum is and how large."""
    return amount.role is not None and (amount.low is not None or amount.high is not None)


def _both(one: Amount, other: Amount) -> Amount | None:
    if one.role and other.role and one.role != other.role:
        return None
    lows = [low for low in (one.low, other.low) if low is not None]
    highs = [high for high in (one.high, other.high) if high is not None]
    return Amount(one.role or other.role, max(lows, default=None), min(highs, default=None))
