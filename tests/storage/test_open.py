"""Opening a database: which ones are taken, and what is asked of them."""

import sqlite3
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from egovkit import vietnam as vn
from egovkit.deadlines import CountingRule, WorkCalendar
from egovkit.errors import InvalidValueError
from egovkit.storage import Store, metadata

if TYPE_CHECKING:
    from tests.storage.conftest import Database

DAY = date(2026, 1, 5)
WORKFLOW = vn.workflows.feedback_1022()


class TestTables:
    def test_a_new_file_gets_them(self, sqlite_url: str) -> None:
        Store.open(sqlite_url).close()
        Store.open(sqlite_url).close()

        engine = sa.create_engine(sqlite_url)
        assert set(sa.inspect(engine).get_table_names()) == set(metadata.tables)
        engine.dispose()

    def test_creating_them_twice_keeps_what_is_in_them(self, db: "Database") -> None:
        with Store.create(db.url) as store:
            store.next_number("H53", DAY)
        with Store.create(db.url) as store:
            assert store.next_number("H53", DAY) == "H53-260105-0002"

    def test_a_database_without_them_is_refused(self, db: "Database") -> None:
        db.execute("CREATE TABLE something (id INTEGER)")

        with pytest.raises(
            InvalidValueError, match=r"egovkit_event is missing.*Store\.create"
        ):
            Store.open(db.url)

    def test_tables_of_another_version_are_refused_by_column(
        self, db: "Database"
    ) -> None:
        Store.create(db.url).close()
        db.execute("ALTER TABLE egovkit_number RENAME COLUMN last TO latest")

        with pytest.raises(InvalidValueError) as caught:
            Store.open(db.url)

        assert "egovkit_number.last is missing" in str(caught.value)
        assert "egovkit_number.latest is unknown" in str(caught.value)
        assert "run your migrations" in str(caught.value)

    def test_the_database_itself_holds_each_place_and_key_once(
        self, db: "Database"
    ) -> None:
        Store.create(db.url).close()
        insert = (
            "INSERT INTO egovkit_event "
            "(number, seq, action, state, at, key, record, hash) "
            "VALUES ('1', :seq, 'a', 's', 0, :key, '{}', 'h')"
        )
        db.execute(insert, seq=0, key="a")
        db.execute(insert, seq=1, key=None)
        db.execute(insert, seq=2, key=None)

        for seq, key in ((0, "b"), (3, "a")):
            with pytest.raises(sa.exc.IntegrityError):
                db.execute(insert, seq=seq, key=key)


class TestUrl:
    def test_what_is_no_url_is_refused_and_not_shown(self) -> None:
        with pytest.raises(InvalidValueError, match="sqlite:///") as caught:
            Store.open("secret-word")

        assert "secret-word" not in str(caught.value)

    def test_another_database_is_refused_without_its_password(self) -> None:
        with pytest.raises(InvalidValueError, match="postgresql://") as caught:
            Store.open("mysql://user:secret-word@host/name")

        assert "secret-word" not in str(caught.value)
        assert "mysql" in str(caught.value)

    def test_a_database_in_memory_lasts_as_long_as_the_store(self) -> None:
        with Store.open("sqlite://") as store:
            issued = [store.next_number("H53", DAY) for _ in range(2)]
        with Store.open("sqlite://") as store:
            issued.append(store.next_number("H53", DAY))

        assert [number[-4:] for number in issued] == ["0001", "0002", "0001"]


class TestWorkflows:
    def test_two_of_one_name_are_refused(self) -> None:
        with pytest.raises(InvalidValueError, match=r"previous=\(\.\.\.\)"):
            Store.open("sqlite://", workflows=[WORKFLOW, WORKFLOW])

    def test_a_calendar_wants_a_rule_and_a_rule_a_calendar(self) -> None:
        calendar = WorkCalendar(tz="UTC", first=DAY, last=DAY)

        with pytest.raises(InvalidValueError, match="both, or neither"):
            Store.open("sqlite://", calendar=calendar)
        with pytest.raises(InvalidValueError, match="both, or neither"):
            Store.open("sqlite://", rule=CountingRule.VN_CIVIL_CODE)


class TestSqlite:
    def test_what_is_committed_is_on_the_disk(self, sqlite_url: str) -> None:
        asked = dict[str, object]()

        def ask(connection: sqlite3.Connection, *_: object) -> None:
            for pragma in ("journal_mode", "synchronous"):
                (asked[pragma],) = connection.execute(f"PRAGMA {pragma}").fetchone()

        sa.event.listen(sa.pool.Pool, "checkout", ask)
        with Store.open(sqlite_url) as store:
            store.next_number("H53", DAY)
        sa.event.remove(sa.pool.Pool, "checkout", ask)

        full = 2
        assert asked == {"journal_mode": "wal", "synchronous": full}

    def test_writers_lock_at_once_and_readers_never(
        self, sqlite_url: str, statements: list[str]
    ) -> None:
        with Store.open(sqlite_url, workflows=[WORKFLOW]) as store:
            statements.clear()
            store.next_number("H53", DAY)
            written = list(statements)
            statements.clear()
            assert list(store.dossiers()) == []
            read = list(statements)

        assert written[0] == "BEGIN IMMEDIATE"
        assert [statement.split()[0] for statement in read] == ["SELECT"]


def test_without_sqlalchemy_it_says_what_to_install() -> None:
    code = "import sys; sys.modules['sqlalchemy'] = None; import egovkit.storage"

    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, check=False, text=True
    )

    assert run.stderr.splitlines()[-1] == (
        "egovkit.errors.MissingExtraError: egovkit.storage needs sqlalchemy; "
        "run: pip install 'egovkit[storage]'"
    )
