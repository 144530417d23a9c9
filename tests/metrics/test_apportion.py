from decimal import Decimal, localcontext

import pytest

from egovkit.errors import InvalidValueError
from egovkit.metrics import apportion


class TestApportion:
    def test_equal_remainders_go_to_the_larger_count(self) -> None:
        # Of 8, 1 is 12.5 and 3 is 37.5: the one unit left goes to one of the threes.
        assert apportion({"a": 1, "b": 3, "c": 4}, places=0) == {
            "a": Decimal(12),
            "b": Decimal(38),
            "c": Decimal(50),
        }

    def test_equal_counts_go_by_the_order_given(self) -> None:
        assert apportion({"b": 1, "a": 1, "c": 1}) == {
            "b": Decimal("33.34"),
            "a": Decimal("33.33"),
            "c": Decimal("33.33"),
        }

    def test_a_zero_part_stays_zero(self) -> None:
        percentages = apportion({"none": 0, "a": 1, "b": 1, "c": 1}, places=0)

        assert percentages is not None
        assert percentages["none"] == 0

    def test_keeps_the_order_and_the_places(self) -> None:
        percentages = apportion({"z": 1, "a": 3})

        assert percentages is not None
        assert [f"{name} {x}" for name, x in percentages.items()] == [
            "z 25.00",
            "a 75.00",
        ]

    def test_the_largest_party_does_not_get_all_that_is_left(self) -> None:
        # The exact shares of 10,000 units, from a table on which float goes astray:
        # 83, 70, 398, 70, 366, 225 of 1212.
        counts = dict(zip("abcdef", (83, 70, 398, 70, 366, 225), strict=True))

        percentages = apportion(counts)

        assert percentages is not None
        assert [str(x) for x in percentages.values()] == [
            "6.85", "5.78", "32.84", "5.77", "30.20", "18.56",
        ]  # fmt: skip

    @pytest.mark.parametrize("counts", [{}, {"a": 0, "b": 0}])
    def test_of_nothing_is_none(self, counts: dict[str, int]) -> None:
        assert apportion(counts) is None

    def test_is_exact_far_beyond_floats_and_contexts(self) -> None:
        with localcontext(prec=3):
            percentages = apportion({"a": 10**40 - 1, "b": 1}, places=38)

        assert percentages is not None
        assert str(percentages["a"]) == "99." + "9" * 38
        assert percentages["b"] == Decimal("1E-38")

    @pytest.mark.parametrize("count", [-1, 1.0, True, "1"])
    def test_refuses_what_is_no_count(self, count: int) -> None:
        with pytest.raises(InvalidValueError, match="counts\\['a'\\]"):
            apportion({"a": count})

    @pytest.mark.parametrize("places", [-1, 0.5])
    def test_refuses_what_is_no_number_of_places(self, places: int) -> None:
        with pytest.raises(InvalidValueError, match="places"):
            apportion({"a": 1}, places)
