from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from egovkit.errors import (
    FaultsError,
    InvalidValueError,
    RowError,
    UnusableFileError,
)
from egovkit.metrics import PublishedTable, TableCell, TableLayout, read_table

RATE = TableLayout(percentages={"rate": "on_time of resolved"})


def csv(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, "utf-8")
    return path


def book(folder: Path, *rows: list[object], formats: dict[str, str]) -> Path:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in rows:
        sheet.append(row)
    for cell, number_format in formats.items():
        sheet[cell].number_format = number_format
    workbook.save(folder / "table.xlsx")
    return folder / "table.xlsx"


def faults_of(error: FaultsError) -> list[tuple[int, str, str]]:
    faults = [f for f in error.exceptions if isinstance(f, RowError)]
    return [(fault.line, fault.column, fault.value) for fault in faults]


class TestCsv:
    def test_words_of_the_form_become_our_columns(self, tmp_path: Path) -> None:
        path = csv(
            tmp_path,
            "STT;Đơn vị;Kỳ;Từ kỳ trước;Tiếp nhận;Đã giải quyết;Đang giải quyết\n"
            "1;Xã A;Quý I;5;60;55;10\n"
            "2;Xã B;Quý I;;42;40;2\n",
        )

        table = read_table(path)

        assert table.rows == ("Xã A", "Xã B")
        assert table.columns == ("carried_over", "received", "resolved", "pending")
        assert table.layout.flow == "carried_over + received = resolved + pending"
        assert table.figure(TableCell("Xã A", "received", "Quý I")) == 60
        assert table.figure(TableCell("Xã B", "carried_over", "Quý I")) is None

    def test_a_word_that_stands_twice_is_refused(self, tmp_path: Path) -> None:
        path = csv(
            tmp_path, "Đơn vị;Đúng hạn;Quá hạn;Trong hạn;Quá hạn\nXã A;1;2;3;4\n"
        )

        with pytest.raises(UnusableFileError, match="twice"):
            read_table(path)

    def test_columns_may_be_declared_and_others_are_not_read(
        self, tmp_path: Path
    ) -> None:
        path = csv(tmp_path, "note,unit,done,in time\nfine,A,4,3\n")

        table = read_table(
            path, row="unit", columns={"resolved": "done", "on_time": "in time"}
        )

        assert table.periods == {"": {"A": {"resolved": 4, "on_time": 3}}}

    def test_percentages_keep_their_places(self, tmp_path: Path) -> None:
        path = csv(tmp_path, "unit;resolved;on_time;rate\nA;50;49;98,00 %\n")

        table = read_table(path, layout=RATE)

        assert str(table.figure(TableCell("A", "rate"))) == "98.00"

    @pytest.mark.parametrize(
        ("text", "decimal", "count"),
        [
            ("1.234", ",", 1234),
            ("1,234", ".", 1234),
            ("1 234", None, 1234),
            ("1\u00a0234\u00a0567", None, 1234567),
            ("1.234.567", None, 1234567),
            ("1234", None, 1234),
            ("-3", None, -3),
        ],
    )
    def test_thousands_may_be_parted(
        self, tmp_path: Path, text: str, decimal: str | None, count: int
    ) -> None:
        path = csv(tmp_path, f"unit;received\nA;{text}\n")

        table = read_table(path, decimal=decimal)

        assert table.figure(TableCell("A", "received")) == count

    @pytest.mark.parametrize(
        ("text", "decimal", "expected"),
        [
            ("1.234", None, "decimal=','"),
            ("1,234", None, "decimal='.'"),
            ("1.234", ".", "without decimals"),
            ("12.5", ",", "a whole number"),
            ("1.234,567", ",", "a whole number"),
            ("some", None, "a whole number"),
            ("-", None, "a whole number"),
        ],
    )
    def test_a_count_that_is_none_is_a_fault(
        self, tmp_path: Path, text: str, decimal: str | None, expected: str
    ) -> None:
        path = csv(tmp_path, f"unit;received\nA;{text}\n")

        with pytest.raises(FaultsError) as caught:
            read_table(path, decimal=decimal)

        assert faults_of(caught.value) == [(2, "received", text)]
        assert expected in str(caught.value.exceptions[0])

    def test_a_column_without_any_count_is_one_fault(self, tmp_path: Path) -> None:
        path = csv(
            tmp_path, "unit;received;rate\nA;1;50 %\nB;2;100 %\nC;x;\nD;4;75 %\n"
        )

        with pytest.raises(FaultsError) as caught:
            read_table(path)

        assert faults_of(caught.value) == [(2, "rate", "50 %"), (4, "received", "x")]
        assert "none of this column's 3 cells" in str(caught.value.exceptions[0])

    def test_a_single_cell_that_is_no_count_is_told_as_such(
        self, tmp_path: Path
    ) -> None:
        path = csv(tmp_path, "unit;received;sent\nA;x;1\nB;;2\n")

        with pytest.raises(FaultsError) as caught:
            read_table(path)

        assert "a whole number, or nothing" in str(caught.value.exceptions[0])

    def test_every_fault_is_told_with_its_place(self, tmp_path: Path) -> None:
        path = csv(
            tmp_path,
            "unit;resolved;on_time;rate\nA;x;1;50\n\nA;2;1;50.0\n;2;1;half\n",
        )

        with pytest.raises(FaultsError) as caught:
            read_table(path, layout=RATE, decimal=",")

        assert faults_of(caught.value) == [
            (2, "resolved", "x"), (4, "unit", "A"), (4, "rate", "50.0"),
            (5, "unit", ""), (5, "rate", "half"),
        ]  # fmt: skip

    def test_a_row_of_another_width_is_a_fault(self, tmp_path: Path) -> None:
        path = csv(tmp_path, "unit;received\nA;1;2\n")

        with pytest.raises(FaultsError) as caught:
            read_table(path)

        assert faults_of(caught.value) == [(2, "(the row)", "3 cells")]

    def test_a_figure_without_a_header_is_a_fault(self, tmp_path: Path) -> None:
        path = csv(tmp_path, "unit;;received\nA;;1\nB;7;1\n")

        with pytest.raises(FaultsError) as caught:
            read_table(path)

        assert faults_of(caught.value) == [(3, "number 2", "7")]

    def test_numbers_of_rows_are_no_names(self, tmp_path: Path) -> None:
        with pytest.raises(UnusableFileError, match="no column of names"):
            read_table(csv(tmp_path, "STT\n1\n"))

    def test_a_column_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        path = csv(tmp_path, "unit;received\nA;1\n")

        with pytest.raises(UnusableFileError, match="no column 'ward'"):
            read_table(path, row="ward")

    def test_what_the_layout_speaks_of_must_be_there(self, tmp_path: Path) -> None:
        path = csv(tmp_path, "unit;resolved;rate\nA;1;100\n")

        with pytest.raises(InvalidValueError, match="on_time"):
            read_table(path, layout=RATE)

    def test_no_row_is_no_table(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidValueError, match="at least one figure"):
            read_table(csv(tmp_path, "unit;received\n"))

    def test_only_the_names_are_no_table(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidValueError, match="at least one figure"):
            read_table(csv(tmp_path, "unit;period\nA;1\n"))

    @pytest.mark.parametrize("bad", ["", ";"])
    def test_a_decimal_mark_is_one_of_two(self, tmp_path: Path, bad: str) -> None:
        with pytest.raises(InvalidValueError, match="decimal"):
            read_table(csv(tmp_path, "unit;received\nA;1\n"), decimal=bad)

    def test_another_kind_of_file_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="ends in"):
            read_table("table.pdf")


class TestXlsx:
    HEAD = ("unit", "resolved", "on_time", "rate")

    @pytest.mark.parametrize(
        ("value", "number_format", "shown"),
        [
            (0.968, "0.00%", "96.80"),
            (0.9687, "0%", "97"),
            (96.8, "0.00", "96.80"),
            (96.8, '0.00"%"', "96.80"),
            (1, "0.0%", "100.0"),
            (97, "General", "97"),
            (97.0, "General", "97"),
            (96.85, "#,##0.0", "96.9"),
            ("96,80 %", "General", "96.80"),
        ],
    )
    def test_the_number_format_tells_the_places(
        self, tmp_path: Path, value: object, number_format: str, shown: str
    ) -> None:
        path = book(
            tmp_path, [*self.HEAD], ["A", 100, 97, value], formats={"D2": number_format}
        )

        table = read_table(path, layout=RATE)

        assert str(table.figure(TableCell("A", "rate"))) == shown

    @pytest.mark.parametrize("number_format", ["General", "0.##", "0.0E+00", "@"])
    def test_a_format_that_does_not_tell_is_a_fault(
        self, tmp_path: Path, number_format: str
    ) -> None:
        path = book(
            tmp_path, [*self.HEAD], ["A", 100, 97, 96.8], formats={"D2": number_format}
        )

        with pytest.raises(FaultsError) as caught:
            read_table(path, layout=RATE)

        (fault,) = caught.value.exceptions
        assert "fixed places" in str(fault)
        assert number_format in str(fault)

    def test_counts_are_read_whatever_their_format(self, tmp_path: Path) -> None:
        path = book(
            tmp_path, ["unit", "received"], ["A", 1234], ["B", 5678.0], ["C", None],
            formats={"B2": "#,##0", "B3": "General"},
        )  # fmt: skip

        rows = read_table(path).periods[""]

        assert [cells["received"] for cells in rows.values()] == [1234, 5678, None]


class TestToml:
    def test_rows_come_in_periods(self) -> None:
        table = PublishedTable.from_toml("""
            flow = ""
            [[rows]]
            row = "A"
            period = "Q1"
            received = 3
            [[rows]]
            row = "A"
            period = "Q2"
            received = 4
        """)

        assert list(table.periods) == ["Q1", "Q2"]
        assert table.figure(TableCell("A", "received", "Q2")) == 4

    def test_percentages_are_text(self) -> None:
        table = PublishedTable.from_toml("""
            percentages = { rate = "on_time of resolved" }
            rows = [{ row = "A", resolved = 4, on_time = 3, rate = "75.00" }]
        """)

        assert table.figure(TableCell("A", "rate")) == Decimal("75.00")

    def test_every_fault_is_told(self) -> None:
        with pytest.raises(FaultsError) as caught:
            PublishedTable.from_toml("""
                columns = 3
                flow = 4
                sums = ["resolved"]
                percentages = { rate = "on_time of all" }
                [[rows]]
                row = "A"
                on_time = 3.5
                rate = 75.0
                [[rows]]
                row = "A"
                [[rows]]
                period = 1
            """)

        text = "\n".join(map(str, caught.value.exceptions))
        for word in (
            "columns", "flow", "sums", "on_time of A", "rate of A", "'all'",
            "rows[2].row", "rows[3].row",
        ):  # fmt: skip
            assert word in text

    @pytest.mark.parametrize("text", ["", "rows = 3", "rows = [3]"])
    def test_a_document_without_rows_is_none(self, text: str) -> None:
        with pytest.raises(FaultsError, match="fault"):
            PublishedTable.from_toml(text)

    def test_what_is_no_toml_is_told(self) -> None:
        with pytest.raises(InvalidValueError, match="TOML"):
            PublishedTable.from_toml("rows =")

    def test_a_layout_tells_every_fault(self) -> None:
        with pytest.raises(FaultsError) as caught:
            TableLayout.from_toml('total_row = 1\nmeans = { a = "b" }\nrows = []')

        assert len(caught.value.exceptions) == 3
