"""What a comparison found: claims with their targets, yardsticks with references."""

from collections.abc import Sequence

from attrs import frozen

from bench._timing import Times

_FURTHEST = 1.5
"""A yardstick slower than this many times its reference figure does not count."""


@frozen
class Yardstick:
    """Other code for the same question, and the best time it took elsewhere before.

    The reference figures are the best of many rounds on the same kind of machine, so
    the best time here stands beside them.
    """

    name: str
    times: Times
    reference: float | None = None

    @property
    def slowness(self) -> float | None:
        """How many times the reference its best round took."""
        return None if self.reference is None else self.times.best / self.reference

    @property
    def counts(self) -> bool:
        """Whether it was fast enough to measure anything by."""
        return self.slowness is None or self.slowness <= _FURTHEST


@frozen
class Claim:
    """One figure, its target, and whether it was reached."""

    what: str
    times: Times
    figure: str
    target: str = "none"
    is_reached: bool = True
    yardstick: Yardstick | None = None

    @property
    def verdict(self) -> str:
        """What a reader may take from it."""
        if self.target == "none":
            return ""
        if self.yardstick is not None and not self.yardstick.counts:
            return "does not count: the yardstick is too slow"
        return "yes" if self.is_reached else "no"


@frozen(kw_only=True)
class Comparison:
    """What one comparison found."""

    title: str
    note: str
    claims: Sequence[Claim]
    yardsticks: Sequence[Yardstick]
    facts: Sequence[str] = ()

    @property
    def counts(self) -> bool:
        """Whether all its yardsticks were fast enough."""
        return all(yardstick.counts for yardstick in self.yardsticks)


def informs(what: str, times: Times) -> Claim:
    """Give a time that has no target."""
    return Claim(what, times, as_time(times.median))


def at_most_times(most: float, what: str, times: Times, yardstick: Yardstick) -> Claim:
    """Claim to take at most so many times what the yardstick takes."""
    ratio = times.over(yardstick.times)
    return Claim(
        what, times, f"{ratio:.2f} × {yardstick.name}", f"≤ {most:g} ×",
        ratio <= most, yardstick,
    )  # fmt: skip


def times_faster(least: float, what: str, times: Times, other: Yardstick) -> Claim:
    """Claim to be at least so many times faster than other code."""
    ratio = other.times.over(times)
    return Claim(
        what, times, f"{ratio:.1f} times faster than {other.name}", f"≥ {least:g}",
        ratio >= least, other,
    )  # fmt: skip


def at_most_seconds(
    most: float, what: str, times: Times, *, over: Yardstick | None = None
) -> Claim:
    """Claim to take at most so long in the best round, or so much more than another."""
    seconds = times.best - (over.times.best if over else 0)
    figure = as_time(seconds) + (f" over {over.name}" if over else "")
    return Claim(what, times, figure, f"≤ {as_time(most)}", seconds <= most, over)


def as_time(seconds: float) -> str:
    """Write a time in the unit that suits it, to three digits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
