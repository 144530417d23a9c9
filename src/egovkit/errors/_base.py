"""The root of the tree, and the errors that any part may raise."""

from collections.abc import Sequence
from typing import Self


class EgovkitError(Exception):
    """Base of every error that egovkit raises on purpose.

    Examples
    --------
    >>> from egovkit.deadlines import Term
    >>> try:
    ...     Term.parse("3 moons")
    ... except EgovkitError as error:
    ...     print(type(error).__name__)
    TermSyntaxError
    """


class InvalidValueError(EgovkitError, ValueError):
    """A value is outside of what a call can take.

    Attributes
    ----------
    name, given, expected, remedy
        The argument as the caller spells it, its value, what was expected instead,
        and what to do.

    Examples
    --------
    >>> print(InvalidValueError("tz", "Mars", "an IANA time zone", "see zoneinfo"))
    'Mars' given as tz; expected an IANA time zone; see zoneinfo
    """

    name: str
    given: object
    expected: str
    remedy: str

    def __init__(
        self, name: str, given: object, expected: str, remedy: str = ""
    ) -> None:
        super().__init__(name, given, expected, remedy)
        self.name = name
        self.given = given
        self.expected = expected
        self.remedy = remedy

    def __str__(self) -> str:
        text = f"{self.given!r} given as {self.name}; expected {self.expected}"
        return f"{text}; {self.remedy}" if self.remedy else text


class NotVerifiedError(EgovkitError, LookupError):
    """A rule was asked for whose source has not been read.

    Examples
    --------
    >>> print(NotVerifiedError("the formula", "the annex of the decision"))
    the formula is not known; expected from the annex of the decision, not read yet
    """

    what: str
    source: str

    def __init__(self, what: str, source: str) -> None:
        super().__init__(what, source)
        self.what = what
        self.source = source

    def __str__(self) -> str:
        return f"{self.what} is not known; expected from {self.source}, not read yet"


class MissingExtraError(EgovkitError, ImportError):
    """A part of egovkit needs a package that is not installed.

    Examples
    --------
    >>> print(MissingExtraError("reading XLSX", "openpyxl", "reports"))
    reading XLSX needs openpyxl; run: pip install 'egovkit[reports]'
    """

    feature: str
    package: str
    extra: str

    def __init__(self, feature: str, package: str, extra: str) -> None:
        super().__init__(feature, package, extra)
        self.feature = feature
        self.package = package
        self.extra = extra

    def __str__(self) -> str:
        return (
            f"{self.feature} needs {self.package}; "
            f"run: pip install 'egovkit[{self.extra}]'"
        )


class FaultsError(ExceptionGroup[Exception], EgovkitError):
    """Several faults of one document: the first thousand, and how many there are.

    Examples
    --------
    >>> faults = FaultsError("two rows are bad", [ValueError("a"), ValueError("b")])
    >>> faults.count, faults.exceptions
    (2, (ValueError('a'), ValueError('b')))
    """

    count: int

    def __new__(cls, message: str, exceptions: Sequence[Exception], /) -> Self:
        """Keep the first thousand; `count` tells how many there were."""
        shown = exceptions[:1000]
        rest = len(exceptions) - len(shown)
        group = super().__new__(
            cls, f"{message} (and {rest} more)" if rest else message, shown
        )
        group.count = len(exceptions)
        return group

    def derive(self, excs: Sequence[Exception]) -> "FaultsError":  # type: ignore[override]
        """Group a part of the faults, as `except*` and `split` need it."""
        return FaultsError(self.message, excs)
