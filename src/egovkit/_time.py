"""The only place where an instant becomes a day."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from egovkit.errors import InvalidValueError, NaiveDatetimeError, NotADateError

END_OF_DAY = time(23, 59, 59)
"""The last whole second of a day: so `due_at.date()` is the due day itself.

Civil Code 2015 art. 148(6) lets the last day end at 24:00, which as an instant would
already be the next day's date.
"""


def zone(tz: str | tzinfo) -> tzinfo:
    """Turn the name of a zone into the zone; a `tzinfo` passes through."""
    if isinstance(tz, tzinfo):
        return tz
    # Loaded when a name is to be looked up: half of the core never does.
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidValueError(
            "tz", tz, "an IANA time zone", "write it like 'Asia/Ho_Chi_Minh'"
        ) from None


def require_aware(at: datetime, name: str) -> datetime:
    """Return `at` when it has a zone; refuse it when it has none."""
    if at.utcoffset() is None:
        raise NaiveDatetimeError(at, name)
    return at


def require_day(day: date, name: str) -> date:
    """Return `day` when it is a plain date; an instant has no date without a zone."""
    if isinstance(day, datetime) or not isinstance(day, date):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise NotADateError(day, name)
    return day


def local_date(at: datetime, tz: tzinfo, name: str = "at") -> date:
    """Return the day on which `at` falls in `tz`."""
    if at.tzinfo is tz:
        return at.date()
    return require_aware(at, name).astimezone(tz).date()


def local_instant(day: date, clock: time, tz: tzinfo) -> datetime:
    """Return the instant at which clocks in `tz` show `clock` on `day`.

    A time that a change to summer time skips is read with the offset before the
    change and shown as the clock then shows it: 02:30 becomes 03:30. A time that
    occurs twice is the first of the two.
    """
    return datetime.combine(day, clock, tz).astimezone(UTC).astimezone(tz)


def add_elapsed(at: datetime, duration: timedelta, tz: tzinfo) -> datetime:
    """Add time as it passes, not as clocks show it, and return it in `tz`."""
    return (at.astimezone(UTC) + duration).astimezone(tz)
