"""What people have said of the spellings of projects: that two are one, or are not."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Word(StrEnum):
    """Say what a person said of two spellings."""

    confirmed = "confirmed"
    rejected = "rejected"


@dataclass(frozen=True, slots=True)
class Link:
    """A person's word on two keys, `key_a` before `key_b`; `at` is ISO 8601 in UTC."""

    key_a: str
    key_b: str
    word: Word
    who: str | None
    why: str | None
    at: str


def links(connection: sqlite3.Connection) -> list[Link]:
    """Return what people have said, oldest first."""
    rows = connection.execute("SELECT key_a, key_b, decision, who, why, at FROM project_link ORDER BY at, key_a, key_b")
    return [Link(a, b, Word(word), who, why, at) for a, b, word, who, why, at in rows]


def groups(keys: Iterable[str], said: Sequence[Link]) -> list[set[str]]:
    """Return the sets of keys that confirmed links make one, those without a link alone."""
    group_of: dict[str, set[str]] = {key: {key} for key in keys}
    for link in said:
        if link.word is not Word.confirmed:
            continue
        a, b = (group_of.setdefault(key, {key}) for key in (link.key_a, link.key_b))
        if a is not b:
            a |= b
            for key in b:
                group_of[key] = a
    return list({id(group): group for group in group_of.values()}.values())


def ordered(a: str, b: str) -> tuple[str, str]:
    """Return two keys in the order that a link has them."""
    return (a, b) if a <= b else (b, a)
