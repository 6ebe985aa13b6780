"""How the sources fare, as rows for people and programs, and the archive in a line or two."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.attention import Problem
from archive.clock import iso
from archive.condition import Condition
from minutes.audit_output import percent
from minutes.output import Column, counted, fi_date, printable

COLUMNS = (
    Column("source", "Source"),
    Column("last_success", "Last read"),
    Column("new_week", "New 7 d", right=True),
    Column("new_month", "30 d", right=True),
    Column("usual_week", "Usual a week", right=True),
    Column("share", "Held", right=True),
    Column("gaps", "Gaps", right=True),
    Column("waiting", "Unread", right=True),
    Column("gone", "Gone", right=True),
    Column("state", "State"),
)
DATA = tuple(
    Column(key, key)
    for key in (
        *(
            "row",
            "source",
            "enabled",
            "muted_until",
            "state",
            "last_success",
            "last_attempt",
            "last_error",
            "failing_since",
        ),
        *("decisions", "new_week", "new_month", "usual_week", "usual_gap", "last_new", "patience", "patience_set"),
        *("held", "expected", "share", "gaps", "waiting", "gone", "problems", "new_problems"),
        *("archive", "bytes", "index", "behind"),
    )
)
"""What programs get: csv and jsonl; `row` is source, or archive for the last one."""
FAST_ENGINE = "tantivy"
MANY = 100_000
"""Decisions above which the faster engine is worth its larger dependency."""


_ADDRESS = re.compile(r"^https?://\S+: ")


@dataclass(frozen=True, slots=True)
class Line:
    """One source's line: its condition, its problems, which of them are new, and its sections held and expected."""

    condition: Condition
    problems: tuple[Problem, ...] = ()
    new: tuple[Problem, ...] = ()
    held: int | None = None
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class ArchiveLine:
    """The archive as a whole: its size in bytes, the engine of its index ('' where there is none), the changes that this is behind."""

    path: Path
    decisions: int
    size: int
    engine: str
    behind: int
    problems: tuple[Problem, ...] = ()

    def in_words(self) -> str:
        """Return the line for people."""
        index = (
            "no search index yet: the next search makes it"
            if not self.engine
            else "index in step"
            if not self.behind
            else f"index {counted(self.behind, 'change')} behind: the next search or sync brings it up to date"
        )
        return f"{self.path}: {counted(self.decisions, 'decision')}, {self.size / 1e6:.1f} MB, {index}."

    def advice(self) -> str | None:
        """Return what would make searches faster, None where nothing would."""
        if self.decisions <= MANY or self.engine in ("", FAST_ENGINE):
            return None
        return f"Over {MANY:,} decisions: `minutes reindex --engine {FAST_ENGINE}` makes searches faster."


def rows(lines: Iterable[Line], now: dt.datetime) -> Iterator[dict[str, Any]]:
    """Yield a row for people a source."""
    for line in lines:
        condition, pace = line.condition, line.condition.pace
        yield {
            "source": condition.source,
            "last_success": condition.last_success or "never",
            "new_week": str(pace.new_week),
            "new_month": str(pace.new_month),
            "usual_week": "" if pace.usual_week is None else f"{pace.usual_week:g}",
            "share": percent(line.held, line.expected),
            "gaps": _number(len(condition.gaps)),
            "waiting": _number(len(condition.waiting)),
            "gone": _number(condition.gone),
            "state": state(line, now),
        }


def data(lines: Iterable[Line], archive: ArchiveLine, now: dt.datetime) -> Iterator[dict[str, Any]]:
    """Yield a record for programs a source, and one for the archive; times are ISO 8601 in UTC."""
    for line in lines:
        condition, pace = line.condition, line.condition.pace
        yield {
            "row": "source",
            "source": condition.source,
            "enabled": condition.enabled,
            "muted_until": _iso(condition.muted_until),
            "state": state(line, now),
            "last_success": _iso(condition.last_success),
            "last_attempt": _iso(condition.last_attempt),
            "last_error": condition.last_error,
            "failing_since": _iso(condition.failing_since),
            "decisions": condition.decisions,
            "new_week": pace.new_week,
            "new_month": pace.new_month,
            "usual_week": pace.usual_week,
            "usual_gap": pace.usual_gap,
            "last_new": pace.last,
            "patience": condition.patience,
            "patience_set": condition.own_patience is not None,
            "held": line.held,
            "expected": line.expected,
            "share": round(line.held / line.expected, 6) if line.held is not None and line.expected else None,
            "gaps": len(condition.gaps),
            "waiting": len(condition.waiting),
            "gone": condition.gone,
            "problems": [f"{problem.problem}: {problem.words}" for problem in line.problems],
            "new_problems": [problem.problem for problem in line.new],
        }
    yield {
        "row": "archive",
        "archive": str(archive.path),
        "decisions": archive.decisions,
        "bytes": archive.size,
        "index": archive.engine or None,
        "behind": archive.behind,
        "problems": [f"{problem.problem}: {problem.words}" for problem in archive.problems],
    }


def state(line: Line, now: dt.datetime) -> str:
    """Return in words how a source fares: its problems, the gravest first, `muted` and `not enabled` in front."""
    by_kind: dict[str, list[Problem]] = {}
    for problem in line.problems:
        by_kind.setdefault(problem.problem.partition(":")[0], []).append(problem)
    words = list(_words(by_kind)) or ["fine" if line.condition.last_success else "not read yet"]
    if line.condition.muted(now):
        muted = (line.condition.muted_until or now) - dt.timedelta(seconds=1)
        words.insert(0, f"muted until {fi_date(muted.date())}")
    if not line.condition.enabled:
        words.insert(0, "not enabled")
    return "; ".join(words)


def counted_only(lines: Iterable[Line]) -> Iterator[str]:
    """Yield a line for each gap and page that `state` only counts and that is not new, which `newly` tells."""
    for line in lines:
        yield from newly(
            one for one in line.problems if one.problem.partition(":")[0] in ("gap", "page") and one not in line.new
        )


def newly(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield a line for each problem that nobody was told of."""
    for problem in problems:
        yield printable(f"{problem.source}: {problem.words}" if problem.source else problem.words)


def _words(by_kind: Mapping[str, list[Problem]]) -> Iterator[str]:
    for kind in ("dark", "feeds", "outage", "quiet"):
        yield from (_ADDRESS.sub("", problem.words) for problem in by_kind.get(kind, ()))
    if gaps := by_kind.get("gap"):
        yield counted(len(gaps), "gap")
    if pages := by_kind.get("page"):
        yield f"{counted(len(pages), 'page')} not read"


def _number(number: int) -> str:
    return str(number) if number else ""


def _iso(moment: dt.datetime | None) -> str | None:
    return None if moment is None else iso(moment)
