"""The receipt log: what is read from it, beside a count by hand of the same file."""

import csv
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from egovkit.outcome import Outcome, OutcomeReader, read_csv

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# The log does not explain its channels. An e-mail is online; "Intern" is the office
# itself, none of the three channels, so it is blank.
CHANNELS = {
    "Internet": "online",
    "Desk": "counter",
    "Post": "post",
    "e-mail": "online",
    "Intern": None,
}


@pytest.fixture(scope="module")
def cases(receipt_csv: Path) -> dict[str, dict[str, str]]:
    """Each case of the log by its number: by csv only."""
    with receipt_csv.open(encoding="utf-8", newline="") as file:
        return {row["case:concept:name"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def reader(receipt_csv: Path) -> OutcomeReader:
    return read_csv(
        receipt_csv,
        columns={
            "number": "case:concept:name",
            "received_at": "case:startdate",
            "due_at": "case:deadline",
            "resolved_at": "case:enddate",
            "channel": "case:channel",
        },
        values={"channel": CHANNELS},
        tz="Europe/Amsterdam",
        on_error="collect",
    )


@pytest.fixture(scope="module")
def outcomes(reader: OutcomeReader) -> list[Outcome]:
    return list(reader)


def local(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(AMSTERDAM) if text else None


def ends_before_it_starts(case: dict[str, str]) -> bool:
    end, start = local(case["case:enddate"]), local(case["case:startdate"])
    return end is not None and start is not None and end < start


class TestReceiptLog:
    def test_every_case_is_a_dossier_or_a_fault(
        self,
        reader: OutcomeReader,
        outcomes: list[Outcome],
        cases: dict[str, dict[str, str]],
    ) -> None:
        assert len(cases) == 1434
        assert len(outcomes) + reader.faulty == len(cases)

    def test_every_event_is_counted(
        self, reader: OutcomeReader, outcomes: list[Outcome]
    ) -> None:
        assert reader.rows == 8577
        assert reader.folded == 8577 - 1434
        assert reader.dossiers == len(outcomes)

    def test_the_two_cases_that_end_before_they_start_are_faults(
        self,
        reader: OutcomeReader,
        outcomes: list[Outcome],
        cases: dict[str, dict[str, str]],
    ) -> None:
        wrong = {n: case for n, case in cases.items() if ends_before_it_starts(case)}

        assert len(wrong) == 2
        assert not wrong.keys() & {outcome.number for outcome in outcomes}
        assert sorted((f.column, f.value) for f in reader.faults) == sorted(
            ("case:enddate", case["case:enddate"]) for case in wrong.values()
        )

    def test_a_fault_names_the_line_on_which_its_case_begins(
        self, receipt_csv: Path, reader: OutcomeReader, outcomes: list[Outcome]
    ) -> None:
        assert outcomes
        lines = receipt_csv.read_text("utf-8").splitlines()
        for fault in reader.faults:
            above, at = lines[fault.line - 2], lines[fault.line - 1]

            assert fault.value in at
            assert fault.value not in above

    def test_the_cases_without_an_end_are_pending(
        self, outcomes: list[Outcome], cases: dict[str, dict[str, str]]
    ) -> None:
        open_cases = {n for n, case in cases.items() if not case["case:enddate"]}

        assert len(open_cases) == 105
        assert {o.number for o in outcomes if o.status == "pending"} == open_cases

    def test_the_channels_are_those_of_the_cases(
        self, outcomes: list[Outcome], cases: dict[str, dict[str, str]]
    ) -> None:
        expected = Counter(
            CHANNELS[case["case:channel"]]
            for case in cases.values()
            if not ends_before_it_starts(case)
        )

        assert Counter(outcome.channel for outcome in outcomes) == expected

    def test_every_instant_is_the_one_of_the_log_in_the_zone(
        self, outcomes: list[Outcome], cases: dict[str, dict[str, str]]
    ) -> None:
        for outcome in outcomes:
            case = cases[outcome.number]

            assert outcome.received_at == local(case["case:startdate"])
            assert outcome.due_at == local(case["case:deadline"])
            assert outcome.resolved_at == local(case["case:enddate"])
            assert outcome.received_at.tzinfo is AMSTERDAM
