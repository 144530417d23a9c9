"""Unpacking what came compressed, with an end to it."""

from typing import Final

from egovkit.qr._refusals import malformed, too_large

ZLIB: Final = 15
RAW: Final = -15
"""How zlib calls its own format, and deflate without a header (RFC 1951)."""


def deflate(data: bytes) -> bytes:
    """Pack as small as it gets."""
    import zlib

    return zlib.compress(data, 9)


def inflate(data: bytes, limit: int, wbits: int = ZLIB) -> bytes:
    """Unpack one whole stream; no byte more than the limit is ever unpacked."""
    # Loaded late: only status lists and the formats of others are compressed.
    import zlib

    stream = zlib.decompressobj(wbits)
    try:
        # One byte over the limit tells a stream that is too long from one that fits.
        unpacked = stream.decompress(data, limit + 1)
    except zlib.error as error:
        raise malformed("compressed data", str(error)) from None
    if len(unpacked) > limit:
        raise too_large("compressed data", len(unpacked), limit, "bytes")
    if not stream.eof:
        raise malformed("compressed data", "it ends early")
    if stream.unused_data:
        raise malformed("compressed data", "something follows the end")
    return unpacked
