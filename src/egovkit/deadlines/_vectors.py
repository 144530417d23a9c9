"""DayVectors: a calendar's own table for many days at once, on numpy arrays."""

from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from egovkit._time import require_day
from egovkit.errors import MissingExtraError, NotADateError, SpanError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    DayArray: TypeAlias = "NDArray[np.datetime64]"
    Counts: TypeAlias = "NDArray[np.signedinteger[Any]]"

_EPOCH = date(1970, 1, 1).toordinal()
# Every place is known to be inside, and clipping is quicker than checking again.
_CHECKED: Final = "clip"
# Blocks that fit into the processor's cache are two or three times as fast.
_BLOCK = 1 << 15


class DayVectors:
    """What a calendar answers of one day, of arrays of days; `calendar.days` is one.

    Days are arrays of numpy's `datetime64[D]`, or sequences of dates; the rules and
    the errors are those of the calendar. A missing day (NaT) is outside of it.

    Examples
    --------
    >>> from egovkit.deadlines import WorkCalendar
    >>> calendar = WorkCalendar(
    ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 1, 31)
    ... )
    >>> week = [date(2026, 1, 2), date(2026, 1, 3)]
    >>> calendar.days.is_working(week).tolist()
    [True, False]
    >>> calendar.days.between(week, [date(2026, 1, 12)] * 2).tolist()
    [6, 5]
    """

    def __init__(
        self, first: date, last: date, rank: list[int], worked: list[int]
    ) -> None:
        try:
            import numpy as np
        except ImportError:
            raise MissingExtraError("calendar.days", "numpy", "frames") from None
        self._first, self._last = first, last
        self._base = first.toordinal() - _EPOCH
        self._rank = np.array(rank, np.int32)
        # The rank that a count is added to: that of the day itself, or when counting
        # on from a day off, that of the worked day before it.
        ranks = self._rank.astype(np.int64)
        self._at, self._after = ranks[:-1], ranks[1:] - 1
        self._is_worked = self._rank[1:] != self._rank[:-1]
        self._worked = (np.array(worked, np.int64) - _EPOCH).view("datetime64[D]")

    def is_working(self, days: "DayArray | Sequence[date]") -> "NDArray[np.bool_]":
        """Tell of each day whether the office works on it."""
        places = self._places(_days(days), len(self._is_worked))
        is_working: NDArray[np.bool_] = self._is_worked.take(places, mode=_CHECKED)
        return is_working

    def add(
        self, days: "DayArray | Sequence[date]", n: "Counts | Sequence[int] | int"
    ) -> "DayArray":
        """Return of each day the n-th worked day from it, with one n or one for each."""
        import numpy as np

        array, count = np.broadcast_arrays(_days(days), _counts(n))
        due: DayArray = np.empty(array.shape, "M8[D]")
        days_flat, count_flat = array.reshape(-1), count.reshape(-1)
        due_flat = due.reshape(-1)
        for block in _blocks(array.size):
            rank = self._ranks_after(days_flat[block], count_flat[block])
            self._worked.take(rank, out=due_flat[block], mode=_CHECKED)
        return due

    def _ranks_after(self, days: "DayArray", n: "Counts") -> "NDArray[np.int64]":
        import numpy as np

        places = self._places(days, len(self._at))
        if n.min() > 0:
            rank = self._after.take(places, mode=_CHECKED)
        else:
            at = self._at.take(places, mode=_CHECKED)
            rank = np.where(n > 0, self._after.take(places, mode=_CHECKED), at)
        rank += n
        if rank.view(np.uint64).max() >= len(self._worked):
            raise SpanError("a day and its count", self._first, self._last)
        return rank

    def between(
        self,
        start: "DayArray | Sequence[date]",
        end: "DayArray | Sequence[date]",
    ) -> "Counts":
        """Count the worked days from each `start` up to but not including `end`."""
        import numpy as np

        starts, ends = np.broadcast_arrays(_days(start), _days(end))
        counts: Counts = np.empty(starts.shape, np.int32)
        starts_flat, ends_flat = starts.reshape(-1), ends.reshape(-1)
        counts_flat = counts.reshape(-1)
        for block in _blocks(starts.size):
            before_end = self._ranks(ends_flat[block])
            before_start = self._ranks(starts_flat[block])
            np.subtract(before_end, before_start, out=counts_flat[block])
        return counts

    def _ranks(self, days: "DayArray") -> "Counts":
        places = self._places(days, len(self._rank))
        return self._rank.take(places, mode=_CHECKED)

    def _places(self, days: "DayArray", stop: int) -> "NDArray[np.int64]":
        """Return the place of each day in the table; none wraps around."""
        import numpy as np

        places = days.view(np.int64) - self._base
        # Seen without a sign, a place before the first is beyond the last too.
        if places.size and places.view(np.uint64).max() >= stop:
            outside = days[(places < 0) | (places >= stop)].ravel()[0]
            raise SpanError(str(outside), self._first, self._last)
        return places


def _blocks(size: int) -> "Iterator[slice]":
    for start in range(0, size, _BLOCK):
        yield slice(start, start + _BLOCK)


def _days(days: "DayArray | Sequence[date]") -> "DayArray":
    import numpy as np

    array = np.asarray(days)
    if array.dtype == object:
        # numpy would cut the time off a datetime, in whatever zone it is.
        for day in array.flat:
            require_day(day, "days")
        array = array.astype("M8[D]")
    elif not (array.size or hasattr(days, "dtype")):
        array = array.astype("M8[D]")
    if array.dtype != np.dtype("M8[D]"):
        raise NotADateError(array.dtype, "days")
    return array


def _counts(n: "Counts | Sequence[int] | int") -> "Counts":
    import numpy as np

    count = np.asarray(n)
    if not (count.size or hasattr(n, "dtype")):
        count = count.astype(np.int64)
    if count.dtype.kind != "i":
        raise TypeError(
            f"n of {count.dtype}; expected signed whole numbers, such as int64"
        )
    return count
