"""calendar.table: the date dimension of a database, and due dates by a join."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta

import pytest

from egovkit.deadlines import DayRow, Reason, WorkCalendar
from egovkit.errors import NotADateError, SpanError

FIRST, LAST = date(2026, 1, 1), date(2026, 4, 30)
CALENDAR = WorkCalendar(
    tz="Asia/Ho_Chi_Minh",
    first=FIRST,
    last=LAST,
    days_off=[FIRST, date(2026, 1, 2), *(date(2026, 2, day) for day in range(16, 21))],
    make_up_days=[date(2026, 1, 10)],
).with_closures({date(2026, 3, 4): "flood"})
DAYS = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]


@pytest.fixture(scope="module")
def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE TABLE dim (day TEXT PRIMARY KEY, working INT, rank INT, "
            "due_rank INT, reason TEXT)"
        )
        connection.executemany(
            "INSERT INTO dim VALUES (?, ?, ?, ?, ?)",
            [
                (row.day.isoformat(), row.working, row.rank, row.due_rank, row.reason)
                for row in CALENDAR.table(FIRST, LAST)
            ],
        )
        yield connection


class TestRows:
    def test_every_day_has_one_row_both_ends_included(self) -> None:
        assert [row.day for row in CALENDAR.table(FIRST, LAST)] == DAYS

    def test_a_row_says_what_the_calendar_says(self) -> None:
        for row in CALENDAR.table(FIRST, LAST):
            assert row.working is CALENDAR.is_working_day(row.day)
            assert row.reason is CALENDAR.status(row.day).reason
            assert row.rank == CALENDAR.working_days_between(FIRST, row.day)

    def test_reasons_tell_days_off_apart(self) -> None:
        reasons = {row.day: row.reason for row in CALENDAR.table(FIRST, LAST)}

        assert reasons[date(2026, 1, 2)] is Reason.HOLIDAY
        assert reasons[date(2026, 1, 3)] is Reason.WEEKEND
        assert reasons[date(2026, 1, 10)] is Reason.MAKE_UP
        assert reasons[date(2026, 3, 4)] is Reason.CLOSED

    def test_ranks_do_not_hang_on_the_part_that_is_asked_for(self) -> None:
        whole = CALENDAR.table(FIRST, LAST)

        assert CALENDAR.table(date(2026, 2, 1), date(2026, 2, 28)) == whole[31:59]

    def test_one_day_is_one_row(self) -> None:
        # Worked: 21 days of January, 15 of February, 21 of March, 21 before 30 April.
        assert CALENDAR.table(LAST, LAST) == [
            DayRow(LAST, True, rank=78, due_rank=78, reason=Reason.WORKED)
        ]

    @pytest.mark.parametrize(
        ("first", "last"),
        [(date(2025, 12, 31), LAST), (FIRST, date(2026, 5, 1))],
    )
    def test_days_outside_of_the_calendar_are_an_error(
        self, first: date, last: date
    ) -> None:
        with pytest.raises(SpanError, match="2026-01-01 to 2026-04-30"):
            CALENDAR.table(first, last)

    def test_an_instant_is_no_day(self) -> None:
        with pytest.raises(NotADateError):
            CALENDAR.table(datetime(2026, 1, 5, tzinfo=CALENDAR.tz), LAST)


class TestJoin:
    def test_the_join_gives_the_due_date_of_every_receipt(
        self, database: sqlite3.Connection
    ) -> None:
        joined = database.execute(
            "WITH RECURSIVE terms (n) AS "
            "(SELECT 1 UNION ALL SELECT n + 1 FROM terms WHERE n < 30) "
            "SELECT received.day, n, due.day FROM terms CROSS JOIN dim received "
            "JOIN dim due ON due.working AND due.rank = received.due_rank + n"
        ).fetchall()

        assert len(joined) > 2000
        for received, n, due in joined:
            expected = CALENDAR.add_working_days(date.fromisoformat(received), n)
            assert due == expected.isoformat()

    def test_a_due_date_past_the_table_has_no_row(
        self, database: sqlite3.Connection
    ) -> None:
        missing = database.execute(
            "SELECT received.day FROM dim received LEFT JOIN dim due "
            "ON due.working AND due.rank = received.due_rank + 5 "
            "WHERE due.day IS NULL ORDER BY received.day"
        ).fetchall()

        def is_outside(day: date) -> bool:
            try:
                CALENDAR.add_working_days(day, 5)
            except SpanError:
                return True
            return False

        assert missing == [(day.isoformat(),) for day in DAYS if is_outside(day)]

    def test_no_day_is_due_twice(self, database: sqlite3.Connection) -> None:
        (most,) = database.execute(
            "SELECT MAX(times) FROM (SELECT COUNT(*) AS times FROM dim received "
            "JOIN dim due ON due.working AND due.rank = received.due_rank + 3 "
            "GROUP BY received.day)"
        ).fetchone()

        assert most == 1

    def test_the_difference_of_ranks_counts_worked_days(
        self, database: sqlite3.Connection
    ) -> None:
        counted = database.execute(
            "SELECT a.day, b.day, b.rank - a.rank FROM dim a CROSS JOIN dim b "
            "WHERE CAST(strftime('%d', a.day) AS INT) % 7 = 1"
        ).fetchall()

        for start, end, count in counted:
            pair = date.fromisoformat(start), date.fromisoformat(end)
            assert count == CALENDAR.working_days_between(*pair)
