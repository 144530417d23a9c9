"""Distribution: exact values with how often each occurs, and what to say of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Final

from attrs import field, frozen

from egovkit.errors import InvalidValueError
from egovkit.metrics._apportion import whole_number

Value = int | Fraction
"""A whole number of days, or an exact number of hours."""

Share = Fraction | Decimal | float | str
"""A share from 0 to 1; a float is read as it is written, 0.9 as 9/10."""

_HALF: Final = Fraction(1, 2)


class QuantileMethod(StrEnum):
    """Which definition of a quantile: three of the nine of Hyndman and Fan (1996).

    `INVERTED_CDF` (their 1): the smallest value that so large a share does not exceed.
    It always occurs among the values, and Kaplan-Meier's quantile without censoring is
    the same. `AVERAGED_INVERTED_CDF` (2): where the share falls exactly between two
    values, the middle of both; at one half it is the median of schoolbooks. `LINEAR`
    (7): interpolated, the default of numpy, pandas and Excel's PERCENTILE.

    Examples
    --------
    >>> days = Distribution.of([1, 2, 3, 10])
    >>> for method in QuantileMethod:
    ...     print(method, days.quantile("0.75", method))
    inverted_cdf 3
    averaged_inverted_cdf 13/2
    linear 19/4
    """

    INVERTED_CDF = "inverted_cdf"
    AVERAGED_INVERTED_CDF = "averaged_inverted_cdf"
    LINEAR = "linear"


def exact_share(name: str, given: Share) -> Fraction:
    """Read a share exactly.

    Raises
    ------
    InvalidValueError
        If it is no number from 0 to 1.
    """
    try:
        share = Fraction(str(given))
    except ValueError:
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise InvalidValueError(name, given, "a share from 0 to 1, such as 0.9")
    return share


def _sorted(
    counts: Mapping[Value, int] | Sequence[tuple[Value, int]],
) -> tuple[tuple[Value, int], ...]:
    pairs = counts.items() if isinstance(counts, Mapping) else counts
    tally: Counter[Value] = Counter()
    for value, count in pairs:
        if not isinstance(value, (int, Fraction)):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidValueError("value", value, "a whole number or a Fraction")
        tally[value] += whole_number(f"counts[{value}]", count, least=0)
    # Floats are compared first: Fractions take twenty times as long.
    return tuple(
        sorted(
            (pair for pair in tally.items() if pair[1]),
            key=lambda pair: (float(pair[0]), pair[0]),
        )
    )


@frozen
class Distribution:
    """How often each value occurs, exactly; distributions are added with `+`.

    Attributes
    ----------
    counts
        Pairs of a value and how often it occurs, ascending; a mapping is taken too.

    Raises
    ------
    InvalidValueError
        If a value is neither a whole number nor a Fraction, or a count is negative.

    Examples
    --------
    >>> days = Distribution.of([3, 1, 3, 5])
    >>> days.counts
    ((1, 1), (3, 2), (5, 1))
    >>> print(days.mean, days.median, days.maximum)
    3 3 5
    >>> print(Distribution().mean)
    None
    """

    counts: tuple[tuple[Value, int], ...] = field(default=(), converter=_sorted)

    @classmethod
    def of(cls, values: Iterable[Value]) -> "Distribution":
        """Count values, in one pass.

        Examples
        --------
        >>> Distribution.of([2, 2]).n
        2
        """
        return cls(Counter(values))

    def __add__(self, other: "Distribution") -> "Distribution":
        return Distribution((*self.counts, *other.counts))

    @property
    def n(self) -> int:
        """How many values there are.

        Examples
        --------
        >>> Distribution({4: 2, 7: 1}).n
        3
        """
        return sum(count for _, count in self.counts)

    @property
    def mean(self) -> Fraction | None:
        """The exact mean; None where there are no values.

        Examples
        --------
        >>> print(Distribution({4: 2, 7: 1}).mean)
        5
        """
        if not self.counts:
            return None
        return Fraction(sum(value * count for value, count in self.counts)) / self.n

    @property
    def minimum(self) -> Value | None:
        """The smallest value, if any.

        Examples
        --------
        >>> Distribution({4: 2, 7: 1}).minimum
        4
        """
        return self.counts[0][0] if self.counts else None

    @property
    def maximum(self) -> Value | None:
        """The largest value, if any.

        Examples
        --------
        >>> Distribution({4: 2, 7: 1}).maximum
        7
        """
        return self.counts[-1][0] if self.counts else None

    @property
    def median(self) -> Value | None:
        """The middle value, or the middle of the two middle ones; None without values.

        Examples
        --------
        >>> print(Distribution.of([1, 2, 5, 9]).median)
        7/2
        """
        return self.quantile(_HALF, QuantileMethod.AVERAGED_INVERTED_CDF)

    def quantile(
        self, q: Share, method: QuantileMethod = QuantileMethod.INVERTED_CDF
    ) -> Value | None:
        """Return the value below which a share of all lies, by a named definition.

        Parameters
        ----------
        q
            The share, as a Fraction, a Decimal, text or a float as it is written.
        method
            The definition.

        Returns
        -------
        int, Fraction or None
            The exact quantile; None where there are no values.

        Raises
        ------
        InvalidValueError
            If `q` is no share from 0 to 1.

        Examples
        --------
        >>> Distribution.of(range(1, 11)).quantile(0.9)
        9
        """
        share, n = exact_share("q", q), self.n
        if not n:
            return None
        if method is QuantileMethod.LINEAR:
            rank = 1 + (n - 1) * share
            low, high = self._ranked([floor(rank), ceil(rank)])
            return _whole(low + (high - low) * (rank - floor(rank)))
        rank = n * share
        if method is QuantileMethod.AVERAGED_INVERTED_CDF and rank == ceil(rank):
            low, high = self._ranked([max(1, int(rank)), min(n, int(rank) + 1)])
            return _whole(Fraction(low + high) / 2) if 0 < rank < n else low
        (value,) = self._ranked([max(1, ceil(rank))])
        return value

    def share_up_to(self, value: Value) -> Fraction | None:
        """Return the share of values up to this one, inclusive; None without values.

        Examples
        --------
        >>> print(Distribution.of([1, 3, 3, 8]).share_up_to(3))
        3/4
        """
        if not self.counts:
            return None
        return Fraction(sum(n for each, n in self.counts if each <= value), self.n)

    def bands(self, edges: Sequence[Value]) -> tuple[int, ...]:
        """Count the values up to each edge, inclusive, and those above the last.

        Raises
        ------
        InvalidValueError
            If the edges do not rise.

        Examples
        --------
        Up to 5, 6 to 10, and more than 10:

        >>> Distribution.of([0, 5, 6, 40]).bands([5, 10])
        (2, 1, 1)
        """
        if any(low >= high for low, high in pairwise(edges)):
            raise InvalidValueError("edges", list(edges), "numbers that rise")
        counts = [0] * (len(edges) + 1)
        for value, count in self.counts:
            counts[sum(edge < value for edge in edges)] += count
        return tuple(counts)

    def _ranked(self, ranks: Sequence[int]) -> Iterator[Value]:
        """Yield the values at ascending ranks, of which the first is 1."""
        wanted, reached = list(ranks), 0
        for value, count in self.counts:
            reached += count
            while wanted and wanted[0] <= reached:
                yield value
                wanted.pop(0)


NONE: Final = Distribution()
"""The distribution of nothing."""


def _whole(value: Value) -> Value:
    """Return a whole number as an integer: 5 days, not Fraction(5, 1)."""
    return int(value) if value == int(value) else value
