"""One action on many dossiers."""

from datetime import UTC, date, datetime
from enum import StrEnum

import pytest

from egovkit.deadlines import CountingRule, Promise, WorkCalendar
from egovkit.dossiers import (
    Actor,
    ClockEffect,
    Dossier,
    Procedure,
    Workflow,
    transition,
)
from egovkit.errors import InvalidValueError, NoTermError


class S(StrEnum):
    SUBMITTED = "submitted"
    APPRAISING = "appraising"
    RESOLVED = "resolved"


accept = transition("accept", [S.SUBMITTED], S.APPRAISING, roles=["officer"])
resolve = transition("resolve", [S.APPRAISING], S.RESOLVED)
workflow = Workflow(
    "w", version=1, initial=S.SUBMITTED, final={S.RESOLVED},
    transitions=[accept, resolve], clock={S.SUBMITTED: ClockEffect.WAITS},
)  # fmt: skip
LAN = Actor("lan", ["officer"])
CALENDAR = WorkCalendar(tz=UTC, first=date(2026, 1, 1), last=date(2026, 12, 31))
TERM = Procedure("1.0", "Birth", term="1 working day")


def day(n: int) -> datetime:
    return datetime(2026, 3, n, 9, tzinfo=UTC)


def submitted(number: str, procedure: Procedure | None = TERM) -> Dossier[S]:
    return workflow.start(number, at=day(2), by=LAN, procedure=procedure)


def deadline(dossier: Dossier[S]) -> Promise:
    return dossier.deadline(workflow, CALENDAR, rule=CountingRule()).promise()


@pytest.fixture
def some() -> list[Dossier[S]]:
    """Return two that were accepted, with one in between that was not."""
    first, second, third = submitted("1"), submitted("2"), submitted("3")
    return [
        workflow.fire(first, accept, at=day(2), by=LAN),
        second,
        workflow.fire(third, accept, at=day(3), by=LAN),
    ]


class TestFireMany:
    def test_one_that_is_refused_stops_none_of_the_others(
        self, some: list[Dossier[S]]
    ) -> None:
        found = workflow.fire_many(some, resolve, at=day(4), by=LAN)

        assert [d.number for d in found.done] == ["1", "3"]
        assert {d.state for d in found.done} == {S.RESOLVED}
        (refused,) = found.refused
        assert refused.dossier is some[1]
        assert [refusal.code for refusal in refused.refusals] == ["state"]

    def test_each_is_what_it_is_alone(self, some: list[Dossier[S]]) -> None:
        found = workflow.fire_many(iter(some), resolve, at=day(4), by=LAN)

        alone = workflow.fire(some[0], resolve, at=day(4), by=LAN)
        assert found.done[0] == alone

    def test_each_gets_a_promise_and_a_key_of_its_own(
        self, some: list[Dossier[S]]
    ) -> None:
        found = workflow.fire_many(
            some, resolve, at=day(4), by=LAN, promise=deadline,
            key=lambda dossier: f"batch-7/{dossier.number}",
        )  # fmt: skip

        # Received on Monday the 2nd and on Tuesday the 3rd.
        promised = [d.promise.due_day for d in found.done if d.promise]
        assert promised == [date(2026, 3, 3), date(2026, 3, 4)]
        assert [d.history[-1].key for d in found.done] == ["batch-7/1", "batch-7/3"]

    def test_a_batch_that_is_sent_again_is_done_once(
        self, some: list[Dossier[S]]
    ) -> None:
        def key(dossier: Dossier[S]) -> str:
            return f"batch-7/{dossier.number}"

        once = workflow.fire_many(some, resolve, at=day(4), by=LAN, key=key)

        twice = workflow.fire_many(once.done, resolve, at=day(5), by=LAN, key=key)

        assert twice.done == once.done
        assert twice.refused == ()

    def test_nothing_is_promised_where_the_action_is_refused(
        self, some: list[Dossier[S]]
    ) -> None:
        with pytest.raises(NoTermError):
            deadline(some[1])

        found = workflow.fire_many(some, resolve, at=day(4), by=LAN, promise=deadline)

        assert [one.dossier for one in found.refused] == [some[1]]

    def test_by_name(self, some: list[Dossier[S]]) -> None:
        found = workflow.fire_many(some, "resolve", at=day(4), by=LAN)

        assert len(found.done) == 2
        with pytest.raises(InvalidValueError, match="'resolv' given as action"):
            workflow.fire_many(some, "resolv", at=day(4), by=LAN)

    def test_none_are_none(self) -> None:
        found = workflow.fire_many([], resolve, at=day(4), by=LAN)

        assert (found.done, found.refused) == ((), ())


class TestAPromiseThatCannotBeComputed:
    def test_it_refuses_that_dossier_and_stops_none_of_the_others(self) -> None:
        bulk = workflow.fire_many(
            [submitted("1"), submitted("2", None), submitted("3")],
            accept,
            at=day(2),
            by=LAN,
            promise=deadline,
        )

        assert [dossier.number for dossier in bulk.done] == ["1", "3"]
        assert [r.dossier.number for r in bulk.refused] == ["2"]
        assert bulk.refused[0].refusals[0].code == "no_term"
