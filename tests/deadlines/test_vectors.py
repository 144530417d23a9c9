"""calendar.days: many days at once, its refusals, and many threads on one calendar."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import numpy as np
import pytest

from egovkit.deadlines import OfficeHours, WorkCalendar
from egovkit.errors import NotADateError, SpanError

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)
CALENDAR = WorkCalendar(
    tz="Asia/Ho_Chi_Minh",
    first=FIRST,
    last=LAST,
    days_off=[FIRST, date(2026, 1, 2)],
    make_up_days=[date(2026, 1, 10)],
)


def days(*texts: str) -> "np.ndarray[Any, np.dtype[np.datetime64]]":
    return np.array(texts, "M8[D]")


class TestAnswers:
    def test_each_day_has_its_own_count(self) -> None:
        # 9 January is a Friday, the 10th a made-up Saturday, the 11th a Sunday.
        start = days("2026-01-09", "2026-01-10", "2026-01-11", "2026-01-11")

        due = CALENDAR.days.add(start, np.array([1, -1, 0, -1]))

        assert due.astype(str).tolist() == [
            "2026-01-10", "2026-01-09", "2026-01-12", "2026-01-10",
        ]  # fmt: skip
        assert due.dtype == np.dtype("M8[D]")

    def test_one_count_serves_all_days(self) -> None:
        due = CALENDAR.days.add(days("2026-01-09", "2026-01-11"), 1)

        assert due.astype(str).tolist() == ["2026-01-10", "2026-01-12"]

    def test_one_day_may_have_many_counts(self) -> None:
        due = CALENDAR.days.add(days("2026-01-05"), np.arange(3))

        assert due.astype(str).tolist() == ["2026-01-05", "2026-01-06", "2026-01-07"]

    def test_sequences_of_dates_do_too(self) -> None:
        start = [date(2026, 1, 9), date(2026, 1, 11)]

        assert CALENDAR.days.is_working(start).tolist() == [True, False]
        assert CALENDAR.days.add(start, [1, 2]).tolist() == [
            date(2026, 1, 10), date(2026, 1, 13),
        ]  # fmt: skip
        assert CALENDAR.days.between(start, [date(2026, 2, 1)] * 2).tolist() == [17, 15]

    def test_so_do_arrays_of_date_objects(self) -> None:
        start = np.array([date(2026, 1, 9)], object)

        assert CALENDAR.days.add(start, 1).tolist() == [date(2026, 1, 10)]

    def test_counting_back_is_negative(self) -> None:
        start, end = days("2026-01-12"), days("2026-01-09")

        assert CALENDAR.days.between(start, end).tolist() == [-2]
        assert CALENDAR.days.between(end, start).tolist() == [2]

    def test_the_end_may_be_the_day_after_the_last(self) -> None:
        assert CALENDAR.days.between(days("2026-01-30"), days("2026-02-01")) == [1]

    @pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.int64])
    def test_counts_of_any_width_are_added(self, dtype: type) -> None:
        due = CALENDAR.days.add(days("2026-01-05"), np.array([-0, 3], dtype))

        assert due.astype(str).tolist() == ["2026-01-05", "2026-01-08"]

    def test_arrays_that_are_not_contiguous_are_read_as_they_stand(self) -> None:
        every = np.arange(np.datetime64("2026-01-05"), np.datetime64("2026-01-15"))
        table = every.reshape(2, 5).T

        due = CALENDAR.days.add(table, 0)

        assert due.shape == (5, 2)
        assert CALENDAR.days.is_working(every[::2]).tolist() == [
            CALENDAR.is_working_day(day) for day in every[::2].tolist()
        ]

    def test_many_days_are_as_right_as_one(self) -> None:
        # More than fit into one block, of a size that no block divides.
        rng = np.random.default_rng(1)
        start = np.datetime64("2026-01-08") + rng.integers(0, 12, 100_003)
        counts = rng.integers(-3, 5, start.size)
        single = {
            (day, n): CALENDAR.add_working_days(day, n)
            for day in set(start.tolist())
            for n in range(-3, 5)
        }

        due = CALENDAR.days.add(start, counts).tolist()

        pairs = list(zip(start.tolist(), counts.tolist(), strict=True))
        assert due == [single[pair] for pair in pairs]
        between = CALENDAR.days.between(start, start[::-1])
        assert between.tolist() == [
            CALENDAR.working_days_between(a, b)
            for a, b in zip(start.tolist(), start[::-1].tolist(), strict=True)
        ]

    def test_the_last_of_many_days_is_checked_as_the_first(self) -> None:
        start = np.full(100_003, np.datetime64("2026-01-06"))
        counts = np.zeros(start.size, np.int64)

        for last_day, last_n in (("2026-02-01", 0), ("NaT", 0), ("2026-01-06", 99)):
            start[-1], counts[-1] = np.datetime64(last_day), last_n
            with pytest.raises(SpanError):
                CALENDAR.days.add(start, counts)

    def test_one_end_serves_all_starts(self) -> None:
        start, end = days("2026-01-05", "2026-01-09"), days("2026-01-12")

        assert CALENDAR.days.between(start, end).tolist() == [6, 2]
        assert CALENDAR.days.between(end, start).tolist() == [-6, -2]

    def test_nothing_gives_nothing(self) -> None:
        none = days()

        assert CALENDAR.days.add(none, 3).dtype == np.dtype("M8[D]")
        assert CALENDAR.days.add(none, np.array([], np.int64)).size == 0
        assert CALENDAR.days.add([], []).size == 0
        assert CALENDAR.days.between(none, none).size == 0
        assert CALENDAR.days.between([], []).size == 0
        assert CALENDAR.days.is_working([]).dtype == np.bool_

    def test_what_was_given_is_left_as_it_is(self) -> None:
        start, counts = days("2026-01-09", "2026-01-11"), np.array([1, 2])

        CALENDAR.days.add(start, counts)[:] = np.datetime64("2000-01-01")

        assert start.astype(str).tolist() == ["2026-01-09", "2026-01-11"]
        assert counts.tolist() == [1, 2]
        again = CALENDAR.days.add(start, counts).astype(str).tolist()
        assert again == ["2026-01-10", "2026-01-13"]

    def test_a_calendar_before_1970_has_its_days_too(self) -> None:
        old = WorkCalendar(tz=UTC, first=date(1969, 12, 1), last=date(1970, 1, 31))
        start = [date(1969, 12, 30), date(1970, 1, 3)]

        assert old.days.add(start, 2).tolist() == [
            old.add_working_days(day, 2) for day in start
        ]


class TestSpan:
    OUTSIDE = (
        "2025-12-31", "2026-02-01", "1970-01-01", "0001-01-01", "9999-12-31",
        "-290000-01-01", "290000-01-01",
    )  # fmt: skip

    @pytest.mark.parametrize("outside", [*OUTSIDE, "NaT"])
    def test_a_day_outside_is_named_and_never_wraps(self, outside: str) -> None:
        start = days("2026-01-05", outside)

        for ask in (CALENDAR.days.is_working, lambda d: CALENDAR.days.add(d, 0)):
            with pytest.raises(SpanError) as caught:
                ask(start)
            assert str(caught.value).startswith(f"{start[1]} is outside")

    @pytest.mark.parametrize("first", [date(1960, 1, 1), date(2026, 1, 1)])
    @pytest.mark.parametrize(
        "raw", [-(2**63), -(2**63) + 1, -(2**63) + 30_000, 2**63 - 1, 2**32, -(2**32)]
    )
    def test_neither_does_the_furthest_day_that_numpy_has(
        self, raw: int, first: date
    ) -> None:
        calendar = WorkCalendar(tz=UTC, first=first, last=LAST)
        furthest = np.array([raw], np.int64).view("M8[D]")

        with pytest.raises(SpanError):
            calendar.days.is_working(furthest)

    def test_the_day_after_the_last_is_an_end_only(self) -> None:
        after = days("2026-02-01")

        with pytest.raises(SpanError):
            CALENDAR.days.is_working(after)
        with pytest.raises(SpanError):
            CALENDAR.days.between(days("2026-02-02"), after)

    @pytest.mark.parametrize("n", [20, 21, -3, 10**6, -(10**6), 2**62, -(2**62)])
    def test_a_result_outside_is_an_error(self, n: int) -> None:
        for counts in (n, np.array([0, n])):
            with pytest.raises(SpanError, match="2026-01-01 to 2026-01-31"):
                CALENDAR.days.add(days("2026-01-06", "2026-01-06"), counts)

    @pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.int64])
    def test_the_greatest_counts_never_wrap(
        self, dtype: type[np.signedinteger]
    ) -> None:
        limits = np.iinfo(dtype)

        for n in (limits.min, limits.max):
            for day in ("2026-01-01", "2026-01-30"):
                with pytest.raises(SpanError):
                    CALENDAR.days.add(days(day), np.array([n], dtype))


class TestTypes:
    @pytest.mark.parametrize(
        "wrong",
        [
            np.array(["2026-01-05"], "M8[ns]"),
            np.array(["2026-01-05"], "M8[s]"),
            np.array(["2026-01"], "M8[M]"),
            np.array([20_458]),
            np.array([20_458.0]),
            np.array(["2026-01-05"]),
            ["2026-01-05"],
            [20_458],
            [None],
            [datetime(2026, 1, 5, 9, tzinfo=UTC)],
            [datetime(2026, 1, 5, 9)],  # noqa: DTZ001
            [date(2026, 1, 5), datetime(2026, 1, 5, 9, tzinfo=UTC)],
            np.array([datetime(2026, 1, 5, 9, tzinfo=UTC)], object),
            np.array([], "M8[ns]"),
            np.array([]),
        ],
        ids=repr,
    )
    def test_days_that_are_no_days_are_refused(self, wrong: Any) -> None:  # noqa: ANN401
        asked: tuple[Callable[[], object], ...] = (
            lambda: CALENDAR.days.is_working(wrong),
            lambda: CALENDAR.days.add(wrong, 1),
            lambda: CALENDAR.days.between(wrong, days("2026-01-05")),
            lambda: CALENDAR.days.between(days("2026-01-05"), wrong),
        )
        for ask in asked:
            with pytest.raises(NotADateError):
                ask()

    @pytest.mark.parametrize(
        "wrong",
        [
            1.0, [1.5], True, "1", None,
            np.array([1.0]), np.array([1], np.uint8), np.array([1], np.uint64),
            np.array([1], "m8[D]"), np.array([True]), np.array([1], object),
            np.array([]),
        ],
        ids=repr,
    )  # fmt: skip
    def test_counts_that_are_no_signed_whole_numbers_are_refused(
        self,
        wrong: Any,  # noqa: ANN401
    ) -> None:
        with pytest.raises(TypeError, match="signed whole numbers"):
            CALENDAR.days.add(days("2026-01-05"), wrong)


@pytest.fixture
def restless() -> Iterator[None]:
    """Let the interpreter switch between threads as often as it can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def fresh() -> WorkCalendar:
    """Return a calendar none of whose lazy parts is built yet."""
    return WorkCalendar.for_country(
        "DE",
        subdivision="BY",
        tz="Europe/Berlin",
        years=[2026],
        hours=OfficeHours("08:00-12:00, 13:00-17:00", weekdays={5: "08:00-12:00"}),
    )


def answers(calendar: WorkCalendar) -> tuple[object, ...]:
    """Ask a calendar for each of its lazy parts, and for something of each."""
    day, at = date(2026, 6, 3), datetime(2026, 6, 3, 9, tzinfo=calendar.tz)
    hours = timedelta(hours=20)
    sundays = calendar.with_weekend(frozenset({6}))
    national = calendar.without_local_days_off()
    return (
        calendar.fingerprint,
        hash(calendar),
        sundays.fingerprint,
        sundays.add_working_days(day, 30),
        sundays.add_working_time(at, hours),
        national.fingerprint,
        national.add_working_days(day, 1),
        calendar.add_working_days(day, 1),
        calendar.add_working_time(at, hours),
        calendar.working_time_between(at, at + timedelta(days=9)),
        tuple(calendar.days.add([day] * 3, [-1, 0, 1]).tolist()),
        tuple(national.days.between([day], [date(2026, 12, 31)]).tolist()),
        tuple(calendar.table(day, date(2026, 6, 9))),
    )


class TestThreads:
    @pytest.mark.usefixtures("restless")
    def test_eight_threads_on_one_calendar_get_only_right_answers(self) -> None:
        expected = answers(fresh())
        # Corpus Christi, 4 June, is local, so these differ if a view is mistaken.
        assert expected[6] != expected[7]
        start = Barrier(8)

        def ask(calendar: WorkCalendar) -> tuple[object, ...]:
            start.wait()
            return answers(calendar)

        with ThreadPoolExecutor(8) as pool:
            for _ in range(8):
                given = list(pool.map(ask, [fresh()] * 8))
                assert given == [expected] * 8

    @pytest.mark.usefixtures("restless")
    def test_threads_that_ask_each_for_another_part_do_not_disturb_one_another(
        self,
    ) -> None:
        day = date(2026, 6, 3)
        weekends = [frozenset({i}) for i in range(7)] + [frozenset({5, 6})]
        expected = [fresh().with_weekend(w).add_working_days(day, 50) for w in weekends]
        calendar, start = fresh(), Barrier(8)

        def ask(weekend: frozenset[int]) -> date:
            start.wait()
            return calendar.with_weekend(weekend).add_working_days(day, 50)

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(ask, weekends)) == expected
