"""Everything egovkit raises on purpose, in one tree.

Each class also is the nearest built-in exception, carries what went wrong as
attributes, and says in its text what was given, what was expected and what to do.
"""

from egovkit.errors._base import (
    EgovkitError,
    FaultsError,
    InvalidValueError,
    MissingExtraError,
    NotVerifiedError,
)
from egovkit.errors._dossiers import (
    ConflictError,
    HistoryError,
    NoTermError,
    NotReceivedError,
    NotStoredError,
    RecordError,
    Refusal,
    RefusedError,
)
from egovkit.errors._files import (
    PlainDataError,
    RowError,
    UnusableFileError,
)
from egovkit.errors._qr import (
    SmallModuleWarning,
    SymbolTooLargeError,
    TokenCode,
    TokenError,
)
from egovkit.errors._times import (
    NaiveDatetimeError,
    NotADateError,
    SpanError,
    TermSyntaxError,
)

__all__ = [
    "ConflictError",
    "EgovkitError",
    "FaultsError",
    "HistoryError",
    "InvalidValueError",
    "MissingExtraError",
    "NaiveDatetimeError",
    "NoTermError",
    "NotADateError",
    "NotReceivedError",
    "NotStoredError",
    "NotVerifiedError",
    "PlainDataError",
    "RecordError",
    "Refusal",
    "RefusedError",
    "RowError",
    "SmallModuleWarning",
    "SpanError",
    "SymbolTooLargeError",
    "TermSyntaxError",
    "TokenCode",
    "TokenError",
    "UnusableFileError",
]

for _value in [globals()[_name] for _name in __all__]:
    # They are caught, pickled and read in tracebacks by this name, not by a module's.
    if isinstance(_value, type):
        _value.__module__ = __name__
