"""What a type checker sees of egovkit.dossiers; it also runs.

Each planted mistake is marked as one, for each checker by itself: a mark where that
checker finds no mistake is an error of `make check`.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import assert_type

from attrs import frozen

from egovkit.deadlines import (
    CountingRule,
    Deadline,
    Extension,
    Pause,
    Promise,
    WorkCalendar,
)
from egovkit.dossiers import (
    Actor,
    Bulk,
    ClockEffect,
    Dossier,
    Event,
    Migration,
    Procedure,
    Refusal,
    Refused,
    Replayed,
    Scheduled,
    Transition,
    Workflow,
    due_within,
    transition,
)
from egovkit.outcome import Outcome, Status


class S(StrEnum):
    """The states of an office."""

    SUBMITTED = "submitted"
    APPRAISING = "appraising"
    AWAITING = "awaiting"
    RESOLVED = "resolved"


class Other(StrEnum):
    """The states of another."""

    SUBMITTED = "submitted"


@frozen
class Missing:
    """What one action is given."""

    papers: tuple[str, ...]


@frozen
class Decision:
    """What another one is given."""

    number: str


def fee_paid(_dossier: Dossier[S], _decision: Decision) -> Refusal | None:
    return None


def is_young(dossier: Dossier[S], _payload: None) -> Refusal | None:
    return Refusal("old", "too old") if dossier.version > 9 else None


accept = transition("accept", [S.SUBMITTED], S.APPRAISING, guards=[is_young])
accept_any = transition("accept", [S.SUBMITTED], S.APPRAISING)
ask = transition("ask", [S.APPRAISING], S.AWAITING, payload=Missing)
extend = transition("extend", {S.APPRAISING}, S.APPRAISING, payload=Extension)
resolve = transition(
    "resolve", [S.APPRAISING], S.RESOLVED, payload=Decision, guards=[fee_paid]
)
workflow = Workflow(
    "ward",
    version=1,
    initial=S.SUBMITTED,
    final={S.RESOLVED},
    transitions=(accept, ask, extend, resolve),
    clock={S.AWAITING: ClockEffect.PAUSES},
    status={S.RESOLVED: Status.RESOLVED},
    correct_roles={"head"},
)
LAN, HEAD = Actor("lan", ["officer"]), Actor("minh", {"head"}, assurance=2)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CALENDAR = WorkCalendar(tz=UTC, first=date(2026, 1, 1), last=date(2026, 12, 31))
RULE = CountingRule()
TERM = Procedure("1.0", "Birth", term="3 working days")
SUBMITTED = workflow.start("1", at=AT, by=LAN, procedure=TERM)
APPRAISED = workflow.fire(SUBMITTED, accept, at=AT, by=LAN)


def test_transitions() -> None:
    assert_type(accept, Transition[S, None])
    assert_type(ask, Transition[S, Missing])
    assert_type(extend, Transition[S, Extension])
    assert_type(workflow.action("ask", Missing), Transition[S, Missing])
    assert_type(ask.sources, frozenset[S])
    assert_type(ask.target, S)


def test_a_workflow_fires() -> None:
    assert_type(workflow, Workflow[S])
    assert_type(SUBMITTED, Dossier[S])
    assert_type(APPRAISED, Dossier[S])
    assert_type(
        workflow.fire(
            APPRAISED, ask, Missing(("x",)), at=AT, by=LAN, expect=2, key="k"
        ),
        Dossier[S],
    )
    assert_type(workflow.fire(SUBMITTED, "accept", at=AT, by=LAN), Dossier[S])
    data = {"papers": ["x"]}
    assert_type(workflow.fire(APPRAISED, "ask", data, at=AT, by=LAN), Dossier[S])
    assert_type(
        workflow.why_not(APPRAISED, ask, Missing(()), at=AT, by=LAN),
        tuple[Refusal, ...],
    )
    assert_type(workflow.allowed(APPRAISED, by=LAN), tuple[Transition[S, object], ...])
    bulk = workflow.fire_many(
        [APPRAISED], ask, Missing(()), at=AT, by=LAN, promise=lambda d: d.promise
    )
    assert_type(bulk, Bulk[S])
    assert_type(bulk.refused, tuple[Refused[S], ...])
    assert_type(workflow.fire_many([SUBMITTED], accept, at=AT, by=LAN), Bulk[S])
    assert_type(workflow.fire_many([APPRAISED], "ask", data, at=AT, by=LAN), Bulk[S])


def test_a_workflow_out_of_a_file() -> None:
    text = Workflow(
        "ward", version=1, initial=S.SUBMITTED, final=(), transitions=[accept_any]
    ).to_toml()
    older = Workflow.from_toml(text, states=S)
    newer = text.replace("version = 1", "version = 2")
    assert_type(older, Workflow[S])
    assert_type(Workflow.from_toml(newer, states=S, previous=[older]), Workflow[S])
    assert_type(Workflow.from_toml(text), Workflow[StrEnum])


def test_an_action_that_was_looked_up_can_be_fired() -> None:
    for action in workflow.allowed(SUBMITTED, by=LAN, at=AT):
        assert_type(workflow.fire(SUBMITTED, action, None, at=AT, by=LAN), Dossier[S])


def test_histories() -> None:
    assert_type(APPRAISED.history, tuple[Event[S], ...])
    assert_type(APPRAISED.state, S)
    assert_type(APPRAISED.promise, Promise | None)
    assert_type(workflow.replay(APPRAISED.history), Dossier[S])
    assert_type(workflow.replayable([APPRAISED.history]), Replayed)
    assert_type(workflow.correct(APPRAISED, 1, at=AT, by=HEAD, why="hour"), Dossier[S])
    newer = Workflow(
        "ward",
        version=2,
        initial=S.APPRAISING,
        final={S.RESOLVED},
        transitions=[ask, resolve],
        previous=[workflow],
    )
    move = Migration(1, 2, dict.fromkeys(workflow.states, S.APPRAISING))
    assert_type(newer.migrate(APPRAISED, move, at=AT, by=LAN), Dossier[S])
    assert_type(newer.migrate_many([APPRAISED], move, at=AT, by=LAN), Bulk[S])
    assert_type(newer.in_version(1), Workflow[S])
    assert_type(newer.previous, tuple[Workflow[S], ...])


def test_what_is_read_off_a_history() -> None:
    assert_type(APPRAISED.pauses(workflow), tuple[Pause, ...])
    assert_type(APPRAISED.deadline(workflow, CALENDAR, rule=RULE), Deadline)
    assert_type(APPRAISED.outcome(workflow, as_of=AT), Outcome)
    assert_type(workflow.scheduled(APPRAISED), tuple[Scheduled[S], ...])
    near = due_within([APPRAISED], workflow, CALENDAR, days=9, as_of=AT, rule=RULE)
    assert_type(near[0].dossier, Dossier[S])


def payload_forgotten() -> None:
    workflow.fire(APPRAISED, ask, at=AT, by=LAN)  # type: ignore[arg-type]  # pyright: ignore[reportCallIssue, reportArgumentType]
    workflow.why_not(APPRAISED, ask, at=AT, by=LAN)  # type: ignore[arg-type]  # pyright: ignore[reportCallIssue, reportArgumentType]
    workflow.fire_many([APPRAISED], ask, at=AT, by=LAN)  # type: ignore[arg-type]  # pyright: ignore[reportCallIssue, reportArgumentType]


def payload_of_the_wrong_type() -> None:
    workflow.fire(APPRAISED, ask, Decision("7"), at=AT, by=LAN)  # type: ignore[misc]  # pyright: ignore[reportCallIssue, reportArgumentType]
    workflow.fire(APPRAISED, ask, {"papers": ["x"]}, at=AT, by=LAN)  # type: ignore[misc]  # pyright: ignore[reportCallIssue, reportArgumentType]
    workflow.why_not(APPRAISED, ask, None, at=AT, by=LAN)  # type: ignore[arg-type]  # pyright: ignore[reportCallIssue, reportArgumentType]
    workflow.fire_many([APPRAISED], ask, Decision("7"), at=AT, by=LAN)  # type: ignore[misc]  # pyright: ignore[reportCallIssue, reportArgumentType]


def payload_where_none_belongs() -> None:
    workflow.fire(SUBMITTED, accept, Missing(()), at=AT, by=LAN)  # type: ignore[misc]  # pyright: ignore[reportCallIssue, reportArgumentType]


def misspelt_action() -> None:
    workflow.fire(SUBMITTED, acept, at=AT, by=LAN)  # type: ignore[name-defined]  # pyright: ignore[reportUndefinedVariable, reportUnknownArgumentType]  # noqa: F821
    workflow.action("ask", Misssing)  # type: ignore[name-defined]  # pyright: ignore[reportUndefinedVariable, reportUnknownArgumentType]  # noqa: F821


def misspelt_state() -> None:
    transition("go", [S.APRAISING], S.RESOLVED)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType, reportUnknownMemberType]


def time_as_text() -> None:
    workflow.fire(SUBMITTED, accept, at="2026-03-02T09:00", by=LAN)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    workflow.start("1", at="2026-03-02T09:00", by=LAN)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def guard_for_another_payload() -> None:
    transition("go", [S.APPRAISING], S.AWAITING, payload=Missing, guards=[fee_paid])  # type: ignore[list-item]  # pyright: ignore[reportCallIssue, reportArgumentType]
    transition("go", [S.APPRAISING], S.AWAITING, guards=[fee_paid])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]


def assignment_to_a_dossier() -> None:
    SUBMITTED.state = S.RESOLVED  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    SUBMITTED.history[0].at = AT  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def two_enums_in_a_transition() -> None:
    mixed = transition("go", [S.SUBMITTED], Other.SUBMITTED)
    stranger = transition("go", [Other.SUBMITTED], Other.SUBMITTED)
    Workflow(
        "ward",
        version=1,
        initial=S.SUBMITTED,
        final={S.RESOLVED},
        transitions=[accept, mixed],  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    )
    Workflow(
        "ward",
        version=1,
        initial=S.SUBMITTED,
        final={S.RESOLVED},
        transitions=[accept, stranger],  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    )
    workflow.fire(SUBMITTED, stranger, at=AT, by=LAN)  # type: ignore[arg-type]  # pyright: ignore[reportCallIssue, reportArgumentType]


def dossier_of_another_enum() -> None:
    other = Workflow("o", version=1, initial=Other.SUBMITTED, final=(), transitions=[])
    workflow.fire(other.start("1", at=AT, by=LAN), accept, at=AT, by=LAN)  # type: ignore[arg-type]  # pyright: ignore[reportCallIssue, reportArgumentType]
    SUBMITTED.pauses(other)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
