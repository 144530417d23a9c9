"""Arrays of days agree with single days, with numpy's own and with pandas'."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from egovkit.deadlines import WorkCalendar
from egovkit.errors import SpanError

pd = pytest.importorskip("pandas")

DAY = timedelta(days=1)
Days = NDArray[np.datetime64]

quick = settings(max_examples=60, deadline=None)
thorough = settings(max_examples=150, deadline=None)


class Office(NamedTuple):
    """What a calendar is made of that numpy and pandas can express too."""

    first: date
    last: date
    weekend: frozenset[int]
    days_off: frozenset[date]
    made_up: frozenset[date]

    def calendar(self) -> WorkCalendar:
        return WorkCalendar(
            tz="UTC",
            first=self.first,
            last=self.last,
            weekend=self.weekend,
            days_off=self.days_off,
            make_up_days=self.made_up,
        )

    @property
    def weekmask(self) -> list[bool]:
        return [weekday not in self.weekend for weekday in range(7)]

    def numpys(self) -> np.busdaycalendar:
        holidays = np.array(sorted(self.days_off), "M8[D]")
        return np.busdaycalendar(weekmask=self.weekmask, holidays=holidays)


@st.composite
def offices(draw: st.DrawFn, *, makes_up: bool = True, at_least: int = 1) -> Office:
    # Some begin before 1970, where numpy's days are negative.
    first = draw(st.sampled_from([date(1969, 11, 1), date(2026, 1, 1)])) + (
        draw(st.integers(0, 60)) * DAY
    )
    length = draw(st.integers(at_least, 120))
    around = st.integers(-3, length + 3).map(lambda i: first + i * DAY)
    days_off = draw(st.frozensets(around, max_size=12))
    made_up = draw(st.frozensets(around, max_size=6)) if makes_up else frozenset()
    weekend = draw(st.sampled_from([(5, 6), (), (6,), (4, 5), (0, 1, 2, 3, 4, 5)]))
    last = first + length * DAY
    return Office(first, last, frozenset(weekend), days_off, made_up - days_off)


def inside(office: Office, *, margin: int = 0) -> st.SearchStrategy[date]:
    return st.dates(office.first - margin * DAY, office.last + margin * DAY)


def array(days: list[date]) -> Days:
    return np.array(days, "M8[D]")


def outcome(ask: Callable[[], Any]) -> object:
    """Return what was answered, or that the calendar was left."""
    try:
        answer: object = ask()
    except SpanError:
        return SpanError
    return answer


class TestScalars:
    @thorough
    @given(st.data())
    def test_adding_agrees_with_each_single_day(self, data: st.DataObject) -> None:
        office = data.draw(offices())
        calendar = office.calendar()
        pairs = data.draw(
            st.lists(st.tuples(inside(office, margin=1), st.integers(-9, 9)))
        )
        starts, counts = [day for day, _ in pairs], [n for _, n in pairs]

        singles = outcome(lambda: [calendar.add_working_days(d, n) for d, n in pairs])

        many = outcome(
            lambda: calendar.days.add(
                array(starts), np.array(counts, np.int64)
            ).tolist()
        )
        assert many == singles

    @thorough
    @given(st.data(), st.sampled_from([np.int8, np.int16, np.int32, np.int64]))
    def test_any_count_in_any_width_agrees_and_never_wraps(
        self, data: st.DataObject, dtype: type[np.signedinteger[Any]]
    ) -> None:
        office = data.draw(offices())
        calendar, day = office.calendar(), data.draw(inside(office))
        limits = np.iinfo(dtype)
        n = data.draw(st.integers(-5, 5) | st.integers(limits.min, limits.max))

        single = outcome(lambda: [calendar.add_working_days(day, n)])

        counts = np.array([n], dtype)
        assert outcome(lambda: calendar.days.add([day], counts).tolist()) == single

    @quick
    @given(st.data())
    def test_counting_agrees_with_each_single_pair(self, data: st.DataObject) -> None:
        office = data.draw(offices())
        calendar = office.calendar()
        edge = inside(office, margin=1)
        pairs = data.draw(st.lists(st.tuples(edge, edge)))

        singles = outcome(
            lambda: [calendar.working_days_between(a, b) for a, b in pairs]
        )

        starts, ends = array([a for a, _ in pairs]), array([b for _, b in pairs])
        assert outcome(lambda: calendar.days.between(starts, ends).tolist()) == singles

    @quick
    @given(st.data())
    def test_asking_agrees_with_each_single_day(self, data: st.DataObject) -> None:
        office = data.draw(offices())
        calendar = office.calendar()
        days = data.draw(st.lists(inside(office, margin=1)))

        singles = outcome(lambda: [calendar.is_working_day(day) for day in days])

        assert (
            outcome(lambda: calendar.days.is_working(array(days)).tolist()) == singles
        )

    @quick
    @given(st.data(), st.integers(-(2**63), 2**63 - 1))
    def test_no_day_that_numpy_can_hold_wraps_into_the_calendar(
        self, data: st.DataObject, raw: int
    ) -> None:
        office = data.draw(offices())
        epoch = date(1970, 1, 1).toordinal()
        assume(not office.first.toordinal() <= raw + epoch <= office.last.toordinal())
        calendar, far = office.calendar(), np.array([raw], np.int64).view("M8[D]")

        with pytest.raises(SpanError):
            calendar.days.is_working(far)
        with pytest.raises(SpanError):
            calendar.days.add(far, 1)


class TestNumpy:
    @thorough
    @given(st.data())
    def test_its_offset_agrees(self, data: st.DataObject) -> None:
        office = data.draw(offices(makes_up=False, at_least=60))
        # Away from the ends, as numpy works on beyond them.
        middle = st.dates(office.first + 20 * DAY, office.last - 20 * DAY)
        days = array(data.draw(st.lists(middle, min_size=1)))
        size = len(days)
        forwards, backwards = (
            np.array(data.draw(st.lists(n, min_size=size, max_size=size)))
            for n in (st.integers(1, 5), st.integers(-5, 0))
        )
        vectors, numpys = office.calendar().days, office.numpys()

        on = np.busday_offset(days, forwards, roll="backward", busdaycal=numpys)
        back = np.busday_offset(days, backwards, roll="forward", busdaycal=numpys)
        edges = np.datetime64(office.first), np.datetime64(office.last)
        for theirs, counts in ((on, forwards), (back, backwards)):
            within = (theirs >= edges[0]) & (theirs <= edges[1])
            ours = vectors.add(days[within], counts[within])
            assert ours.tolist() == theirs[within].tolist()

    @quick
    @given(st.data())
    def test_its_count_agrees(self, data: st.DataObject) -> None:
        office = data.draw(offices(makes_up=False))
        edge = st.dates(office.first, office.last + DAY)
        pairs = [sorted(pair) for pair in data.draw(st.lists(st.tuples(edge, edge)))]
        starts, ends = array([a for a, _ in pairs]), array([b for _, b in pairs])

        theirs = np.busday_count(starts, ends, busdaycal=office.numpys())

        assert office.calendar().days.between(starts, ends).tolist() == theirs.tolist()


class TestPandas:
    @quick
    @given(st.data())
    def test_its_custom_business_day_agrees_also_from_days_off(
        self, data: st.DataObject
    ) -> None:
        office = data.draw(offices(makes_up=False, at_least=20))
        day, n = data.draw(inside(office)), data.draw(st.integers(1, 6))
        offset = pd.offsets.CustomBusinessDay(
            n, weekmask=office.weekmask, holidays=sorted(office.days_off)
        )

        theirs = (pd.Timestamp(day) + offset).date()

        assume(theirs <= office.last)
        assert office.calendar().days.add([day], n).tolist() == [theirs]
        assert office.calendar().add_working_days(day, n) == theirs
