"""What a caller asks for: which action, with which payload, and whether once more."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from egovkit._plain import from_plain
from egovkit.deadlines import Extension, Promise
from egovkit.dossiers import _refusals
from egovkit.dossiers._dossier import Dossier
from egovkit.dossiers._event import Actor, S
from egovkit.dossiers._transition import P, Transition
from egovkit.errors import InvalidValueError, RefusedError

if TYPE_CHECKING:
    from egovkit.dossiers._definition import Definition

Told = Promise | Callable[[Dossier[S]], Promise | None] | None
"""A promise, or what gives one for the dossier after the action."""


def meant(
    workflow: "Definition[S]",
    dossier: Dossier[S],
    action: object,
    payload: object,
    key: str | None = None,
) -> tuple[Transition[S, object], object]:
    """Return the transition that is meant, and its payload as the class it takes."""
    if isinstance(action, str):
        driver = _driver_for(workflow, dossier, action, key)
        known = _by_name(driver, action, _state_for(dossier, key))
        kind = known.payload
        if kind is not None and not isinstance(payload, kind):
            payload = from_plain(kind, payload, "payload")
    else:
        known = cast("Transition[S, object]", action)
        if not workflow.has(known):
            raise InvalidValueError(
                "action", str(action), f"a transition of {workflow!r} itself"
            )
    require_payload(known, payload)
    return known, payload


def _state_for(dossier: Dossier[S], key: str | None) -> S:
    """Return the state in which a command is meant: where it was carried out, if so."""
    if key is not None:
        for before, event in pairwise(dossier.history):
            if event.key == key:
                return before.state
    return dossier.state


def _driver_for(
    workflow: "Definition[S]", dossier: Dossier[S], action: str, key: str | None
) -> "Definition[S]":
    """Return the version that knows a command's action: an older one, if it was done."""
    if key is not None and any(event.key == key for event in dossier.history):
        for driver in (workflow, *workflow.previous):
            if action in driver.moves:
                return driver
    return workflow


def _by_name(workflow: "Definition[S]", name: str, state: S) -> Transition[S, object]:
    named = workflow.named(name)
    begins_here = [t for t in named if state in t.sources]
    if len(begins_here) > 1:
        raise InvalidValueError(
            "action", name, f"an action that is one in {str(state)!r}",
            "give the transition itself",
        )  # fmt: skip
    return (begins_here or named)[0]


def require_payload(action: Transition[S, P], payload: object) -> None:
    """Refuse a payload of another class than the action takes."""
    kind = action.payload
    if kind is None:
        if payload is not None:
            raise InvalidValueError(
                "payload", payload, f"none, for {action.name} takes nothing"
            )
    elif type(payload) is not kind:  # a subclass could not be stored as it is
        raise InvalidValueError(
            "payload", payload, f"a {kind.__name__}, as {action.name} takes one"
        )


def is_repeated(
    dossier: Dossier[S],
    action: str,
    payload: object,
    by: Actor,
    key: str | None,
    *,
    right_at: datetime | None = None,
) -> bool:
    """Tell whether a command was carried out before; refuse its key for another.

    The time is not compared, for a command that is sent again is stamped anew; but the
    time that a correction puts right is what it says.
    """
    if key is None:
        return False
    for event in dossier.history:
        if event.key == key:
            is_same = right_at is None or event.at == right_at
            done = event.action, event.payload, event.by.id
            if is_same and done == (action, payload, by.id):
                return True
            refusal = _refusals.key_taken(key, event.action)
            raise RefusedError(action, dossier.number, (refusal,))
    return False


def require_number(number: str) -> str:
    """Refuse a dossier without a number."""
    if not number:
        raise InvalidValueError("number", number, "the dossier's number")
    return number


def extended(
    promise: Promise | None, extension: Extension, at: datetime
) -> Promise | None:
    """Return what an extension promises: the new day, at the hour of the old one.

    A promise is kept with a fixed offset. Where the zone of `at` had that offset, it is
    taken for the office's, whose clocks may change before the new day.
    """
    if promise is None or extension.until <= promise.due_day:
        return None
    due_at, tz = promise.due_at, at.tzinfo
    if due_at.astimezone(tz).utcoffset() != due_at.utcoffset():
        tz = due_at.tzinfo
    clock = datetime.combine(extension.until, due_at.time(), tz)
    return Promise(clock.astimezone(UTC).astimezone(tz), promise.basis)
