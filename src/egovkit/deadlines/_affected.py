"""Which deadlines a new notice moves, and why."""

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import frozen

from egovkit.deadlines._before import deadline_before
from egovkit.deadlines._calendar import WorkCalendar
from egovkit.deadlines._compute import compute_deadline
from egovkit.deadlines._days import Notice
from egovkit.deadlines._deadline import Deadline


@frozen
class Moved:
    """A deadline that a notice moves.

    Attributes
    ----------
    deadline
        The deadline as it was.
    old, new
        Its due day before and after the notice.
    reason
        What the notice says of the days in between, in words.

    Examples
    --------
    >>> calendar = WorkCalendar(
    ...     tz="Asia/Ho_Chi_Minh", first=date(2026, 1, 1), last=date(2026, 12, 31)
    ... )
    >>> from datetime import datetime
    >>> from egovkit.deadlines import CountingRule, Term
    >>> due = compute_deadline(
    ...     datetime(2026, 1, 1, 9, tzinfo=calendar.tz), Term.working_days(1), calendar,
    ...     rule=CountingRule.VN_CIVIL_CODE,
    ... )
    >>> swap = Notice(days_off=[date(2026, 1, 2)], citation="12729/VPCP-KGVX")
    >>> print(affected([due], swap)[0].reason)
    12729/VPCP-KGVX: 2026-01-02 off
    """

    deadline: Deadline
    old: date
    new: date
    reason: str


def affected(deadlines: Iterable[Deadline], notice: Notice) -> tuple[Moved, ...]:
    """Return the deadlines that a notice moves, in the order given.

    Each is computed again from its own receipt, term, rule, pauses and extensions, on
    its own calendar with the notice applied; one calendar is built only once.

    Raises
    ------
    SpanError
        If a due day moves out of its calendar.

    Examples
    --------
    >>> affected([], Notice(days_off=[date(2026, 1, 2)], citation="12729/VPCP-KGVX"))
    ()
    """
    return tuple(_moved(deadlines, notice))


def _moved(deadlines: Iterable[Deadline], notice: Notice) -> Iterator[Moved]:
    # Keyed by identity, as deadlines of one office share one calendar. Each is kept
    # beside its change, since a calendar that is dropped leaves its id to the next.
    changed: dict[int, tuple[WorkCalendar, WorkCalendar]] = {}
    for deadline in deadlines:
        calendar = deadline.calendar
        if id(calendar) not in changed:
            changed[id(calendar)] = calendar, calendar.with_notice(notice)
        new = recomputed(deadline, changed[id(calendar)][1])
        if new.due_at != deadline.due_at:
            old_day, new_day = deadline.due_day, new.due_day
            reason = _reason(deadline, new, notice)
            yield Moved(deadline, old_day, new_day, reason)


def recomputed(deadline: Deadline, calendar: WorkCalendar) -> Deadline:
    """Compute a deadline again, from all it was computed from but the calendar."""
    if deadline.course.counts_back:
        return deadline_before(
            deadline.received_at,
            deadline.term,
            calendar,
            rule=deadline.rule,
            clear=deadline.clear,
        )
    return compute_deadline(
        deadline.received_at,
        deadline.term,
        calendar,
        rule=deadline.rule,
        pauses=deadline.pauses,
        extensions=deadline.extensions,
        clear=deadline.clear,
    )


def _reason(old: Deadline, new: Deadline, notice: Notice) -> str:
    """Name the days of the notice that lie between the event and the later due day."""
    ends = (old.received_day, old.due_day, new.due_day)
    said = dict.fromkeys(notice.days_off, "off")
    said |= dict.fromkeys(notice.make_up_days, "worked")
    said |= dict.fromkeys(notice.hours, "other hours")
    days = (
        f"{day} {what}"
        for day, what in sorted(said.items())
        if min(ends) <= day <= max(ends)
    )
    return f"{notice.citation}: {', '.join(days)}"
