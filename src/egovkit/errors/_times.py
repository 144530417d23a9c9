"""What is wrong with a day, an instant or a term."""

from datetime import date, datetime

from egovkit.errors._base import EgovkitError


class NaiveDatetimeError(EgovkitError, ValueError):
    """A datetime without a zone was given where an instant is needed.

    Examples
    --------
    >>> print(NaiveDatetimeError(datetime(2026, 3, 2, 9), "at"))
    naive datetime 2026-03-02 09:00:00 given as at; expected an aware one; attach the \
office's zone, e.g. at.replace(tzinfo=calendar.tz)
    """

    value: datetime
    name: str

    def __init__(self, value: datetime, name: str) -> None:
        super().__init__(value, name)
        self.value = value
        self.name = name

    def __str__(self) -> str:
        return (
            f"naive datetime {self.value} given as {self.name}; expected an aware one; "
            f"attach the office's zone, e.g. {self.name}.replace(tzinfo=calendar.tz)"
        )


class NotADateError(EgovkitError, TypeError):
    """Something else than a plain date was given where a day is needed.

    Examples
    --------
    >>> print(NotADateError("2026-03-02", "day"))
    str 2026-03-02 given as day; expected a datetime.date
    """

    value: object
    name: str

    def __init__(self, value: object, name: str) -> None:
        super().__init__(value, name)
        self.value = value
        self.name = name

    def __str__(self) -> str:
        text = (
            f"{type(self.value).__name__} {self.value} given as {self.name}; "
            "expected a datetime.date"
        )
        if isinstance(self.value, datetime):
            text += f"; take its local day: {self.name}.astimezone(calendar.tz).date()"
        return text


class SpanError(EgovkitError, LookupError):
    """A day lies outside of the days a calendar knows.

    Examples
    --------
    >>> print(SpanError(date(2030, 1, 1), date(2026, 1, 1), date(2026, 12, 31)))
    2030-01-01 is outside of the calendar; expected a day from 2026-01-01 to 2026-12-31; \
build the calendar with more years
    """

    day: date | str
    first: date
    last: date

    def __init__(self, day: date | str, first: date, last: date) -> None:
        super().__init__(day, first, last)
        self.day = day
        self.first = first
        self.last = last

    def __str__(self) -> str:
        return (
            f"{self.day} is outside of the calendar; expected a day from {self.first} "
            f"to {self.last}; build the calendar with more years"
        )


class TermSyntaxError(EgovkitError, ValueError):
    """A text does not denote a term.

    Examples
    --------
    >>> print(TermSyntaxError("3 moons", 2, "a unit"))
    not a term: '3 moons'
        3 moons
          ^ expected a unit
    """

    text: str
    position: int
    expected: str

    def __init__(self, text: str, position: int, expected: str) -> None:
        super().__init__(text, position, expected)
        self.text = text
        self.position = position
        self.expected = expected

    def __str__(self) -> str:
        return (
            f"not a term: {self.text!r}\n"
            f"    {self.text}\n"
            f"    {' ' * self.position}^ expected {self.expected}"
        )
