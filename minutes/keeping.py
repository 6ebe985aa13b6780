"""What a source's run keeps: its pages in batches as they come, and with the last batch all that belongs to the poll, all or nothing."""

from typing import TYPE_CHECKING

from archive.clock import iso
from archive.state import SourceResult
from minutes.run_types import Ending, Read, Tools
from scraper import addresses
from scraper.crawl import ITEMS, FeedOutcome
from scraper.page import LinkKind
from scraper.politeness import next_attempt
from scraper.source import Source

if TYPE_CHECKING:
    from archive.batch import Batch

BATCH = 40
"""Pages saved in one transaction."""


class Keeper:
    """Gathers what was read of a source, writes it, and counts; `problems` and `notes` are for the report."""

    def __init__(self, tools: Tools, source: Source) -> None:
        self._tools, self._archive, self._source = tools, tools.archive, source
        self._writes = tools.archive is not None and not tools.settings.dry_run
        self.state = tools.archive.source_state(source.id) if tools.archive else None
        self._unsaved: list[Read] = []
        self._counts = dict.fromkeys(("new", "changed", "unchanged", "failed"), 0)
        self.problems: list[str] = []
        self.notes: list[str] = []

    def held(self, count: int = 1) -> None:
        """Count items that are held already and were not asked for."""
        self._counts["unchanged"] += count

    def add(self, read: Read) -> None:
        """Take what was read; every BATCH pages it is written."""
        self._unsaved.append(read)
        if len(self._unsaved) >= BATCH:
            self.save()

    def save(self, ending: Ending | None = None) -> SourceResult:
        """Write what was read in one transaction; with `ending`, also the feeds' validators and the poll itself, last of all."""
        reads, self._unsaved = self._unsaved, []
        counts = dict(self._counts)
        self.problems += [f"{read.link.url}: {read.reason}" for read in reads if read.reason]
        if self._archive is None or not self._writes:
            counts["failed"] += sum(read.reason is not None for read in reads)
        elif ending is not None and not reads and self._is_quiet(ending, counts) and ending.is_silent:
            self._tools.quiet.append(self._source.id)  # without a transaction: there is nothing to write
        elif reads or ending is not None:
            with self._archive.batch() as batch:
                for read in reads:
                    self._save_one(batch, read, counts)
                if ending is not None:
                    self._end(batch, ending, counts)
        self._counts = counts
        return _result(counts, ending)

    def _save_one(self, batch: "Batch", read: Read, counts: dict[str, int]) -> None:
        source = self._source.id
        if read.reason is not None:
            counts["failed"] += 1
            batch.fail(source, read.link, read.reason, page=read.page)
        elif read.page is None or read.parsed is None:
            counts["unchanged"] += read.link.kind in ITEMS
            batch.resolve(read.link.url)
            if read.page is not None:
                batch.schedule.answered(source, read.page.url)
        else:
            saved = batch.save(source, read.parsed, read.page, municipality=self._source.municipality)
            states = [str(one.state) for one in saved]
            for state in states:
                counts[state if state in counts else "unchanged"] += 1
            if set(states) - {"new"}:
                batch.schedule.answered(source, read.page.url, changed="changed" in states)

    def _end(self, batch: "Batch", ending: Ending, counts: dict[str, int]) -> None:
        source = self._source.id
        for polled in ending.polls:
            if not polled.reason and not polled.defects:
                batch.resolve(polled.feed.url)
            new = polled.validators
            batch.validators(polled.feed.url, new.etag, new.last_modified, source=source, leads=polled.leads)
            if polled.outcome is FeedOutcome.read and polled.feed.kind is LinkKind.feed:
                batch.gaps.read(source, polled.feed.url)
        for page in ending.meetings:
            if page.etag or page.last_modified:
                batch.validators(page.url, page.etag, page.last_modified, source=source)
        if self._is_quiet(ending, counts):
            self._tools.quiet.append(source)
            return
        self._end_gaps(batch, ending)
        self._count_missed(batch, ending)
        result = _result(counts, ending)
        if self._tools.run is not None:
            batch.result(self._tools.run, source, result)
        failed = (self.state.failed_times if self.state else 0) + 1
        again = iso(next_attempt(failed, self._tools.now(), source)) if result.error else None
        batch.polled(source, error=result.error, next_poll=again, new=result.new > 0)

    def _is_quiet(self, ending: Ending, counts: dict[str, int]) -> bool:
        """Tell whether there is nothing to write of a poll but that it was made; that is noted for all such sources together."""
        state = self.state
        if state is None or not state.verified or state.last_error or state.outage:
            return False
        if (
            ending.gaps
            or ending.vanished
            or ending.still_gone
            or any(counts[name] for name in ("new", "changed", "failed"))
        ):
            return False
        return not any(polled.reason or polled.defects for polled in ending.polls)

    def _end_gaps(self, batch: "Batch", ending: Ending) -> None:
        walk = ending.walk
        for gap in ending.gaps:
            if complaint := walk.complaint(gap):
                batch.gaps.still_open(gap.key, complaint, walk.new)
                self.problems.append(
                    f"items slid past its feed {gap.between}, and its lists could not show them: {complaint}"
                )
            else:
                batch.gaps.filled(gap.key, walk.new)
                found = f"the lists led to {walk.new} of them, the gap is closed"
                self.notes.append(f"items had slid past its feed {gap.between}; {found}")

    def _count_missed(self, batch: "Batch", ending: Ending) -> None:
        source = self._source.id
        for url in map(addresses.normalise, ending.vanished):
            if ending.outage:
                batch.schedule.uncounted(source, url)
                continue
            for name in batch.schedule.gone(source, url):
                batch.withdraw(name)
        for url in map(addresses.normalise, ending.still_gone):
            (batch.schedule.uncounted if ending.outage else batch.schedule.gone)(source, url)
        if ending.outage:
            self.notes.append(ending.outage)
        if ending.outage or not batch.schedule.in_outage(source):
            batch.outage(source, ending.outage)


def _result(counts: dict[str, int], ending: Ending | None) -> SourceResult:
    return SourceResult(
        new=counts["new"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        failed=counts["failed"],
        requests=ending.requests if ending else 0,
        not_modified=ending.not_modified if ending else 0,
        gap=bool(ending and ending.slid),
        error=ending.error if ending else None,
    )
