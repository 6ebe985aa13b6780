"""What an engine of the search can do, and the types that it speaks.

An engine finds, counts and orders. What is the same for every engine stands elsewhere: words and their terms in
`search.analysis`, what is stored of a decision in `search.postings` and `search.facts`, the query's tree in `search.tree`,
snippets in `search.snippets`. On the same documents two engines find the same decisions and count the same.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from archive.filters import Filters
from search.documents import Document
from search.postings import Terms
from search.tree import Node


class Order(StrEnum):
    """The order of hits: by relevance, or the newest first."""

    relevance = "relevance"
    date = "date"


FACETS = ("municipality", "body", "year", "outcome", "role", "project")
"""What the hits of a search can be counted by; `search.facts.facet_values` says what a decision counts for."""


def marked(text: str, marks: Sequence[tuple[int, int]], before: str, after: str) -> str:
    """Return a text with `before` and `after` around every marked stretch of it.

    >>> marked("uusi koulu", [(5, 10)], "«", "»")
    'uusi «koulu»'
    """
    pieces, at = [], 0
    for start, end in marks:
        pieces += [text[at:start], before, text[start:end], after]
        at = end
    return "".join([*pieces, text[at:]])


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a decision's text around the words that matched; `marks` are their offsets in `text`, end exclusive.

    `place` says where in the part it stands, where that has names ("2, s. 5": second attachment, page 5).
    """

    part: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    place: str | None = None

    def marked(self, before: str, after: str) -> str:
        """Return the text with `before` and `after` around every word that matched."""
        return marked(self.text, self.marks, before, after)


@dataclass(frozen=True, slots=True)
class Hit:
    """A decision that was found, with what a line shows of it.

    `score` is None in a listing by date; `largest_amount` is the largest EUR amount of the decision's own; `title_marks` are
    the places of matching words in the title; `handlings` is how many decisions of the matter were found, where the hits
    are matters.
    """

    id: str
    source: str | None = None
    municipality: str | None = None
    body: str | None = None
    date: dt.date | None = None
    section: str | None = None
    title: str | None = None
    kind: str = "meeting_item"
    status: str | None = None
    outcome: str | None = None
    diary_number: str | None = None
    largest_amount: Decimal | None = None
    url: str | None = None
    withdrawn: bool = False
    score: float | None = None
    snippets: tuple[Snippet, ...] = ()
    title_marks: tuple[tuple[int, int], ...] = ()
    handlings: int | None = None


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of an engine. A tree of None means every decision that the filters let pass, by date.

    The words of the tree carry their terms (`search.tree.with_terms`). `by_matter` asks for one hit a matter, the first in the order; `facets` are names of FACETS to count by.
    """

    tree: Node | None
    filters: Filters = NO_FILTERS
    order: Order = Order.relevance
    limit: int = 20
    by_matter: bool = False
    facets: tuple[str, ...] = ()


Counts = tuple[tuple[str, int], ...]
"""Values with the number of decisions that have each, the most frequent first, equal ones in the order of their values."""


@dataclass(frozen=True, slots=True)
class Results:
    """The first hits of a search; how many decisions there are in all (exact); what a reader should know; how many decisions
    were searched; how many matters there are, where asked; for words that stand nowhere what was `meant` instead, (typed,
    meant); and the counts of each facet asked for."""

    hits: tuple[Hit, ...]
    total: int
    notes: tuple[str, ...] = ()
    searched: int = 0
    matters: int | None = None
    meant: tuple[tuple[str, str], ...] = ()
    facets: Mapping[str, Counts] = field(default_factory=dict)


class Reader(Protocol):
    """An index opened for reading, as it was at one moment."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def count(self) -> int:
        """Return the number of documents."""
        ...

    def search(self, question: Question) -> Results:
        """Return the answer to a question, its hits without snippets."""
        ...

    def ids(self, tree: Node | None, filters: Filters) -> list[str]:
        """Return the ids of every hit, in no particular order."""
        ...

    def frequency(self, term: str) -> int:
        """Return how many documents hold a term of the analysis (`=form`, a base form, …), deleted ones perhaps included; 0 only where none does."""
        ...


class Engine(Protocol):
    """A full-text engine over a folder of its own. Raises IndexUnusable where the folder is not in order."""

    name: str
    version: str

    def create(self, folder: Path) -> None:
        """Make an empty index in an empty folder."""
        ...

    def apply(self, folder: Path, documents: Sequence[Document], removed: Sequence[str], terms: Terms) -> None:
        """Replace or add documents, each id once, and take others out, in one commit; `terms` gives the terms of their words."""
        ...

    def load(self, folder: Path, documents: Iterable[Document], terms: Terms) -> None:
        """Add documents that are not there yet, many at once, in as few commits as memory allows."""
        ...

    def tidy(self, folder: Path) -> None:
        """Do the upkeep that keeps reading fast."""
        ...

    def open(self, folder: Path) -> Reader:
        """Open the index for reading."""
        ...
