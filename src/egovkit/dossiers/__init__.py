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
from egovkit.dossiers._migration import Migration
from egovkit.dossiers._mining import event_rows, to_xes
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
    "Dossier",
    "DueSoon",
    "Event",
    "Guard",
    "LoggedEvent",
    "Migrated",
    "Migration",
    "NamedGuard",
    "Opening",
    "Problem",
    "Procedure",
    "Promise",
    "Refusal",
    "Refused",
    "Replayed",
    "Scheduled",
    "Transition",
    "Workflow",
    "due_within",
    "event_rows",
    "to_xes",
    "transition",
]
