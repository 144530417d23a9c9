from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from egovkit.deadlines import WorkCalendar
from egovkit.errors import NaiveDatetimeError
from egovkit.metrics import Backlog, Distribution, TimeUnit
from egovkit.outcome import Outcome, Status

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=HANOI)


def dossier(
    received: datetime,
    due: datetime | None = None,
    end: datetime | None = None,
    status: Status | None = None,
) -> Outcome:
    return Outcome(
        number="1",
        received_at=received,
        due_at=due,
        resolved_at=end,
        status=status or (Status.RESOLVED if end else Status.PENDING),
    )


REGISTER = [
    dossier(at(5), at(9)),  # overdue by 11 days, 15 days old
    dossier(at(12), at(19)),  # overdue by 1 day, 8 days old
    dossier(at(13), at(20)),  # due today, 7 days old
    dossier(at(6), at(13), status=Status.PAUSED),  # 14 days old
    dossier(at(19)),  # no term, 1 day old
    dossier(at(5), at(12), at(20, 10)),  # open until 10:00, 15 days old
    dossier(at(5), at(12), at(9)),  # ended
    dossier(at(21), at(28)),  # not yet received
]


class TestBacklog:
    BACKLOG = Backlog.of(REGISTER, as_of=at(20))

    def test_counts_the_open_dossiers_by_class(self) -> None:
        backlog = self.BACKLOG

        assert (backlog.pending_within, backlog.pending_overdue) == (1, 3)
        assert (backlog.paused, backlog.no_term) == (1, 1)

    def test_knows_the_age_of_all_that_is_open(self) -> None:
        assert self.BACKLOG.age == Distribution.of([15, 8, 7, 14, 1, 15])

    def test_knows_by_how_much_the_overdue_ones_are_late(self) -> None:
        assert self.BACKLOG.overdue_by == Distribution.of([11, 1, 8])

    def test_its_rate_is_of_what_is_pending(self) -> None:
        rate = self.BACKLOG.overdue_rate

        assert (rate.count, rate.of, rate.total) == (3, "pending", 4)

    def test_takes_today_where_the_office_is(self) -> None:
        # 18:00 in UTC on the 19th is the 20th in Hanoi.
        backlog = Backlog.of(
            [dossier(at(12), at(19))], as_of=datetime(2026, 1, 19, 18, tzinfo=UTC)
        )

        assert backlog.overdue_by == Distribution.of([1])

    def test_counts_ages_in_working_days_by_the_calendar(self) -> None:
        calendar = WorkCalendar(
            tz=HANOI, first=date(2026, 1, 1), last=date(2026, 12, 31)
        )
        backlog = Backlog.of(
            [dossier(at(9), at(16))], as_of=at(20),
            unit=TimeUnit.WORKING_DAYS, calendar=calendar,
        )  # fmt: skip

        assert backlog.age == Distribution.of([7])
        assert backlog.overdue_by == Distribution.of([2])

    def test_refuses_an_instant_without_zone(self) -> None:
        with pytest.raises(NaiveDatetimeError, match="as_of"):
            Backlog.of([], as_of=datetime(2026, 1, 1))  # noqa: DTZ001
