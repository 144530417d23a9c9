"""Suppression: a table without the cells that would point at somebody."""

from collections.abc import Hashable, Iterable, Mapping
from itertools import islice
from typing import Generic, TypeVar

from attrs import frozen

from egovkit.errors import InvalidValueError
from egovkit.metrics._apportion import whole_number
from egovkit.metrics._cycles import Cell, Network

_R = TypeVar("_R", bound=Hashable)
_C = TypeVar("_C", bound=Hashable)


@frozen(kw_only=True)
class SuppressedTable(Generic[_R, _C]):
    """What may be published of a table of counts; None where a count is hidden.

    It does not hold the hidden counts.

    Attributes
    ----------
    min_cell
        Counts from 1 to below it are hidden.
    cells
        The counts, by row and column.
    row_totals, column_totals, total
        The totals of rows and columns, and of all.
    primary, complementary
        How many counts, totals included, are hidden for being small, and how many so
        that those cannot be computed.

    Examples
    --------
    >>> table = suppress({"ward": {"on time": 90, "overdue": 10}})
    >>> table.cells["ward"], table.primary
    ({'on time': 90, 'overdue': 10}, 0)
    """

    min_cell: int
    cells: Mapping[_R, Mapping[_C, int | None]]
    row_totals: Mapping[_R, int | None]
    column_totals: Mapping[_C, int | None]
    total: int | None
    primary: int
    complementary: int


def suppress(
    table: Mapping[_R, Mapping[_C, int]],
    *,
    min_cell: int = 5,
    zeros: bool = True,
) -> SuppressedTable[_R, _C]:
    """Hide small counts, and others so that no hidden one follows from the totals.

    First every count from 1 to below `min_cell` is hidden, totals included (primary
    suppression). Then others are (complementary suppression), few totals and small
    counts first, until what is published leaves every hidden count a range as wide as
    `min_cell`, of which a part is not small. The choice is the same at every run.

    That holds for this one table. A second table with some of the same totals, a
    subtotal, a percentage or an interval of a hidden count can give it away: publish
    none. Nor can a table speak for what its reader knows already.

    Parameters
    ----------
    table
        The counts by row and column, without totals; the rows have the same columns.
    min_cell
        The smallest count that is published.
    zeros
        Whether counts of 0 are published. They tell that a group has no dossiers.

    Raises
    ------
    InvalidValueError
        If there are no rows or columns, the rows differ in their columns, a count is
        negative or no integer, or `min_cell` is below 2.

    Examples
    --------
    >>> table = suppress(
    ...     {
    ...         "Ninh Sơn": {"before_due": 40, "on_time": 12, "overdue": 2},
    ...         "Ninh Thạnh": {"before_due": 31, "on_time": 9, "overdue": 6},
    ...         "Bình Minh": {"before_due": 52, "on_time": 20, "overdue": 11},
    ...     }
    ... )
    >>> for ward, cells in table.cells.items():
    ...     print(ward, *cells.values(), table.row_totals[ward])
    Ninh Sơn 40 None None 54
    Ninh Thạnh 31 None None 46
    Bình Minh 52 20 11 83
    """
    least = whole_number("min_cell", min_cell, least=2)
    columns = [column for cells in islice(table.values(), 1) for column in cells]
    if not columns:
        raise InvalidValueError("table", table, "at least one row and one column")
    rows = [_counts(name, cells, columns) for name, cells in table.items()]
    network = Network(rows, low=int(zeros))
    primary = [cell for cell in network.cells() if network.value(cell) < least]
    network.hide(primary)
    _protect(network, primary, least)

    def shown(row: int, column: int) -> int | None:
        cell = row, column
        return None if cell in network.hidden else network.value(cell)

    height, width = len(rows), len(columns)
    return SuppressedTable(
        min_cell=least,
        cells={
            name: {label: shown(row, column) for column, label in enumerate(columns)}
            for row, name in enumerate(table)
        },
        row_totals={name: shown(row, width) for row, name in enumerate(table)},
        column_totals={
            label: shown(height, column) for column, label in enumerate(columns)
        },
        total=shown(height, width),
        primary=len(primary),
        complementary=len(network.hidden) - len(primary),
    )


def _protect(network: Network, primary: Iterable[Cell], width: int) -> None:
    """Hide further cells until each hidden one may vary enough.

    Hiding more never narrows a range, so each cell is looked at once.
    """
    waiting = list(primary)
    for cell in waiting:
        lower, higher = network.spread(cell, width)
        if lower + higher >= width:
            continue
        waiting += network.hide(network.cheapest_cycle(cell, width - lower))


def _counts(name: object, cells: Mapping[_C, int], columns: list[_C]) -> list[int]:
    if {*cells} != {*columns}:
        raise InvalidValueError(
            f"table[{name!r}]", list(cells), f"the columns of the first row, {columns}",
            "give a 0 where there is nothing",
        )  # fmt: skip
    return [
        whole_number(f"table[{name!r}][{column!r}]", cells[column], least=0)
        for column in columns
    ]
