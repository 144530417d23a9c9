"""Documents of older layouts are lifted step by step, and newer ones refused."""

import json
from typing import cast

import pytest
from attrs import frozen

from egovkit.deadlines import Term
from egovkit.dossiers import Actor, Event
from egovkit.errors import FaultsError, InvalidValueError, PlainDataError
from egovkit.serial import DOCUMENT_TYPES, from_json, to_json
from egovkit.serial._documents import read
from egovkit.serial._layouts import Data, Layout


@frozen
class Desk:
    """A class in the third version of its layout."""

    unit: str
    windows: tuple[str, ...]


def name_the_unit(data: Data) -> Data:
    return {"unit": data["office"], "window": data["window"]}


def several_windows(data: Data) -> Data:
    return {"unit": data["unit"], "windows": [data["window"]]}


DESK = Layout("Desk", 3, {1: name_the_unit, 2: several_windows})


def fault_of(text: str, layout: Layout = DESK) -> PlainDataError:
    with pytest.raises(FaultsError) as caught:
        read(Desk, text, layout)
    [fault] = caught.value.exceptions
    return cast("PlainDataError", fault)


class TestLift:
    @pytest.mark.parametrize(
        "text",
        [
            '{"v":1,"office":"Ninh Sơn","window":"3"}',
            '{"v":2,"unit":"Ninh Sơn","window":"3"}',
            '{"v":3,"unit":"Ninh Sơn","windows":["3"]}',
        ],
    )
    def test_every_version_so_far_reads_as_the_same_value(self, text: str) -> None:
        assert read(Desk, text, DESK) == Desk("Ninh Sơn", ("3",))

    @pytest.mark.parametrize("version", ["4", "0", "-1", "true", '"1"', "null", "1.0"])
    def test_any_other_version_is_refused(self, version: str) -> None:
        fault = fault_of(f'{{"v":{version},"unit":"x","windows":[]}}')

        assert fault.path == "$.v"
        assert fault.expected == "a version of Desk from 1 to 3"

    def test_a_document_without_version_is_refused(self) -> None:
        assert fault_of('{"unit":"x","windows":[]}').path == "$.v"

    def test_what_an_upcaster_does_not_take_is_a_fault_with_its_error(self) -> None:
        fault = fault_of('{"v":1,"unit":"x"}')

        assert fault.path == "$"
        assert "KeyError: 'office'" in fault.expected
        assert isinstance(fault.__cause__, KeyError)

    def test_a_step_that_is_missing_is_a_fault(self) -> None:
        layout = Layout("Desk", 3, {2: several_windows})

        fault = fault_of('{"v":1,"office":"x","window":"3"}', layout)

        assert (fault.given, fault.expected) == ("version 1", "an upcaster of Desk 1")

    def test_what_a_step_leaves_is_checked_like_any_other_data(self) -> None:
        fault = fault_of('{"v":1,"office":5,"window":"3"}')

        assert (fault.path, fault.given) == ("$.unit", "5")


class TestDocuments:
    def test_the_version_stands_in_the_document(self) -> None:
        assert json.loads(to_json(Term.same_day())) == {"v": 1, "value": "same day"}

    @pytest.mark.parametrize("kind", [Event, dict, str, Desk])
    def test_a_type_that_is_not_persisted_is_refused_both_ways(
        self, kind: type[object]
    ) -> None:
        with pytest.raises(InvalidValueError, match="one of Actor, Basis"):
            from_json(kind, "{}")

    def test_a_value_of_another_type_is_not_written(self) -> None:
        with pytest.raises(InvalidValueError, match="EventCodec"):
            to_json({"v": 1})

    def test_a_subclass_is_not_the_type(self) -> None:
        class Robot(Actor):
            pass

        with pytest.raises(InvalidValueError, match="'Robot'"):
            to_json(Robot("r2"))

    def test_all_faults_come_at_once(self) -> None:
        with pytest.raises(FaultsError) as caught:
            from_json(Actor, '{"v":1,"roles":"officer","assurance":"2","name":"Lan"}')

        paths = [cast("PlainDataError", e).path for e in caught.value.exceptions]
        assert paths == ["$.id", "$.roles", "$.assurance", "$.name"]

    @pytest.mark.parametrize(
        "text", ["", "null", "[1]", '{"v":1,"id":"a","id":"b"}', '{"v":1,"id":NaN}']
    )
    def test_what_is_no_such_json_is_refused(self, text: str) -> None:
        with pytest.raises(FaultsError):
            from_json(Actor, text)

    def test_the_types_stand_in_order_and_once(self) -> None:
        names = [kind.__name__ for kind in DOCUMENT_TYPES]

        assert names == sorted(set(names))
