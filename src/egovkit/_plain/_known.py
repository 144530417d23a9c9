"""Making classes known to the codec and to pydantic, without loading either.

Classes are made known where they are defined, so on import; the codec itself is loaded
when something is first written or read. Pydantic asks a class for two methods, which
import its core when they are called, and only pydantic calls them.
"""

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

    from egovkit._plain._codec import Plain

T = TypeVar("T")
U = TypeVar("U")

_KINDS: Final = "egovkit._plain._kinds"
WAITING: Final[list[tuple[Any, ...]]] = []
"""What was registered before the codec was loaded."""


def register(
    kind: type[T],
    through: type[U],
    write: Callable[[T], U],
    read: Callable[[U], T],
    schema: "Mapping[str, Plain] | None" = None,
) -> None:
    """Let a type be written through another one: Term as text, a calendar as a record.

    The module that defines the type registers it: where it exists, it is known.

    Parameters
    ----------
    through
        A kind that is known, or a class whose fields are.
    write, read
        Each other's inverse; what they refuse (ValueError and its like) is a fault.
    schema
        What its JSON Schema says beyond that of `through`, such as a pattern.

    Raises
    ------
    InvalidValueError
        If the type is registered, or was written as a record before.

    Examples
    --------
    >>> from fractions import Fraction
    >>> class Share(Fraction):
    ...     pass
    >>> from egovkit._plain import to_plain
    >>> register(Share, str, write=str, read=Share)
    >>> to_plain(Share(2, 3))
    '2/3'
    """
    known = kind, through, write, read, schema or {}
    if _KINDS in sys.modules:
        from egovkit._plain import _kinds

        _kinds.add(*known)
    else:
        WAITING.append(known)


def for_pydantic(kind: type[T]) -> type[T]:
    """Let a class be a field of pydantic models, and so a body in FastAPI.

    A class decorator for attrs classes. A model takes a value of the class, or the
    plain data that `from_plain` reads, and is dumped to JSON as `to_plain` writes it;
    each fault keeps its place. Pydantic is not imported.

    Examples
    --------
    >>> from attrs import frozen
    >>> @for_pydantic
    ... @frozen
    ... class Paper:
    ...     name: str
    >>> from pydantic import TypeAdapter
    >>> TypeAdapter(Paper).validate_json('{"name": "birth certificate"}')
    Paper(name='birth certificate')
    """

    def core_schema(_: type[T], source: type[T], _handler: object) -> "CoreSchema":
        from egovkit._plain._pydantic import core_schema_of

        return core_schema_of(kind, source)

    def json_schema(_: type[T], _core: object, _handler: object) -> "dict[str, Plain]":
        from egovkit._plain._doors import schema_of
        from egovkit._plain._pydantic import inlined

        return {**inlined(schema_of(kind)), "title": kind.__name__}

    # Given by name, for pydantic alone knows of them.
    setattr(kind, "__get_pydantic_core_schema__", classmethod(core_schema))  # noqa: B010
    setattr(kind, "__get_pydantic_json_schema__", classmethod(json_schema))  # noqa: B010
    return kind
