"""A calendar as plain data: what it was built from, for recomputing years later."""

from collections.abc import Mapping
from datetime import date, tzinfo
from typing import TypeVar

from attrs import frozen

from egovkit.deadlines._checks import require_weekdays
from egovkit.deadlines._day_table import DayTable, fill
from egovkit.deadlines._days import DayStatus, Notice, Reason
from egovkit.deadlines._hours import OfficeHours
from egovkit.deadlines._rules import Confidence
from egovkit.errors import InvalidValueError

Table = TypeVar("Table", bound=DayTable)


@frozen
class PlainDay:
    """What a calendar says of a day that its weekday alone does not decide."""

    is_working: bool
    reason: Reason
    name: str | None = None
    source: str | None = None
    confidence: Confidence = Confidence.READ
    is_local: bool = False

    @classmethod
    def of(cls, status: DayStatus) -> "PlainDay":
        """Return a status as plain data; whether it is provisional the calendar says."""
        return cls(
            status.is_working,
            status.reason,
            status.name,
            status.source,
            status.confidence,
            status.is_local,
        )

    def status(self) -> DayStatus:
        """Return the status."""
        return DayStatus(
            is_working=self.is_working,
            reason=self.reason,
            name=self.name,
            source=self.source,
            confidence=self.confidence,
            is_local=self.is_local,
        )


@frozen
class PlainCalendar:
    """A calendar as plain data; its notices and closures are in `days` already."""

    fingerprint: str
    tz: tzinfo
    first: date
    last: date
    weekend: frozenset[int]
    known_through: date | None
    origin: str
    notices: tuple[Notice, ...]
    hours: OfficeHours | None
    days: Mapping[date, PlainDay]

    @classmethod
    def of(cls, table: DayTable) -> "PlainCalendar":
        """Return a calendar as plain data."""
        return cls(
            table.fingerprint,
            table.tz,
            table.first,
            table.last,
            table.weekend,
            table.known_through,
            table.origin,
            table.notices,
            table.hours,
            {day: PlainDay.of(status) for day, status in table.marked_days.items()},
        )

    def fill(self, table: Table) -> Table:
        """Fill a calendar, and see that it is the one that was written.

        Raises
        ------
        InvalidValueError
            If its fingerprint is another one.
        """
        fill(
            table,
            tz=self.tz,
            first=self.first,
            last=self.last,
            weekend=require_weekdays(self.weekend),
            known_through=self.known_through,
            origin=self.origin,
            notices=self.notices,
            hours=self.hours,
            entries={day: plain.status() for day, plain in self.days.items()},
        )
        if table.fingerprint != self.fingerprint:
            raise InvalidValueError(
                "fingerprint", self.fingerprint, table.fingerprint,
                "that of these days: some of the calendar was changed",
            )  # fmt: skip
        return table
