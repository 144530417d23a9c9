"""Solving: from printed figures to all counts, and to all totals, that they allow."""

import math
from collections.abc import Sequence
from fractions import Fraction

from egovkit.metrics._apportion import whole_number
from egovkit.metrics._apportioned import apportioned
from egovkit.metrics._cells import Cell, Rounding, ceiling, cells_of
from egovkit.metrics._published import OTHER, Published
from egovkit.metrics._solutions import Family, Line, Solutions


def solve(published: Published, total: int, rounding: Rounding) -> Solutions:
    """Return the tables of counts that add up to `total` and are printed so."""
    rest = () if published.exhaustive else (OTHER,)
    families: Sequence[Family] = ()
    if total > 0 or (total == 0 and not published.percentages):
        families = _families(cells_of(published), total, rounding)
    return Solutions(
        (*published.parts, *rest), tuple(family for family in families if family.steps)
    )


def _families(
    cells: Sequence[Cell], total: int, rounding: Rounding
) -> Sequence[Family]:
    if rounding is Rounding.APPORTIONED and total:
        return tuple(apportioned(cells, total))
    ends = [cell.counts(total, rounding) for cell in cells]
    lows = tuple(Line(low) for low, _ in ends)
    highs = tuple(Line(high) for _, high in ends)
    return (Family.of(total, lows, highs),)


def feasible_totals(
    published: Published, upto: int, rounding: Rounding = Rounding.ANY
) -> tuple[int, ...]:
    """Return the totals from 1 to `upto` of which some counts are printed so.

    For a report that does not say of how many its percentages are; a total that it
    prints is left aside. No count is tried out: each total costs a few divisions.

    Returns
    -------
    tuple of int
        The totals, ascending.

    Raises
    ------
    InvalidValueError
        If `upto` is no whole number.

    Examples
    --------
    >>> figures = Published(percentages={"on_time": "66.7"})
    >>> feasible_totals(figures, upto=12)
    (3, 6, 9, 12)
    """
    cells = cells_of(published)
    totals = range(1, whole_number("upto", upto) + 1)
    return tuple(total for total in totals if fits(cells, total, rounding))


def fits(cells: Sequence[Cell], total: int, rounding: Rounding) -> bool:
    """Tell whether some counts of a total, at least 1, are printed so."""
    if rounding is Rounding.APPORTIONED:
        return any(family.steps for family in apportioned(cells, total))
    least = greatest = 0
    for cell in cells:
        low, high = cell.counts(total, rounding)
        if low > high:
            return False
        least, greatest = least + low, greatest + high
    return least <= total <= greatest


def fits_any_total(published: Published) -> bool:
    """Tell whether the figures fit any total at all, under `Rounding.ANY`.

    Of a multiple of twice the finest scale every end of a share is a whole number, so
    that it fits as soon as the shares do. It is tried first, and no total beyond it
    need be.
    """
    cells = cells_of(published)
    if any(low > high for low, high in (cell.shares for cell in cells)):
        return False
    least, greatest = _totals(cells)
    period = 2 * max((cell.figure.scale for cell in cells if cell.figure), default=1)
    even = ceiling(least, period) * period
    last = even if greatest is None else min(even, greatest)
    totals = reversed(range(least, last + 1))
    return any(fits(cells, total, Rounding.ANY) for total in totals)


def _totals(cells: Sequence[Cell]) -> tuple[int, int | None]:
    """Return the least and the greatest total that the shares allow, None for any.

    Every limit has the form `rate` * total >= `need`: each count against its own
    percentage, and what is left to the cells without a count.
    """
    limits: list[tuple[Fraction, int]] = []
    free_low, free_high, given = Fraction(0), Fraction(0), 0
    for cell in cells:
        low, high = cell.shares
        if cell.count is None:
            free_low, free_high = free_low + low, free_high + high
        else:
            limits += [(high, cell.count), (-low, -cell.count)]
            given += cell.count
    limits += [(1 - free_low, given), (free_high - 1, -given)]
    least, greatest = 1, None
    for rate, need in limits:
        if rate > 0:
            least = max(least, math.ceil(need / rate))
        elif rate < 0:
            highest = math.floor(need / rate)
            greatest = highest if greatest is None else min(greatest, highest)
        elif need > 0:
            greatest = 0
    return least, greatest
