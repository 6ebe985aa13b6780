"""A word that nobody wrote → the nearest one that somebody did: "did you mean …?" """

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

from search.analysis import FORM
from search.tree import Node, Word, leaves

SHORTEST = 4  # letters of a word that is worth a guess
_LONG = 8  # letters from which two mistakes are forgiven
_CANDIDATES = 20
_GUESSES = 3  # words of a query that are guessed at; each may take a reading of the whole table

Frequency = Callable[[str], int]  # a term of the analysis → how many documents hold it


def meant(tree: Node | None, table: Path, frequency: Frequency) -> tuple[tuple[str, str], ...]:
    """Return (typed, meant) for the first words of a query that no document holds and that are near ones that some do.

    `table` is the word table (`search.word_table`); without one there are no guesses.
    """
    words = [leaf for leaf in dict.fromkeys(leaves(tree)) if isinstance(leaf, Word) and leaf.text.isalpha()]
    strange = [word.text for word in words if len(word.text) >= SHORTEST and not any(map(frequency, word.terms))]
    return tuple((word, near) for word in strange[:_GUESSES] if (near := _nearest(word, table, frequency)))


def _nearest(word: str, table: Path, frequency: Frequency) -> str | None:
    """Return the nearest word of the table that a document holds, of equally near ones the most frequent."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    most = 2 if len(word) >= _LONG else 1
    for beginning in (word[0], ""):
        near = extract(
            word,
            list(_words(table, beginning, len(word) - most, len(word) + most)),
            scorer=OSA.distance,
            score_cutoff=most,
            limit=_CANDIDATES,
            processor=None,
        )
        held = [(distance, -count, other) for other, distance, _ in near if (count := frequency(FORM + other))]
        if held:
            return min(held)[-1]
    return None


def _words(table: Path, beginning: str, shortest: int, longest: int) -> Iterator[str]:
    """Yield the words of the table with this beginning and about this long; none where the table cannot be read."""
    if not table.is_file():
        return
    condition = "word >= ? AND word < ? AND" if beginning else ""
    ends = (beginning, beginning + "\U0010ffff") if beginning else ()
    query = f"SELECT word FROM word WHERE {condition} length(word) BETWEEN ? AND ?"  # noqa: S608
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{table.absolute().as_uri()}?mode=ro", uri=True)) as connection,
    ):
        for (word,) in connection.execute(query, (*ends, shortest, longest)):
            yield word
