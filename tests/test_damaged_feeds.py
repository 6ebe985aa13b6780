"""A thousand damaged feeds (with MINUTES_SOAK=1 twenty thousand): nothing raised, nothing hung, no neighbour lost, nothing invented."""

import asyncio
import os
import random
from dataclasses import dataclass

from scraper.crawl import FeedPoll, poll
from scraper.encoding import decode
from scraper.feed import read_feed
from scraper.fetch import Fetcher
from scraper.page import Validators
from scraper.platforms import dynasty
from scraper.politeness import Politeness
from scraper.sandbox import Sandbox
from scraper.source import Source
from tests.damage import DAMAGES, FEED, HOST, Damaged, make_damaged, make_feed
from tests.servers import Reply, Server

FEEDS = 20_000 if os.environ.get("MINUTES_SOAK") == "1" else 1_000
A_TASK = 25
SECONDS = 30.0
"""What one task of A_TASK feeds may take at most; they take a tenth of a second."""
MOST_LOST = 0.0005


@dataclass(frozen=True)
class Tally:
    """What reading some damaged feeds came to; each loss as a sentence that begins with its seed."""

    intact: int
    lost: tuple[str, ...]
    altered: tuple[str, ...]
    invented: tuple[str, ...]
    silent: tuple[str, ...]


def tally(seeds: range) -> Tally:
    """Read the damaged feeds of some seeds and hold them against the truth; run in a child that can be stopped."""
    intact = 0
    lost, altered, invented, silent = [], [], [], []
    for seed in seeds:
        damaged = make_damaged(random.Random(seed))
        read = read_feed(damaged.content, FEED, content_type=damaged.content_type, platform=dynasty)
        found = {link.id: link for link in read.links}
        intact += len(damaged.intact)
        for item in damaged.intact:
            link = found.get(item.id)
            if link is None:
                lost.append(f"{seed}: {item}")
            elif (link.body, link.date) != (item.body, item.date) or not same_title(damaged, link.title, item.title):
                altered.append(f"{seed}: {item} became {link}")
        served = decode(damaged.content, damaged.content_type)
        known = {item.id for item in damaged.items}
        invented += [f"{seed}: {id_}" for id_ in found if id_ not in known and f"id={id_}" not in served]
        told = bool(read.defects or read.complaint)
        if len(found) < len(damaged.items) and not told and not damaged.seamless:
            silent.append(f"{seed}: {len(found)} of {len(damaged.items)} items")
    return Tally(intact, tuple(lost), tuple(altered), tuple(invented), tuple(silent))


def same_title(damaged: Damaged, read: str | None, true: str) -> bool:
    """Compare titles; those of a feed that declares a charset which it is not in may have other letters beyond ASCII."""
    if damaged.misdeclared:
        return (read or "").encode("ascii", "ignore") == true.encode("ascii", "ignore")
    return read == true


def test_damage_loses_no_neighbour_invents_nothing_and_is_always_told() -> None:
    async def run() -> list[Tally]:
        async with Sandbox(workers=2, seconds=SECONDS, preload=(__name__,)) as sandbox:
            parts = [range(start, min(start + A_TASK, FEEDS)) for start in range(0, FEEDS, A_TASK)]
            return await asyncio.gather(*(sandbox.run(tally, part) for part in parts))

    parts = asyncio.run(run())
    intact = sum(part.intact for part in parts)
    lost = [one for part in parts for one in (*part.lost, *part.altered)]
    assert intact > 20 * FEEDS, "the damages leave enough to lose"
    assert len(lost) <= MOST_LOST * intact, lost[:10]
    assert [one for part in parts for one in part.invented] == []
    assert [one for part in parts for one in part.silent] == []
    print(f"{FEEDS} damaged feeds: {len(lost)} of {intact} undamaged items lost, none invented, none silent")


def test_every_damage_damages() -> None:
    """No damage of the list is one in name alone, and each leaves something whole at some time."""
    for damage in DAMAGES:
        changed = whole = 0
        for seed in range(20):
            rng = random.Random(seed)
            pieces = [
                b"<rss><channel>",
                b"<item><title>a</title><link>https://x.example/meetingitem</link></item>",
                b"</channel></rss>",
            ]
            before = list(pieces)
            damage(rng, pieces)
            changed += pieces != before
            whole += pieces[1] == before[1]
        assert changed >= 10, damage.__name__
        assert whole >= 1, damage.__name__


def test_validators_advance_with_a_whole_feed_only() -> None:
    """Of three feeds a poll, the first is whole and the others are damaged; only what was read without a defect is not asked for again."""
    whole = [make_feed(random.Random(seed)) for seed in range(10)]
    damaged = [make_damaged(random.Random(seed)) for seed in range(50_000, 50_020)]
    old = Validators('"old"')

    async def run() -> list[FeedPoll]:
        polls = []
        async with Fetcher(Politeness.lifted()) as fetcher:
            for n, feed in enumerate(whole):
                served = [
                    (feed.content, None),
                    *((one.content, one.content_type) for one in damaged[2 * n : 2 * n + 2]),
                ]
                for path, (content, content_type) in zip(paths, served, strict=True):
                    headers = {"ETag": '"new"'} | ({"Content-Type": content_type} if content_type else {})
                    own = content.replace(f"{HOST}:443".encode(), server.url("").encode())
                    server.script[path] = Reply(200, own, headers)
                polls += [polled async for polled in poll(source, dynasty, fetcher, lambda _: old)]
        return polls

    with Server({}) as server:
        source = Source(
            id="harjuvesi", name="Harjuveden kunta", municipality="Harjuvesi", platform="dynasty",
            address=server.url("/cgi/DREQUEST.PHP"), loopback=True,
        )  # fmt: skip
        paths = [feed.url.removeprefix(server.url("")) for feed in dynasty.feeds(source)]
        polls = asyncio.run(run())
    assert [polled.trouble for polled in polls[::3]] == [None] * len(whole)
    assert [len(polled.links) for polled in polls[::3]] == [len(feed.items) for feed in whole]
    told = [polled.trouble is not None for polled in polls]
    assert sum(told) > len(damaged) / 2
    assert [polled.validators == old for polled in polls] == told


FLOODS = (b"<![CDATA[<item>", b"<item>", b"<item><![CDATA[", b"<item><link href='x' ", b"\xc3\x28")


def test_ten_megabytes_of_anything_are_read_in_bounded_time() -> None:
    """Reading that grows with the square would take hours here; a child that needs a minute is stopped."""

    async def run() -> list[tuple[int, bool]]:
        async with Sandbox(workers=2, seconds=60.0, preload=("scraper.feed",)) as sandbox:
            return await asyncio.gather(*(sandbox.run(flood, unit, 10_000_000) for unit in FLOODS))

    assert asyncio.run(run()) == [(0, True)] * len(FLOODS)


def flood(unit: bytes, size: int) -> tuple[int, bool]:
    """Read a feed of one thing repeated, and say how many links it had and whether it was complained of; run in a child."""
    read = read_feed(b"<rss><channel><title>" + unit * (size // len(unit)), FEED, platform=dynasty)
    return len(read.links), bool(read.defects or read.complaint)
