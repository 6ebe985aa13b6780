"""The index of an archive: kept in step by the watermark, rebuilt when it cannot serve, searched.

The archive is the truth and the index a disposable copy. It is never ahead of the archive and never silently behind:
an update commits the engine first and then the watermark, so that a crash between them only repeats a batch.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple, TypeVar

from archive.filters import Filters
from archive.lineage import nonce_at
from archive.steps import step
from search import documents
from search.answers import answered, looked_up, shown
from search.engine import Engine, Hit, Order, Question, Reader, Results, Snippet
from search.engines import engine_for
from search.errors import IndexBusy, IndexUnusable, NotIndexed
from search.facts import matter_of
from search.index_files import names
from search.lock import locked
from search.query import Query, parse
from search.similar import likeness
from search.state import State, drop_others, fresh, index_folder, next_folder, read_state, unfit, write_state
from search.stream import Progress, Stream, texts
from search.tree import Node
from search.word_table import FILE as WORDS
from search.word_table import Words
from search.word_table import forget as forget_words

__all__ = ["Hit", "Order", "Results", "SearchIndex", "Snippet", "Updated", "open_index"]

BATCH = 500  # documents in one commit of an update
SMALL = 2_000  # decisions that a search may index by itself, instead of asking for `minutes reindex`
_TRIES = 3  # of a search: another process may be putting a new index in place
WAIT = 60.0  # seconds for another process that writes the index

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did: documents taken in, documents taken out, and why it was a rebuild (None where it was not)."""

    indexed: int
    removed: int
    rebuilt: str | None = None


class Check(NamedTuple):
    """How the ids in an index differ from the archive's: those that it lacks, and those that it should not hold, or holds twice."""

    missing: tuple[str, ...]
    surplus: tuple[str, ...]


def open_index(archive: Path, engine: Engine | str | None = None) -> "SearchIndex":
    """Return the index of an archive, with the engine of this name or the one that `search.engines.engine_for` chooses.

    Nothing is made yet. Raises UnknownEngine, EngineMissing.
    """
    if engine is None or isinstance(engine, str):
        engine = engine_for(index_folder(archive), engine)
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
        with locked(self.folder, self.archive, wait), documents.reading(self.archive) as connection:
            facts = documents.facts(connection, self.archive)
            state = read_state(self.folder)
            reason = unfit(state, self.folder, self.engine, facts) or _strayed(state, connection)
            if reason is None and state is not None:
                try:
                    return self._follow(connection, state, progress)
                except IndexUnusable as error:
                    reason = str(error)
            return self._build(connection, facts, reason or "", progress)

    def rebuild(self, progress: Progress | None = None, *, wait: float = WAIT) -> Updated:
        """Make the index anew beside the old one, which serves until the new one takes its place."""
        with locked(self.folder, self.archive, wait), documents.reading(self.archive) as connection:
            return self._build(connection, documents.facts(connection, self.archive), "asked for", progress)

    def forget(self, *, wait: float = WAIT) -> Updated | None:
        """Make the index anew and leave nothing of the old one on the disk, the words of what was erased included.

        Returns None where there is no index to forget. Raises as `rebuild` does, and OSError where something old cannot go.
        """
        if not self.folder.exists():
            return None
        with locked(self.folder, self.archive, wait), documents.reading(self.archive) as connection:
            forget_words(self.folder / WORDS)
            updated = self._build(connection, documents.facts(connection, self.archive), "asked for", None)
            state = read_state(self.folder)
            left = [
                path for path in self.folder.iterdir() if path.is_dir() and (not state or path.name != state.folder)
            ]
            for path in left:
                shutil.rmtree(path)
            return updated

    def check(self) -> Check:
        """Compare the ids in the index with those in the archive, as far as the index has come.

        Raises: IndexUnusable where there is no index of this archive, errors of archive.errors.
        """
        with documents.reading(self.archive) as connection:
            facts = documents.facts(connection, self.archive)
            state = read_state(self.folder)
            reason = unfit(state, self.folder, self.engine, facts) or _strayed(state, connection)
            if reason or state is None:
                raise IndexUnusable(f"{reason}: `minutes reindex` makes it anew", path=self.folder)
            with self.engine.open(self.folder / state.folder) as reader:
                held = Counter(reader.ids(None, Filters(withdrawn=True)))
            due, all_ids = documents.ids(connection, state.watermark)
        surplus = [identity for identity, times in held.items() if times > 1 or identity not in all_ids]
        return Check(tuple(sorted(due - held.keys())), tuple(sorted(surplus)))

    def search(
        self,
        query: str | Query,
        filters: Filters | None = None,
        *,
        order: Order = Order.relevance,
        limit: int = 20,
        by_matter: bool = False,
        facets: Sequence[str] = (),
    ) -> Results:
        """Return the first `limit` hits of a query, with snippets from the archive's text; an empty query lists by date.

        `by_matter` gives one hit a matter; `facets` (of `search.engine.FACETS`) are counted over all that is found.
        A small lag or a small archive is brought up to date on the way; else the results' notes tell of the lag.

        Raises: IndexUnusable with the next step, errors of archive.errors.
        """
        parsed = parse(query) if isinstance(query, str) else query
        notes = [*parsed.notes, *self._refresh()]
        if (
            parsed.tree is None and parsed.text.strip()
        ):  # nothing in it could be looked for: that finds nothing, not everything
            return Results((), 0, tuple(notes), self._read(lambda reader: reader.count()))
        with Words(self.folder / WORDS) as words:
            tree = looked_up(parsed.tree, words)
            question = Question(tree, filters or Filters(), order, limit, by_matter, tuple(facets))
            found = self._read(answered(question, self.folder / WORDS))
            with documents.reading(self.archive) as connection:
                found = shown(connection, found, tree, words)
        return replace(found, notes=(*notes, *found.notes))

    def ids(self, query: str | Query, filters: Filters | None = None, *, notes: list[str] | None = None) -> list[str]:
        """Return the id of every decision that a query finds, in no particular order; an empty query finds all.

        What a reader should know is added to `notes`.
        """
        parsed = parse(query) if isinstance(query, str) else query
        said = [*parsed.notes, *self._refresh()]
        if notes is not None:
            notes += said
        if parsed.tree is None and parsed.text.strip():
            return []
        with Words(self.folder / WORDS) as words:
            tree = looked_up(parsed.tree, words)
            return self._read(lambda reader: reader.ids(tree, filters or Filters()))

    def similar(self, identity: str, filters: Filters | None = None, *, limit: int = 20) -> Results:
        """Return the decisions that are most like one, one of each matter, without its own matter.

        Raises: NotIndexed where the archive does not hold it; else as `search` does.
        """
        notes = self._refresh()
        with documents.reading(self.archive) as connection:
            document = documents.texts_of(connection, [identity]).get(identity)
        if document is None:
            raise NotIndexed(f"there is no decision {identity} in {self.archive}", path=self.archive)
        with Words(self.folder / WORDS) as words:
            words.recall((piece.text, document.language or "fi") for piece in document.texts)

            def ask(reader: Reader) -> tuple[Node | None, Results]:
                like = likeness(document, words.terms, reader.frequency, reader.count())
                if like is None:
                    return None, Results((), 0, searched=reader.count())
                return like, reader.search(Question(like, filters or Filters(), limit=limit + 1, by_matter=True))

            like, found = self._read(ask)
            own = matter_of(document)
            hits = [hit for hit in found.hits if matter_of(hit) != own][:limit]
            with documents.reading(self.archive) as connection:
                return shown(connection, replace(found, hits=tuple(hits), notes=tuple(notes)), like, words)

    def _refresh(self) -> list[str]:
        """Bring the index up to date where that is quick; return what a reader should know otherwise."""
        with documents.reading(self.archive) as connection:
            facts = documents.facts(connection, self.archive)
            state = read_state(self.folder)
            reason = unfit(state, self.folder, self.engine, facts) or _strayed(state, connection)
            if reason is None and state is not None and state.watermark == facts.change:
                return []
            lag = facts.decisions if reason or state is None else documents.pending(connection, state.watermark)
        if reason and lag > SMALL:
            named = f" --engine {self.engine.name}" if state and state.engine != self.engine.name else ""
            raise IndexUnusable(
                f"{reason} in {self.folder}: `minutes reindex{named}` makes it ({lag} decisions)", path=self.folder
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
        for attempt in range(_TRIES):
            state = read_state(self.folder)
            if state is None:
                raise IndexUnusable(f"there is no index in {self.folder}: `minutes reindex` makes it", path=self.folder)
            try:
                with self.engine.open(self.folder / state.folder) as reader:
                    return question(reader)
            except IndexUnusable:
                if attempt == _TRIES - 1:
                    raise
                if attempt and read_state(self.folder) == state:
                    self._mend()
        raise AssertionError("unreachable")

    def _mend(self) -> None:
        with documents.reading(self.archive) as connection:
            small = documents.facts(connection, self.archive).decisions <= SMALL
        if small:
            self.rebuild(wait=0)

    def _follow(self, connection: Connection, state: State, progress: Progress | None) -> Updated:
        """Take in the changes after the watermark, batch by batch: first the engine's commit, then the watermark."""
        if (
            names(self.folder / state.folder) != state.files.keys()
        ):  # a run was killed before it could tell of its files
            state = write_state(self.folder, state)
        total, indexed, removed = documents.pending(connection, state.watermark), 0, 0
        while batch := documents.changes(connection, state.watermark, BATCH):
            if batch.documents or batch.removed:
                step("index batch")
                with self._learning() as words:
                    words.learn(texts(batch.documents))
                    self.engine.apply(self.folder / state.folder, batch.documents, batch.removed, words.terms)
            state = replace(state, watermark=batch.upto, lineage=nonce_at(connection, batch.upto))
            state = write_state(self.folder, state)
            indexed, removed = indexed + len(batch.documents), removed + len(batch.removed)
            if progress:
                progress(indexed + removed, max(total, indexed + removed))
        if indexed or removed:
            step("index tidy")
            self.engine.tidy(self.folder / state.folder)
            self._check(connection, state)
            state = write_state(self.folder, state)
        step("index drop others")
        drop_others(self.folder, state.folder)
        return Updated(indexed, removed)

    def _build(
        self, connection: Connection, facts: documents.ArchiveFacts, reason: str, progress: Progress | None
    ) -> Updated:
        """Make a new index beside the old one and put it in its place with one rename."""
        state = fresh(self.engine, facts, next_folder(self.folder))
        folder = self.folder / state.folder
        step("index create")
        self.engine.create(folder)
        with self._learning() as words:
            stream = Stream(connection, facts, progress, words)
            self.engine.load(folder, stream, words.terms)
        state = replace(state, watermark=facts.change, lineage=nonce_at(connection, facts.change))
        self._check(connection, state)
        state = write_state(self.folder, state)
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

    def _learning(self) -> Words:
        return Words(self.folder / WORDS, writing=True)


def _strayed(state: State | None, connection: Connection) -> str | None:
    """Return why an index of this archive cannot be followed further: the archive has gone another way since."""
    if state is None or state.lineage == nonce_at(connection, state.watermark):
        return None
    return "the archive is not the one that was indexed (was an older copy put in its place?)"
