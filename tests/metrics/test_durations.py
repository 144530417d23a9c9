from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovkit.deadlines import OfficeHours, WorkCalendar
from egovkit.errors import InvalidValueError, NaiveDatetimeError, SpanError
from egovkit.metrics import Distribution, Durations, Milestone, TimeUnit
from egovkit.outcome import Outcome, Status

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OFFICE = WorkCalendar(
    tz=HANOI,
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
    days_off={date(2026, 1, 1): "Tết Dương lịch", date(2026, 1, 2): "swap"},
    make_up_days={date(2026, 1, 10): "for 2 January"},
    hours=OfficeHours.parse("07:30-11:30, 13:30-17:00"),
)
WINDOWS = [(time(7, 30), time(11, 30)), (time(13, 30), time(17))]


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=HANOI)


LATER = at(31)


def dossier(
    received: datetime,
    end: datetime | None = None,
    *,
    status: Status | None = None,
    returned: datetime | None = None,
    reopened: int | None = None,
) -> Outcome:
    return Outcome(
        number="1",
        received_at=received,
        resolved_at=end,
        returned_at=returned,
        status=status or (Status.RESOLVED if end else Status.PENDING),
        reopened=reopened,
    )


def took(
    received: datetime,
    end: datetime,
    unit: TimeUnit,
    calendar: WorkCalendar | None = OFFICE,
) -> int | Fraction | None:
    durations = Durations.of(
        [dossier(received, end)], as_of=LATER, unit=unit, calendar=calendar
    )
    return durations.ended.mean


class TestUnits:
    def test_the_day_of_receipt_is_not_counted(self) -> None:
        assert took(at(5, 8), at(5, 17), TimeUnit.CALENDAR_DAYS) == 0

    def test_calendar_days_are_those_of_the_clock_on_the_wall(self) -> None:
        assert took(at(5, 23, 59), at(6, 0, 1), TimeUnit.CALENDAR_DAYS) == 1

    def test_calendar_days_need_no_calendar(self) -> None:
        assert took(at(5), at(12), TimeUnit.CALENDAR_DAYS, None) == 7

    def test_working_days_leave_out_days_off_and_count_make_up_days(self) -> None:
        # Received on Thursday 8: Friday 9, the make-up Saturday 10, Monday 12.
        assert took(at(8), at(12), TimeUnit.WORKING_DAYS) == 3

    def test_working_days_from_a_day_off_begin_with_the_next_worked_one(self) -> None:
        assert took(at(4), at(5), TimeUnit.WORKING_DAYS) == 1

    def test_a_dossier_resolved_within_n_working_days_took_at_most_n(self) -> None:
        due = OFFICE.add_working_days(date(2026, 1, 8), 3)

        assert took(at(8), at(due.day), TimeUnit.WORKING_DAYS) == 3

    def test_hours_pass_at_night_too(self) -> None:
        assert took(at(5, 16), at(6, 8, 30), TimeUnit.HOURS) == Fraction(33, 2)

    def test_hours_pass_evenly_when_clocks_change(self) -> None:
        # Clocks in Amsterdam went forward on 29 March 2026 at 02:00.
        night = datetime(2026, 3, 28, 22, tzinfo=AMSTERDAM)
        row = dossier(night, datetime(2026, 3, 29, 8, tzinfo=AMSTERDAM))
        durations = Durations.of(
            [row], as_of=datetime(2026, 4, 1, tzinfo=UTC), unit=TimeUnit.HOURS
        )

        assert durations.ended == Distribution.of([9])

    def test_office_hours_pass_while_the_office_is_open(self) -> None:
        # One hour on Monday, then half an hour on Tuesday.
        assert took(at(5, 16), at(6, 8), TimeUnit.OFFICE_HOURS) == Fraction(3, 2)

    @given(st.integers(0, 40_000), st.integers(0, 20_000))
    def test_office_hours_are_the_open_minutes_counted_one_by_one(
        self, start: int, length: int
    ) -> None:
        received = at(3, 0) + timedelta(minutes=start % 25_000)
        end = received + timedelta(minutes=length % 12_000)
        minutes = sum(
            any(opens <= each.time() < closes for opens, closes in WINDOWS)
            and (each.weekday() < 5 or each.date() == date(2026, 1, 10))
            for each in (
                received + timedelta(minutes=n) for n in range(length % 12_000)
            )
        )
        durations = Durations.of(
            [dossier(received, end)],
            as_of=datetime(2026, 3, 1, tzinfo=HANOI),
            unit=TimeUnit.OFFICE_HOURS,
            calendar=OFFICE,
        )

        assert durations.ended == Distribution.of([Fraction(minutes, 60)])

    @pytest.mark.parametrize("unit", [TimeUnit.WORKING_DAYS, TimeUnit.OFFICE_HOURS])
    def test_of_the_office_need_its_calendar(self, unit: TimeUnit) -> None:
        with pytest.raises(InvalidValueError, match=f"the unit is {unit}"):
            Durations.of([], as_of=LATER, unit=unit)

    def test_outside_of_the_calendar_are_an_error_and_no_guess(self) -> None:
        early = datetime(2025, 12, 1, tzinfo=HANOI)

        with pytest.raises(SpanError, match="2025-12-02"):
            took(early, at(5), TimeUnit.WORKING_DAYS)


class TestDurations:
    def test_an_open_dossier_is_censored_at_as_of(self) -> None:
        durations = Durations.of([dossier(at(5))], as_of=at(9))

        assert durations.ended.n == 0
        assert durations.censored == Distribution.of([4])

    def test_an_end_after_as_of_has_not_happened_yet(self) -> None:
        durations = Durations.of([dossier(at(5), at(12))], as_of=at(9))

        assert durations.censored == Distribution.of([4])

    def test_a_dossier_received_after_as_of_is_left_out(self) -> None:
        assert Durations.of([dossier(at(12))], as_of=at(9)).n == 0

    def test_the_day_of_as_of_is_that_of_the_office(self) -> None:
        # 20:00 in UTC is 03:00 on the next day in Hanoi.
        as_of = datetime(2026, 1, 9, 20, tzinfo=UTC)

        assert Durations.of([dossier(at(5))], as_of=as_of).censored.minimum == 5

    def test_a_refusal_is_a_decision_and_a_withdrawal_is_not(self) -> None:
        rows = [
            dossier(at(5), at(7), status=Status.REFUSED),
            dossier(at(5), at(8), status=Status.WITHDRAWN),
        ]
        durations = Durations.of(rows, as_of=LATER)

        assert durations.ended == Distribution.of([2])
        assert durations.censored == Distribution.of([3])

    def test_a_caller_says_what_an_end_is(self) -> None:
        rows = [dossier(at(5), at(7), status=Status.REFUSED)]
        durations = Durations.of(rows, as_of=LATER, ends=[Status.RESOLVED])

        assert durations.censored == Distribution.of([2])

    def test_refuses_an_instant_without_zone(self) -> None:
        with pytest.raises(NaiveDatetimeError, match="as_of"):
            Durations.of([], as_of=datetime(2026, 1, 1))  # noqa: DTZ001

    def test_a_sum_is_that_of_all_rows(self) -> None:
        rows = [dossier(at(5), at(7)), dossier(at(5)), dossier(at(6), at(7))]
        apart = [Durations.of([row], as_of=LATER) for row in rows]

        assert apart[0] + apart[1] + apart[2] == Durations.of(rows, as_of=LATER)

    def test_refuses_to_add_days_to_hours(self) -> None:
        with pytest.raises(InvalidValueError, match="durations of the same unit"):
            Durations() + Durations(unit=TimeUnit.HOURS)


class TestMilestones:
    def test_a_result_is_returned_after_it_is_resolved(self) -> None:
        row = dossier(at(5), at(7), returned=at(9))

        assert Durations.of([row], as_of=LATER, to=Milestone.RETURN).ended.mean == 4

    def test_a_result_that_waits_at_the_counter_is_censored_at_as_of(self) -> None:
        durations = Durations.of(
            [dossier(at(5), at(7))], as_of=at(15), to=Milestone.RETURN
        )

        assert durations.censored == Distribution.of([10])

    @pytest.mark.parametrize("status", [Status.REFUSED, Status.WITHDRAWN])
    def test_no_return_is_awaited_of_what_ended_otherwise(self, status: Status) -> None:
        row = dossier(at(5), at(7), status=status)
        durations = Durations.of([row], as_of=LATER, to=Milestone.RETURN)

        assert durations.censored == Distribution.of([2])

    def test_total_resolution_goes_to_the_last_end(self) -> None:
        row = dossier(at(5), at(12), reopened=1)

        assert Durations.of([row], as_of=LATER).ended == Distribution.of([7])

    def test_first_resolution_is_not_known_of_a_dossier_that_was_reopened(self) -> None:
        rows = [dossier(at(5), at(12), reopened=1), dossier(at(5), at(8), reopened=0)]
        durations = Durations.of(rows, as_of=LATER, to=Milestone.FIRST_RESOLUTION)

        assert durations.ended == Distribution.of([3])
        assert durations.unknown == 1

    def test_a_row_silent_about_reopening_tells_no_first_resolution(self) -> None:
        rows = [dossier(at(5), at(8))]
        durations = Durations.of(rows, as_of=LATER, to=Milestone.FIRST_RESOLUTION)

        assert (durations.n, durations.unknown) == (0, 1)
