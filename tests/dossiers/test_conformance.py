"""Conformance: what a log from elsewhere may say, and how a walk goes on after a fault."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovkit.dossiers import Actor, Deviation, LoggedEvent, Workflow, transition
from egovkit.errors import InvalidValueError


class S(StrEnum):
    RECEIVED = "received"
    APPRAISING = "appraising"
    WAITING = "waiting"
    RESOLVED = "resolved"
    REFUSED = "refused"
    RETURNED = "returned"


workflow = Workflow(
    "one-stop",
    version=1,
    initial=S.RECEIVED,
    final={S.RETURNED},
    transitions=[
        transition("accept", [S.RECEIVED], S.APPRAISING, roles=["officer"]),
        transition("ask", [S.APPRAISING], S.WAITING, roles=["officer"]),
        transition("supply", [S.WAITING], S.APPRAISING),
        transition("decide", [S.APPRAISING], S.RESOLVED, roles=["head"]),
        transition("decide", [S.APPRAISING], S.REFUSED, roles=["deputy"]),
        transition("give_back", [S.RESOLVED], S.RETURNED),
        transition("explain", [S.REFUSED], S.RETURNED),
    ],
)


def at(n: int) -> datetime:
    return datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(hours=n)


def log(*actions: str) -> list[tuple[str, datetime]]:
    """Each action an hour after the one before it."""
    return [(action, at(n)) for n, action in enumerate(actions)]


def codes(found: Sequence[Deviation]) -> list[tuple[str, int]]:
    return [(deviation.code, deviation.seq) for deviation in found]


class TestStates:
    def test_what_the_workflow_allows_has_no_deviation(self) -> None:
        events = log("accept", "ask", "supply", "decide", "give_back")

        assert workflow.conforms(events, ended=True) == ()

    def test_no_events_have_no_deviation(self) -> None:
        assert workflow.conforms([]) == ()

    def test_a_case_may_begin_with_its_start(self) -> None:
        assert workflow.conforms(log("start", "accept")) == ()

    def test_a_second_start_is_a_deviation_and_begins_anew(self) -> None:
        found = workflow.conforms(log("accept", "start", "accept"))

        assert codes(found) == [("not_from_here", 1)]

    def test_an_unknown_action_is_named_and_leaves_the_state(self) -> None:
        found = workflow.conforms(log("accept", "phone", "ask"))

        assert codes(found) == [("unknown_action", 1)]
        assert found[0].given == "phone"
        assert "'accept' or 'ask' or 'decide'" in found[0].expected

    def test_reserved_names_are_no_actions_of_a_log(self) -> None:
        found = workflow.conforms(log("adopt", "correct", "migrate"))

        assert [d.code for d in found] == ["unknown_action"] * 3

    def test_a_step_that_is_left_out_is_one_deviation(self) -> None:
        found = workflow.conforms(log("ask", "supply", "decide"))

        assert codes(found) == [("not_from_here", 0)]

    def test_a_deviation_says_where_the_case_stood_and_where_the_action_begins(
        self,
    ) -> None:
        (found,) = workflow.conforms(log("ask"))

        assert str(found) == "event 0: ask from 'received'; expected 'appraising'"

    @pytest.mark.parametrize("last", ["give_back", "explain"])
    def test_where_guards_choose_the_state_either_may_have_been(
        self, last: str
    ) -> None:
        assert workflow.conforms(log("accept", "decide", last), ended=True) == ()

    def test_what_follows_tells_which_it_was(self) -> None:
        found = workflow.conforms(log("accept", "decide", "explain", "give_back"))

        assert codes(found) == [("not_from_here", 3)]
        assert found[0].given == "give_back from 'returned'"

    @pytest.mark.parametrize("last", ["give_back", "explain"])
    def test_an_action_out_of_place_leads_to_any_of_its_targets(
        self, last: str
    ) -> None:
        assert codes(workflow.conforms(log("decide", last))) == [("not_from_here", 0)]


class TestEnd:
    def test_a_case_that_goes_on_need_not_have_ended(self) -> None:
        assert workflow.conforms(log("accept")) == ()

    def test_a_case_that_is_over_must_stand_in_a_final_state(self) -> None:
        (found,) = workflow.conforms(log("accept", "decide"), ended=True)

        assert (found.code, found.seq) == ("unfinished", 2)
        assert found.given == "the end in 'refused' or 'resolved'"
        assert found.expected == "'returned'"

    def test_a_case_that_may_stand_in_one_has_ended(self) -> None:
        either = Workflow(
            "either",
            version=1,
            initial=S.RECEIVED,
            final={S.REFUSED},
            transitions=[
                transition("decide", [S.RECEIVED], S.RESOLVED),
                transition("decide", [S.RECEIVED], S.REFUSED),
            ],
        )

        assert either.conforms(log("decide"), ended=True) == ()


class TestTimes:
    def test_equal_times_are_in_order(self) -> None:
        assert workflow.conforms([("accept", at(0)), ("ask", at(0))]) == ()

    def test_times_are_compared_as_instants_and_not_as_clocks_show_them(self) -> None:
        hanoi = timezone(timedelta(hours=7))
        events = [("accept", at(1).astimezone(hanoi)), ("ask", at(2))]

        assert workflow.conforms(events) == ()
        assert codes(workflow.conforms([events[0], ("ask", at(0))])) == [
            ("out_of_order", 1)
        ]

    def test_one_time_that_lies_ahead_is_one_deviation(self) -> None:
        events = [
            ("accept", at(0)),
            ("ask", at(9000)),
            ("supply", at(1)),
            ("decide", at(2)),
        ]

        (found,) = workflow.conforms(events)

        assert (found.code, found.seq) == ("out_of_order", 2)
        assert found.given == str(at(1))
        assert str(at(9000)) in found.expected

    def test_an_event_out_of_order_still_moves_the_case(self) -> None:
        events = [("accept", at(5)), ("ask", at(4)), ("supply", at(6))]

        assert codes(workflow.conforms(events)) == [("out_of_order", 1)]

    def test_a_naive_time_is_named_and_compared_with_none(self) -> None:
        naive = datetime(1999, 1, 1)  # noqa: DTZ001 - what a log may hold
        events = [("accept", at(0)), ("ask", naive), ("supply", at(1))]

        assert codes(workflow.conforms(events)) == [("naive", 1)]


class TestRoles:
    def test_who_acted_is_only_asked_when_it_is_known(self) -> None:
        assert workflow.conforms([LoggedEvent("accept", at(0))]) == ()

    def test_an_actor_without_the_role_is_a_deviation(self) -> None:
        (found,) = workflow.conforms(
            [LoggedEvent("accept", at(0), Actor("lan", ["clerk"]))]
        )

        assert (found.code, found.seq) == ("role", 0)
        assert str(found) == "event 0: accept as 'clerk'; expected 'officer'"

    def test_no_identifier_stands_in_a_deviation(self) -> None:
        (found,) = workflow.conforms([LoggedEvent("accept", at(0), Actor("lan"))])

        assert "lan" not in str(found)

    def test_an_action_that_anybody_may_do_asks_for_no_role(self) -> None:
        events = [
            LoggedEvent("accept", at(0), Actor("lan", ["officer"])),
            LoggedEvent("ask", at(1), Actor("lan", ["officer"])),
            LoggedEvent("supply", at(2), Actor("citizen")),
        ]

        assert workflow.conforms(events) == ()

    @pytest.mark.parametrize("role", ["head", "deputy"])
    def test_an_action_of_several_transitions_asks_for_the_role_of_any(
        self, role: str
    ) -> None:
        decided = LoggedEvent("decide", at(1), Actor("hoa", [role]))

        assert workflow.conforms([("accept", at(0)), decided]) == ()

    def test_only_transitions_that_begin_where_the_case_stands_are_asked(self) -> None:
        withdraw = Workflow(
            "withdraw",
            version=1,
            initial=S.RECEIVED,
            final={S.RETURNED},
            transitions=[
                transition("withdraw", [S.RECEIVED], S.RETURNED, roles=["citizen"]),
                transition("withdraw", [S.APPRAISING], S.RETURNED, roles=["head"]),
            ],
        )
        by_head = LoggedEvent("withdraw", at(0), Actor("hoa", ["head"]))

        assert codes(withdraw.conforms([by_head])) == [("role", 0)]


class TestWholeLog:
    def test_it_counts_cases_events_and_deviations_by_code(self) -> None:
        report = workflow.conformance(
            {
                "1": log("accept", "ask"),
                "2": log("ask", "phone", "phone"),
                "3": log("accept"),
            }.items()
        )

        assert (report.cases, report.events, report.fitting) == (3, 6, 2)
        assert report.fitting_share == Fraction(2, 3)
        assert report.counts == {"unknown_action": 2, "not_from_here": 1}
        assert list(report.counts) == ["unknown_action", "not_from_here"]

    def test_it_keeps_the_deviations_of_each_case_that_has_any(self) -> None:
        cases = {"1": log("accept"), "2": log("ask")}

        report = workflow.conformance(cases.items(), ended=True)

        assert report.deviations == {
            number: workflow.conforms(events, ended=True)
            for number, events in cases.items()
        }

    def test_a_log_without_cases_has_no_share(self) -> None:
        assert workflow.conformance([]).fitting_share is None

    def test_it_reads_cases_and_events_as_they_come(self) -> None:
        def cases() -> Iterator[tuple[str, Iterator[tuple[str, datetime]]]]:
            yield "1", iter(log("accept"))
            yield "2", iter(log("ask"))

        assert workflow.conformance(cases()).events == 2

    def test_a_case_that_comes_twice_is_refused(self) -> None:
        cases = [("1", log("accept")), ("2", log("accept")), ("1", log("ask"))]

        with pytest.raises(InvalidValueError, match="group the log by case"):
            workflow.conformance(cases)


class Q(StrEnum):
    A = "a"
    B = "b"
    C = "c"
    D = "d"


edges = st.lists(
    st.tuples(st.sampled_from("xyz"), st.sampled_from(Q), st.sampled_from(Q)),
    max_size=8,
)


def machine(drawn: Sequence[tuple[str, Q, Q]]) -> Workflow[Q]:
    return Workflow(
        "drawn",
        version=1,
        initial=Q.A,
        final={Q.D},
        transitions=[transition(name, [source], to) for name, source, to in drawn],
    )


def is_a_way(
    drawn: Sequence[tuple[str, Q, Q]], state: Q, actions: str, *, ended: bool
) -> bool:
    """Try every way through the edges."""
    if not actions:
        return not ended or state is Q.D
    return any(
        is_a_way(drawn, target, actions[1:], ended=ended)
        for name, source, target in drawn
        if name == actions[0] and source is state
    )


class TestAgainstEveryWay:
    @given(drawn=edges, actions=st.text("xyz", max_size=6), ended=st.booleans())
    def test_a_log_conforms_exactly_when_some_way_through_the_workflow_makes_it(
        self, drawn: list[tuple[str, Q, Q]], actions: str, *, ended: bool
    ) -> None:
        found = machine(drawn).conforms(log(*actions), ended=ended)

        assert (found == ()) is is_a_way(drawn, Q.A, actions, ended=ended)

    @given(edges, st.lists(st.integers(0, 9), max_size=8))
    def test_what_a_dossier_did_conforms(
        self, drawn: list[tuple[str, Q, Q]], choices: list[int]
    ) -> None:
        workflow = machine(drawn)
        dossier = workflow.start("1", at=at(0), by=Actor("lan"))
        for n, choice in enumerate(choices):
            if ways := workflow.allowed(dossier, by=Actor("lan"), at=at(n)):
                way = ways[choice % len(ways)]
                dossier = workflow.fire(dossier, way, None, at=at(n), by=Actor("lan"))

        events = [LoggedEvent(e.action, e.at, e.by) for e in dossier.history]

        assert workflow.conforms(events) == ()
