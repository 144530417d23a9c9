"""OfficeHours: at which times of a day the office is open."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from itertools import pairwise
from typing import Self

import attrs
from attrs import field, frozen

from egovkit._plain import for_pydantic, register
from egovkit._time import require_day
from egovkit.errors import InvalidValueError

Window = tuple[time, time]
_WINDOW = r"\s*(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})\s*"  # noqa: RUF001
_LAST_WEEKDAY = 6


def windows_of(
    windows: Iterable[Window] | str, name: str = "windows"
) -> tuple[Window, ...]:
    """Return windows in order; refuse one over midnight, and two that overlap."""
    pairs = _parsed(windows, name) if isinstance(windows, str) else tuple(windows)
    if any(opens.tzinfo or closes.tzinfo for opens, closes in pairs):
        raise InvalidValueError(name, _text(pairs), "local times without a zone")
    ordered = tuple(sorted((opens, closes) for opens, closes in pairs))
    for opens, closes in ordered:
        if opens >= closes:
            raise InvalidValueError(
                name, _text(ordered), "windows that close after they open",
                "an overnight window is refused: give the day before and after theirs",
            )  # fmt: skip
    for (_, closes), (opens, _) in pairwise(ordered):
        if opens < closes:
            raise InvalidValueError(name, _text(ordered), "windows that do not overlap")
    return ordered


def _parsed(text: str, name: str) -> tuple[Window, ...]:
    matches = [re.fullmatch(_WINDOW, part) for part in text.split(",")]
    try:
        return (
            tuple(
                (_time(match[1]), _time(match[2]))
                for match in matches
                if match is not None
            )
            if all(matches)
            else _refuse(name, text)
        )
    except ValueError:
        return _refuse(name, text)


def _refuse(name: str, text: str) -> tuple[Window, ...]:
    raise InvalidValueError(name, text, "windows such as '07:30-11:30, 13:30-17:00'")


def _time(text: str) -> time:
    return time.fromisoformat(f"{text:0>5}")


def _text(windows: Iterable[Window]) -> str:
    return ", ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in windows)


def _exactly(windows: Iterable[Window]) -> str:
    return ", ".join(f"{a.isoformat()}-{b.isoformat()}" for a, b in windows)


def _by_weekday(
    weekdays: Mapping[int, Iterable[Window] | str],
) -> dict[int, tuple[Window, ...]]:
    if not all(0 <= day <= _LAST_WEEKDAY for day in weekdays):
        raise InvalidValueError(
            "weekdays", sorted(weekdays), "weekdays from 0 (Monday) to 6 (Sunday)"
        )
    return {day: windows_of(own, "weekdays") for day, own in weekdays.items()}


def by_date(
    dates: Mapping[date, Iterable[Window] | str],
) -> dict[date, tuple[Window, ...]]:
    """Return the windows of single days."""
    return {
        require_day(day, "dates"): windows_of(own, "dates")
        for day, own in dates.items()
    }


@for_pydantic
@frozen
class OfficeHours:
    """The windows in which an office is open on a worked day, by its wall clock.

    A day off has no hours, whatever stands here: a Saturday counter needs a calendar
    that works on Saturdays.

    Attributes
    ----------
    windows
        Pairs of opening and closing; the usual ones.
    weekdays
        Other windows on a weekday (Monday is 0), such as a Saturday morning.
    dates
        Other windows on single days, such as a half day before Tết; none closes it.

    Raises
    ------
    InvalidValueError
        If a window is overnight, two overlap, or a time has a zone.

    Examples
    --------
    >>> hours = OfficeHours.parse("07:30-11:30, 13:30-17:00")
    >>> len(hours.on(date(2026, 1, 5)))
    2
    >>> counter = OfficeHours("07:30-11:30, 13:30-17:00", weekdays={5: "07:30-11:30"})
    >>> counter.on(date(2026, 1, 10))
    ((datetime.time(7, 30), datetime.time(11, 30)),)
    """

    windows: tuple[Window, ...] = field(converter=windows_of)
    weekdays: Mapping[int, tuple[Window, ...]] = field(
        factory=dict[int, tuple[Window, ...]], converter=_by_weekday, hash=False
    )
    dates: Mapping[date, tuple[Window, ...]] = field(
        factory=dict[date, tuple[Window, ...]], converter=by_date, hash=False
    )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the usual windows from text such as "07:30-11:30, 13:30-17:00"."""
        return cls(text)

    def on(self, day: date) -> tuple[Window, ...]:
        """Return the windows of a worked day: its own, its weekday's or the usual ones.

        Examples
        --------
        >>> hours = OfficeHours("08:00-12:00", dates={date(2026, 2, 13): "08:00-10:00"})
        >>> hours.on(date(2026, 2, 13))[0][1]
        datetime.time(10, 0)
        """
        own = self.dates.get(day)
        if own is not None:
            return own
        return self.weekdays.get(day.weekday(), self.windows)

    def with_dates(self, dates: Mapping[date, Iterable[Window] | str]) -> "OfficeHours":
        """Return the hours with other windows on single days.

        Examples
        --------
        >>> hours = OfficeHours("08:00-12:00").with_dates({date(2026, 2, 13): ""})
        Traceback (most recent call last):
            ...
        egovkit.errors.InvalidValueError: '' given as dates; expected windows such as ...
        """
        if not dates:
            return self
        return attrs.evolve(self, dates={**self.dates, **by_date(dates)})

    def facts(self) -> Iterator[str]:
        """Yield what decides a deadline, for a fingerprint."""
        yield f"hours {_exactly(self.windows)}"
        for weekday, windows in sorted(self.weekdays.items()):
            yield f"weekday {weekday} {_exactly(windows)}"
        for day, windows in sorted(self.dates.items()):
            yield f"{day} {_exactly(windows)}"


@frozen
class PlainOfficeHours:
    """Office hours as plain data, in which keys are text."""

    windows: tuple[Window, ...]
    weekdays: Mapping[str, tuple[Window, ...]] = field(
        factory=dict[str, tuple[Window, ...]]
    )
    dates: Mapping[date, tuple[Window, ...]] = field(
        factory=dict[date, tuple[Window, ...]]
    )


def _to_plain(hours: OfficeHours) -> PlainOfficeHours:
    weekdays = {str(day): windows for day, windows in hours.weekdays.items()}
    return PlainOfficeHours(hours.windows, weekdays, hours.dates)


def _from_plain(hours: PlainOfficeHours) -> OfficeHours:
    weekdays = {int(day): windows for day, windows in hours.weekdays.items()}
    return OfficeHours(hours.windows, weekdays, hours.dates)


register(OfficeHours, PlainOfficeHours, write=_to_plain, read=_from_plain)
