"""Stored rows that are not as they were written: one clear error each."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import pytest
from attrs import frozen

from egovkit.dossiers import Actor, Dossier, Migration, Workflow, transition
from egovkit.errors import ConflictError, HistoryError
from egovkit.serial import chain
from egovkit.storage import Store, Verified

if TYPE_CHECKING:
    from tests.storage.conftest import Database


class S(StrEnum):
    RECEIVED = "received"
    APPRAISING = "appraising"


@frozen
class Note:
    text: str


TAKE = transition("take", [S.RECEIVED], S.APPRAISING)
NOTE = transition("note", [S.APPRAISING], S.APPRAISING, payload=Note)
WORKFLOW = Workflow(
    "counter", version=1, initial=S.RECEIVED, final=(), transitions=[TAKE, NOTE]
)
NEWER = Workflow(
    "counter", version=2, initial=S.RECEIVED, final=(), transitions=[TAKE, NOTE],
    previous=[WORKFLOW],
)  # fmt: skip
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
LAN = Actor("cb-014")
BROKEN, SOUND = "H53-260105-0002", ["H53-260105-0001", "H53-260105-0003"]


def life(number: str) -> Dossier[S]:
    dossier = WORKFLOW.start(number, at=AT, by=LAN)
    dossier = WORKFLOW.fire(dossier, TAKE, at=AT, by=LAN)
    for text in ("a", "b"):
        dossier = WORKFLOW.fire(dossier, NOTE, Note(text), at=AT, by=LAN)
    return dossier


@pytest.fixture
def store(db: "Database") -> Iterator[Store]:
    """Three dossiers of four events, of which the second will be broken."""
    with Store.create(db.url, workflows=[WORKFLOW]) as store:
        for number in (SOUND[0], BROKEN, SOUND[1]):
            store.add(life(number))
        yield store


def fault_of(store: Store) -> HistoryError:
    """Return the error of the broken dossier, once the others have been loaded."""
    for number in SOUND:
        assert store.load(number, WORKFLOW).dossier == life(number)
    with pytest.raises(HistoryError) as caught:
        store.load(BROKEN)
    assert caught.value.number == BROKEN
    return caught.value


def rewrite(db: "Database", change: Callable[[int, dict[str, object]], None]) -> None:
    """Change records and write their chain anew, as a careful forger would."""
    head = ""
    for row in db.rows("egovkit_event"):
        if row["number"] != BROKEN:
            continue
        seq, data = int(str(row["seq"])), json.loads(str(row["record"]))
        change(seq, data)
        record = json.dumps(data, ensure_ascii=False, sort_keys=True)
        head = chain(head, record)
        db.execute(
            "UPDATE egovkit_event SET record = :record, hash = :head"
            " WHERE number = :number AND seq = :seq",
            record=record, head=head, number=BROKEN, seq=seq,
        )  # fmt: skip
    db.execute(
        "UPDATE egovkit_dossier SET head = :head WHERE number = :number",
        head=head, number=BROKEN,
    )  # fmt: skip


CHANGES = {
    "a record": (
        """UPDATE egovkit_event SET record = replace(record, '"a"', '"c"')
        WHERE number = :number""",
        2,
    ),
    "a hash": (
        "UPDATE egovkit_event SET hash = 'f00' WHERE number = :number AND seq = 1", 1,
    ),
    "an event in the middle": (
        "DELETE FROM egovkit_event WHERE number = :number AND seq = 1", 1,
    ),
    "the last event": (
        "DELETE FROM egovkit_event WHERE number = :number AND seq = 3", 3,
    ),
    "all events": ("DELETE FROM egovkit_event WHERE number = :number", 0),
    "the head": ("UPDATE egovkit_dossier SET head = 'f00' WHERE number = :number", 4),
    "the version": ("UPDATE egovkit_dossier SET version = 5 WHERE number = :number", 4),
}  # fmt: skip
"""What is changed or taken away, and the first event at which it shows."""


class TestChain:
    @pytest.mark.parametrize("what", CHANGES)
    def test_what_was_changed_is_named_by_its_place(
        self, db: "Database", store: Store, what: str
    ) -> None:
        statement, seq = CHANGES[what]
        db.execute(statement, number=BROKEN)

        fault = fault_of(store)
        verified = store.verify()

        assert fault.seq == seq
        assert verified.dossiers == 3
        assert [(one.number, one.seq) for one in verified.faults] == [(BROKEN, seq)]

    def test_sound_records_have_no_faults(self, store: Store) -> None:
        assert store.verify() == Verified(3, 12, ())

    def test_events_without_the_row_of_their_dossier_are_found(
        self, db: "Database", store: Store
    ) -> None:
        db.execute("DELETE FROM egovkit_dossier WHERE number = :number", number=BROKEN)

        faults = store.verify().faults

        assert [(one.number, one.seq, one.given) for one in faults] == [
            (BROKEN, 0, "no row of its dossier")
        ]
        with pytest.raises(HistoryError, match="event 0: an event is there"):
            store.add(life(BROKEN))

    def test_a_history_that_is_not_whole_is_not_written_on(
        self, db: "Database", store: Store
    ) -> None:
        stored = store.load(BROKEN, WORKFLOW)
        statement, _ = CHANGES["the head"]
        db.execute(statement, number=BROKEN)

        with pytest.raises(ConflictError):
            store.append(
                stored, WORKFLOW.fire(stored.dossier, NOTE, Note("c"), at=AT, by=LAN)
            )


class TestRecords:
    def test_an_unknown_state_is_named_with_those_known(
        self, db: "Database", store: Store
    ) -> None:
        def change(seq: int, data: dict[str, object]) -> None:
            if seq == 2:
                data["state"] = "archived"

        rewrite(db, change)

        fault = fault_of(store)
        assert fault.seq == 2
        assert "archived" in str(fault)
        assert "'received', 'appraising'" in str(fault)
        assert store.verify().faults == (), "the chain was written anew"

    def test_an_unknown_action_is_named(self, db: "Database", store: Store) -> None:
        def change(seq: int, data: dict[str, object]) -> None:
            if seq == 1:
                data["action"] = "burn"

        rewrite(db, change)

        fault = fault_of(store)
        assert fault.seq == 1
        assert "burn" in str(fault)

    def test_a_history_that_cannot_have_been_is_named(
        self, db: "Database", store: Store
    ) -> None:
        def change(seq: int, data: dict[str, object]) -> None:
            if seq == 3:
                data["at"] = "2026-01-04T09:00:00+00:00"

        rewrite(db, change)

        fault = fault_of(store)
        assert fault.seq == 3
        assert "2026-01-05 09:00" in fault.expected

    def test_a_version_of_the_workflow_that_is_not_known_is_named(
        self, db: "Database", store: Store
    ) -> None:
        stored = store.load(BROKEN, WORKFLOW)
        migration = Migration(1, 2, {state: state for state in S})
        newer = NEWER.migrate(stored.dossier, migration, at=AT, by=LAN)
        with Store.open(db.url, workflows=[NEWER]) as later:
            later.append(stored, newer)
            assert later.load(BROKEN, NEWER).dossier == newer

        fault = fault_of(store)

        assert fault.seq == 4
        assert "previous" in fault.expected

    @pytest.mark.usefixtures("store")
    def test_a_workflow_that_the_store_was_not_given_is_named(
        self, db: "Database"
    ) -> None:
        with Store.open(db.url) as other:
            with pytest.raises(
                HistoryError, match=r"'counter'.*open it with"
            ) as caught:
                other.load(BROKEN)
            assert other.verify().faults == ()

        assert (caught.value.number, caught.value.seq) == (BROKEN, 0)
