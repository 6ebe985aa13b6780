"""What an engine of the search can do, and the types that it speaks."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from archive.filters import Filters
from search.documents import Document
from search.query import Node


class Order(StrEnum):
    """The order of hits: by relevance, or the newest first."""

    relevance = "relevance"
    date = "date"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a decision's text around the words that matched; `marks` are their offsets in `text`, end exclusive."""

    part: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()

    def marked(self, before: str, after: str) -> str:
        """Return the text with `before` and `after` around every word that matched."""
        pieces, at = [], 0
        for start, end in self.marks:
            pieces += [self.text[at:start], before, self.text[start:end], after]
            at = end
        return "".join([*pieces, self.text[at:]])


@dataclass(frozen=True, slots=True)
class Hit:
    """A decision that was found, with what a line shows of it.

    `score` is None in a listing by date; `largest_amount` is the largest EUR amount of the decision's own.
    """

    id: str
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


@dataclass(frozen=True, slots=True)
class Results:
    """The first hits of a search, how many there are in all (exact), what a reader should know, and how many decisions were searched."""

    hits: tuple[Hit, ...]
    total: int
    notes: tuple[str, ...] = ()
    searched: int = 0


class Reader(Protocol):
    """An index opened for reading, as it was at one moment."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def count(self) -> int:
        """Return the number of documents."""
        ...

    def search(self, tree: Node | None, filters: Filters, order: Order, limit: int) -> Results:
        """Return the first `limit` hits (without snippets); a tree of None means every document that the filters let pass."""
        ...

    def ids(self, tree: Node | None, filters: Filters) -> list[str]:
        """Return the ids of every hit, in no particular order."""
        ...


class Engine(Protocol):
    """A full-text engine over a folder of its own. Raises IndexUnusable where the folder is not in order."""

    name: str
    version: str

    def create(self, folder: Path) -> None:
        """Make an empty index in an empty folder."""
        ...

    def apply(self, folder: Path, documents: Sequence[Document], removed: Sequence[str]) -> None:
        """Replace or add documents, each id once, and take others out, in one commit."""
        ...

    def load(self, folder: Path, documents: Iterable[Document]) -> None:
        """Add documents that are not there yet, many at once, in as few commits as memory allows."""
        ...

    def tidy(self, folder: Path) -> None:
        """Do the upkeep that keeps reading fast."""
        ...

    def open(self, folder: Path) -> Reader:
        """Open the index for reading."""
        ...
