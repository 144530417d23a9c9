from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from egovkit.deadlines import WorkCalendar
from egovkit.errors import InvalidValueError
from egovkit.metrics import (
    Denominator,
    Distribution,
    DueDate,
    Period,
    ResolutionCounts,
    TimeUnit,
    lateness,
    tardiness,
)
from egovkit.outcome import Outcome, Status

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE = WorkCalendar(tz=HANOI, first=date(2026, 1, 1), last=date(2026, 12, 31))
JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31), HANOI)


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=HANOI)


LATER = at(31)


def dossier(
    due: datetime | None,
    end: datetime | None,
    *,
    status: Status | None = None,
    promised: datetime | None = None,
    last_promised: datetime | None = None,
    extended: bool | None = None,
) -> Outcome:
    return Outcome(
        number="1",
        received_at=at(2),
        due_at=due,
        resolved_at=end,
        status=status or (Status.RESOLVED if end else Status.PENDING),
        promised_at=promised,
        last_promised_at=last_promised,
        extended=extended,
    )


class TestLateness:
    def test_in_days_is_0_at_any_hour_of_the_due_day(self) -> None:
        rows = [dossier(at(9, 17), at(9, 8)), dossier(at(9, 17), at(9, 23))]

        assert lateness(rows, as_of=LATER) == Distribution({0: 2})

    def test_in_hours_counts_from_the_due_instant(self) -> None:
        rows = [dossier(at(9, 17), at(9, 8)), dossier(at(9, 17), at(10, 17))]

        assert lateness(rows, as_of=LATER, unit=TimeUnit.HOURS) == Distribution.of(
            [-9, 24]
        )

    def test_in_working_days_leaves_the_weekend_out_in_both_directions(self) -> None:
        # Friday 9 and Monday 12 are one working day apart.
        rows = [dossier(at(9), at(12)), dossier(at(12), at(9))]
        days = lateness(rows, as_of=LATER, unit=TimeUnit.WORKING_DAYS, calendar=OFFICE)

        assert days == Distribution.of([-1, 1])

    def test_is_of_resolved_dossiers_with_a_due_date_only(self) -> None:
        rows = [
            dossier(None, at(9)),
            dossier(at(9), None),
            dossier(at(9), at(12), status=Status.REFUSED),
            dossier(at(9), at(12), status=Status.WITHDRAWN),
        ]

        assert lateness(rows, as_of=LATER).n == 0

    def test_leaves_out_what_was_resolved_after_as_of(self) -> None:
        assert lateness([dossier(at(9), at(12))], as_of=at(10)).n == 0

    def test_needs_the_calendar_for_working_days(self) -> None:
        with pytest.raises(InvalidValueError, match="calendar"):
            lateness([], as_of=LATER, unit=TimeUnit.WORKING_DAYS)


class TestTardiness:
    def test_early_dossiers_do_not_make_up_for_late_ones(self) -> None:
        rows = [dossier(at(9), at(12)), dossier(at(12), at(9))]

        assert lateness(rows, as_of=LATER).mean == 0
        assert tardiness(rows, as_of=LATER).mean == Fraction(3, 2)


class TestDueDate:
    EXTENDED = dossier(
        at(14), at(13), promised=at(9), last_promised=at(14), extended=True
    )

    def test_a_dossier_may_keep_the_extended_promise_and_not_the_first(self) -> None:
        days = [
            lateness([self.EXTENDED], as_of=LATER, against=against).minimum
            for against in (DueDate.FIRST_PROMISE, DueDate.LAST_PROMISE)
        ]

        assert days == [4, -1]

    def test_counts_can_be_asked_against_a_promise(self) -> None:
        rates = [
            ResolutionCounts.of(
                [self.EXTENDED], period=JANUARY, as_of=LATER, against=against
            ).on_time_rate(of=Denominator.RESOLVED)
            for against in DueDate
        ]

        assert rates == [1, 0, 1]

    def test_counts_by_group_take_the_same_date(self) -> None:
        counts = ResolutionCounts.by(
            [self.EXTENDED], "unit",
            period=JANUARY, as_of=LATER, against=DueDate.FIRST_PROMISE,
        )  # fmt: skip

        assert counts[None].overdue == 1

    def test_counts_against_another_date_are_not_added(self) -> None:
        due, promised = (
            ResolutionCounts.of([], period=JANUARY, as_of=LATER, against=against)
            for against in (DueDate.DUE, DueDate.FIRST_PROMISE)
        )

        with pytest.raises(InvalidValueError, match="counts of the same against, due"):
            due + promised

    def test_a_dossier_without_promise_has_no_term_against_it(self) -> None:
        counts = ResolutionCounts.of(
            [dossier(at(9), at(8))], period=JANUARY, as_of=LATER,
            against=DueDate.FIRST_PROMISE,
        )  # fmt: skip

        assert (counts.no_term, counts.before_due) == (1, 0)

    def test_the_last_promise_is_the_first_where_no_other_was_made(self) -> None:
        assert DueDate.LAST_PROMISE.of(dossier(None, None, promised=at(9))) == at(9)

    def test_the_last_promise_of_an_extension_without_date_is_not_known(self) -> None:
        row = dossier(None, None, promised=at(9), extended=True)

        assert DueDate.LAST_PROMISE.of(row) is None
