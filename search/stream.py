"""The documents of an archive as a stream for an engine that makes its index anew."""

from collections.abc import Callable, Iterator, Sequence
from sqlite3 import Connection

from search import documents
from search.word_table import Words

READ = 100  # documents read at once

Progress = Callable[[int, int], None]  # documents done, documents in all


class Stream:
    """The documents of an archive, read batch by batch while an engine takes them in.

    It ends at the change where it began: a decision that changes meanwhile would come twice.
    """

    def __init__(
        self, connection: Connection, facts: documents.ArchiveFacts, progress: Progress | None, words: Words
    ) -> None:
        self._connection, self._facts, self._progress, self._words = connection, facts, progress, words
        self.count = 0

    def __iter__(self) -> Iterator[documents.Document]:
        after = 0
        while batch := documents.changes(self._connection, after, READ, self._facts.change):
            self._words.learn(texts(batch.documents))
            yield from batch.documents
            after, self.count = batch.upto, self.count + len(batch.documents)
            if self._progress:
                self._progress(self.count, max(self._facts.decisions, self.count))


def texts(some: Sequence[documents.Document]) -> Iterator[tuple[str, str]]:
    """Yield every text of some documents with its language, as `search.word_table.Words.learn` takes them."""
    return ((piece.text, document.language or "fi") for document in some for piece in document.texts)
