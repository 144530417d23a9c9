"""What the charts show: steps of time, quantiles, and which groups."""

from collections import Counter
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovkit.metrics import Period, ResolutionCounts
from egovkit.outcome import Outcome
from egovkit.reports import Group, Tally
from egovkit.reports._series import (
    MOST_ROWS,
    Durations,
    flow,
    ranked,
    shown_and_rest,
)


def watched(first: date, last: date, *ends: tuple[date, date | None]) -> Tally:
    """Tally dossiers by their days of receipt and end, seen from the last day."""
    as_of = datetime(last.year, last.month, last.day, 12, tzinfo=UTC)
    tally = Tally(period=Period(first, last, UTC), as_of=as_of)
    rows = [
        Outcome(
            number="1",
            received_at=_noon(start),
            resolved_at=_noon(end) if end else None,
        )
        for start, end in ends
    ]
    list(tally.watch(rows))
    return tally


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


class TestFlow:
    def test_a_step_takes_on_what_the_one_before_left_open(self) -> None:
        course = flow(
            watched(
                date(2026, 1, 1),
                date(2026, 3, 31),
                (date(2025, 12, 1), date(2026, 2, 3)),
                (date(2026, 1, 5), None),
                (date(2026, 1, 6), date(2026, 1, 7)),
                (date(2026, 3, 6), None),
            )
        )

        assert course.unit == "month"
        assert [(s.first, s.received, s.ended, s.open) for s in course.steps] == [
            (date(2026, 1, 1), 2, 1, 2),
            (date(2026, 2, 1), 0, 1, 1),
            (date(2026, 3, 1), 1, 0, 2),
        ]

    def test_months_before_anything_is_known_are_left_out(self) -> None:
        course = flow(
            watched(date(1900, 1, 1), date(2026, 2, 2), (date(2026, 1, 5), None))
        )

        assert [step.first for step in course.steps] == [
            date(2026, 1, 1),
            date(2026, 2, 1),
        ]

    @pytest.mark.parametrize(
        ("first", "unit", "count"),
        [
            (date(2023, 1, 5), "month", 36),
            (date(2022, 12, 5), "quarter", 13),
            (date(2017, 1, 5), "quarter", 36),
            (date(2016, 12, 5), "year", 10),
            (date(1900, 12, 5), "year", 126),
        ],
    )
    def test_too_many_months_become_quarters_and_then_years(
        self, first: date, unit: str, count: int
    ) -> None:
        course = flow(watched(date(1900, 1, 1), date(2025, 12, 31), (first, None)))

        assert (course.unit, len(course.steps)) == (unit, count)
        assert course.steps[0].first <= first
        assert (course.received, course.open) == (1, 1)

    def test_without_dossiers_there_is_one_empty_step(self) -> None:
        course = flow(watched(date(2026, 1, 1), date(2026, 3, 31)))

        assert [(s.first, s.open) for s in course.steps] == [(date(2026, 3, 1), 0)]


class TestDurations:
    def test_the_median_is_a_duration_that_occurred(self) -> None:
        assert Durations({0: 2, 9: 2}).median == 0
        assert Durations({0: 1, 4: 1, 9: 1}).median == 4

    @given(
        st.lists(st.integers(0, 30), min_size=1, max_size=50),
        st.fractions(0, 1).filter(bool),
    )
    def test_a_quantile_is_the_fewest_days_that_hold_its_share(
        self, days: list[int], share: Fraction
    ) -> None:
        found = Durations(Counter(days)).quantile(share)

        assert sum(day <= found for day in days) >= share * len(days)
        assert sum(day < found for day in days) < share * len(days)


class TestGroups:
    def test_the_largest_come_first_and_equal_ones_by_name(self) -> None:
        counts: dict[Group, ResolutionCounts] = {
            ("c",): ResolutionCounts(received=1, no_term=1),
            ("b",): ResolutionCounts(received=1, no_term=1),
            ("a",): ResolutionCounts(carried_over=1, received=1, no_term=2),
        }

        assert ranked(counts) == [("a",), ("b",), ("c",)]

    @given(st.integers(0, 40))
    def test_no_group_gets_lost_and_no_chart_gets_long(self, count: int) -> None:
        groups = [(str(number),) for number in range(count)]

        shown, rest = shown_and_rest(groups)
        assert [*shown, *rest] == groups
        assert len(shown) + bool(rest) <= MOST_ROWS
        assert len(rest) != 1
