"""What a calendar and a rule refuse to be built from."""

from collections.abc import Iterable
from datetime import date

from egovkit._time import require_day
from egovkit.errors import InvalidValueError


def require_weekdays(weekend: Iterable[int], name: str = "weekend") -> frozenset[int]:
    """Return weekdays, Monday being 0; a week without a worked day is none."""
    days = frozenset(weekend)
    if not days < frozenset(range(7)):
        raise InvalidValueError(
            name, sorted(days), "weekdays from 0 (Monday) to 6 (Sunday), not all"
        )
    return days


def require_days(days: Iterable[date]) -> frozenset[date]:
    """Refuse instants among days, at the price of one pass even for many years."""
    known = frozenset(days)
    if set(map(type, known)) - {date}:
        for day in known:
            require_day(day, "exclude")
    return known


def require_years(years: Iterable[int]) -> range:
    """Return the years from the first to the last that is named."""
    known = sorted(years)
    if not known:
        raise InvalidValueError("years", years, "at least one year")
    return range(known[0], known[-1] + 1)
