"""The frame of a token: a tagged COSE_Sign1 of RFC 9052 with a header of two entries."""

from typing import Final

from egovkit.qr._cbor import decode, encode_bytes
from egovkit.qr._limits import Limits
from egovkit.qr._refusals import malformed
from egovkit.qr._usual import (
    CONTEXT,
    NO_EXTERNAL_DATA,
    SHORT_BYTES,
    SIGN1,
    Frame,
    Value,
    usual_frame,
)

CWT_SIGN1: Final = b"\xd8\x3d\xd2\x84"
"""Tag 18 and an array of four within tag 61, as RFC 8392 section 6 allows."""

SIGNATURE_HEAD: Final = b"\x58\x40"
_EMPTY_MAP: Final = b"\xa0"
_LONG_BYTES: Final = range(0x58, 0x5B)


def frame_of(data: bytes) -> Frame:
    """Take a frame apart.

    Raises
    ------
    TokenError
        ``malformed``, if it is not tagged, or not written in the one way.
    """
    return usual_frame(data) or _any_frame(data)


def _any_frame(data: bytes) -> Frame:
    at = 4 if data[:4] == CWT_SIGN1 else 2
    if at == 2 and data[:2] != SIGN1:  # noqa: PLR2004
        raise malformed("token", "no tag 18 with an array of four", 0)
    protected, unprotected_at = _bytes_at(data, at)
    if data[unprotected_at : unprotected_at + 1] != _EMPTY_MAP:
        raise malformed("token", "an unprotected header", unprotected_at)
    payload_at = unprotected_at + 1
    payload, signature_at = _bytes_at(data, payload_at)
    signature, end = _bytes_at(data, signature_at)
    if end != len(data):
        raise malformed("token", "something follows the end", end)
    signed = (
        CONTEXT
        + data[at:unprotected_at]
        + NO_EXTERNAL_DATA
        + data[payload_at:signature_at]
    )
    return protected, payload, signature, signed


def _bytes_at(data: bytes, at: int) -> tuple[bytes, int]:
    """Read the string of bytes at `at`; return it and where the next item begins."""
    first = data[at] if at < len(data) else -1
    if first in SHORT_BYTES:
        begin, n = at + 1, first - 0x40
    elif first in _LONG_BYTES:
        begin = at + 1 + (1 << (first - 0x58))
        n = int.from_bytes(data[at + 1 : begin], "big")
        if n < (24, 1 << 8, 1 << 16)[first - 0x58]:
            raise malformed("token", "not the shortest form", at)
    else:
        raise malformed("token", "no string of bytes", at)
    if begin + n > len(data):
        raise malformed("token", "it ends early", at)
    return data[begin : begin + n], begin + n


def header_of(protected: bytes, limits: Limits) -> dict[int | str, Value]:
    """Read a protected header; one of no bytes is an empty map (RFC 9052 section 3)."""
    header = decode(protected, "protected header", limits) if protected else {}
    if not isinstance(header, dict):
        raise malformed("protected header", "no map", 0)
    return header


def beginning(protected: bytes) -> bytes:
    """Return what stands before the payload in every token with this header."""
    return SIGN1 + encode_bytes(protected) + _EMPTY_MAP


def to_sign(protected: bytes) -> bytes:
    """Return what stands before the payload in what is signed (RFC 9052 section 4.4)."""
    return CONTEXT + encode_bytes(protected) + NO_EXTERNAL_DATA
