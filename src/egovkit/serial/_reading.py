"""Reading records: one by itself, and those of a dossier one after the other."""

from enum import StrEnum
from typing import Generic, TypeVar, cast

from attrs import frozen

from egovkit._plain import from_plain
from egovkit.dossiers import Command, Event, Migrated, Opening, Workflow
from egovkit.errors import (
    FaultsError,
    InvalidValueError,
    PlainDataError,
    RecordError,
)
from egovkit.serial._chain import place_in
from egovkit.serial._json import fault, parse
from egovkit.serial._layouts import Data, as_object
from egovkit.serial._payloads import Payloads, kind_of
from egovkit.serial._record import RECORD, RecordHead

S = TypeVar("S", bound=StrEnum)


@frozen
class Read(Generic[S]):
    """What was read from a record: of which dossier, in which place, which event."""

    number: str
    seq: int
    event: Event[S]


class RecordReader(Generic[S]):
    """Reads the records of one workflow, in any of its versions."""

    def __init__(self, workflow: Workflow[S], payloads: Payloads[S]) -> None:
        self.workflow = workflow
        self._payloads = payloads
        self._states = {str(state): state for state in type(workflow.initial)}

    def read(
        self, data: Data, workflow: Workflow[S], before: S | None = None
    ) -> Read[S]:
        """Read a record by a version of the workflow, and the state before it.

        Raises
        ------
        FaultsError
            With its faults, as `PlainDataError`.
        """
        data = RECORD.opened(data)
        if "payload" not in data:
            raise fault("$.payload", "nothing", "null, or what the action was given")
        payload = data.pop("payload")
        head = from_plain(RecordHead, data)
        state = self.state(data)
        if state is None:
            known = ", ".join(map(repr, self._states))
            raise fault("$.state", repr(head.state), f"one of {known}")
        kind = kind_of(workflow, head.action, before, state)
        event = Event(
            head.action,
            state,
            head.at,
            head.by,
            self._payloads.read(head.action, kind, head.payload_version, payload),
            head.promise,
            _command(head),
        )
        return Read(head.number, head.seq, event)

    def state(self, data: Data) -> S | None:
        """Return the state that a record's data names, if it is one."""
        name = data.get("state")
        return self._states.get(name) if isinstance(name, str) else None

    def in_version(self, version: int, path: str) -> Workflow[S]:
        """Return a version of the workflow that a record names."""
        try:
            return self.workflow.in_version(version)
        except InvalidValueError as unknown:
            expected = f"{unknown.expected}; {unknown.remedy}"
            raise fault(path, str(version), expected) from None


class HistoryReader(Generic[S]):
    """Reads the records of a dossier one by one, and keeps what is wrong with them."""

    def __init__(self, reader: RecordReader[S]) -> None:
        self.events: list[Event[S]] = []
        self.faults: list[RecordError] = []
        self._reader = reader
        self._workflow: Workflow[S] | None = reader.workflow
        self._before: S | None = None
        self._number = "?"

    def take(self, seq: int, record: str) -> None:
        """Read the next record."""
        if self._workflow is None:
            return  # by which version what follows was written is not known
        if seq == 0:
            self._number, _ = place_in(record)
        data: Data = {}
        try:
            data = data_of(record)
            event = self._read(seq, data, self._workflow)
            self._workflow = self._version_after(event.payload, self._workflow)
        except FaultsError as group:
            self.faults += record_errors(group, self._number, seq, record)
            self._before = self._reader.state(data)
            if seq == 0 or not data or data.get("action") == "migrate":
                self._workflow = None
        else:
            self.events.append(event)
            self._before = event.state

    def _read(self, seq: int, data: Data, workflow: Workflow[S]) -> Event[S]:
        read = self._reader.read(data, workflow, self._before)
        if read.seq != seq:
            raise fault("$.seq", str(read.seq), f"{seq}, its place in the history")
        if read.number != self._number:
            raise fault("$.number", repr(read.number), repr(self._number))
        event = read.event
        if isinstance(event.payload, Opening) is not (seq == 0):
            raise fault(
                "$.action", repr(event.action), "start or adopt, first and once"
            )
        return event

    def _version_after(self, payload: object, workflow: Workflow[S]) -> Workflow[S]:
        """Return the version of the workflow that is in force after an event."""
        if isinstance(payload, Opening):
            if payload.workflow != workflow.name:
                raise fault(
                    "$.payload.workflow", repr(payload.workflow), repr(workflow.name)
                )
            return self._reader.in_version(payload.version, "$.payload.version")
        if isinstance(payload, Migrated):
            return self._reader.in_version(payload.to_version, "$.payload.to_version")
        return workflow


def data_of(record: str) -> Data:
    """Return the data of a record."""
    return as_object(parse(record), "$", RECORD.name)


def record_errors(
    group: FaultsError, number: str, seq: int, record: str
) -> list[RecordError]:
    """Return the faults of a record's data as those of the record."""
    faults: list[RecordError] = []
    for found in cast("tuple[PlainDataError, ...]", group.exceptions):
        given, expected = found.given, found.expected
        error = RecordError(number, seq, found.path, given, expected, record)
        error.__cause__ = found.__cause__
        faults.append(error)
    return faults


def _command(head: RecordHead) -> Command | None:
    if head.key is None and head.recorded_at is None:
        return None
    return Command(head.key, head.recorded_at)
