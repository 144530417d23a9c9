"""What the database tells of dossiers is what the dossiers tell of themselves."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovkit.deadlines import CountingRule, Extension, Notice, WorkCalendar
from egovkit.dossiers import (
    Actor,
    ClockEffect,
    Dossier,
    Payment,
    Procedure,
    Workflow,
)
from egovkit.dossiers import transition as make
from egovkit.errors import NaiveDatetimeError, NotReceivedError
from egovkit.metrics import Period, ResolutionCounts
from egovkit.outcome import Outcome, Status
from egovkit.storage import Due, Store
from egovkit.testing import State, walks, workflows

if TYPE_CHECKING:
    from tests.storage.conftest import Database

TZ = ZoneInfo("Asia/Ho_Chi_Minh")
RULE = CountingRule.VN_CIVIL_CODE
CALENDAR = WorkCalendar(tz=TZ, first=date(2024, 1, 1), last=date(2031, 12, 31))
LAN = Actor("cb-014", ["officer"])


def outcome(
    dossier: Dossier[State],
    workflow: Workflow[State],
    as_of: datetime,
    calendar: WorkCalendar | None,
) -> Outcome | None:
    try:
        return dossier.outcome(
            workflow, calendar, rule=RULE if calendar else None, as_of=as_of
        )
    except NotReceivedError:
        return None


@st.composite
def lives(draw: st.DrawFn) -> tuple[Workflow[State], Dossier[State]]:
    workflow = draw(workflows())
    return workflow, draw(walks(workflow))


@given(
    life=lives(),
    part=st.integers(1, 8),
    shift=st.timedeltas(timedelta(days=-400), timedelta(days=400)),
    calendar=st.sampled_from([None, CALENDAR]),
)
def test_a_row_tells_what_the_dossier_tells_at_any_time(
    life: tuple[Workflow[State], Dossier[State]],
    part: int,
    shift: timedelta,
    calendar: WorkCalendar | None,
) -> None:
    """Written at once or in two parts; seen before, at and after its last event."""
    workflow, dossier = life
    rule = RULE if calendar else None
    with Store.open(
        "sqlite://", workflows=[workflow], calendar=calendar, rule=rule
    ) as store:
        stored = store.add(workflow.replay(dossier.history[:part]))
        store.append(stored, dossier)

        for event in dossier.history:
            for at in (event.at.astimezone(TZ), event.at.astimezone(TZ) + shift):
                expected = outcome(dossier, workflow, at, calendar)
                rows = list(store.outcomes(as_of=at))
                assert rows == ([] if expected is None else [expected])
        assert store.recompute(also_ended=True) == 0


class S(StrEnum):
    SUBMITTED = "submitted"
    CHECKING = "checking"
    APPRAISING = "appraising"
    WAITING = "waiting"
    RESOLVED = "resolved"


ACCEPT = make("accept", [S.SUBMITTED], S.APPRAISING)
ASK = make("ask", [S.APPRAISING], S.WAITING)
SUPPLY = make("supply", [S.WAITING], S.APPRAISING)
RESOLVE = make("resolve", [S.APPRAISING], S.RESOLVED)
CHECK = make("check", [S.APPRAISING], S.CHECKING)
BACK = make("back", [S.CHECKING], S.APPRAISING)
PAY = make("pay", [S.APPRAISING], S.APPRAISING, payload=Payment)
EXTEND = make("extend", [S.APPRAISING], S.APPRAISING, payload=Extension)
RESTART = make("restart", [S.APPRAISING], S.APPRAISING, restart_clock=True)
WORKFLOW = Workflow(
    "one-stop",
    version=1,
    initial=S.SUBMITTED,
    final={S.RESOLVED},
    transitions=[
        ACCEPT, ASK, SUPPLY, RESOLVE, CHECK, BACK, PAY, EXTEND, RESTART,
    ],
    clock={S.SUBMITTED: ClockEffect.WAITS, S.WAITING: ClockEffect.PAUSES},
    supplements=[S.WAITING, S.CHECKING],
    correct_roles={"officer"},
)  # fmt: skip
THREE_DAYS = Procedure("1.001193", "Birth registration", "Justice", "3 working days")


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=TZ)


@pytest.fixture
def store(db: "Database") -> Iterator[Store]:
    with Store.create(
        db.url, workflows=[WORKFLOW], calendar=CALENDAR, rule=RULE
    ) as store:
        yield store


def accepted(number: str, day: int, unit: str | None = None) -> Dossier[S]:
    dossier = WORKFLOW.start(
        number, at=at(day, 8), by=LAN, procedure=THREE_DAYS, unit=unit
    )
    return WORKFLOW.fire(dossier, ACCEPT, at=at(day), by=LAN)


def fired(dossier: Dossier[S], action: str, payload: object = None) -> Dossier[S]:
    return WORKFLOW.fire(dossier, action, payload, at=at(7), by=LAN)


def retimed(dossier: Dossier[S]) -> Dossier[S]:
    return WORKFLOW.correct(dossier, 1, at=at(5, 8), by=LAN, why="typed wrongly")


HAPPENINGS: dict[str, Callable[[Dossier[S]], Dossier[S]]] = {
    "papers are asked for while the clock runs": lambda d: fired(d, "check"),
    "a fee is paid": lambda d: fired(d, "pay", Payment(30_000, online=True)),
    "it is extended to a day before it is due": lambda d: fired(
        d, "extend", Extension(date(2026, 1, 8), "storm")
    ),
    "the term begins anew": lambda d: fired(d, "restart"),
    "an event is put right": retimed,
    "another date is promised": lambda d: WORKFLOW.fire(
        d, RESTART, at=at(7), by=LAN,
        promise=d.deadline(WORKFLOW, CALENDAR, rule=RULE).promise(),
    ),
    "it moves on inside the office": lambda d: fired(fired(d, "restart"), "ask"),
}  # fmt: skip


class TestAppend:
    @pytest.mark.parametrize("what", HAPPENINGS)
    @pytest.mark.parametrize("calendar", [None, CALENDAR])
    def test_a_row_is_up_to_date_after(
        self, what: str, calendar: WorkCalendar | None
    ) -> None:
        """The clock ran before and runs after: not only its stops are told."""
        rule = RULE if calendar else None
        dossier = accepted("1", 5)
        promise = dossier.deadline(WORKFLOW, CALENDAR, rule=RULE).promise()
        dossier = WORKFLOW.fire(dossier, CHECK, at=at(6), by=LAN, promise=promise)
        dossier = WORKFLOW.fire(dossier, BACK, at=at(6, 10), by=LAN)
        after = HAPPENINGS[what](dossier)

        with Store.open(
            "sqlite://", workflows=[WORKFLOW], calendar=calendar, rule=rule
        ) as store:
            store.append(store.add(dossier), after)
            found = {day: list(store.outcomes(as_of=at(day))) for day in (7, 20)}

        assert found == {
            day: [after.outcome(WORKFLOW, calendar, rule=rule, as_of=at(day))]
            for day in (7, 20)
        }


class TestOutcomes:
    def test_a_pause_that_lasts_is_counted_up_to_the_moment(self, store: Store) -> None:
        dossier = WORKFLOW.fire(accepted("1", 5), ASK, at=at(6), by=LAN)
        store.add(dossier)

        paused = [
            outcome.paused_seconds
            for moment in (at(6), at(6, 10), at(8))
            for outcome in store.outcomes(as_of=moment)
        ]

        assert paused == [0, 3600, 48 * 3600]

    def test_what_had_not_been_received_has_no_row(self, store: Store) -> None:
        store.add(WORKFLOW.start("1", at=at(5), by=LAN))
        store.add(accepted("2", 7))

        seen = {
            day: [o.number for o in store.outcomes(as_of=at(day))] for day in (6, 8)
        }

        assert seen == {6: [], 8: ["2"]}

    def test_only_what_went_on_later_is_read_event_by_event(
        self, store: Store, statements: list[str]
    ) -> None:
        for day in (5, 6, 7):
            store.add(accepted(str(day), day))
        last = store.load("7", WORKFLOW)
        store.append(last, WORKFLOW.fire(last.dossier, ASK, at=at(9), by=LAN))
        statements.clear()

        outcomes = list(store.outcomes(as_of=at(8)))

        assert [o.status for o in outcomes] == [Status.PENDING] * 3
        assert sum("egovkit_event" in statement for statement in statements) == 1

    def test_instants_are_in_the_zone_of_the_calendar_or_else_of_as_of(
        self, db: "Database", store: Store
    ) -> None:
        store.add(accepted("1", 5))
        seoul = ZoneInfo("Asia/Seoul")

        with Store.open(db.url, workflows=[WORKFLOW]) as other:
            zones = [
                outcome.received_at.tzinfo
                for one in (store, other)
                for outcome in one.outcomes(as_of=at(8).astimezone(seoul))
            ]

        assert zones == [TZ, seoul]

    def test_a_naive_moment_is_refused(self, store: Store) -> None:
        naive = datetime(2026, 1, 8)  # noqa: DTZ001

        with pytest.raises(NaiveDatetimeError, match="as_of"):
            list(store.outcomes(as_of=naive))
        with pytest.raises(NaiveDatetimeError, match="as_of"):
            list(store.due(as_of=naive))

    @pytest.fixture
    def office(self, store: Store) -> list[Outcome]:
        """Dossiers of three weeks and two units, a third of them resolved."""
        dossiers = list[Dossier[S]]()
        for n in range(1500):
            dossier = accepted(f"{n:05}", 5 + n % 20, f"ward {n % 2}")
            if n % 3 == 0:
                moment = dossier.history[-1].at + timedelta(days=n % 7)
                dossier = WORKFLOW.fire(dossier, RESOLVE, at=moment, by=LAN)
            dossiers.append(dossier)
        with store.batch() as batch:
            for dossier in dossiers:
                batch.add(dossier)
        return [
            dossier.outcome(WORKFLOW, CALENDAR, rule=RULE, as_of=at(31))
            for dossier in dossiers
        ]

    def test_they_are_many_pages_in_the_order_of_numbers(
        self, store: Store, office: list[Outcome]
    ) -> None:
        assert list(store.outcomes(as_of=at(31))) == office

    def test_those_of_a_unit_are_its_own(
        self, store: Store, office: list[Outcome]
    ) -> None:
        found = list(store.outcomes(as_of=at(31), unit="ward 1"))

        assert found == [outcome for outcome in office if outcome.unit == "ward 1"]

    def test_a_period_leaves_out_only_what_counts_nowhere_in_it(
        self, store: Store, office: list[Outcome]
    ) -> None:
        week = Period(date(2026, 1, 12), date(2026, 1, 16), TZ)

        found = list(store.outcomes(as_of=at(31), during=week))

        assert len(found) < len(office)
        assert ResolutionCounts.of(
            found, period=week, as_of=at(31)
        ) == ResolutionCounts.of(office, period=week, as_of=at(31))


class TestDue:
    def test_they_come_in_the_order_of_their_due_dates(self, store: Store) -> None:
        for number, day in (("3", 6), ("2", 5), ("1", 7), ("4", 5)):
            store.add(accepted(number, day, "ward 7"))

        due = list(store.due(as_of=at(12)))

        assert [(one.number, one.due_at.day) for one in due] == [
            ("2", 8), ("4", 8), ("3", 9),
        ]  # fmt: skip
        assert due[0] == Due(
            number="2", workflow="one-stop", state="appraising", unit="ward 7",
            procedure="1.001193", due_at=datetime(2026, 1, 8, 23, 59, 59, tzinfo=TZ),
        )  # fmt: skip

    def test_a_dossier_is_due_from_that_instant_on(self, store: Store) -> None:
        store.add(accepted("1", 5))
        due_at = datetime(2026, 1, 8, 23, 59, 59, tzinfo=TZ)
        moments = (due_at - timedelta(microseconds=1), due_at)

        assert [len(list(store.due(as_of=moment))) for moment in moments] == [0, 1]

    def test_what_pauses_or_has_ended_is_not_due(self, store: Store) -> None:
        asked = WORKFLOW.fire(accepted("1", 5), ASK, at=at(6), by=LAN)
        resolved = WORKFLOW.fire(accepted("2", 5), RESOLVE, at=at(6), by=LAN)
        paused, ended = store.add(asked), store.add(resolved)
        assert ended.dossier.state is S.RESOLVED

        assert list(store.due(as_of=at(31))) == []

        supplied = WORKFLOW.fire(asked, SUPPLY, at=at(7), by=LAN)
        store.append(paused, supplied)
        assert [(d.number, d.due_at.day) for d in store.due(as_of=at(31))] == [("1", 9)]

    def test_a_dossier_without_a_due_date_is_never_due(self, store: Store) -> None:
        dossier = WORKFLOW.start("1", at=at(5), by=LAN)
        store.add(WORKFLOW.fire(dossier, ACCEPT, at=at(5), by=LAN))

        assert list(store.due(as_of=at(31))) == []

    def test_one_unit_works_off_its_own_while_it_goes_through_them(
        self, store: Store
    ) -> None:
        with store.batch() as batch:
            for n in range(1300):
                batch.add(accepted(f"{n:04}", 5 + n % 3, f"ward {n % 2}"))

        seen = list[str]()
        for due in store.due(as_of=at(31), unit="ward 1"):
            seen.append(due.number)
            stored = store.load(due.number, WORKFLOW)
            done = WORKFLOW.fire(stored.dossier, RESOLVE, at=at(9), by=LAN)
            if len(seen) % 50 == 0:
                store.append(stored, done)

        assert seen == sorted(seen, key=lambda n: (int(n) % 3, n))
        assert len(seen) == len(set(seen)) == 650
        assert len(list(store.due(as_of=at(31), unit="ward 1"))) == 650 - 13


class TestRecompute:
    def test_a_new_notice_moves_due_dates_that_are_stored(
        self, db: "Database", store: Store
    ) -> None:
        store.add(accepted("1", 5))
        store.add(accepted("2", 12))
        notice = Notice(days_off={date(2026, 1, 7): "storm"}, citation="notice 1")
        calendar = CALENDAR.with_notice(notice)

        with Store.open(
            db.url, workflows=[WORKFLOW], calendar=calendar, rule=RULE
        ) as later:
            counts = later.recompute(), later.recompute()
            days = [due.due_at.day for due in later.due(as_of=at(31))]

        assert counts == (1, 0)
        assert days == [9, 15]

    def test_ended_dossiers_are_worked_out_anew_when_asked(
        self, db: "Database", store: Store
    ) -> None:
        store.add(WORKFLOW.fire(accepted("1", 5), RESOLVE, at=at(6), by=LAN))
        refusing = Workflow(
            "one-stop", version=1, initial=S.SUBMITTED, final={S.RESOLVED},
            transitions=WORKFLOW.transitions, clock=WORKFLOW.clock,
            status={S.RESOLVED: Status.REFUSED},
        )  # fmt: skip

        with Store.open(
            db.url, workflows=[refusing], calendar=CALENDAR, rule=RULE
        ) as later:
            counts = later.recompute(), later.recompute(also_ended=True)
            statuses = [outcome.status for outcome in later.outcomes(as_of=at(8))]

        assert counts == (0, 1)
        assert statuses == [Status.REFUSED]
