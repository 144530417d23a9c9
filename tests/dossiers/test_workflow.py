"""What a workflow says of itself, and what it refuses to be built from."""

from datetime import UTC, datetime
from enum import StrEnum

import pytest
from attrs.exceptions import FrozenInstanceError

from egovkit.dossiers import (
    Actor,
    AnyTransition,
    ClockEffect,
    Transition,
    Workflow,
    transition,
)
from egovkit.errors import InvalidValueError
from egovkit.outcome import Status


class S(StrEnum):
    SUBMITTED = "submitted"
    APPRAISING = "appraising"
    AWAITING = "awaiting"
    RESOLVED = "resolved"
    RETURNED = "returned"
    REFUSED = "refused"
    RETIRED = "retired"


class Other(StrEnum):
    SUBMITTED = "submitted"
    ELSEWHERE = "elsewhere"


accept = transition("accept", [S.SUBMITTED], S.APPRAISING)
ask = transition("ask", [S.APPRAISING], S.AWAITING)
resolve = transition("resolve", [S.APPRAISING, S.AWAITING], S.RESOLVED)
give = transition("give", [S.RESOLVED], S.RETURNED)
refuse = transition("refuse", [S.SUBMITTED, S.APPRAISING], S.REFUSED)
workflow = Workflow(
    "one-stop",
    version=3,
    initial=S.SUBMITTED,
    final={S.RETURNED, S.REFUSED},
    transitions=(accept, ask, resolve, give, refuse),
    clock={
        S.SUBMITTED: ClockEffect.WAITS,
        S.AWAITING: ClockEffect.PAUSES,
        S.RESOLVED: ClockEffect.STOPS,
    },
    status={S.REFUSED: Status.REFUSED},
)


def build(**changes: object) -> Workflow[S]:
    given: dict[str, object] = {
        "name": "w",
        "version": 1,
        "initial": S.SUBMITTED,
        "final": {S.RETURNED},
        "transitions": [accept],
    }
    name = "w"
    given.pop("name")
    return Workflow(name, **(given | changes))  # type: ignore[arg-type]


class TestWhatItSays:
    def test_its_states_are_those_that_are_mentioned_in_the_order_of_the_enum(
        self,
    ) -> None:
        assert workflow.states == (
            S.SUBMITTED, S.APPRAISING, S.AWAITING, S.RESOLVED, S.RETURNED, S.REFUSED,
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("state", "effect", "status"),
        [
            (S.SUBMITTED, ClockEffect.WAITS, Status.PENDING),
            (S.APPRAISING, ClockEffect.RUNS, Status.PENDING),
            (S.AWAITING, ClockEffect.PAUSES, Status.PAUSED),
            (S.RESOLVED, ClockEffect.STOPS, Status.RESOLVED),
            (S.RETURNED, ClockEffect.STOPS, Status.RESOLVED),
            (S.REFUSED, ClockEffect.STOPS, Status.REFUSED),
        ],
    )
    def test_a_state_has_an_effect_and_by_it_a_status(
        self, state: S, effect: ClockEffect, status: Status
    ) -> None:
        assert workflow.effect(state) is effect
        assert workflow.status_of(state) is status

    def test_a_final_state_stops_the_clock_by_itself(self) -> None:
        assert build().effect(S.RETURNED) is ClockEffect.STOPS

    def test_papers_are_asked_for_in_states_that_pause_unless_said_otherwise(
        self,
    ) -> None:
        assert workflow.supplements == {S.AWAITING}
        assert build(supplements={S.APPRAISING}).supplements == {S.APPRAISING}

    def test_nobody_may_correct_unless_said_otherwise(self) -> None:
        assert workflow.correct_roles == frozenset()

    def test_it_prints_its_name_and_version(self) -> None:
        assert repr(workflow) == "<Workflow one-stop 3>"

    def test_it_cannot_be_changed(self) -> None:
        with pytest.raises(FrozenInstanceError):
            workflow.version = 4  # type: ignore[misc]

    def test_its_tables_are_not_those_it_was_given(self) -> None:
        clock = {S.AWAITING: ClockEffect.PAUSES}
        built = build(clock=clock)

        clock[S.AWAITING] = ClockEffect.RUNS

        assert built.effect(S.AWAITING) is ClockEffect.PAUSES

    def test_a_version_is_itself_or_one_of_the_previous(self) -> None:
        newer = build(version=2, previous=[older := build()])

        assert newer.in_version(1) is older
        assert newer.in_version(2) is newer
        with pytest.raises(InvalidValueError, match="expected one of 1, 2"):
            newer.in_version(3)


class TestStatesOfTwoEnums:
    """Members of two enums are equal where their texts are; they are refused anyway."""

    @pytest.mark.parametrize(
        "stranger",
        [
            transition("go", [Other.ELSEWHERE], Other.ELSEWHERE),
            transition("go", [Other.SUBMITTED], Other.SUBMITTED),
        ],
    )
    def test_in_a_transition(self, stranger: AnyTransition[StrEnum]) -> None:
        with pytest.raises(InvalidValueError, match="states of S only"):
            build(transitions=[accept, stranger])

    @pytest.mark.parametrize(
        "where",
        [
            {"final": {Other.SUBMITTED}},
            {"clock": {Other.SUBMITTED: ClockEffect.RUNS}},
            {"status": {Other.SUBMITTED: Status.PENDING}},
            {"labels": {Other.SUBMITTED: {"en": "Submitted"}}},
            {"portal": {Other.SUBMITTED: "1"}},
            {"supplements": {Other.SUBMITTED}},
        ],
        ids=lambda where: next(iter(where)),
    )
    def test_anywhere_else(self, where: dict[str, object]) -> None:
        with pytest.raises(InvalidValueError, match=r"<Other\.SUBMITTED"):
            build(**where)


class TestWhatItRefuses:
    def test_a_version_below_one(self) -> None:
        with pytest.raises(InvalidValueError, match="counted from 1"):
            build(version=0)

    def test_previous_versions_that_are_not_older(self) -> None:
        with pytest.raises(InvalidValueError, match="older versions of w than 2"):
            build(version=2, previous=[build(version=2)])

    def test_previous_versions_of_another_workflow(self) -> None:
        with pytest.raises(InvalidValueError, match="older versions of w than 4"):
            build(version=4, previous=[workflow])

    def test_a_previous_version_twice(self) -> None:
        with pytest.raises(InvalidValueError, match="each version once"):
            build(version=2, previous=[build(), build()])

    def test_a_final_state_with_a_clock_that_does_not_stop(self) -> None:
        with pytest.raises(InvalidValueError, match="a final state stops it"):
            build(clock={S.RETURNED: ClockEffect.PAUSES})
        build(clock={S.RETURNED: ClockEffect.STOPS})

    @pytest.mark.parametrize(
        ("state", "status"),
        [(S.RETURNED, Status.PENDING), (S.APPRAISING, Status.WITHDRAWN)],
    )
    def test_a_status_that_its_clock_contradicts(
        self, state: S, status: Status
    ) -> None:
        with pytest.raises(InvalidValueError, match=f"given as status of {state}"):
            build(status={state: status})

    def test_one_role_where_several_stand(self) -> None:
        with pytest.raises(InvalidValueError, match=r"write \{'head'\}"):
            build(correct_roles="head")
        with pytest.raises(InvalidValueError, match=r"write \{'citizen'\}"):
            build(citizen_roles="citizen")


class TestTransition:
    def test_its_states_and_roles_are_sets(self) -> None:
        go = transition("go", [S.SUBMITTED, S.SUBMITTED], S.APPRAISING, roles=["a"])

        assert go.sources == {S.SUBMITTED}
        assert go.roles == frozenset({"a"})
        assert str(go) == "go"

    def test_without_roles_anybody_may_and_with_none_nobody(self) -> None:
        assert transition("go", [S.SUBMITTED], S.APPRAISING).roles is None
        none = transition("go", [S.SUBMITTED], S.APPRAISING, roles=[])
        assert none.roles == frozenset()

    @pytest.mark.parametrize("name", ["start", "adopt", "correct", "migrate", ""])
    def test_reserved_names_are_refused(self, name: str) -> None:
        with pytest.raises(InvalidValueError, match="an action's name"):
            transition(name, [S.SUBMITTED], S.APPRAISING)

    def test_it_begins_somewhere(self) -> None:
        with pytest.raises(InvalidValueError, match="the states it begins in"):
            transition("go", [], S.APPRAISING)

    def test_one_role_where_several_stand_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match=r"write \['officer'\]"):
            transition("go", [S.SUBMITTED], S.APPRAISING, roles="officer")

    def test_one_state_where_several_stand_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match=r"put it in \[ \]"):
            transition("go", S.SUBMITTED, S.APPRAISING)  # type: ignore[type-var]

    @pytest.mark.parametrize("version", [0, -1])
    def test_versions_of_its_payload_are_counted_from_one(self, version: int) -> None:
        with pytest.raises(InvalidValueError, match="counted from 1"):
            transition("go", [S.SUBMITTED], S.APPRAISING, payload_version=version)

    def test_two_that_read_alike_are_two(self) -> None:
        def go() -> Transition[S, None]:
            return transition("go", [S.SUBMITTED], S.APPRAISING)

        assert go() != go()


class TestActor:
    def test_roles_come_in_any_collection(self) -> None:
        assert Actor("a", ["x", "y"]) == Actor("a", {"y", "x"})
        assert Actor("a").roles == frozenset()
        assert Actor("a").assurance == 0

    def test_one_role_where_several_stand_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match=r"write \{'officer'\}"):
            Actor("a", "officer")

    def test_any_one_of_the_roles_is_enough(self) -> None:
        go = transition("go", [S.SUBMITTED], S.RETURNED, roles=["head", "officer"])
        counter = build(transitions=[go])
        at = datetime(2026, 3, 2, 9, tzinfo=UTC)
        dossier = counter.start("1", at=at, by=Actor("a"))

        for roles in (["head"], ["officer", "citizen"], ["head", "officer"]):
            assert not counter.why_not(dossier, go, at=at, by=Actor("b", roles))
        assert counter.why_not(dossier, go, at=at, by=Actor("b", ["headmaster"]))

    def test_a_higher_assurance_is_enough_and_a_lower_one_is_not(self) -> None:
        go = transition("go", [S.SUBMITTED], S.RETURNED, assurance=2)
        counter = build(transitions=[go])
        at = datetime(2026, 3, 2, 9, tzinfo=UTC)
        dossier = counter.start("1", at=at, by=Actor("a"))

        enough = [
            level
            for level in range(5)
            if not counter.why_not(dossier, go, at=at, by=Actor("b", assurance=level))
        ]
        assert enough == [2, 3, 4]
