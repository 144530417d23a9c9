"""EventCodec: from the events of a workflow to stored records, and back."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Generic, TypeVar

from egovkit.dossiers import Dossier, Event, Workflow
from egovkit.errors import FaultsError, HistoryError
from egovkit.serial._chain import place_in
from egovkit.serial._history import document_of, records_in
from egovkit.serial._payloads import Payloads
from egovkit.serial._reading import HistoryReader, RecordReader, data_of, record_errors
from egovkit.serial._record import written

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
        self._reader = RecordReader(workflow, self._payloads)

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
            return self._reader.read(data_of(record), workflow).event
        except FaultsError as group:
            faults = record_errors(group, *place_in(record), record)
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
        reader = HistoryReader(self._reader)
        for seq, record in enumerate(records):
            reader.take(seq, record)
        if reader.faults:
            raise FaultsError("records of a history cannot be read", reader.faults)
        return tuple(reader.events)

    def to_json(self, dossier: Dossier[S], *, indent: int | None = None) -> str:
        """Write a dossier as one document: its records, and the hash over them.

        Nothing but the history is written, for all else follows from it.
        """
        number, history = dossier.number, dossier.history
        records = [self.record(number, seq, e) for seq, e in enumerate(history)]
        return document_of(self.workflow.name, records, indent)

    def from_json(self, text: str) -> Dossier[S]:
        """Read a dossier from its document, and check that it can have been.

        Raises
        ------
        FaultsError
            If the document is none, was changed, or has records that cannot be read.
        HistoryError
            If the workflow cannot have written that history.
        """
        records = records_in(text, self.workflow.name)
        return self.workflow.replay(self.history(records))
