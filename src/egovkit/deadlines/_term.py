"""Term: how long the office has, as law and receipts write it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, Self

from attrs import field, frozen

from egovkit._plain import for_pydantic, register
from egovkit.errors import InvalidValueError


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

    @classmethod
    def _missing_(cls, value: object) -> "Unit | None":
        """Take the singular too, as in `{"day": 90}`."""
        return next((unit for unit in cls if unit.value[:-1] == value), None)

    @property
    def is_combined(self) -> bool:
        """Whether the unit may stand beside others, as in "2 months 10 days"."""
        return self in _COMBINED


_COMBINED = (Unit.YEARS, Unit.MONTHS, Unit.WEEKS, Unit.CALENDAR_DAYS)
ORDER: Final = {unit: place for place, unit in enumerate(Unit)}
MOST = 100_000


def _parts(parts: Iterable[tuple[Unit, int]]) -> tuple[tuple[Unit, int], ...]:
    return tuple((Unit(unit), amount) for unit, amount in parts)


@for_pydantic
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
            if type(amount) is not int or not 0 <= amount <= MOST:
                raise InvalidValueError(
                    str(unit), amount, f"a whole number from 0 to {MOST}"
                )
        units = [unit for unit, _ in parts]
        if units != sorted(set(units), key=ORDER.__getitem__) or not units:
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
        from egovkit.deadlines._term_text import read

        return cls(read(text))

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


register(Term, str, write=str, read=Term.parse)
