"""What a user would pick instead, each used as its own documentation shows: SQLite FTS5, bare tantivy, stock Whoosh.

A way builds an index of the same decisions and answers the same questions: the first 20 hits with id and title, and how
many there are in all; for the class "facets" counts by municipality, for "snippets" also a piece of each hit's text.
"""

import datetime as dt
import sqlite3
from collections.abc import Callable
from pathlib import Path

from benchmarks.search_texts import TOWN, Made, decisions

LIMIT = 20

Ask = Callable[[str, list[str]], int]
"""A class of queries and its words → how many hits there are."""


class Fts5:
    """SQLite's full-text search: a form finds itself alone."""

    def build(self, folder: Path, count: int) -> None:
        connection = sqlite3.connect(folder / "fts.sqlite")
        with connection:
            connection.execute("CREATE TABLE d (key INTEGER PRIMARY KEY, id TEXT, municipality TEXT, date TEXT)")
            connection.execute(
                "CREATE VIRTUAL TABLE f USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 0')"
            )
            for one in decisions(count):
                row = (one.number, f"town:{one.number}", one.municipality, one.date.isoformat())
                connection.execute("INSERT INTO d VALUES (?, ?, ?, ?)", row)
                text = f"{one.rationale}\n{one.decision}"
                connection.execute("INSERT INTO f (rowid, title, body) VALUES (?, ?, ?)", (one.number, one.title, text))
            connection.execute("CREATE INDEX m ON d (municipality)")
        connection.close()

    def open(self, folder: Path) -> Ask:
        connection = sqlite3.connect(folder / "fts.sqlite")
        get = "SELECT d.id, f.title FROM f JOIN d ON d.key = f.rowid WHERE f MATCH ?"
        snippet = (
            "SELECT d.id, f.title, snippet(f, 1, '<', '>', '…', 30) FROM f JOIN d ON d.key = f.rowid WHERE f MATCH ?"
        )

        def ask(kind: str, words: list[str]) -> int:
            match = {"phrase": f'"{" ".join(words)}"', "prefix": f"{words[0]}*", "or": " OR ".join(words)}
            typed = match.get(kind, " AND ".join(words))
            if kind == "facets":
                rows = connection.execute(
                    "SELECT d.municipality, count(*) FROM f JOIN d ON d.key = f.rowid WHERE f MATCH ? GROUP BY 1",
                    (typed,),
                )
                return sum(number for _, number in rows)
            if kind == "filter+date":
                where = " AND d.municipality = ?"
                connection.execute(f"{get}{where} ORDER BY d.date DESC LIMIT {LIMIT}", (typed, TOWN)).fetchall()
                counted = "SELECT count(*) FROM f JOIN d ON d.key = f.rowid WHERE f MATCH ?" + where
                return int(connection.execute(counted, (typed, TOWN)).fetchone()[0])
            connection.execute(
                f"{snippet if kind == 'snippets' else get} ORDER BY rank LIMIT {LIMIT}", (typed,)
            ).fetchall()
            return int(connection.execute("SELECT count(*) FROM f WHERE f MATCH ?", (typed,)).fetchone()[0])

        return ask


class BareTantivy:
    """tantivy with its own tokenizer and its own stored text."""

    def build(self, folder: Path, count: int) -> None:
        import tantivy

        index = tantivy.Index(self._schema(), path=str(folder))
        writer = index.writer(60_000_000, 1)
        for one in decisions(count):
            writer.add_document(self._document(one))
            if one.number % 20_000 == 19_999:
                writer.commit()
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> Ask:
        import tantivy

        index = tantivy.Index.open(str(folder))
        searcher = index.searcher()
        schema = self._schema()

        def ask(kind: str, words: list[str]) -> int:
            typed = {"phrase": f'"{" ".join(words)}"', "prefix": f'"{words[0]}"*', "or": " OR ".join(words)}
            if kind == "prefix":
                terms = [term for term, _ in searcher.terms_with_prefix("body", words[0], limit=1_000)]
                query = tantivy.Query.term_set_query(schema, "body", terms)
            else:
                query = index.parse_query(typed.get(kind, " AND ".join(words)), ["title", "body"])
            if kind == "facets":
                asked = {"m": {"terms": {"field": "municipality", "size": 100}}}
                return sum(bucket["doc_count"] for bucket in searcher.aggregate(query, asked)["m"]["buckets"])
            if kind == "filter+date":
                town = tantivy.Query.term_query(schema, "municipality", TOWN, index_option="basic")
                must = tantivy.Occur.Must
                query = tantivy.Query.boolean_query([(must, query), (must, town)])
                found = searcher.search(query, LIMIT, order_by_field="date")
            else:
                found = searcher.search(query, LIMIT)
            documents = [searcher.doc(address) for _, address in found.hits]
            if kind == "snippets":
                generator = tantivy.SnippetGenerator.create(searcher, query, schema, "body")
                for document in documents:
                    generator.snippet_from_doc(document).to_html()
            return int(found.count)

        return ask

    def _schema(self):  # type: ignore[no-untyped-def]
        import tantivy

        builder = tantivy.SchemaBuilder()
        for name in ("title", "body"):
            builder.add_text_field(name, stored=True)
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("municipality", fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field("date", fast=True)
        return builder.build()

    def _document(self, one: Made):  # type: ignore[no-untyped-def]
        import tantivy

        document = tantivy.Document()
        document.add_text("title", one.title)
        document.add_text("body", f"{one.rationale}\n{one.decision}")
        document.add_text("id", f"town:{one.number}")
        document.add_text("municipality", one.municipality)
        document.add_unsigned("date", one.date.year * 10_000 + one.date.month * 100 + one.date.day)
        return document


class StockWhoosh:
    """Whoosh with its defaults: create_in, open_dir, QueryParser, Searcher.search."""

    def build(self, folder: Path, count: int) -> None:
        from whoosh import fields, index

        text = fields.TEXT(stored=True)
        schema = fields.Schema(
            id=fields.ID(stored=True, unique=True), title=text, body=text, municipality=fields.ID(stored=True, sortable=True),
            date=fields.DATETIME(stored=True, sortable=True),
        )  # fmt: skip
        writer = index.create_in(str(folder), schema).writer()
        for one in decisions(count):
            when = dt.datetime.combine(one.date, dt.time())
            writer.add_document(
                id=f"town:{one.number}", title=one.title, body=f"{one.rationale}\n{one.decision}", municipality=one.municipality,
                date=when,
            )  # fmt: skip
        writer.commit()

    def open(self, folder: Path) -> Ask:
        from whoosh import index, query
        from whoosh.qparser import MultifieldParser

        opened = index.open_dir(str(folder))
        searcher = opened.searcher()
        parser = MultifieldParser(["title", "body"], opened.schema)

        def ask(kind: str, words: list[str]) -> int:
            typed = {"phrase": f'"{" ".join(words)}"', "prefix": f"{words[0]}*", "or": " OR ".join(words)}
            parsed = parser.parse(typed.get(kind, " ".join(words)))
            if kind == "facets":
                results = searcher.search(parsed, limit=LIMIT, groupedby="municipality")
                results.groups()
            elif kind == "filter+date":
                town = query.Term("municipality", TOWN)
                results = searcher.search(parsed, limit=LIMIT, filter=town, sortedby="date", reverse=True)
            else:
                results = searcher.search(parsed, limit=LIMIT)
            for hit in results:
                hit["title"]
                if kind == "snippets":
                    hit.highlights("body")
            return len(results)

        return ask
