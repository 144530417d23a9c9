"""Backlog: what is open, what of it is overdue, and how old it is."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from attrs import field, frozen

from egovkit._time import require_aware
from egovkit.deadlines import WorkCalendar
from egovkit.metrics._distribution import NONE, Distribution, Value
from egovkit.metrics._rate import Rate
from egovkit.metrics._timeliness import Timeliness, classify
from egovkit.metrics._units import TimeUnit, measure_in
from egovkit.outcome import Outcome

_OVERDUE = Timeliness.PENDING_OVERDUE


@frozen(kw_only=True)
class Backlog:
    """The open dossiers at an instant, with their ages.

    The backlog proper is what is pending past its due day (tồn đọng quá hạn).

    Attributes
    ----------
    as_of, unit
        Seen from when, and in what ages are counted.
    age
        How long ago each open dossier was received, paused ones included.
    overdue_by
        How long ago each pending overdue dossier was due.
    pending_within, pending_overdue, paused, no_term
        The open dossiers by class.

    Examples
    --------
    >>> day = lambda n: datetime(2026, 1, n, 9, tzinfo=UTC)
    >>> rows = [
    ...     Outcome(number="1", received_at=day(5), due_at=day(12)),
    ...     Outcome(number="2", received_at=day(19), due_at=day(26)),
    ...     Outcome(number="3", received_at=day(6), resolved_at=day(9)),
    ... ]
    >>> backlog = Backlog.of(rows, as_of=day(20))
    >>> print(backlog.overdue_rate)
    pending overdue: 1 of 2 pending (50.00 %)
    >>> backlog.age.counts, backlog.overdue_by.maximum
    (((1, 1), (15, 1)), 8)
    """

    as_of: datetime
    unit: TimeUnit = field(default=TimeUnit.CALENDAR_DAYS, converter=TimeUnit)
    age: Distribution = NONE
    overdue_by: Distribution = NONE
    pending_within: int = 0
    pending_overdue: int = 0
    paused: int = 0
    no_term: int = 0

    @classmethod
    def of(
        cls,
        outcomes: Iterable[Outcome],
        *,
        as_of: datetime,
        unit: TimeUnit = TimeUnit.CALENDAR_DAYS,
        calendar: WorkCalendar | None = None,
    ) -> "Backlog":
        """Look at the open dossiers, in one pass.

        Dossiers received after `as_of` are left out, and an end after it has not
        happened yet.

        Raises
        ------
        NaiveDatetimeError
            If `as_of` has no zone.
        InvalidValueError
            If the unit needs a calendar and there is none.
        SpanError
            If an instant lies outside of the calendar.

        Examples
        --------
        >>> Backlog.of([], as_of=datetime(2026, 1, 20, tzinfo=UTC)).age.n
        0
        """
        measure = measure_in(TimeUnit(unit), calendar)
        now = require_aware(as_of, "as_of").astimezone(UTC)
        classes: Counter[Timeliness] = Counter()
        ages: Counter[Value] = Counter()
        overdue: Counter[Value] = Counter()
        for outcome in outcomes:
            received_at, end = outcome.received_at, outcome.resolved_at
            if received_at.astimezone(UTC) > now:
                continue
            if end is not None and end.astimezone(UTC) <= now:
                continue
            own = classify(outcome, as_of=now)
            today = now.astimezone(received_at.tzinfo)
            classes[own] += 1
            ages[measure(received_at, today)] += 1
            if own is _OVERDUE and outcome.due_at is not None:
                overdue[measure(outcome.due_at, today)] += 1
        return cls(
            as_of=as_of,
            unit=unit,
            age=Distribution(ages),
            overdue_by=Distribution(overdue),
            pending_within=classes[Timeliness.PENDING_WITHIN],
            pending_overdue=classes[_OVERDUE],
            paused=classes[Timeliness.PAUSED],
            no_term=classes[Timeliness.NO_TERM],
        )

    @property
    def pending(self) -> int:
        """Pending within + pending overdue.

        Examples
        --------
        >>> at = datetime(2026, 1, 20, tzinfo=UTC)
        >>> Backlog(as_of=at, pending_within=2, pending_overdue=1).pending
        3
        """
        return self.pending_within + self.pending_overdue

    @property
    def overdue_rate(self) -> Rate:
        """How much of what is pending is overdue.

        Examples
        --------
        >>> at = datetime(2026, 1, 20, tzinfo=UTC)
        >>> print(Backlog(as_of=at).overdue_rate.value)
        None
        """
        return Rate(
            "pending overdue", self.pending_overdue, of="pending", total=self.pending
        )
