"""Telling formats apart, by how a text begins and by nothing else."""

import re
from collections.abc import Iterable
from typing import Final, Literal

from egovkit.errors import InvalidValueError, TokenError
from egovkit.qr._limits import Limits
from egovkit.qr._link import fragment_of
from egovkit.qr._refusals import quote, too_large
from egovkit.qr._text import from_base32, from_digits

Format = Literal["cwt", "hc1", "claim169", "jws", "shc"]
FORMATS: Final[dict[str, str]] = {
    "cwt": "signed token of egovkit",
    "hc1": "EU health certificate (HC1)",
    "claim169": "MOSIP Claim 169 code",
    "jws": "JSON Web Signature",
    "shc": "SMART Health Card",
}
"""What each format is called when it was not asked for."""

_OURS: Final = frozenset(("cwt",))
_LINKS: Final = ("https://", "http://")
_BASE32: Final = ("2I", "2J", "2K", "2L", "3A6", "2i", "2j", "2k", "2l", "3a6")
"""How base32 begins when the first byte is tag 18, or the first two are tag 61."""

_BEGINNINGS: Final = (
    ("hc1", ("HC1:",)),
    ("shc", ("shc:/",)),
    ("jws", ("eyJ",)),
    # base45 of the first two bytes of zlib, by its four levels of compression.
    ("claim169", ("6BF", "NCF", "V7F", "Y9F")),
)
_PAYMENT: Final = "000201"
_NAPAS: Final = "A000000727"
"""The beginning of an EMV payment code, and the application that makes it a VietQR."""

_IDENTITY_CARD: Final = re.compile(r"[0-9]{12}\|")
"""The beginning of what stands on a Vietnamese identity card (CCCD)."""


def require_formats(formats: Iterable[str]) -> frozenset[str]:
    """Take the formats that a caller asks for."""
    if formats == ("cwt",):
        return _OURS
    asked = frozenset((formats,) if isinstance(formats, str) else formats)
    if unknown := asked - FORMATS.keys():
        raise InvalidValueError(
            "formats", sorted(unknown), "some of " + ", ".join(FORMATS)
        )
    return asked


def read_text(
    text: str, base: str | None, limits: Limits, formats: frozenset[str]
) -> tuple[str, str | bytes]:
    """Return the format and the token: the bytes of ours, the text of another's.

    Raises
    ------
    TokenError
        ``too_large``, ``foreign_link``, ``not_a_token``, ``format_not_asked``, or
        ``malformed`` if the text of our own format is.
    """
    if len(text) > limits.text:
        raise too_large("a text", len(text), limits.text, "characters")
    is_link = text[:8].lower().startswith(_LINKS)
    body = fragment_of(text, base) if is_link else text
    if body.startswith(_BASE32):
        name = _require_asked("cwt", formats)
        return name, _sized(from_base32(body), limits)
    if body.isascii() and body.isdigit() and not body.startswith(_PAYMENT):
        name = _require_asked("cwt", formats)
        return name, _sized(from_digits(body), limits)
    if not is_link:
        for name, beginnings in _BEGINNINGS:
            if text.startswith(beginnings):
                return _require_asked(_as_asked(name, formats), formats), text
    raise _not_a_token(text, is_link=is_link)


def read_bytes(
    data: bytes, limits: Limits, formats: frozenset[str]
) -> tuple[str, bytes]:
    """Do the same for bytes, which can only be a token of ours."""
    if len(data) > limits.token:
        raise too_large("a token", len(data), limits.token, "bytes")
    if not data or data[0] not in _FIRST_BYTES:
        kind = "text in bytes" if data.isascii() else "other bytes"
        raise _refused_kind(kind, quote(repr(data[:20])), "decode a text first")
    return _require_asked("cwt", formats), data


_FIRST_BYTES: Final = frozenset((*range(0x80, 0xA0), *range(0xC0, 0xE0)))
"""An array, which lacks its tag, or a tag: what a COSE message may begin with."""


def _as_asked(name: str, formats: frozenset[str]) -> str:
    """Take a bare JWS for the card that it may be the inside of, when that is asked."""
    return "shc" if name == "jws" and name not in formats and "shc" in formats else name


def _require_asked(name: str, formats: frozenset[str]) -> str:
    if name in formats:
        return name
    kind = FORMATS[name]
    raise TokenError(
        "format_not_asked", f"this is {_a(kind)}",
        "one of " + ", ".join(FORMATS[asked] for asked in sorted(formats)),
        f'to read it too, add "{name}" to formats', kind=kind,
    )  # fmt: skip


def _sized(data: bytes, limits: Limits) -> bytes:
    if len(data) > limits.token:
        raise too_large("a token", len(data), limits.token, "bytes")
    return data


def _not_a_token(text: str, *, is_link: bool) -> TokenError:
    if is_link:
        return _refused_kind("link without a token", quote(text), "scan the other code")
    if text.startswith(_PAYMENT):
        kind = "VietQR payment code" if _NAPAS in text else "EMV payment code"
        return _refused_kind(kind, f"this is {_a(kind)}", "scan the other code")
    if _IDENTITY_CARD.match(text):  # it names a person, so it is not quoted
        kind = "citizen identity card"
        return _refused_kind(kind, f"this is {_a(kind)}", "scan the code on the paper")
    kind = "other text" if text else "empty text"
    return _refused_kind(kind, quote(text), "scan the code on the paper")


def _refused_kind(kind: str, given: str, remedy: str) -> TokenError:
    return TokenError("not_a_token", given, "a signed token", remedy, kind=kind)


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "AEIO" else f"a {kind}"
