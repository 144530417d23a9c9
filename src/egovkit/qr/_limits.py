"""Limits: how much a verifier reads before it refuses."""

from typing import Final

from attrs import frozen

from egovkit.errors import InvalidValueError

_DEEPEST: Final = 64
_MOST_ITEMS: Final = 100_000
"""Further down a reader would run out of stack, or of time."""


@frozen(kw_only=True)
class Limits:
    """How large a thing may be before any work is put into it.

    Attributes
    ----------
    text
        Characters of a text or link: 7,089 digits are what the largest QR code holds.
    token
        Bytes of a token, after its text is decoded: 2,953 in the largest QR code.
    depth, items
        How deep arrays and maps of one CBOR text may nest, counting the outermost, and
        how many items it may have, counting keys, values and containers.
    inflated
        Bytes that a compressed token of another format may grow to.
    status_list
        Bytes of a status list, as it is signed and as it unfolds.

    Examples
    --------
    >>> Limits(text=1_000).token
    2953
    """

    text: int = 7_089
    token: int = 2_953
    depth: int = 8
    items: int = 256
    inflated: int = 65_536
    status_list: int = 1 << 20

    def __attrs_post_init__(self) -> None:
        for name, most in (("depth", _DEEPEST), ("items", _MOST_ITEMS)):
            given: int = getattr(self, name)
            if not 0 < given <= most:
                raise InvalidValueError(name, given, f"from 1 to {most}")


DEFAULT: Final = Limits()
"""The limits that hold unless a caller gives others."""
