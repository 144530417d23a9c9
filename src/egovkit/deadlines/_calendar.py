"""WorkCalendar: one frozen table of the days on which an office works."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, tzinfo
from itertools import accumulate, compress
from types import MappingProxyType
from typing import Self, TypeVar

from attrs import frozen

from egovkit._time import require_day, zone
from egovkit.deadlines._days import (
    Days,
    DayStatus,
    Notice,
    Reason,
    marked,
    named_days,
    require_apart,
)
from egovkit.errors import InvalidValueError, SpanError

_date_of = date.fromordinal


@frozen(init=False, eq=False, repr=False)
class WorkCalendar:
    """The days on which an office works, in one zone and one span of days.

    A calendar is built once and never changes: every question is a look-up in a table
    of ranks. A day outside of `first`..`last` (both inclusive) is an error that names
    the span, never a guess. Two calendars are equal when their fingerprints are.

    Parameters
    ----------
    tz
        The office's zone; it decides on which day an instant falls.
    weekend
        The weekdays that are off, Monday being 0.
    days_off, make_up_days
        Further days off, and days that are worked whatever their weekday; with names
        or plain. Days outside of the span change nothing.
    known_through
        The last day the calendar vouches for; None means that it is complete.

    Raises
    ------
    InvalidValueError
        If the span is empty, or a day is both off and made up.
    NotADateError
        If a datetime is given for a day.

    Examples
    --------
    >>> calendar = WorkCalendar(
    ...     tz="Asia/Ho_Chi_Minh", first=date(2026, 1, 1), last=date(2026, 12, 31),
    ...     days_off={date(2026, 1, 1): "Tết Dương lịch", date(2026, 1, 2): "swap"},
    ...     make_up_days={date(2026, 1, 10): "for 2 January"},
    ... )
    >>> calendar.add_working_days(date(2026, 1, 1), 6)
    datetime.date(2026, 1, 10)
    >>> calendar.is_working_day(date(2027, 1, 4))
    Traceback (most recent call last):
        ...
    egovkit.errors.SpanError: 2027-01-04 is outside of the calendar; ...
    """

    tz: tzinfo
    first: date
    last: date
    weekend: frozenset[int]
    known_through: date | None
    origin: str
    notices: tuple[Notice, ...]
    _entries: dict[date, DayStatus]
    _base: int
    _days: int
    _rank: list[int]
    _worked: list[int]
    _digest: str
    _views: dict[frozenset[int], "WorkCalendar"]

    def __init__(
        self,
        *,
        tz: str | tzinfo,
        first: date,
        last: date,
        weekend: Iterable[int] = (5, 6),
        days_off: Days = (),
        make_up_days: Days = (),
        known_through: date | None = None,
    ) -> None:
        off = named_days(days_off, "days_off")
        made_up = named_days(make_up_days, "make_up_days")
        require_apart(off, made_up)
        _fill(
            self,
            tz=zone(tz),
            first=require_day(first, "first"),
            last=require_day(last, "last"),
            weekend=_require_weekdays(weekend),
            known_through=known_through or last,
            origin="given",
            notices=(),
            entries={
                d: DayStatus(False, Reason.HOLIDAY, name) for d, name in off.items()
            }
            | {d: DayStatus(True, Reason.MAKE_UP, name) for d, name in made_up.items()},
        )

    @classmethod
    def for_country(
        cls,
        country: str,
        *,
        tz: str | tzinfo,
        years: Iterable[int],
        subdivision: str | None = None,
        notices: Iterable[Notice] = (),
        language: str = "vi",
        known_through: date | None = None,
        exclude: Iterable[date] = (),
    ) -> Self:
        """Return the calendar of a country that the `holidays` package knows.

        The package is read once, for all years, and dropped. It does not say how far
        its data is final, so without `known_through` every deadline is provisional.

        Parameters
        ----------
        country, subdivision
            The codes of ISO 3166, such as "VN", or "DE" with "BY". A subdivision's own
            days off are marked local.
        years
            The span runs from 1 January of the first to 31 December of the last.
        notices
            Official notices, the earliest first: a later one wins.
        language
            The language of the names, where the package has it.
        exclude
            Days of the package that are no days off here.

        Raises
        ------
        InvalidValueError
            If the package does not know the country or its subdivision.

        Examples
        --------
        >>> calendar = WorkCalendar.for_country(
        ...     "VN", tz="Asia/Ho_Chi_Minh", years=range(2024, 2027)
        ... )
        >>> calendar.status(date(2024, 5, 4)).reason
        <Reason.MAKE_UP: 'make_up'>
        """
        from egovkit.deadlines import _holidays

        span = _require_years(years)
        found = _holidays.read(country, span, subdivision, language)
        for day in exclude:
            found.entries.pop(require_day(day, "exclude"), None)
        notices = tuple(notices)
        entries = found.entries
        for notice in notices:
            entries = notice.applied_to(entries, found.weekend)
        return _fill(
            cls.__new__(cls),
            tz=zone(tz),
            first=date(span.start, 1, 1),
            last=date(span.stop - 1, 12, 31),
            weekend=found.weekend,
            known_through=_latest(
                known_through, *(notice.complete_through for notice in notices)
            ),
            origin=found.origin,
            notices=notices,
            entries=entries,
        )

    def _with(
        self,
        *,
        weekend: frozenset[int] | None = None,
        entries: dict[date, DayStatus] | None = None,
        notices: tuple[Notice, ...] | None = None,
        known_through: date | None = None,
    ) -> Self:
        return _fill(
            self.__class__.__new__(self.__class__),
            tz=self.tz,
            first=self.first,
            last=self.last,
            weekend=self.weekend if weekend is None else weekend,
            known_through=known_through or self.known_through,
            origin=self.origin,
            notices=self.notices if notices is None else notices,
            entries=self._entries if entries is None else entries,
        )

    def is_working_day(self, day: date) -> bool:
        """Tell whether the office works on a day.

        Examples
        --------
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
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2027, 12, 31),
        ...     known_through=date(2026, 12, 31),
        ... )
        >>> calendar.is_provisional(date(2027, 1, 1))
        True
        """
        return self.known_through is None or day > self.known_through

    def with_notice(self, notice: Notice) -> Self:
        """Return the calendar with an official notice applied; a later notice wins.

        Examples
        --------
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31)
        ... )
        >>> swap = Notice(
        ...     days_off=[date(2026, 1, 2)], make_up_days=[date(2026, 1, 10)],
        ...     citation="12729/VPCP-KGVX",
        ... )
        >>> calendar.with_notice(swap).status(date(2026, 1, 2)).source
        '12729/VPCP-KGVX'
        """
        return self._with(
            entries=notice.applied_to(self._entries, self.weekend),
            notices=(*self.notices, notice),
            known_through=_latest(self.known_through, notice.complete_through),
        )

    def with_closures(
        self, closures: Mapping[date, str], *, citation: str | None = None
    ) -> Self:
        """Return the calendar with days on which this office is closed.

        A closure on a day already off changes nothing. Its reason is `Reason.CLOSED`,
        never a holiday: some laws count back over the two in different ways.

        Examples
        --------
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31)
        ... )
        >>> flooded = calendar.with_closures({date(2026, 10, 5): "flood"})
        >>> flooded.status(date(2026, 10, 5)).reason
        <Reason.CLOSED: 'closed'>
        """
        closed = {
            day: DayStatus(False, Reason.CLOSED, reason, citation)
            for day, reason in closures.items()
            if self.is_working_day(day)
        }
        return self._with(entries=self._entries | closed)

    def with_weekend(self, weekend: frozenset[int]) -> "WorkCalendar":
        """Return the calendar with other weekly rest days; it is kept once built.

        Holidays that fall on the former weekend are still off.

        Examples
        --------
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31)
        ... )
        >>> sundays_off = calendar.with_weekend(frozenset({6}))
        >>> sundays_off.is_working_day(date(2026, 1, 3))
        True
        """
        if weekend == self.weekend:
            return self
        if weekend not in self._views:
            # A mark that only repeats the former weekend says nothing of the new one.
            kept = {day: s for day, s in self._entries.items() if s.is_special}
            self._views[weekend] = self._with(weekend=weekend, entries=kept)
        return self._views[weekend]

    @classmethod
    def joint(cls, *calendars: "WorkCalendar") -> Self:
        """Return the calendar on which all offices work: the union of the days off.

        It spans the days that all of them know.

        Raises
        ------
        InvalidValueError
            If the calendars are of different zones or have no day in common.

        Examples
        --------
        >>> span = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}
        >>> north = WorkCalendar(tz="UTC", days_off=[date(2026, 3, 17)], **span)
        >>> south = WorkCalendar(tz="UTC", days_off=[date(2026, 3, 2)], **span)
        >>> both = WorkCalendar.joint(north, south)
        >>> both.working_days_between(date(2026, 3, 1), date(2026, 4, 1))
        20
        """
        zones = {str(calendar.tz) for calendar in calendars}
        if len(zones) != 1:
            raise InvalidValueError("joint", sorted(zones), "calendars of one zone")
        first = max(calendar.first for calendar in calendars)
        last = min(calendar.last for calendar in calendars)
        known = [calendar.known_through for calendar in calendars]
        return _fill(
            cls.__new__(cls),
            tz=calendars[0].tz,
            first=first,
            last=last,
            weekend=frozenset[int]().union(*(c.weekend for c in calendars)),
            known_through=min((day for day in known if day), default=None)
            if all(known)
            else None,
            origin=" + ".join(calendar.origin for calendar in calendars),
            notices=tuple(n for calendar in calendars for n in calendar.notices),
            entries={
                day: _joint_status([calendar.status(day) for calendar in calendars])
                for day in {day for c in calendars for day in c.marked_days}
                if first <= day <= last
            },
        )

    @property
    def marked_days(self) -> Mapping[date, DayStatus]:
        """The days that the weekday alone does not decide.

        Examples
        --------
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31),
        ...     days_off={date(2026, 9, 2): "Quốc khánh"},
        ... )
        >>> [status.name for status in calendar.marked_days.values()]
        ['Quốc khánh']
        """
        return MappingProxyType(self._entries)

    @property
    def fingerprint(self) -> str:
        """A digest of all that decides a deadline; names and languages do not.

        Examples
        --------
        >>> span = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}
        >>> named = WorkCalendar(tz="UTC", days_off={date(2026, 9, 2): "x"}, **span)
        >>> plain = WorkCalendar(tz="UTC", days_off=[date(2026, 9, 2)], **span)
        >>> named.fingerprint == plain.fingerprint
        True
        """
        if not self._digest:
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

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WorkCalendar):
            return NotImplemented
        return self is other or self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        return (
            f"<WorkCalendar {self.origin}, {self.first} to {self.last}, {self.tz}, "
            f"{self.fingerprint[:12]}>"
        )


_Calendar = TypeVar("_Calendar", bound=WorkCalendar)


def _fill(
    calendar: _Calendar,
    *,
    tz: tzinfo,
    first: date,
    last: date,
    weekend: frozenset[int],
    known_through: date | None,
    origin: str,
    notices: tuple[Notice, ...],
    entries: dict[date, DayStatus],
) -> _Calendar:
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
        "_entries": entries,
        "_base": base,
        "_days": days,
        # _rank[i] counts the worked days before the day first + i.
        "_rank": list(accumulate(worked, initial=0)),
        # Ordinals, for making thirty years of dates takes longer than all else here.
        "_worked": list(compress(range(base, base + days), worked)),
        "_digest": "",
        "_views": {},
    }
    for name, value in fields.items():
        object.__setattr__(calendar, name, value)
    return calendar


def _week_by_week(start: int, weekend: frozenset[int], days: int) -> bytearray:
    week = bytes((start + i) % 7 not in weekend for i in range(7))
    return bytearray((week * (days // 7 + 1))[:days])


def _joint_status(statuses: list[DayStatus]) -> DayStatus:
    """Take the first that is off; a holiday or a make-up day says more than a week."""
    off = [status for status in statuses if not status.is_working] or statuses
    first = min(off, key=lambda status: not status.is_special)
    return first._replace(provisional=False)


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)


def _require_weekdays(weekend: Iterable[int]) -> frozenset[int]:
    days = frozenset(weekend)
    if not days < frozenset(range(7)):
        raise InvalidValueError(
            "weekend", sorted(days), "weekdays from 0 (Monday) to 6 (Sunday), not all"
        )
    return days


def _require_years(years: Iterable[int]) -> range:
    known = sorted(years)
    if not known:
        raise InvalidValueError("years", years, "at least one year")
    return range(known[0], known[-1] + 1)
