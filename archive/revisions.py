"""What sets one meaning of a decision apart from the one before."""

import re
from collections import Counter
from decimal import Decimal
from enum import StrEnum

from scraper.records import Decision, Status


class RevisionKind(StrEnum):
    """Name a change of meaning. `first_seen` opens every history; `restored` ends a withdrawal."""

    first_seen = "first_seen"
    minutes_published = "minutes_published"
    decision_changed = "decision_changed"
    amount_changed = "amount_changed"
    personal_data_removed = "personal_data_removed"
    wording = "wording"
    withdrawn = "withdrawn"
    restored = "restored"


FLIPS = 24
"""Changes of one decision that are kept, the latest, besides how it was first seen: a server that serves two versions in turn fills no disk."""
RESTARTS = frozenset({RevisionKind.minutes_published, RevisionKind.restored})
"""Changes from which the checks of a page are counted anew."""

_WORD = re.compile(r"\S+")
_NAME_WORDS = 2
_EDGES = ".,;:!?()[]{}\"'”’«»–-…"
_MASK = re.compile(
    r"[*x_.…•█–-]+|n\.n|poistettu|salattu|salassa|pidettävä|henkilötie[a-zä]+|borttag[a-zåäö]+|sekretess[a-zåäö]*|personuppgift[a-zåäö]*",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"[^\W\d_]\.?$|[A-ZÅÄÖ][^\W\d_]*(?:[-:.'’][^\W\d_]+)*\.?|\S*[\d@]\S*")


def classify(old: Decision, new: Decision) -> RevisionKind:
    """Return the kind of change from one record of a decision to the next; the weightiest where there are several.

    An agenda that became minutes comes first. Then the outcome or the votes, then the sums of proposal and decision,
    then the decision's words, and `wording` is the rest. A page that has only lost names and numbers of persons
    (Kuntalaki 140 §) is told apart before the words are compared.
    """
    if old.status is Status.agenda and new.status is Status.minutes:
        return RevisionKind.minutes_published
    if (old.outcome, old.final, old.votes) != (new.outcome, new.final, new.votes):
        return RevisionKind.decision_changed
    if _sums(old) != _sums(new):
        return RevisionKind.amount_changed
    if _only_personal_data_left(old, new):
        return RevisionKind.personal_data_removed
    if _words(old.decision) != _words(new.decision):
        return RevisionKind.decision_changed
    return RevisionKind.wording


def _sums(decision: Decision) -> Counter[tuple[Decimal, Decimal | None, str]]:
    return Counter(
        (amount.value, amount.max, amount.currency)
        for amount in decision.amounts
        if amount.part in {"proposal", "decision"}
    )


def _only_personal_data_left(old: Decision, new: Decision) -> bool:
    before, after = _all_words(old), _all_words(new)
    removed, added = before - after, after - before
    if not removed or not all(_MASK.fullmatch(word) for word in added):
        return False
    if not all(_PERSONAL.fullmatch(word) for word in removed):
        return False
    # A mask in their place says so itself; without one it takes a mail address, or a first and a last name.
    names = sum(count for word, count in removed.items() if word[0].isupper())
    return bool(added) or names >= _NAME_WORDS or any("@" in word for word in removed)


def _all_words(decision: Decision) -> Counter[str]:
    people = [*decision.preparers, decision.presenter, decision.decision_maker]
    texts = [
        decision.title,
        decision.rationale,
        decision.proposal,
        decision.decision,
        decision.text,
        *(handling.text for handling in decision.earlier_handlings),
        *(person.name for person in people if person),
        *decision.recusals,
        *decision.experts,
        *decision.distribution,
    ]
    words: Counter[str] = Counter()
    for text in texts:
        words.update(_words(text))
    return words


def _words(text: str | None) -> list[str]:
    return [word.strip(_EDGES) or word for word in _WORD.findall(text or "")]
