"""Values as plain data, and back."""

import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any, Generic, Literal, NewType, TypeVar
from zoneinfo import ZoneInfo

import attrs
import pytest
from attrs import frozen
from jsonschema import Draft202012Validator

from egovkit._plain import Plain, from_plain, register, schema_of, to_plain
from egovkit.deadlines import CountingRule, Notice
from egovkit.errors import FaultsError, InvalidValueError, PlainDataError

T = TypeVar("T")
Code = NewType("Code", str)


class Channel(StrEnum):
    ONLINE = "online"
    COUNTER = "counter"


class Copies(IntEnum):
    TWO = 2


@frozen
class Paper:
    name: str
    pages: int = 1


@frozen
class Request:
    """Everything that a field may be."""

    code: Code
    papers: tuple[Paper, ...]
    fee: Decimal
    until: date
    seen_at: datetime
    opens: time
    channel: Channel
    by: Literal["post", "hand"]
    size: tuple[int, int]
    tags: frozenset[str]
    notes: Mapping[str, str]
    holidays: Mapping[date, str]
    urgent: bool = False
    clerk: str | None = None


REQUEST = Request(
    code=Code("1.001193"),
    papers=(Paper("birth certificate"), Paper("photo", 2)),
    fee=Decimal("12.50"),
    until=date(2026, 1, 12),
    seen_at=datetime(2026, 1, 5, 9, tzinfo=timezone(timedelta(hours=7))),
    opens=time(7, 30),
    channel=Channel.ONLINE,
    by="post",
    size=(210, 297),
    tags=frozenset({"b", "a"}),
    notes={"vi": "trả lại"},
    holidays={date(2026, 1, 1): "Tết Dương lịch"},
)
PLAIN: dict[str, Plain] = {
    "code": "1.001193",
    "papers": [
        {"name": "birth certificate", "pages": 1},
        {"name": "photo", "pages": 2},
    ],
    "fee": "12.50",
    "until": "2026-01-12",
    "seen_at": "2026-01-05T09:00:00+07:00",
    "opens": "07:30:00",
    "channel": "online",
    "by": "post",
    "size": [210, 297],
    "tags": ["a", "b"],
    "notes": {"vi": "trả lại"},
    "holidays": {"2026-01-01": "Tết Dương lịch"},
    "urgent": False,
    "clerk": None,
}


@frozen
class Folder:
    """A class that contains itself, by a name in quotes."""

    name: str
    inside: tuple["Folder", ...] = ()


@frozen
class Box(Generic[T]):
    content: T
    more: tuple[T, ...] = ()


@frozen
class Labelled(Box[int], Generic[T]):
    """Its own T is not that of the class it inherits from."""

    label: T = attrs.field(kw_only=True)


def faults_of(kind: type[object], data: object) -> dict[str, str]:
    """Return what is expected at each path."""
    with pytest.raises(FaultsError) as caught:
        from_plain(kind, data)
    return {
        fault.path: fault.expected
        for fault in caught.value.exceptions
        if isinstance(fault, PlainDataError)
    }


def one(annotation: object) -> type[object]:
    """Return a class with one field `x` of a type."""
    kind: Any = annotation
    return attrs.make_class("One", {"x": attrs.field(type=kind)}, frozen=True)


class TestWriting:
    def test_each_type_has_one_plain_form(self) -> None:
        assert to_plain(REQUEST) == PLAIN

    def test_what_was_written_reads_back_equal(self) -> None:
        assert from_plain(Request, PLAIN) == REQUEST

    def test_a_zone_is_written_as_the_offset_it_had(self) -> None:
        at = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Berlin"))

        assert to_plain(at) == "2026-07-01T12:00:00+02:00"

    @pytest.mark.parametrize(
        ("value", "why"),
        [
            (datetime(2026, 1, 5, 9), "no zone"),  # noqa: DTZ001
            (
                datetime(1900, 1, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
                "whole minutes",
            ),
            (time(9, tzinfo=UTC), "no zone"),
            (Decimal("NaN"), "finite"),
            (Decimal("-Infinity"), "finite"),
        ],
    )
    def test_what_has_no_exact_form_is_refused(self, value: object, why: str) -> None:
        with pytest.raises(FaultsError) as caught:
            to_plain(value)

        assert why in str(caught.value.exceptions[0])

    def test_an_instant_is_no_date(self) -> None:
        with pytest.raises(FaultsError) as caught:
            to_plain(datetime(2026, 1, 5, tzinfo=UTC), date)

        assert "local day" in str(caught.value.exceptions[0])

    def test_a_decimal_is_written_without_an_exponent(self) -> None:
        assert to_plain(Decimal("12E+3")) == "12000"

    def test_every_field_of_the_wrong_type_is_named(self) -> None:
        wrong: dict[str, Any] = {
            "fee": 12,
            "papers": (Paper("photo"), Paper(name=7)),  # type: ignore[arg-type]
            "until": datetime(2026, 1, 5, tzinfo=UTC),
            "urgent": 1,
            "channel": "online",
        }

        with pytest.raises(FaultsError) as caught:
            to_plain(attrs.evolve(REQUEST, **wrong))

        assert {str(fault).split(":")[0] for fault in caught.value.exceptions} == {
            "$.fee", "$.papers[1].name", "$.until", "$.urgent", "$.channel",
        }  # fmt: skip

    def test_text_and_numbers_of_an_enum_are_written_where_any_may_stand(self) -> None:
        plain = to_plain(Paper(Channel.ONLINE, Copies.TWO))

        assert plain == {"name": "online", "pages": 2}
        assert isinstance(plain, dict)
        assert [type(each) for each in plain.values()] == [str, int]

    def test_true_is_no_number(self) -> None:
        with pytest.raises(FaultsError, match="plain data"):
            to_plain(Paper("photo", pages=True))

    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            (str, 1),
            (int, "1"),
            (bool, 1),
            (Decimal, 1),
            (date, "2026-01-05"),
            (Channel, "online"),
            (Literal["a"], "b"),
            (tuple[int, ...], [1]),
            (tuple[int, int], (1,)),
            (tuple[int, int], [1, 2]),
            (frozenset[int], {1}),
            (Mapping[str, int], [("a", 1)]),
            (Paper, {"name": "photo"}),
        ],
    )
    def test_a_value_of_another_kind_is_refused(
        self, kind: type[object], value: object
    ) -> None:
        with pytest.raises(FaultsError, match="plain data") as caught:
            to_plain(value, kind)

        assert caught.value.count == 1

    def test_a_subclass_is_refused_as_its_own_fields_would_be_lost(self) -> None:
        @frozen
        class Stamped(Paper):
            stamp: str = "red"

        with pytest.raises(FaultsError) as caught:
            to_plain((Stamped("photo"),), tuple[Paper, ...])

        assert "exactly a Paper" in str(caught.value.exceptions[0])


class TestReading:
    def test_a_field_with_a_default_may_be_missing(self) -> None:
        assert from_plain(Paper, {"name": "photo"}) == Paper("photo", 1)

    def test_all_faults_of_a_document_come_at_once(self) -> None:
        data = {
            **PLAIN,
            "papers": [{"name": "photo"}, {"nmae": "photo"}, {"name": "x", "pages": "1"}],
            "fee": 12.5,
            "size": [210],
            "notes": {"vi": 1, "a b": None},
            "urgent": 1,
        }  # fmt: skip
        del data["by"]

        assert faults_of(Request, data) == {
            "$.papers[1].name": "a text",
            "$.papers[1].nmae": "no fields of Paper but name, pages",
            "$.papers[2].pages": "a whole number",
            "$.fee": "a text",
            "$.by": "one of 'post', 'hand'",
            "$.size": "a list of 2",
            "$.notes.vi": "a text",
            "$.notes['a b']": "a text",
            "$.urgent": "true or false",
        }

    @pytest.mark.parametrize(
        ("kind", "data"),
        [
            (int, "1"),
            (int, True),
            (int, 1.0),
            (bool, 1),
            (bool, "true"),
            (str, 1),
            (str, None),
            (Decimal, 1),
            (Decimal, "1e3"),
            (Decimal, " 1"),
            (Decimal, "1_0"),
            (Decimal, "٣"),
            (Decimal, "NaN"),
            (date, "2026-02-30"),
            (date, "20260105"),
            (date, "2026-W02-1"),
            (date, "2026-01-05T00:00:00Z"),
            (date, "2026-01-05\n"),
            (date, date(2026, 1, 5)),
            (datetime, "2026-01-05"),
            (datetime, "2026-01-05T09:00:00"),
            (datetime, "2026-01-05 09:00:00+07:00"),
            (datetime, "2026-01-05T09:00+07:00"),
            (datetime, "2026-01-05T24:00:00Z"),
            (datetime, "2026-01-05T09:00:00.1234567Z"),
            (time, "7:30"),
            (time, "07:30:00Z"),
            (Channel, "ONLINE"),
            (Channel, Channel.ONLINE),
            (tuple[str, ...], "ab"),
            (tuple[str, ...], ("a", "b")),
            (tuple[int, str], [1, "a", "b"]),
            (frozenset[str], ["a", "a"]),
            (frozenset[Decimal], ["1", "1.0"]),
            (Mapping[str, int], [["a", 1]]),
            (Mapping[str, int], {1: 1}),
            (Mapping[Decimal, int], {"1": 1, "1.0": 2}),
            (Paper, ["photo", 1]),
            (Paper, Paper("photo")),
        ],
    )
    def test_nothing_is_converted(self, kind: type[object], data: object) -> None:
        assert len(faults_of(kind, data)) == 1

    @pytest.mark.parametrize(
        ("text", "instant"),
        [
            ("2026-01-05T09:00:00Z", datetime(2026, 1, 5, 9, tzinfo=UTC)),
            (
                "2026-01-05T09:00:00.25-03:30",
                datetime(2026, 1, 5, 12, 30, 0, 250_000, tzinfo=UTC),
            ),
        ],
    )
    def test_instants_as_other_systems_write_them(
        self, text: str, instant: datetime
    ) -> None:
        assert from_plain(datetime, text) == instant

    def test_a_time_of_day_may_leave_out_its_seconds(self) -> None:
        assert from_plain(time, "07:30") == time(7, 30)

    def test_what_a_class_refuses_itself_is_a_fault_with_its_path(self) -> None:
        @frozen
        class Period:
            first: date
            last: date

            def __attrs_post_init__(self) -> None:
                if self.last < self.first:
                    raise InvalidValueError("last", str(self.last), "a later day")

        good: dict[str, Plain] = {"first": "2026-01-01", "last": "2026-01-31"}
        bad: dict[str, Plain] = {"first": "2026-02-01", "last": "2026-01-31"}

        with pytest.raises(FaultsError) as caught:
            from_plain(tuple[Period, ...], [good, bad])

        (fault,) = caught.value.exceptions
        assert str(fault).startswith("$[1]: {'first': '2026-02-01'")
        assert "expected a valid Period: '2026-01-31' given as last" in str(fault)
        assert isinstance(fault.__cause__, InvalidValueError)

    def test_the_path_begins_where_the_caller_says(self) -> None:
        with pytest.raises(FaultsError) as caught:
            from_plain(Paper, {"name": 1}, "event 3")

        assert str(caught.value.exceptions[0]).startswith("event 3.name: 1;")

    @pytest.mark.parametrize(
        "data",
        ["x" * 100_000, {"x" * 100_000: 1, "name": "x"}, {"name": [7] * 100_000}],
    )
    def test_long_data_are_shortened_in_the_message(self, data: object) -> None:
        with pytest.raises(FaultsError) as caught:
            from_plain(Paper, data)

        assert len(str(caught.value.exceptions[0])) < 160

    def test_data_nested_too_deeply_is_a_fault(self) -> None:
        data: dict[str, object] = {"name": "innermost"}
        for _ in range(5000):
            data = {"name": "folder", "inside": [data]}

        assert faults_of(Folder, data) == {"$": "data nested less deeply"}

    def test_a_fault_deep_inside_is_found_in_one_pass(self) -> None:
        data: dict[str, object] = {"name": 1}
        for _ in range(60):
            data = {"name": "folder", "inside": [data]}

        assert faults_of(Folder, data) == {f"${'.inside[0]' * 60}.name": "a text"}

    def test_an_error_survives_pickling(self) -> None:
        with pytest.raises(FaultsError) as caught:
            from_plain(Paper, {"name": 1})

        again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301

        assert str(again.exceptions[0]) == "$.name: 1; expected a text"


class TestClasses:
    def test_a_dataclass_is_read_like_an_attrs_class(self) -> None:
        @dataclass(frozen=True)
        class Fee:
            amount: Decimal
            paid: bool = dataclass_field(default=False, kw_only=True)
            shown: str = dataclass_field(default="", init=False)

        fee = Fee(Decimal("3.00"), paid=True)

        assert to_plain(fee) == {"amount": "3.00", "paid": True}
        assert from_plain(Fee, {"amount": "3.00", "paid": True}) == fee
        assert from_plain(Fee, {"amount": "3.00"}) == Fee(Decimal(3))

    def test_fields_have_the_names_their_class_is_made_with(self) -> None:
        @frozen
        class Seal:
            _number: int
            text: str = attrs.field(alias="words")
            shown: str = attrs.field(init=False, default="")

        assert to_plain(Seal(3, "vu")) == {"number": 3, "words": "vu"}
        assert from_plain(Seal, {"number": 3, "words": "vu"}) == Seal(3, "vu")

    def test_a_converter_sees_what_was_read(self) -> None:
        def upper(tags: Iterable[str]) -> frozenset[str]:
            return frozenset(tag.upper() for tag in tags)

        @frozen
        class Tags:
            tags: frozenset[str] = attrs.field(converter=upper)

        assert from_plain(Tags, {"tags": ["a"]}) == Tags(frozenset({"A"}))

    def test_a_class_may_contain_itself(self) -> None:
        folder = Folder("a", (Folder("b"), Folder("c", (Folder("d"),))))

        assert from_plain(Folder, to_plain(folder)) == folder

    def test_a_type_parameter_is_filled_in(self) -> None:
        box = Box(date(2026, 1, 5), (date(2026, 1, 6),))

        plain = to_plain(box, Box[date])

        assert plain == {"content": "2026-01-05", "more": ["2026-01-06"]}
        assert from_plain(Box[date], plain) == box

    def test_a_type_parameter_of_a_base_class_is_filled_in_there(self) -> None:
        data = {"content": 1, "more": [2], "label": "two"}

        assert from_plain(Labelled[str], data) == Labelled(1, (2,), label="two")
        assert set(faults_of(Labelled[int], data)) == {"$.label"}

    def test_two_uses_of_a_class_are_told_apart(self) -> None:
        assert set(faults_of(Box[int], {"content": "1"})) == {"$.content"}
        assert from_plain(Box[str], {"content": "1"}) == Box("1")

    def test_rules_and_notices_go_through_as_they_are(self) -> None:
        rule = CountingRule.VN_ONE_STOP
        notice = Notice(
            days_off={date(2026, 1, 2): "swapped"}, make_up_days=[date(2026, 1, 10)],
            citation="12729/VPCP-KGVX", published=date(2025, 12, 25),
        )  # fmt: skip

        again = from_plain(CountingRule, to_plain(rule))

        assert (again, again.versions) == (rule, rule.versions)
        assert from_plain(Notice, to_plain(notice)) == notice


class TestTypes:
    @pytest.mark.parametrize(
        ("annotation", "given", "cure"),
        [
            (float, "float", "Decimal"),
            (tuple[float, ...], "float", "Decimal"),
            (float | None, "float", "Decimal"),
            (Mapping[str, float], "float", "Decimal"),
            (list[str], "list[str]", "tuple"),
            (set[str], "set[str]", "frozenset"),
            (tuple, "tuple", "say of what"),
            (dict, "dict", "say of what"),
            (Mapping[int, str], "Mapping[int, str]", "keys written as text"),
            (frozenset[Paper], "frozenset", "tuple"),
            (int | str, "int | str", r"X \| None"),
            (int | str | None, "int | str | None", r"X \| None"),
            (Literal[1], "Literal[1]", "Literal of texts"),
            (Copies, "Copies", "StrEnum"),
            (StrEnum, "StrEnum", "StrEnum"),
            (bytes, "bytes", "these can"),
            (object, "object", "these can"),
            (Any, "Any", "these can"),
            (T, "~T", "type parameter"),
        ],
    )
    def test_a_type_that_is_not_exact_is_refused_with_its_place_and_a_cure(
        self, annotation: object, given: str, cure: str
    ) -> None:
        with pytest.raises(InvalidValueError, match=cure) as caught:
            from_plain(one(annotation), {})

        assert caught.value.name == "the type of One.x"
        assert given in str(caught.value.given)

    def test_a_refused_type_leaves_nothing_behind(self) -> None:
        @frozen
        class Bad:
            good: Paper
            bad: float

        for _ in range(2):
            with pytest.raises(InvalidValueError, match=r"Bad\.bad"):
                from_plain(Bad, {"good": {"name": "x"}, "bad": 1.5})

    def test_a_class_that_makes_its_values_its_own_way_is_refused(self) -> None:
        @attrs.define(init=False)
        class Odd:
            x: int

            def __init__(self, text: str) -> None:
                self.x = int(text)

        with pytest.raises(InvalidValueError, match="these can"):
            to_plain(Odd("1"))

    def test_a_name_that_cannot_be_resolved_is_named(self) -> None:
        kind = one("NoSuchClass")
        kind.__annotations__ = {"x": "NoSuchClass"}

        with pytest.raises(InvalidValueError, match="'NoSuchClass' given as a type in"):
            schema_of(kind)


class TestRegister:
    def test_a_type_is_written_through_another_one(self) -> None:
        class Angle:
            def __init__(self, degrees: int) -> None:
                self.degrees = degrees

        def read(text: str) -> Angle:
            return Angle(int(text.removesuffix("°")))

        register(Angle, str, lambda angle: f"{angle.degrees}°", read)

        kind = tuple[Angle, ...]
        assert to_plain((Angle(3), Angle(4)), kind) == ["3°", "4°"]
        assert [each.degrees for each in from_plain(kind, ["3°"])] == [3]
        assert faults_of(kind, ["3°", 4, "x"]) == {
            "$[1]": "a text",
            "$[2]": "a valid Angle: invalid literal for int() with base 10: 'x'",
        }

    def test_a_type_may_go_through_a_record_whose_faults_have_paths(self) -> None:
        @attrs.define
        class Stack:
            papers: list[Paper]

        @frozen
        class Papers:
            papers: tuple[Paper, ...]

        register(
            Stack, Papers,
            write=lambda stack: Papers(tuple(stack.papers)),
            read=lambda record: Stack(list(record.papers)),
            schema={"title": "a stack"},
        )  # fmt: skip

        assert from_plain(Stack, to_plain(Stack([Paper("x")]))) == Stack([Paper("x")])
        assert set(faults_of(Stack, {"papers": [{}]})) == {"$.papers[0].name"}
        assert schema_of(Stack)["title"] == "a stack"

    def test_a_type_is_registered_once_and_before_it_is_used(self) -> None:
        @frozen
        class Used:
            x: int

        to_plain(Used(1))

        kinds: list[Any] = [Used, date, str]
        for kind in kinds:
            with pytest.raises(InvalidValueError, match="module that defines it"):
                register(kind, str, str, kind)


class TestSchema:
    def test_it_says_of_each_field_what_is_read(self) -> None:
        schema = schema_of(Paper)

        assert schema["$defs"] == {
            "Paper": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "pages": {"type": "integer"},
                },
                "required": ["name"],
                "additionalProperties": False,
            }
        }
        assert schema["$ref"] == "#/$defs/Paper"

    def test_what_is_written_fits_and_faults_do_not(self) -> None:
        validator = Draft202012Validator(schema_of(Request))
        Draft202012Validator.check_schema(validator.schema)

        assert validator.is_valid(PLAIN)
        for key in PLAIN:
            assert not validator.is_valid({**PLAIN, key: 1.5})
            assert not validator.is_valid({**PLAIN, key: {"x": 1.5}})

    @pytest.mark.parametrize(
        ("kind", "good", "bad"),
        [
            (tuple[int, int], [1, 2], [1]),
            (tuple[int, int], [1, 2], [1, 2, 3]),
            (frozenset[int], [1, 2], [1, 1]),
            (Mapping[date, int], {"2026-01-05": 1}, {"today": 1}),
            (datetime, "2026-01-05T09:00:00Z", "2026-01-05T09:00:00"),
            (Channel, "online", "post"),
        ],
    )
    def test_it_refuses_what_is_refused(
        self, kind: type[object], good: Plain, bad: Plain
    ) -> None:
        validator = Draft202012Validator(schema_of(kind))

        assert (validator.is_valid(good), validator.is_valid(bad)) == (True, False)
        assert faults_of(kind, bad)

    def test_a_class_that_contains_itself_refers_to_itself(self) -> None:
        validator = Draft202012Validator(schema_of(Folder))

        assert validator.is_valid({"name": "a", "inside": [{"name": "b"}]})
        assert not validator.is_valid({"name": "a", "inside": [{"name": 1}]})

    def test_classes_of_one_name_have_definitions_of_their_own(self) -> None:
        @frozen
        class Both:
            first: one(int)  # type: ignore[valid-type]
            second: one(str)  # type: ignore[valid-type]

        validator = Draft202012Validator(schema_of(Both))

        assert validator.is_valid({"first": {"x": 1}, "second": {"x": "a"}})
        assert not validator.is_valid({"first": {"x": 1}, "second": {"x": 1}})

    def test_a_class_used_twice_is_defined_once(self) -> None:
        schema = schema_of(tuple[Paper, Paper, Box[int], Box[str]])

        assert set(dict(schema["$defs"])) == {"Paper", "Box_int", "Box_str"}  # type: ignore[arg-type]
