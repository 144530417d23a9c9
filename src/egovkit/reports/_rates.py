"""Rates: what was finished on time, of which denominator, exact and as a percentage."""

from decimal import Decimal

from attrs import frozen

from egovkit.metrics import Denominator, ResolutionCounts, apportion


@frozen
class Rate:
    """Dossiers finished before or on the due day, of how many, and the percentage."""

    on_time: int
    of: int
    percentage: Decimal


def rate(counts: ResolutionCounts, denominator: Denominator) -> Rate | None:
    """Return the rate of a denominator; None when it is empty.

    It is apportioned between what was finished by the due day and what was not.
    """
    of = sum(parts_of(counts, denominator).values())
    on_time = counts.before_due + counts.on_time
    parts = apportion({"on_time": on_time, "other": of - on_time})
    return None if parts is None else Rate(on_time, of, parts["on_time"])


def parts_of(counts: ResolutionCounts, denominator: Denominator) -> dict[str, int]:
    """Return the counts of the parts of a denominator."""
    rows = dict(counts.rows())
    return {str(part): rows[part] for part in denominator.parts}
