from collections.abc import Iterator
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog  # type: ignore[import-untyped]

from egovkit.errors import InvalidValueError
from egovkit.metrics import SuppressedTable, suppress

Rows = list[list[int]]
Shown = list[list[int | None]]


def table_of(rows: Rows) -> dict[int, dict[int, int]]:
    return {i: dict(enumerate(row)) for i, row in enumerate(rows)}


def shown(table: SuppressedTable[int, int]) -> Shown:
    """Return what a reader sees, with totals in the last row and column."""
    rows = [
        [*cells.values(), table.row_totals[name]] for name, cells in table.cells.items()
    ]
    return [*rows, [*table.column_totals.values(), table.total]]


def with_totals(rows: Rows) -> Rows:
    full = [[*row, sum(row)] for row in rows]
    return [*full, [sum(column) for column in zip(*full, strict=True)]]


def ranges(seen: Shown, low: int) -> Iterator[tuple[float, float]]:
    """Yield what a reader can compute of each hidden count, by linear programs."""
    height, width = len(seen), len(seen[0])
    sums = np.zeros((height + width, height * width))
    for i, j in product(range(height), range(width)):
        cell = i * width + j
        sums[i, cell] = -1 if j == width - 1 else 1
        sums[height + j, cell] = -1 if i == height - 1 else 1
    bounds = [(low, None) if x is None else (x, x) for row in seen for x in row]
    for cell, x in enumerate(x for row in seen for x in row):
        if x is not None:
            continue
        ends = []
        for sign in (1, -1):
            costs = np.zeros(height * width)
            costs[cell] = sign
            found = linprog(
                costs, A_eq=sums, b_eq=np.zeros(height + width), bounds=bounds
            )
            assert found.status in (0, 3)
            ends.append(sign * found.fun if found.status == 0 else float("inf"))
        yield ends[0], ends[1]


@st.composite
def tables(draw: st.DrawFn, most: int = 30) -> Rows:
    height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    small = st.sampled_from([0, 0, 1, 2, 3, 4])
    counts = small | st.integers(0, most)
    row = st.lists(counts, min_size=width, max_size=width)
    return draw(st.lists(row, min_size=height, max_size=height))


class TestSuppress:
    @given(tables(), st.booleans(), st.integers(2, 8))
    def test_leaves_every_hidden_count_a_range_as_wide_as_the_least_cell(
        self,
        rows: Rows,
        zeros: bool,  # noqa: FBT001
        min_cell: int,
    ) -> None:
        seen = shown(suppress(table_of(rows), min_cell=min_cell, zeros=zeros))

        for low, high in ranges(seen, low=int(zeros)):
            assert high - low >= min_cell - 1e-6
            assert high >= min_cell - 1e-6

    @given(tables(), st.booleans(), st.integers(2, 8))
    def test_shows_true_counts_and_no_small_one(
        self,
        rows: Rows,
        zeros: bool,  # noqa: FBT001
        min_cell: int,
    ) -> None:
        seen = shown(suppress(table_of(rows), min_cell=min_cell, zeros=zeros))

        for cells, truth in zip(seen, with_totals(rows), strict=True):
            for cell, count in zip(cells, truth, strict=True):
                assert cell in (None, count)
                if 0 < count < min_cell or (count == 0 and not zeros):
                    assert cell is None
                if count == 0 and zeros:
                    assert cell == 0

    @given(
        st.lists(
            st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=2, max_size=2
        )
    )
    def test_leaves_several_tables_possible_by_exhaustive_search(
        self, rows: Rows
    ) -> None:
        seen = shown(suppress(table_of(rows), min_cell=2))
        candidates = (
            with_totals([[a, b], [c, d]]) for a, b, c, d in product(range(9), repeat=4)
        )
        possible = [
            table
            for table in candidates
            if all(
                y >= 1 if x is None else x == y
                for xs, ys in zip(seen, table, strict=True)
                for x, y in zip(xs, ys, strict=True)
            )
        ]

        for i, j in product(range(3), repeat=2):
            if seen[i][j] is None:
                values = {table[i][j] for table in possible}
                assert max(values) - min(values) >= 2

    @given(tables())
    def test_hides_nothing_where_nothing_is_small(self, rows: Rows) -> None:
        large = [[count + 5 if count else 0 for count in row] for row in rows]
        table = suppress(table_of(large))

        assert shown(table) == with_totals(large)
        assert (table.primary, table.complementary) == (0, 0)

    @given(tables())
    def test_counts_what_it_hides(self, rows: Rows) -> None:
        table = suppress(table_of(rows))
        hidden = sum(cell is None for row in shown(table) for cell in row)
        small = sum(0 < count < 5 for row in with_totals(rows) for count in row)

        assert table.primary == small
        assert table.complementary == hidden - small

    @given(tables())
    def test_decides_alike_at_every_run(self, rows: Rows) -> None:
        assert suppress(table_of(rows)) == suppress(table_of(rows))

    def test_never_leaves_one_hole_in_a_row_with_a_total(self) -> None:
        # 2 is small; of its row 12 is the next, of their columns 6 and 9 are.
        seen = shown(suppress(table_of([[40, 12, 2], [31, 9, 6], [52, 20, 11]])))

        assert seen == [
            [40, None, None, 54],
            [31, None, None, 46],
            [52, 20, 11, 83],
            [123, 41, 19, 183],
        ]

    def test_two_small_counts_that_add_to_little_protect_no_one(self) -> None:
        # 1 and 1 of a total of 2 would be no secret.
        seen = shown(suppress(table_of([[1, 1, 90], [50, 60, 70]])))

        assert [cell for cell in seen[0][:2] if cell is not None] == []
        assert all(high - low >= 5 for low, high in ranges(seen, low=1))

    def test_hides_a_small_total_too(self) -> None:
        table = suppress(table_of([[3, 0], [40, 50]]))

        assert table.row_totals[0] is None

    def test_holds_no_hidden_count(self) -> None:
        table = suppress({"ward": {"a": 4321, "b": 3}, "other": {"a": 8765, "b": 99}})

        assert table.cells["ward"] == {"a": None, "b": None}
        assert "4321" not in repr(table)

    def test_copes_with_the_wards_of_a_province(self) -> None:
        random = Random(7)  # noqa: S311
        rows = [[random.randrange(0, 40) for _ in range(9)] for _ in range(100)]
        table = suppress(table_of(rows))

        assert 50 < table.primary < table.primary + table.complementary < 500

    @pytest.mark.parametrize("table", [{}, {"ward": {}}])
    def test_refuses_no_table(self, table: dict[str, dict[str, int]]) -> None:
        with pytest.raises(InvalidValueError, match="at least one row"):
            suppress(table)

    def test_refuses_a_row_without_one_of_the_columns(self) -> None:
        with pytest.raises(InvalidValueError, match=r"table\['b'\]"):
            suppress({"a": {"x": 1, "y": 2}, "b": {"x": 1}})

    def test_refuses_a_least_cell_that_hides_nothing(self) -> None:
        with pytest.raises(InvalidValueError, match="min_cell"):
            suppress({"a": {"x": 1}}, min_cell=1)
