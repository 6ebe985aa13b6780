"""The statements that a batch writes with; made of constants only, values are always bound."""

from collections.abc import Sequence

from archive import models
from archive.rows import CHILDREN, RECORD


def _insert(table: str, columns: Sequence[str], tail: str = "") -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))}) {tail}"


_PAGE = tuple(name for name in models.Page.model_fields if name != "key")
_PAGE_AGAIN = ", ".join(f"{name} = excluded.{name}" for name in _PAGE if name not in {"url", "sha256"})
STATED = ("id", "source", "platform", "meeting", *RECORD, "url", "document", "retrieved", "snapshot", "content_hash")
OWN = ("change", "withdrawn", "first_seen", "last_changed")
_REVISION = ("decision_key", "number", "kind", "at", "change", "content_hash", "snapshot")
WRITES = {
    "snapshot": _insert("snapshot", ("sha256", "size", "content"), "ON CONFLICT DO NOTHING"),
    "decision": _insert("decision", ("key", *STATED, *OWN)),
    **{table: _insert(table, columns) for table, columns in CHILDREN.items()},
    "revision": _insert("revision", _REVISION),
    "page": _insert("page", _PAGE, f"ON CONFLICT (url, sha256) DO UPDATE SET {_PAGE_AGAIN}"),
}
"""The statements of a flush, in the order that foreign keys ask for."""

KNOWN = "SELECT key, content_hash, snapshot, withdrawn, first_seen FROM decision WHERE id = ?"
_SET = ", ".join(f'"{name}" = ?' for name in (*STATED, *OWN))
UPDATE = f"UPDATE decision SET {_SET} WHERE key = ?"


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
    _insert("feed_state", ("url", "source", "etag", "last_modified", "updated"), "ON CONFLICT (url) DO UPDATE SET ")
    + "etag = excluded.etag, last_modified = excluded.last_modified, updated = excluded.updated "
    "WHERE (etag, last_modified) IS NOT (excluded.etag, excluded.last_modified)"
)
POLLED = (
    "INSERT INTO source_state (source, enabled, first_success, last_success, last_attempt, last_error, next_poll) "
    "VALUES (?, 0, ?, ?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET "
    "first_success = coalesce(first_success, excluded.first_success), "
    "last_success = coalesce(excluded.last_success, last_success), "
    "last_attempt = excluded.last_attempt, last_error = excluded.last_error, next_poll = excluded.next_poll"
)
RESULT = _insert(
    "sync_result",
    ("run_key", "source", "new", "changed", "unchanged", "failed", "requests", "not_modified", "gap", "error"),
    "ON CONFLICT (run_key, source) DO UPDATE SET new = excluded.new, changed = excluded.changed, "
    "unchanged = excluded.unchanged, failed = excluded.failed, requests = excluded.requests, "
    "not_modified = excluded.not_modified, gap = excluded.gap, error = excluded.error",
)
