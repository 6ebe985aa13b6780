"""The persistent word table: Finnish word → what the dictionary knows of it, so that each distinct word costs once.

    <archive>.index/words.sqlite      word(word, lookup, stored, known, crc32), meta(analyser)

An index asks `Words.learn` with the texts of a batch: what the table lacks is analysed in a child process, so that the
dictionary (276 MB where it is pyvoikko's) never weighs on the process that indexes, and the base forms and parts of the
new words are learned with them: a base form that could find anything at all is in the table. A search asks for its typed
words one by one and loads the dictionary itself only for one that the table lacks; what it shows, it marks by
`Words.remembered`, which never does.

    with Words(folder / "words.sqlite", writing=True) as words:          # at indexing, under the index's lock
        words.learn((piece.text, language) for …)                        # a batch at once
        words.terms("avustuksen", "fi")                                  # ('=avustuksen', '~avustus')
    with Words(folder / "words.sqlite") as words:                        # at searching
        query_terms("avustus", "fi", words)
        words.recall((snippet_text, language) for …)
        word_terms("avustuksen", "fi", words.remembered)

The table is a copy that can be thrown away, like the index. One of another analyser is emptied by the next writer and
ignored by readers; a missing, damaged, locked or read-only one only costs the time that it would have saved.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from zlib import crc32

from search import voikko
from search.analysis import NAME, VERSION, dictionary_words, lexicon, normalise, word_terms, words
from search.finnish import Entry

if TYPE_CHECKING:
    from search.word_worker import Worker

FILE = "words.sqlite"

_ANALYSER = f"{NAME} {VERSION}"
_SCHEMA = """
DROP TABLE IF EXISTS meta;
DROP TABLE IF EXISTS word;
CREATE TABLE meta (analyser TEXT NOT NULL);
CREATE TABLE word (word TEXT PRIMARY KEY, lookup TEXT NOT NULL, stored TEXT NOT NULL, known INTEGER NOT NULL, crc32 INTEGER NOT NULL) WITHOUT ROWID;
"""
_SELECT = "SELECT word, lookup, stored, known, crc32 FROM word "
_READ_WAIT, _WRITE_WAIT = 0.5, 5.0  # seconds for another process's lock: a reader can do without
_WRITING = "rwc"
_NOT_DAMAGE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_PERM,
}
_MARKS = 500  # words in one IN (…)
_CHUNK = 2_000  # words analysed at once
_REMEMBERED = 60_000  # words kept in memory


class Words:
    """What is known of words: from memory, the table, or the dictionary. Calling it with a word makes it a `Lexicon`.

    Without a path, or where the table cannot be used, it works without. Only one process may open it for `writing`.
    """

    def __init__(self, path: Path | None = None, *, writing: bool = False) -> None:
        self._path, self._writing = path, writing
        self._entries: dict[str, Entry] = {}
        self._terms: dict[tuple[str, str], tuple[str, ...]] = {}
        self._worker: Worker | None = None
        self._table = _open(path, writing=writing) if path else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the table and of the child process."""
        if self._table:
            self._table.close()
        if self._worker:
            self._worker.close()
        self._table = self._worker = None

    def __call__(self, word: str) -> Entry:
        """Return what is known of a lower-case Finnish word of letters alone; loads the dictionary where the table lacks it."""
        if (found := self._remember(word)) is None:
            found = self._entries[word] = lexicon(word)
        return found

    def remembered(self, word: str) -> Entry:
        """Return what is known of a word without the dictionary: an unknown entry where the table lacks it."""
        return self._remember(word) or Entry(known=False)

    def terms(self, word: str, language: str = "fi") -> tuple[str, ...]:
        """Return the terms of one token as `search.analysis.word_terms` does, remembering them."""
        key = (word, language)
        if (found := self._terms.get(key)) is None:
            found = self._terms[key] = word_terms(word, language, self)
        return found

    def recall(self, texts: Iterable[tuple[str, str]]) -> None:
        """Read from the table, at once, what it has of the words of these (text, language) pairs."""
        self._read(_asked(texts))

    def unlike(self, some: Iterable[str], bases: Collection[str], beginnings: Collection[str]) -> set[str]:
        """Return those of these words that the table has, and with none of these base forms; of unknown words those that do
        not begin with any of these two letters of a stem."""
        found: set[str] = set()
        without = "".join(" AND instr(' ' || stored || ' ', ?) = 0" for _ in bases)
        asked = [*(f" {base} " for base in bases), *beginnings]
        starts = f"substr(word, 1, 2) NOT IN ({', '.join('?' * len(beginnings))})"
        rest = iter(some)
        while (chunk := list(islice(rest, _MARKS))) and self._table:
            marks = ", ".join("?" * len(chunk))
            query = f"SELECT word FROM word WHERE word IN ({marks}){without} AND (known = 1 OR {starts})"  # noqa: S608
            try:
                found.update(word for (word,) in self._table.execute(query, [*chunk, *asked]))
            except sqlite3.Error as error:
                self._do_without(error)
        return found

    def learn(self, texts: Iterable[tuple[str, str]]) -> None:
        """Analyse whatever words of these (text, language) pairs the table lacks, and keep them in it."""
        if len(self._entries) > _REMEMBERED or len(self._terms) > _REMEMBERED:
            self._entries.clear()
            self._terms.clear()
        new = self._learn(_asked(texts))
        self._learn({form for entry in new for form in entry.stored if form.isalpha()})

    def _learn(self, asked: set[str]) -> list[Entry]:
        """Read these words from the table, analyse the others, and return what was new."""
        self._read(asked)
        missing = iter(sorted(asked - self._entries.keys()))
        learned: list[Entry] = []
        while chunk := list(islice(missing, _CHUNK)):
            entries = self._analysed(chunk)
            self._entries.update(zip(chunk, entries, strict=True))
            self._write(chunk, entries)
            learned += entries
        return learned

    def _analysed(self, chunk: list[str]) -> list[Entry]:
        if voikko.is_light():
            return [lexicon(word) for word in chunk]
        from search.word_worker import Worker

        if self._worker is None:
            self._worker = Worker()
        return self._worker.entries(chunk)

    def _remember(self, word: str) -> Entry | None:
        if word not in self._entries:
            self._read({word})
        return self._entries.get(word)

    def _read(self, asked: set[str]) -> None:
        missing = sorted(asked - self._entries.keys())
        for start in range(0, len(missing), _MARKS) if self._table else ():
            some = missing[start : start + _MARKS]
            condition = (
                f"WHERE word IN ({', '.join('?' * len(some))}) AND typeof(lookup) = 'text' AND typeof(stored) = 'text'"
            )
            try:
                rows = self._table.execute(_SELECT + condition, some).fetchall() if self._table else []
            except sqlite3.Error as error:
                self._do_without(error)
                return
            self._entries.update(
                (word, Entry(tuple(lookup.split()), tuple(stored.split()), bool(known)))
                for word, lookup, stored, known, check in rows
                if check == _sum(word, lookup, stored, known)  # else a bit of it flipped: the dictionary is asked again
            )

    def _write(self, chunk: list[str], entries: list[Entry]) -> None:
        if not (self._table and self._writing):
            return
        rows = [
            (word, " ".join(entry.lookup), " ".join(entry.stored), int(entry.known))
            for word, entry in zip(chunk, entries, strict=True)
        ]
        try:
            with self._table:
                summed = ((*row, _sum(*row)) for row in rows)
                self._table.executemany("INSERT OR REPLACE INTO word VALUES (?, ?, ?, ?, ?)", summed)
        except sqlite3.Error as error:
            self._do_without(error)

    def _do_without(self, error: sqlite3.Error) -> None:
        """Let go of a table that is damaged, held by another, or on a full disk: the dictionary knows the same."""
        if self._table:
            self._table.close()
            self._table = None
        if self._writing and self._path and _is_damage(error):
            with suppress(OSError):
                forget(self._path)  # the next writer makes it anew


def forget(path: Path) -> None:
    """Delete the table at this path, with all that it knows of the words of decisions since erased. Raises OSError."""
    for name in (path.name, path.name + "-journal"):
        path.with_name(name).unlink(missing_ok=True)


def _sum(*row: object) -> int:
    return crc32("\n".join(map(str, row)).encode())


def _asked(texts: Iterable[tuple[str, str]]) -> set[str]:
    found: dict[str, set[str]] = {}
    for text, language in texts:
        found.setdefault(language, set()).update(words(normalise(text)))
    return {asked for language, tokens in found.items() for asked in _of(tokens, language)}


def _of(tokens: Iterable[str], language: str) -> Iterator[str]:
    for token in tokens:
        yield from dictionary_words(token, language)


def _open(path: Path, *, writing: bool) -> sqlite3.Connection | None:
    """Return the table of this analyser, or None where there is none to use; a writer makes it, and makes a damaged one anew."""
    for _ in range(2):
        try:
            return _writable(path) if writing else _readable(path)
        except sqlite3.Error as error:
            if not writing or not _is_damage(error):
                return None
        except OSError:
            return None
        with suppress(OSError):
            forget(path)
    return None


def _is_damage(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF not in _NOT_DAMAGE


def _readable(path: Path) -> sqlite3.Connection | None:
    if not path.is_file():
        return None
    connection = _connected(path, "ro", _READ_WAIT)
    with _closed_on_error(connection):
        if _is_ours(connection):
            return connection
    connection.close()
    return None


def _writable(path: Path) -> sqlite3.Connection:
    connection = _connected(path, _WRITING, _WRITE_WAIT)
    with _closed_on_error(connection):
        has_tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if not has_tables or not _is_ours(connection):
            connection.executescript(_SCHEMA)
            with connection:
                connection.execute("INSERT INTO meta VALUES (?)", (_ANALYSER,))
    return connection


def _connected(path: Path, mode: str, wait: float) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=wait)


def _is_ours(connection: sqlite3.Connection) -> bool:
    connection.execute(_SELECT + "LIMIT 0")
    analysers: list[tuple[str]] = connection.execute("SELECT analyser FROM meta").fetchall()
    return analysers == [(_ANALYSER,)]


@contextmanager
def _closed_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise
