"""What a calendar says of one day, and the official notices that change it."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple, cast

from attrs import field, frozen

from egovkit._plain import for_pydantic
from egovkit._time import require_day
from egovkit.deadlines._hours import Window, by_date
from egovkit.deadlines._rules import Confidence
from egovkit.errors import InvalidValueError


class Reason(StrEnum):
    """Why a day is worked or not, counted or not.

    Examples
    --------
    >>> Reason("make_up") is Reason.MAKE_UP
    True
    """

    WORKED = "worked"
    MAKE_UP = "make_up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    RECEIPT = "receipt"
    EVENT = "event"
    CUT_OFF = "cut_off"
    TRANSFER = "transfer"
    PAUSED = "paused"
    ROLLED = "rolled"
    LEAST_WORKED = "least_worked"
    ADDED = "added"
    EXTENDED = "extended"
    DUE = "due"


class DayStatus(NamedTuple):
    """What a calendar says of one day.

    Attributes
    ----------
    is_working
        Whether the office works on that day.
    name
        The holiday, the reason of a closure, or what a make-up day makes up for.
    source
        Where it stands: a dispatch, a law, or the package it was read from.
    provisional
        Whether the day lies past what the calendar vouches for.
    confidence
        How well the source is known.
    is_local
        Whether the day off is one of a subdivision only.

    Examples
    --------
    >>> from egovkit.deadlines import WorkCalendar
    >>> calendar = WorkCalendar(
    ...     tz="Asia/Ho_Chi_Minh", first=date(2026, 1, 1), last=date(2026, 12, 31),
    ...     days_off={date(2026, 1, 1): "Tết Dương lịch"},
    ... )
    >>> calendar.status(date(2026, 1, 1)).name
    'Tết Dương lịch'
    """

    is_working: bool
    reason: Reason
    name: str | None = None
    source: str | None = None
    provisional: bool = False
    confidence: Confidence = Confidence.READ
    is_local: bool = False

    @property
    def is_special(self) -> bool:
        """Whether the day is worked or not for another reason than its weekday."""
        return self.reason not in (Reason.WORKED, Reason.WEEKEND)


Days = Mapping[date, str | None] | Iterable[date]
"""Days with their names, or plain."""


def named_days(days: Days, name: str) -> dict[date, str | None]:
    """Return days with their names; plain days have none."""
    if not isinstance(days, Mapping):
        return {require_day(day, name): None for day in days}
    named = cast("Mapping[date, str | None]", days)
    return {require_day(day, name): text or None for day, text in named.items()}


def _days_off(days: Days) -> dict[date, str | None]:
    return named_days(days, "days_off")


def _make_up_days(days: Days) -> dict[date, str | None]:
    return named_days(days, "make_up_days")


def _undecided(days: Days) -> dict[date, str | None]:
    return named_days(days, "undecided")


def require_apart(
    days: Iterable[date], others: Iterable[date], name: str = "make_up_days"
) -> None:
    """Refuse days of which two different things are said."""
    both = sorted(set(days) & set(others))
    if both:
        raise InvalidValueError(
            name, ", ".join(map(str, both)), "days of which nothing else is said",
            "name each day once",
        )  # fmt: skip


@for_pydantic
@frozen(kw_only=True)
class Notice:
    """An official notice that makes days off, or worked.

    In a calendar a later notice wins over an earlier one and over the weekday.

    Attributes
    ----------
    days_off, make_up_days
        The days, with their names; plain dates do too. A make-up day is worked
        whatever its weekday.
    citation
        The dispatch, decision or law, such as "12729/VPCP-KGVX".
    published
        The day of the notice itself.
    undecided
        Days that a proposal would change: they stay as they are, but a deadline that
        passes them says so.
    hours
        Other office hours on single days, such as a half day before Tết; a calendar
        without office hours takes no notice of them.
    complete_through
        The last day up to which no further notice is expected; it moves the
        calendar's `known_through` on.
    source, confidence
        Where the notice was read, and how well it is known.

    Raises
    ------
    InvalidValueError
        If a day is said to be two of off, made up and undecided.

    Examples
    --------
    >>> swap = Notice(
    ...     days_off=[date(2026, 1, 2)], make_up_days=[date(2026, 1, 10)],
    ...     citation="12729/VPCP-KGVX", published=date(2025, 12, 25),
    ... )
    >>> swap.make_up_days
    {datetime.date(2026, 1, 10): None}
    """

    days_off: Mapping[date, str | None] = field(
        factory=dict[date, str | None], converter=_days_off, hash=False
    )
    make_up_days: Mapping[date, str | None] = field(
        factory=dict[date, str | None], converter=_make_up_days, hash=False
    )
    undecided: Mapping[date, str | None] = field(
        factory=dict[date, str | None], converter=_undecided, hash=False
    )
    hours: Mapping[date, tuple[Window, ...]] = field(
        factory=dict[date, tuple[Window, ...]], converter=by_date, hash=False
    )
    citation: str
    published: date | None = None
    complete_through: date | None = None
    source: str | None = None
    confidence: Confidence = field(default=Confidence.READ, converter=Confidence)

    def __attrs_post_init__(self) -> None:
        for name in ("published", "complete_through"):
            if (day := getattr(self, name)) is not None:
                require_day(day, name)
        require_apart(self.days_off, self.make_up_days)
        require_apart(self.days_off, self.undecided, "undecided")
        require_apart(self.make_up_days, self.undecided, "undecided")

    def marks_on(
        self, days: Mapping[date, DayStatus], weekend: frozenset[int]
    ) -> dict[date, DayStatus]:
        """Return what the notice makes of its own days, given a calendar's marked days.

        Examples
        --------
        >>> notice = Notice(days_off=[date(2026, 1, 2)], citation="12729/VPCP-KGVX")
        >>> notice.marks_on({}, weekend=frozenset({5, 6}))[date(2026, 1, 2)].is_working
        False
        """
        return {
            **self._marks(self.days_off, Reason.HOLIDAY, is_working=False),
            **self._marks(self.make_up_days, Reason.MAKE_UP, is_working=True),
            **{
                day: marked(days, day, weekend)._replace(
                    name=name, source=self.citation, confidence=Confidence.UNVERIFIED
                )
                for day, name in self.undecided.items()
            },
        }

    def _marks(
        self, days: Mapping[date, str | None], reason: Reason, *, is_working: bool
    ) -> dict[date, DayStatus]:
        source, confidence = self.citation, self.confidence
        return {
            day: DayStatus(is_working, reason, name, source, False, confidence)
            for day, name in days.items()
        }


_WORKED = DayStatus(True, Reason.WORKED)
_WEEKEND = DayStatus(False, Reason.WEEKEND)


def marked(
    days: Mapping[date, DayStatus], day: date, weekend: frozenset[int]
) -> DayStatus:
    """Return what decides a day: its own mark, or its weekday."""
    own = days.get(day)
    if own is not None:
        return own
    return _WEEKEND if day.weekday() in weekend else _WORKED


def joint_status(statuses: list[DayStatus]) -> DayStatus:
    """Take one that is off, in an order that does not hang on that of the calendars.

    A holiday or a make-up day says more than a weekday, and a national day off more
    than a local one. A closure comes last: on a day already off it changes nothing.
    """
    off = [status for status in statuses if not status.is_working] or statuses
    first = min(
        off, key=lambda s: (s.reason is Reason.CLOSED, not s.is_special, s.is_local)
    )
    return first._replace(provisional=False)
