"""The only door to Hypothesis, which an extra brings."""

from egovkit.deadlines import WorkCalendar
from egovkit.errors import MissingExtraError

try:
    from hypothesis import reject
    from hypothesis import strategies as st
    from hypothesis.strategies import DrawFn, SearchStrategy
    from hypothesis.vendor.pretty import RepresentationPrinter, for_type_by_name
except ImportError:
    raise MissingExtraError("egovkit.testing", "hypothesis", "testing") from None

__all__ = ["DrawFn", "SearchStrategy", "reject", "st"]


def _print_short(
    calendar: object,
    printer: RepresentationPrinter,
    cycle: bool,  # noqa: ARG001, FBT001, the printer's protocol
) -> None:
    printer.text(repr(calendar))


# Hypothesis prints every field of an attrs class, and a calendar's are long tables.
for_type_by_name(WorkCalendar.__module__, WorkCalendar.__name__, _print_short)
