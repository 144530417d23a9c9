from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from statistics import fmean, median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovkit.errors import InvalidValueError
from egovkit.metrics import Distribution, QuantileMethod

VALUES = st.lists(st.integers(-20, 20), min_size=1, max_size=30)
# Dyadic, so that numpy meets the same ties as exact arithmetic does.
DYADIC = st.integers(0, 64).map(lambda n: Fraction(n, 64))


class TestQuantile:
    @given(VALUES, DYADIC, st.sampled_from(QuantileMethod))
    def test_is_that_of_numpy_by_the_same_name(
        self, values: list[int], q: Fraction, method: QuantileMethod
    ) -> None:
        expected = np.quantile(np.array(values), float(q), method=method.value)

        assert Distribution.of(values).quantile(q, method) == Fraction(float(expected))

    @given(VALUES, st.fractions(0, 1, max_denominator=40))
    def test_by_default_is_the_first_value_that_so_many_do_not_exceed(
        self, values: list[int], q: Fraction
    ) -> None:
        ordered = sorted(values)
        reached = [v for i, v in enumerate(ordered, 1) if Fraction(i, len(values)) >= q]

        assert Distribution.of(values).quantile(q) == reached[0]

    def test_reads_a_float_as_it_is_written(self) -> None:
        # As a double 0.9 is a little more than 9/10, and would ask for the tenth.
        values = Distribution.of(range(1, 11))

        assert [values.quantile(q) for q in (0.9, "0.9", Decimal("0.9"))] == [9, 9, 9]

    def test_of_nothing_is_none(self) -> None:
        assert Distribution().quantile(0.5) is None

    @pytest.mark.parametrize("q", [-0.1, 1.5, "half", float("nan")])
    def test_refuses_what_is_no_share(self, q: float | str) -> None:
        with pytest.raises(InvalidValueError, match="a share from 0 to 1"):
            Distribution.of([1]).quantile(q)


class TestDistribution:
    @given(VALUES)
    def test_has_the_mean_and_median_of_the_values(self, values: list[int]) -> None:
        distribution = Distribution.of(values)

        assert distribution.mean == Fraction(sum(values), len(values))
        assert float(distribution.mean) == pytest.approx(fmean(values))
        assert distribution.median == median(map(Fraction, values))

    @given(VALUES)
    def test_knows_its_ends_and_its_size(self, values: list[int]) -> None:
        distribution = Distribution.of(values)

        assert (distribution.minimum, distribution.maximum, distribution.n) == (
            min(values),
            max(values),
            len(values),
        )

    @given(VALUES, VALUES)
    def test_a_sum_is_the_distribution_of_all(
        self, some: list[int], others: list[int]
    ) -> None:
        together = Distribution.of(some) + Distribution.of(others)

        assert together == Distribution.of(some + others)

    @given(VALUES, st.integers(-25, 25))
    def test_counts_the_share_up_to_a_value_inclusive(
        self, values: list[int], limit: int
    ) -> None:
        expected = Fraction(sum(value <= limit for value in values), len(values))

        assert Distribution.of(values).share_up_to(limit) == expected

    @given(VALUES, st.sets(st.integers(-25, 25)).map(sorted))
    def test_puts_each_value_into_one_band(
        self, values: list[int], edges: list[int]
    ) -> None:
        ends = [-(10**9), *edges, 10**9]
        expected = [
            sum(low < value <= high for value in values) for low, high in pairwise(ends)
        ]

        assert list(Distribution.of(values).bands(edges)) == expected

    def test_refuses_bands_that_do_not_rise(self) -> None:
        with pytest.raises(InvalidValueError, match="numbers that rise"):
            Distribution().bands([5, 5])

    def test_of_nothing_has_neither_mean_nor_ends(self) -> None:
        nothing = Distribution()

        assert (nothing.mean, nothing.median, nothing.minimum, nothing.maximum) == (
            None,
            None,
            None,
            None,
        )
        assert nothing.share_up_to(3) is None

    def test_leaves_out_what_never_occurs(self) -> None:
        assert Distribution({3: 0, 4: 1}) == Distribution.of([4])

    def test_refuses_a_float_which_is_not_exact(self) -> None:
        with pytest.raises(InvalidValueError, match="whole number or a Fraction"):
            Distribution.of([0.5])  # type: ignore[list-item]

    def test_refuses_a_negative_count(self) -> None:
        with pytest.raises(InvalidValueError, match="from 0 up"):
            Distribution({1: -1})
