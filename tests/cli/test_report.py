"""egovkit report."""

import csv
import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from egovkit.cli import main

MAPPED = [
    "--tz", "Europe/Amsterdam", "--as-of", "2012-02-01",
    "-c", "number=case:concept:name", "-c", "received_at=case:startdate",
    "-c", "due_at=case:deadline", "-c", "resolved_at=case:enddate",
    "-c", "channel=case:channel", "-w", "channel:Internet=online",
    "-w", "channel:Desk=counter", "-w", "channel:Post=post",
    "-w", "channel:e-mail=online", "-w", "channel:Intern=counter",
]  # fmt: skip
EXAMPLES = Path(__file__).parents[2] / "examples"
SMALL = """\
number,field,received_at,due_at,resolved_at
1,land,2026-01-05T09:00,2026-01-09,2026-01-08T10:00
2,land,2026-01-06T09:00,2026-01-09,2026-01-09T16:00
3,civil,2026-01-07T09:00,2026-01-09,2026-01-12T08:00
4,civil,2026-01-08T09:00,2026-01-20,
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.csv"
    file.write_text(SMALL, "utf-8")
    return file


def counted_by_hand(file: Path) -> Counter[str]:
    """Classify the event log with nothing but csv, datetime and zoneinfo."""
    tz = ZoneInfo("Europe/Amsterdam")
    cases: dict[str, dict[str, str]] = {}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            cases.setdefault(row["case:concept:name"], row)
    counts: Counter[str] = Counter()
    for row in cases.values():
        start = datetime.fromisoformat(row["case:startdate"])
        due = datetime.fromisoformat(row["case:deadline"]).astimezone(tz).date()
        if not row["case:enddate"]:
            late = due < datetime(2012, 2, 1, tzinfo=tz).date()
            counts["pending_overdue" if late else "pending_within"] += 1
            continue
        end = datetime.fromisoformat(row["case:enddate"])
        day = end.astimezone(tz).date()
        if end < start:
            counts["fault"] += 1
        else:
            name = "before_due" if day < due else "on_time" if day == due else "overdue"
            counts[name] += 1
    return counts


class TestReceiptLog:
    def test_the_counts_are_those_of_an_independent_count(
        self, capsys: pytest.CaptureFixture[str], receipt_csv: Path
    ) -> None:
        code = main(["report", str(receipt_csv), *MAPPED, "--json"])

        total = json.loads(capsys.readouterr().out)["total"]
        expected = counted_by_hand(receipt_csv)
        assert code == 1
        assert expected.pop("fault") == 2
        assert {name: total[name] for name in expected} == expected
        assert total["pending_within"] + total["pending_overdue"] == 105
        assert total["received"] == sum(expected.values())

    def test_the_two_dossiers_that_end_before_they_start_are_named(
        self, capsys: pytest.CaptureFixture[str], receipt_csv: Path
    ) -> None:
        main(["report", str(receipt_csv), *MAPPED, "--json"])

        faults = json.loads(capsys.readouterr().out)["faults"]
        assert [fault["column"] for fault in faults] == ["case:enddate"] * 2
        assert [fault["value"] for fault in faults] == [
            "2011-12-12 00:00:00.010000+01:00",
            "2011-06-24 00:00:00.020000+02:00",
        ]

    def test_groups_add_up_to_the_total(
        self, capsys: pytest.CaptureFixture[str], receipt_csv: Path
    ) -> None:
        main(["report", str(receipt_csv), *MAPPED, "--by", "channel", "--json"])

        data = json.loads(capsys.readouterr().out)
        assert {group["channel"] for group in data["groups"]} == {
            "online", "counter", "post",
        }  # fmt: skip
        for name in ("received", "before_due", "on_time", "overdue", "pending_within"):
            assert sum(group[name] for group in data["groups"]) == data["total"][name]


class TestReport:
    def test_a_table_with_our_own_names_needs_no_mapping(
        self, capsys: pytest.CaptureFixture[str], small: Path
    ) -> None:
        code = main(["report", str(small), "--as-of", "2026-01-15"])

        out = capsys.readouterr().out
        assert code == 0
        assert "33.33 % of 3 resolved" in out or "33.34 % of 3 resolved" in out
        assert "66.67 % (2 of 3)" in out

    def test_percentages_add_to_exactly_100(
        self, capsys: pytest.CaptureFixture[str], small: Path
    ) -> None:
        main(["report", str(small), "--as-of", "2026-01-15", "--json"])

        shares = json.loads(capsys.readouterr().out)["total"]["percentages"]
        assert sum(round(100 * float(share)) for share in shares.values()) == 10_000

    def test_csv_has_one_row_per_group_and_their_sum(
        self, capsys: pytest.CaptureFixture[str], small: Path
    ) -> None:
        main(["report", str(small), "--as-of", "2026-01-15", "--by", "field", "--csv"])

        rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
        assert [(row["field"], row["received"], row["overdue"]) for row in rows] == [
            ("civil", "2", "1"), ("land", "2", "0"), ("all", "4", "1"),
        ]  # fmt: skip

    def test_a_period_carries_over_what_was_open_before_it(
        self, capsys: pytest.CaptureFixture[str], small: Path
    ) -> None:
        main([
            "report", str(small), "--as-of", "2026-01-31",
            "--period", "2026-01-09..2026-01-31", "--json",
        ])  # fmt: skip

        total = json.loads(capsys.readouterr().out)["total"]
        # 1 ended on the 8th; 2, 3 and 4 were open when the 9th began.
        assert (total["carried_over"], total["received"]) == (3, 0)

    def test_rows_are_written_with_due_date_and_timeliness(
        self, capsys: pytest.CaptureFixture[str], small: Path, tmp_path: Path
    ) -> None:
        rows = tmp_path / "out" / "rows.csv"

        main(["report", str(small), "--as-of", "2026-01-15", "--rows", str(rows)])

        capsys.readouterr()
        with rows.open(encoding="utf-8", newline="") as file:
            timeliness = [row["timeliness"] for row in csv.DictReader(file)]
        assert timeliness == ["before_due", "on_time", "overdue", "pending_within"]

    def test_due_dates_are_computed_from_a_term(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        file = tmp_path / "no_due.csv"
        # Received on Wednesday 31 December 2025; 1 and 2 January are off, so one
        # working day later is Monday 5 January.
        file.write_text(
            "number,received_at,resolved_at\n1,2025-12-31T09:00,2026-01-05T10:00\n"
            "2,2025-12-31T09:00,2026-01-06T10:00\n",
            "utf-8",
        )

        main(["report", str(file), "--term", "1 working day", "--json"])

        total = json.loads(capsys.readouterr().out)["total"]
        assert (total["on_time"], total["overdue"]) == (1, 1)

    def test_as_of_is_said_to_be_now_when_none_is_given(
        self, capsys: pytest.CaptureFixture[str], small: Path
    ) -> None:
        main(["report", str(small)])

        assert "(now)" in capsys.readouterr().out

    def test_bad_rows_are_named_and_make_exit_code_1(
        self, capsys: pytest.CaptureFixture[str], small: Path
    ) -> None:
        small.write_text(SMALL + "5,land,yesterday,,\n", "utf-8")

        code = main(["report", str(small), "--as-of", "2026-01-15"])

        out, err = capsys.readouterr()
        assert code == 1
        assert "rows    4 dossiers" in out
        assert "line 6, column received_at: 'yesterday'" in err

    def test_a_missing_column_is_unusable_input(
        self, capsys: pytest.CaptureFixture[str], small: Path
    ) -> None:
        code = main(["report", str(small), "-c", "number=Nummer"])

        out, err = capsys.readouterr()
        assert (code, out) == (2, "")
        assert "Nummer" in err

    def test_every_fault_of_a_settings_file_is_named(
        self, capsys: pytest.CaptureFixture[str], small: Path, tmp_path: Path
    ) -> None:
        settings = tmp_path / "report.toml"
        settings.write_text(
            'colour = "red"\nby = "field"\ntz = 7\n[terms]\nx = "3 moons"\n', "utf-8"
        )

        code = main(["report", str(small), "--config", str(settings)])

        err = capsys.readouterr().err
        assert code == 2
        assert all(word in err for word in ("colour", "by", "tz", "3 moons"))

    @pytest.mark.parametrize(
        "period", ["2026-13", "2026-Q5", "26", "2026-01-02..", "x"]
    )
    def test_a_period_that_is_none_is_unusable_input(
        self, capsys: pytest.CaptureFixture[str], small: Path, period: str
    ) -> None:
        assert main(["report", str(small), "--period", period]) == 2
        assert "given as period" in capsys.readouterr().err

    def test_an_unknown_group_is_unusable_input(
        self, capsys: pytest.CaptureFixture[str], small: Path
    ) -> None:
        assert main(["report", str(small), "--by", "colour"]) == 2
        assert "'colour' given as by" in capsys.readouterr().err

    def test_an_xlsx_table_gives_the_same_figures(
        self, capsys: pytest.CaptureFixture[str], small: Path, tmp_path: Path
    ) -> None:
        openpyxl = pytest.importorskip(
            "openpyxl", reason="needs openpyxl: pip install 'egovkit[reports]'"
        )
        book = openpyxl.Workbook()
        for row in csv.reader(SMALL.splitlines()):
            book.active.append(row)
        file = tmp_path / "small.xlsx"
        book.save(file)

        main(["report", str(small), "--as-of", "2026-01-15", "--csv"])
        as_csv = capsys.readouterr().out
        main(["report", str(file), "--as-of", "2026-01-15", "--csv"])

        assert capsys.readouterr().out == as_csv


class TestExample:
    def test_the_example_table_is_read_without_a_fault(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code = main([
            "report", str(EXAMPLES / "ward.csv"),
            "--config", str(EXAMPLES / "ward.toml"), "--json",
        ])  # fmt: skip

        data = json.loads(capsys.readouterr().out)
        total = data["total"]
        # Five dossiers await a supplement past their due day: a finding.
        assert code == 1
        assert data["faults"] == []
        assert [finding[:15] for finding in data["findings"]] == ["5 paused dossie"]
        assert total["no_term"] == 0
        assert total["carried_over"] + total["received"] == sum(
            total[name]
            for name in (
                "before_due", "on_time", "overdue", "pending_within",
                "pending_overdue", "paused", "refused", "withdrawn",
            )
        )  # fmt: skip
