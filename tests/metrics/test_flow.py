from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovkit.errors import InvalidValueError
from egovkit.metrics import Flow, Period, ResolutionCounts, flows
from egovkit.outcome import Outcome

# Clocks in Amsterdam went back on 25 October 2026.
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
AUTUMN = Period(date(2026, 9, 20), date(2026, 11, 10), AMSTERDAM)
MONTHS = AUTUMN.months()
FIRST = datetime(2026, 9, 1, tzinfo=UTC)


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    hours = st.integers(0, 80 * 24)
    received = FIRST + timedelta(hours=draw(hours))
    end = draw(st.none() | hours.map(lambda n: received + timedelta(hours=n)))
    return Outcome(
        number="1",
        received_at=received.astimezone(AMSTERDAM),
        resolved_at=end and end.astimezone(AMSTERDAM),
    )


ROWS = st.lists(outcomes(), max_size=12)


def flow(carried_over: int, received: int, ended: int, left: int) -> Flow:
    return Flow(
        period=AUTUMN, as_of=AUTUMN.end, carried_over=carried_over,
        received=received, ended=ended, open=left,
    )  # fmt: skip


class TestFlows:
    @given(ROWS, st.integers(0, 20 * 24))
    def test_are_those_of_each_period_counted_by_itself(
        self, rows: list[Outcome], hours: int
    ) -> None:
        as_of = MONTHS[-1].start + timedelta(hours=hours)
        apart = [
            Flow.of(ResolutionCounts.of(rows, period=month, as_of=as_of))
            for month in MONTHS
        ]

        assert list(flows(rows, periods=MONTHS, as_of=as_of)) == apart

    @given(ROWS)
    def test_what_one_leaves_open_the_next_carries_over(
        self, rows: list[Outcome]
    ) -> None:
        made = flows(rows, periods=MONTHS, as_of=AUTUMN.end)

        assert all(
            one.open == following.carried_over for one, following in pairwise(made)
        )

    def test_what_happens_at_as_of_has_happened(self) -> None:
        at = MONTHS[0].start + timedelta(days=1)
        row = Outcome(number="1", received_at=at, resolved_at=at)
        (made,) = flows([row], periods=MONTHS[:1], as_of=at)

        assert (made.received, made.ended) == (1, 1)

    def test_refuse_periods_with_a_gap(self) -> None:
        with pytest.raises(InvalidValueError, match="begins the day after 2026-09-20"):
            flows([], periods=[MONTHS[0], MONTHS[2]], as_of=AUTUMN.end)

    def test_refuse_a_period_that_has_not_begun(self) -> None:
        with pytest.raises(InvalidValueError, match="as_of"):
            flows([], periods=MONTHS, as_of=MONTHS[1].start)

    def test_refuse_no_periods(self) -> None:
        with pytest.raises(InvalidValueError, match="at least one period"):
            flows([], periods=[], as_of=AUTUMN.end)


class TestFlow:
    def test_clears_more_than_comes_in_where_the_stock_shrinks(self) -> None:
        assert flow(20, 100, 110, 10).clearance_rate == Fraction(11, 10)

    def test_disposition_time_is_the_days_to_end_what_is_open(self) -> None:
        # 52 days from 20 September to 10 November, and half of what ended is open.
        assert flow(20, 100, 80, 40).disposition_time == 26

    def test_disposition_time_of_a_period_under_way_counts_its_days_so_far(
        self,
    ) -> None:
        running = Flow(
            period=AUTUMN, as_of=datetime(2026, 9, 29, 12, tzinfo=AMSTERDAM),
            carried_over=0, received=10, ended=5, open=5,
        )  # fmt: skip

        assert running.disposition_time == 10

    def test_the_resolution_rate_is_of_all_in_hand(self) -> None:
        assert flow(20, 100, 80, 40).resolution_rate.value == Fraction(2, 3)

    def test_of_nothing_has_no_rates(self) -> None:
        nothing = flow(0, 0, 0, 0)

        assert nothing.clearance_rate is None
        assert nothing.disposition_time is None
        assert nothing.resolution_rate.value is None

    def test_refuses_what_does_not_reconcile(self) -> None:
        with pytest.raises(InvalidValueError, match="expected 120"):
            flow(20, 100, 80, 30)

    def test_refuses_counts_of_no_period(self) -> None:
        with pytest.raises(InvalidValueError, match="counts of a period"):
            Flow.of(ResolutionCounts.zero())


class TestMonths:
    @given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 800))
    def test_hold_each_day_of_the_period_once(self, first: date, days: int) -> None:
        period = Period(first, first + timedelta(days=days), UTC)
        held = [
            month.first + timedelta(days=n)
            for month in period.months()
            for n in range((month.last - month.first).days + 1)
        ]

        assert held == [first + timedelta(days=n) for n in range(days + 1)]

    @given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 800))
    def test_lie_each_in_one_month_of_its_own(self, first: date, days: int) -> None:
        months = Period(first, first + timedelta(days=days), UTC).months()
        names = [(month.first.year, month.first.month) for month in months]

        assert names == [(month.last.year, month.last.month) for month in months]
        assert len(set(names)) == len(names)
