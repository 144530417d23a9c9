"""When a dossier is due, each day counted by hand on a calendar of few days off.

In March 2026 the 2nd is a Monday; Saturdays, Sundays and Thursday the 12th are off.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest

from egovkit.deadlines import (
    CountingRule,
    Extension,
    Notice,
    OfficeHours,
    Promise,
    WorkCalendar,
)
from egovkit.dossiers import (
    Actor,
    ClockEffect,
    Dossier,
    Migration,
    Procedure,
    Workflow,
    transition,
)
from egovkit.errors import NaiveDatetimeError, NoTermError, RefusedError

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class S(StrEnum):
    SUBMITTED = "submitted"
    APPRAISING = "appraising"
    AWAITING = "awaiting"
    RESOLVED = "resolved"


accept = transition("accept", [S.SUBMITTED], S.APPRAISING)
ask = transition("ask", [S.APPRAISING], S.AWAITING)
supply = transition("supply", [S.AWAITING], S.APPRAISING)
supply_anew = transition("supply_anew", [S.AWAITING], S.APPRAISING, restart_clock=True)
ask_anew = transition("ask_anew", [S.APPRAISING], S.AWAITING, restart_clock=True)
extend = transition("extend", [S.APPRAISING], S.APPRAISING, payload=Extension)
resolve = transition("resolve", [S.APPRAISING], S.RESOLVED)
reopen = transition("reopen", [S.RESOLVED], S.APPRAISING)
workflow = Workflow(
    "one-stop",
    version=1,
    initial=S.SUBMITTED,
    final={S.RESOLVED},
    transitions=[accept, ask, ask_anew, supply, supply_anew, extend, resolve, reopen],
    clock={S.SUBMITTED: ClockEffect.WAITS, S.AWAITING: ClockEffect.PAUSES},
)
BY = Actor("lan")
CALENDAR = WorkCalendar(
    tz=HANOI,
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
    days_off={date(2026, 3, 12): "Founding day"},
)
RULE = CountingRule()


def march(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=HANOI)


def received(term: str = "5 working days") -> Dossier[S]:
    """Submit on Sunday the 1st, and accept on Monday the 2nd."""
    procedure = Procedure("1.0", "Land", term=term)
    dossier = workflow.start("1", at=march(1), by=BY, procedure=procedure)
    return workflow.fire(dossier, accept, at=march(2), by=BY)


def due(dossier: Dossier[S], calendar: WorkCalendar = CALENDAR) -> date:
    return dossier.deadline(workflow, calendar, rule=RULE).due_day


def promised(dossier: Dossier[S], at: datetime) -> Dossier[S]:
    """Take the dossier through a round for papers, and promise its deadline."""
    told = dossier.deadline(workflow, CALENDAR, rule=RULE).promise()
    dossier = workflow.fire(dossier, ask, at=at, by=BY)
    return workflow.fire(dossier, supply, at=at, by=BY, promise=told)


class TestTheTerm:
    def test_it_begins_with_the_receipt(self) -> None:
        # Counted: 3, 4, 5, 6, 9.
        assert due(received()) == date(2026, 3, 9)

    def test_not_with_the_submission(self) -> None:
        procedure = Procedure("1.0", "Land", term="5 working days")
        dossier = workflow.start("1", at=march(1), by=BY, procedure=procedure)

        accepted = workflow.fire(dossier, accept, at=march(4), by=BY)

        # Counted: 5, 6, 9, 10, 11.
        assert due(accepted) == date(2026, 3, 11)

    def test_a_day_off_is_not_counted(self) -> None:
        # Counted: 3, 4, 5, 6, 9, 10, 11, 13.
        assert due(received("8 working days")) == date(2026, 3, 13)

    def test_it_is_the_term_the_dossier_was_received_under(self) -> None:
        dossier = received("1 working day")

        assert dossier.procedure is not None
        assert due(workflow.replay(dossier.history)) == date(2026, 3, 3)

    def test_without_a_term_there_is_no_deadline(self) -> None:
        bare = workflow.fire(
            workflow.start("1", at=march(1), by=BY), accept, at=march(2), by=BY
        )
        without = workflow.start(
            "2", at=march(1), by=BY, procedure=Procedure("1.0", "Land")
        )

        for dossier in (bare, without):
            with pytest.raises(NoTermError, match="its procedure has none"):
                due(dossier)

    def test_before_the_receipt_there_is_none(self) -> None:
        procedure = Procedure("1.0", "Land", term="5 working days")
        dossier = workflow.start("1", at=march(1), by=BY, procedure=procedure)

        with pytest.raises(NoTermError, match="has not begun to run"):
            due(dossier)

    def test_an_adopted_dossier_counts_from_its_receipt(self) -> None:
        dossier = workflow.adopt(
            "1", state=S.APPRAISING, at=march(20), by=BY, received_at=march(2),
            procedure=Procedure("1.0", "Land", term="5 working days"),
        )  # fmt: skip

        assert due(dossier) == date(2026, 3, 9)

    def test_office_time_is_lost_exactly_as_far_as_it_was_paused(self) -> None:
        office = WorkCalendar(
            tz=HANOI, first=date(2026, 1, 1), last=date(2026, 12, 31),
            hours=OfficeHours("8:00-12:00, 13:00-17:00"),
        )  # fmt: skip
        dossier = received("8 working hours")
        # Monday from 9: three hours and four; the eighth ends on Tuesday at 9.
        plain = dossier.deadline(workflow, office, rule=RULE)
        assert plain.due_at == march(3, 9)

        dossier = workflow.fire(dossier, ask, at=march(2, 10), by=BY)
        dossier = workflow.fire(dossier, supply, at=march(2, 14), by=BY)

        # From 10 to 12 and from 13 to 14 are lost.
        paused = dossier.deadline(workflow, office, rule=RULE)
        assert paused.due_at == march(3, 12)


class TestPauses:
    def test_paused_days_do_not_count_and_the_day_of_resuming_does(self) -> None:
        dossier = workflow.fire(received(), ask, at=march(4), by=BY)
        dossier = workflow.fire(dossier, supply, at=march(6), by=BY)

        # Counted: 3, 6, 9, 10, 11.
        assert due(dossier) == date(2026, 3, 11)

    def test_a_pause_over_a_weekend_loses_its_worked_days_only(self) -> None:
        dossier = workflow.fire(received(), ask, at=march(4), by=BY)
        dossier = workflow.fire(dossier, supply, at=march(9), by=BY)

        # Counted: 3, 9, 10, 11, 13.
        assert due(dossier) == date(2026, 3, 13)

    def test_a_pause_within_a_day_shifts_nothing(self) -> None:
        dossier = workflow.fire(received(), ask, at=march(4, 8), by=BY)
        dossier = workflow.fire(dossier, supply, at=march(4, 17), by=BY)

        assert due(dossier) == date(2026, 3, 9)

    def test_the_day_of_a_pause_is_that_of_the_office(self) -> None:
        # 23:30 on the 3rd in UTC is 06:30 on the 4th in Hanoi.
        utc = ZoneInfo("UTC")
        asked = datetime(2026, 3, 3, 23, 30, tzinfo=utc)
        supplied = datetime(2026, 3, 4, 18, 30, tzinfo=utc)
        dossier = workflow.fire(received(), ask, at=asked, by=BY)
        dossier = workflow.fire(dossier, supply, at=supplied, by=BY)

        # From the 4th to the 5th: counted are 3, 5, 6, 9, 10.
        assert due(dossier) == date(2026, 3, 10)

    def test_while_it_lasts_the_deadline_is_suspended_and_the_earliest(self) -> None:
        dossier = workflow.fire(received(), ask, at=march(4), by=BY)

        found = dossier.deadline(workflow, CALENDAR, rule=RULE)

        assert found.suspended
        assert found.due_day == date(2026, 3, 9)

    def test_as_of_a_day_before_the_pause_it_has_not_happened(self) -> None:
        dossier = workflow.fire(received(), ask, at=march(4), by=BY)
        dossier = workflow.fire(dossier, supply, at=march(6), by=BY)

        then = dossier.deadline(workflow, CALENDAR, rule=RULE, as_of=march(3))

        assert then.due_day == date(2026, 3, 9)
        assert not then.suspended

    def test_a_reopened_dossier_has_paused_since_its_end(self) -> None:
        dossier = workflow.fire(received(), resolve, at=march(5), by=BY)
        dossier = workflow.fire(dossier, reopen, at=march(10), by=BY)

        # Counted: 3, 4, 10, 11, 13.
        assert due(dossier) == date(2026, 3, 13)


class TestRestart:
    def test_the_term_begins_anew_and_the_receipt_stays(self) -> None:
        dossier = workflow.fire(received(), ask, at=march(4), by=BY)
        dossier = workflow.fire(dossier, supply_anew, at=march(6), by=BY)

        # Counted from Friday the 6th on: 9, 10, 11, 13, 16.
        assert due(dossier) == date(2026, 3, 16)
        assert dossier.received_at == march(2)

    def test_earlier_pauses_no_longer_shift_it_and_later_ones_do(self) -> None:
        dossier = workflow.fire(received(), ask, at=march(3), by=BY)
        dossier = workflow.fire(dossier, supply, at=march(5), by=BY)
        dossier = workflow.fire(dossier, ask, at=march(5), by=BY)
        dossier = workflow.fire(dossier, supply_anew, at=march(6), by=BY)
        dossier = workflow.fire(dossier, ask, at=march(10), by=BY)
        dossier = workflow.fire(dossier, supply, at=march(11), by=BY)

        # Counted from the 6th on: 9, 11, 13, 16, 17.
        assert due(dossier) == date(2026, 3, 17)

    def test_a_restart_that_waits_for_papers_begins_when_they_come(self) -> None:
        dossier = workflow.fire(received(), ask_anew, at=march(4), by=BY)

        # Counted from Wednesday the 4th on, as if they came at once: 5, 6, 9, 10, 11.
        waiting = dossier.deadline(workflow, CALENDAR, rule=RULE)
        assert (waiting.due_day, waiting.suspended) == (date(2026, 3, 11), True)

        dossier = workflow.fire(dossier, supply, at=march(6), by=BY)

        # Counted from Friday the 6th on: 9, 10, 11, 13, 16.
        assert due(dossier) == date(2026, 3, 16)

    def test_a_dossier_keeps_the_rule_of_its_receipt(self) -> None:
        """Decree 118/2025 is in force from 1 July 2025, a Tuesday."""
        procedure = Procedure("1.0", "Land", term="5 working days")
        june = datetime(2025, 6, 27, 9, tzinfo=HANOI)
        july = datetime(2025, 7, 2, 9, tzinfo=HANOI)
        calendar = WorkCalendar(
            tz=HANOI, first=date(2025, 1, 1), last=date(2025, 12, 31)
        )
        dossier = workflow.start("1", at=june, by=BY, procedure=procedure)
        for action, at in ((accept, june), (ask, june), (supply_anew, july)):
            dossier = workflow.fire(dossier, action, at=at, by=BY)

        found = dossier.deadline(workflow, calendar, rule=CountingRule.VN_ONE_STOP)

        assert found.rule.regime == "Decree 61/2018/NĐ-CP"
        # Counted from Wednesday the 2nd on: 3, 4, 7, 8, 9.
        assert found.due_day == date(2025, 7, 9)


class TestDrift:
    def test_a_notice_moves_the_deadline_and_not_the_promise(self) -> None:
        dossier = promised(received(), march(2))
        notice = Notice(days_off=[date(2026, 3, 6)], citation="Decision 7")

        moved = due(dossier, CALENDAR.with_notice(notice))

        # Counted: 3, 4, 5, 9, 10.
        assert moved == date(2026, 3, 10)
        assert dossier.promise is not None
        assert dossier.promise.due_day == date(2026, 3, 9)

    def test_a_promise_keeps_what_it_rests_on(self) -> None:
        dossier = promised(received(), march(2))

        assert dossier.promise is not None
        assert dossier.promise.basis.calendar == CALENDAR.fingerprint


class TestExtension:
    LATER = Extension(date(2026, 3, 20), "land survey")

    def extended(self, at: datetime, extension: Extension = LATER) -> Dossier[S]:
        dossier = promised(received(), march(2))
        return workflow.fire(dossier, extend, extension, at=at, by=BY)

    def refused(
        self, dossier: Dossier[S], at: datetime, extension: Extension = LATER
    ) -> list[str]:
        found = workflow.why_not(dossier, extend, extension, at=at, by=BY)
        return [refusal.code for refusal in found]

    def test_the_due_day_is_the_later_of_the_rules_and_the_new_one(self) -> None:
        earlier = Extension(date(2026, 3, 5), "no survey after all")

        assert due(self.extended(march(4))) == date(2026, 3, 20)
        assert due(self.extended(march(4), earlier)) == date(2026, 3, 9)

    def test_a_pause_after_it_may_move_the_rules_day_beyond_it(self) -> None:
        soon = Extension(date(2026, 3, 10), "land survey")
        dossier = workflow.fire(self.extended(march(3), soon), ask, at=march(4), by=BY)
        dossier = workflow.fire(dossier, supply, at=march(9), by=BY)

        assert due(dossier) == date(2026, 3, 13)

    def test_it_promises_the_new_day_at_the_hour_of_the_old_promise(self) -> None:
        dossier = self.extended(march(4))

        assert dossier.promise is not None
        assert dossier.promise.due_at == datetime(2026, 3, 20, 23, 59, 59, tzinfo=HANOI)

    def test_the_new_day_is_that_of_the_old_promise_whatever_zone_it_came_in(
        self,
    ) -> None:
        dossier = self.extended(datetime(2026, 3, 4, 2, tzinfo=ZoneInfo("UTC")))

        assert dossier.promise is not None
        assert dossier.promise.due_at == datetime(2026, 3, 20, 23, 59, 59, tzinfo=HANOI)
        assert dossier.promise.due_day == date(2026, 3, 20)

    def test_the_first_promise_stays_in_the_history(self) -> None:
        dossier = self.extended(march(4))

        days = [e.promise.due_day for e in dossier.history if e.promise]
        assert days == [date(2026, 3, 9), date(2026, 3, 20)]

    def test_one_to_an_earlier_day_promises_nothing_new(self) -> None:
        dossier = self.extended(march(4), Extension(date(2026, 3, 5), "x"))

        assert dossier.history[-1].promise is None

    def test_a_promise_that_is_given_is_kept(self) -> None:
        dossier = promised(received(), march(2))
        assert dossier.promise is not None
        told = Promise(march(20, 17), dossier.promise.basis)

        dossier = workflow.fire(
            dossier, extend, self.LATER, at=march(4), by=BY, promise=told
        )

        assert dossier.promise == told

    def test_where_clocks_change_it_promises_the_new_day_of_the_office(self) -> None:
        # Clocks in Berlin go on by an hour on Sunday, 29 March 2026.
        berlin = ZoneInfo("Europe/Berlin")
        calendar = WorkCalendar(
            tz=berlin, first=date(2026, 1, 1), last=date(2026, 12, 31)
        )
        at = datetime(2026, 3, 23, 9, tzinfo=berlin)
        dossier = workflow.start(
            "1", at=at, by=BY, procedure=Procedure("1.0", "x", term="4 working days")
        )
        dossier = workflow.fire(dossier, accept, at=at, by=BY)
        told = dossier.deadline(workflow, calendar, rule=RULE).promise()
        dossier = workflow.fire(dossier, ask, at=at, by=BY, promise=told)
        dossier = workflow.fire(dossier, supply, at=at, by=BY)

        later = Extension(date(2026, 4, 1), "survey")
        dossier = workflow.fire(dossier, extend, later, at=at, by=BY)

        row = dossier.outcome(workflow, calendar, as_of=at)
        assert row.last_promised_at == datetime(2026, 4, 1, 23, 59, 59, tzinfo=berlin)

    def test_the_day_before_the_promised_day_is_early_enough(self) -> None:
        dossier = promised(received(), march(2))

        assert self.refused(dossier, march(8, 23, 59)) == []
        assert self.refused(dossier, march(9, 0, 0)) == ["extension_late"]
        assert self.refused(dossier, march(30)) == ["extension_late"]

    def test_its_day_is_that_of_the_office_and_not_of_the_clock_it_came_with(
        self,
    ) -> None:
        dossier = promised(received(), march(2))
        utc = ZoneInfo("UTC")

        # 16:59 on the 8th in UTC is 23:59 in Hanoi; a minute later it is the 9th.
        assert self.refused(dossier, datetime(2026, 3, 8, 16, 59, tzinfo=utc)) == []
        late = self.refused(dossier, datetime(2026, 3, 8, 17, 0, tzinfo=utc))
        assert late == ["extension_late"]

    def test_when_it_was_announced_counts_and_not_when_it_was_recorded(self) -> None:
        dossier = promised(received(), march(2))
        early = Extension(date(2026, 3, 20), "survey", announced_at=march(8))
        late = Extension(date(2026, 3, 20), "survey", announced_at=march(9))

        assert self.refused(dossier, march(10), early) == []
        assert self.refused(dossier, march(3), late) == ["extension_late"]

    def test_there_is_one_only(self) -> None:
        dossier = self.extended(march(4))
        again = Extension(date(2026, 3, 30), "more survey")

        assert self.refused(dossier, march(5), again) == ["extended"]
        with pytest.raises(RefusedError):
            workflow.fire(dossier, extend, again, at=march(5), by=BY)

    def test_a_restart_drops_it_but_it_still_was_the_one(self) -> None:
        dossier = workflow.fire(self.extended(march(3)), ask, at=march(4), by=BY)
        dossier = workflow.fire(dossier, supply_anew, at=march(6), by=BY)

        assert due(dossier) == date(2026, 3, 16)
        again = Extension(date(2026, 3, 30), "more survey")
        assert self.refused(dossier, march(9), again) == ["extended"]

    def test_a_promise_is_what_it_extends(self) -> None:
        assert self.refused(received(), march(3)) == ["no_promise"]

    def test_no_time_without_a_zone_gets_in_with_it(self) -> None:
        with pytest.raises(NaiveDatetimeError, match="announced_at"):
            Extension(date(2026, 3, 20), "x", announced_at=datetime(2026, 3, 4))  # noqa: DTZ001


class TestVersions:
    def test_the_term_runs_through_a_migration(self) -> None:
        newer = Workflow(
            "one-stop", version=2, initial=S.SUBMITTED, final={S.RESOLVED},
            transitions=[accept, ask, resolve], previous=[workflow],
        )  # fmt: skip
        # In the newer version the clock runs while papers are awaited.
        living: list[S] = [s for s in workflow.states if s not in workflow.final]
        move = Migration(1, 2, {s: s for s in living})
        dossier = workflow.fire(received(), ask, at=march(4), by=BY)
        dossier = newer.migrate(dossier, move, at=march(5), by=BY)

        found = dossier.deadline(newer, CALENDAR, rule=RULE)

        # The 4th was paused; counted are 3, 5, 6, 9, 10.
        assert found.due_day == date(2026, 3, 10)
        assert found.pauses[0].end == march(5)
        assert found.pauses[0].start == march(5) - timedelta(days=1)
