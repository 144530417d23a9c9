"""Tally: what the charts of a report need, counted while the dossiers pass."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from egovkit.deadlines import WorkCalendar
from egovkit.errors import InvalidValueError, SpanError
from egovkit.metrics import Period
from egovkit.outcome import COLUMNS, Outcome, Status

Group = tuple[str, ...]
"""The values of the columns that dossiers are grouped by; a blank one is `""`."""


class Tally:
    """Counts by month and by duration, made while dossiers pass to `ResolutionCounts`.

    No dossier is kept: the memory depends on the months, groups and durations there
    are. A dossier counts if `ResolutionCounts` counts it, over the same period and
    seen from the same instant.

    Parameters
    ----------
    by
        The columns of `Outcome` that make the groups.
    period, as_of
        As for `ResolutionCounts.of`.
    calendar
        Durations are in its working days, in calendar days without one. A duration
        is the days from that of receipt to that of resolution, so 0 on the same day;
        pauses are not taken out.

    Attributes
    ----------
    carried_over
        Dossiers received before the period and not ended before it.
    received, ended
        Dossiers by local month, which is ``12 * year + month - 1``. One ends by being
        resolved, refused or withdrawn.
    durations
        Resolved dossiers of each group by days.
    outside
        Dossiers that do not count, for they ended before the period or came after it.
    outside_calendar
        Resolved dossiers without a duration, for the calendar lacks their days.

    Raises
    ------
    InvalidValueError
        If `by` is empty or names no column of `Outcome`, or the period has not begun
        at `as_of`.
    NaiveDatetimeError
        If `as_of` has no zone.

    Examples
    --------
    >>> from egovkit.metrics import ResolutionCounts
    >>> week = Period(date(2026, 1, 5), date(2026, 1, 11), "Asia/Ho_Chi_Minh")
    >>> day = lambda n: datetime(2026, 1, n, 9, tzinfo=week.tz)
    >>> rows = [Outcome(number="1", field="Land", received_at=day(5), resolved_at=day(8))]
    >>> tally = Tally(("field",), period=week, as_of=day(20))
    >>> groups = ResolutionCounts.by(
    ...     tally.watch(rows), tally.group, period=week, as_of=day(20)
    ... )
    >>> list(groups), dict(tally.durations)
    ([('Land',)], {('Land',): Counter({3: 1})})
    """

    by: tuple[str, ...]
    period: Period
    as_of: datetime
    calendar: WorkCalendar | None
    carried_over: int
    received: Counter[int]
    ended: Counter[int]
    durations: Mapping[Group, Counter[int]]
    outside: int
    outside_calendar: int

    def __init__(
        self,
        by: Sequence[str] = ("field",),
        *,
        period: Period,
        as_of: datetime,
        calendar: WorkCalendar | None = None,
    ) -> None:
        names = [column.name for column in COLUMNS]
        if not by:
            raise InvalidValueError("by", by, "at least one column")
        for name in by:
            if name not in names:
                raise InvalidValueError("by", name, f"one of {', '.join(names)}")
        self.by, self.period, self.as_of = tuple(by), period, as_of
        self.calendar = calendar
        self.carried_over = self.outside = self.outside_calendar = 0
        self.received, self.ended = Counter(), Counter()
        self.durations = defaultdict(Counter)
        self._start = _comparable(period.start, period.tz)
        self._cut = _comparable(period.cut(as_of), period.tz)

    def group(self, outcome: Outcome) -> Group:
        """Return the group of a dossier, a blank value as an empty text.

        Examples
        --------
        >>> at = datetime.fromisoformat("2026-01-05T09:00+07:00")
        >>> period = Period(date(2026, 1, 1), date(2026, 1, 31), at.tzinfo)
        >>> tally = Tally(("field", "unit"), period=period, as_of=at)
        >>> tally.group(Outcome(number="1", field="Land", received_at=at))
        ('Land', '')
        """
        values = [getattr(outcome, name) for name in self.by]
        return tuple(["" if value is None else str(value) for value in values])

    def watch(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Pass dossiers on, counting each.

        Examples
        --------
        >>> at = datetime.fromisoformat("2026-01-05T09:00+07:00")
        >>> period = Period(date(2026, 1, 1), date(2026, 1, 31), at.tzinfo)
        >>> tally = Tally(period=period, as_of=at)
        >>> rows = [Outcome(number="1", received_at=at)]
        >>> list(tally.watch(rows)) == rows, tally.received.total()
        (True, 1)
        """
        for outcome in outcomes:
            self._count(outcome)
            yield outcome

    def _count(self, outcome: Outcome) -> None:
        received_at, end = outcome.received_at, outcome.resolved_at
        if end is not None and end > self._cut:
            end = None
        if received_at > self._cut or (end is not None and end < self._start):
            self.outside += 1
            return
        if received_at < self._start:
            self.carried_over += 1
        else:
            self.received[_month(received_at)] += 1
        if end is not None:
            self.ended[_month(end)] += 1
            if outcome.status is Status.RESOLVED:
                self._count_duration(outcome, received_at.date(), end.date())

    def _count_duration(self, outcome: Outcome, start: date, end: date) -> None:
        try:
            if self.calendar is None:
                days = (end - start).days
            else:
                days = self.calendar.working_days_between(start, end)
        except SpanError:
            self.outside_calendar += 1
            return
        self.durations[self.group(outcome)][days] += 1


def _comparable(at: datetime, tz: tzinfo) -> datetime:
    """Return an instant so that `<` with a datetime in `tz` is right, and fast if it can.

    Within one zone Python compares what clocks show, which is quicker, but wrong
    where they jump: near a change of the offset the instant stays in UTC.
    """
    day = timedelta(days=1)
    offsets = {(at + shift).astimezone(tz).utcoffset() for shift in (-day, day)}
    return at.astimezone(tz if len(offsets) == 1 else UTC)


def _month(at: datetime) -> int:
    return 12 * at.year + at.month - 1
