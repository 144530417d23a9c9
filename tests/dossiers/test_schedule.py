"""Actions that time opens, and due dates that come near."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest

from egovkit.deadlines import CountingRule, Term, WorkCalendar
from egovkit.deadlines import compute_deadline as compute
from egovkit.dossiers import (
    Actor,
    ClockEffect,
    Dossier,
    NamedGuard,
    Procedure,
    Scheduled,
    Workflow,
    due_within,
    transition,
)
from egovkit.errors import NaiveDatetimeError

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class S(StrEnum):
    APPRAISING = "appraising"
    AWAITING = "awaiting"
    RESOLVED = "resolved"
    LAPSED = "lapsed"


def waited(days: int) -> NamedGuard:
    """Wait so many worked days after the last event, or calendar days without one."""

    def opens_at(dossier: Dossier[StrEnum], calendar: WorkCalendar | None) -> datetime:
        since = dossier.history[-1].at
        if calendar is None:
            return since + timedelta(days=days)
        day = calendar.add_working_days(since.astimezone(calendar.tz).date(), days)
        return datetime.combine(day, time(), calendar.tz)

    return NamedGuard("waited", check=lambda *_: None, opens_at=opens_at)


never = NamedGuard("never", check=lambda *_: None, opens_at=lambda *_: None)
ask = transition("ask", [S.APPRAISING], S.AWAITING)
resolve = transition("resolve", [S.APPRAISING], S.RESOLVED)
remind = transition("remind", [S.AWAITING], S.AWAITING, guards=[waited(5)])
lapse = transition("lapse", [S.AWAITING], S.LAPSED, guards=[waited(2), waited(9)])
soon = transition("soon", [S.AWAITING], S.APPRAISING, guards=[never, waited(1)])
at_once = transition("at_once", [S.AWAITING], S.APPRAISING, guards=[never])
workflow = Workflow(
    "w", version=1, initial=S.APPRAISING, final={S.RESOLVED, S.LAPSED},
    transitions=[ask, resolve, lapse, remind, soon, at_once],
    clock={S.AWAITING: ClockEffect.PAUSES},
)  # fmt: skip
BY = Actor("lan")
# In March 2026 the 2nd is a Monday; Thursday the 12th is off.
CALENDAR = WorkCalendar(
    tz=HANOI, first=date(2026, 1, 1), last=date(2026, 12, 31),
    days_off=[date(2026, 3, 12)],
)  # fmt: skip
RULE = CountingRule()


def march(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=HANOI)


def started(
    number: str = "1", term: str | None = "5 working days", day: int = 2
) -> Dossier[S]:
    procedure = Procedure("1.0", "Birth", term=term)
    return workflow.start(number, at=march(day), by=BY, procedure=procedure)


def opened(scheduled: tuple[Scheduled[S], ...]) -> list[tuple[str, datetime]]:
    return [(one.action.name, one.at) for one in scheduled]


class TestScheduled:
    @pytest.fixture
    def waiting(self) -> Dossier[S]:
        return workflow.fire(started(), ask, at=march(3), by=BY)

    def test_actions_that_time_opens_come_in_order(self, waiting: Dossier[S]) -> None:
        assert opened(workflow.scheduled(waiting)) == [
            ("soon", march(4)),
            ("remind", march(8)),
            ("lapse", march(12)),
        ]

    def test_they_are_counted_on_the_calendar(self, waiting: Dossier[S]) -> None:
        # From Tuesday the 3rd: one day is the 4th; five are 4, 5, 6, 9, 10; nine go
        # on with 11, 13, 16, 17.
        assert opened(workflow.scheduled(waiting, CALENDAR)) == [
            ("soon", march(4, 0)),
            ("remind", march(10, 0)),
            ("lapse", march(17, 0)),
        ]

    def test_they_are_those_of_the_present_state(self) -> None:
        assert workflow.scheduled(started()) == ()

    def test_a_dossier_of_another_version_has_none(self, waiting: Dossier[S]) -> None:
        newer = Workflow(
            "w", version=2, initial=S.APPRAISING, final={S.LAPSED},
            transitions=[ask, lapse], previous=[workflow],
        )  # fmt: skip

        assert newer.scheduled(waiting) == ()


class TestDueWithin:
    def found(
        self, dossiers: list[Dossier[S]], as_of: datetime, days: int = 2
    ) -> list[tuple[str, int]]:
        near = due_within(
            dossiers, workflow, CALENDAR, days=days, as_of=as_of, rule=RULE
        )
        return [(one.dossier.number, one.working_days) for one in near]

    def test_it_counts_the_worked_days_that_are_left(self) -> None:
        # Due on the 9th: 3, 4, 5, 6, 9.
        dossiers = [started()]

        assert self.found(dossiers, march(4)) == []
        assert self.found(dossiers, march(5)) == [("1", 2)]
        assert self.found(dossiers, march(6)) == [("1", 1)]
        assert self.found(dossiers, march(7)) == [("1", 1)]
        assert self.found(dossiers, march(9, 23)) == [("1", 0)]

    def test_what_is_overdue_is_no_longer_due(self) -> None:
        assert self.found([started()], march(10, 0)) == []

    def test_days_off_are_not_among_them(self) -> None:
        # Due on Friday the 13th: 10, 11, 13.
        dossiers = [started(term="3 working days", day=9)]

        assert self.found(dossiers, march(10), days=1) == []
        assert self.found(dossiers, march(10)) == [("1", 2)]

    def test_none_at_all_asks_for_what_is_due_today(self) -> None:
        dossiers = [started("1"), started("2", "6 working days")]

        assert self.found(dossiers, march(9), days=0) == [("1", 0)]

    def test_the_earliest_comes_first(self) -> None:
        dossiers = [started("b", "6 working days"), started("a")]

        assert self.found(dossiers, march(6)) == [("a", 1), ("b", 2)]

    @pytest.mark.parametrize("action", [ask, resolve])
    def test_what_pauses_or_has_ended_is_left_out(self, action: object) -> None:
        dossier = workflow.fire(started(), str(action), at=march(3), by=BY)

        assert self.found([dossier], march(6)) == []

    def test_it_is_seen_from_when_it_was(self) -> None:
        dossier = workflow.fire(started(), resolve, at=march(9), by=BY)

        assert self.found([dossier], march(6)) == [("1", 1)]
        assert self.found([dossier], march(9)) == []

    def test_today_is_that_of_the_office(self) -> None:
        # 17:30 on the 9th in UTC is 00:30 on the 10th in Hanoi.
        late = datetime(2026, 3, 9, 17, 30, tzinfo=UTC)

        assert self.found([started()], late) == []

    def test_a_term_in_hours_is_over_at_its_hour(self) -> None:
        dossiers = [started(term="24 hours")]

        assert self.found(dossiers, march(3, 8)) == [("1", 0)]
        assert self.found(dossiers, march(3, 10)) == []

    @pytest.mark.parametrize(
        "promised", [lambda day: day, lambda _: None], ids=["promised", "not promised"]
    )
    def test_without_a_rule_the_promise_counts(
        self, promised: Callable[[date], date | None]
    ) -> None:
        told = compute(march(2), Term.working_days(3), CALENDAR, rule=RULE).promise()
        day = promised(told.due_day)
        dossier = workflow.start("1", at=march(2), by=BY, promise=told if day else None)

        near = due_within([dossier], workflow, CALENDAR, as_of=march(4))

        assert [one.due_at.date() for one in near] == ([day] if day else [])

    def test_a_promise_also_serves_where_there_is_no_term(self) -> None:
        told = compute(march(2), Term.working_days(3), CALENDAR, rule=RULE).promise()
        dossier = workflow.start("1", at=march(2), by=BY, promise=told)

        assert self.found([dossier], march(4)) == [("1", 1)]

    def test_a_time_without_a_zone_is_an_error(self) -> None:
        with pytest.raises(NaiveDatetimeError, match="as_of"):
            self.found([], datetime(2026, 3, 4))  # noqa: DTZ001
