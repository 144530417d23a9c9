"""What a dossier, its history or its store refuses."""

from datetime import datetime
from typing import NamedTuple

from egovkit.errors._base import EgovkitError


class NoTermError(EgovkitError, LookupError):
    """A dossier has no term that could end.

    Examples
    --------
    >>> print(NoTermError("H53-260105-0001", "its procedure has none"))
    dossier H53-260105-0001 has no deadline: its procedure has none; expected a dossier \
that was received, of a procedure with a term
    """

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
    """A dossier had not been received at the time from which it is seen.

    Examples
    --------
    >>> print(NotReceivedError("H53-260105-0001", datetime(2026, 3, 2, 9)))
    dossier H53-260105-0001 had not been received at 2026-03-02 09:00:00; expected a \
later as_of; leave out dossiers whose received_at is None or after as_of
    """

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

    Examples
    --------
    >>> reasons = (Refusal("role", "only the counter may"),)
    >>> print(RefusedError("accept", "H53-260105-0001", reasons))
    accept refused for dossier H53-260105-0001: [role] only the counter may
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

    Examples
    --------
    >>> print(HistoryError("H53-260105-0001", 3, "state 'lost'", "'received'"))
    history of dossier H53-260105-0001, event 3: state 'lost'; expected 'received'
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

    Examples
    --------
    >>> print(RecordError("H53-260105-0001", 3, "$.state", "1", "a text"))
    record of dossier H53-260105-0001, event 3, $.state: 1; expected a text
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
