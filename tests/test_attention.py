"""What needs a person, and that each of it is told once: on real archives, with a clock of their own."""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.attention import MOST_WORDINGS, mark_told, newly_needing, problems_of, silent
from archive.batch import Batch
from archive.clock import iso
from archive.condition import Condition, conditions
from archive.pace import LEAST_PATIENCE, MOST_PATIENCE, UNKNOWN_PATIENCE, Pace, pace, working_days
from archive.store import Archive
from scraper.page import Link, LinkKind
from scraper.records import Status
from tests.decisions import decision, page, parsed

NOW = dt.datetime(2024, 2, 5, 9, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
FEED = "https://kukkula.example/feed"


class Clock:
    """A clock that stands still until it is moved."""

    now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def archive(tmp_path: Path, clock: Clock) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive.sqlite", now=clock) as opened:
        opened.set_source("kukkula", enabled=True)
        yield opened


def told(archive: Archive, clock: Clock, sources: list[str] | None = None) -> list[str]:
    """Return the problems that a run would tell of now, by name, and mark them as told."""
    new = newly_needing(archive, clock.now, sources)
    mark_told(archive, new, clock.now, sources)
    return [one.problem for one in new]


def write(archive: Archive, what: Callable[[Batch], object]) -> None:
    with archive.batch() as batch:
        what(batch)


def poll(archive: Archive, error: str | None = None, source: str = "kukkula") -> None:
    write(archive, lambda batch: batch.polled(source, error=error))


def bring(archive: Archive, number: int, day: dt.datetime, date: dt.date | None = None) -> None:
    """Save a decision that is new on a day, of a meeting of that day unless said otherwise."""
    fetched = page(f"2024{number}-1", content=str(number).encode(), fetched=day)
    with archive.batch() as batch:
        one = decision(date=date or day.date(), status=Status.minutes)
        batch.save("kukkula", parsed(one, ids=(f"2024{number}-1",)), fetched)


def test_a_problem_is_told_once_until_it_is_resolved(archive: Archive, clock: Clock) -> None:
    poll(archive, "HTTP 503")
    assert told(archive, clock) == ["feeds"]
    assert told(archive, clock) == []
    poll(archive)
    assert told(archive, clock) == []
    poll(archive, "HTTP 503")
    assert told(archive, clock) == ["feeds"]


def test_nothing_to_tell_writes_nothing(archive: Archive, clock: Clock) -> None:
    poll(archive, "HTTP 503")
    told(archive, clock)
    with closing(sqlite3.connect(archive.path)) as connection:
        before = connection.execute("PRAGMA data_version").fetchone()
        assert told(archive, clock) == []
        assert connection.execute("PRAGMA data_version").fetchone() == before


def test_new_words_are_told_other_figures_and_old_words_are_not(archive: Archive, clock: Clock) -> None:
    poll(archive, "no answer within 20 s")
    assert told(archive, clock) == ["feeds"]
    poll(archive, "no answer within 21 s")
    assert told(archive, clock) == []
    poll(archive, "the certificate has expired")
    assert told(archive, clock) == ["feeds"]
    poll(archive, "no answer within 20 s")
    assert told(archive, clock) == [], "a fault that changes to and fro is one fault"


def test_a_problem_in_ever_new_words_falls_silent(archive: Archive, clock: Clock) -> None:
    words = [f"reason {chr(97 + n) * 3}" for n in range(MOST_WORDINGS + 5)]
    counted = 0
    for error in words:
        poll(archive, error)
        counted += len(told(archive, clock))
    assert counted == MOST_WORDINGS


def test_a_week_without_an_answer_is_told_besides(archive: Archive, clock: Clock) -> None:
    poll(archive)
    clock.now += DAY / 4
    poll(archive, "HTTP 503")
    assert told(archive, clock) == ["feeds"]
    for _ in range(6):
        clock.now += DAY
        poll(archive, "HTTP 503")
        assert told(archive, clock) == []
    clock.now += DAY * 2
    poll(archive, "HTTP 503")
    new = newly_needing(archive, clock.now)
    assert [(one.problem, one.words) for one in new] == [("dark", "no answer for 8 days")]
    assert told(archive, clock) == ["dark"]
    poll(archive)
    assert told(archive, clock) == []
    with closing(sqlite3.connect(archive.path)) as connection:
        assert connection.execute("SELECT count(*) FROM told").fetchone() == (0,)


def test_muted_sources_are_not_told_and_are_when_the_mute_ends(archive: Archive, clock: Clock) -> None:
    archive.set_source("kukkula", muted_until=iso(clock.now + DAY))
    poll(archive, "HTTP 503")
    assert told(archive, clock) == []
    clock.now += 2 * DAY
    assert told(archive, clock) == ["feeds"]


def test_enabled_sources_or_those_of_the_run(archive: Archive, clock: Clock) -> None:
    poll(archive, "HTTP 503", source="harjuvesi")
    assert told(archive, clock) == []
    assert told(archive, clock, ["harjuvesi"]) == ["feeds"]
    assert told(archive, clock) == []
    assert told(archive, clock, ["harjuvesi"]) == [], "a run of the enabled ones forgets nothing of the others"
    assert told(archive, clock, ["kukkula"]) == []


def test_pages_and_gaps_are_problems_of_their_own(archive: Archive, clock: Clock) -> None:
    poll(archive)
    links = [Link(f"https://kukkula.example/{n}", LinkKind.meeting_item, f"1-{n}") for n in range(2)]
    write(archive, lambda batch: batch.fail("kukkula", links[0], "a log-in page"))
    assert told(archive, clock) == ["page:https://kukkula.example/0"]
    write(archive, lambda batch: batch.fail("kukkula", links[1], "a log-in page"))
    assert told(archive, clock) == ["page:https://kukkula.example/1"]
    write(archive, lambda batch: batch.resolve(links[0].url))
    assert told(archive, clock) == []

    with closing(sqlite3.connect(archive.path)) as connection, connection:
        connection.execute(
            "INSERT INTO gap (key, source, feed, kind, from_date, to_date, found, attempts) VALUES (1, 'kukkula', ?, 'meeting_item', '2024-03-01', '2024-04-01', ?, 0)",
            (FEED, iso(clock.now)),
        )
    assert told(archive, clock) == [], "the lists have not been asked yet"
    write(archive, lambda batch: batch.gaps.still_open(1, "HTTP 404", 0))
    (gap,) = newly_needing(archive, clock.now)
    assert (gap.problem, gap.words) == (
        f"gap:{FEED}",
        "items slid past its feed between 2024-03-01 and 2024-04-01, and its lists could not show them: HTTP 404",
    )
    assert told(archive, clock) == [f"gap:{FEED}"]
    write(archive, lambda batch: batch.gaps.filled(1, 5))
    assert told(archive, clock) == []
    (one,) = conditions_of(archive, clock)
    assert one.gaps == ()


def test_an_outage_is_told(archive: Archive, clock: Clock) -> None:
    poll(archive)
    write(archive, lambda batch: batch.outage("kukkula", "40 of 90 pages are not there"))
    assert told(archive, clock) == ["outage"]
    write(archive, lambda batch: batch.outage("kukkula", None))
    assert told(archive, clock) == []


def conditions_of(archive: Archive, clock: Clock) -> list[Condition]:
    with closing(sqlite3.connect(archive.path)) as connection:
        return conditions(connection, clock.now)


def test_a_cron_that_stopped_is_told(archive: Archive, clock: Clock) -> None:
    run = archive.start_run("sync", "0")
    archive.finish_run(run)
    assert told(archive, clock) == []
    clock.now += 3 * DAY
    assert told(archive, clock) == ["idle"]
    assert told(archive, clock) == []
    archive.start_run("sync", "0")
    assert told(archive, clock) == []
    clock.now += 3 * DAY
    assert told(archive, clock) == ["idle"]


def test_silence_is_told_in_its_own_measure(archive: Archive, clock: Clock) -> None:
    start = clock.now
    for number in range(20):  # something new every three days
        clock.now = start + 3 * number * DAY
        bring(archive, number, clock.now)
        poll(archive)
    assert told(archive, clock) == []
    clock.now += LEAST_PATIENCE * DAY
    poll(archive)
    assert told(archive, clock) == []
    clock.now += 7 * DAY
    poll(archive)
    (problem,) = newly_needing(archive, clock.now)
    assert (problem.problem, problem.words) == ("quiet", "nothing new for 21 days, usual 3")
    assert told(archive, clock) == ["quiet"]
    clock.now += DAY
    poll(archive)
    assert told(archive, clock) == [], "another day of the same silence"
    archive.set_source("kukkula", patience_days=60)
    assert told(archive, clock) == []
    archive.set_source("kukkula", patience_days=None)
    assert told(archive, clock) == ["quiet"]
    bring(archive, 99, clock.now)
    assert told(archive, clock) == []


def test_july_is_no_silence() -> None:
    last = dt.date(2026, 6, 17)
    every_other_day = {last - 2 * n * DAY: 3 for n in range(60)}
    for today, words in [(dt.date(2026, 8, 12), None), (dt.date(2026, 8, 31), "nothing new for 75 days, usual 2")]:
        moment = dt.datetime.combine(today, dt.time(12), dt.UTC)
        one = Condition("kukkula", True, first_success=NOW, last_success=moment, pace=pace(every_other_day, today))
        assert silent(one, moment) == words


def test_what_nobody_asked_for_is_not_silent() -> None:
    asked = NOW + 5 * DAY
    one = Condition("kukkula", True, first_success=NOW, last_success=asked, pace=Pace(last=NOW.date(), usual_gap=1))
    assert silent(one, NOW + 300 * DAY) is None
    failing = replace(one, last_success=NOW + 100 * DAY, last_error="HTTP 500")
    assert "quiet" not in [problem.problem for problem in problems_of(failing, NOW + 100 * DAY)]


# --- the pace ---


def test_lists_read_long_after_the_meeting_count_for_their_own_days(archive: Archive, clock: Clock) -> None:
    for number in range(40):  # a year's meetings, all read today
        bring(archive, number, clock.now, date=(clock.now - (40 + 7 * number) * DAY).date())
    bring(archive, 99, clock.now)
    (one,) = conditions_of(archive, clock)
    assert (one.pace.new_week, one.pace.new_month, one.pace.usual_week) == (1, 1, 1.0)
    assert one.pace.usual_gap == 7
    assert one.decisions == 41


def test_busy_days_once_a_month_make_a_gap_of_a_month() -> None:
    today = dt.date(2026, 6, 1)
    busy = {today - dt.timedelta(days=28 * month + day): 5 for month in range(5) for day in range(4)}
    assert pace(busy, today).usual_gap == 25
    assert pace(busy, today).patience == 50


@given(st.dictionaries(st.dates(dt.date(2020, 1, 1), dt.date(2027, 1, 1)), st.integers(1, 500), max_size=80))
def test_a_pace_keeps_its_bounds(new_by_day: dict[dt.date, int]) -> None:
    today = dt.date(2026, 11, 22)
    found = pace(new_by_day, today)
    assert LEAST_PATIENCE <= found.patience <= MOST_PATIENCE
    assert found.new_week <= found.new_month <= sum(new_by_day.values())
    assert found.usual_gap is not None or found.patience == UNKNOWN_PATIENCE
    assert found.last == max((day for day in new_by_day if day <= today), default=None)


@given(st.dates(dt.date(1, 1, 2), dt.date(9999, 12, 31)), st.integers(0, 800), st.integers(0, 800))
def test_working_days_add_up(until: dt.date, first: int, second: int) -> None:
    if (until - dt.date.min).days < first + second:
        return
    middle, since = until - first * DAY, until - (first + second) * DAY
    assert working_days(since, until) == working_days(since, middle) + working_days(middle, until)
    assert 0 <= working_days(middle, until) <= first
