"""The dynamic door: actions by name, with plain data as HTTP, CSV and files give it."""

import csv
import json
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest
from attrs import field, frozen

from egovkit.deadlines import Extension
from egovkit.dossiers import Actor, Dossier, Payment, Workflow, transition
from egovkit.errors import FaultsError, InvalidValueError, RefusedError

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2026, 3, 2, 9, tzinfo=HANOI)
BY = Actor("cb-014", ["officer"])


class S(StrEnum):
    OPEN = "open"
    ENDED = "ended"


class Urgency(StrEnum):
    LOW = "low"
    HIGH = "high"


@frozen
class Paper:
    name: str
    pages: int = 1


@frozen
class Survey:
    plot: str
    area: Decimal = field()
    on: date
    papers: tuple[Paper, ...] = ()
    urgency: Urgency = Urgency.LOW
    note: str | None = None

    @area.validator
    def _is_positive(self, _attribute: object, area: Decimal) -> None:
        if area <= 0:
            raise InvalidValueError("area", str(area), "more than nothing")


survey = transition("survey", [S.OPEN], S.OPEN, roles=["officer"], payload=Survey)
pay = transition("pay", [S.OPEN], S.OPEN, payload=Payment)
extend = transition("extend", [S.OPEN], S.OPEN, payload=Extension)
end = transition("end", [S.OPEN], S.ENDED)
workflow = Workflow(
    "w", version=1, initial=S.OPEN, final={S.ENDED},
    transitions=[survey, pay, extend, end],
)  # fmt: skip


@pytest.fixture
def dossier() -> Dossier[S]:
    return workflow.start("1", at=AT, by=BY)


def faults(dossier: Dossier[S], action: str, data: object) -> list[str]:
    with pytest.raises(FaultsError) as error:
        workflow.fire(dossier, action, data, at=AT, by=BY)
    return [str(fault) for fault in error.value.exceptions]


class TestFromJson:
    def test_a_request_becomes_the_typed_payload(self, dossier: Dossier[S]) -> None:
        request = json.loads(
            '{"action": "survey", "payload": {"plot": "12/4", "area": "80.50", '
            '"on": "2026-03-02", "papers": [{"name": "map"}], "urgency": "high"}}'
        )

        after = workflow.fire(
            dossier, request["action"], request["payload"], at=AT, by=BY
        )

        assert after.history[-1].payload == Survey(
            "12/4", Decimal("80.50"), date(2026, 3, 2), (Paper("map"),), Urgency.HIGH
        )

    def test_it_is_the_event_that_the_typed_door_makes(
        self, dossier: Dossier[S]
    ) -> None:
        data = {"plot": "1", "area": "2", "on": "2026-03-02"}
        typed = Survey("1", Decimal(2), date(2026, 3, 2))

        by_name = workflow.fire(dossier, "survey", data, at=AT, by=BY, key="k")

        assert by_name == workflow.fire(dossier, survey, typed, at=AT, by=BY, key="k")
        assert workflow.fire(by_name, survey, typed, at=AT, by=BY, key="k") is by_name

    def test_a_payload_that_is_made_already_is_taken_as_it_is(
        self, dossier: Dossier[S]
    ) -> None:
        payment = Payment(5, online=False)

        after = workflow.fire(dossier, "pay", payment, at=AT, by=BY)

        assert after.history[-1].payload is payment

    def test_the_payloads_of_egovkit_are_plain_data_too(
        self, dossier: Dossier[S]
    ) -> None:
        data = {"amount": 30_000, "online": True, "reference": None}

        after = workflow.fire(dossier, "pay", data, at=AT, by=BY)

        assert after.history[-1].payload == Payment(30_000, online=True)

    def test_what_takes_nothing_is_given_nothing(self, dossier: Dossier[S]) -> None:
        assert workflow.fire(dossier, "end", None, at=AT, by=BY).state is S.ENDED
        with pytest.raises(InvalidValueError, match="for end takes nothing"):
            workflow.fire(dossier, "end", {}, at=AT, by=BY)

    def test_why_not_reads_the_same_data(self, dossier: Dossier[S]) -> None:
        data = {"plot": "1", "area": "2", "on": "2026-03-02"}

        found = workflow.why_not(dossier, "survey", data, at=AT, by=Actor("x"))

        assert [refusal.code for refusal in found] == ["role"]
        with pytest.raises(FaultsError, match="not a Survey"):
            workflow.why_not(dossier, "survey", {}, at=AT, by=BY)

    def test_many_dossiers_take_it_at_once(self, dossier: Dossier[S]) -> None:
        ended = workflow.fire(dossier, end, at=AT, by=BY)
        data = {"amount": 1, "online": False}

        found = workflow.fire_many([dossier, ended], "pay", data, at=AT, by=BY)

        assert [d.history[-1].payload for d in found.done] == [Payment(1, online=False)]
        assert [one.dossier for one in found.refused] == [ended]


class TestFaults:
    def test_every_fault_is_told_with_its_path(self, dossier: Dossier[S]) -> None:
        data = {
            "plot": 7, "area": "wide", "on": "2026-02-30", "urgency": "medium",
            "papers": [{"name": "map"}, {"pages": "2"}, "deed"], "size": 1,
        }  # fmt: skip

        found = faults(dossier, "survey", data)

        paths = [text.partition(":")[0] for text in found]
        assert sorted(paths) == [
            "payload.area", "payload.on", "payload.papers[1].name",
            "payload.papers[1].pages", "payload.papers[2]", "payload.plot",
            "payload.size", "payload.urgency",
        ]  # fmt: skip
        assert any("one of 'low', 'high'" in text for text in found)

    def test_what_the_class_refuses_is_a_fault_in_its_words(
        self, dossier: Dossier[S]
    ) -> None:
        data = {"plot": "1", "area": "0", "on": "2026-03-02"}

        (found,) = faults(dossier, "survey", data)

        assert "more than nothing" in found

    @pytest.mark.parametrize("data", [None, [], "12/4", 7])
    def test_data_of_another_shape_is_a_fault(
        self, dossier: Dossier[S], data: object
    ) -> None:
        (found,) = faults(dossier, "survey", data)

        assert found.startswith("payload: ")
        assert "an object with the fields of Survey" in found

    def test_nothing_is_converted(self, dossier: Dossier[S]) -> None:
        found = faults(dossier, "pay", {"amount": "30000", "online": "yes"})

        assert [text.partition(";")[0] for text in found] == [
            "payload.amount: '30000'", "payload.online: 'yes'",
        ]  # fmt: skip

    def test_a_faulty_payload_leaves_the_dossier_as_it_was(
        self, dossier: Dossier[S]
    ) -> None:
        faults(dossier, "pay", {})

        assert dossier.version == 1


class TestFromCsv:
    def test_rows_are_done_and_refused_one_by_one(self, dossier: Dossier[S]) -> None:
        lines = [
            "action,until,reason", "end,,", "extend,2026-04-01,survey", "ned,,",
        ]  # fmt: skip
        errors: list[str] = []

        for row in csv.DictReader(lines):
            action = row.pop("action")
            payload = row if any(row.values()) else None
            try:
                dossier = workflow.fire(dossier, action, payload, at=AT, by=BY)
            except (InvalidValueError, RefusedError) as error:
                errors.append(str(error))

        assert dossier.state is S.ENDED
        assert "[state]" in errors[0]
        assert "[no_promise]" in errors[0]
        assert "did you mean 'end'?" in errors[1]


class TestMisspeltActions:
    @pytest.mark.parametrize(
        ("given", "meant"),
        [("surveys", "survey"), ("Pay", "pay"), ("extned", "extend")],
    )
    def test_the_nearest_is_suggested(
        self, dossier: Dossier[S], given: str, meant: str
    ) -> None:
        with pytest.raises(InvalidValueError) as error:
            workflow.fire(dossier, given, at=AT, by=BY)

        assert error.value.given == given
        assert error.value.expected == "one of end, extend, pay, survey"
        assert error.value.remedy == f"did you mean {meant!r}?"

    def test_what_is_near_to_nothing_gets_no_suggestion(
        self, dossier: Dossier[S]
    ) -> None:
        with pytest.raises(InvalidValueError) as error:
            workflow.why_not(dossier, "zzz", at=AT, by=BY)

        assert error.value.remedy == ""

    def test_typed_look_ups_suggest_too(self) -> None:
        with pytest.raises(InvalidValueError, match="did you mean 'pay'"):
            workflow.action("pays", Payment)
