"""The statements that a batch writes with; made of constants only, values are always bound."""

from collections.abc import Sequence

from archive import models
from archive.rows import CHILDREN, RECORD


def _insert(table: str, columns: Sequence[str], tail: str = "") -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))}) {tail}"


_PAGE = tuple(name for name in models.Page.model_fields if name != "key")
_PAGE_AGAIN = ", ".join(f"{name} = excluded.{name}" for name in _PAGE if name not in {"url", "sha256"})
STATED = (
    "id",
    "source",
    "platform",
    "meeting",
    *RECORD,
    "url",
    "page",
    "document",
    "retrieved",
    "snapshot",
    "content_hash",
)
OWN = ("change", "withdrawn", "first_seen", "last_changed", "seal")
_REVISION = ("decision_key", "number", "kind", "at", "change", "content_hash", "snapshot")
WRITES = {
    "snapshot": _insert("snapshot", ("sha256", "size", "content"), "ON CONFLICT DO NOTHING"),
    "decision": _insert("decision", ("key", *STATED, *OWN)),
    **{table: _insert(table, columns) for table, columns in CHILDREN.items()},
    "attachment_file": _insert(
        "attachment_file", ("url", "source", "state", "due", "attempts", "reason"), "ON CONFLICT DO NOTHING"
    ),
    "revision": _insert("revision", _REVISION),
    "recheck": _insert("recheck", ("decision_key", "source", "since", "due", "gone_times")),
    "page": _insert("page", _PAGE, f"ON CONFLICT (url, sha256) DO UPDATE SET {_PAGE_AGAIN}"),
}
"""The statements of a flush, in the order that foreign keys ask for."""

KNOWN = "SELECT key, content_hash, snapshot, withdrawn, first_seen, last_changed FROM decision WHERE id = ?"
_SET = ", ".join(f'"{name}" = ?' for name in (*STATED, *OWN))
UPDATE = f"UPDATE decision SET {_SET} WHERE key = ?"
OLD_FLIPS = (
    "SELECT key, snapshot FROM revision WHERE decision_key = ? AND number > 1 ORDER BY number DESC LIMIT -1 OFFSET ?"
)
OLD_PAGE = (
    "DELETE FROM page WHERE decision_key = ? AND sha256 = ? AND NOT EXISTS ("
    "SELECT 1 FROM revision r WHERE r.decision_key = page.decision_key AND r.snapshot = page.sha256)"
)
UNUSED_SNAPSHOT = "DELETE FROM snapshot WHERE sha256 = ? AND " + " AND ".join(
    f"NOT EXISTS (SELECT 1 FROM {table} WHERE {table}.{column} = snapshot.sha256)"
    for table, column in (
        ("page", "sha256"),
        ("decision", "snapshot"),
        ("revision", "snapshot"),
        ("failure", "sha256"),
        ("attachment_file", "digest"),
    )
)
"""What goes with a revision that is no longer kept: its page and its bytes, where nothing else stands on them."""


MEETING = (
    _insert("meeting", ("id", "source", "body", "date", "status", "url"), "ON CONFLICT (id) DO UPDATE SET ")
    + "body = excluded.body, date = excluded.date, status = excluded.status, url = excluded.url "
    "WHERE (body, date, status, url) IS NOT (excluded.body, excluded.date, excluded.status, excluded.url)"
)
_LINK = ("source", "url", "kind", "platform_id", "title", "body", "date")
FAILURE = (
    _insert(
        "failure",
        (*_LINK, "reason", "first_failed", "last_failed", "attempts", "sha256"),
        "ON CONFLICT (source, url) DO UPDATE SET ",
    )
    + "reason = excluded.reason, last_failed = excluded.last_failed, attempts = attempts + 1, sha256 = excluded.sha256"
)
VALIDATORS = (
    _insert(
        "feed_state", ("url", "source", "etag", "last_modified", "updated", "leads"), "ON CONFLICT (url) DO UPDATE SET "
    )
    + "etag = excluded.etag, last_modified = excluded.last_modified, updated = excluded.updated, leads = excluded.leads "
    "WHERE (etag, last_modified, leads) IS NOT (excluded.etag, excluded.last_modified, excluded.leads)"
)
POLLED = (
    "INSERT INTO source_state (source, enabled, first_success, last_success, last_attempt, last_error, next_poll, "
    "failing_since, failed_times, first_new, last_new) VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (source) DO UPDATE SET "
    "first_success = coalesce(first_success, excluded.first_success), "
    "last_success = coalesce(excluded.last_success, last_success), "
    "last_attempt = excluded.last_attempt, last_error = excluded.last_error, next_poll = excluded.next_poll, "
    "failing_since = CASE WHEN excluded.failed_times THEN coalesce(failing_since, excluded.failing_since) END, "
    "failed_times = CASE WHEN excluded.failed_times THEN failed_times + 1 ELSE 0 END, "
    "first_new = coalesce(first_new, excluded.first_new), last_new = coalesce(excluded.last_new, last_new)"
)
TOLD = (
    _insert("told", ("source", "problem", "words", "at"), "ON CONFLICT (source, problem) DO UPDATE SET ")
    + "words = words || char(10) || excluded.words, at = excluded.at"
)
RESULT = _insert(
    "sync_result",
    ("run_key", "source", "new", "changed", "unchanged", "failed", "requests", "not_modified", "gap", "error"),
    "ON CONFLICT (run_key, source) DO UPDATE SET new = excluded.new, changed = excluded.changed, "
    "unchanged = excluded.unchanged, failed = excluded.failed, requests = excluded.requests, "
    "not_modified = excluded.not_modified, gap = excluded.gap, error = excluded.error",
)
