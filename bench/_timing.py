"""Timing pieces of code in turn, so that a noisy machine is noisy for all of them."""

import gc
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median

from attrs import frozen

_SAY_EVERY = 5.0


@frozen
class Times:
    """The seconds that one operation took, round by round."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median round."""
        return median(self.rounds)

    @property
    def best(self) -> float:
        """The quickest round."""
        return min(self.rounds)

    def over(self, other: "Times") -> float:
        """Return the median of the ratios, each of two neighbours in one round."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return median(own / others for own, others in pairs)


def interleaved(
    codes: Sequence[Callable[[], object]], *, rounds: int, operations: int = 1
) -> list[Times]:
    """Run the codes in turn, A B A B ..., after one round that does not count.

    Each of them does so many operations at a call.
    """
    return [
        Times(tuple(seconds / operations for seconds in column))
        for column in measured([_timed(code) for code in codes], rounds=rounds)
    ]


def measured(
    codes: Sequence[Callable[[], float]], *, rounds: int
) -> list[tuple[float, ...]]:
    """Call what measures itself in turn, after one round that does not count."""
    for code in codes:
        code()
    gc.collect()
    gc.freeze()
    said = time.monotonic()
    table: list[list[float]] = []
    while len(table) < rounds:
        table.append([code() for code in codes])
        if time.monotonic() - said > _SAY_EVERY:
            said = time.monotonic()
            say(f"round {len(table)} of {rounds}")
    return list(zip(*table, strict=True))


def say(text: str) -> None:
    """Tell whoever waits how far it is."""
    print(f"  {text}", file=sys.stderr, flush=True)


def _timed(code: Callable[[], object]) -> Callable[[], float]:
    def timed() -> float:
        began = time.perf_counter()
        code()
        return time.perf_counter() - began

    return timed
