"""What may happen to a dossier next, and what has."""

from egovkit.deadlines import Promise
from egovkit.dossiers._bulk import Bulk, Refused
from egovkit.dossiers._check import Problem
from egovkit.dossiers._clock import ClockEffect
from egovkit.dossiers._conformance import Conformance, Deviation, LoggedEvent
from egovkit.dossiers._dossier import Dossier
from egovkit.dossiers._event import (
    Actor,
    Command,
    Correction,
    Event,
    Migrated,
    Opening,
)
from egovkit.dossiers._guards import (
    Documented,
    channel_is,
    fee_paid,
    has_documents,
    procedure_is,
    unit_is,
)
from egovkit.dossiers._guards_past import (
    done,
    done_by_role,
    not_done,
    not_extended_before,
    not_same_actor_as,
    waited_more_than,
)
from egovkit.dossiers._life import Life
from egovkit.dossiers._migration import Migration
from egovkit.dossiers._mining import event_rows, to_xes
from egovkit.dossiers._payment import Payment
from egovkit.dossiers._procedure import Procedure
from egovkit.dossiers._replay import Replayed
from egovkit.dossiers._schedule import DueSoon, Scheduled, due_within
from egovkit.dossiers._transition import (
    AnyTransition,
    Guard,
    NamedGuard,
    Transition,
    transition,
)
from egovkit.dossiers._workflow import Workflow
from egovkit.errors import Refusal

__all__ = [
    "Actor",
    "AnyTransition",
    "Bulk",
    "ClockEffect",
    "Command",
    "Conformance",
    "Correction",
    "Deviation",
    "Documented",
    "Dossier",
    "DueSoon",
    "Event",
    "Guard",
    "Life",
    "LoggedEvent",
    "Migrated",
    "Migration",
    "NamedGuard",
    "Opening",
    "Payment",
    "Problem",
    "Procedure",
    "Promise",
    "Refusal",
    "Refused",
    "Replayed",
    "Scheduled",
    "Transition",
    "Workflow",
    "channel_is",
    "done",
    "done_by_role",
    "due_within",
    "event_rows",
    "fee_paid",
    "has_documents",
    "not_done",
    "not_extended_before",
    "not_same_actor_as",
    "procedure_is",
    "to_xes",
    "transition",
    "unit_is",
    "waited_more_than",
]
