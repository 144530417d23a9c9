"""Reading a workflow from TOML, with everything that is wrong in it."""

import inspect
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from typing import Final, Generic, cast

from attrs import frozen

from egovkit._nearest import did_you_mean
from egovkit.deadlines import Extension, WorkCalendar
from egovkit.dossiers import _guards, _guards_past
from egovkit.dossiers._clock import ClockEffect
from egovkit.dossiers._definition import Definition, disagreements, fill, version_faults
from egovkit.dossiers._event import RESERVED, S
from egovkit.dossiers._payment import Payment
from egovkit.dossiers._to_toml import CITIZEN_ROLES
from egovkit.dossiers._toml_table import Table, copies
from egovkit.dossiers._transition import NamedGuard, Transition, Upcaster
from egovkit.errors import EgovkitError, FaultsError, InvalidValueError
from egovkit.outcome import Status

Factory = Callable[..., NamedGuard]

_HEAD = (
    "name", "version", "initial", "correct_roles", "citizen_roles", "supplements",
    "states", "transitions",
)  # fmt: skip
_STATE = ("clock", "final", "status", "portal", "labels")
_ACTION = (
    "name", "from", "to", "roles", "assurance", "payload", "payload_version",
    "restart_clock", "guards", "labels",
)  # fmt: skip
_CLOCK: Final = {str(effect): effect for effect in ClockEffect}
_STATUS: Final = {str(status): status for status in Status}
_PAYLOADS: Final[Mapping[str, type[object]]] = {
    kind.__name__: kind for kind in (Extension, Payment)
}
_FACTORIES: Final[Mapping[str, Factory]] = {
    factory.__name__: factory
    for factory in (
        _guards.channel_is,
        _guards.fee_paid,
        _guards.has_documents,
        _guards.procedure_is,
        _guards.unit_is,
        _guards_past.done,
        _guards_past.done_by_role,
        _guards_past.not_done,
        _guards_past.not_extended_before,
        _guards_past.not_same_actor_as,
        _guards_past.waited_more_than,
    )
}


@frozen
class Known(Generic[S]):
    """What a file may name, and what its caller adds to it."""

    states: type[S] | None
    payloads: Mapping[str, type[object]]
    guards: Mapping[str, NamedGuard | Factory]
    upcasters: Mapping[str, Mapping[int, Upcaster]]
    calendar: WorkCalendar | None
    previous: tuple[Definition[S], ...]
