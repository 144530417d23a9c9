"""Strategies of calendars, notices and office hours."""

from collections.abc import Collection, Mapping
from datetime import date, time, timedelta
from itertools import pairwise
from typing import TypeVar

from egovkit.deadlines import Confidence, Notice, OfficeHours, WorkCalendar
from egovkit.errors import InvalidValueError
from egovkit.testing._hypothesis import DrawFn, SearchStrategy, st

_DAY = timedelta(days=1)
_STARTS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
_ZONES = ("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "UTC")
_WEEKENDS = [
    frozenset(weekdays)
    for weekdays in ((5, 6), (6,), (4, 5), (), (2, 6), (0, 1, 2, 3, 4, 5))
]
_CLOCKS = [time(hour, minute) for hour in range(24) for minute in range(0, 60, 15)]
_LAST, _BEFORE, _AFTER = -1, -2, -3
_T = TypeVar("_T")
_Windows = tuple[tuple[time, time], ...]


def _windows(at_least: int) -> SearchStrategy[_Windows]:
    """Return windows between sorted clock times: all of them, or every second one."""
    clocks = st.lists(
        st.sampled_from([*_CLOCKS, time(23, 59, 59)]),
        min_size=2 * at_least,
        max_size=6,
        unique=True,
    ).map(sorted)
    apart = clocks.map(lambda c: tuple(zip(c[::2], c[1::2], strict=False)))
    touching = clocks.map(lambda c: tuple(pairwise(c)))
    return apart | touching


# Strategies are slow to make, so days are drawn as places, whatever the span is.
_WITHIN = st.integers(0, 1000)
_MAYBE = st.none() | _WITHIN
_PLACES = _WITHIN | st.sampled_from([_LAST, _BEFORE, _AFTER])
_NAMES = st.sampled_from([None, "Tết Dương lịch", "Nghỉ hoán đổi", "Founding day"])
_MARKS = st.dictionaries(_PLACES, _NAMES, max_size=8)
_MADE_UP_REST = st.dictionaries(_WITHIN, _NAMES, max_size=4)
_CLOSURES = st.dictionaries(
    _WITHIN, st.sampled_from(["flood", "moving house"]), max_size=2
)
_CITATIONS = st.sampled_from(["12729/VPCP-KGVX", "9441/TB-BNV", "Decision 7"])
_USUAL, _OWN = _windows(1), _windows(0)
_OWN_ON_WEEKDAYS = st.dictionaries(st.integers(0, 6), _OWN, max_size=2)
_OWN_ON_DAYS = st.dictionaries(_WITHIN, _OWN, max_size=2)


@st.composite
def calendars(
    draw: DrawFn,
    *,
    min_days: int = 1,
    max_days: int = 400,
    zones: Collection[str] = _ZONES,
    hours: SearchStrategy[OfficeHours | None] | None = None,
) -> WorkCalendar:
    """Draw calendars: any weekend, days off, make-up days, a notice, closures.

    Marked days also fall on the edges of the span and outside of it. Some calendars
    vouch for a part of their span only.

    Parameters
    ----------
    min_days, max_days
        How long the span is, both ends included.
    zones
        The zones to choose from.
    hours
        The office hours; by default some calendars have `office_hours`, and some none.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(calendars(min_days=30, zones=["Asia/Ho_Chi_Minh"]))
    ... def test_a_month_has_a_worked_day(calendar):
    ...     assert calendar.working_days_between(calendar.first, calendar.last) > 0
    >>> test_a_month_has_a_worked_day()
    """
    if not 1 <= min_days <= max_days:
        raise InvalidValueError(
            "min_days", min_days, f"at least 1 and at most {max_days}"
        )
    first = draw(_STARTS)
    last = first + draw(st.integers(min_days, max_days)) * _DAY - _DAY
    weekend = draw(st.sampled_from(_WEEKENDS))
    off = _days(draw(_MARKS), first, last)
    made_up = _days(draw(_MARKS), first, last)
    # A draw from all days would seldom make up for one of the weekend.
    rest = _rest_days(first, last, weekend)
    if rest:
        made_up |= {rest[n % len(rest)]: x for n, x in draw(_MADE_UP_REST).items()}
    if hours is None:
        hours = st.none() | office_hours(first=first, last=last)
    calendar = WorkCalendar(
        tz=draw(st.sampled_from([*zones])),
        first=first,
        last=last,
        weekend=weekend,
        days_off=off,
        make_up_days=_without(made_up, off),
        hours=draw(hours),
        known_through=_day(draw(_PLACES), first, last),
    )
    if draw(st.booleans()):
        calendar = calendar.with_notice(draw(notices(first=first, last=last)))
    closures = _days(draw(_CLOSURES), first, last)
    return calendar.with_closures(closures, citation="closing order")


@st.composite
def notices(
    draw: DrawFn, *, first: date = date(2026, 1, 1), last: date = date(2026, 12, 31)
) -> Notice:
    """Draw notices about the days from `first` to `last`, and a few around them.

    They make days off and worked, leave days undecided, set other hours on single
    days, and come from sources that were read or not.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(notices())
    ... def test_a_notice_has_a_citation(notice):
    ...     assert notice.citation
    >>> test_a_notice_has_a_citation()
    """
    off, made_up, undecided = (_days(draw(_MARKS), first, last) for _ in range(3))
    published, complete = draw(_MAYBE), draw(_MAYBE)
    return Notice(
        days_off=off,
        make_up_days=_without(made_up, off),
        undecided=_without(undecided, {**off, **made_up}),
        hours=_days(draw(_OWN_ON_DAYS), first, last),
        citation=draw(_CITATIONS),
        published=None if published is None else first - published % 90 * _DAY,
        complete_through=None if complete is None else _day(complete, first, last),
        source=draw(st.none() | st.just("the gazette")),
        confidence=draw(st.sampled_from(Confidence)),
    )


@st.composite
def office_hours(
    draw: DrawFn, *, first: date = date(2026, 1, 1), last: date = date(2026, 12, 31)
) -> OfficeHours:
    """Draw office hours: one window a day or several, some without a gap.

    Some weekdays, and some days from `first` to `last`, have windows of their own or
    none.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(office_hours())
    ... def test_windows_close_after_they_open(hours):
    ...     assert all(opens < closes for opens, closes in hours.windows)
    >>> test_windows_close_after_they_open()
    """
    of_days = _days(draw(_OWN_ON_DAYS), first, last)
    return OfficeHours(draw(_USUAL), draw(_OWN_ON_WEEKDAYS), of_days)


def _days(drawn: Mapping[int, _T], first: date, last: date) -> dict[date, _T]:
    return {_day(place, first, last): said for place, said in drawn.items()}


def _day(place: int, first: date, last: date) -> date:
    """Return the day of a place: on the edges, within, or just outside."""
    if place == _LAST:
        return last
    if place == _BEFORE:
        return first - _DAY
    if place == _AFTER:
        return last + _DAY
    return first + place % ((last - first).days + 1) * _DAY


def _rest_days(first: date, last: date, weekend: frozenset[int]) -> list[date]:
    span = (first + n * _DAY for n in range((last - first).days + 1))
    return [day for day in span if day.weekday() in weekend]


def _without(
    days: dict[date, str | None], others: Collection[date]
) -> dict[date, str | None]:
    return {day: name for day, name in days.items() if day not in others}
