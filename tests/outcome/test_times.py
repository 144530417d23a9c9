"""How the instants of a table are read: ISO 8601, patterns, days, zones."""

import io
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from egovkit.errors import InvalidValueError
from egovkit.outcome import Outcome, OutcomeReader, read_csv

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EVERY = ["due_at", "promised_at", "last_promised_at", "resolved_at", "returned_at"]


def read(
    *rows: dict[str, str],
    tz: str | tzinfo = HANOI,
    time_format: str | dict[str, str] | None = None,
) -> OutcomeReader:
    names = list(rows[0])
    lines = [";".join(["number", *names])]
    lines += [";".join([f"A-{i}", *row.values()]) for i, row in enumerate(rows)]
    return read_csv(
        io.StringIO("\n".join(lines)),
        tz=tz,
        time_format=time_format,
        on_error="collect",
        delimiter=";",
    )


def received(
    cell: str, *, tz: str | tzinfo = HANOI, time_format: str | None = None
) -> str:
    """Read one cell, and return the instant in ISO 8601, or what was expected."""
    reader = read({"received_at": cell}, tz=tz, time_format=time_format)
    for outcome in reader:
        return outcome.received_at.isoformat(" ")
    [fault] = reader.faults
    assert fault.value == cell
    return fault.expected


def only(reader: OutcomeReader) -> Outcome:
    [outcome] = reader
    return outcome


class TestIso:
    @pytest.mark.parametrize(
        "cell",
        [
            "2026-01-05 09:30",
            "2026-01-05T09:30:00",
            " 2026-01-05 09:30 ",
            "20260105T0930",
            "2026-01-05T02:30:00Z",
            "2026-01-05 03:30:00+01:00",
            "2026-01-04T23:30:00.000-03:00",
        ],
    )
    def test_one_instant_is_read_from_many_forms(self, cell: str) -> None:
        assert received(cell) == "2026-01-05 09:30:00+07:00"

    def test_fractions_of_a_second_are_kept(self) -> None:
        assert received("2026-01-05 09:30:00.25") == "2026-01-05 09:30:00.250000+07:00"

    @pytest.mark.parametrize(
        "cell",
        [
            "05/01/2026", "2026-13-01", "2026-02-30 09:00", "2026-01-05 25:00",
            "2026-01-05 09:30 Uhr", "soon, or later", "２０２６-01-05",
        ],
    )  # fmt: skip
    def test_anything_else_is_a_fault(self, cell: str) -> None:
        assert received(cell).startswith("a time that exists, in ISO 8601 like")

    # XML's dates may carry an offset, which Python would take for the time of day.
    @pytest.mark.parametrize(
        "cell", ["2026-01-05+07:00", "2026-01-05-07:00", "20260105+0700"]
    )
    def test_a_day_with_an_offset_is_not_a_time_of_day(self, cell: str) -> None:
        assert "a time that exists" in received(cell)

    @pytest.mark.parametrize("cell", ["0001-01-01", "9999-12-31T23:59:59-12:00"])
    def test_what_utc_cannot_express_is_a_fault(self, cell: str) -> None:
        assert "a time that exists" in received(cell)


class TestZone:
    def test_every_instant_bears_the_zone_that_was_given(self) -> None:
        row = only(read(dict.fromkeys(["received_at", *EVERY], "2026-01-05 09:00Z")))

        for name in ["received_at", *EVERY]:
            assert getattr(row, name).tzinfo is HANOI

    def test_the_zone_may_be_a_name_or_any_tzinfo(self) -> None:
        fixed = timezone(timedelta(hours=7))

        assert received("2026-01-05 09:00", tz=fixed) == "2026-01-05 09:00:00+07:00"
        assert received("2026-01-05", tz="Asia/Tokyo") == "2026-01-05 00:00:00+09:00"

    def test_an_unknown_zone_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="Mars/Phobos"):
            received("2026-01-05", tz="Mars/Phobos")

    # In Amsterdam, clocks went from 02:00 to 03:00 on 2025-03-30,
    # and from 03:00 back to 02:00 on 2025-10-26.
    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            ("2025-03-30 01:59", "2025-03-30 01:59:00+01:00"),
            ("2025-03-30 02:30", "2025-03-30 03:30:00+02:00"),
            ("2025-03-30 03:00", "2025-03-30 03:00:00+02:00"),
            ("2025-10-26 02:30", "2025-10-26 02:30:00+02:00"),
            ("2025-10-26 03:00", "2025-10-26 03:00:00+01:00"),
            ("2025-10-26 02:30+01:00", "2025-10-26 02:30:00+01:00"),
        ],
    )
    def test_changes_of_the_clock(self, cell: str, expected: str) -> None:
        assert received(cell, tz=AMSTERDAM) == expected
        assert received(cell, tz=AMSTERDAM) == expected

    # In Sao Paulo, 2018-11-04 began at 01:00.
    def test_a_day_that_lacks_its_midnight_begins_when_clocks_say_so(self) -> None:
        start = received("2018-11-04", tz="America/Sao_Paulo")

        assert start == "2018-11-04 01:00:00-02:00"

    # On Troll, clocks went from 01:00 UTC+0 to 03:00 UTC+2 on 2025-03-30.
    def test_a_gap_of_two_hours_is_skipped_whole(self) -> None:
        assert received("2025-03-30 01:30", tz="Antarctica/Troll") == (
            "2025-03-30 03:30:00+02:00"
        )


class TestDays:
    def test_a_dossier_is_due_and_promised_until_the_end_of_a_day(self) -> None:
        row = only(read(dict.fromkeys(["received_at", *EVERY], "2026-01-05")))

        assert row.received_at == datetime(2026, 1, 5, tzinfo=HANOI)
        for name in ("due_at", "promised_at", "last_promised_at"):
            assert getattr(row, name) == datetime(2026, 1, 5, 23, 59, 59, tzinfo=HANOI)

    def test_an_end_on_a_later_day_is_its_start(self) -> None:
        row = only(
            read(
                {"received_at": "2026-01-05 09:00", "resolved_at": "2026-01-06",
                 "returned_at": "2026-01-07"}
            )
        )  # fmt: skip

        assert row.resolved_at == datetime(2026, 1, 6, tzinfo=HANOI)
        assert row.returned_at == datetime(2026, 1, 7, tzinfo=HANOI)

    @pytest.mark.parametrize("time_format", [None, "yyyy-MM-dd HH:mm"])
    def test_an_end_on_the_day_of_receipt_is_the_receipt(
        self, time_format: str | None
    ) -> None:
        row = only(
            read(
                {"received_at": "2026-01-05 09:00", "resolved_at": " 2026-01-05",
                 "returned_at": "2026-01-05"},
                time_format=time_format,
            )
        )  # fmt: skip

        assert row.received_at == row.resolved_at == row.returned_at

    def test_an_end_on_the_day_before_is_a_fault(self) -> None:
        reader = read({"received_at": "2026-01-05 09:00", "resolved_at": "2026-01-04"})

        assert not list(reader)
        assert [fault.column for fault in reader.faults] == ["resolved_at"]

    def test_an_end_at_midnight_that_is_written_out_is_a_fault(self) -> None:
        reader = read(
            {"received_at": "2026-01-05 09:00", "resolved_at": "2026-01-05 00:00"}
        )

        assert not list(reader)
        assert [fault.column for fault in reader.faults] == ["resolved_at"]


class TestPatterns:
    @pytest.mark.parametrize(
        ("pattern", "cell", "expected"),
        [
            ("dd/MM/yyyy HH:mm", "05/01/2026 09:30", "2026-01-05 09:30:00"),
            ("dd/MM/yyyy HH:mm:ss", "31/12/2026 23:59:58", "2026-12-31 23:59:58"),
            ("d/M/yyyy", "5/1/2026", "2026-01-05 00:00:00"),
            ("d/M/yyyy", "05/01/2026", "2026-01-05 00:00:00"),
            ("d/M/yy H:mm", "5/1/26 9:30", "2026-01-05 09:30:00"),
            ("yyyyMMddHHmmss", "20260105093001", "2026-01-05 09:30:01"),
            ("dd.MM.yyyy", "05.01.2026", "2026-01-05 00:00:00"),
            ("HH:mm dd/MM/yyyy", "09:30 05/01/2026", "2026-01-05 09:30:00"),
            ("HH'h'mm', ngày 'd/M/yyyy", "09h30, ngày 5/1/2026", "2026-01-05 09:30:00"),
            ("MM-dd-yyyy HH", "01-05-2026 09", "2026-01-05 09:00:00"),
            ("yyyy''MM''dd", "2026'01'05", "2026-01-05 00:00:00"),
            ("dd/HH/MM/mm/yyyy", "05/09/01/30/2026", "2026-01-05 09:30:00"),
        ],
    )
    def test_a_cell_is_read_as_written(
        self, pattern: str, cell: str, expected: str
    ) -> None:
        assert received(cell, time_format=pattern) == f"{expected}+07:00"
        assert received(f" {cell}\t", time_format=pattern) == f"{expected}+07:00"

    def test_thousandths_and_offsets_are_read(self) -> None:
        pattern = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"

        for cell in ("2026-01-05T02:30:00.250Z", "2026-01-05T04:30:00.250+02:00"):
            assert received(cell, time_format=pattern) == (
                "2026-01-05 09:30:00.250000+07:00"
            )

    @pytest.mark.parametrize(
        ("pattern", "cell"),
        [
            ("dd/MM/yyyy HH:mm", "05/01/2026"),
            ("HH:mm dd/MM/yyyy", "05/01/2026"),
            ("yyyyMMddHHmmss", "20260105"),
            ("HH'h'mm', ngày 'd/M/yyyy", "5/1/2026"),
        ],
    )
    def test_the_time_of_day_may_be_missing(self, pattern: str, cell: str) -> None:
        row = only(read({"received_at": cell, "due_at": cell}, time_format=pattern))

        assert row.received_at == datetime(2026, 1, 5, tzinfo=HANOI)
        assert row.due_at == datetime(2026, 1, 5, 23, 59, 59, tzinfo=HANOI)

    @pytest.mark.parametrize(
        "cell",
        [
            "31/02/2026 09:30", "5/1/2026 09:30", "05/01/26 09:30", "05-01-2026 09:30",
            "05/01/2026 24:00", "05/01/2026 09:60", "05/01/2026 09:30:00",
            "05/01/2026  09:30", "2026-01-05 09:30", "05/01/2026 ٠٩:30", "00/01/2026",
        ],
    )  # fmt: skip
    def test_a_cell_of_another_form_is_a_fault_that_shows_the_form(
        self, cell: str
    ) -> None:
        assert received(cell, time_format="dd/MM/yyyy HH:mm") == (
            "a time that exists, written dd/MM/yyyy HH:mm like 31/01/2026 14:05"
        )

    def test_a_blank_cell_is_blank(self) -> None:
        row = only(
            read(
                {"received_at": "05/01/2026", "due_at": " ", "resolved_at": ""},
                time_format="dd/MM/yyyy",
            )
        )

        assert row.due_at is row.resolved_at is None

    def test_columns_may_be_written_differently(self) -> None:
        row = only(
            read(
                {"received_at": "2026-01-05T09:30", "due_at": "08/01/2026"},
                time_format={"due_at": "dd/MM/yyyy"},
            )
        )

        assert row.received_at == datetime(2026, 1, 5, 9, 30, tzinfo=HANOI)
        assert row.due_at == datetime(2026, 1, 8, 23, 59, 59, tzinfo=HANOI)

    def test_instants_in_a_pattern_are_normalised_too(self) -> None:
        read_as = received(
            "30/03/2025 02:30", tz=AMSTERDAM, time_format="dd/MM/yyyy HH:mm"
        )

        assert read_as == "2025-03-30 03:30:00+02:00"

    @pytest.mark.parametrize(
        ("pattern", "position", "expected"),
        [
            ("dd/mm/yyyy", 3, "the hour as well, for this is the minute"),
            ("dd/MM/YYYY", 6, "one of yyyy"),
            ("dd/MM/yyyy hh:mm", 11, "one of yyyy"),
            ("dd/MM/yyyy HH:mm a", 17, "one of yyyy"),
            ("ddd/MM/yyyy", 0, "one of yyyy"),
            ("dd/MM/yyyy dd", 11, "only one day"),
            ("dd/MM", 5, "the year as well"),
            ("yyyy-MM", 7, "the day as well"),
            ("", 0, "the year as well"),
            ("dd/MM/yyyy 'at", 11, "a closing quote"),
            ("dMyyyy", 1, "a separator before these digits"),
            ("dd/MM/yyyy ss", 11, "the minute as well, for this is the second"),
            ("dd/MM/yyyy HHXXX", 13, "the minute as well, for this is the offset"),
            (
                "dd/MM/yyyy HH:mm.SSS",
                17,
                "the second as well, for this is the fraction",
            ),
        ],
    )
    def test_a_pattern_without_sense_is_refused_at_its_place(
        self, pattern: str, position: int, expected: str
    ) -> None:
        with pytest.raises(InvalidValueError) as caught:
            read({"received_at": ""}, time_format=pattern)

        assert caught.value.given == pattern
        message, shown, caret = caught.value.expected.split("\n")
        assert message.startswith(expected)
        margin = len(shown) - len(pattern)
        assert shown[margin:] == pattern
        assert caret.index("^") == margin + position

    @pytest.mark.parametrize("name", ["recieved_at", "number", "unit"])
    def test_a_pattern_for_no_column_of_instants_is_refused(self, name: str) -> None:
        with pytest.raises(InvalidValueError, match=r"one of received_at, due_at"):
            read({"received_at": ""}, time_format={name: "dd/MM/yyyy"})


class TestEveryDay:
    def test_noon_of_each_day_of_thirty_years_is_noon_utc(self) -> None:
        days = [
            datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(n) for n in range(11000)
        ]
        rows = [{"received_at": day.strftime("%d/%m/%Y %H:%M")} for day in days]

        reader = read(*rows, tz=UTC, time_format="dd/MM/yyyy HH:mm")

        assert [outcome.received_at for outcome in reader] == days
