"""DayVectors: a calendar's own table for many days at once, on numpy arrays."""

from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from egovkit.errors import MissingExtraError, NotADateError, SpanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    DayArray: TypeAlias = "NDArray[np.datetime64]"
    Counts: TypeAlias = "NDArray[np.signedinteger[Any]]"

_EPOCH = date(1970, 1, 1).toordinal()


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
        self._at, self._after = self._rank[:-1], self._rank[1:] - np.int32(1)
        self._is_worked = self._rank[1:] != self._rank[:-1]
        self._worked = (np.array(worked, np.int64) - _EPOCH).view("datetime64[D]")

    def is_working(self, days: "DayArray | Sequence[date]") -> "NDArray[np.bool_]":
        """Tell of each day whether the office works on it."""
        places = self._indices(days, len(self._is_worked))
        is_working: NDArray[np.bool_] = self._is_worked.take(places)
        return is_working

    def add(
        self, days: "DayArray | Sequence[date]", n: "Counts | Sequence[int] | int"
    ) -> "DayArray":
        """Return of each day the n-th worked day from it, with one n or one for each."""
        import numpy as np

        i = self._indices(days, len(self._at))
        count = np.asarray(n)
        if not np.issubdtype(count.dtype, np.signedinteger):
            raise TypeError(f"n of {count.dtype}; expected whole numbers")
        forwards = count > 0
        if forwards.all():
            rank = self._after.take(i) + count
        else:
            rank = np.where(forwards, self._after.take(i), self._at.take(i)) + count
        if rank.size and (rank.min() < 0 or rank.max() >= len(self._worked)):
            raise SpanError("a day and its count", self._first, self._last)
        due: DayArray = self._worked.take(rank)
        return due

    def between(
        self,
        start: "DayArray | Sequence[date]",
        end: "DayArray | Sequence[date]",
    ) -> "Counts":
        """Count the worked days from each `start` up to but not including `end`."""
        edges = len(self._rank)
        ends = self._rank.take(self._indices(end, edges))
        return ends - self._rank.take(self._indices(start, edges))

    def _indices(
        self, days: "DayArray | Sequence[date]", stop: int
    ) -> "NDArray[np.int64]":
        """Return the place of each day in the table; none wraps around."""
        import numpy as np

        array = np.asarray(days) if hasattr(days, "dtype") else np.array(days, "M8[D]")
        if array.dtype != np.dtype("M8[D]"):
            raise NotADateError(array.dtype, "days")
        places = array.view(np.int64) - self._base
        # Seen without a sign, a place before the first is beyond the last too.
        if places.size and places.view(np.uint64).max() >= stop:
            outside = array[(places < 0) | (places >= stop)].ravel()[0]
            raise SpanError(str(outside), self._first, self._last)
        return places
