"""Taking dossiers over to the next version of their workflow."""

from datetime import UTC, datetime
from enum import StrEnum

import pytest

from egovkit.deadlines import Pause
from egovkit.dossiers import (
    Actor,
    ClockEffect,
    Dossier,
    Migrated,
    Migration,
    Workflow,
    transition,
)
from egovkit.errors import InvalidValueError, RefusedError
from egovkit.outcome import Status


class S(StrEnum):
    CHECKING = "checking"
    APPRAISING = "appraising"
    AWAITING = "awaiting"
    AWAITING_PAPERS = "awaiting papers"
    RESOLVED = "resolved"


accept = transition("accept", [S.CHECKING], S.APPRAISING)
ask = transition("ask", [S.APPRAISING], S.AWAITING)
supply = transition("supply", [S.AWAITING], S.APPRAISING)
resolve = transition("resolve", [S.APPRAISING], S.RESOLVED)
older = Workflow(
    "w", version=1, initial=S.CHECKING, final={S.RESOLVED},
    transitions=[accept, ask, supply, resolve], clock={S.AWAITING: ClockEffect.PAUSES},
)  # fmt: skip
# The newer version has no checking of its own, and asks for papers in another state.
ask_papers = transition("ask", [S.APPRAISING], S.AWAITING_PAPERS)
supply_papers = transition("supply", [S.AWAITING_PAPERS], S.APPRAISING)
newer = Workflow(
    "w", version=2, initial=S.APPRAISING, final={S.RESOLVED},
    transitions=[ask_papers, supply_papers, resolve], previous=[older],
    clock={S.AWAITING_PAPERS: ClockEffect.PAUSES},
)  # fmt: skip
MOVE = Migration(
    1, 2,
    {
        S.CHECKING: S.APPRAISING,
        S.APPRAISING: S.APPRAISING,
        S.AWAITING: S.AWAITING_PAPERS,
    },
)  # fmt: skip
BY = Actor("lan")


def day(n: int) -> datetime:
    return datetime(2026, 3, n, 9, tzinfo=UTC)


def old(*actions: str) -> Dossier[S]:
    """Go through actions of the older version, one a day, from the 1st on."""
    dossier = older.start("1", at=day(1), by=BY)
    for n, action in enumerate(actions, 2):
        dossier = older.fire(dossier, action, at=day(n), by=BY)
    return dossier


def codes(error: pytest.ExceptionInfo[RefusedError]) -> list[str]:
    return [refusal.code for refusal in error.value.refusals]


class TestMigrate:
    def test_it_adds_one_event_that_names_both_versions(self) -> None:
        dossier = old("accept", "ask")

        moved = newer.migrate(
            dossier, MOVE, at=day(9), by=BY, expect=3, key="m", recorded_at=day(10)
        )

        assert moved.history[:-1] == dossier.history
        event = moved.history[-1]
        assert (event.action, event.state) == ("migrate", S.AWAITING_PAPERS)
        assert event.payload == Migrated(1, 2)
        assert (event.key, event.recorded_at) == ("m", day(10))
        assert (moved.workflow_version, moved.state) == (2, S.AWAITING_PAPERS)

    def test_the_newer_version_drives_it_from_then_on(self) -> None:
        moved = newer.migrate(old(), MOVE, at=day(9), by=BY)

        assert newer.fire(moved, resolve, at=day(9), by=BY).state is S.RESOLVED
        with pytest.raises(RefusedError) as error:
            older.fire(moved, resolve, at=day(9), by=BY)
        assert codes(error) == ["version"]

    def test_until_then_it_is_refused_and_nothing_is_allowed(self) -> None:
        assert newer.allowed(old("accept"), by=BY, at=day(9)) == ()
        with pytest.raises(RefusedError) as error:
            newer.fire(old("accept"), resolve, at=day(9), by=BY)
        assert codes(error) == ["version"]

    def test_replaying_it_gives_the_same(self) -> None:
        moved = newer.migrate(old("accept", "ask"), MOVE, at=day(9), by=BY)
        ended = newer.fire(
            newer.fire(moved, supply_papers, at=day(10), by=BY),
            resolve, at=day(11), by=BY,
        )  # fmt: skip

        for dossier in (moved, ended):
            assert newer.replay(dossier.history) == dossier

    def test_what_has_ended_need_not_be_taken_over(self) -> None:
        ended = old("accept", "resolve")

        assert newer.replay(ended.history) == ended
        row = ended.outcome(newer, as_of=day(30))
        assert (row.status, row.resolved_at) == (Status.RESOLVED, day(3))
        with pytest.raises(RefusedError) as error:
            newer.migrate(ended, MOVE, at=day(9), by=BY)
        assert codes(error) == ["state"]

    def test_what_has_ended_is_taken_over_where_its_state_is_named(self) -> None:
        move = Migration(1, 2, {**MOVE.states, S.RESOLVED: S.RESOLVED})

        moved = newer.migrate(old("accept", "resolve"), move, at=day(9), by=BY)

        row = moved.outcome(newer, as_of=day(30))
        assert (row.resolved_at, row.returned_at) == (day(3), day(3))


class TestTheClock:
    def test_a_pause_goes_on_over_a_migration(self) -> None:
        moved = newer.migrate(old("accept", "ask"), MOVE, at=day(9), by=BY)
        moved = newer.fire(moved, supply_papers, at=day(11), by=BY)

        assert moved.pauses(newer) == (Pause(day(3), day(11)),)

    def test_papers_are_not_asked_for_again_by_it(self) -> None:
        moved = newer.migrate(old("accept", "ask"), MOVE, at=day(9), by=BY)

        assert moved.outcome(newer, as_of=day(30)).supplements == 1

    def test_each_stretch_is_clocked_by_the_version_that_drove_it(self) -> None:
        runs = Workflow(
            "w", version=2, initial=S.CHECKING, final={S.RESOLVED},
            transitions=[ask, supply, resolve], previous=[older],
        )  # fmt: skip
        move = Migration(1, 2, {s: s for s in older.states if s not in older.final})

        # It paused under the older version; under the newer one its clock runs.
        moved = runs.migrate(old("accept", "ask"), move, at=day(5), by=BY)

        assert moved.pauses(runs) == (Pause(day(3), day(5)),)
        assert moved.outcome(runs, as_of=day(9)).status is Status.PENDING
        assert moved.outcome(runs, as_of=day(4)).status is Status.PAUSED

    def test_one_that_waited_is_received_when_the_newer_version_runs_it(self) -> None:
        waits = Workflow(
            "w", version=1, initial=S.CHECKING, final={S.RESOLVED},
            transitions=[accept, resolve], clock={S.CHECKING: ClockEffect.WAITS},
        )  # fmt: skip
        runs = Workflow(
            "w", version=2, initial=S.CHECKING, final={S.RESOLVED},
            transitions=[accept, resolve], previous=[waits],
        )  # fmt: skip
        move = Migration(1, 2, {s: s for s in waits.states if s not in waits.final})
        dossier = waits.start("1", at=day(1), by=BY)

        moved = runs.migrate(dossier, move, at=day(5), by=BY)

        assert (dossier.received_at, moved.received_at) == (None, day(5))
        assert runs.replay(moved.history) == moved


class TestWhatIsRefused:
    def test_a_time_before_the_last_event(self) -> None:
        with pytest.raises(RefusedError) as error:
            newer.migrate(old("accept"), MOVE, at=day(1), by=BY)

        assert codes(error) == ["order"]

    def test_a_time_without_a_zone_and_a_stale_version_at_once(self) -> None:
        naive = datetime(2026, 3, 9)  # noqa: DTZ001

        with pytest.raises(RefusedError) as error:
            newer.migrate(old("accept"), MOVE, at=naive, by=BY, expect=7)

        assert set(codes(error)) == {"naive", "stale"}

    def test_a_dossier_that_was_taken_over_already(self) -> None:
        moved = newer.migrate(old(), MOVE, at=day(9), by=BY)

        with pytest.raises(RefusedError) as error:
            newer.migrate(moved, MOVE, at=day(9), by=BY)

        assert codes(error) == ["version"]

    def test_a_migration_that_leaves_out_a_living_state(self) -> None:
        part = Migration(1, 2, {S.CHECKING: S.APPRAISING})

        with pytest.raises(InvalidValueError, match="add appraising, awaiting"):
            newer.migrate(old(), part, at=day(9), by=BY)

    def test_a_migration_to_a_state_that_is_none(self) -> None:
        wrong = Migration(1, 2, {**MOVE.states, S.AWAITING: S.AWAITING})

        with pytest.raises(InvalidValueError, match="expected states of w 2"):
            newer.migrate(old(), wrong, at=day(9), by=BY)

    def test_a_migration_to_another_version_than_the_workflow_is(self) -> None:
        with pytest.raises(
            InvalidValueError, match=r"3 given as migration\.to_version"
        ):
            newer.migrate(old(), Migration(1, 3, MOVE.states), at=day(9), by=BY)

    def test_a_migration_from_a_version_that_is_not_known(self) -> None:
        third = Workflow(
            "w", version=3, initial=S.APPRAISING, final={S.RESOLVED},
            transitions=[resolve],
        )  # fmt: skip

        with pytest.raises(InvalidValueError, match="give the older workflow"):
            third.migrate(old(), Migration(1, 3, {}), at=day(9), by=BY)

    @pytest.mark.parametrize("to_version", [1, 2])
    def test_a_migration_that_does_not_lead_on(self, to_version: int) -> None:
        with pytest.raises(InvalidValueError, match="a later one than 2"):
            Migration(2, to_version, {})


class TestMany:
    def test_one_that_is_refused_stops_none_of_the_others(self) -> None:
        dossiers = [old(), old("accept", "resolve"), old("accept", "ask")]

        found = newer.migrate_many(dossiers, MOVE, at=day(9), by=BY)

        assert [d.state for d in found.done] == [S.APPRAISING, S.AWAITING_PAPERS]
        assert [one.dossier for one in found.refused] == [dossiers[1]]


class TestReplayable:
    def test_before_it_is_put_to_work_a_workflow_tells_what_it_can_replay(self) -> None:
        alone = Workflow(
            "w", version=2, initial=S.APPRAISING, final={S.RESOLVED},
            transitions=[resolve],
        )  # fmt: skip
        young = alone.start("2", at=day(1), by=BY)
        histories = [old("accept").history, young.history, old("accept", "ask").history]

        assert newer.replayable(histories).count == 3
        found = alone.replayable(histories)
        assert found.count == 1
        assert [fault.seq for fault in found.faults] == [0, 0]
        assert "version 1 of w" in str(found.faults[0])


class TestVersionsOfVersions:
    def test_the_versions_before_the_previous_one_are_known_too(self) -> None:
        newest = Workflow(
            "w", version=3, initial=S.APPRAISING, final={S.RESOLVED},
            transitions=[ask_papers, supply_papers, resolve], previous=[newer],
        )  # fmt: skip

        assert newest.replay(old("accept").history).state is S.APPRAISING

    def test_a_command_of_an_action_since_retired_is_known_by_its_key(self) -> None:
        dossier = older.fire(old("accept"), "ask", at=day(5), by=BY, key="req-77")
        lean = Workflow(
            "w", version=2, initial=S.CHECKING, final={S.RESOLVED},
            transitions=[accept, resolve], previous=[older],
        )  # fmt: skip
        states = {s: S.APPRAISING for s in older.states if s not in older.final}
        moved = lean.migrate(dossier, Migration(1, 2, states), at=day(6), by=BY)

        assert lean.fire(moved, "ask", at=day(7), by=BY, key="req-77") is moved
