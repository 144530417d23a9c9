"""Histories as event logs for process mining: XES, and rows for a data frame.

XES is IEEE 1849-2016, kept by IEEE 1849-2023. Payloads, promises and keys stay at home:
a log tells who did what when, and no more.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from egovkit.dossiers import _life
from egovkit.dossiers._dossier import Dossier
from egovkit.dossiers._event import MIGRATE, Actor, Event, S
from egovkit.errors import InvalidValueError

if TYPE_CHECKING:
    from egovkit.dossiers._definition import Definition
    from egovkit.dossiers._workflow import Workflow

Cell = str | int | datetime | None


class _Column(NamedTuple):
    """One column: its key in XES, its names in tables, its kind in XES.

    `default` stands in the header for those that every event or every case has.
    """

    key: str
    pm4py: str
    bupar: str
    kind: str
    default: str | None = None


_UNKNOWN = "UNKNOWN"
_CASE: Final = (
    _Column("concept:name", "case:concept:name", "case_id", "string", _UNKNOWN),
    _Column("procedure", "case:procedure", "procedure", "string"),
    _Column("unit", "case:unit", "unit", "string"),
    _Column("channel", "case:channel", "channel", "string"),
)
_EVENT: Final = (
    _Column("concept:name", "concept:name", "activity_id", "string", _UNKNOWN),
    _Column(
        "concept:instance", "concept:instance", "activity_instance_id", "string",
        _UNKNOWN,
    ),
    _Column(
        "lifecycle:transition", "lifecycle:transition", "lifecycle_id", "string",
        "complete",
    ),
    _Column(
        "time:timestamp", "time:timestamp", "timestamp", "date",
        "1970-01-01T00:00:00+00:00",
    ),
    _Column("org:resource", "org:resource", "resource_id", "string", _UNKNOWN),
    _Column("org:role", "org:role", "role", "string"),
    _Column("state", "state", "state", "string", _UNKNOWN),
    _Column("seq", "seq", "seq", "int", "0"),
)  # fmt: skip
_EXTENSIONS: Final = {
    "Concept": "concept",
    "Lifecycle": "lifecycle",
    "Organizational": "org",
    "Time": "time",
}


def event_rows(
    dossiers: Iterable[Dossier[S]],
    workflow: "Workflow[S]",
    *,
    names: Literal["pm4py", "bupar"] = "pm4py",
    as_recorded: bool = False,
) -> Iterator[dict[str, Cell]]:
    """Yield a row for each event, to make a data frame of.

    Rows hold the same events as `to_xes`, and the same values: instants keep their
    offsets, and what is not known is None.

    Parameters
    ----------
    names
        Whose names the columns have: those that pm4py looks for, or those of the
        arguments of bupaR's `eventlog`.
    as_recorded
        See `to_xes`.

    Raises
    ------
    InvalidValueError
        If a dossier is of another workflow.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from enum import StrEnum
    >>> from egovkit.dossiers import Actor, Workflow
    >>> class S(StrEnum):
    ...     RECEIVED = "received"
    >>> workflow = Workflow(
    ...     "counter", version=1, initial=S.RECEIVED, final=(), transitions=()
    ... )
    >>> at, lan = datetime(2026, 1, 5, 9, tzinfo=UTC), Actor("cb-014", ["counter"])
    >>> dossier = workflow.start("H53-260105-0001", at=at, by=lan)
    >>> for row in event_rows([dossier], workflow, names="bupar"):
    ...     print(row["case_id"], row["activity_id"], row["timestamp"], row["role"])
    H53-260105-0001 start 2026-01-05 09:00:00+00:00 counter
    """
    keys = tuple(getattr(column, names) for column in (*_CASE, *_EVENT))
    roles = _asked_roles(workflow)
    for dossier in dossiers:
        case = _case(dossier, workflow)
        for seq, event in _events(dossier, as_recorded=as_recorded):
            cells = (*case, *_cells(dossier.number, seq, event, roles))
            yield dict(zip(keys, cells, strict=True))


def to_xes(
    dossiers: Iterable[Dossier[S]],
    workflow: "Workflow[S]",
    *,
    as_recorded: bool = False,
) -> Iterator[bytes]:
    """Yield an XES log in pieces, as they stand in a file: UTF-8, an element a line.

    Write them to a binary file with `file.writelines(to_xes(dossiers, workflow))`;
    nothing but the dossier at hand is held. Characters that XML cannot hold become
    U+FFFD.

    A case is a dossier. An event is one of its effective history: at the time that is
    right, without corrections and what they void, and without migrations, which are no
    work on a dossier. `start` and `adopt` are events, for a case begins with them; the
    log of an adopted dossier lacks what was before. Each is `complete`, and carries the
    state after it and its place in the recorded history. `org:role` is the role that
    the action asks for and the actor has; several are joined by a comma.

    Parameters
    ----------
    as_recorded
        Whether to give the history as it was recorded instead: every event, also
        `correct` and `migrate`, none of them corrected.

    Raises
    ------
    InvalidValueError
        If a dossier is of another workflow.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from enum import StrEnum
    >>> from egovkit.dossiers import Actor, Workflow
    >>> class S(StrEnum):
    ...     RECEIVED = "received"
    >>> workflow = Workflow(
    ...     "counter", version=1, initial=S.RECEIVED, final=(), transitions=()
    ... )
    >>> at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> dossier = workflow.start("H53-260105-0001", at=at, by=Actor("cb-014"))
    >>> log = b"".join(to_xes([dossier], workflow)).decode()
    >>> print(*(line for line in log.splitlines() if "time:timestamp" in line))
    <date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>
    <date key="time:timestamp" value="2026-01-05T09:00:00+00:00"/>
    """
    yield _header(workflow).encode()
    roles = _asked_roles(workflow)
    for dossier in dossiers:
        case = _attributes(_CASE, _case(dossier, workflow))
        yield f"<trace>\n{case}".encode()
        for seq, event in _events(dossier, as_recorded=as_recorded):
            cells = _cells(dossier.number, seq, event, roles)
            yield f"<event>\n{_attributes(_EVENT, cells)}</event>\n".encode()
        yield b"</trace>\n"
    yield b"</log>\n"


def _events(
    dossier: Dossier[S], *, as_recorded: bool
) -> Iterable[tuple[int, Event[S]]]:
    if as_recorded:
        return enumerate(dossier.history)
    effective = _life.effective(dossier.history)
    return ((seq, event) for seq, event in effective if event.action != MIGRATE)


def _case(dossier: Dossier[S], workflow: "Definition[S]") -> tuple[Cell, ...]:
    opening = dossier.opening
    if opening.workflow != workflow.name:
        raise InvalidValueError(
            "dossiers", f"{opening.number} of workflow {opening.workflow}",
            f"dossiers of {workflow.name}",
        )  # fmt: skip
    procedure = opening.procedure
    return (
        opening.number,
        procedure.code if procedure else None,
        opening.unit,
        opening.channel and str(opening.channel),
    )


def _cells(
    number: str, seq: int, event: Event[S], roles: dict[str, frozenset[str]]
) -> tuple[Cell, ...]:
    return (
        event.action,
        f"{number}#{seq}",
        "complete",
        event.at,
        event.by.id,
        _role(event.by, roles.get(event.action, frozenset())),
        str(event.state),
        seq,
    )


def _asked_roles(workflow: "Definition[S]") -> dict[str, frozenset[str]]:
    """Return the roles that each action asks for, in any version."""
    asked: dict[str, frozenset[str]] = {}
    versions: list[Definition[S]] = [workflow, *workflow.previous]
    for version in versions:
        for t in version.transitions:
            asked[t.name] = asked.get(t.name, frozenset()) | (t.roles or frozenset())
    return asked


def _role(by: Actor, asked: frozenset[str]) -> str | None:
    return ", ".join(sorted(by.roles & asked or by.roles)) or None


def _header(workflow: "Definition[S]") -> str:
    extensions = "".join(
        f'<extension name="{name}" prefix="{prefix}"'
        f' uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
        for name, prefix in _EXTENSIONS.items()
    )
    of_traces = _attributes(_CASE, [column.default for column in _CASE])
    of_events = _attributes(_EVENT, [column.default for column in _EVENT])
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
{extensions}<global scope="trace">
{of_traces}</global>
<global scope="event">
{of_events}</global>
<classifier name="activity" scope="event" keys="concept:name"/>
<classifier name="resource" scope="event" keys="org:resource"/>
<string key="concept:name" value="{_escaped(workflow.name)}"/>
<string key="lifecycle:model" value="standard"/>
<int key="version" value="{workflow.version}"/>
"""


def _attributes(columns: Iterable[_Column], cells: Iterable[Cell]) -> str:
    """Write attributes, each on a line of its own: pm4py reads XES by lines."""
    return "".join(
        f'<{column.kind} key="{column.key}" value="{_written(cell)}"/>\n'
        for column, cell in zip(columns, cells, strict=True)
        if cell is not None
    )


def _written(cell: str | int | datetime) -> str:
    if isinstance(cell, str):
        return _escaped(cell)
    return _instant(cell) if isinstance(cell, datetime) else str(cell)


def _instant(at: datetime) -> str:
    """Write an instant as XML Schema has it: its offsets are of whole minutes.

    Local mean times, such as +07:06:30 in Saigon before 1906, go over to UTC.
    """
    offset = at.utcoffset() or timedelta()
    return (at.astimezone(UTC) if offset % timedelta(minutes=1) else at).isoformat()


_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCES = str.maketrans(
    {
        "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;",
        "\t": "&#9;", "\n": "&#10;", "\r": "&#13;",
    }
)  # fmt: skip


@lru_cache(maxsize=4096)
def _escaped(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text).translate(_REFERENCES)
