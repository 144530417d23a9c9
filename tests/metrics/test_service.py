from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovkit.errors import InvalidValueError
from egovkit.metrics import Period, ServiceCounts, grouped
from egovkit.outcome import Channel, Outcome

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31), HANOI)
RECEIVED = datetime(2026, 1, 5, 9, tzinfo=HANOI)

ROWS = st.lists(
    st.builds(
        Outcome,
        number=st.just("1"),
        received_at=st.just(RECEIVED),
        channel=st.none() | st.sampled_from(Channel),
        supplements=st.none() | st.integers(0, 3),
        extended=st.none() | st.booleans(),
        reopened=st.none() | st.integers(0, 2),
        paid_online=st.none() | st.booleans(),
    ),
    max_size=12,
)


def share(values: list[bool]) -> Fraction | None:
    return Fraction(sum(values), len(values)) if values else None


class TestServiceCounts:
    @given(ROWS)
    def test_rates_are_shares_of_the_rows_that_tell(self, rows: list[Outcome]) -> None:
        rates = [rate.value for rate in ServiceCounts.of(rows, period=JANUARY).rates()]

        assert rates == [
            share([r.channel is Channel.ONLINE for r in rows if r.channel is not None]),
            share([r.supplements == 0 for r in rows if r.supplements is not None]),
            share([r.extended for r in rows if r.extended is not None]),
            share([r.reopened > 0 for r in rows if r.reopened is not None]),
            share([r.paid_online for r in rows if r.paid_online is not None]),
        ]

    @given(ROWS)
    def test_counts_rounds_per_dossier_that_tells(self, rows: list[Outcome]) -> None:
        rounds = [row.supplements for row in rows if row.supplements is not None]
        mean = ServiceCounts.of(rows, period=JANUARY).mean_supplement_rounds

        assert mean == (Fraction(sum(rounds), len(rounds)) if rounds else None)

    @given(ROWS, ROWS)
    def test_a_sum_is_that_of_all_rows(
        self, some: list[Outcome], others: list[Outcome]
    ) -> None:
        apart = ServiceCounts.of(some, period=JANUARY) + ServiceCounts.of(
            others, period=JANUARY
        )

        assert apart == ServiceCounts.of(some + others, period=JANUARY)

    def test_are_of_what_the_period_received_by_the_clock_of_the_office(self) -> None:
        edges = [
            datetime(2025, 12, 31, 23, 59, tzinfo=HANOI),
            datetime(2026, 1, 1, tzinfo=HANOI),
            datetime(2026, 1, 31, 23, 59, tzinfo=HANOI),
            datetime(2026, 2, 1, tzinfo=HANOI),
        ]
        rows = [Outcome(number="1", received_at=at) for at in edges]

        assert ServiceCounts.of(rows, period=JANUARY).received == 2

    def test_of_two_periods_are_not_added(self) -> None:
        with pytest.raises(InvalidValueError, match="period"):
            ServiceCounts(period=JANUARY) + ServiceCounts()


class TestGrouped:
    @given(ROWS)
    def test_keeps_every_row_in_the_group_of_its_own(self, rows: list[Outcome]) -> None:
        groups = grouped(rows, "channel")

        assert sum(map(len, groups.values())) == len(rows)
        assert all(
            row.channel is channel for channel, own in groups.items() for row in own
        )

    def test_takes_a_function_too(self) -> None:
        rows = [Outcome(number=number, received_at=RECEIVED) for number in ("a1", "b1")]

        assert list(grouped(rows, lambda row: row.number[0])) == ["a", "b"]

    def test_refuses_a_name_that_no_outcome_has(self) -> None:
        with pytest.raises(InvalidValueError, match="'ward' given as key"):
            grouped([], "ward")
