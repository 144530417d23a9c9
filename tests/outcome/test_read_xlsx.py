"""read_xlsx: what the cells of a sheet are taken for."""

import io
import re
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from egovkit.errors import FaultsError, MissingExtraError, UnusableFileError
from egovkit.outcome import OutcomeReader, Status, read_xlsx

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = datetime(2026, 1, 5, 9, 30)  # noqa: DTZ001, a sheet's times have no zone
HEADER = ("number", "received_at")
Row = Sequence[object]


def saved(*rows: Row, formats: dict[str, str] | None = None) -> io.BytesIO:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    for place, number_format in (formats or {}).items():
        sheet[place].number_format = number_format
    file = io.BytesIO()
    book.save(file)
    return file


def read(*rows: Row, time_format: str | None = None) -> OutcomeReader:
    return read_xlsx(
        saved(*rows), tz=HANOI, time_format=time_format, on_error="collect"
    )


def faults(reader: OutcomeReader) -> list[tuple[int, str, str]]:
    list(reader)
    return [(fault.line, fault.column, fault.value) for fault in reader.faults]


class TestCells:
    def test_times_are_read_as_local_times(self) -> None:
        [outcome] = read(HEADER, ("A-1", MONDAY))

        assert outcome.received_at == MONDAY.replace(tzinfo=HANOI)
        assert outcome.received_at.tzinfo is HANOI

    def test_a_day_shown_without_a_time_is_a_day(self) -> None:
        [outcome] = read((*HEADER, "due_at"), ("A-1", MONDAY, date(2026, 1, 8)))

        assert outcome.due_at == datetime(2026, 1, 8, 23, 59, 59, tzinfo=HANOI)

    def test_a_midnight_shown_as_a_time_is_an_instant(self) -> None:
        midnight = datetime(2026, 1, 8)  # noqa: DTZ001
        [outcome] = read((*HEADER, "due_at"), ("A-1", MONDAY, midnight))

        assert outcome.due_at == datetime(2026, 1, 8, tzinfo=HANOI)

    @pytest.mark.parametrize("shown", ["dd/mm/yyyy", "d-mmm-yy", '[$-vi]dd "tháng" mm'])
    def test_a_day_may_be_shown_in_any_form(self, shown: str) -> None:
        file = saved(
            (*HEADER, "due_at"),
            ("A-1", MONDAY, date(2026, 1, 8)),
            formats={"C2": shown},
        )

        [outcome] = read_xlsx(file, tz=HANOI)

        assert outcome.due_at == datetime(2026, 1, 8, 23, 59, 59, tzinfo=HANOI)

    def test_numbers_are_texts_where_a_text_is_expected(self) -> None:
        outcomes = list(
            read(
                (*HEADER, "unit", "supplements"),
                (260105, MONDAY, 7.0, 2.0),
                (2.5, MONDAY, 10**15, 0),
            )
        )

        assert [(o.number, o.unit, o.supplements) for o in outcomes] == [
            ("260105", "7", 2),
            ("2.5", "1000000000000000", 0),
        ]

    def test_truth_values_are_flags(self) -> None:
        outcomes = read((*HEADER, "extended"), (1, MONDAY, True), (2, MONDAY, False))

        assert [outcome.extended for outcome in outcomes] == [True, False]

    @pytest.mark.parametrize("cell", ["#N/A", "#DIV/0!", "#VALUE!"])
    def test_an_error_cell_is_a_fault(self, cell: str) -> None:
        reader = read((*HEADER, "unit"), ("A-1", MONDAY, cell), ("A-2", cell, "ward"))

        assert faults(reader) == [(2, "unit", cell), (3, "received_at", cell)]

    @pytest.mark.parametrize(
        ("cell", "text"),
        [
            (46000, "46000"),
            (time(9, 30), "09:30:00"),
            (timedelta(hours=30), "1 day, 6:00:00"),
        ],
    )
    def test_what_is_no_date_for_the_sheet_is_none_for_us(
        self, cell: object, text: str
    ) -> None:
        assert faults(read(HEADER, ("A-1", cell))) == [(2, "received_at", text)]

    def test_times_written_as_text_follow_the_format(self) -> None:
        outcomes = read(
            HEADER,
            ("A-1", MONDAY),
            ("A-2", "05/01/2026 09:30"),
            ("A-3", "2026-01-05 09:30"),
            time_format="dd/MM/yyyy HH:mm",
        )

        assert {outcome.received_at for outcome in outcomes} == {
            MONDAY.replace(tzinfo=HANOI)
        }

    def test_a_formula_stands_for_its_stored_value(self) -> None:
        file = io.BytesIO()
        with ZipFile(saved((*HEADER, "unit"), ("A-1", MONDAY, "=1+1"))) as book:
            names = {name: book.read(name) for name in book.namelist()}
        sheet = "xl/worksheets/sheet1.xml"
        blank = rb"<f>1\+1</f>(<v ?/>|<v></v>)"  # without lxml, and with it
        stored = re.sub(blank, b"<f>1+1</f><v>2</v>", names[sheet])
        assert stored != names[sheet]
        with ZipFile(file, "w") as book:
            for name, content in {**names, sheet: stored}.items():
                book.writestr(name, content)

        [outcome] = read_xlsx(file, tz=HANOI)

        assert outcome.unit == "2"


class TestRows:
    def test_a_fault_counts_lines_as_the_sheet_does(self) -> None:
        reader = read((), HEADER, ("A-1", MONDAY), (), (None, " "), ("A-2", "soon"))

        assert faults(reader) == [(6, "received_at", "soon")]
        assert (reader.rows, reader.dossiers, reader.blank) == (4, 1, 2)

    def test_rows_fold_and_return_as_in_csv(self) -> None:
        reader = read(
            HEADER, ("A-1", MONDAY), ("A-1", MONDAY), ("A-0", MONDAY), ("A-1", MONDAY)
        )

        assert faults(reader) == [(5, "number", "A-1")]
        assert (reader.dossiers, reader.folded, reader.faulty) == (2, 1, 1)

    def test_short_rows_and_notes_beside_the_table_are_no_faults(self) -> None:
        reader = read(
            (*HEADER, "resolved_at"), ("A-1", MONDAY), ("A-2", MONDAY, None, "a note")
        )

        assert [outcome.status for outcome in reader] == [Status.PENDING] * 2
        assert not reader.faults

    def test_faults_are_raised_after_the_last_row(self) -> None:
        with pytest.raises(FaultsError, match="1 of 1 rows"):
            list(read_xlsx(saved(HEADER, ("A-1", "soon")), tz=HANOI))


class TestFile:
    def test_a_path_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "table.xlsx"
        path.write_bytes(saved(HEADER, ("A-1", MONDAY)).getvalue())

        assert [outcome.number for outcome in read_xlsx(path, tz=HANOI)] == ["A-1"]

    def test_a_sheet_is_chosen_by_its_name(self) -> None:
        book, file = Workbook(), io.BytesIO()
        sheet = book.create_sheet("Hồ sơ")
        sheet.append(HEADER)
        sheet.append(("A-1", MONDAY))
        book.save(file)

        assert [o.number for o in read_xlsx(file, sheet="Hồ sơ", tz=HANOI)] == ["A-1"]

    def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(self) -> None:
        with pytest.raises(
            UnusableFileError, match=r"no sheet 'x'; name one of 'Sheet'"
        ):
            read_xlsx(saved(HEADER), sheet="x", tz=HANOI)

    def test_an_empty_sheet_is_refused(self) -> None:
        with pytest.raises(UnusableFileError, match="its sheet is empty"):
            read_xlsx(saved(), tz=HANOI)

    @pytest.mark.parametrize("content", [b"", b"number,received_at\n", b"PK\x03\x04"])
    def test_a_file_of_another_kind_is_refused(self, content: bytes) -> None:
        with pytest.raises(UnusableFileError, match="no XLSX workbook"):
            read_xlsx(io.BytesIO(content), tz=HANOI)

    def test_another_archive_is_refused(self) -> None:
        file = io.BytesIO()
        with ZipFile(file, "w") as archive:
            archive.writestr("letter.txt", "no workbook")

        with pytest.raises(UnusableFileError, match="no XLSX workbook"):
            read_xlsx(file, tz=HANOI)

    def test_a_damaged_sheet_is_refused_at_its_row(self) -> None:
        file = io.BytesIO()
        with ZipFile(saved(HEADER, ("A-1", MONDAY))) as book, ZipFile(file, "w") as cut:
            for name in book.namelist():
                content = book.read(name)
                half = name.endswith("sheet1.xml")
                cut.writestr(
                    name,
                    content[: content.index(b'<row r="2"') + 20] if half else content,
                )

        with pytest.raises(UnusableFileError, match="its row 2 is damaged"):
            list(read_xlsx(file, tz=HANOI))

    def test_without_openpyxl_the_extra_is_named(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "openpyxl", None)

        with pytest.raises(
            MissingExtraError, match=r"pip install 'egovkit\[reports\]'"
        ):
            read_xlsx(io.BytesIO(), tz=HANOI)
