"""Rounding, and the counts that one printed cell can stand for."""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from egovkit.metrics._published import Published


class Rounding(StrEnum):
    """How the percentages of a report were rounded; u is one unit of the last place.

    `HALF_UP` and `HALF_EVEN` round to the nearest, a half up or to the even digit.
    `DOWN` cuts off. `ANY` is whatever lies within x ± u/2, both ends included: every
    rounding to the nearest, never a truncation. `APPORTIONED` figures were rounded
    together so that they add up to 100, as `apportion` does it.

    Examples
    --------
    >>> Rounding("half_up") is Rounding.HALF_UP
    True
    """

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"
    ANY = "any"
    APPORTIONED = "apportioned"


@frozen
class Figure:
    """A percentage in whole units of its last place, of which `scale` make 100 %."""

    units: int
    scale: int

    @classmethod
    def of(cls, percentage: Decimal) -> "Figure":
        shift = 10 ** places_of(percentage)
        return cls(int(Fraction(percentage) * shift), 100 * shift)

    def counts(self, total: int, rounding: Rounding) -> tuple[int, int]:
        """Return the least and the greatest count printed so; if none, least is more."""
        below, above = (0, 2) if rounding is Rounding.DOWN else (1, 1)
        low, high = total * (2 * self.units - below), total * (2 * self.units + above)
        takes_low, takes_high = self._takes_ends(rounding)
        per = 2 * self.scale
        least = ceiling(low, per) if takes_low else low // per + 1
        greatest = high // per if takes_high else ceiling(high, per) - 1
        return max(least, 0), min(greatest, total)

    def _takes_ends(self, rounding: Rounding) -> tuple[bool, bool]:
        if rounding is Rounding.ANY:
            return True, True
        if rounding is Rounding.HALF_EVEN:
            return self.units % 2 == 0, self.units % 2 == 0
        return True, False

    @property
    def shares(self) -> tuple[Fraction, Fraction]:
        """The least and the greatest share of 1 that `Rounding.ANY` allows."""
        low = Fraction(2 * self.units - 1, 2 * self.scale)
        high = Fraction(2 * self.units + 1, 2 * self.scale)
        return max(low, Fraction(0)), min(high, Fraction(1))


@frozen
class Cell:
    """What is printed of one class, or of the rest: a percentage, a count, or neither."""

    figure: Figure | None = None
    count: int | None = None

    def counts(self, total: int, rounding: Rounding) -> tuple[int, int]:
        """Return the least and the greatest count that fits; if none, least is more."""
        low, high = self.figure.counts(total, rounding) if self.figure else (0, total)
        if self.count is None:
            return low, high
        return max(low, self.count), min(high, self.count)

    @property
    def shares(self) -> tuple[Fraction, Fraction]:
        """The least and the greatest share of 1 that the percentage allows."""
        return self.figure.shares if self.figure else (Fraction(0), Fraction(1))


def cells_of(published: Published) -> tuple[Cell, ...]:
    """Return a cell for each part, and an empty one for the rest if there may be one."""
    figures = {name: Figure.of(x) for name, x in published.percentages.items()}
    cells = [
        Cell(figures.get(name), published.counts.get(name)) for name in published.parts
    ]
    return tuple(cells if published.exhaustive else [*cells, Cell()])


def places_of(percentage: Decimal) -> int:
    """Return how many decimals a percentage shows."""
    exponent = percentage.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def ceiling(number: int, by: int) -> int:
    """Divide and round up."""
    return -(-number // by)
