"""The document of a whole history: its records, and the hash over them."""

from collections.abc import Iterable
from functools import reduce
from typing import Final, cast

from attrs import frozen

from egovkit._plain import Plain, from_plain
from egovkit.serial._chain import chain
from egovkit.serial._documents import written
from egovkit.serial._json import canonical, fault, parse
from egovkit.serial._layouts import Layout, as_object

HISTORY: Final = Layout("a history")


@frozen
class HistoryHead:
    """What the document of a history says besides its events.

    Attributes
    ----------
    workflow
        The name of the workflow.
    head
        The hash of the last record, over all before it.
    """

    workflow: str
    head: str


def document_of(workflow: str, records: Iterable[str], indent: int | None) -> str:
    """Write records as one document."""
    known = list(records)
    events = [cast("Plain", parse(record)) for record in known]
    head = reduce(chain, known, "")
    document: dict[str, Plain] = {
        "v": HISTORY.version, "workflow": workflow, "events": events, "head": head,
    }  # fmt: skip
    return written(document, indent)


def records_in(document: str, workflow: str) -> list[str]:
    """Return the records of a document as they were stored, and check their hash.

    Records have one form: however a document is indented, they can be had from it.

    Raises
    ------
    FaultsError
        If it is no such document, of another workflow, or was changed.
    """
    data = as_object(parse(document), "$", HISTORY.name)
    data = HISTORY.opened(data)
    events = data.pop("events", None)
    if not isinstance(events, list):
        raise fault("$.events", type(events).__name__, "a list of records")
    said = from_plain(HistoryHead, data)
    if said.workflow != workflow:
        raise fault("$.workflow", repr(said.workflow), repr(workflow))
    records = [canonical(event) for event in cast("list[Plain]", events)]
    head = reduce(chain, records, "")
    if head != said.head:
        raise fault("$.head", repr(said.head), f"{head!r}, the hash of these events")
    return records
