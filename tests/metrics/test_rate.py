import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import (  # type: ignore[import-untyped]
    proportion_confint,
)

from egovkit.errors import InvalidValueError
from egovkit.metrics import Denominator, Rate, ResolutionCounts, Timeliness

CONFIDENCES = st.sampled_from([0.5, 0.9, 0.95, 0.998])


def on_time(count: int, total: int) -> Rate:
    return Rate("on time", count, of="resolved", total=total)


@st.composite
def shares(draw: st.DrawFn, least: int = 1) -> Rate:
    total = draw(st.integers(least, 10**6))
    return on_time(draw(st.integers(0, total)), total)


class TestRate:
    def test_an_empty_denominator_has_neither_value_nor_interval(self) -> None:
        assert on_time(0, 0).value is None
        assert on_time(0, 0).interval() is None

    @pytest.mark.parametrize(("count", "total"), [(-1, 3), (4, 3), (0, -1)])
    def test_refuses_what_is_no_share(self, count: int, total: int) -> None:
        with pytest.raises(InvalidValueError):
            on_time(count, total)

    def test_pools_by_counts_and_not_by_the_mean(self) -> None:
        # The mean of 0/1 and 99/99 would be one half.
        pooled = Rate.pooled([on_time(0, 1), on_time(99, 99)])

        assert pooled.value == Fraction(99, 100)

    def test_pools_an_empty_unit_as_nothing(self) -> None:
        assert on_time(1, 2) + on_time(0, 0) == on_time(1, 2)

    @pytest.mark.parametrize(
        "other",
        [
            Rate("overdue", 1, of="resolved", total=2),
            Rate("on time", 1, of="due", total=2),
        ],
    )
    def test_refuses_to_pool_what_counts_something_else(self, other: Rate) -> None:
        with pytest.raises(InvalidValueError, match="pool rates"):
            on_time(1, 2) + other

    def test_refuses_to_pool_nothing(self) -> None:
        with pytest.raises(InvalidValueError, match="at least one rate"):
            Rate.pooled([])


class TestInterval:
    @given(shares(), CONFIDENCES)
    def test_is_that_of_statsmodels(self, rate: Rate, confidence: float) -> None:
        interval = rate.interval(confidence)
        low, high = proportion_confint(
            rate.count, rate.total, alpha=1 - confidence, method="wilson"
        )

        assert interval is not None
        assert math.isclose(interval.low, low, rel_tol=1e-9, abs_tol=1e-12)
        assert math.isclose(interval.high, high, rel_tol=1e-9, abs_tol=1e-12)

    @given(shares(), CONFIDENCES)
    def test_holds_the_share_within_0_and_1(self, rate: Rate, c: float) -> None:
        interval = rate.interval(c)

        assert interval is not None
        assert 0 <= interval.low <= interval.estimate <= interval.high <= 1

    @given(shares())
    def test_is_that_of_the_complement_turned_round(self, rate: Rate) -> None:
        ours = rate.interval()
        theirs = on_time(rate.total - rate.count, rate.total).interval()

        assert ours is not None
        assert theirs is not None
        assert ours.high == 1 - theirs.low

    @given(st.integers(1, 10**6))
    def test_begins_at_exactly_0_for_none_and_ends_at_1_for_all(self, n: int) -> None:
        none, everything = on_time(0, n).interval(), on_time(n, n).interval()

        assert none is not None
        assert everything is not None
        assert (none.low, everything.high) == (0, 1)

    @pytest.mark.parametrize("confidence", [0, 1, 1.5, 95])
    def test_refuses_a_confidence_that_is_none(self, confidence: float) -> None:
        with pytest.raises(InvalidValueError, match="confidence"):
            on_time(1, 2).interval(confidence)


class TestRateOfCounts:
    COUNTS = ResolutionCounts(
        received=20, before_due=9, on_time=3, overdue=4, pending_overdue=2, paused=2
    )

    @pytest.mark.parametrize(
        ("of", "total"),
        [(Denominator.RESOLVED, 16), (Denominator.DUE, 18), (Denominator.RECEIVED, 20)],
    )
    def test_names_its_denominator_and_says_how_large_it_is(
        self, of: Denominator, total: int
    ) -> None:
        rate = self.COUNTS.rate(of=of)

        assert (rate.count, rate.of, rate.total) == (12, of.value, total)

    def test_counts_a_class_once_that_is_named_twice(self) -> None:
        overdue = Timeliness.OVERDUE

        assert self.COUNTS.rate(overdue, overdue, of=Denominator.DUE).count == 4

    def test_refuses_a_class_that_is_no_part_of_the_denominator(self) -> None:
        with pytest.raises(InvalidValueError, match="'paused' given as classes"):
            self.COUNTS.rate(Timeliness.PAUSED, of=Denominator.RESOLVED)
