"""The query language: what a person types → a small frozen tree (`search.tree`) that any engine can evaluate.

    hanke avustus                      both words, also inflected
    "hakea avustusta"                  these words side by side, as written
    hanke OR projekti                  either; words side by side bind tighter than OR
    hanke NOT kaava                    without a word; also -kaava
    (koulu OR lukio) hanke             parentheses
    kotout*                            every word with this beginning
    otsikko:koulu  kunta:"Ylä-Savo"    in one part; otsikko:(koulu OR lukio)
    tulos:hylätty  pvm:2023-05..       what the record says
    rooli:own_share summa:>10000       one and the same sum

Nothing that is typed raises: what was not understood is left out and said in a note. The limits keep a stranger's
query from costing more than it should.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from search import field_words, ranges
from search.analysis import MAX_TERM, normalise, tokens
from search.field_words import Scope
from search.lexemes import lexemes
from search.tree import (
    Amount,
    And,
    Dates,
    Fact,
    Field,
    Leaf,
    Like,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    is_whole,
    joined,
    leaves,
    same_amount,
)

__all__ = [
    "Amount", "And", "Dates", "Fact", "Field", "Leaf", "Like", "Node", "Not", "Or", "Phrase", "Prefix", "Query", "Word",
    "leaves", "parse",
]  # fmt: skip

MAX_LENGTH = 1_000  # characters of a query
MAX_TERMS = 50  # words, phrases, beginnings and conditions
MAX_PHRASE = 30  # words of one phrase
MAX_DEPTH = 10  # parentheses within parentheses
MIN_PREFIX = 2  # characters before a star


@dataclass(frozen=True, slots=True)
class Query:
    """A typed query: its tree (None where it holds nothing to look for) and what was not understood."""

    text: str
    tree: Node | None
    notes: tuple[str, ...] = ()


T = TypeVar("T", int, dt.date)

_SIGNS = frozenset("§-–—&+/,.;:|")  # between words they mean nothing, and nobody misses them
_EXAMPLES = {
    "amount": 'write summa:>10000, summa:1000..5000 or summa:"1,5 M"',
    "date": "write pvm:2023, pvm:2023-05.., pvm:8.5.2023 or pvm:2022..2024",
}


def parse(text: str) -> Query:
    """Return the tree of a typed query, with a note on everything that was left out; never raises.

    >>> parse('hanke -kaava').tree
    And(parts=(Word(text='hanke', field=None), Not(part=Word(text='kaava', field=None))))
    >>> parse('rooli:grant summa:>10').tree
    Amount(role='grant', low=1001, high=None)
    >>> parse('hanke OR').notes
    ('OR has nothing on its right side and was left out',)
    """
    parser = _Parser(text)
    tree = parser.tree()
    if tree is None and text.strip():
        parser.notes.append("nothing in the query can be looked for")
    return Query(text, tree, tuple(dict.fromkeys(parser.notes)))


class _Parser:
    """Recursive descent over the lexemes; depth and number of terms are bounded before anything is built."""

    def __init__(self, text: str) -> None:
        self.notes: list[str] = []
        if len(text) > MAX_LENGTH:
            self.notes.append(f"only the first {MAX_LENGTH} characters of the query were read")
            text = text[:MAX_LENGTH]
        self.lexemes = lexemes(normalise(text), self.notes)
        self.at = 0
        self.terms = 0

    def tree(self) -> Node | None:
        parts: list[Node] = []
        while self.at < len(self.lexemes):
            if (part := self._either(0, None)) is not None:
                parts.append(part)
            if self.at < len(self.lexemes):  # only a stray closing parenthesis ends the loop above early
                self.notes.append("a closing parenthesis without its opening one was left out")
                self.at += 1
        return joined(And, parts)

    # --- grammar

    def _next(self) -> str | None:
        return self.lexemes[self.at].kind if self.at < len(self.lexemes) else None

    def _either(self, depth: int, scope: Scope | None) -> Node | None:
        parts: list[Node] = []
        missing = False
        while True:
            part = self._together(depth, scope)
            if part is None:
                missing = True
            else:
                parts.append(part)
            if self._next() != "OR":
                if missing and parts:
                    self.notes.append(
                        "OR has nothing on its right side and was left out"
                        if part is None
                        else "OR has nothing on its left side and was left out"
                    )
                elif missing and self.at and self.lexemes[self.at - 1].kind == "OR":
                    self.notes.append("OR has nothing beside it and was left out")
                return joined(Or, parts)
            self.at += 1

    def _together(self, depth: int, scope: Scope | None) -> Node | None:
        parts: list[Node] = []
        while self._next() not in (None, "OR", "close"):
            if self._next() == "AND":
                self.at += 1  # words side by side mean the same
            elif (part := self._one(depth, scope)) is not None:
                parts.append(part)
        return joined(And, self._one_sum(parts))

    def _one_sum(self, parts: list[Node]) -> list[Node]:
        roles = {part.role for part in parts if isinstance(part, Amount) and part.role and not is_whole(part)}
        if len(roles) > 1:
            self.notes.append(
                f"no sum has the roles {' and '.join(sorted(roles))} at once; write OR between them, or parentheses around each sum"
            )
        return same_amount(parts)

    def _one(self, depth: int, scope: Scope | None) -> Node | None:
        negative, negated = False, False
        name = ""
        while self._next() in ("NOT", "field"):
            lexeme = self.lexemes[self.at]
            if lexeme.kind == "field":
                name, scope = lexeme.text, lexeme.scope
            else:
                negative, negated = not negative, True
            self.at += 1
        if self._next() in (None, "OR", "AND", "close"):
            if name or negated:
                self.notes.append(f"{name + ':' if name else 'NOT'} has nothing after it and was left out")
            return None
        lexeme = self.lexemes[self.at]
        self.at += 1
        if lexeme.kind == "open":
            node = self._group(depth, scope)
        elif self.terms >= MAX_TERMS:
            self.notes.append(f"only the first {MAX_TERMS} words of the query were read")
            node = None
        elif scope is None or isinstance(scope, Field):
            read = self._phrase if lexeme.kind == "phrase" else self._chunk
            node = read(lexeme.text, scope)
        else:
            self.terms += 1
            node = self._condition(lexeme.text, scope)
        return Not(node) if negative and node is not None else node

    def _group(self, depth: int, scope: Scope | None) -> Node | None:
        if depth >= MAX_DEPTH:
            self.notes.append(f"parentheses deeper than {MAX_DEPTH} were left out")
            return None
        node = self._either(depth + 1, scope)
        if self._next() == "close":
            self.at += 1
        else:
            self.notes.append("an opening parenthesis without its closing one was read as if closed at the end")
        if node is None:
            self.notes.append("empty parentheses were left out")
        return node

    # --- leaves

    def _phrase(self, text: str, field: Field | None) -> Node | None:
        atoms = [atom for token in tokens(text) for atom in token.atoms]
        if len(atoms) > MAX_PHRASE:
            self.notes.append(f"only the first {MAX_PHRASE} words of a phrase were read")
        if not atoms:
            self.notes.append(f"“{_short(text.strip())}” has no letters or digits and was left out")
            return None
        self.terms += 1
        return Phrase(tuple(atoms[:MAX_PHRASE]), field)

    def _chunk(self, text: str, field: Field | None) -> Node | None:
        words = [token.word for token in tokens(text)]
        if not words and text in _SIGNS:
            return None
        if not words:
            self.notes.append(f"“{_short(text)}” has no letters or digits and was left out")
            return None
        starred = text.endswith("*")
        if "*" in text.rstrip("*"):
            self.notes.append(f"“{_short(text)}”: a star stands only at the end of a word")
        if max(map(len, words)) >= MAX_TERM:
            self.notes.append(
                f"“{_short(text)}” is longer than any word; only its first {MAX_TERM} characters were read"
            )
        room = MAX_TERMS - self.terms
        if len(words) > room:
            self.notes.append(f"only the first {MAX_TERMS} words of the query were read")
            words, starred = words[:room], False
        self.terms += len(words)
        nodes: list[Node] = [Word(word, field) for word in words]
        if starred:
            if len(words[-1]) < MIN_PREFIX:
                self.notes.append(
                    f"“{_short(text)}”: a star needs at least {MIN_PREFIX} characters before it; the word was looked up without it"
                )
            else:
                nodes[-1] = Prefix(words[-1], field)
        return joined(And, nodes)

    def _condition(self, text: str, scope: Scope) -> Node | None:
        """Return a condition on what the record says."""
        if scope == "outcome":
            return self._outcome(text)
        if scope == "role":
            return self._role(text)
        if scope == "amount":
            if (bounds := ranges.cents(text)) is not None:
                return Amount(None, *self._ordered(text, *bounds))
        elif (span := ranges.days(text)) is not None:
            return Dates(*self._ordered(text, *span))
        what = "a sum" if scope == "amount" else "a date"
        self.notes.append(f"“{_short(text)}” is not {what} and was left out; {_EXAMPLES[scope]}")
        return None

    def _ordered(self, text: str, low: T | None, high: T | None) -> tuple[T | None, T | None]:
        if low is not None and high is not None and low > high:
            self.notes.append(f"“{_short(text)}” begins after its end and was read the other way round")
            return high, low
        return low, high

    def _outcome(self, text: str) -> Node | None:
        if outcomes := field_words.outcomes(text):
            return joined(Or, [Fact("outcome", outcome.value) for outcome in outcomes])
        self._unknown(
            text, "an outcome", field_words.meant_value(text, field_words.OUTCOMES), field_words.OUTCOME_WORDS
        )
        return None

    def _role(self, text: str) -> Node | None:
        if role := field_words.role(text):
            return Amount(role.value)
        self._unknown(text, "a role of a sum", field_words.meant_value(text, field_words.ROLES), field_words.ROLE_WORDS)
        return None

    def _unknown(self, text: str, what: str, near: str | None, words: Sequence[str]) -> None:
        meant = f"; did you mean “{near}”?" if near else f"; write one of: {', '.join(words)}"
        self.notes.append(f"“{_short(text)}” is not {what} and was left out{meant}")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
