"""When what is known is asked for again, and when it counts as gone."""

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine

from archive.clock import iso
from archive.erasure import erase, plan
from archive.filters import Filters
from archive.migrations.run import upgrade
from archive.revisions import RevisionKind
from archive.schedule import STEPS, YEAR, counted_from, next_due
from archive.store import Archive
from minutes.gone import LEAST, SAMPLE, Census
from minutes.wanted import AGENDA_PATIENCE, FRESH, RECHECKS, Wanted
from scraper.page import Link, LinkKind, Page
from scraper.records import Status
from tests.decisions import decision, page, parsed
from tests.living_town import CGI, DAY, LOGIN, Disturbance, Item, LivingTown
from tests.servers import Reply, Server
from tests.town_life import START, InProcess, Life

HOUR = dt.timedelta(hours=1)
NOW = dt.datetime(2026, 3, 2, 5, tzinfo=dt.UTC)
TODAY = NOW.date()
MOMENTS = st.integers(min_value=0, max_value=20 * 365 * 24).map(lambda hours: NOW - hours * HOUR)
NAMES = st.integers(min_value=0, max_value=10**9).map("kukkula:{}".format)


class Held:
    """An archive with a clock of its own, and one decision or more in it."""

    def __init__(self, path: Path) -> None:
        self.now = NOW
        self.archive = Archive.open(path, now=lambda: self.now)

    def save(self, *names: str, status: Status = Status.minutes, date: dt.date | None = TODAY) -> None:
        with self.archive.batch() as batch:
            for name in names:
                batch.save("kukkula", parsed(decision(status=status, date=date), ids=(name,)), self.page(name))

    def page(self, name: str) -> Page:
        return page(name, content=name.encode() + str(self.now).encode(), fetched=self.now)

    def gone(self, name: str, after: dt.timedelta = DAY) -> list[str]:
        self.now += after
        with self.archive.batch() as batch:
            ripe = batch.schedule.gone("kukkula", self.page(name).url)
            for one in ripe:
                batch.withdraw(one)
        return ripe

    def there(self, name: str, after: dt.timedelta = DAY) -> None:
        self.now += after
        with self.archive.batch() as batch:
            batch.schedule.answered("kukkula", self.page(name).url)

    def due(self, at: dt.datetime, limit: int = 10**6) -> list[str]:
        return [one.link.id or "" for one in self.archive.due("kukkula", at, limit)]

    def row(self, name: str) -> tuple[Any, ...]:
        with closing(sqlite3.connect(self.archive.path)) as connection:
            columns = "due, checked, last_answer, gone_since, gone_times"
            rows = connection.execute(
                f"SELECT {columns} FROM recheck JOIN decision ON key = decision_key WHERE id = ?", (f"kukkula:{name}",)
            )
            return tuple(rows.fetchone())


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    held = Held(tmp_path / "archive.sqlite")
    yield held
    held.archive.close()


# --- the schedule ---


@given(NAMES, MOMENTS)
def test_a_decision_is_checked_after_14_and_60_days_and_then_yearly(name: str, since: dt.datetime) -> None:
    first = next_due(name, since, since)
    second = next_due(name, since, first)
    third = next_due(name, since, second)
    assert STEPS[0] <= first - since <= STEPS[0] + 2 * DAY
    assert STEPS[1] <= second - since <= STEPS[1] + 9 * DAY
    assert YEAR <= third - since <= YEAR + 53 * DAY
    for _ in range(3):
        third, before = next_due(name, since, third), third
        assert third - before == YEAR
    assert next_due(name, since, second + 400 * DAY) > second + 400 * DAY, "a check that was missed is not made up for"


@given(NAMES, st.integers(min_value=70, max_value=20_000))
def test_what_is_old_begins_somewhere_in_its_year(name: str, age: int) -> None:
    date = (NOW - age * DAY).date()
    due = next_due(name, counted_from(name, NOW, date), NOW)
    assert NOW < due <= NOW + YEAR


def test_a_backfill_does_not_come_due_on_one_day() -> None:
    days = Counter(
        (next_due(name, counted_from(name, NOW, dt.date(2019, 5, 6)), NOW) - NOW).days
        for name in (f"kukkula:{number}" for number in range(10_000))
    )
    assert max(days.values()) <= RECHECKS
    assert len(days) > 300


def test_new_decisions_have_their_row_and_are_due_once(held: Held) -> None:
    held.save("1-1", "1-2")
    assert held.due(NOW + 13 * DAY) == []
    assert sorted(held.due(NOW + 17 * DAY)) == ["1-1", "1-2"]
    held.there("1-1", after=17 * DAY)
    assert held.due(held.now) == ["1-2"]
    assert held.row("1-1")[1:] == (iso(held.now), "same", None, 0)


def test_minutes_that_come_begin_the_schedule_anew(held: Held) -> None:
    held.save("1-1", status=Status.agenda)
    held.now += 10 * DAY
    held.save("1-1")
    assert held.due(NOW + 20 * DAY) == []
    assert held.due(held.now + 17 * DAY) == ["1-1"]


def test_the_longest_due_come_first_and_only_so_many(held: Held) -> None:
    held.save("1-1")
    held.now += 5 * DAY
    held.save(*(f"2-{n}" for n in range(9)))
    assert held.due(NOW + 30 * DAY, limit=4)[0] == "1-1"
    assert len(held.due(NOW + 30 * DAY, limit=4)) == 4


def test_what_is_missed_comes_before_all_that_is_longer_due(held: Held) -> None:
    held.save("1-1", *(f"2-{n}" for n in range(9)))
    held.gone("1-1", after=30 * DAY)
    assert held.due(held.now + DAY, limit=3)[0] == "1-1"


def test_what_failed_takes_no_place_of_what_is_due(held: Held) -> None:
    held.save("1-1", "1-2")
    with held.archive.batch() as batch:
        batch.fail("kukkula", Link(held.page("1-1").url, LinkKind.meeting_item, "1-1"), "no answer")
    assert held.due(NOW + 30 * DAY) == ["1-2"]


def test_what_is_not_due_is_left_alone(held: Held) -> None:
    held.save("1-1")
    before = held.row("1-1")
    held.there("1-1")
    assert held.row("1-1") == before


# --- agendas ---


@pytest.mark.parametrize("age", [AGENDA_PATIENCE - 2 * DAY, 5 * YEAR])
@pytest.mark.parametrize("since", [HOUR, 2 * DAY])
def test_an_agenda_is_asked_for_while_its_meeting_or_its_reading_is_young(
    held: Held, age: dt.timedelta, since: dt.timedelta
) -> None:
    held.save("1-1", status=Status.agenda, date=TODAY - age)
    requests = Wanted(held.archive, "kukkula", held.now + since).choose([]).requests
    assert [request.known for request in requests] == [True] * (age < AGENDA_PATIENCE or since < FRESH)


# --- gone ---


def test_a_page_is_gone_that_said_so_three_times_over_a_week(held: Held) -> None:
    held.save("1-1")
    assert held.gone("1-1", after=15 * DAY) == []
    for _ in range(6):
        assert held.gone("1-1") == []
        assert held.due(held.now + 22 * HOUR) == ["1-1"], "it is asked for daily"
    assert held.gone("1-1", after=23 * HOUR) == [], "seven days, and not an hour less"
    assert held.gone("1-1") == ["kukkula:1-1"]
    assert held.archive.decision("1-1").withdrawn
    assert [one.kind for one in held.archive.revisions("1-1")][1:] == [RevisionKind.withdrawn]


def test_twice_in_a_month_is_not_gone(held: Held) -> None:
    held.save("1-1")
    assert held.gone("1-1", after=15 * DAY) == []
    assert held.gone("1-1", after=30 * DAY) == []
    assert held.gone("1-1", after=30 * DAY) == ["kukkula:1-1"]


def test_a_hundred_times_in_an_hour_is_once(held: Held) -> None:
    held.save("1-1")
    for _ in range(100):
        assert held.gone("1-1", after=HOUR / 100) == []
    assert held.row("1-1")[4] == 1


def test_the_page_itself_ends_it(held: Held) -> None:
    held.save("1-1")
    for _ in range(5):
        held.gone("1-1", after=2 * DAY)
        held.gone("1-1", after=2 * DAY)
        held.there("1-1")
        assert held.row("1-1")[2:] == ("same", None, 0)
    assert not held.archive.decision("1-1").withdrawn


def test_a_withdrawn_page_is_asked_for_whole_and_may_come_back(held: Held) -> None:
    held.save("1-1")
    for _ in range(3):
        held.gone("1-1", after=5 * DAY)
    assert held.archive.decision("1-1").withdrawn
    withdrawn = held.now
    held.gone("1-1", after=17 * DAY)
    assert held.due(withdrawn + 59 * DAY) == []
    held.now = withdrawn + 70 * DAY
    (again,) = held.archive.due("kukkula", held.now, 5)
    assert (again.validators.etag, again.validators.last_modified) == (None, None)
    held.save("1-1")
    assert not held.archive.decision("1-1").withdrawn
    assert [one.kind for one in held.archive.revisions("1-1")][2:] == [RevisionKind.restored]
    assert held.due(held.now + 17 * DAY) == ["1-1"]


def test_an_old_page_read_again_brings_nothing_back(held: Held) -> None:
    """`minutes reparse` saves pages from before the withdrawal."""
    held.save("1-1")
    old = held.page("1-1")
    for _ in range(3):
        held.gone("1-1", after=5 * DAY)
    with held.archive.batch() as batch:
        batch.save("kukkula", parsed(decision(title="Luettu paremmin"), ids=("1-1",)), old)
    assert held.archive.decision("1-1").withdrawn


# --- outages ---


def census(asked: int, vanished: int, sampled: int, of_sample: int) -> Census:
    """Return a census of `asked` pages of which the first `vanished` are missing, `of_sample` of them in the sample."""
    links = [Link(f"https://kukkula.example/{n}", LinkKind.meeting_item) for n in range(asked)]
    made = Census()
    for n, link in enumerate(links):
        made.answered(link, gone=n < vanished)
    chosen = links[:of_sample] + links[vanished : vanished + sampled - of_sample]
    made.sample = {link.url: None for link in chosen}
    return made


@pytest.mark.parametrize(
    ("asked", "vanished", "sampled", "of_sample", "outage"),
    [
        (100, 100, SAMPLE, SAMPLE, True),
        (100, 45, SAMPLE, 16, True),
        (60, 20, SAMPLE, 4, False),
        (60, 12, SAMPLE, 12, True),
        (30, 9, 30, 9, False),
        (30, 10, 30, 10, True),
        (10, LEAST - 1, 10, LEAST - 1, False),
        (10, LEAST, 10, LEAST, True),
        (1, 1, 1, 1, False),
        (12, 12, 0, 0, True),
    ],
)
def test_over_thirty_per_cent_at_once_is_an_outage(
    asked: int, vanished: int, sampled: int, of_sample: int, outage: bool
) -> None:
    assert census(asked, vanished, sampled, of_sample).is_outage() is outage


@pytest.mark.parametrize(
    ("asked", "vanished", "ripe", "doubtful"),
    [(100, 30, 0, False), (100, 31, 0, True), (4, 4, 0, False), (5, 5, 0, True), (100, 1, 1, True), (100, 0, 0, False)],
)
def test_a_sample_is_taken_where_much_is_missed_or_something_is_about_to_be_withdrawn(
    asked: int, vanished: int, ripe: int, doubtful: bool
) -> None:
    assert census(asked, vanished, 0, 0).is_doubtful(ripe) is doubtful


# --- whole syncs ---


@pytest.fixture
def life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Life]:
    monkeypatch.setattr("minutes.sync.Readers", InProcess)
    town = LivingTown("granskar", 9, START, 90, eventful=False)
    with Server({CGI: town.answer}) as server:
        town.base = server.url(CGI)
        life = Life(town, tmp_path / "archive.sqlite")
        for _ in range(8):
            life.sync(2 * DAY)
        yield life
        life.archive.close()


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in names}


BOOKKEEPING = {"sync_run", "source_state", "seal"}
"""The run itself and that the source was polled; the seals follow every write."""


def test_nothing_new_is_nothing_but_304s_and_no_row_written(life: Life) -> None:
    life.sync(HOUR)
    before, asked = tables(life.archive.path), len(life.town.statuses)
    report = life.sync(HOUR)
    after, answers = tables(life.archive.path), life.town.statuses[asked:]
    assert set(answers) == {304}
    assert len(answers) > 3, "agendas are asked for besides the feeds"
    assert (report.result.new, report.result.changed, report.result.failed) == (0, 0, 0)
    assert {name for name in before if before[name] != after[name]} <= BOOKKEEPING
    assert len(after["sync_run"]) == len(before["sync_run"]) + 1
    assert len(after["source_state"]) == len(before["source_state"])
    state = life.archive.source_state("granskar")
    assert (state.last_success, state.last_attempt) == (iso(life.now), iso(life.now))


def test_a_run_that_finds_nothing_new_reads_no_table_whole(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    life.sync(HOUR)
    for name in ("known", "meetings", "newest", "missed", "sample", "tombstones"):
        monkeypatch.setattr(Archive, name, lambda *_, name=name: pytest.fail(f"Archive.{name} was read"))
    life.sync(HOUR)


def test_pages_of_another_kind_are_failures_and_never_gone(life: Life) -> None:
    before = tables(life.archive.path)["decision"]
    life.town.disturbances.append(
        Disturbance(life.now, life.now + 60 * DAY, Reply(200, LOGIN, {"Content-Type": "text/html"}))
    )
    for _ in range(12):
        life.sync(3 * DAY)
    after = {row[1]: row for row in tables(life.archive.path)["decision"]}
    assert [after[row[1]] for row in before] == before, "nothing is overwritten, nothing withdrawn"
    assert tables(life.archive.path)["failure"]


def test_five_hundreds_neither_count_nor_forgive(life: Life) -> None:
    """A page that is missed goes on being missed over days on which its server only fails."""
    victim = next(item for item in life.town.items if item.published < START + 10 * DAY and item.meeting)
    address = f"id={victim.id}"
    held = life.archive.decision(victim.id)
    life.town.instead[address] = Reply(404)
    while not life.archive.missed("granskar"):
        life.sync(2 * DAY)
    since = life.archive.missed("granskar")[held.url or ""]
    life.town.instead[address] = Reply(500)
    life.sync(DAY)
    life.sync(DAY)
    assert life.archive.missed("granskar")[held.url or ""] == since
    life.town.instead[address] = Reply(410)
    for _ in range(10):
        life.sync(DAY)
    assert life.archive.decision(victim.id).withdrawn
    assert not any(url == held.url for url in (one.link.url for one in life.archive.failures("granskar")))


def held_items(life: Life) -> list[Item]:
    held = {stored.id.removeprefix("granskar:") for stored in life.archive.decisions()}
    return [item for item in life.town.items if item.id in held]


def test_a_site_that_moved_away_loses_nothing_and_is_told_once(life: Life) -> None:
    count = life.archive.count()
    for page_name in ("page=meetingitem&", "page=official_decision&"):
        life.town.instead[page_name] = Reply(404)
    for _ in range(15):
        life.sync(2 * DAY)
    assert life.archive.count() == count
    assert not any(stored.withdrawn for stored in life.archive.decisions(Filters(withdrawn=True)))
    assert "taken for an outage" in (life.archive.source_state("granskar").outage or "")
    assert life.told["outage"] == 1
    life.town.instead.clear()
    for _ in range(3):
        life.sync(2 * DAY)
    assert life.archive.source_state("granskar").outage is None
    assert life.archive.missed("granskar") == {}


def test_several_pages_taken_away_at_once_are_gone_in_time(life: Life) -> None:
    """They are all that is asked for on most days; the other known pages show that the publisher is there."""
    items = held_items(life)
    removed = items[:: len(items) // 6 + 1]
    assert len(removed) >= 5
    for item in removed:
        life.town.instead[f"id={item.id}"] = Reply(410)
    for _ in range(30):
        life.sync(DAY)
    withdrawn = {one.id for one in life.archive.decisions(Filters(withdrawn=True)) if one.withdrawn}
    assert {f"granskar:{item.id}" for item in removed} <= withdrawn
    assert life.told["outage"] == 0


def test_what_was_erased_is_not_asked_for_again(life: Life) -> None:
    """Its page still stands in the feed, and among the lists."""
    victim = next(item for item in held_items(life) if item.meeting and item.date > START.date())
    with closing(sqlite3.connect(life.archive.path)) as connection:
        (key,) = connection.execute("SELECT key FROM decision WHERE id = ?", (f"granskar:{victim.id}",)).fetchone()
    erase(life.archive.path, plan(life.archive.path, [key]), "asked for by the person")
    asked = len(life.town.asked)
    with closing(sqlite3.connect(life.archive.path)) as connection, connection:
        connection.execute("UPDATE feed_state SET etag = NULL, last_modified = NULL")
    report = life.sync(HOUR, since=START.date())
    assert (report.result.new, report.result.failed, report.result.gap) == (0, 0, False)
    assert not any(f"id={victim.id}" in path for path in life.town.asked[asked:])
    assert any(f"id={victim.meeting.id}" in path for path in life.town.asked[asked:] if victim.meeting)


def test_an_archive_from_before_the_schedule_gets_one(tmp_path: Path) -> None:
    """What is held comes due over two months, not at once; its feeds count as read, so that a gap is noticed."""
    path = tmp_path / "archive.sqlite"
    engine = create_engine(f"sqlite:///{path}", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        upgrade(connection, "0002")
        for n in range(2_000):
            connection.exec_driver_sql(
                "INSERT INTO decision (key, id, source, platform, kind, url, content_hash, change, withdrawn, first_seen, last_changed) "
                "VALUES (?, ?, 'kukkula', 'dynasty', 'meeting_item', ?, '', 1, 0, '2024-01-02T03:04:05Z', '')",
                (n, f"kukkula:{n}", f"https://kukkula.example/{n}"),
            )
        connection.exec_driver_sql(
            "INSERT INTO feed_state (url, source, etag, updated) VALUES ('https://kukkula.example/rss', 'kukkula', '\"1\"', '2024')"
        )
        upgrade(connection)
        rows = connection.exec_driver_sql("SELECT substr(due, 1, 10), since FROM recheck").fetchall()
        assert connection.exec_driver_sql("SELECT first_read FROM feed_state").fetchall() == [("2024",)]
    engine.dispose()
    days = Counter(day for day, _ in rows)
    assert sum(days.values()) == 2_000
    assert max(days.values()) <= RECHECKS
    assert {since for _, since in rows} == {"2024-01-02T03:04:05Z"}
