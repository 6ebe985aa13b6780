"""A decision → what to look for in order to find others like it: its weightiest terms."""

import math
from collections.abc import Callable

from search.documents import Document
from search.postings import Terms, postings
from search.tree import Like

TERMS = 30  # terms that a decision is looked up by
_COMMON, _FEW = 0.25, 10  # of the documents, and at least these: terms that more hold say nothing
_PARTS = (
    "title",
    "decision",
    "proposal",
    "rationale",
    "text",
    "project",
)  # not names of people, bodies or municipalities


def likeness(document: Document, terms: Terms, frequency: Callable[[str], int], documents: int) -> Like | None:
    """Return a decision's weightiest terms: often in it, seldom elsewhere; None where it has none that others hold.

    `frequency` tells how many of the `documents` hold a term.
    """
    own = Document(
        document.key,
        document.id,
        language=document.language,
        texts=tuple(piece for piece in document.texts if piece.part in _PARTS),
    )
    weighed = []
    for term, (weight, _) in postings(own, terms).terms.items():
        held = frequency(term)
        if 1 < held <= max(_FEW, _COMMON * documents):
            weighed.append((math.log1p(weight) * math.log(documents / held + 1), term))
    weighed.sort(reverse=True)
    if not weighed:
        return None
    heaviest = weighed[0][0]
    return Like(tuple((term, round(weight / heaviest, 4)) for weight, term in weighed[:TERMS]))
