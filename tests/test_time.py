"""Where an instant becomes a day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from egovkit import _time
from egovkit.errors import InvalidValueError, NaiveDatetimeError, NotADateError

BERLIN = ZoneInfo("Europe/Berlin")


class TestZone:
    def test_a_name_becomes_the_zone(self) -> None:
        assert _time.zone("Asia/Ho_Chi_Minh") == ZoneInfo("Asia/Ho_Chi_Minh")

    def test_a_zone_passes_through(self) -> None:
        assert _time.zone(UTC) is UTC

    @pytest.mark.parametrize("name", ["Asia/Saigon2", "", "../etc/passwd", "UTC+7"])
    def test_an_unknown_name_is_refused(self, name: str) -> None:
        with pytest.raises(InvalidValueError, match="IANA"):
            _time.zone(name)


class TestLocalDate:
    def test_late_in_utc_is_the_next_day_in_vietnam(self) -> None:
        at = datetime(2026, 4, 22, 20, tzinfo=UTC)

        assert _time.local_date(at, ZoneInfo("Asia/Ho_Chi_Minh")) == date(2026, 4, 23)

    def test_a_naive_datetime_is_refused_with_the_repair(self) -> None:
        with pytest.raises(NaiveDatetimeError, match=r"at\.replace\(tzinfo="):
            _time.local_date(datetime(2026, 4, 22), BERLIN)  # noqa: DTZ001

    def test_an_instant_is_no_day(self) -> None:
        with pytest.raises(NotADateError, match="local day"):
            _time.require_day(datetime(2026, 4, 22, tzinfo=UTC), "day")


class TestLocalInstant:
    def test_a_time_that_clocks_skip_is_read_with_the_offset_before(self) -> None:
        # Clocks in Berlin went from 02:00 to 03:00 on 29 March 2026.
        at = _time.local_instant(date(2026, 3, 29), time(2, 30), BERLIN)

        assert at.isoformat() == "2026-03-29T03:30:00+02:00"

    def test_a_time_that_occurs_twice_is_the_first(self) -> None:
        at = _time.local_instant(date(2026, 10, 25), time(2, 30), BERLIN)

        assert at.isoformat() == "2026-10-25T02:30:00+02:00"


def test_elapsed_time_passes_a_change_of_the_clocks() -> None:
    at = datetime(2026, 3, 28, 12, tzinfo=BERLIN)

    later = _time.add_elapsed(at, timedelta(hours=24), BERLIN)

    assert later.isoformat() == "2026-03-29T13:00:00+02:00"
