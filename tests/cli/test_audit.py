"""egovkit audit."""

import json
from pathlib import Path

import pytest

from egovkit.cli import main

WARD = (
    "--total",
    "10366",
    "--percent",
    "before_due=96.87",
    "--percent",
    "on_time=3.08",
)


class TestAudit:
    def test_the_wards_figures_have_one_solution_and_leave_five_dossiers_out(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code = main(["audit", *WARD])

        out = capsys.readouterr().out
        assert code == 1
        assert "before_due 10042, on_time 319, other 5" in out
        assert "before_due 10042, on_time 320, other 4" in out
        assert "5 of 10366 dossiers (0.05 %)" in out

    def test_json_holds_the_solutions_of_every_rounding(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        main(["audit", *WARD, "--json"])

        data = json.loads(capsys.readouterr().out)
        assert data["solutions"]["half_up"]["first"] == [
            {"before_due": 10042, "on_time": 319, "other": 5}
        ]
        assert data["solutions"]["down"]["first"] == [
            {"before_due": 10042, "on_time": 320, "other": 4}
        ]

    def test_figures_without_a_finding_are_good(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code = main([
            "audit", "--total", "4", "--count", "on_time=3", "--count", "overdue=1",
            "--percent", "on_time=75.00", "--percent", "overdue=25.00", "--exhaustive",
        ])  # fmt: skip

        assert (code, "note" in capsys.readouterr().out) == (0, False)

    def test_the_figures_may_stand_in_a_file(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        file = tmp_path / "figures.toml"
        file.write_text('total = 10366\n[percentages]\nbefore_due = "96.87"\n', "utf-8")

        main(["audit", str(file)])

        assert "10366 dossiers: before_due 96.87 %" in capsys.readouterr().out

    def test_without_a_total_it_lists_those_that_fit(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        # 66.7 % is two of three: of the totals up to 12 only the multiples of 3 fit.
        main(["audit", "--percent", "on_time=66.7", "--upto", "12"])

        assert "fit: 4, the first 3, 6, 9, 12" in capsys.readouterr().out

    def test_every_fault_of_a_file_is_named(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        file = tmp_path / "figures.toml"
        file.write_text("total = -1\nshare = 1\n[percentages]\nearly = 3.8\n", "utf-8")

        code = main(["audit", str(file)])

        err = capsys.readouterr().err
        assert code == 2
        assert all(word in err for word in ("total", "share", "early"))

    def test_a_file_and_figures_on_the_line_do_not_go_together(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        file = tmp_path / "figures.toml"
        file.write_text("total = 1\n", "utf-8")

        assert main(["audit", str(file), "--total", "2"]) == 2
        assert "in the file or on the line" in capsys.readouterr().err

    def test_a_missing_file_is_one_error(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        assert main(["audit", str(tmp_path / "none.toml")]) == 2
        assert "none.toml" in capsys.readouterr().err
