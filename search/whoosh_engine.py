"""The default engine: Whoosh (whoosh-reloaded), embedded, pure Python.

Whoosh keeps the postings; what to store and how to score is decided here, because its own ways cost too much (measured
on 100,000 decisions): its default storage copies every file into memory, a numeric range takes 350 ms, `len(results)`
searches again, `update_document` twice in one batch leaves a duplicate for good, and its parser is no place for strangers.
So files are read where they lie, an old version is deleted by its id and the new one added, filters are id terms and columns,
and `search.evaluation` joins whole posting lists.
"""

import errno
import heapq
import struct
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from archive.filters import Filters
from search.analysis import FORM
from search.documents import Document
from search.engine import Order, Results
from search.errors import IndexBusy, IndexUnusable, SearchError
from search.evaluation import Evaluator, Scores, Statistics
from search.facts import allows_amount, amount_bounds, day_number, facts_of, hit_of, stored_hit, wanted_facts
from search.postings import postings
from search.query import Node
from search.whoosh_format import SCHEMA, Codec, as_bytes

with warnings.catch_warnings():  # compiling the library's sources warns of escape sequences on newer Pythons
    warnings.simplefilter("ignore")
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import FileIndex
    from whoosh.reading import SegmentReader
    from whoosh.writing import LockError

_MEMORY = 16  # MB of postings held before they are sorted to disk
_LOAD = 20_000  # documents in one segment of a new index
_FAN = 6  # segments of about one size that are merged into one
_MAX_MERGE = 20_000  # documents; larger segments stay as they are
_NOT_DAMAGE = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EIO,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EMFILE,
    errno.ENFILE,
}
_PAIR = struct.Struct("<qq")


class WhooshEngine:
    """Implements `search.engine.Engine`."""

    name = "whoosh"
    version = "1"

    def create(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with _explained(folder):
            FileIndex.create(_storage(folder), SCHEMA)

    def apply(self, folder: Path, documents: Sequence[Document], removed: Sequence[str]) -> None:
        with _explained(folder), _writer(folder) as writer:
            for identity in dict.fromkeys([*removed, *(document.id for document in documents)]):
                writer.delete_by_term("id", identity)
            for document in documents:
                writer.add_document(**_fields(document))
            writer.commit(merge=False)

    def load(self, folder: Path, documents: Iterable[Document]) -> None:
        source = iter(documents)
        while first := next(source, None):
            with _explained(folder), _writer(folder) as writer:
                writer.add_document(**_fields(first))
                for document in islice(source, _LOAD - 1):
                    writer.add_document(**_fields(document))
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
        self._segments = [_Segment(leaf) for leaf, _ in self._reader.leaf_readers() if isinstance(leaf, SegmentReader)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()

    def count(self) -> int:
        return int(self._reader.doc_count())

    def search(self, tree: Node | None, filters: Filters, order: Order, limit: int) -> Results:
        with _explained(self._folder):
            notes: dict[str, None] = {}
            found: list[tuple[float, int, int, int, int]] = []
            total = 0
            by_date = order is Order.date or tree is None
            for number, (segment, scores) in enumerate(self._matches(tree, filters, notes)):
                total += len(scores)
                dates, keys = segment.column("date"), segment.column("key")
                rows = (
                    (0.0 if by_date else score, dates[doc], keys[doc], number, doc) for doc, score in scores.items()
                )
                found = heapq.nlargest(limit, [*found, *rows])
            hits = [
                hit_of(self._segments[number].stored(doc), None if by_date else score)
                for score, _, _, number, doc in found
            ]
            return Results(tuple(hits), total, tuple(notes), self.count())

    def ids(self, tree: Node | None, filters: Filters) -> list[str]:
        with _explained(self._folder):
            matches = self._matches(tree, filters, {})
            return [identity for segment, scores in matches for identity in segment.identities(sorted(scores))]

    def _matches(
        self, tree: Node | None, filters: Filters, notes: dict[str, None]
    ) -> Iterator[tuple["_Segment", Scores]]:
        statistics = self._statistics()
        for segment in self._segments:
            evaluator = Evaluator(segment, statistics)
            scores = dict.fromkeys(segment.alive(), 0.0) if tree is None else evaluator.scores(tree)
            notes.update(dict.fromkeys(evaluator.notes))
            yield segment, segment.passed(scores, filters)

    def _statistics(self) -> Statistics:
        words = sum(sum(segment.lengths) for segment in self._segments)
        documents = sum(len(segment.lengths) for segment in self._segments)
        return Statistics(
            documents,
            words / documents if documents else 0.0,
            frequency=lambda term: int(self._reader.doc_frequency(*_place(term))),
            word_frequency=lambda word: int(self._reader.doc_frequency("words", as_bytes(word))),
        )


class _Segment:
    """Implements `search.evaluation.Segment` on one of the index's segments."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self._columns: dict[str, Sequence[int]] = {}
        self.lengths: Sequence[int] = self.column("length")

    def column(self, name: str) -> Sequence[int]:
        if name not in self._columns:
            self._columns[name] = self._column_reader(name).load()
        return self._columns[name]

    def _column_reader(self, name: str) -> Any:
        if not self._reader.has_column(name):  # the library would answer with defaults
            raise ValueError(f"column {name} is missing")
        return self._reader.column_reader(name, translate=False)

    def stored(self, doc: int) -> str:
        return str(self._reader.stored_fields(doc)["hit"])

    def identities(self, docs: Iterable[int]) -> Iterator[str]:
        ids = self._column_reader("id")
        return (bytes(ids[doc]).decode() for doc in docs)

    def alive(self) -> set[int]:
        return set(range(self._reader.doc_count_all())).difference(self._reader.deleted_docs_set)

    def weights(self, term: str) -> Iterator[tuple[int, float]]:
        matcher = self._postings(*_place(term))
        while matcher is not None and matcher.is_active():
            yield matcher.id(), matcher.weight()
            matcher.next()

    def members(self, word: str) -> Iterator[int]:
        matcher = self._postings("words", word)
        return matcher.all_ids() if matcher is not None else iter(())

    def places(self, word: str, within: Mapping[int, object] | None = None) -> dict[int, Sequence[int]]:
        found: dict[int, Sequence[int]] = {}
        matcher = self._postings("words", word)
        while matcher is not None and matcher.is_active():
            if within is None or matcher.id() in within:
                found[matcher.id()] = matcher.value_as("positions")
            matcher.next()
        return found

    def beginning(self, prefix: str, limit: int) -> list[str]:
        if "words" not in self._reader.indexed_field_names():
            return []
        return [word.decode() for word in islice(self._reader.expand_prefix("words", as_bytes(prefix)), limit)]

    def passed(self, scores: Scores, filters: Filters) -> Scores:
        """Return the scores of the documents that the filters let pass."""
        for group in wanted_facts(filters):
            allowed = set().union(*(self._having(fact) for fact in group))
            scores = {doc: score for doc, score in scores.items() if doc in allowed}
        if not filters.withdrawn and scores:
            hidden = set(self._having("withdrawn"))
            scores = {doc: score for doc, score in scores.items() if doc not in hidden}
        if (filters.date_from or filters.date_to) and scores:
            dates, first, last = (
                self.column("date"),
                day_number(filters.date_from) or 1,
                day_number(filters.date_to) or 99991231,
            )
            scores = {doc: score for doc, score in scores.items() if first <= dates[doc] <= last}
        if (bounds := amount_bounds(filters)) and scores:
            amounts = self._column_reader("amounts")
            scores = {
                doc: score for doc, score in scores.items() if allows_amount(_PAIR.iter_unpack(amounts[doc]), bounds)
            }
        return scores

    def _having(self, fact: str) -> Iterable[int]:
        matcher = self._postings("facts", fact)
        return matcher.all_ids() if matcher is not None else ()

    def _postings(self, field: str, text: str | bytes) -> Any:
        term = as_bytes(text) if isinstance(text, str) else text
        return self._reader.postings(field, term) if (field, term) in self._reader else None


def _fields(document: Document) -> dict[str, Any]:
    stored = postings(document)
    return {
        "id": document.id,
        "terms": stored.terms,
        "words": stored.words,
        "facts": facts_of(document),
        "date": day_number(document.date),
        "length": stored.length,
        "key": document.key,
        "amounts": b"".join(_PAIR.pack(*pair) for pair in document.amounts),
        "hit": stored_hit(document),
    }


def _place(term: str) -> tuple[str, bytes]:
    """Return the field and text under which a term of the analysis is stored."""
    return ("words", as_bytes(term.removeprefix(FORM))) if term.startswith(FORM) else ("terms", as_bytes(term))


def _storage(folder: Path) -> FileStorage:
    return FileStorage(str(folder), supports_mmap=False)


def _open(folder: Path) -> FileIndex:
    return FileIndex(_storage(folder), schema=SCHEMA)


@contextmanager
def _writer(folder: Path) -> Iterator[Any]:
    """Give a writer that is cancelled on any error: a commit that fails would keep its lock."""
    writer = _open(folder).writer(limitmb=_MEMORY, compound=False, codec=Codec())
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
