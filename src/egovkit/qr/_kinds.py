"""The kinds of values that a claim may have: in Python, and in CBOR."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import NoneType
from typing import Any, Final, NamedTuple, TypeGuard, get_args

from egovkit._time import require_aware
from egovkit.errors import InvalidValueError
from egovkit.qr._cbor import (
    MOST,
    encode,
    encode_bytes,
    encode_integer,
    encode_text,
)

LAST_SECOND: Final = 253_402_300_799
"""9999-12-31T23:59:59Z, after which no datetime comes."""

_FIRST_YEAR: Final = 1970
_FOUR_BYTES: Final = 1 << 16
"""From here to 2^32, which is 2106, an integer of CBOR has four bytes."""
Map = dict[Any, Any]
"""A map as a decoder gives it, before anything is known of its keys and values."""

Papers = tuple[tuple[str, bytes], ...]
DIGEST_SIZE: Final = 32


class UnfitError(Exception):
    """A value is not of the kind; `expected` says what would be."""

    expected: str

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


class Kind(NamedTuple):
    """How values of one kind are taken from a caller, written, and read.

    `take` and `read` raise `UnfitError` for what is none.
    """

    take: Callable[[object], object]
    write: Callable[[Any], bytes]
    read: Callable[[object], object]


def is_map(value: object) -> TypeGuard[Map]:
    """Whether a decoded value is a map."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    """Whether a decoded value is an array."""
    return isinstance(value, list | tuple)


def text(value: object) -> str:
    """Take a text that is not empty and that UTF-8 can hold."""
    if type(value) is not str or not value:
        raise UnfitError("a text that is not empty")
    return value


def _writable_text(value: object) -> str:
    taken = text(value)
    try:
        taken.encode()
    except UnicodeEncodeError:
        raise UnfitError("a text without half of a surrogate pair") from None
    return taken


def _integer(value: object) -> int:
    if type(value) is not int or not -MOST <= value <= MOST:
        raise UnfitError("an integer of at most 2^53 - 1")
    return value


def _truth(value: object) -> bool:
    if type(value) is not bool:
        raise UnfitError("True or False")
    return value


def octets(value: object) -> bytes:
    """Take bytes."""
    if type(value) is not bytes:
        raise UnfitError("bytes")
    return value


def digest(value: object) -> bytes:
    """Take a SHA-256."""
    if type(value) is not bytes or len(value) != DIGEST_SIZE:
        raise UnfitError("the 32 bytes of a SHA-256")
    return value


def whole_second(at: object) -> datetime:
    """Take an instant; it becomes the whole second in which it lies, in UTC."""
    if not isinstance(at, datetime):
        raise UnfitError("an aware datetime")
    if at.tzinfo is not UTC:
        at = _in_utc(at)
    if at.year < _FIRST_YEAR:
        raise UnfitError("an instant from 1970 on")
    return at.replace(microsecond=0) if at.microsecond else at


def _in_utc(at: datetime) -> datetime:
    try:
        return require_aware(at, "at").astimezone(UTC)
    except OverflowError:
        raise UnfitError("an instant from 1970 to 9999") from None


def encode_instant(at: datetime) -> bytes:
    """Write a whole second as the seconds since 1970."""
    seconds = int(at.timestamp())
    if _FOUR_BYTES <= seconds < 1 << 32:
        return b"\x1a" + seconds.to_bytes(4, "big")
    return encode_integer(seconds)


def instant(value: object) -> datetime:
    """Read an instant from its seconds since 1970."""
    if type(value) is not int or not 0 <= value <= LAST_SECOND:
        raise UnfitError("whole seconds from 1970 to 9999")
    return datetime.fromtimestamp(value, UTC)


def _papers(value: object) -> Papers:
    expected = "pairs of a name and the 32 bytes of a SHA-256"
    if not is_list(value):
        raise UnfitError(expected)
    pairs: list[tuple[str, bytes]] = []
    for pair in value:
        if not is_list(pair) or len(pair) != 2:  # noqa: PLR2004
            raise UnfitError(expected)
        pairs.append((_writable_text(pair[0]), digest(pair[1])))
    return tuple(pairs)


KINDS: Final[dict[object, Kind]] = {
    str: Kind(_writable_text, encode_text, text),
    int: Kind(_integer, encode_integer, _integer),
    bool: Kind(_truth, encode, _truth),
    bytes: Kind(octets, encode_bytes, octets),
    datetime: Kind(whole_second, encode_instant, instant),
    Papers: Kind(_papers, encode, _papers),
}
DIGEST: Final = Kind(digest, encode_bytes, digest)


def kind_of(hint: object, *, is_digest: bool) -> tuple[Kind, bool]:
    """Return the kind of a type, and whether None may stand for it."""
    args = get_args(hint)
    is_optional = NoneType in args
    if is_optional:
        (hint,) = (arg for arg in args if arg is not NoneType)
    if is_digest and hint is bytes:
        return DIGEST, is_optional
    if hint not in KINDS:
        raise InvalidValueError(
            "claim", hint,
            "str, int, bool, bytes, datetime or tuple[tuple[str, bytes], ...]",
        )  # fmt: skip
    return KINDS[hint], is_optional
