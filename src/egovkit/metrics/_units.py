"""TimeUnit: in what the time between two instants is counted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from egovkit._time import local_date
from egovkit.deadlines import WorkCalendar
from egovkit.errors import InvalidValueError
from egovkit.metrics._distribution import Value

_DAY, _MICROSECOND = timedelta(days=1), timedelta(microseconds=1)
_MICROSECONDS = timedelta(hours=1) // _MICROSECOND

Measure = Callable[[datetime, datetime], Value]
"""A signed time from one instant to another; reversed, it is the negation."""


class TimeUnit(StrEnum):
    """In what the time between two instants is counted, the first day left out.

    `CALENDAR_DAYS`: local days after the first, to the last inclusive: resolved on the
    day of receipt is 0. `WORKING_DAYS`: the worked ones among them, as a term in working
    days counts; needs a calendar. `HOURS`: elapsed time, nights included.
    `OFFICE_HOURS`: the time that the office was open; needs a calendar with hours. Days
    are whole numbers, hours exact fractions; an office day is never a third of 24 hours.

    Examples
    --------
    >>> [str(unit) for unit in TimeUnit]
    ['calendar_days', 'working_days', 'hours', 'office_hours']
    """

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    HOURS = "hours"
    OFFICE_HOURS = "office_hours"


def measure_in(unit: TimeUnit, calendar: WorkCalendar | None) -> Measure:
    """Return how to measure in a unit; days are those of the calendar's zone, if any.

    Raises
    ------
    InvalidValueError
        If the unit needs a calendar and there is none.
    """
    if unit is TimeUnit.HOURS:
        return _hours
    if calendar is not None:
        return _by_calendar(unit, calendar)
    if unit is TimeUnit.CALENDAR_DAYS:
        return _calendar_days
    raise InvalidValueError(
        "calendar", None, f"a WorkCalendar, for the unit is {unit}",
        "give the office's calendar, or ask for calendar_days",
    )  # fmt: skip


def _calendar_days(start: datetime, end: datetime) -> int:
    return (end.date() - start.date()).days


def _hours(start: datetime, end: datetime) -> Fraction:
    return _in_hours(end.astimezone(UTC) - start.astimezone(UTC))


def _in_hours(time: timedelta) -> Fraction:
    return Fraction(time // _MICROSECOND, _MICROSECONDS)


def _by_calendar(unit: TimeUnit, calendar: WorkCalendar) -> Measure:
    tz = calendar.tz
    if unit is TimeUnit.OFFICE_HOURS:
        return lambda start, end: _in_hours(calendar.working_time_between(start, end))
    if unit is TimeUnit.CALENDAR_DAYS:
        return lambda start, end: (local_date(end, tz) - local_date(start, tz)).days
    between = calendar.working_days_between
    # Days are counted from the one after the first, as a term in working days is.
    return lambda start, end: between(
        local_date(start, tz) + _DAY, local_date(end, tz) + _DAY
    )
