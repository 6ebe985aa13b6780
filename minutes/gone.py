"""Pages that are missed: whether they are gone, or their publisher is out of order.

One 404 says little. A page counts as gone only after several days (`archive.schedule`), and only while most other pages of the
publisher are there: where many vanish at once, or one is about to be withdrawn, a fair sample of the known pages is asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt

from scraper.page import Link

STATUSES = frozenset({404, 410})
LEAST = 5
SHARE = 0.3
"""An outage: at least so many pages vanished, and more than this share of the publisher's known pages."""
SAMPLE = 40
"""Known pages that are asked for where an outage is possible."""
MARGIN = 0.6
"""How far below SHARE a sample must be to rule an outage out, times 1/√size: nine outages of ten that just reach it are seen."""


@dataclass(slots=True)
class Census:
    """Which of a source's known pages were asked for in a run, which of them answered 404 or 410, and the sample, if one was taken.

    Pages of withdrawn decisions are expected to be missing and stand apart, in `still_gone`.
    """

    asked: set[str] = field(default_factory=set)
    vanished: dict[str, Link] = field(default_factory=dict)
    sample: Mapping[str, object] = field(default_factory=dict)
    still_gone: list[str] = field(default_factory=list)

    def answered(self, link: Link, *, gone: bool, withdrawn: bool = False) -> None:
        """Note how a known page answered."""
        if withdrawn:
            self.still_gone += [link.url] if gone else []
            return
        self.asked.add(link.url)
        if gone:
            self.vanished[link.url] = link

    def is_doubtful(self, ripe: int) -> bool:
        """Tell whether a sample must be taken before anything counts; `ripe` pages are about to be withdrawn."""
        return ripe > 0 or (len(self.vanished) >= LEAST and len(self.vanished) > SHARE * len(self.asked))

    def is_outage(self) -> bool:
        """Tell whether too much vanished at once to count any of it.

        The sample decides: what was due is no fair one, since a page that was missed once is asked for every day. Where no page of the
        sample answered, nothing counts either.
        """
        answered = self.sample.keys() & self.asked
        vanished = len(answered & self.vanished.keys())
        is_whole = len(self.sample) < SAMPLE
        limit = SHARE * len(answered) - (0 if is_whole else MARGIN * sqrt(len(answered)))
        return not answered or (len(self.vanished) >= LEAST and vanished > limit)

    def words(self) -> str:
        """Say what an outage looks like."""
        return (
            f"{len(self.vanished)} of {len(self.asked)} known pages that were asked for are missing (404): taken for an outage, "
            "so none of them counts as withdrawn; if the publisher has moved its pages, `minutes sources check` shows where they are"
        )
