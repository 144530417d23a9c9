"""Named guards that ask who did what with a dossier, and how long ago."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from egovkit._time import local_instant
from egovkit.deadlines import (
    CountingRule,
    Extension,
    Term,
    Unit,
    WorkCalendar,
    compute_deadline,
)
from egovkit.dossiers import _refusals
from egovkit.dossiers._event import Actor, Event, Migrated
from egovkit.dossiers._guards import AnyDossier
from egovkit.dossiers._life import is_in_hours
from egovkit.dossiers._transition import NamedGuard
from egovkit.errors import InvalidValueError, Refusal

_DAY: Final = timedelta(days=1)
_PASSING: Final = {
    Unit.WEEKS: timedelta(weeks=1),
    Unit.CALENDAR_DAYS: _DAY,
    Unit.HOURS: timedelta(hours=1),
}
"""Units that pass by themselves, without a calendar."""

_UNITS_VI: Final = {
    Unit.YEARS: "năm",
    Unit.MONTHS: "tháng",
    Unit.WEEKS: "tuần",
    Unit.CALENDAR_DAYS: "ngày",
    Unit.WORKING_DAYS: "ngày làm việc",
    Unit.HOURS: "giờ",
    Unit.WORKING_HOURS: "giờ làm việc",
}


def done(action: str) -> NamedGuard:
    """Ask that an action was done before, and not voided since.

    Examples
    --------
    >>> done("check").labels["en"]
    'after check'
    """
    _require_text("action", action)

    def check(
        dossier: AnyDossier, _payload: object, _actor: Actor, _at: datetime
    ) -> Refusal | None:
        if _events(dossier, action):
            return None
        return Refusal(
            "not_done",
            f"{action} was not done; it is needed before",
            f"Chưa thực hiện {action}; cần thực hiện trước",
        )

    return NamedGuard(
        "done",
        parameters={"action": action},
        check=check,
        labels={"en": f"after {action}", "vi": f"sau {action}"},
    )


def not_done(action: str) -> NamedGuard:
    """Ask that an action was never done, or voided since; for what may be done once.

    Examples
    --------
    >>> not_done("request_supplement").parameters
    {'action': 'request_supplement'}
    """
    _require_text("action", action)

    def check(
        dossier: AnyDossier, _payload: object, _actor: Actor, _at: datetime
    ) -> Refusal | None:
        events = _events(dossier, action)
        if not events:
            return None
        return Refusal(
            "done",
            f"{action} was done before, at {events[-1].at}; it must not have been",
            f"Đã thực hiện {action} lúc {events[-1].at}; cần khi chưa thực hiện",
        )

    return NamedGuard(
        "not_done",
        parameters={"action": action},
        check=check,
        labels={"en": f"not after {action}", "vi": f"chưa thực hiện {action}"},
    )


def done_by_role(action: str, role: str) -> NamedGuard:
    """Ask that an action was done before by somebody who held a role then.

    Examples
    --------
    >>> done_by_role("check", "head").labels["en"]
    'after check by head'
    """
    _require_text("action", action)
    _require_text("role", role)

    def check(
        dossier: AnyDossier, _payload: object, _actor: Actor, _at: datetime
    ) -> Refusal | None:
        held = [event.by.roles for event in _events(dossier, action)]
        if any(role in roles for roles in held):
            return None
        found = ", ".join(sorted(set[str]().union(*held)))
        return Refusal(
            "role_done",
            f"{action} was done by {found or 'nobody'}; {role} is needed before",
            f"{action} do {found or 'chưa ai'} thực hiện; cần {role} thực hiện trước",
        )

    return NamedGuard(
        "done_by_role",
        parameters={"action": action, "role": role},
        check=check,
        labels={"en": f"after {action} by {role}", "vi": f"sau {action} do {role}"},
    )


def not_same_actor_as(action: str) -> NamedGuard:
    """Ask for four eyes: who acts must not have done `action`, in whichever round.

    It has nothing against an action before `action` was done at all; add `done` for
    that. "start" is one too.

    Examples
    --------
    >>> not_same_actor_as("check").labels["vi"]
    'không phải người thực hiện check'
    """
    _require_text("action", action)

    def check(
        dossier: AnyDossier, _payload: object, actor: Actor, _at: datetime
    ) -> Refusal | None:
        if all(event.by.id != actor.id for event in _events(dossier, action)):
            return None
        return Refusal(
            "same_actor",
            f"the actor did {action}; another one is needed for this (four eyes)",
            f"Người thực hiện đã làm {action}; cần người khác thực hiện",
        )

    return NamedGuard(
        "not_same_actor_as",
        parameters={"action": action},
        check=check,
        labels={
            "en": f"not by who did {action}",
            "vi": f"không phải người thực hiện {action}",
        },
    )


def not_extended_before() -> NamedGuard:
    """Ask that no action with an `Extension` was done, or that it was voided since.

    An action that itself takes an `Extension` asks so without a guard.

    Examples
    --------
    >>> not_extended_before().labels["en"]
    'not extended before'
    """

    def check(
        dossier: AnyDossier, _payload: object, _actor: Actor, _at: datetime
    ) -> Refusal | None:
        history = dossier.effective_history
        is_extended = any(isinstance(event.payload, Extension) for event in history)
        return _refusals.EXTENDED if is_extended else None

    return NamedGuard(
        "not_extended_before",
        check=check,
        labels={"en": "not extended before", "vi": "chưa hẹn lại lần nào"},
    )


def waited_more_than(
    term: Term | str, calendar: WorkCalendar | None = None
) -> NamedGuard:
    """Ask that the dossier has been in its state for longer than a term.

    It waits from its coming into the state; what is done without leaving the state,
    such as a reminder, and a migration do not begin the wait anew. A term in days is
    over when its last day is: its first day is not counted, and with a calendar its
    last day is a worked one, as Civil Code 2015 arts. 147(2), 148(5) and 148(6) have
    it. `Workflow.scheduled` tells when that will be.

    Parameters
    ----------
    calendar
        What the days are counted on, for an action is done without one; `from_toml`
        gives its own. Hours, days and weeks can do without, and then pass in the zone
        of the event. The calendar given to `scheduled` is not used: it could tell
        another day than `fire` will.

    Raises
    ------
    InvalidValueError
        If the term needs a calendar, and none is given. A wait beyond the calendar's
        last day is a SpanError once it is asked for.

    Examples
    --------
    >>> from datetime import UTC
    >>> from enum import StrEnum
    >>> from egovkit.dossiers import Workflow, transition
    >>> class S(StrEnum):
    ...     AWAITING = "awaiting"
    ...     LAPSED = "lapsed"
    >>> guard = waited_more_than("30 days")
    >>> lapse = transition("lapse", [S.AWAITING], S.LAPSED, guards=[guard])
    >>> workflow = Workflow(
    ...     "counter", version=1, initial=S.AWAITING, final={S.LAPSED},
    ...     transitions=[lapse],
    ... )
    >>> at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> dossier = workflow.start("H53-260105-0001", at=at, by=Actor("cb-014"))
    >>> str(workflow.scheduled(dossier)[0].at)
    '2026-02-05 00:00:00+00:00'
    """
    term = term if isinstance(term, Term) else Term.parse(term)
    if calendar is None and not all(unit in _PASSING for unit, _ in term.parts):
        raise InvalidValueError(
            "calendar", None, f"the calendar that {term} is counted on",
            "give waited_more_than(term, calendar), or from_toml(..., calendar=...)",
        )  # fmt: skip

    def opens_at(dossier: AnyDossier, _calendar: WorkCalendar | None) -> datetime:
        since = _since(dossier)
        return (
            _passed(since, term) if calendar is None else _over(since, term, calendar)
        )

    def check(
        dossier: AnyDossier, _payload: object, _actor: Actor, at: datetime
    ) -> Refusal | None:
        opens = opens_at(dossier, None)
        if at >= opens:
            return None
        state, since = str(dossier.state), _since(dossier)
        return Refusal(
            "waited",
            f"it is in {state!r} since {since}; more than {term} are needed, until "
            f"{opens}",
            f"Hồ sơ ở trạng thái {state!r} từ {since}; phải quá {_vi(term)}, đến {opens}",
        )

    return NamedGuard(
        "waited_more_than",
        parameters={"term": str(term)},
        check=check,
        labels={"en": f"after more than {term}", "vi": f"quá {_vi(term)}"},
        opens_at=opens_at,
    )


def _over(since: datetime, term: Term, calendar: WorkCalendar) -> datetime:
    due = compute_deadline(since, term, calendar, rule=CountingRule())
    if is_in_hours(term):
        return due.due_at
    return local_instant(due.due_day + _DAY, time(), calendar.tz)


def _passed(since: datetime, term: Term) -> datetime:
    passing = sum((amount * _PASSING[unit] for unit, amount in term.parts), timedelta())
    if is_in_hours(term):
        return since + passing
    return datetime.combine(since.date() + passing + _DAY, time(), since.tzinfo)


def _since(dossier: AnyDossier) -> datetime:
    """Return when a dossier came into its state."""
    history = dossier.effective_history
    for before, event in reversed([*pairwise(history)]):
        if event.state != before.state and not isinstance(event.payload, Migrated):
            return event.at
    return history[0].at


def _vi(term: Term) -> str:
    return " ".join(f"{amount} {_UNITS_VI[unit]}" for unit, amount in term.parts)


def _events(dossier: AnyDossier, action: str) -> list[Event[StrEnum]]:
    return [event for event in dossier.effective_history if event.action == action]


def _require_text(name: str, text: object) -> None:
    if not isinstance(text, str) or not text:
        raise InvalidValueError(name, text, "a text, in quotes")
