"""Building a subdivision's thirty years, over what the `holidays` package takes."""

import holidays

from bench._comparison import Comparison, Yardstick, at_most_times
from bench._timing import interleaved
from egovkit.deadlines import WorkCalendar

_YEARS = range(2000, 2030)
_REFERENCE = 1.1e-3


def nation() -> holidays.HolidayBase:
    """Return what the package gives for the country; this was timed before."""
    return holidays.country_holidays("DE", years=_YEARS, language="de")


def plain() -> holidays.HolidayBase:
    """Return what the package gives for the subdivision."""
    return holidays.country_holidays("DE", subdiv="BY", years=_YEARS, language="de")


def for_country() -> WorkCalendar:
    """Return the subdivision's calendar, its own days off told from the nation's."""
    return WorkCalendar.for_country(
        "DE", subdivision="BY", tz="Europe/Berlin", years=_YEARS, language="de"
    )


def compare(*, quick: bool) -> Comparison:
    """Time the calendar beside the package, once the two have agreed."""
    named = {day: status.name for day, status in for_country().marked_days.items()}
    if named != dict(plain()):
        raise ValueError("the candidates disagree")
    of_nation, read, built = interleaved(
        [nation, plain, for_country], rounds=15 if quick else 150
    )
    package = Yardstick("holidays: DE with BY", read)
    return Comparison(
        title="Building the calendar of a subdivision",
        note=(
            f"Germany with Bavaria, {_YEARS[0]} to {_YEARS[-1]}. The package does not say "
            "which days off are the subdivision's own, and some laws ask: so a calendar "
            "reads the nation's too. The nation alone tells how quick the machine is."
        ),
        claims=[at_most_times(2.5, "WorkCalendar.for_country", built, package)],
        yardsticks=[package, Yardstick("holidays: DE", of_nation, _REFERENCE)],
    )
