"""egovkit calendar."""

import json
from typing import Any

import pytest

from egovkit.cli import main

# Weekdays of each month, less the official days off, plus the make-up Saturdays.
WORKED = {
    # Off: 1 Jan; 8, 9, 12, 13, 14 Feb; 18, 29, 30 Apr; 1 May; 2, 3 Sep. Made up: 4 May.
    2024: [
        23 - 1, 21 - 5, 21, 22 - 3, 23 - 1 + 1, 20, 23, 22, 21 - 2, 23, 21, 22,
    ],
    # Off: 1, 2 Jan; 16 to 20 Feb; 27, 30 Apr; 1 May; 31 Aug; 1, 2 Sep; 24 Nov.
    # Made up: 10 Jan and 22 Aug.
    2026: [
        22 - 2 + 1, 20 - 5, 22, 22 - 2, 21 - 1, 22, 23, 21 - 1 + 1, 22 - 2, 22, 21 - 1,
        23,
    ],
}  # fmt: skip
TOTALS = {2024: (262, 12, 1, 251), 2026: (261, 14, 2, 249)}


def text(capsys: pytest.CaptureFixture[str], *argv: str) -> list[str]:
    assert main(["calendar", *argv]) == 0
    return capsys.readouterr().out.splitlines()


def data(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, Any]:
    printed: dict[str, Any] = json.loads("\n".join(text(capsys, *argv, "--json")))
    return printed


def days(printed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {day["day"]: day for month in printed["months"] for day in month["days"]}


class TestFigures:
    @pytest.mark.parametrize("year", [2024, 2026])
    def test_the_worked_days_of_each_month_are_the_official_ones(
        self, capsys: pytest.CaptureFixture[str], year: int
    ) -> None:
        months = data(capsys, str(year))["months"]

        assert [month["worked"] for month in months] == WORKED[year]

    @pytest.mark.parametrize("year", [2024, 2026])
    def test_the_year_is_weekdays_less_days_off_plus_make_up_days(
        self, capsys: pytest.CaptureFixture[str], year: int
    ) -> None:
        weekdays, off, made_up, worked = TOTALS[year]
        assert worked == weekdays - off + made_up == sum(WORKED[year])

        lines = text(capsys, str(year))

        assert lines[1] == (
            f"working days   {worked}: {weekdays} weekdays less {off} off "
            f"plus {made_up} made up"
        )

    def test_text_and_data_give_the_same_months(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        months = [line for line in text(capsys, "2026") if line[:3] == "202"]

        assert months == [
            f"2026-{month:02}  {worked} working days"
            for month, worked in enumerate(WORKED[2026], 1)
        ]

    def test_without_the_cultural_day_november_has_a_day_more(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        months = data(capsys, "2026", "--no-cultural-day")["months"]

        assert months[10]["worked"] == 21


class TestDays:
    def test_2024_lists_its_days_off_on_weekdays_and_its_make_up_day(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        listed = days(data(capsys, "2024"))

        off = [day[5:] for day, status in listed.items() if not status["working"]]
        assert off == [
            "01-01", "02-08", "02-09", "02-12", "02-13", "02-14",
            "04-18", "04-29", "04-30", "05-01", "09-02", "09-03",
        ]  # fmt: skip
        assert [day for day in listed if listed[day]["working"]] == ["2024-05-04"]

    def test_a_line_has_name_source_and_what_is_not_certain(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        lines = text(capsys, "2026")

        assert (
            "  Fri 2026-01-02  day off: Nghỉ hoán đổi (Tết Dương lịch) "
            "[12729/VPCP-KGVX] (secondary source)"
        ) in lines
        assert "  Wed 2026-09-02  day off: Quốc khánh [9441/TB-BNV]" in lines
        assert (
            "  Sat 2026-08-22  make-up working day: Làm bù cho ngày 2026-08-31 "
            "[9441/TB-BNV]"
        ) in lines

    def test_a_proposal_is_listed_as_unverified_and_changes_nothing(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        listed = days(data(capsys, "2026"))

        assert listed["2026-11-23"]["working"]
        assert not listed["2026-11-28"]["working"]
        for day in ("2026-11-23", "2026-11-28"):
            assert listed[day]["confidence"] == "unverified"
        assert sum("(unverified)" in line for line in text(capsys, "2026")) == 2

    def test_a_holiday_on_a_weekend_takes_no_line(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        # Hùng Kings' Day of 2026 fell on Sunday 26 April; Monday was off instead.
        listed = days(data(capsys, "2026"))

        assert "2026-04-26" not in listed
        assert "2026-04-27" in listed

    def test_what_nobody_vouches_for_is_provisional(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        known, unknown = data(capsys, "2026"), data(capsys, "2027")

        assert known["known_through"] == unknown["known_through"] == "2026-12-31"
        assert not any(month["provisional"] for month in known["months"])
        assert all(month["provisional"] for month in unknown["months"])
        assert all(day["provisional"] for day in days(unknown).values())
        lines = text(capsys, "2027")
        assert "known through  2026-12-31" in lines
        assert "2027-03  23 working days (provisional)" in lines


class TestOptions:
    def test_it_speaks_vietnamese(self, capsys: pytest.CaptureFixture[str]) -> None:
        lines = text(capsys, "2026", "--language", "vi")

        assert "2026-02  15 ngày làm việc" in lines
        assert "  T4  2026-09-02  ngày nghỉ: Quốc khánh [9441/TB-BNV]" in lines

    def test_a_country_and_its_subdivision_can_be_asked_for(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        printed = data(
            capsys, "2026", "--country", "DE", "--subdivision", "BY",
            "--tz", "Europe/Berlin",
        )  # fmt: skip

        # Epiphany, 6 January, is off in Bavaria; 22 weekdays less 1 and 6 January.
        assert days(printed)["2026-01-06"]["local"]
        assert printed["months"][0]["worked"] == 22 - 2
        assert printed["known_through"] is None

    def test_a_day_off_for_the_next_year_is_there(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        # 1 January 2028 is a Saturday, which 5 U.S.C. 6103(b) moves to the Friday.
        printed = data(capsys, "2027", "--country", "US", "--tz", "America/New_York")

        assert "2027-12-31" in days(printed)

    @pytest.mark.parametrize(
        ("argv", "message"),
        [
            (
                ["1800"],
                "1800 to 1800' given as years; expected years from 1901 to 2100",
            ),
            (["2026", "--country", "NL"], "add --tz"),
            (["2026", "--country", "XX", "--tz", "UTC"], "'XX' given as country"),
        ],
    )
    def test_unusable_input_is_one_error_and_exit_code_2(
        self, capsys: pytest.CaptureFixture[str], argv: list[str], message: str
    ) -> None:
        assert main(["calendar", *argv]) == 2

        out, err = capsys.readouterr()
        assert out == ""
        assert message in err

    def test_help_shows_an_example(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            main(["calendar", "--help"])

        assert "egovkit calendar 2026" in capsys.readouterr().out
