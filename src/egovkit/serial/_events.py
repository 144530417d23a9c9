"""EventCodec: from the events of a workflow to stored records, and back."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Generic, TypeVar, cast

from egovkit._plain import from_plain
from egovkit.dossiers import Command, Event, Migrated, Opening, Workflow
from egovkit.errors import (
    FaultsError,
    HistoryError,
    InvalidValueError,
    PlainDataError,
    RecordError,
)
from egovkit.serial._chain import place_in
from egovkit.serial._json import fault, parse
from egovkit.serial._layouts import Data, as_object
from egovkit.serial._payloads import Payloads, kind_of
from egovkit.serial._record import RECORD, RecordHead, written

S = TypeVar("S", bound=StrEnum)


class EventCodec(Generic[S]):
    """Writes the events of a workflow as records, and reads them back.

    A record is one line of JSON in one form, so that hashes can be taken over it. It
    holds names and versions, never the paths of classes; the payload is read by the
    transition that stood behind it in the version of the workflow that was in force
    then, and lifted by its `upcasters` when it is of an older `payload_version`.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from egovkit.dossiers import Actor, transition
    >>> class S(StrEnum):
    ...     RECEIVED = "received"
    ...     RETURNED = "returned"
    >>> give = transition("give_back", [S.RECEIVED], S.RETURNED)
    >>> workflow = Workflow(
    ...     "counter", version=1, initial=S.RECEIVED, final={S.RETURNED},
    ...     transitions=[give],
    ... )
    >>> at, lan = datetime(2026, 1, 5, 9, tzinfo=UTC), Actor("cb-014")
    >>> dossier = workflow.start("H53-260105-0001", at=at, by=lan)
    >>> dossier = workflow.fire(dossier, give, at=at, by=lan)
    >>> codec = EventCodec(workflow)
    >>> record = codec.record(dossier.number, 1, dossier.history[1])
    >>> record
    '{"action":"give_back","at":"2026-01-05T09:00:00+00:00",...,"v":1}'
    >>> codec.event(record) == dossier.history[1]
    True
    """

    def __init__(self, workflow: Workflow[S]) -> None:
        self.workflow = workflow
        self._payloads = Payloads(workflow)
        self._states = {str(state): state for state in type(workflow.initial)}

    def record(self, number: str, seq: int, event: Event[S]) -> str:
        """Write event `seq` of a dossier as its record.

        Raises
        ------
        HistoryError
            If no version of the workflow has such an action with such a payload.
        FaultsError
            If the payload holds what cannot be written.
        """
        version = self._payloads.version(event.action, event.payload)
        if version is None:
            payload = event.payload and type(event.payload).__name__
            raise HistoryError(
                number, seq, f"{event.action} with payload {payload}",
                f"an action of {self.workflow!r} with exactly the payload it takes",
            )  # fmt: skip
        return written(number, seq, event, version)

    def event(self, record: str, *, version: int | None = None) -> Event[S]:
        """Read one record by itself; `history` reads those of a dossier.

        Parameters
        ----------
        version
            The version of the workflow that was in force; without it, this one.

        Raises
        ------
        FaultsError
            With every fault of the record, as `RecordError`.
        """
        workflow = self.workflow
        if version is not None:
            workflow = workflow.in_version(version)
        try:
            return self.read(_data_of(record), workflow)[2]
        except FaultsError as group:
            faults = _faults(group, *place_in(record), record)
        raise FaultsError("a record cannot be read", faults)

    def history(self, records: Iterable[str]) -> tuple[Event[S], ...]:
        """Read the records of one dossier, from the first on.

        Which version of the workflow was in force is known from the first record and
        from the migrations. Whether the events can have happened is for `replay`.

        Raises
        ------
        FaultsError
            With the faults of all records, as `RecordError`; each carries its record.
        """
        reader = _HistoryReader(self)
        for seq, record in enumerate(records):
            reader.take(seq, record)
        if reader.faults:
            raise FaultsError("records of a history cannot be read", reader.faults)
        return tuple(reader.events)

    def read(
        self, data: Data, workflow: Workflow[S], before: S | None = None
    ) -> tuple[str, int, Event[S]]:
        """Return the number, the place and the event of a record's data.

        Raises
        ------
        FaultsError
            With its faults, as `PlainDataError`.
        """
        data = RECORD.lift(data, data.get("v"), "$.v")
        if "payload" not in data:
            raise fault("$.payload", "nothing", "null, or what the action was given")
        payload = data.pop("payload")
        head = from_plain(RecordHead, data)
        state = self._states.get(head.state)
        if state is None:
            known = ", ".join(map(repr, self._states))
            raise fault("$.state", repr(head.state), f"one of {known}")
        kind = kind_of(workflow, head.action, before, state)
        version = head.payload_version
        event = Event(
            head.action,
            state,
            head.at,
            head.by,
            self._payloads.read(head.action, kind, version, payload),
            head.promise,
            _command(head),
        )
        return head.number, head.seq, event


class _HistoryReader(Generic[S]):
    """Reads the records of a dossier one by one, and keeps what is wrong with them."""

    def __init__(self, codec: EventCodec[S]) -> None:
        self.events: list[Event[S]] = []
        self.faults: list[RecordError] = []
        self._codec = codec
        self._workflow: Workflow[S] | None = codec.workflow
        self._before: S | None = None
        self._number = "?"

    def take(self, seq: int, record: str) -> None:
        """Read the next record."""
        if self._workflow is None:
            return  # by which version what follows was written is not known
        if seq == 0:
            self._number, _ = place_in(record)
        action: object = None
        try:
            data = _data_of(record)
            action = data.get("action")
            event = self._read(seq, data, self._workflow)
            self._workflow = self._driver(event.payload, self._workflow)
        except FaultsError as group:
            self.faults += _faults(group, self._number, seq, record)
            self._before = None
            if seq == 0 or action == "migrate":
                self._workflow = None
        else:
            self.events.append(event)
            self._before = event.state

    def _read(self, seq: int, data: Data, workflow: Workflow[S]) -> Event[S]:
        number, place, event = self._codec.read(data, workflow, self._before)
        if place != seq:
            raise fault("$.seq", str(place), f"{seq}, its place in the history")
        if number != self._number:
            raise fault("$.number", repr(number), repr(self._number))
        if isinstance(event.payload, Opening) is not (seq == 0):
            raise fault(
                "$.action", repr(event.action), "start or adopt, first and once"
            )
        return event

    def _driver(self, payload: object, workflow: Workflow[S]) -> Workflow[S]:
        """Return the version of the workflow that is in force after an event."""
        if isinstance(payload, Opening):
            if payload.workflow != workflow.name:
                raise fault(
                    "$.payload.workflow", repr(payload.workflow), repr(workflow.name)
                )
            return self._in_version(payload.version, "$.payload.version")
        if isinstance(payload, Migrated):
            return self._in_version(payload.to_version, "$.payload.to_version")
        return workflow

    def _in_version(self, version: int, path: str) -> Workflow[S]:
        try:
            return self._codec.workflow.in_version(version)
        except InvalidValueError as unknown:
            expected = f"{unknown.expected}; {unknown.remedy}"
            raise fault(path, str(version), expected) from None


def _data_of(record: str) -> Data:
    return as_object(parse(record), "$", RECORD.name)


def _command(head: RecordHead) -> Command | None:
    if head.key is None and head.recorded_at is None:
        return None
    return Command(head.key, head.recorded_at)


def _faults(
    group: FaultsError, number: str, seq: int, record: str
) -> list[RecordError]:
    """Return the faults of a record's data as those of the record."""
    faults: list[RecordError] = []
    for error in group.exceptions:
        found = cast("PlainDataError", error)
        given, expected = found.given, found.expected
        fault = RecordError(number, seq, found.path, given, expected, record)
        fault.__cause__ = found.__cause__
        faults.append(fault)
    return faults
