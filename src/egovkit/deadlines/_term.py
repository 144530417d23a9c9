"""Term: how long the office has, as law and receipts write it."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Final, Self

from attrs import field, frozen

from egovkit.errors import InvalidValueError, TermSyntaxError


class Unit(StrEnum):
    """What a term counts.

    Examples
    --------
    >>> Unit.WORKING_DAYS.is_combined
    False
    """

    YEARS = "years"
    MONTHS = "months"
    WEEKS = "weeks"
    CALENDAR_DAYS = "days"
    WORKING_DAYS = "working days"
    HOURS = "hours"
    WORKING_HOURS = "working hours"

    @property
    def is_combined(self) -> bool:
        """Whether the unit may stand beside others, as in "2 months 10 days"."""
        return self in _COMBINED


_COMBINED = (Unit.YEARS, Unit.MONTHS, Unit.WEEKS, Unit.CALENDAR_DAYS)
_ORDER: Final = {unit: place for place, unit in enumerate(Unit)}
_MOST = 100_000


def _parts(parts: Iterable[tuple[Unit, int]]) -> tuple[tuple[Unit, int], ...]:
    return tuple((Unit(unit), amount) for unit, amount in parts)


@frozen(repr=False)
class Term:
    """A length of time in the units that law counts in.

    Years, months, weeks and days may stand together; working days, hours and working
    hours stand alone. "Within the day" (trong ngày) is a term of 0 working days.

    Attributes
    ----------
    parts
        Pairs of unit and amount, the longest unit first.

    Raises
    ------
    InvalidValueError
        If an amount is negative or not whole, or units do not go together.

    Examples
    --------
    >>> Term.working_days(3)
    Term.parse('3 working days')
    >>> Term.parse("2 tháng 10 ngày")
    Term.parse('2 months 10 days')
    """

    parts: tuple[tuple[Unit, int], ...] = field(converter=_parts)

    def __attrs_post_init__(self) -> None:
        parts = self.parts
        for unit, amount in parts:
            if type(amount) is not int or not 0 <= amount <= _MOST:
                raise InvalidValueError(
                    str(unit), amount, f"a whole number from 0 to {_MOST}"
                )
        units = [unit for unit, _ in parts]
        if units != sorted(set(units), key=_ORDER.__getitem__) or not units:
            raise InvalidValueError(
                "parts", parts, "each unit once, the longest unit first"
            )
        if len(units) > 1 and not all(unit.is_combined for unit in units):
            raise InvalidValueError(
                "parts", parts, "working days, hours or working hours on their own"
            )

    @classmethod
    def working_days(cls, n: int) -> Self:
        """Return a term of days on which the office works (ngày làm việc)."""
        return cls([(Unit.WORKING_DAYS, n)])

    @classmethod
    def calendar_days(cls, n: int) -> Self:
        """Return a term of days, worked or not (ngày)."""
        return cls([(Unit.CALENDAR_DAYS, n)])

    @classmethod
    def weeks(cls, n: int) -> Self:
        """Return a term of weeks (tuần)."""
        return cls([(Unit.WEEKS, n)])

    @classmethod
    def months(cls, n: int) -> Self:
        """Return a term of months by the calendar (tháng)."""
        return cls([(Unit.MONTHS, n)])

    @classmethod
    def years(cls, n: int) -> Self:
        """Return a term of years by the calendar (năm)."""
        return cls([(Unit.YEARS, n)])

    @classmethod
    def hours(cls, n: int) -> Self:
        """Return a term of hours as time passes, day and night (giờ)."""
        return cls([(Unit.HOURS, n)])

    @classmethod
    def working_hours(cls, n: int) -> Self:
        """Return a term of hours in which the office is open (giờ làm việc)."""
        return cls([(Unit.WORKING_HOURS, n)])

    @classmethod
    def same_day(cls) -> Self:
        """Return "within the day" (trong ngày): 0 working days."""
        return cls.working_days(0)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a term as people write it, in English or Vietnamese.

        Raises
        ------
        TermSyntaxError
            If the text is no term; it points at the place.

        Examples
        --------
        >>> Term.parse("3 ngày làm việc") == Term.working_days(3)
        True
        >>> Term.parse("3 moons")
        Traceback (most recent call last):
            ...
        egovkit.errors.TermSyntaxError: not a term: '3 moons'
            3 moons
              ^ expected a unit, as in '3 working days'
        """
        return cls(_read(" ".join(unicodedata.normalize("NFC", text).splitlines())))

    @property
    def unit(self) -> Unit:
        """The unit of the term, the longest when it has several."""
        return self.parts[0][0]

    @property
    def is_same_day(self) -> bool:
        """Whether the term is "within the day" (trong ngày)."""
        return self.parts == ((Unit.WORKING_DAYS, 0),)

    def amount(self, unit: Unit) -> int:
        """Return how many of `unit` the term has, 0 when it does not name it.

        Examples
        --------
        >>> Term.parse("2 months 10 days").amount(Unit.MONTHS)
        2
        """
        for own, amount in self.parts:
            if own is unit:
                return amount
        return 0

    def __str__(self) -> str:
        if self.is_same_day:
            return "same day"
        return " ".join(
            f"{amount} {unit[:-1] if amount == 1 else unit}"
            for unit, amount in self.parts
        )

    def __repr__(self) -> str:
        return f"Term.parse({str(self)!r})"


_WORDS: Final = {
    "ngày làm việc": Unit.WORKING_DAYS,
    "giờ làm việc": Unit.WORKING_HOURS,
    "năm": Unit.YEARS,
    "tháng": Unit.MONTHS,
    "tuần": Unit.WEEKS,
    "ngày": Unit.CALENDAR_DAYS,
    "giờ": Unit.HOURS,
    "calendar days": Unit.CALENDAR_DAYS,
    "calendar day": Unit.CALENDAR_DAYS,
    "business days": Unit.WORKING_DAYS,
    "business day": Unit.WORKING_DAYS,
} | {word: unit for unit in Unit for word in (str(unit), unit[:-1])}
_SAME_DAY = re.compile(r"\s*(?:same day|within the day|trong ngày)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"\s*([0-9]+)\s*")
_ANY_UNIT = "|".join(
    word.replace(" ", r"\s+") for word in sorted(_WORDS, key=len, reverse=True)
)
_UNIT = re.compile(rf"({_ANY_UNIT})(?!\w)\s*(?:(?:,|and|và)\s+(?=\S))?", re.IGNORECASE)
_LONGEST_NUMBER = 9


def _read(text: str) -> list[tuple[Unit, int]]:
    if _SAME_DAY.fullmatch(text):
        return [(Unit.WORKING_DAYS, 0)]
    parts: list[tuple[Unit, int]] = []
    place = 0
    while place < len(text) or not parts:
        number = _NUMBER.match(text, place)
        if not number:
            raise TermSyntaxError(text, place, "a number, as in '3 working days'")
        unit = _UNIT.match(text, number.end())
        if not unit:
            raise TermSyntaxError(text, number.end(), "a unit, as in '3 working days'")
        part = _WORDS[" ".join(unit[1].lower().split())], _amount(number[1])
        _require_next(text, number.start(1), part, parts)
        parts.append(part)
        place = unit.end()
    return parts


def _amount(digits: str) -> int:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else _MOST + 1


def _require_next(
    text: str, place: int, part: tuple[Unit, int], before: list[tuple[Unit, int]]
) -> None:
    """Refuse an amount or an order of units that `Term` would refuse, with its place."""
    unit, amount = part
    if amount > _MOST:
        raise TermSyntaxError(text, place, f"at most {_MOST} {unit}")
    if not before:
        return
    last = before[-1][0]
    if not (last.is_combined and unit.is_combined):
        raise TermSyntaxError(text, place, f"nothing after {last}, which stand alone")
    if _ORDER[unit] <= _ORDER[last]:
        raise TermSyntaxError(text, place, f"a shorter unit than {last}")
