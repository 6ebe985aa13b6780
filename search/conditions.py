"""What every engine does alike with a question: the filters as part of the tree, and the order of counts."""

from collections.abc import Mapping

from archive.filters import Filters
from search.engine import Counts
from search.facts import asked_amounts, wanted_facts
from search.tree import And, Dates, Fact, Node, Or


def with_filters(tree: Node | None, filters: Filters) -> Node | None:
    """Return a query with the conditions of the filters, except that on what was withdrawn."""
    groups = [Or(tuple(Fact(*fact.split("=", 1)) for fact in group)) for group in wanted_facts(filters)]
    parts: list[Node] = [*groups, *([] if tree is None else [tree])]
    if filters.date_from or filters.date_to:
        parts.append(Dates(filters.date_from, filters.date_to))
    if (amount := asked_amounts(filters)) is not None:
        parts.append(amount)
    return And(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None


def in_order(counts: Mapping[str, int]) -> Counts:
    """Return the counts of a facet, the most frequent value first, equal ones by their names."""
    return tuple(sorted(((value, n) for value, n in counts.items() if n), key=lambda pair: (-pair[1], pair[0])))
