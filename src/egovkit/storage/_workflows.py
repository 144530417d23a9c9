"""The workflows of a store, by which it writes and reads events."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Generic, NamedTuple, Protocol, TypeVar, cast

from attrs import frozen

from egovkit.dossiers import Dossier, Event, Workflow
from egovkit.errors import FaultsError, HistoryError, InvalidValueError
from egovkit.serial import EventCodec, chain

S = TypeVar("S", bound=StrEnum)
S_co = TypeVar("S_co", bound=StrEnum, covariant=True)


class AnyWorkflow(Protocol):
    """A workflow whatever its states, as a store takes it.

    Examples
    --------
    >>> from egovkit.dossiers import Workflow
    >>> class S(StrEnum):
    ...     RECEIVED = "received"
    >>> counter: AnyWorkflow = Workflow(
    ...     "counter", version=1, initial=S.RECEIVED, final=(), transitions=()
    ... )
    >>> counter.name
    'counter'
    """

    @property
    def name(self) -> str:
        """What it is called, by which a dossier names it."""
        ...

    @property
    def version(self) -> int:
        """Its version."""
        ...

    @property
    def states(self) -> tuple[StrEnum, ...]:
        """Its states."""
        ...


@frozen
class Stored(Generic[S_co]):
    """A dossier as it stands in a store: the handle that the next append needs.

    Attributes
    ----------
    head
        The hash of its last record, which holds all records before.

    Examples
    --------
    >>> Stored.__name__
    'Stored'
    """

    dossier: Dossier[S_co]
    head: str


class Line(NamedTuple):
    """An event as it is stored."""

    seq: int
    record: str
    hash: str


@frozen
class Filed:
    """All that is stored of one dossier, before it is read."""

    number: str
    workflow: str
    version: int
    head: str
    lines: Sequence[Line]


@frozen
class Bound:
    """A workflow, and how its events are written and read."""

    workflow: Workflow[StrEnum]
    codec: EventCodec[StrEnum]


class Workflows:
    """The workflows of a store, by name."""

    def __init__(self, workflows: Iterable[AnyWorkflow]) -> None:
        self._bound: dict[str, Bound] = {}
        for workflow in workflows:
            if workflow.name in self._bound:
                raise InvalidValueError(
                    "workflows", workflow.name, "each name once",
                    "give older versions as previous=(...) of the newest",
                )  # fmt: skip
            known = cast("Workflow[StrEnum]", workflow)
            self._bound[workflow.name] = Bound(known, EventCodec(known))

    def of(self, dossier: Dossier[StrEnum]) -> Bound:
        """Return what a dossier is written by."""
        name = dossier.opening.workflow
        bound = self._bound.get(name)
        if bound is None:
            raise InvalidValueError("dossier", name, *self._known())
        return bound

    def read(self, filed: Filed) -> Stored[StrEnum]:
        """Check what is stored of a dossier, and replay it.

        Raises
        ------
        HistoryError
            If records were changed, left out or added, or the workflow cannot have
            written them.
        """
        for fault in faults(filed):
            raise fault
        bound = self._bound.get(filed.workflow)
        if bound is None:
            known, remedy = self._known()
            raise HistoryError(
                filed.number, 0, f"workflow {filed.workflow!r}", f"{known}; {remedy}"
            )
        return Stored(bound.workflow.replay(_history(filed, bound.codec)), filed.head)

    def _known(self) -> tuple[str, str]:
        known = ", ".join(sorted(self._bound)) or "none"
        return f"a workflow of this store: {known}", "open it with workflows=[...]"


def _history(filed: Filed, codec: EventCodec[S]) -> tuple[Event[S], ...]:
    try:
        return codec.history(line.record for line in filed.lines)
    except FaultsError as faults:
        # One clear error; its cause has all of them.
        raise faults.exceptions[0] from faults


def faults(filed: Filed) -> Iterable[HistoryError]:
    """List what shows that the records are not those that were written."""
    head = ""
    for seq, line in enumerate(filed.lines):
        if line.seq != seq:
            yield _fault(filed, seq, f"event {line.seq} comes next", f"event {seq}")
            return
        head = chain(head, line.record)
        if head != line.hash:
            yield _fault(filed, seq, f"hash {line.hash[:12]}…", f"{head[:12]}…")
            return
    count = len(filed.lines)
    if (count, head) != (filed.version, filed.head):
        yield _fault(
            filed, count, f"{count} events, the last {head[:12]}…",
            f"{filed.version}, the last {filed.head[:12]}…",
        )  # fmt: skip


def _fault(filed: Filed, seq: int, given: str, expected: str) -> HistoryError:
    return HistoryError(filed.number, seq, given, expected)
