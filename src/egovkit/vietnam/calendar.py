"""The official calendar: days off and make-up Saturdays, each with its notice."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from egovkit import _data
from egovkit.deadlines import Confidence, Notice, OfficeHours, WorkCalendar

TZ: Final = "Asia/Ho_Chi_Minh"
_FIRST, _AFTER = date(2018, 1, 1), date(2027, 1, 1)
_CULTURAL_DAY_FROM = 2026
_SATURDAY = 5


def calendar(
    *,
    years: Iterable[int],
    hours: OfficeHours | None = None,
    cultural_day: bool = True,
    language: str = "vi",
) -> WorkCalendar:
    """Return the calendar of civil servants, as the official notices have it.

    From 2018 to 2026 every day off and every make-up day rests on a notice or on the
    Labour Code, each with its citation and confidence; the calendar vouches for the
    days up to the last year whose notices are complete (`known_through`). Other years
    are as the `holidays` package has them.

    Parameters
    ----------
    years
        The span runs from 1 January of the first to 31 December of the last.
    hours
        When the office is open on a worked day. Terms in working hours need them, and
        a rule that is due at closing uses them; none are assumed.
    cultural_day
        Whether 24 November (Ngày Văn hóa Việt Nam) is a day off from 2026 on. That
        rests on secondary sources; a deadline that depends on it says so.
    language
        The language of the names that come from the package.

    Examples
    --------
    >>> from egovkit import vietnam as vn
    >>> days = vn.calendar.calendar(years=range(2026, 2028))
    >>> days.is_working_day(date(2026, 1, 2)), days.is_working_day(date(2026, 1, 10))
    (False, True)
    >>> days.status(date(2026, 1, 2)).source
    '12729/VPCP-KGVX'
    >>> days.known_through
    datetime.date(2026, 12, 31)
    """
    span = sorted(years)
    cultural = _cultural_days(span)
    return WorkCalendar.for_country(
        "VN",
        tz=ZoneInfo(TZ),
        years=span,
        notices=(*notices(), *(_cultural_notices(cultural) if cultural_day else ())),
        hours=hours,
        language=language,
        exclude=_covered_days()
        if cultural_day
        else _covered_days().union(cultural, _days_in_lieu(cultural)),
    )


@cache
def _covered_days() -> frozenset[date]:
    """Return the days for which the notices are complete: the package is not asked."""
    return frozenset(
        map(date.fromordinal, range(_FIRST.toordinal(), _AFTER.toordinal()))
    )


@cache
def notices() -> tuple[Notice, ...]:
    """Return the official notices from 2018 on, the earliest first.

    Examples
    --------
    >>> swap = next(n for n in notices() if n.citation == "12729/VPCP-KGVX")
    >>> swap.published
    datetime.date(2025, 12, 25)
    """
    table = _data.table(__package__, "notices.toml")
    return tuple(_notice(row) for row in cast("list[dict[str, Any]]", table["notice"]))


def _notice(row: dict[str, Any]) -> Notice:
    return Notice(
        days_off=_named(row.get("days_off", ())),
        make_up_days=_named(row.get("make_up_days", ())),
        undecided=_named(row.get("undecided", ())),
        citation=row["citation"],
        published=row.get("published"),
        complete_through=row.get("complete_through"),
        source=row["source"],
        confidence=row["confidence"],
    )


def _named(entries: Iterable[dict[str, Any]]) -> dict[date, str]:
    return {entry["day"]: entry["name"] for entry in entries}


def _cultural_days(years: list[int]) -> list[date]:
    return [date(year, 11, 24) for year in years if year >= _CULTURAL_DAY_FROM]


def _days_in_lieu(days: list[date]) -> list[date]:
    """Return the Monday after each day that falls on a weekend."""
    late = (day for day in days if day.weekday() >= _SATURDAY)
    return [day + timedelta(days=7 - day.weekday()) for day in late]


def _cultural_notices(days: list[date]) -> tuple[Notice, Notice]:
    """Return 24 November as a day off, and what is assumed of its days in lieu.

    The day is not one of those of the Labour Code's art. 112(1), to which the day off
    in lieu of art. 111(3) belongs; the package gives it one all the same.
    """
    name = "Ngày Văn hóa Việt Nam"
    return (
        Notice(
            days_off=dict.fromkeys(days, name),
            citation="Resolution 28/2026/QH16 art. 2(1)",
            source="quoted by press reports; holidays 0.109",
            confidence=Confidence.SECONDARY,
        ),
        Notice(
            days_off=dict.fromkeys(_days_in_lieu(days), f"{name} (nghỉ bù)"),
            citation="in lieu of 24 November, by holidays 0.109 alone",
            source="holidays 0.109",
            confidence=Confidence.UNVERIFIED,
        ),
    )
