"""The default engine: Whoosh (whoosh-reloaded), embedded, pure Python.

Whoosh keeps the postings; what to store and how to score is decided here, because its own ways cost too much (measured
on 100,000 decisions): its default storage copies every file into memory, a numeric range takes 350 ms, `len(results)`
searches again, `update_document` twice in one batch leaves a duplicate for good, and its parser is no place for strangers.
So files are read where they lie, an old version is deleted by its id and the new one added, filters are id terms and columns,
and `search.evaluation` joins whole posting lists.
"""

import errno
import heapq
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from archive.filters import Filters
from search.conditions import in_order, with_filters
from search.documents import Document
from search.engine import Hit, Order, Question, Results
from search.errors import IndexBusy, IndexUnusable, SearchError
from search.evaluation import Evaluator, Scores, Statistics
from search.facts import hit_of
from search.postings import Terms
from search.tree import Node
from search.whoosh_format import SCHEMA, SealedStorage, as_bytes
from search.whoosh_segment import Row, Segment, place_of, stored_fields
from search.whoosh_writer import Writer

with warnings.catch_warnings():  # compiling the library's sources warns of escape sequences on newer Pythons
    warnings.simplefilter("ignore")
    from whoosh.index import FileIndex
    from whoosh.reading import SegmentReader
    from whoosh.writing import LockError

_LOAD = 20_000  # documents in one segment of a new index
_FAN = 6  # segments of about one size that are merged into one
_MAX_MERGE = 20_000  # documents; larger segments stay as they are
_NOT_DAMAGE = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EIO,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EMFILE,
    errno.ENFILE,
}


class WhooshEngine:
    """Implements `search.engine.Engine`."""

    name = "whoosh"
    version = "2"

    def create(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with _explained(folder):
            FileIndex.create(SealedStorage(folder), SCHEMA)

    def apply(self, folder: Path, documents: Sequence[Document], removed: Sequence[str], terms: Terms) -> None:
        with _explained(folder), _writer(folder) as writer:
            for identity in dict.fromkeys([*removed, *(document.id for document in documents)]):
                writer.delete_by_term("id", identity)
            for document in documents:
                writer.add(**stored_fields(document, terms))
            writer.commit(merge=False)

    def load(self, folder: Path, documents: Iterable[Document], terms: Terms) -> None:
        source = iter(documents)
        while first := next(source, None):
            with _explained(folder), _writer(folder) as writer:
                writer.add(**stored_fields(first, terms))
                for document in islice(source, _LOAD - 1):
                    writer.add(**stored_fields(document, terms))
                writer.commit(merge=False)

    def tidy(self, folder: Path) -> None:
        with _explained(folder):
            segments = _open(folder)._segments()
            if _mergeable(segments):
                with _writer(folder) as writer:
                    writer.commit(mergetype=_merge)

    def open(self, folder: Path) -> "_Reader":
        with _explained(folder):
            return _Reader(folder)


class _Reader:
    """Implements `search.engine.Reader`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reader = _open(folder).reader()
        self._segments = [Segment(leaf) for leaf, _ in self._reader.leaf_readers() if isinstance(leaf, SegmentReader)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()

    def count(self) -> int:
        return int(self._reader.doc_count())

    def search(self, question: Question) -> Results:
        with _explained(self._folder):
            notes: dict[str, None] = {}
            rows: list[Row] = []
            total = 0
            by_date = question.order is Order.date or question.tree is None
            counts = {facet: Counter[str]() for facet in question.facets}
            matters: dict[int, Row] = {}
            handlings: Counter[int] = Counter()
            for number, (segment, scores) in enumerate(self._matches(question.tree, question.filters, notes)):
                total += len(scores)
                for facet, counter in counts.items():
                    counter.update(segment.counted(facet, scores))
                found = segment.rows(number, scores, by_date)
                if question.by_matter:
                    handlings.update(_best(matters, found, segment.column("matter")))
                else:
                    rows = heapq.nlargest(question.limit, [*rows, *found])
            if question.by_matter:
                rows = heapq.nlargest(question.limit, matters.values())
            return Results(
                tuple(self._hit(row, by_date, handlings) for row in rows),
                total,
                tuple(notes),
                self.count(),
                len(matters) if question.by_matter else None,
                facets={facet: in_order(counter) for facet, counter in counts.items()},
            )

    def ids(self, tree: Node | None, filters: Filters) -> list[str]:
        with _explained(self._folder):
            matches = self._matches(tree, filters, {})
            return [identity for segment, scores in matches for identity in segment.identities(sorted(scores))]

    def frequency(self, term: str) -> int:
        with _explained(self._folder):
            return int(self._reader.doc_frequency(*place_of(term)))

    def _hit(self, row: Row, by_date: bool, handlings: Mapping[int, int]) -> Hit:
        score, _, _, number, doc = row
        segment = self._segments[number]
        hit = hit_of(segment.stored(doc), None if by_date else score)
        return replace(hit, handlings=handlings[segment.column("matter")[doc]]) if handlings else hit

    def _matches(self, tree: Node | None, filters: Filters, notes: dict[str, None]) -> Iterator[tuple[Segment, Scores]]:
        statistics = self._statistics()
        wanted = with_filters(tree, filters)
        for segment in self._segments:
            evaluator = Evaluator(segment, statistics)
            scores = dict.fromkeys(segment.alive(), 0.0) if wanted is None else evaluator.scores(wanted)
            notes.update(dict.fromkeys(evaluator.notes))
            yield segment, segment.shown(scores, withdrawn=filters.withdrawn)

    def _statistics(self) -> Statistics:
        words = sum(sum(segment.lengths) for segment in self._segments)
        documents = sum(len(segment.lengths) for segment in self._segments)
        return Statistics(
            documents,
            words / documents if documents else 0.0,
            frequency=lambda term: int(self._reader.doc_frequency(*place_of(term))),
            word_frequency=lambda word: int(self._reader.doc_frequency("words", as_bytes(word))),
        )


def _best(matters: dict[int, Row], rows: Iterable[Row], numbers: Sequence[int]) -> Iterator[int]:
    """Keep the first row of each matter, and yield the matter of every row."""
    for row in rows:
        matter = numbers[row[-1]]
        if matter not in matters or row > matters[matter]:
            matters[matter] = row
        yield matter


def _open(folder: Path) -> FileIndex:
    return FileIndex(SealedStorage(folder), schema=SCHEMA)


@contextmanager
def _writer(folder: Path) -> Iterator[Writer]:
    """Give a writer that is cancelled on any error: a commit that fails would keep its lock."""
    writer = Writer(_open(folder))
    try:
        yield writer
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
    if not writer.is_closed:
        writer.cancel()


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Turn whatever Whoosh raises over a broken folder (it has no error of its own for that) into IndexUnusable."""
    try:
        yield
    except (SearchError, MemoryError):
        raise
    except LockError as error:
        raise IndexBusy(
            f"another program is writing the index {folder}: try again when it has finished", path=folder
        ) from error
    except OSError as error:
        if error.errno in _NOT_DAMAGE:
            raise
        raise _damaged(folder, error) from error
    except Exception as error:
        raise _damaged(folder, error) from error


def _damaged(folder: Path, error: Exception) -> IndexUnusable:
    return IndexUnusable(
        f"the index {folder} is damaged ({type(error).__name__}: {error}): `minutes reindex` makes it anew", path=folder
    )


def _mergeable(segments: Sequence[Any]) -> list[Any]:
    """Return the segments to be merged now: the small ones of a size once there are `_FAN` of them, and those mostly deleted."""
    tiers: dict[int, list[Any]] = {}
    chosen = []
    for segment in segments:
        size = segment.doc_count()
        if 2 * size < segment.doc_count_all():
            chosen.append(segment)
        elif size * _FAN <= _MAX_MERGE:
            tier = 0
            while _FAN ** (tier + 1) * 100 <= size:
                tier += 1
            tiers.setdefault(tier, []).append(segment)
    for tier in sorted(tiers):
        if len(tiers[tier]) >= _FAN:
            chosen += tiers[tier]
    return chosen


def _merge(writer: Any, segments: list[Any]) -> list[Any]:
    chosen = _mergeable(segments)
    for segment in chosen:
        if segment.doc_count():
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return [segment for segment in segments if segment not in chosen]
