"""The laws of a deadline, and of the pauses that move it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from egovkit.deadlines import (
    CountingRule,
    DayCount,
    Deadline,
    Pause,
    Roll,
    Term,
    Unit,
    WorkCalendar,
    compute_deadline,
)
from egovkit.errors import SpanError
from egovkit.testing._agreement import agree

_DAY = timedelta(days=1)
_HOURS = (Unit.HOURS, Unit.WORKING_HOURS)


def check_deadline(deadline: Deadline) -> None:
    """Check a deadline, computed onwards, against its own explanation.

    - `due_at` falls on `due_day` in the calendar's zone, inside of its span;
    - it is not due before the day of receipt, unless the rule rolls to the day before;
    - the explanation goes from receipt to due without a gap;
    - its numbers ascend, those of days by one, to the count of the term, and in a term
      of working days no day off has one.

    Raises
    ------
    AssertionError
        If a law does not hold; it names what it found and the law.

    Examples
    --------
    >>> import attrs
    >>> from datetime import date
    >>> calendar = WorkCalendar(
    ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31)
    ... )
    >>> due = compute_deadline(
    ...     datetime(2026, 3, 2, 9, tzinfo=calendar.tz), Term.working_days(3), calendar,
    ...     rule=CountingRule.VN_CIVIL_CODE,
    ... )
    >>> check_deadline(due)
    >>> check_deadline(attrs.evolve(due, due_day=date(2026, 3, 6)))
    Traceback (most recent call last):
        ...
    AssertionError: due_day is 2026-03-06; expected 2026-03-05: ...
    """
    _check_due_day(deadline)
    lines = deadline.explain()
    _check_cover(deadline, lines)
    _check_numbers(deadline, [line for line in lines if line.number is not None])


def _check_due_day(deadline: Deadline) -> None:
    due_day, calendar = deadline.due_day, deadline.calendar
    local = deadline.due_at.astimezone(calendar.tz).date()
    agree(due_day, deadline.due_at.date(), "due_day", law="the date of due_at")
    agree(due_day, local, "due_day", law="the local date of due_at")
    is_inside = calendar.first <= due_day <= calendar.last
    agree(is_inside, True, "inside", due_day, law="the calendar knows the due day")
    rolls = deadline.rule.roll_after, deadline.rule.roll_hours
    if Roll.PRECEDING not in rolls:
        is_early = due_day < deadline.received_day
        agree(is_early, False, "before receipt", due_day, law="receipt comes first")


def _check_cover(deadline: Deadline, lines: Sequence[DayCount]) -> None:
    received, due = deadline.received_day, deadline.due_day
    days = [line.day for line in lines]
    agree(days[0], received, "the first line", law="it is of the day of receipt")
    agree(days[-1], due, "the last line", law="it is of the due day")
    shown = {*days}
    missing = [
        str(received + n * _DAY)
        for n in range((due - received).days + 1)
        if received + n * _DAY not in shown
    ]
    agree(missing, [], "days without a line", law="every day from receipt to due")


def _check_numbers(deadline: Deadline, lines: Sequence[DayCount]) -> None:
    rule, term = deadline.rule, deadline.term
    numbers = [line.number or 0 for line in lines]
    in_hours = term.unit in _HOURS
    for line, (number, following) in zip(lines[1:], pairwise(numbers), strict=True):
        is_next = following >= number if in_hours else following == number + 1
        agree(is_next, True, "counted on", line.day, number, following, law="in order")
    expected = _count(deadline)
    if expected is not None:
        agree([0, *numbers][-1], expected, "the last number", law="the term's count")
    if rule.worked_days_of(term):
        table = deadline.table
        off = [str(line.day) for line in lines if not table.is_working_day(line.day)]
        agree(off, [], "days off with a number", law="the term is of worked days")


def _count(deadline: Deadline) -> int | None:
    """Return what the explanation must count to; None for months and years.

    How many days a month has depends on the calendar of the year, so that its days are
    only checked to be in order.
    """
    rule, term = deadline.rule, deadline.term
    if term.is_same_day:
        # A clear day lies between receipt and due, yet nothing is counted.
        return 0
    if term.unit in _HOURS:
        return term.amount(term.unit)
    worked = rule.worked_days_of(term)
    if worked is not None:
        return worked + deadline.clear
    if term.amount(Unit.YEARS) or term.amount(Unit.MONTHS):
        return None
    days = 7 * term.amount(Unit.WEEKS) + term.amount(Unit.CALENDAR_DAYS)
    return max(days + deadline.clear, rule.first_day_counted)


def check_pauses(
    received_at: datetime,
    term: Term,
    calendar: WorkCalendar,
    rule: CountingRule,
    pauses: Iterable[Pause],
) -> None:
    """Check that each further pause leaves the due day where it is or moves it on.

    Neither the order of the pauses nor a repeated one may matter. Where a further pause
    moves the day out of the calendar, the check ends.

    Raises
    ------
    AssertionError
        If a pause makes the due day earlier, or their order changes it.
    SpanError
        If the deadline leaves the calendar even without a pause.

    Examples
    --------
    >>> from datetime import date
    >>> calendar = WorkCalendar(
    ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31)
    ... )
    >>> received_at = datetime(2026, 3, 2, 9, tzinfo=calendar.tz)
    >>> supplement = Pause(received_at + timedelta(1), received_at + timedelta(4))
    >>> check_pauses(
    ...     received_at, Term.working_days(3), calendar, CountingRule.VN_CIVIL_CODE,
    ...     [supplement],
    ... )
    """
    pauses = tuple(pauses)

    def due(given: Sequence[Pause]) -> Deadline:
        return compute_deadline(received_at, term, calendar, rule=rule, pauses=given)

    before = due(()).due_day
    for n in range(1, len(pauses) + 1):
        try:
            after = due(pauses[:n]).due_day
        except SpanError:
            return
        pause = pauses[n - 1]
        stretch = f"from {pause.start} to {pause.end}"
        is_earlier = after < before
        agree(
            is_earlier, False,
            "earlier", f"{before} -> {after}, paused {stretch}", law="more is never less",
        )  # fmt: skip
        before = after
    again = due((*reversed(pauses), *pauses)).due_day
    agree(again, before, "due_day", law="the order and repetition of pauses is nothing")
