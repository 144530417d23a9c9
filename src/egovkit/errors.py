"""Everything egovkit raises on purpose, in one tree.

Each class also is the nearest built-in exception, carries what went wrong as
attributes, and says in its text what was given, what was expected and what to do.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, Self


class EgovkitError(Exception):
    """Base of every error that egovkit raises on purpose."""


class InvalidValueError(EgovkitError, ValueError):
    """A value is outside of what a call can take.

    Attributes
    ----------
    name, given, expected, remedy
        The argument as the caller spells it, its value, what was expected instead,
        and what to do.
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


class NaiveDatetimeError(EgovkitError, ValueError):
    """A datetime without a zone was given where an instant is needed."""

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
    """Something else than a plain date was given where a day is needed."""

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
    """A day lies outside of the days a calendar knows."""

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
    """A text does not denote a term."""

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


class NotVerifiedError(EgovkitError, LookupError):
    """A rule was asked for whose source has not been read."""

    what: str
    source: str

    def __init__(self, what: str, source: str) -> None:
        super().__init__(what, source)
        self.what = what
        self.source = source

    def __str__(self) -> str:
        return f"{self.what} is not known; expected from {self.source}, not read yet"


class MissingExtraError(EgovkitError, ImportError):
    """A part of egovkit needs a package that is not installed."""

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


class NoTermError(EgovkitError, LookupError):
    """A dossier has no term that could end."""

    number: str
    why: str

    def __init__(self, number: str, why: str) -> None:
        super().__init__(number, why)
        self.number = number
        self.why = why

    def __str__(self) -> str:
        return (
            f"dossier {self.number} has no deadline: {self.why}; expected a dossier that "
            "was received, of a procedure with a term"
        )


class NotReceivedError(EgovkitError, LookupError):
    """A dossier had not been received at the time from which it is seen."""

    number: str
    as_of: datetime

    def __init__(self, number: str, as_of: datetime) -> None:
        super().__init__(number, as_of)
        self.number = number
        self.as_of = as_of

    def __str__(self) -> str:
        return (
            f"dossier {self.number} had not been received at {self.as_of}; expected a "
            "later as_of; leave out dossiers whose received_at is None or after as_of"
        )


class Refusal(NamedTuple):
    """One reason against an action.

    Attributes
    ----------
    code
        "state", "role", "assurance", "naive", "order", "stale", "key", "extended",
        "no_promise", "extension_late", "version", "no_term" from `fire_many`, or a
        guard's own.
    text, vi
        The reason in English, and in Vietnamese where it is known.

    Examples
    --------
    >>> str(Refusal("fee", "the fee is not paid", "Chưa nộp lệ phí"))
    '[fee] the fee is not paid'
    """

    code: str
    text: str
    vi: str | None = None

    def __str__(self) -> str:
        return f"[{self.code}] {self.text}"


class RefusedError(EgovkitError, ValueError):
    """An action is not allowed, for all the reasons that stand in `refusals`.

    Attributes
    ----------
    action, number
        What was asked for, of which dossier.
    refusals
        Every reason, each with its code and its text.
    """

    action: str
    number: str
    refusals: tuple[Refusal, ...]

    def __init__(self, action: str, number: str, refusals: tuple[Refusal, ...]) -> None:
        super().__init__(action, number, refusals)
        self.action = action
        self.number = number
        self.refusals = refusals

    def __str__(self) -> str:
        reasons = "; ".join(str(refusal) for refusal in self.refusals)
        return f"{self.action} refused for dossier {self.number}: {reasons}"


class HistoryError(EgovkitError, ValueError):
    """A history is not one that the workflow can have written.

    Attributes
    ----------
    number, seq
        The dossier, and the place of the event in its history, counted from 0.
    """

    number: str
    seq: int
    given: str
    expected: str

    def __init__(self, number: str, seq: int, given: str, expected: str) -> None:
        super().__init__(number, seq, given, expected)
        self.number = number
        self.seq = seq
        self.given = given
        self.expected = expected

    def __str__(self) -> str:
        return (
            f"history of dossier {self.number}, event {self.seq}: {self.given}; "
            f"expected {self.expected}"
        )


class RecordError(HistoryError):
    """A stored record of a history does not hold an event that can be read.

    Attributes
    ----------
    path
        Where in the record, such as "$.payload.papers[2]"; "$" is the whole.
    record
        The record as it is stored, so that it can be kept and put right. It is not in
        the text of the error, for it may name people.
    """

    path: str
    record: str

    def __init__(  # noqa: PLR0917 - positional, so that it pickles
        self,
        number: str,
        seq: int,
        path: str,
        given: str,
        expected: str,
        record: str = "",
    ) -> None:
        super().__init__(number, seq, given, expected)
        EgovkitError.__init__(self, number, seq, path, given, expected)
        self.path = path
        self.record = record

    def __str__(self) -> str:
        return (
            f"record of dossier {self.number}, event {self.seq}, {self.path}: "
            f"{self.given}; expected {self.expected}"
        )


class NotStoredError(EgovkitError, LookupError):
    """A store holds no dossier of a number.

    Examples
    --------
    >>> print(NotStoredError("H53-260105-0001"))
    no dossier 'H53-260105-0001' is stored; expected the number of one that is
    """

    number: str

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number

    def __str__(self) -> str:
        return (
            f"no dossier {self.number!r} is stored; expected the number of one that is"
        )


class ConflictError(EgovkitError, ValueError):
    """Another writer changed a dossier after it was loaded; nothing was written.

    Attributes
    ----------
    number
        The dossier.
    expected, found
        The version it was loaded in, and the one that is stored; 0 is none.
    key
        The key of a command among those to be written that another writer has carried
        out already, if there is one.

    Examples
    --------
    >>> print(ConflictError("H53-260105-0001", 5, 6))
    dossier H53-260105-0001 is stored in version 6; expected 5; load it and decide anew
    """

    number: str
    expected: int
    found: int
    key: str | None

    def __init__(
        self, number: str, expected: int, found: int, key: str | None = None
    ) -> None:
        super().__init__(number, expected, found, key)
        self.number = number
        self.expected = expected
        self.found = found
        self.key = key

    def __str__(self) -> str:
        stands = f"is stored in version {self.found}" if self.found else "is not stored"
        expected = f"{self.expected}" if self.expected else "none of this number"
        if self.found == self.expected:
            expected += " with the history that was loaded"
        remedy = "load it and decide anew"
        if self.key is not None:
            remedy += f"; a command with the key {self.key!r} was carried out already"
        return f"dossier {self.number} {stands}; expected {expected}; {remedy}"


class UnusableFileError(EgovkitError, ValueError):
    """A file cannot be read at all: its header, encoding or format is wrong."""

    file: str
    problem: str
    remedy: str

    def __init__(self, file: str, problem: str, remedy: str) -> None:
        super().__init__(file, problem, remedy)
        self.file = file
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"cannot use {self.file}: {self.problem}; {self.remedy}"


class RowError(EgovkitError, ValueError):
    """One row of a file does not describe a dossier.

    Attributes
    ----------
    line
        The line of the file on which the row begins, counted from 1.
    column, value, expected
        The column as the file names it, the text that stands there, and what was
        expected.
    """

    line: int
    column: str
    value: str
    expected: str

    def __init__(self, line: int, column: str, value: str, expected: str) -> None:
        super().__init__(line, column, value, expected)
        self.line = line
        self.column = column
        self.value = value
        self.expected = expected

    def __str__(self) -> str:
        return (
            f"line {self.line}, column {self.column}: {self.value!r}; "
            f"expected {self.expected}"
        )


TokenCode = Literal[
    "too_large",
    "not_a_token",
    "format_not_asked",
    "foreign_link",
    "malformed",
    "critical_header",
    "missing_kid",
    "unknown_key",
    "algorithm_mismatch",
    "unsupported_algorithm",
    "bad_signature",
    "bad_claims",
    "wrong_issuer",
    "wrong_purpose",
    "key_revoked",
    "key_not_in_force",
    "issued_in_future",
    "not_yet_valid",
    "status_unknown",
    "status_stale",
    "revoked",
    "suspended",
    "expired",
    "bad_key",
    "duplicate_kid",
]
"""Why a token or a key is refused. The codes are stable; a later version may add some."""


class TokenError(EgovkitError, ValueError):
    """A signed token, a status list or a key is refused.

    Attributes
    ----------
    code
        The reason, one of `TokenCode`: test this, and show the text.
    given, expected, remedy
        What was found, what was expected instead, and what to do. Text that comes from
        outside is quoted by `ascii()`.
    kind
        What the text is instead, if the code is ``"not_a_token"`` or
        ``"format_not_asked"``: such as ``"VietQR payment code"``.
    where, why, offset
        The part that is broken, its fault, and the byte or character of that part
        counted from 0, if the code is ``"malformed"``.
    claims
        The claims of a genuine paper whose code is ``"revoked"``, ``"suspended"`` or
        ``"expired"``; None otherwise, for nothing else can be believed.

    Examples
    --------
    >>> error = TokenError("wrong_issuer", "'a.example'", "'b.example'", "ask b.example")
    >>> print(error)
    wrong_issuer: 'a.example'; expected 'b.example'; ask b.example
    """

    code: TokenCode
    given: str
    expected: str
    remedy: str
    kind: str | None
    where: str | None
    why: str | None
    offset: int | None
    claims: object | None

    def __init__(
        self,
        code: TokenCode,
        given: str,
        expected: str,
        remedy: str = "",
        *,
        kind: str | None = None,
        where: str | None = None,
        why: str | None = None,
        offset: int | None = None,
        claims: object | None = None,
    ) -> None:
        super().__init__(code, given, expected, remedy)
        self.code = code
        self.given = given
        self.expected = expected
        self.remedy = remedy
        self.kind = kind
        self.where = where
        self.why = why
        self.offset = offset
        self.claims = claims

    def __str__(self) -> str:
        text = f"{self.code}: {self.given}; expected {self.expected}"
        return f"{text}; {self.remedy}" if self.remedy else text


class SymbolTooLargeError(EgovkitError, ValueError):
    """A text needs a larger QR symbol than is allowed.

    Attributes
    ----------
    length
        The characters of the text; the text itself is not kept.
    version
        The version it needs; None if it fits none of the forty.
    ecc, max_version
        The level of error correction and the largest version that were asked for.
    """

    length: int
    version: int | None
    ecc: str
    max_version: int

    def __init__(
        self, length: int, version: int | None, ecc: str, max_version: int
    ) -> None:
        super().__init__(length, version, ecc, max_version)
        self.length = length
        self.version = version
        self.ecc = ecc
        self.max_version = max_version

    def __str__(self) -> str:
        size, cures = "more than the 40 versions hold", ["shorten the text"]
        if self.ecc != "L":
            cures.append("take a lower level")
        if self.version is not None:
            size = f"a QR symbol of version {self.version}"
            cures.append(f"pass max_version={self.version}")
        return (
            f"{self.length:,} characters need {size} at error correction {self.ecc}; "
            f"expected version {self.max_version} at most; {', or '.join(cures)}"
        )


class PlainDataError(EgovkitError, ValueError):
    """Plain data, such as parsed JSON, does not describe a value; or a value no data.

    Attributes
    ----------
    path
        Where, such as "$.papers[2].name"; "$" is the whole.
    given
        What stands there, shortened.
    expected
        What was expected; if a class refused what it was given, its words, and its
        error is the cause of this one.
    """

    path: str
    given: str
    expected: str

    def __init__(self, path: str, given: str, expected: str) -> None:
        super().__init__(path, given, expected)
        self.path = path
        self.given = given
        self.expected = expected

    def __str__(self) -> str:
        return f"{self.path}: {self.given}; expected {self.expected}"


class FaultsError(ExceptionGroup[Exception], EgovkitError):
    """Several faults of one document: the first thousand, and how many there are."""

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


class SmallModuleWarning(UserWarning):
    """The modules of a QR symbol would be printed too small to be read reliably.

    Attributes
    ----------
    module_mm, width_mm
        The side of a module, and the printed width that makes it so small.
    least_mm, needed_mm
        The side it should have at least, and the printed width that it takes.
    """

    module_mm: float
    width_mm: float
    least_mm: float
    needed_mm: float

    def __init__(
        self, module_mm: float, width_mm: float, least_mm: float, needed_mm: float
    ) -> None:
        super().__init__(module_mm, width_mm, least_mm, needed_mm)
        self.module_mm = module_mm
        self.width_mm = width_mm
        self.least_mm = least_mm
        self.needed_mm = needed_mm

    def __str__(self) -> str:
        return (
            f"modules of {self.module_mm:.3f} mm at a printed width of "
            f"{self.width_mm:g} mm; expected {self.least_mm:g} mm at least; "
            f"print it {self.needed_mm:g} mm wide, or shorten the text"
        )
