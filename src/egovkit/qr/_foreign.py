"""Tokens of others in COSE: the EU's health certificates (HC1) and MOSIP's Claim 169.

Both are a CWT in a COSE_Sign1, compressed by zlib and written in base45. They are taken
by what their RFCs call valid, which is wider than what our own tokens are.
"""

from typing import Final

from attrs import frozen

from egovkit.qr._algorithms import NUMBERS
from egovkit.qr._cbor import encode
from egovkit.qr._cbor_foreign import Tag, decode_any
from egovkit.qr._inflate import inflate
from egovkit.qr._key_set import KeySet, Trusted, unknown_key
from egovkit.qr._kinds import Map, is_list, is_map
from egovkit.qr._limits import Limits
from egovkit.qr._open import (
    ALG,
    CRIT,
    KID,
    critical_header,
    missing_kid,
    require_algorithm,
    require_signature,
)
from egovkit.qr._refusals import malformed
from egovkit.qr._text import from_base45

HC1_PREFIX: Final = "HC1:"
_SIGN1, _CWT = 18, 61


@frozen
class Sign1:
    """A COSE_Sign1 in any valid encoding."""

    protected: bytes
    header: Map
    unprotected: Map
    payload: bytes
    signature: bytes

    @property
    def signed(self) -> bytes:
        """The bytes that the signature is over (RFC 9052 section 4.4)."""
        protected = self.protected if self.header else b""
        return encode(["Signature1", protected, b"", self.payload])


def read_sign1(data: bytes, limits: Limits) -> Sign1:
    """Read a COSE_Sign1, tagged or not."""
    value = decode_any(data, "token", limits)
    if isinstance(value, Tag) and value.number == _CWT:
        value = value.value
    if isinstance(value, Tag) and value.number == _SIGN1:
        value = value.value
    if not is_list(value) or len(value) != 4:  # noqa: PLR2004
        raise malformed("token", "no COSE_Sign1", 0)
    protected, unprotected, payload, signature = value
    if (
        not isinstance(protected, bytes)
        or not is_map(unprotected)
        or not isinstance(payload, bytes)
        or not isinstance(signature, bytes)
    ):
        raise malformed("token", "a COSE_Sign1 with parts of other kinds", 0)
    header: object = {}
    if protected:
        header = decode_any(protected, "protected header", limits)
    if not is_map(header):
        raise malformed("protected header", "no map", 0)
    if header.keys() & unprotected.keys():
        raise malformed("unprotected header", "an entry that is also protected")
    return Sign1(protected, header, unprotected, payload, signature)


def open_foreign(text: str, keys: KeySet, limits: Limits) -> tuple[object, Trusted]:
    """Return the claims of an HC1 or a Claim 169 text and the key that signed it."""
    packed = from_base45(text.removeprefix(HC1_PREFIX))
    sign1 = read_sign1(inflate(packed, limits.inflated), limits)
    trusted = key_for(sign1, keys)
    require_signature(trusted, sign1.signature, sign1.signed)
    claims = decode_any(sign1.payload, "payload", limits)
    if isinstance(claims, Tag) and claims.number == _CWT:
        claims = claims.value
    return _plain_below(claims), trusted


def key_for(sign1: Sign1, keys: KeySet) -> Trusted:
    """Choose the key: by kid, or the only one of a set when none is named."""
    header = {**sign1.unprotected, **sign1.header}
    if CRIT in header:
        raise critical_header(header[CRIT])
    kid = header.get(KID)
    if kid is None:
        if len(keys) != 1:
            raise missing_kid()
        trusted = keys.index.by_kid[keys.keys[0].kid]
    elif isinstance(kid, bytes):
        trusted = _by_kid(kid, keys)
    else:
        raise malformed("header", "a kid that is no string of bytes")
    require_algorithm(header.get(ALG), NUMBERS, trusted)
    return trusted


def _by_kid(kid: bytes, keys: KeySet) -> Trusted:
    trusted = keys.index.by_kid.get(kid) or keys.index.by_certificate.get(kid)
    if trusted is None:
        raise unknown_key(kid, keys)
    return trusted


def _plain_below(claims: object) -> object:
    """Take the tags off all but the claims themselves, which must not have any.

    RFC 8392 section 2 forbids the tag on a date; within a claim it is the format's
    own business, and what it is before is kept.
    """
    if not is_map(claims):
        return claims
    return {
        label: value if isinstance(value, Tag) else _plain(value)
        for label, value in claims.items()
    }


def _plain(value: object) -> object:
    if isinstance(value, Tag):
        return _plain(value.value)
    if is_list(value):
        return [_plain(item) for item in value]
    if is_map(value):
        return {key: _plain(item) for key, item in value.items()}
    return value
