"""What fields a class is made with, and of which types."""

import dataclasses
import inspect
from collections.abc import Iterator, Mapping
from typing import (
    Generic,
    NamedTuple,
    Protocol,
    TypeVar,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs

from egovkit.errors import InvalidValueError

Arguments = Mapping[object, object]
"""What stands for each type parameter."""


class _Alias(Protocol):
    """A type with parameters, such as tuple[T, ...]."""

    def __getitem__(self, arguments: tuple[object, ...], /) -> object: ...


class Declared(NamedTuple):
    """A field as its class declares it: its attribute, its name when made, its type."""

    name: str
    key: str
    hint: object
    is_required: bool


def is_record(kind: object) -> bool:
    """Tell whether a class is made from its fields: of attrs, or a dataclass.

    attrs calls its own initialiser `__attrs_init__` in a class that has another one.
    """
    if not isinstance(kind, type) or "__attrs_init__" in vars(kind):
        return False
    return attrs.has(kind) or dataclasses.is_dataclass(kind)


def fields_of(kind: object) -> Iterator[Declared]:
    """Return what a class is made with; fields that it fills itself are left out."""
    made = cast("type", get_origin(kind) or kind)
    hints = _hints(kind, made)
    if attrs.has(made):
        for field in attrs.fields(made):
            if field.init:
                hint = hints.get(field.name, field.type)
                is_required = field.default is attrs.NOTHING
                yield Declared(field.name, field.alias, hint, is_required)
        return
    for each in dataclasses.fields(made):
        if each.init:
            is_required = each.default is each.default_factory is dataclasses.MISSING
            yield Declared(each.name, each.name, hints[each.name], is_required)


def _hints(kind: object, made: type) -> dict[str, object]:
    arguments = _arguments(kind)
    found: dict[str, object] = {}
    for base in reversed(made.__mro__):
        filled = arguments.get(base, {})
        found |= {name: _fill(hint, filled) for name, hint in _own(base).items()}
    return found


def _own(base: type) -> dict[str, object]:
    """Return the types that a class itself declares, names in quotes resolved."""
    try:
        names = inspect.get_annotations(base)
        hints = get_type_hints(base) if names else {}
    except NameError as error:
        raise InvalidValueError(
            f"a type in {base.__name__}", error.name, "a name that its module has",
            "import it at the top, not under TYPE_CHECKING or inside a function",
        ) from None  # fmt: skip
    return {name: hints[name] for name in names}


def _arguments(kind: object) -> dict[object, Arguments]:
    """Return, for a class and each it inherits from, what its parameters stand for."""
    made = get_origin(kind) or kind
    parameters = cast("tuple[object, ...]", getattr(made, "__parameters__", ()))
    own: Arguments = dict(zip(parameters, get_args(kind), strict=False))
    found: dict[object, Arguments] = {made: own}
    space = cast("Mapping[str, tuple[object, ...]]", getattr(made, "__dict__", {}))
    for base in space.get("__orig_bases__", getattr(made, "__bases__", ())):
        if get_origin(base) not in {Generic, Protocol}:
            found |= _arguments(_fill(base, own))
    return found


def _fill(hint: object, arguments: Arguments) -> object:
    """Put what type parameters stand for in their places."""
    if isinstance(hint, TypeVar):
        return arguments.get(hint, hint)
    unfilled = cast("tuple[object, ...]", getattr(hint, "__parameters__", ()))
    if isinstance(hint, type) or not unfilled:
        return hint
    alias = cast("_Alias", hint)
    return alias[tuple(arguments.get(each, each) for each in unfilled)]
