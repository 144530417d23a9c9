"""A published table, or the layout of one, written in TOML."""

from collections.abc import Iterator, Mapping
from typing import cast

from egovkit.errors import FaultsError, InvalidValueError
from egovkit.metrics._layout import TableLayout
from egovkit.metrics._table import PublishedTable, Rows
from egovkit.metrics._toml import document_of

LAYOUT_KEYS = (
    "sums", "flow", "chain", "percentages", "means", "total_row", "subtotals",
)  # fmt: skip
_TABLES = ("percentages", "means", "subtotals")
_LISTS = ("sums",)


def layout_from(text: str) -> TableLayout:
    """Read a layout; raise all of its faults together."""
    document = document_of(text)
    faults = [*_unknown(document, LAYOUT_KEYS)]
    layout = layout_of(document, faults)
    if faults:
        raise _together("layout", faults)
    return layout


def table_of(text: str) -> PublishedTable:
    """Read a table; raise all of its faults together."""
    document = document_of(text)
    faults = [*_unknown(document, (*LAYOUT_KEYS, "rows"))]
    layout = layout_of(document, faults)
    periods = _periods(document.get("rows"), faults)
    if periods:
        try:
            table = PublishedTable(periods=periods, layout=layout)
        except FaultsError as several:
            faults += several.exceptions
        except InvalidValueError as fault:
            faults.append(fault)
        else:
            if not faults:
                return table
    raise _together("table", faults)


def _unknown(
    document: Mapping[str, object], keys: tuple[str, ...]
) -> Iterator[Exception]:
    for key, value in document.items():
        if key not in keys:
            yield InvalidValueError(key, value, f"only {', '.join(keys)}")


def _together(what: str, faults: list[Exception]) -> FaultsError:
    text = f"this {what} has {len(faults)} fault" + "s" * (len(faults) > 1)
    return FaultsError(text, faults)


def layout_of(document: Mapping[str, object], faults: list[Exception]) -> TableLayout:
    """Return what a document says of the layout, and add what is wrong to `faults`."""
    given: dict[str, object] = {}
    for key in LAYOUT_KEYS:
        if key not in document:
            continue
        value = document[key]
        kind = dict if key in _TABLES else list if key in _LISTS else str
        if not isinstance(value, kind):
            kinds = {dict: "a table", list: "a list of texts", str: "a text"}
            faults.append(InvalidValueError(key, value, kinds[kind]))
            continue
        try:
            TableLayout(**{key: value})  # type: ignore[arg-type]
        except InvalidValueError as fault:
            faults.append(fault)
        else:
            given[key] = value
    return TableLayout(**given)  # type: ignore[arg-type]


def _periods(given: object, faults: list[Exception]) -> Mapping[str, Rows]:
    periods: dict[str, dict[str, Mapping[str, int | str]]] = {}
    rows = cast("list[object]", given) if isinstance(given, list) else []
    if not rows:
        faults.append(InvalidValueError("rows", None, "a [[rows]] for each row"))
        return periods
    for number, row in enumerate(rows, 1):
        where = f"rows[{number}]"
        if not isinstance(row, dict):
            faults.append(InvalidValueError(where, row, "a table"))
            continue
        cells = dict(cast("dict[str, int | str]", row))
        name, period = cells.pop("row", None), cells.pop("period", "")
        wrong = [*_faults_of_name(where, name, period, periods)]
        faults += wrong
        if not wrong:
            periods.setdefault(str(period), {})[str(name)] = cells
    return periods


def _faults_of_name(
    where: str, name: object, period: object, periods: Mapping[str, Rows]
) -> Iterator[InvalidValueError]:
    if not isinstance(name, str) or not name:
        yield InvalidValueError(f"{where}.row", name, "the name of the row, as text")
    elif not isinstance(period, str):
        yield InvalidValueError(f"{where}.period", period, "a period, as text")
    elif name in periods.get(period, {}):
        yield InvalidValueError(f"{where}.row", name, "a name once in each period")
