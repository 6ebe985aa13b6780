"""Linking spellings of projects by hand, and keeping them apart: a person's word, kept with who, why and when."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from archive.clock import iso, utc_now
from archive.errors import LinkRefused, NotFound, translated
from archive.links import Link, Word, groups, links, ordered
from archive.projects import near
from scraper.grammar.projects import project_key


def link(path: Path, a: str, b: str, *, who: str | None, why: str | None) -> Link:
    """Confirm that two spellings are one project, whatever was said of the two before.

    Raises NotFound for a name no decision has, LinkRefused where it would join what was said to be different, and the
    errors of opening an archive.
    """
    return _say(path, a, b, Word.confirmed, who, why)


def unlink(path: Path, a: str, b: str, *, who: str | None, why: str | None) -> Link:
    """Reject that two spellings are one project: a link of them is undone, and they are not suggested again.

    Raises NotFound, LinkRefused where they are one through a third spelling or by their key, and the errors of opening.
    """
    return _say(path, a, b, Word.rejected, who, why)


def _say(path: Path, a: str, b: str, word: Word, who: str | None, why: str | None) -> Link:
    from archive import database

    engine = database.prepared(path, create=False, readonly=False)
    try:
        with translated(path), engine.connect() as pooled:
            connection: sqlite3.Connection = pooled.connection.driver_connection  # type: ignore[assignment]
            connection.execute("BEGIN IMMEDIATE")
            try:
                key_a, key_b = ordered(_known(connection, a, path), _known(connection, b, path))
                said = links(connection)
                _agree(key_a, key_b, word, said, path)
                spoken = Link(key_a, key_b, word, who, why, iso(utc_now()))
                connection.execute(
                    "INSERT OR REPLACE INTO project_link (key_a, key_b, decision, who, why, at) VALUES (?, ?, ?, ?, ?, ?)",
                    (key_a, key_b, str(word), who, why, spoken.at),
                )
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
    finally:
        engine.dispose()
    return spoken


def _known(connection: sqlite3.Connection, name: str, path: Path) -> str:
    key = project_key(name)
    if connection.execute("SELECT 1 FROM project WHERE project_key = ? LIMIT 1", (key,)).fetchone():
        return key
    like = " or ".join(f"“{spelling}”" for spelling in near(connection, name))
    hint = f"; did you mean {like}?" if like else "; `minutes projects list` names them all."
    raise NotFound(f"no decision is about a project “{name}”{hint}", path=path)


def _agree(key_a: str, key_b: str, word: Word, said: Sequence[Link], path: Path) -> None:
    """Raise LinkRefused where the word contradicts another or says nothing."""
    if key_a == key_b:
        raise LinkRefused(
            "these are two spellings of one key, and one project already; nothing to link or unlink.", path=path
        )
    others = [link for link in said if (link.key_a, link.key_b) != (key_a, key_b)]
    one = groups({key_a, key_b}, others)
    group_a, group_b = (next(group for group in one if key in group) for key in (key_a, key_b))
    if word is Word.rejected:
        if group_a is group_b:
            via = ", ".join(sorted(group_a - {key_a, key_b}))
            raise LinkRefused(
                f"they are one project through other spellings too ({via}): unlink those first.", path=path
            )
        return
    for other in others:
        if other.word is Word.rejected and _joins(other, group_a, group_b):
            raise LinkRefused(
                f"that would join “{other.key_a}” and “{other.key_b}”, which {other.who or 'somebody'} said on {other.at[:10]} "
                f"are different ({other.why or 'no reason given'}): link those two first if that was wrong.",
                path=path,
            )


def _joins(other: Link, group_a: set[str], group_b: set[str]) -> bool:
    """Tell whether making two groups one would put both sides of a rejected pair into it."""
    if group_a is group_b:
        return False
    return (other.key_a in group_a and other.key_b in group_b) or (other.key_a in group_b and other.key_b in group_a)
