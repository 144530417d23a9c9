"""Quick ways to read the usual token. They find what the slow ways find, or give up.

A receipt is verified in little more than its signature takes; to read CBOR item by item
would be most of the rest. What is unusual, and every fault, is for the slow ways.
"""

from struct import Struct, error
from typing import Final

Value = int | str | bytes | bool | list["Value"] | dict[int | str, "Value"] | None
"""What our CBOR can hold."""

Frame = tuple[bytes, bytes, bytes, bytes]
"""Protected header, payload, signature, and the bytes that the signature is over."""

SIGN1: Final = b"\xd2\x84"
"""Tag 18, and an array of four."""

CONTEXT: Final = b"\x84\x6aSignature1"
NO_EXTERNAL_DATA: Final = b"\x40"
SHORT_BYTES: Final = range(0x40, 0x58)
_SIGNATURE_PART: Final = 66
_LEAST: Final = 100
_DIRECT: Final = 24
_TEXT: Final = range(0x60, 0x78)
_LONG_TEXT: Final = 0x78
_MAP: Final = range(0xA1, 0xB8)
_UINT_OF_FOUR, _NEGATIVE_OF_FOUR, _LEAST_OF_FOUR = 0x1A, 0x3A, 1 << 16
_four_bytes: Final = Struct(">I").unpack_from


def usual_frame(data: bytes) -> Frame | None:
    """Look where a token of a usual size has its parts, and nowhere else."""
    if len(data) < _LEAST or data[:2] != SIGN1 or data[2] not in SHORT_BYTES:
        return None
    header_end = data[2] - 0x3D
    body, body_end = header_end + 3, len(data) - _SIGNATURE_PART
    size = body_end - body
    if (
        data[header_end : header_end + 2] != b"\xa0\x58"
        or data[body - 1] != size
        or size < _DIRECT
        or data[body_end : body_end + 2] != b"\x58\x40"
    ):
        return None
    return (
        data[3:header_end],
        data[body:body_end],
        data[body_end + 2 :],
        CONTEXT + data[2:header_end] + NO_EXTERNAL_DATA + data[body - 2 : body_end],
    )


def usual_claims(data: bytes) -> dict[int | str, Value] | None:
    """Read a map of small keys to texts and seconds of this century.

    Its last key is a private label, with another such map.
    """
    values: dict[int | str, Value] = {}
    inner: dict[int | str, Value] = {}
    try:
        if data[0] not in _MAP:
            return None
        at = _pairs(data, 1, data[0] - 0xA1, values)
        if not at or data[at] != _NEGATIVE_OF_FOUR or data[at + 5] not in _MAP:
            return None
        label = _four_bytes(data, at + 1)[0]
        end = _pairs(data, at + 6, data[at + 5] - 0xA0, inner)
    except (IndexError, UnicodeDecodeError, error):
        return None
    if end != len(data) or label < _LEAST_OF_FOUR:
        return None
    values[-1 - label] = inner
    return values


def _pairs(data: bytes, at: int, n: int, values: dict[int | str, Value]) -> int:
    """Read so many pairs; return where they end, or 0 if one is unusual."""
    last = -1
    for _ in range(n):
        key, first = data[at], data[at + 1]
        if not last < key < _DIRECT:
            return 0
        last = key
        if first == _UINT_OF_FOUR:
            number = _four_bytes(data, at + 2)[0]
            if number < _LEAST_OF_FOUR:
                return 0
            values[key] = number
            at += 6
        elif first in _TEXT:
            begin, at = at + 2, at + first - 0x5E
            values[key] = data[begin:at].decode()
        elif first == _LONG_TEXT and data[at + 2] >= _DIRECT:
            begin, at = at + 3, at + 3 + data[at + 2]
            values[key] = data[begin:at].decode()
        else:
            return 0
    return at
