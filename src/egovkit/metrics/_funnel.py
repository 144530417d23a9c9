"""Funnel limits: how far a unit may lie from the rest by chance alone."""

from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction
from math import exp, floor, lgamma, log, sqrt
from typing import NamedTuple

from attrs import frozen

from egovkit.errors import InvalidValueError
from egovkit.metrics._apportion import whole_number
from egovkit.metrics._interval import tail
from egovkit.metrics._rate import Rate


class Signal(StrEnum):
    """What a unit's place in a funnel plot tells.

    An alert is outside of the inner limits, an alarm outside of the outer ones.

    Examples
    --------
    >>> Signal("within") is Signal.WITHIN
    True
    """

    LOW_ALARM = "low_alarm"
    LOW_ALERT = "low_alert"
    WITHIN = "within"
    HIGH_ALERT = "high_alert"
    HIGH_ALARM = "high_alarm"


class FunnelLimits(NamedTuple):
    """The least and the largest share that chance explains, both inclusive.

    Examples
    --------
    >>> FunnelLimits(Fraction(1, 2), Fraction(1)).low
    Fraction(1, 2)
    """

    low: Fraction
    high: Fraction


@frozen
class Funnel:
    """Control limits around a target, wider the fewer dossiers a unit has.

    A ranking of raw rates puts small units first and last, by noise. In a funnel plot
    (Spiegelhalter 2005) a unit stands out only if its count is improbable for an office
    that works at the target. The limits here are those of the exact binomial
    distribution: near 100 % and for a dozen dossiers those of the normal one are wrong.

    Of many units some are outside by chance: of 200, about ten outside of 95 % and
    fewer than one outside of 99.8 %, less the smaller they are.

    Attributes
    ----------
    target
        The share to which all are compared.
    alert, alarm
        How much the inner and the outer limits hold when only chance is at work.

    Raises
    ------
    InvalidValueError
        If the target is no share, or the confidences do not rise between 0 and 1.

    Examples
    --------
    >>> wards = {
    ...     "small": Rate("on time", 2, of="resolved", total=4),
    ...     "large": Rate("on time", 400, of="resolved", total=500),
    ...     "other": Rate("on time", 570, of="resolved", total=600),
    ... }
    >>> funnel = Funnel.around(wards.values())
    >>> print(funnel.target)
    81/92
    >>> for name, rate in wards.items():
    ...     print(name, float(rate.value), funnel.signal(rate))
    small 0.5 within
    large 0.8 low_alarm
    other 0.95 high_alarm
    """

    target: Fraction
    alert: float = 0.95
    alarm: float = 0.998

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.target <= 1:
            raise InvalidValueError("target", self.target, "a share from 0 to 1")
        if tail(self.alarm) > tail(self.alert):
            raise InvalidValueError(
                "alarm", self.alarm, f"a confidence of at least alert, {self.alert}"
            )

    @classmethod
    def around(
        cls, rates: Iterable[Rate], *, alert: float = 0.95, alarm: float = 0.998
    ) -> "Funnel":
        """Take the pooled rate of all units as the target.

        Raises
        ------
        InvalidValueError
            If the units have no dossiers, or differ in what they count.

        Examples
        --------
        >>> halves = [Rate("online", 1, of="received", total=2)] * 3
        >>> print(Funnel.around(halves).target)
        1/2
        """
        pooled = Rate.pooled(rates)
        if pooled.value is None:
            raise InvalidValueError("rates", str(pooled), "a denominator that is not 0")
        return cls(pooled.value, alert, alarm)

    def limits(self, total: int, confidence: float | None = None) -> FunnelLimits:
        """Return the limits for a unit with so many dossiers, at `alert` by default.

        A count below `low` has a probability of at most half of what `confidence`
        leaves, and so has one above `high`.

        Raises
        ------
        InvalidValueError
            If `total` is not positive, or the confidence not between 0 and 1.

        Examples
        --------
        >>> print(*Funnel(Fraction(9, 10)).limits(10))
        7/10 1
        """
        n = whole_number("total", total, least=1)
        outside = tail(self.alert if confidence is None else confidence)
        failures = _least_likely(n, 1 - self.target, outside)
        return FunnelLimits(
            Fraction(_least_likely(n, self.target, outside), n),
            Fraction(n - failures, n),
        )

    def signal(self, rate: Rate) -> Signal | None:
        """Tell where a unit lies; None when it has no dossiers.

        Examples
        --------
        >>> Funnel(Fraction(1, 2)).signal(Rate("online", 8, of="received", total=8))
        <Signal.HIGH_ALERT: 'high_alert'>
        """
        if rate.value is None:
            return None
        inner = self.limits(rate.total, self.alert)
        outer = self.limits(rate.total, self.alarm)
        if rate.value < inner.low:
            return Signal.LOW_ALARM if rate.value < outer.low else Signal.LOW_ALERT
        if rate.value > inner.high:
            return Signal.HIGH_ALARM if rate.value > outer.high else Signal.HIGH_ALERT
        return Signal.WITHIN


def _least_likely(n: int, share: Fraction, outside: float) -> int:
    """Return the smallest k for which P(X <= k) exceeds `outside`, X binomial."""
    p, q = float(share), float(1 - share)
    if not p or not q:
        return round(n * p)
    # What lies further down weighs less than 1e-13, also where q is so small that the
    # distribution is Poisson's.
    k = max(0, floor(n * p - 12 * sqrt(n * p * q) - 30))
    term = exp(
        lgamma(n + 1)
        - lgamma(k + 1)
        - lgamma(n - k + 1)
        + k * log(p)
        + (n - k) * log(q)
    )
    total = term
    while total <= outside:
        term *= (n - k) * p / ((k + 1) * q)
        k += 1
        total += term
    return k
