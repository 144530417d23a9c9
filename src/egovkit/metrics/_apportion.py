"""Percentages that add up: the method of the largest remainder, in exact integers."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from egovkit.errors import InvalidValueError

_K = TypeVar("_K")


def apportion(counts: Mapping[_K, int], places: int = 2) -> dict[_K, Decimal] | None:
    """Turn counts into percentages that add up to exactly 100.

    Every share is cut off after `places` decimals, and what is missing to 100 goes,
    one unit each, to the largest remainders (Hamilton's method). Of equal remainders
    the larger count comes first, of equal counts the one given first. So each
    percentage is less than one unit away from its exact share, and a share that needs
    no rounding, such as that of a zero count, stays as it is.

    Returns
    -------
    dict or None
        The percentages in the order given; None when the counts add up to 0.

    Raises
    ------
    InvalidValueError
        If a count is negative or no integer, or `places` is.

    Examples
    --------
    >>> print(*apportion({"a": 1, "b": 1, "c": 1}).values())
    33.34 33.33 33.33
    >>> apportion({"a": 1, "b": 2}, places=0)
    {'a': Decimal('33'), 'b': Decimal('67')}
    """
    for name, count in counts.items():
        whole_number(f"counts[{name!r}]", count, least=0)
    units = 100 * 10 ** whole_number("places", places, least=0)
    total = sum(counts.values())
    if not total:
        return None
    floors = {name: count * units // total for name, count in counts.items()}
    # sorted() is stable, so that equal counts keep the order given.
    ranked = sorted(
        counts, key=lambda name: (-(counts[name] * units % total), -counts[name])
    )
    raised = set(ranked[: units - sum(floors.values())])
    return {
        name: decimal(floor + (name in raised), places)
        for name, floor in floors.items()
    }


def whole_number(name: str, given: object, *, least: int | None = None) -> int:
    """Return an integer as it is; refuse anything else, and what is below `least`."""
    if not isinstance(given, int) or isinstance(given, bool):
        raise InvalidValueError(name, given, "a whole number")
    if least is not None and given < least:
        raise InvalidValueError(name, given, f"a whole number from {least} up")
    return given


def decimal(units: int, places: int) -> Decimal:
    """Return `units` of the last of `places` decimals, whatever the context's precision."""
    return Decimal(f"{units}E-{places}")
