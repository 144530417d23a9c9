"""What follows from a history for the dossier's row."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import TypeVar, cast

from attrs import frozen

from egovkit._time import require_aware
from egovkit.deadlines import CountingRule, Extension, WorkCalendar
from egovkit.dossiers import Correction, Dossier, Event, Migrated, Opening, Workflow
from egovkit.errors import InvalidValueError, NotReceivedError
from egovkit.outcome import Outcome
from egovkit.storage._tables import micros

S = TypeVar("S", bound=StrEnum)
Value = str | int | None
Values = tuple[Value, ...]

_NOT_RECEIVED: Values = (0, *[None] * 12)
_TELLING = (Opening, Extension, Correction, Migrated)
"""Payloads of events that tell more than that the dossier moved."""


@frozen
class Reckoning:
    """By which calendar and rule due dates are computed; without them, by promises."""

    calendar: WorkCalendar | None = None
    rule: CountingRule | None = None

    def __attrs_post_init__(self) -> None:
        if (self.calendar is None) is not (self.rule is None):
            raise InvalidValueError(
                "calendar and rule", "one of them", "both, or neither",
                "without them a dossier is due when it was promised",
            )  # fmt: skip

    def zone(self, as_of: datetime) -> tzinfo:
        """Return the office's zone: the calendar's, or else that of `as_of`."""
        require_aware(as_of, "as_of")
        return self.calendar.tz if self.calendar else cast("tzinfo", as_of.tzinfo)

    def outcome(
        self, dossier: Dossier[S], workflow: Workflow[S], as_of: datetime
    ) -> Outcome:
        """Return the outcome at an instant."""
        return dossier.outcome(workflow, self.calendar, rule=self.rule, as_of=as_of)

    def told(self, dossier: Dossier[S], workflow: Workflow[S], head: str) -> Values:
        """Return the values of the columns `STANDING` and `FACTS`."""
        return (*_standing(dossier, workflow, head), *self._facts(dossier, workflow))

    def _facts(self, dossier: Dossier[S], workflow: Workflow[S]) -> Values:
        last_at = dossier.effective_history[-1].at
        try:
            outcome = self.outcome(dossier, workflow, last_at)
        except NotReceivedError:
            return _NOT_RECEIVED
        return (*_paused(dossier, workflow, outcome), *_told(outcome))


def opening(dossier: Dossier[S]) -> Values:
    """Return the values of the columns `OPENING`."""
    opened = dossier.opening
    procedure, channel = opened.procedure, opened.channel
    return (
        opened.number,
        opened.workflow,
        procedure.code if procedure else None,
        procedure.field if procedure else None,
        opened.unit,
        channel.value if channel else None,
    )


def _standing(dossier: Dossier[S], workflow: Workflow[S], head: str) -> Values:
    state, version = dossier.state, dossier.workflow_version
    last = dossier.history[-1]
    if type(last.payload) is Correction:
        last = dossier.effective_history[-1]
    return (
        version,
        len(dossier.history),
        head,
        state.value,
        workflow.in_version(version).effect(state).value,
        micros(last.at),
    )


def moved(dossier: Dossier[S], head: str) -> Values:
    """Return the values of the columns `MOVED`."""
    last = dossier.history[-1]
    return len(dossier.history), head, dossier.state.value, micros(last.at)


def moves_only(workflow: Workflow[S], history: Sequence[Event[S]], start: int) -> bool:
    """Tell whether, from event `start` on, the clock ran and nothing else was told.

    Most events of an office hand a dossier on inside it, and leave the facts as they
    are.
    """
    state = history[start - 1].state
    for event in history[start:]:
        if (
            state not in workflow.running
            or event.promise is not None
            or isinstance(event.payload, _TELLING)
            or workflow.is_supplement(event.state)
            or workflow.restarts_clock(state, event.action, event.state)
        ):
            return False
        state = event.state
    return state in workflow.running


def _paused(
    dossier: Dossier[S], workflow: Workflow[S], outcome: Outcome
) -> tuple[int, int | None]:
    """Return how long it was paused before, and since when it is paused now."""
    received_at, paused = outcome.received_at, 0
    for pause in dossier.pauses(workflow):
        start = max(pause.start, received_at)
        if pause.end is None:
            return paused, micros(start)
        paused += max(micros(pause.end) - micros(start), 0)
    return paused, None


def _told(outcome: Outcome) -> Values:
    return (
        micros(outcome.received_at),
        _micros(outcome.due_at),
        _micros(outcome.promised_at),
        _micros(outcome.resolved_at),
        _micros(outcome.returned_at),
        outcome.status.value,
        outcome.due_by.value,
        outcome.supplements,
        outcome.extended,
        _micros(outcome.last_promised_at),
        outcome.reopened,
    )


def _micros(at: datetime | None) -> int | None:
    return None if at is None else micros(at)
