"""read_xlsx: dossiers from a sheet of an XLSX workbook."""

import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, time, tzinfo
from os import PathLike
from pathlib import Path
from typing import IO, Literal, Protocol, Self, cast

from egovkit.errors import MissingExtraError, UnusableFileError
from egovkit.outcome._columns import Reading
from egovkit.outcome._reader import OutcomeReader
from egovkit.outcome._source import Rewindable, Rows, name_of

# Quoted texts, escaped characters, and what is in brackets: locales and colours.
_NOT_SHOWN_AS_TIME = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def read_xlsx(
    file: str | PathLike[str] | IO[bytes],
    *,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    tz: str | tzinfo,
    values: Mapping[str, Mapping[str, str | bool | None]] | None = None,
    time_format: str | Mapping[str, str] | None = None,
    on_error: Literal["raise", "collect"] = "raise",
) -> OutcomeReader:
    """Read the dossiers of a sheet, row by row, as `read_csv` does those of a CSV file.

    Cells that are dates or numbers for the spreadsheet are taken as such, whatever
    they look like there; `time_format` is for times written as text, which may be in
    ISO 8601 as well. A date shown without a time is a day. A formula stands for the
    value that the spreadsheet stored for it, and a `RowError` counts lines as the
    sheet does.

    Parameters
    ----------
    sheet
        The sheet's name; without it, the first one.

    Raises
    ------
    MissingExtraError
        If openpyxl is not installed.
    UnusableFileError
        If the file is no XLSX workbook, or lacks the sheet or a column.

    Examples
    --------
    >>> from datetime import datetime
    >>> from io import BytesIO
    >>> from openpyxl import Workbook
    >>> book, file = Workbook(), BytesIO()
    >>> book.active.append(["number", "received_at", "supplements"])
    >>> book.active.append(["H53-260105-0001", datetime(2026, 1, 5, 9, 30), 1])
    >>> book.save(file)
    >>> for outcome in read_xlsx(file, tz="Asia/Ho_Chi_Minh"):
    ...     print(outcome.number, outcome.received_at, outcome.supplements)
    H53-260105-0001 2026-01-05 09:30:00+07:00 1
    """
    reading = Reading.of(columns, tz, values, time_format)
    source = SheetSource(file, sheet)
    columns_read = reading.bind(source.header, source.name, iso_too=True)
    return OutcomeReader(source, columns_read, on_error)


class SheetCell(Protocol):
    """What is used of a cell."""

    @property
    def value(self) -> object: ...

    @property
    def number_format(self) -> str: ...


class _Sheet(Protocol):
    """What is used of openpyxl's sheets, which its stubs describe in part only."""

    @property
    def title(self) -> str: ...

    def reset_dimensions(self) -> None: ...

    def iter_rows(self) -> Iterator[Sequence[SheetCell]]: ...


class SheetSource:
    """One sheet of an XLSX file; `text` tells how a cell is read."""

    name: str
    header: Sequence[str]

    def __init__(
        self,
        file: str | PathLike[str] | IO[bytes],
        sheet: str | None,
        text: Callable[[SheetCell], str] | None = None,
    ) -> None:
        self.name = name_of(file)
        self._text = text or _text
        self._file = (
            Path(file) if isinstance(file, str | PathLike) else Rewindable(file)
        )
        self._sheet = sheet
        with self._all_rows() as rows:
            self.header, self._header_line = self._first_row(rows)

    @contextmanager
    def rows(self) -> Generator[Rows, None, None]:
        with self._all_rows() as rows:
            while rows.line_num < self._header_line:
                next(rows)
            rows.width = len(self.header)
            yield rows

    @contextmanager
    def _all_rows(self) -> Generator["_SheetRows", None, None]:
        try:
            from openpyxl import load_workbook
        except ImportError:
            raise MissingExtraError("reading XLSX", "openpyxl", "reports") from None
        from zipfile import BadZipFile

        with self._stream() as stream:
            try:
                book = load_workbook(
                    stream, read_only=True, data_only=True, keep_links=False
                )
            except (BadZipFile, KeyError):
                raise UnusableFileError(
                    self.name, "it is no XLSX workbook", "save it as one, or as CSV"
                ) from None
            sheets = {sheet.title: cast("_Sheet", sheet) for sheet in book.worksheets}
            yield _SheetRows(self.name, self._chosen(sheets), self._text)

    @contextmanager
    def _stream(self) -> Generator[IO[bytes], None, None]:
        if isinstance(self._file, Rewindable):
            yield self._file.rewind()
            return
        with self._file.open("rb") as stream:
            yield stream

    def _chosen(self, sheets: Mapping[str, _Sheet]) -> _Sheet:
        name = next(iter(sheets), "") if self._sheet is None else self._sheet
        if name not in sheets:
            raise UnusableFileError(
                self.name,
                f"it has no sheet {name!r}",
                f"name one of {', '.join(map(repr, sheets))}",
            )
        return sheets[name]

    def _first_row(self, rows: "_SheetRows") -> tuple[Sequence[str], int]:
        for row in rows:
            while row and not row[-1].strip():
                row.pop()
            if row:
                return row, rows.line_num
        raise UnusableFileError(
            self.name, "its sheet is empty", "name the right one in sheet="
        )


class _SheetRows:
    """The rows of a sheet as texts, brought to the width of the header."""

    def __init__(
        self, name: str, sheet: _Sheet, text: Callable[[SheetCell], str]
    ) -> None:
        from zipfile import BadZipFile
        from zlib import error as zlib_error

        # Some programs store a wrong extent of the sheet, which would cut off rows.
        sheet.reset_dimensions()
        self.line_num = 0
        self.width: int | None = None
        self._name = name
        self._text = text
        self._rows = sheet.iter_rows()
        self._signs_of_damage = (
            BadZipFile,
            zlib_error,
            SyntaxError,
            LookupError,
            ValueError,
        )

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> list[str]:
        try:
            cells = next(self._rows)
        except self._signs_of_damage as error:
            raise UnusableFileError(
                self._name,
                f"its row {self.line_num + 1} is damaged: {error}",
                "open it in a spreadsheet program and save it anew",
            ) from None
        self.line_num += 1
        row = [self._text(cell) for cell in cells[: self.width]]
        if self.width is not None:
            row += [""] * (self.width - len(row))
        return row


def _text(cell: SheetCell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    if isinstance(value, datetime) and _shows_day_only(value, cell.number_format):
        return str(value.date())
    return str(value)


def _shows_day_only(value: datetime, number_format: str) -> bool:
    """Whether a cell shows no hours or seconds, and holds none."""
    shown = _NOT_SHOWN_AS_TIME.sub("", number_format).lower()
    return value.time() == time.min and not {"h", "s"} & set(shown)
