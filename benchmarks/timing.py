"""Fair timing of two ways to do the same work: in turns, several rounds, medians and ratios."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of each round of one way."""

    name: str
    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Return the median round, in seconds."""
        return statistics.median(self.rounds)


def in_turns(ways: Sequence[tuple[str, Callable[[], object]]], rounds: int = 5) -> list[Timing]:
    """Run each way once to warm up, then all in turns; machines drift, neighbours in time are comparable."""
    times: dict[str, list[float]] = {name: [] for name, _ in ways}
    for _, way in ways:
        way()
    for _ in range(rounds):
        for name, way in ways:
            gc.collect()
            started = time.perf_counter()
            way()
            times[name].append(time.perf_counter() - started)
    return [Timing(name, tuple(values)) for name, values in times.items()]


def ratio(ours: Timing, theirs: Timing) -> float:
    """Return the median of the ratios round by round."""
    return statistics.median(a / b for a, b in zip(ours.rounds, theirs.rounds, strict=True))
