"""Strategies of payloads, by the types that their classes declare."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Union, cast, get_args, get_origin, get_type_hints

import attrs

from egovkit.deadlines import Extension
from egovkit.testing._hypothesis import SearchStrategy, reject, st

Payloads = Mapping[type[object], SearchStrategy[object]]

_DAY = timedelta(days=1)
_LATER = st.tuples(st.integers(-2, 40), st.sampled_from([None, 0, 1]))
_OFFSETS = st.sampled_from([UTC, timezone(timedelta(hours=7))])
_LEAST, _MOST = datetime(2024, 1, 1), datetime(2027, 12, 31)  # noqa: DTZ001, gets its zone below
# Plain data: no NaN, which equals nothing, and no lone surrogates, which are no text.
_PLAIN: dict[object, SearchStrategy[object]] = {
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    bool: st.booleans(),
    int: st.integers(-(2**53) + 1, 2**53 - 1),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False, places=2),
    date: st.dates(_LEAST.date(), _MOST.date()),
    datetime: st.datetimes(_LEAST, _MOST, timezones=_OFFSETS),
    NoneType: st.none(),
}


def strategies_of(kinds: Iterable[type[object]], given: Payloads) -> Payloads:
    """Return how payloads are drawn: as is given, and else by the types of fields.

    What a class refuses to be built from is drawn again. Extensions depend on when they
    are announced and are left out.
    """
    rest = {kind for kind in kinds if kind not in given}
    by_type = {k: _of_type(k) for k in rest if not issubclass(k, Extension)}
    return {**by_type, **given}


def payload_of(
    kind: type[object], strategies: Payloads, at: datetime
) -> SearchStrategy[object]:
    """Draw payloads of a class for an action at a time."""
    if kind not in strategies and issubclass(kind, Extension):
        return _extensions(kind, at)
    return strategies[kind]


def _extensions(kind: type[Extension], at: datetime) -> SearchStrategy[object]:
    def extend(days: int, before: int | None) -> Extension:
        # In an hour that clocks show twice, an instant with the rules of its zone does
        # not equal itself with a fixed offset, as which it is stored.
        told = None if before is None else at.astimezone(UTC) - before * _DAY
        return kind(at.date() + days * _DAY, "land survey outstanding", told)

    return _LATER.map(lambda drawn: extend(*drawn))


def _of_type(kind: object) -> SearchStrategy[object]:
    if kind in _PLAIN:
        return _PLAIN[kind]
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return st.one_of(*map(_of_type, parts))
    if origin is tuple:
        return _tuples(parts)
    if isinstance(kind, type):
        return _of_class(kind)
    return st.from_type(cast("type[object]", kind))


def _tuples(parts: tuple[object, ...]) -> SearchStrategy[object]:
    if len(parts) == 2 and parts[1] is Ellipsis:  # noqa: PLR2004, tuple[X, ...]
        return st.lists(_of_type(parts[0]), max_size=3).map(tuple)
    return st.tuples(*map(_of_type, parts))


def _of_class(kind: type[object]) -> SearchStrategy[object]:
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    names = _arguments(kind)
    if names is None:
        return st.from_type(kind)
    hints = get_type_hints(kind)
    fields = {given: _of_type(hints[name]) for name, given in names.items()}
    return st.fixed_dictionaries(fields).map(_building(kind))


def _arguments(kind: type[object]) -> dict[str, str] | None:
    """Return the fields that a class is built from, and how its arguments are called."""
    if attrs.has(kind):
        return {a.name: a.alias or a.name for a in attrs.fields(kind) if a.init}
    if dataclasses.is_dataclass(kind):
        return {f.name: f.name for f in dataclasses.fields(kind) if f.init}
    return None


def _building(kind: type[object]) -> Callable[[dict[str, object]], object]:
    def build(fields: dict[str, object]) -> object:
        try:
            return kind(**fields)
        except ValueError:
            reject()

    return build
