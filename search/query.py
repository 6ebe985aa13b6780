"""The query language: what a person types → a small frozen tree that any engine can translate.

    hanke avustus            both words, also inflected
    "hakea avustusta"        these words side by side, as written
    hanke OR projekti        either; words side by side bind tighter than OR
    hanke NOT kaava          without a word; also -kaava
    (koulu OR lukio) hanke   parentheses
    kotout*                  every word with this beginning

Nothing that is typed raises: what was not understood is left out and said in a note. The limits keep a stranger's
query from costing more than it should.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search.analysis import MAX_TERM, normalise, tokens

MAX_LENGTH = 1_000  # characters of a query
MAX_TERMS = 50  # words, phrases and beginnings
MAX_PHRASE = 30  # words of one phrase
MAX_DEPTH = 10  # parentheses within parentheses
MIN_PREFIX = 2  # characters before a star


@dataclass(frozen=True, slots=True)
class Word:
    """A word, also inflected; `text` is one token of the analysis."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins with `text`, as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side, as written; a single one is that very form."""

    atoms: tuple[str, ...]


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


Node = Word | Prefix | Phrase | And | Or | Not
Leaf = Word | Prefix | Phrase


@dataclass(frozen=True, slots=True)
class Query:
    """A typed query: its tree (None where it holds nothing to look for) and what was not understood."""

    text: str
    tree: Node | None
    notes: tuple[str, ...] = ()


_LEXEME = re.compile(
    r"""(?P<space>\s+)
    |(?P<open>\()
    |(?P<close>\))
    |["“”„«»](?P<phrase>[^"“”„«»]*)(?P<closed>["“”„«»])?
    |(?P<minus>-)(?=[^\s\-])
    |(?P<chunk>[^\s()"“”„«»]+)""",
    re.VERBOSE,
)
_SIGNS = frozenset("§-–—&+/,.;:|")  # between words they mean nothing, and nobody misses them
_OPERATORS = {"OR", "NOT", "AND"}


def parse(text: str) -> Query:
    """Return the tree of a typed query, with a note on everything that was left out; never raises.

    >>> parse('hanke -kaava').tree
    And(parts=(Word(text='hanke'), Not(part=Word(text='kaava'))))
    >>> parse('hanke OR').notes
    ('OR has nothing on its right side and was left out',)
    """
    parser = _Parser(text)
    tree = parser.tree()
    if tree is None and text.strip():
        parser.notes.append("nothing in the query can be looked for")
    return Query(text, tree, tuple(dict.fromkeys(parser.notes)))


def leaves(node: Node | None, *, wanted: bool = True) -> Iterator[Leaf]:
    """Yield the words, beginnings and phrases that a hit should contain (not those after NOT)."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part, wanted=wanted)
    elif isinstance(node, Not):
        yield from leaves(node.part, wanted=not wanted)
    elif node is not None and wanted:
        yield node


class _Parser:
    """Recursive descent over the lexemes; depth and number of terms are bounded before anything is built."""

    def __init__(self, text: str) -> None:
        self.notes: list[str] = []
        if len(text) > MAX_LENGTH:
            self.notes.append(f"only the first {MAX_LENGTH} characters of the query were read")
            text = text[:MAX_LENGTH]
        self.lexemes = self._lexemes(normalise(text))
        self.at = 0
        self.terms = 0

    def tree(self) -> Node | None:
        parts: list[Node] = []
        while self.at < len(self.lexemes):
            if (part := self._either(0)) is not None:
                parts.append(part)
            if self.at < len(self.lexemes):  # only a stray closing parenthesis ends the loop above early
                self.notes.append("a closing parenthesis without its opening one was left out")
                self.at += 1
        return _joined(And, parts)

    def _lexemes(self, text: str) -> list[tuple[str, str]]:
        found = []
        for match in _LEXEME.finditer(text):
            kind = match.lastgroup or "space"
            if kind == "space":
                continue
            if match["phrase"] is not None:
                if kind != "closed":
                    self.notes.append("a quotation mark without its pair was read as if closed at the end")
                found.append(("phrase", match["phrase"]))
            elif kind == "chunk" and match[0] in _OPERATORS:
                found.append((match[0], match[0]))
            else:
                found.append(("NOT" if kind == "minus" else kind, match[0]))
        return found

    def _next(self) -> str | None:
        return self.lexemes[self.at][0] if self.at < len(self.lexemes) else None

    def _either(self, depth: int) -> Node | None:
        parts: list[Node] = []
        missing = False
        while True:
            part = self._together(depth)
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
                elif missing and self.at and self.lexemes[self.at - 1][0] == "OR":
                    self.notes.append("OR has nothing beside it and was left out")
                return _joined(Or, parts)
            self.at += 1

    def _together(self, depth: int) -> Node | None:
        parts: list[Node] = []
        while self._next() not in (None, "OR", "close"):
            if self._next() == "AND":
                self.at += 1  # words side by side mean the same
            elif (part := self._one(depth)) is not None:
                parts.append(part)
        return _joined(And, parts)

    def _one(self, depth: int) -> Node | None:
        negative, negated = False, False
        while self._next() == "NOT":
            negative, negated = not negative, True
            self.at += 1
        if self._next() in (None, "OR", "AND", "close"):
            if negated:
                self.notes.append("NOT has nothing after it and was left out")
            return None
        kind, text = self.lexemes[self.at]
        self.at += 1
        if kind == "open":
            node = self._group(depth)
        elif self.terms >= MAX_TERMS:
            self.notes.append(f"only the first {MAX_TERMS} words of the query were read")
            node = None
        else:
            node = self._phrase(text) if kind == "phrase" else self._chunk(text)
        return Not(node) if negative and node is not None else node

    def _group(self, depth: int) -> Node | None:
        if depth >= MAX_DEPTH:
            self.notes.append(f"parentheses deeper than {MAX_DEPTH} were left out")
            return None
        node = self._either(depth + 1)
        if self._next() == "close":
            self.at += 1
        else:
            self.notes.append("an opening parenthesis without its closing one was read as if closed at the end")
        if node is None:
            self.notes.append("empty parentheses were left out")
        return node

    def _phrase(self, text: str) -> Node | None:
        atoms = [atom for token in tokens(text) for atom in token.atoms]
        if len(atoms) > MAX_PHRASE:
            self.notes.append(f"only the first {MAX_PHRASE} words of a phrase were read")
        if not atoms:
            self.notes.append(f"“{text.strip()}” has no letters or digits and was left out")
            return None
        self.terms += 1
        return Phrase(tuple(atoms[:MAX_PHRASE]))

    def _chunk(self, text: str) -> Node | None:
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
        nodes: list[Node] = [Word(word) for word in words]
        if starred:
            if len(words[-1]) < MIN_PREFIX:
                self.notes.append(
                    f"“{_short(text)}”: a star needs at least {MIN_PREFIX} characters before it; the word was looked up without it"
                )
            else:
                nodes[-1] = Prefix(words[-1])
        return _joined(And, nodes)


def _joined(kind: type[And] | type[Or], parts: list[Node]) -> Node | None:
    """Return the parts as one node, without needless levels."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else (part,))
    unique = tuple(dict.fromkeys(flat))
    if len(unique) > 1:
        return kind(unique)
    return unique[0] if unique else None


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
