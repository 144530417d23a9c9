"""Putting a history right: nothing is rewritten, everything reads the right one."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import pytest

from egovkit.deadlines import CountingRule, Extension, Pause, Term, WorkCalendar
from egovkit.deadlines import compute_deadline as compute
from egovkit.dossiers import (
    Actor,
    ClockEffect,
    Correction,
    Dossier,
    Migration,
    Procedure,
    Workflow,
    transition,
)
from egovkit.errors import InvalidValueError, NotReceivedError, RefusedError


class S(StrEnum):
    SUBMITTED = "submitted"
    APPRAISING = "appraising"
    AWAITING = "awaiting"
    RESOLVED = "resolved"
    RETURNED = "returned"


accept = transition("accept", [S.SUBMITTED], S.APPRAISING)
ask = transition("ask", [S.APPRAISING], S.AWAITING)
supply = transition("supply", [S.AWAITING], S.APPRAISING)
extend = transition("extend", [S.APPRAISING], S.APPRAISING, payload=Extension)
resolve = transition("resolve", [S.APPRAISING], S.RESOLVED)
give = transition("give", [S.RESOLVED], S.RETURNED)


def version(number: int, *previous: Workflow[S]) -> Workflow[S]:
    return Workflow(
        "one-stop",
        version=number,
        initial=S.SUBMITTED,
        final={S.RETURNED},
        transitions=[accept, ask, supply, extend, resolve, give],
        clock={
            S.SUBMITTED: ClockEffect.WAITS,
            S.AWAITING: ClockEffect.PAUSES,
            S.RESOLVED: ClockEffect.STOPS,
        },
        correct_roles={"head", "inspector"},
        previous=previous,
    )


workflow = version(1)
LAN, HEAD = Actor("lan", ["officer"]), Actor("minh", ["head"])
CALENDAR = WorkCalendar(tz=UTC, first=date(2026, 1, 1), last=date(2026, 12, 31))
RULE = CountingRule()
HOUR = timedelta(hours=1)


def march(day: int, hour: int = 9) -> datetime:
    """Return an instant of March 2026 of which the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.fixture
def returned() -> Dossier[S]:
    """Go from 0 start (2nd), 1 accept (3rd) ... to 5 give (7th), one event a day."""
    procedure = Procedure("1.0", "Birth", term="5 working days")
    dossier = workflow.start("1", at=march(2), by=LAN, procedure=procedure)
    for n, action in enumerate((accept, ask, supply, resolve, give), 3):
        dossier = workflow.fire(dossier, action, at=march(n), by=LAN)
    return dossier


def codes(error: pytest.ExceptionInfo[RefusedError]) -> list[str]:
    return [refusal.code for refusal in error.value.refusals]


class TestANewTime:
    def test_one_event_is_added_and_none_is_changed(self, returned: Dossier[S]) -> None:
        after = workflow.correct(
            returned, 3, at=march(5, 15), by=HEAD, why="wrong hour", key="c",
            recorded_at=march(9),
        )  # fmt: skip

        assert after.history[:-1] == returned.history
        event = after.history[-1]
        assert (event.action, event.at, event.by) == ("correct", march(5, 15), HEAD)
        assert event.payload == Correction(3, "wrong hour")
        assert (event.state, after.state) == (S.RETURNED, S.RETURNED)
        assert (event.key, event.recorded_at) == ("c", march(9))

    def test_pauses_read_it(self, returned: Dossier[S]) -> None:
        assert returned.pauses(workflow) == (Pause(march(4), march(5)),)

        after = workflow.correct(returned, 3, at=march(6), by=HEAD, why="x")

        assert after.pauses(workflow) == (Pause(march(4), march(6)),)

    def test_the_receipt_reads_it(self, returned: Dossier[S]) -> None:
        after = workflow.correct(returned, 1, at=march(2, 10), by=HEAD, why="x")

        assert after.received_at == march(2, 10)
        assert workflow.replay(after.history) == after

    def test_the_deadline_reads_it(self, returned: Dossier[S]) -> None:
        # From the 3rd, with the 4th paused: 5, 6, 9, 10, 11.
        before = returned.deadline(workflow, CALENDAR, rule=RULE)
        assert before.due_day == date(2026, 3, 11)

        after = workflow.correct(returned, 1, at=march(2), by=HEAD, why="x")

        # From the 2nd, with the 4th paused: 3, 5, 6, 9, 10.
        found = after.deadline(workflow, CALENDAR, rule=RULE)
        assert found.due_day == date(2026, 3, 10)

    def test_the_outcome_reads_it(self, returned: Dossier[S]) -> None:
        after = workflow.correct(returned, 5, at=march(6), by=HEAD, why="x")
        after = workflow.correct(after, 4, at=march(5), by=HEAD, why="x")

        row = after.outcome(workflow, as_of=march(30))

        assert (row.resolved_at, row.returned_at) == (march(5), march(6))

    def test_as_of_a_time_in_between_the_right_time_counts(
        self, returned: Dossier[S]
    ) -> None:
        after = workflow.correct(returned, 1, at=march(4), by=HEAD, why="x")

        assert after.pauses(workflow, as_of=march(3)) == ()
        with pytest.raises(NotReceivedError):
            after.outcome(workflow, as_of=march(3))

    def test_it_may_be_that_of_its_neighbours_but_not_beyond(
        self, returned: Dossier[S]
    ) -> None:
        for at in (march(4), march(6)):
            workflow.correct(returned, 3, at=at, by=HEAD, why="x")

        for at in (march(4) - HOUR, march(6) + HOUR):
            with pytest.raises(RefusedError, match="past its neighbours") as error:
                workflow.correct(returned, 3, at=at, by=HEAD, why="x")
            assert codes(error) == ["order"]

    def test_the_last_event_may_be_dated_later_and_the_first_earlier(
        self, returned: Dossier[S]
    ) -> None:
        later = workflow.correct(returned, 5, at=march(29), by=HEAD, why="x")
        both = workflow.correct(later, 0, at=march(1), by=HEAD, why="x")

        assert [event.at for event in both.effective_history] == [
            march(1), march(3), march(4), march(5), march(6), march(29),
        ]  # fmt: skip

    def test_the_neighbours_are_those_of_the_right_times(
        self, returned: Dossier[S]
    ) -> None:
        moved = workflow.correct(returned, 4, at=march(5), by=HEAD, why="x")

        with pytest.raises(RefusedError):
            workflow.correct(moved, 3, at=march(6), by=HEAD, why="x")

    def test_an_event_may_be_put_right_again(self, returned: Dossier[S]) -> None:
        once = workflow.correct(returned, 3, at=march(6), by=HEAD, why="x")

        twice = workflow.correct(once, 3, at=march(5), by=HEAD, why="y")

        assert twice.pauses(workflow) == returned.pauses(workflow)
        assert twice.version == returned.version + 2

    def test_what_follows_is_in_order_with_the_right_time(
        self, returned: Dossier[S]
    ) -> None:
        awaiting = workflow.replay(returned.history[:3])
        moved = workflow.correct(awaiting, 2, at=march(9), by=HEAD, why="x")

        refused = workflow.why_not(moved, supply, at=march(8), by=LAN)
        assert [refusal.code for refusal in refused] == ["order"]
        workflow.fire(moved, supply, at=march(9), by=LAN)
        back = workflow.correct(moved, 2, at=march(3), by=HEAD, why="x")
        assert workflow.fire(back, supply, at=march(3), by=LAN).version == 6

    def test_an_adoption_is_not_dated_before_the_receipt(self) -> None:
        dossier = workflow.adopt(
            "1", state=S.APPRAISING, at=march(5), by=LAN, received_at=march(3)
        )

        workflow.correct(dossier, 0, at=march(3), by=HEAD, why="x")
        with pytest.raises(RefusedError):
            workflow.correct(dossier, 0, at=march(2), by=HEAD, why="x")


class TestAVoid:
    def test_the_last_event_that_counts_never_was(self, returned: Dossier[S]) -> None:
        after = workflow.correct(
            returned, 5, at=march(9), by=HEAD, why="wrong dossier", void=True
        )

        assert after.state is S.RESOLVED
        assert after.history[-1].payload == Correction(5, "wrong dossier", void=True)
        row = after.outcome(workflow, as_of=march(30))
        assert (row.resolved_at, row.returned_at) == (march(6), None)

    def test_one_after_another_can_be_voided(self, returned: Dossier[S]) -> None:
        dossier = returned
        for seq in (5, 4, 3, 2, 1):
            dossier = workflow.correct(
                dossier, seq, at=march(9), by=HEAD, why="x", void=True
            )

        assert dossier.state is S.SUBMITTED
        assert dossier.received_at is None
        assert dossier.version == 6 + 5
        assert len(dossier.effective_history) == 1
        assert workflow.replay(dossier.history) == dossier

    def test_life_goes_on_from_the_state_before(self, returned: Dossier[S]) -> None:
        voided = workflow.correct(returned, 5, at=march(9), by=HEAD, why="x", void=True)

        again = workflow.fire(voided, give, at=march(8), by=LAN)

        assert again.outcome(workflow, as_of=march(30)).returned_at == march(8)
        assert workflow.replay(again.history) == again

    def test_the_time_of_the_correction_holds_nothing_back(
        self, returned: Dossier[S]
    ) -> None:
        voided = workflow.correct(
            returned, 5, at=march(20), by=HEAD, why="x", void=True
        )

        assert not workflow.why_not(voided, give, at=march(6), by=LAN)
        assert workflow.why_not(voided, give, at=march(6) - HOUR, by=LAN)

    @pytest.mark.parametrize("seq", [0, 1, 4, 6, -1])
    def test_no_other_event_can_be_voided(self, returned: Dossier[S], seq: int) -> None:
        with pytest.raises(RefusedError) as error:
            workflow.correct(returned, seq, at=march(9), by=HEAD, why="x", void=True)

        assert codes(error) == ["state"]

    def test_the_start_cannot_be_voided(self) -> None:
        dossier = workflow.start("1", at=march(2), by=LAN)

        with pytest.raises(RefusedError, match="an event that a transition made"):
            workflow.correct(dossier, 0, at=march(3), by=HEAD, why="x", void=True)

    def test_a_migration_cannot_be_voided(self, returned: Dossier[S]) -> None:
        newer = version(2, workflow)
        move = Migration(1, 2, {state: state for state in S})
        moved = newer.migrate(returned, move, at=march(9), by=LAN)

        for seq in (5, 6):
            with pytest.raises(RefusedError) as error:
                newer.correct(moved, seq, at=march(9), by=HEAD, why="x", void=True)
            assert codes(error) == ["state"]

    def test_a_correction_cannot_be_corrected(self, returned: Dossier[S]) -> None:
        moved = workflow.correct(returned, 3, at=march(6), by=HEAD, why="x")

        for void in (True, False):
            with pytest.raises(RefusedError, match="an event that counts"):
                workflow.correct(moved, 6, at=march(9), by=HEAD, why="x", void=void)

    def test_what_was_voided_cannot_be_corrected(self, returned: Dossier[S]) -> None:
        voided = workflow.correct(returned, 5, at=march(9), by=HEAD, why="x", void=True)

        with pytest.raises(RefusedError, match="an event that counts"):
            workflow.correct(voided, 5, at=march(8), by=HEAD, why="x")

    def test_it_is_not_dated_before_what_it_voids(self, returned: Dossier[S]) -> None:
        with pytest.raises(RefusedError) as error:
            workflow.correct(
                returned, 5, at=march(7) - HOUR, by=HEAD, why="x", void=True
            )

        assert codes(error) == ["order"]

    def test_a_promise_and_an_extension_that_were_voided_do_not_count(self) -> None:
        told = compute(march(2), Term.working_days(5), CALENDAR, rule=RULE).promise()
        dossier = workflow.start("1", at=march(2), by=LAN, promise=told)
        dossier = workflow.fire(dossier, accept, at=march(2), by=LAN)
        later = Extension(date(2026, 3, 20), "survey")
        dossier = workflow.fire(dossier, extend, later, at=march(3), by=LAN)

        voided = workflow.correct(dossier, 2, at=march(3), by=HEAD, why="x", void=True)

        assert voided.promise == told
        row = voided.outcome(workflow, as_of=march(30))
        assert (row.extended, row.last_promised_at) == (False, told.due_at)
        assert not workflow.why_not(voided, extend, later, at=march(4), by=LAN)


class TestWhoMay:
    def test_one_of_the_roles_that_may_correct(self, returned: Dossier[S]) -> None:
        inspector = Actor("x", ["inspector"])
        workflow.correct(returned, 3, at=march(6), by=inspector, why="x")

        with pytest.raises(RefusedError, match="only head or inspector") as error:
            workflow.correct(returned, 3, at=march(6), by=LAN, why="x")
        assert codes(error) == ["role"]

    def test_nobody_where_no_role_is_named(self) -> None:
        closed = Workflow(
            "closed", version=1, initial=S.SUBMITTED, final=(), transitions=[accept]
        )
        dossier = closed.start("1", at=march(2), by=LAN)

        with pytest.raises(RefusedError) as error:
            closed.correct(dossier, 0, at=march(1), by=HEAD, why="x")
        assert codes(error) == ["role"]

    def test_every_reason_comes_at_once(self, returned: Dossier[S]) -> None:
        with pytest.raises(RefusedError) as error:
            workflow.correct(returned, 3, at=march(9), by=LAN, why="x", expect=2)

        assert set(codes(error)) == {"stale", "role", "order"}

    def test_a_time_without_a_zone_is_refused(self, returned: Dossier[S]) -> None:
        naive = datetime(2026, 3, 6)  # noqa: DTZ001

        with pytest.raises(RefusedError) as error:
            workflow.correct(returned, 3, at=naive, by=HEAD, why="x")

        assert codes(error) == ["naive"]

    @pytest.mark.parametrize("why", ["", " "])
    def test_a_reason_is_given(self, returned: Dossier[S], why: str) -> None:
        with pytest.raises(InvalidValueError, match="given as why"):
            workflow.correct(returned, 3, at=march(6), by=HEAD, why=why)

    def test_a_dossier_of_another_version_is_refused(
        self, returned: Dossier[S]
    ) -> None:
        with pytest.raises(RefusedError) as error:
            version(2, workflow).correct(returned, 3, at=march(6), by=HEAD, why="x")

        assert codes(error) == ["version"]


class TestACorrectionSentAgain:
    def test_the_same_right_time_is_one_correction(self, returned: Dossier[S]) -> None:
        once = workflow.correct(
            returned, 4, at=march(5), by=HEAD, why="typed wrong", key="c-1"
        )

        assert (
            workflow.correct(
                once, 4, at=march(5), by=HEAD, why="typed wrong", key="c-1"
            )
            is once
        )

    def test_another_right_time_under_its_key_is_a_conflict(
        self, returned: Dossier[S]
    ) -> None:
        once = workflow.correct(
            returned, 4, at=march(5), by=HEAD, why="typed wrong", key="c-1"
        )

        with pytest.raises(RefusedError) as refused:
            workflow.correct(
                once, 4, at=march(5, 11), by=HEAD, why="typed wrong", key="c-1"
            )

        assert codes(refused) == ["key"]
