"""The archive's tables. What a page says is in table decision and its children; what was fetched, and how it went, in the rest.

Times are ISO 8601 in UTC (`2023-05-08T09:30:00Z`), dates ISO (`2023-05-08`), money integer cents beside its exact decimal
text, sets of words the values of `scraper.vocabulary`. `position` counts from 0 in the order of the page. `change` is the
archive's counter: every decision that is new or altered takes the next number, so "what is new since" is one comparison.
A change of these classes needs a migration in archive/migrations/versions.
"""

from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel


def _decision(*, index: bool = True) -> Any:
    return Field(foreign_key="decision.key", ondelete="CASCADE", index=index)


class Meta(SQLModel, table=True):
    """The archive's own facts: archive_id (a UUID), created, change (the counter)."""

    name: str = Field(primary_key=True)
    value: str


class Snapshot(SQLModel, table=True):
    """The bytes of a page as served, zlib-compressed, once however often they were served."""

    sha256: str = Field(primary_key=True, description="Of the bytes as served, lower-case hexadecimal")
    size: int = Field(description="Of the bytes as served")
    content: bytes = Field(description="zlib-compressed")


class Meeting(SQLModel, table=True):
    """One meeting of a body."""

    id: str = Field(primary_key=True, description="`source:platform-id`")
    source: str = Field(index=True)
    body: str | None = None
    date: str | None = None
    status: str | None = None
    url: str


class Decision(SQLModel, table=True):
    """One numbered section of a meeting, one officer decision or one attachment's text, as last read."""

    __table_args__ = (
        Index("decision_place", "municipality", "body", "date"),
        Index("decision_source", "source", "status"),
    )

    key: int = Field(primary_key=True)
    id: str = Field(
        unique=True, description="`source:platform-id`, else the normalised address, else `sha256:` and the file's"
    )
    source: str | None = Field(default=None, description="None for an imported file of an unknown publisher")
    platform: str
    meeting: str | None = Field(default=None, description="Meeting.id")
    municipality: str | None = None
    kind: str
    status: str | None = None
    body: str | None = None
    body_abbreviation: str | None = None
    date: str | None = Field(default=None, index=True)
    section: str | None = None
    diary_number: str | None = Field(default=None, index=True)
    classification: str | None = None
    title: str | None = None
    language: str | None = None
    rationale: str | None = None
    proposal: str | None = None
    decision: str | None = None
    text: str | None = None
    outcome: str | None = None
    final: bool | None = None
    url: str | None = Field(default=None, index=True)
    document: str | None = Field(default=None, description="Path of an imported file, as given")
    retrieved: str | None = Field(default=None, description="When the page was fetched that was last read")
    snapshot: str | None = Field(default=None, foreign_key="snapshot.sha256", index=True)
    content_hash: str = Field(description="SHA-256 of the parsed record, not of the page's bytes")
    change: int = Field(index=True)
    withdrawn: bool = False
    first_seen: str
    last_changed: str


class Person(SQLModel, table=True):
    """A person of a decision; role preparer, presenter, decision_maker, recused or expert."""

    key: int | None = Field(default=None, primary_key=True)
    decision_key: int = _decision()
    position: int = Field(description="Within the role")
    role: str
    name: str | None = None
    title: str | None = None


class Handling(SQLModel, table=True):
    """An older handling of the matter that the page repeats."""

    key: int | None = Field(default=None, primary_key=True)
    decision_key: int = _decision()
    position: int
    body: str | None = None
    date: str | None = None
    section: str | None = None
    text: str


class Attachment(SQLModel, table=True):
    """A file that a decision names."""

    key: int | None = Field(default=None, primary_key=True)
    decision_key: int = _decision()
    position: int
    number: str | None = None
    title: str | None = None
    url: str | None = None


class Amount(SQLModel, table=True):
    """A sum of money. `cents` is rounded half-even and None beyond 64 bits; `value` and `max` are exact decimal text."""

    __table_args__ = (Index("amount_size", "currency", "cents"),)

    key: int | None = Field(default=None, primary_key=True)
    decision_key: int = _decision()
    position: int
    text: str
    value: str
    max: str | None = None
    cents: int | None = None
    max_cents: int | None = None
    currency: str
    role: str
    qualifier: str | None = None
    approximate: bool
    per: str | None = None
    vat: str | None = None
    party: str | None = None
    part: str
    handling: int | None = None
    start: int
    end: int


class Share(SQLModel, table=True):
    """A share of a funding in per cent; `value` is exact decimal text."""

    key: int | None = Field(default=None, primary_key=True)
    decision_key: int = _decision()
    position: int
    text: str
    value: str
    role: str
    part: str
    handling: int | None = None
    start: int
    end: int


class Vote(SQLModel, table=True):
    """One vote: the counts that the page states (`for` and `against` are words of SQL or near it)."""

    key: int | None = Field(default=None, primary_key=True)
    decision_key: int = _decision()
    position: int
    ayes: int | None = None
    noes: int | None = None
    blank: int | None = None
    motion: str | None = None


class Arithmetic(SQLModel, table=True):
    """An arithmetic check of a decision's own figures."""

    key: int | None = Field(default=None, primary_key=True)
    decision_key: int = _decision()
    position: int
    rule: str
    verdict: str = Field(index=True)
    expected: str | None = Field(default=None, description="Exact decimal text, euros")
    found: str | None = Field(default=None, description="Exact decimal text, euros")
    expected_cents: int | None = None
    found_cents: int | None = None
    reason: str | None = None
    sentence: str
    amounts: str = Field(description="Positions of the amounts it rests on, JSON, e.g. [0, 2]")


class Project(SQLModel, table=True):
    """A project that a decision is about; `project_key` is the same for trivially different spellings."""

    key: int | None = Field(default=None, primary_key=True)
    decision_key: int = _decision()
    position: int
    name: str
    project_key: str = Field(index=True)


class Distribution(SQLModel, table=True):
    """One to whom a decision is made known (Jakelu, Tiedoksi)."""

    key: int | None = Field(default=None, primary_key=True)
    decision_key: int = _decision()
    position: int
    name: str


class Warning(SQLModel, table=True):
    """What could not be read of a decision's page."""

    key: int | None = Field(default=None, primary_key=True)
    decision_key: int = _decision()
    position: int
    text: str


class Revision(SQLModel, table=True):
    """One meaning that a decision has had. `record` is the whole record as JSON, None for the one that stands in the tables."""

    __table_args__ = (UniqueConstraint("decision_key", "number"),)

    key: int | None = Field(default=None, primary_key=True)
    decision_key: int = _decision(index=False)
    number: int = Field(description="1, 2, … in the order they were seen")
    kind: str = Field(description="What set it apart from the one before: archive.revisions.RevisionKind")
    at: str = Field(description="When the page was fetched")
    change: int
    content_hash: str
    snapshot: str | None = Field(default=None, foreign_key="snapshot.sha256")
    record: str | None = None


class Removal(SQLModel, table=True):
    """A decision that was taken out of the archive, for the index to follow."""

    id: str = Field(primary_key=True)
    change: int = Field(index=True)


class Page(SQLModel, table=True):
    """A version of a page as fetched: a row for each address and content that mattered."""

    __table_args__ = (UniqueConstraint("url", "sha256"),)

    key: int | None = Field(default=None, primary_key=True)
    url: str = Field(description="Canonical address asked for; '' for an imported file without one")
    final_url: str | None = Field(default=None, description="Where redirects led")
    kind: str | None = Field(default=None, description="scraper.page.LinkKind")
    platform_id: str | None = None
    source: str | None = Field(default=None, index=True)
    municipality: str | None = Field(default=None, description="As given when it was saved")
    document: str | None = Field(default=None, description="Path of an imported file, as given")
    sha256: str = Field(foreign_key="snapshot.sha256", index=True)
    content_type: str | None = None
    status: int
    fetched: str
    etag: str | None = None
    last_modified: str | None = None
    decision_key: int | None = Field(default=None, foreign_key="decision.key", ondelete="SET NULL", index=True)


class Failure(SQLModel, table=True):
    """A page or feed that could not be read, with its reason and all that is needed for another try."""

    __table_args__ = (UniqueConstraint("source", "url"),)

    key: int | None = Field(default=None, primary_key=True)
    source: str = Field(default="", description="'' where it is not known")
    url: str = Field(index=True)
    kind: str
    platform_id: str | None = None
    title: str | None = None
    body: str | None = None
    date: str | None = None
    reason: str
    first_failed: str
    last_failed: str
    attempts: int
    sha256: str | None = Field(default=None, description="The page, where one came")


class SourceState(SQLModel, table=True):
    """What a user decided about a source, and how it has fared."""

    __tablename__ = "source_state"

    source: str = Field(primary_key=True)
    enabled: bool = False
    muted_until: str | None = None
    first_success: str | None = Field(default=None, description="A source is verified once it has succeeded")
    last_success: str | None = None
    last_attempt: str | None = None
    last_error: str | None = None
    next_poll: str | None = None


class FeedState(SQLModel, table=True):
    """The validators of a feed or list, for conditional requests."""

    __tablename__ = "feed_state"

    url: str = Field(primary_key=True)
    source: str | None = Field(default=None, index=True)
    etag: str | None = None
    last_modified: str | None = None
    updated: str


class Robots(SQLModel, table=True):
    """A site's robots.txt as last served, so that a run within a day asks for none."""

    origin: str = Field(primary_key=True, description="`https://host`")
    status: int = Field(description="200 or a 4xx")
    content: bytes
    fetched: str


class SyncRun(SQLModel, table=True):
    """One run of a command that writes."""

    __tablename__ = "sync_run"

    key: int | None = Field(default=None, primary_key=True)
    command: str
    version: str
    started: str
    finished: str | None = Field(default=None, description="None while it runs, and where it was killed")


class SyncResult(SQLModel, table=True):
    """How one source fared in one run."""

    __tablename__ = "sync_result"

    run_key: int = Field(foreign_key="sync_run.key", ondelete="CASCADE", primary_key=True)
    source: str = Field(primary_key=True)
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    requests: int = 0
    not_modified: int = 0
    gap: bool = Field(default=False, description="A feed showed nothing that was known: items may have slid past")
    error: str | None = None


class ProjectLink(SQLModel, table=True):
    """A person's word that two spellings are, or are not, one project; `key_a` sorts before `key_b`."""

    __tablename__ = "project_link"

    key_a: str = Field(primary_key=True)
    key_b: str = Field(primary_key=True)
    decision: str = Field(description="confirmed or rejected")
    who: str | None = None
    why: str | None = None
    at: str
