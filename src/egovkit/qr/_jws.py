"""Tokens of others in JSON: a compact JWS (RFC 7515), and SMART Health Cards in it."""

import json
from typing import Any, Final

from egovkit.qr._algorithms import JOSE_NAMES
from egovkit.qr._claims import (
    EXPIRES,
    ISSUED,
    ISSUER,
    NOT_BEFORE,
    STATUS,
    SUBJECT,
    TOKEN_ID,
)
from egovkit.qr._inflate import RAW, inflate
from egovkit.qr._key_set import KeySet, Trusted, unknown_key
from egovkit.qr._kinds import Map, is_map
from egovkit.qr._limits import Limits
from egovkit.qr._open import (
    critical_header,
    missing_kid,
    require_algorithm,
    require_signature,
)
from egovkit.qr._refusals import bad_claims, malformed
from egovkit.qr._text import from_base64url, to_base64url

SHC_PREFIX: Final = "shc:/"
_LABELS: Final = {
    "iss": ISSUER,
    "sub": SUBJECT,
    "exp": EXPIRES,
    "nbf": NOT_BEFORE,
    "iat": ISSUED,
}
_FIRST_LETTER, _LAST_LETTER = 45, 122
"""What the digits 00 and 77 of a SMART Health Card stand for, in ASCII."""


def open_jws(text: str, keys: KeySet, limits: Limits) -> tuple[Map, Trusted]:
    """Return the claims of a JWS under the labels of a CWT, and the key that signed it.

    ``"zip": "DEF"`` in the header is unpacked, as SMART Health Cards want it.
    """
    parts = text.split(".")
    if len(parts) != 3:  # noqa: PLR2004
        raise malformed("JWS", f"{len(parts)} parts and not three")
    head, body, signature = parts
    header = _object(from_base64url(head, "JWS header"), "JWS header")
    payload = from_base64url(body, "JWS payload")
    signed = from_base64url(signature, "JWS signature")
    trusted = _key_for(header, keys)
    require_signature(trusted, signed, f"{head}.{body}".encode())
    if header.get("zip") == "DEF":
        payload = inflate(payload, limits.inflated, RAW)
    claims: Map = {}
    for name, value in _object(payload, "JWS payload").items():
        claims[_LABELS.get(name, name)] = value
    if is_map(status := claims.get("status")) and "status_list" in status:
        claims[STATUS] = claims.pop("status")
    if "jti" in claims:
        claims[TOKEN_ID] = _encoded(claims.pop("jti"))
    return claims, trusted


def open_shc(text: str, keys: KeySet, limits: Limits) -> tuple[Map, Trusted]:
    """Do the same for a SMART Health Card in digits, two of them for a letter."""
    digits = text.removeprefix(SHC_PREFIX)
    if not (digits.isascii() and digits.isdigit()) or len(digits) % 2:
        raise malformed("SMART Health Card", "no pairs of digits", len(SHC_PREFIX))
    letters = [
        int(digits[at : at + 2]) + _FIRST_LETTER for at in range(0, len(digits), 2)
    ]
    if max(letters) > _LAST_LETTER:
        raise malformed("SMART Health Card", "a pair of digits above 77")
    return open_jws("".join(map(chr, letters)), keys, limits)


def _key_for(header: Map, keys: KeySet) -> Trusted:
    if "crit" in header:
        raise critical_header(header["crit"])
    kid = header.get("kid")
    if kid is None:
        raise missing_kid()
    if not isinstance(kid, str):
        raise malformed("JWS header", "a kid that is no text")
    trusted = _named(_encoded(kid), keys)
    require_algorithm(header.get("alg"), JOSE_NAMES, trusted)
    return trusted


def _named(name: bytes, keys: KeySet) -> Trusted:
    """Find the key whose kid has this name in JSON: as it is, or as base64url."""
    for key in keys:
        if name in (key.kid, to_base64url(key.kid).encode()):
            return keys.index.by_kid[key.kid]
    raise unknown_key(name, keys)


def _object(data: bytes, where: str) -> Map:
    """Read a JSON object in which no name stands twice (RFC 7515 section 4)."""
    try:
        value = json.loads(
            data.decode(), object_pairs_hook=_once, parse_constant=_no_number
        )
    except (ValueError, RecursionError):
        raise malformed(where, "no JSON object") from None
    if not is_map(value):
        raise malformed(where, "no JSON object")
    return value


def _once(pairs: list[tuple[str, Any]]) -> Map:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError
    return value


def _no_number(_: str) -> None:
    raise ValueError


def _encoded(name: object) -> bytes:
    if not isinstance(name, str):
        raise bad_claims("a jti of another kind", "a text")
    # JSON can escape half of a surrogate pair, which UTF-8 cannot hold.
    return name.encode("utf-8", "surrogatepass")
