from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from egovkit.metrics import apportion

TABLES = st.dictionaries(
    st.text(min_size=1, max_size=3), st.integers(0, 10**6) | st.integers(0, 5)
)
PLACES = st.integers(0, 4)


def shares(counts: dict[str, int]) -> dict[str, Fraction]:
    total = sum(counts.values())
    return {name: Fraction(100 * n, total) for name, n in counts.items()}


class TestApportion:
    @settings(deadline=None)
    @given(TABLES, PLACES)
    def test_adds_up_to_exactly_100_within_a_unit_of_each_share(
        self, counts: dict[str, int], places: int
    ) -> None:
        percentages = apportion(counts, places)

        if percentages is None:
            assert not any(counts.values())
            return
        unit = Fraction(1, 10**places)
        assert sum(map(Fraction, percentages.values())) == 100
        for name, share in shares(counts).items():
            assert abs(Fraction(percentages[name]) - share) < unit
            assert percentages[name].as_tuple().exponent == -places

    @settings(deadline=None)
    @given(TABLES, PLACES)
    def test_agrees_with_giving_out_one_unit_after_the_other(
        self, counts: dict[str, int], places: int
    ) -> None:
        """Each unit goes to whoever is furthest behind; ties as the docstring says."""
        if not any(counts.values()):
            return
        unit = Fraction(1, 10**places)
        given_out = {n: share // unit * unit for n, share in shares(counts).items()}
        names = list(counts)
        while sum(given_out.values()) < 100:
            behind = max(
                names,
                key=lambda n: (
                    shares(counts)[n] - given_out[n],
                    counts[n],
                    -names.index(n),
                ),
            )
            given_out[behind] += unit

        assert apportion(counts, places) == {
            name: Decimal(share.numerator) / share.denominator
            for name, share in given_out.items()
        }

    @settings(deadline=None)
    @given(TABLES, PLACES, st.integers(1, 1000))
    def test_does_not_change_when_all_counts_grow_alike(
        self, counts: dict[str, int], places: int, factor: int
    ) -> None:
        grown = {name: n * factor for name, n in counts.items()}

        assert apportion(grown, places) == apportion(counts, places)
