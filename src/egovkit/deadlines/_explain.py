"""Why that day: every day from receipt to due, counted or not, and by which rule."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple, Self, cast

from egovkit import _data
from egovkit._time import local_instant
from egovkit.deadlines._days import Reason, marked
from egovkit.deadlines._pauses import Pause, merged_instants
from egovkit.deadlines._rules import CutOffShifts, Roll
from egovkit.deadlines._term import Unit
from egovkit.errors import InvalidValueError

if TYPE_CHECKING:
    from egovkit.deadlines._deadline import Deadline

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


class DayCount(NamedTuple):
    """One line of an explanation: a day, whether it counts, and why.

    Attributes
    ----------
    number
        The count it brings the term to; None when it does not count. In a term of
        hours, the whole hours that have passed by the end of the day.
    name
        The holiday, the reason of a pause or of an extension.
    source
        The provision or notice that decides.

    Examples
    --------
    >>> DayCount(date(2026, 3, 9), 1, Reason.WORKED).is_counted
    True
    """

    day: date
    number: int | None
    reason: Reason
    name: str | None = None
    source: str | None = None

    @property
    def is_counted(self) -> bool:
        """Whether the day is one of the term's."""
        return self.number is not None


class Explanation(tuple[DayCount, ...]):  # noqa: SLOT001, a tuple has none
    """The lines of an explanation; `str()` of it is a readable table.

    Attributes
    ----------
    language
        The language of the table: "en" or "vi".

    Examples
    --------
    >>> print(Explanation([DayCount(date(2026, 3, 9), 1, Reason.WORKED)], "vi"))
    T2 2026-03-09     1  ngày làm việc
    """

    language: str

    def __new__(cls, lines: Iterable[DayCount], language: str = "en") -> Self:
        """Keep the lines, and the language of the table."""
        explanation = super().__new__(cls, lines)
        explanation.language = language
        return explanation

    def __str__(self) -> str:
        labels = _labels(self.language)
        return "\n".join(_text(line, labels) for line in self)


def explain(deadline: "Deadline", language: str) -> Explanation:
    """Walk from receipt to due along the course that the computation took."""
    _labels(language)
    course = deadline.course
    if course.counts_back:
        return Explanation(_back_lines(deadline), language)
    in_hours = course.begins_at is not None
    lines = _hour_lines(deadline) if in_hours else _day_lines(deadline)
    if deadline.pauses:
        lines = _with_short_pauses(lines, deadline)
    return Explanation(lines, language)


def _day_lines(deadline: "Deadline") -> Iterator[DayCount]:
    course = deadline.course
    yield from _receipt_lines(deadline)
    if course.first > course.start:
        yield _ruled(deadline, course.start, Reason.RECEIPT, "first_day_counted")
    yield from _term_lines(deadline)
    yield from _moved_lines(deadline)


def _receipt_lines(deadline: "Deadline") -> Iterator[DayCount]:
    """Say what a cut-off hour did, up to the day that counts as that of receipt."""
    rule, start = deadline.rule, deadline.course.start
    received_day = deadline.received_day
    if received_day < start:
        yield _ruled(deadline, received_day, Reason.CUT_OFF, "cut_off")
        yield from _uncounted(deadline, received_day + _DAY, start)
    elif rule.cut_off_shifts is CutOffShifts.TRANSFER and rule.is_late(
        deadline.received_at, deadline.calendar.tz
    ):
        yield _ruled(deadline, received_day, Reason.TRANSFER, "cut_off")


def _term_lines(deadline: "Deadline") -> Iterator[DayCount]:
    """Yield the days of the term with their numbers, up to its last before any roll."""
    course, table = deadline.course, deadline.table
    marks, weekend = table.marked_days, table.weekend
    worked_only = deadline.rule.worked_days_of(deadline.term) is not None
    is_same_day = deadline.term.is_same_day
    paused = _paused_days(deadline)
    number = 0
    for day in _days(course.first, course.end + _DAY):
        own = marked(marks, day, weekend)
        if day in paused:
            yield _paused(day, paused[day])
        elif worked_only and not own.is_working:
            yield DayCount(day, None, own.reason, own.name, own.source)
        elif is_same_day:
            yield DayCount(day, 0, Reason.DUE, own.name, own.source)
        else:
            number += 1
            yield DayCount(day, number, own.reason, own.name, own.source)


def _moved_lines(deadline: "Deadline") -> Iterator[DayCount]:
    """Say what moved the day after the term's last: roll, minimum, days, extension."""
    course = deadline.course
    steps = (
        (course.rolled, Reason.ROLLED, "roll_after"),
        (course.least, Reason.LEAST_WORKED, "least_working_days"),
        (course.added, Reason.ADDED, "added_days"),
    )
    reached = course.end
    for day, reason, parameter in steps:
        if day != reached:
            yield from _uncounted(deadline, reached + _DAY, day)
            yield _ruled(deadline, day, reason, parameter)
            reached = day
    for extension in deadline.extensions:
        if extension.until == course.due > reached:
            yield from _uncounted(deadline, reached + _DAY, course.due)
            yield DayCount(
                course.due, None, Reason.EXTENDED, extension.reason, extension.citation
            )
            return


def _hour_lines(deadline: "Deadline") -> Iterator[DayCount]:
    """Yield each day with the whole hours that have passed by its end."""
    course, tz = deadline.course, deadline.calendar.tz
    begin, hours = cast("datetime", course.begins_at), deadline.term.parts[0][1]
    yield from _receipt_lines(deadline)
    stops = merged_instants(deadline.pauses, begin)
    in_office = deadline.term.unit is Unit.WORKING_HOURS
    running = deadline.table.working_time_between if in_office else _elapsed
    for day in _days(course.start, course.end + _DAY):
        midnight = local_instant(day + _DAY, time.min, tz)
        passed = running(begin, midnight) - sum(
            (
                running(start, min(stop, midnight))
                for start, stop in stops
                if start < midnight
            ),
            timedelta(),
        )
        number = min(max(passed // _HOUR, 0), hours)
        status = deadline.table.status(day)
        yield DayCount(day, number, status.reason, status.name, status.source)
    yield from _moved_lines(deadline)


def _back_lines(deadline: "Deadline") -> Iterator[DayCount]:
    """Walk back from the event to the last day, numbering the days of the term."""
    course, status = deadline.course, deadline.table.status
    if course.first < course.start:
        yield _ruled(deadline, course.start, Reason.EVENT, "first_day_counted")
    worked_only = deadline.rule.worked_days_of(deadline.term) is not None
    number = 0
    for day in _days_back(course.first, course.end):
        own = status(day)
        number += own.is_working or not worked_only
        counted = number if own.is_working or not worked_only else None
        yield DayCount(day, counted, own.reason, own.name, own.source)
    if course.rolled != course.end:
        yield from _uncounted_back(deadline, course.end, course.rolled)
        yield _ruled(deadline, course.rolled, Reason.ROLLED, _rolled_by(deadline))
    if course.least != course.rolled:
        yield from _uncounted_back(deadline, course.rolled, course.least)
        yield _ruled(deadline, course.least, Reason.LEAST_WORKED, "least_working_days")


def _uncounted_back(
    deadline: "Deadline", after: date, before: date
) -> Iterator[DayCount]:
    """Yield the days between two, backwards, neither of them included."""
    for day in _days_back(after - _DAY, before + _DAY):
        status = deadline.table.status(day)
        yield DayCount(day, None, status.reason, status.name, status.source)


def _rolled_by(deadline: "Deadline") -> str:
    """Name what moved a day that was found by counting back: a day off or a closure."""
    course, rule = deadline.course, deadline.rule
    direction = Roll.FOLLOWING if course.rolled > course.end else Roll.PRECEDING
    is_closed = deadline.table.status(course.end).reason is Reason.CLOSED
    if rule.roll_before is not direction or (is_closed and rule.closure_before):
        return "closure_before"
    return "roll_before"


def _days_back(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() - 1, -1))


def _elapsed(start: datetime, end: datetime) -> timedelta:
    return end.astimezone(UTC) - start.astimezone(UTC)


def _ruled(deadline: "Deadline", day: date, reason: Reason, parameter: str) -> DayCount:
    """Return a line that a parameter of the rule decides, with its provision."""
    name = deadline.table.status(day).name
    return DayCount(day, None, reason, name, deadline.rule.article.get(parameter))


def _uncounted(deadline: "Deadline", start: date, end: date) -> Iterator[DayCount]:
    paused = _paused_days(deadline)
    for day in _days(start, end):
        status = deadline.table.status(day)
        if day in paused:
            yield _paused(day, paused[day])
        else:
            yield DayCount(day, None, status.reason, status.name, status.source)


def _paused(day: date, pause: Pause) -> DayCount:
    return DayCount(day, None, Reason.PAUSED, pause.reason, pause.citation)


def _paused_days(deadline: "Deadline") -> dict[date, Pause]:
    """Return the days that a pause covers whole."""
    return {
        day: pause for pause in deadline.pauses for day in _whole_days(pause, deadline)
    }


def _whole_days(pause: Pause, deadline: "Deadline") -> Iterator[date]:
    start, end = pause.days(deadline.calendar.tz)
    if deadline.course.begins_at is not None:
        return iter(())
    return _days(max(start, deadline.course.first), min(end, deadline.due_day + _DAY))


def _with_short_pauses(
    lines: Iterable[DayCount], deadline: "Deadline"
) -> Iterator[DayCount]:
    """Put a line on the day a pause began that covers no whole day, or is open."""
    short: dict[date, list[Pause]] = {}
    for pause in deadline.pauses:
        begins = max(pause.days(deadline.calendar.tz)[0], deadline.received_day)
        is_over = pause.end is not None and pause.end < deadline.received_at
        if not is_over and not any(_whole_days(pause, deadline)):
            short.setdefault(begins, []).append(pause)
    for line in lines:
        for pause in short.pop(line.day, ()):
            yield _paused(line.day, pause)
        yield line


def _days(start: date, end: date) -> Iterator[date]:
    return map(date.fromordinal, range(start.toordinal(), end.toordinal()))


def _labels(language: str) -> Mapping[str, object]:
    tables = _data.table(__package__, "labels.toml")
    if language not in tables:
        raise InvalidValueError("language", language, f"one of {', '.join(tables)}")
    return cast("Mapping[str, object]", tables[language])


def _text(line: DayCount, labels: Mapping[str, object]) -> str:
    weekday = cast("list[str]", labels["weekdays"])[line.day.weekday()]
    number = "" if line.number is None else line.number
    text = f"{weekday:<3} {line.day}  {number:>4}  {labels[line.reason]}"
    if line.name:
        text += f": {line.name}"
    return f"{text} [{line.source}]" if line.source else text
