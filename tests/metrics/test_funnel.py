from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom  # type: ignore[import-untyped]

from egovkit.errors import InvalidValueError
from egovkit.metrics import Funnel, Rate, Signal


def online(count: int, total: int) -> Rate:
    return Rate("online", count, of="received", total=total)


def at_most(k: int, n: int, p: Fraction) -> Fraction:
    """Return P(X <= k) for a binomial X, exactly."""
    return sum(
        (comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1)), Fraction(0)
    )


SHARES = st.fractions(0, 1, max_denominator=1000)
CONFIDENCES = st.sampled_from([0.8, 0.95, 0.998])


class TestLimits:
    @given(SHARES, st.integers(1, 60), CONFIDENCES)
    def test_leave_outside_on_each_side_what_the_exact_tail_allows(
        self, target: Fraction, n: int, confidence: float
    ) -> None:
        outside = Fraction((1 - confidence) / 2)
        low, high = Funnel(target).limits(n, confidence)
        least, most = int(low * n), int(high * n)

        assert at_most(least - 1, n, target) <= outside < at_most(least, n, target)
        assert 1 - at_most(most, n, target) <= outside
        assert 1 - at_most(most - 1, n, target) > outside

    @given(
        st.sampled_from([Fraction(1, 1000), Fraction(3, 10), Fraction(9687, 10_000)]),
        st.integers(1, 10**6),
    )
    def test_are_the_quantiles_of_scipy_for_large_units(
        self, target: Fraction, n: int
    ) -> None:
        low, high = Funnel(target).limits(n, 0.95)

        assert abs(low * n - int(binom.ppf(0.025, n, float(target)))) <= (n > 10**5)
        assert abs(high * n - int(binom.isf(0.025, n, float(target)))) <= (n > 10**5)

    @pytest.mark.parametrize("target", [Fraction(0), Fraction(1)])
    def test_are_the_target_where_nothing_else_is_possible(
        self, target: Fraction
    ) -> None:
        assert Funnel(target).limits(7) == (target, target)

    def test_refuse_a_unit_without_dossiers(self) -> None:
        with pytest.raises(InvalidValueError, match="from 1 up"):
            Funnel(Fraction(1, 2)).limits(0)


class TestSignal:
    def test_one_late_dossier_of_one_is_no_alarm(self) -> None:
        # Its probability is 3 %: the normal approximation would raise the alarm.
        assert Funnel(Fraction(97, 100)).signal(online(0, 1)) is Signal.WITHIN

    def test_the_same_rate_alarms_where_there_are_many_dossiers(self) -> None:
        funnel = Funnel(Fraction(97, 100))

        assert funnel.signal(online(9, 10)) is Signal.WITHIN
        assert funnel.signal(online(900, 1000)) is Signal.LOW_ALARM

    def test_an_alert_lies_between_both_limits(self) -> None:
        # P(X <= 1) of 8 at one half is 9/256, P(X = 0) is 1/256.
        funnel = Funnel(Fraction(1, 2))
        signals = [funnel.signal(online(k, 8)) for k in (0, 1, 8)]

        assert signals == [Signal.LOW_ALERT, Signal.WITHIN, Signal.HIGH_ALERT]

    def test_a_unit_without_dossiers_has_none(self) -> None:
        assert Funnel(Fraction(1, 2)).signal(online(0, 0)) is None


class TestFunnel:
    def test_takes_the_pooled_rate_for_its_target(self) -> None:
        assert Funnel.around([online(0, 1), online(99, 99)]).target == Fraction(99, 100)

    def test_refuses_units_without_any_dossier(self) -> None:
        with pytest.raises(InvalidValueError, match="denominator that is not 0"):
            Funnel.around([online(0, 0)])

    def test_refuses_a_target_that_is_no_share(self) -> None:
        with pytest.raises(InvalidValueError, match="target"):
            Funnel(Fraction(96))

    def test_refuses_outer_limits_inside_the_inner_ones(self) -> None:
        with pytest.raises(InvalidValueError, match="alarm"):
            Funnel(Fraction(1, 2), alert=0.99, alarm=0.95)
