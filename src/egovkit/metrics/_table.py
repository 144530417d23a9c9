"""PublishedTable: a whole table of a report, as it is printed."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from attrs import field, frozen

from egovkit.errors import FaultsError, InvalidValueError
from egovkit.metrics._apportion import whole_number
from egovkit.metrics._layout import TOTAL_ROWS, TableLayout
from egovkit.metrics._published import printed_percentage

Printed = int | str | Decimal | None
Rows = Mapping[str, Mapping[str, Printed]]


class TableCell(NamedTuple):
    """A place in a published table; the period is empty where there is only one.

    Examples
    --------
    >>> print(TableCell("Ward A", "on_time", "2026-01"))
    on_time of Ward A (2026-01)
    """

    row: str
    column: str
    period: str = ""

    def __str__(self) -> str:
        text = f"{self.column} of {self.row}"
        return f"{text} ({self.period})" if self.period else text


@frozen(kw_only=True)
class PublishedTable:
    """A table as a report prints it, right or wrong.

    Attributes
    ----------
    periods
        What is printed, by period in their order, row and column: a whole number of
        dossiers or answers; a percentage or a mean as text or Decimal, with the places
        it is printed with; None, or nothing, for a blank cell. A float is refused.
    layout
        Which columns belong together; what it leaves open is taken from their names.

    Raises
    ------
    InvalidValueError
        If there is but one fault.
    FaultsError
        With every fault, if there are several: what is no number, and what the layout
        speaks of and the table does not have.

    Examples
    --------
    >>> table = PublishedTable.of({
    ...     "Ward A": {"resolved": 60, "before_due": 41, "on_time": 15, "overdue": 4},
    ...     "Ward B": {"resolved": 40, "before_due": 30, "on_time": 10, "overdue": 0},
    ...     "Total": {"resolved": 100, "before_due": 71, "on_time": 25, "overdue": 4},
    ... })
    >>> table.columns, table.total_row
    (('resolved', 'before_due', 'on_time', 'overdue'), 'Total')
    """

    periods: Mapping[str, Rows]
    layout: TableLayout = field(factory=TableLayout)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "layout", self.layout.completed(self.columns))
        faults: list[Exception] = [*self._faults()]
        if len(faults) > 1:
            what = f"this table has {len(faults)} faults"
            raise FaultsError(what, faults)
        for fault in faults:
            raise fault
        object.__setattr__(self, "periods", self._read())

    @classmethod
    def of(cls, rows: Rows, layout: TableLayout | None = None) -> "PublishedTable":
        """Take the rows of a table that is about one period.

        Examples
        --------
        >>> PublishedTable.of({"Ward A": {"received": 12}}).rows
        ('Ward A',)
        """
        return cls(periods={"": rows}, layout=layout or TableLayout())

    @staticmethod
    def from_toml(text: str) -> "PublishedTable":
        """Read a table from TOML: a ``[[rows]]`` for each row, and the layout's keys.

        A row has its name in ``row``, its period, if there are several, in
        ``period``, its counts as numbers, and its percentages and means as text.

        Raises
        ------
        InvalidValueError
            If the text is not TOML.
        FaultsError
            With every fault of the document.

        Examples
        --------
        >>> table = PublishedTable.from_toml('''
        ... [percentages]
        ... late = "overdue of resolved"
        ... [[rows]]
        ... row = "Ward A"
        ... resolved = 60
        ... overdue = 4
        ... late = "6.7"
        ... ''')
        >>> table.figure(TableCell("Ward A", "late"))
        Decimal('6.7')
        """
        from egovkit.metrics._table_toml import table_of

        return table_of(text)

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows in the order they first come.

        Examples
        --------
        >>> PublishedTable.of({"B": {"received": 1}, "A": {"received": 2}}).rows
        ('B', 'A')
        """
        return tuple(dict.fromkeys(row for of in self.periods.values() for row in of))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in the order they first come.

        Examples
        --------
        >>> PublishedTable.of({"A": {"received": 2}, "B": {"resolved": 1}}).columns
        ('received', 'resolved')
        """
        return tuple(
            dict.fromkeys(
                column
                for rows in self.periods.values()
                for cells in rows.values()
                for column in cells
            )
        )

    @property
    def counted(self) -> tuple[str, ...]:
        """The columns of counts.

        Examples
        --------
        >>> PublishedTable.of({"A": {"received": 2, "note": 1}}).counted
        ('received', 'note')
        """
        others = {**self.layout.shares, **self.layout.scales}
        return tuple(column for column in self.columns if column not in others)

    @property
    def total_row(self) -> str | None:
        """The row that adds up the others, if there is one.

        Examples
        --------
        >>> PublishedTable.of({"A": {"received": 2}, "Tổng": {"received": 2}}).total_row
        'Tổng'
        """
        if self.layout.total_row is not None:
            return self.layout.total_row or None
        found = [row for row in self.rows if row.strip().casefold() in TOTAL_ROWS]
        return found[-1] if found else None

    def figure(self, cell: TableCell) -> int | Decimal | None:
        """Return what is printed in a cell, None if it is blank.

        Examples
        --------
        >>> table = PublishedTable.of({"A": {"received": 2}})
        >>> table.figure(TableCell("A", "received"))
        2
        """
        given = self.periods.get(cell.period, {}).get(cell.row, {}).get(cell.column)
        return Decimal(given) if isinstance(given, str) else given

    def _faults(self) -> Iterator[InvalidValueError]:
        if not self.columns:
            yield InvalidValueError("periods", self.periods, "at least one figure")
        readers = self._readers()
        for cell, given in _cells(self.periods):
            try:
                readers[cell.column](str(cell), given)
            except InvalidValueError as fault:
                yield fault
        for where, name in dict.fromkeys(self.layout.names()):
            if name not in self.counted:
                yield InvalidValueError(
                    where, name, f"a column of counts: {', '.join(self.counted)}"
                )
        for column in {**self.layout.shares, **self.layout.scales}:
            if column not in self.columns:
                yield InvalidValueError(
                    "the layout", column, f"a column: {', '.join(self.columns)}"
                )
        yield from self._faults_of_rows()

    def _faults_of_rows(self) -> Iterator[InvalidValueError]:
        layout = self.layout
        named = [("total_row", layout.total_row)] if layout.total_row else []
        named += [
            (f"subtotals.{name}", row)
            for name, rows in layout.subtotals.items()
            for row in (name, *rows)
        ]
        for where, row in named:
            if row not in self.rows:
                yield InvalidValueError(where, row, f"a row: {', '.join(self.rows)}")
        for name, rows in layout.subtotals.items():
            if self.total_row in rows or any(row in layout.subtotals for row in rows):
                yield InvalidValueError(
                    f"subtotals.{name}", list(rows), "rows that are no sums themselves"
                )

    def _readers(
        self,
    ) -> Mapping[str, Callable[[str, Printed], int | Decimal | None]]:
        decimals = {*self.layout.shares, *self.layout.scales}
        return {name: _decimal if name in decimals else _count for name in self.columns}

    def _read(self) -> Mapping[str, Rows]:
        read: dict[str, dict[str, dict[str, Printed]]] = {}
        readers = self._readers()
        for (row, column, period), given in _cells(self.periods):
            cells = read.setdefault(period, {}).setdefault(row, {})
            cells[column] = readers[column](column, given)
        return read


def _cells(periods: Mapping[str, Rows]) -> Iterator[tuple[TableCell, Printed]]:
    for period, rows in periods.items():
        for row, cells in rows.items():
            for column, given in cells.items():
                yield TableCell(row, column, period), given


def _count(name: str, given: Printed) -> int | None:
    return None if given is None else whole_number(name, given)


def _decimal(name: str, given: Printed) -> Decimal | None:
    return None if given is None else printed_percentage(name, given)
