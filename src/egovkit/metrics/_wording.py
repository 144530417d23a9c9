"""How an audit writes figures, for a clerk to read."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction

from egovkit.metrics._apportion import decimal
from egovkit.metrics._cells import Rounding
from egovkit.metrics._solutions import Solutions


def share(count: int, total: int, places: int) -> Decimal:
    """Return what a count is of a total, as a percentage rounded half up."""
    return decimal((200 * 10**places * count + total) // (2 * total), places)


def plain(percentage: Fraction, places: int) -> str:
    """Write a percentage that has no more than so many places."""
    return f"{decimal(int(percentage * 10**places), places):f}"


def span(low: int, high: int) -> str:
    """Write a range of counts."""
    return str(low) if low == high else f"{low} to {high}"


def ranges(solutions: Solutions, cells: Collection[str]) -> str:
    """Write the range of some counts."""
    return ", ".join(
        f"{name} {span(*ends)}"
        for name, ends in solutions.ranges.items()
        if name in cells
    )


def by_rounding(texts: Mapping[Rounding, str]) -> list[str]:
    """Write a text for each rounding, equal ones once."""
    roundings: dict[str, list[str]] = {}
    for rounding, text in texts.items():
        roundings.setdefault(text, []).append(rounding)
    return [f"{', '.join(names)}: {text}" for text, names in roundings.items()]
