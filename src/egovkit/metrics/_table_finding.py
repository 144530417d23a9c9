"""TableFinding and CellRepair: what is wrong in a published table, cell by cell."""

from decimal import Decimal
from typing import NamedTuple

from attrs import frozen

from egovkit.metrics._finding import Severity
from egovkit.metrics._table import TableCell


class CellRepair(NamedTuple):
    """One cell to be printed otherwise; `right` is None if it is best left blank.

    Examples
    --------
    >>> print(CellRepair(TableCell("Ward A", "on_time"), 51, 15))
    print 15 instead of 51 for on_time of Ward A
    """

    cell: TableCell
    printed: int | Decimal
    right: int | Decimal | None

    def __str__(self) -> str:
        if self.right is None:
            return f"leave out {self.printed} for {self.cell}"
        return f"print {self.right} instead of {self.printed} for {self.cell}"


@frozen
class TableFinding:
    """One thing to correct or to add in a published table.

    Attributes
    ----------
    code
        A word that stays the same, for programs and translations:
        ``sum`` (columns or rows do not add up), ``flow`` (what came in is not what
        ended or is open), ``chain`` (a period does not open with what the one before
        closed with), ``double_counting`` (a total has one row twice, or leaves it
        out), ``range`` (below 0, above 100, above the whole, off the scale),
        ``mismatch`` (counts and their percentage disagree), ``percent_impossible``
        and ``mean_impossible`` (no whole numbers give it), ``parts`` (percentages of
        all parts do not make 100), ``pooled`` (no counts behind the rows' percentages
        give that of the total), ``mean_of_percents`` (that one is the plain mean of
        the rows'), ``unsolvable`` (blank cells have no values that fit),
        ``apportioned`` and ``truncated`` (not rounded one by one to the nearest, but
        so), ``rounded_to_100`` (100 % is printed of not quite all).
    severity
        How grave it is.
    cells
        The cells it is about.
    given
        What is printed.
    possible
        What would be possible.
    repair
        The smallest change that removes it; the smallest one of the whole table if
        that is known.

    Examples
    --------
    >>> from egovkit.metrics import PublishedTable, audit
    >>> rows = {"Ward A": {"resolved": 60}, "Ward B": {"resolved": 40}}
    >>> table = PublishedTable.of({**rows, "Total": {"resolved": 101}})
    >>> print(audit(table).findings[0])
    impossible (sum): resolved of Total is 101; the 2 rows make 100
      -> print 61 instead of 60 for resolved of Ward A
    """

    code: str
    severity: Severity
    cells: tuple[TableCell, ...]
    given: str
    possible: str
    repair: str

    def __str__(self) -> str:
        text = f"{self.given}; {self.possible}" if self.possible else self.given
        return f"{self.severity} ({self.code}): {text}\n  -> {self.repair}"
