"""Rate: a share that names what it is a share of."""

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from operator import add

from attrs import field, frozen

from egovkit.errors import InvalidValueError
from egovkit.metrics._apportion import whole_number
from egovkit.metrics._interval import Interval, wilson
from egovkit.metrics._wording import share


@frozen
class Rate:
    """So many of so many, with both named.

    Rates of equal names are pooled with `+`: their counts are added. A mean of rates
    would give a unit with three dossiers the weight of one with three thousand.

    Attributes
    ----------
    name, count
        What is counted, and how often it occurs.
    of, total
        What it is taken of, the denominator, and how much of it there is.

    Raises
    ------
    InvalidValueError
        If a count is negative or no integer, or larger than its total.

    Examples
    --------
    >>> rate = Rate("on time", 2, of="resolved", total=3)
    >>> print(rate)
    on time: 2 of 3 resolved (66.67 %)
    >>> print(rate + Rate("on time", 1, of="resolved", total=1))
    on time: 3 of 4 resolved (75.00 %)
    """

    name: str
    count: int = field()
    of: str = field(kw_only=True)
    total: int = field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        whole_number("total", self.total, least=0)
        if whole_number("count", self.count, least=0) > self.total:
            raise InvalidValueError(
                "count", self.count, f"at most the total, {self.total}"
            )

    def __str__(self) -> str:
        percentage = f"{share(self.count, self.total, 2)} %" if self.total else "none"
        return f"{self.name}: {self.count} of {self.total} {self.of} ({percentage})"

    def __add__(self, other: "Rate") -> "Rate":
        for name in ("name", "of"):
            ours, theirs = getattr(self, name), getattr(other, name)
            if ours != theirs:
                raise InvalidValueError(
                    name, theirs, f"rates of the same {name}, {ours!r}",
                    "pool rates that count the same thing of the same denominator",
                )  # fmt: skip
        return Rate(
            self.name,
            self.count + other.count,
            of=self.of,
            total=self.total + other.total,
        )

    @classmethod
    def pooled(cls, rates: Iterable["Rate"]) -> "Rate":
        """Add up rates.

        Raises
        ------
        InvalidValueError
            If there are none, or they differ in what they count.

        Examples
        --------
        >>> wards = [Rate("on time", 3, of="resolved", total=3 + n) for n in (0, 3)]
        >>> print(Rate.pooled(wards).value)
        2/3
        """
        all_rates = list(rates)
        if not all_rates:
            raise InvalidValueError("rates", all_rates, "at least one rate")
        return reduce(add, all_rates)

    @property
    def value(self) -> Fraction | None:
        """The exact share; None when the denominator is empty, neither 0 nor 1.

        Examples
        --------
        >>> Rate("on time", 2, of="resolved", total=3).value
        Fraction(2, 3)
        >>> print(Rate("on time", 0, of="resolved", total=0).value)
        None
        """
        return Fraction(self.count, self.total) if self.total else None

    def interval(self, confidence: float = 0.95) -> Interval | None:
        """Return Wilson's confidence interval; None when the denominator is empty.

        It reads the dossiers as a sample of how the office works. Of the dossiers
        themselves the share is `value`, and there is nothing to estimate.

        Raises
        ------
        InvalidValueError
            If the confidence is not between 0 and 1.

        Examples
        --------
        >>> sure = Rate("on time", 9, of="resolved", total=10).interval()
        >>> print(f"{sure.low:.3f} to {sure.high:.3f}")
        0.596 to 0.982
        """
        return wilson(self.count, self.total, confidence) if self.total else None
