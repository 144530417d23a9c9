"""egovkit due."""

import json
from collections.abc import Sequence

import pytest

from egovkit.cli import main


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(argv)
    out, err = capsys.readouterr()
    return code, out, err


class TestDue:
    def test_five_working_days_over_the_hung_kings_day_end_on_5_may_2026(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, out, _ = run(capsys, "due", "2026-04-23T09:00", "5 working days")

        assert code == 0
        assert out.startswith("due       2026-05-05 23:59:59+07:00, Tuesday\n")

    def test_a_term_may_be_several_words(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        _, out, _ = run(capsys, "due", "2026-04-23", "5", "ngày", "làm", "việc")

        assert "due       2026-05-05" in out

    def test_explain_prints_every_day_from_receipt_to_due(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        _, out, _ = run(capsys, "due", "2026-04-23", "5 working days", "--explain")

        # 23 April to 5 May are 13 days.
        days = [line[4:14] for line in out.splitlines() if line[4:8] == "2026"]
        assert days == [f"2026-04-{n}" for n in range(23, 31)] + [
            f"2026-05-0{n}" for n in range(1, 6)
        ]

    def test_explain_speaks_vietnamese(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        _, out, _ = run(
            capsys, "due", "2026-04-23", "1 ngày làm việc", "--explain",
            "--language", "vi",
        )  # fmt: skip

        assert "ngày tiếp nhận, không tính" in out

    def test_json_holds_the_day_its_basis_and_its_explanation(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        _, out, _ = run(
            capsys, "due", "2026-01-01T08:00", "1 working day", "--json", "--explain"
        )

        data = json.loads(out)
        # Friday 2 January 2026 was off by notice; Monday 5 January is the next worked.
        assert data["due_day"] == "2026-01-05"
        assert "12729/VPCP-KGVX" in data["basis"]["notices"]
        assert data["explanation"][-1]["number"] == 1

    def test_an_instant_with_an_offset_is_read_as_it_is(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        # 20:00 UTC on the 22nd is 03:00 on the 23rd in Vietnam.
        _, out, _ = run(capsys, "due", "2026-04-22T20:00+00:00", "5 working days")

        assert "due       2026-05-05" in out

    def test_a_country_of_the_package_is_counted_by_the_plain_rule(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        # Ten days from Sunday 26 April 2026 end on Wednesday 6 May; 5 May is a
        # holiday of the Netherlands, the 6th is not.
        _, out, _ = run(
            capsys, "due", "2026-04-26", "10 days", "--country", "NL",
            "--tz", "Europe/Amsterdam",
        )  # fmt: skip

        assert "due       2026-05-06" in out
        assert "provisional: nobody vouches" in out

    def test_the_cultural_day_can_be_switched_off(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        argv = ["due", "2026-11-20", "2 working days"]

        _, with_day, _ = run(capsys, *argv)
        _, without, _ = run(capsys, *argv, "--no-cultural-day")

        assert "due       2026-11-25" in with_day
        assert "due       2026-11-24" in without

    def test_an_open_pause_gives_the_earliest_day_and_says_so(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        _, out, _ = run(
            capsys, "due", "2026-04-23", "5 working days", "--pause", "2026-04-24"
        )

        assert "due       2026-05-05" in out
        assert "suspended: a pause is open" in out

    def test_an_extension_moves_the_day(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        _, out, _ = run(
            capsys, "due", "2026-04-23", "5 working days", "--extend", "2026-05-20"
        )

        assert "due       2026-05-20" in out

    @pytest.mark.parametrize(
        ("argv", "message"),
        [
            (["2026-13-01", "5 days"], "'2026-13-01' given as instant"),
            (["2026-04-23", "5 moons"], "^ expected a unit"),
            (["2026-04-23", "5 days", "--country", "NL"], "add --tz"),
            (
                ["2026-04-23", "5 days", "--extend", "tomorrow"],
                "'tomorrow' given as day",
            ),
            (["2001-04-23", "5 days"], "not known"),
            (
                ["2026-04-23", "5 days", "--country", "XX", "--tz", "UTC"],
                "'XX' given as country",
            ),
        ],
    )
    def test_unusable_input_is_one_error_and_exit_code_2(
        self, capsys: pytest.CaptureFixture[str], argv: Sequence[str], message: str
    ) -> None:
        code, out, err = run(capsys, "due", *argv)

        assert code == 2
        assert out == ""
        assert message in err
        assert "Traceback" not in err

    def test_a_rule_of_another_system_may_be_chosen(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        # Dutch law wants two worked days inside: Friday 6 March and three days end on
        # Tuesday the 10th.
        _, out, _ = run(
            capsys, "due", "2026-03-06", "3 days", "--country", "NL",
            "--tz", "Europe/Amsterdam", "--rule", "nl-atw",
        )  # fmt: skip

        assert "due       2026-03-10" in out

    def test_a_term_is_counted_back_from_an_event(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        # CPR 2.8(4): three clear days before Friday 20 October leave Monday the 16th.
        _, out, _ = run(
            capsys, "due", "2023-10-20T10:00", "3 days", "--before", "--clear",
            "--country", "GB", "--tz", "Europe/London", "--rule", "uk-cpr",
        )  # fmt: skip

        assert "due       2023-10-16" in out
        assert "event     2023-10-20" in out

    def test_working_hours_are_counted_in_the_hours_given(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        # Thursday from 14:00 to 17:00 are 3 hours; 5 more on Friday from 7:30: 4 until
        # 11:30 and 1 from 13:30.
        _, out, _ = run(
            capsys, "due", "2026-04-23T14:00", "8 working hours",
            "--hours", "07:30-11:30, 13:30-17:00",
        )  # fmt: skip

        assert "due       2026-04-24 14:30:00" in out
