"""The values of the standard library that are written as text."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from egovkit._plain._codec import Own, Plain, own

T = TypeVar("T")

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_SECONDS = r"[0-5][0-9](?:\.[0-9]{1,6})?"
_HOUR = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_OFFSET = rf"[+-]{_HOUR}"
_PLACE = r"[A-Za-z0-9_+-]+"


def _text(
    kind: type[T],
    pattern: str,
    example: str,
    write: Callable[[T], str],
    read: Callable[[str], T],
    **schema: Plain,
) -> Own:
    """Return how a type is written as text that has one form.

    The readers of the standard library take more forms than one, in newer versions
    more than in older ones, and digits of any script.
    """
    has_form = re.compile(pattern).fullmatch

    def read_form(text: str) -> T:
        if has_form(text) is None:
            message = f"write it like {example!r}"
            raise ValueError(message)
        return read(text)

    return own(kind, str, write, read_form, {"pattern": f"^(?:{pattern})$", **schema})


def _write_decimal(value: Decimal) -> str:
    if not value.is_finite():
        message = "it has to be finite"
        raise ValueError(message)
    return format(value, "f")


def _write_date(value: date) -> str:
    if isinstance(value, datetime):
        message = "an instant has a day only in a zone; take its local day"
        raise TypeError(message)
    return value.isoformat()


def _write_datetime(value: datetime) -> str:
    offset = value.utcoffset()
    if offset is None:
        message = "it has no zone; attach the office's"
        raise ValueError(message)
    if offset % timedelta(minutes=1):
        message = "RFC 3339 has offsets in whole minutes; take it in UTC"
        raise ValueError(message)
    return datetime.isoformat(value)


def _write_time(value: time) -> str:
    if value.tzinfo is not None:
        message = "a time of day has no zone"
        raise ValueError(message)
    return value.isoformat()


def _write_zone(tz: tzinfo) -> str:
    if isinstance(tz, ZoneInfo) and tz.key:
        return tz.key
    if type(tz) is timezone:
        return _write_datetime(datetime(2000, 1, 1, tzinfo=tz))[-6:]
    message = "it has neither the name of an IANA zone nor a fixed offset"
    raise TypeError(message)


def _read_zone(text: str) -> tzinfo:
    if re.fullmatch(_OFFSET, text):
        sign = -1 if text[0] == "-" else 1
        hours, minutes = int(text[1:3]), int(text[4:])
        return timezone(sign * timedelta(hours=hours, minutes=minutes))
    try:
        return ZoneInfo(text)
    except (LookupError, OSError, ValueError):
        message = "write an IANA time zone like 'Asia/Ho_Chi_Minh'"
        raise ValueError(message) from None


TEXTS: Final = (
    _text(Decimal, r"-?[0-9]+(?:\.[0-9]+)?", "12.50", _write_decimal, Decimal),
    _text(date, _DAY, "2026-01-05", _write_date, date.fromisoformat, format="date"),
    _text(
        datetime,
        rf"{_DAY}T{_HOUR}:{_SECONDS}(?:Z|{_OFFSET})",
        "2026-01-05T09:00:00+07:00",
        _write_datetime,
        datetime.fromisoformat,
        format="date-time",
    ),
    _text(
        time, rf"{_HOUR}(?::{_SECONDS})?", "07:30:00", _write_time, time.fromisoformat
    ),
    _text(
        tzinfo,  # type: ignore[type-abstract]
        rf"{_OFFSET}|{_PLACE}(?:/{_PLACE})*",
        "Asia/Ho_Chi_Minh",
        _write_zone,
        _read_zone,
    ),
)
"""Each in the one form in which it is written."""
