"""Period: the local days a report is about."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from attrs import field, frozen

from egovkit._plain import for_pydantic
from egovkit._time import local_instant, require_aware, require_day, zone
from egovkit.errors import InvalidValueError

_EARLIEST, _LATEST = date(2, 1, 1), date(9998, 12, 31)
"""One year short of what a date can hold, so that every zone can show the ends."""


@for_pydantic
@frozen
class Period:
    """Local days from the first to the last, both inclusive.

    Attributes
    ----------
    first, last
        The first and the last day.
    tz
        The office's zone, or its IANA name: a day begins when its clocks show 00:00.

    Raises
    ------
    NotADateError
        If `first` or `last` is an instant, which is no day without a zone.
    InvalidValueError
        If the last day is before the first.

    Examples
    --------
    The first quarter of a Vietnamese report runs from the 15th to the 14th (Decree
    09/2019 art. 12):

    >>> quarter = Period(date(2024, 12, 15), date(2025, 3, 14), "Asia/Ho_Chi_Minh")
    >>> print(quarter)
    2024-12-15 to 2025-03-14 (Asia/Ho_Chi_Minh)
    """

    first: date
    last: date
    tz: tzinfo = field(converter=zone)

    def __attrs_post_init__(self) -> None:
        for name, day in (("first", self.first), ("last", self.last)):
            require_day(day, name)
            if not _EARLIEST <= day <= _LATEST:
                raise InvalidValueError(
                    name, str(day), f"a day from {_EARLIEST} to {_LATEST}"
                )
        if self.last < self.first:
            raise InvalidValueError(
                "last", str(self.last), f"a day from {self.first}, the first, onwards"
            )

    def __str__(self) -> str:
        return f"{self.first} to {self.last} ({self.tz})"

    @property
    def start(self) -> datetime:
        """The instant at which the first day begins, inclusive.

        Examples
        --------
        >>> print(Period(date(2026, 1, 1), date(2026, 1, 31), "Asia/Tokyo").start)
        2026-01-01 00:00:00+09:00
        """
        return local_instant(self.first, time.min, self.tz)

    @property
    def end(self) -> datetime:
        """The instant at which the day after the last begins, exclusive.

        Examples
        --------
        >>> print(Period(date(2026, 1, 1), date(2026, 1, 31), "Asia/Tokyo").end)
        2026-02-01 00:00:00+09:00
        """
        return local_instant(self.last + timedelta(days=1), time.min, self.tz)

    def months(self) -> tuple["Period", ...]:
        """Return its calendar months, the first and the last as far as they reach.

        They adjoin, as `flows` wants them.

        Examples
        --------
        >>> quarter = Period(date(2024, 12, 15), date(2025, 3, 14), "Asia/Tokyo")
        >>> for month in quarter.months():
        ...     print(month.first, month.last)
        2024-12-15 2024-12-31
        2025-01-01 2025-01-31
        2025-02-01 2025-02-28
        2025-03-01 2025-03-14
        """
        months: list[Period] = []
        first = self.first
        while first <= self.last:
            # Every month has a 28th, and four days later it is the next month.
            following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
            last = min(self.last, following - timedelta(days=1))
            months.append(Period(first, last, self.tz))
            first = following
        return tuple(months)

    def cut(self, as_of: datetime) -> datetime:
        """Return the instant whose state a report shows, in UTC, inclusive.

        It is `as_of`, but at the latest the period's last microsecond.

        Raises
        ------
        NaiveDatetimeError
            If `as_of` has no zone.
        InvalidValueError
            If the period has not begun at `as_of`.

        Examples
        --------
        >>> january = Period(date(2026, 1, 1), date(2026, 1, 31), "Asia/Tokyo")
        >>> print(january.cut(datetime(2026, 3, 1, tzinfo=UTC)))
        2026-01-31 14:59:59.999999+00:00
        """
        at = require_aware(as_of, "as_of").astimezone(UTC)
        if at < self.start.astimezone(UTC):
            raise InvalidValueError(
                "as_of", as_of.isoformat(" "), f"an instant after {self.start} began",
                "report on a period that has begun",
            )  # fmt: skip
        return min(at, self.end.astimezone(UTC) - timedelta(microseconds=1))
