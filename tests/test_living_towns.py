"""Years of syncs against towns whose whole truth is known: every change found in time and in its class, nothing lost, double or wrongly gone.

A real server, a real archive, a clock of our own. Pages are read in this process: the sandbox has its tests. With MINUTES_SOAK=1 ten
towns live three years each; MINUTES_SEEDS="8 11" chooses which.
"""

import datetime as dt
import os
import random
from collections import Counter
from pathlib import Path

import pytest

from archive.filters import Filters
from archive.revisions import RevisionKind
from archive.store import Revision
from tests.living_town import CGI, DAY, LATIN1, LOGIN, Disturbance, Item, LivingTown, Version, lot
from tests.servers import Reply, Server
from tests.town_life import START, InProcess, Life

SOAK = os.environ.get("MINUTES_SOAK") == "1"
DAYS = 3 * 365 if SOAK else 365
SEEDS = [random.randrange(10**6) for _ in range(10)] if SOAK else [8, 11]
SEEDS = [int(seed) for seed in os.environ.get("MINUTES_SEEDS", "").split()] or SEEDS
HOLIDAY = (200, 245)
"""Days without a sync, long enough for the feeds to slid past what was new."""
FIRST_CHECK, SECOND_CHECK, YEARLY = 16 * DAY, 69 * DAY, (365 + 53) * DAY
"""At the latest so long after a decision was read: 14 and 60 days and a year, each with its share of the spread."""
SLACK = 12 * DAY
"""Syncs are some days apart, and what fails is tried again after up to a week."""


def live(life: Life) -> None:
    """Sync every one to four days, not at all in the holiday."""
    rng = random.Random(life.town.name)
    while life.now < life.town.end:
        day = (life.now - START).days
        if not HOLIDAY[0] <= day < HOLIDAY[1]:
            life.sync()
        life.now += rng.choice([1, 1, 2, 3, 4]) * DAY + rng.randint(-40, 40) * dt.timedelta(minutes=1)


def disturb(town: LivingTown) -> None:
    """Lay over a town's life: a log-in page everywhere, an outage of 40 %, another of all pages, pages of other items, dead feeds."""
    login = Reply(200, LOGIN, {"Content-Type": "text/html"})
    known = sorted(lot(item.id) for item in town.items if item.published < START + 115 * DAY)
    two_fifths = known[len(known) * 2 // 5]
    for first, last, disturbance in (
        (60, 64, {"reply": login}),
        (120, 130, {"reply": Reply(404), "share": two_fifths}),
        (160, 163, {"reply": Reply(404)}),
        (180, 184, {"reply": None, "share": 0.2}),
        (270, 273, {"reply": Reply(500)}),
        (300, 320, {"reply": Reply(503), "of": "feeds"}),
    ):
        start = START + first * DAY
        town.disturbances.append(Disturbance(start, START + last * DAY, **disturbance))


@pytest.fixture(params=SEEDS)
def life(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Life:
    monkeypatch.setattr("minutes.sync.Readers", InProcess)
    seed: int = request.param
    town = LivingTown(f"kunta{seed}", seed, START, DAYS, validators=seed % 4 != 3)
    disturb(town)
    with Server({CGI: town.answer}) as server:
        town.base = server.url(CGI)
        life = Life(town, tmp_path / "archive.sqlite")
        live(life)
    return life


class Truth:
    """Holds what the archive says of a town against what was so."""

    def __init__(self, life: Life) -> None:
        self.life, self.town, self.archive = life, life.town, life.archive
        self.end = life.syncs[-1]
        self.found: Counter[str] = Counter()

    def first_sync(self, after: dt.datetime) -> dt.datetime:
        return next((moment for moment in self.life.syncs if moment >= after), self.town.end + 1000 * DAY)

    def follow(self, item: Item, revisions: list[Revision]) -> None:
        """Hold a decision's history against its page's: no revision without a change, each in its class and in time."""
        seen: list[tuple[int, dt.datetime]] = []
        place = -1
        for revision in revisions:
            at = dt.datetime.fromisoformat(revision.at)
            before, place = place, self._version(item, revision, place, at)
            assert revision.kind is _kind(item.versions, before, place), (item.id, revision.kind, before, place)
            seen.append((place, at))
        for number, version in enumerate(item.versions[1:], 1):
            latest = self._deadline(item, number, seen)
            following = item.versions[number + 1].since if number + 1 < len(item.versions) else self.end
            if latest is not None and latest <= min(following, self.end):
                assert any(place == number and at <= latest for place, at in seen), (
                    item.id,
                    version.kind,
                    version.since,
                )
                self.found[version.kind] += 1

    def _version(self, item: Item, revision: Revision, place: int, at: dt.datetime) -> int:
        said: str | None = None
        if revision.kind is not RevisionKind.withdrawn:
            said = self.archive.snapshot(revision.snapshot or "").decode(LATIN1).partition("<!--")[0]
        for number, version in enumerate(item.versions[place + 1 :], place + 1):
            if version.content == said and version.since <= at:
                assert said is not None or at - self._missing_since(item, version) >= 7 * DAY, f"{item.id}: too soon"
                return number
        raise AssertionError(
            f"{item.id}: revision {revision.number} ({revision.kind}, {at}) is of no version after {place}"
        )

    def _missing_since(self, item: Item, version: Version) -> dt.datetime:
        """Return from when a page that was taken away answered 404: an outage may have run into it."""
        outages = (one for one in self.town.disturbances if one.reply and one.reply.status == 404)
        starts = (one.start for one in outages if one.covers(item.id, version.since))
        return min(starts, default=version.since)

    def must_be_held(self, item: Item) -> bool:
        """Tell whether an item was there to be found for more than a week of syncs, while the feeds were."""
        there = [
            moment
            for moment in self.life.syncs
            if (version := item.at(moment)) and version.content and not self._is_disturbed(item, moment)
        ]
        return item.published > self.life.syncs[0] and bool(there) and there[-1] - there[0] > SLACK

    def _is_disturbed(self, item: Item, moment: dt.datetime) -> bool:
        return any(
            one.start <= moment < one.end if one.of == "feeds" else one.covers(item.id, moment)
            for one in self.town.disturbances
        )

    def _deadline(self, item: Item, number: int, seen: list[tuple[int, dt.datetime]]) -> dt.datetime | None:
        """Return by when a version must have been found; None where nothing was promised."""
        version = item.versions[number]
        if version.kind is RevisionKind.minutes_published:
            known = any(place == 0 for place, _ in seen)
            return self.first_sync(version.since) + SLACK if known else None
        counted = [
            at
            for place, at in seen
            if at <= version.since and item.versions[place].kind in COUNTED and (item.meeting is None or place > 0)
        ]
        if not counted or (version.kind is RevisionKind.restored and not self._was_withdrawn(item, number, seen)):
            return None  # what came back before it was missed for a week has no history of it
        if version.kind is RevisionKind.restored and self._missed_again(item, version.since):
            return None
        age = version.since - counted[-1]
        check = next((late for early, late in CHECKS if age <= early), None)
        if check is None or counted[-1].date() - item.date > CHECKS[1][0]:
            return None
        latest = self.first_sync(counted[-1] + check) + SLACK
        return self.first_sync(latest + 8 * DAY) + SLACK if version.content is None else latest

    def _missed_again(self, item: Item, since: dt.datetime) -> bool:
        """Tell whether a page that had come back was asked for in an outage, so that the next check is a year away."""
        return any(id_ == item.id and status == 404 and moment > since for id_, status, moment in self.town.answers)

    def _was_withdrawn(self, item: Item, number: int, seen: list[tuple[int, dt.datetime]]) -> bool:
        return any(place == number - 1 and at <= item.versions[number].since for place, at in seen)


COUNTED = {RevisionKind.first_seen, RevisionKind.minutes_published, RevisionKind.withdrawn, RevisionKind.restored}
CHECKS = [(14 * DAY, FIRST_CHECK), (60 * DAY, SECOND_CHECK), (365 * DAY, YEARLY)]


def _kind(versions: list[Version], before: int, after: int) -> RevisionKind:
    """Return the class of the change from one version to a later one; what lies between was never seen."""
    kinds = [version.kind for version in versions[before + 1 : after + 1]]
    if before < 0:
        return RevisionKind.first_seen
    if versions[after].content is None:
        return RevisionKind.withdrawn
    if versions[before].content is None:
        return RevisionKind.restored
    return RevisionKind.minutes_published if RevisionKind.minutes_published in kinds else kinds[-1]


def test_a_life_of_syncs_tells_the_truth(life: Life) -> None:
    town, archive, truth = life.town, life.archive, Truth(life)
    held = {stored.id: stored for stored in archive.decisions(Filters(withdrawn=True))}
    published = {f"{town.name}:{item.id}": item for item in town.items if item.published <= truth.end}
    assert held.keys() <= published.keys(), "nothing is invented"
    for name, item in published.items():
        if name in held:
            truth.follow(item, archive.revisions(name))
        else:
            assert not truth.must_be_held(item), f"{name} was published {item.published} and never found"
    assert len(held) > len(published) * 0.9
    assert truth.found.keys() >= set(RevisionKind) - {RevisionKind.first_seen}, "the truth had something of every class"

    assert archive.gaps() == [], "every gap was filled"
    assert {gap.feed.rpartition("/")[2] for gap in archive.gaps(filled=True)} >= {"meetingitems&show=100"}, (
        "the holiday left one"
    )
    assert (life.told["feeds"], life.told["dark"]) == (1, 1), "each was told once, however many syncs saw it"
    assert life.told["outage"] in ({0, 1, 2} if SOAK else {2}), "a town may have no sync in an outage"
    assert sum(count for problem, count in life.told.items() if problem.startswith("gap:")) == 0
    if town.validators:
        asked_in_vain(life)
    archive.close()


def asked_in_vain(life: Life) -> None:
    """Hold that a page comes whole once for each version and face of it, and once after each disturbance; all else are 304s."""
    whole = Counter(id_ for id_, status, _ in life.town.answers if status == 200)
    for item in life.town.items:
        faces = sum(version.content is not None for version in item.versions) + 1
        disturbed = sum(any(one.covers(item.id, moment) for moment in life.syncs) for one in life.town.disturbances)
        assert whole[item.id] <= faces + 2 * disturbed, item.id
    same = sum(status == 304 for _, status, _ in life.town.answers)
    assert same > sum(whole.values()), "most of what was asked for was not sent again"
