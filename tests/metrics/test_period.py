from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from egovkit.errors import InvalidValueError, NaiveDatetimeError, NotADateError
from egovkit.metrics import Period

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)
JANUARY = Period(FIRST, LAST, "Asia/Ho_Chi_Minh")


class TestPeriod:
    def test_a_zone_may_be_given_by_name(self) -> None:
        assert Period(FIRST, LAST, ZoneInfo("Asia/Ho_Chi_Minh")) == JANUARY

    def test_an_unknown_zone_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="IANA"):
            Period(FIRST, LAST, "Asia/Tay_Ninh")

    def test_one_day_is_a_period(self) -> None:
        day = Period(FIRST, FIRST, UTC)

        assert day.end - day.start == timedelta(days=1)

    def test_the_last_day_may_not_be_before_the_first(self) -> None:
        with pytest.raises(InvalidValueError, match="2026-01-31, the first"):
            Period(LAST, FIRST, UTC)

    def test_an_instant_is_no_day(self) -> None:
        with pytest.raises(NotADateError):
            Period(datetime(2026, 1, 1, tzinfo=UTC), LAST, UTC)

    @pytest.mark.parametrize(("first", "last"), [(date.min, LAST), (FIRST, date.max)])
    def test_the_ends_of_all_dates_are_refused_by_name(
        self, first: date, last: date
    ) -> None:
        with pytest.raises(InvalidValueError, match="0002-01-01 to 9998-12-31"):
            Period(first, last, UTC)

    def test_days_begin_at_midnight_of_the_zone(self) -> None:
        assert JANUARY.start == datetime(2025, 12, 31, 17, tzinfo=UTC)
        assert JANUARY.end == datetime(2026, 1, 31, 17, tzinfo=UTC)

    def test_a_midnight_that_clocks_skip_is_the_first_instant_of_the_day(self) -> None:
        # In Beirut 2024-03-31 began at 01:00, at 22:00 in UTC of the day before.
        day = Period(date(2024, 3, 31), date(2024, 3, 31), "Asia/Beirut")

        assert day.start.astimezone(UTC) == datetime(2024, 3, 30, 22, tzinfo=UTC)
        assert day.end - day.start == timedelta(hours=23)

    def test_a_midnight_that_comes_twice_begins_the_day_the_first_time(self) -> None:
        # In Havana clocks went back from 01:00 to 00:00 on 2025-11-02.
        day = Period(date(2025, 11, 2), date(2025, 11, 2), "America/Havana")

        assert day.start.astimezone(UTC) == datetime(2025, 11, 2, 4, tzinfo=UTC)
        assert day.end.astimezone(UTC) == datetime(2025, 11, 3, 5, tzinfo=UTC)


class TestCut:
    def test_is_as_of_inside_the_period(self) -> None:
        as_of = datetime(2026, 1, 15, 9, tzinfo=UTC)

        assert JANUARY.cut(as_of) == as_of

    def test_is_the_last_microsecond_once_the_period_is_over(self) -> None:
        cut = JANUARY.cut(datetime(2026, 3, 1, tzinfo=UTC))

        assert cut == datetime(2026, 1, 31, 16, 59, 59, 999999, tzinfo=UTC)

    def test_may_be_the_first_instant(self) -> None:
        assert JANUARY.cut(JANUARY.start) == JANUARY.start

    def test_before_the_period_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="has begun"):
            JANUARY.cut(JANUARY.start - timedelta(microseconds=1))

    def test_without_zone_is_refused(self) -> None:
        with pytest.raises(NaiveDatetimeError):
            JANUARY.cut(datetime(2026, 1, 15))  # noqa: DTZ001
