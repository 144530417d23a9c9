"""OutcomeReader: the dossiers of a table, row by row, and the faults of its rows."""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import Literal

from egovkit.errors import FaultsError, InvalidValueError, RowError, UnusableFileError
from egovkit.outcome._columns import BoundColumn
from egovkit.outcome._digests import novelty
from egovkit.outcome._outcome import Outcome
from egovkit.outcome._rows import Cells, builder, judge
from egovkit.outcome._source import Source


class OutcomeReader:
    r"""The dossiers of a table, one for each dossier's first row: iterate once.

    Every row that was read is counted in one of the four attributes below. Adjacent
    rows of one dossier whose mapped cells are equal, as in a log of events, are one
    dossier. If they differ, or the number comes again later, the first row stands
    and the other one is a fault.

    Attributes
    ----------
    dossiers
        Rows that became an `Outcome`.
    folded
        Rows that repeat the row before them, be it good or faulty.
    faulty
        Rows with a fault, or several.
    blank
        Rows without any text.
    faults
        What is wrong, by line; complete after the last row.
    unread
        The columns of the file that are not read, as its header names them.

    Examples
    --------
    >>> from io import StringIO
    >>> from egovkit.outcome import read_csv
    >>> table = StringIO(
    ...     "number,received_at,event\n"
    ...     "A-1,2026-01-05 09:00,received\n"
    ...     "A-1,2026-01-05 09:00,accepted\n"
    ...     "A-2,yesterday,received\n"
    ... )
    >>> reader = read_csv(table, tz="Asia/Ho_Chi_Minh", on_error="collect")
    >>> [outcome.number for outcome in reader]
    ['A-1']
    >>> reader.rows, reader.dossiers, reader.folded, reader.faulty
    (3, 1, 1, 1)
    >>> reader.faults[0].line, reader.faults[0].column, reader.unread
    (4, 'received_at', ('event',))
    """

    dossiers: int
    folded: int
    faulty: int
    blank: int
    faults: list[RowError]
    unread: tuple[str, ...]

    def __init__(
        self,
        source: Source,
        columns: Sequence[BoundColumn],
        on_error: Literal["raise", "collect"],
    ) -> None:
        if on_error not in ("raise", "collect"):
            raise InvalidValueError("on_error", on_error, "'raise' or 'collect'")
        self.dossiers = self.folded = self.faulty = self.blank = 0
        self.faults = []
        read = {column.index for column in columns}
        self.unread = tuple(
            header for i, header in enumerate(source.header) if i not in read
        )
        self._source = source
        self._columns = columns
        self._raises = on_error == "raise"
        self._is_started = False
        self._suspects: deque[tuple[int, Cells]] = deque()

    @property
    def rows(self) -> int:
        """How many rows were read so far, blank ones included."""
        return (
            self.dossiers + self.folded + self.faulty + self.blank + len(self._suspects)
        )

    def __iter__(self) -> Iterator[Outcome]:
        if self._is_started:
            raise UnusableFileError(
                self._source.name, "its rows were read already", "open it once more"
            )
        self._is_started = True
        return chain(self._first_pass(), self._second_pass())

    def _first_pass(self) -> Iterator[Outcome]:
        """Build each dossier from its first row, unless its number may not be new.

        A row is compared with the one before it as it is written, before anything is
        done with it, so that the repeats in a log of events cost next to nothing.
        """
        pick = itemgetter(*(column.index for column in self._columns))
        build, is_new = builder(self._columns), novelty()
        width = len(self._source.header)
        last: Cells | None = None
        head_line, head, dossier = 0, (), None
        with self._source.rows() as rows:
            end = rows.line_num
            for row in rows:
                line, end = end + 1, rows.line_num
                if len(row) != width:
                    self._refuse_width(line, row)
                    continue
                cells = pick(row)
                if cells == last:
                    self.folded += 1
                    continue
                outcome: Outcome | None
                number: str | None
                try:
                    outcome = build(cells)
                    number = outcome.number
                except (ValueError, OverflowError):
                    outcome, number = None, self._number(cells)
                if number is None:
                    self._refuse_unnumbered(line, row, cells)
                    continue
                last = cells
                if number == dossier:
                    self._fold_or_refuse(line, cells, head_line, head)
                    continue
                head_line, head, dossier = line, cells, number
                if not is_new(number):
                    self._suspects.append((line, cells))
                    continue
                if outcome is None:
                    outcome = self._judged(line, cells)
                if outcome is not None:
                    self.dossiers += 1
                    yield outcome

    def _second_pass(self) -> Iterator[Outcome]:
        """Settle the rows set aside by their numbers themselves; raise what is wrong."""
        numbers = {cells[0].strip() for _, cells in self._suspects}
        first_lines = self._first_lines(numbers) if numbers else {}
        while self._suspects:
            line, cells = self._suspects.popleft()
            first_line = first_lines.get(cells[0].strip(), line)
            outcome = self._judged(line, cells, first_line)
            if outcome is not None:
                self.dossiers += 1
                yield outcome
        self.faults.sort(key=lambda fault: fault.line)
        if self.faults and self._raises:
            raise FaultsError(
                f"{self.faulty} of {self.rows} rows of {self._source.name} do not "
                "describe a dossier",
                self.faults,
            )

    def _first_lines(self, numbers: set[str]) -> dict[str, int]:
        """Read the file again, and return the line on which each number stands first."""
        lines: dict[str, int] = {}
        width, index = len(self._source.header), self._columns[0].index
        with self._source.rows() as rows:
            end = rows.line_num
            for row in rows:
                line, end = end + 1, rows.line_num
                number = row[index].strip() if len(row) == width else None
                if number in numbers:
                    lines.setdefault(number, line)
        return lines

    def _judged(
        self, line: int, cells: Cells, first_line: int | None = None
    ) -> Outcome | None:
        verdict = judge(self._columns, line, cells)
        faults = [] if isinstance(verdict, Outcome) else verdict
        if first_line not in (None, line):
            expected = f"a number that is not on line {first_line} already"
            header = self._columns[0].header
            faults.insert(0, RowError(line, header, cells[0], expected))
        if isinstance(verdict, Outcome) and not faults:
            return verdict
        self._refuse(faults)
        return None

    def _number(self, cells: Cells) -> str | None:
        try:
            number = self._columns[0].read(cells[0])
        except ValueError:
            return None
        return number if isinstance(number, str) else None

    def _refuse_unnumbered(self, line: int, row: Sequence[str], cells: Cells) -> None:
        if _is_blank(row):
            self.blank += 1
        else:
            self._judged(line, cells)

    def _fold_or_refuse(
        self, line: int, cells: Cells, head_line: int, head: Cells
    ) -> None:
        """Refuse a row that tells the dossier on line `head_line` otherwise."""
        differing = [
            (column.header, cell, other)
            for column, cell, other in zip(self._columns, cells, head, strict=True)
            if cell.strip() != other.strip()
        ]
        if not differing:
            self.folded += 1
            return
        headers, given, other = map(", ".join, zip(*differing, strict=True))
        expected = f"{other!r} as on line {head_line}, for the number is the same"
        self._refuse([RowError(line, headers, given, expected)])

    def _refuse_width(self, line: int, row: Sequence[str]) -> None:
        if _is_blank(row):
            self.blank += 1
            return
        expected = f"{len(self._source.header)} cells, as the header has"
        self._refuse([RowError(line, "(the row)", f"{len(row)} cells", expected)])

    def _refuse(self, faults: list[RowError]) -> None:
        self.faulty += 1
        self.faults += faults


def _is_blank(row: Sequence[str]) -> bool:
    return not any(map(str.strip, row))
