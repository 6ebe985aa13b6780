"""Where the words of a query stand in a text.

A word matches as it does in the index, by its terms. Most words of a text cannot match at all: that is found out for all
texts at once, from the table of words, and the others are looked at one by one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from search.analysis import (
    BASE,
    FORM,
    HYPHENS,
    NUMBER,
    UNKNOWN,
    Token,
    atoms,
    distinct_words,
    grouped_numbers,
    tokens,
    word_terms,
)
from search.fields import ALL, PARTS, mask
from search.tree import Like, Node, Phrase, Prefix, Word, leaves
from search.word_table import Words

MAX_BASES = 40  # base forms of a query up to which words are sorted out beforehand
_WORTH = 100  # characters that are taken apart in the time of one search for a word
_LONGEST = 1_000  # characters without a space, beyond which a text is taken apart as a whole


@dataclass(frozen=True, slots=True)
class Match:
    """A matching stretch of a text; `leaf` is the number of the query's word that it answers."""

    start: int
    end: int
    leaf: int


class Matcher:
    """Finds the places in a text that answer a query's words, beginnings and phrases; `leaves` are their numbers."""

    def __init__(self, tree: Node | None, words: Words) -> None:
        self._words = words
        self._terms: dict[str, list[int]] = {}
        self._prefixes: list[tuple[str, int]] = []
        self._phrases: list[tuple[tuple[str, ...], int]] = []
        self._parts: list[int] = []
        self._known: dict[tuple[str, str], tuple[int, ...]] = {}
        self._spelled: dict[str, frozenset[str]] = {}  # normalised text → its words
        self._judged: set[tuple[str, str]] = set()  # (word, language) that `prepare` has seen
        self._promising: set[tuple[str, str]] = set()  # … and that may match
        for leaf in dict.fromkeys(leaves(tree)):
            match leaf:
                case Word(text, field, terms):
                    number = self._number(mask(field))
                    for term in terms:
                        self._terms.setdefault(term, []).append(number)
                    if len(atoms(text)) > 1:
                        self._phrases.append((atoms(text), number))
                case Prefix(text, field):
                    self._prefixes.append((text, self._number(mask(field))))
                case Phrase(phrase, field):
                    self._phrases.append((phrase, self._number(mask(field))))
                case Like(weighed):
                    for term, _ in weighed:
                        self._terms.setdefault(term, []).append(self._number(ALL))
        self.leaves = frozenset(range(len(self._parts)))
        self._bases = {atoms(term)[-1] for term in self._terms if term[0] == BASE and atoms(term)}
        self._stems = {term[1:3] for term in self._terms if term[0] == UNKNOWN}  # a stem begins as its words do
        self._forms = {term[1:] for term in self._terms if term[0] == FORM} | {phrase[0] for phrase, _ in self._phrases}
        self._starts = tuple(prefix for prefix, _ in self._prefixes)
        self._figures = any(map(str.isdigit, "".join(self._terms)))

    def _number(self, parts: int) -> int:
        self._parts.append(parts)
        return len(self._parts) - 1

    def prepare(self, texts: Iterable[tuple[str, str]]) -> None:
        """Find out, for all (normalised text, language) pairs at once, which of their words may match: most cannot."""
        asked: dict[str, set[str]] = {}
        for text, language in texts if self.leaves else ():
            if text not in self._spelled:
                self._spelled[text] = distinct_words(text)
            asked.setdefault(language, set()).update(self._spelled[text])
        for language, found in asked.items():
            new = {word for word in found if (word, language) not in self._judged}
            self._judged.update((word, language) for word in new)
            self._promising.update((word, language) for word in self._chosen(new, language))

    def _chosen(self, found: set[str], language: str) -> set[str]:
        if language == "sv" or len(self._bases) > MAX_BASES:
            return found
        spelled = {atom for word in found for atom in atoms(word) if atom.isalpha()}
        alike = spelled - self._words.unlike(spelled, self._bases, self._stems) | self._forms

        def may_match(word: str) -> bool:
            parts = atoms(word)
            return (
                word in alike
                or not alike.isdisjoint(parts)
                or (self._figures and not word.isalpha() and any(map(str.isdigit, word)))
                or any(part.startswith(self._starts) for part in (word, *parts))
            )

        return set(filter(may_match, found))

    def matches(self, text: str, language: str, part: str) -> Iterator[Match]:
        """Yield the matches in a normalised text in reading order, phrases after words."""
        bit = 1 << PARTS.index(part)
        if not any(parts & bit for parts in self._parts):
            return
        if text not in self._spelled:
            self.prepare([(text, language)])
        promising = {word for word in self._spelled[text] if (word, language) in self._promising}
        phrases = [(phrase, leaf) for phrase, leaf in self._phrases if self._parts[leaf] & bit] if promising else []
        found = list(tokens(text) if phrases else _tokens_at(text, promising))
        for token in found:
            if (token.word, language) in self._promising:
                for leaf in self._word(token, language):
                    if self._parts[leaf] & bit:
                        yield Match(token.start, token.end, leaf)
        for start, end, digits in grouped_numbers(text) if self._figures else ():
            for leaf in self._terms.get(NUMBER + digits, ()):
                if self._parts[leaf] & bit:
                    yield Match(start, end, leaf)
        if phrases:
            row = [(atom, token) for token in found for atom in token.atoms]
            for phrase, leaf in phrases:
                yield from _phrase(row, phrase, leaf)

    def _word(self, token: Token, language: str) -> tuple[int, ...]:
        key = (token.word, language)
        if key not in self._known:
            terms = word_terms(token.word, language, self._words.remembered)
            numbers = [number for term in terms for number in self._terms.get(term, ())]
            spelled = (token.word, *token.atoms)
            numbers += [n for prefix, n in self._prefixes if any(word.startswith(prefix) for word in spelled)]
            self._known[key] = tuple(dict.fromkeys(numbers))
        return self._known[key]


def _phrase(row: list[tuple[str, Token]], phrase: tuple[str, ...], leaf: int) -> Iterator[Match]:
    for index, (atom, token) in enumerate(row):
        if atom == phrase[0] and tuple(word for word, _ in row[index : index + len(phrase)]) == phrase:
            yield Match(token.start, row[index + len(phrase) - 1][1].end, leaf)


def _tokens_at(text: str, some: Iterable[str]) -> Iterator[Token]:
    """Yield the tokens of a text among which those of some words are, in reading order.

    Sooner than `tokens` yields all where the words are few; where they are many or frequent, it does just that.
    """
    plain = text.lower().translate(HYPHENS)
    if len(plain) != len(text):  # a letter that has two in lower case
        yield from tokens(text)
        return
    starts: dict[int, int] = {}
    left = len(text) // _WORTH
    for word in some:
        at = plain.find(word)
        left -= 1
        while at >= 0 and left >= 0:
            left -= 1
            start, end = _chunk(text, at, at + len(word))
            if end - start > _LONGEST:
                yield from tokens(text)
                return
            starts[start] = end
            at = plain.find(word, end)
        if left < 0:
            yield from tokens(text)
            return
    for start, end in sorted(starts.items()):
        for token in tokens(text[start:end]):
            yield Token(start + token.start, start + token.end, token.word, token.atoms)


def _chunk(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch between spaces around a place: no token reaches over a space."""
    least, most = start - _LONGEST, end + _LONGEST
    while start > max(0, least) and not text[start - 1].isspace():
        start -= 1
    while end < min(len(text), most) and not text[end].isspace():
        end += 1
    return start, end
