import itertools
import pickle
from decimal import Decimal

import pytest

from egovkit.metrics import Published, Rounding, Solutions, apportion, audit

APPORTIONED = Rounding.APPORTIONED
WARD = Published(total=10366, percentages={"before_due": "96.87", "on_time": "3.08"})


def solve(published: Published, rounding: Rounding) -> Solutions:
    return audit(published).solutions[rounding]


class TestTheWardSurvey:
    """Of 10,366 dossiers 96.87 % were before the deadline and 3.08 % on it.

    Worked out by hand: 96.865 % of 10,366 is 10,041.03 and 96.875 % is 10,042.06, so
    that only 10,042 rounds to 96.87; 3.075 % is 318.75 and 3.085 % is 319.79, so that
    only 319 rounds to 3.08. Cut off, 96.87 % to 96.88 % is 10,041.54 to 10,042.58, and
    3.08 % to 3.09 % is 319.27 to 320.31.
    """

    @pytest.mark.parametrize(
        "rounding",
        [Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.ANY, APPORTIONED],
    )
    def test_has_one_solution_by_rounding(self, rounding: Rounding) -> None:
        assert list(solve(WARD, rounding)) == [
            {"before_due": 10042, "on_time": 319, "other": 5}
        ]

    def test_has_another_by_cutting_off(self) -> None:
        assert list(solve(WARD, Rounding.DOWN)) == [
            {"before_due": 10042, "on_time": 320, "other": 4}
        ]


class TestRoundings:
    """1 of 8 is 12.5 %, 3 of 8 are 37.5 %: halves, on which the roundings differ."""

    @pytest.mark.parametrize(
        ("printed", "fitting"),
        [
            ("12", {"half_even", "down", "any"}),
            ("13", {"half_up", "any"}),
        ],
    )
    def test_of_an_eighth(self, printed: str, fitting: set[str]) -> None:
        audited = audit(Published(total=8, percentages={"a": printed}))

        found = {
            str(rounding)
            for rounding, solutions in audited.solutions.items()
            if {"a": 1, "other": 7} in solutions
        }
        assert found - {"apportioned"} == fitting

    @pytest.mark.parametrize(
        ("printed", "fitting"),
        [
            ("37", {"down", "any"}),
            ("38", {"half_up", "half_even", "any"}),
        ],
    )
    def test_of_three_eighths(self, printed: str, fitting: set[str]) -> None:
        audited = audit(Published(total=8, percentages={"a": printed}))

        found = {
            str(rounding)
            for rounding, solutions in audited.solutions.items()
            if {"a": 3, "other": 5} in solutions
        }
        assert found - {"apportioned"} == fitting

    def test_places_may_differ_between_parts(self) -> None:
        figures = Published(total=1000, percentages={"a": "12.3", "b": "50"})

        assert solve(figures, Rounding.ANY).ranges == {
            "a": (123, 123),
            "b": (495, 505),
            "other": (372, 382),
        }


class TestSolutions:
    def test_hold_the_printed_counts(self) -> None:
        figures = Published(
            total=1000, counts={"a": 499}, percentages={"a": "50", "b": "40"}
        )

        assert solve(figures, Rounding.HALF_UP).ranges["a"] == (499, 499)

    def test_have_no_rest_when_the_classes_are_all(self) -> None:
        figures = Published(
            total=4, percentages={"a": "25", "b": "75"}, exhaustive=True
        )

        assert list(solve(figures, Rounding.ANY)) == [{"a": 1, "b": 3}]

    def test_are_counted_without_being_listed(self) -> None:
        # a and b have 10**16 + 1 values each, from 0 on, and the rest follows.
        figures = Published(total=2 * 10**18, percentages={"a": "0", "b": "0"})

        assert solve(figures, Rounding.ANY).count == (10**16 + 1) ** 2

    def test_of_a_huge_table_come_lazily(self) -> None:
        figures = Published(total=10**18, percentages={"a": "50", "b": "30"})

        for rounding in Rounding:
            solutions = solve(figures, rounding)
            first = list(itertools.islice(solutions, 3))
            assert len(first) == 3
            assert all(table in solutions for table in first)

    def test_more_than_len_can_tell_have_a_count(self) -> None:
        figures = Published(total=10**18, percentages={"a": "50", "b": "30"})
        solutions = solve(figures, Rounding.HALF_UP)

        assert solutions.count == (10**16) ** 2
        with pytest.raises(OverflowError):
            len(solutions)

    def test_apportioned_ones_of_a_huge_table_are_counted_exactly(self) -> None:
        # With n = k X + e, where the e add up to 0, these are the e of which no two are
        # further apart than k, half of those exactly so far: a hexagon of k * k points.
        k = 10**30
        figures = Published(total=100 * k, percentages={"a": "50", "b": "30"})

        assert solve(figures, APPORTIONED).count == k * k

    @pytest.mark.parametrize("total", [7, 100, 230, 1001])
    def test_add_up_over_all_figures_that_can_be_printed(self, total: int) -> None:
        """Every table of two classes is printed in one way, and only in one."""
        printed = [
            Published(total=total, percentages={"a": f"{a}"}) for a in range(101)
        ]

        found = sum(solve(table, APPORTIONED).count for table in printed)
        assert found == total + 1

    @pytest.mark.parametrize(
        ("total", "a", "b"),
        [(225, 4, 96), (288, 71, 14), (304, 26, 49), (317, 17, 83), (307, 0, 99)],
    )
    def test_apportioned_ones_are_those_that_apportion_prints(
        self, total: int, a: int, b: int
    ) -> None:
        printed = {"a": f"{a}", "b": f"{b}"}
        solutions = solve(Published(total=total, percentages=printed), APPORTIONED)

        # A printed percentage is less than one unit away from the exact share.
        expected = [
            {"a": n, "b": m, "other": total - n - m}
            for n in range(total + 1)
            if abs(100 * n - a * total) < total
            for m in range(total - n + 1)
            if (found := apportion({"a": n, "b": m, "other": total - n - m}, 0))
            and (found["a"], found["b"]) == (Decimal(a), Decimal(b))
        ]
        assert sorted(solutions, key=str) == sorted(expected, key=str)
        assert solutions.count == len(expected)
        assert solutions.ranges == {
            name: (min(t[name] for t in expected), max(t[name] for t in expected))
            for name in ("a", "b", "other")
        }

    def test_of_equal_remainders_raise_the_larger_count_that_has_no_percentage(
        self,
    ) -> None:
        # Of 8, 1 is 12.5 and 3 is 37.5: printed are 12, 38 and 50.
        figures = Published(
            total=8, counts={"a": 1, "b": 3}, percentages={"c": "50"}, exhaustive=True
        )

        assert list(solve(figures, APPORTIONED)) == [{"a": 1, "b": 3, "c": 4}]

    def test_without_any_there_are_no_ranges(self) -> None:
        solutions = solve(Published(total=3, percentages={"a": "70"}), Rounding.ANY)

        assert not solutions
        assert (solutions.count, solutions.ranges, list(solutions)) == (0, {}, [])

    @pytest.mark.parametrize(
        "table",
        [
            {"before_due": 10042, "on_time": 319},
            {"before_due": 10042, "on_time": 319, "other": 6},
            {"before_due": 10042, "on_time": 319, "rest": 5},
        ],
    )
    def test_do_not_contain_another_table(self, table: dict[str, int]) -> None:
        assert table not in solve(WARD, Rounding.ANY)

    def test_can_be_pickled(self) -> None:
        solutions = solve(WARD, APPORTIONED)

        assert pickle.loads(pickle.dumps(solutions)) == solutions  # noqa: S301
