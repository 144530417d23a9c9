"""Adding, counting and asking for working days, from and to `date`."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import TypeVar, cast

import numpy as np
from attrs import frozen

from bench._comparison import (
    Claim,
    Comparison,
    Yardstick,
    at_most_times,
    times_faster,
)
from bench._timing import interleaved
from egovkit import vietnam as vn
from egovkit.deadlines import WorkCalendar

_YEARS = range(2024, 2027)
_N = 15
_LONGEST = 60
_LOOK_UP = {
    "add_working_days": 145e-9,
    "working_days_between": 122e-9,
    "is_working_day": 75e-9,
}
_NUMPY = {
    "add_working_days": 2942e-9,
    "working_days_between": 4210e-9,
    "is_working_day": 2560e-9,
}
_T = TypeVar("_T")


@frozen
class Functions:
    """The three questions, as one of the candidates answers them."""

    add: Callable[[date, int], date]
    between: Callable[[date, date], int]
    is_working: Callable[[date], bool]


def list_look_up(calendar: WorkCalendar) -> Functions:
    """Return the plainest fast code: two lists, and no check of what it is given."""
    first, last = calendar.first.toordinal(), calendar.last.toordinal()
    span, to_date = range(first, last + 1), date.fromordinal
    worked = [day for day in span if calendar.is_working_day(to_date(day))]
    known = set(worked)
    rank = list(accumulate((day in known for day in span), initial=0))

    def add(day: date, n: int) -> date:
        return to_date(worked[rank[day.toordinal() - first + 1] - 1 + n])

    def between(start: date, end: date) -> int:
        return rank[end.toordinal() - first] - rank[start.toordinal() - first]

    def is_working(day: date) -> bool:
        i = day.toordinal() - first
        return rank[i] != rank[i + 1]

    return Functions(add, between, is_working)


def numpy_scalars(calendar: WorkCalendar) -> Functions:
    """Return numpy's functions; make-up days need every day off as a holiday."""
    off = [day for day in _days_of(calendar) if not calendar.is_working_day(day)]
    busdays = np.busdaycalendar(weekmask="1111111", holidays=off)

    def add(day: date, n: int) -> date:
        due = np.busday_offset(day, n, roll="backward", busdaycal=busdays)
        return cast("date", due.item())

    def between(start: date, end: date) -> int:
        return int(np.busday_count(start, end, busdaycal=busdays))

    def is_working(day: date) -> bool:
        return bool(np.is_busday(day, busdaycal=busdays))

    return Functions(add, between, is_working)


def compare(*, quick: bool) -> Comparison:
    """Time the candidates on the same days, once they have agreed."""
    calendar = vn.calendar.calendar(years=_YEARS)
    ours = Functions(
        calendar.add_working_days,
        calendar.working_days_between,
        calendar.is_working_day,
    )
    all_of = (ours, list_look_up(calendar), numpy_scalars(calendar))
    random = Random(1)
    days = random.choices(_days_of(calendar)[:-_LONGEST], k=1000)
    terms = [(day, _N) for day in days]
    spans = [(day, day + timedelta(days=random.randrange(_LONGEST))) for day in days]
    _require_agreement(all_of, spans)
    loops = {
        "add_working_days": [_over_pairs(f.add, terms) for f in all_of],
        "working_days_between": [_over_pairs(f.between, spans) for f in all_of],
        "is_working_day": [_over_days(f.is_working, days) for f in all_of],
    }
    claims: list[Claim] = []
    yardsticks: list[Yardstick] = []
    for what, codes in loops.items():
        times = interleaved(codes, rounds=40 if quick else 400, operations=len(days))
        look_up = Yardstick(f"list look-up: {what}", times[1], _LOOK_UP[what])
        numpy = Yardstick(f"numpy: {what}", times[2], _NUMPY[what])
        claims.append(at_most_times(2, what, times[0], look_up))
        claims.append(times_faster(7, what, times[0], numpy))
        yardsticks += [look_up, numpy]
    return Comparison(
        title="Working days, from and to `date`",
        note=(
            f"The calendar of Vietnam, {_YEARS[0]} to {_YEARS[-1]}; {_N} working days "
            f"are added, spans of up to {_LONGEST} days counted. The list look-up checks "
            "nothing it is given; numpy gets every day off as a holiday, the only way in "
            "which it can hold make-up Saturdays. All three give the same answers."
        ),
        claims=claims,
        yardsticks=yardsticks,
    )


def _days_of(calendar: WorkCalendar) -> list[date]:
    span = range(calendar.first.toordinal(), calendar.last.toordinal() + 1)
    return [date.fromordinal(day) for day in span]


def _require_agreement(
    candidates: Sequence[Functions], spans: Sequence[tuple[date, date]]
) -> None:
    answers = [
        [(f.add(a, _N), f.between(a, b), f.is_working(a)) for a, b in spans]
        for f in candidates
    ]
    if answers[1:] != answers[:-1]:
        raise ValueError("the candidates disagree")


def _over_pairs(
    function: Callable[[date, _T], object], pairs: Sequence[tuple[date, _T]]
) -> Callable[[], None]:
    def loop() -> None:
        for day, other in pairs:
            function(day, other)

    return loop


def _over_days(
    function: Callable[[date], object], days: Sequence[date]
) -> Callable[[], None]:
    def loop() -> None:
        for day in days:
            function(day)

    return loop
