"""calendar.days on more rows than it takes at a time."""

from datetime import date

import numpy as np
import pytest

from egovkit.deadlines import WorkCalendar
from egovkit.errors import SpanError

FIRST, LAST = date(2020, 1, 1), date(2029, 12, 31)
CALENDAR = WorkCalendar(tz="UTC", first=FIRST, last=LAST)
SIZE = 100_001
RANDOM = np.random.default_rng(1)
START = np.datetime64(FIRST, "D") + RANDOM.integers(30, 3000, SIZE)
END = START + RANDOM.integers(0, 300, SIZE)


def test_each_row_has_the_due_day_that_numpy_finds() -> None:
    n = RANDOM.integers(1, 31, SIZE)

    expected = np.busday_offset(START, n, roll="backward")
    assert np.array_equal(CALENDAR.days.add(START, n), expected)


def test_each_row_has_the_count_that_numpy_finds() -> None:
    expected = np.busday_count(START, END)

    assert np.array_equal(CALENDAR.days.between(START, END), expected)
    assert np.array_equal(CALENDAR.days.between(END, START), -expected)


def test_one_day_is_counted_from_or_to_for_all_rows() -> None:
    first = np.array([FIRST], "M8[D]")

    expected = np.busday_count(first, END)
    assert np.array_equal(CALENDAR.days.between(first, END), expected)
    assert np.array_equal(CALENDAR.days.between(END, first), -expected)


def test_rows_in_columns_keep_their_shape() -> None:
    start, end = START[:100_000].reshape(2, -1).T, END[:100_000].reshape(2, -1).T

    expected = np.busday_count(start, end)
    assert np.array_equal(CALENDAR.days.between(start, end), expected)


@pytest.mark.parametrize("row", [0, 32_767, 32_768, SIZE - 1])
def test_a_day_outside_is_found_in_whatever_row(row: int) -> None:
    end = END.copy()
    end[row] = np.datetime64("2031-05-04")

    with pytest.raises(SpanError, match="2031-05-04"):
        CALENDAR.days.between(START, end)
    with pytest.raises(SpanError, match="2031-05-04"):
        CALENDAR.days.add(end, 0)
