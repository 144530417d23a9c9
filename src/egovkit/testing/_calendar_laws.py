"""The laws of a calendar, and of a notice that changes it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta

import attrs

from egovkit.deadlines import Notice, WorkCalendar
from egovkit.errors import SpanError
from egovkit.testing._agreement import agree

_DAY = timedelta(days=1)
_STEPS = (-250, -30, -7, -1, 1, 2, 3, 10, 60, 250)


def check_calendar(calendar: WorkCalendar) -> None:
    """Check every day of a calendar against a walk over its worked days.

    - status, table and ranks say the same as `is_working_day`;
    - 0 working days from a day off lead to the next worked day, +1 to the first after
      and -1 to the last before it;
    - from a worked day, counting undoes adding, and reversed it is the negation;
    - what lies outside of the span is refused.

    Raises
    ------
    AssertionError
        If a law does not hold; it names the call, its answer and the law.

    Examples
    --------
    >>> calendar = WorkCalendar(
    ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31)
    ... )
    >>> check_calendar(calendar)
    >>> class Careless(WorkCalendar):
    ...     def working_days_between(self, start, end):
    ...         return abs(super().working_days_between(start, end))
    >>> check_calendar(
    ...     Careless(tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31))
    ... )
    Traceback (most recent call last):
        ...
    AssertionError: working_days_between(2026-01-02, 2026-01-01) is 1; expected -1: ...
    """
    span = (calendar.last - calendar.first).days + 1
    days = [calendar.first + n * _DAY for n in range(span)]
    worked = [day for day in days if calendar.is_working_day(day)]
    _check_table(calendar, days)
    _check_steps(calendar, days, worked)
    _check_counts(calendar, worked)
    for outside in (calendar.first - _DAY, calendar.last + _DAY):
        _require_refused(calendar, outside)


def _check_table(calendar: WorkCalendar, days: Sequence[date]) -> None:
    rank = 0
    rows = calendar.table(calendar.first, calendar.last)
    agree([row.day for row in rows], [*days], "table", law="a row per day, in order")
    for row in rows:
        day, works = row.day, calendar.is_working_day(row.day)
        status = calendar.status(day)
        agree(status.is_working, works, "status", day, law="as is_working_day")
        agree(row.working, works, "table", day, law="as is_working_day")
        agree(row.reason, status.reason, "table", day, law="the reason is the status's")
        agree(row.rank, rank, "rank", day, law="the worked days before it")
        rank += works
        agree(row.due_rank, rank - 1, "due_rank", day, law="the last worked rank")


def _check_steps(
    calendar: WorkCalendar, days: Sequence[date], worked: Sequence[date]
) -> None:
    """Check 0, +1 and -1 from each day, which `passed` worked days come before."""
    # With none before the first and none after the last, place 0 is before the first.
    known = [None, *worked, None]
    passed = 0
    for day in days:
        works = known[passed + 1] == day
        law = "the day itself" if works else "the first worked day after it"
        _check_step(calendar, day, 0, known[passed + 1], law)
        _check_step(calendar, day, -1, known[passed], "the last worked day before it")
        passed += works
        law = "the first worked day after it"
        _check_step(calendar, day, 1, known[passed + 1], law)


def _check_step(
    calendar: WorkCalendar, day: date, n: int, expected: date | None, law: str
) -> None:
    found: date | None = None
    with suppress(SpanError):
        found = calendar.add_working_days(day, n)
    refused = "a SpanError"
    agree(found or refused, expected or refused, "add_working_days", day, n, law=law)


def _check_counts(calendar: WorkCalendar, worked: Sequence[date]) -> None:
    for i, day in enumerate(worked):
        for n in _STEPS:
            if not 0 <= i + n < len(worked):
                continue
            there = calendar.add_working_days(day, n)
            agree(
                there, worked[i + n],
                "add_working_days", day, n, law="so many worked days on",
            )  # fmt: skip
            agree(
                calendar.working_days_between(day, there), n,
                "working_days_between", day, there, law="counting undoes adding",
            )  # fmt: skip
    first, after = calendar.first, calendar.last + _DAY
    for day in (*worked, after):
        count = calendar.working_days_between(first, day)
        agree(
            calendar.working_days_between(day, first), -count,
            "working_days_between", day, first, law="reversed is the negation",
        )  # fmt: skip
    agree(
        calendar.working_days_between(first, after), len(worked),
        "working_days_between", first, after, law="all worked days of the span",
    )  # fmt: skip


def _require_refused(calendar: WorkCalendar, outside: date) -> None:
    for question in (calendar.is_working_day, calendar.status):
        try:
            answer = question(outside)
        except SpanError:
            continue
        agree(answer, "a SpanError", question.__name__, outside, law="outside")


def check_notice(calendar: WorkCalendar, notice: Notice) -> None:
    """Check what a notice does to a calendar, and what it leaves alone.

    - its days are off, or worked, as it says, and carry its citation;
    - undecided days are worked or not as before, and so is every other day, whose
      status stays the same;
    - a later notice wins, and the calendar that was given never changes.

    Raises
    ------
    AssertionError
        If a law does not hold; it names the day, its status and the law.

    Examples
    --------
    >>> calendar = WorkCalendar(
    ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31)
    ... )
    >>> swap = Notice(
    ...     days_off=[date(2026, 1, 2)], make_up_days=[date(2026, 1, 10)],
    ...     citation="12729/VPCP-KGVX",
    ... )
    >>> check_notice(calendar, swap)
    """
    before = calendar.fingerprint
    noticed = calendar.with_notice(notice)
    _check_said(noticed, notice)
    _check_unsaid(calendar, noticed, notice)
    opposite = attrs.evolve(
        notice, days_off=notice.make_up_days, make_up_days=notice.days_off
    )
    _check_said(noticed.with_notice(opposite), opposite)
    _check_said(calendar.with_notice(opposite).with_notice(notice), notice)
    agree(calendar.fingerprint, before, "with_notice", law="the calendar never changes")


def _check_said(noticed: WorkCalendar, notice: Notice) -> None:
    for said, is_working in ((notice.days_off, False), (notice.make_up_days, True)):
        for day in _inside(noticed, said):
            status = noticed.status(day)
            works = noticed.is_working_day(day)
            agree(works, is_working, "is_working_day", day, law="a later notice wins")
            agree(status.is_working, is_working, "status", day, law="as is_working_day")
            agree(status.source, notice.citation, "source", day, law="the notice's")
            agree(status.name, said[day], "name", day, law="as the notice says")


def _check_unsaid(
    calendar: WorkCalendar, noticed: WorkCalendar, notice: Notice
) -> None:
    for day in _inside(calendar, notice.undecided):
        works = calendar.is_working_day(day)
        agree(
            noticed.is_working_day(day), works,
            "is_working_day", day, law="an undecided day stays as it is",
        )  # fmt: skip
    touched = {*notice.days_off, *notice.make_up_days, *notice.undecided}
    for n in range((calendar.last - calendar.first).days + 1):
        day = calendar.first + n * _DAY
        if day not in touched:
            # A complete notice makes days certain, so that alone may differ.
            old = calendar.status(day)._replace(provisional=False)
            new = noticed.status(day)._replace(provisional=False)
            agree(new, old, "status", day, law="the notice does not name it")
            works = old.is_working
            agree(
                noticed.is_working_day(day), works,
                "is_working_day", day, law="the notice does not name it",
            )  # fmt: skip


def _inside(calendar: WorkCalendar, days: Iterable[date]) -> Iterator[date]:
    return (day for day in days if calendar.first <= day <= calendar.last)
