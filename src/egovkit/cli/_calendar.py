"""egovkit calendar: a year of an office, and what each day off rests on."""

import argparse
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import cast

from attrs import frozen

from egovkit import _data
from egovkit.cli import _calendars
from egovkit.cli._output import print_json, print_pairs
from egovkit.deadlines import Confidence, DayStatus, WorkCalendar

HELP = "print a year of an office's calendar"
DESCRIPTION = (
    "Print how many days of each month are worked, and under it every day off on a "
    "weekday and every make-up day: its name, its source, and what is not certain "
    "of it. A day that is only proposed to change is listed as unverified."
)
EXAMPLES = """\
examples:
  egovkit calendar 2026
  egovkit calendar 2026 --language vi --no-cultural-day
  egovkit calendar 2026 --country DE --subdivision BY --tz Europe/Berlin --json
"""

_DAY = timedelta(days=1)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the verb takes."""
    add = parser.add_argument
    add("year", metavar="YEAR", type=int, help="such as 2026")
    _calendars.add_arguments(parser)
    add("--language", choices=["en", "vi"], default="en", help="of what is printed")
    add("--json", action="store_true", help="print data instead of text")


def run(arguments: argparse.Namespace) -> int:
    """Read the calendar and print it."""
    calendar = _calendar(arguments)
    months = [_month(calendar, start, end) for start, end in _spans(arguments.year)]
    if arguments.json:
        print_json(_data_of(calendar, months))
    else:
        _print(calendar, months, _words(arguments.language))
    return 0


@frozen
class Month:
    """A month, how many of its days are worked, and those worth a line."""

    first: date
    worked: int
    weekdays: int
    made_up: int
    is_provisional: bool
    days: dict[date, DayStatus]


def _calendar(arguments: argparse.Namespace) -> WorkCalendar:
    zone = _calendars.zone(arguments)
    return _calendars.calendar(arguments, zone, [arguments.year])


def _spans(year: int) -> Iterator[tuple[date, date]]:
    """Yield the first day of each month, and the one after its last."""
    starts = [date(year, month, 1) for month in range(1, 13)]
    return pairwise([*starts, date(year + 1, 1, 1)])


def _month(calendar: WorkCalendar, start: date, end: date) -> Month:
    """Count a month, and keep the days that their weekday does not decide for sure."""
    days = [start + n * _DAY for n in range((end - start).days)]
    statuses = {day: calendar.status(day) for day in days}
    rest = {day for day in days if day.weekday() in calendar.weekend}
    return Month(
        first=start,
        worked=calendar.working_days_between(start, end),
        weekdays=len(days) - len(rest),
        made_up=sum(statuses[day].is_working for day in rest),
        is_provisional=calendar.is_provisional(days[-1]),
        days={
            day: status
            for day, status in statuses.items()
            if status.is_working == (day in rest)
            or status.confidence is Confidence.UNVERIFIED
        },
    )


def _words(language: str) -> Mapping[str, str]:
    """Return what the text says; its weekdays stand in one entry, from Monday."""
    tables = _data.table(__package__, "calendar.toml")
    return cast("Mapping[str, str]", tables[language])


def _print(
    calendar: WorkCalendar, months: list[Month], words: Mapping[str, str]
) -> None:
    print_pairs(_pairs(calendar, months, words))
    for month in months:
        mark = f" ({words['provisional']})" if month.is_provisional else ""
        print(f"\n{month.first:%Y-%m}  {month.worked} {words['working_days']}{mark}")
        for day, status in month.days.items():
            print(f"  {_text(day, status, words)}")


def _pairs(
    calendar: WorkCalendar, months: list[Month], words: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    yield words["year"], f"{calendar.first.year}, {calendar.tz}"
    yield words["working_days"], words["sum"].format(**_sums(months))
    yield words["known_through"], str(calendar.known_through or words["no_day"])
    count = len(calendar.notices)
    notices = f", {count} {words['notices']}" if count else ""
    yield words["source"], f"{calendar.origin}{notices}"


def _sums(months: list[Month]) -> dict[str, int]:
    """Return the counts of the year: worked = weekdays - off + made up."""
    worked = sum(month.worked for month in months)
    weekdays = sum(month.weekdays for month in months)
    made_up = sum(month.made_up for month in months)
    return {
        "worked": worked,
        "weekdays": weekdays,
        "off": weekdays + made_up - worked,
        "made_up": made_up,
    }


def _text(day: date, status: DayStatus, words: Mapping[str, str]) -> str:
    text = f"{words['weekdays'][day.weekday()]:<3} {day}  {words[status.reason]}"
    if status.name:
        text += f": {status.name}"
    if status.source:
        text += f" [{status.source}]"
    doubts = [words["provisional"]] if status.provisional else []
    if status.confidence is not Confidence.READ:
        doubts.append(words[status.confidence])
    return f"{text} ({', '.join(doubts)})" if doubts else text


def _data_of(calendar: WorkCalendar, months: list[Month]) -> dict[str, object]:
    return {
        "year": calendar.first.year,
        "tz": str(calendar.tz),
        "origin": calendar.origin,
        "notices": [notice.citation for notice in calendar.notices],
        "known_through": calendar.known_through,
        **_sums(months),
        "months": [
            {
                "month": f"{month.first:%Y-%m}",
                "worked": month.worked,
                "provisional": month.is_provisional,
                "days": [_day_data(day, s) for day, s in month.days.items()],
            }
            for month in months
        ],
    }


def _day_data(day: date, status: DayStatus) -> dict[str, object]:
    return {
        "day": day,
        "working": status.is_working,
        "reason": status.reason,
        "name": status.name,
        "source": status.source,
        "confidence": status.confidence,
        "provisional": status.provisional,
        "local": status.is_local,
    }
