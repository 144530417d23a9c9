"""Strategies of calendars, notices and office hours."""

from collections.abc import Collection
from datetime import date, time, timedelta
from itertools import pairwise

from egovkit.deadlines import Confidence, Notice, OfficeHours, WorkCalendar
from egovkit.errors import InvalidValueError
from egovkit.testing._hypothesis import DrawFn, SearchStrategy, st

_DAY = timedelta(days=1)
_FIRST, _LAST = date(2019, 1, 1), date(2030, 12, 31)
_ZONES = ("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "UTC")
_WEEKENDS = [
    frozenset(weekdays)
    for weekdays in ((5, 6), (6,), (4, 5), (), (2, 6), (0, 1, 2, 3, 4, 5))
]
_NAMES = st.sampled_from([None, "Tết Dương lịch", "Nghỉ hoán đổi", "Founding day"])
_CITATIONS = st.sampled_from(["12729/VPCP-KGVX", "9441/TB-BNV", "Decision 7"])
_QUARTERS = [time(hour, minute) for hour in range(24) for minute in range(0, 60, 15)]
_CLOCKS = [*_QUARTERS, time(23, 59, 59)]
_Windows = tuple[tuple[time, time], ...]


@st.composite
def calendars(
    draw: DrawFn,
    *,
    min_days: int = 1,
    max_days: int = 400,
    zones: Collection[str] = _ZONES,
    hours: SearchStrategy[OfficeHours] | None = None,
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
        The office hours; without them, some calendars have hours and some none.

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
    first = draw(st.dates(_FIRST, _LAST))
    last = first + draw(st.integers(min_days, max_days)) * _DAY - _DAY
    weekend = draw(st.sampled_from(_WEEKENDS))
    off = draw(_days(first, last))
    own_hours = office_hours(first=first, last=last) if hours is None else hours
    calendar = WorkCalendar(
        tz=draw(st.sampled_from([*zones])),
        first=first,
        last=last,
        weekend=weekend,
        days_off=off,
        make_up_days=draw(_make_up_days(first, last, weekend, off)),
        hours=draw(own_hours if hours else st.none() | own_hours),
        known_through=draw(st.just(last) | st.dates(first, last)),
    )
    for notice in draw(st.lists(notices(first=first, last=last), max_size=1)):
        calendar = calendar.with_notice(notice)
    return calendar.with_closures(draw(_closures(calendar)), citation="closing order")


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
    off, made_up, undecided = (draw(_days(first, last)) for _ in range(3))
    return Notice(
        days_off=off,
        make_up_days=_without(made_up, off),
        undecided=_without(undecided, {**off, **made_up}),
        hours=draw(_hours_of_days(first, last)),
        citation=draw(_CITATIONS),
        published=draw(st.none() | st.dates(first - 60 * _DAY, first)),
        complete_through=draw(st.none() | st.dates(first, last)),
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
    weekdays = st.dictionaries(st.integers(0, 6), _windows(0), max_size=2)
    return OfficeHours(
        draw(_windows(1)), draw(weekdays), draw(_hours_of_days(first, last))
    )


def _days(first: date, last: date) -> SearchStrategy[dict[date, str | None]]:
    """Return days with names: on the edges, within, and just outside."""
    edges = [first - _DAY, first, last, last + _DAY]
    days = st.dates(first, last) | st.sampled_from(edges)
    return st.dictionaries(days, _NAMES, max_size=8)


@st.composite
def _make_up_days(
    draw: DrawFn,
    first: date,
    last: date,
    weekend: frozenset[int],
    off: Collection[date],
) -> dict[date, str | None]:
    """Return days mostly of the weekend, which a uniform draw would seldom hit."""
    made_up = draw(_days(first, last))
    span = (first + n * _DAY for n in range((last - first).days + 1))
    rest = [day for day in span if day.weekday() in weekend]
    if rest:
        made_up |= draw(st.dictionaries(st.sampled_from(rest), _NAMES, max_size=4))
    return _without(made_up, off)


def _without(
    days: dict[date, str | None], others: Collection[date]
) -> dict[date, str | None]:
    return {day: name for day, name in days.items() if day not in others}


def _closures(calendar: WorkCalendar) -> SearchStrategy[dict[date, str]]:
    days = st.dates(calendar.first, calendar.last)
    return st.dictionaries(days, st.sampled_from(["flood", "moving house"]), max_size=2)


def _hours_of_days(first: date, last: date) -> SearchStrategy[dict[date, _Windows]]:
    return st.dictionaries(st.dates(first, last), _windows(0), max_size=2)


def _windows(at_least: int) -> SearchStrategy[_Windows]:
    """Return windows between sorted clock times: all of them, or every second one."""
    clocks = st.lists(
        st.sampled_from(_CLOCKS), min_size=2 * at_least, max_size=6, unique=True
    ).map(sorted)
    apart = clocks.map(lambda c: tuple(zip(c[::2], c[1::2], strict=False)))
    touching = clocks.map(lambda c: tuple(pairwise(c)))
    return apart | touching
