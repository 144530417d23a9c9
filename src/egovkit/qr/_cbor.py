"""CBOR as our tokens are written in it: one encoding for each value, and no other.

Deterministic encoding of RFC 8949 section 4.2.1, without floats, tags and undefined,
with integers that every language can hold. What is not written so is refused, and so
the bytes that are signed and the value that is read cannot differ between readers.
"""

from collections.abc import Callable, Mapping
from typing import Final, cast

from egovkit.errors import InvalidValueError, TokenError
from egovkit.qr._limits import DEFAULT, Limits
from egovkit.qr._refusals import malformed
from egovkit.qr._usual import Value, usual_claims

MOST: Final = 2**53 - 1
"""The largest integer, of either sign: what a double of JavaScript holds exactly."""

_UINT, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)
_KEYS = frozenset((_UINT, _NEGATIVE, _TEXT))
_SIMPLES: Final[dict[int, bool | None]] = {20: False, 21: True, 22: None}

_DIRECT: Final = 24
"""An argument below this stands in the head itself."""

_LEAST: Final = {24: 24, 25: 1 << 8, 26: 1 << 16, 27: 1 << 32}
"""The least argument that needs so long a form, by the additional information."""

_INDEFINITE: Final = 31

_HEADS: Final = tuple(bytes((first,)) for first in range(256))
"""Each single byte: joining bytes is quicker than making them."""


def decode(data: bytes, where: str, limits: Limits = DEFAULT) -> Value:
    """Read exactly one item; `where` names the part in the refusal.

    Raises
    ------
    TokenError
        ``malformed``, with the offset of the item at fault.
    """
    if limits is DEFAULT and (usual := usual_claims(data)) is not None:
        return usual
    reader = _Reader(data, where, limits.items)
    value = reader.item(limits.depth)
    if reader.at != len(data):
        raise malformed(where, "something follows the end", reader.at)
    return value


class _Reader:
    """A place in the data, and how many more items there may be."""

    __slots__ = ("at", "data", "room", "where")

    def __init__(self, data: bytes, where: str, items: int) -> None:
        self.data = data
        self.where = where
        self.at = 0
        self.room = items - 1

    def fault(self, why: str, at: int) -> TokenError:
        return malformed(self.where, why, at)

    def item(self, depth: int) -> Value:
        begin = self.at
        major, n = self.head(begin)
        if major == _TEXT:
            return self.text(begin, self.octets(begin, n))
        if major == _MAP:
            return self.map(begin, n, depth)
        if major <= _NEGATIVE:
            return self.integer(begin, n if major == _UINT else -1 - n)
        if major == _BYTES:
            return self.octets(begin, n)
        if major == _ARRAY:
            return self.array(begin, n, depth)
        if major == _SIMPLE and n in _SIMPLES:
            return _SIMPLES[n]
        raise self.fault("a tag" if major == _TAG else "an unknown simple value", begin)

    def head(self, begin: int) -> tuple[int, int]:
        """Read the major type and the argument."""
        if begin >= len(self.data):
            raise self.fault("it ends early", begin)
        major, info = divmod(self.data[begin], 32)
        self.at = end = begin + 1
        if info < _DIRECT:
            return major, info
        if major == _SIMPLE:
            raise self.fault("a float or an unknown simple value", begin)
        if info not in _LEAST:
            why = "an indefinite length" if info == _INDEFINITE else "a reserved head"
            raise self.fault(why, begin)
        self.at = end + (1 << (info - _DIRECT))
        if self.at > len(self.data):
            raise self.fault("it ends early", begin)
        n = int.from_bytes(self.data[end : self.at], "big")
        if n < _LEAST[info]:
            raise self.fault("not the shortest form", begin)
        return major, n

    def integer(self, begin: int, value: int) -> int:
        if not -MOST <= value <= MOST:
            raise self.fault("an integer beyond 2^53 - 1", begin)
        return value

    def octets(self, begin: int, n: int) -> bytes:
        start, self.at = self.at, self.at + n
        if self.at > len(self.data):
            raise self.fault("it ends early", begin)
        return self.data[start : self.at]

    def text(self, begin: int, data: bytes) -> str:
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise self.fault("not UTF-8", begin) from None

    def enter(self, begin: int, children: int, depth: int) -> None:
        """Take the children of a container out of the room, before any is read."""
        if depth < 1:
            raise self.fault("nested too deep", begin)
        self.room -= children
        if self.room < 0:
            raise self.fault("too many items", begin)

    def array(self, begin: int, n: int, depth: int) -> Value:
        self.enter(begin, n, depth)
        return [self.item(depth - 1) for _ in range(n)]

    def map(self, begin: int, n: int, depth: int) -> Value:
        self.enter(begin, 2 * n, depth)
        values: dict[int | str, Value] = {}
        last = b""
        for _ in range(n):
            start = self.at
            key = self.key(start)
            encoded = self.data[start : self.at]
            if encoded <= last:
                why = "a key twice" if encoded == last else "keys out of order"
                raise self.fault(why, start)
            last = encoded
            values[key] = self.item(depth - 1)
        return values

    def key(self, begin: int) -> int | str:
        if begin < len(self.data) and self.data[begin] >> 5 not in _KEYS:
            raise self.fault("a key that is no integer and no text", begin)
        return cast("int | str", self.item(0))


def head(major: int, n: int) -> bytes:
    """Write the head of an item with its argument in the shortest form."""
    if n < _DIRECT:
        return _HEADS[major << 5 | n]
    if n < 1 << 8:
        return _HEADS[major << 5 | 24] + _HEADS[n]
    if n < 1 << 16:
        return _HEADS[major << 5 | 25] + n.to_bytes(2, "big")
    if n < 1 << 32:
        return _HEADS[major << 5 | 26] + n.to_bytes(4, "big")
    return _HEADS[major << 5 | 27] + n.to_bytes(8, "big")


def encode_integer(value: int) -> bytes:
    """Write an integer."""
    if not -MOST <= value <= MOST:
        raise InvalidValueError("extra", value, "integers of at most 2^53 - 1")
    return head(_UINT, value) if value >= 0 else head(_NEGATIVE, -1 - value)


def encode_text(value: str) -> bytes:
    """Write a text."""
    data = value.encode()
    n = len(data)
    return (_HEADS[0x60 + n] if n < _DIRECT else head(_TEXT, n)) + data


def encode_bytes(value: bytes) -> bytes:
    """Write a string of bytes."""
    n = len(value)
    return (_HEADS[0x40 + n] if n < _DIRECT else head(_BYTES, n)) + value


def encode_pairs(pairs: list[bytes]) -> bytes:
    """Write a map of pairs that are each a key and its value, already written.

    No key of CBOR is the beginning of another, so the order of the pairs is that of
    their keys.
    """
    pairs.sort()
    return head(_MAP, len(pairs)) + b"".join(pairs)


def encode(value: object) -> bytes:
    """Write any value that `decode` can read.

    Raises
    ------
    InvalidValueError
        If a value, or a part of it, has no place in a token.
    """
    writer = _WRITERS.get(type(value))
    if writer is None:
        raise InvalidValueError(
            "extra", value, "integers, texts, bytes, True, False, None, lists and dicts",
            "write an instant as whole seconds and a fraction as text",
        )  # fmt: skip
    return writer(value)


def _encode_array(values: list[object] | tuple[object, ...]) -> bytes:
    return head(_ARRAY, len(values)) + b"".join(map(encode, values))


def _encode_map(values: Mapping[object, object]) -> bytes:
    for key in values:
        if type(key) not in (int, str):
            raise InvalidValueError("extra", key, "keys that are integers or texts")
    return encode_pairs([encode(key) + encode(value) for key, value in values.items()])


def _encode_simple(value: bool | None) -> bytes:  # noqa: FBT001
    return {False: b"\xf4", True: b"\xf5", None: b"\xf6"}[value]


_WRITERS: Final[dict[type, Callable[..., bytes]]] = {
    int: encode_integer,
    str: encode_text,
    bytes: encode_bytes,
    bool: _encode_simple,
    type(None): _encode_simple,
    list: _encode_array,
    tuple: _encode_array,
    dict: _encode_map,
}
