"""What needs a person: every source's problems as they stand, and which of them nobody has been told of yet.

One place decides it for `minutes sync` and `minutes status`, so that cron mails a problem once and not every hour:

    new = newly_needing(archive, now)      of the enabled sources; `sources=` means those of one run, enabled or not
    …show them; exit status 1 where there are some…
    mark_told(archive, new, now)           they are told now, and what no longer holds is forgotten

A problem is told again once it has been resolved and comes back, and where its words are new; its figures alone (another day of
silence) are nothing new, and words that it had before are not either. Problems of muted sources are never told: they are when the mute
ends, if they still hold.
"""

import datetime as dt
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.condition import Condition, conditions, last_sync
from archive.errors import translated
from archive.pace import working_days
from archive.readonly import connect

if TYPE_CHECKING:
    from archive.store import Archive

DARK = dt.timedelta(days=7)
IDLE = dt.timedelta(days=3)
"""Without a sync for so long, a crontab line has probably stopped running."""
MOST_WORDINGS = 8
"""Wordings of one problem that are told before it is just the same problem in ever new words."""
LONGEST = 300
ARCHIVE = ""
"""Stands for the source of a problem that is the archive's as a whole."""
_WAIT = 5.0  # seconds for another process's lock
_FIGURES = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that needs a person: of which source, which problem it is, in words, and since when (a moment or day, where known).

    `problem` is one of feeds, dark, outage, gap:<feed>, page:<address>, quiet, or idle for the archive as a whole.
    """

    source: str
    problem: str
    words: str
    since: str | None = None

    @property
    def wording(self) -> str:
        """The words without figures, by which one is told from another."""
        return " ".join(_FIGURES.sub("", self.words).split())[:LONGEST]


@dataclass(frozen=True, slots=True)
class Standing:
    """The problems that hold, those of them that nobody was told of, and the (source, problem) that were told and are resolved."""

    problems: tuple[Problem, ...]
    new: tuple[Problem, ...]
    resolved: tuple[tuple[str, str], ...]


def problems_of(condition: Condition, now: dt.datetime) -> Iterator[Problem]:
    """Yield what of a source's condition needs a person, muted or not."""
    source = condition.source
    if condition.last_error is not None:
        since = condition.failing_since or condition.last_success or condition.last_attempt
        yield Problem(source, "feeds", condition.last_error, _text(since))
        if since is not None and now - since >= DARK:
            yield Problem(source, "dark", f"no answer for {(now - since).days} days", _text(since))
    if condition.outage is not None:
        yield Problem(source, "outage", condition.outage)
    for gap in condition.gaps:
        if gap.reason is not None:
            words = f"items slid past its feed {gap.between}, and its lists could not show them: {gap.reason}"
            yield Problem(source, f"gap:{gap.feed}", words, gap.found)
    for page in condition.waiting:
        if condition.last_error is None or page.kind != "feed":
            yield Problem(source, f"page:{page.url}", f"{page.url}: {page.reason}", page.first_failed)
    if (silence := silent(condition, now)) is not None:
        yield Problem(source, "quiet", silence, condition.pace.last.isoformat() if condition.pace.last else None)


def silent(condition: Condition, now: dt.datetime) -> str | None:
    """Return in words that a source which answers has brought nothing new for longer than its patience, else None."""
    last = condition.pace.last or (condition.first_success and condition.first_success.date())
    today = now.astimezone(dt.UTC).date()
    if last is None or condition.last_error is not None or condition.last_success is None:
        return None
    until = min(today, condition.last_success.date())  # what nobody asked for cannot be missed
    followed = max(last, condition.first_success.date()) if condition.first_success else last
    if working_days(followed, until) <= condition.patience:
        return None
    usual = f", usual {condition.pace.usual_gap}" if condition.pace.usual_gap else ""
    return f"nothing new for {(today - last).days} days{usual}"


def idle(last: dt.datetime | None, conditions: Iterable[Condition], now: dt.datetime) -> Iterator[Problem]:
    """Yield the problem that no sync has begun since `last`, a while ago, although sources are enabled."""
    if last is not None and now - last >= IDLE and any(one.enabled for one in conditions):
        words = f"`minutes sync` last ran {(now - last).days} days ago: does its crontab line still run?"
        yield Problem(ARCHIVE, "idle", words, _text(last))


def standing(
    connection: sqlite3.Connection,
    now: dt.datetime,
    sources: Sequence[str] | None = None,
    *,
    known: Sequence[Condition] | None = None,
) -> Standing:
    """Return what holds of the enabled sources (or of `sources`), and what of it is new. `known` spares reading the conditions again."""
    every = conditions(connection, now) if known is None else known
    chosen = [one for one in every if (one.enabled if sources is None else one.source in sources)]
    held = [problem for one in chosen for problem in problems_of(one, now)]
    if sources is None:
        held += idle(last_sync(connection), chosen, now)
    muted = {one.source for one in chosen if one.muted(now)}
    rows = {
        (source, name): words for source, name, words in connection.execute("SELECT source, problem, words FROM told")
    }
    of_these = {one.source for one in chosen} | ({ARCHIVE} if sources is None else set())
    standing_names = {(problem.source, problem.problem) for problem in held}
    return Standing(
        tuple(held),
        tuple(one for one in held if one.source not in muted and _is_new(one, rows.get((one.source, one.problem)))),
        tuple(name for name in rows if name not in standing_names and name[0] in of_these),
    )


def newly_needing(archive: "Archive", now: dt.datetime, sources: Sequence[str] | None = None) -> list[Problem]:
    """Return the problems of the enabled sources, or of `sources`, that nobody was told of; those of muted sources are left out.

    Raises the errors of archive.errors where the archive cannot be read.
    """
    return list(_standing(archive, now, sources).new)


def mark_told(
    archive: "Archive", told: Iterable[Problem], now: dt.datetime, sources: Sequence[str] | None = None
) -> None:
    """Remember the problems that a person has just been told of, and forget those that no longer hold; nothing to do writes nothing.

    Raises the errors of `Archive.batch`.
    """
    told = list(told)
    resolved = _standing(archive, now, sources).resolved
    if not told and not resolved:
        return
    with archive.batch() as batch:
        for source, problem in resolved:
            batch.forget_told(source, problem)
        for one in told:
            batch.told(one.source, one.problem, one.wording)


def _standing(archive: "Archive", now: dt.datetime, sources: Sequence[str] | None) -> Standing:
    with translated(archive.path), closing(connect(archive.path, seconds=_WAIT)) as connection:
        return standing(connection, now, sources)


def _is_new(problem: Problem, told: str | None) -> bool:
    wordings = [] if told is None else told.split("\n")
    return told is None or (problem.wording not in wordings and len(wordings) < MOST_WORDINGS)


def _text(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None
