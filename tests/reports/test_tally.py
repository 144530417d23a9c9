"""Tally: what the charts need, counted while the dossiers pass."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovkit.deadlines import WorkCalendar
from egovkit.errors import InvalidValueError, NaiveDatetimeError
from egovkit.metrics import Period, ResolutionCounts
from egovkit.outcome import Outcome, Status
from egovkit.reports import Tally

TZ = "Asia/Ho_Chi_Minh"
JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31), TZ)
FEBRUARY = datetime(2026, 2, 1, tzinfo=JANUARY.tz)
ENDED = [Status.RESOLVED, Status.REFUSED, Status.WITHDRAWN]


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    """Draw a dossier received between 2025-11-01 and 2026-03-01."""
    first = datetime(2025, 11, 1, tzinfo=JANUARY.tz)
    hours = st.integers(0, 24 * 120)
    received_at = first + timedelta(hours=draw(hours))
    after = draw(st.none() | hours)
    due = draw(st.none() | hours)
    return Outcome(
        number="1",
        field=draw(st.sampled_from([None, "a", "b"])),
        received_at=received_at,
        due_at=None if due is None else first + timedelta(hours=due),
        resolved_at=None if after is None else received_at + timedelta(hours=after),
        status=draw(st.sampled_from(ENDED)) if after is not None else Status.PENDING,
    )


def tally(**how: WorkCalendar) -> Tally:
    return Tally(("field",), period=JANUARY, as_of=FEBRUARY, **how)


def row(
    first: datetime, last: datetime | None, status: Status | None = None
) -> Outcome:
    known = status or (Status.PENDING if last is None else Status.RESOLVED)
    return Outcome(
        number="1", field="a", received_at=first, resolved_at=last, status=known
    )


def local(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=JANUARY.tz)


class TestWatch:
    def test_dossiers_pass_on_as_they_are_and_only_when_asked_for(self) -> None:
        rows = [row(local(5), None), row(local(6), None)]
        counted = tally()

        passing = counted.watch(rows)
        assert next(passing) is rows[0]
        assert counted.received.total() == 1
        assert list(passing) == rows[1:]

    @given(st.lists(outcomes(), max_size=30))
    def test_it_counts_the_dossiers_that_resolution_counts_counts(
        self, rows: list[Outcome]
    ) -> None:
        counted = tally()
        groups = ResolutionCounts.by(
            counted.watch(rows), counted.group, period=JANUARY, as_of=FEBRUARY
        )

        total = sum(groups.values(), ResolutionCounts.zero())
        assert counted.carried_over == total.carried_over
        assert counted.received.total() == total.received
        came_in = counted.carried_over + counted.received.total()
        assert came_in - counted.ended.total() == total.open_stock
        assert counted.outside == len(rows) - came_in

    @given(st.lists(outcomes(), max_size=30))
    def test_durations_are_those_of_the_dossiers_resolved_in_the_period(
        self, rows: list[Outcome]
    ) -> None:
        counted = tally()
        list(counted.watch(rows))

        expected: dict[tuple[str, int], int] = {}
        for outcome in rows:
            end = outcome.resolved_at
            if outcome.status is not Status.RESOLVED or end is None:
                continue
            if JANUARY.first <= end.date() <= JANUARY.last:
                days = end.toordinal() - outcome.received_at.toordinal()
                key = outcome.field or "", days
                expected[key] = expected.get(key, 0) + 1
        assert expected == {
            (group, days): count
            for (group,), counts in counted.durations.items()
            for days, count in counts.items()
        }

    def test_a_month_is_a_local_one(self) -> None:
        counted = tally()
        midnight = datetime(2026, 1, 1, tzinfo=JANUARY.tz)
        list(counted.watch([row(midnight, None)]))

        assert counted.received == {12 * 2026: 1}

    def test_what_it_keeps_does_not_grow_with_the_dossiers(self) -> None:
        counted = tally()
        for _ in counted.watch(row(local(5), local(6)) for _ in range(1000)):
            pass

        assert counted.received == {12 * 2026: 1000}
        assert counted.durations == {("a",): {1: 1000}}


class TestDurations:
    @pytest.mark.parametrize(
        ("first", "last", "days"),
        [(5, 5, 0), (9, 12, 1), (10, 12, 0), (5, 12, 5)],
        ids=["same day", "over a weekend", "from a day off", "a week"],
    )
    def test_a_calendar_counts_its_working_days(
        self, first: int, last: int, days: int
    ) -> None:
        calendar = WorkCalendar(tz=TZ, first=date(2026, 1, 1), last=date(2026, 12, 31))
        counted = tally(calendar=calendar)
        list(counted.watch([row(local(first, 8), local(last, 10))]))

        assert counted.durations == {("a",): {days: 1}}

    def test_a_day_that_the_calendar_lacks_leaves_no_duration_but_a_note(self) -> None:
        calendar = WorkCalendar(tz=TZ, first=date(2026, 1, 8), last=date(2026, 1, 31))
        counted = tally(calendar=calendar)
        list(counted.watch([row(local(5), local(9))]))

        assert (counted.durations, counted.outside_calendar) == ({}, 1)

    def test_a_refused_dossier_has_ended_but_has_no_duration(self) -> None:
        counted = tally()
        list(counted.watch([row(local(5), local(9), status=Status.REFUSED)]))

        assert counted.ended.total() == 1
        assert counted.durations == {}


class TestArguments:
    @pytest.mark.parametrize("by", [(), ("fields",)], ids=["none", "unknown"])
    def test_groups_need_columns_that_there_are(self, by: tuple[str, ...]) -> None:
        with pytest.raises(InvalidValueError, match="by"):
            Tally(by, period=JANUARY, as_of=FEBRUARY)

    def test_an_instant_without_a_zone_is_refused(self) -> None:
        with pytest.raises(NaiveDatetimeError):
            Tally(period=JANUARY, as_of=datetime(2026, 2, 1))  # noqa: DTZ001


class TestChangeOfTheOffset:
    """On 2025-10-26 clocks in Amsterdam showed 02:00 to 02:59 twice."""

    def test_an_instant_of_the_hour_that_occurs_twice_is_not_taken_for_the_other(
        self,
    ) -> None:
        tz = ZoneInfo("Europe/Amsterdam")
        second = datetime(2025, 10, 26, 2, 10, tzinfo=tz, fold=1)
        first = datetime(2025, 10, 26, 2, 40, tzinfo=tz)
        october = Period(date(2025, 10, 1), date(2025, 10, 31), tz)
        counted = Tally(period=october, as_of=second)
        list(counted.watch([row(first, None), row(first - timedelta(days=1), first)]))

        assert counted.received.total() == 2
        assert counted.ended.total() == 1
