"""What check finds in a workflow, and what it lets be."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovkit.dossiers import (
    AnyTransition,
    ClockEffect,
    NamedGuard,
    Problem,
    Transition,
    Workflow,
    not_same_actor_as,
    transition,
)
from egovkit.outcome import Status


class S(StrEnum):
    SUBMITTED = "submitted"
    APPRAISING = "appraising"
    AWAITING = "awaiting supplement"
    RESOLVED = "resolved"
    RETURNED = "returned"
    REFUSED = "refused"
    ARCHIVED = "archived"


WAITED = NamedGuard("waited_more_than", check=lambda *_: None)

accept = transition("accept", [S.SUBMITTED], S.APPRAISING, roles=["officer"])
refuse = transition("refuse", [S.SUBMITTED, S.APPRAISING], S.REFUSED, roles=["officer"])
ask = transition("ask", [S.APPRAISING], S.AWAITING, roles=["officer"])
supply = transition("supply", [S.AWAITING], S.APPRAISING, roles=["citizen"])
lapse = transition("lapse", [S.AWAITING], S.REFUSED, roles=["system"], guards=[WAITED])
extend = transition("extend", [S.APPRAISING], S.APPRAISING, roles=["head"])
resolve = transition("resolve", [S.APPRAISING], S.RESOLVED, roles=["head"])
give = transition("give_back", [S.RESOLVED], S.RETURNED)
reopen = transition("reopen", [S.RETURNED], S.APPRAISING, roles=["head"])

ALL = accept, refuse, ask, supply, lapse, extend, resolve, give, reopen
CLOCK = {
    S.SUBMITTED: ClockEffect.WAITS,
    S.AWAITING: ClockEffect.PAUSES,
    S.RESOLVED: ClockEffect.STOPS,
}


def one_stop(
    *more: AnyTransition[S],
    without: Collection[object] = (),
    **facts: Any,  # noqa: ANN401, as Workflow takes them
) -> Workflow[S]:
    known: dict[str, Any] = {
        "version": 1,
        "final": {S.RETURNED, S.REFUSED},
        "clock": CLOCK,
        "status": {S.REFUSED: Status.REFUSED},
    }
    ways = [t for t in ALL if t not in without]
    return Workflow(
        "one-stop", initial=S.SUBMITTED, transitions=[*ways, *more], **(known | facts)
    )


def found(workflow: Workflow[S]) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in workflow.check()]


def test_a_sound_workflow_has_no_problem() -> None:
    assert one_stop().check() == ()


def test_a_problem_reads_as_place_fault_cure_and_code() -> None:
    problem = Problem("trap", "checking", "no action leads out of it", "add one")

    assert str(problem) == "checking: no action leads out of it; add one (trap)"


class TestWays:
    def test_a_state_that_no_actions_lead_to_is_unreachable(self) -> None:
        file = transition("file", [S.ARCHIVED], S.RETURNED)

        assert found(one_stop(file)) == [("unreachable", "archived")]

    def test_a_state_of_which_only_a_table_speaks_is_unreachable_and_a_trap(
        self,
    ) -> None:
        workflow = one_stop(clock=CLOCK | {S.ARCHIVED: ClockEffect.WAITS})

        assert found(workflow) == [("unreachable", "archived"), ("trap", "archived")]

    def test_a_state_that_nothing_leads_out_of_is_a_trap(self) -> None:
        file = transition("file", [S.APPRAISING], S.ARCHIVED)

        assert found(one_stop(file)) == [("trap", "archived")]

    def test_what_leads_back_to_a_state_does_not_lead_out_of_it(self) -> None:
        file = transition("file", [S.APPRAISING, S.ARCHIVED], S.ARCHIVED)

        assert found(one_stop(file)) == [("trap", "archived")]

    def test_a_circle_without_end_has_no_way_out(self) -> None:
        workflow = one_stop(
            without={give, refuse, lapse}, final={S.RETURNED}, status={}
        )

        assert found(workflow) == [
            ("unreachable", "returned"),
            ("trap", "resolved"),
            ("no_way_out", "submitted"),
            ("no_way_out", "appraising"),
            ("no_way_out", "awaiting supplement"),
            ("no_timeout", "awaiting supplement"),
        ]

    def test_what_only_an_older_version_uses_is_left_out(self) -> None:
        file = transition("file", [S.APPRAISING], S.ARCHIVED)
        close = transition("close", [S.ARCHIVED], S.RETURNED)
        portal = dict.fromkeys(S, "1")
        older = one_stop(file, close)

        newer = one_stop(version=2, previous=[older], portal=portal)

        assert S.ARCHIVED in newer.states
        assert newer.check() == ()
        assert found(one_stop(portal=portal))[0] == ("unreachable", "archived")


class TestActions:
    def test_one_name_twice_in_a_state_is_ambiguous(self) -> None:
        urgent = transition("ask", [S.SUBMITTED, S.APPRAISING], S.REFUSED)

        (problem,) = one_stop(urgent).check()

        assert (problem.code, problem.place) == ("ambiguous", "ask")
        assert "'appraising'" in problem.text
        assert "'submitted'" not in problem.text

    def test_one_name_in_states_that_do_not_overlap_is_not(self) -> None:
        again = transition("accept", [S.RETURNED], S.APPRAISING, roles=["head"])

        assert one_stop(again).check() == ()

    def test_an_action_with_an_empty_set_of_roles_is_nobodys(self) -> None:
        nobodys = transition("file", [S.APPRAISING], S.RESOLVED, roles=[])

        assert found(one_stop(nobodys)) == [("no_role", "file")]

    def test_an_action_that_is_nobodys_makes_no_state_unreachable(self) -> None:
        nobodys = transition("give_back", [S.RESOLVED], S.RETURNED, roles=[])

        assert found(one_stop(nobodys, without={give})) == [("no_role", "give_back")]


class TestPauses:
    def test_one_that_only_the_citizen_can_end_needs_a_time_out(self) -> None:
        assert found(one_stop(without={lapse})) == [
            ("no_timeout", "awaiting supplement")
        ]

    @pytest.mark.parametrize("roles", [None, ["officer"], ["citizen", "officer"]])
    def test_one_that_somebody_else_can_end_too_does_not(
        self, roles: list[str] | None
    ) -> None:
        close = transition("close", [S.AWAITING], S.APPRAISING, roles=roles)

        assert one_stop(close, without={lapse}).check() == ()

    def test_a_time_out_that_waits_for_the_citizen_is_none(self) -> None:
        own = transition(
            "own", [S.AWAITING], S.REFUSED, roles=["citizen"], guards=[WAITED]
        )

        assert found(one_stop(own, without={lapse})) == [
            ("no_timeout", "awaiting supplement")
        ]

    def test_who_is_a_citizen_is_the_workflows_to_say(self) -> None:
        roles = {"citizen", "agent"}
        act = transition("act", [S.AWAITING], S.APPRAISING, roles=["agent"])

        assert found(one_stop(act, without={lapse})) == []
        assert found(one_stop(act, without={lapse}, citizen_roles=roles)) == [
            ("no_timeout", "awaiting supplement")
        ]

    def test_a_way_through_another_pause_counts(self) -> None:
        clock = CLOCK | {S.ARCHIVED: ClockEffect.PAUSES}
        remind = transition("remind", [S.AWAITING], S.ARCHIVED, roles=["system"])
        close = transition("close", [S.ARCHIVED], S.REFUSED, roles=["system"])

        workflow = one_stop(remind, close, without={lapse}, clock=clock)

        assert workflow.check() == ()

    def test_two_pauses_that_only_lead_to_each_other_do_not_end(self) -> None:
        clock = CLOCK | {S.ARCHIVED: ClockEffect.PAUSES}
        remind = transition("remind", [S.AWAITING], S.ARCHIVED, roles=["system"])
        again = transition("again", [S.ARCHIVED], S.AWAITING, roles=["system"])

        assert found(one_stop(remind, again, without={lapse}, clock=clock)) == [
            ("no_timeout", "awaiting supplement"),
            ("no_timeout", "archived"),
        ]

    def test_a_clock_that_has_run_cannot_wait_again(self) -> None:
        back = transition("hand_back", [S.APPRAISING], S.SUBMITTED, roles=["officer"])

        assert found(one_stop(back)) == [("waits_again", "submitted")]


class TestStatus:
    def test_two_ends_of_which_nothing_is_said_are_both_named(self) -> None:
        assert found(one_stop(status={})) == [
            ("no_status", "returned"),
            ("no_status", "refused"),
        ]

    def test_an_end_beside_one_that_is_said_to_be_resolved_is_named(self) -> None:
        workflow = one_stop(status={S.RETURNED: Status.RESOLVED})

        assert found(workflow) == [("no_status", "refused")]

    def test_ends_that_are_both_said_to_be_resolved_are_let_be(self) -> None:
        both = {S.RETURNED: Status.RESOLVED, S.REFUSED: Status.RESOLVED}

        assert one_stop(status=both).check() == ()

    def test_a_single_end_means_resolved(self) -> None:
        workflow = one_stop(
            without={refuse, lapse},
            final={S.RETURNED},
            status={},
            citizen_roles=[],
        )

        assert workflow.check() == ()


class TestWords:
    def test_what_a_language_lacks_is_named_by_language(self) -> None:
        states = {state: {"vi": "x"} for state in S if state is not S.ARCHIVED}
        states[S.REFUSED] = {"en": "refused", "vi": ""}

        problems = one_stop(labels=states).check()

        assert {p.code for p in problems} == {"missing_label"}
        english = [p.place for p in problems if "'en'" in p.text]
        vietnamese = [p.place for p in problems if "'vi'" in p.text]
        names = [t.name for t in ALL]
        assert english == [*(s.value for s in states if s is not S.REFUSED), *names]
        assert vietnamese == ["refused", *names]

    def test_the_label_of_one_action_asks_for_those_of_all(self) -> None:
        file = transition("file", [S.APPRAISING], S.RESOLVED, labels={"vi": "lưu"})

        places = [place for code, place in found(one_stop(file))]

        assert places == [*(s.value for s in S if s is not S.ARCHIVED), *map(str, ALL)]

    def test_a_portal_that_knows_some_states_must_know_all(self) -> None:
        portal = {s: "1" for s in S if s not in (S.AWAITING, S.ARCHIVED)}

        assert found(one_stop(portal=portal)) == [
            ("no_portal_status", "awaiting supplement")
        ]


class N(StrEnum):
    A = "a"
    B = "b"
    C = "c"
    D = "d"
    E = "e"
    F = "f"


NODES = st.sampled_from(N)
ROLES = st.sampled_from([None, (), ("citizen",), ("officer",), ("citizen", "officer")])
WAYS = st.builds(
    transition,
    st.sampled_from(["go", "send", "close"]),
    st.sets(NODES, min_size=1, max_size=3),
    NODES,
    roles=ROLES,
)


@st.composite
def workflows(draw: st.DrawFn) -> Workflow[N]:
    final = draw(st.sets(NODES, max_size=2))
    effects = st.sampled_from(ClockEffect)
    clock = draw(st.dictionaries(NODES, effects, max_size=5))
    return Workflow(
        "drawn", version=1, initial=N.A, final=final,
        transitions=draw(st.lists(WAYS, max_size=8)),
        clock={state: effect for state, effect in clock.items() if state not in final},
    )  # fmt: skip


def closure(ways: Collection[Transition[N, object]]) -> Mapping[N, set[N]]:
    """Return which states lead to which in one step or more, by Warshall's algorithm."""
    leads = {(s, t.target) for t in ways for s in t.sources}
    for middle, first, last in product(N, N, N):
        if (first, middle) in leads and (middle, last) in leads:
            leads.add((first, last))
    return {state: {last for first, last in leads if first is state} for state in N}


@given(workflows())
def test_check_finds_what_the_closure_of_all_ways_shows(workflow: Workflow[N]) -> None:
    states, ways = workflow.states, workflow.transitions
    leads = closure(ways)
    by_office = closure([t for t in ways if not t.roles or "officer" in t.roles])
    effects = {state: workflow.effect(state) for state in states}
    paused = {s for s in states if effects[s] is ClockEffect.PAUSES}
    running = {s for s in states if effects[s] is ClockEffect.RUNS}
    others = set(states) - paused
    left = {s for t in ways for s in t.sources - {t.target}}
    stuck = {
        s for s in states if s not in workflow.final and not leads[s] & workflow.final
    }
    unsaid = [s for s in states if s in workflow.final]
    pairs = [(t.name, s) for t in ways for s in t.sources]
    expected: dict[str, Collection[str]] = {
        "unreachable": set(states) - leads[N.A] - {N.A},
        "trap": stuck - left,
        "no_way_out": stuck & left,
        "ambiguous": {name for name, s in pairs if pairs.count((name, s)) > 1},
        "no_timeout": {s for s in paused if leads[s] & others and not by_office[s] & others},
        "waits_again": {
            s for s in states if effects[s] is ClockEffect.WAITS
            and any(s in leads[other] for other in running)
        },
        "no_status": set(unsaid) if len(unsaid) > 1 else set(),
        "no_role": {t.name for t in ways if t.roles == frozenset()},
    }  # fmt: skip

    problems = workflow.check()

    assert {(p.code, p.place) for p in problems} == {
        (code, place) for code, places in expected.items() for place in places
    }
    found_once = [p for p in problems if p.code != "no_role"]
    assert len(set(found_once)) == len(found_once)
    assert list(dict.fromkeys(p.code for p in problems)) == [
        code for code in expected if expected[code]
    ]


class TestUnknownAction:
    def test_four_eyes_on_an_action_that_nobody_does_never_apply(self) -> None:
        sign = transition(
            "sign", [S.APPRAISING], S.RESOLVED, roles=["head"],
            guards=[not_same_actor_as("apraise")],
        )  # fmt: skip

        assert found(one_stop(sign, without=[resolve])) == [("unknown_action", "sign")]

    def test_an_action_of_an_older_version_is_known(self) -> None:
        older = one_stop(transition("check", [S.APPRAISING], S.APPRAISING))
        sign = transition(
            "sign", [S.APPRAISING], S.RESOLVED, guards=[not_same_actor_as("check")]
        )

        newer = one_stop(sign, without=[resolve], version=2, previous=[older])

        assert newer.check() == ()
