"""Long lists of stems as one pattern that passes over most of a text at a glance.

A pattern of some hundred stems is tried letter by letter, stem by stem. Here a lookahead with the first letters of
every stem stands before it, so that nearly all places are left after a letter or two.
"""

import re
from collections.abc import Iterator

DEPTH = 5
"""Letters of a stem that the lookahead knows."""
_LOOK = re.compile(r"\(\?<?[=!]")
_BRANCH = re.compile(r"\(\?:|\(\?P<\w+>|\((?!\?)")
_SET = re.compile(r"\[([a-zåäö]+)\]")
_LETTER = re.compile(r"[a-zåäö]")
_REPEATED = ("?", "*", "{")


def at_a_glance(pattern: str) -> str:
    """Return a pattern that matches what `pattern` does, with a lookahead for its first letters before it.

    `pattern` is an alternation of stems in lower case, without flags. One whose beginning is not plain letters,
    groups of them or a lookbehind is returned as it is.
    """
    openings = set(_openings(pattern))
    if "" in openings:
        return pattern
    return f"(?={_tree(openings)})(?:{pattern})"


def _openings(pattern: str) -> Iterator[str]:
    """Yield the letters, at most DEPTH, that each alternative begins with; '' for one that may begin with anything."""
    for alternative in _split(pattern):
        yield from _walk(alternative, "")


def _walk(rest: str, known: str) -> Iterator[str]:
    while rest and len(known) < DEPTH:
        if _LOOK.match(rest):
            rest = rest[_close(rest) :]
            continue
        if branch := _BRANCH.match(rest):
            end = _close(rest)
            if rest[end : end + 1] in _REPEATED:
                if rest[end : end + 1] != "?":
                    break
                yield from _walk(rest[end + 1 :].lstrip("+"), known)
            elif rest[end : end + 1] == "+":
                break
            after = rest[end:].lstrip("?+") if rest[end : end + 1] == "?" else rest[end:]
            for alternative in _split(rest[branch.end() : end - 1]):
                yield from _walk(alternative + after, known)
            return
        if letters := _SET.match(rest):
            letter, after = letters[1], rest[letters.end() :]
        elif _LETTER.match(rest):
            letter, after = rest[0], rest[1:]
        else:
            break
        if after[:1] == "?":
            yield from _walk(after[1:].lstrip("+"), known)
            after = after[1:].lstrip("+")
        elif after[:1] in ("*", "{", "+"):
            break
        for one in letter[:-1]:
            yield from _walk(after, known + one)
        known, rest = known + letter[-1], after
    yield known


def _split(pattern: str) -> list[str]:
    """Return the alternatives of the outermost level."""
    parts, depth, start, index = [], 0, 0, 0
    while index < len(pattern):
        char = pattern[index]
        if char == "\\":
            index += 1
        elif char == "[":
            index = pattern.index("]", index + 2)
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "|" and not depth:
            parts.append(pattern[start:index])
            start = index + 1
        index += 1
    return [*parts, pattern[start:]]


def _close(pattern: str) -> int:
    """Return the offset after the parenthesis that closes the one at the beginning."""
    depth = index = 0
    while index < len(pattern):
        char = pattern[index]
        if char == "\\":
            index += 1
        elif char == "[":
            index = pattern.index("]", index + 2)
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if not depth:
                return index + 1
        index += 1
    raise ValueError(f"{pattern}: a parenthesis is not closed")


def _tree(openings: set[str]) -> str:
    """Return a pattern of the openings in which each first letter stands once."""
    by_letter: dict[str, set[str]] = {}
    for opening in openings:
        by_letter.setdefault(opening[0], set()).add(opening[1:])
    last = "".join(sorted(letter for letter, rest in by_letter.items() if "" in rest))
    more = [f"{letter}{_tree(rest)}" for letter, rest in sorted(by_letter.items()) if "" not in rest]
    branches = [*more, *([f"[{last}]"] if last else [])]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
