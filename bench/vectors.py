"""Adding and counting working days for a million rows at once."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import polars as pl
from attrs import frozen

from bench._comparison import (
    Claim,
    Comparison,
    Yardstick,
    at_most_times,
    times_faster,
)
from bench._timing import interleaved, say
from egovkit import vietnam as vn
from egovkit.deadlines import WorkCalendar

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Days: TypeAlias = "NDArray[np.datetime64]"
    Counts: TypeAlias = "NDArray[np.int64]"

_YEARS = range(2010, 2030)
_MOST_ADDED = 30
_LONGEST = 60
_BLOCK = 1 << 16
_LEAST = {"days.add": 12, "days.between": 10}
_TAKE = {"days.add": 3.2e-9, "days.between": 3.5e-9}
_OTHERS = {
    "days off alone": {
        "days.add": {"numpy": 72e-9, "polars": 80e-9},
        "days.between": {"numpy": 48e-9, "polars": 43e-9},
    },
    "with make-up days": {
        "days.add": {"numpy": 224e-9, "polars": 196e-9},
        "days.between": {"numpy": 81e-9, "polars": 63e-9},
    },
}


@frozen(eq=False)
class Rows:
    """A day, a number of working days, and a later day for each row."""

    start: "Days"
    n: "Counts"
    end: "Days"


@frozen
class Answers:
    """Both questions about the same rows, as one of the candidates answers them."""

    add: Callable[[], object]
    between: Callable[[], object]


def egovkit(calendar: WorkCalendar, rows: Rows) -> Answers:
    """Return the calendar's own answers."""
    days = calendar.days
    return Answers(
        lambda: days.add(rows.start, rows.n),
        lambda: days.between(rows.start, rows.end),
    )


def take(calendar: WorkCalendar, rows: Rows) -> Answers:
    """Return the plainest fast code: numpy's `take`, by blocks, and no check."""
    days = _span(calendar)
    is_worked = np.array([calendar.is_working_day(day) for day in days.tolist()])
    worked = days[is_worked]
    rank = np.concatenate(([0], is_worked.cumsum()))
    small, after = rank.astype(np.int32), rank[1:] - 1
    size, first = rows.n.size, int(days[0].astype(np.int64))
    start, end = rows.start.view(np.int64), rows.end.view(np.int64)

    def add() -> "Days":
        due = np.empty(size, "M8[D]")
        for block in _blocks(size):
            at = after.take(start[block] - first, mode="clip")
            worked.take(at + rows.n[block], out=due[block], mode="clip")
        return due

    def between() -> "NDArray[np.int32]":
        counts = np.empty(size, np.int32)
        for block in _blocks(size):
            ends = small.take(end[block] - first, mode="clip")
            starts = small.take(start[block] - first, mode="clip")
            np.subtract(ends, starts, out=counts[block])
        return counts

    return Answers(add, between)


def numpy(calendar: WorkCalendar, rows: Rows) -> Answers:
    """Return numpy's own functions."""
    mask, off = _mask_and_days_off(calendar)
    busdays = np.busdaycalendar(mask, off)
    return Answers(
        lambda: np.busday_offset(rows.start, rows.n, "backward", busdaycal=busdays),
        lambda: np.busday_count(rows.start, rows.end, busdaycal=busdays),
    )


def polars(calendar: WorkCalendar, rows: Rows) -> Answers:
    """Return those of polars, on a frame of its own."""
    mask, off = _mask_and_days_off(calendar)
    frame = pl.DataFrame({"start": rows.start, "n": rows.n, "end": rows.end})
    due = pl.col("start").dt.add_business_days(
        pl.col("n"), week_mask=mask, holidays=off, roll="backward"
    )
    count = pl.business_day_count("start", "end", week_mask=mask, holidays=off)
    return Answers(
        lambda: frame.select(due).to_series(),
        lambda: frame.select(count).to_series(),
    )


def compare(*, quick: bool) -> Comparison:
    """Time the candidates on the same rows, once they have agreed."""
    size = 50_000 if quick else 1_000_000
    made_up = vn.calendar.calendar(years=_YEARS)
    calendars = {
        "days off alone": _without_make_up_days(made_up),
        "with make-up days": made_up,
    }
    rows = _rows(made_up, size)
    claims: list[Claim] = []
    yardsticks: list[Yardstick] = []
    for case, calendar in calendars.items():
        say(case)
        all_of = [make(calendar, rows) for make in (egovkit, take, numpy, polars)]
        codes = {
            "days.add": [answers.add for answers in all_of],
            "days.between": [answers.between for answers in all_of],
        }
        for what, candidates in codes.items():
            _require_agreement(candidates)
            own, taken, *others = interleaved(
                candidates, rounds=5 if quick else 25, operations=size
            )
            label = f"{what}, {case}"
            yard = Yardstick(f"take: {label}", taken, _TAKE[what])
            claims.append(at_most_times(1.5, label, own, yard))
            yardsticks.append(yard)
            references = _OTHERS[case][what].items()
            for (name, reference), times in zip(references, others, strict=True):
                other = Yardstick(f"{name}: {label}", times, reference)
                claims.append(times_faster(_LEAST[what], label, own, other))
                yardsticks.append(other)
    return Comparison(
        title="Working days of many rows, on numpy arrays",
        note=(
            f"{size:,} rows, times are for one; the calendar of Vietnam, {_YEARS[0]} to "
            f"{_YEARS[-1]}; each row adds its own 1 to {_MOST_ADDED} working days, or "
            f"counts a span of up to {_LONGEST} days. `take` reads the answers from "
            "tables, by blocks that fit into the cache, and checks nothing it is given. "
            "numpy and polars are at their best with days off alone; to hold make-up "
            "Saturdays they get every day off as a holiday. All give the same answers. "
            f"polars {pl.__version__} runs on as many threads as there are cores."
        ),
        claims=claims,
        yardsticks=yardsticks,
    )


def _rows(calendar: WorkCalendar, size: int) -> Rows:
    random = np.random.default_rng(1)
    days = _span(calendar)[:-_LONGEST]
    start = random.choice(days, size)
    return Rows(
        start,
        random.integers(1, _MOST_ADDED + 1, size),
        start + random.integers(0, _LONGEST, size).astype("m8[D]"),
    )


def _without_make_up_days(calendar: WorkCalendar) -> WorkCalendar:
    return WorkCalendar(
        tz=calendar.tz,
        first=calendar.first,
        last=calendar.last,
        days_off=[
            day for day, status in calendar.marked_days.items() if not status.is_working
        ],
    )


def _mask_and_days_off(calendar: WorkCalendar) -> tuple[list[bool], list[date]]:
    """Say it with a mask of the week; make-up days leave no day of it off."""
    off = [day for day in _span(calendar).tolist() if not calendar.is_working_day(day)]
    weekend = calendar.weekend
    if any(status.is_working for status in calendar.marked_days.values()):
        weekend = frozenset()
    mask = [weekday not in weekend for weekday in range(7)]
    return mask, [day for day in off if mask[day.weekday()]]


def _require_agreement(candidates: list[Callable[[], object]]) -> None:
    expected, *others = (np.asarray(answers()) for answers in candidates)
    if not all(np.array_equal(expected, other) for other in others):
        raise ValueError("the candidates disagree")


def _span(calendar: WorkCalendar) -> "Days":
    first, last = (np.datetime64(day, "D") for day in (calendar.first, calendar.last))
    days: Days = np.arange(first, last + 1)
    return days


def _blocks(size: int) -> Iterator[slice]:
    for start in range(0, size, _BLOCK):
        yield slice(start, start + _BLOCK)
