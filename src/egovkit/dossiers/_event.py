"""What a history is made of: actors, events, and the payloads egovkit itself writes."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

from attrs import field, fields, frozen

from egovkit._plain import for_pydantic
from egovkit._time import require_aware
from egovkit.deadlines import Promise
from egovkit.dossiers._procedure import Procedure
from egovkit.errors import InvalidValueError
from egovkit.outcome import Channel

S = TypeVar("S", bound=StrEnum)
S_co = TypeVar("S_co", bound=StrEnum, covariant=True)

START: Final = "start"
ADOPT: Final = "adopt"
CORRECT: Final = "correct"
MIGRATE: Final = "migrate"
RESERVED: Final = frozenset({START, ADOPT, CORRECT, MIGRATE})
"""Names of events that are not transitions."""


def _roles(roles: Iterable[str]) -> frozenset[str]:
    if isinstance(roles, str):
        raise InvalidValueError("roles", roles, "several roles", f"write {{{roles!r}}}")
    return frozenset(roles)


@for_pydantic
@frozen
class Actor:
    """Who acts: a person or a system, by an identifier that is no personal name.

    Attributes
    ----------
    id
        An identifier of the office's own directory.
    roles
        What the actor may act as.
    assurance
        The level of identity assurance; a VNeID account of level 2 is 2.

    Examples
    --------
    >>> Actor("cb-014", ["officer"], assurance=2).roles
    frozenset({'officer'})
    """

    id: str
    roles: frozenset[str] = field(default=frozenset(), converter=_roles)
    assurance: int = 0


@for_pydantic
@frozen(weakref_slot=False)
class Opening:
    """How a dossier came in: the payload of its first event.

    It holds the procedure, with its term, by value: a dossier keeps the version of the
    procedure that applied when it was received.

    Attributes
    ----------
    number
        The dossier's number (mã số hồ sơ).
    workflow, version
        The workflow under which it began.
    received_at
        Only for an adopted dossier: when it had been received.

    Examples
    --------
    >>> Opening("H53-260105-0001", "one-stop", 1).procedure is None
    True
    """

    number: str
    workflow: str
    version: int
    procedure: Procedure | None = None
    channel: Channel | None = None
    unit: str | None = None
    received_at: datetime | None = None


@for_pydantic
@frozen
class Correction:
    """What a correction event corrects, and why.

    Its event takes effect at the time that is right: the new time of event `seq`, or,
    when the event is void, the time of the correction.

    Examples
    --------
    >>> Correction(2, "typed the wrong hour").void
    False
    """

    seq: int
    why: str
    void: bool = False


@for_pydantic
@frozen
class Migrated:
    """From which version of a workflow a dossier went over to which.

    Examples
    --------
    >>> Migrated(1, 2).to_version
    2
    """

    from_version: int
    to_version: int


@frozen
class Command:
    """What is known of the command behind an event, if anything is.

    Attributes
    ----------
    key
        Its own key, by which a repeated command is known.
    recorded_at
        When it was recorded, where that is told apart from when it took effect.

    Examples
    --------
    >>> Command("req-77").recorded_at is None
    True
    """

    key: str | None = None
    recorded_at: datetime | None = None


def _stored(at: datetime) -> datetime:
    return with_fixed_offset(at)


@frozen(weakref_slot=False)
class Event(Generic[S_co]):
    """One thing that happened to a dossier.

    Attributes
    ----------
    action
        The name of the transition, or "start", "adopt", "correct", "migrate".
    state
        The state after it.
    at
        When it took effect; aware, with a fixed offset.
    by
        Who acted, in which roles.
    payload
        What the action was given.
    promise
        The due date that was told to the citizen with it.
    command
        The key of the command and when it was recorded, if either is known.

    Examples
    --------
    >>> from datetime import UTC
    >>> class S(StrEnum):
    ...     RECEIVED = "received"
    >>> at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> Event("accept", S.RECEIVED, at, Actor("cb-014")).payload is None
    True
    """

    action: str
    state: S_co
    at: datetime = field(converter=_stored)
    by: Actor
    payload: object = None
    promise: Promise | None = None
    command: Command | None = None

    @property
    def key(self) -> str | None:
        """The command's own key."""
        return self.command.key if self.command else None

    @property
    def recorded_at(self) -> datetime | None:
        """When it was recorded, where that is known."""
        return self.command.recorded_at if self.command else None


class _Draft(Generic[S_co]):
    """An event that is being filled: laid out alike, but open to assignment.

    Python changes the class of an object only between equal layouts, and takes those
    with a slot for weak references for different ones; hence `Event` has none.
    """

    __slots__ = tuple(attribute.name for attribute in fields(Event))


_new_draft: Callable[[], Any] = _Draft


def event_of(
    action: str,
    state: S,
    at: datetime,
    by: Actor,
    payload: object,
    *,
    promise: Promise | None,
    key: str | None,
    recorded_at: datetime | None,
) -> Event[S]:
    """Make an event for a history: its times with fixed offsets.

    attrs assigns each field of a frozen class by a call, which would take a quarter of
    the time of an action; a draft is assigned directly and then frozen.
    """
    draft = _new_draft()
    draft.action = action
    draft.state = state
    draft.at = at if type(at.tzinfo) is timezone else with_fixed_offset(at)
    draft.by = by
    draft.payload = payload
    draft.promise = None if promise is None else kept(promise)
    draft.command = None
    if key is not None or recorded_at is not None:
        draft.command = Command(key, _fixed(recorded_at))
    draft.__class__ = Event
    event: Event[S] = draft
    return event


@lru_cache(maxsize=256)
def _offset(offset: timedelta) -> timezone:
    return timezone(offset)


def with_fixed_offset(at: datetime, name: str = "at") -> datetime:
    """Return the same instant with the offset that clocks had, and no zone's rules.

    Rules of zones change and hours repeat; an offset that is written down does not.
    """
    if type(at.tzinfo) is timezone:
        return at
    offset = require_aware(at, name).utcoffset()
    return at.replace(tzinfo=_offset(offset or timedelta()), fold=0)


def _fixed(recorded_at: datetime | None) -> datetime | None:
    return recorded_at and with_fixed_offset(recorded_at, "recorded_at")


def kept(promise: Promise) -> Promise:
    """Return a promise as a history keeps it."""
    if type(promise.due_at.tzinfo) is timezone:
        return promise
    return Promise(with_fixed_offset(promise.due_at, "promise.due_at"), promise.basis)
