"""DayTable: the frozen table behind a calendar, and its questions about days."""

from collections.abc import Iterator, Mapping
from datetime import date, tzinfo
from itertools import accumulate, compress
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from attrs import frozen

from egovkit._time import require_day
from egovkit.deadlines._days import DayStatus, Notice, Reason, marked
from egovkit.deadlines._hours import OfficeHours
from egovkit.errors import InvalidValueError, SpanError

_date_of = date.fromordinal


class DayRow(NamedTuple):
    """A day of a calendar as a row of a table.

    Attributes
    ----------
    rank
        How many worked days of the calendar come before it.
    due_rank
        The rank to which a term in working days is added.

    Examples
    --------
    >>> DayRow(date(2026, 1, 5), True, 2, 2, Reason.WORKED).working
    True
    """

    day: date
    working: bool
    rank: int
    due_rank: int
    reason: Reason


@frozen(init=False, eq=False, repr=False)
class DayTable:
    """Which days are worked, as ranks: every question is a look-up.

    Two tables are equal when their fingerprints are.
    """

    tz: tzinfo
    first: date
    last: date
    weekend: frozenset[int]
    known_through: date | None
    origin: str
    notices: tuple[Notice, ...]
    hours: OfficeHours | None
    _entries: dict[date, DayStatus]
    _base: int
    _days: int
    _rank: list[int]
    _worked: list[int]
    _digest: str
    _kept: dict[object, Any]

    def is_working_day(self, day: date) -> bool:
        """Tell whether the office works on a day.

        Examples
        --------
        >>> from egovkit.deadlines import WorkCalendar
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 1, 31)
        ... )
        >>> calendar.is_working_day(date(2026, 1, 3))
        False
        """
        if type(day) is not date:
            require_day(day, "day")
        i = day.toordinal() - self._base
        if 0 <= i < self._days:
            return self._rank[i] != self._rank[i + 1]
        raise SpanError(day, self.first, self.last)

    def add_working_days(self, day: date, n: int) -> date:
        """Return the n-th worked day from `day`, later or, with a negative n, earlier.

        From a day off, +1 is the first worked day after it and -1 the last before it.
        With n = 0 it is `day` itself when worked, else the next worked day.

        Raises
        ------
        SpanError
            If `day` or the result lies outside of the calendar.

        Examples
        --------
        >>> from egovkit.deadlines import WorkCalendar
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 1, 31)
        ... )
        >>> saturday = date(2026, 1, 3)
        >>> [calendar.add_working_days(saturday, n).day for n in (-1, 0, 1, 2)]
        [2, 5, 5, 6]
        """
        if type(day) is not date:
            require_day(day, "day")
        i = day.toordinal() - self._base
        if 0 <= i < self._days:
            rank = self._rank[i] + n if n <= 0 else self._rank[i + 1] + n - 1
            if 0 <= rank < self._rank[-1]:
                return _date_of(self._worked[rank])
            raise SpanError(f"{day} {n:+} working days", self.first, self.last)
        raise SpanError(day, self.first, self.last)

    def working_days_between(self, start: date, end: date) -> int:
        """Count the worked days from `start` up to but not including `end`.

        `end` may be the day after the calendar's last. When `end` comes before
        `start`, the count is the negation of the reversed one.

        Examples
        --------
        >>> from egovkit.deadlines import WorkCalendar
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 1, 31)
        ... )
        >>> calendar.working_days_between(date(2026, 1, 5), date(2026, 1, 12))
        5
        """
        if type(start) is not date or type(end) is not date:
            require_day(start, "start")
            require_day(end, "end")
        i, j = start.toordinal() - self._base, end.toordinal() - self._base
        if 0 <= i <= self._days and 0 <= j <= self._days:
            return self._rank[j] - self._rank[i]
        outside = end if 0 <= i <= self._days else start
        raise SpanError(outside, self.first, self.last)

    def status(self, day: date) -> DayStatus:
        """Return whether a day is worked, why, by which source, and how sure that is.

        Examples
        --------
        >>> from egovkit.deadlines import WorkCalendar
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 1, 31)
        ... )
        >>> calendar.status(date(2026, 1, 3)).reason
        <Reason.WEEKEND: 'weekend'>
        """
        if not self.first <= require_day(day, "day") <= self.last:
            raise SpanError(day, self.first, self.last)
        own = marked(self._entries, day, self.weekend)
        return own._replace(provisional=True) if self.is_provisional(day) else own

    def is_provisional(self, day: date) -> bool:
        """Tell whether a day lies past what the calendar vouches for.

        Examples
        --------
        >>> from egovkit.deadlines import WorkCalendar
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2027, 12, 31),
        ...     known_through=date(2026, 12, 31),
        ... )
        >>> calendar.is_provisional(date(2027, 1, 1))
        True
        """
        return self.known_through is None or day > self.known_through

    @property
    def marked_days(self) -> Mapping[date, DayStatus]:
        """The days that the weekday alone does not decide.

        Examples
        --------
        >>> from egovkit.deadlines import WorkCalendar
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31),
        ...     days_off={date(2026, 9, 2): "Quốc khánh"},
        ... )
        >>> [status.name for status in calendar.marked_days.values()]
        ['Quốc khánh']
        """
        return MappingProxyType(self._entries)

    def rows(self, first: date, last: date) -> Iterator[DayRow]:
        """Yield a row per day from `first` to `last`, both included."""
        for day in (first, last):
            if not self.first <= require_day(day, "day") <= self.last:
                raise SpanError(day, self.first, self.last)
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day, i = _date_of(ordinal), ordinal - self._base
            rank, after = self._rank[i], self._rank[i + 1]
            reason = marked(self._entries, day, self.weekend).reason
            yield DayRow(day, rank != after, rank, after - 1, reason)

    @property
    def fingerprint(self) -> str:
        """A digest of all that decides a deadline; names and languages do not.

        Examples
        --------
        >>> from egovkit.deadlines import WorkCalendar
        >>> span = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}
        >>> named = WorkCalendar(tz="UTC", days_off={date(2026, 9, 2): "x"}, **span)
        >>> plain = WorkCalendar(tz="UTC", days_off=[date(2026, 9, 2)], **span)
        >>> named.fingerprint == plain.fingerprint
        True
        """
        if not self._digest:
            import hashlib

            facts = "\n".join(self._facts()).encode()
            object.__setattr__(self, "_digest", hashlib.sha256(facts).hexdigest())
        return self._digest

    def _facts(self) -> Iterator[str]:
        yield f"egovkit.WorkCalendar/1 {self.tz} {self.first} {self.last}"
        yield f"{sorted(self.weekend)} {self.known_through}"
        for day, status in sorted(self._entries.items()):
            weekly = marked({}, day, self.weekend)
            if self.first <= day <= self.last and status.reason is not weekly.reason:
                yield f"{day} {status.reason} {status.is_working} {status.is_local}"
        if self.hours is not None:
            yield from self.hours.facts()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DayTable):
            return NotImplemented
        return self is other or self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} {self.origin}, {self.first} to {self.last}, {self.tz}, "
            f"{self.fingerprint[:12]}>"
        )


_Table = TypeVar("_Table", bound=DayTable)


def fill(
    table: _Table,
    *,
    tz: tzinfo,
    first: date,
    last: date,
    weekend: frozenset[int],
    known_through: date | None,
    origin: str,
    notices: tuple[Notice, ...],
    hours: OfficeHours | None,
    entries: dict[date, DayStatus],
) -> _Table:
    """Build the table once; from then on the calendar never changes."""
    if last < first:
        raise InvalidValueError("last", str(last), f"a day from {first} on")
    base = first.toordinal()
    days = last.toordinal() - base + 1
    worked = _week_by_week(first.weekday(), weekend, days)
    for day, status in entries.items():
        if 0 <= (i := day.toordinal() - base) < days:
            worked[i] = status.is_working
    fields = {
        "tz": tz,
        "first": first,
        "last": last,
        "weekend": weekend,
        "known_through": known_through,
        "origin": origin,
        "notices": notices,
        "hours": hours,
        "_entries": entries,
        "_base": base,
        "_days": days,
        # _rank[i] counts the worked days before the day first + i.
        "_rank": list(accumulate(worked, initial=0)),
        # Ordinals, for making thirty years of dates takes longer than all else here.
        "_worked": list(compress(range(base, base + days), worked)),
        "_digest": "",
        "_kept": {},
    }
    for name, value in fields.items():
        object.__setattr__(table, name, value)
    return table


def _week_by_week(start: int, weekend: frozenset[int], days: int) -> bytearray:
    week = bytes((start + i) % 7 not in weekend for i in range(7))
    return bytearray((week * (days // 7 + 1))[:days])
