"""Bytes as text: base32 and digits for our tokens, base45 and base64url for others.

Each reader takes exactly what its writer writes, but for the case of base32: no padding,
no spare bits, no white space, no look-alikes.
"""

from typing import Final

from egovkit.errors import TokenError
from egovkit.qr._refusals import malformed

_BASE32: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_DIGITS_OF_INT: Final = b"0123456789abcdefghijklmnopqrstuv"
_NO_DIGIT: Final = b"!"
_TO_INT: Final = bytes(
    _DIGITS_OF_INT[_BASE32.index(upper)] if upper in _BASE32 else _NO_DIGIT[0]
    for upper in bytes(range(256)).upper()
)
"""Letters of base32, of either case, as the letters that `int` reads in base 32."""

_LOOK_ALIKES: Final = {"0": "O", "1": "I or L", "8": "B"}
_ODD_LENGTHS: Final = frozenset((1, 3, 6))


def to_base32(data: bytes) -> str:
    """Write RFC 4648 base32 in upper case, without padding."""
    from base64 import b32encode

    return b32encode(data).decode("ascii").rstrip("=")


def from_base32(text: str) -> bytes:
    """Read base32 of either case."""
    count = len(text)
    size, spare = divmod(count * 5, 8)
    try:
        number = int(text.encode("ascii").translate(_TO_INT), 32)
    except ValueError:
        raise _not_base32(text) from None
    if count % 8 in _ODD_LENGTHS:
        raise malformed("base32 text", "a letter too few or too many", count)
    if number & ((1 << spare) - 1):
        raise malformed("base32 text", "spare bits in the last letter", count - 1)
    return (number >> spare).to_bytes(size, "big")


def _not_base32(text: str) -> TokenError:
    for at, letter in enumerate(text):
        if not letter.isascii() or _TO_INT[ord(letter)] == _NO_DIGIT[0]:
            why = f"no letter of base32, {letter!a}"
            if letter in _LOOK_ALIKES:
                why += f" (is it {_LOOK_ALIKES[letter]}?)"
            return malformed("base32 text", why, at)
    return malformed("base32 text", "nothing", 0)


_CHUNK: Final = 7
_DIGITS_OF_BYTES: Final = (0, 3, 5, 8, 10, 13, 15, 17)
"""How many digits hold so many bytes (FIDO CTAP 2.2 section 11.5)."""

_BYTES_OF_DIGITS: Final = {n: size for size, n in enumerate(_DIGITS_OF_BYTES)}


def to_digits(data: bytes) -> str:
    """Write seven bytes, the last first, as a number of seventeen digits, and so on."""
    chunks = (data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK))
    return "".join(
        f"{int.from_bytes(chunk, 'little'):0{_DIGITS_OF_BYTES[len(chunk)]}}"
        for chunk in chunks
    )


def from_digits(text: str) -> bytes:
    """Read what `to_digits` writes; a number that seven bytes do not hold is refused."""
    parts: list[bytes] = []
    step = _DIGITS_OF_BYTES[_CHUNK]
    for at in range(0, len(text), step):
        chunk = text[at : at + step]
        size = _BYTES_OF_DIGITS.get(len(chunk))
        if size is None:
            raise malformed("digits", "a digit too few or too many", len(text))
        number = int(chunk)
        if number >> 8 * size:
            raise malformed("digits", "a number too large", at)
        parts.append(number.to_bytes(size, "little"))
    return b"".join(parts)


_BASE45: Final = {
    letter: value
    for value, letter in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
}


def from_base45(text: str) -> bytes:
    """Read RFC 9285 base45: three letters for two bytes, a last two for one."""
    try:
        values = [_BASE45[letter] for letter in text]
    except KeyError as error:
        letter = str(error.args[0])
        at = text.index(letter)
        raise malformed("base45 text", f"no letter of it, {letter!a}", at) from None
    if len(values) % 3 == 1:
        raise malformed("base45 text", "a letter too many", len(values) - 1)
    data = bytearray()
    for at in range(0, len(values), 3):
        triple = values[at : at + 3]
        number = sum(value * 45**place for place, value in enumerate(triple))
        size = len(triple) - 1
        if number >> 8 * size:
            raise malformed("base45 text", "a number too large", at)
        data += number.to_bytes(size, "big")
    return bytes(data)


def to_base64url(data: bytes) -> str:
    """Write RFC 4648 base64url without padding."""
    from base64 import urlsafe_b64encode

    return urlsafe_b64encode(data).decode("ascii").rstrip("=")


def from_base64url(text: str, where: str) -> bytes:
    """Read base64url without padding, as RFC 7515 section 2 writes it.

    What does not come out as it went in is refused: foreign letters, padding, spare
    bits.
    """
    from base64 import urlsafe_b64decode

    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise malformed(where, "not base64url") from None
    if to_base64url(data) != text:
        raise malformed(where, "not the one base64url of its bytes")
    return data
