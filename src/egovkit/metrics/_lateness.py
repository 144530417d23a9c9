"""Lateness and tardiness: how far from its due date a dossier was resolved."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from egovkit._time import require_aware
from egovkit.deadlines import WorkCalendar
from egovkit.metrics._distribution import Distribution
from egovkit.metrics._due import DueDate
from egovkit.metrics._units import TimeUnit, measure_in
from egovkit.outcome import Outcome, Status


def lateness(
    outcomes: Iterable[Outcome],
    *,
    as_of: datetime,
    against: DueDate = DueDate.DUE,
    unit: TimeUnit = TimeUnit.CALENDAR_DAYS,
    calendar: WorkCalendar | None = None,
) -> Distribution:
    """Return how far after its due date each dossier was resolved; before is negative.

    Only resolved dossiers with a due date count: refused and withdrawn ones have their
    own class, and open ones are the backlog's. In days 0 is on time, so a dossier whose
    term is in hours may be overdue by 0 days: ask for hours where there are such terms.
    In hours the due instant is what `due_at` says, often the last second of its day.

    Parameters
    ----------
    outcomes
        Those resolved after `as_of` are left out.
    as_of
        Seen from when.
    against
        The date that is judged by; a dossier without it is left out.
    unit, calendar
        In what is counted; working days and office hours need the calendar.

    Raises
    ------
    NaiveDatetimeError
        If `as_of` has no zone.
    InvalidValueError
        If the unit needs a calendar and there is none.
    SpanError
        If an instant lies outside of the calendar.

    Examples
    --------
    >>> day = lambda n: datetime(2026, 1, n, 9, tzinfo=UTC)
    >>> rows = [
    ...     Outcome(
    ...         number="1", received_at=day(5), due_at=day(12), resolved_at=day(n)
    ...     )
    ...     for n in (8, 12, 15)
    ... ]
    >>> days = lateness(rows, as_of=day(20))
    >>> days.minimum, days.median, days.maximum
    (-4, 0, 3)
    """
    measure = measure_in(TimeUnit(unit), calendar)
    date = DueDate(against)
    return Distribution.of(
        measure(due_at, resolved_at)
        for due_at, resolved_at in _resolved(outcomes, as_of, date)
    )


def tardiness(
    outcomes: Iterable[Outcome],
    *,
    as_of: datetime,
    against: DueDate = DueDate.DUE,
    unit: TimeUnit = TimeUnit.CALENDAR_DAYS,
    calendar: WorkCalendar | None = None,
) -> Distribution:
    """Return by how much each dossier was late: its lateness, 0 where it was not.

    So early dossiers do not make up for late ones in its mean. Parameters and errors
    are those of `lateness`.

    Examples
    --------
    >>> day = lambda n: datetime(2026, 1, n, 9, tzinfo=UTC)
    >>> rows = [
    ...     Outcome(
    ...         number="1", received_at=day(5), due_at=day(12), resolved_at=day(n)
    ...     )
    ...     for n in (8, 12, 15)
    ... ]
    >>> print(tardiness(rows, as_of=day(20)).mean)
    1
    """
    signed = lateness(
        outcomes, as_of=as_of, against=against, unit=unit, calendar=calendar
    )
    return Distribution([(max(0, value), count) for value, count in signed.counts])


def _resolved(
    outcomes: Iterable[Outcome], as_of: datetime, against: DueDate
) -> Iterator[tuple[datetime, datetime]]:
    now = require_aware(as_of, "as_of").astimezone(UTC)
    for outcome in outcomes:
        due_at, resolved_at = against.of(outcome), outcome.resolved_at
        if due_at is None or resolved_at is None:
            continue
        if outcome.status is Status.RESOLVED and resolved_at.astimezone(UTC) <= now:
            yield due_at, resolved_at
