"""Counting back: the last day for an act that must precede an event."""

from datetime import UTC, date, datetime, timedelta

from egovkit._time import END_OF_DAY, local_date, local_instant
from egovkit.deadlines._calendar import WorkCalendar
from egovkit.deadlines._compute import (
    is_shorter,
    require_inside,
    same_day_of_month,
)
from egovkit.deadlines._days import Reason
from egovkit.deadlines._deadline import Course, Deadline
from egovkit.deadlines._rules import CountingRule, HoursFrom, MonthsEnd, Roll
from egovkit.deadlines._term import Term, Unit
from egovkit.errors import InvalidValueError, SpanError

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def deadline_before(
    event_at: datetime,
    term: Term,
    calendar: WorkCalendar,
    *,
    rule: CountingRule,
    clear: bool = False,
) -> Deadline:
    """Return the last day for an act that must precede an event by a term.

    The term is counted back from the event, whose own day does not count unless the
    rule says so. A last day that is a day off goes where `roll_before` says, and one
    on which only the office is closed where `closure_before` says. The act is in time
    until the end of that day.

    Parameters
    ----------
    event_at
        Aware; its day is the local day in the calendar's zone.
    clear
        Whether so many whole days must lie between the act and the event.

    Raises
    ------
    InvalidValueError
        If the term is in working hours.
    NaiveDatetimeError
        If `event_at` has no zone.
    SpanError
        If the event or the last day lies outside of the calendar.

    Examples
    --------
    Three clear days before a hearing on Friday 20 October, as CPR 2.8(4) has it:

    >>> calendar = WorkCalendar(
    ...     tz="Europe/London", first=date(2023, 1, 1), last=date(2023, 12, 31)
    ... )
    >>> hearing = datetime(2023, 10, 20, 10, tzinfo=calendar.tz)
    >>> deadline_before(
    ...     hearing, Term.calendar_days(3), calendar, rule=CountingRule.UK_CPR, clear=True
    ... ).due_day
    datetime.date(2023, 10, 16)
    """
    event_day = local_date(event_at, calendar.tz, "event_at")
    require_inside(event_day, calendar)
    rule = rule.on(event_day)
    table = calendar.as_counted_by(rule, back=True)
    if term.unit is Unit.WORKING_HOURS:
        raise InvalidValueError("term", str(term), "a term that can be counted back")
    if term.unit is Unit.HOURS:
        course = _hours_course(event_day, event_at, term, table, rule)
    else:
        course = _days_course(event_day, term, table, rule, clear=clear)
    require_inside(course.due, calendar)
    return Deadline(
        received_at=event_at,
        term=term,
        calendar=calendar,
        rule=rule,
        pauses=(),
        extensions=(),
        clear=clear,
        due_at=course.ends_at or local_instant(course.due, END_OF_DAY, calendar.tz),
        due_day=course.due,
        suspended=False,
        course=course,
    )


def _days_course(
    event_day: date,
    term: Term,
    table: WorkCalendar,
    rule: CountingRule,
    *,
    clear: bool,
) -> Course:
    counts_first = rule.first_day_counted or term.is_same_day
    first = event_day if counts_first else event_day - _DAY
    worked = rule.worked_days_of(term)
    if worked is not None:
        end = _nth_worked_day_back(first, worked + clear, table)
    else:
        try:
            end = _last_day_back(event_day, first, term, rule, clear=clear)
        except (OverflowError, ValueError):  # before the year 1
            raise SpanError(
                f"{event_day} less {term}", table.first, table.last
            ) from None
    rolled = least = end
    if worked is not None or rule.adjusts(term):
        rolled = least = _rolled(end, table, rule)
        if rule.least_working_days and not is_shorter(term, rule.least_from_days):
            enough = _nth_worked_day_back(first, rule.least_working_days, table)
            least = min(rolled, enough)
    return Course(event_day, first, end, rolled, least, least, least, counts_back=True)


def _nth_worked_day_back(first: date, n: int, table: WorkCalendar) -> date:
    """Return the n-th worked day from `first` backwards; with 0, the first one."""
    day = first if table.is_working_day(first) else table.add_working_days(first, -1)
    return table.add_working_days(day, -max(n - 1, 0))


def _last_day_back(
    event_day: date, first: date, term: Term, rule: CountingRule, *, clear: bool
) -> date:
    day = first + _DAY
    if term.amount(Unit.YEARS) or term.amount(Unit.MONTHS):
        day = _months_back(event_day, first, term, rule)
    days = 7 * term.amount(Unit.WEEKS) + term.amount(Unit.CALENDAR_DAYS) + clear
    return min(day - days * _DAY, event_day)


def _months_back(event_day: date, first: date, term: Term, rule: CountingRule) -> date:
    if first < event_day and rule.months_end is MonthsEnd.SAME_DAY:
        return same_day_of_month(event_day, term, back=True)
    return same_day_of_month(first, term, back=True) + _DAY


def _rolled(day: date, table: WorkCalendar, rule: CountingRule) -> date:
    """Roll off days off; a day on which only the office is closed has its own rule.

    FRCP 6(a)(3) extends a period whose last day the rule of the days off has found,
    also when it was found by counting back.
    """
    while not (status := table.status(day)).is_working:
        if status.reason is Reason.CLOSED and rule.closure_before is not None:
            forwards = rule.closure_before is Roll.FOLLOWING
            return table.add_working_days(day, 0 if forwards else -1)
        if rule.roll_before is Roll.NONE:
            return day
        day += _DAY if rule.roll_before is Roll.FOLLOWING else -_DAY
    return day


def _hours_course(
    event_day: date,
    event_at: datetime,
    term: Term,
    table: WorkCalendar,
    rule: CountingRule,
) -> Course:
    begin = event_at.astimezone(table.tz)
    if rule.hours_from is HoursFrom.NEXT_HOUR:
        begin = begin.replace(minute=0, second=0, microsecond=0)
    end = begin.astimezone(UTC) - term.amount(Unit.HOURS) * _HOUR
    ends_at = end.astimezone(table.tz)
    day = rolled = ends_at.date()
    if rule.roll_hours is not Roll.NONE and rule.adjusts(term):
        # FRCP 6(a)(5): counting back, the next day is the one before.
        rolled = _rolled(day, table, rule)
    if rolled != day:
        ends_at = local_instant(rolled, ends_at.time(), table.tz)
    return Course(
        event_day, event_day, day, rolled, rolled, rolled, rolled, begin, ends_at,
        counts_back=True,
    )  # fmt: skip
