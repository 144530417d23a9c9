"""WorkCalendar: one frozen table of the days on which an office works."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Self

from attrs import frozen

from egovkit._plain import for_pydantic, register
from egovkit._time import require_day, zone
from egovkit.deadlines._calendar_plain import PlainCalendar
from egovkit.deadlines._checks import require_days, require_weekdays, require_years
from egovkit.deadlines._day_table import DayRow, DayTable, fill
from egovkit.deadlines._days import (
    Days,
    DayStatus,
    Notice,
    Reason,
    joint_status,
    named_days,
    require_apart,
)
from egovkit.deadlines._hours import OfficeHours
from egovkit.deadlines._rules import CountingRule
from egovkit.errors import InvalidValueError

if TYPE_CHECKING:
    from egovkit.deadlines._office_time import OfficeTime
    from egovkit.deadlines._vectors import DayVectors


@for_pydantic
@frozen(init=False, eq=False, repr=False)
class WorkCalendar(DayTable):
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

    def __init__(
        self,
        *,
        tz: str | tzinfo,
        first: date,
        last: date,
        weekend: Iterable[int] = (5, 6),
        days_off: Days = (),
        make_up_days: Days = (),
        hours: OfficeHours | None = None,
        known_through: date | None = None,
    ) -> None:
        off = named_days(days_off, "days_off")
        made_up = named_days(make_up_days, "make_up_days")
        require_apart(off, made_up)
        fill(
            self,
            tz=zone(tz),
            first=require_day(first, "first"),
            last=require_day(last, "last"),
            weekend=require_weekdays(weekend),
            known_through=require_day(known_through or last, "known_through"),
            origin="given",
            notices=(),
            hours=hours,
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
        hours: OfficeHours | None = None,
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
            The span runs from 1 January of the first to 31 December of the last. Years
            of which the package knows nothing are left out of it.
        notices
            Official notices, the earliest first: a later one wins.
        language
            The language of the names, where the package has it.
        exclude
            Days of which the package knows nothing here: they are worked or not by
            their weekday and by the notices.

        Raises
        ------
        InvalidValueError
            If the package does not know the country, its subdivision or any year.

        Examples
        --------
        >>> calendar = WorkCalendar.for_country(
        ...     "VN", tz="Asia/Ho_Chi_Minh", years=range(2024, 2027)
        ... )
        >>> calendar.status(date(2024, 5, 4)).reason
        <Reason.MAKE_UP: 'make_up'>
        """
        from egovkit.deadlines import _holidays

        found = _holidays.read(country, require_years(years), subdivision, language)
        excluded, notices = require_days(exclude), tuple(notices)
        entries = {d: s for d, s in found.entries.items() if d not in excluded}
        for notice in notices:
            entries |= notice.marks_on(entries, found.weekend)
        return fill(
            cls.__new__(cls),
            tz=zone(tz),
            first=date(found.years.start, 1, 1),
            last=date(found.years.stop - 1, 12, 31),
            weekend=found.weekend,
            known_through=_latest(
                known_through, *(notice.complete_through for notice in notices)
            ),
            origin=found.origin,
            notices=notices,
            hours=_folded_hours(hours, notices),
            entries=entries,
        )

    def _with(
        self,
        *,
        weekend: frozenset[int] | None = None,
        entries: dict[date, DayStatus] | None = None,
        notices: tuple[Notice, ...] | None = None,
        hours: OfficeHours | None = None,
        known_through: date | None = None,
    ) -> Self:
        return fill(
            self.__class__.__new__(self.__class__),
            tz=self.tz,
            first=self.first,
            last=self.last,
            weekend=self.weekend if weekend is None else weekend,
            known_through=known_through or self.known_through,
            origin=self.origin,
            notices=self.notices if notices is None else notices,
            hours=self.hours if hours is None else hours,
            entries=self._entries if entries is None else entries,
        )

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
            entries=self._entries | notice.marks_on(self._entries, self.weekend),
            notices=(*self.notices, notice),
            hours=_folded_hours(self.hours, [notice]),
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
        if weekend not in self._kept:
            # A mark that only repeats the former weekend says nothing of the new one.
            marks = {day: s for day, s in self._entries.items() if s.is_special}
            self._kept[weekend] = self._with(weekend=weekend, entries=marks)
        view: WorkCalendar = self._kept[weekend]
        return view

    def as_counted_by(
        self, rule: CountingRule, *, back: bool = False
    ) -> "WorkCalendar":
        """Return the calendar as a rule reads it, counting on or counting back.

        Examples
        --------
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31)
        ... )
        >>> saturday = date(2026, 1, 3)
        >>> singapore = calendar.as_counted_by(CountingRule.SG_INTERPRETATION_ACT)
        >>> singapore.is_working_day(saturday)
        True
        """
        rest = rule.weekly_rest
        table = self if rest is None else self.with_weekend(rest)
        if back and not rule.local_days_off_before:
            return table.without_local_days_off()
        return table

    def without_local_days_off(self) -> "WorkCalendar":
        """Return the calendar without the days off of a subdivision; it is kept.

        Examples
        --------
        >>> bavaria = WorkCalendar.for_country(
        ...     "DE", subdivision="BY", tz="Europe/Berlin", years=[2026]
        ... )
        >>> epiphany = date(2026, 1, 6)
        >>> bavaria.without_local_days_off().is_working_day(epiphany)
        True
        """
        if "national" not in self._kept:
            marks = {day: s for day, s in self._entries.items() if not s.is_local}
            self._kept["national"] = self._with(entries=marks)
        view: WorkCalendar = self._kept["national"]
        return view

    def add_working_time(self, at: datetime, duration: timedelta) -> datetime:
        """Return the instant at which so much office time has passed, by the wall clock.

        A positive duration lands on a closing rather than on the next opening, a
        negative one or none on an opening.

        Raises
        ------
        InvalidValueError
            If the calendar has no office hours.
        SpanError
            If `at` or the result lies outside of the calendar.

        Examples
        --------
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 1, 31),
        ...     hours=OfficeHours.parse("07:30-11:30, 13:30-17:00"),
        ... )
        >>> friday = datetime(2026, 1, 2, 16, tzinfo=calendar.tz)
        >>> print(calendar.add_working_time(friday, timedelta(hours=3)))
        2026-01-05 09:30:00+00:00
        """
        return self._office_time().add(at, duration)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Return the office time from `start` to `end`, negative when reversed.

        Raises
        ------
        InvalidValueError
            If the calendar has no office hours.
        SpanError
            If an instant lies outside of the calendar.

        Examples
        --------
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 1, 31),
        ...     hours=OfficeHours.parse("07:30-11:30, 13:30-17:00"),
        ... )
        >>> friday = datetime(2026, 1, 2, 16, tzinfo=calendar.tz)
        >>> monday = datetime(2026, 1, 5, 9, tzinfo=calendar.tz)
        >>> print(calendar.working_time_between(friday, monday))
        2:30:00
        """
        return self._office_time().between(start, end)

    def closing(self, day: date) -> time | None:
        """Return when the office closes on a day; None when it is off or has no hours.

        Examples
        --------
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 1, 31),
        ...     hours=OfficeHours.parse("07:30-11:30, 13:30-17:00"),
        ... )
        >>> print(calendar.closing(date(2026, 1, 2)), calendar.closing(date(2026, 1, 3)))
        17:00:00 None
        """
        if self.hours is None or not self.is_working_day(day):
            return None
        windows = self.hours.on(day)
        return windows[-1][1] if windows else None

    def _office_time(self) -> "OfficeTime":
        kept: OfficeTime | None = self._kept.get("office_time")
        if kept is not None:
            return kept
        if self.hours is None:
            raise InvalidValueError(
                "calendar", repr(self), "one with office hours",
                "build it with hours=OfficeHours.parse('07:30-11:30, 13:30-17:00')",
            )  # fmt: skip
        from egovkit.deadlines import _office_time

        made = _office_time.OfficeTime.of(self, self.hours)
        self._kept["office_time"] = made
        return made

    @property
    def days(self) -> "DayVectors":
        """The same table for many days at once, on numpy arrays; it needs numpy.

        Examples
        --------
        >>> import numpy
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 1, 31)
        ... )
        >>> days = numpy.array(["2026-01-02", "2026-01-03"], dtype="datetime64[D]")
        >>> calendar.days.add(days, 1).astype(str).tolist()
        ['2026-01-05', '2026-01-05']
        """
        from egovkit.deadlines import _vectors

        if "days" not in self._kept:
            table = self.first, self.last, self._rank, self._worked
            self._kept["days"] = _vectors.DayVectors(*table)
        kept: DayVectors = self._kept["days"]
        return kept

    def table(self, first: date, last: date) -> list[DayRow]:
        """Return a row per day, both ends included: the date dimension of a database.

        The n-th worked day after `day` is the worked row whose `rank` is the
        `due_rank` of `day` plus n, so that a join gives due dates without any code.

        Examples
        --------
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 1, 31)
        ... )
        >>> for row in calendar.table(date(2026, 1, 2), date(2026, 1, 5)):
        ...     print(row.day, row.working, row.rank, row.due_rank, row.reason)
        2026-01-02 True 1 1 worked
        2026-01-03 False 2 1 weekend
        2026-01-04 False 2 1 weekend
        2026-01-05 True 2 2 worked
        """
        return list(self.rows(first, last))

    @classmethod
    def joint(cls, *calendars: "WorkCalendar") -> Self:
        """Return the calendar on which all offices work: the union of the days off.

        It spans the days that all of them know.

        Raises
        ------
        InvalidValueError
            If the calendars are of different zones or office hours, or have no day in
            common.

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
        if any(calendar.hours != calendars[0].hours for calendar in calendars):
            raise InvalidValueError(
                "joint", "calendars of different office hours", "the same for all",
                "join the calendars without hours",
            )  # fmt: skip
        first = max(calendar.first for calendar in calendars)
        last = min(calendar.last for calendar in calendars)
        known = [calendar.known_through for calendar in calendars]
        return fill(
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
            hours=calendars[0].hours,
            entries={
                day: joint_status([calendar.status(day) for calendar in calendars])
                for day in {day for c in calendars for day in c.marked_days}
                if first <= day <= last
            },
        )


def _folded_hours(
    hours: OfficeHours | None, notices: Iterable[Notice]
) -> OfficeHours | None:
    """Let notices set the hours of single days; a calendar without hours has none."""
    if hours is None:
        return None
    for notice in notices:
        hours = hours.with_dates(notice.hours)
    return hours


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)


register(
    WorkCalendar,
    PlainCalendar,
    write=PlainCalendar.of,
    read=lambda plain: plain.fill(WorkCalendar.__new__(WorkCalendar)),
)
