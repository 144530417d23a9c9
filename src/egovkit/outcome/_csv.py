"""read_csv: dossiers from a CSV file."""

import codecs
import csv
import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import tzinfo
from io import TextIOWrapper
from os import PathLike
from pathlib import Path
from typing import IO, Literal

from egovkit.errors import InvalidValueError, UnusableFileError
from egovkit.outcome._columns import Reading
from egovkit.outcome._reader import OutcomeReader
from egovkit.outcome._source import Rewindable, Rows, name_of

_DELIMITERS = ",;\t|"
_QUOTED = re.compile('"[^"]*"')
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_csv(
    file: str | PathLike[str] | IO[str] | IO[bytes],
    *,
    columns: Mapping[str, str] | None = None,
    tz: str | tzinfo,
    values: Mapping[str, Mapping[str, str | bool | None]] | None = None,
    time_format: str | Mapping[str, str] | None = None,
    on_error: Literal["raise", "collect"] = "raise",
    delimiter: str | None = None,
    encoding: str | None = None,
) -> OutcomeReader:
    r"""Read the dossiers of a CSV file, row by row.

    The header is read at once, the rows as the caller iterates. Beside a few bytes
    for each dossier's number, only faults are kept in memory.

    Parameters
    ----------
    file
        A path, or a stream of text or bytes, which stays open. Open text with
        `newline=""`, or line breaks inside of cells change.
    columns
        The file's header for each of our names in `COLUMNS`; other columns are not
        read. Without it, those that already bear our names are.
    tz
        The office's zone. Instants with an offset are converted to it, and those
        without one are read as its local time: one that the clocks skip, as they
        then showed it; one that they repeat, as the first of the two.
    values
        What a file's own words mean, by column: `{"channel": {"Internet": "online"}}`.
        A word that means None is a blank cell, in any column; "9999-12-31" may be
        one. Our own words need no entry. Words are compared exactly, but for spaces
        around them; true, yes, 1, có and their contraries in any case.
    time_format
        How instants are written, for all columns or by column, in the letters of
        Unicode's date patterns: yyyy yy MM M dd d HH H mm ss SSS XXX, and other
        letters in single quotes. Without it, ISO 8601. The time of day may be missing
        in a cell: the day a dossier is due or promised then counts to its end, and an
        end falls on its start, or on the receipt when that is later on the same day.
    on_error
        `"raise"` the faults together after the last row, or `"collect"` them in
        `OutcomeReader.faults`.
    delimiter
        Without it, whichever of `,` `;` `|` and the tabulator the header has most.
    encoding
        Without it, what the byte order mark says, else UTF-8.

    Raises
    ------
    InvalidValueError
        If an argument makes no sense.
    UnusableFileError
        If the file is empty, lacks a column, has one twice, or, later on, has a row
        whose quotes or bytes cannot be read.
    FaultsError
        While iterating, after the last row: its exceptions are `RowError`.

    Examples
    --------
    >>> from io import StringIO
    >>> table = StringIO(
    ...     "Mã hồ sơ;Ngày nhận;Hạn trả;Ngày trả;Hình thức\n"
    ...     "H53-260105-0001;05/01/2026 09:30;08/01/2026;07/01/2026 16:00;Trực tuyến\n"
    ...     "H53-260105-0002;05/01/2026 10:10;31/02/2026;;Một cửa\n"
    ... )
    >>> reader = read_csv(
    ...     table,
    ...     columns={
    ...         "number": "Mã hồ sơ",
    ...         "received_at": "Ngày nhận",
    ...         "due_at": "Hạn trả",
    ...         "resolved_at": "Ngày trả",
    ...         "channel": "Hình thức",
    ...     },
    ...     values={"channel": {"Trực tuyến": "online", "Một cửa": "counter"}},
    ...     tz="Asia/Ho_Chi_Minh",
    ...     time_format="dd/MM/yyyy HH:mm",
    ...     on_error="collect",
    ... )
    >>> [(row.number, str(row.due_at), row.channel.value) for row in reader]
    [('H53-260105-0001', '2026-01-08 23:59:59+07:00', 'online')]
    >>> print(reader.faults[0])  # doctest: +NORMALIZE_WHITESPACE
    line 3, column Hạn trả: '31/02/2026'; expected a time that exists, written
    dd/MM/yyyy HH:mm like 31/01/2026 14:05
    """
    reading = Reading.of(columns, tz, values, time_format)
    source = CsvSource(file, delimiter, encoding)
    columns_read = reading.bind(source.header, source.name)
    return OutcomeReader(source, columns_read, on_error)


class CsvSource:
    """A CSV file whose encoding and delimiter are found out where they are not given."""

    name: str
    header: Sequence[str]

    def __init__(
        self,
        file: str | PathLike[str] | IO[str] | IO[bytes],
        delimiter: str | None,
        encoding: str | None,
    ) -> None:
        self.name = name_of(file)
        self._file = (
            Path(file) if isinstance(file, str | PathLike) else Rewindable(file)
        )
        self._encoding = self._encoding_or(encoding)
        with self._translating_errors(), self._text() as text:
            head, self._header_lines = self._first_record(text)
            self._delimiter = _delimiter_or(delimiter, head)
            self.header = next(self._reader([head]))

    @contextmanager
    def rows(self) -> Generator[Rows, None, None]:
        with self._translating_errors(), self._text() as text:
            reader = self._reader(text)
            while reader.line_num < self._header_lines:
                next(reader)
            yield reader

    def _reader(self, lines: Iterable[str]) -> Rows:
        return csv.reader(lines, delimiter=self._delimiter, strict=True)

    @contextmanager
    def _text(self, errors: str = "strict") -> Generator[IO[str], None, None]:
        if isinstance(self._file, Path):
            with self._file.open(
                encoding=self._encoding, errors=errors, newline=""
            ) as text:
                yield text
        elif self._file.is_text:
            yield self._file.rewind()
        else:
            text = TextIOWrapper(
                self._file.rewind(), self._encoding, errors, newline=""
            )
            try:
                yield text
            finally:
                text.detach()

    def _encoding_or(self, given: str | None) -> str:
        is_text = isinstance(self._file, Rewindable) and self._file.is_text
        if is_text and given:
            raise InvalidValueError("encoding", given, "None for a stream of text")
        if given:
            return _encoding_named(given)
        return "utf-8" if is_text else _encoding_by_mark(self._first_bytes())

    def _first_bytes(self) -> bytes:
        if isinstance(self._file, Rewindable):
            start: bytes = self._file.rewind().read(3)
            return start
        with self._file.open("rb") as stream:
            return stream.read(3)

    def _first_record(self, text: IO[str]) -> tuple[str, int]:
        """Return the header as it is written, and the line on which it ends."""
        head = ""
        for line_num, line in enumerate(text, 1):
            head += line.removeprefix("\ufeff") if line_num == 1 else line
            if not head.strip():
                head = ""
            elif head.count('"') % 2 == 0:
                return self._without_nul(head), line_num
            elif len(head) > csv.field_size_limit():
                break
        problem = "a quote in its header is never closed" if head else "it is empty"
        raise UnusableFileError(self.name, problem, "give a table with a header")

    def _without_nul(self, head: str) -> str:
        if "\0" in head:
            raise UnusableFileError(
                self.name,
                "its header has NUL characters",
                "it is no text, or another: try encoding='utf-16-le'",
            )
        return head

    @contextmanager
    def _translating_errors(self) -> Generator[None, None, None]:
        try:
            yield
        except csv.Error as error:
            raise UnusableFileError(
                self.name,
                f"its row on line {self._malformed_line()} is malformed: {error}",
                "close each quote, and write one inside a quoted cell twice",
            ) from None
        except UnicodeError:
            raise UnusableFileError(
                self.name,
                f"{self._undecodable_place()} is not {self._encoding}",
                "say what it is, e.g. encoding='cp1258' or encoding='utf-16'",
            ) from None

    def _malformed_line(self) -> int:
        end = 0
        with suppress(csv.Error), self._text() as text:
            reader = self._reader(text)
            for _ in reader:
                end = reader.line_num
        return end + 1

    def _undecodable_place(self) -> str:
        """Find the line again: a decoder works ahead of the rows, by blocks."""
        line_num = 0
        with suppress(UnicodeError), self._text("surrogateescape") as text:
            for line_num, line in enumerate(text, 1):
                if _SURROGATE.search(line):
                    return f"line {line_num}"
        return f"the text after line {line_num}"


def _encoding_named(given: str) -> str:
    try:
        name = codecs.lookup(given).name
    except LookupError:
        raise InvalidValueError(
            "encoding", given, "the name of an encoding", "write e.g. 'cp1258'"
        ) from None
    return "utf-8-sig" if name == "utf-8" else name


def _encoding_by_mark(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if start == codecs.BOM_UTF8 else "utf-8"


def _delimiter_or(given: str | None, head: str) -> str:
    if given is None:
        bare = _QUOTED.sub("", head)
        return max(_DELIMITERS, key=bare.count)
    if len(given) != 1 or given in '"\r\n':
        raise InvalidValueError("delimiter", given, "one character, and no quote")
    return given
