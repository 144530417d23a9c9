"""Adding and measuring office time, from and to aware datetimes."""

from bisect import bisect_left
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from attrs import frozen

from bench._comparison import Comparison, Yardstick, at_most_times
from bench._timing import interleaved
from egovkit import vietnam as vn
from egovkit.deadlines import OfficeHours, WorkCalendar

_YEARS = range(2024, 2027)
_HOURS = "07:30-11:30, 13:30-17:00"
_WINDOWS = ((27_000, 41_400), (48_600, 61_200))  # the same, in seconds of the day
_ADDED = timedelta(hours=20)
_LONGEST = 60
_DAY_SECONDS = 86_400
_REFERENCES = {"add_working_time": 1048e-9, "working_time_between": 1061e-9}


@frozen
class Functions:
    """The two questions, as one of the candidates answers them."""

    add: Callable[[datetime, timedelta], datetime]
    between: Callable[[datetime, datetime], timedelta]


def prefix_sums(calendar: WorkCalendar) -> Functions:
    """Return the plainest fast code: sums of open seconds, and one pair of windows.

    It adds whole seconds and only forwards, in a zone whose clocks never change, and
    checks nothing it is given.
    """
    tz, first, windows = calendar.tz, calendar.first.toordinal(), _WINDOWS
    open_time = sum(closes - opens for opens, closes in windows)
    span = range(first, calendar.last.toordinal() + 1)
    works = [calendar.is_working_day(date.fromordinal(day)) for day in span]
    before = list(accumulate((open_time * is_open for is_open in works), initial=0))
    midnight = datetime.combine(calendar.first, time.min, tz)

    def place(at: datetime) -> int:
        at = at.astimezone(tz)
        day = at.toordinal() - first
        seconds = before[day]
        if works[day]:
            clock = at.hour * 3600 + at.minute * 60 + at.second
            for opens, closes in windows:
                if clock < closes:
                    return seconds + clock - opens if clock > opens else seconds
                seconds += closes - opens
        return seconds

    def add(at: datetime, duration: timedelta) -> datetime:
        seconds = place(at) + duration.days * _DAY_SECONDS + duration.seconds
        day = bisect_left(before, seconds) - 1
        clock = seconds - before[day]
        for opens, closes in windows:
            if clock <= closes - opens:
                return midnight + timedelta(day, opens + clock)
            clock -= closes - opens
        raise ValueError(at)

    def between(start: datetime, end: datetime) -> timedelta:
        return timedelta(0, place(end) - place(start))

    return Functions(add, between)


def compare(*, quick: bool) -> Comparison:
    """Time both on the same instants, once they have agreed."""
    calendar = vn.calendar.calendar(years=_YEARS, hours=OfficeHours.parse(_HOURS))
    ours = Functions(calendar.add_working_time, calendar.working_time_between)
    table = prefix_sums(calendar)
    spans = _spans(calendar, 1000)
    if _answers(ours, spans) != _answers(table, spans):
        raise ValueError("the candidates disagree")
    loops = {
        "add_working_time": [_adding(f, spans) for f in (ours, table)],
        "working_time_between": [_measuring(f, spans) for f in (ours, table)],
    }
    claims, yardsticks = [], []
    for what, codes in loops.items():
        times = interleaved(codes, rounds=40 if quick else 400, operations=len(spans))
        prefix = Yardstick(f"prefix sums: {what}", times[1], _REFERENCES[what])
        claims.append(at_most_times(2, what, times[0], prefix))
        yardsticks.append(prefix)
    return Comparison(
        title="Office time, from and to aware `datetime`",
        note=(
            f"The calendar of Vietnam, {_YEARS[0]} to {_YEARS[-1]}, open {_HOURS}; "
            "20 hours are added, spans of up to 60 days measured, from instants at any "
            "time of any day. The prefix sums know whole seconds, one pair of windows "
            "and no change of clocks, and check nothing they are given."
        ),
        claims=claims,
        yardsticks=yardsticks,
    )


def _spans(calendar: WorkCalendar, count: int) -> list[tuple[datetime, datetime]]:
    random = Random(1)
    midnight = datetime.combine(calendar.first, time.min, calendar.tz)
    seconds = ((calendar.last - calendar.first).days - _LONGEST) * _DAY_SECONDS
    starts = [midnight + timedelta(0, random.randrange(seconds)) for _ in range(count)]
    longest = _LONGEST * _DAY_SECONDS
    return [(at, at + timedelta(0, random.randrange(longest))) for at in starts]


def _answers(
    functions: Functions, spans: list[tuple[datetime, datetime]]
) -> list[tuple[datetime, timedelta]]:
    return [
        (functions.add(start, _ADDED), functions.between(start, end))
        for start, end in spans
    ]


def _adding(
    functions: Functions, spans: list[tuple[datetime, datetime]]
) -> Callable[[], None]:
    def loop() -> None:
        add = functions.add
        for at, _ in spans:
            add(at, _ADDED)

    return loop


def _measuring(
    functions: Functions, spans: list[tuple[datetime, datetime]]
) -> Callable[[], None]:
    def loop() -> None:
        between = functions.between
        for start, end in spans:
            between(start, end)

    return loop
