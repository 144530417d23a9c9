"""The doors of the codec: writing, reading, describing."""

from typing import TypeVar, cast

from egovkit._plain import _kinds
from egovkit._plain._codec import Definitions, Plain
from egovkit._plain._faults import FaultyError, refused
from egovkit.errors import FaultsError

T = TypeVar("T")


def to_plain(value: T, kind: type[T] | None = None) -> Plain:
    """Write a value as plain data, which reads back equal.

    Every field is written, by the type its class declares; an instant keeps its offset
    and loses the rules of its zone.

    Parameters
    ----------
    value
        A value of an attrs class or dataclass, or of any kind that is given.
    kind
        For a container or a class with type parameters, with what they stand for:
        tuple[Pause, ...].

    Raises
    ------
    FaultsError
        If fields hold what their types do not allow: all of them, as PlainDataError.
    InvalidValueError
        If the class declares a type that plain data does not hold exactly.

    Examples
    --------
    >>> from datetime import date
    >>> from attrs import frozen
    >>> @frozen
    ... class Missing:
    ...     papers: tuple[str, ...]
    ...     until: date | None = None
    >>> to_plain(Missing(("birth certificate",), date(2026, 1, 12)))
    {'papers': ['birth certificate'], 'until': '2026-01-12'}
    """
    try:
        return _kinds.codec_of(type(value) if kind is None else kind).write(value)
    except FaultyError as error:
        faults = error
    raise _group(faults, "value cannot be written as plain data", "$")


def from_plain(kind: type[T], data: object, path: str = "$") -> T:
    """Read a value of a kind from plain data.

    Nothing is converted. A field that is missing takes its default if it has one;
    unknown fields are refused.

    Parameters
    ----------
    path
        What stands before the paths of faults.

    Raises
    ------
    FaultsError
        If the data does not describe such a value: all faults, as PlainDataError.
    InvalidValueError
        If the class declares a type that plain data does not hold exactly.

    Examples
    --------
    >>> from attrs import frozen
    >>> @frozen
    ... class Paper:
    ...     name: str
    ...     pages: int = 1
    >>> from_plain(Paper, {"name": "birth certificate"})
    Paper(name='birth certificate', pages=1)
    >>> from egovkit.errors import FaultsError
    >>> try:
    ...     from_plain(Paper, {"pages": "1", "page": 2})
    ... except FaultsError as group:
    ...     for fault in group.exceptions:
    ...         print(fault)
    $.name: nothing; expected a text
    $.pages: '1'; expected a whole number
    $.page: an unknown field; expected no fields of Paper but name, pages
    """
    try:
        return cast("T", _kinds.codec_of(kind).read(data))
    except FaultyError as error:
        faults = error
    except RecursionError:
        faults = refused(data, "data nested less deeply")
    raise _group(faults, f"not a {getattr(kind, '__name__', kind)}", path)


def schema_of(kind: type[T]) -> dict[str, Plain]:
    """Describe the plain data of a kind in JSON Schema, draft 2020-12.

    What is read fits the schema; what the classes check themselves is not in it.

    Examples
    --------
    >>> schema_of(tuple[str, ...])["items"]
    {'type': 'string'}
    """
    definitions = Definitions()
    described = _kinds.codec_of(kind).describe(definitions)
    draft = "https://json-schema.org/draft/2020-12/schema"
    schema: dict[str, Plain] = {"$schema": draft, **described}
    if definitions.schemas:
        schema["$defs"] = definitions.schemas
    return schema


def _group(error: FaultyError, message: str, root: str) -> FaultsError:
    return FaultsError(message, [fault.to_error(root) for fault in error.faults])
