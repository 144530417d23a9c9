"""Whether an action may be done: the one function that every door asks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from attrs import evolve

from egovkit._time import local_date
from egovkit.deadlines import Extension
from egovkit.dossiers import _life, _refusals
from egovkit.dossiers._dossier import Dossier
from egovkit.dossiers._event import Actor, Correction, Event, Opening, S
from egovkit.dossiers._transition import NamedGuard, P, Transition
from egovkit.errors import Refusal

if TYPE_CHECKING:
    from egovkit.dossiers._definition import Definition


def refusals(  # noqa: C901 - one flat list of conditions, and the hot path
    workflow: "Definition[S]",
    dossier: Dossier[S],
    action: Transition[S, P],
    payload: P,
    *,
    at: datetime,
    by: Actor,
    expect: int | None,
) -> list[Refusal]:
    """Return every reason against an action; none means that it may be done."""
    found: list[Refusal] = []
    if is_other_version(workflow, dossier):
        found.append(other_version(workflow, dossier))
    if expect is not None and expect != len(dossier.history):
        found.append(_refusals.stale(expect, len(dossier.history)))
    if dossier.state not in action.sources:
        found.append(_wrong_state(workflow, dossier.state, action))
    if action.roles is not None and action.roles.isdisjoint(by.roles):
        found.append(_refusals.wrong_role(action.roles, by.roles))
    if by.assurance < action.assurance:
        found.append(_refusals.low_assurance(action.assurance, by.assurance))
    is_naive = at.tzinfo is None
    if is_naive:
        found.append(_refusals.naive(at))
    elif at < (last := last_at(dossier.history)):
        found.append(_refusals.before_last(at, last))
    if isinstance(payload, Extension) and not is_naive:
        found += extension_refusals(dossier, payload.announced_at or at)
    for guard in action.guards:
        if not isinstance(guard, NamedGuard):
            reason = guard(dossier, payload)
        else:
            reason = None if is_naive else guard.check(dossier, payload, by, at)
        if reason is not None and reason not in found:
            found.append(reason)
    return found


def _wrong_state(
    workflow: "Definition[S]", state: S, action: Transition[S, P]
) -> Refusal:
    vi = {str(s): names["vi"] for s, names in workflow.labels.items() if "vi" in names}
    return _refusals.wrong_state(
        action.name, state, action.sources, vi, action.labels.get("vi")
    )


def may(
    workflow: "Definition[S]",
    dossier: Dossier[S],
    action: Transition[S, object],
    *,
    at: datetime | None,
    by: Actor,
) -> bool:
    """Tell whether an action may be done, as far as that can be told without a payload.

    Guards are asked when the action takes no payload; those that have a name, and the
    order of times, when there is a time.
    """
    if dossier.state not in action.sources:
        return False
    guards = () if action.payload else action.guards if at else action.plain_guards
    asked = evolve(action, guards=guards)
    moment = at or last_at(dossier.history)
    return not refusals(workflow, dossier, asked, None, at=moment, by=by, expect=None)


def is_other_version(workflow: "Definition[S]", dossier: Dossier[S]) -> bool:
    """Tell whether a dossier follows another workflow, or another version of it."""
    return (
        dossier.workflow_version != workflow.version
        or dossier.opening.workflow != workflow.name
    )


def last_at(history: Sequence[Event[S]]) -> datetime:
    """Return when the last event that counts took effect."""
    last = history[-1]
    if type(last.payload) is Correction:
        return _life.effective(history)[-1][1].at
    return last.at


def other_version(workflow: "Definition[S]", dossier: Dossier[S]) -> Refusal:
    """Refuse a dossier of another workflow, or of another version of it."""
    name, version = dossier.opening.workflow, dossier.workflow_version
    return _refusals.other_version(
        f"{name} {version}",
        f"{workflow.name} {workflow.version}",
        is_older=name == workflow.name and version < workflow.version,
    )


def extension_refusals(dossier: Dossier[S], announced_at: datetime) -> list[Refusal]:
    """Return what the law has against an extension: Decree 61/2018 art. 19(9)."""
    found: list[Refusal] = []
    events = [event for _, event in _life.effective(dossier.history)]
    if any(isinstance(event.payload, Extension) for event in events):
        found.append(_refusals.EXTENDED)
    promise = dossier.promise
    if promise is None:
        return [*found, _refusals.NO_PROMISE]
    announced = local_date(announced_at, promise.due_at.tzinfo or announced_at.tzinfo)  # type: ignore[arg-type]
    if announced > promise.due_day - timedelta(days=1):
        found.append(_refusals.extension_late(announced, promise.due_day))
    return found


def correction_refusals(
    history: Sequence[Event[S]], correction: Correction, at: datetime
) -> list[Refusal]:
    """Return what speaks against a correction of a history."""
    events = _life.effective(history)
    places = [seq for seq, _ in events]
    seq = correction.seq
    if seq not in places:
        return [_refusals.not_correctable(seq, "an event that counts")]
    place = places.index(seq)
    if correction.void:
        return _void_refusals(events, place, at)
    before = events[place - 1][1].at if place else _received_before(history)
    after = events[place + 1][1].at if place + 1 < len(events) else None
    if (before and at < before) or (after and at > after):
        return [_refusals.not_between(at, seq)]
    return []


def _received_before(history: Sequence[Event[S]]) -> datetime | None:
    """Return what an adoption cannot be dated before."""
    opening = history[0].payload
    return opening.received_at if isinstance(opening, Opening) else None


def _void_refusals(
    events: Sequence[tuple[int, Event[S]]], place: int, at: datetime
) -> list[Refusal]:
    seq, event = events[place]
    if place != len(events) - 1:
        return [
            _refusals.not_correctable(seq, f"the last that counts, {events[-1][0]}")
        ]
    if place == 0 or event.action == "migrate":
        return [_refusals.not_correctable(seq, "an event that a transition made")]
    if at < event.at:
        return [_refusals.before_last(at, event.at)]
    return []
