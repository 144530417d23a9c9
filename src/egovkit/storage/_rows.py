"""What follows from a history for the dossier's row."""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import TypeVar, cast

from attrs import frozen

from egovkit._time import require_aware
from egovkit.deadlines import (
    CountingRule,
    Extension,
    Pause,
    Unit,
    WorkCalendar,
)
from egovkit.dossiers import (
    Correction,
    Dossier,
    Life,
    Migrated,
    Opening,
    Payment,
    Procedure,
    Promise,
    Workflow,
)
from egovkit.errors import InvalidValueError
from egovkit.outcome import DueBy, Outcome
from egovkit.storage._tables import micros

S = TypeVar("S", bound=StrEnum)
Value = str | int | None
Values = tuple[Value, ...]

_NOT_RECEIVED: Values = (0, *[None] * 12)
_TELLING = (Opening, Extension, Payment, Correction, Migrated)
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
        life = dossier.life(workflow)
        standing = (
            dossier.workflow_version,
            len(dossier.history),
            head,
            str(dossier.state),
            str(life.effect),
            micros(_last_at(dossier)),
        )
        received_at = life.received_at or life.ended_at
        if received_at is None:
            return (*standing, *_NOT_RECEIVED)
        return (*standing, *self._facts(dossier, workflow, life, received_at))

    def _facts(
        self,
        dossier: Dossier[S],
        workflow: Workflow[S],
        life: Life[S],
        received_at: datetime,
    ) -> Values:
        """Return what `outcome` would tell, and what it does not: an open pause."""
        first, last = _first_and_last(life.promises)
        due_at = self._due_at(dossier, workflow, life)
        return (
            *_paused(life.pauses, received_at),
            micros(received_at),
            last if due_at is None else micros(due_at),
            first,
            _micros(life.ended_at),
            _micros(life.returned_at),
            str(life.status),
            life.supplements,
            life.is_extended,
            last,
            life.reopened,
            life.paid_online,
        )

    def _due_at(
        self, dossier: Dossier[S], workflow: Workflow[S], life: Life[S]
    ) -> datetime | None:
        procedure = dossier.procedure
        if self.calendar is None or self.rule is None or life.received_at is None:
            return None
        if procedure is None or procedure.term is None:
            return None
        return dossier.deadline(workflow, self.calendar, rule=self.rule).due_at


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
        str(channel) if channel else None,
        str(_due_by(procedure)),
    )


def _last_at(dossier: Dossier[S]) -> datetime:
    last = dossier.history[-1]
    if type(last.payload) is Correction:
        last = dossier.effective_history[-1]
    return last.at


def moves_only(dossier: Dossier[S], workflow: Workflow[S], start: int) -> bool:
    """Tell whether, from event `start` on, the clock ran and nothing else was told.

    Most events of an office hand a dossier on inside it: they move it, and leave the
    facts about it as they are.
    """
    driver, history = workflow.in_version(dossier.workflow_version), dossier.history
    state, running = history[start - 1].state, driver.running
    if state not in running:
        return False
    for event in history[start:]:
        if (
            event.state not in running
            or event.promise is not None
            or isinstance(event.payload, _TELLING)
            or driver.is_supplement(event.state)
            or driver.restarts_clock(state, event.action, event.state)
        ):
            return False
        state = event.state
    return True


def _paused(pauses: Iterable[Pause], received_at: datetime) -> tuple[int, int | None]:
    """Return how long it was paused before, and since when it is paused now."""
    paused = 0
    for pause in pauses:
        start = micros(max(pause.start, received_at))
        if pause.end is None:
            return paused, start
        paused += max(micros(pause.end) - start, 0)
    return paused, None


def _first_and_last(promises: Sequence[Promise]) -> tuple[int | None, int | None]:
    if not promises:
        return None, None
    first = micros(promises[0].due_at)
    return first, first if len(promises) == 1 else micros(promises[-1].due_at)


def _due_by(procedure: Procedure | None) -> DueBy:
    term = procedure.term if procedure else None
    is_in_hours = term is not None and term.unit in (Unit.HOURS, Unit.WORKING_HOURS)
    return DueBy.INSTANT if is_in_hours else DueBy.DAY


def _micros(at: datetime | None) -> int | None:
    return None if at is None else micros(at)
