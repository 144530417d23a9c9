"""egovkit report --html."""

import csv
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest

from egovkit.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"
WARD = "report", str(EXAMPLES / "ward.csv"), "--config", str(EXAMPLES / "ward.toml")
DATA = Path(os.environ.get("EGOVKIT_DATA", "../shared/data"))
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MAPPED = [
    "--tz", "Europe/Amsterdam", "--as-of", "2012-02-01",
    "-c", "number=case:concept:name", "-c", "received_at=case:startdate",
    "-c", "due_at=case:deadline", "-c", "resolved_at=case:enddate",
    "-c", "field=case:department",
]  # fmt: skip


def parsed(page: Path) -> ET.Element:
    return ET.fromstring(page.read_text("utf-8").removeprefix("<!DOCTYPE html>"))  # noqa: S314


def rows(page: ET.Element, name: str) -> list[list[str]]:
    found = page.find(f".//table[@class='{name}']")
    assert found is not None
    return [["".join(cell.itertext()) for cell in row] for row in found.iter("tr")]


class TestPage:
    def test_it_is_written_whole_and_named_at_the_end(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        page = tmp_path / "new" / "ward.html"
        code = main([*WARD, "--html", str(page)])

        # The table has a finding: paused dossiers past their due day.
        assert code == 1
        assert capsys.readouterr().out.splitlines()[-1] == f"page  {page}"
        assert [file.name for file in page.parent.iterdir()] == ["ward.html"]

    def test_it_shows_the_figures_that_the_text_shows(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        page = tmp_path / "ward.html"
        main([*WARD, "--html", str(page)])

        printed = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
        names = {
            line[0]: [cell.strip() for cell in line[1:] if cell] for line in printed
        }
        for name, *counts, _ in rows(parsed(page), "counts")[2:]:
            assert names[name.lower() if name == "All" else name] == counts

    def test_it_speaks_vietnamese_and_counts_in_working_days(
        self, tmp_path: Path
    ) -> None:
        page = tmp_path / "ward.html"
        main([*WARD, "--html", str(page), "--language", "vi"])

        root = parsed(page)
        assert root.get("lang") == "vi"
        assert "ngày làm việc" in "".join(root.itertext())

    def test_without_groups_it_groups_by_field(self, tmp_path: Path) -> None:
        table, page = tmp_path / "a.csv", tmp_path / "a.html"
        lines = ["number,field,received_at", "1,Land,2026-01-05", "2,,2026-01-05"]
        table.write_text("\n".join(lines), "utf-8")
        main(["report", str(table), "--html", str(page)])

        names = [row[0] for row in rows(parsed(page), "counts")]
        assert names[0] == "Field"
        assert names[2:] == ["not stated", "Land", "All"]
        assert "the clock when the report was made" in page.read_text("utf-8")

    def test_bad_rows_are_listed_first_and_make_the_exit_code_1(
        self, tmp_path: Path
    ) -> None:
        table, page = tmp_path / "a.csv", tmp_path / "a.html"
        table.write_text("number,received_at\n1,<b>soon</b>\n", "utf-8")
        code = main(["report", str(table), "--html", str(page)])

        assert code == 1
        assert rows(parsed(page), "faults")[1][:3] == [
            "2",
            "received_at",
            "<b>soon</b>",
        ]

    def test_data_on_the_output_stays_data(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        main([*WARD, "--csv", "--html", str(tmp_path / "ward.html")])

        assert "page" not in capsys.readouterr().out

    def test_without_it_nothing_of_the_reports_is_imported(self) -> None:
        arguments = [*WARD, "--json"]
        code = (
            "import sys; from egovkit.cli._main import main; "
            f"main({arguments!r}); sys.exit('egovkit.reports._html' in sys.modules)"
        )
        done = subprocess.run(  # noqa: S603, our own interpreter
            [sys.executable, "-c", code], capture_output=True, check=False
        )

        assert done.returncode == 0, done.stderr


class TestReceiptLog:
    """A public event log, counted again with nothing but csv and datetime."""

    @pytest.fixture
    def page(self, tmp_path: Path) -> ET.Element:
        log = DATA / "receipt.csv"
        if not log.exists():
            pytest.skip("needs receipt.csv in EGOVKIT_DATA")
        file = tmp_path / "receipt.html"
        main(["report", str(log), *MAPPED, "--html", str(file)])
        return parsed(file)

    @pytest.fixture
    def cases(self) -> list[tuple[datetime, datetime | None, str]]:
        """Return start, end and department of each case that does not end too early."""
        known: dict[str, tuple[datetime, datetime | None, str]] = {}
        with (DATA / "receipt.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                start, end = (
                    datetime.fromisoformat(row[name]).astimezone(AMSTERDAM)
                    if row[name]
                    else None
                    for name in ("case:startdate", "case:enddate")
                )
                assert start
                if end is None or end >= start:
                    number = row["case:concept:name"]
                    known[number] = start, end, row["case:department"]
        return [*known.values()]

    def test_each_month_has_what_came_in_and_ended_in_it(
        self, page: ET.Element, cases: list[tuple[datetime, datetime | None, str]]
    ) -> None:
        received = Counter(f"{start:%B %Y}" for start, _, _ in cases)
        ended = Counter(f"{end:%B %Y}" for _, end, _ in cases if end)

        _, *months, total = rows(page, "flow-table")
        still_open = 0
        for month, came_in, went_out, left in months:
            still_open += received[month] - ended[month]
            assert (int(came_in), int(went_out)) == (received[month], ended[month])
            assert int(left) == still_open
        assert len(months) == 17
        counts = [int(cell.replace(",", "")) for cell in total[1:]]
        assert counts == [received.total(), ended.total(), still_open]

    def test_medians_and_percentiles_are_those_of_sorted_days(
        self, page: ET.Element, cases: list[tuple[datetime, datetime | None, str]]
    ) -> None:
        for name, *cells in rows(page, "durations-table")[1:]:
            days = sorted(
                (end.date() - start.date()).days
                for start, end, department in cases
                if end and name in ("All", department)
            )
            half, most = -(-len(days) // 2) - 1, -(-9 * len(days) // 10) - 1
            figures = [int(re.sub(",", "", cell)) for cell in cells]
            assert figures == [len(days), days[0], days[half], days[most], days[-1]]
