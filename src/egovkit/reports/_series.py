"""What a chart shows: flow by month, durations by group, and the largest groups."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import accumulate
from typing import Final

from attrs import frozen

from egovkit.metrics import ResolutionCounts
from egovkit.reports._tally import Group, Tally

MOST_ROWS: Final = 12
"""How many groups a chart shows; more than these, and the last row sums the rest."""

_MOST_STEPS: Final = 36
_UNITS: Final = {1: "month", 3: "quarter", 12: "year"}


@frozen
class Step:
    """A month, quarter or year: what came in and ended, and what is open at its end."""

    first: date
    received: int
    ended: int
    open: int


@frozen
class Flow:
    """Steps of one unit, from the first in which anything is known to the cut."""

    unit: str
    steps: Sequence[Step]

    @property
    def received(self) -> int:
        """How many came in."""
        return sum(step.received for step in self.steps)

    @property
    def ended(self) -> int:
        """How many ended."""
        return sum(step.ended for step in self.steps)

    @property
    def open(self) -> int:
        """How many are open at the end."""
        return self.steps[-1].open

    @property
    def fullest(self) -> Step:
        """The first step with the most open dossiers at its end."""
        return max(self.steps, key=lambda step: step.open)


def flow(tally: Tally) -> Flow:
    """Sum the months up, to quarters or years when they are too many to draw."""
    active = tally.received.keys() | tally.ended.keys()
    last = _month(tally.period.cut(tally.as_of).astimezone(tally.period.tz).date())
    first = (
        _month(tally.period.first) if tally.carried_over else min(active, default=last)
    )
    first, last = min(first, *active, last), max(last, *active, first)
    size = next((n for n in _UNITS if (last - first) // n < _MOST_STEPS), 12)
    return Flow(
        _UNITS[size], [*_steps(tally, range(first // size, last // size + 1), size)]
    )


def _steps(tally: Tally, numbers: range, size: int) -> Iterator[Step]:
    received, ended = _by_step(tally.received, size), _by_step(tally.ended, size)
    still_open = tally.carried_over
    for number in numbers:
        still_open += received[number] - ended[number]
        year, month = divmod(number * size, 12)
        first = date(year, month + 1, 1)
        yield Step(first, received[number], ended[number], still_open)


def _by_step(months: Mapping[int, int], size: int) -> Counter[int]:
    counts = Counter[int]()
    for month, count in months.items():
        counts[month // size] += count
    return counts


def _month(day: date) -> int:
    return 12 * day.year + day.month - 1


@frozen
class Durations:
    """How many dossiers took how many days; at least one."""

    counts: Mapping[int, int]

    @property
    def total(self) -> int:
        """How many dossiers there are."""
        return sum(self.counts.values())

    @property
    def median(self) -> int:
        """The days within which at least half were resolved."""
        return self.quantile(Fraction(1, 2))

    @property
    def p90(self) -> int:
        """The days within which at least nine tenths were resolved."""
        return self.quantile(Fraction(9, 10))

    def quantile(self, share: Fraction) -> int:
        """Return the fewest days within which at least a share was resolved.

        It is a duration that occurred: nothing is interpolated between two days.
        """
        days = sorted(self.counts)
        reached = accumulate(self.counts[day] for day in days)
        least = share * self.total
        return next(day for day, n in zip(days, reached, strict=True) if n >= least)


def durations_of(tally: Tally, groups: Sequence[Group]) -> Durations | None:
    """Sum the durations of some groups; None when they have none."""
    counts = Counter[int]()
    for group in groups:
        if group in tally.durations:
            counts += tally.durations[group]
    return Durations(counts) if counts else None


def ranked(counts: Mapping[Group, ResolutionCounts]) -> list[Group]:
    """Order groups by their dossiers, the most first."""
    return sorted(counts, key=lambda group: (-stock(counts[group]), group))


def stock(counts: ResolutionCounts) -> int:
    """Return how many dossiers there were to do."""
    return counts.carried_over + counts.received


def shown_and_rest(groups: Sequence[Group]) -> tuple[Sequence[Group], Sequence[Group]]:
    """Part the groups that a chart shows one by one from those that it sums."""
    if len(groups) <= MOST_ROWS:
        return groups, ()
    return groups[: MOST_ROWS - 1], groups[MOST_ROWS - 1 :]
