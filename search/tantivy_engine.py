"""The second engine: tantivy (from pip, in Rust), for archives beyond about 100,000 decisions.

It gets the same terms as the default engine, already taken apart, and is driven by the same tree, so that both find and
count the same; `search.tantivy_format` says how a decision lies in it, `search.tantivy_query` how a query is asked.
Files are mapped into memory, not read; whether they are what was written is checked by `search.tantivy_files`.
"""

import errno
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import tantivy

from archive.filters import Filters
from search.conditions import in_order, with_filters
from search.documents import Document
from search.engine import Counts, Hit, Order, Question, Results
from search.errors import IndexBusy, IndexUnusable, SearchError
from search.facts import hit_of
from search.postings import Terms
from search.tantivy_files import changing, check, readable
from search.tantivy_format import schema, stored
from search.tantivy_query import Translation, every, ranks
from search.tree import Node

_APPLY_MEMORY, _LOAD_MEMORY = 15_000_000, 60_000_000  # bytes of postings held before they go to disk
_LOAD = 20_000  # documents in one commit of a new index
_MERGED = 8  # segments of about one size that tantivy merges into one
_BUCKETS = 60_000  # values of a facet that are counted
_TIES = 100  # hits looked at beyond the limit, to put the newest of equally good ones first
_SYSTEM_ERROR = re.compile(r"os error (\d+)")
_DAMAGE = {errno.ENOENT, errno.EINVAL}  # of the system's errors, those that tell of broken files


class TantivyEngine:
    """Implements `search.engine.Engine`."""

    name = "tantivy"
    version = "1"

    def create(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with _explained(folder), changing(folder):
            tantivy.Index(schema(), path=str(folder), reuse=False)

    def apply(self, folder: Path, documents: Sequence[Document], removed: Sequence[str], terms: Terms) -> None:
        with _explained(folder), changing(folder), _writer(folder, _APPLY_MEMORY) as writer:
            for identity in dict.fromkeys([*removed, *(document.id for document in documents)]):
                writer.delete_documents_by_term("id", identity)
            for document in documents:
                writer.add_document(stored(document, terms))
            writer.commit()

    def load(self, folder: Path, documents: Iterable[Document], terms: Terms) -> None:
        with _explained(folder), changing(folder), _writer(folder, _LOAD_MEMORY) as writer:
            for number, document in enumerate(documents, 1):
                writer.add_document(stored(document, terms))
                if number % _LOAD == 0:
                    writer.commit()
            writer.commit()
            writer.wait_merging_threads()

    def tidy(self, folder: Path) -> None:
        with _explained(folder):
            if _opened(folder).searcher().num_segments < _MERGED:
                return
            with changing(folder), _writer(folder, _APPLY_MEMORY) as writer:
                writer.commit()  # makes it consider its segments
                writer.wait_merging_threads()

    def open(self, folder: Path) -> "_Reader":
        with _explained(folder):
            return _Reader(folder)


class _Reader:
    """Implements `search.engine.Reader`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        check(folder)
        self._schema = schema()
        with readable(folder) as place:
            self._searcher: Any = _opened(place).searcher()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._searcher = None

    def count(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, question: Question) -> Results:
        with _explained(self._folder):
            translation = Translation(self._schema, self._searcher)
            query = self._query(translation, question.tree, question.filters)
            by_date = question.order is Order.date or question.tree is None
            if question.by_matter:
                hits, total, matters = self._by_matter(query, question, by_date)
            else:
                hits, total = self._first(query, question, by_date)
                matters = None
            return Results(
                tuple(hits),
                total,
                tuple(dict.fromkeys(translation.notes)),
                self.count(),
                matters,
                facets={facet: self._counted(query, facet) for facet in question.facets},
            )

    def ids(self, tree: Node | None, filters: Filters) -> list[str]:
        with _explained(self._folder):
            query = self._query(Translation(self._schema, self._searcher), tree, filters)
            found = self._ordered(query, max(1, self.count()))
            return [str(self._searcher.doc(address).get_first("id")) for _, address in found]

    def frequency(self, term: str) -> int:
        with _explained(self._folder):
            return int(self._searcher.doc_freq("terms", term))

    def _query(self, translation: Translation, tree: Node | None, filters: Filters) -> Any:
        wanted = with_filters(tree, filters)
        query = every() if wanted is None else translation.of(wanted)
        return query if filters.withdrawn else translation.without(query, translation.withdrawn())

    def _first(self, query: Any, question: Question, by_date: bool) -> tuple[list[Hit], int]:
        """Return the first hits and the number of all; equally good ones the newest first."""
        limit = max(1, min(question.limit, self.count()))  # the library makes room for as many at once
        if by_date or not ranks(question.tree):
            found = self._searcher.search(query, limit, order_by_field="order")
            score = None if by_date else _only_score(self._searcher, query)
            hits = [self._hit(address, score) for _, address in found.hits]
        else:
            found = self._searcher.search(query, limit + _TIES)
            hits = [self._hit(address, score) for score, _, address in self._newest_first(found.hits)[:limit]]
        return hits[: question.limit], int(found.count)

    def _by_matter(self, query: Any, question: Question, by_date: bool) -> tuple[list[Hit], int, int]:
        """Return the first hit of each matter with its handlings, the number of all hits, and that of matters."""
        if by_date or not ranks(question.tree):
            score = None if by_date else _only_score(self._searcher, query)
            found = [(score, address) for _, address in self._ordered(query, max(1, self.count()))]
        else:
            hits = self._searcher.search(query, max(1, self.count())).hits
            found = [(score, address) for score, _, address in self._newest_first(hits)]
        matters = self._searcher.fast_field_values("matter", [address for _, address in found])
        handlings = Counter(matters)
        first: dict[int, tuple[float | None, Any]] = {}
        for matter, hit in zip(matters, found, strict=True):
            first.setdefault(matter, hit)
        shown = [
            replace(self._hit(address, score), handlings=handlings[matter])
            for matter, (score, address) in islice(first.items(), question.limit)
        ]
        return shown, len(found), len(first)

    def _newest_first(self, hits: Sequence[tuple[float, Any]]) -> list[tuple[float, int, Any]]:
        orders = self._searcher.fast_field_values("order", [address for _, address in hits])
        rows = [(score, order, address) for (score, address), order in zip(hits, orders, strict=True)]
        return sorted(rows, key=lambda row: row[:2], reverse=True)

    def _ordered(self, query: Any, limit: int) -> list[tuple[int, Any]]:
        found: list[tuple[int, Any]] = self._searcher.search(query, limit, order_by_field="order").hits
        return found

    def _hit(self, address: Any, score: float | None) -> Hit:
        return hit_of(bytes(self._searcher.doc(address).get_first("hit")).decode(), score)

    def _counted(self, query: Any, facet: str) -> Counts:
        asked = {facet: {"terms": {"field": facet, "size": _BUCKETS, "segment_size": _BUCKETS}}}
        buckets = self._searcher.aggregate(query, asked)[facet]["buckets"]
        return in_order({bucket["key"]: bucket["doc_count"] for bucket in buckets})


def _only_score(searcher: Any, query: Any) -> float:
    """Return the score that all hits of a query without ranks have."""
    hits = searcher.search(query, 1, count=False).hits
    return float(hits[0][0]) if hits else 0.0


def _opened(folder: Path) -> Any:
    found = tantivy.Index.open(str(folder))
    found.config_reader("manual")  # without a thread that watches the folder
    return found


@contextmanager
def _writer(folder: Path, memory: int) -> Iterator[Any]:
    """Give a writer, whose lock goes when it does; after an error it goes at once, with what it has not committed."""
    writer = tantivy.Index.open(str(folder)).writer(memory, 1)
    try:
        yield writer
    except BaseException:
        with suppress(Exception):
            writer.rollback()
            writer.wait_merging_threads()
        raise


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Turn what tantivy raises over a broken or busy folder, a bare ValueError or a panic, into errors of the search."""
    try:
        yield
    except (SearchError, MemoryError):
        raise
    except Exception as error:
        raise _told(folder, error) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of the library's own runtime; it derives from BaseException
            raise _told(folder, error) from error
        raise


def _told(folder: Path, error: BaseException) -> Exception:
    if "LockBusy" in str(error):
        return IndexBusy(f"another program is writing the index {folder}: try again when it has finished", path=folder)
    if isinstance(error, OSError) and error.errno not in _DAMAGE:
        return error
    found = _SYSTEM_ERROR.search(str(error))
    if found and (number := int(found[1])) not in _DAMAGE:
        return OSError(number, str(error))
    return IndexUnusable(
        f"the index {folder} is damaged ({type(error).__name__}: {error}): `minutes reindex` makes it anew", path=folder
    )
