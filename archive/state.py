"""What the archive knows besides decisions: sources, validators, links to try again, results of runs."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from scraper.page import NO_VALIDATORS, Link, LinkKind, Validators


@dataclass(frozen=True, slots=True)
class WorthFetching:
    """A link to fetch again, with its validators, and for a failure the reason, how often and when it was last tried.

    `withdrawn` says that its decision is: the page is expected to be missing. `first_seen` is when a known page's decision was
    (ISO 8601, UTC).
    """

    link: Link
    validators: Validators = NO_VALIDATORS
    reason: str | None = None
    attempts: int = 0
    failed: str | None = None
    withdrawn: bool = False
    first_seen: str | None = None


@dataclass(frozen=True, slots=True)
class SourceState:
    """What a user decided about a source, and how it has fared; times are ISO 8601 in UTC."""

    source: str
    enabled: bool = False
    muted_until: str | None = None
    first_success: str | None = None
    last_success: str | None = None
    last_attempt: str | None = None
    last_error: str | None = None
    next_poll: str | None = None
    patience_days: int | None = None
    failing_since: str | None = None
    failed_times: int = 0
    outage: str | None = None
    first_new: str | None = None
    last_new: str | None = None

    def resting(self, now: dt.datetime) -> bool:
        """Tell whether the source failed lately and is left alone at a moment (aware)."""
        return self.next_poll is not None and dt.datetime.fromisoformat(self.next_poll) > now

    @property
    def verified(self) -> bool:
        """True once the source has been read with success."""
        return self.first_success is not None


@dataclass(frozen=True, slots=True)
class SourceResult:
    """How one source fared in a run; `gap` says that a feed showed nothing that was known before."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    requests: int = 0
    not_modified: int = 0
    gap: bool = False
    error: str | None = None


def link_of(row: dict[str, Any]) -> Link:
    """Return the link of a row with url, kind, platform_id, title, body and date; `named` says whether the id is the platform's."""
    return Link(
        url=row["url"],
        kind=LinkKind(row["kind"]),
        id=row["platform_id"] if row["named"] else None,
        title=row["title"],
        body=row["body"],
        date=dt.date.fromisoformat(row["date"]) if row["date"] else None,
    )
