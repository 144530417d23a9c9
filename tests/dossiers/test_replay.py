"""A history that cannot have been gives one error, with its number and its event."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import attrs
import pytest
from attrs import frozen

from egovkit.dossiers import (
    Actor,
    ClockEffect,
    Correction,
    Dossier,
    Event,
    Migrated,
    Migration,
    Opening,
    Workflow,
    transition,
)
from egovkit.errors import HistoryError, NaiveDatetimeError


class S(StrEnum):
    SUBMITTED = "submitted"
    APPRAISING = "appraising"
    AWAITING = "awaiting"
    RESOLVED = "resolved"
    RETIRED = "retired"


@frozen
class Missing:
    papers: tuple[str, ...]


accept = transition("accept", [S.SUBMITTED], S.APPRAISING, roles=["officer"])
ask = transition("ask", [S.APPRAISING], S.AWAITING, payload=Missing)
supply = transition("supply", [S.AWAITING], S.APPRAISING)
resolve = transition("resolve", [S.APPRAISING], S.RESOLVED)
older = Workflow(
    "w", version=1, initial=S.SUBMITTED, final={S.RESOLVED}, transitions=[accept]
)
workflow = Workflow(
    "w", version=2, initial=S.SUBMITTED, final={S.RESOLVED},
    transitions=[accept, ask, supply, resolve], previous=[older],
    clock={S.SUBMITTED: ClockEffect.WAITS, S.AWAITING: ClockEffect.PAUSES},
    correct_roles={"head"},
)  # fmt: skip
LAN, HEAD = Actor("lan", ["officer"]), Actor("minh", ["head"])
History = tuple[Event[S], ...]


def day(n: int) -> datetime:
    return datetime(2026, 3, n, 9, tzinfo=UTC)


@pytest.fixture
def dossier() -> Dossier[S]:
    """Return 0 start, 1 accept, 2 ask, 3 supply, 4 correct 3, 5 resolve."""
    found = workflow.start("H53-0001", at=day(1), by=LAN)
    found = workflow.fire(found, accept, at=day(2), by=LAN)
    found = workflow.fire(found, ask, Missing(("x",)), at=day(3), by=LAN)
    found = workflow.fire(found, supply, at=day(4), by=LAN)
    found = workflow.correct(found, 3, at=day(5), by=HEAD, why="x")
    return workflow.fire(found, resolve, at=day(6), by=LAN)


def changed(seq: int, **changes: object) -> Callable[[History], History]:
    def change(history: History) -> History:
        event = attrs.evolve(history[seq], **changes)  # type: ignore[arg-type]
        return (*history[:seq], event, *history[seq + 1 :])

    return change


def without(seq: int) -> Callable[[History], History]:
    return lambda history: history[:seq] + history[seq + 1 :]


def added(event: Event[S]) -> Callable[[History], History]:
    return lambda history: (*history, event)


class TestReplay:
    def test_it_gives_the_dossier(self, dossier: Dossier[S]) -> None:
        assert workflow.replay(dossier.history) == dossier

    def test_any_sequence_of_events_will_do(self, dossier: Dossier[S]) -> None:
        assert workflow.replay([*dossier.history]) == dossier

    def test_every_beginning_of_a_history_is_one(self, dossier: Dossier[S]) -> None:
        for length in range(1, dossier.version + 1):
            part = workflow.replay(dossier.history[:length])
            assert part.version == length

    def test_roles_and_guards_are_not_asked_again(self, dossier: Dossier[S]) -> None:
        history = changed(1, by=Actor("x"))(dossier.history)

        assert workflow.replay(history).state is S.RESOLVED

    def test_events_at_one_instant_are_in_order(self, dossier: Dossier[S]) -> None:
        history = changed(2, at=day(2))(dossier.history)

        assert workflow.replay(history).version == dossier.version


FIRST = Opening("H53-0001", "w", 2)


class TestBrokenHistories:
    @pytest.mark.parametrize(
        ("change", "seq", "text"),
        [
            (changed(3, action="suply"), 3, "action 'suply'; expected 'accept' or"),
            (changed(3, state=S.RESOLVED), 3, "supply to 'resolved'; expected 'app"),
            (changed(3, state="unknown"), 3, "supply to 'unknown'; expected 'appr"),
            (changed(3, state=S.RETIRED), 3, "supply to 'retired'; expected 'appr"),
            (without(2), 2, "supply from 'appraising'; expected 'awaiting'"),
            (changed(2, at=day(1)), 2, "expected a time from 2026-03-02"),
            (changed(5, at=day(4)), 5, "expected a time from 2026-03-05"),
            (changed(0, payload=Opening("H53-0001", "v", 2)), 0, "workflow 'v'"),
            (changed(0, payload=Opening("H53-0001", "w", 3)), 0, "version 3 of w"),
            (changed(0, state=S.APPRAISING), 0, "state 'appraising'; expected 'subm"),
            (
                changed(0, action="adopt", state=S.RETIRED),
                0,
                "state 'retired'; expected 'submitted' or 'appraising' or 'awaiting'",
            ),
            (
                added(Event("start", S.SUBMITTED, day(7), LAN, FIRST)),
                6,
                "action 'start'; expected 'accept' or",
            ),
            (
                changed(4, payload=Correction(9, "x")),
                4,
                "a correction that cannot be; expected event 9 cannot be",
            ),
            (changed(4, at=day(1)), 4, "2026-03-01"),
            (changed(4, state=S.RESOLVED), 4, "state 'resolved'; expected 'apprai"),
            (changed(4, payload=None), 4, "payload None; expected a Correction"),
            (
                added(Event("migrate", S.SUBMITTED, day(7), LAN, None)),
                6,
                "payload None; expected a Migrated",
            ),
            (
                added(Event("migrate", S.SUBMITTED, day(7), LAN, Migrated(1, 2))),
                6,
                "from version 1; expected 2",
            ),
            (
                added(Event("migrate", S.SUBMITTED, day(7), LAN, Migrated(2, 3))),
                6,
                "version 3 of w",
            ),
            (
                added(Event("migrate", S.SUBMITTED, day(7), LAN, Migrated(2, 1))),
                6,
                "to version 1; expected a later one than 2",
            ),
            (
                added(Event("migrate", S.SUBMITTED, day(5), LAN, Migrated(2, 3))),
                6,
                "migrate at 2026-03-05",
            ),
        ],
    )
    def test_the_error_names_number_and_event(
        self,
        dossier: Dossier[S],
        change: Callable[[History], History],
        seq: int,
        text: str,
    ) -> None:
        with pytest.raises(HistoryError) as error:
            workflow.replay(change(dossier.history))

        assert (error.value.number, error.value.seq) == ("H53-0001", seq)
        assert f"history of dossier H53-0001, event {seq}:" in str(error.value)
        assert text in str(error.value)

    @pytest.mark.parametrize(
        ("change", "text"),
        [
            (lambda _: (), "no events; expected at least the start"),
            (without(0), "action 'accept'; expected start or adopt"),
            (changed(0, payload=None), "expected start or adopt"),
        ],
    )
    def test_without_an_opening_there_is_no_number(
        self, dossier: Dossier[S], change: Callable[[History], History], text: str
    ) -> None:
        with pytest.raises(HistoryError) as error:
            workflow.replay(change(dossier.history))

        assert (error.value.number, error.value.seq) == ("?", 0)
        assert text in str(error.value)

    def test_a_migration_to_a_state_that_the_newer_version_has_not(self) -> None:
        history = older.start("1", at=day(1), by=LAN).history
        event = Event("migrate", S.RETIRED, day(2), LAN, Migrated(1, 2))

        with pytest.raises(HistoryError, match="event 1: state 'retired'"):
            workflow.replay((*history, event))

    def test_an_edge_of_the_newer_version_only_is_none_before_the_migration(
        self,
    ) -> None:
        history = older.start("1", at=day(1), by=LAN).history
        accepted = Event("accept", S.APPRAISING, day(2), LAN)
        asked = Event("ask", S.AWAITING, day(3), LAN, Missing(()))

        with pytest.raises(HistoryError, match="event 2: action 'ask'"):
            workflow.replay((*history, accepted, asked))

    def test_an_event_has_a_time_with_a_zone(self) -> None:
        with pytest.raises(NaiveDatetimeError):
            Event("accept", S.APPRAISING, datetime(2026, 3, 2), LAN)  # noqa: DTZ001


class TestReplayable:
    def test_it_counts_the_good_and_keeps_an_error_for_each_of_the_others(
        self, dossier: Dossier[S]
    ) -> None:
        broken = without(2)(dossier.history)

        found = workflow.replayable([dossier.history, broken, dossier.history, ()])

        assert found.count == 2
        assert [(f.number, f.seq) for f in found.faults] == [("H53-0001", 2), ("?", 0)]

    def test_a_migrated_history_is_replayed_by_both_versions(self) -> None:
        move = Migration(1, 2, {s: s for s in (S.SUBMITTED, S.APPRAISING)})
        started = older.start("1", at=day(1), by=LAN)
        moved = workflow.migrate(started, move, at=day(2), by=LAN)
        moved = workflow.fire(moved, accept, at=day(3), by=LAN)

        assert workflow.replayable([moved.history, started.history]).faults == ()
        assert older.replayable([moved.history]).count == 0

    def test_errors_can_be_pickled(self, dossier: Dossier[S]) -> None:
        import pickle

        (fault,) = workflow.replayable([without(2)(dossier.history)]).faults

        again = pickle.loads(pickle.dumps(fault))  # noqa: S301
        assert (str(again), again.seq) == (str(fault), 2)


def test_a_history_of_a_second_is_in_order_to_the_microsecond() -> None:
    dossier = workflow.start("1", at=day(1), by=LAN)
    dossier = workflow.fire(
        dossier, accept, at=day(1) + timedelta(microseconds=1), by=LAN
    )
    late = attrs.evolve(dossier.history[0], at=day(1) + timedelta(microseconds=2))

    with pytest.raises(HistoryError):
        workflow.replay((late, dossier.history[1]))
