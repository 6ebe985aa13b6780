"""A typed query → its pieces: words, phrases, parentheses, operators, and the names of fields with the figures behind them."""

import re
from dataclasses import dataclass

from search import field_words
from search.field_words import Scope

_QUOTES = '"“”„«»'
_LEXEME = re.compile(
    rf"""(?P<space>\s+)
    |(?P<open>\()
    |(?P<close>\))
    |[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<closed>[{_QUOTES}])?
    |(?P<minus>-)(?=[^\s\-])
    |(?P<field>[^\W\d_]{{3,16}}):(?!//)
    |(?P<chunk>[^\s(){_QUOTES}]+)""",
    re.VERBOSE,
)
_PIECE = re.compile(rf"[^\s(){_QUOTES}]+")
_GROUP_BEFORE = r"(?:(?<=(?<!\d)\d)|(?<=(?<!\d)\d\d)|(?<=(?<!\d)\d\d\d))"  # one to three digits, no more
_SUM = re.compile(rf"{_PIECE.pattern}(?:{_GROUP_BEFORE}\s\d{{3}}(?!\d)[^\s(){_QUOTES}]*)*")  # may hold spaces: 100 000
_COMPARISON = re.compile(r"[<>=≤≥]{1,2}(?=\s*[" + _QUOTES + r"])")  # summa:>"100 000"
_OPERATORS = {"OR", "NOT", "AND"}


@dataclass(frozen=True, slots=True)
class Lexeme:
    """`kind` is open, close, phrase, chunk, field, OR, NOT or AND; a field carries its scope and name."""

    kind: str
    text: str = ""
    scope: Scope | None = None


def lexemes(text: str, notes: list[str]) -> list[Lexeme]:
    """Return the pieces of a query in their order; what was not understood is added to `notes`."""
    found: list[Lexeme] = []
    at = 0
    while match := _LEXEME.match(text, at):
        at = match.end()
        kind = match.lastgroup or "space"
        if kind == "space":
            continue
        if match["phrase"] is not None:
            if kind != "closed":
                notes.append("a quotation mark without its pair was read as if closed at the end")
            found.append(Lexeme("phrase", match["phrase"]))
        elif kind == "field":
            at = _field(text, match, found, notes)
        elif kind == "chunk" and match[0] in _OPERATORS:
            found.append(Lexeme(match[0], match[0]))
        else:
            found.append(Lexeme("NOT" if kind == "minus" else kind, match[0]))
    return found


def _field(text: str, match: re.Match[str], found: list[Lexeme], notes: list[str]) -> int:
    """Add the lexemes of a field's name, and of its figures where it takes some; return where they end."""
    name, at = match["field"], match.end()
    scope = field_words.scope(name)
    if scope is None:  # any other word with a colon, such as Malli:n, is a word
        chunk = _PIECE.match(text, match.start())
        whole = chunk[0] if chunk else match[0]
        if meant := field_words.meant_field(name):
            notes.append(f"“{name}:” is not the name of a field and was read as a word; did you mean “{meant}:”?")
        found.append(Lexeme("chunk", whole))
        return match.start() + len(whole)
    found.append(Lexeme("field", name, scope))
    if scope in ("amount", "date"):
        if compared := _COMPARISON.match(text, at):
            quoted = _LEXEME.match(text, compared.end())
            if quoted and quoted["phrase"] is not None:
                found.append(Lexeme("chunk", compared[0] + quoted["phrase"]))
                return quoted.end()
        if figures := (_SUM if scope == "amount" else _PIECE).match(text, at):
            found.append(Lexeme("chunk", figures[0]))
            return figures.end()
    return at
