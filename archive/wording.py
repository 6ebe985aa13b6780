"""All that decisions say in words: as they stand, in every revision, in the texts of their attachments. Plain sqlite3."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

CHUNK = 200
_OWN = ("url", "municipality", "body", "diary_number", "title", "rationale", "proposal", "decision", "text")
_CHILDREN = {
    "person": ("name", "title"),
    "handling": ("body", "text"),
    "attachment": ("title", "url"),
    "amount": ("party",),
    "vote": ("motion",),
    "project": ("name",),
    "distribution": ("name",),
    "warning": ("text",),
}
_ATTACHED = (
    "SELECT a.decision_key, f.digest, t.text FROM attachment a JOIN attachment_file f ON f.url = a.url "
    "JOIN attachment_text t ON t.digest = f.digest WHERE a.decision_key IN ({marks})"
)


def wordings(
    connection: sqlite3.Connection, keys: Sequence[int] | None = None, *, without: Collection[str] = ()
) -> Iterator[tuple[int, str]]:
    """Yield the key of each decision (of `keys`, else of all) and everything that it says, a line or more each.

    `without` are the SHA-256 of attachments whose texts are left out.
    """
    if keys is None:
        keys = [key for (key,) in connection.execute("SELECT key FROM decision ORDER BY key")]
    for start in range(0, len(keys), CHUNK):
        yield from _some(connection, keys[start : start + CHUNK], without).items()


def _some(connection: sqlite3.Connection, keys: Sequence[int], without: Collection[str]) -> dict[int, str]:
    marks = ", ".join("?" * len(keys))
    said: dict[int, list[str]] = defaultdict(list)
    for key, *texts in connection.execute(f"SELECT key, {', '.join(_OWN)} FROM decision WHERE key IN ({marks})", keys):
        said[key] += filter(None, texts)
    for table, columns in _CHILDREN.items():
        query = f"SELECT decision_key, {', '.join(columns)} FROM {table} WHERE decision_key IN ({marks})"
        for key, *texts in connection.execute(query, keys):
            said[key] += filter(None, texts)
    query = f"SELECT decision_key, record FROM revision WHERE record IS NOT NULL AND decision_key IN ({marks})"
    for key, record in connection.execute(query, keys):
        said[key] += _strings(json.loads(record))
    for key, digest, text in connection.execute(_ATTACHED.format(marks=marks), keys):
        if digest not in without:
            said[key].append(text)
    return {key: "\n".join(texts) for key, texts in said.items()}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
