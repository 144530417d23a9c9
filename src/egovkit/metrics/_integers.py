"""Whole numbers that fulfil linear constraints: bounds, and the nearest solution."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import lcm

from attrs import frozen

Terms = tuple[tuple[int, int], ...]
"""Coefficients and variables."""

Bounds = dict[int, tuple[int, int | None]]
"""The least and the greatest value of each variable, None for any."""

_ROUNDS = 50
_TRIES = 300

MOST_SEARCHED = 200
"""How many variables are searched for a solution; of more only bounds are known."""


@frozen
class Linear:
    """low <= sum of coefficient * variable <= high; None for no limit."""

    terms: Terms
    low: int | None
    high: int | None


class UndecidedError(Exception):
    """The search for a solution took more steps than it may."""


def tightened(bounds: Bounds, constraints: Sequence[Linear]) -> Bounds | None:
    """Narrow the bounds to what the constraints leave; None if nothing is left.

    Equations are solved for one another first, since bounds alone do not see that
    x + y = 5 and x - y = 1 leave one value each.
    """
    solved = _eliminated(constraints)
    return None if solved is None else _propagated(bounds, [*constraints, *solved])


def nearest(
    bounds: Bounds, constraints: Sequence[Linear], wanted: Mapping[int, int]
) -> dict[int, int] | None:
    """Return the solution that is nearest to the wanted values, None if there is none.

    The distance is the sum of the distances of each. Variables without a wanted value
    take the least that they can.

    Raises
    ------
    UndecidedError
        If there are too many variables, or it takes too many steps.
    """
    solved = _eliminated(constraints)
    if solved is None:
        return None
    if len(bounds) > MOST_SEARCHED:
        raise UndecidedError
    search = _Search([*constraints, *solved], wanted)
    try:
        search.descend(bounds)
    except UndecidedError:
        if not search.found:
            raise
    return search.found[-1][1] if search.found else None


class _Search:
    """A search in depth that keeps the best solution so far."""

    def __init__(
        self, constraints: Sequence[Linear], wanted: Mapping[int, int]
    ) -> None:
        self._constraints = constraints
        self._wanted = wanted
        self._tries = 0
        self.found: list[tuple[int, dict[int, int]]] = []

    def descend(self, bounds: Bounds) -> None:
        """Try the values of one variable after the other, the nearest first."""
        self._tries += 1
        if self._tries > _TRIES:
            raise UndecidedError
        left = _propagated(bounds, self._constraints)
        if left is None or self._is_no_better(left):
            return
        open_ = [var for var, (low, high) in left.items() if low != high]
        if not open_:
            values = {var: low for var, (low, _) in left.items()}
            self.found.append((self._least(left), values))
            return
        var = min(open_, key=lambda var: (var not in self._wanted, _width(left[var])))
        found = len(self.found)
        for value in _outwards(left[var], self._wanted.get(var)):
            chosen = {**left, var: (value, value)}
            if self._is_no_better(chosen):
                return
            self.descend(chosen)
            if len(self.found) > found and var not in self._wanted:
                return

    def _least(self, bounds: Bounds) -> int:
        return sum(_gap(bounds[var], wanted) for var, wanted in self._wanted.items())

    def _is_no_better(self, bounds: Bounds) -> bool:
        return bool(self.found) and self._least(bounds) >= self.found[-1][0]


def _propagated(bounds: Bounds, constraints: Sequence[Linear]) -> Bounds | None:
    bounds = dict(bounds)
    for _ in range(_ROUNDS):
        changed = False
        for constraint in constraints:
            narrowed = _narrow(bounds, constraint)
            if narrowed is None:
                return None
            changed |= narrowed
        if not changed:
            break
    return bounds


def _gap(bounds: tuple[int, int | None], wanted: int) -> int:
    low, high = bounds
    if wanted < low:
        return low - wanted
    return max(0, wanted - high) if high is not None else 0


def _width(bounds: tuple[int, int | None]) -> float:
    low, high = bounds
    return float("inf") if high is None else high - low


def _outwards(bounds: tuple[int, int | None], wanted: int | None) -> Iterator[int]:
    """Yield the values within bounds, the nearest to the wanted one first."""
    low, high = bounds
    start = low if wanted is None else max(low, wanted)
    if high is not None:
        start = min(start, high)
    yield start
    step = 1
    while True:
        below, above = start - step >= low, high is None or start + step <= high
        if below:
            yield start - step
        if above:
            yield start + step
        if not below and not above:
            return
        step += 1


def _narrow(bounds: Bounds, constraint: Linear) -> bool | None:
    """Narrow the variables of one constraint; None if one has no value left."""
    least, no_least, greatest, no_greatest = 0, 0, 0, 0
    ends: list[tuple[int | None, int | None]] = []
    for coefficient, var in constraint.terms:
        low, high = bounds[var]
        first, last = coefficient * low, None if high is None else coefficient * high
        below, above = (first, last) if coefficient > 0 else (last, first)
        ends.append((below, above))
        least += below or 0
        no_least += below is None
        greatest += above or 0
        no_greatest += above is None
    changed = False
    for (coefficient, var), (below, above) in zip(constraint.terms, ends, strict=True):
        most: int | None = None
        least_of_rest: int | None = None
        if constraint.high is not None and no_least - (below is None) == 0:
            most = constraint.high - (least - (below or 0))
        if constraint.low is not None and no_greatest - (above is None) == 0:
            least_of_rest = constraint.low - (greatest - (above or 0))
        at_least, at_most = _divided(coefficient, least_of_rest, most)
        old_low, old_high = bounds[var]
        new_low = old_low if at_least is None else max(at_least, old_low)
        new_high = _lower(at_most, old_high)
        if new_high is not None and new_low > new_high:
            return None
        if (new_low, new_high) != (old_low, old_high):
            bounds[var] = new_low, new_high
            changed = True
    return changed


def _lower(one: int | None, other: int | None) -> int | None:
    """Return the lower of two upper limits."""
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def _divided(
    coefficient: int, low: int | None, high: int | None
) -> tuple[int | None, int | None]:
    """Return the whole numbers whose multiple lies within two limits."""
    if coefficient < 0:
        low, high = (
            None if high is None else -high,
            None if low is None else -low,
        )
        coefficient = -coefficient
    return (
        None if low is None else -(-low // coefficient),
        None if high is None else high // coefficient,
    )


def _eliminated(constraints: Iterable[Linear]) -> list[Linear] | None:
    """Solve the equations for one another (Gauss and Jordan); None if they conflict."""
    pivots: dict[int, tuple[dict[int, Fraction], Fraction]] = {}
    for constraint in constraints:
        if constraint.low is None or constraint.low != constraint.high:
            continue
        row = {var: Fraction(coefficient) for coefficient, var in constraint.terms}
        side = Fraction(constraint.low)
        for var in [var for var in row if var in pivots]:
            side = _subtract(row, side, *pivots[var], var)
        if not row:
            if side:
                return None
            continue
        pivot = next(iter(row))
        by = row[pivot]
        row, side = {var: x / by for var, x in row.items()}, side / by
        for var, (other, other_side) in pivots.items():
            if pivot in other:
                pivots[var] = other, _subtract(other, other_side, row, side, pivot)
        pivots[pivot] = row, side
    return [_whole(row, side) for row, side in pivots.values()]


def _subtract(
    row: dict[int, Fraction],
    side: Fraction,
    by: Mapping[int, Fraction],
    by_side: Fraction,
    var: int,
) -> Fraction:
    """Take a multiple of an equation off a row, in place, so that `var` vanishes."""
    factor = row[var]
    for other, x in by.items():
        left = row.get(other, Fraction(0)) - factor * x
        if left:
            row[other] = left
        else:
            row.pop(other, None)
    return side - factor * by_side


def _whole(row: Mapping[int, Fraction], side: Fraction) -> Linear:
    scale = lcm(side.denominator, *(x.denominator for x in row.values()))
    terms = tuple((int(x * scale), var) for var, x in row.items())
    return Linear(terms, int(side * scale), int(side * scale))
