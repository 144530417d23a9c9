"""Kaplan-Meier: how long it takes, with the dossiers that are still open counted in."""

from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from math import exp, log, sqrt
from typing import Final, NamedTuple

from attrs import frozen

from egovkit.errors import InvalidValueError
from egovkit.metrics._distribution import (
    NONE,
    Distribution,
    Share,
    Value,
    exact_share,
)
from egovkit.metrics._durations import Durations
from egovkit.metrics._interval import Interval, normal_quantile

_HALF: Final = Fraction(1, 2)
_TOO_NEAR: Final = 1e-6
"""Far more than what the floats of a million steps are off."""


class BandTransform(StrEnum):
    """On which scale the confidence band of a survival curve is symmetric.

    `LOG_LOG`: that of log(-log S), the default: it stays between 0 and 1 by itself and
    holds best in small samples. `LOG`: R's default. `PLAIN`: Greenwood's own, cut off
    at 0 and 1.

    Examples
    --------
    >>> BandTransform("log-log") is BandTransform.LOG_LOG
    True
    """

    LOG_LOG = "log-log"
    LOG = "log"
    PLAIN = "plain"


class Step(NamedTuple):
    """What happened at one duration.

    Attributes
    ----------
    at_risk
        Dossiers that took at least so long, those censored at this duration included.
    ended, censored
        How many ended after exactly so long, and how many were last seen then.

    Examples
    --------
    >>> Step(3, at_risk=10, ended=2, censored=1).ended
    2
    """

    time: Value
    at_risk: int
    ended: int
    censored: int


class QuantileLimits(NamedTuple):
    """The confidence limits of a quantile; None where the band does not get so far.

    Examples
    --------
    >>> QuantileLimits(5, None).high is None
    True
    """

    low: Value | None
    high: Value | None


@frozen
class KaplanMeier:
    """The share of dossiers not ended by a time (Kaplan and Meier 1958), exactly.

    S(t) is the product of 1 - ended/at risk over the durations up to t. A censored
    dossier counts as at risk as long as it was seen, and is presumed to go on like the
    others: true of those that are merely young, less so where a hard case is left lying
    or a hopeless one withdrawn. With nothing censored, 1 - S is the plain share of ended
    dossiers.

    Where the last dossier was seen open, the curve ends above 0. What lies further is
    not known: a quantile that is not reached is None, neither infinite nor the last
    duration.

    Every survival is an exact fraction; the confidence limits are floats. The terms of
    the fractions grow with the durations at which something is censored: of a hundred
    thousand dossiers, measure days rather than hours.

    Attributes
    ----------
    ended, censored
        The durations of dossiers that ended, and of those last seen open.

    Examples
    --------
    >>> km = KaplanMeier(Distribution.of([1, 2, 2, 4]), Distribution.of([3, 5]))
    >>> print(*(km.survival(days) for days in range(6)))
    1 5/6 1/2 1/2 1/4 1/4
    >>> km.median, km.quantile(0.9)
    (2, None)
    """

    ended: Distribution
    censored: Distribution = NONE

    @classmethod
    def of(cls, durations: Durations) -> "KaplanMeier":
        """Take the durations of dossiers, ended and open.

        Examples
        --------
        >>> KaplanMeier.of(Durations(ended=Distribution({3: 2}))).median
        3
        """
        return cls(durations.ended, durations.censored)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The life table, with every duration at which something happened, ascending.

        Examples
        --------
        >>> KaplanMeier(Distribution({2: 3}), Distribution({5: 1})).steps[0]
        Step(time=2, at_risk=4, ended=3, censored=0)
        """
        ended = dict(self.ended.counts)
        at_risk = self.ended.n + self.censored.n
        steps: list[Step] = []
        for time, n in (self.ended + self.censored).counts:
            went = ended.get(time, 0)
            steps.append(Step(time, at_risk, went, n - went))
            at_risk -= n
        return tuple(steps)

    def survival(self, time: Value) -> Fraction | None:
        """Return the exact share of dossiers that take longer than `time`.

        None beyond the last duration, where that dossier was still open; and without
        dossiers.

        Examples
        --------
        >>> km = KaplanMeier(Distribution({2: 3}), Distribution({5: 1}))
        >>> print(km.survival(4), km.survival(6))
        1/4 None
        """
        point = self._at(time)
        return None if point is None else point.survival

    @property
    def median(self) -> Value | None:
        """The time within which half of the dossiers end; None if it is not reached.

        Examples
        --------
        >>> print(KaplanMeier(Distribution({2: 1}), Distribution({5: 3})).median)
        None
        """
        return self.quantile(_HALF)

    def quantile(self, q: Share) -> Value | None:
        """Return the time within which a share of the dossiers ends.

        It is the smallest t at which S(t) <= 1 - q, compared exactly. Without censored
        dossiers it is the quantile by `QuantileMethod.INVERTED_CDF`.

        Returns
        -------
        int, Fraction or None
            None if the curve does not get so low.

        Raises
        ------
        InvalidValueError
            If `q` is not a share above 0, and up to 1.

        Examples
        --------
        >>> KaplanMeier(Distribution({2: 3}), Distribution({5: 1})).quantile(0.75)
        2
        """
        rest = 1 - _share_above_0(q)
        reached = (p.time for p in self._curve() if p.is_at_most(rest))
        return next(reached, None)

    def interval(
        self,
        time: Value,
        *,
        confidence: float = 0.95,
        transform: BandTransform = BandTransform.LOG_LOG,
    ) -> Interval | None:
        """Return the confidence limits of S(time), pointwise.

        The variance is Greenwood's. None where the survival is not known, and where it
        is 1 or 0: there nothing has varied yet, or any more.

        Raises
        ------
        InvalidValueError
            If the confidence is not between 0 and 1.

        Examples
        --------
        >>> km = KaplanMeier(Distribution.of([1, 2, 2, 4]), Distribution.of([3, 5]))
        >>> band = km.interval(2)
        >>> print(f"{band.low:.3f} to {band.high:.3f}")
        0.111 to 0.804
        """
        z = normal_quantile(confidence)
        point = self._at(time)
        if point is None:
            return None
        survival = float(point.survival)
        return _limits(survival, point.greenwood, z, BandTransform(transform))

    def quantile_interval(
        self,
        q: Share = _HALF,
        *,
        confidence: float = 0.95,
        transform: BandTransform = BandTransform.LOG_LOG,
    ) -> QuantileLimits:
        """Return the confidence limits of a quantile (Brookmeyer and Crowley 1982).

        They are the times at which the lower and the upper limit of S fall to 1 - q;
        None for one that does not. The upper one is often None: too few dossiers have
        ended to say how long it takes at most.

        Raises
        ------
        InvalidValueError
            If `q` is not a share above 0 and up to 1, or the confidence not between
            0 and 1.

        Examples
        --------
        >>> km = KaplanMeier(Distribution.of([1, 2, 2, 4]), Distribution.of([3, 5]))
        >>> km.quantile_interval(0.5)
        QuantileLimits(low=1, high=None)
        """
        rest, z = float(1 - _share_above_0(q)), normal_quantile(confidence)
        transform = BandTransform(transform)
        low: Value | None = None
        for point in self._curve():
            limits = _limits(point.near, point.greenwood, z, transform)
            if limits is None:
                continue
            if low is None and limits.low <= rest:
                low = point.time
            if limits.high <= rest:
                return QuantileLimits(low, point.time)
        return QuantileLimits(low, None)

    def restricted_mean(self, upto: Value) -> Fraction | None:
        """Return the mean time spent within the first `upto`: the area under S.

        It needs no assumption about how the open dossiers will end. None where S is
        not known up to there.

        Raises
        ------
        InvalidValueError
            If `upto` is negative.

        Examples
        --------
        Three dossiers took two days; one is open after five:

        >>> km = KaplanMeier(Distribution({2: 3}), Distribution({5: 1}))
        >>> print(km.restricted_mean(4))
        5/2
        """
        if upto < 0:
            raise InvalidValueError("upto", upto, "a time from 0 up")
        if self._at(upto) is None:
            return None
        area, since, height = Fraction(0), Fraction(0), Fraction(1)
        for point in self._curve():
            if point.time >= upto:
                break
            area += height * (point.time - since)
            since, height = Fraction(point.time), point.survival
        return area + height * (upto - since)

    def _at(self, time: Value) -> "_Point | None":
        """Return the last point up to a time; None if the survival is not known."""
        reached, last = _Point(0, 1, 1, 1, 1.0, 0.0), None
        for point in self._curve():
            last = point.time
            if last > time:
                return reached
            reached = point
        is_known = last is not None and (time <= last or not reached.left)
        return reached if is_known else None

    def _curve(self) -> Iterator["_Point"]:
        """Yield the points of the curve, one for each step."""
        numerator, denominator, left = 1, 1, 1
        near, greenwood = 1.0, 0.0
        for time, at_risk, ended, _ in self.steps:
            # Where nothing was censored since the last end, its `left` and this
            # `at_risk` cancel.
            if ended and at_risk != left:
                numerator, denominator = numerator * left, denominator * at_risk
            if ended:
                left = at_risk - ended
                near *= left / at_risk
                greenwood += ended / (at_risk * left) if left else 0
            yield _Point(time, numerator, left, denominator, near, greenwood)


class _Point(NamedTuple):
    """A point of the curve: S = numerator * left / denominator, `near` in floats."""

    time: Value
    numerator: int
    left: int
    denominator: int
    near: float
    greenwood: float

    @property
    def survival(self) -> Fraction:
        return Fraction(self.numerator * self.left, self.denominator)

    def is_at_most(self, share: Fraction) -> bool:
        """Compare exactly, but with floats where they are far enough apart."""
        bound = float(share)
        if abs(self.near - bound) > bound * _TOO_NEAR:
            return self.near < bound
        survival = self.numerator * self.left
        return survival * share.denominator <= share.numerator * self.denominator


def _share_above_0(q: Share) -> Fraction:
    share = exact_share("q", q)
    if not share:
        raise InvalidValueError("q", q, "a share above 0: all dossiers take some time")
    return share


def _limits(
    s: float, greenwood: float, z: float, transform: BandTransform
) -> Interval | None:
    error = z * sqrt(greenwood)
    if not 0 < s < 1:
        return None
    match transform:
        case BandTransform.LOG_LOG:
            # s ** exp(±w) is exp(-exp(log(-log s) ± w)).
            width = error / -log(s)
            return Interval(s ** exp(width), s, s ** exp(-width))
        case BandTransform.LOG:
            return Interval(s * exp(-error), s, min(1.0, s * exp(error)))
        case BandTransform.PLAIN:
            return Interval(max(0.0, s * (1 - error)), s, min(1.0, s * (1 + error)))
