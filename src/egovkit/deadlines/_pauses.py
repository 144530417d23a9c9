"""Pauses and extensions: what moves a due date once a term runs."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo
from typing import TypeVar

from attrs import frozen

from egovkit._plain import for_pydantic
from egovkit._time import local_date, require_aware, require_day
from egovkit.errors import InvalidValueError


@for_pydantic
@frozen
class Pause:
    """A stretch in which the clock stands still, such as waiting for a supplement.

    A worked day is paused when its date lies in [start, end) by local date: a pause
    that begins and ends on one day shifts nothing.

    Attributes
    ----------
    start, end
        Aware instants; without an end the pause is still open.

    Raises
    ------
    NaiveDatetimeError
        If an instant has no zone.
    InvalidValueError
        If the pause ends before it starts.

    Examples
    --------
    >>> from datetime import UTC
    >>> pause = Pause(datetime(2026, 1, 5, tzinfo=UTC), reason="supplement")
    >>> pause.end is None
    True
    """

    start: datetime
    end: datetime | None = None
    reason: str | None = None
    citation: str | None = None

    def __attrs_post_init__(self) -> None:
        require_aware(self.start, "start")
        if self.end is not None and require_aware(self.end, "end") < self.start:
            raise InvalidValueError(
                "end", str(self.end), f"an instant from {self.start} on"
            )

    def days(self, tz: tzinfo) -> tuple[date, date]:
        """Return the local days of the pause, the second not included.

        An open pause has none yet.

        Examples
        --------
        >>> from datetime import UTC
        >>> start, end = datetime(2026, 1, 5, 9, tzinfo=UTC), datetime(2026, 1, 7, tzinfo=UTC)
        >>> Pause(start, end).days(UTC)
        (datetime.date(2026, 1, 5), datetime.date(2026, 1, 7))
        """
        return local_date(self.start, tz), local_date(self.end or self.start, tz)


@for_pydantic
@frozen
class Extension:
    """A new date that the office announces with its reason.

    Decree 61/2018 art. 19(9) allows one, announced at least a day before the due date;
    the due day becomes the later of the rule's day and `until`.

    Attributes
    ----------
    until
        The new due day.
    announced_at
        When the citizen was told.

    Examples
    --------
    >>> Extension(date(2026, 5, 20), "land survey outstanding").until
    datetime.date(2026, 5, 20)
    """

    until: date
    reason: str
    announced_at: datetime | None = None
    citation: str | None = None

    def __attrs_post_init__(self) -> None:
        require_day(self.until, "until")
        if self.announced_at is not None:
            require_aware(self.announced_at, "announced_at")


def merged_days(
    pauses: Iterable[Pause], tz: tzinfo, first: date
) -> list[tuple[date, date]]:
    """Return the paused days from `first` on: half-open, sorted and apart."""
    days = (pause.days(tz) for pause in pauses)
    return _merged((max(start, first), end) for start, end in days)


def merged_instants(
    pauses: Iterable[Pause], first: datetime
) -> list[tuple[datetime, datetime]]:
    """Return the paused stretches from `first` on, in UTC, sorted and apart."""
    first = first.astimezone(UTC)
    return _merged(
        (max(pause.start.astimezone(UTC), first), pause.end.astimezone(UTC))
        for pause in pauses
        if pause.end is not None
    )


_Moment = TypeVar("_Moment", date, datetime)


def _merged(
    stretches: Iterable[tuple[_Moment, _Moment]],
) -> list[tuple[_Moment, _Moment]]:
    merged: list[tuple[_Moment, _Moment]] = []
    for start, end in sorted(
        stretch for stretch in stretches if stretch[0] < stretch[1]
    ):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
