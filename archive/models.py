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
    """The archive's own facts: archive_id (a UUID), created, change (the counter); tombstone_key, erasing (archive.erasure)."""

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
        # All that status and audit ask of every decision, so that neither reads the texts.
        Index(
            "decision_audit",
            *("source", "municipality", "kind", "body", "date", "section"),
            *("status", "withdrawn", "body_abbreviation", "first_seen"),
        ),
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
    page: int | None = Field(default=None, description="The page of a PDF of a whole meeting that it begins on, from 1")
    document: str | None = Field(default=None, description="Path of an imported file, as given")
    retrieved: str | None = Field(default=None, description="When the page was fetched that was last read")
    snapshot: str | None = Field(default=None, foreign_key="snapshot.sha256", index=True)
    content_hash: str = Field(description="SHA-256 of the parsed record, not of the page's bytes")
    change: int = Field(index=True)
    withdrawn: bool = False
    first_seen: str
    last_changed: str
    seal: int | None = Field(
        default=None, description="Digest of what is stated here and in the children: archive.seals"
    )


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
    url: str | None = Field(default=None, index=True, description="Also AttachmentFile.url, once it was asked for")


class AttachmentFile(SQLModel, table=True):
    """What lies behind an attachment's address, as last fetched. Identical files have one digest, and one text.

    A row is there from when a decision names the file, `unfetched` until it comes. `digest` is also a snapshot's where the
    bytes are kept (`minutes sync --attachments files`).
    """

    __tablename__ = "attachment_file"
    __table_args__ = (Index("attachment_due", "source", "due"),)

    url: str = Field(primary_key=True, description="As the decision names it: attachment.url")
    source: str = Field(description="Whose decision named it first: its hosts are those that may be asked")
    digest: str | None = Field(
        default=None, index=True, description="SHA-256 of the bytes as served; None: none ever came"
    )
    state: str = Field(
        description="scraper.vocabulary.FileState: text, no_text, unsupported, failed, refused, unfetched, erased"
    )
    media: str | None = Field(default=None, description="scraper.vocabulary.Media, by its content: pdf, docx, …")
    pages: int | None = Field(default=None, description="Pages, slides or sheets")
    size: int | None = Field(default=None, description="Bytes")
    reason: str | None = Field(default=None, description="Why there is no text, or not all of it, in words")
    fetched: str | None = Field(default=None, description="When it was last asked for; None: not yet")
    due: str | None = Field(default=None, description="When it is asked for again; None: never")
    attempts: int = Field(default=0, description="Requests in a row that brought nothing")
    etag: str | None = None
    last_modified: str | None = None


class AttachmentText(SQLModel, table=True):
    """The text of one page, slide or sheet of a file."""

    __tablename__ = "attachment_text"

    digest: str = Field(primary_key=True, description="AttachmentFile.digest")
    position: int = Field(primary_key=True, description="From 1; pages without any text have no row")
    label: str = Field(description="How it is cited: 's. 3', 'dia 2', 'taulukko Talousarvio'; '' for a plain text")
    text: str


class AttachmentAmount(SQLModel, table=True):
    """A sum of money in a file, as in table amount; never one of the decision's own. `start` and `end` count in the page's text."""

    __tablename__ = "attachment_amount"

    digest: str = Field(primary_key=True, description="AttachmentFile.digest")
    position: int = Field(primary_key=True, description="In the file, from 0")
    page: int = Field(description="AttachmentText.position")
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
    start: int
    end: int


class AttachmentProject(SQLModel, table=True):
    """A project that a file is about, with the page that names it first."""

    __tablename__ = "attachment_project"

    digest: str = Field(primary_key=True, description="AttachmentFile.digest")
    position: int = Field(primary_key=True, description="In the file, from 0")
    page: int = Field(description="AttachmentText.position")
    name: str
    project_key: str = Field(index=True)


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


class Tombstone(SQLModel, table=True):
    """What was erased and must not come back, as an HMAC-SHA256 under the archive's own key (`tombstone_key` of table meta).

    Without the key, which never leaves the archive, nobody can test a name or an address against it.
    """

    hash: str = Field(primary_key=True, description="Of an id, an address, a record or a page: archive.tombstones")
    reason: str = Field(description="As given by the person who erased")
    at: str


class Lineage(SQLModel, table=True):
    """A random word for each batch that changed decisions, so that an index can tell this archive from an older copy of it."""

    change: int = Field(primary_key=True, description="The last change of the batch")
    nonce: str


class Seal(SQLModel, table=True):
    """A digest of all the rows of a table, kept in step by every write; `minutes verify` compares it with the rows.

    Decision.seal proves what pages state, so that the tables of a decision's children have none here.
    """

    name: str = Field(primary_key=True, description="Of the table; sqlite_master for the schema itself")
    digest: int = Field(description="Sum of the rows' digests modulo 2^62: archive.seals")


class Backup(SQLModel, table=True):
    """A copy that `minutes backup` made; it is outside the reach of an erasure."""

    key: int | None = Field(default=None, primary_key=True)
    path: str = Field(description="Where it was written")
    at: str


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
    next_poll: str | None = Field(default=None, description="Failing as a whole: not asked before this, unless named")
    patience_days: int | None = Field(
        default=None, description="Days without anything new before it is said; None: own"
    )
    failing_since: str | None = Field(default=None, description="Since when none of its feeds could be read")
    failed_times: int = Field(
        default=0, sa_column_kwargs={"server_default": "0"}, description="Polls in a row that failed as a whole"
    )
    outage: str | None = Field(
        default=None,
        description="In words: so many of its known pages answer 404 that none is counted as gone; None: no",
    )
    first_new: str | None = Field(default=None, description="The first poll that brought a decision that was new")
    last_new: str | None = Field(
        default=None, description="The latest poll that did; polls between: sync_result.new > 0"
    )


class FeedState(SQLModel, table=True):
    """The validators of a feed, a list or a meeting's page, for conditional requests."""

    __tablename__ = "feed_state"

    url: str = Field(primary_key=True)
    source: str | None = Field(default=None, index=True)
    etag: str | None = None
    last_modified: str | None = None
    updated: str = Field(description="When the validators last changed")
    first_read: str | None = Field(default=None, description="Of a feed: the first time it could be read")
    leads: str | None = Field(
        default=None,
        description="Of a list with validators: the lists and meetings that it led to, JSON: archive.leads",
    )


class Recheck(SQLModel, table=True):
    """When a decision's page is asked for again, and whether it still answers; a row for each that has a source and an address.

    A decision is withdrawn once its page answered 404 or 410 `gone_times` ≥ 3 times, over at least a week since
    `gone_since`. Any other failure leaves these as they are; the page itself clears them.
    """

    __table_args__ = (Index("recheck_due", "source", "due"),)

    decision_key: int = Field(foreign_key="decision.key", ondelete="CASCADE", primary_key=True)
    source: str
    since: str = Field(
        description="From when 14 days, 60 days and years are counted: it was read, decided or withdrawn"
    )
    due: str = Field(description="When it is next asked for; agendas are asked for at every sync besides")
    checked: str | None = Field(default=None, description="When it was last due and answered; None: not yet")
    last_answer: str | None = Field(default=None, description="archive.schedule.Answer: same, changed, gone or outage")
    gone_since: str | None = Field(default=None, description="The first 404 or 410 of the present row of them")
    gone_last: str | None = Field(default=None, description="The latest one that counted; at most one a day does")
    gone_times: int = 0


class Gap(SQLModel, table=True):
    """A poll whose feed showed nothing that was known: between the two dates items have slid past.

    `filled` is None while it is open; then `reason` says why the lists of meetings could not close it.
    """

    key: int | None = Field(default=None, primary_key=True)
    source: str = Field(index=True)
    feed: str = Field(description="The feed's address")
    kind: str = Field(description="What it shows: meeting_item (also for a feed of meetings) or officer_decision")
    from_date: str | None = Field(default=None, description="Of the newest decision known before")
    to_date: str | None = Field(default=None, description="Of the oldest item that the feed shows")
    found: str = Field(description="When it was noticed")
    filled: str | None = Field(default=None, description="When the lists had been walked back to from_date")
    items: int | None = Field(default=None, description="New items that the lists led to, besides the feed's own")
    reason: str | None = Field(default=None, description="Why it is still open")
    attempts: int = Field(default=0, description="Walks of the lists that did not close it")
    tried: str | None = Field(default=None, description="When the last of them was")


class Told(SQLModel, table=True):
    """What a person has been told of and what still holds, so that cron mails it once and not every hour.

    Written only where the exit status or the screen really told it: what arises while a source is muted is not here.
    """

    source: str = Field(primary_key=True)
    problem: str = Field(
        primary_key=True,
        description="What it is of the source, e.g. error, outage, gap:<feed>, page:<address>: see archive.attention",
    )
    words: str = Field(description="As told")
    at: str


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
    """How one source fared in one run; a run in which it had nothing new to say and nothing failed leaves no row."""

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
