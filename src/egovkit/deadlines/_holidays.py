"""The only door to the `holidays` package.

Its objects fill themselves when they are looked at, which is neither immutable nor
safe between threads. So a country is read once, for all its years, and dropped.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from egovkit.deadlines._days import DayStatus, Reason
from egovkit.deadlines._rules import Confidence
from egovkit.errors import InvalidValueError


class CountryDays(NamedTuple):
    """What `holidays` knows of a country: its weekend and the days that differ."""

    weekend: frozenset[int]
    entries: dict[date, DayStatus]
    origin: str
    years: range


def read(
    country: str, years: range, subdivision: str | None, language: str
) -> CountryDays:
    """Read the public holidays and make-up days of a country, eagerly."""
    import holidays
    from holidays.version import __version__ as version

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
    own = national = days_of(None)
    known_years = _known_years(years, national.start_year, national.end_year)
    entries = _entries(national.items(), source, is_local=False)
    if subdivision is not None:
        own = days_of(subdivision)
        # A plain set, for the package parses whatever is looked up in its own.
        known = set(own)
        local = {day: name for day, name in own.items() if day not in entries}
        entries = {day: entry for day, entry in entries.items() if day in known}
        entries |= _entries(local.items(), source, is_local=True)
    weekend, moved = _weekly_rest(own.is_weekend, known_years)
    entries = moved | entries
    entries |= {
        day: DayStatus(
            True, Reason.MAKE_UP, source=source, confidence=Confidence.SECONDARY
        )
        for day in own.weekend_workdays
        if day.year in known_years
    }
    place = country if subdivision is None else f"{country}-{subdivision}"
    return CountryDays(weekend, entries, f"{source} {place}", known_years)


def _known_years(years: range, first: int, last: int) -> range:
    """Leave out the years of which the package knows nothing, and does not say so.

    In its tables they have no day off at all, which would be a guess.
    """
    known = range(max(years.start, first), min(years.stop, last + 1))
    if not known:
        raise InvalidValueError(
            "years",
            f"{years.start} to {years.stop - 1}",
            f"years from {first} to {last}",
        )
    return known


def _weekly_rest(
    is_weekend: Callable[[date], bool], years: range
) -> tuple[frozenset[int], dict[date, DayStatus]]:
    """Return the weekly rest days of the last year, and the days on which others were.

    States may have their own, and a country may move them, as the Emirates did in 2022.
    """
    starts = [*(date(year, 1, 1) for year in years), date(years[-1], 12, 25)]
    weekends = [
        frozenset(day.weekday() for day in _days(start, 7) if is_weekend(day))
        for start in starts
    ]
    weekend = weekends[-1]
    if set(weekends) == {weekend}:
        return weekend, {}
    span = _days(starts[0], starts[-1].toordinal() - starts[0].toordinal() + 7)
    return weekend, {
        day: DayStatus(False, Reason.WEEKEND)
        if is_weekend(day)
        else DayStatus(True, Reason.WORKED)
        for day in span
        if is_weekend(day) != (day.weekday() in weekend)
    }


def _days(start: date, count: int) -> Iterator[date]:
    first = start.toordinal()
    return map(date.fromordinal, range(first, first + count))


def _entries(
    days: Iterable[tuple[date, str]], source: str, *, is_local: bool
) -> dict[date, DayStatus]:
    reason, confidence = Reason.HOLIDAY, Confidence.SECONDARY
    return {
        day: DayStatus(False, reason, name, source, False, confidence, is_local)
        for day, name in days
    }
