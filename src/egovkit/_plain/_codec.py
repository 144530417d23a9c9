"""Codecs of everything but records: how a kind of value is read, written, described."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import TypeAlias, TypeVar, cast

from attrs import frozen

from egovkit._plain._faults import REFUSALS, each, gather, invalid, refused

T = TypeVar("T")
U = TypeVar("U")

Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain] | None"
"""What JSON is made of, but for numbers that are not exact."""

Schema: TypeAlias = dict[str, Plain]


class Definitions:
    """The schemas of records, each written once and then referred to."""

    def __init__(self) -> None:
        self.schemas: Schema = {}
        self._names: dict[object, str] = {}

    def refer(self, kind: object, name: str, describe: Callable[[], Schema]) -> Schema:
        """Return a reference; classes of one name in two modules are numbered."""
        if kind not in self._names:
            names = (f"{name}_{n}" if n > 1 else name for n in count(1))
            free = next(name for name in names if name not in self.schemas)
            self._names[kind] = free
            self.schemas[free] = {}  # keeps its place while a class refers to itself
            self.schemas[free] = describe()
        return {"$ref": f"#/$defs/{self._names[kind]}"}


@frozen
class Codec:
    """How values of one kind are read, written and described.

    Attributes
    ----------
    json
        The type of the plain data, as JSON Schema calls it.
    expected
        What a person is told who gave something else.
    """

    json: str
    expected: str
    read: Callable[[object], object]
    write: Callable[[object], Plain]
    describe: Callable[[Definitions], Schema]


@frozen
class Own:
    """A type that is written through another kind, by functions of its own."""

    kind: type
    through: object
    write: Callable[[object], object]
    read: Callable[[object], object]
    schema: Mapping[str, Plain]


def own(
    kind: type[T],
    through: type[U],
    write: Callable[[T], U],
    read: Callable[[U], T],
    schema: Mapping[str, Plain],
) -> Own:
    """Return how a type is written through another one."""
    any_write = cast("Callable[[object], object]", write)
    any_read = cast("Callable[[object], object]", read)
    return Own(kind, through, any_write, any_read, schema)


def _read_text(data: object) -> str:
    if type(data) is str:
        return data
    raise refused(data, TEXT.expected)


def _write_text(value: object) -> str:
    if type(value) is str:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    raise refused(value, TEXT.expected)


def _read_integer(data: object) -> int:
    if type(data) is int:
        return data
    raise refused(data, INTEGER.expected)


def _write_integer(value: object) -> int:
    if type(value) is int:
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return int.__int__(value)
    raise refused(value, INTEGER.expected)


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise refused(value, BOOLEAN.expected)


def _described(json: str) -> Callable[[Definitions], Schema]:
    return lambda _: {"type": json}


TEXT = Codec("string", "a text", _read_text, _write_text, _described("string"))
INTEGER = Codec(
    "integer", "a whole number", _read_integer, _write_integer, _described("integer")
)
BOOLEAN = Codec("boolean", "true or false", _boolean, _boolean, _described("boolean"))


def choice(kind: type[str], members: Mapping[str, str]) -> Codec:
    """Return the codec of some texts of a kind, such as the members of an enum."""
    expected = f"one of {', '.join(map(repr, members))}"

    def read(data: object) -> object:
        if type(data) is str and data in members:
            return members[data]
        raise refused(data, expected)

    def write(value: object) -> Plain:
        if type(value) is kind:
            text = str.__str__(value)
            if text in members:
                return text
        raise refused(value, expected)

    def describe(_: Definitions) -> Schema:
        return {"type": "string", "enum": [*members]}

    return Codec("string", expected, read, write, describe)


def optional(item: Codec) -> Codec:
    """Return the codec of a value that may be None."""
    read_item, write_item = item.read, item.write

    def read(data: object) -> object:
        return None if data is None else read_item(data)

    def write(value: object) -> Plain:
        return None if value is None else write_item(value)

    def describe(definitions: Definitions) -> Schema:
        return {"anyOf": [item.describe(definitions), {"type": "null"}]}

    return Codec("", f"{item.expected} or null", read, write, describe)


def _list(data: object, expected: str) -> list[object]:
    if isinstance(data, list):
        return cast("list[object]", data)
    raise refused(data, expected)


def _tuple(value: object, expected: str) -> tuple[object, ...]:
    if isinstance(value, tuple):
        return cast("tuple[object, ...]", value)
    raise refused(value, expected)


def series(item: Codec) -> Codec:
    """Return the codec of a tuple of any length."""
    expected = "a list"

    def read(data: object) -> object:
        given = _list(data, expected)
        return tuple(each(item.read, given))

    def write(value: object) -> Plain:
        given = _tuple(value, "a tuple")
        return each(item.write, given)

    def describe(definitions: Definitions) -> Schema:
        return {"type": "array", "items": item.describe(definitions)}

    return Codec("array", expected, read, write, describe)


def row(items: tuple[Codec, ...]) -> Codec:
    """Return the codec of a tuple with a kind for each place."""
    expected = f"a list of {len(items)}"
    reads, writes = [item.read for item in items], [item.write for item in items]

    def read(data: object) -> object:
        given = _list(data, expected)
        if len(given) != len(items):
            raise refused(given, expected)
        return tuple(gather(zip(count(), reads, given, strict=False)))

    def write(value: object) -> Plain:
        given = _tuple(value, f"a tuple of {len(items)}")
        if len(given) != len(items):
            raise refused(given, f"a tuple of {len(items)}")
        return gather(zip(count(), writes, given, strict=False))

    def describe(definitions: Definitions) -> Schema:
        places: list[Plain] = [item.describe(definitions) for item in items]
        return {
            "type": "array", "prefixItems": places, "items": False,
            "minItems": len(items),
        }  # fmt: skip

    return Codec("array", expected, read, write, describe)


def distinct(item: Codec) -> Codec:
    """Return the codec of a frozenset, written in order so that equal sets are alike."""
    expected = "a list without repeats"

    def read(data: object) -> object:
        given = _list(data, expected)
        members = frozenset(each(item.read, given))
        if len(members) < len(given):
            raise refused(given, expected)
        return members

    def write(value: object) -> Plain:
        if not isinstance(value, frozenset):
            raise refused(value, "a frozenset")
        given = cast("frozenset[object]", value)
        written = gather((member, item.write, member) for member in given)
        return cast("list[Plain]", sorted(cast("list[str]", written)))

    def describe(definitions: Definitions) -> Schema:
        return {
            "type": "array", "items": item.describe(definitions), "uniqueItems": True,
        }  # fmt: skip

    return Codec("array", expected, read, write, describe)


def table(key: Codec, item: Codec) -> Codec:
    """Return the codec of a mapping whose keys are written as text."""
    expected = "an object"

    def read_pair(pair: tuple[object, object]) -> tuple[object, object]:
        return key.read(pair[0]), item.read(pair[1])

    def write_pair(pair: tuple[object, object]) -> tuple[str, Plain]:
        return cast("str", key.write(pair[0])), item.write(pair[1])

    def read(data: object) -> object:
        if not isinstance(data, dict):
            raise refused(data, expected)
        given = cast("dict[object, object]", data)
        found = dict(gather((k, read_pair, (k, v)) for k, v in given.items()))
        if len(found) < len(given):
            raise refused(given, "an object whose keys differ")
        return found

    def write(value: object) -> Plain:
        if not isinstance(value, Mapping):
            raise refused(value, "a mapping")
        given = cast("Mapping[object, object]", value)
        return dict(gather((k, write_pair, (k, v)) for k, v in given.items()))

    def describe(definitions: Definitions) -> Schema:
        return {
            "type": "object", "propertyNames": key.describe(definitions),
            "additionalProperties": item.describe(definitions),
        }  # fmt: skip

    return Codec("object", expected, read, write, describe)


def through(own: Own, inner: Codec) -> Codec:
    """Return the codec of a type that is written through another kind."""
    kind, name, to_other, from_other = own.kind, own.kind.__name__, own.write, own.read
    read_other, write_other = inner.read, inner.write

    def read(data: object) -> object:
        other = read_other(data)
        try:
            return from_other(other)
        except REFUSALS as error:
            raise invalid(data, name, error) from None

    def write(value: object) -> Plain:
        if not isinstance(value, kind):
            raise refused(value, f"a value of {name}")
        try:
            other = to_other(value)
        except REFUSALS as error:
            raise invalid(value, name, error) from None
        return write_other(other)

    def describe(definitions: Definitions) -> Schema:
        return {**inner.describe(definitions), **own.schema}

    return Codec(inner.json, f"a valid {name}", read, write, describe)
