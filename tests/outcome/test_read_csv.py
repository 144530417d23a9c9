"""read_csv: the file, its header, and which rows become dossiers."""

import io
import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

import pytest

from egovkit.errors import (
    FaultsError,
    InvalidValueError,
    RowError,
    UnusableFileError,
)
from egovkit.outcome import Outcome, OutcomeReader, Status, read_csv

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
HEADER = "number,received_at,unit\n"
ROW = "A-1,2026-01-05 09:00,ward\n"


def table(*lines: str, columns: dict[str, str] | None = None) -> OutcomeReader:
    return read_csv(
        io.StringIO("".join(lines)), columns=columns, tz=HANOI, on_error="collect"
    )


def numbers(outcomes: Iterable[Outcome]) -> list[str]:
    return [outcome.number for outcome in outcomes]


def faults(reader: OutcomeReader) -> list[tuple[int, str, str]]:
    list(reader)
    return faults_of(reader)


def faults_of(reader: OutcomeReader) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.value) for fault in reader.faults]


def pipe(content: bytes) -> IO[bytes]:
    read_end, write_end = os.pipe()
    os.write(write_end, content)
    os.close(write_end)
    return os.fdopen(read_end, "rb")


class TestFile:
    def test_a_path_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "table.csv"
        path.write_text(HEADER + ROW, "utf-8")

        assert numbers(read_csv(path, tz=HANOI)) == ["A-1"]
        assert numbers(read_csv(str(path), tz=HANOI)) == ["A-1"]

    @pytest.mark.parametrize("make", [io.BytesIO, pipe])
    def test_a_stream_of_bytes_is_read_and_stays_open(
        self, make: Callable[[bytes], IO[bytes]]
    ) -> None:
        with make((HEADER + ROW).encode()) as stream:
            assert numbers(read_csv(stream, tz=HANOI)) == ["A-1"]
            assert not stream.closed

    def test_a_stream_of_text_from_a_pipe_is_read(self) -> None:
        with io.TextIOWrapper(pipe((HEADER + ROW).encode()), "utf-8") as stream:
            assert numbers(read_csv(stream, tz=HANOI)) == ["A-1"]

    def test_a_stream_is_read_from_where_it_stands(self) -> None:
        stream = io.StringIO("a title\n" + HEADER + ROW)
        stream.readline()

        assert numbers(read_csv(stream, tz=HANOI)) == ["A-1"]

    def test_rows_are_read_once(self) -> None:
        reader = table(HEADER, ROW)
        list(reader)

        with pytest.raises(UnusableFileError, match="read already"):
            iter(reader)

    def test_the_rows_are_not_read_before_they_are_asked_for(self) -> None:
        reader = table(HEADER, ROW, "A-2,2026-01-06 09:00,ward\n")
        outcomes = iter(reader)

        assert reader.rows == 0
        assert next(outcomes).number == "A-1"
        assert reader.rows == 1

    def test_a_missing_file_is_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            read_csv(tmp_path / "none.csv", tz=HANOI)

    @pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
    def test_an_empty_file_is_refused(self, content: str) -> None:
        with pytest.raises(UnusableFileError, match="it is empty"):
            read_csv(io.StringIO(content), tz=HANOI)

    def test_a_header_alone_is_a_table_without_rows(self) -> None:
        reader = table(HEADER)

        assert list(reader) == []
        assert reader.rows == 0

    @pytest.mark.parametrize("last", ['"A-2,2026-01-05\nA-3,x,y\n', '"A"2,x,y\n'])
    def test_a_quote_out_of_place_is_one_error_at_its_row(self, last: str) -> None:
        reader = table(HEADER, ROW, last)

        with pytest.raises(UnusableFileError, match="row on line 3 is malformed"):
            list(reader)

    def test_an_open_quote_in_a_header_is_refused(self) -> None:
        with pytest.raises(UnusableFileError, match="quote in its header"):
            table('number,"received_at\n', ROW)

    def test_a_cell_that_never_ends_is_refused_before_it_fills_memory(self) -> None:
        rows = "A-1,2026-01-05 09:00,ward\n" * 10_000
        reader = table(HEADER, '"A-0,2026-01-05 09:00,ward\n', rows)

        with pytest.raises(UnusableFileError, match="row on line 2 is malformed"):
            list(reader)


class TestEncoding:
    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
    )
    def test_a_byte_order_mark_tells_the_encoding(
        self, encoding: str, tmp_path: Path
    ) -> None:
        mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
        content = f"{mark}{HEADER}A-1,2026-01-05,Phường Bến Nghé\n".encode(encoding)
        path = tmp_path / "table.csv"
        path.write_bytes(content)

        for file in (path, io.BytesIO(content)):
            [outcome] = read_csv(file, tz=HANOI)
            assert outcome.unit == "Phường Bến Nghé"

    def test_a_mark_in_text_is_no_part_of_the_header(self) -> None:
        assert numbers(table('\ufeff"number","received_at"\n', "A-1,2026-01-05\n"))

    def test_a_given_encoding_is_taken(self) -> None:
        content = f"{HEADER}A-1,2026-01-05,Häuser\n".encode("latin-1")

        [outcome] = read_csv(io.BytesIO(content), tz=HANOI, encoding="latin-1")

        assert outcome.unit == "Häuser"

    def test_utf_8_may_be_given_for_a_file_with_a_mark(self) -> None:
        content = (HEADER + ROW).encode("utf-8-sig")

        assert numbers(read_csv(io.BytesIO(content), tz=HANOI, encoding="UTF-8"))

    def test_bytes_that_are_not_utf_8_name_their_line(self, tmp_path: Path) -> None:
        path = tmp_path / "table.csv"
        wrong = "A-2,2026-01-05 09:00,Häuser\n".encode("latin-1")
        path.write_bytes(HEADER.encode() + 3000 * ROW.encode() + wrong)

        with pytest.raises(UnusableFileError, match=r"line 3002 .* encoding='cp1258'"):
            list(read_csv(path, tz=HANOI))

    def test_utf_16_without_a_mark_is_recognised_by_its_nul(self) -> None:
        with pytest.raises(UnusableFileError, match="encoding='utf-16-le'"):
            read_csv(io.BytesIO((HEADER + ROW).encode("utf-16-le")), tz=HANOI)

    def test_utf_16_that_ends_in_half_a_letter_is_refused(self) -> None:
        content = (HEADER + ROW).encode("utf-16")[:-1]

        with pytest.raises(UnusableFileError, match="is not utf-16"):
            list(read_csv(io.BytesIO(content), tz=HANOI))

    def test_an_unknown_encoding_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="utf-9"):
            read_csv(io.BytesIO(), tz=HANOI, encoding="utf-9")

    def test_an_encoding_for_text_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="encoding"):
            read_csv(io.StringIO(), tz=HANOI, encoding="utf-8")


class TestDelimiter:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_the_header_tells_it(self, delimiter: str) -> None:
        text = (HEADER + ROW).replace(",", delimiter)

        assert numbers(table(text)) == ["A-1"]

    def test_delimiters_in_quoted_names_do_not_count(self) -> None:
        reader = table('"a;b;""c;d;e",number,received_at\n', "1,A-1,2026-01-05\n")

        assert numbers(reader) == ["A-1"]

    def test_a_given_delimiter_is_taken(self) -> None:
        text = (HEADER + ROW).replace(",", "^")

        assert numbers(read_csv(io.StringIO(text), tz=HANOI, delimiter="^")) == ["A-1"]

    @pytest.mark.parametrize("delimiter", ["", ",,", '"', "\n"])
    def test_what_cannot_delimit_is_refused(self, delimiter: str) -> None:
        with pytest.raises(InvalidValueError, match="delimiter"):
            read_csv(io.StringIO(HEADER), tz=HANOI, delimiter=delimiter)


class TestHeader:
    def test_without_columns_our_own_names_are_read_in_any_order(self) -> None:
        [outcome] = table("unit,extra,received_at,number\n", "ward,x,2026-01-05,A-1\n")

        assert outcome == Outcome(
            number="A-1", unit="ward", received_at=datetime(2026, 1, 5, tzinfo=HANOI)
        )

    def test_columns_map_our_names_to_those_of_the_file(self) -> None:
        columns = {"received_at": "Ngày nhận", "number": "Mã hồ sơ"}
        [outcome] = table("Mã hồ sơ;Ngày nhận\n", "A-1;2026-01-05\n", columns=columns)

        assert outcome.number == "A-1"

    def test_two_of_our_columns_may_be_one_of_the_file(self) -> None:
        columns = {"number": "n", "received_at": "r", "due_at": "d", "promised_at": "d"}
        [outcome] = table("n,r,d\n", "A-1,2026-01-05,2026-01-08\n", columns=columns)

        assert outcome.due_at == outcome.promised_at is not None

    def test_spaces_and_composition_of_letters_do_not_matter(self) -> None:
        columns = {"number": "Mã", "received_at": "Ngày"}
        [outcome] = table(
            "Ma\u0303 , Nga\u0300y\n", "A-1,2026-01-05\n", columns=columns
        )

        assert outcome.number == "A-1"

    def test_columns_that_are_not_read_are_listed(self) -> None:
        assert table("number,note,received_at,by\n").unread == ("note", "by")

    def test_everything_wrong_with_a_header_is_one_error(self) -> None:
        columns = {"number": "a", "received_at": "recieved", "due_at": "b"}

        with pytest.raises(UnusableFileError) as caught:
            table("a,received,a,c\n", columns=columns)

        for part in ("2 columns 'a'", "'recieved' (did you mean 'received'?)", "'b'"):
            assert part in str(caught.value)

    def test_a_name_that_is_not_read_may_come_twice(self) -> None:
        assert numbers(table("number,x,x,received_at\n", "A-1,,,2026-01-05\n"))

    def test_without_columns_the_required_ones_must_be_there(self) -> None:
        with pytest.raises(UnusableFileError, match="no column 'received_at'"):
            table("number,start\n")

    def test_a_name_that_is_not_ours_is_refused_with_the_nearest(self) -> None:
        with pytest.raises(InvalidValueError) as caught:
            table(HEADER, columns={"numbr": "number"})

        text = str(caught.value)
        assert "'numbr' is not one (did you mean 'number'?)" in text
        assert "'received_at' is missing" in text

    def test_blank_lines_above_a_header_are_skipped(self) -> None:
        reader = table("\n", "\n", HEADER, "A-1,yesterday,\n")

        assert faults(reader) == [(4, "received_at", "yesterday")]


class TestRows:
    def test_a_blank_line_is_skipped_and_counted(self) -> None:
        reader = table(HEADER, "\n", ROW, ",,\n", " , ,\t\n", "\n")

        assert numbers(reader) == ["A-1"]
        assert (reader.rows, reader.dossiers, reader.blank) == (5, 1, 4)

    @pytest.mark.parametrize(("row", "cells"), [("A-1\n", 1), ("A-1,,,\n", 4)])
    def test_a_row_of_another_width_is_a_fault(self, row: str, cells: int) -> None:
        reader = table(HEADER, row)

        assert faults(reader) == [(2, "(the row)", f"{cells} cells")]
        assert "3 cells" in reader.faults[0].expected

    def test_a_fault_names_the_line_on_which_its_row_begins(self) -> None:
        reader = table(
            '"number","received_at","the\nunit"\n',
            'A-1,2026-01-05,"one\ntwo\r\nthree"\n',
            'A-2,soon,"four\nfive"\n',
            "A-3,later,\n",
        )

        assert faults(reader) == [
            (6, "received_at", "soon"),
            (8, "received_at", "later"),
        ]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_lines_may_end_in_any_way(self, end: str) -> None:
        text = (HEADER + ROW + "A-2,soon,\n").replace("\n", end)
        reader = read_csv(io.BytesIO(text.encode()), tz=HANOI, on_error="collect")

        assert faults(reader) == [(3, "received_at", "soon")]
        assert reader.dossiers == 1

    def test_all_faults_of_a_row_are_reported(self) -> None:
        reader = table(
            "number,received_at,due_at,resolved_at,status,supplements\n",
            ",2026-01-05,31/1/26,2026-01-04,paused,-1\n",
        )

        assert [column for _, column, _ in faults(reader)] == [
            "number", "due_at", "supplements", "resolved_at", "status",
        ]  # fmt: skip
        assert reader.faulty == 1

    def test_a_fault_names_column_and_text_of_the_file(self) -> None:
        columns = {"number": "Mã", "received_at": "Nhận", "resolved_at": "Trả"}
        reader = table("Mã,Nhận,Trả\n", "A-1,2026-01-05,2026-01-04 \n", columns=columns)

        assert faults(reader) == [(2, "Trả", "2026-01-04 ")]
        assert "after the receipt" in reader.faults[0].expected

    def test_a_status_that_needs_an_end_without_a_column_is_a_fault(self) -> None:
        reader = table("number,received_at,status\n", "A-1,2026-01-05,resolved\n")

        assert faults(reader) == [(2, "resolved_at", "")]

    def test_a_bad_cell_is_not_reported_again_by_what_follows_from_it(self) -> None:
        reader = table(
            "number,received_at,resolved_at,status\n",
            "A-1,2026-01-05,soon,resolved\n",
            "A-2,soon,2026-01-05,resolved\n",
            "A-3,2026-01-05,2026-01-06,done\n",
        )

        assert faults(reader) == [
            (2, "resolved_at", "soon"),
            (3, "received_at", "soon"),
            (4, "status", "done"),
        ]

    @pytest.mark.parametrize("received_at", ["", "  "])
    def test_a_dossier_needs_its_receipt(self, received_at: str) -> None:
        reader = table(HEADER, f"A-1,{received_at},ward\n")

        assert faults(reader) == [(2, "received_at", received_at)]

    @pytest.mark.parametrize("cell", ["#N/A", "#REF!", " #VALUE! ", "x\0y"])
    def test_no_text_is_a_sheets_error_or_holds_nul(self, cell: str) -> None:
        reader = table(HEADER, f"A-1,2026-01-05,{cell}\n", f"{cell},2026-01-05,\n")

        assert faults(reader) == [(2, "unit", cell), (3, "number", cell)]

    def test_spaces_around_a_text_are_no_part_of_it(self) -> None:
        [outcome] = table(HEADER, " A-1 , 2026-01-05 , \tward one \n")

        assert (outcome.number, outcome.unit) == ("A-1", "ward one")

    def test_blank_cells_are_none(self) -> None:
        [outcome] = table(
            "number,received_at,field,channel,due_at,status,due_by,supplements,extended\n",
            "A-1,2026-01-05, ,,, ,, ,\n",
        )

        assert outcome == Outcome(
            number="A-1", received_at=datetime(2026, 1, 5, tzinfo=HANOI)
        )

    @pytest.mark.parametrize("cell", ["-1", "1.5", "one", "1,000", "٣", "9" * 5000])
    def test_a_count_is_a_whole_number(self, cell: str) -> None:
        reader = table("number;received_at;reopened\n", f"A-1;2026-01-05;{cell}\n")

        assert faults(reader) == [(2, "reopened", cell)]

    def test_counts_are_read(self) -> None:
        [outcome] = table(
            "number,received_at,reopened,supplements,paused_seconds\n",
            "A-1,2026-01-05, 0,02,86400\n",
        )

        assert outcome.reopened == 0
        assert outcome.supplements == 2
        assert outcome.paused_seconds == 86400


class TestOnError:
    BAD = "A-2,soon,ward\n"

    def test_raise_yields_good_rows_and_then_raises_all_faults(self) -> None:
        text = HEADER + self.BAD + ROW + "A-3,later,ward\n"
        outcomes = iter(read_csv(io.StringIO(text), tz=HANOI))

        assert next(outcomes).number == "A-1"
        with pytest.raises(FaultsError, match="2 of 3 rows") as caught:
            next(outcomes)
        assert caught.value.count == 2
        assert [fault.line for fault in caught.value.exceptions
                if isinstance(fault, RowError)] == [2, 4]  # fmt: skip

    def test_raise_without_a_fault_raises_nothing(self) -> None:
        assert numbers(read_csv(io.StringIO(HEADER + ROW), tz=HANOI)) == ["A-1"]

    def test_collect_keeps_good_rows_and_lists_faults(self) -> None:
        reader = table(HEADER, self.BAD, ROW)

        assert numbers(reader) == ["A-1"]
        assert [fault.line for fault in reader.faults] == [2]

    def test_another_word_is_refused_before_a_row_is_read(self) -> None:
        with pytest.raises(InvalidValueError, match="on_error"):
            read_csv(io.StringIO(HEADER), tz=HANOI, on_error="ignore")  # type: ignore[arg-type]


class TestRepeats:
    def test_adjacent_rows_of_equal_mapped_cells_are_one_dossier(self) -> None:
        columns = {"number": "n", "received_at": "r"}
        reader = table(
            "n,event,r\n",
            "A-1,received,2026-01-05\n",
            "A-1,accepted,2026-01-05\n",
            "A-1 ,resolved, 2026-01-05\n",
            "A-2,received,2026-01-05\n",
            columns=columns,
        )

        assert numbers(reader) == ["A-1", "A-2"]
        assert (reader.dossiers, reader.folded, reader.faulty) == (2, 2, 0)

    def test_adjacent_rows_that_differ_name_the_columns(self) -> None:
        reader = table(HEADER, ROW, "A-1,2026-01-06,guild\n")

        assert numbers(reader) == ["A-1"]
        [fault] = reader.faults
        assert (fault.line, fault.column) == (3, "received_at, unit")
        assert fault.value == "2026-01-06, guild"
        assert "2026-01-05 09:00, ward' as on line 2" in fault.expected

    def test_the_first_row_may_come_again_after_one_that_differs(self) -> None:
        reader = table(HEADER, ROW, "A-1,2026-01-06,ward\n", ROW)

        assert numbers(reader) == ["A-1"]
        assert (reader.folded, reader.faulty) == (1, 1)

    def test_repeats_of_a_faulty_row_do_not_repeat_its_faults(self) -> None:
        bad = "A-1,soon,ward\n"
        reader = table(HEADER, bad, bad, bad)

        assert faults(reader) == [(2, "received_at", "soon")]
        assert (reader.faulty, reader.folded) == (1, 2)

    def test_rows_without_a_number_are_not_repeats_of_one_another(self) -> None:
        bad = ",2026-01-05,ward\n"
        reader = table(HEADER, bad, bad, ROW, bad)

        assert faults(reader) == [
            (2, "number", ""),
            (3, "number", ""),
            (5, "number", ""),
        ]
        assert (reader.faulty, reader.folded, reader.dossiers) == (3, 0, 1)

    def test_rows_in_between_that_are_no_dossier_do_not_part_a_run(self) -> None:
        reader = table(HEADER, ROW, "\n", ",,\n", "short\n", ",2026-01-05,x\n", ROW)

        assert numbers(reader) == ["A-1"]
        assert (reader.folded, reader.blank, reader.faulty) == (1, 2, 2)

    def test_a_number_that_returns_is_a_fault_that_names_its_first_line(self) -> None:
        reader = table(HEADER, ROW, "A-2,2026-01-05,\n", ROW, ROW, "A-3,2026-01-05,\n")

        assert numbers(reader) == ["A-1", "A-2", "A-3"]
        assert faults_of(reader) == [(4, "number", "A-1")]
        assert "line 2" in reader.faults[0].expected
        assert (reader.faulty, reader.folded) == (1, 1)

    def test_a_number_returns_whatever_spaces_surround_it(self) -> None:
        reader = table(HEADER, ROW, "B,2026-01-05,\n", " A-1\t,2026-01-05,\n")

        assert faults(reader) == [(4, "number", " A-1\t")]

    def test_a_number_that_was_faulty_at_first_returns_as_well(self) -> None:
        reader = table(HEADER, "A-1,soon,\n", "A-2,2026-01-05,\n", ROW)

        assert numbers(reader) == ["A-2"]
        assert faults_of(reader) == [
            (2, "received_at", "soon"),
            (4, "number", "A-1"),
        ]

    def test_a_number_that_returns_tells_its_other_faults_too(self) -> None:
        reader = table(HEADER, ROW, "A-0,2026-01-05,\n", "A-1,soon,#N/A\n")

        assert [column for _, column, _ in faults(reader)] == [
            "number", "received_at", "unit",
        ]  # fmt: skip
        assert reader.faulty == 1

    def test_returning_numbers_are_found_in_a_stream_that_cannot_rewind(self) -> None:
        text = HEADER + ROW + "A-0,2026-01-05,\n" + ROW
        with pipe(text.encode()) as stream:
            reader = read_csv(stream, tz=HANOI, on_error="collect")

            assert faults(reader) == [(4, "number", "A-1")]

    def test_faults_are_in_the_order_of_lines(self) -> None:
        reader = table(HEADER, ROW, "A-0,2026-01-05,\n", ROW, "A-2,soon,\n")

        assert [line for line, _, _ in faults(reader)] == [4, 5]

    @pytest.mark.parametrize("order", ["rising", "falling"])
    def test_thousands_of_numbers_are_told_apart(self, order: str) -> None:
        found = [f"A-{i:05}" for i in range(5000)]
        if order == "falling":
            found.reverse()
        rows = [f"{number},2026-01-05,\n" for number in found]
        reader = table(HEADER, *rows, *rows[::-1])

        assert numbers(reader) == found
        # The last row is read twice in a row, which is a repeat and no return.
        assert [fault.value for fault in reader.faults] == found[-2::-1]
        assert {fault.line: fault.expected for fault in reader.faults}[10001].endswith(
            "line 2 already"
        )


class TestCollidingDigests:
    @pytest.fixture(autouse=True, params=["all equal", "few"])
    def _digests(
        self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        size = {"all equal": 1, "few": 3}[request.param]
        monkeypatch.setattr(
            "egovkit.outcome._digests.hash",
            lambda text: len(text) % size,
            raising=False,
        )

    def test_a_collision_makes_no_fault(self) -> None:
        found = ["B", "AA", "A", "AAAA", "C", "AAA"]
        reader = table(HEADER, *(f"{number},2026-01-05,\n" for number in found))

        assert sorted(numbers(reader)) == sorted(found)
        assert not reader.faults
        assert reader.rows == reader.dossiers == 6

    def test_a_collision_hides_no_return(self) -> None:
        rows = [f"{number},2026-01-05,\n" for number in ("B", "A", "B", "A", "C", "A")]
        reader = table(HEADER, *rows)

        assert sorted(numbers(reader)) == ["A", "B", "C"]
        assert [(f.line, f.value) for f in reader.faults] == [
            (4, "B"), (5, "A"), (7, "A"),
        ]  # fmt: skip

    def test_a_row_set_aside_is_judged_like_any_other(self) -> None:
        reader = table(HEADER, "B,2026-01-05,\n", "A,soon,\n", "A,soon,\n")

        assert faults(reader) == [(3, "received_at", "soon")]
        assert (reader.dossiers, reader.faulty, reader.folded) == (1, 1, 1)


class TestStatus:
    def test_a_status_column_is_read(self) -> None:
        outcomes = list(
            table(
                "number,received_at,resolved_at,status\n",
                "A-1,2026-01-05,,paused\n",
                "A-2,2026-01-05,2026-01-06,refused\n",
            )
        )

        assert [o.status for o in outcomes] == [Status.PAUSED, Status.REFUSED]

    def test_a_blank_status_is_told_by_the_end(self) -> None:
        outcomes = list(
            table(
                "number,received_at,resolved_at,status\n",
                "A-1,2026-01-05,,\n",
                "A-2,2026-01-05,2026-01-06,\n",
            )
        )

        assert [o.status for o in outcomes] == [Status.PENDING, Status.RESOLVED]
