"""OfficeTime: office hours as a table of sums, for adding and measuring time."""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import accumulate
from typing import NamedTuple

from attrs import frozen

from egovkit._time import local_instant, require_aware
from egovkit.deadlines._day_table import DayTable
from egovkit.deadlines._hours import OfficeHours, Window
from egovkit.errors import SpanError

_NOTHING = timedelta(0)
# Clocks change at night: only then can a local time be one that a change skips.
_MORNING, _NIGHT = 5, 21


class Span(NamedTuple):
    """A window in microseconds of its day, and the open time of the day before it."""

    opens: int
    closes: int
    before: int


@frozen
class OfficeTime:
    """The open time before each day, and the windows of each day.

    `before[i]` is the open time, in microseconds of the wall clock, of all days before
    the i-th; so an instant has a place on one line, and adding is moving along it. Days
    on which clocks do not jump are kept in `unbroken` once they are known.
    """

    tz: tzinfo
    first: date
    last: date
    base: int
    spans: list[tuple[Span, ...]]
    before: list[int]
    midnight: datetime
    unbroken: set[int]

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
            midnight=datetime.combine(table.first, time.min, table.tz),
            unbroken=set(),
        )

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the open time from `start` to `end`, negative when reversed."""
        start_place, end_place = self._place(start, "start"), self._place(end, "end")
        return timedelta(0, 0, end_place - start_place)

    def add(self, at: datetime, duration: timedelta) -> datetime:
        """Move along the open time; forwards to a closing, else to an opening."""
        moved = (duration.days * 86_400 + duration.seconds) * 1_000_000
        place = self._place(at, "at") + moved + duration.microseconds
        # A closing and the next opening have one place: on the way forwards the first
        # of the two is meant, and else the second.
        forwards = duration > _NOTHING
        find = bisect_left if forwards else bisect_right
        day = find(self.before, place) - 1
        if not 0 <= day < len(self.spans):
            raise SpanError(
                f"{at} and {duration} of office time", self.first, self.last
            )
        within = place - self.before[day]
        clock = 0
        for opens, closes, before in self.spans[day]:
            clock = opens + within - before
            if clock < closes or (forwards and clock == closes):
                break
        return self._instant(day, clock)

    def _place(self, at: datetime, name: str) -> int:
        """Return how much open time of the calendar lies before an instant."""
        if at.tzinfo is not self.tz:
            at = require_aware(at, name).astimezone(self.tz)
        day = at.toordinal() - self.base
        if day not in self.unbroken:
            at = self._settled(at, day)
            day = at.toordinal() - self.base
            if day == len(self.spans):
                return self.before[day]
        clock = (at.hour * 3_600 + at.minute * 60 + at.second) * 1_000_000
        clock += at.microsecond
        place = self.before[day]
        for opens, closes, before in self.spans[day]:
            if clock < closes:
                return (
                    place + before + clock - opens if clock > opens else place + before
                )
        return self.before[day + 1]

    def _settled(self, at: datetime, day: int) -> datetime:
        """Refuse an instant outside of the calendar, and settle one that clocks skip."""
        is_end = day == len(self.spans) and at.time() == time.min
        if not (0 <= day < len(self.spans) or is_end):
            raise SpanError(at.date(), self.first, self.last)
        if is_end or not _is_unbroken(at):
            return at.astimezone(UTC).astimezone(self.tz)
        self.unbroken.add(day)
        return at

    def _instant(self, day: int, clock: int) -> datetime:
        at = self.midnight + timedelta(day, 0, clock)
        if day not in self.unbroken:
            if not _is_unbroken(at):
                return local_instant(at.date(), at.time(), self.tz)
            self.unbroken.add(day)
        return at


def _spans(windows: tuple[Window, ...]) -> tuple[Span, ...]:
    ends = [(_microseconds(opens), _microseconds(closes)) for opens, closes in windows]
    befores = accumulate((closes - opens for opens, closes in ends), initial=0)
    return tuple(
        Span(opens, closes, before)
        for (opens, closes), before in zip(ends, befores, strict=False)
    )


def _is_unbroken(at: datetime) -> bool:
    """Tell whether the clocks of a day show every time; its two ends tell."""
    first = at.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    last = at.replace(hour=23, minute=59, second=59, fold=1)
    return first.utcoffset() == last.utcoffset()


def _microseconds(at: time) -> int:
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond
