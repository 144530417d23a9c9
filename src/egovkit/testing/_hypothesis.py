"""The only door to Hypothesis, which an extra brings."""

from egovkit.deadlines import WorkCalendar
from egovkit.dossiers import Workflow
from egovkit.errors import MissingExtraError

try:
    from hypothesis import reject
    from hypothesis import strategies as st
    from hypothesis.stateful import (
        RuleBasedStateMachine,
        initialize,
        invariant,
        precondition,
        rule,
    )
    from hypothesis.strategies import DataObject, DrawFn, SearchStrategy
    from hypothesis.vendor.pretty import RepresentationPrinter, for_type_by_name
except ImportError:
    raise MissingExtraError("egovkit.testing", "hypothesis", "testing") from None

__all__ = [
    "DataObject",
    "DrawFn",
    "RuleBasedStateMachine",
    "SearchStrategy",
    "initialize",
    "invariant",
    "precondition",
    "reject",
    "rule",
    "st",
]


def _print_short(
    value: object,
    printer: RepresentationPrinter,
    cycle: bool,  # noqa: ARG001, FBT001, the printer's protocol
) -> None:
    printer.text(repr(value))


# Hypothesis prints every field of an attrs class; theirs are long tables.
for kind in (WorkCalendar, Workflow):
    for_type_by_name(kind.__module__, kind.__name__, _print_short)
