"""Which office, on the line: the calendar of the national profile or of a country."""

import argparse
from collections.abc import Iterable
from datetime import tzinfo

from egovkit import vietnam
from egovkit.cli import _arguments
from egovkit.deadlines import OfficeHours, WorkCalendar
from egovkit.errors import InvalidValueError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say how an office is named on the line."""
    add = parser.add_argument
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--profile",
        choices=["vn"],
        default="vn",
        help="the national profile: official notices, rule by date (default: vn)",
    )
    where.add_argument(
        "--country",
        metavar="CODE",
        help="instead, a country as the holidays package has it; needs --tz",
    )
    add("--subdivision", metavar="CODE", help="a subdivision of --country")
    add("--tz", type=_arguments.tz, metavar="ZONE", help="the zone of --country")
    add("--no-cultural-day", action="store_true", help="24 November is a working day")


def zone(arguments: argparse.Namespace) -> tzinfo:
    """Return the office's zone."""
    if arguments.country is None:
        return _arguments.tz(vietnam.calendar.TZ)
    if arguments.tz is None:
        raise InvalidValueError(
            "--tz",
            None,
            "the zone of --country",
            "add --tz, e.g. --tz Europe/Amsterdam",
        )
    zone: tzinfo = arguments.tz
    return zone


def calendar(
    arguments: argparse.Namespace,
    tz: tzinfo,
    years: Iterable[int],
    hours: OfficeHours | None = None,
) -> WorkCalendar:
    """Return the office's calendar."""
    if arguments.country is None:
        return vietnam.calendar.calendar(
            years=years,
            hours=hours,
            cultural_day=not arguments.no_cultural_day,
            language="vi" if arguments.language == "vi" else "en_US",
        )
    return WorkCalendar.for_country(
        arguments.country,
        tz=tz,
        years=years,
        subdivision=arguments.subdivision,
        hours=hours,
    )
