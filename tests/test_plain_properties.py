"""Any value of any class goes through plain data, whatever its fields are."""

import json
import math
from collections.abc import Mapping
from dataclasses import make_dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from itertools import count
from typing import Any, Literal

import attrs
import msgspec
from hypothesis import event, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from egovkit._plain import from_plain, schema_of, to_plain
from egovkit.errors import FaultsError

_numbers = count()


class Channel(StrEnum):
    ONLINE = "online"
    COUNTER = "counter"


Typed = tuple[Any, st.SearchStrategy[Any]]
"""A type, and the values that it has."""

offsets = st.integers(-1439, 1439).map(lambda m: timezone(timedelta(minutes=m)))
moments = st.datetimes(
    datetime(1, 1, 3), datetime(9999, 12, 29), timezones=offsets  # noqa: DTZ001
)  # fmt: skip
TEXTS: list[Typed] = [
    (str, st.text()),
    (Decimal, st.decimals(allow_nan=False, allow_infinity=False)),
    (date, st.dates()),
    (datetime, moments),
    (time, st.times()),
    (Channel, st.sampled_from(Channel)),
    (Literal["post", "by hand"], st.sampled_from(["post", "by hand"])),
]
NUMBERS: list[Typed] = [(int, st.integers()), (bool, st.booleans())]


def _class(fields: list[Typed], *, is_dataclass: bool) -> Typed:
    name = f"Made{next(_numbers)}"
    kinds = {f"f{n}": kind for n, (kind, _) in enumerate(fields)}
    made: type[Any] = (
        make_dataclass(name, kinds.items(), frozen=True)
        if is_dataclass
        else attrs.make_class(
            name, {key: attrs.field(type=kind) for key, kind in kinds.items()}
        )
    )
    return made, st.builds(made, *(values for _, values in fields))


def _of(generic: Any, *parts: Any) -> Any:  # noqa: ANN401
    return generic[parts]


def _several(types: list[Typed]) -> Typed:
    return _of(tuple, *(t[0] for t in types)), st.tuples(*(t[1] for t in types))


def _series(item: Typed) -> Typed:
    return _of(tuple, item[0], ...), st.lists(item[1], max_size=3).map(tuple)


def _distinct(item: Typed) -> Typed:
    return _of(frozenset, item[0]), st.frozensets(item[1], max_size=3)


def _table(key: Typed, item: Typed) -> Typed:
    return _of(Mapping, key[0], item[0]), st.dictionaries(key[1], item[1], max_size=3)


def _nested(inner: st.SearchStrategy[Typed]) -> st.SearchStrategy[Typed]:
    texts = st.sampled_from(TEXTS)
    return st.one_of(
        inner.map(lambda item: (item[0] | None, st.none() | item[1])),
        inner.map(_series),
        st.lists(inner, min_size=1, max_size=3).map(_several),
        texts.map(_distinct),
        st.builds(_table, texts, inner),
        st.builds(_class, st.lists(inner, max_size=4), is_dataclass=st.booleans()),
    )


scalars = st.sampled_from([*TEXTS, *NUMBERS])
classes = st.builds(
    _class,
    st.lists(st.recursive(scalars, _nested, max_leaves=6), max_size=5),
    is_dataclass=st.booleans(),
)
forms = st.sampled_from(
    ["2026-01-05", "2026-13-01", "2026-01-05T09:00:00Z", "07:30", "24:00", "1.0", "-0",
     "1e3", "online", "post", ""]
)  # fmt: skip
garbage = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | forms,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["f0", "f1", "", "1"]), inner, max_size=3)
    ),
    max_leaves=5,
)
alike: dict[type[Any], st.SearchStrategy[Any]] = {
    str: forms | st.text(),
    int: st.integers(),
    bool: st.booleans(),
}
"""Data of the same type of JSON, which may be as good as what it takes the place of."""


@st.composite
def values(draw: st.DrawFn) -> tuple[Any, Any]:
    """Draw a class and a value of it."""
    kind, own = draw(classes)
    return kind, draw(own)


def mutate(data: st.DataObject, plain: Any) -> Any:  # noqa: ANN401
    """Change one place of plain data, or take it away."""
    places = [*plain] if isinstance(plain, dict) else [*range(len(plain))]
    place = data.draw(st.sampled_from(places))
    changed, old = plain.copy(), plain[place]
    match data.draw(st.sampled_from(["inside", "inside", "alike", "garbage", "gone"])):
        case "inside" if isinstance(old, dict | list) and old:
            changed[place] = mutate(data, old)
        case "gone":
            del changed[place]
        case "garbage":
            changed[place] = data.draw(garbage)
        case _:
            changed[place] = data.draw(alike.get(type(old), garbage))
    return changed


@given(values())
def test_what_was_written_reads_back_equal_from_json(made: tuple[Any, Any]) -> None:
    kind, value = made

    text = json.dumps(to_plain(value))

    assert from_plain(kind, json.loads(text)) == value


@given(values())
def test_what_was_written_fits_the_schema(made: tuple[Any, Any]) -> None:
    kind, value = made
    schema = schema_of(kind)

    Draft202012Validator.check_schema(schema)

    Draft202012Validator(schema).validate(to_plain(value))


@given(values())
def test_msgspec_reads_the_same_value(made: tuple[Any, Any]) -> None:
    kind, value = made

    assert msgspec.convert(to_plain(value), kind) == value


@given(values(), st.data())
def test_other_data_is_read_or_refused_and_what_is_read_fits_the_schema(
    made: tuple[Any, Any], data: st.DataObject
) -> None:
    kind, value = made
    plain = to_plain(value)
    changed = mutate(data, plain) if plain else data.draw(garbage)

    try:
        read = from_plain(kind, changed)
    except FaultsError:
        event("refused")
    else:
        event("read")
        assert Draft202012Validator(schema_of(kind)).is_valid(changed)
        assert from_plain(kind, to_plain(read)) == read


@given(values(), st.data())
def test_all_fields_are_read_before_any_fault_is_told(
    made: tuple[Any, Any], data: st.DataObject
) -> None:
    kind, value = made
    plain: Any = to_plain(value)
    wrong = data.draw(st.sets(st.sampled_from([*plain])) if plain else st.just(set()))

    try:
        from_plain(kind, {**plain, **dict.fromkeys(wrong, math.pi)})
        paths = set()
    except FaultsError as group:
        paths = {str(fault).split(":")[0] for fault in group.exceptions}

    assert paths == {f"$.{key}" for key in wrong}
