"""The equations and limits that the figures of a published table must fulfil."""

import math
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from attrs import frozen

from egovkit.metrics._apportion import decimal
from egovkit.metrics._cells import Figure, Rounding, ceiling, places_of
from egovkit.metrics._integers import Linear, Terms
from egovkit.metrics._layout import Equation, Mean, Share
from egovkit.metrics._published import WHOLE
from egovkit.metrics._table import PublishedTable, TableCell

Code = Literal["sum", "flow", "chain", "range", "percent", "mean", "pooled"]
Sides = tuple[Sequence[TableCell], Sequence[TableCell]]


@frozen
class Constraint:
    """One thing that must hold; it falls if the figure it rests on is changed.

    Attributes
    ----------
    figure
        The cell with the percentage or the mean, None for an equation of counts.
    sides
        The two sums that are equal, or the part and the whole of a percentage.
    """

    code: Code
    linear: Linear
    sides: Sides
    figure: int | None = None


@frozen
class Behind:
    """The counts a figure is of; those of a mean are its answers, on a scale."""

    parts: Sequence[int]
    whole: Sequence[int]
    scale: Mean | None = None


@frozen
class System:
    """Variables, of which the first are the cells of the table, and constraints.

    Attributes
    ----------
    cells
        The cells, whose places are their variables.
    values
        The counts printed, by variable.
    printed
        The percentages and means printed, by variable.
    behind
        What each of these is of.
    hidden
        The figure behind which each count is that no column shows. These are variables
        beyond the cells.
    """

    cells: Sequence[TableCell]
    values: Mapping[int, int]
    printed: Mapping[int, Decimal]
    behind: Mapping[int, Behind]
    hidden: Mapping[int, int]
    constraints: Sequence[Constraint]
    rounding: Rounding

    def counts(
        self, figure: int, values: Mapping[int, int]
    ) -> tuple[int | None, int | None]:
        """Return the part and the whole of a figure, as far as they are known."""
        behind = self.behind[figure]
        return self._sum(behind.parts, values), self._sum(behind.whole, values)

    def wanted(self, var: int, free: Container[int]) -> int | None:
        """Return what a count is printed to be, or is nearest to the percentage."""
        figure = self.hidden.get(var)
        if figure is None or figure not in free:
            return self.values.get(var)
        whole = self.behind[figure].whole
        n = None if any(of in free for of in whole) else self._sum(whole, {})
        return None if n is None else round(Fraction(self.printed[figure]) * n / 100)

    def right(self, cell: int, values: Mapping[int, int]) -> int | Decimal | None:
        """Return what is right in a cell, None if it is best left blank."""
        if cell not in self.printed:
            return values.get(cell)
        printed, scale = self.printed[cell], self.behind[cell].scale
        places = places_of(printed)
        part, whole = self.counts(cell, values)
        if not whole:
            return None
        if scale is not None:
            total = round(Fraction(printed) * whole)
            total = min(max(total, scale.least * whole), scale.most * whole)
            return rounded(Fraction(total, whole), places, Rounding.HALF_UP)
        if part is None:
            part = min(max(round(Fraction(printed) * whole / 100), 0), whole)
        return rounded(Fraction(100 * part, whole), places, self.rounding)

    def change(self, cell: int, values: Mapping[int, int]) -> int:
        """Return by how much a count changes, or a figure in units of its last place."""
        right = self.right(cell, values)
        if cell in self.values:
            return abs((right if isinstance(right, int) else 0) - self.values[cell])
        change = Fraction(right or 0) - Fraction(self.printed[cell])
        return int(abs(change) * 10 ** places_of(self.printed[cell]))

    def _sum(self, of: Sequence[int], values: Mapping[int, int]) -> int | None:
        known = [values.get(var, self.values.get(var)) for var in of]
        numbers = [n for n in known if n is not None]
        return sum(numbers) if len(numbers) == len(known) else None


def rounded(number: Fraction, places: int, rounding: Rounding) -> Decimal:
    """Round a number half up, or cut it off where that is the rounding."""
    units = number * 10**places
    if rounding is not Rounding.DOWN:
        units += Fraction(1, 2)
    return decimal(math.floor(units), places)


class _Builder:
    """Gathers the constraints of a table."""

    def __init__(self, table: PublishedTable, rounding: Rounding) -> None:
        self.table, self.layout, self.rounding = table, table.layout, rounding
        self.total = table.total_row
        self.counted = table.counted
        self.cells = [
            TableCell(row, column, period)
            for period, rows in table.periods.items()
            for row in rows
            for column in table.columns
        ]
        self.index = {cell: i for i, cell in enumerate(self.cells)}
        self.hidden: dict[int, int] = {}
        self.behind: dict[int, Behind] = {}
        self.constraints: list[Constraint] = []

    def build(self) -> System:
        for period, rows in self.table.periods.items():
            for row in rows:
                self._row(row, period)
            self._totals(period)
        self._chain()
        figures = {i: self.table.figure(cell) for i, cell in enumerate(self.cells)}
        counts = {i: x for i, x in figures.items() if isinstance(x, int)}
        decimals = {i: x for i, x in figures.items() if isinstance(x, Decimal)}
        for var, n in counts.items():
            if n < 0:
                self._add("range", [(1, var)], 0, None, ([self.cells[var]], ()))
        return System(
            self.cells, counts, decimals, self.behind, self.hidden,
            self.constraints, self.rounding,
        )  # fmt: skip

    def _add(  # noqa: PLR0917 - one constraint, read from left to right
        self,
        code: Code,
        terms: Iterable[tuple[int, int]],
        low: int | None,
        high: int | None,
        sides: Sides,
        figure: int | None = None,
    ) -> None:
        merged: dict[int, int] = {}
        for coefficient, var in terms:
            merged[var] = merged.get(var, 0) + coefficient
        kept: Terms = tuple((x, var) for var, x in merged.items() if x)
        self.constraints.append(
            Constraint(code, Linear(kept, low, high), sides, figure)
        )

    def _equal(
        self, code: Code, left: Sequence[TableCell], right: Sequence[TableCell]
    ) -> None:
        terms = [(1, self.index[cell]) for cell in left]
        terms += [(-1, self.index[cell]) for cell in right]
        self._add(code, terms, 0, 0, (left, right))

    def _row(self, row: str, period: str) -> None:
        def cells(columns: Iterable[str]) -> list[TableCell]:
            return [TableCell(row, column, period) for column in columns]

        for equation in self.layout.equations:
            self._equal("sum", cells(equation.left), cells(equation.right))
        if self.layout.flow:
            flow = Equation.parse("flow", self.layout.flow)
            self._equal("flow", cells(flow.left), cells(flow.right))
        for column, share in self.layout.shares.items():
            cell = TableCell(row, column, period)
            self._share(cell, share, cells(share.parts), cells(share.whole))
        for column, mean in self.layout.scales.items():
            self._mean(TableCell(row, column, period), mean)

    def _share(
        self,
        cell: TableCell,
        share: Share,
        parts: Sequence[TableCell],
        whole: Sequence[TableCell],
    ) -> None:
        figure, printed = self.index[cell], self.table.figure(cell)
        counted = [self.index[part] for part in parts]
        of = [self.index[part] for part in whole]
        sides: Sides = parts, whole
        if not parts:
            counted = [self._new(figure)]
        if share.is_part:
            terms = [(1, k) for k in counted] + [(-1, n) for n in of]
            self._add("range", terms, None, 0, sides)
        if not isinstance(printed, Decimal):
            return
        self.behind[figure] = Behind(counted, of)
        if printed < 0 or (share.is_part and printed > WHOLE):
            self._add("range", (), 1, 0, sides, figure)
            return
        self._add("percent", [(1, n) for n in of], 1, None, sides, figure)
        for counted_by, of_by, low, high in _limits(printed, self.rounding):
            terms = [(counted_by, k) for k in counted] + [(-of_by, n) for n in of]
            self._add("percent", terms, low, high, sides, figure)

    def _new(self, figure: int) -> int:
        """Return a variable for a count that is behind a figure and not shown."""
        var = len(self.cells) + len(self.hidden)
        self.hidden[var] = figure
        return var

    def _mean(self, cell: TableCell, mean: Mean) -> None:
        figure, printed = self.index[cell], self.table.figure(cell)
        if not isinstance(printed, Decimal):
            return
        answers = TableCell(cell.row, mean.answers, cell.period)
        sides: Sides = (), (answers,)
        self.behind[figure] = Behind((), [self.index[answers]], mean)
        if not mean.least <= printed <= mean.most:
            self._add("range", (), 1, 0, sides, figure)
            return
        n, s = self.index[answers], self._new(figure)
        scale = 10 ** places_of(printed)
        units = int(printed * scale)
        self._add("mean", [(1, n)], 1, None, sides, figure)
        self._add("mean", [(1, s), (-mean.least, n)], 0, None, sides, figure)
        self._add("mean", [(1, s), (-mean.most, n)], None, 0, sides, figure)
        low = [(2 * scale, s), (1 - 2 * units, n)]
        high = [(2 * scale, s), (-1 - 2 * units, n)]
        self._add("mean", low, 0, None, sides, figure)
        self._add("mean", high, None, 0, sides, figure)

    def _totals(self, period: str) -> None:
        for whole, rows in added(self.table, period):
            for column in self.counted:
                cells = [TableCell(row, column, period) for row in rows]
                self._equal("sum", [TableCell(whole, column, period)], cells)
            self._pool(whole, rows, period)

    def _pool(self, whole: str, rows: Sequence[str], period: str) -> None:
        """Let the counts behind percentages add up, though no column shows them."""
        by_figure = {figure: var for var, figure in self.hidden.items()}
        for column, share in self.layout.shares.items():
            if share.parts:
                continue
            cells = [TableCell(row, column, period) for row in (whole, *rows)]
            total, *others = (by_figure[self.index[cell]] for cell in cells)
            terms = [(-1, total), *((1, var) for var in others)]
            self._add("pooled", terms, 0, 0, (cells[:1], cells[1:]))

    def _chain(self) -> None:
        if not self.layout.chain:
            return
        chain = Equation.parse("chain", self.layout.chain)
        periods = list(self.table.periods)
        for before, after in pairwise(periods):
            for row in self.table.periods[after]:
                if row in self.table.periods[before]:
                    opening = [TableCell(row, c, after) for c in chain.left]
                    closing = [TableCell(row, c, before) for c in chain.right]
                    self._equal("chain", opening, closing)


def system_of(table: PublishedTable, rounding: Rounding) -> System:
    """Return what the figures of a table must fulfil under a rounding."""
    return _Builder(table, rounding).build()


def added(table: PublishedTable, period: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield each row that adds up others, and which, as far as they are printed."""
    rows, subtotals = table.periods[period], table.layout.subtotals
    inner = {row for of in subtotals.values() for row in of}
    adding = dict(subtotals)
    if table.total_row is not None:
        inner.add(table.total_row)
        adding[table.total_row] = tuple(row for row in rows if row not in inner)
    for whole, of in adding.items():
        if whole in rows and (printed := [row for row in of if row in rows]):
            yield whole, printed


def counts_printed_as(
    percentage: Decimal, whole: int, rounding: Rounding
) -> tuple[int, int]:
    """Return the least and the greatest count printed so; if none, least is more.

    An apportioned percentage is taken as whatever its neighbours may make of it.
    """
    figure = Figure.of(percentage)
    if rounding is not Rounding.APPORTIONED:
        return figure.counts(whole, rounding)
    least = (figure.units - 1) * whole // figure.scale + 1
    most = ceiling((figure.units + 1) * whole, figure.scale) - 1
    return max(least, 0), min(most, whole)


def _limits(
    printed: Decimal, rounding: Rounding
) -> Iterator[tuple[int, int, int | None, int | None]]:
    """Yield how often a part is counted, how often its whole is taken off, and limits.

    An apportioned percentage is the share cut off or one unit more.
    """
    figure = Figure.of(printed)
    units, scale = figure.units, figure.scale
    if rounding is Rounding.DOWN:
        yield scale, units, 0, None
        yield scale, units + 1, None, -1
    elif rounding is Rounding.APPORTIONED:
        yield scale, units - 1, 1, None
        yield scale, units + 1, None, -1
    else:
        yield 2 * scale, 2 * units - 1, 0, None
        yield 2 * scale, 2 * units + 1, None, 0
