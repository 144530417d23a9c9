"""Which rounding explains all the percentages of a published table."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from attrs import frozen

from egovkit.metrics._apportion import apportion
from egovkit.metrics._cells import Cell, Figure, Rounding, places_of
from egovkit.metrics._layout import Share
from egovkit.metrics._published import OTHER, WHOLE
from egovkit.metrics._solve import fits
from egovkit.metrics._table import PublishedTable, TableCell

Contradicted = Mapping[Rounding, tuple[TableCell, ...]]

_ALONE: Final = (Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.DOWN, Rounding.ANY)


@frozen
class Group:
    """Percentages of one row and one whole, with the counts that are known.

    Attributes
    ----------
    counts
        What is counted by each percentage, None where it is not known.
    complete
        Whether together they are the whole.
    """

    cells: tuple[TableCell, ...]
    percentages: tuple[Decimal, ...]
    counts: tuple[int | None, ...]
    total: int
    complete: bool

    @property
    def made(self) -> Decimal:
        return sum(self.percentages, Decimal(0))

    def contradicted(self, rounding: Rounding) -> Iterator[TableCell]:
        """Yield the percentages that no counts give under a rounding."""
        if rounding is Rounding.APPORTIONED:
            yield from self._apportioned_otherwise()
            return
        wrong = [
            cell
            for cell, x, count in zip(
                self.cells, self.percentages, self.counts, strict=True
            )
            if not _gives(x, count, self.total, rounding)
        ]
        yield from wrong
        if not wrong and None in self.counts and not self._fits(rounding):
            yield from self.cells

    def _fits(self, rounding: Rounding) -> bool:
        cells = [
            Cell(Figure.of(x), count)
            for x, count in zip(self.percentages, self.counts, strict=True)
        ]
        return fits(cells if self.complete else [*cells, Cell()], self.total, rounding)

    def _apportioned_otherwise(self) -> Iterator[TableCell]:
        known = [count for count in self.counts if count is not None]
        rest = self.total - sum(known)
        if len(known) < len(self.counts) or rest < 0 or min(known) < 0:
            if not self._fits(Rounding.APPORTIONED):
                yield from self.cells
            return
        counts = dict(zip(map(str, range(len(known))), known, strict=True))
        if not self.complete:
            counts[OTHER] = rest
        for cell, x, name in zip(self.cells, self.percentages, counts, strict=False):
            right = apportion(counts, places_of(x)) or {}
            if right.get(name) != x:
                yield cell


def groups_of(table: PublishedTable) -> tuple[Group, ...]:
    """Return the percentages of parts whose whole is known, and is not zero."""
    shares = table.layout.shares
    groups: list[Group] = []
    together = [*_together(table, shares)]
    for period, rows in table.periods.items():
        for row in rows:
            for columns, complete in together:
                group = _group(table, row, period, columns, complete=complete)
                if group is not None:
                    groups.append(group)
    return tuple(groups)


def contradicted(groups: Sequence[Group]) -> Contradicted:
    """Return the percentages that each rounding leaves unexplained."""
    return {
        rounding: tuple(
            cell for group in groups for cell in group.contradicted(rounding)
        )
        for rounding in Rounding
    }


def working_rounding(unexplained: Contradicted) -> Rounding:
    """Return the rounding by which to judge the rest: to the nearest in doubt."""
    ways = (Rounding.ANY, Rounding.APPORTIONED, Rounding.DOWN)
    return min(ways, key=lambda rounding: len(unexplained[rounding]))


def _gives(x: Decimal, count: int | None, total: int, rounding: Rounding) -> bool:
    low, high = Figure.of(x).counts(total, rounding)
    return low <= high if count is None else low <= count <= high


def _together(
    table: PublishedTable, shares: Mapping[str, Share]
) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield columns of percentages that make up a whole, and each that does not."""
    whole_of = {frozenset(e.right): e.left for e in table.layout.equations}
    whole_of |= {frozenset(e.left): e.right for e in table.layout.equations}
    by_whole: dict[tuple[str, ...], list[str]] = {}
    for column, share in shares.items():
        if share.is_part:
            by_whole.setdefault(share.whole, []).append(column)
    for whole, columns in by_whole.items():
        lone = [c for c in columns if len(shares[c].parts) == 1]
        parts = [shares[column].parts[0] for column in lone]
        makes = whole_of.get(frozenset(parts)) == whole or set(parts) == set(whole)
        complete = len(parts) > 1 and len(set(parts)) == len(parts) and makes
        if complete:
            yield tuple(lone), True
        for column in columns:
            if not complete or column not in lone:
                yield (column,), False


def _group(
    table: PublishedTable,
    row: str,
    period: str,
    columns: Sequence[str],
    *,
    complete: bool,
) -> Group | None:
    def count(columns: Sequence[str]) -> int | None:
        cells = [TableCell(row, column, period) for column in columns]
        known = [table.figure(cell) for cell in cells]
        numbers = [n for n in known if isinstance(n, int)]
        return sum(numbers) if columns and len(numbers) == len(known) else None

    shares = table.layout.shares
    cells = [TableCell(row, column, period) for column in columns]
    figures = [
        (cell, x) for cell in cells if isinstance(x := table.figure(cell), Decimal)
    ]
    figures = [(cell, x) for cell, x in figures if 0 <= x <= WHOLE]
    total = count(shares[columns[0]].whole)
    if not figures or not total or total < 0:
        return None
    return Group(
        tuple(cell for cell, _ in figures),
        tuple(x for _, x in figures),
        tuple(count(shares[cell.column].parts) for cell, _ in figures),
        total,
        complete and len(figures) == len(columns),
    )
