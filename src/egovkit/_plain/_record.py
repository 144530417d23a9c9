"""Records: attrs classes and dataclasses, read and written field by field."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, cast

from egovkit._plain._codec import Codec, Definitions, Plain, Schema
from egovkit._plain._faults import (
    REFUSALS,
    Fault,
    FaultyError,
    invalid,
    refused,
    step_text,
)


class Field(NamedTuple):
    """A field of a record: its attribute, its name in plain data, and its codec."""

    name: str
    key: str
    is_required: bool
    codec: Codec


class Record:
    """Reads and writes a class; it gets its fields later, as it may contain itself."""

    def __init__(self, kind: object, made: type, name: str) -> None:
        self._kind = kind
        self._made = made
        self._name = name
        self._fields: tuple[Field, ...] = ()
        self._reads: list[tuple[str, Callable[[object], object], bool]] = []
        self._writes: list[tuple[str, str, Callable[[object], Plain]]] = []
        self.codec = Codec(
            "object",
            f"an object with the fields of {name}",
            self._read,
            self._write,
            self._describe,
        )

    def fill(self, fields: Iterable[Field]) -> None:
        """Give the record its fields."""
        self._fields = tuple(fields)
        self._reads = [(f.key, f.codec.read, f.is_required) for f in self._fields]
        self._writes = [(f.name, f.key, f.codec.write) for f in self._fields]

    def _read(self, data: object) -> object:
        if not isinstance(data, dict):
            raise refused(data, self.codec.expected)
        given = cast("dict[object, object]", data)
        values = self._read_fields(given)
        try:
            return self._made(**values)
        except REFUSALS as error:
            raise invalid(given, self._name, error) from None

    def _read_fields(self, given: dict[object, object]) -> dict[str, object]:
        values: dict[str, object] = {}
        faults: list[Fault] = []
        for key, read, is_required in self._reads:
            if key in given:
                try:
                    values[key] = read(given[key])
                except FaultyError as error:
                    faults += error.under(key)
            elif is_required:
                faults.append(self._missing(key))
        if faults or len(values) < len(given):
            faults += self._unknown(given)
        if faults:
            raise FaultyError(faults)
        return values

    def _missing(self, key: str) -> Fault:
        codec = next(field.codec for field in self._fields if field.key == key)
        return Fault(step_text(key), "nothing", codec.expected)

    def _unknown(self, given: dict[object, object]) -> list[Fault]:
        known = [field.key for field in self._fields]
        expected = f"no fields of {self._name} but {', '.join(known) or 'none'}"
        return [
            Fault(step_text(key), "an unknown field", expected)
            for key in given
            if key not in known
        ]

    def _write(self, value: object) -> Plain:
        if type(value) is not self._made:
            raise refused(value, f"exactly a {self._name}")
        plain: dict[str, Plain] = {}
        faults: list[Fault] = []
        for name, key, write in self._writes:
            try:
                plain[key] = write(getattr(value, name))
            except FaultyError as error:
                faults += error.under(key)
        if faults:
            raise FaultyError(faults)
        return plain

    def _describe(self, definitions: Definitions) -> Schema:
        return definitions.refer(
            self._kind, self._name, lambda: self._describe_fields(definitions)
        )

    def _describe_fields(self, definitions: Definitions) -> Schema:
        properties: Schema = {
            field.key: field.codec.describe(definitions) for field in self._fields
        }
        required: list[Plain] = [f.key for f in self._fields if f.is_required]
        return {
            "type": "object", "properties": properties, "required": required,
            "additionalProperties": False,
        }  # fmt: skip
