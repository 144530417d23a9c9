import json
from pathlib import Path

import pytest

from egovkit.cli import main

TABLE = """\
unit;period;carried_over;received;resolved;before_due;on_time;overdue;pending;rate
Ward A;Q1;5;60;55;36;51;4;10;92,7 %
Ward B;Q1;0;42;40;30;10;0;2;100,0 %
Total;Q1;5;102;95;66;25;4;12;95,8 %
"""
LAYOUT = '[percentages]\nrate = "before_due + on_time of resolved"\n'


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """A table in which 15 is printed as 51, and its layout."""
    table, layout = tmp_path / "table.csv", tmp_path / "layout.toml"
    table.write_text(TABLE, "utf-8")
    layout.write_text(LAYOUT, "utf-8")
    return str(table), str(layout)


class TestAuditOfATable:
    def test_prints_the_smallest_repair(
        self, capsys: pytest.CaptureFixture[str], files: tuple[str, str]
    ) -> None:
        table, layout = files

        code = main(["audit", table, "--layout", layout, "--decimal", ","])

        out = capsys.readouterr().out
        assert code == 1
        assert "not consistent: 1 figure has to change" in out
        assert "  print 15 instead of 51 for on_time of Ward A (Q1)" in out

    def test_gives_data(
        self, capsys: pytest.CaptureFixture[str], files: tuple[str, str]
    ) -> None:
        table, layout = files

        main(["audit", table, "--layout", layout, "--json"])

        data = json.loads(capsys.readouterr().out)
        assert data["repairs"] == [
            {"row": "Ward A", "column": "on_time", "period": "Q1",
             "printed": 51, "right": 15},
        ]  # fmt: skip
        assert {finding["code"] for finding in data["findings"]} == {
            "sum", "range", "mismatch",
        }  # fmt: skip
        assert (data["consistent"], data["least_changes"]) == (False, 1)

    def test_of_a_good_table_exits_with_0(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        file = tmp_path / "table.csv"
        file.write_text("unit,n,m\nA,1,\nB,2,4\ntotal,3,7\n", "utf-8")

        code = main(["audit", str(file)])

        assert (code, "m of A must be 3" in capsys.readouterr().out) == (0, True)

    def test_columns_may_be_named_on_the_line(
        self, capsys: pytest.CaptureFixture[str], files: tuple[str, str]
    ) -> None:
        table, _ = files

        code = main([
            "audit", table, "--row", "unit", "--period", "period",
            "-c", "in=received", "-c", "stock=carried_over",
        ])  # fmt: skip

        assert (code, "consistent: some" in capsys.readouterr().out) == (0, True)

    def test_reads_a_table_in_toml(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        file = tmp_path / "table.toml"
        file.write_text(
            'sums = ["all = a + b"]\nrows = [{ row = "A", all = 3, a = 1, b = 1 }]\n',
            "utf-8",
        )

        assert main(["audit", str(file)]) == 1
        assert (
            "impossible (sum): all of A is 3; a + b make 2" in capsys.readouterr().out
        )

    def test_reads_toml_that_an_editor_marked_as_utf_8(self, tmp_path: Path) -> None:
        file = tmp_path / "table.toml"
        file.write_text(
            'sums = ["all = a + b"]\nrows = [{ row = "A", all = 2, a = 1, b = 1 }]\n',
            "utf-8-sig",
        )

        assert main(["audit", str(file)]) == 0

    def test_names_every_fault_of_a_file(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        file = tmp_path / "table.csv"
        file.write_text("unit;n\nA;1.234\nB;x\n", "utf-8")

        code = main(["audit", str(file)])

        err = capsys.readouterr().err
        assert code == 2
        assert "line 2, column n: '1.234'" in err
        assert "line 3, column n: 'x'" in err

    def test_of_a_layout_that_is_no_toml_says_so(
        self, capsys: pytest.CaptureFixture[str], files: tuple[str, str]
    ) -> None:
        table, layout = files
        Path(layout).write_text("flow =", "utf-8")

        assert main(["audit", table, "--layout", layout]) == 2
        assert "TOML" in capsys.readouterr().err

    def test_does_not_go_with_figures_on_the_line(
        self, capsys: pytest.CaptureFixture[str], files: tuple[str, str]
    ) -> None:
        assert main(["audit", files[0], "--count", "a=1"]) == 2
        assert "in the file or on the line" in capsys.readouterr().err
