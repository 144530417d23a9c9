"""Building thirty years of calendar, over what the `holidays` package itself takes."""

import holidays

from bench._comparison import Comparison, Yardstick, at_most_times
from bench._timing import interleaved
from egovkit import vietnam as vn
from egovkit.deadlines import WorkCalendar

_YEARS = range(2000, 2030)
_REFERENCE = 2.4e-3


def plain() -> holidays.HolidayBase:
    """Return what the package gives, read eagerly as a calendar must."""
    return holidays.country_holidays("VN", years=_YEARS, language="vi")


def for_country() -> WorkCalendar:
    """Return a country's calendar as the package has it."""
    return WorkCalendar.for_country("VN", tz="Asia/Ho_Chi_Minh", years=_YEARS)


def with_notices() -> WorkCalendar:
    """Return the calendar of Vietnam with its official notices."""
    return vn.calendar.calendar(years=_YEARS)


def compare(*, quick: bool) -> Comparison:
    """Time both calendars beside the package."""
    read, country, vietnam = interleaved(
        [plain, for_country, with_notices], rounds=15 if quick else 150
    )
    package = Yardstick("holidays", read, _REFERENCE)
    return Comparison(
        title="Building a calendar",
        note=(
            f"Vietnam, {_YEARS[0]} to {_YEARS[-1]}. The package gives the days off; a "
            "calendar is these, the make-up days, and the tables of working days."
        ),
        claims=[
            at_most_times(1.5, "WorkCalendar.for_country", country, package),
            at_most_times(1.5, "vietnam.calendar.calendar", vietnam, package),
        ],
        yardsticks=[package],
    )
