import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter  # type: ignore[import-untyped]
from lifelines.utils import (  # type: ignore[import-untyped]
    restricted_mean_survival_time,
)
from statsmodels.duration.survfunc import (  # type: ignore[import-untyped]
    SurvfuncRight,
)

from egovkit.errors import InvalidValueError
from egovkit.metrics import (
    BandTransform,
    Distribution,
    Durations,
    KaplanMeier,
    QuantileLimits,
)

# Few different durations, so that ties and censoring at an end are common.
TIMES = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=40)
Sample = list[tuple[int, bool]]


def estimate(sample: Sample) -> KaplanMeier:
    return KaplanMeier(
        Distribution.of(time for time, has_ended in sample if has_ended),
        Distribution.of(time for time, has_ended in sample if not has_ended),
    )


def by_lifelines(sample: Sample, confidence: float = 0.95) -> KaplanMeierFitter:
    times, has_ended = zip(*sample, strict=True)
    return KaplanMeierFitter(alpha=1 - confidence).fit(times, has_ended)


def by_definition(sample: Sample, time: int) -> Fraction:
    """Multiply over days, each from the raw sample."""
    product = Fraction(1)
    for day in range(time + 1):
        at_risk = sum(each >= day for each, _ in sample)
        ended = sum(each == day and has_ended for each, has_ended in sample)
        if at_risk:
            product *= 1 - Fraction(ended, at_risk)
    return product


class TestSurvival:
    @given(TIMES)
    def test_is_that_of_lifelines(self, sample: Sample) -> None:
        fitted = by_lifelines(sample)

        for time in range(max(time for time, _ in sample) + 1):
            survival = estimate(sample).survival(time)
            assert survival is not None
            assert float(survival) == pytest.approx(
                fitted.predict(time), rel=1e-9, abs=1e-12
            )

    @given(TIMES)
    def test_is_the_exact_product_over_days(self, sample: Sample) -> None:
        for time in range(max(time for time, _ in sample) + 1):
            assert estimate(sample).survival(time) == by_definition(sample, time)

    @given(TIMES)
    def test_has_the_life_table_of_lifelines(self, sample: Sample) -> None:
        # lifelines begins at 0 even where nothing happens there.
        table = by_lifelines(sample).event_table
        expected = [
            (time, row.at_risk, row.observed, row.censored)
            for time, row in table.iterrows()
            if row.removed
        ]

        assert [tuple(step) for step in estimate(sample).steps] == expected

    @given(st.lists(st.integers(0, 12), min_size=1), st.integers(0, 12))
    def test_without_censoring_is_the_share_that_took_longer(
        self, times: list[int], time: int
    ) -> None:
        longer = Fraction(sum(each > time for each in times), len(times))

        assert KaplanMeier(Distribution.of(times)).survival(time) == longer

    def test_is_not_known_beyond_the_last_dossier_seen_open(self) -> None:
        km = estimate([(2, True), (5, False)])

        assert km.survival(5) == Fraction(1, 2)
        assert km.survival(6) is None

    def test_stays_0_when_all_have_ended(self) -> None:
        assert estimate([(2, False), (5, True)]).survival(100) == 0

    def test_of_no_dossiers_is_not_known(self) -> None:
        km = KaplanMeier(Distribution())

        assert (km.survival(0), km.median, km.restricted_mean(0)) == (None, None, None)


class TestQuantile:
    @given(TIMES, st.fractions(Fraction(1, 20), 1, max_denominator=20))
    def test_is_the_first_day_on_which_the_curve_is_low_enough(
        self, sample: Sample, q: Fraction
    ) -> None:
        reached = [day for day in range(13) if by_definition(sample, day) <= 1 - q]

        assert estimate(sample).quantile(q) == (reached[0] if reached else None)

    @given(TIMES)
    def test_median_is_that_of_lifelines(self, sample: Sample) -> None:
        # It compares floats, and misses 1/2 by a hair on some samples.
        exact = [by_definition(sample, day) for day in range(13)]
        assume(Fraction(1, 2) not in exact)
        theirs = by_lifelines(sample).median_survival_time_

        ours = estimate(sample).median

        assert ours == (None if math.isinf(theirs) else theirs)

    def test_takes_a_survival_of_exactly_one_half_for_what_it_is(self) -> None:
        # 8/10 * 7/8 * 5/7 is 1/2; multiplied as floats it is a little more.
        ended, censored = Distribution({1: 2, 3: 1, 4: 2, 6: 3}), Distribution({6: 2})

        assert 8 / 10 * (7 / 8) * (5 / 7) > 0.5
        assert KaplanMeier(ended, censored).median == 4

    @given(st.lists(st.integers(0, 12), min_size=1), st.integers(1, 20))
    def test_without_censoring_is_that_of_the_distribution(
        self, times: list[int], twentieths: int
    ) -> None:
        ended, q = Distribution.of(times), Fraction(twentieths, 20)

        assert KaplanMeier(ended).quantile(q) == ended.quantile(q)

    @pytest.mark.parametrize("q", [0, -1, 1.1])
    def test_refuses_what_is_no_share_above_0(self, q: float) -> None:
        with pytest.raises(InvalidValueError, match="q"):
            KaplanMeier(Distribution.of([1])).quantile(q)


class TestInterval:
    @given(TIMES, st.sampled_from([0.8, 0.95, 0.99]))
    def test_by_default_is_that_of_lifelines(
        self, sample: Sample, confidence: float
    ) -> None:
        km = estimate(sample)
        band = by_lifelines(sample, confidence).confidence_interval_
        for step in km.steps:
            survival = km.survival(step.time)
            assert survival is not None
            interval = km.interval(step.time, confidence=confidence)
            if not 0 < survival < 1:
                assert interval is None
                continue
            assert interval is not None
            low, high = band.loc[step.time]
            assert interval.low == pytest.approx(low, rel=1e-6)
            assert interval.high == pytest.approx(high, rel=1e-6)

    @given(TIMES)
    def test_plain_is_two_standard_errors_by_statsmodels(self, sample: Sample) -> None:
        times, has_ended = zip(*sample, strict=True)
        assume(any(has_ended))
        theirs, km = SurvfuncRight(times, has_ended), estimate(sample)
        points = zip(
            theirs.surv_times, theirs.surv_prob, theirs.surv_prob_se, strict=True
        )
        for time, survival, error in points:
            plain = km.interval(int(time), transform=BandTransform.PLAIN)
            if 1e-9 < survival < 1:
                assert plain is not None
                low = max(0, survival - 1.959963984540054 * error)
                high = min(1, survival + 1.959963984540054 * error)
                assert plain == pytest.approx((low, survival, high), abs=1e-9)

    @given(TIMES, st.sampled_from(BandTransform))
    def test_holds_the_survival_within_0_and_1(
        self, sample: Sample, transform: BandTransform
    ) -> None:
        km = estimate(sample)
        for step in km.steps:
            interval = km.interval(step.time, transform=transform)
            if interval is not None:
                low, survival, high = interval
                assert 0 <= low <= survival <= high <= 1

    def test_on_the_scale_of_logs_is_by_hand(self) -> None:
        # S(2) = 1/2 of 6 at risk with 1, then 2 of 5: the sum is 1/30 + 2/15 = 1/6.
        km = estimate(
            [(1, True), (2, True), (2, True), (3, False), (4, True), (5, False)]
        )
        interval = km.interval(2, transform=BandTransform.LOG)

        assert interval is not None
        width = 1.959963984540054 * math.sqrt(1 / 6)
        assert interval.low == pytest.approx(0.5 / math.exp(width))
        assert interval.high == 1


class TestQuantileInterval:
    @given(
        TIMES,
        st.sampled_from([0.25, 0.5, 0.75]),
        st.sampled_from([("cloglog", "log-log"), ("linear", "plain")]),
    )
    def test_is_that_of_statsmodels(
        self, sample: Sample, q: float, names: tuple[str, str]
    ) -> None:
        # At a survival of 0 statsmodels goes on where the band has no width.
        sample = [(time + 1, has_ended) for time, has_ended in sample] + [(20, False)]
        assume(any(has_ended for _, has_ended in sample))
        times, has_ended = zip(*sample, strict=True)
        low, high = SurvfuncRight(times, has_ended).quantile_ci(q, method=names[0])
        assume(not math.isnan(low))

        limits = estimate(sample).quantile_interval(
            q, transform=BandTransform(names[1])
        )

        assert limits == QuantileLimits(low, None if math.isinf(high) else high)

    @given(TIMES)
    def test_holds_the_quantile(self, sample: Sample) -> None:
        km = estimate(sample)
        low, high = km.quantile_interval(0.5)

        if km.median is not None and km.survival(km.median):
            assert low is not None
            assert low <= km.median
            assert high is None or km.median <= high


class TestRestrictedMean:
    @given(TIMES, st.integers(0, 12))
    def test_is_that_of_lifelines(self, sample: Sample, upto: int) -> None:
        assume(upto <= max(time for time, _ in sample))
        mean = estimate(sample).restricted_mean(upto)

        assert mean is not None
        theirs = restricted_mean_survival_time(by_lifelines(sample), t=upto)
        assert float(mean) == pytest.approx(float(theirs), abs=1e-9)

    @given(st.lists(st.integers(0, 12), min_size=1))
    def test_without_censoring_is_the_mean(self, times: list[int]) -> None:
        assert KaplanMeier(Distribution.of(times)).restricted_mean(12) == Fraction(
            sum(times), len(times)
        )

    def test_is_not_known_beyond_the_last_dossier_seen_open(self) -> None:
        assert estimate([(2, True), (5, False)]).restricted_mean(6) is None

    def test_refuses_a_negative_time(self) -> None:
        with pytest.raises(InvalidValueError, match="upto"):
            estimate([(2, True)]).restricted_mean(-1)


def test_takes_durations_with_what_is_open_censored() -> None:
    durations = Durations(ended=Distribution.of([3]), censored=Distribution.of([1, 9]))

    assert KaplanMeier.of(durations).survival(3) == Fraction(1, 2)
