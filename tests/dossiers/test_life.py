"""What the clock did: receipt, pauses, stops, reopening, restarts, supplements."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest

from egovkit.deadlines import Pause
from egovkit.dossiers import Actor, ClockEffect, Dossier, Workflow, transition
from egovkit.errors import InvalidValueError, NaiveDatetimeError, NotReceivedError
from egovkit.outcome import Outcome, Status


class S(StrEnum):
    WAITS = "waits"
    RUNS = "runs"
    ALSO_RUNS = "also runs"
    PAUSES = "pauses"
    ALSO_PAUSES = "also pauses"
    STOPS = "stops"
    ENDED = "ended"
    ARCHIVED = "archived"
    REFUSED = "refused"


# Any state leads to any other: a test says the way, not the law.
to = {state: transition(f"to {state}", [*S], state) for state in S}
workflow = Workflow(
    "any",
    version=1,
    initial=S.WAITS,
    final={S.ENDED, S.ARCHIVED, S.REFUSED},
    transitions=[*to.values()],
    clock={
        S.WAITS: ClockEffect.WAITS,
        S.PAUSES: ClockEffect.PAUSES,
        S.ALSO_PAUSES: ClockEffect.PAUSES,
        S.STOPS: ClockEffect.STOPS,
    },
    status={S.REFUSED: Status.REFUSED},
)
BY = Actor("lan")


def day(n: int) -> datetime:
    return datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(days=n)


def along(*states: S) -> Dossier[S]:
    """Go through the states, one a day, from day 0 on."""
    dossier = workflow.start("1", at=day(0), by=BY)
    for n, state in enumerate(states, 1):
        dossier = workflow.fire(dossier, to[state], at=day(n), by=BY)
    return dossier


def row(dossier: Dossier[S], n: int = 30) -> Outcome:
    return dossier.outcome(workflow, as_of=day(n))


class TestReceipt:
    def test_a_dossier_is_received_when_its_clock_first_runs(self) -> None:
        assert along().received_at is None
        assert along(S.RUNS).received_at == day(1)
        assert along(S.RUNS, S.PAUSES, S.RUNS).received_at == day(1)

    def test_a_dossier_that_begins_running_is_received_at_once(self) -> None:
        counter = Workflow(
            "counter", version=1, initial=S.RUNS, final=(), transitions=[]
        )

        assert counter.start("1", at=day(0), by=BY).received_at == day(0)

    def test_what_was_paused_before_it_ran_is_received_when_it_runs(self) -> None:
        assert along(S.PAUSES, S.RUNS).received_at == day(2)

    def test_before_it_there_is_no_outcome(self) -> None:
        with pytest.raises(NotReceivedError, match="had not been received"):
            row(along())
        with pytest.raises(NotReceivedError):
            row(along(S.RUNS), 0)

    def test_what_was_refused_before_it_ran_is_received_and_resolved_together(
        self,
    ) -> None:
        found = row(along(S.REFUSED))

        assert (found.received_at, found.resolved_at) == (day(1), day(1))
        assert found.status is Status.REFUSED
        assert along(S.REFUSED).received_at is None


class TestPauses:
    def test_a_pause_is_the_stretch_in_a_pausing_state(self) -> None:
        dossier = along(S.RUNS, S.PAUSES, S.RUNS)

        assert dossier.pauses(workflow) == (Pause(day(2), day(3)),)

    def test_the_last_one_is_open_while_it_lasts(self) -> None:
        assert along(S.RUNS, S.PAUSES).pauses(workflow) == (Pause(day(2)),)

    def test_from_one_pausing_state_to_another_is_one_pause(self) -> None:
        dossier = along(S.RUNS, S.PAUSES, S.ALSO_PAUSES, S.PAUSES, S.RUNS)

        assert dossier.pauses(workflow) == (Pause(day(2), day(5)),)

    def test_waiting_after_the_receipt_is_a_pause(self) -> None:
        dossier = along(S.RUNS, S.WAITS, S.RUNS)

        assert dossier.pauses(workflow) == (Pause(day(2), day(3)),)

    def test_waiting_before_the_receipt_is_none(self) -> None:
        assert along(S.WAITS, S.RUNS).pauses(workflow) == ()

    def test_running_states_that_follow_one_another_are_none(self) -> None:
        assert along(S.RUNS, S.ALSO_RUNS, S.RUNS).pauses(workflow) == ()

    def test_a_stop_is_no_pause_while_it_lasts(self) -> None:
        assert along(S.RUNS, S.STOPS, S.ENDED).pauses(workflow) == ()

    def test_a_stop_ends_the_pause_before_it(self) -> None:
        dossier = along(S.RUNS, S.PAUSES, S.STOPS)

        assert dossier.pauses(workflow) == (Pause(day(2), day(3)),)

    def test_a_pause_of_no_length_is_none(self) -> None:
        dossier = along(S.RUNS)
        for state in (S.PAUSES, S.RUNS):
            dossier = workflow.fire(dossier, to[state], at=day(2), by=BY)

        assert dossier.pauses(workflow) == ()

    def test_two_pauses_are_apart_and_in_order(self) -> None:
        dossier = along(S.RUNS, S.PAUSES, S.RUNS, S.PAUSES)

        assert dossier.pauses(workflow) == (Pause(day(2), day(3)), Pause(day(4)))


class TestReopening:
    def test_the_stretch_from_the_stop_counts_as_a_pause(self) -> None:
        dossier = along(S.RUNS, S.STOPS, S.ENDED, S.RUNS)

        assert dossier.pauses(workflow) == (Pause(day(2), day(4)),)
        assert row(dossier).reopened == 1

    def test_a_pause_that_a_stop_ended_goes_on_to_the_reopening(self) -> None:
        dossier = along(S.RUNS, S.PAUSES, S.STOPS, S.RUNS)

        assert dossier.pauses(workflow) == (Pause(day(2), day(4)),)

    def test_it_stays_stopped_until_the_clock_runs_again(self) -> None:
        paused = along(S.RUNS, S.STOPS, S.PAUSES)
        running = along(S.RUNS, S.STOPS, S.PAUSES, S.RUNS)

        assert row(paused).reopened == 0
        assert row(running).reopened == 1
        assert running.pauses(workflow) == (Pause(day(2), day(4)),)

    def test_each_is_counted(self) -> None:
        dossier = along(S.RUNS, S.STOPS, S.RUNS, S.ENDED, S.RUNS, S.STOPS)

        assert row(dossier).reopened == 2

    def test_a_reopened_dossier_is_pending_and_neither_resolved_nor_returned(
        self,
    ) -> None:
        found = row(along(S.RUNS, S.ENDED, S.RUNS))

        assert found.status is Status.PENDING
        assert (found.resolved_at, found.returned_at) == (None, None)

    def test_one_that_waits_for_papers_after_its_end_is_not_returned(self) -> None:
        found = row(along(S.RUNS, S.ENDED, S.PAUSES))

        assert found.status is Status.PAUSED
        assert (found.resolved_at, found.returned_at) == (None, None)


class TestEnds:
    def test_resolved_is_the_start_of_the_present_stop(self) -> None:
        found = row(along(S.RUNS, S.STOPS, S.ENDED))

        assert (found.resolved_at, found.returned_at) == (day(2), day(3))

    def test_of_two_stops_the_present_one_counts(self) -> None:
        found = row(along(S.RUNS, S.STOPS, S.RUNS, S.STOPS, S.ENDED))

        assert (found.resolved_at, found.returned_at) == (day(4), day(5))

    def test_resolved_and_returned_fall_together_without_a_state_between(self) -> None:
        found = row(along(S.RUNS, S.ENDED))

        assert (found.resolved_at, found.returned_at) == (day(2), day(2))

    def test_a_refused_dossier_is_resolved_and_never_returned(self) -> None:
        found = row(along(S.RUNS, S.REFUSED))

        assert (found.resolved_at, found.returned_at) == (day(2), None)
        assert found.status is Status.REFUSED

    def test_the_first_final_state_is_the_return(self) -> None:
        assert row(along(S.RUNS, S.ENDED, S.ARCHIVED)).returned_at == day(2)

    def test_a_result_that_was_called_back_is_not_returned(self) -> None:
        back = along(S.RUNS, S.STOPS, S.ENDED, S.STOPS)

        assert row(back).returned_at is None
        assert row(back).resolved_at == day(2)
        again = along(S.RUNS, S.STOPS, S.ENDED, S.STOPS, S.ENDED)
        assert row(again).returned_at == day(5)


class TestSupplements:
    def test_each_entry_into_a_state_that_asks_for_papers_counts(self) -> None:
        dossier = along(S.RUNS, S.PAUSES, S.RUNS, S.PAUSES, S.ALSO_PAUSES)

        assert row(dossier).supplements == 3

    def test_staying_in_it_does_not(self) -> None:
        assert row(along(S.RUNS, S.PAUSES, S.PAUSES)).supplements == 1


class TestAsOf:
    def test_events_after_it_have_not_happened(self) -> None:
        dossier = along(S.RUNS, S.PAUSES, S.RUNS, S.ENDED)

        assert dossier.pauses(workflow, as_of=day(1)) == ()
        assert dossier.pauses(workflow, as_of=day(2)) == (Pause(day(2)),)
        assert dossier.pauses(workflow, as_of=day(3)) == (Pause(day(2), day(3)),)
        assert row(dossier, 3).status is Status.PENDING
        assert row(dossier, 4).status is Status.RESOLVED

    def test_the_event_at_its_very_instant_has(self) -> None:
        dossier = along(S.RUNS, S.ENDED)

        just_before = day(2) - timedelta(microseconds=1)
        assert dossier.outcome(workflow, as_of=just_before).resolved_at is None
        assert dossier.outcome(workflow, as_of=day(2)).resolved_at == day(2)

    def test_a_time_without_a_zone_is_an_error(self) -> None:
        naive = datetime(2026, 3, 5)  # noqa: DTZ001

        with pytest.raises(NaiveDatetimeError, match="given as as_of"):
            along(S.RUNS).pauses(workflow, as_of=naive)
        with pytest.raises(NaiveDatetimeError, match="given as as_of"):
            along(S.RUNS).outcome(workflow, as_of=naive)


class TestPausedSeconds:
    def test_they_are_elapsed_time_up_to_as_of(self) -> None:
        dossier = along(S.RUNS, S.PAUSES, S.RUNS, S.PAUSES)

        assert row(dossier, 3).paused_seconds == 24 * 3600
        assert row(dossier, 6).paused_seconds == (1 + 2) * 24 * 3600

    def test_what_lies_before_the_receipt_is_left_out(self) -> None:
        assert row(along(S.PAUSES, S.RUNS)).paused_seconds == 0

    def test_a_stop_does_not_add_to_them(self) -> None:
        dossier = along(S.RUNS, S.PAUSES, S.ENDED)

        assert row(dossier, 30).paused_seconds == 24 * 3600


class TestAdopt:
    def adopted(self, state: S) -> Dossier[S]:
        return workflow.adopt("1", state=state, at=day(5), by=BY, received_at=day(2))

    def test_it_is_one_marked_event(self) -> None:
        dossier = self.adopted(S.RUNS)

        assert (dossier.version, dossier.state) == (1, S.RUNS)
        assert dossier.history[0].action == "adopt"
        assert dossier.received_at == day(2)
        assert workflow.replay(dossier.history) == dossier

    def test_it_goes_on_like_any_other(self) -> None:
        dossier = workflow.fire(self.adopted(S.RUNS), to[S.ENDED], at=day(6), by=BY)

        found = row(dossier)
        assert (found.received_at, found.resolved_at) == (day(2), day(6))
        assert workflow.replay(dossier.history) == dossier

    def test_one_that_pauses_has_paused_since_its_adoption(self) -> None:
        assert self.adopted(S.PAUSES).pauses(workflow) == (Pause(day(5)),)

    def test_one_that_has_ended_ended_with_its_adoption(self) -> None:
        found = row(self.adopted(S.ENDED))

        assert (found.resolved_at, found.returned_at) == (day(5), day(5))

    def test_its_state_is_one_of_the_workflows_own_enum(self) -> None:
        class Other(StrEnum):
            RUNS = S.RUNS.value

        for stranger in (Other.RUNS, "runs"):
            with pytest.raises(InvalidValueError, match="a state of <Workflow"):
                workflow.adopt(
                    "1", state=stranger, at=day(5), by=BY, received_at=day(2)
                )

    def test_a_receipt_without_a_zone_is_an_error_that_names_it(self) -> None:
        naive = datetime(2026, 3, 2)  # noqa: DTZ001

        with pytest.raises(NaiveDatetimeError, match="given as received_at"):
            workflow.adopt("1", state=S.RUNS, at=day(5), by=BY, received_at=naive)

    def test_before_its_adoption_nothing_is_known(self) -> None:
        with pytest.raises(NotReceivedError):
            row(self.adopted(S.RUNS), 4)

    def test_it_is_received_before_it_is_adopted(self) -> None:
        with pytest.raises(InvalidValueError, match="given as received_at"):
            workflow.adopt("1", state=S.RUNS, at=day(1), by=BY, received_at=day(2))

    def test_its_state_is_one_of_the_workflow(self) -> None:
        counter = Workflow(
            "counter", version=1, initial=S.RUNS, final={S.ENDED}, transitions=[]
        )

        with pytest.raises(InvalidValueError, match="a state of <Workflow counter 1>"):
            counter.adopt("1", state=S.STOPS, at=day(1), by=BY, received_at=day(1))

    @pytest.mark.parametrize("which", ["at", "received_at"])
    def test_its_times_have_zones(self, which: str) -> None:
        times = {"at": day(2), "received_at": day(1)}
        times[which] = times[which].replace(tzinfo=None)

        with pytest.raises(NaiveDatetimeError):
            workflow.adopt(
                "1", state=S.RUNS, by=BY, at=times["at"],
                received_at=times["received_at"],
            )  # fmt: skip


class TestAnotherWorkflow:
    def test_a_history_is_not_read_by_a_workflow_of_another_name(self) -> None:
        other = Workflow(
            "other", version=1, initial=S.WAITS, final=(), transitions=[*to.values()]
        )

        with pytest.raises(InvalidValueError, match="expected any, which drives it"):
            along(S.RUNS).pauses(other)

    def test_nor_by_one_that_does_not_know_its_version(self) -> None:
        newer = Workflow(
            "any", version=2, initial=S.WAITS, final=(), transitions=[*to.values()]
        )

        with pytest.raises(InvalidValueError, match="give the older workflow"):
            along(S.RUNS).pauses(newer)
