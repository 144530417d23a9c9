"""What each action of a workflow takes, and how that is read from a record."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from reprlib import repr as shortened
from typing import Final, Generic, TypeVar

from egovkit._plain import from_plain, schema_of
from egovkit.dossiers import Correction, Migrated, Opening, Transition, Workflow
from egovkit.errors import InvalidValueError
from egovkit.serial._json import fault
from egovkit.serial._kinds import LAYOUTS
from egovkit.serial._layouts import Layout, as_object

S = TypeVar("S", bound=StrEnum)
Kind = type[object] | None
"""The class of a payload; None takes nothing."""

_OWN: Final[Mapping[str, type[object]]] = {
    "start": Opening, "adopt": Opening, "correct": Correction, "migrate": Migrated,
}  # fmt: skip
_PATH: Final = "$.payload"


class Payloads(Generic[S]):
    """The payloads of one workflow, in all its versions.

    A class has one layout in the code, whichever version of the workflow names it: the
    newest `payload_version` that any of them gives it. Classes of egovkit itself have
    theirs.
    """

    def __init__(self, workflow: Workflow[S]) -> None:
        self._layouts: dict[tuple[str, Kind], Layout] = {
            (action, kind): LAYOUTS[kind] for action, kind in _OWN.items()
        }
        for transition in _transitions(workflow):
            if transition.payload is not None:
                schema_of(transition.payload)  # which refuses what cannot be written
            key = transition.name, transition.payload
            known = self._layouts.get(key)
            self._layouts[key] = _layout(transition, known)

    def version(self, action: str, payload: object) -> int | None:
        """Return the version in which a payload is written; None if no action takes it."""
        kind = None if payload is None else type(payload)
        layout = self._layouts.get((action, kind))
        return None if layout is None else layout.version

    def read(self, action: str, kind: Kind, version: int, data: object) -> object:
        """Read a payload of some version of its layout.

        Raises
        ------
        FaultsError
            If the data does not describe such a payload.
        """
        layout = self._layouts[action, kind]
        if version != layout.version:
            # Nothing was given where the action took nothing yet.
            given = {} if data is None else as_object(data, _PATH, layout.name)
            data = layout.lift(given, version, "$.payload_version", _PATH)
            data = None if kind is None and not data else data
        if kind is not None:
            return from_plain(kind, data, _PATH)
        if data is not None:
            raise fault(_PATH, shortened(data), f"null, for {action} takes nothing")
        return None


def kind_of(workflow: Workflow[S], action: str, before: S | None, state: S) -> Kind:
    """Return what an action takes in a version of a workflow.

    Two actions of one name are told apart by where they lead, and from where.

    Raises
    ------
    FaultsError
        If there is no such action, or it is not clear which of several is meant.
    """
    if action in _OWN:
        return _OWN[action]
    try:
        named = workflow.named(action)
    except InvalidValueError as unknown:
        expected = f"{unknown.expected}, in version {workflow.version}"
        raise fault("$.action", repr(action), expected) from None
    kinds = {t.payload for t in named}
    if len(kinds) > 1:
        kinds = {t.payload for t in named if _may_be(t, before, state)}
    if len(kinds) != 1:
        raise fault("$.action", f"{action!r}, of which there are several",
            "one that leads here from the state before; read the history as a whole",
        )  # fmt: skip
    return kinds.pop()


def _may_be(transition: Transition[S, object], before: S | None, state: S) -> bool:
    is_from_here = before is None or before in transition.sources
    return is_from_here and transition.target is state


def _transitions(workflow: Workflow[S]) -> Iterator[Transition[S, object]]:
    yield from workflow.transitions
    for older in workflow.previous:
        yield from older.transitions


def _layout(transition: Transition[S, object], known: Layout | None) -> Layout:
    """Return the newer of what a transition says of its payload and what is known."""
    kind, version = transition.payload, transition.payload_version
    if kind is not None and kind in LAYOUTS:
        return LAYOUTS[kind]
    upcasters = dict(transition.upcasters)
    if known is None:
        return Layout(f"the payload of {transition.name}", version, upcasters)
    if known.version >= version:
        return Layout(known.name, known.version, upcasters | dict(known.upcasters))
    return Layout(known.name, version, dict(known.upcasters) | upcasters)
