"""The history of a decision as it may be shown: what the publisher took off the network is left out unless it is asked for.

Municipalities must remove personal data from the network after the appeal time (Kuntalaki 140 §); the archive keeps what was said before,
and shows it to who asks for it on this machine.
"""

from collections.abc import Sequence
from dataclasses import replace

from archive.reading import Revision
from archive.revisions import RevisionKind
from scraper.records import Decision

PLACE = ("kind", "status", "municipality", "body", "body_abbreviation", "date", "section", "diary_number", "language")
"""What is left of a hidden record: where it stands, nothing that it says."""


def shown(revisions: Sequence[Revision], *, withdrawn: bool) -> list[Revision]:
    """Return the revisions of a decision, oldest first, with the records hidden that came before personal data were removed.

    So are those from before a withdrawal that ended with another record: what the publisher left out may be just that. All are hidden
    where the decision is `withdrawn` now.
    """
    removals = [i for i in range(1, len(revisions)) if _removes(revisions[i - 1], revisions[i])]
    until = len(revisions) if withdrawn else removals[-1] if removals else 0
    return [_hidden(revision) if i < until else revision for i, revision in enumerate(revisions)]


def _removes(before: Revision, after: Revision) -> bool:
    """Tell whether what was said before a revision is no longer on the network, or may not be."""
    if after.kind is RevisionKind.restored:
        return before.decision != after.decision
    return after.kind is RevisionKind.personal_data_removed


def _hidden(revision: Revision) -> Revision:
    left = Decision(**{name: getattr(revision.decision, name) for name in PLACE})
    return replace(revision, decision=left, hidden=True)
