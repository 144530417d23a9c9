"""Storing dossiers and loading them again, on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import pytest
from attrs import evolve, frozen

from egovkit.dossiers import (
    Actor,
    Command,
    Dossier,
    Procedure,
    Workflow,
    transition,
)
from egovkit.errors import (
    ConflictError,
    EgovkitError,
    InvalidValueError,
    NotADateError,
    NotStoredError,
    RefusedError,
)
from egovkit.outcome import Channel
from egovkit.storage import Store, Stored

if TYPE_CHECKING:
    from tests.storage.conftest import Database


class S(StrEnum):
    RECEIVED = "received"
    APPRAISING = "appraising"
    RETURNED = "returned"


@frozen
class Note:
    text: str


TAKE = transition("take", [S.RECEIVED], S.APPRAISING)
NOTE = transition("note", [S.APPRAISING], S.APPRAISING, payload=Note)
GIVE = transition("give_back", [S.APPRAISING], S.RETURNED)
WORKFLOW = Workflow(
    "counter",
    version=1,
    initial=S.RECEIVED,
    final={S.RETURNED},
    transitions=[TAKE, NOTE, GIVE],
)
OTHER = Workflow("other", version=1, initial=S.RECEIVED, final=(), transitions=())
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
LAN = Actor("cb-014", ["officer"], 2)
UNIT, DAY = "000.00.00.H53", date(2026, 1, 5)


@pytest.fixture
def store(db: "Database") -> Iterator[Store]:
    with Store.create(db.url, workflows=[WORKFLOW, OTHER]) as store:
        yield store


def started(number: str = "H53-260105-0001", unit: str | None = None) -> Dossier[S]:
    return WORKFLOW.start(number, at=AT, by=LAN, unit=unit)


def taken(dossier: Dossier[S], key: str | None = None) -> Dossier[S]:
    return WORKFLOW.fire(dossier, TAKE, at=AT, by=LAN, key=key)


def noted(dossier: Dossier[S], text: str, key: str | None = None) -> Dossier[S]:
    return WORKFLOW.fire(dossier, NOTE, Note(text), at=AT, by=LAN, key=key)


class TestAdd:
    def test_a_dossier_is_loaded_as_it_was_added(self, store: Store) -> None:
        procedure = Procedure("1.001193", "Khai sinh", "Hộ tịch", "3 working days")
        dossier = WORKFLOW.start(
            "H53-260105-0001", at=AT.astimezone(), by=LAN, procedure=procedure,
            channel=Channel.ONLINE, unit="phường 7", key="a", recorded_at=AT,
        )  # fmt: skip
        dossier = noted(taken(dossier), "thiếu giấy tờ", key="b")

        added = store.add(dossier)

        assert store.load(dossier.number, WORKFLOW) == added
        assert added.dossier == dossier

    def test_a_number_that_is_taken_is_a_conflict(self, store: Store) -> None:
        store.add(started())

        with pytest.raises(ConflictError) as caught:
            store.add(taken(started()))

        assert (caught.value.expected, caught.value.found) == (0, 1)
        assert store.load("H53-260105-0001").dossier == started()

    def test_a_dossier_of_a_workflow_that_the_store_lacks_is_refused(
        self, store: Store
    ) -> None:
        stranger = Workflow(
            "stranger", version=1, initial=S.RECEIVED, final=(), transitions=()
        )

        with pytest.raises(InvalidValueError, match=r"counter, other; open it with"):
            store.add(stranger.start("H53-260105-0001", at=AT, by=LAN))


class TestAppend:
    def test_only_the_new_events_are_written(
        self, store: Store, db: "Database"
    ) -> None:
        stored = store.add(started())
        before = db.rows("egovkit_event")

        store.append(stored, noted(taken(started()), "a"))

        after = db.rows("egovkit_event")
        assert after[:1] == before
        assert [row["seq"] for row in after] == [0, 1, 2]
        assert [row["action"] for row in after] == ["start", "take", "note"]

    def test_what_it_returns_serves_the_next_append(self, store: Store) -> None:
        stored = store.add(started())

        stored = store.append(stored, taken(stored.dossier))
        stored = store.append(stored, noted(stored.dossier, "a"))

        assert store.load("H53-260105-0001", WORKFLOW) == stored

    def test_nothing_is_read(self, store: Store, statements: list[str]) -> None:
        stored = store.add(started())
        statements.clear()

        store.append(stored, noted(taken(started()), "a"))

        verbs = [statement.split()[0] for statement in statements]
        assert "SELECT" not in verbs
        assert verbs[-2:] == ["UPDATE", "INSERT"]

    def test_of_two_writers_the_second_gets_a_conflict(self, store: Store) -> None:
        stored = store.add(started())
        first = store.append(stored, taken(started()))

        with pytest.raises(ConflictError) as caught:
            store.append(stored, taken(started(), key="other"))

        conflict = caught.value
        assert (conflict.number, conflict.expected, conflict.found, conflict.key) == (
            "H53-260105-0001", 1, 2, None,
        )  # fmt: skip
        assert store.load("H53-260105-0001", WORKFLOW) == first

    def test_a_conflict_tells_that_the_command_was_carried_out(
        self, store: Store
    ) -> None:
        stored = store.add(started())
        store.append(stored, taken(started(), key="req-77"))

        with pytest.raises(ConflictError, match="'req-77' was carried out") as caught:
            store.append(stored, taken(started(), key="req-77"))

        assert caught.value.key == "req-77"
        again = store.load("H53-260105-0001", WORKFLOW)
        assert taken(again.dossier, key="req-77") is again.dossier

    def test_a_key_used_for_something_else_is_refused_after_loading(
        self, store: Store
    ) -> None:
        store.append(store.add(started()), taken(started(), key="req-77"))
        stored = store.load("H53-260105-0001", WORKFLOW)

        with pytest.raises(RefusedError, match="req-77"):
            noted(stored.dossier, "a", key="req-77")

    def test_a_repeated_command_writes_nothing(
        self, store: Store, statements: list[str]
    ) -> None:
        stored = store.append(store.add(started()), taken(started(), key="a"))
        statements.clear()

        again = store.append(stored, taken(stored.dossier, key="a"))

        assert again == stored
        assert statements == []

    def test_a_dossier_that_does_not_follow_from_the_stored_one_is_refused(
        self, store: Store
    ) -> None:
        stored = store.add(taken(started()))
        later = WORKFLOW.start("H53-260105-0001", at=AT + timedelta(hours=1), by=LAN)

        for stranger in (started(), later, taken(started(), key="other")):
            with pytest.raises(InvalidValueError, match=r"do the action with stored"):
                store.append(stored, stranger)

    def test_a_handle_of_a_history_that_is_not_stored_is_a_conflict(
        self, store: Store
    ) -> None:
        real = store.add(started())
        forged = Stored(real.dossier, "f" * 64)

        with pytest.raises(ConflictError, match="with the history that was loaded"):
            store.append(forged, taken(started()))

    def test_a_dossier_that_is_not_stored_any_more_is_a_conflict(
        self, store: Store, db: "Database"
    ) -> None:
        stored = store.add(started())
        db.execute("DELETE FROM egovkit_dossier")

        with pytest.raises(ConflictError, match="is not stored") as caught:
            store.append(stored, taken(started()))

        assert caught.value.found == 0

    def test_many_are_written_together_or_not_at_all(
        self, store: Store, db: "Database"
    ) -> None:
        numbers = [f"H53-260105-{n:04}" for n in range(1, 8)]
        stored = [store.add(started(number)) for number in numbers]
        store.append(stored[4], taken(stored[4].dossier, key="quicker"))
        before = db.rows("egovkit_event")
        changes = [(was, taken(was.dossier)) for was in stored]

        with pytest.raises(ConflictError, match="H53-260105-0005"):
            store.append_many(changes)
        assert db.rows("egovkit_event") == before

        del changes[4]
        done = store.append_many(changes)
        assert [store.load(d.dossier.number, WORKFLOW) for d in done] == list(done)


class TestBatch:
    def test_it_is_written_when_the_block_ends(
        self, store: Store, db: "Database"
    ) -> None:
        with store.batch() as batch:
            batch.add(started())
            assert db.rows("egovkit_dossier") == []

        assert [row["number"] for row in db.rows("egovkit_dossier")] == [
            "H53-260105-0001"
        ]

    def test_an_error_in_the_block_undoes_all_of_it(
        self, store: Store, db: "Database"
    ) -> None:
        def fail() -> None:
            with store.batch() as batch:
                number = batch.next_number(UNIT, DAY)
                batch.add(WORKFLOW.start(number, at=AT, by=LAN))
                raise TimeoutError

        with pytest.raises(TimeoutError):
            fail()

        tables = ("egovkit_event", "egovkit_dossier", "egovkit_number")
        assert [db.rows(table) for table in tables] == [[], [], []]

    def test_after_the_block_it_takes_nothing(self, store: Store) -> None:
        with store.batch() as batch:
            stored = batch.add(started())

        for late in (
            lambda: batch.add(started("H53-260105-0002")),
            lambda: batch.append(stored, taken(started())),
            lambda: batch.next_number(UNIT, DAY),
        ):
            with pytest.raises(InvalidValueError, match="block has ended"):
                late()

    def test_a_dossier_may_be_changed_more_than_once(self, store: Store) -> None:
        with store.batch() as batch:
            stored = batch.add(started())
            stored = batch.append(stored, taken(stored.dossier))
            stored = batch.append(stored, noted(stored.dossier, "a"))

        assert store.load("H53-260105-0001", WORKFLOW) == stored

    def test_two_changes_of_one_dossier_from_one_handle_are_a_conflict(
        self, store: Store
    ) -> None:
        stored = store.add(started())

        def change_twice() -> None:
            with store.batch() as batch:
                batch.append(stored, taken(started(), key="a"))
                batch.append(stored, taken(started(), key="b"))

        with pytest.raises(ConflictError):
            change_twice()
        assert store.load("H53-260105-0001", WORKFLOW) == stored

    def test_an_event_that_cannot_be_written_leaves_the_batch_as_it_was(
        self, store: Store
    ) -> None:
        stored = store.add(started())
        broken = noted(noted(taken(started()), "a"), "\ud800")

        with store.batch() as batch:
            with pytest.raises(EgovkitError):
                batch.append(stored, broken)
            batch.append(stored, taken(started()))

        assert store.load("H53-260105-0001", WORKFLOW).dossier == taken(started())

    def test_a_key_that_a_history_uses_twice_is_refused(
        self, store: Store, db: "Database"
    ) -> None:
        first = taken(started(), key="a")
        second = noted(first, "a").history[-1]
        twice = evolve(second, command=Command("a"))
        dossier = WORKFLOW.replay((*first.history, twice))

        with pytest.raises(InvalidValueError, match="no other event of H53"):
            store.add(dossier)
        assert db.rows("egovkit_event") == []

        stored = store.add(first)
        with pytest.raises(InvalidValueError, match="no other event of H53"):
            store.append(stored, dossier)
        assert store.load(stored.dossier.number) == stored

    def test_changes_of_every_kind_go_together(self, store: Store) -> None:
        numbers = [f"H53-260105-{n:04}" for n in (1, 2, 3)]
        received, appraised = (store.add(started(number)) for number in numbers[:2])
        appraised = store.append(appraised, taken(appraised.dossier))
        given = WORKFLOW.fire(taken(received.dossier), GIVE, at=AT, by=LAN)

        with store.batch() as batch:
            done = [
                batch.append(appraised, noted(appraised.dossier, "a")),
                batch.append(received, given),
                batch.add(started(numbers[2])),
            ]

        assert [store.load(d.dossier.number, WORKFLOW) for d in done] == done
        assert store.verify().faults == ()


@pytest.mark.parametrize("memory", [False, True])
def test_threads_may_share_a_store(db: "Database", *, memory: bool) -> None:
    url = "sqlite://" if memory else db.url
    with Store.create(url, workflows=[WORKFLOW]) as store:
        store.add(taken(started()))

        def note(text: str) -> None:
            while True:
                stored = store.load("H53-260105-0001", WORKFLOW)
                try:
                    store.append(stored, noted(stored.dossier, text, key=text))
                except ConflictError:
                    continue
                return

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(note, map(str, range(60))))

        history = store.load("H53-260105-0001", WORKFLOW).dossier.history
    keys = [event.key for event in history[2:]]
    assert sorted(map(int, filter(None, keys))) == list(range(60))


class TestNextNumber:
    def test_numbers_count_from_one_for_each_unit_and_day(self, store: Store) -> None:
        issued = [
            store.next_number(unit, day)
            for unit, day in [
                (UNIT, DAY), (UNIT, DAY), ("000.00.00.G01", DAY),
                (UNIT, date(2026, 1, 6)), (UNIT, DAY),
            ]
        ]  # fmt: skip

        assert issued == [
            "000.00.00.H53-260105-0001",
            "000.00.00.H53-260105-0002",
            "000.00.00.G01-260105-0001",
            "000.00.00.H53-260106-0001",
            "000.00.00.H53-260105-0003",
        ]

    def test_it_goes_on_with_five_digits(self, store: Store, db: "Database") -> None:
        store.next_number(UNIT, DAY)
        db.execute("UPDATE egovkit_number SET last = 9998")

        issued = [store.next_number(UNIT, DAY)[-6:] for _ in range(3)]

        assert issued == ["5-9999", "-10000", "-10001"]

    def test_a_number_that_was_undone_is_issued_again(self, store: Store) -> None:
        def fail() -> None:
            with store.batch() as batch:
                batch.next_number(UNIT, DAY)
                batch.next_number(UNIT, DAY)
                raise TimeoutError

        store.next_number(UNIT, DAY)
        with pytest.raises(TimeoutError):
            fail()

        assert store.next_number(UNIT, DAY) == "000.00.00.H53-260105-0002"

    def test_an_instant_is_no_day_and_a_blank_no_unit(self, store: Store) -> None:
        with pytest.raises(NotADateError):
            store.next_number(UNIT, AT)
        with pytest.raises(InvalidValueError, match="unit"):
            store.next_number("", DAY)


class TestLoad:
    def test_a_number_that_is_not_stored_is_named(self, store: Store) -> None:
        with pytest.raises(NotStoredError, match="H53-260105-0009") as caught:
            store.load("H53-260105-0009")

        assert caught.value.number == "H53-260105-0009"

    def test_a_dossier_of_another_workflow_is_refused(self, store: Store) -> None:
        store.add(OTHER.start("H53-260105-0001", at=AT, by=LAN))

        with pytest.raises(InvalidValueError, match="other, which H53"):
            store.load("H53-260105-0001", WORKFLOW)
        assert store.load("H53-260105-0001", OTHER).dossier.state is S.RECEIVED


class TestDossiers:
    @pytest.fixture(autouse=True)
    def office(self, store: Store) -> None:
        """Several pages of dossiers: every third taken, two units, two workflows."""
        with store.batch() as batch:
            for n in range(1200):
                dossier = started(f"H53-260105-{n:04}", unit=f"ward {n % 2}")
                batch.add(taken(dossier) if n % 3 == 0 else dossier)
            batch.add(OTHER.start("H53-260105-9000", at=AT, by=LAN))

    def test_all_come_in_the_order_of_their_numbers(self, store: Store) -> None:
        numbers = [stored.dossier.number for stored in store.dossiers()]

        assert numbers == [f"H53-260105-{n:04}" for n in [*range(1200), 9000]]

    def test_they_are_chosen_by_workflow_state_and_unit(self, store: Store) -> None:
        chosen = store.dossiers(WORKFLOW, states=[S.APPRAISING], unit="ward 1")

        numbers = [stored.dossier.number[-4:] for stored in chosen]

        assert numbers == [f"{n:04}" for n in range(1200) if n % 3 == 0 and n % 2]

    def test_each_is_as_load_returns_it(self, store: Store) -> None:
        for stored in list(store.dossiers(WORKFLOW))[::100]:
            assert store.load(stored.dossier.number, WORKFLOW) == stored

    def test_they_may_be_appended_to_on_the_way(self, store: Store) -> None:
        for stored in store.dossiers(WORKFLOW, states=[S.RECEIVED]):
            store.append(stored, taken(stored.dossier))

        assert list(store.dossiers(WORKFLOW, states=[S.RECEIVED])) == []
