"""The only door to the `holidays` package.

Its objects fill themselves when they are looked at, which is neither immutable nor
safe between threads. So a country is read once, for all its years, and dropped.
"""

from collections.abc import Iterable
from datetime import date
from importlib import metadata
from typing import NamedTuple

from egovkit.deadlines._days import DayStatus, Reason
from egovkit.deadlines._rules import Confidence
from egovkit.errors import InvalidValueError


class CountryDays(NamedTuple):
    """What `holidays` knows of a country: its weekend and the days that differ."""

    weekend: frozenset[int]
    entries: dict[date, DayStatus]
    origin: str


def read(
    country: str, years: range, subdivision: str | None, language: str
) -> CountryDays:
    """Read the public holidays and make-up days of a country, eagerly."""
    import holidays

    version = metadata.version("holidays")

    def days_of(subdivision: str | None) -> holidays.HolidayBase:
        try:
            return holidays.country_holidays(
                country, subdiv=subdivision, years=years, language=language
            )
        except NotImplementedError as error:
            raise InvalidValueError(
                "country" if subdivision is None else "subdivision",
                country if subdivision is None else subdivision,
                f"one that holidays {version} knows",
                str(error),
            ) from None

    source = f"holidays {version}"
    national = days_of(None)
    entries = _entries(national.items(), source, is_local=False)
    made_up: set[date] = set(national.weekend_workdays)
    if subdivision is not None:
        own = days_of(subdivision)
        local = {day: name for day, name in own.items() if day not in entries}
        entries = {day: entry for day, entry in entries.items() if day in own}
        entries |= _entries(local.items(), source, is_local=True)
        made_up = set(own.weekend_workdays)
    entries |= {
        day: DayStatus(
            True, Reason.MAKE_UP, source=source, confidence=Confidence.SECONDARY
        )
        for day in made_up
        if day.year in years
    }
    place = country if subdivision is None else f"{country}-{subdivision}"
    return CountryDays(frozenset(national.weekend), entries, f"{source} {place}")


def _entries(
    days: Iterable[tuple[date, str]], source: str, *, is_local: bool
) -> dict[date, DayStatus]:
    return {
        day: DayStatus(
            False, Reason.HOLIDAY, name, source, False, Confidence.SECONDARY, is_local
        )
        for day, name in days
    }
