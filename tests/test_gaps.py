"""Feeds that show nothing known: the gap is written down before anything hides it, and closed only by lists that were really walked."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.filters import Filters
from minutes.gaps import MARGIN, begins, window
from scraper.crawl import FeedOutcome, FeedPoll
from scraper.page import Link, LinkKind
from tests.living_town import CGI, DAY, LOGIN, Disturbance, LivingTown
from tests.servers import Reply, Server
from tests.town_life import START, InProcess, Life

HOUR = dt.timedelta(hours=1)
AWAY = 70 * DAY
EVER = dt.timedelta(days=10_000)


@pytest.fixture
def life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Life]:
    """Return a town that was synced for some days, with feeds that show little."""
    monkeypatch.setattr("minutes.sync.Readers", InProcess)
    town = LivingTown("harjuvesi", 5, START, 120, window=6)
    with Server({CGI: town.answer}) as server:
        town.base = server.url(CGI)
        life = Life(town, tmp_path / "archive.sqlite")
        for _ in range(3):
            life.sync(DAY)
        yield life
        life.archive.close()


def missing(life: Life) -> set[str]:
    """Return what was published since the first sync, is there, and is not held."""
    shown = (item for item in life.town.items if START + DAY < item.published <= life.now)
    there = {item.id for item in shown if (version := item.at(life.now)) and version.content}
    held = {stored.id.removeprefix("harjuvesi:") for stored in life.archive.decisions(Filters(withdrawn=True))}
    return there - held


def broken_lists(life: Life, reply: Reply, until: dt.datetime | None = None) -> None:
    life.town.disturbances.append(Disturbance(START, until or START + EVER, reply, of="lists"))


def test_the_first_syncs_leave_no_gap(life: Life) -> None:
    assert not any(report.result.gap for report in life.reports)
    assert life.archive.gaps(filled=True) == []
    assert not any("page=meetings&" in url or "handlers" in url for url in life.town.asked)


def test_what_slid_past_is_fetched_from_the_lists_at_once(life: Life) -> None:
    report = life.sync(AWAY)
    assert report.result.gap
    gaps = life.archive.gaps(filled=True)
    assert {gap.feed.rpartition("/")[2] for gap in gaps} >= {"meetingitems&show=100", "official_decisions&show=100"}
    assert all(gap.filled and gap.found and gap.reason is None for gap in gaps)
    assert sum(gap.items or 0 for gap in gaps) > 6
    assert missing(life) == set()
    assert any("the gap is closed" in note for note in report.notes)
    assert not any(problem.problem.startswith("gap:") for problem in life.new), "what was put right needs nobody"
    assert not life.sync(HOUR).result.gap


def test_lists_that_fail_leave_it_open_told_once_and_tried_again(life: Life) -> None:
    broken_lists(life, Reply(500), until=START + AWAY + 4 * DAY)
    life.sync(AWAY)
    (first, *_) = life.archive.gaps()
    assert "500" in (first.reason or "")
    assert any(problem.problem.startswith("gap:") for problem in life.new)
    assert missing(life)
    asked = len(life.town.asked)
    life.sync(HOUR / 4)
    assert not any("handlers" in url for url in life.town.asked[asked:]), "the lists are left alone for an hour"
    life.sync(HOUR)
    assert life.archive.gaps()[0].attempts == 2
    assert not any(problem.problem.startswith("gap:") for problem in life.new), "it was told"
    lists = {LinkKind.bodies, LinkKind.officers}
    assert any(failure.link.kind in lists for failure in life.archive.failures("harjuvesi"))
    life.sync(2 * DAY)
    assert life.archive.gaps() == []
    assert missing(life) == set()
    assert not any(failure.link.kind in lists for failure in life.archive.failures("harjuvesi")), "they were read"


def test_a_person_who_asks_for_the_lists_need_not_wait(life: Life) -> None:
    broken_lists(life, Reply(500), until=life.now + AWAY + HOUR / 2)
    life.sync(AWAY)
    assert life.archive.gaps()
    life.sync(HOUR * 3 / 4)
    assert life.archive.gaps(), "it was tried within the hour"
    life.sync(since=life.now.date())
    assert life.archive.gaps() == []
    assert missing(life) == set()


def test_lists_that_are_no_lists_close_nothing(life: Life) -> None:
    """A log-in page in place of every list leads nowhere, and proves nothing."""
    broken_lists(life, Reply(200, LOGIN, {"Content-Type": "text/html"}))
    life.sync(AWAY)
    assert all("prove nothing" in (gap.reason or "") for gap in life.archive.gaps())
    assert life.archive.gaps()


def test_officers_lists_prove_nothing_of_meetings(life: Life) -> None:
    """Each kind has its own lists: a gap closes only where items of its kind were met."""
    life.town.instead["official_search"] = Reply(200, LOGIN, {"Content-Type": "text/html"})
    life.sync(AWAY)
    assert {gap.kind for gap in life.archive.gaps()} == {"officer_decision"}
    assert {gap.kind for gap in life.archive.gaps(filled=True) if gap.filled} == {"meeting_item"}


def test_an_interrupted_run_does_not_lose_the_gap(life: Life) -> None:
    """What was saved before the interruption makes the feed look known; the gap was written before."""

    def stop(_: object) -> None:
        if len(life.town.asked) - asked > 25:
            raise KeyboardInterrupt

    asked = len(life.town.asked)
    with pytest.raises(KeyboardInterrupt):
        life.sync(AWAY, progress=stop)
    assert life.archive.gaps()
    assert missing(life)
    life.sync(HOUR / 10)
    assert life.archive.gaps() == []
    assert missing(life) == set()


def test_a_feed_that_is_read_for_the_first_time_leaves_no_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minutes.sync.Readers", InProcess)
    town = LivingTown("kuusilampi", 6, START, 60)
    town.disturbances.append(Disturbance(START, START + 2 * DAY, Reply(500), share=0.5, of="feeds"))
    with Server({CGI: town.answer}) as server:
        town.base = server.url(CGI)
        life = Life(town, tmp_path / "archive.sqlite")
        first = life.sync(DAY)
        assert first.result.error is None
        assert first.result.failed, "one of the feeds failed"
        assert not life.sync(2 * DAY).result.gap
        life.archive.close()


# --- the dates ---

DECEMBER = dt.date(2025, 12, 1)


def polled(*dates: dt.date | None, kind: LinkKind = LinkKind.meeting_item) -> FeedPoll:
    links = tuple(Link(f"https://kukkula.example/{n}", kind, date=date) for n, date in enumerate(dates))
    return FeedPoll(Link("https://kukkula.example/rss", LinkKind.feed), FeedOutcome.read, links)


def test_a_gap_lies_between_the_newest_known_and_the_oldest_shown() -> None:
    newest = {"meeting_item": dt.date(2025, 10, 1), "officer_decision": dt.date(2025, 9, 1)}
    found = window(polled(DECEMBER, None, dt.date(2025, 11, 20)), newest, dt.date(2025, 10, 20))
    assert (found.known_until, found.shown_from) == (dt.date(2025, 10, 1), dt.date(2025, 11, 20))
    officers = window(polled(DECEMBER, kind=LinkKind.officer_decision), newest, None)
    assert (officers.kind, officers.known_until) == (LinkKind.officer_decision, dt.date(2025, 9, 1))


def test_an_agenda_of_the_future_does_not_hide_the_past() -> None:
    found = window(polled(DECEMBER), {"meeting_item": dt.date(2025, 12, 24)}, dt.date(2025, 10, 20))
    assert found.known_until == dt.date(2025, 10, 20)


def test_the_lists_are_walked_from_the_earliest_gap_and_a_margin(life: Life) -> None:
    broken_lists(life, Reply(500))
    life.sync(AWAY)
    gaps = life.archive.gaps()
    earliest = min(dt.date.fromisoformat(gap.from_date or "") for gap in gaps)
    assert begins(gaps, None) == earliest - MARGIN
    assert begins(gaps, dt.date(2020, 1, 1)) == dt.date(2020, 1, 1)
    assert begins([], None) is None
