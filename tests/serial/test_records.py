"""Events as records, and what is wrong with records that cannot be read."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from egovkit.deadlines import Basis, Extension, Promise, Term
from egovkit.dossiers import (
    Actor,
    Dossier,
    Event,
    Migration,
    Procedure,
    Workflow,
    transition,
)
from egovkit.errors import FaultsError, HistoryError, InvalidValueError, RecordError
from egovkit.outcome import Channel
from egovkit.serial import EventCodec, chain, history_schema, record_schema

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "serial"
NUMBER = "H53-260105-0001"


class S(StrEnum):
    RECEIVED = "received"
    CHECKING = "checking"
    APPRAISING = "appraising"
    WAITING = "awaiting supplement"
    RESOLVED = "resolved"


@frozen
class Missing:
    papers: tuple[str, ...]
    until: date | None = None


@frozen
class Decision:
    number: str
    granted: bool = True


@frozen
class Reason:
    text: str


def name_the_papers(data: dict[str, object]) -> dict[str, object]:
    return {"papers": [data["paper"]]}


OLD = Workflow(
    "residence",
    version=1,
    initial=S.RECEIVED,
    final={S.RESOLVED},
    transitions=[
        transition("check", [S.RECEIVED], S.CHECKING),
        transition("resolve", [S.CHECKING], S.RESOLVED, payload=Reason),
    ],
)
accept = transition("accept", [S.RECEIVED], S.APPRAISING)
ask = transition(
    "ask", [S.APPRAISING], S.WAITING, payload=Missing, payload_version=2,
    upcasters={1: name_the_papers},
)  # fmt: skip
supply = transition("supply", [S.WAITING], S.APPRAISING)
extend = transition("extend", [S.APPRAISING], S.APPRAISING, payload=Extension)
resolve = transition("resolve", [S.APPRAISING], S.RESOLVED, payload=Decision)
give_up = transition("resolve", [S.WAITING], S.RESOLVED, payload=Reason)
WORKFLOW = Workflow(
    "residence",
    version=2,
    initial=S.RECEIVED,
    final={S.RESOLVED},
    transitions=[accept, ask, supply, extend, resolve, give_up],
    previous=[OLD],
    correct_roles={"head"},
)
CODEC = EventCodec(WORKFLOW)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
LAN = Actor("cb-014", ["officer", "head"])
BASIS = Basis(
    "VN_ONE_STOP", "Nghị định 118/2025/NĐ-CP", "", ("due=closing",), "ab" * 32,
    "holidays 0.109", date(2026, 1, 1), date(2026, 12, 31), ("12729/VPCP-KGVX",),
)  # fmt: skip


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=HANOI)


PROMISE = Promise(at(12, 17), BASIS)


def dossier() -> Dossier[S]:
    procedure = Procedure("1.004", "Đăng ký thường trú", "Cư trú", Term.working_days(5))
    d = WORKFLOW.start(
        NUMBER, at=at(5), by=LAN, procedure=procedure, channel=Channel.ONLINE,
        unit="Ninh Sơn", promise=PROMISE, key="req-1", recorded_at=at(5, 10),
    )  # fmt: skip
    d = WORKFLOW.fire(d, accept, at=at(6), by=LAN)
    d = WORKFLOW.fire(d, ask, Missing(("giấy khai sinh",)), at=at(7), by=LAN)
    d = WORKFLOW.fire(d, supply, at=at(8), by=LAN, key='"quoted"\n')
    d = WORKFLOW.fire(d, extend, Extension(date(2026, 1, 20), "x"), at=at(9), by=LAN)
    d = WORKFLOW.fire(d, resolve, Decision("12/QĐ"), at=at(12), by=LAN)
    return WORKFLOW.correct(d, 5, at=at(12, 10), by=LAN, why="gõ nhầm giờ")


def records(d: Dossier[S] | None = None) -> list[str]:
    d = d or dossier()
    return [CODEC.record(d.number, seq, event) for seq, event in enumerate(d.history)]


def changed(record: str, **changes: object) -> str:
    return json.dumps({**json.loads(record), **changes}, ensure_ascii=False)


def without(record: str, key: str) -> str:
    return json.dumps({k: v for k, v in json.loads(record).items() if k != key})


def faults_of(lines: list[str], codec: EventCodec[S] = CODEC) -> list[RecordError]:
    with pytest.raises(FaultsError) as caught:
        codec.history(lines)
    return cast("list[RecordError]", list(caught.value.exceptions))


class TestRecord:
    def test_it_says_all_there_is_to_an_event(self) -> None:
        record = json.loads(records()[0])

        assert record == {
            "v": 1,
            "number": NUMBER,
            "seq": 0,
            "action": "start",
            "state": "received",
            "at": "2026-01-05T09:00:00+07:00",
            "by": {"id": "cb-014", "roles": ["head", "officer"], "assurance": 0},
            "payload": {
                "number": NUMBER,
                "workflow": "residence",
                "version": 2,
                "procedure": {
                    "code": "1.004", "name": "Đăng ký thường trú", "field": "Cư trú",
                    "term": "5 working days", "version": 1,
                },
                "channel": "online",
                "unit": "Ninh Sơn",
                "received_at": None,
            },
            "payload_version": 1,
            "promise": {
                "due_at": "2026-01-12T17:00:00+07:00",
                "basis": {
                    "rule": "VN_ONE_STOP", "regime": "Nghị định 118/2025/NĐ-CP",
                    "citation": "", "parameters": ["due=closing"],
                    "calendar": "ab" * 32, "origin": "holidays 0.109",
                    "first": "2026-01-01", "last": "2026-12-31",
                    "notices": ["12729/VPCP-KGVX"],
                },
            },
            "key": "req-1",
            "recorded_at": "2026-01-05T10:00:00+07:00",
        }  # fmt: skip

    @pytest.mark.parametrize("seq", range(7))
    def test_it_is_one_line_in_the_one_form_of_json(self, seq: int) -> None:
        record = records()[seq]

        assert "\n" not in record
        assert record == json.dumps(
            json.loads(record), ensure_ascii=False, sort_keys=True,
            separators=(",", ":"),
        )  # fmt: skip

    @pytest.mark.parametrize("seq", range(7))
    def test_it_fits_the_published_schema(self, seq: int) -> None:
        schema = record_schema()

        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(json.loads(records()[seq]), schema)

    def test_it_names_the_newest_version_of_the_payload(self) -> None:
        versions = [json.loads(record)["payload_version"] for record in records()]

        assert versions == [1, 1, 2, 1, 1, 1, 1]

    def test_an_action_that_the_workflow_does_not_have_is_not_written(self) -> None:
        event = Event("archive", S.RESOLVED, at(5), LAN)

        with pytest.raises(HistoryError, match="event 3: archive with payload None"):
            CODEC.record(NUMBER, 3, event)

    def test_a_payload_that_is_not_quite_the_actions_own_is_not_written(self) -> None:
        @frozen
        class More(Missing):
            note: str = ""

        event = Event("ask", S.WAITING, at(5), LAN, More(("x",)))

        with pytest.raises(HistoryError, match="ask with payload More"):
            CODEC.record(NUMBER, 1, event)

    def test_half_a_character_is_not_written(self) -> None:
        event = Event("ask", S.WAITING, at(5), LAN, Missing(("\ud800",)))

        with pytest.raises(FaultsError, match="not such JSON"):
            CODEC.record(NUMBER, 1, event)

    def test_an_offset_of_seconds_is_not_written(self) -> None:
        old = timezone(timedelta(hours=7, minutes=6, seconds=30))
        event = Event("accept", S.APPRAISING, datetime(1905, 1, 1, tzinfo=old), LAN)

        with pytest.raises(FaultsError) as caught:
            CODEC.record(NUMBER, 1, event)

        assert "whole minutes" in str(caught.value.exceptions[0])


instants = st.datetimes(timezones=st.sampled_from([
    UTC, HANOI, timezone(timedelta(minutes=-210)), ZoneInfo("Europe/Berlin"),
]))  # fmt: skip
promises = st.builds(Promise, instants, st.just(BASIS))
keys = st.none() | st.text()


@given(
    number=st.text(min_size=1), seq=st.integers(0, 10**6), by=st.text(),
    roles=st.frozensets(st.text()), assurance=st.integers(0, 4), moment=instants,
    papers=st.lists(st.text()), until=st.none() | st.dates(),
    promise=st.none() | promises, key=keys, recorded_at=st.none() | instants,
)  # fmt: skip
def test_any_event_reads_back_from_its_record_which_is_canonical(
    *,
    number: str,
    seq: int,
    by: str,
    roles: frozenset[str],
    assurance: int,
    moment: datetime,
    papers: list[str],
    until: date | None,
    promise: Promise | None,
    key: str | None,
    recorded_at: datetime | None,
) -> None:
    d = Dossier(2, S.APPRAISING, ())
    d = WORKFLOW.start(NUMBER, at=moment, by=LAN)
    event = Event(
        "ask", S.WAITING, moment, Actor(by, roles, assurance),
        Missing(tuple(papers), until),
    )  # fmt: skip

    record = CODEC.record(number, seq, event)

    assert CODEC.event(record) == event
