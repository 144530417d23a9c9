"""Walks and machines reach what a workflow can do, and laws fail for what is broken."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, run_state_machine_as_test
from hypothesis.strategies import SearchStrategy

from egovkit.deadlines import CountingRule, Extension, WorkCalendar
from egovkit.dossiers import (
    Actor,
    ClockEffect,
    Correction,
    Dossier,
    Event,
    Migration,
    Procedure,
    Refusal,
    Transition,
    Workflow,
    transition,
)
from egovkit.errors import HistoryError, RefusedError
from egovkit.outcome import Status
from egovkit.testing import (
    Coverage,
    Edge,
    State,
    check_dossier,
    check_migration,
    machine,
    walks,
    workflows,
)


class S(StrEnum):
    SUBMITTED = "submitted"
    APPRAISING = "appraising"
    AWAITING = "awaiting"
    RESOLVED = "resolved"
    REFUSED = "refused"


class Urgency(StrEnum):
    HIGH = "high"
    LOW = "low"


@attrs.frozen
class Fee:
    amount: Decimal
    paid_on: date | None


@dataclasses.dataclass(frozen=True)
class Decision:
    number: str
    fees: tuple[Fee, ...]
    urgency: Urgency
    pair: tuple[int, bool]
    signed_at: datetime
    _note: str = ""

    def __post_init__(self) -> None:
        if not self.number:
            raise ValueError(self.number)


accept = transition("accept", [S.SUBMITTED], S.APPRAISING, roles=["officer"])
ask = transition("ask", [S.APPRAISING], S.AWAITING, roles=["officer"])
supply = transition(
    "supply", [S.AWAITING], S.APPRAISING, roles=["citizen"], assurance=2
)
extend = transition("extend", [S.APPRAISING], S.APPRAISING, payload=Extension)
resolve = transition(
    "resolve", [S.APPRAISING], S.RESOLVED, roles=["head"], payload=Decision
)
refuse = transition("refuse", [S.SUBMITTED, S.APPRAISING], S.REFUSED, roles=["head"])
ACTIONS = (accept, ask, supply, extend, resolve, refuse)


def version(number: int, *previous: Workflow[S]) -> Workflow[S]:
    return Workflow(
        "ward",
        version=number,
        initial=S.SUBMITTED,
        final={S.RESOLVED, S.REFUSED},
        transitions=ACTIONS,
        previous=previous,
        clock={S.SUBMITTED: ClockEffect.WAITS, S.AWAITING: ClockEffect.PAUSES},
        status={S.REFUSED: Status.REFUSED},
        correct_roles={"head"},
    )


older = version(1)
workflow = version(2, older)
CALENDAR = WorkCalendar(
    tz="Asia/Ho_Chi_Minh", first=date(2024, 1, 1), last=date(2029, 12, 31)
)
RULE = CountingRule()
AT, DAY = datetime(2026, 3, 2, 9, tzinfo=UTC), timedelta(days=1)
quick = settings(max_examples=60, deadline=None)
_T = TypeVar("_T")


def is_drawn(strategy: SearchStrategy[_T], condition: Callable[[_T], object]) -> bool:
    """Draw until the condition holds; NoSuchExample when it never does."""
    often = settings(
        max_examples=2000, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    find(strategy, lambda value: bool(condition(value)), settings=often)
    return True


def has(action: str) -> Callable[[Dossier[S]], bool]:
    return lambda dossier: any(event.action == action for event in dossier.history)


class TestWalks:
    @quick
    @given(walks(workflow))
    def test_every_dossier_keeps_its_laws(self, dossier: Dossier[S]) -> None:
        check_dossier(dossier, workflow, calendar=CALENDAR, rule=RULE)

    @pytest.mark.parametrize("state", S)
    def test_every_state_is_reached(self, state: S) -> None:
        assert is_drawn(walks(workflow), lambda dossier: dossier.state is state)

    @pytest.mark.parametrize("action", [*map(str, ACTIONS), "adopt", "migrate"])
    def test_every_action_is_done(self, action: str) -> None:
        assert is_drawn(walks(workflow), has(action))

    @pytest.mark.parametrize("void", [True, False])
    def test_events_are_retimed_and_voided(self, *, void: bool) -> None:
        def is_corrected(dossier: Dossier[S]) -> bool:
            payloads = [event.payload for event in dossier.history]
            return any(isinstance(p, Correction) and p.void is void for p in payloads)

        assert is_drawn(walks(workflow), is_corrected)

    @pytest.mark.parametrize("what", ["key", "promise"])
    def test_some_events_have_it_and_some_have_not(self, what: str) -> None:
        def have(dossier: Dossier[S]) -> list[bool]:
            return [getattr(event, what) is not None for event in dossier.history]

        assert is_drawn(walks(workflow), lambda dossier: any(have(dossier)))
        assert is_drawn(walks(workflow), lambda dossier: not all(have(dossier)))

    def test_events_fall_together_and_days_apart(self) -> None:
        def gaps(dossier: Dossier[S]) -> list[timedelta]:
            times = [event.at for event in dossier.effective_history]
            return [b - a for a, b in pairwise(times)]

        assert is_drawn(walks(workflow), lambda d: timedelta() in gaps(d))
        assert is_drawn(walks(workflow), lambda d: any(gap > DAY for gap in gaps(d)))

    def test_clocks_change_in_some_of_them(self) -> None:
        def offsets(dossier: Dossier[S]) -> set[timedelta | None]:
            return {event.at.utcoffset() for event in dossier.history}

        assert is_drawn(walks(workflow), lambda dossier: len(offsets(dossier)) > 1)

    def test_some_have_a_term_and_some_have_none(self) -> None:
        def has_term(dossier: Dossier[S]) -> bool:
            return bool(dossier.procedure and dossier.procedure.term)

        assert is_drawn(walks(workflow), has_term)
        assert is_drawn(walks(workflow), lambda dossier: not has_term(dossier))

    @quick
    @given(
        walks(
            workflow,
            actors=[Actor("lan", ["officer"])],
            procedures=st.just(Procedure("1.0", "Birth")),
            migrations=[],
            max_steps=4,
        )
    )
    def test_what_is_asked_for_is_kept(self, dossier: Dossier[S]) -> None:
        assert {event.by.id for event in dossier.history} == {"lan"}
        assert dossier.procedure == Procedure("1.0", "Birth")
        assert dossier.version <= 5
        assert not has("migrate")(dossier)

    @quick
    @given(st.data())
    def test_a_migration_that_is_given_is_the_one_that_is_used(
        self, data: st.DataObject
    ) -> None:
        move = Migration(1, 2, dict.fromkeys(older.states, S.AWAITING))

        dossier = data.draw(walks(workflow, migrations=[move]))

        for event in dossier.history:
            assert event.action != "migrate" or event.state is S.AWAITING


class TestPayloads:
    def decisions(self) -> SearchStrategy[Decision]:
        return (
            walks(older)
            .filter(has("resolve"))
            .map(
                lambda dossier: next(
                    event.payload
                    for event in dossier.history
                    if isinstance(event.payload, Decision)
                )
            )
        )

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test_they_are_drawn_by_the_types_of_their_fields(
        self, data: st.DataObject
    ) -> None:
        drawn = data.draw(self.decisions())

        assert drawn.number
        assert all(fee.amount.is_finite() for fee in drawn.fees)
        assert isinstance(drawn.urgency, Urgency)
        assert drawn.signed_at.utcoffset() is not None
        assert [type(part) for part in drawn.pair] == [int, bool]

    def test_optional_fields_are_there_and_are_not(self) -> None:
        fees = self.decisions().map(lambda decision: decision.fees)

        assert is_drawn(fees, lambda fees: any(fee.paid_on for fee in fees))
        assert is_drawn(fees, lambda fees: any(not fee.paid_on for fee in fees))

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test_a_strategy_of_ones_own_is_used(self, data: st.DataObject) -> None:
        ours = Decision("7", (), Urgency.LOW, (1, True), AT)

        dossier = data.draw(walks(older, payloads={Decision: st.just(ours)}))

        assert {
            event.payload for event in dossier.history if event.action == "resolve"
        } <= {ours}


class TestCoverage:
    def test_walks_fill_it_with_every_edge_and_every_refusal(self) -> None:
        coverage = Coverage(workflow)

        @settings(max_examples=400, deadline=None, derandomize=True, database=None)
        @given(walks(workflow, coverage=coverage, max_steps=20))
        def walk(_dossier: Dossier[S]) -> None:
            pass

        walk()

        assert coverage.missing == ()
        assert coverage.missing_refusals == ()
        assert coverage.refusals.keys() >= {
            "state", "role", "assurance", "naive", "order", "stale", "key",
            "extended", "no_promise", "extension_late", "version",
        }  # fmt: skip

    def test_dossiers_of_ones_own_fill_it(self) -> None:
        officer, head = Actor("lan", ["officer"]), Actor("minh", ["head"])
        dossier = workflow.start("1", at=AT, by=officer)
        dossier = workflow.fire(dossier, accept, at=AT, by=officer)
        dossier = workflow.fire(dossier, refuse, at=AT, by=head)

        coverage = Coverage.of(workflow, [dossier, dossier])

        assert coverage.edges == {
            Edge(S.SUBMITTED, "accept", S.APPRAISING): 2,
            Edge(S.APPRAISING, "refuse", S.REFUSED): 2,
        }
        assert [str(edge) for edge in coverage.missing] == [
            "appraising --ask--> awaiting",
            "awaiting --supply--> appraising",
            "appraising --extend--> appraising",
            "appraising --resolve--> resolved",
            "submitted --refuse--> refused",
        ]

    def test_an_edge_that_was_voided_was_taken(self) -> None:
        head = Actor("minh", ["head"])
        dossier = workflow.start("1", at=AT, by=head)
        dossier = workflow.fire(dossier, refuse, at=AT, by=head)
        dossier = workflow.correct(dossier, 1, at=AT, by=head, why="x", void=True)

        coverage = Coverage.of(workflow, [dossier])

        assert coverage.edges == {Edge(S.SUBMITTED, "refuse", S.REFUSED): 1}

    def test_edges_of_an_older_version_are_not_those_of_this_one(self) -> None:
        head = Actor("minh", ["head"])
        dossier = older.fire(older.start("1", at=AT, by=head), refuse, at=AT, by=head)

        assert Coverage.of(workflow, [dossier]).edges == {}

    def test_a_workflow_without_roles_gives_no_role_refusal(self) -> None:
        go = transition("go", [S.SUBMITTED], S.RESOLVED)
        free = Workflow(
            "free", version=1, initial=S.SUBMITTED, final={S.RESOLVED}, transitions=[go]
        )
        coverage = Coverage(free)
        given = ["state", "naive", "order", "stale", "key"]
        assert [*coverage.missing_refusals] == given

        coverage.add_refusals([Refusal("state", "x"), Refusal("fee", "x")])

        assert [*coverage.missing_refusals] == given[1:]


class Lenient(Workflow[S]):
    """Allows everything to everybody."""

    def allowed(
        self,
        dossier: Dossier[S],
        *,
        by: Actor,  # noqa: ARG002
        at: datetime | None = None,  # noqa: ARG002
    ) -> tuple[Transition[S, object], ...]:
        return tuple(t for t in self.transitions if dossier.state in t.sources)


def lenient() -> Lenient:
    return Lenient(
        "ward", version=2, initial=S.SUBMITTED, final={S.RESOLVED},
        transitions=ACTIONS, previous=[older],
        clock={S.SUBMITTED: ClockEffect.WAITS, S.AWAITING: ClockEffect.PAUSES},
    )  # fmt: skip


FIRST_BUG = settings(
    max_examples=100, deadline=None, database=None, report_multiple_bugs=False,
    phases=[Phase.generate],
)  # fmt: skip


class TestMachine:
    def test_it_runs_any_workflow_and_fills_the_coverage(self) -> None:
        coverage = Coverage(workflow)
        ours = machine(workflow, coverage=coverage, calendar=CALENDAR, rule=RULE)

        run_state_machine_as_test(
            ours,
            settings=settings(
                max_examples=40, deadline=None, database=None, derandomize=True
            ),
        )

        assert coverage.missing == ()

    def test_it_finds_a_workflow_that_allows_what_it_refuses(self) -> None:
        with pytest.raises(AssertionError, match="nothing speaks against"):
            run_state_machine_as_test(machine(lenient()), settings=FIRST_BUG)

    def test_a_subclass_adds_invariants_of_its_own(self) -> None:
        class Ours(machine(workflow)):  # type: ignore[misc]
            @invariant()
            def nothing_is_ever_resolved(self) -> None:
                assert self.dossier.state is not S.RESOLVED

        with pytest.raises(AssertionError, match=r"is not <S\.RESOLVED"):
            run_state_machine_as_test(Ours, settings=FIRST_BUG)


KINDS: dict[str, Callable[[Workflow[State]], object]] = {
    "with older versions": lambda w: len(w.previous) == 2,
    "with few states": lambda w: len(w.states) == 2,
    "with many states": lambda w: len(w.states) == 6,
    "with corrections": lambda w: w.correct_roles,
    "with three effects": lambda w: len({*w.clock.values()}) > 2,
    "with a restart": lambda w: any(t.restart_clock for t in w.transitions),
    "with an extension": lambda w: any(t.payload is Extension for t in w.transitions),
    "with a reopening": lambda w: any(t.sources & w.final for t in w.transitions),
    "with a closed action": lambda w: any(
        t.roles == frozenset() for t in w.transitions
    ),
}


class TestWorkflows:
    @quick
    @given(st.data())
    def test_any_walk_through_any_workflow_keeps_its_laws(
        self, data: st.DataObject
    ) -> None:
        drawn = data.draw(workflows())

        dossier = data.draw(walks(drawn))

        check_dossier(dossier, drawn, calendar=CALENDAR, rule=RULE)

    @quick
    @given(workflows(versions=3))
    def test_every_state_can_be_reached_and_left_for_an_end(
        self, drawn: Workflow[State]
    ) -> None:
        ways = {(s, t.target) for t in drawn.transitions for s in t.sources}
        reached, ended = {drawn.initial}, set(drawn.final)
        for _ in State:
            reached |= {b for a, b in ways if a in reached}
            ended |= {a for a, b in ways if b in ended}

        assert reached == ended == set(drawn.states)

    @pytest.mark.parametrize("kind", KINDS)
    def test_they_are_of_every_kind(self, kind: str) -> None:
        assert is_drawn(workflows(versions=3), KINDS[kind])


class TestABrokenDossier:
    LAN = Actor("lan", ["officer"])

    def dossier(self) -> Dossier[S]:
        dossier = workflow.start("1", at=AT, by=self.LAN, key="k")
        dossier = workflow.fire(dossier, accept, at=AT + DAY, by=self.LAN, key="a")
        return workflow.fire(dossier, ask, at=AT + 2 * DAY, by=self.LAN)

    def test_one_that_is_sound_passes(self) -> None:
        check_dossier(self.dossier(), workflow, at=AT + 3 * DAY)

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"state": S.RESOLVED}, "state is awaiting; expected resolved"),
            ({"received_at": None}, "received_at is 2026-03-03"),
            ({"received_at": AT}, "received_at is 2026-03-03"),
        ],
    )
    def test_what_its_history_does_not_tell(
        self, changes: dict[str, object], message: str
    ) -> None:
        broken = attrs.evolve(self.dossier(), **changes)  # type: ignore[arg-type]

        with pytest.raises(AssertionError, match=message):
            check_dossier(broken, workflow)

    def test_a_history_that_cannot_have_been(self) -> None:
        dossier = self.dossier()
        broken = attrs.evolve(dossier, history=dossier.history[:1] * 2)

        with pytest.raises(HistoryError):
            check_dossier(broken, workflow)

    def test_a_workflow_that_allows_what_it_refuses(self) -> None:
        with pytest.raises(AssertionError, match="nothing speaks against"):
            check_dossier(self.dossier(), lenient())


class Forgetful(Workflow[S]):
    """Loses the promises of what it takes over."""

    def migrate(  # type: ignore[override]
        self,
        dossier: Dossier[S],
        migration: Migration[S],
        *,
        at: datetime,
        by: Actor,
    ) -> Dossier[S]:
        moved = super().migrate(dossier, migration, at=at, by=by)
        first = attrs.evolve(moved.history[0], promise=None)
        return attrs.evolve(moved, history=(first, *moved.history[1:]))


class TestMigrations:
    MOVE = Migration(1, 2, {s: s for s in older.states if s not in older.final})

    @quick
    @given(walks(older))
    def test_whatever_lives_can_be_taken_over(self, dossier: Dossier[S]) -> None:
        if dossier.state not in older.final:
            check_migration(dossier, workflow, self.MOVE)

    def test_what_has_ended_cannot(self) -> None:
        head = Actor("minh", ["head"])
        dossier = older.fire(older.start("1", at=AT, by=head), refuse, at=AT, by=head)

        with pytest.raises(RefusedError):
            check_migration(dossier, workflow, self.MOVE)

    def test_a_loss_is_found(self) -> None:
        forgetful = Forgetful(
            "ward", version=2, initial=S.SUBMITTED, final={S.RESOLVED, S.REFUSED},
            transitions=ACTIONS, previous=[older],
        )  # fmt: skip

        @settings(max_examples=200, deadline=None, derandomize=True, database=None)
        @given(walks(older))
        def take_over(dossier: Dossier[S]) -> None:
            if dossier.state not in older.final:
                check_migration(dossier, forgetful, self.MOVE)

        with pytest.raises(AssertionError, match="events are added only"):
            take_over()


def test_an_event_without_a_zone_never_stands_in_a_walk() -> None:
    @quick
    @given(walks(workflow))
    def walk(dossier: Dossier[S]) -> None:
        events: tuple[Event[S], ...] = dossier.history
        assert all(event.at.utcoffset() is not None for event in events)

    walk()
