"""Flow: what came in, what went out and what is left, period after period."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from attrs import frozen

from egovkit.errors import InvalidValueError
from egovkit.metrics._counts import ResolutionCounts
from egovkit.metrics._period import Period
from egovkit.metrics._rate import Rate
from egovkit.outcome import Outcome

_DAY = timedelta(days=1)


@frozen(kw_only=True)
class Flow:
    """In, out and stock of one period: carried over + received = ended + open.

    Attributes
    ----------
    period, as_of
        What the flow is about; it is seen at the earlier of `as_of` and the period's
        end.
    carried_over, received
        Open when the period began, and received in it.
    ended, open
        Ended in the period, in whatever way, and open at its cut.

    Raises
    ------
    InvalidValueError
        If they do not reconcile.

    Examples
    --------
    >>> from datetime import date
    >>> january = Period(date(2026, 1, 1), date(2026, 1, 31), UTC)
    >>> flow = Flow(
    ...     period=january, as_of=january.end,
    ...     carried_over=20, received=100, ended=90, open=30,
    ... )
    >>> print(flow.clearance_rate, float(flow.disposition_time))
    9/10 10.333333333333334
    """

    period: Period
    as_of: datetime
    carried_over: int
    received: int
    ended: int
    open: int

    def __attrs_post_init__(self) -> None:
        stock, known = self.carried_over + self.received, self.ended + self.open
        if stock != known:
            raise InvalidValueError(
                "ended + open", known, f"{stock}, which is carried_over + received"
            )

    @classmethod
    def of(cls, counts: ResolutionCounts) -> "Flow":
        """Take the flow out of a period's counts, whatever their policy.

        Raises
        ------
        InvalidValueError
            If the counts are about no period.

        Examples
        --------
        >>> from datetime import date
        >>> january = Period(date(2026, 1, 1), date(2026, 1, 31), UTC)
        >>> counts = ResolutionCounts.of([], period=january, as_of=january.end)
        >>> Flow.of(counts).open
        0
        """
        if counts.period is None or counts.as_of is None:
            raise InvalidValueError("counts", counts, "counts of a period")
        stock = counts.carried_over + counts.received
        return cls(
            period=counts.period,
            as_of=counts.as_of,
            carried_over=counts.carried_over,
            received=counts.received,
            ended=stock - counts.open_stock,
            open=counts.open_stock,
        )

    @property
    def clearance_rate(self) -> Fraction | None:
        """Ended of received, CEPEJ's measure of courts; above 1 the stock shrinks.

        It is no share, for what ended may have been received before. None where
        nothing was received.

        Examples
        --------
        >>> from datetime import date
        >>> day = Period(date(2026, 1, 1), date(2026, 1, 1), UTC)
        >>> print(Flow(period=day, as_of=day.end, carried_over=3, received=2, ended=3,
        ...     open=2).clearance_rate)
        3/2
        """
        return Fraction(self.ended, self.received) if self.received else None

    @property
    def resolution_rate(self) -> Rate:
        """How much of what was carried over and received has ended.

        Examples
        --------
        >>> from datetime import date
        >>> day = Period(date(2026, 1, 1), date(2026, 1, 1), UTC)
        >>> print(Flow(period=day, as_of=day.end, carried_over=3, received=2, ended=3,
        ...     open=2).resolution_rate)
        ended: 3 of 5 carried over and received (60.00 %)
        """
        total = self.carried_over + self.received
        return Rate("ended", self.ended, of="carried over and received", total=total)

    @property
    def disposition_time(self) -> Fraction | None:
        """How many days it would take to end what is open, at the pace of the period.

        Open, over ended, times the days from the period's first to its cut (CEPEJ).
        It is a forecast from stocks; how long dossiers took is for `KaplanMeier`. None
        where nothing ended.

        Examples
        --------
        >>> from datetime import date
        >>> week = Period(date(2026, 1, 5), date(2026, 1, 11), UTC)
        >>> print(Flow(period=week, as_of=week.end, carried_over=3, received=2,
        ...     ended=3, open=2).disposition_time)
        14/3
        """
        if not self.ended:
            return None
        last = self.period.cut(self.as_of).astimezone(self.period.tz).date()
        days = (last - self.period.first).days + 1
        return Fraction(days * self.open, self.ended)


def flows(
    outcomes: Iterable[Outcome], *, periods: Sequence[Period], as_of: datetime
) -> tuple[Flow, ...]:
    """Follow dossiers through periods that adjoin, in one pass.

    What one period leaves open is what the next one carries over. Each flow is what
    `Flow.of` gives for the counts of its period.

    Raises
    ------
    NaiveDatetimeError
        If `as_of` has no zone.
    InvalidValueError
        If there are no periods, one has not begun at `as_of`, or one does not begin
        on the day after the last day of the one before, in its zone.

    Examples
    --------
    >>> from datetime import date
    >>> day = lambda n: datetime(2026, 1, n, 9, tzinfo=UTC)
    >>> rows = [
    ...     Outcome(number="1", received_at=day(5), resolved_at=day(13)),
    ...     Outcome(number="2", received_at=day(6), resolved_at=day(7)),
    ...     Outcome(number="3", received_at=day(14)),
    ... ]
    >>> weeks = [
    ...     Period(date(2026, 1, n), date(2026, 1, n + 6), UTC) for n in (5, 12)
    ... ]
    >>> for flow in flows(rows, periods=weeks, as_of=day(31)):
    ...     print(flow.carried_over, flow.received, flow.ended, flow.open)
    0 2 1 1
    1 1 1 1
    """
    cuts = _cuts(periods, as_of)
    # Place 0 is before the first period; one past the last cut has not happened.
    received, ended = [0] * (len(cuts) + 1), [0] * (len(cuts) + 1)
    carried_over = 0
    for outcome in outcomes:
        place = bisect_right(cuts, outcome.received_at.astimezone(UTC))
        received[place] += 1
        if outcome.resolved_at is not None:
            ended[bisect_right(cuts, outcome.resolved_at.astimezone(UTC))] += 1
    carried_over = received[0] - ended[0]
    made: list[Flow] = []
    for period, came, went in zip(periods, received[1:], ended[1:], strict=False):
        left = carried_over + came - went
        made.append(
            Flow(
                period=period, as_of=as_of, carried_over=carried_over,
                received=came, ended=went, open=left,
            )
        )  # fmt: skip
        carried_over = left
    return tuple(made)


def _cuts(periods: Sequence[Period], as_of: datetime) -> list[datetime]:
    """Return when each period begins, and the first instant after the last cut."""
    if not periods:
        raise InvalidValueError("periods", periods, "at least one period")
    for one, following in pairwise(periods):
        if following.first != one.last + _DAY or following.tz != one.tz:
            raise InvalidValueError(
                "periods", str(following), f"one that begins the day after {one}"
            )
    last = periods[-1].cut(as_of) + timedelta(microseconds=1)
    return [*(period.start.astimezone(UTC) for period in periods), last]
