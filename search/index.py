"""The index of an archive: kept in step by the watermark, rebuilt when it cannot serve, searched.

The archive is the truth and the index a disposable copy. It is never ahead of the archive and never silently behind:
an update commits the engine first and then the watermark, so that a crash between them only repeats a batch.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from sqlite3 import Connection
from typing import TypeVar

from archive.filters import Filters
from search import documents
from search.engine import Engine, Hit, Order, Reader, Results, Snippet
from search.errors import IndexBusy, IndexUnusable
from search.query import Query, parse
from search.state import State, drop_others, fresh, index_folder, next_folder, read_state, unfit, write_state

__all__ = ["Hit", "Order", "Results", "SearchIndex", "Snippet", "Updated", "open_index"]

BATCH = 500  # documents in one commit of an update
SMALL = 2_000  # decisions that a search may index by itself, instead of asking for `minutes reindex`
WAIT = 60.0  # seconds for another process that writes the index

Progress = Callable[[int, int], None]  # documents done, documents in all
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did: documents taken in, documents taken out, and why it was a rebuild (None where it was not)."""

    indexed: int
    removed: int
    rebuilt: str | None = None


def open_index(archive: Path, engine: Engine | None = None) -> "SearchIndex":
    """Return the index of an archive, with the default engine; nothing is read or made yet."""
    if engine is None:
        from search.whoosh_engine import WhooshEngine

        engine = WhooshEngine()
    return SearchIndex(archive, engine)


class SearchIndex:
    """The index of one archive."""

    def __init__(self, archive: Path, engine: Engine) -> None:
        self.archive = archive
        self.engine = engine
        self.folder = index_folder(archive)

    def update(self, progress: Progress | None = None, *, wait: float = WAIT) -> Updated:
        """Take in what has changed in the archive; rebuild an index that cannot serve.

        Raises: IndexBusy after `wait` seconds, errors of archive.errors, OSError of the disk.
        """
        with self._lock(wait), documents.reading(self.archive) as connection:
            facts = documents.facts(connection, self.archive)
            state = read_state(self.folder)
            reason = unfit(state, self.folder, self.engine, facts)
            if reason is None and state is not None:
                try:
                    return self._follow(connection, state, progress)
                except IndexUnusable as error:
                    reason = str(error)
            return self._build(connection, facts, reason or "", progress)

    def rebuild(self, progress: Progress | None = None, *, wait: float = WAIT) -> Updated:
        """Make the index anew beside the old one, which serves until the new one takes its place."""
        with self._lock(wait), documents.reading(self.archive) as connection:
            return self._build(connection, documents.facts(connection, self.archive), "asked for", progress)

    def search(
        self, query: str | Query, filters: Filters | None = None, *, order: Order = Order.relevance, limit: int = 20
    ) -> Results:
        """Return the first `limit` hits of a query, with snippets from the archive's text; an empty query lists by date.

        A small lag or a small archive is brought up to date on the way; else the results' notes tell of the lag.

        Raises: IndexUnusable with the next step, errors of archive.errors.
        """
        from search.snippets import with_snippets

        parsed = parse(query) if isinstance(query, str) else query
        notes = [*parsed.notes, *self._refresh()]
        if (
            parsed.tree is None and parsed.text.strip()
        ):  # nothing in it could be looked for: that finds nothing, not everything
            return Results((), 0, tuple(notes), self._read(lambda reader: reader.count()))
        found = self._read(lambda reader: reader.search(parsed.tree, filters or Filters(), order, limit))
        with documents.reading(self.archive) as connection:
            hits = with_snippets(connection, found.hits, parsed.tree)
        return replace(found, hits=hits, notes=(*notes, *found.notes))

    def ids(self, query: str | Query, filters: Filters | None = None) -> list[str]:
        """Return the id of every decision that a query finds, in no particular order; an empty query finds all."""
        parsed = parse(query) if isinstance(query, str) else query
        self._refresh()
        if parsed.tree is None and parsed.text.strip():
            return []
        return self._read(lambda reader: reader.ids(parsed.tree, filters or Filters()))

    def _refresh(self) -> list[str]:
        """Bring the index up to date where that is quick; return what a reader should know otherwise."""
        with documents.reading(self.archive) as connection:
            facts = documents.facts(connection, self.archive)
            state = read_state(self.folder)
            reason = unfit(state, self.folder, self.engine, facts)
            if reason is None and state is not None and state.watermark == facts.change:
                return []
            lag = facts.decisions if reason or state is None else documents.pending(connection, state.watermark)
        if reason and lag > SMALL:
            raise IndexUnusable(
                f"{reason} in {self.folder}: `minutes reindex` makes it ({lag} decisions)", path=self.folder
            )
        if not reason and lag > BATCH:
            return [f"{lag} changes in the archive are not in the index yet: `minutes reindex` takes them in"]
        try:
            self.update(wait=0)
        except (IndexBusy, OSError) as error:
            if reason:
                raise
            return [f"{lag} changes in the archive are not in the index yet ({error})"]
        return []

    def _read(self, question: Callable[[Reader], T]) -> T:
        """Ask the engine; once more where a rebuild took the files away meanwhile, or where a small index was damaged."""
        for last in (False, True):
            state = read_state(self.folder)
            if state is None:
                raise IndexUnusable(f"there is no index in {self.folder}: `minutes reindex` makes it", path=self.folder)
            try:
                with self.engine.open(self.folder / state.folder) as reader:
                    return question(reader)
            except IndexUnusable:
                if last:
                    raise
                if read_state(self.folder) == state:
                    self._mend()
        raise AssertionError("unreachable")

    def _mend(self) -> None:
        with documents.reading(self.archive) as connection:
            small = documents.facts(connection, self.archive).decisions <= SMALL
        if small:
            self.rebuild(wait=0)

    def _follow(self, connection: Connection, state: State, progress: Progress | None) -> Updated:
        """Take in the changes after the watermark, batch by batch: first the engine's commit, then the watermark."""
        total, indexed, removed = documents.pending(connection, state.watermark), 0, 0
        while batch := documents.changes(connection, state.watermark, BATCH):
            if batch.documents or batch.removed:
                self.engine.apply(self.folder / state.folder, batch.documents, batch.removed)
            state = replace(state, watermark=batch.upto)
            write_state(self.folder, state)
            indexed, removed = indexed + len(batch.documents), removed + len(batch.removed)
            if progress:
                progress(indexed + removed, max(total, indexed + removed))
        if indexed or removed:
            self.engine.tidy(self.folder / state.folder)
            self._check(connection, state)
        drop_others(self.folder, state.folder)
        return Updated(indexed, removed)

    def _build(
        self, connection: Connection, facts: documents.ArchiveFacts, reason: str, progress: Progress | None
    ) -> Updated:
        """Make a new index beside the old one and put it in its place with one rename."""
        state = fresh(self.engine, facts, next_folder(self.folder))
        folder = self.folder / state.folder
        self.engine.create(folder)
        stream = _Stream(connection, facts, progress)
        self.engine.load(folder, stream)
        state = replace(state, watermark=facts.change)
        self._check(connection, state)
        write_state(self.folder, state)
        meanwhile = self._follow(connection, state, progress)
        return Updated(stream.count + meanwhile.indexed, meanwhile.removed, reason)

    def _check(self, connection: Connection, state: State) -> None:
        """Raise IndexUnusable unless the index holds as many documents as the archive held at the watermark."""
        facts = documents.facts(connection, self.archive)
        with self.engine.open(self.folder / state.folder) as reader:
            held = reader.count()
        if facts.change == state.watermark and held != facts.decisions:
            raise IndexUnusable(
                f"the index {self.folder} holds {held} decisions and the archive {facts.decisions}: `minutes reindex` makes it anew",
                path=self.folder,
            )

    @contextmanager
    def _lock(self, wait: float) -> Iterator[None]:
        from filelock import FileLock, Timeout

        if not self.archive.is_file():  # says so before a folder is made beside nothing
            with documents.reading(self.archive):
                pass
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise IndexUnusable(
                f"{self.folder} is a file where the folder of the index belongs: move it away and try again",
                path=self.folder,
            ) from error
        except PermissionError as error:
            raise IndexUnusable(
                f"the index {self.folder} cannot be made in a folder that may not be written: whoever owns the archive makes it with `minutes reindex`",
                path=self.folder,
            ) from error
        try:
            with FileLock(self.folder / "lock", timeout=wait):
                yield
        except Timeout as error:
            raise IndexBusy(
                f"another program is writing the index {self.folder}: try again when it has finished", path=self.folder
            ) from error


class _Stream:
    """The documents of an archive, read batch by batch while an engine takes them in.

    It ends at the change where it began: a decision that changes meanwhile would come twice.
    """

    def __init__(self, connection: Connection, facts: documents.ArchiveFacts, progress: Progress | None) -> None:
        self._connection, self._facts, self._progress = connection, facts, progress
        self.count = 0

    def __iter__(self) -> Iterator[documents.Document]:
        after = 0
        while batch := documents.changes(self._connection, after, BATCH, self._facts.change):
            yield from batch.documents
            after, self.count = batch.upto, self.count + len(batch.documents)
            if self._progress:
                self._progress(self.count, max(self._facts.decisions, self.count))
