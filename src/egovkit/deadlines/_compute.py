"""From receipt, term, calendar and rule to the due date."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from egovkit._time import END_OF_DAY, add_elapsed, local_date, local_instant
from egovkit.deadlines._calendar import WorkCalendar
from egovkit.deadlines._deadline import Course, Deadline
from egovkit.deadlines._pauses import Extension, Pause, merged_days, merged_instants
from egovkit.deadlines._rules import (
    CountingRule,
    CutOffShifts,
    DueTime,
    HoursFrom,
    MonthsEnd,
    Roll,
)
from egovkit.deadlines._term import Term, Unit
from egovkit.errors import SpanError

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def compute_deadline(
    received_at: datetime,
    term: Term,
    calendar: WorkCalendar,
    *,
    rule: CountingRule,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Extension] = (),
    clear: bool = False,
    first_day_counted: bool | None = None,
) -> Deadline:
    """Return when a dossier is due that was received at an instant.

    The version of `rule` applies that was in force on the day of receipt. Pauses are
    merged and clipped to the first counted day. Worked days in a pause do not count;
    in days, weeks, months and years the last day moves by the paused calendar days
    and then rolls; a term in hours loses the hours in the pauses. An open pause gives
    the earliest possible due day.

    Parameters
    ----------
    received_at
        Aware; its day is the local day in the calendar's zone.
    clear
        Whether the term is of "clear" days, between which and the event both ends are
        left out.
    first_day_counted
        What the wording of this one term says, when it differs from the rule's.

    Raises
    ------
    NaiveDatetimeError
        If `received_at` has no zone.
    SpanError
        If the receipt or the due day lies outside of the calendar.
    InvalidValueError
        If the term is in working hours and the calendar has no office hours.
    NotVerifiedError
        If no version of the rule is known for the day of receipt.

    Examples
    --------
    >>> from datetime import date, datetime
    >>> calendar = WorkCalendar(
    ...     tz="Asia/Ho_Chi_Minh", first=date(2026, 1, 1), last=date(2026, 12, 31),
    ...     days_off={date(2026, 4, 27): "Giỗ Tổ", date(2026, 4, 30): "30/4",
    ...               date(2026, 5, 1): "1/5"},
    ... )
    >>> due = compute_deadline(
    ...     datetime(2026, 4, 23, 9, tzinfo=calendar.tz), Term.working_days(5), calendar,
    ...     rule=CountingRule.VN_CIVIL_CODE,
    ... )
    >>> due.due_day
    datetime.date(2026, 5, 5)
    """
    received_day = local_date(received_at, calendar.tz, "received_at")
    require_inside(received_day, calendar)
    rule = rule.on(received_day)
    if first_day_counted is not None:
        rule = rule.evolve(first_day_counted=first_day_counted)
    table = calendar.as_counted_by(rule)
    pauses, extensions = tuple(pauses), tuple(extensions)
    start = _start(received_at, received_day, rule, table)
    begin = received_at if start == received_day else _midnight(start, table)
    if term.unit is Unit.HOURS:
        course = _hours_course(start, begin, term, table, rule=rule, pauses=pauses)
    elif term.unit is Unit.WORKING_HOURS:
        course = _office_hours_course(start, begin, term, table, pauses)
    else:
        course = _days_course(start, term, table, rule=rule, pauses=pauses, clear=clear)
    until = max((extension.until for extension in extensions), default=course.due)
    due_at = course.ends_at
    if until > course.due:
        course, due_at = course._replace(due=until), None
    if due_at is None:
        due_at = _due_at(course.due, received_at, table, rule)
    require_inside(course.due, calendar)
    return Deadline(
        received_at=received_at,
        term=term,
        calendar=calendar,
        rule=rule,
        pauses=pauses,
        extensions=extensions,
        clear=clear,
        due_at=due_at,
        due_day=course.due,
        suspended=any(p.end is None and p.start <= due_at for p in pauses),
        course=course,
    )


def require_inside(day: date, calendar: WorkCalendar) -> None:
    """Refuse a day that the calendar does not know."""
    if not calendar.first <= day <= calendar.last:
        raise SpanError(day, calendar.first, calendar.last)


def _start(
    received_at: datetime, received_day: date, rule: CountingRule, table: WorkCalendar
) -> date:
    """Return the day that counts as the day of receipt."""
    if rule.cut_off is None or rule.cut_off_shifts is CutOffShifts.TRANSFER:
        return received_day
    if rule.is_late(received_at, table.tz):
        return table.add_working_days(received_day, 1)
    return table.add_working_days(received_day, 0)


def _days_course(
    start: date,
    term: Term,
    table: WorkCalendar,
    *,
    rule: CountingRule,
    pauses: tuple[Pause, ...],
    clear: bool,
) -> Course:
    counts_first = rule.first_day_counted or term.is_same_day
    first = start if counts_first else start + _DAY
    stops = merged_days(pauses, table.tz, first) if pauses else []
    worked = rule.worked_days_of(term)
    if worked is not None:
        end = _nth_worked_day(first, worked + clear, table, stops)
    else:
        try:
            end = _last_day(start, first, term, rule=rule, stops=stops, clear=clear)
        except (OverflowError, ValueError):  # past the year 9999
            raise SpanError(f"{start} and {term}", table.first, table.last) from None
    rolled = least = added = end
    if worked is not None or rule.adjusts(term):
        rolled = _roll(end, rule.roll_after, table)
        least = rolled
        if rule.least_working_days and not is_shorter(term, rule.least_from_days):
            enough = _nth_worked_day(first, rule.least_working_days, table, stops)
            least = max(rolled, enough)
        added = least
    if rule.added_days:
        added = _roll(least + rule.added_days * _DAY, rule.roll_after, table)
    return Course(start, first, end, rolled, least, added, added)


def _nth_worked_day(
    first: date, n: int, table: WorkCalendar, stops: list[tuple[date, date]]
) -> date:
    """Return the n-th worked day from `first` on; with 0, the first one."""
    day = table.add_working_days(first, 0)
    day = table.add_working_days(day, max(n - 1, 0))
    for start, end in stops:
        if start <= day:
            day = table.add_working_days(day, table.working_days_between(start, end))
    return day


def _last_day(
    start: date,
    first: date,
    term: Term,
    *,
    rule: CountingRule,
    stops: list[tuple[date, date]],
    clear: bool,
) -> date:
    """Return the last day of a term in days, weeks, months or years, not rolled."""
    day = first - _DAY
    if term.amount(Unit.YEARS) or term.amount(Unit.MONTHS):
        day = _months_on(start, first, term, rule)
    days = 7 * term.amount(Unit.WEEKS) + term.amount(Unit.CALENDAR_DAYS) + clear
    day = max(day + days * _DAY, start)
    for stop in stops:
        if stop[0] <= day:
            day += stop[1] - stop[0]
    return day


def _months_on(start: date, first: date, term: Term, rule: CountingRule) -> date:
    if first > start and rule.months_end is MonthsEnd.SAME_DAY:
        return same_day_of_month(start, term)
    corresponding = same_day_of_month(first, term)
    return corresponding - _DAY if corresponding.day == first.day else corresponding


def same_day_of_month(day: date, term: Term, *, back: bool = False) -> date:
    """Move a day by the years and months of a term, at most to the month's last day."""
    from dateutil.relativedelta import relativedelta

    length = relativedelta(
        years=term.amount(Unit.YEARS), months=term.amount(Unit.MONTHS)
    )
    return day - length if back else day + length


def _roll(day: date, roll: Roll, table: WorkCalendar) -> date:
    if roll is Roll.NONE or table.is_working_day(day):
        return day
    return table.add_working_days(day, 0 if roll is Roll.FOLLOWING else -1)


def is_shorter(term: Term, days: int) -> bool:
    """Tell whether a term has fewer days; any month has enough of them."""
    if term.amount(Unit.YEARS) or term.amount(Unit.MONTHS):
        return False
    whole = 7 * term.amount(Unit.WEEKS) + term.amount(Unit.CALENDAR_DAYS)
    return whole + term.amount(Unit.WORKING_DAYS) < days


def _hours_course(
    start: date,
    begin: datetime,
    term: Term,
    table: WorkCalendar,
    *,
    rule: CountingRule,
    pauses: tuple[Pause, ...],
) -> Course:
    if rule.hours_from is HoursFrom.NEXT_HOUR:
        full = begin.astimezone(table.tz).replace(minute=0, second=0, microsecond=0)
        begin = add_elapsed(full, _HOUR, table.tz)
    end = begin.astimezone(UTC) + term.amount(Unit.HOURS) * _HOUR
    for pause_start, pause_end in merged_instants(pauses, begin):
        if pause_start < end:
            end += pause_end - pause_start
    ends_at = end.astimezone(table.tz)
    day = rolled = ends_at.date()
    if rule.adjusts(term) and day <= table.last:
        rolled = _roll(day, rule.roll_hours, table)
    if rolled != day:
        ends_at = local_instant(rolled, ends_at.time(), table.tz)
    return Course(start, start, day, rolled, rolled, rolled, rolled, begin, ends_at)


def _office_hours_course(
    start: date,
    begin: datetime,
    term: Term,
    table: WorkCalendar,
    pauses: tuple[Pause, ...],
) -> Course:
    begin = table.add_working_time(begin, timedelta(0))
    end = table.add_working_time(begin, term.amount(Unit.WORKING_HOURS) * _HOUR)
    for pause_start, pause_end in merged_instants(pauses, begin):
        if pause_start < end:
            lost = table.working_time_between(pause_start, pause_end)
            end = table.add_working_time(end, lost) if lost else end
    day = end.date()
    return Course(start, start, day, day, day, day, day, begin, end)


def _midnight(day: date, table: WorkCalendar) -> datetime:
    return local_instant(day, time.min, table.tz)


def _due_at(
    day: date, received_at: datetime, table: WorkCalendar, rule: CountingRule
) -> datetime:
    """Return the last instant of the due day; without office hours it closes at 24:00."""
    clock = END_OF_DAY
    if rule.due is DueTime.RECEIPT_TIME:
        clock = received_at.astimezone(table.tz).time()
    elif rule.due is DueTime.CLOSING:
        clock = table.closing(day) or END_OF_DAY
    return local_instant(day, clock, table.tz)
