"""Grouping outcomes by what they have in common."""

from collections.abc import Callable, Hashable, Iterable
from operator import attrgetter
from typing import Final, TypeVar, overload

from egovkit.errors import InvalidValueError
from egovkit.outcome import COLUMNS, Outcome

_K = TypeVar("_K", bound=Hashable)

_NAMES: Final = tuple(column.name for column in COLUMNS)


def group_of(key: str | Callable[[Outcome], _K]) -> Callable[[Outcome], Hashable]:
    """Return a function that gives the group of an outcome.

    Raises
    ------
    InvalidValueError
        If `key` names no attribute of `Outcome`.
    """
    if not isinstance(key, str):
        return key
    if key not in _NAMES:
        raise InvalidValueError(
            "key", key, "an attribute of Outcome: " + ", ".join(_NAMES)
        )
    return attrgetter(key)


@overload
def grouped(outcomes: Iterable[Outcome], key: str) -> dict[Hashable, list[Outcome]]: ...


@overload
def grouped(
    outcomes: Iterable[Outcome], key: Callable[[Outcome], _K]
) -> dict[_K, list[Outcome]]: ...


def grouped(
    outcomes: Iterable[Outcome], key: str | Callable[[Outcome], _K]
) -> dict[_K, list[Outcome]] | dict[Hashable, list[Outcome]]:
    """Sort outcomes into groups, in one pass, so that any metric can be had by group.

    Parameters
    ----------
    outcomes
        In any order; within a group it is kept.
    key
        The name of an attribute of `Outcome`, such as ``"unit"``, ``"field"``,
        ``"channel"`` or ``"procedure"``, or a function that gives the group of an
        outcome, None included.

    Returns
    -------
    dict
        The groups in the order in which they first occur.

    Raises
    ------
    InvalidValueError
        If `key` names no attribute of `Outcome`.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 1, 5, tzinfo=UTC)
    >>> rows = [Outcome(number=n, unit=f"ward {n[0]}", received_at=at) for n in
    ...     ("1-001", "2-001", "1-002")]
    >>> {unit: len(own) for unit, own in grouped(rows, "unit").items()}
    {'ward 1': 2, 'ward 2': 1}
    """
    group = group_of(key)
    groups: dict[Hashable, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(group(outcome), []).append(outcome)
    return groups
