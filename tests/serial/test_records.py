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
    Command,
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

    def test_a_payload_that_could_not_be_written_is_told_before_there_is_one(
        self,
    ) -> None:
        @frozen
        class Measured:
            area: float

        measure = transition("measure", [S.RECEIVED], S.CHECKING, payload=Measured)
        workflow = Workflow(
            "land", version=1, initial=S.RECEIVED, final=(), transitions=[measure]
        )

        with pytest.raises(InvalidValueError, match=r"Measured\.area.*Decimal"):
            EventCodec(workflow)

    def test_half_a_character_is_not_written(self) -> None:
        event = Event("ask", S.WAITING, at(5), LAN, Missing(("\ud800",)))

        with pytest.raises(FaultsError, match="JSON with a fault"):
            CODEC.record(NUMBER, 1, event)

    def test_an_offset_of_seconds_is_not_written(self) -> None:
        old = timezone(timedelta(hours=7, minutes=6, seconds=30))
        event = Event("accept", S.APPRAISING, datetime(1905, 1, 1, tzinfo=old), LAN)

        with pytest.raises(FaultsError) as caught:
            CODEC.record(NUMBER, 1, event)

        assert "whole minutes" in str(caught.value.exceptions[0])


instants = st.datetimes(
    timezones=st.sampled_from(
        [UTC, HANOI, timezone(timedelta(minutes=-210)), ZoneInfo("Europe/Berlin")]
    ),
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001, Hypothesis adds the zone
)
words = st.text(st.characters(exclude_categories=["Cs"]))
actors = st.builds(Actor, words, st.frozensets(words), st.integers(0, 4))
events = st.builds(
    Event,
    st.just("ask"),
    st.just(S.WAITING),
    instants,
    actors,
    st.builds(Missing, st.lists(words).map(tuple), st.none() | st.dates()),
    st.none() | st.builds(Promise, instants, st.just(BASIS)),
    st.none() | st.builds(Command, words, st.none() | instants),
)


@given(number=words, seq=st.integers(0, 10**6), event=events)
def test_any_event_reads_back_from_its_record_which_is_canonical(
    number: str, seq: int, event: Event[S]
) -> None:
    record = CODEC.record(number, seq, event)

    again = CODEC.event(record)
    assert again == event
    assert again.at.utcoffset() == event.at.utcoffset()
    assert record == json.dumps(
        json.loads(record), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


class TestHistory:
    def test_it_reads_back_equal(self) -> None:
        d = dossier()

        assert CODEC.history(records(d)) == d.history
        assert WORKFLOW.replay(CODEC.history(records(d))) == d

    def test_each_payload_is_read_by_the_version_that_was_in_force(self) -> None:
        d = OLD.start(NUMBER, at=at(5), by=LAN)
        d = OLD.fire(d, "check", at=at(6), by=LAN)
        move = Migration(1, 2, {S.RECEIVED: S.RECEIVED, S.CHECKING: S.APPRAISING})
        d = WORKFLOW.migrate(d, move, at=at(7), by=LAN)
        d = WORKFLOW.fire(d, resolve, Decision("12/QĐ"), at=at(8), by=LAN)
        ended = OLD.start(NUMBER, at=at(5), by=LAN)
        ended = OLD.fire(ended, "check", at=at(6), by=LAN)
        ended = OLD.fire(ended, "resolve", Reason("rút hồ sơ"), at=at(7), by=LAN)

        assert CODEC.history(records(d)) == d.history
        assert CODEC.history(records(ended)) == ended.history

    def test_actions_of_one_name_are_told_apart_by_the_state_before(self) -> None:
        d = WORKFLOW.start(NUMBER, at=at(5), by=LAN)
        d = WORKFLOW.fire(d, accept, at=at(6), by=LAN)
        d = WORKFLOW.fire(d, ask, Missing(("x",)), at=at(7), by=LAN)
        d = WORKFLOW.fire(d, give_up, Reason("quá hạn bổ sung"), at=at(8), by=LAN)

        assert CODEC.history(records(d))[-1].payload == Reason("quá hạn bổ sung")

    def test_an_adopted_dossier_reads_back(self) -> None:
        d = WORKFLOW.adopt(NUMBER, state=S.WAITING, at=at(7), by=LAN, received_at=at(5))
        d = WORKFLOW.fire(d, give_up, Reason("x"), at=at(8), by=LAN)

        assert WORKFLOW.replay(CODEC.history(records(d))) == d

    def test_a_payload_of_an_older_version_is_lifted(self) -> None:
        lines = records()
        lines[2] = changed(lines[2], payload={"paper": "x"}, payload_version=1)

        assert CODEC.history(lines)[2].payload == Missing(("x",))

    def test_a_payload_that_came_to_be_needed_later_is_lifted_from_nothing(
        self,
    ) -> None:
        signed = transition(
            "accept", [S.RECEIVED], S.APPRAISING, payload=Decision, payload_version=2,
            upcasters={1: lambda _: {"number": "unknown"}},
        )  # fmt: skip
        workflow = Workflow(
            "residence", version=2, initial=S.RECEIVED, final=(), transitions=[signed]
        )

        history = EventCodec(workflow).history(records()[:2])

        assert history[1].payload == Decision("unknown")


class TestFaults:
    def test_all_of_them_are_reported_at_once_each_with_its_place(self) -> None:
        lines = records()
        lines[1] = changed(lines[1], state="lost")
        lines[2] = changed(lines[2], payload={"papers": ["x", 1], "until": "soon"})
        lines[4] = changed(lines[4], by="cb-014")

        faults = faults_of(lines)

        assert [(f.seq, f.path) for f in faults] == [
            (1, "$.state"), (2, "$.payload.papers[1]"), (2, "$.payload.until"), (4, "$.by"),
        ]  # fmt: skip
        assert {f.number for f in faults} == {NUMBER}

    def test_what_follows_a_record_that_says_nothing_is_not_judged(self) -> None:
        """It may have been a migration."""
        lines = records()
        lines[1] = lines[1][:-1]
        lines[2] = changed(lines[2], action="archive")

        assert [(f.seq, f.path) for f in faults_of(lines)] == [(1, "$")]

    def test_each_carries_its_record_and_does_not_show_it(self) -> None:
        lines = records()
        lines[1] = changed(lines[1], state="lost")

        [fault] = faults_of(lines)

        assert fault.record == lines[1]
        assert "cb-014" not in str(fault) + repr(fault)

    @pytest.mark.parametrize(
        ("change", "path", "given", "expected"),
        [
            ({"action": "archive"}, "$.action", "'archive'", "accept, ask, extend"),
            ({"state": "lost"}, "$.state", "'lost'", "'received', 'checking'"),
            ({"v": 2}, "$.v", "2, of a newer egovkit", "from 1 to 1"),
            ({"v": "1"}, "$.v", "'1'", "from 1 to 1"),
            ({"seq": 2}, "$.seq", "2", "1, its place"),
            ({"seq": True}, "$.seq", "True", "a whole number"),
            ({"number": "H53-9"}, "$.number", "'H53-9'", NUMBER),
            ({"payload": {}}, "$.payload", "{}", "accept takes nothing"),
            ({"payload_version": 2}, "$.payload_version", "newer", "from 1 to 1"),
            ({"payload_version": 0}, "$.payload_version", "0", "from 1 to 1"),
            ({"at": "2026-01-06T09:00:00"}, "$.at", "2026-01-06T09:00:00", "datetime"),
            ({"by": "cb-014"}, "$.by", "'cb-014'", "fields of Actor"),
            ({"note": "x"}, "$.note", "an unknown field", "no fields"),
            ({"promise": {"due_at": 1}}, "$.promise.due_at", "1", "a text"),
        ],
    )
    def test_a_wrong_field_is_named(
        self, change: dict[str, object], path: str, given: str, expected: str
    ) -> None:
        lines = records()[:2]
        lines[1] = changed(lines[1], **change)

        fault = faults_of(lines)[0]

        assert (fault.seq, fault.path) == (1, path)
        assert given in fault.given
        assert expected in fault.expected

    @pytest.mark.parametrize("key", json.loads(records()[0]))
    def test_a_missing_field_is_named(self, key: str) -> None:
        lines = records()[:2]
        lines[1] = without(lines[1], key)

        [fault] = faults_of(lines)

        assert fault.path == f"$.{key}"

    @pytest.mark.parametrize(
        ("line", "given"),
        [
            ("", "no JSON at line 1, column 1"),
            ("[]", "list"),
            ('{"v":1,"v":1}', "the key 'v' twice"),
            ('{"v":NaN}', "NaN"),
            ('{"v":-Infinity}', "-Infinity"),
            ('{"v":1.0}', "1.0"),
            ('{"v":"\\ud800"}', "ud800"),
            ('{"v":' + "9" * 5000 + "}", "a number"),
            ("[" * 100_000, "nested too deeply"),
        ],
    )
    def test_what_is_no_such_json_is_refused(self, line: str, given: str) -> None:
        [fault] = faults_of([records()[0], line])

        assert fault.seq == 1
        assert given in fault.given

    def test_a_history_out_of_order_is_told_by_its_places(self) -> None:
        lines = records()
        lines[3], lines[4] = lines[4], lines[3]

        faults = faults_of(lines)

        assert [(f.seq, f.path, f.given) for f in faults] == [
            (3, "$.seq", "4"), (4, "$.seq", "3"),
        ]  # fmt: skip

    def test_a_history_without_its_beginning_is_told(self) -> None:
        [fault] = faults_of([changed(records()[1], seq=0)])

        assert (fault.path, fault.expected) == (
            "$.action", "start or adopt, first and once",
        )  # fmt: skip

    def test_a_second_beginning_is_told(self) -> None:
        lines = records()[:1]

        [fault] = faults_of([lines[0], changed(lines[0], seq=1)])

        assert (fault.seq, fault.path) == (1, "$.action")

    def test_an_unknown_version_of_the_workflow_is_one_error(self) -> None:
        lines = records()
        opening = json.loads(lines[0])["payload"]
        lines[0] = changed(lines[0], payload={**opening, "version": 7})

        [fault] = faults_of(lines)

        assert (fault.seq, fault.path, fault.given) == (0, "$.payload.version", "7")
        assert "give the older workflow in previous=(...)" in fault.expected

    def test_a_migration_to_an_unknown_version_is_one_error(self) -> None:
        codec = EventCodec(OLD)
        d = OLD.start(NUMBER, at=at(5), by=LAN)
        move = Migration(1, 2, {S.RECEIVED: S.RECEIVED, S.CHECKING: S.APPRAISING})
        d = WORKFLOW.migrate(d, move, at=at(7), by=LAN)
        d = WORKFLOW.fire(d, accept, at=at(8), by=LAN)

        [fault] = faults_of(records(d), codec)

        assert (fault.seq, fault.path) == (1, "$.payload.to_version")

    def test_the_history_of_another_workflow_is_told(self) -> None:
        other = Workflow(
            "birth", version=2, initial=S.RECEIVED, final=(), transitions=[accept]
        )

        [fault] = faults_of(records(), EventCodec(other))

        assert (fault.path, fault.given) == ("$.payload.workflow", "'residence'")

    def test_an_upcaster_that_fails_is_told_with_its_error(self) -> None:
        lines = records()
        lines[2] = changed(lines[2], payload={"name": "x"}, payload_version=1)

        [fault] = faults_of(lines)

        assert (fault.seq, fault.path) == (2, "$.payload")
        assert "KeyError: 'paper'" in fault.expected

    def test_a_missing_upcaster_is_told(self) -> None:
        asks = transition(
            "ask", [S.RECEIVED], S.WAITING, payload=Missing, payload_version=2
        )
        codec = EventCodec(
            Workflow(
                "residence", version=2, initial=S.RECEIVED, final=(), transitions=[asks]
            )
        )
        lines = [records()[0], changed(records()[2], seq=1, payload_version=1)]

        [fault] = faults_of(lines, codec)

        assert fault.path == "$.payload_version"
        assert fault.expected == "an upcaster of the payload of ask 1"


class TestEvent:
    """One record by itself."""

    @pytest.mark.parametrize("seq", [0, 1, 2, 3, 4, 6])
    def test_it_reads_back_equal(self, seq: int) -> None:
        assert CODEC.event(records()[seq]) == dossier().history[seq]

    def test_one_of_several_actions_of_its_name_needs_the_whole_history(self) -> None:
        with pytest.raises(FaultsError) as caught:
            CODEC.event(records()[5])

        [fault] = cast("list[RecordError]", list(caught.value.exceptions))
        assert (fault.number, fault.seq, fault.path) == (NUMBER, 5, "$.action")
        assert "read the history as a whole" in fault.expected

    def test_it_is_read_by_the_version_that_is_named(self) -> None:
        event = Event("resolve", S.RESOLVED, at(7), LAN, Reason("x"))
        record = CODEC.record(NUMBER, 2, event)

        assert CODEC.event(record, version=1) == event

    def test_a_version_that_is_not_known_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="version of residence"):
            CODEC.event(records()[1], version=9)


class TestDocument:
    def test_a_dossier_reads_back_equal(self) -> None:
        assert CODEC.from_json(CODEC.to_json(dossier())) == dossier()

    def test_so_does_an_indented_one_for_records_have_one_form(self) -> None:
        text = CODEC.to_json(dossier(), indent=2)

        assert text.count("\n") > 100
        assert CODEC.from_json(text) == dossier()

    def test_its_head_is_the_hash_over_its_records(self) -> None:
        head = b""
        for record in records():
            head = hashlib.sha256(head + record.encode()).hexdigest().encode()

        assert json.loads(CODEC.to_json(dossier()))["head"] == head.decode()

    def test_it_fits_the_published_schema(self) -> None:
        schema = history_schema()
        schema["properties"]["events"]["items"] = record_schema()  # type: ignore[index,call-overload]

        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(json.loads(CODEC.to_json(dossier())), schema)

    def test_a_changed_one_is_refused(self) -> None:
        text = CODEC.to_json(dossier()).replace("12/QĐ", "13/QĐ")

        with pytest.raises(FaultsError) as caught:
            CODEC.from_json(text)

        assert "$.head" in str(caught.value.exceptions[0])

    @pytest.mark.parametrize(
        ("change", "path"),
        [
            ({"workflow": "birth"}, "$.workflow"),
            ({"events": {}}, "$.events"),
            ({"head": 1}, "$.head"),
            ({"v": 2}, "$.v"),
            ({"more": 1}, "$.more"),
        ],
    )
    def test_a_wrong_field_is_named(self, change: dict[str, object], path: str) -> None:
        with pytest.raises(FaultsError) as caught:
            CODEC.from_json(changed(CODEC.to_json(dossier()), **change))

        assert str(caught.value.exceptions[0]).startswith(f"{path}: ")

    def test_a_history_that_cannot_have_been_is_refused(self) -> None:
        lines = records()[:3]
        lines[2] = json.dumps(
            json.loads(lines[2]) | {"at": "2026-01-01T00:00:00+07:00"},
            ensure_ascii=False, sort_keys=True, separators=(",", ":"),
        )  # fmt: skip
        head = ""
        for line in lines:
            head = chain(head, line)
        events = [json.loads(line) for line in lines]
        text = json.dumps(
            {"v": 1, "workflow": "residence", "events": events, "head": head}
        )

        with pytest.raises(HistoryError, match="event 2"):
            CODEC.from_json(text)


class TestSnapshot:
    """The history that release 0.1.0 wrote keeps loading."""

    FILE = SNAPSHOTS / "0.1.0" / "history.json"

    def test_it_still_loads_as_the_same_dossier(self) -> None:
        assert CODEC.from_json(self.FILE.read_text("utf-8")) == dossier()

    def test_it_is_still_written_the_same(self) -> None:
        assert CODEC.to_json(dossier()) == self.FILE.read_text("utf-8").rstrip("\n")
