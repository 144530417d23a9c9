"""Outcome: the one flat row about a dossier, and the schema of its columns."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Any, Final

from attrs import Factory, fields, frozen

from egovkit._plain import for_pydantic, register
from egovkit._time import require_aware
from egovkit.errors import InvalidValueError


class Channel(StrEnum):
    """How a dossier came in.

    Decree 61/2018 art. 16 names three ways: at the counter, by public post, online.

    Examples
    --------
    >>> Channel("online") is Channel.ONLINE
    True
    """

    ONLINE = "online"
    COUNTER = "counter"
    POST = "post"


class Status(StrEnum):
    """Where a dossier stands, as far as a table can tell.

    Examples
    --------
    >>> [str(status) for status in Status]
    ['pending', 'paused', 'resolved', 'refused', 'withdrawn']
    """

    PENDING = "pending"
    PAUSED = "paused"
    RESOLVED = "resolved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def has_ended(self) -> bool:
        """Whether the authority has nothing left to do."""
        return self is not _PENDING and self is not _PAUSED


class DueBy(StrEnum):
    """Whether timeliness compares local days, or instants as terms in hours do.

    Examples
    --------
    >>> DueBy("day") is DueBy.DAY
    True
    """

    DAY = "day"
    INSTANT = "instant"


# Bound once: looking a member up in its class is slow where a million rows do it.
_DAY = DueBy.DAY
_PENDING, _PAUSED, _RESOLVED = Status.PENDING, Status.PAUSED, Status.RESOLVED


def _status_by_end(outcome: "Outcome") -> Status:
    return _PENDING if outcome.resolved_at is None else _RESOLVED


@for_pydantic
@frozen(kw_only=True, weakref_slot=False)
class Outcome:
    """What is known of one dossier, in one flat row.

    All instants are aware and in one zone, the office's: its days decide what is on
    time. `resolved_at` is when the authority finished (xử lý xong), whether it
    resolved or refused or the citizen withdrew; `returned_at` is when the citizen
    got the result (trả kết quả). Finished is not returned.

    Attributes
    ----------
    number
        The dossier's number (mã số hồ sơ).
    procedure, field, unit
        The procedure's code, its field (lĩnh vực), the unit that is judged.
    due_at, promised_at, last_promised_at
        When it is due by the rules; the first and the last date the citizen was told.
    status
        Without one: resolved when `resolved_at` is known, else pending.
    paused_seconds
        How long the clock stood still, in seconds of elapsed time.
    supplements, reopened
        How often papers were asked for, and how often the dossier was taken up again.

    Raises
    ------
    InvalidValueError
        If a dossier ends before it was received, its status and its end contradict
        each other, its number is blank, or its instants are in different zones.
    NaiveDatetimeError
        If an instant has no zone.

    Examples
    --------
    >>> from datetime import datetime
    >>> from zoneinfo import ZoneInfo
    >>> tz = ZoneInfo("Asia/Ho_Chi_Minh")
    >>> row = Outcome(
    ...     number="000.00.00.H53-260105-0001",
    ...     received_at=datetime(2026, 1, 5, 9, tzinfo=tz),
    ...     resolved_at=datetime(2026, 1, 7, 16, tzinfo=tz),
    ... )
    >>> row.status
    <Status.RESOLVED: 'resolved'>
    """

    number: str
    procedure: str | None = None
    field: str | None = None
    unit: str | None = None
    channel: Channel | None = None
    received_at: datetime
    due_at: datetime | None = None
    promised_at: datetime | None = None
    resolved_at: datetime | None = None
    returned_at: datetime | None = None
    status: Status = Factory(_status_by_end, takes_self=True)
    due_by: DueBy = DueBy.DAY
    paused_seconds: int | None = None
    supplements: int | None = None
    extended: bool | None = None
    last_promised_at: datetime | None = None
    reopened: int | None = None
    paid_online: bool | None = None

    def __attrs_post_init__(self) -> None:
        if not is_sound(self):
            _require_sense(self)


def is_sound(outcome: Outcome) -> bool:
    """Whether nothing speaks against an outcome, at a glance.

    Unrolled and without calls, for a report asks a million times. What does not pass,
    as zones that are equal but not the same object, is judged by `_require_sense`.
    """
    received_at, resolved_at = outcome.received_at, outcome.resolved_at
    returned_at, due_at, tz = outcome.returned_at, outcome.due_at, received_at.tzinfo
    first, last, status = outcome.promised_at, outcome.last_promised_at, outcome.status
    if not outcome.number or tz is None or received_at.fold:
        return False
    return (
        (due_at is None or due_at.tzinfo is tz)
        and (first is None or first.tzinfo is tz)
        and (last is None or last.tzinfo is tz)
        and (
            resolved_at is None
            or (resolved_at.tzinfo is tz and resolved_at >= received_at)
        )
        and (
            returned_at is None
            or (returned_at.tzinfo is tz and returned_at >= received_at)
        )
        and (status is _PENDING or status is _PAUSED) is (resolved_at is None)
    )


class ColumnKind(StrEnum):
    """What a column of a table of dossiers holds.

    Examples
    --------
    >>> [column.name for column in COLUMNS if column.kind is ColumnKind.FLAG]
    ['extended', 'paid_online']
    """

    TEXT = "text"
    WORD = "word"
    INSTANT = "instant"
    COUNT = "count"
    FLAG = "flag"


@frozen
class Column:
    """One column of the schema: its name, what it holds, and its words if it has some.

    Examples
    --------
    >>> Column("due_by", ColumnKind.WORD, ("day", "instant")).is_required
    False
    """

    name: str
    kind: ColumnKind
    words: tuple[str, ...] = ()
    is_required: bool = False


COLUMNS: Final = (
    Column("number", ColumnKind.TEXT, is_required=True),
    Column("procedure", ColumnKind.TEXT),
    Column("field", ColumnKind.TEXT),
    Column("unit", ColumnKind.TEXT),
    Column("channel", ColumnKind.WORD, tuple(Channel)),
    Column("received_at", ColumnKind.INSTANT, is_required=True),
    Column("due_at", ColumnKind.INSTANT),
    Column("promised_at", ColumnKind.INSTANT),
    Column("resolved_at", ColumnKind.INSTANT),
    Column("returned_at", ColumnKind.INSTANT),
    Column("status", ColumnKind.WORD, tuple(Status)),
    Column("due_by", ColumnKind.WORD, tuple(DueBy)),
    Column("paused_seconds", ColumnKind.COUNT),
    Column("supplements", ColumnKind.COUNT),
    Column("extended", ColumnKind.FLAG),
    Column("last_promised_at", ColumnKind.INSTANT),
    Column("reopened", ColumnKind.COUNT),
    Column("paid_online", ColumnKind.FLAG),
)
"""The schema that `Outcome`, the readers and every table of dossiers share."""

_INSTANTS = tuple(c.name for c in COLUMNS if c.kind is ColumnKind.INSTANT)


def _require_sense(outcome: Outcome) -> None:
    if not outcome.number:
        raise InvalidValueError("number", outcome.number, "the dossier's number")
    tz = outcome.received_at.tzinfo
    for name in _INSTANTS:
        at: datetime | None = getattr(outcome, name)
        if at is not None:
            _require_same_zone(name, at, tz)
    for contradiction in contradictions(outcome):
        raise contradiction


def _require_same_zone(name: str, at: datetime, tz: tzinfo | None) -> None:
    require_aware(at, name)
    if at.tzinfo != tz:
        raise InvalidValueError(
            name, at.isoformat(" "), f"an instant in the zone of received_at, {tz}",
            f"convert it: {name}.astimezone(received_at.tzinfo)",
        )  # fmt: skip


def contradictions(outcome: Outcome) -> Iterator[InvalidValueError]:
    """List what an outcome's instants and status say against each other."""
    received_at = outcome.received_at
    for name in ("resolved_at", "returned_at"):
        at: datetime | None = getattr(outcome, name)
        if at is not None and _is_before(at, received_at):
            expected = f"an end after the receipt, {received_at}"
            yield InvalidValueError(name, at.isoformat(" "), expected)
    status, ended = outcome.status, outcome.resolved_at is not None
    if status.has_ended and not ended:
        expected = f"when the dossier ended, for its status is {status}"
        yield InvalidValueError("resolved_at", None, expected)
    if ended and not status.has_ended:
        expected = "resolved, refused or withdrawn, for resolved_at is set"
        yield InvalidValueError("status", str(status), expected)


def _is_before(a: datetime, b: datetime) -> bool:
    """Compare as instants: clocks of one zone repeat an hour when summer ends."""
    return a.astimezone(UTC) < b.astimezone(UTC)


FIELDS: Final = tuple(attribute.name for attribute in fields(Outcome))
"""The fields of `Outcome` in their order, which is that of `draft_of`."""


class _Draft:
    """An outcome that is being filled: laid out alike, but open to assignment.

    Python changes the class of an object only between equal layouts, and takes those
    with a slot for weak references for different ones; hence `Outcome` has none.
    """

    __slots__ = FIELDS


def draft_of(row: Sequence[object]) -> Outcome:
    """Fill an outcome that has not been checked; a blank status or `due_by` is None.

    attrs assigns each field of a frozen class by a call, which would take two fifths
    of the time of reading a row; a draft is assigned directly and then frozen.
    """
    draft: Any = _Draft()
    (
        draft.number,
        draft.procedure,
        draft.field,
        draft.unit,
        draft.channel,
        draft.received_at,
        draft.due_at,
        draft.promised_at,
        draft.resolved_at,
        draft.returned_at,
        draft.status,
        draft.due_by,
        draft.paused_seconds,
        draft.supplements,
        draft.extended,
        draft.last_promised_at,
        draft.reopened,
        draft.paid_online,
    ) = row
    if draft.received_at is None:
        raise InvalidValueError("received_at", None, "when the dossier was received")
    if draft.status is None:
        draft.status = _PENDING if draft.resolved_at is None else _RESOLVED
    if draft.due_by is None:
        draft.due_by = _DAY
    draft.__class__ = Outcome
    outcome: Outcome = draft
    return outcome


@frozen(kw_only=True)
class PlainOutcome(Outcome):
    """An outcome as plain data: its instants with the offsets of the day, and its zone."""

    tz: tzinfo

    def __attrs_post_init__(self) -> None:
        """Leave it to `Outcome`: offsets of one zone differ in summer."""


def _to_plain(outcome: Outcome) -> PlainOutcome:
    values: dict[str, Any] = {name: getattr(outcome, name) for name in FIELDS}
    values["tz"] = outcome.received_at.tzinfo
    return PlainOutcome(**values)


def _from_plain(plain: PlainOutcome) -> Outcome:
    values: dict[str, Any] = {name: getattr(plain, name) for name in FIELDS}
    for name in _INSTANTS:
        at: datetime | None = values[name]
        values[name] = at and at.astimezone(plain.tz)
    return Outcome(**values)


register(Outcome, PlainOutcome, write=_to_plain, read=_from_plain)
