"""What the verbs read from the command line: instants, days, periods, pairs."""

import argparse
import re
from datetime import date, datetime, time, timedelta, tzinfo

from egovkit._time import END_OF_DAY, local_instant, zone
from egovkit.errors import InvalidValueError
from egovkit.metrics import Period

_MONTHS = 12
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DURATION = re.compile(r"(\d{1,4})(min|h|d|w)")
_UNITS = {"min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_QUARTER = re.compile(r"(\d{4})-[Qq]([1-4])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")


def instant(text: str, tz: tzinfo, *, ends_day: bool = False) -> datetime:
    """Read an instant in ISO 8601; one without an offset is local in `tz`.

    A day alone is its beginning, or with `ends_day` its end.
    """
    try:
        if _DAY.fullmatch(text):
            clock = END_OF_DAY if ends_day else time.min
            return local_instant(date.fromisoformat(text), clock, tz)
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidValueError(
            "instant", text, "ISO 8601, such as 2026-04-23T09:00 or 2026-04-23"
        ) from None
    if at.tzinfo is None:
        return local_instant(at.date(), at.time(), tz)
    return at.astimezone(tz)


def period(text: str, tz: tzinfo) -> Period:
    """Read a period: 2026, 2026-03, 2026-Q1, or 2026-01-15..2026-02-14."""
    try:
        first, last = _ends(text)
    except ValueError:
        raise InvalidValueError(
            "period", text, "2026, 2026-03, 2026-Q1 or 2026-01-15..2026-02-14"
        ) from None
    return Period(first, last, tz)


def _ends(text: str) -> tuple[date, date]:
    if _YEAR.fullmatch(text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if quarter := _QUARTER.fullmatch(text):
        month = 3 * int(quarter[2]) - 2
        return _months(int(quarter[1]), month, 3)
    if month_of := _MONTH.fullmatch(text):
        return _months(int(month_of[1]), int(month_of[2]), 1)
    first, _, last = text.partition("..")
    return date.fromisoformat(first), date.fromisoformat(last)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    years, month_after = divmod(month - 1 + count, _MONTHS)
    after = date(year + years, month_after + 1, 1)
    return date(year, month, 1), after - timedelta(days=1)


def duration(text: str) -> timedelta:
    """Read 5min, 12h, 90d or 2w, with argparse's kind of error."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(
            f"{text!r}; expected a time such as 5min, 12h, 90d or 2w"
        )
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def expiry(text: str, tz: tzinfo) -> timedelta | datetime | None:
    """Read an end: 90d from now, an instant, a day (its last moment), or never."""
    if text == "never":
        return None
    if _DURATION.fullmatch(text):
        return duration(text)
    try:
        end = instant(text, tz, ends_day=True)
        # What expires is the first instant that is no longer good.
        return end + timedelta(seconds=1) if _DAY.fullmatch(text) else end
    except (InvalidValueError, OverflowError):
        raise InvalidValueError(
            "--expires", text, "90d, 2026-12-31, an instant in ISO 8601, or never"
        ) from None


def kid(text: str) -> bytes:
    """Read the name of a key in hexadecimal, with argparse's kind of error."""
    if not re.fullmatch(r"(?:[0-9A-Fa-f]{2}){1,32}", text):
        raise argparse.ArgumentTypeError(
            f"{text!r}; expected pairs of hexadecimal digits, such as 2fe6a93b"
        )
    return bytes.fromhex(text)


def tz(text: str) -> tzinfo:
    """Read a zone, with argparse's kind of error."""
    try:
        return zone(text)
    except InvalidValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def pair(text: str) -> tuple[str, str]:
    """Read NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise argparse.ArgumentTypeError(f"{text!r}; expected NAME=VALUE")
    return name, value


def word(text: str) -> tuple[str, str, str]:
    """Read COLUMN:WORD=OURS; the file's word may hold colons and equals signs."""
    column, colon, rest = text.partition(":")
    theirs, equals, ours = rest.rpartition("=")
    if not (column and colon and theirs and equals):
        raise argparse.ArgumentTypeError(f"{text!r}; expected COLUMN:WORD=OURS")
    return column, theirs, ours
