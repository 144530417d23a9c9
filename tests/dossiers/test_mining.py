"""Event logs for process mining: XES, and rows for a data frame."""

import re
import string
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from egovkit.dossiers import (
    Actor,
    Dossier,
    Migration,
    Procedure,
    Workflow,
    event_rows,
    to_xes,
    transition,
)
from egovkit.errors import InvalidValueError
from egovkit.outcome import Channel

HANOI = timezone(timedelta(hours=7))
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
XES = "{http://www.xes-standard.org/}"


class S(StrEnum):
    RECEIVED = "mới tiếp nhận"
    APPRAISING = "appraising"
    RETURNED = "returned"


@frozen
class Note:
    text: str


accept = transition("tiếp nhận", [S.RECEIVED], S.APPRAISING, roles=["officer", "head"])
note = transition("note", [S.APPRAISING], S.APPRAISING, payload=Note)
give = transition("give_back", [S.APPRAISING], S.RETURNED)
older = Workflow(
    "counter", version=1, initial=S.RECEIVED, final={S.RETURNED}, transitions=[accept]
)
workflow = Workflow(
    "counter",
    version=2,
    initial=S.RECEIVED,
    final={S.RETURNED},
    transitions=[accept, note, give],
    previous=[older],
    correct_roles={"head"},
)
LAN = Actor("cb-014", ["counter", "officer"])
HOA = Actor("ld-002", ["head"])
BIRTH = Procedure("1.001193", "Birth registration", "Justice", "1 working day")


def at(n: int) -> datetime:
    return datetime(2026, 3, 2, 9, 0, 0, 123456, HANOI) + timedelta(hours=n)


def accepted(number: str = "H53-260302-0001") -> Dossier[S]:
    dossier = workflow.start(
        number, at=at(0), by=LAN, procedure=BIRTH, channel=Channel.ONLINE, unit="H53"
    )
    return workflow.fire(dossier, accept, at=at(1), by=LAN)


def written(*dossiers: Dossier[S], as_recorded: bool = False) -> ET.Element:
    log = b"".join(to_xes(dossiers, workflow, as_recorded=as_recorded))
    return ET.fromstring(log)  # noqa: S314 - what we have just written


def attributes(element: ET.Element) -> dict[str, str]:
    found = [(child.get("key"), child.get("value")) for child in element]
    return {key: value for key, value in found if key and value is not None}


def events(log: ET.Element) -> list[dict[str, str]]:
    return [attributes(event) for event in log.iter(f"{XES}event")]


class TestEvents:
    def test_a_case_is_a_dossier_with_what_its_opening_says(self) -> None:
        (trace,) = written(accepted()).iter(f"{XES}trace")

        assert attributes(trace) == {
            "concept:name": "H53-260302-0001",
            "procedure": "1.001193",
            "unit": "H53",
            "channel": "online",
        }

    def test_what_an_opening_does_not_say_is_left_out(self) -> None:
        (trace,) = written(workflow.start("1", at=at(0), by=LAN)).iter(f"{XES}trace")

        assert attributes(trace) == {"concept:name": "1"}

    def test_an_event_tells_who_did_what_when_and_what_came_of_it(self) -> None:
        assert events(written(accepted()))[1] == {
            "concept:name": "tiếp nhận",
            "concept:instance": "H53-260302-0001#1",
            "lifecycle:transition": "complete",
            "time:timestamp": "2026-03-02T10:00:00.123456+07:00",
            "org:resource": "cb-014",
            "org:role": "officer",
            "state": "appraising",
            "seq": "1",
        }

    def test_a_start_is_an_event(self) -> None:
        first = events(written(accepted()))[0]

        assert first["concept:name"] == "start"
        assert first["state"] == "mới tiếp nhận"

    def test_an_adoption_is_an_event(self) -> None:
        dossier = workflow.adopt(
            "1", state=S.APPRAISING, at=at(5), by=LAN, received_at=at(0)
        )

        (first,) = events(written(dossier))

        assert first["concept:name"] == "adopt"
        assert first["time:timestamp"] == at(5).isoformat()

    def test_a_payload_stays_at_home(self) -> None:
        dossier = workflow.fire(accepted(), note, Note("secret"), at=at(2), by=LAN)

        assert len(events(written(dossier))) == 3
        assert b"secret" not in b"".join(to_xes([dossier], workflow))
        assert "secret" not in str(list(event_rows([dossier], workflow)))

    def test_a_dossier_of_another_workflow_is_refused(self) -> None:
        other = Workflow(
            "other", version=1, initial=S.RECEIVED, final=(), transitions=()
        )

        with pytest.raises(InvalidValueError, match="1 of workflow other"):
            written(other.start("1", at=at(0), by=LAN))


class TestRole:
    def test_it_is_the_role_that_the_action_asks_for(self) -> None:
        assert events(written(accepted()))[1]["org:role"] == "officer"

    def test_where_the_action_asks_for_none_it_is_every_role_of_the_actor(
        self,
    ) -> None:
        assert events(written(accepted()))[0]["org:role"] == "counter, officer"

    def test_it_is_left_out_where_the_actor_has_none(self) -> None:
        dossier = workflow.start("1", at=at(0), by=Actor("portal"))

        assert "org:role" not in events(written(dossier))[0]

    def test_an_older_version_may_have_asked_for_another(self) -> None:
        seal = transition("seal", [S.RECEIVED], S.RETURNED, roles=["counter"])
        older = Workflow(
            "seals", version=1, initial=S.RECEIVED, final={S.RETURNED},
            transitions=[seal],
        )  # fmt: skip
        newer = Workflow(
            "seals", version=2, initial=S.RECEIVED, final={S.RETURNED}, transitions=[],
            previous=[older],
        )  # fmt: skip
        dossier = older.start("1", at=at(0), by=LAN)
        dossier = older.fire(dossier, seal, at=at(1), by=LAN)

        rows = list(event_rows([dossier], newer))

        assert rows[1]["org:role"] == "counter"


class TestCorrections:
    def test_an_event_has_the_time_that_is_right(self) -> None:
        dossier = workflow.correct(accepted(), 1, at=at(2), by=HOA, why="the hour")

        assert [e["time:timestamp"] for e in events(written(dossier))] == [
            at(0).isoformat(),
            at(2).isoformat(),
        ]

    def test_what_is_void_did_not_happen_and_the_rest_keeps_its_place(self) -> None:
        dossier = workflow.correct(
            accepted(), 1, at=at(2), by=HOA, why="wrong file", void=True
        )
        dossier = workflow.fire(dossier, accept, at=at(3), by=LAN)

        assert [(e["seq"], e["concept:name"]) for e in events(written(dossier))] == [
            ("0", "start"),
            ("3", "tiếp nhận"),
        ]

    def test_the_history_as_recorded_has_every_event_uncorrected(self) -> None:
        dossier = workflow.correct(accepted(), 1, at=at(2), by=HOA, why="the hour")

        recorded = events(written(dossier, as_recorded=True))

        assert [(e["concept:name"], e["time:timestamp"]) for e in recorded] == [
            ("start", at(0).isoformat()),
            ("tiếp nhận", at(1).isoformat()),
            ("correct", at(2).isoformat()),
        ]

    def test_a_migration_is_no_work_on_a_dossier(self) -> None:
        dossier = older.start("1", at=at(0), by=LAN)
        migration = Migration(1, 2, {S.RECEIVED: S.RECEIVED, S.APPRAISING: S.RECEIVED})
        dossier = workflow.migrate(dossier, migration, at=at(1), by=LAN)

        assert [e["concept:name"] for e in events(written(dossier))] == ["start"]
        assert [
            e["concept:name"] for e in events(written(dossier, as_recorded=True))
        ] == ["start", "migrate"]


class TestXes:
    """What IEEE 1849-2016 asks of a document, one by one."""

    def test_the_parts_of_a_log_stand_in_the_order_of_the_standard(self) -> None:
        order = "extension global classifier string int trace"

        parts = [child.tag.removeprefix(XES) for child in written(accepted())]

        assert parts == sorted(parts, key=order.split().index)
        assert set(parts) == set(order.split())

    def test_the_version_is_a_decimal_and_no_feature_is_needed(self) -> None:
        log = written(accepted())

        assert log.tag == f"{XES}log"
        assert re.fullmatch(r"\d+\.\d+", log.attrib["xes.version"])
        assert log.attrib["xes.features"] == ""

    def test_every_prefix_is_that_of_a_declared_extension(self) -> None:
        log = written(accepted())
        declared = {e.attrib["prefix"] for e in log.iter(f"{XES}extension")}
        keys = [e.attrib["key"] for e in log.iter() if "key" in e.attrib]

        assert {k.partition(":")[0] for k in keys if ":" in k} == declared
        assert declared == {"concept", "lifecycle", "org", "time"}

    def test_names_of_extensions_and_classifiers_are_without_spaces(self) -> None:
        for element in written(accepted()):
            assert " " not in element.attrib.get("name", "")

    def test_what_is_global_is_in_every_trace_and_event_and_of_its_kind(self) -> None:
        log = written(accepted(), workflow.start("2", at=at(0), by=Actor("portal")))
        for declared in log.iter(f"{XES}global"):
            kinds = {(child.tag, child.get("key")) for child in declared}

            assert kinds
            for element in log.iter(XES + declared.attrib["scope"]):
                assert kinds <= {(child.tag, child.get("key")) for child in element}

    def test_a_classifier_reads_what_is_global(self) -> None:
        log = written(accepted())
        (globals_,) = log.iterfind(f"{XES}global[@scope='event']")

        for classifier in log.iter(f"{XES}classifier"):
            assert classifier.attrib["keys"] in attributes(globals_)

    def test_a_key_stands_once_in_an_element(self) -> None:
        for element in written(accepted()).iter():
            keys = [child.get("key") for child in element if child.get("key")]

            assert len(keys) == len(set(keys))

    def test_every_element_has_a_line_of_its_own(self) -> None:
        text = b"".join(to_xes([accepted()], workflow)).decode()
        lines = text.splitlines()

        assert all(line.startswith("<") and line.count("<") == 1 for line in lines)

    def test_the_log_names_its_workflow(self) -> None:
        log = attributes(written())

        assert log["concept:name"] == "counter"
        assert log["version"] == "2"

    def test_it_is_written_one_dossier_after_the_other(self) -> None:
        drawn = list[str]()

        def dossiers() -> Iterator[Dossier[S]]:
            for number in "123":
                drawn.append(number)
                yield workflow.start(number, at=at(0), by=LAN)

        pieces = to_xes(dossiers(), workflow)
        assert not any(b"<trace>" in next(pieces) for _ in range(1))
        next(pieces)

        assert drawn == ["1"]

    @given(st.text(min_size=1), st.text())
    def test_any_text_can_be_read_again_but_for_what_xml_cannot_hold(
        self, number: str, actor: str
    ) -> None:
        dossier = workflow.start(number, at=at(0), by=Actor(actor))

        (trace,) = written(dossier).iter(f"{XES}trace")

        assert attributes(trace)["concept:name"] == readable(number)
        assert events(written(dossier))[0]["org:resource"] == readable(actor)

    @given(st.datetimes(timezones=OFFSETS))
    def test_an_instant_keeps_its_microseconds_and_its_offset(
        self, instant: datetime
    ) -> None:
        dossier = workflow.start("1", at=instant, by=LAN)

        stamp = events(written(dossier))[0]["time:timestamp"]

        assert re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d:\d\d", stamp
        )
        assert datetime.fromisoformat(stamp) == instant
        assert datetime.fromisoformat(stamp).utcoffset() == instant.utcoffset()

    def test_an_offset_with_seconds_which_xml_has_not_goes_over_to_utc(self) -> None:
        saigon = timezone(timedelta(hours=7, minutes=6, seconds=30))
        early = datetime(1905, 1, 1, 12, tzinfo=saigon)
        dossier = workflow.start("1", at=early, by=LAN)

        stamp = events(written(dossier))[0]["time:timestamp"]

        assert stamp == "1905-01-01T04:53:30+00:00"


def readable(text: str) -> str:
    """Return the text as XML 1.0 (2.2) can hold it, one character after the other."""
    return "".join(
        c if is_xml_character(ord(c)) else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def is_xml_character(point: int) -> bool:
    return (
        point in (0x9, 0xA, 0xD)
        or 0x20 <= point <= 0xD7FF
        or 0xE000 <= point <= 0xFFFD
        or point >= 0x10000
    )


class TestRows:
    def test_columns_have_the_names_that_pm4py_looks_for(self) -> None:
        row = next(event_rows([accepted()], workflow))

        assert {
            "case:concept:name",
            "concept:name",
            "time:timestamp",
            "org:resource",
            "org:role",
            "lifecycle:transition",
        } < row.keys()

    def test_columns_have_the_names_of_the_arguments_of_bupar(self) -> None:
        row = next(event_rows([accepted()], workflow, names="bupar"))

        assert {
            "case_id",
            "activity_id",
            "activity_instance_id",
            "lifecycle_id",
            "timestamp",
            "resource_id",
        } < row.keys()
        assert all(set(name) <= {*string.ascii_lowercase, "_"} for name in row)

    def test_both_names_have_the_same_values(self) -> None:
        dossiers = [accepted()]

        assert [tuple(row.values()) for row in event_rows(dossiers, workflow)] == [
            tuple(row.values()) for row in event_rows(dossiers, workflow, names="bupar")
        ]

    def test_every_row_has_every_column_and_none_for_what_is_not_known(self) -> None:
        dossiers = [accepted(), workflow.start("2", at=at(0), by=Actor("portal"))]

        rows = list(event_rows(dossiers, workflow))

        assert len({tuple(row) for row in rows}) == 1
        assert rows[2]["org:role"] is None
        assert rows[2]["case:unit"] is None

    def test_an_instant_is_the_event_s_own(self) -> None:
        row = next(event_rows([accepted()], workflow))

        assert row["time:timestamp"] == at(0)
        assert isinstance(row["time:timestamp"], datetime)
        assert row["time:timestamp"].utcoffset() == timedelta(hours=7)

    def test_an_activity_instance_is_one_event_of_one_case(self) -> None:
        rows = event_rows([accepted("1"), accepted("2")], workflow, names="bupar")
        instances = [row["activity_instance_id"] for row in rows]

        assert len(set(instances)) == len(instances) == 4

    @pytest.mark.parametrize("as_recorded", [False, True])
    def test_rows_hold_the_events_of_the_xes_log(self, *, as_recorded: bool) -> None:
        dossier = workflow.correct(accepted(), 1, at=at(2), by=HOA, why="the hour")

        rows = list(event_rows([dossier], workflow, as_recorded=as_recorded))
        logged = events(written(dossier, as_recorded=as_recorded))

        assert len(rows) == len(logged) == 2 + as_recorded
        for row, event in zip(rows, logged, strict=True):
            for key, value in event.items():
                cell = row[key]
                text = cell.isoformat() if isinstance(cell, datetime) else str(cell)
                assert text == value


@pytest.fixture(scope="module")
def pm4py() -> Any:  # noqa: ANN401 - it has no types
    return pytest.importorskip("pm4py")


class TestPm4py:
    """pm4py is called here only; it is under the AGPL, and egovkit never imports it."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        dossier = workflow.correct(accepted(), 1, at=at(2), by=HOA, why="the hour")
        dossier = workflow.fire(dossier, give, at=at(3), by=Actor("bưu điện"))
        file = tmp_path / "log.xes"
        with file.open("wb") as opened:
            opened.writelines(to_xes([dossier, accepted("2")], workflow))
        return file

    @pytest.mark.parametrize("reader", ["line_by_line", "iterparse", "chunk_regex"])
    def test_each_of_its_readers_reads_the_same_events(
        self,
        pm4py: Any,  # noqa: ANN401
        file: Path,
        reader: str,
    ) -> None:
        read = pm4py.read_xes(str(file), variant=reader)

        assert [
            (row["case:concept:name"], row["concept:name"], row["org:resource"])
            for row in read.to_dict("records")
        ] == [
            ("H53-260302-0001", "start", "cb-014"),
            ("H53-260302-0001", "tiếp nhận", "cb-014"),
            ("H53-260302-0001", "give_back", "bưu điện"),
            ("2", "start", "cb-014"),
            ("2", "tiếp nhận", "cb-014"),
        ]
        assert [stamp.to_pydatetime() for stamp in read["time:timestamp"]] == [
            at(n).astimezone(UTC) for n in (0, 2, 3, 0, 1)
        ]

    def test_it_takes_a_frame_of_the_rows_as_a_log(self, pm4py: Any) -> None:  # noqa: ANN401
        pandas = pytest.importorskip("pandas")
        frame = pandas.DataFrame(event_rows([accepted("1"), accepted("2")], workflow))

        assert pm4py.get_variants(frame) == {("start", "tiếp nhận"): 2}
