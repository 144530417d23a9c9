"""What time will do to dossiers: actions it opens, due dates that come near."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Generic

from attrs import frozen

from egovkit._time import local_date, require_aware
from egovkit.deadlines import CountingRule, WorkCalendar
from egovkit.dossiers import _decide, _life
from egovkit.dossiers._clock import ClockEffect
from egovkit.dossiers._dossier import Dossier
from egovkit.dossiers._event import S, S_co
from egovkit.dossiers._transition import Transition

if TYPE_CHECKING:
    from egovkit.dossiers._definition import Definition
    from egovkit.dossiers._workflow import Workflow


_DAY = timedelta(days=1)


@frozen
class Scheduled(Generic[S]):
    """An action that only time holds back, and when it opens it.

    Examples
    --------
    >>> Scheduled.__name__
    'Scheduled'
    """

    action: Transition[S, object]
    at: datetime


def scheduled(
    workflow: "Definition[S]", dossier: Dossier[S], calendar: WorkCalendar | None
) -> tuple[Scheduled[S], ...]:
    """Return the actions of the present state that time opens, the earliest first."""
    if _decide.is_other_version(workflow, dossier):
        return ()
    found = [
        Scheduled(t, at)
        for t in workflow.transitions
        if dossier.state in t.sources
        for at in [_opens_at(t, dossier, calendar)]
        if at is not None
    ]
    return tuple(sorted(found, key=lambda one: one.at))


def _opens_at(
    action: Transition[S, object], dossier: Dossier[S], calendar: WorkCalendar | None
) -> datetime | None:
    """Return when the last of an action's guards that wait has waited enough."""
    opened = [
        at
        for guard in action.named_guards
        if guard.opens_at is not None
        for at in [guard.opens_at(dossier, calendar)]
        if at is not None
    ]
    return max(opened, default=None)


@frozen
class DueSoon(Generic[S_co]):
    """A dossier whose due day comes near.

    Attributes
    ----------
    working_days
        How many worked days are left after today; 0 when it is due today.

    Examples
    --------
    >>> DueSoon.__name__
    'DueSoon'
    """

    dossier: Dossier[S_co]
    due_at: datetime
    working_days: int


def due_within(
    dossiers: Iterable[Dossier[S]],
    workflow: "Workflow[S]",
    calendar: WorkCalendar,
    days: int = 2,
    *,
    as_of: datetime,
    rule: CountingRule | None = None,
) -> tuple[DueSoon[S], ...]:
    """Return the dossiers that are due within so many worked days, the earliest first.

    Only those whose clock runs: what pauses, has ended or is overdue already is left
    out. The due date is the one computed by `rule`, or without one the last promise; a
    dossier that has neither is left out too.

    Parameters
    ----------
    days
        Worked days after the day of `as_of`; 0 asks for what is due today.

    Examples
    --------
    >>> from datetime import UTC, date, timedelta
    >>> from enum import StrEnum
    >>> from egovkit.dossiers import Actor, Procedure, Workflow
    >>> class S(StrEnum):
    ...     RECEIVED = "received"
    >>> workflow = Workflow(
    ...     "counter", version=1, initial=S.RECEIVED, final=(), transitions=()
    ... )
    >>> calendar = WorkCalendar(tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31))
    >>> at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> dossier = workflow.start(
    ...     "H53-260105-0001", at=at, by=Actor("cb-014"),
    ...     procedure=Procedure("1.001193", "Birth registration", term="3 working days"),
    ... )
    >>> soon = due_within(
    ...     [dossier], workflow, calendar, as_of=at + timedelta(days=1),
    ...     rule=CountingRule.VN_CIVIL_CODE,
    ... )
    >>> soon[0].due_at.date(), soon[0].working_days
    (datetime.date(2026, 1, 8), 2)
    """
    require_aware(as_of, "as_of")
    today = local_date(as_of, calendar.tz)
    found = list[DueSoon[S]]()
    for dossier in dossiers:
        due_at = _due_at(dossier, workflow, calendar, as_of, rule)
        if due_at is None or _is_past(due_at, dossier, as_of, calendar):
            continue
        due_day = local_date(due_at, calendar.tz)
        left = calendar.working_days_between(today + _DAY, due_day + _DAY)
        if left <= days:
            found.append(DueSoon(dossier, due_at, left))
    return tuple(sorted(found, key=lambda one: one.due_at))


def _is_past(
    due_at: datetime, dossier: Dossier[S], as_of: datetime, calendar: WorkCalendar
) -> bool:
    term = dossier.procedure.term if dossier.procedure else None
    if term is not None and _life.is_in_hours(term):
        return due_at < as_of
    return local_date(due_at, calendar.tz) < local_date(as_of, calendar.tz)


def _due_at(
    dossier: Dossier[S],
    workflow: "Definition[S]",
    calendar: WorkCalendar,
    as_of: datetime,
    rule: CountingRule | None,
) -> datetime | None:
    life = _life.read(dossier.history, workflow, as_of)
    if life.effect is not ClockEffect.RUNS:
        return None
    if rule is not None and dossier.procedure and dossier.procedure.term:
        return _life.deadline(dossier, life, calendar, rule).due_at
    return life.promises[-1].due_at if life.promises else None
