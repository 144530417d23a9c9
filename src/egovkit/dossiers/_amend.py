"""Putting a history right, and taking a dossier over to the next version."""

from datetime import datetime
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from egovkit.deadlines import Promise
from egovkit.dossiers import _decide, _life, _refusals, _replay
from egovkit.dossiers._asked import is_repeated
from egovkit.dossiers._dossier import Dossier, dossier_of
from egovkit.dossiers._event import (
    CORRECT,
    MIGRATE,
    Actor,
    Correction,
    Event,
    Migrated,
    S,
    event_of,
    kept,
)
from egovkit.dossiers._migration import Migration, require_total
from egovkit.errors import InvalidValueError, Refusal, RefusedError

if TYPE_CHECKING:
    from egovkit.dossiers._definition import Definition


@frozen
class Asked:
    """When and by whom something was asked for, and how a repetition is known."""

    at: datetime
    by: Actor
    expect: int | None
    key: str | None
    recorded_at: datetime | None

    def event(self, action: str, state: S, payload: Correction | Migrated) -> Event[S]:
        """Return the event that what was asked for becomes."""
        return event_of(
            action, state, self.at, self.by, payload,
            promise=None, key=self.key, recorded_at=self.recorded_at,
        )  # fmt: skip


def dossier_after(
    workflow: "Definition[S]", dossier: Dossier[S], event: Event[S]
) -> Dossier[S]:
    """Return the dossier with one more event."""
    received_at = dossier.received_at
    if received_at is None and event.state in workflow.running:
        received_at = event.at
    return dossier_of(
        workflow.version, event.state, (*dossier.history, event), received_at
    )


def with_promise(dossier: Dossier[S], promise: Promise | None) -> Dossier[S]:
    """Return the dossier with a promise in its last event."""
    *before, last = dossier.history
    told = evolve(last, promise=None if promise is None else kept(promise))
    return evolve(dossier, history=(*before, told))


def corrected(
    workflow: "Definition[S]", dossier: Dossier[S], correction: Correction, asked: Asked
) -> Dossier[S]:
    """Return a dossier with a correction, if nothing speaks against it."""
    if not correction.why.strip():
        raise InvalidValueError("why", correction.why, "the reason of the correction")
    right_at = None if correction.void else asked.at
    if is_repeated(
        dossier, CORRECT, correction, asked.by, asked.key, right_at=right_at
    ):
        return dossier
    found = _reasons(workflow, dossier, asked)
    if workflow.correct_roles.isdisjoint(asked.by.roles):
        found.append(_refusals.wrong_role(workflow.correct_roles, asked.by.roles))
    if asked.at.tzinfo is not None:
        found += _decide.correction_refusals(dossier.history, correction, asked.at)
    if found:
        raise RefusedError(CORRECT, dossier.number, tuple(found))
    event = asked.event(CORRECT, dossier.state, correction)
    state = _life.effective((*dossier.history, event))[-1][1].state
    return _replay.replay(workflow, (*dossier.history, evolve(event, state=state)))


def migrated(
    workflow: "Definition[S]",
    dossier: Dossier[S],
    migration: Migration[S],
    asked: Asked,
) -> Dossier[S]:
    """Return a dossier taken over to a workflow, if nothing speaks against it."""
    if migration.to_version != workflow.version:
        raise InvalidValueError(
            "migration.to_version", migration.to_version, str(workflow.version)
        )
    older = workflow.in_version(migration.from_version)
    require_total(migration, older, workflow)
    move = Migrated(migration.from_version, migration.to_version)
    if is_repeated(dossier, MIGRATE, move, asked.by, asked.key):
        return dossier
    found = _reasons(older, dossier, asked)
    last = _decide.last_at(dossier.history)
    if asked.at.tzinfo is not None and asked.at < last:
        found.append(_refusals.before_last(asked.at, last))
    state = migration.states.get(dossier.state)
    if state is None:
        found.append(_refusals.wrong_state(MIGRATE, dossier.state, migration.states))
    if found or state is None:
        raise RefusedError(MIGRATE, dossier.number, tuple(found))
    return dossier_after(workflow, dossier, asked.event(MIGRATE, state, move))


def _reasons(
    workflow: "Definition[S]", dossier: Dossier[S], asked: Asked
) -> list[Refusal]:
    """Return what speaks against it whatever the state."""
    found: list[Refusal] = []
    if _decide.is_other_version(workflow, dossier):
        found.append(_decide.other_version(workflow, dossier))
    if asked.expect is not None and asked.expect != dossier.version:
        found.append(_refusals.stale(asked.expect, dossier.version))
    if asked.at.tzinfo is None:
        found.append(_refusals.naive(asked.at))
    return found
