"""OfficeTime: office hours as a table of sums, for adding and measuring time."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import accumulate
from typing import NamedTuple

from attrs import frozen

from egovkit._time import local_instant, require_aware
from egovkit.deadlines._day_table import DayTable
from egovkit.deadlines._hours import OfficeHours, Window
from egovkit.errors import SpanError

_MICROSECOND = timedelta(microseconds=1)


class Span(NamedTuple):
    """A window in microseconds of its day, and the open time of the day before it."""

    opens: int
    closes: int
    before: int


@frozen
class OfficeTime:
    """The open time before each day, and the windows of each day.

    `before[i]` is the open time, in microseconds of the wall clock, of all days before
    the i-th; so an instant has a place on one line, and adding is moving along it.
    """

    tz: tzinfo
    first: date
    last: date
    base: int
    spans: list[tuple[Span, ...]]
    before: list[int]

    @classmethod
    def of(cls, table: DayTable, hours: OfficeHours) -> "OfficeTime":
        """Build the table of a calendar, once."""
        made: dict[tuple[Window, ...], tuple[Span, ...]] = {(): ()}
        spans: list[tuple[Span, ...]] = []
        for row in table.rows(table.first, table.last):
            windows = hours.on(row.day) if row.working else ()
            if windows not in made:
                made[windows] = _spans(windows)
            spans.append(made[windows])
        open_time = (
            day[-1].before + day[-1].closes - day[-1].opens if day else 0
            for day in spans
        )
        return cls(
            tz=table.tz,
            first=table.first,
            last=table.last,
            base=table.first.toordinal(),
            spans=spans,
            before=list(accumulate(open_time, initial=0)),
        )

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the open time from `start` to `end`, negative when reversed."""
        return (self._place(end, "end") - self._place(start, "start")) * _MICROSECOND

    def add(self, at: datetime, duration: timedelta) -> datetime:
        """Move along the open time; forwards to a closing, else to an opening."""
        place = self._place(at, "at") + duration // _MICROSECOND
        forwards = duration > timedelta(0)
        day = (bisect_left if forwards else bisect_right)(self.before, place) - 1
        if not 0 <= day < len(self.spans):
            raise SpanError(
                f"{at} and {duration} of office time", self.first, self.last
            )
        within = place - self.before[day]
        clocks = (
            (opens + within - before, closes)
            for opens, closes, before in self.spans[day]
        )
        clock = next(
            clock
            for clock, closes in clocks
            if clock < closes or (forwards and clock == closes)
        )
        return self._instant(day, clock)

    def _place(self, at: datetime, name: str) -> int:
        """Return how much open time of the calendar lies before an instant."""
        local = (
            at if at.tzinfo is self.tz else require_aware(at, name).astimezone(self.tz)
        )
        day = local.toordinal() - self.base
        if day == len(self.spans) and local.time() == time.min:
            return self.before[day]
        if not 0 <= day < len(self.spans):
            raise SpanError(local.date(), self.first, self.last)
        clock = (
            (local.hour * 60 + local.minute) * 60 + local.second
        ) * 1_000_000 + local.microsecond
        for opens, closes, before in self.spans[day]:
            if clock < closes:
                return self.before[day] + before + max(clock - opens, 0)
        return self.before[day + 1]

    def _instant(self, day: int, clock: int) -> datetime:
        seconds, microsecond = divmod(clock, 1_000_000)
        minutes, second = divmod(seconds, 60)
        at = time(minutes // 60, minutes % 60, second, microsecond)
        return local_instant(date.fromordinal(self.base + day), at, self.tz)


def _spans(windows: tuple[Window, ...]) -> tuple[Span, ...]:
    ends = [(_microseconds(opens), _microseconds(closes)) for opens, closes in windows]
    befores = accumulate((closes - opens for opens, closes in ends), initial=0)
    return tuple(
        Span(opens, closes, before)
        for (opens, closes), before in zip(ends, befores, strict=False)
    )


def _microseconds(at: time) -> int:
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond
