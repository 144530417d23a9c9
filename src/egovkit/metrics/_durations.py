"""Durations: how long dossiers took, those that are still open included."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from attrs import field, frozen

from egovkit._time import require_aware
from egovkit.deadlines import WorkCalendar
from egovkit.errors import InvalidValueError
from egovkit.metrics._distribution import NONE, Distribution, Value
from egovkit.metrics._units import TimeUnit, measure_in
from egovkit.outcome import Outcome, Status

_Ended = Callable[[Outcome, datetime], datetime | None]


class Milestone(StrEnum):
    """Up to which event the time from receipt is counted.

    `TOTAL_RESOLUTION`: when the authority last finished (xử lý xong); of a dossier that
    was reopened, the time in which it was closed is included. `FIRST_RESOLUTION`: when
    it first finished; reopening does not count. A flat row tells that only of a dossier
    that was never reopened. `RETURN`: when the citizen had the result (trả kết quả).

    Examples
    --------
    >>> Milestone("return") is Milestone.RETURN
    True
    """

    TOTAL_RESOLUTION = "total_resolution"
    FIRST_RESOLUTION = "first_resolution"
    RETURN = "return"


_DECIDED: Final = frozenset({Status.RESOLVED, Status.REFUSED})


@frozen(kw_only=True)
class Durations:
    """How long dossiers took, and how long the others have taken so far.

    An average over ended dossiers alone looks better the more slow ones are still open.
    So both are kept: `ended` for means and quantiles of what is over, and both together
    for `KaplanMeier`, which takes the open ones for what they are. Durations of equal
    unit and milestone are added with `+`.

    Time is counted through pauses and reopenings: how long the citizen waited, whoever
    was to blame. A flat row knows how long the clock stood still, but not when.

    Attributes
    ----------
    unit, to
        In what is counted, and up to which event.
    ended
        The durations of dossiers that reached it.
    censored
        How long the others have been on their way, or until they went another way.
    unknown
        Dossiers of which the row does not tell when they first ended: those reopened,
        and those of which it does not say whether they were.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> tz = ZoneInfo("Asia/Ho_Chi_Minh")
    >>> day = lambda n: datetime(2026, 1, n, 9, tzinfo=tz)
    >>> rows = [
    ...     Outcome(number="1", received_at=day(5), resolved_at=day(8)),
    ...     Outcome(number="2", received_at=day(5), resolved_at=day(5)),
    ...     Outcome(number="3", received_at=day(6)),
    ... ]
    >>> durations = Durations.of(rows, as_of=day(26))
    >>> durations.ended.counts, durations.censored.counts
    (((0, 1), (3, 1)), ((20, 1),))
    """

    unit: TimeUnit = field(default=TimeUnit.CALENDAR_DAYS, converter=TimeUnit)
    to: Milestone = field(default=Milestone.TOTAL_RESOLUTION, converter=Milestone)
    ended: Distribution = NONE
    censored: Distribution = NONE
    unknown: int = 0

    @classmethod
    def of(
        cls,
        outcomes: Iterable[Outcome],
        *,
        as_of: datetime,
        to: Milestone = Milestone.TOTAL_RESOLUTION,
        unit: TimeUnit = TimeUnit.CALENDAR_DAYS,
        calendar: WorkCalendar | None = None,
        ends: Iterable[Status] = _DECIDED,
    ) -> "Durations":
        """Measure outcomes, in one pass.

        Give all dossiers that were received in some time, open ones included. Those
        that ended in a period are another lot: the slow ones are missing from it.

        Parameters
        ----------
        outcomes
            Those received after `as_of` are left out.
        as_of
            Seen from when; what comes after it has not happened yet.
        to
            Up to which event.
        unit, calendar
            In what is counted; working days and office hours need the calendar, and
            with one the days are those of its zone.
        ends
            Which statuses are an end of the authority's work. A dossier that ended
            otherwise, by default one that was withdrawn, is censored at that instant.
            No return is expected of a dossier that was refused or withdrawn.

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
        >>> from datetime import date
        >>> calendar = WorkCalendar(
        ...     tz="Asia/Ho_Chi_Minh", first=date(2026, 1, 1), last=date(2026, 12, 31)
        ... )
        >>> day = lambda n: datetime(2026, 1, n, 9, tzinfo=calendar.tz)
        >>> row = Outcome(number="1", received_at=day(9), resolved_at=day(12))
        >>> for unit in (TimeUnit.CALENDAR_DAYS, TimeUnit.WORKING_DAYS):
        ...     durations = Durations.of(
        ...         [row], as_of=day(20), unit=unit, calendar=calendar
        ...     )
        ...     print(unit, durations.ended.mean)
        calendar_days 3
        working_days 1
        """
        unit, to = TimeUnit(unit), Milestone(to)
        measure = measure_in(unit, calendar)
        now = require_aware(as_of, "as_of").astimezone(UTC)
        decided = frozenset(ends)
        tallies: tuple[Counter[Value], Counter[Value]] = Counter(), Counter()
        unknown = 0
        for outcome in outcomes:
            received_at = outcome.received_at
            if received_at.astimezone(UTC) > now:
                continue
            if to is Milestone.FIRST_RESOLUTION and outcome.reopened != 0:
                unknown += 1
                continue
            reached, at = _end(outcome, to, now, decided)
            length = measure(received_at, at.astimezone(received_at.tzinfo))
            tallies[not reached][length] += 1
        ended, censored = map(Distribution, tallies)
        return cls(unit=unit, to=to, ended=ended, censored=censored, unknown=unknown)

    def __add__(self, other: "Durations") -> "Durations":
        for name in ("unit", "to"):
            ours, theirs = getattr(self, name), getattr(other, name)
            if ours != theirs:
                raise InvalidValueError(
                    name, str(theirs), f"durations of the same {name}, {ours}"
                )
        return Durations(
            unit=self.unit,
            to=self.to,
            ended=self.ended + other.ended,
            censored=self.censored + other.censored,
            unknown=self.unknown + other.unknown,
        )

    @property
    def n(self) -> int:
        """How many dossiers were measured.

        Examples
        --------
        >>> Durations(ended=Distribution({3: 2}), censored=Distribution({9: 1})).n
        3
        """
        return self.ended.n + self.censored.n


def _end(
    outcome: Outcome, to: Milestone, now: datetime, decided: frozenset[Status]
) -> tuple[bool, datetime]:
    """Return whether a dossier reached the event, and when it did or was last seen."""
    resolved_at = outcome.resolved_at
    if to is Milestone.RETURN:
        returned_at = outcome.returned_at
        if returned_at is not None and returned_at.astimezone(UTC) <= now:
            return True, returned_at
        if outcome.status is Status.RESOLVED:
            return False, now
        decided = frozenset()
    if resolved_at is None or resolved_at.astimezone(UTC) > now:
        return False, now
    return outcome.status in decided, resolved_at
