"""CountingRule: the few parameters that tell legal systems apart, as data."""

from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Final, Self, cast

import attrs
from attrs import field, frozen

from egovkit import _data
from egovkit._plain import for_pydantic
from egovkit.deadlines._checks import require_weekdays
from egovkit.deadlines._term import Term, Unit
from egovkit.errors import InvalidValueError, NotVerifiedError


class Roll(StrEnum):
    """Where a last day goes that is a day off.

    Examples
    --------
    >>> CountingRule.VN_CIVIL_CODE.roll_after
    <Roll.FOLLOWING: 'following'>
    """

    FOLLOWING = "following"
    PRECEDING = "preceding"
    NONE = "none"


class Confidence(StrEnum):
    """How well a fact of law is known.

    `READ` was read in the source itself, `SECONDARY` in somebody else's account of it,
    `UNVERIFIED` in neither.

    Examples
    --------
    >>> CountingRule.VN_CIVIL_CODE.confidence
    <Confidence.READ: 'read'>
    """

    READ = "read"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


class HoursFrom(StrEnum):
    """When a term in hours begins: at the moment, or at the next full hour.

    Examples
    --------
    >>> CountingRule.VN_CIVIL_CODE.hours_from
    <HoursFrom.MOMENT: 'moment'>
    """

    MOMENT = "moment"
    NEXT_HOUR = "next_hour"


class MonthsEnd(StrEnum):
    """Where a term in months ends: on the same day of the month, or on its eve.

    Examples
    --------
    >>> CountingRule.VN_CIVIL_CODE.months_end
    <MonthsEnd.SAME_DAY: 'same_day'>
    """

    SAME_DAY = "same_day"
    EVE_OF_START = "eve_of_start"


class CutOffShifts(StrEnum):
    """What a receipt after the cut-off hour moves: the clock, or only the transfer.

    Examples
    --------
    >>> CountingRule.VN_ONE_STOP.cut_off_shifts
    <CutOffShifts.TRANSFER: 'transfer'>
    """

    CLOCK = "clock"
    TRANSFER = "transfer"


class DueTime(StrEnum):
    """At what time of the due day a dossier is due.

    Examples
    --------
    >>> CountingRule.VN_CIVIL_CODE.due
    <DueTime.MIDNIGHT: 'midnight'>
    """

    MIDNIGHT = "midnight"
    CLOSING = "closing"
    RECEIPT_TIME = "receipt_time"


class _Preset:
    """A rule that is read from the packaged table when it is first used."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, _: object, owner: type["CountingRule"]) -> "CountingRule":
        return _preset(self.name)


def _limits(limits: Mapping[Unit, int] | Mapping[str, int]) -> dict[Unit, int]:
    return {Unit(unit): most for unit, most in limits.items()}


def _weekdays(days: frozenset[int] | set[int] | None) -> frozenset[int] | None:
    return None if days is None else require_weekdays(days, "weekly_rest")


@for_pydantic
@frozen(kw_only=True)
class CountingRule:
    """How one legal system counts a term.

    The presets are data with citation, dates in force and confidence; `on` picks the
    version of a day. A rule that a caller builds is a plain value without versions.

    Attributes
    ----------
    first_day_counted
        Whether the day of the event is the first day of the term.
    roll_after, roll_before
        Where a last day goes that is a day off, counting on and counting back.
    roll_hours
        The same for terms in hours; it keeps the time of the day.
    closure_before
        Counting back, where a last day goes on which the office is closed; None treats
        a closure like any other day off.
    local_days_off_before
        Whether days off of a subdivision count as days off when counting back.
    short_term_days
        In terms of up to so many days, days off do not count.
    least_working_days, least_from_days
        Terms of at least `least_from_days` days hold at least so many worked days.
    adjust_limits
        The longest term, per unit, that is rolled or holds the least worked days; a
        unit that is not named is always adjusted.
    hours_from, months_end
        When a term in hours begins; where a term in months or years ends.
    added_days
        Days added after the roll; the new last day rolls again.
    weekly_rest
        The weekdays (Monday is 0) that are off; None takes the calendar's weekend.
    cut_off, cut_off_shifts
        The local time after which a receipt is late, and what that moves.
    due
        The time of the due day.
    name, regime, citation, source, effective_from, effective_to, confidence
        What the rule is called, the text it stands in, where it was read, the days it
        is in force (both inclusive), and how well that is known.
    article, words
        Which provision sets which parameter, and what it says, in a sentence.

    Examples
    --------
    >>> CountingRule.VN_CIVIL_CODE.article["roll_after"]
    'Civil Code 2015 art. 148(5)'
    >>> mine = CountingRule(name="portal", cut_off=time(15), cut_off_shifts="clock")
    >>> mine.cut_off_shifts
    <CutOffShifts.CLOCK: 'clock'>
    """

    VN_CIVIL_CODE: ClassVar[_Preset] = _Preset("VN_CIVIL_CODE")
    VN_ONE_STOP: ClassVar[_Preset] = _Preset("VN_ONE_STOP")
    EU_1182_71: ClassVar[_Preset] = _Preset("EU_1182_71")
    DE_BGB: ClassVar[_Preset] = _Preset("DE_BGB")
    UK_CPR: ClassVar[_Preset] = _Preset("UK_CPR")
    UK_FOI: ClassVar[_Preset] = _Preset("UK_FOI")
    US_FRCP_6: ClassVar[_Preset] = _Preset("US_FRCP_6")
    NL_ATW: ClassVar[_Preset] = _Preset("NL_ATW")
    FR_CPC: ClassVar[_Preset] = _Preset("FR_CPC")
    CA_INTERPRETATION_ACT: ClassVar[_Preset] = _Preset("CA_INTERPRETATION_ACT")
    SG_INTERPRETATION_ACT: ClassVar[_Preset] = _Preset("SG_INTERPRETATION_ACT")
    JP_CIVIL_CODE: ClassVar[_Preset] = _Preset("JP_CIVIL_CODE")
    CN_CIVIL_CODE: ClassVar[_Preset] = _Preset("CN_CIVIL_CODE")

    name: str = "custom"
    first_day_counted: bool = False
    roll_after: Roll = field(default=Roll.FOLLOWING, converter=Roll)
    roll_before: Roll = field(default=Roll.NONE, converter=Roll)
    roll_hours: Roll = field(default=Roll.NONE, converter=Roll)
    closure_before: Roll | None = field(
        default=None, converter=attrs.converters.optional(Roll)
    )
    local_days_off_before: bool = True
    short_term_days: int = 0
    least_working_days: int = 0
    least_from_days: int = 0
    adjust_limits: Mapping[Unit, int] = field(
        factory=dict[Unit, int], converter=_limits, hash=False
    )
    hours_from: HoursFrom = field(default=HoursFrom.MOMENT, converter=HoursFrom)
    months_end: MonthsEnd = field(default=MonthsEnd.SAME_DAY, converter=MonthsEnd)
    added_days: int = 0
    weekly_rest: frozenset[int] | None = field(default=None, converter=_weekdays)
    cut_off: time | None = None
    cut_off_shifts: CutOffShifts = field(
        default=CutOffShifts.CLOCK, converter=CutOffShifts
    )
    due: DueTime = field(default=DueTime.MIDNIGHT, converter=DueTime)
    regime: str = ""
    citation: str = ""
    source: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    confidence: Confidence = field(default=Confidence.READ, converter=Confidence)
    article: Mapping[str, str] = field(factory=dict[str, str], eq=False, repr=False)
    words: Mapping[str, str] = field(factory=dict[str, str], eq=False, repr=False)
    versions: tuple["CountingRule", ...] = field(default=(), repr=False)

    def on(self, day: date) -> "CountingRule":
        """Return the version that is in force on `day`.

        Raises
        ------
        NotVerifiedError
            If no version is known for that day.

        Examples
        --------
        >>> CountingRule.VN_ONE_STOP.on(date(2025, 6, 30)).regime
        'Decree 61/2018/NĐ-CP'
        >>> CountingRule.VN_ONE_STOP.on(date(2025, 7, 1)).regime
        'Decree 118/2025/NĐ-CP'
        """
        for rule in self.versions or (self,):
            if rule.is_in_force(day):
                return rule
        raise NotVerifiedError(
            f"{self.name} on {day}", "the text that was in force on that day"
        )

    def is_in_force(self, day: date) -> bool:
        """Tell whether this version is in force on `day`.

        Examples
        --------
        >>> CountingRule().is_in_force(date(1999, 1, 1))
        True
        """
        return (self.effective_from or date.min) <= day <= (
            self.effective_to or date.max
        )  # fmt: skip

    def evolve(self, **changes: object) -> Self:
        """Return a variant; a preset keeps its versions, each with the change.

        Raises
        ------
        InvalidValueError
            If the rule has no such parameter, or it cannot take the value.

        Examples
        --------
        >>> late = CountingRule.VN_ONE_STOP.evolve(
        ...     cut_off=time(15), cut_off_shifts="clock"
        ... )
        >>> late.on(date(2024, 3, 1)).cut_off_shifts
        <CutOffShifts.CLOCK: 'clock'>
        """
        unknown = [name for name in changes if name not in PARAMETERS]
        if unknown:
            raise InvalidValueError(
                "changes", unknown, f"parameters of a rule: {', '.join(PARAMETERS)}"
            )
        versions = tuple(rule.evolve(**changes) for rule in self.versions)
        article = {k: v for k, v in self.article.items() if k not in changes}
        words = {k: v for k, v in self.words.items() if k not in changes}
        own = cast("dict[str, Any]", changes)
        try:
            return attrs.evolve(
                self, **own, article=article, words=words, versions=versions
            )
        except (TypeError, ValueError) as error:
            raise InvalidValueError(
                "changes", changes, "values that the parameters take", str(error)
            ) from error

    def changed_parameters(self) -> tuple[str, ...]:
        """Return the parameters that are not the defaults, as text.

        Examples
        --------
        >>> CountingRule(added_days=3, weekly_rest={6}).changed_parameters()
        ('added_days=3', 'weekly_rest=[6]')
        """
        return tuple(
            f"{name}={_plain(getattr(self, name))}"
            for name in _COUNTING
            if getattr(self, name) != getattr(_DEFAULTS, name)
        )

    def worked_days_of(self, term: Term) -> int | None:
        """Return how many worked days a term counts; None when it counts all days.

        Examples
        --------
        >>> CountingRule(short_term_days=5).worked_days_of(Term.calendar_days(5))
        5
        >>> CountingRule(short_term_days=5).worked_days_of(Term.calendar_days(6))
        """
        if term.unit is Unit.WORKING_DAYS:
            return term.amount(Unit.WORKING_DAYS)
        days = term.amount(Unit.CALENDAR_DAYS)
        if term.unit is Unit.CALENDAR_DAYS and 0 < days <= self.short_term_days:
            return days
        return None

    def is_late(self, received_at: datetime, tz: tzinfo) -> bool:
        """Tell whether the office's clocks had passed the cut-off hour.

        Examples
        --------
        >>> from datetime import UTC
        >>> CountingRule(cut_off=time(15)).is_late(datetime(2026, 3, 2, 15, tzinfo=UTC), UTC)
        False
        """
        return (
            self.cut_off is not None
            and received_at.astimezone(tz).time() > self.cut_off
        )

    def adjusts(self, term: Term) -> bool:
        """Tell whether a term is short enough to be rolled.

        Examples
        --------
        >>> CountingRule(adjust_limits={"weeks": 12}).adjusts(Term.weeks(13))
        False
        """
        return all(
            term.amount(unit) <= most for unit, most in self.adjust_limits.items()
        )


PARAMETERS: Final = tuple(
    a.name
    for a in attrs.fields(CountingRule)
    if a.name not in ("article", "words", "versions")
)


_COUNTING: Final = PARAMETERS[1 : PARAMETERS.index("regime")]
_DEFAULTS: Final = CountingRule()


def _plain(value: object) -> object:
    """Write a set or a mapping in an order that is always the same."""
    if isinstance(value, frozenset):
        return sorted(cast("frozenset[int]", value))
    if isinstance(value, dict):
        return sorted(cast("dict[str, int]", value).items())
    return value


@cache
def _preset(name: str) -> CountingRule:
    table = _data.table(__package__, f"rules/{name}.toml")
    rows = cast("list[dict[str, Any]]", table["version"])
    versions = tuple(CountingRule(name=name, **row) for row in rows)
    return attrs.evolve(versions[-1], versions=versions)
