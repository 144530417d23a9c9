"""The smallest repair and the solved blanks, against trying out every table."""

from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from egovkit.metrics import PublishedTable, Rounding, TableCell, TableLayout, audit

MOST = 4
"""Counts of the small tables lie from 0 to here."""

Figures = dict[tuple[str, str], int | str | None]
LAYOUT = TableLayout(
    sums=["all = a + b"], percentages={"share": "a of all"}, flow="", chain=""
)
LAYOUT_OF_SUMS = TableLayout(sums=["all = a + b"])
ROWS = ("X", "Y", "total")
COUNTS = ("all", "a", "b")


def table(figures: Figures) -> PublishedTable:
    rows: dict[str, dict[str, int | str | None]] = {}
    for (row, column), figure in figures.items():
        rows.setdefault(row, {})[column] = figure
    return PublishedTable.of(rows, LAYOUT)


def right_tables(highest: int) -> list[dict[tuple[str, str], int]]:
    """Every table whose counts add up; there are few, for four counts make it."""
    tables: list[dict[tuple[str, str], int]] = []
    for xa, xb, ya, yb in product(range(highest + 1), repeat=4):
        counts = {"X": (xa + xb, xa, xb), "Y": (ya + yb, ya, yb)}
        counts["total"] = (xa + xb + ya + yb, xa + ya, xb + yb)
        tables.append(
            {
                (row, column): n
                for row in ROWS
                for column, n in zip(COUNTS, counts[row], strict=True)
            }
        )
    return tables


RIGHT = right_tables(2 * MOST)


def allows(right: dict[tuple[str, str], int], row: str, percent: int) -> bool:
    """Whether a is within half a point of the percentage of all."""
    whole = right[row, "all"]
    return whole > 0 and abs(200 * right[row, "a"] - 2 * percent * whole) <= whole


def fits(right: dict[tuple[str, str], int], figures: Figures) -> bool:
    return all(
        figure is None
        or (
            allows(right, key[0], int(figure))
            if key[1] == "share"
            else right[key] == figure
        )
        for key, figure in figures.items()
    )


def brute_force(figures: Figures) -> tuple[int, int]:
    """Return the least number of cells to change, and by how much together at least.

    Every right table is compared with the figures. A percentage that it does not
    allow is changed as well, to the nearest one, half up, that it does.
    """
    best = (10**9, 10**9)
    for right in RIGHT:
        cells = change = 0
        for key, figure in figures.items():
            if figure is None:
                continue
            row, column = key
            if column != "share":
                off = abs(right[key] - int(figure))
            else:
                a, whole = right[row, "a"], right[row, "all"]
                if allows(right, row, int(figure)):
                    off = 0
                else:
                    shown = (200 * a + whole) // (2 * whole) if whole else 0
                    off = abs(shown - int(figure)) or 1
            cells, change = cells + (off > 0), change + off
        best = min(best, (cells, change))
    return best


@st.composite
def spoilt(draw: st.DrawFn) -> Figures:
    """A right table, some of whose cells are then printed otherwise or left blank."""
    xa, xb, ya, yb = (draw(st.integers(0, MOST // 2)) for _ in range(4))
    rows = {"X": (xa + xb, xa, xb), "Y": (ya + yb, ya, yb)}
    rows["total"] = (xa + xb + ya + yb, xa + ya, xb + yb)
    made: Figures = {}
    for row, (whole, a, b) in rows.items():
        made |= {(row, "all"): whole, (row, "a"): a, (row, "b"): b}
        shown = whole and draw(st.booleans())
        made[row, "share"] = str((200 * a + whole) // (2 * whole)) if shown else None
    for _ in range(draw(st.integers(0, 3))):
        key = draw(st.sampled_from(sorted(made)))
        if key[1] == "share" and made[key] is not None:
            made[key] = str(draw(st.integers(0, 100)))
        elif key[1] != "share":
            made[key] = draw(st.none() | st.integers(0, MOST))
    return made


class TestTheSmallestRepair:
    @given(spoilt())
    def test_changes_as_few_cells_as_any_and_as_little(self, figures: Figures) -> None:
        audited = audit(table(figures))
        assume(audited.rounding is Rounding.ANY)

        cells, change = brute_force(figures)

        assert audited.consistent == (cells == 0)
        assert audited.least_changes == cells
        made = sum(
            abs(Fraction(r.right or 0) - Fraction(r.printed)) for r in audited.repairs
        )
        if all(repair.right is not None for repair in audited.repairs):
            assert made == change


FLOW = TableLayout(flow="opened + came = went + left", chain="opened = left")
CHAINED = [
    (period, column) for period in "12" for column in ("opened", "came", "went", "left")
]


def chained_tables(most: int) -> NDArray[np.int64]:
    """Every table of one row and two periods that flows and chains; a row for each."""
    axes = np.meshgrid(*[np.arange(most + 1)] * 5, indexing="ij")
    opened, came, went, came_next, went_next = (axis.ravel() for axis in axes)
    left = opened + came - went
    last = left + came_next - went_next
    tables = np.stack(
        [opened, came, went, left, left, came_next, went_next, last], axis=1
    )
    return tables[(left >= 0) & (last >= 0)]


EVERY_CHAIN = chained_tables(9)


class TestPeriods:
    @given(st.lists(st.none() | st.integers(0, 3), min_size=8, max_size=8))
    def test_are_repaired_and_solved_as_by_trying_out_every_table(
        self, figures: list[int | None]
    ) -> None:
        assume(any(figure is not None for figure in figures))
        periods: dict[str, dict[str, dict[str, int | None]]] = {
            "1": {"A": {}},
            "2": {"A": {}},
        }
        for (period, column), figure in zip(CHAINED, figures, strict=True):
            periods[period]["A"][column] = figure
        audited = audit(PublishedTable(periods=periods, layout=FLOW))

        printed = [i for i, figure in enumerate(figures) if figure is not None]
        off = np.abs(EVERY_CHAIN[:, printed] - [figures[i] for i in printed])
        cells, change = (off > 0).sum(axis=1), off.sum(axis=1)
        least = cells.min()

        assert audited.least_changes == least
        repaired = sum(
            abs(Fraction(r.right or 0) - Fraction(r.printed)) for r in audited.repairs
        )
        assert repaired == change[cells == least].min()
        for (period, column), values in zip(CHAINED, EVERY_CHAIN.T, strict=True):
            ends = audited.blanks.get(TableCell("A", column, period))
            if ends is not None and least == 0:
                assert ends[0] == values[cells == 0].min()
                assert ends[1] in (values[cells == 0].max(), None)


HIDDEN = TableLayout(percentages={"share": "of all"})
POOLED = [
    ((x, y, x + y), (k, m, k + m))
    for x, y in product(range(9), repeat=2)
    for k, m in product(range(x + 1), range(y + 1))
]
"""How many dossiers X, Y and the total have, and how many of them are counted."""


class TestPercentagesWithoutCounts:
    @given(
        st.tuples(*[st.integers(0, 4)] * 2, st.integers(0, 8)),
        st.tuples(*[st.sampled_from([None, 0, 20, 25, 33, 37, 50, 67, 75, 100])] * 3),
    )
    def test_are_pooled_as_by_trying_out_every_count(
        self, wholes: tuple[int, ...], shares: tuple[int | None, ...]
    ) -> None:
        rows = {
            row: {"all": whole, "share": None if share is None else str(share)}
            for row, whole, share in zip(ROWS, wholes, shares, strict=True)
        }
        audited = audit(PublishedTable.of(rows, HIDDEN))
        assume(audited.rounding is Rounding.ANY)

        def changes(all_: tuple[int, ...], counted: tuple[int, ...]) -> int:
            wrong = sum(w != n for w, n in zip(wholes, all_, strict=True))
            for n, k, share in zip(all_, counted, shares, strict=True):
                fits = n > 0 and abs(200 * k - 2 * (share or 0) * n) <= n
                wrong += share is not None and not fits
            return wrong

        least = min(changes(*table) for table in POOLED)
        assert audited.consistent == (least == 0)
        # Larger counts than are tried here may do with fewer changes, never with more.
        assert audited.least_changes <= least


class TestBlankCells:
    @given(spoilt())
    def test_have_the_range_of_all_tables_that_fit(self, figures: Figures) -> None:
        audited = audit(table(figures))
        assume(audited.rounding is Rounding.ANY and audited.consistent)
        fitting = [right for right in RIGHT if fits(right, figures)]

        blanks = [k for k, f in figures.items() if f is None and k[1] != "share"]
        assert {(cell.row, cell.column) for cell in audited.blanks} == set(blanks)
        for row, column in blanks:
            low, high = audited.blanks[TableCell(row, column)]
            values = [right[row, column] for right in fitting]
            assert low == min(values)
            assert high in (max(values), None)

    def test_are_solved_for_one_another(self) -> None:
        # x + y = 5 by the row and x - y = 1 by another: 3 and 2, and nothing else.
        layout = TableLayout(sums=["five = x + y", "x = y + one"])
        rows = {"A": {"five": 5, "one": 1, "x": None, "y": None}}

        blanks = audit(PublishedTable.of(rows, layout)).blanks

        assert blanks == {TableCell("A", "x"): (3, 3), TableCell("A", "y"): (2, 2)}

    def test_without_a_whole_solution_are_a_finding(self) -> None:
        # x + y = 5 and x = y + 2 give 3.5.
        layout = TableLayout(sums=["five = x + y", "x = y + two"])
        rows = {"A": {"five": 5, "two": 2, "x": None, "y": None}}

        audited = audit(PublishedTable.of(rows, layout))

        assert [f.code for f in audited.findings] == ["unsolvable"]
        assert audited.least_changes == 1

    def test_without_a_limit_say_so(self) -> None:
        rows = {"A": {"a": 2, "b": None, "all": None}}

        blanks = audit(PublishedTable.of(rows, LAYOUT_OF_SUMS)).blanks

        assert blanks[TableCell("A", "b")] == (0, None)
        assert blanks[TableCell("A", "all")] == (2, None)
