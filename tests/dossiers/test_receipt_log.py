"""The receipt log of a Dutch municipality, as histories of dossiers.

What is expected is counted from the file itself: by csv and datetime, by a regular
expression, by pm4py and by pandas.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from egovkit.dossiers import (
    Actor,
    ClockEffect,
    Conformance,
    Dossier,
    Workflow,
    event_rows,
    to_xes,
    transition,
)
from egovkit.errors import RefusedError

Case = list[dict[str, str]]
"""The lines of one case."""
Untyped = Any
"""Of pm4py, which has no types, or a data frame."""


class Step(StrEnum):
    """What was done last."""

    RECEIVED = "received"
    CONFIRM = "Confirmation of receipt"
    T02 = "T02 Check confirmation of receipt"
    T03 = "T03 Adjust confirmation of receipt"
    T04 = "T04 Determine confirmation of receipt"
    T05 = "T05 Print and send confirmation of receipt"
    T06 = "T06 Determine necessity of stop advice"
    T07_1 = "T07-1 Draft intern advice aspect 1"
    T07_2 = "T07-2 Draft intern advice aspect 2"
    T07_3 = "T07-3 Draft intern advice hold for aspect 3"
    T07_4 = "T07-4 Draft internal advice to hold for type 4"
    T07_5 = "T07-5 Draft intern advice aspect 5"
    T08 = "T08 Draft and send request for advice"
    T09_1 = "T09-1 Process or receive external advice from party 1"
    T09_2 = "T09-2 Process or receive external advice from party 2"
    T09_3 = "T09-3 Process or receive external advice from party 3"
    T09_4 = "T09-4 Process or receive external advice from party 4"
    T10 = "T10 Determine necessity to stop indication"
    T11 = "T11 Create document X request unlicensed"
    T12 = "T12 Check document X request unlicensed"
    T13 = "T13 Adjust document X request unlicensed"
    T14 = "T14 Determine document X request unlicensed"
    T15 = "T15 Print document X request unlicensed"
    T16 = "T16 Report reasons to hold request"
    T17 = "T17 Check report Y to stop indication"
    T18 = "T18 Adjust report Y to stop indicition"
    T19 = "T19 Determine report Y to stop indication"
    T20 = "T20 Print report Y to stop indication"
    CLOSED = "closed"


# The process as the numbers of its tasks tell it, without the advice of others: each
# task with those it may follow, and those with which a case may end.
DECLARED = {
    Step.CONFIRM: {Step.RECEIVED},
    Step.T02: {Step.CONFIRM, Step.T03},
    Step.T03: {Step.T02},
    Step.T04: {Step.T02},
    Step.T05: {Step.T04},
    Step.T06: {Step.T05},
    Step.T10: {Step.T06},
    Step.T11: {Step.T10},
    Step.T12: {Step.T11, Step.T13},
    Step.T13: {Step.T12},
    Step.T14: {Step.T12},
    Step.T15: {Step.T14},
    Step.T16: {Step.T10},
    Step.T17: {Step.T16, Step.T18},
    Step.T18: {Step.T17},
    Step.T19: {Step.T17},
    Step.T20: {Step.T19},
}
FINAL = {Step.T10, Step.T15, Step.T20}
# The same as a regular expression of a letter a task, for beginnings of it too.
LETTERS = dict(zip(DECLARED, "abcdefghijklmnopq", strict=True))
BEGINNINGS = re.compile(
    "(a(b(cb)*(c|d(e(f(g(h(i(ji)*(j|k(l)?)?)?|m(n(on)*(o|p(q)?)?)?)?)?)?)?)?)?)?"
)


def workflow_of(
    ways: Mapping[Step, set[Step]],
    *,
    final: set[Step],
    clock: Mapping[Step, ClockEffect] | None = None,
) -> Workflow[Step]:
    """Make each activity an action that leads to the state named after it."""
    return Workflow(
        "receipt",
        version=1,
        initial=Step.RECEIVED,
        final=final,
        transitions=[transition(to, sources, to) for to, sources in ways.items()],
        clock=clock,
    )


def time_of(row: dict[str, str]) -> datetime:
    return datetime.fromisoformat(row["time:timestamp"])


def start_of(case: Case) -> datetime:
    return datetime.fromisoformat(case[0]["case:startdate"])


def end_of(case: Case) -> datetime | None:
    end = case[0]["case:enddate"]
    return datetime.fromisoformat(end) if end else None


def steps_of(case: Case) -> list[Step]:
    return [Step(row["concept:name"]) for row in case]


@pytest.fixture(scope="module")
def cases(receipt_csv: Path) -> dict[str, Case]:
    """The lines of each case, by its number and in their order: by csv only."""
    found = defaultdict[str, Case](list)
    with receipt_csv.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["case:concept:name"]].append(row)
    return dict(found)


@pytest.fixture(scope="module")
def frame(receipt_csv: Path) -> Untyped:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(receipt_csv)
    frame["time:timestamp"] = pandas.to_datetime(frame["time:timestamp"], utc=True)
    return frame


@pytest.fixture(scope="module")
def pm4py() -> Untyped:
    return pytest.importorskip("pm4py")


class TestConformance:
    """Of every case with the process that its task numbers declare."""

    @pytest.fixture
    def report(self, cases: dict[str, Case]) -> Conformance:
        declared = workflow_of(DECLARED, final=FINAL)
        return declared.conformance(
            (number, [(row["concept:name"], time_of(row)) for row in case])
            for number, case in cases.items()
        )

    def test_every_case_and_every_event_is_counted(self, report: Conformance) -> None:
        assert (report.cases, report.events) == (1434, 8577)

    def test_cases_fit_that_a_regular_expression_of_the_process_matches(
        self, report: Conformance, cases: dict[str, Case]
    ) -> None:
        fitting = {
            number
            for number, case in cases.items()
            if BEGINNINGS.fullmatch(
                "".join(LETTERS.get(step, "-") for step in steps_of(case))
            )
        }

        assert cases.keys() - report.deviations.keys() == fitting
        assert report.fitting == len(fitting) == 895
        assert report.fitting_share == Fraction(895, 1434)

    def test_deviations_are_those_of_a_walk_through_the_lines(
        self, report: Conformance, cases: dict[str, Case]
    ) -> None:
        expected = Counter[str]()
        for case in cases.values():
            before = Step.RECEIVED
            for step in steps_of(case):
                if step not in DECLARED:
                    expected["unknown_action"] += 1
                    continue
                expected["not_from_here"] += before not in DECLARED[step]
                before = step

        assert report.counts == expected
        assert expected == {"not_from_here": 1312, "unknown_action": 157}

    def test_cases_fit_that_pm4py_replays_on_a_petri_net(
        self,
        report: Conformance,
        pm4py: Untyped,
        frame: Untyped,
    ) -> None:
        net, first, last = petri_net(pm4py)
        replayed = pm4py.conformance_diagnostics_token_based_replay(
            frame, net, first, last, return_diagnostics_dataframe=True
        )
        fitting = set(replayed["case_id"][replayed["is_fit"]])

        assert len(fitting) == report.fitting
        assert fitting.isdisjoint(report.deviations)

    def test_of_the_cases_that_have_ended_some_did_not_finish(
        self, cases: dict[str, Case]
    ) -> None:
        declared = workflow_of(DECLARED, final=FINAL)
        ended = {number: case for number, case in cases.items() if end_of(case)}

        report = declared.conformance(
            (
                (number, [(row["concept:name"], time_of(row)) for row in case])
                for number, case in ended.items()
            ),
            ended=True,
        )

        last = [
            [s for s in steps_of(case) if s in DECLARED][-1] for case in ended.values()
        ]
        assert len(ended) == 1434 - 105
        assert report.counts["unfinished"] == sum(step not in FINAL for step in last)


def petri_net(pm4py: Untyped) -> Untyped:
    """Draw the declared process as pm4py knows it; a case may end anywhere."""
    from pm4py.objects.petri_net.obj import PetriNet  # type: ignore[import-untyped]
    from pm4py.objects.petri_net.utils import petri_utils  # type: ignore[import-untyped]

    net = PetriNet("receipt")
    places = {step: petri_utils.add_place(net, step) for step in Step}
    for target, sources in DECLARED.items():
        for source in sources:
            move = petri_utils.add_transition(net, f"{source}-{target}", str(target))
            petri_utils.add_arc_from_to(places[source], move, net)
            petri_utils.add_arc_from_to(move, places[target], net)
    end = petri_utils.add_place(net, "end")
    for step in DECLARED:
        stop = petri_utils.add_transition(net, f"{step} is the last", None)
        petri_utils.add_arc_from_to(places[step], stop, net)
        petri_utils.add_arc_from_to(stop, end, net)
    first = pm4py.generate_marking(net, {str(Step.RECEIVED): 1})
    return net, first, pm4py.generate_marking(net, {"end": 1})


def observed(cases: Mapping[str, Case]) -> dict[Step, set[Step]]:
    """Return what each activity was seen to follow."""
    ways = defaultdict[Step, set[Step]](set)
    for case in cases.values():
        for before, step in pairwise([Step.RECEIVED, *steps_of(case)]):
            ways[step].add(before)
    return ways


@pytest.fixture(scope="module")
def workflow(cases: dict[str, Case]) -> Workflow[Step]:
    """What allows everything that was seen, and to close a case at any time."""
    ways = observed(cases)
    ways[Step.CLOSED] = {*ways}
    return workflow_of(ways, final={Step.CLOSED}, clock={Step.T08: ClockEffect.PAUSES})


def imported(
    workflow: Workflow[Step], number: str, case: Case, at: datetime
) -> Dossier[Step]:
    dossier = workflow.start(
        number, at=at, by=Actor(case[0]["case:responsible"]), unit="receipt"
    )
    for row in case:
        by = Actor(row["org:resource"], [row["org:group"]])
        dossier = workflow.fire(dossier, row["concept:name"], at=time_of(row), by=by)
    return dossier


@pytest.fixture(scope="module")
def dossiers(
    workflow: Workflow[Step], cases: dict[str, Case]
) -> dict[str, Dossier[Step]]:
    """Each case from its start on, or from its first event where that was before."""
    return {
        number: imported(workflow, number, case, min(start_of(case), time_of(case[0])))
        for number, case in cases.items()
    }


class TestImport:
    def test_every_case_is_a_dossier_and_every_line_an_event(
        self, dossiers: dict[str, Dossier[Step]]
    ) -> None:
        assert len(dossiers) == 1434
        assert sum(d.version - 1 for d in dossiers.values()) == 8577

    def test_every_history_can_be_replayed(
        self, workflow: Workflow[Step], dossiers: dict[str, Dossier[Step]]
    ) -> None:
        assert workflow.replayable(d.history for d in dossiers.values()).count == 1434

    def test_cases_with_an_event_before_their_start_are_named(
        self, workflow: Workflow[Step], cases: dict[str, Case]
    ) -> None:
        refused = dict[str, str]()
        for number, case in cases.items():
            try:
                imported(workflow, number, case, start_of(case))
            except RefusedError as error:
                refused[error.number] = error.refusals[0].code

        assert refused == {"case-4677": "order", "case-5704": "order"}
        assert refused.keys() == {
            number
            for number, case in cases.items()
            if time_of(case[0]) < start_of(case)
        }

    def test_every_case_is_closed_open_or_named(
        self,
        workflow: Workflow[Step],
        dossiers: dict[str, Dossier[Step]],
        cases: dict[str, Case],
    ) -> None:
        refused = dict[str, list[str]]()
        for number, case in cases.items():
            if end := end_of(case):
                reasons = workflow.why_not(
                    dossiers[number], "closed", at=end, by=Actor("archive")
                )
                refused[number] = [refusal.code for refusal in reasons]

        late = {
            number
            for number, case in cases.items()
            if (end := end_of(case)) and end < time_of(case[-1])
        }
        assert len(cases) - len(refused) == 105
        assert len(late) == 145
        assert {"case-10862", "case-8267"} < late, "they end before they start"
        assert refused == {n: ["order"] if n in late else [] for n in refused}


class TestExport:
    @pytest.fixture(scope="class")
    @classmethod
    def file(
        cls,
        tmp_path_factory: pytest.TempPathFactory,
        workflow: Workflow[Step],
        dossiers: dict[str, Dossier[Step]],
    ) -> Path:
        file = tmp_path_factory.mktemp("xes") / "receipt.xes"
        with file.open("wb") as opened:
            opened.writelines(to_xes(dossiers.values(), workflow))
        return file

    @pytest.mark.parametrize("reader", ["line_by_line", "iterparse"])
    def test_pm4py_reads_back_the_events_of_the_file(
        self,
        pm4py: Untyped,
        file: Path,
        reader: str,
        cases: dict[str, Case],
    ) -> None:
        log = pm4py.read_xes(str(file), variant=reader)
        starts = log["concept:name"] == "start"

        assert starts.sum() == 1434
        columns = ["case:concept:name", "concept:name", "org:resource", "org:role"]
        read = log[~starts][[*columns, "time:timestamp"]].itertuples(index=False)
        assert [(*row[:4], row[4].to_pydatetime()) for row in read] == [
            (number, row["concept:name"], row["org:resource"], row["org:group"],
             time_of(row).astimezone(UTC))
            for number, case in cases.items()
            for row in case
        ]  # fmt: skip

    def test_every_time_is_written_with_the_offset_of_the_file(
        self, file: Path, cases: dict[str, Case]
    ) -> None:
        written = re.findall(r'"time:timestamp" value="(.*)"', file.read_text("utf-8"))
        expected = {time_of(row).isoformat() for c in cases.values() for row in c}

        assert expected < set(written)
        assert {stamp[-6:] for stamp in expected} == {"+01:00", "+02:00"}

    def test_pm4py_finds_the_variants_of_the_file(
        self, pm4py: Untyped, workflow: Workflow[Step], dossiers: dict[str, Dossier[Step]],
        cases: dict[str, Case],
    ) -> None:  # fmt: skip
        pandas = pytest.importorskip("pandas")
        rows = pandas.DataFrame(event_rows(dossiers.values(), workflow))
        rows["time:timestamp"] = pandas.to_datetime(rows["time:timestamp"], utc=True)

        assert pm4py.get_variants(rows) == Counter(
            ("start", *steps_of(case)) for case in cases.values()
        )


class TestDurations:
    def test_throughput_times_are_those_of_the_file(
        self,
        dossiers: dict[str, Dossier[Step]],
        cases: dict[str, Case],
        frame: Untyped,
    ) -> None:
        found = {
            number: dossier.history[-1].at - dossier.history[1].at
            for number, dossier in dossiers.items()
        }

        assert found == {
            number: time_of(case[-1]) - time_of(case[0])
            for number, case in cases.items()
        }
        by_case = frame.groupby("case:concept:name")["time:timestamp"]
        spans = by_case.max() - by_case.min()
        assert sum(found.values(), timedelta()) == spans.sum().to_pytimedelta()

    def test_time_spent_in_each_state_is_that_between_lines(
        self,
        dossiers: dict[str, Dossier[Step]],
        cases: dict[str, Case],
        frame: Untyped,
    ) -> None:
        found = defaultdict[str, timedelta](timedelta)
        for dossier in dossiers.values():
            for event, following in pairwise(dossier.effective_history[1:]):
                found[str(event.state)] += following.at - event.at

        expected = defaultdict[str, timedelta](timedelta)
        for case in cases.values():
            for row, after in pairwise(case):
                expected[row["concept:name"]] += time_of(after) - time_of(row)
        assert found == expected
        stays = -frame.groupby("case:concept:name")["time:timestamp"].diff(-1)
        by_pandas = stays.groupby(frame["concept:name"]).sum()
        assert found == {name: by_pandas[name].to_pytimedelta() for name in found}

    def test_a_case_that_was_closed_took_from_its_start_to_its_end(
        self,
        workflow: Workflow[Step],
        dossiers: dict[str, Dossier[Step]],
        cases: dict[str, Case],
    ) -> None:
        taken = dict[str, timedelta]()
        for number, dossier in dossiers.items():
            end = end_of(cases[number])
            if end and end >= dossier.history[-1].at:
                closed = workflow.fire(dossier, "closed", at=end, by=Actor("archive"))
                row = closed.outcome(workflow, as_of=datetime(2013, 1, 1, tzinfo=UTC))
                assert row.resolved_at
                taken[number] = row.resolved_at - row.received_at

        assert len(taken) == 1434 - 105 - 145
        for number, case in cases.items():
            if number in taken:
                end = end_of(case)
                assert end
                assert taken[number] == end - min(start_of(case), time_of(case[0]))

    def test_the_clock_stood_still_while_others_were_asked_for_advice(
        self,
        workflow: Workflow[Step],
        dossiers: dict[str, Dossier[Step]],
        cases: dict[str, Case],
    ) -> None:
        as_of = datetime(2012, 2, 1, tzinfo=UTC)
        found = {
            number: seconds
            for number, dossier in dossiers.items()
            if (seconds := dossier.outcome(workflow, as_of=as_of).paused_seconds)
        }

        waits = defaultdict[str, timedelta](timedelta)
        for number, case in cases.items():
            for row, after in pairwise(case):
                if row["concept:name"] == Step.T08:
                    waits[number] += time_of(after) - time_of(row)
        assert len(waits) == 15
        assert found == {
            number: int(wait.total_seconds()) for number, wait in waits.items()
        }
