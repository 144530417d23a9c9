"""Transitions: what may happen, who may do it, what it must be given."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar, cast, overload

from attrs import field, frozen

from egovkit.deadlines import WorkCalendar
from egovkit.dossiers._dossier import Dossier
from egovkit.dossiers._event import RESERVED, Actor, S
from egovkit.errors import InvalidValueError, Refusal

P = TypeVar("P")

Guard = Callable[[Dossier[S], P], Refusal | None]
"""A condition on an action: it gives its reason, or None when it has nothing against."""

Check = Callable[[Dossier[StrEnum], object, Actor, datetime], Refusal | None]
Opening = Callable[[Dossier[StrEnum], WorkCalendar | None], datetime | None]
Parameter = str | int | tuple[str, ...]
Upcaster = Callable[[dict[str, object]], dict[str, object]]
"""What turns the plain data of one version of a payload into that of the next."""


@frozen
class NamedGuard:
    """A guard that has a name and parameters, so that it can stand in a file.

    Attributes
    ----------
    name, parameters
        What it is called in a file, and with which parameters.
    check
        Given the dossier, the payload, the actor and the time, returns a reason or
        None.
    labels
        What it says of itself, by language.
    opens_at
        For a guard that time opens: from when on it has nothing against it, by the
        calendar that is given.

    Examples
    --------
    >>> def by_day(dossier, payload, actor, at):
    ...     return None if at.hour < 17 else Refusal("closed", "the office is closed")
    >>> NamedGuard("by_day", check=by_day).name
    'by_day'
    """

    name: str
    parameters: Mapping[str, Parameter] = field(
        factory=dict[str, Parameter], kw_only=True
    )
    check: Check = field(kw_only=True)
    labels: Mapping[str, str] = field(factory=dict[str, str], kw_only=True)
    opens_at: Opening | None = field(default=None, kw_only=True)


@frozen(eq=False, weakref_slot=False)
class Transition(Generic[S, P]):
    """One action: from which states it leads where, under which conditions.

    It is what it is, not what it says: two transitions that read alike are two.
    Make one with `transition`.

    Attributes
    ----------
    roles
        Who may act; None is anybody, an empty set nobody.
    payload
        The class of what the action must be given; None when it takes nothing.
    assurance
        The lowest level of the actor's identity assurance.
    restart_clock
        Whether the term begins anew with it.
    payload_version, upcasters
        The version of the payload's class; and, by older version, what turns its plain
        data into the next version's.
    labels
        What it is called, by language.

    Examples
    --------
    >>> from enum import StrEnum
    >>> class S(StrEnum):
    ...     A = "a"
    ...     B = "b"
    >>> transition("go", [S.A], S.B).target
    <S.B: 'b'>
    """

    name: str
    sources: frozenset[S]
    target: S
    roles: frozenset[str] | None = None
    payload: type[P] | None = None
    guards: tuple[Guard[S, P] | NamedGuard, ...] = ()
    assurance: int = 0
    restart_clock: bool = False
    payload_version: int = 1
    upcasters: Mapping[int, Upcaster] = field(factory=dict[int, Upcaster])
    labels: Mapping[str, str] = field(factory=dict[str, str])

    def __attrs_post_init__(self) -> None:
        if not self.name or self.name in RESERVED:
            raise InvalidValueError(
                "name", self.name, f"an action's name, not one of {sorted(RESERVED)}"
            )
        if not self.sources:
            raise InvalidValueError(
                f"sources of {self.name}", (), "the states it begins in"
            )
        if self.payload_version < 1:
            raise InvalidValueError(
                "payload_version", self.payload_version, "a version counted from 1"
            )

    def __str__(self) -> str:
        return self.name

    def begins_in(self, state: S) -> bool:
        """Tell whether the action begins in a state.

        Examples
        --------
        >>> from enum import StrEnum
        >>> class S(StrEnum):
        ...     A = "a"
        ...     B = "b"
        >>> transition("go", [S.A], S.B).begins_in(S.B)
        False
        """
        return state in self.sources

    @property
    def plain_guards(self) -> tuple[Guard[S, P], ...]:
        """The guards that take the dossier and the payload."""
        return tuple(g for g in self.guards if not isinstance(g, NamedGuard))

    @property
    def named_guards(self) -> tuple[NamedGuard, ...]:
        """The guards that have a name, and also get the actor and the time."""
        return tuple(g for g in self.guards if isinstance(g, NamedGuard))


class AnyTransition(Protocol[S]):
    """A transition whatever its payload, as a workflow takes it.

    Its states are of one enum: one that mixes two is a type error where a workflow
    takes it.

    Examples
    --------
    >>> from enum import StrEnum
    >>> class S(StrEnum):
    ...     A = "a"
    ...     B = "b"
    >>> go: AnyTransition[S] = transition("go", [S.A], S.B)
    >>> go.name
    'go'
    """

    @property
    def name(self) -> str:
        """What the action is called."""
        ...

    @property
    def sources(self) -> frozenset[S]:
        """The states it begins in."""
        ...

    @property
    def target(self) -> S:
        """The state it leads to."""
        ...

    @property
    def guards(self) -> tuple[object, ...]:
        """Its conditions."""
        ...

    def begins_in(self, state: S) -> bool:
        """Tell whether the action begins in a state."""
        ...


@overload
def transition(
    name: str,
    sources: Collection[S],
    target: S,
    *,
    roles: Iterable[str] | None = None,
    payload: None = None,
    guards: Iterable[Guard[S, None] | NamedGuard] = (),
    assurance: int = 0,
    restart_clock: bool = False,
    payload_version: int = 1,
    upcasters: Mapping[int, Upcaster] | None = None,
    labels: Mapping[str, str] | None = None,
) -> Transition[S, None]: ...


@overload
def transition(
    name: str,
    sources: Collection[S],
    target: S,
    *,
    roles: Iterable[str] | None = None,
    payload: type[P],
    guards: Iterable[Guard[S, P] | NamedGuard] = (),
    assurance: int = 0,
    restart_clock: bool = False,
    payload_version: int = 1,
    upcasters: Mapping[int, Upcaster] | None = None,
    labels: Mapping[str, str] | None = None,
) -> Transition[S, P]: ...


def transition(
    name: str,
    sources: Collection[S],
    target: S,
    *,
    roles: Iterable[str] | None = None,
    payload: type[P] | None = None,
    guards: Iterable[Guard[S, P] | NamedGuard]
    | Iterable[Guard[S, None] | NamedGuard] = (),
    assurance: int = 0,
    restart_clock: bool = False,
    payload_version: int = 1,
    upcasters: Mapping[int, Upcaster] | None = None,
    labels: Mapping[str, str] | None = None,
) -> Transition[S, P] | Transition[S, None]:
    """Declare an action.

    Parameters
    ----------
    sources, target
        The states it begins in, and the one it leads to.
    roles
        Who may act; without it anybody may, and with an empty list nobody.
    payload
        The class of the one object the action must be given: a frozen attrs class or
        dataclass of plain values.
    guards
        Conditions; each gives its reason. A plain one gets the dossier and the payload.
    assurance
        The lowest level of identity assurance of the actor; VNeID level 2 is 2.
    restart_clock
        Whether the term begins anew, as Decree 61/2018 art. 19(4) has it after a
        supplement.

    Raises
    ------
    InvalidValueError
        If the name is reserved, no state is named that it begins in, or the payload's
        version is not counted from 1.

    Examples
    --------
    >>> from enum import StrEnum
    >>> class S(StrEnum):
    ...     RECEIVED = "received"
    ...     RESOLVED = "resolved"
    >>> resolve = transition("resolve", [S.RECEIVED], S.RESOLVED, roles=["officer"])
    >>> resolve.sources
    frozenset({<S.RECEIVED: 'received'>})
    """
    if isinstance(sources, str):  # a state is a text, and so a collection of letters
        raise InvalidValueError("sources", sources, "several states", "put it in [ ]")
    if isinstance(roles, str):
        raise InvalidValueError("roles", roles, "several roles", f"write [{roles!r}]")
    return Transition(
        name=name,
        sources=frozenset(sources),
        target=target,
        roles=None if roles is None else frozenset(roles),
        payload=payload,
        guards=cast("tuple[Guard[S, P] | NamedGuard, ...]", tuple(guards)),
        assurance=assurance,
        restart_clock=restart_clock,
        payload_version=payload_version,
        upcasters=upcasters or {},
        labels=labels or {},
    )
