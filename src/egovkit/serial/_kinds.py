"""Which types are persisted, and in which version of its layout each is written.

A change to what a type is written as raises the version of its layout and of every
layout that holds it, and brings an upcaster; the published schemas and the snapshots of
earlier releases tell which these are.
"""

from collections.abc import Mapping
from typing import Final

from egovkit.deadlines import (
    Basis,
    CountingRule,
    Extension,
    Notice,
    OfficeHours,
    Pause,
    Promise,
    Term,
    WorkCalendar,
)
from egovkit.dossiers import (
    Actor,
    Correction,
    Migrated,
    Opening,
    Payment,
    Procedure,
)
from egovkit.errors import InvalidValueError
from egovkit.metrics import CountingPolicy, Period, Published, ResolutionCounts
from egovkit.outcome import Outcome
from egovkit.serial._layouts import Layout

DOCUMENT_TYPES: Final[tuple[type[object], ...]] = (
    Actor,
    Basis,
    Correction,
    CountingPolicy,
    CountingRule,
    Extension,
    Migrated,
    Notice,
    OfficeHours,
    Opening,
    Outcome,
    Pause,
    Payment,
    Period,
    Procedure,
    Promise,
    Published,
    ResolutionCounts,
    Term,
    WorkCalendar,
)
"""The types that `to_json` writes: values that are kept, of which a layout is promised.

Events and dossiers need their workflow, and so an `EventCodec`. Deadlines are not kept
but computed, from what is; a workflow is kept as code or as TOML.
"""

LAYOUTS: Final[Mapping[type[object], Layout]] = {
    kind: Layout(kind.__name__) for kind in DOCUMENT_TYPES
}


def layout_of(kind: type[object]) -> Layout:
    """Return the layout of a persisted type.

    Raises
    ------
    InvalidValueError
        If the type is none of them.
    """
    layout = LAYOUTS.get(kind)
    if layout is None:
        known = ", ".join(persisted.__name__ for persisted in DOCUMENT_TYPES)
        raise InvalidValueError(
            "kind", getattr(kind, "__name__", kind), f"one of {known}",
            "events and dossiers take an EventCodec; classes of your own to_plain",
        )  # fmt: skip
    return layout
