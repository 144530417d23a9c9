"""Interval: how sure a share is that was counted on few dossiers."""

from math import sqrt
from typing import NamedTuple

from egovkit.errors import InvalidValueError


class Interval(NamedTuple):
    """An estimate with its confidence limits, all from 0 to 1.

    Examples
    --------
    >>> Interval(0.5, 0.75, 0.875).low
    0.5
    """

    low: float
    estimate: float
    high: float


def normal_quantile(confidence: float) -> float:
    """Return how many standard deviations a two-sided confidence takes.

    Raises
    ------
    InvalidValueError
        If the confidence is not between 0 and 1.
    """
    from statistics import NormalDist

    return -NormalDist().inv_cdf(tail(confidence))


def tail(confidence: float) -> float:
    """Return the probability that a two-sided confidence leaves on either side."""
    if not 0 < confidence < 1:
        raise InvalidValueError(
            "confidence", confidence, "a number between 0 and 1, such as 0.95"
        )
    return (1 - confidence) / 2


def wilson(count: int, total: int, confidence: float) -> Interval:
    """Return Wilson's interval (1927): the shares that a score test would not reject.

    `high` is the complement's `low`, so the interval is symmetric to the last bit.
    """
    z = normal_quantile(confidence)
    return Interval(
        _wilson_low(count, total, z),
        count / total,
        1 - _wilson_low(total - count, total, z),
    )


def _wilson_low(count: int, total: int, z: float) -> float:
    # The textbook's difference, expanded by its conjugate: it neither cancels nor
    # leaves [0, 1], and it is exactly 0 for a count of 0.
    root = z * sqrt(z * z / 4 + count * (total - count) / total)
    return count * count / (total * (count + z * z / 2 + root))
