"""How tables write instants, and what they mean in the office's zone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, tzinfo

from egovkit._time import local_instant
from egovkit.outcome._words import remembering

Rewriting = Callable[[str], str]

_LONGEST_DAY = len("2026-01-31")
# Python takes any character, and so 2026-01-31+07:00 for seven o'clock. A time begins
# behind ten characters, or behind eight when it is written without hyphens.
_BEFORE_TIME = "T "


class OfficeClock:
    """Reads times as the clocks of one zone show them."""

    __slots__ = ("tz", "unbroken")

    def __init__(self, tz: tzinfo) -> None:
        self.tz = tz
        self.unbroken: set[date] = set()

    def at(self, moment: datetime) -> datetime:
        """Return `moment` in the zone; without an offset, it is read as local.

        A local time that a change to summer time skips is normalised as by
        `local_instant`; one that occurs twice is the first of the two.
        """
        if moment.tzinfo is not None:
            return moment.astimezone(self.tz)
        day = moment.date()
        if day not in self.unbroken:
            if not self._is_unbroken(day):
                return local_instant(day, moment.time(), self.tz)
            self.unbroken.add(day)
        return datetime.combine(day, moment.time(), self.tz)

    def _is_unbroken(self, day: date) -> bool:
        """Whether clocks show every time of `day`.

        Its two ends tell, for no zone changes its offset twice within a day. That
        both exist in UTC as well makes every time between them safe to compare.
        """
        first = datetime.combine(day, time.min, self.tz)
        last = datetime.combine(day, time.max, self.tz).replace(fold=1)
        return (
            first.utcoffset() == last.utcoffset()
            and first.astimezone(UTC) < last.astimezone(UTC)
        )  # fmt: skip


def instant_reader(
    clock: OfficeClock, bare: time, to_iso: Rewriting | None = None
) -> Callable[[str], datetime | None]:
    """Return a function that reads a cell, or raises `ValueError`.

    A cell that holds a day only is the instant at which clocks show `bare`; a blank
    one is None.
    """
    # Bound once, for this is the hottest function of a report.
    tz, unbroken, at = clock.tz, clock.unbroken, clock.at
    from_iso, combine = datetime.fromisoformat, datetime.combine

    def read_day(cell: str) -> datetime | None:
        text = cell.strip()
        return at(combine(date.fromisoformat(text), bare)) if text else None

    days = remembering(read_day)

    def read(cell: str) -> datetime | None:
        if len(cell) <= _LONGEST_DAY:
            return days(cell)
        try:
            moment = from_iso(cell)
        except ValueError:
            return read(_stripped(cell))
        if cell[10] not in _BEFORE_TIME and cell[8] not in _BEFORE_TIME:
            raise ValueError(cell)
        day = moment.date()
        if day in unbroken and moment.tzinfo is None:
            return combine(day, moment.time(), tz)
        return at(moment)

    if to_iso is None:
        return read
    # Rewriting costs more than remembering does, and days at least repeat.
    return remembering(lambda cell: read(to_iso(cell.strip()) if cell.strip() else ""))


def _stripped(cell: str) -> str:
    text = cell.strip()
    if text == cell:
        raise ValueError(cell)
    return text


def is_bare_day(cell: str, to_iso: Rewriting | None) -> bool:
    """Whether a cell that could be read holds a day without a time."""
    text = cell.strip()
    return len(to_iso(text) if to_iso else text) <= _LONGEST_DAY
