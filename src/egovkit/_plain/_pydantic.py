"""What pydantic is told of a class that is a field of its models."""

import re
from typing import TYPE_CHECKING, Final, TypeVar, cast

from egovkit._plain._codec import Plain
from egovkit._plain._doors import from_plain, to_plain
from egovkit.errors import FaultsError, PlainDataError

if TYPE_CHECKING:
    from pydantic_core import CoreSchema, InitErrorDetails

T = TypeVar("T")

_STEP: Final = re.compile(r"\.(\w+)|\[(\d+)\]|\[(.+?)\](?=$|[.\[])")


def core_schema_of(kind: type[T], source: type[T]) -> "CoreSchema":
    """Return how pydantic takes and dumps a class."""
    from pydantic_core import core_schema

    def read(value: object) -> T:
        if isinstance(value, kind):
            return value
        try:
            return from_plain(source, value)
        except FaultsError as error:
            faults = error
        raise _validation_error(kind.__name__, faults)

    def write(value: T) -> Plain:
        return to_plain(value, source)

    return core_schema.no_info_plain_validator_function(
        read,
        serialization=core_schema.plain_serializer_function_ser_schema(
            write, when_used="json"
        ),
    )


def _validation_error(name: str, faults: FaultsError) -> ValueError:
    """Return the faults as pydantic's own, which it sets in their places."""
    from pydantic_core import PydanticCustomError, ValidationError

    found = [cast("PlainDataError", fault) for fault in faults.exceptions]
    details: list[InitErrorDetails] = [
        {
            "type": PydanticCustomError(
                "egovkit", "{given}; expected {expected}",
                {"given": fault.given, "expected": fault.expected},
            ),
            "loc": _steps(fault.path),
            "input": fault.given,
        }
        for fault in found
    ]  # fmt: skip
    return ValidationError.from_exception_data(name, details)


def _steps(path: str) -> tuple[int | str, ...]:
    """Return the steps of a path such as "$.papers[2].name"."""
    return tuple(
        int(place) if place else key or other
        for key, place, other in _STEP.findall(path)
    )


def inlined(schema: dict[str, Plain]) -> dict[str, Plain]:
    """Return a schema without references, to stand anywhere in a larger one.

    A class that contains itself is described once; within that it is any object.
    """
    known = cast("dict[str, dict[str, Plain]]", schema.get("$defs", {}))

    def inline(part: Plain, within: tuple[str, ...]) -> Plain:
        if isinstance(part, list):
            return [inline(item, within) for item in part]
        if not isinstance(part, dict):
            return part
        reference = part.get("$ref")
        if not isinstance(reference, str):
            return {key: inline(item, within) for key, item in part.items()}
        name = reference.rpartition("/")[2]
        if name in within:
            return {"type": "object"}
        return inline({"title": name, **known[name]}, (*within, name))

    body = {k: v for k, v in schema.items() if k not in ("$schema", "$defs")}
    return cast("dict[str, Plain]", inline(body, ()))
