"""From the types that classes declare to codecs, each made once."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from types import NoneType, UnionType
from typing import (
    Final,
    Literal,
    NewType,
    TypeGuard,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
)

from egovkit._plain import _codec
from egovkit._plain._codec import Codec, Own, Plain, own
from egovkit._plain._fields import fields_of, is_record
from egovkit._plain._known import WAITING
from egovkit._plain._record import Field, Record
from egovkit._plain._texts import TEXTS
from egovkit.errors import InvalidValueError

_CURES: Final[dict[object, str]] = {
    float: "declare it as Decimal, which is exact",
    list: "declare it as tuple[X, ...]",
    set: "declare it as frozenset[X]",
    dict: "say of what: Mapping[str, X], with keys written as text",
    Mapping: "say of what: Mapping[str, X], with keys written as text",
    tuple: "say of what: tuple[X, ...]",
    frozenset: "of texts and whole numbers only; declare others as tuple[X, ...]",
    Union: "of alternatives only X | None is read without guessing",
    UnionType: "of alternatives only X | None is read without guessing",
}
_CURE: Final = (
    "these can: str, int, bool, Decimal, date, datetime, time, StrEnum, Literal of "
    "texts, tuple, frozenset, Mapping, attrs classes, dataclasses, and X | None"
)

T = TypeVar("T")
U = TypeVar("U")

Make = Callable[[object], Codec]
"""What makes the codec of a part."""

_own: dict[object, Own] = {each.kind: each for each in TEXTS}
_made: dict[object, Codec] = {
    str: _codec.TEXT, int: _codec.INTEGER, bool: _codec.BOOLEAN,
}  # fmt: skip


def add(
    kind: type[T],
    through: type[U],
    write: Callable[[T], U],
    read: Callable[[U], T],
    schema: Mapping[str, Plain],
) -> None:
    """Let a type be written in its own way, from before a codec of it is made."""
    if kind in _own or kind in _made:
        raise InvalidValueError(
            "kind", kind.__name__, "a type that is not known yet",
            "register it once, in the module that defines it",
        )  # fmt: skip
    _own[kind] = own(kind, through, write, read, schema)


def codec_of(kind: object) -> Codec:
    """Return the codec of a kind, made when it is first asked for."""
    codec = _made.get(kind)
    if codec is None:
        maker = _Maker()
        codec = maker.codec(kind, "kind")
        _made.update(maker.made)
    return codec


class _Maker:
    """Makes the codecs that one kind needs; they are kept together, or not at all."""

    def __init__(self) -> None:
        self.made: dict[object, Codec] = {}

    def codec(self, kind: object, place: str) -> Codec:
        known = _made.get(kind) or self.made.get(kind)
        if known is None:
            known = self.made[kind] = self._make(kind, place)
        return known

    def _make(self, kind: object, place: str) -> Codec:
        made = get_origin(kind) or kind
        if kind in _own:
            known = _own[kind]
            return _codec.through(known, self.codec(known.through, place))
        if is_record(made):
            return self._record(kind, cast("type", made))
        if isinstance(kind, NewType):
            return self.codec(kind.__supertype__, place)
        if _is_enum(made):
            return _codec.choice(made, {member.value: member for member in made})
        compose, parts = _COMPOSE.get(made), get_args(kind)
        if compose and parts:
            codec = compose(parts, partial(self.codec, place=place))
            if codec:
                return codec
        raise _unsupported(kind, made, place)

    def _record(self, kind: object, made: type) -> Codec:
        name = _name(kind)
        record = Record(kind, made, name)
        self.made[kind] = record.codec
        record.fill(
            Field(
                each.name,
                each.key,
                each.is_required,
                self.codec(each.hint, f"the type of {name}.{each.name}"),
            )
            for each in fields_of(kind)
        )
        return record.codec


def _is_enum(kind: object) -> TypeGuard[type[StrEnum]]:
    return isinstance(kind, type) and issubclass(kind, StrEnum) and len(kind) > 0


def _literal(parts: tuple[object, ...], _: Make) -> Codec | None:
    texts = {part: part for part in parts if type(part) is str}
    return _codec.choice(str, texts) if len(texts) == len(parts) else None


def _optional(parts: tuple[object, ...], make: Make) -> Codec | None:
    others = [part for part in parts if part is not NoneType]
    return _codec.optional(make(others[0])) if len(others) == 1 else None


def _tuple(parts: tuple[object, ...], make: Make) -> Codec:
    if parts[1:] == (Ellipsis,):
        return _codec.series(make(parts[0]))
    return _codec.row(tuple(make(part) for part in parts))


def _frozenset(parts: tuple[object, ...], make: Make) -> Codec | None:
    item = make(parts[0])
    return _codec.distinct(item) if item.json in {"string", "integer"} else None


def _mapping(parts: tuple[object, ...], make: Make) -> Codec | None:
    key, item = map(make, parts)
    return _codec.table(key, item) if key.json == "string" else None


_COMPOSE: Final[dict[object, Callable[[tuple[object, ...], Make], Codec | None]]] = {
    Literal: _literal,
    Union: _optional,
    UnionType: _optional,
    tuple: _tuple,
    frozenset: _frozenset,
    dict: _mapping,
    Mapping: _mapping,
}


def _name(kind: object) -> str:
    """Name a record: State's own `Event[State]` is an Event_State."""
    parts = (get_origin(kind) or kind, *get_args(kind))
    names = [getattr(part, "__name__", str(part)) for part in parts]
    return re.sub(r"\W+", "_", "_".join(names))


def _unsupported(kind: object, made: object, place: str) -> InvalidValueError:
    if isinstance(kind, TypeVar):
        cure = "give the class its type parameter, as in Event[State]"
    else:
        cure = _CURES.get(made, _CURE)
    given = kind.__name__ if kind is made and isinstance(kind, type) else str(kind)
    return InvalidValueError(place, given, "a type that plain data holds exactly", cure)


for _known in WAITING:
    add(*_known)
WAITING.clear()
