"""read_table: a published table from a CSV file or an XLSX workbook."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain
from operator import attrgetter
from os import PathLike, fspath
from typing import Final

from attrs import frozen

from egovkit.errors import FaultsError, InvalidValueError, RowError, UnusableFileError
from egovkit.metrics._layout import TableLayout
from egovkit.metrics._table import Printed, PublishedTable, Rows
from egovkit.outcome._csv import CsvSource
from egovkit.outcome._source import Source
from egovkit.outcome._words import as_key
from egovkit.outcome._xlsx import SheetCell, SheetSource

_PERIODS: Final = frozenset(["period", "kỳ", "kỳ báo cáo"])
_NUMBERS: Final = frozenset(["stt", "tt", "no.", "#"])
_WORDS: Final = {
    "từ kỳ trước": "carried_over", "kỳ trước chuyển sang": "carried_over",
    "tiếp nhận": "received", "tiếp nhận trong kỳ": "received",
    "tiếp nhận mới": "received", "đã giải quyết": "resolved",
    "trước hạn": "before_due", "đúng hạn": "on_time", "quá hạn": "overdue",
    "đang giải quyết": "pending", "trong hạn": "pending_within",
    "tạm dừng": "paused", "từ chối": "refused", "rút hồ sơ": "withdrawn",
}  # fmt: skip
"""What the forms call our columns. A word that a table has twice is not translated."""

_COUNT = re.compile(
    r"-?(\d+|\d{1,3}(?:([. ,\u00a0\u202f])\d{3})(?:\2\d{3})*)", re.ASCII
)
_PERCENTAGE = re.compile(r"-?\d+(?:([.,])\d+)?\s*%?", re.ASCII)
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_FORMAT = re.compile(r"[#,]*0(?:\.(0+))?\s*(%?)")


def read_table(
    file: str | PathLike[str],
    *,
    layout: TableLayout | None = None,
    columns: Mapping[str, str] | None = None,
    row: str | None = None,
    period: str | None = None,
    decimal: str | None = None,
    sheet: str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
) -> PublishedTable:
    r"""Read a published table from a CSV file or an XLSX workbook, by its ending.

    The first row with text is the header. Percentages keep the places they are printed
    with: in CSV as written, in XLSX as the number format of the cell shows them. What
    a file does not tell is a fault, and not guessed.

    Parameters
    ----------
    layout
        Which columns belong together; without it, what their names say.
    columns
        The file's header for each column; others are not read. Without it, every
        column is, by its header, or as our own where a header is a word of the forms,
        such as trước hạn.
    row, period
        The headers of the columns with the names of rows and of periods. Without them,
        the first column, and one called period or kỳ if there is one.
    decimal
        The decimal mark, "," or "."; the other one then parts thousands. Without it,
        a count such as "1.234" is a fault, for it may be either.
    sheet, delimiter, encoding
        As for `read_xlsx` and `read_csv`.

    Raises
    ------
    InvalidValueError
        If an argument makes no sense.
    UnusableFileError
        If the file cannot be read, or has a header twice, or lacks one.
    FaultsError
        With every cell that cannot be read, as `RowError`; or with all that does not
        fit the layout.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "table.csv")
    ...     _ = path.write_text(
    ...         "Đơn vị;Trước hạn;Đúng hạn;on_time_rate\n"
    ...         "Ward A;1.041;15;96,87 %\n",
    ...         encoding="utf-8",
    ...     )
    ...     table = read_table(path, decimal=",", layout=TableLayout(percentages={
    ...         "on_time_rate": "before_due of before_due + on_time"}))
    >>> table.columns
    ('before_due', 'on_time', 'on_time_rate')
    """
    if decimal not in (None, ",", "."):
        raise InvalidValueError("decimal", decimal, "',' or '.'")
    source = _source(fspath(file), sheet, delimiter, encoding)
    head = _Head.of(source, columns, row, period)
    layout = (layout or TableLayout()).completed([name for _, name in head.columns])
    decimals = {*(layout.percentages or {}), *layout.means}
    faults: list[RowError] = []
    periods: dict[str, dict[str, dict[str, Printed]]] = {}
    for line, cells in _lines(source):
        where = head.place(cells)
        rows = periods.setdefault(where[0], {})
        if not where[1] or where[1] in rows:
            expected = "a name that stands once" if where[1] else "the name of the row"
            faults.append(RowError(line, head.row_header, where[1], expected))
        faults += _without_header(source, line, cells)
        rows[where[1]] = {}
        for place, name in head.columns:
            read = _decimal if name in decimals else _count
            try:
                rows[where[1]][name] = read(cells[place].strip(), decimal)
            except ValueError as error:
                header = source.header[place].strip()
                faults.append(RowError(line, header, cells[place], str(error)))
    if faults:
        none = {*_without_count(head, periods)} - decimals
        headers = {source.header[i].strip() for i, name in head.columns if name in none}
        faults = _folded(faults, headers)
        what = f"{source.name} has {len(faults)} fault" + "s" * (len(faults) > 1)
        raise FaultsError(what, faults)
    return PublishedTable(periods=periods, layout=layout)


def _source(
    file: str, sheet: str | None, delimiter: str | None, encoding: str | None
) -> Source:
    if file.lower().endswith((".xlsx", ".xlsm")):
        return SheetSource(file, sheet, _shown)
    if file.lower().endswith((".csv", ".tsv", ".txt")):
        return CsvSource(file, delimiter, encoding)
    raise InvalidValueError("file", file, "a name that ends in .csv or .xlsx")


@frozen
class _Head:
    """Where the columns of a table stand."""

    row: int
    row_header: str
    period: int | None
    columns: Sequence[tuple[int, str]]

    @classmethod
    def of(
        cls,
        source: Source,
        columns: Mapping[str, str] | None,
        row: str | None,
        period: str | None,
    ) -> "_Head":
        headers = [as_key(header) for header in source.header]
        places: dict[str, int] = {}
        for place, header in enumerate(headers):
            if header and header in places:
                raise UnusableFileError(
                    source.name, f"it has the header {header!r} twice",
                    "give each column a name of its own",
                )  # fmt: skip
            places[header] = place

        def find(header: str) -> int:
            if as_key(header) not in places:
                raise UnusableFileError(
                    source.name, f"it has no column {header!r}",
                    f"name one of {', '.join(map(repr, source.header))}",
                )  # fmt: skip
            return places[as_key(header)]

        of_period = find(period) if period else _first(headers, _PERIODS)
        skipped = {of_period, _first(headers, _NUMBERS)}
        rest = [i for i, header in enumerate(headers) if header and i not in skipped]
        if not rest:
            raise UnusableFileError(
                source.name, "it has no column of names", "name it in row="
            )
        of_row = find(row) if row else rest[0]
        named = [(i, _ours(headers[i])) for i in rest if i != of_row]
        if columns is not None:
            named = [(find(theirs), ours) for ours, theirs in columns.items()]
        return cls(of_row, source.header[of_row], of_period, named)

    def place(self, cells: Sequence[str]) -> tuple[str, str]:
        """Return the period and the row that some cells are about."""
        period = "" if self.period is None else cells[self.period]
        return as_key(period), as_key(cells[self.row])


def _first(headers: Sequence[str], words: frozenset[str]) -> int | None:
    return next((i for i, h in enumerate(headers) if h.casefold() in words), None)


def _ours(header: str) -> str:
    return _WORDS.get(header.casefold(), header)


def _lines(source: Source) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the lines with text, each with its number."""
    width = len(source.header)
    with source.rows() as rows:
        end = rows.line_num
        for cells in rows:
            line, end = end + 1, rows.line_num
            if not any(map(str.strip, cells)):
                continue
            if len(cells) != width:
                expected = f"{width} cells, as the header has"
                fault = RowError(line, "(the row)", f"{len(cells)} cells", expected)
                raise FaultsError(f"{source.name} has a fault", [fault])
            yield line, cells


def _without_header(
    source: Source, line: int, cells: Sequence[str]
) -> Iterator[RowError]:
    for place, header in enumerate(source.header):
        if not header.strip() and cells[place].strip():
            expected = "nothing, or a header above it"
            yield RowError(line, f"number {place + 1}", cells[place], expected)


def _without_count(head: _Head, periods: Mapping[str, Rows]) -> Iterator[str]:
    """Yield the columns in which nothing could be read."""
    cells = [cells for rows in periods.values() for cells in rows.values()]
    for _, name in head.columns:
        if all(of_row.get(name) is None for of_row in cells):
            yield name


def _folded(faults: Sequence[RowError], headers: Collection[str]) -> list[RowError]:
    """Say once of a column of something else what would be said of each of its cells."""
    by_column: dict[str, list[RowError]] = {}
    for fault in faults:
        by_column.setdefault(fault.column, []).append(fault)
    left = [
        _something_else(of_it) if header in headers and _are_no_counts(of_it) else of_it
        for header, of_it in by_column.items()
    ]
    return sorted(chain.from_iterable(left), key=attrgetter("line"))


def _are_no_counts(faults: Sequence[RowError]) -> bool:
    return len(faults) > 1 and not any(
        _COUNT.fullmatch(f.value.strip()) for f in faults
    )


def _something_else(faults: Sequence[RowError]) -> list[RowError]:
    first = faults[0]
    expected = (
        f"a count, but none of this column's {len(faults)} cells is one; name the columns "
        "to read, or say in a layout of what it is a percentage; a list of dossiers is "
        "for a report"
    )
    return [RowError(first.line, first.column, first.value, expected)]


def _count(text: str, decimal: str | None) -> int | None:
    if not text:
        return None
    match = _COUNT.fullmatch(text)
    if match is None:
        raise ValueError("a whole number, or nothing where there is none")
    mark = match[2]
    if mark in (".", ",") and decimal is None and text.count(mark) == 1:
        raise ValueError(
            "a count that is not ambiguous; say decimal=',' if the mark parts thousands"
            if mark == "."
            else "a count that is not ambiguous; say decimal='.' if the mark parts thousands"
        )
    if mark is not None and mark == decimal:
        raise ValueError("a whole number, without decimals")
    return int(re.sub(r"[^\d-]", "", text))


def _decimal(text: str, decimal: str | None) -> str | None:
    if not text:
        return None
    match = _PERCENTAGE.fullmatch(text)
    if match is None:
        raise ValueError(
            "a figure with the places it is printed with; in a spreadsheet, format the "
            "cell with fixed places, such as 0.00%"
        )
    if match[1] and decimal not in (None, match[1]):
        raise ValueError(f"a figure with the decimal mark {decimal!r}")
    return text


def _shown(cell: SheetCell) -> str:
    """Write a number as its format shows it; say so where the format does not tell."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    match = _FORMAT.fullmatch(
        _NOT_SHOWN.sub("", cell.number_format).split(";")[0].strip()
    )
    if match is None:
        is_known = isinstance(value, int) and cell.number_format == "General"
        return str(value) if is_known else f"{value} in the format {cell.number_format}"
    number = Decimal(repr(value)) * (100 if match[2] else 1)
    places = len(match[1] or "")
    return f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
