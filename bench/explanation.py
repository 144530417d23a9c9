"""Computing a deadline of 15 working days and explaining each of its days."""

from datetime import date, datetime, time, timedelta
from random import Random

from bench._comparison import Comparison, Yardstick, at_most_seconds, informs
from bench._timing import interleaved
from egovkit import vietnam as vn
from egovkit.deadlines import CountingRule, Term, compute_deadline

_YEARS = range(2024, 2028)
_N = 15
_DAY = timedelta(days=1)
_REFERENCE = 1931e-9


def day_by_day(day: date, n: int, worked: set[date]) -> date:
    """Return the plainest code that looks at each day: a loop over a set."""
    while n:
        day += _DAY
        if day in worked:
            n -= 1
    return day


def compare(*, quick: bool) -> Comparison:
    """Time the deadline with its explanation, and the plain loop beside it."""
    calendar = vn.calendar.calendar(years=_YEARS)
    term, rule = Term.working_days(_N), CountingRule.VN_CIVIL_CODE
    all_days = [
        calendar.first + timedelta(days=i)
        for i in range((calendar.last - calendar.first).days + 1)
    ]
    worked = set(filter(calendar.is_working_day, all_days))
    days = Random(1).choices(all_days[:-60], k=200)
    instants = [datetime.combine(day, time(9), calendar.tz) for day in days]

    def ours() -> list[date]:
        return [
            compute_deadline(at, term, calendar, rule=rule).explain()[-1].day
            for at in instants
        ]

    def only_computed() -> list[date]:
        return [
            compute_deadline(at, term, calendar, rule=rule).due_day for at in instants
        ]

    def plain() -> list[date]:
        return [day_by_day(day, _N, worked) for day in days]

    if not ours() == only_computed() == plain():
        raise ValueError("the candidates disagree")
    explained, computed, looped = interleaved(
        [ours, only_computed, plain],
        rounds=20 if quick else 200,
        operations=len(days),
    )
    return Comparison(
        title="A deadline and its explanation",
        note=(
            f"{_N} working days from {len(days)} days of {_YEARS[0]} to {_YEARS[-1]}, "
            "the last of them past what the calendar vouches for. The explanation has a "
            "line for each of the 21 or more days. The loop finds the day and nothing "
            "else: it tells how quick the machine is."
        ),
        claims=[
            at_most_seconds(30e-6, "compute_deadline and explain", explained),
            informs("compute_deadline alone", computed),
        ],
        yardsticks=[Yardstick("loop over a set of days", looped, _REFERENCE)],
    )
