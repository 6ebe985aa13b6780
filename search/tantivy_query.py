"""A query's tree → tantivy's own query, over the fields of `search.tantivy_format`.

What finds the same as `search.evaluation` finds; scores are tantivy's BM25. What the record says scores nothing.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import tantivy

from search.analysis import FORM, atoms
from search.evaluation import MAX_EXPANSIONS
from search.facts import day_number, has_amount
from search.tantivy_format import around, bounded, in_field, sum_field
from search.tree import Amount, And, Dates, Fact, Field, Like, Node, Not, Or, Phrase, Prefix, Word, leaves

_MUST, _SHOULD, _MUST_NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
_LAST_DAY = 99991231


def ranks(tree: Node | None) -> bool:
    """Tell whether a query's hits differ in how well they answer it, and not only in whether they do."""
    found = [leaf for leaf in leaves(tree) if isinstance(leaf, Word | Phrase | Like | Prefix)]
    return len(found) > 1 or any(not isinstance(leaf, Prefix) for leaf in found)


class Translation:
    """Translates the trees of one search; `notes` collects what a reader should know."""

    def __init__(self, schema: Any, searcher: Any) -> None:
        self._schema, self._searcher = schema, searcher
        self.notes: list[str] = []

    def of(self, node: Node) -> Any:
        """Return tantivy's query for a tree."""
        match node:
            case Word():
                return self._word(node)
            case Prefix(text, field):
                return self._prefix(text, field)
            case Phrase(words, field):
                return self._phrase(words, field)
            case Like(terms):
                return _any(_boosted(self._term(term, None), boost) for term, boost in terms if boost > 0)
            case Fact(name, value):
                return self._fact(f"{name}={value}")
            case Dates(low, high):
                return self._range("date", day_number(low) or 1, day_number(high) or _LAST_DAY, unsigned=True)
            case Amount():
                return self._amount(node)
            case Or(parts):
                return _any(self.of(part) for part in parts)
            case And(parts):
                return self._all(parts)
            case Not(part):
                return self.without(every(), self.of(part))

    def without(self, query: Any, unwanted: Any) -> Any:
        """Return a query for what the first finds and the second does not."""
        return tantivy.Query.boolean_query([(_MUST, query), (_MUST_NOT, unwanted)])

    def withdrawn(self) -> Any:
        """Return a query for what its publisher has withdrawn."""
        return self._fact("withdrawn")

    def _word(self, word: Word) -> Any:
        """Score a word by its best term; a joined one is also found where its atoms stand side by side."""
        options = [self._term(term, word.field) for term in word.terms if self._stands(term, word.field)]
        if len(joined := atoms(word.text)) > 1:
            options.append(self._phrase(joined, word.field))
        if len(options) == 1:
            return options[0]
        return tantivy.Query.disjunction_max_query(options, 0.0) if options else tantivy.Query.empty_query()

    def _stands(self, term: str, field: Field | None) -> bool:
        return bool(self._searcher.doc_freq(*_placed("terms", term, field)))

    def _term(self, term: str, field: Field | None) -> Any:
        return tantivy.Query.term_query(self._schema, *_placed("terms", term, field), index_option="freq")

    def _prefix(self, text: str, field: Field | None) -> Any:
        name, beginning = _placed("terms", FORM + text, field)
        found = self._searcher.terms_with_prefix(name, beginning, limit=MAX_EXPANSIONS + 1)
        if len(found) > MAX_EXPANSIONS:
            self.notes.append(
                f"“{text}*” stands for more than {MAX_EXPANSIONS} words; only the first {MAX_EXPANSIONS} were looked up"
            )
        terms = [term for term, _ in found[:MAX_EXPANSIONS]]
        return tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, name, terms), 1.0)

    def _phrase(self, words: Sequence[str], field: Field | None) -> Any:
        placed = [_placed("words", word, field) for word in words]
        name = placed[0][0]
        if len(words) == 1:
            return tantivy.Query.term_query(self._schema, name, placed[0][1])
        return tantivy.Query.phrase_query(self._schema, name, [word for _, word in placed])

    def _fact(self, fact: str) -> Any:
        return _unranked(tantivy.Query.term_query(self._schema, "facts", fact, index_option="basic"))

    def _range(self, name: str, low: int | None, high: int | None, *, unsigned: bool = False) -> Any:
        kind = tantivy.FieldType.Unsigned if unsigned else tantivy.FieldType.Integer
        return _unranked(tantivy.Query.range_query(self._schema, name, kind, low, high))

    def _amount(self, asked: Amount) -> Any:
        """Find an end of an amount between the bounds, or an amount that is a range and reaches over both."""
        low, high = asked.low, asked.high
        if low is None and high is None:
            return self._fact(f"role={asked.role}" if asked.role else "amount")
        if low is not None and high is not None and low > high:
            return self._reaching_over(asked)
        if (low is not None and low > bounded(low)) or (high is not None and high < bounded(high)):
            return tantivy.Query.empty_query()  # beyond every sum that there can be
        low, high = (None if cents is None else bounded(cents) for cents in (low, high))
        ends = self._range(sum_field(asked.role), low, high)
        if low is None or high is None:
            return ends
        reaching = tantivy.Query.term_set_query(self._schema, "facts", around(asked.role, low))
        return _any([ends, _unranked(reaching)])

    def _reaching_over(self, asked: Amount) -> Any:
        """Find an amount that is a range from below the upper bound to above the lower one, where these are the wrong way round."""
        around_both = [
            tantivy.Query.term_set_query(self._schema, "facts", around(asked.role, cents))
            for cents in (asked.low or 0, asked.high or 0)
        ]
        nearly = tantivy.Query.boolean_query([(_MUST, query) for query in around_both])
        hits = self._searcher.search(nearly, max(1, self._searcher.num_docs)).hits
        documents = [self._searcher.doc(address) for _, address in hits]
        found = [
            document.get_first("id")
            for document in documents
            if has_amount(json.loads(bytes(document.get_first("amounts"))), asked)
        ]
        return _unranked(tantivy.Query.term_set_query(self._schema, "id", found))

    def _all(self, parts: Sequence[Node]) -> Any:
        if not parts:
            return tantivy.Query.empty_query()
        clauses = [
            (_MUST_NOT, self.of(part.part)) if isinstance(part, Not) else (_MUST, self.of(part)) for part in parts
        ]
        if all(occur == _MUST_NOT for occur, _ in clauses):
            clauses.insert(0, (_MUST, every()))
        return tantivy.Query.boolean_query(clauses)


def every() -> Any:
    """Return a query for all documents, which scores nothing."""
    return _unranked(tantivy.Query.all_query())


def _any(queries: Iterable[Any]) -> Any:
    found = list(queries)
    if len(found) == 1:
        return found[0]
    return tantivy.Query.boolean_query([(_SHOULD, query) for query in found]) if found else tantivy.Query.empty_query()


def _unranked(query: Any) -> Any:
    return tantivy.Query.const_score_query(query, 0.0)


def _boosted(query: Any, boost: float) -> Any:
    return tantivy.Query.boost_query(query, boost)


def _placed(name: str, term: str, field: Field | None) -> tuple[str, str]:
    """Return the name of the index's field and the text under which a term or word of a query's field stands."""
    return (name, term) if field is None else (f"field_{name}", in_field(field, term))
