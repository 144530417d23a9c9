"""The flat row about a dossier."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest

from egovkit.deadlines import CountingRule, Extension, Term, WorkCalendar
from egovkit.deadlines import compute_deadline as compute
from egovkit.dossiers import (
    Actor,
    ClockEffect,
    Dossier,
    Procedure,
    Workflow,
    transition,
)
from egovkit.metrics import Timeliness, classify
from egovkit.outcome import Channel, DueBy, Outcome, Status

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class S(StrEnum):
    APPRAISING = "appraising"
    AWAITING = "awaiting"
    RESOLVED = "resolved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


ask = transition("ask", [S.APPRAISING], S.AWAITING)
supply = transition("supply", [S.AWAITING], S.APPRAISING)
extend = transition("extend", [S.APPRAISING], S.APPRAISING, payload=Extension)
resolve = transition("resolve", [S.APPRAISING], S.RESOLVED)
give = transition("give", [S.RESOLVED], S.RETURNED)
withdraw = transition("withdraw", [S.APPRAISING, S.AWAITING], S.WITHDRAWN)
workflow = Workflow(
    "one-stop",
    version=1,
    initial=S.APPRAISING,
    final={S.RETURNED, S.WITHDRAWN},
    transitions=[ask, supply, extend, resolve, give, withdraw],
    clock={S.AWAITING: ClockEffect.PAUSES, S.RESOLVED: ClockEffect.STOPS},
    status={S.WITHDRAWN: Status.WITHDRAWN},
)
BY = Actor("lan")
CALENDAR = WorkCalendar(tz=HANOI, first=date(2026, 1, 1), last=date(2026, 12, 31))
RULE = CountingRule()


def march(day: int, hour: int = 9) -> datetime:
    """Return an instant of March 2026 of which the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, tzinfo=HANOI)


def end_of(day: int) -> datetime:
    return datetime(2026, 3, day, 23, 59, 59, tzinfo=HANOI)


def started(term: str | None = "3 working days", *, told: bool = True) -> Dossier[S]:
    """Receive a dossier on the 2nd, and promise it within two days, for the 4th."""
    received_at, two_days = march(2), Term.working_days(2)
    due = compute(received_at, two_days, CALENDAR, rule=RULE)
    return workflow.start(
        "H53-0001", at=received_at, by=BY,
        procedure=Procedure("1.0", "Birth", "Justice", term),
        channel=Channel.POST, unit="ward 7", promise=due.promise() if told else None,
    )  # fmt: skip


class TestWhatItHolds:
    def test_a_whole_life_in_one_row(self) -> None:
        dossier = started("5 working days")
        dossier = workflow.fire(dossier, ask, at=march(3), by=BY)
        dossier = workflow.fire(dossier, supply, at=march(3, 15), by=BY)
        dossier = workflow.fire(
            dossier,
            extend,
            Extension(date(2026, 3, 11), "survey"),
            at=march(3, 16),
            by=BY,
        )
        dossier = workflow.fire(dossier, resolve, at=march(10), by=BY)
        dossier = workflow.fire(dossier, give, at=march(12), by=BY)

        row = dossier.outcome(workflow, CALENDAR, rule=RULE, as_of=march(30))

        assert row == Outcome(
            number="H53-0001",
            procedure="1.0",
            field="Justice",
            unit="ward 7",
            channel=Channel.POST,
            received_at=march(2),
            due_at=end_of(11),
            promised_at=end_of(4),
            resolved_at=march(10),
            returned_at=march(12),
            status=Status.RESOLVED,
            due_by=DueBy.DAY,
            paused_seconds=6 * 3600,
            supplements=1,
            extended=True,
            last_promised_at=end_of(11),
            reopened=0,
        )

    def test_a_dossier_of_which_little_is_known(self) -> None:
        row = workflow.start("1", at=march(2), by=BY).outcome(workflow, as_of=march(3))

        assert row == Outcome(
            number="1", received_at=march(2), status=Status.PENDING, paused_seconds=0,
            supplements=0, extended=False, reopened=0,
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("actions", "status"),
        [
            ([], Status.PENDING),
            ([ask], Status.PAUSED),
            ([resolve], Status.RESOLVED),
            ([resolve, give], Status.RESOLVED),
            ([withdraw], Status.WITHDRAWN),
            ([ask, withdraw], Status.WITHDRAWN),
        ],
    )
    def test_its_status_is_that_of_the_state(
        self, actions: list[type[None]], status: Status
    ) -> None:
        dossier = started()
        for action in actions:
            dossier = workflow.fire(dossier, str(action), at=march(3), by=BY)

        assert dossier.outcome(workflow, as_of=march(5)).status is status

    def test_metrics_read_it(self) -> None:
        dossier = workflow.fire(started(told=False), resolve, at=march(6), by=BY)

        row = dossier.outcome(workflow, CALENDAR, rule=RULE, as_of=march(30))

        # Due on the 5th: 3, 4, 5.
        assert classify(row, as_of=march(30)) is Timeliness.OVERDUE
        paused = workflow.fire(started(), ask, at=march(3), by=BY)
        row = paused.outcome(workflow, CALENDAR, rule=RULE, as_of=march(30))
        assert classify(row, as_of=march(30)) is Timeliness.PAUSED


class TestWhenItIsDue:
    def test_the_deadline_that_is_given_comes_first(self) -> None:
        given = compute(march(2), Term.working_days(9), CALENDAR, rule=RULE)

        row = started().outcome(
            workflow, CALENDAR, rule=RULE, as_of=march(3), deadline=given
        )

        # Counted: 3, 4, 5, 6, 9, 10, 11, 12, 13.
        assert row.due_at == end_of(13)

    def test_then_the_one_that_is_computed(self) -> None:
        row = started().outcome(workflow, CALENDAR, rule=RULE, as_of=march(3))

        assert row.due_at == end_of(5)
        assert row.promised_at == end_of(4)

    def test_then_what_was_promised_last(self) -> None:
        dossier = workflow.fire(
            started(),
            extend,
            Extension(date(2026, 3, 11), "survey"),
            at=march(3),
            by=BY,
        )

        row = dossier.outcome(workflow, CALENDAR, as_of=march(4))

        assert (row.due_at, row.promised_at) == (end_of(11), end_of(4))
        assert row.last_promised_at == end_of(11)

    def test_a_promise_also_serves_where_there_is_no_term(self) -> None:
        row = started(None).outcome(workflow, CALENDAR, rule=RULE, as_of=march(3))

        assert row.due_at == end_of(4)

    def test_else_it_is_not_known(self) -> None:
        row = started(None, told=False).outcome(workflow, CALENDAR, as_of=march(3))

        assert row.due_at is None
        assert classify(row, as_of=march(3)) is Timeliness.NO_TERM

    def test_a_promise_that_was_made_later_is_not_known_yet(self) -> None:
        dossier = workflow.fire(
            started(),
            extend,
            Extension(date(2026, 3, 11), "survey"),
            at=march(3),
            by=BY,
        )

        row = dossier.outcome(workflow, as_of=march(2, 12))

        assert row.due_at == row.last_promised_at == end_of(4)
        assert row.extended is False

    def test_a_term_in_hours_is_judged_by_the_instant(self) -> None:
        row = started("24 hours").outcome(workflow, CALENDAR, rule=RULE, as_of=march(3))

        assert row.due_by is DueBy.INSTANT
        assert row.due_at == march(3)
        days = started().outcome(workflow, CALENDAR, rule=RULE, as_of=march(3))
        assert days.due_by is DueBy.DAY


class TestZones:
    def test_instants_are_in_the_zone_of_the_calendar(self) -> None:
        as_of = datetime(2026, 3, 30, tzinfo=UTC)

        row = started().outcome(workflow, CALENDAR, as_of=as_of)

        assert row.received_at.tzinfo is HANOI
        assert row.promised_at is not None
        assert row.promised_at.tzinfo is HANOI

    def test_else_in_that_of_the_deadline(self) -> None:
        given = compute(march(2), Term.working_days(9), CALENDAR, rule=RULE)
        as_of = datetime(2026, 3, 30, tzinfo=UTC)

        row = started().outcome(workflow, as_of=as_of, deadline=given)

        assert row.received_at.tzinfo is HANOI

    def test_else_in_that_of_as_of(self) -> None:
        as_of = datetime(2026, 3, 30, tzinfo=UTC)

        row = started().outcome(workflow, as_of=as_of)

        assert row.received_at.tzinfo is UTC
        assert row.received_at == march(2)

    def test_in_the_hour_that_occurs_twice_order_is_kept(self) -> None:
        # On 25 October 2026 clocks in Berlin show 02:00 to 03:00 twice.
        berlin = ZoneInfo("Europe/Berlin")
        first = datetime(2026, 10, 25, 2, 45, tzinfo=berlin)
        second = datetime(2026, 10, 25, 2, 15, fold=1, tzinfo=berlin)
        dossier = workflow.start("1", at=first, by=BY)
        dossier = workflow.fire(dossier, ask, at=first, by=BY)
        dossier = workflow.fire(dossier, supply, at=second, by=BY)
        dossier = workflow.fire(dossier, resolve, at=second, by=BY)

        as_of = second + timedelta(days=1)
        row = dossier.outcome(workflow, as_of=as_of)

        assert row.paused_seconds == 30 * 60
        assert row.resolved_at is not None
        resolved = row.resolved_at.astimezone(UTC)
        assert resolved - row.received_at.astimezone(UTC) == timedelta(minutes=30)
