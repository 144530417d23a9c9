"""From the cells of one row to an Outcome, or to the faults of that row."""

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import call, itemgetter
from typing import Any, cast

from egovkit.errors import RowError
from egovkit.outcome._columns import BoundColumn
from egovkit.outcome._outcome import (
    COLUMNS,
    FIELDS,
    Outcome,
    contradictions,
    draft_of,
    is_sound,
)
from egovkit.outcome._times import is_bare_day

Columns = Sequence[BoundColumn]
Cells = Sequence[str]

_REQUIRED = frozenset(column.name for column in COLUMNS if column.is_required)
# Its general type is beyond what `map` can be checked with.
_call = cast("Callable[[Callable[[str], object], str], object]", call)
_RECEIPT = FIELDS.index("received_at")
_ENDS = {name: FIELDS.index(name) for name in ("resolved_at", "returned_at")}


def builder(columns: Columns) -> Callable[[Cells], Outcome]:
    """Return a function that builds the outcome of a row without a fault.

    It raises `ValueError` or `OverflowError` for any other row; `judge` then tells.
    """
    readers = [column.read for column in columns]
    names = [column.name for column in columns]
    # Fields without a column take the first value, which is None.
    in_order = itemgetter(
        *(names.index(field) + 1 if field in names else 0 for field in FIELDS)
    )

    def build(cells: Cells) -> Outcome:
        row = in_order([None, *map(_call, readers, cells)])
        outcome = draft_of(row)
        if not is_sound(outcome):
            outcome = draft_of(_with_ends_after_receipt(row, columns, cells))
            outcome.__attrs_post_init__()
        return outcome

    return build


def judge(columns: Columns, line: int, cells: Cells) -> Outcome | list[RowError]:
    """Read a row column by column, to its outcome or to all its faults."""
    values: dict[str, object] = {}
    expected: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=True):
        try:
            values[column.name] = column.read(cell)
        except (ValueError, OverflowError):
            expected[column.name] = column.expected
        if values.get(column.name) is None and column.name in _REQUIRED:
            expected[column.name] = column.expected
    if "received_at" not in expected:
        row = [values.get(field) for field in FIELDS]
        draft = draft_of(_with_ends_after_receipt(row, columns, cells))
        for contradiction in contradictions(draft):
            expected.setdefault(contradiction.name, contradiction.expected)
        if not expected:
            draft.__attrs_post_init__()
            return draft
    return [_fault(columns, line, cells, *item) for item in expected.items()]


def _with_ends_after_receipt(
    row: Sequence[Any], columns: Columns, cells: Cells
) -> Sequence[Any]:
    """Let a dossier that ended on the day of its receipt not end before it.

    A cell that holds a day only does not say that the end was at 00:00.
    """
    moved, received_at = list(row), row[_RECEIPT]
    for column, cell in zip(columns, cells, strict=True):
        if (
            column.name in _ENDS
            and _is_earlier_that_day(row[_ENDS[column.name]], received_at)
            and is_bare_day(cell, column.to_iso)
        ):
            moved[_ENDS[column.name]] = received_at
    return moved


def _is_earlier_that_day(at: datetime | None, received_at: datetime) -> bool:
    return at is not None and at < received_at and at.date() == received_at.date()


def _fault(
    columns: Columns, line: int, cells: Cells, name: str, expected: str
) -> RowError:
    for column, cell in zip(columns, cells, strict=True):
        if column.name == name:
            return RowError(line, column.header, cell, expected)
    return RowError(line, name, "", expected)
