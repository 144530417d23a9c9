"""Solutions: all tables of counts that fit some figures, without listing them.

A box gives every count of a table a lowest and a highest value; a table lies in it if
its counts do and add up to the total. Under the ordinary roundings one box holds all
the tables that fit. Under apportionment the counts share one threshold, and where it
moves by a dossier the bounds move along: that is a family of boxes, one a step.
"""

from collections.abc import Iterator, Mapping
from itertools import chain, pairwise
from math import comb

from attrs import frozen


@frozen
class Line:
    """A whole number that moves in step: `start` + `slope` * step."""

    start: int
    slope: int = 0

    def __add__(self, other: "Line") -> "Line":
        return Line(self.start + other.start, self.slope + other.slope)

    def __sub__(self, other: "Line") -> "Line":
        return Line(self.start - other.start, self.slope - other.slope)

    def at(self, step: int) -> int:
        return self.start + self.slope * step

    def not_negative(self, steps: range) -> range:
        """Return those of the steps at which the line is at least 0."""
        if not self.slope:
            return steps if self.start >= 0 else steps[:0]
        if self.slope > 0:
            return steps[max(0, -(self.start // self.slope) - steps.start) :]
        return steps[: max(0, self.start // -self.slope + 1 - steps.start)]


_ZERO, _ONE = Line(0), Line(1)


@frozen
class Family:
    """Disjoint boxes, one for each step; in each of them lies at least one table."""

    total: int
    lows: tuple[Line, ...]
    highs: tuple[Line, ...]
    steps: range

    @classmethod
    def of(
        cls,
        total: int,
        lows: tuple[Line, ...],
        highs: tuple[Line, ...],
        steps: range = range(1),
    ) -> "Family":
        """Build the family from those of the steps whose box holds a table."""
        for low, high in zip(lows, highs, strict=True):
            steps = (high - low).not_negative(steps)
        steps = (Line(total) - sum(lows, _ZERO)).not_negative(steps)
        steps = (sum(highs, _ZERO) - Line(total)).not_negative(steps)
        return cls(total, lows, highs, steps)

    @property
    def count(self) -> int:
        """The number of tables, by inclusion and exclusion.

        Without upper bounds, the ways to share out what the lower bounds leave are a
        binomial coefficient; each part that is over its bound is taken off again.
        """
        terms = {Line(self.total) - sum(self.lows, _ZERO): 1}
        for low, high in zip(self.lows, self.highs, strict=True):
            values = high - low + _ONE
            for left, sign in tuple(terms.items()):
                if (over := left - values).not_negative(self.steps):
                    terms[over] = terms.get(over, 0) - sign
        others = len(self.lows) - 1
        return sum(
            sign * _sum_of_binomials(left, self.steps, others)
            for left, sign in terms.items()
        )

    def range_of(self, part: int) -> tuple[int, int]:
        """Return the least and the greatest count that a table gives to a part."""
        low, high, total = self.lows[part], self.highs[part], Line(self.total)
        others_low = sum(self.lows, _ZERO) - low
        others_high = sum(self.highs, _ZERO) - high
        least = _least_upper(low, total - others_high, self.steps)
        greatest = -_least_upper(others_low - total, _ZERO - high, self.steps)
        return least, greatest

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        for step in self.steps:
            lows = tuple(line.at(step) for line in self.lows)
            highs = tuple(line.at(step) for line in self.highs)
            yield from _tables(self.total, lows, highs)

    def __contains__(self, table: tuple[int, ...]) -> bool:
        steps = self.steps
        for count, low, high in zip(table, self.lows, self.highs, strict=True):
            steps = (Line(count) - low).not_negative(steps)
            steps = (high - Line(count)).not_negative(steps)
        return bool(steps) and sum(table) == self.total


def _tables(
    total: int, lows: tuple[int, ...], highs: tuple[int, ...]
) -> Iterator[tuple[int, ...]]:
    if not lows:
        yield ()
        return
    least = max(lows[0], total - sum(highs[1:]))
    greatest = min(highs[0], total - sum(lows[1:]))
    for count in range(least, greatest + 1):
        for rest in _tables(total - count, lows[1:], highs[1:]):
            yield (count, *rest)


def _sum_of_binomials(line: Line, steps: range, k: int) -> int:
    """Sum C(line + k, k) over the steps at which the line is not negative.

    This is a polynomial of degree k in the step, so that its first k + 1 values give
    the sum over any number of steps, by Newton's forward differences.
    """
    steps = line.not_negative(steps)
    if not steps:
        return 0
    ends = line.at(steps[0]), line.at(steps[-1])
    first, by, n = min(ends), abs(line.slope), steps.stop - steps.start
    values = [comb(first + by * i + k, k) for i in range(min(n, k + 1))]
    total = 0
    for order in range(len(values)):
        total += values[0] * comb(n, order + 1)
        values = [after - before for before, after in pairwise(values)]
    return total


def _least_upper(rising: Line, falling: Line, steps: range) -> int:
    """Return the least value, over the steps, of the greater of two lines."""
    above = (rising - falling).not_negative(steps)
    below = range(steps.start, above.start if above else steps.stop)
    values = [rising.at(above[0])] if above else []
    return min([*values, falling.at(below[-1])] if below else values)


@frozen
class Solutions:
    """All tables of counts that fit some figures under one rounding.

    Nothing is listed before it is asked for: the number of tables and the range of
    each count come from the bounds alone. Iteration yields one dict of counts a
    table; `in` tells whether a dict of counts is among them.

    Attributes
    ----------
    names
        The names of the counts, with ``"other"`` last when the figures leave a rest.

    Examples
    --------
    >>> from egovkit.metrics import Published, Rounding, audit
    >>> figures = Published(total=200, percentages={"on_time": "97.7"})
    >>> solutions = audit(figures).solutions[Rounding.DOWN]
    >>> len(solutions)
    0
    >>> figures = Published(total=2000, percentages={"on_time": "97.7"})
    >>> solutions = audit(figures).solutions[Rounding.DOWN]
    >>> len(solutions), solutions.ranges["on_time"]
    (2, (1954, 1955))
    >>> next(iter(solutions))
    {'on_time': 1954, 'other': 46}
    >>> {"on_time": 1956, "other": 44} in solutions
    False
    """

    names: tuple[str, ...]
    _families: tuple[Family, ...]

    @property
    def count(self) -> int:
        """The exact number of solutions, however large; `len` ends at `sys.maxsize`.

        Examples
        --------
        >>> from egovkit.metrics import Published, Rounding, audit
        >>> parts = {name: "10" for name in "abcdefghij"}
        >>> figures = Published(total=10**6, percentages=parts, exhaustive=True)
        >>> audit(figures).solutions[Rounding.HALF_UP].count > 10**35
        True
        """
        return sum(family.count for family in self._families)

    @property
    def ranges(self) -> dict[str, tuple[int, int]]:
        """The least and the greatest value of each count; empty without a solution.

        Examples
        --------
        >>> from egovkit.metrics import Published, Rounding, audit
        >>> figures = Published(total=3, percentages={"on_time": "67"})
        >>> audit(figures).solutions[Rounding.ANY].ranges
        {'on_time': (2, 2), 'other': (1, 1)}
        """
        if not self:
            return {}
        ends = [
            [family.range_of(part) for family in self._families]
            for part in range(len(self.names))
        ]
        return {
            name: (min(low for low, _ in of), max(high for _, high in of))
            for name, of in zip(self.names, ends, strict=True)
        }

    def __len__(self) -> int:
        return self.count

    def __bool__(self) -> bool:
        return bool(self._families)

    def __iter__(self) -> Iterator[dict[str, int]]:
        for table in chain.from_iterable(self._families):
            yield dict(zip(self.names, table, strict=True))

    def __contains__(self, table: Mapping[str, int]) -> bool:
        if set(table) != set(self.names):
            return False
        counts = tuple(table[name] for name in self.names)
        return any(counts in family for family in self._families)
