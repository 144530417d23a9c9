"""Token, and how one is issued."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Generic, TypeVar

from attrs import field, frozen

from egovkit.errors import InvalidValueError, TokenError
from egovkit.qr._algorithms import Alg
from egovkit.qr._cbor import (
    decode,
    encode_bytes,
    encode_integer,
    encode_pairs,
    encode_text,
)
from egovkit.qr._claims import (
    EXPIRES,
    ISSUED,
    ISSUER,
    NOT_BEFORE,
    STATUS,
    SUBJECT,
    TOKEN_ID,
    Claims,
    build,
    claim_set,
    extra_pairs,
    set_pair,
)
from egovkit.qr._kinds import UnfitError, encode_instant, octets
from egovkit.qr._limits import DEFAULT
from egovkit.qr._periods import end_of, second_of
from egovkit.qr._refusals import too_large
from egovkit.qr._signing_key import SigningKey
from egovkit.qr._status_ref import StatusRef, encode_status
from egovkit.qr._text import to_base32

_S_co = TypeVar("_S_co", covariant=True)
_C = TypeVar("_C", bound=Claims)


@frozen
class Token(Generic[_S_co]):
    """A signed token.

    Attributes
    ----------
    data
        The token: a tagged COSE_Sign1.
    kid, alg
        The name and the algorithm of the key.

    Examples
    --------
    >>> from datetime import UTC, datetime, timedelta
    >>> token = issue(
    ...     Claims(issuer="ward.example", subject="H53-1"),
    ...     key=SigningKey.generate("Ed25519"),
    ...     at=datetime(2026, 1, 5, tzinfo=UTC),
    ...     expires=timedelta(days=90),
    ... )
    >>> token.data[:2].hex(), token.text[:3], str(token) == token.text
    ('d284', '2KC', True)
    """

    data: bytes = field(repr=False)
    kid: bytes
    alg: Alg
    _claims: Callable[[], _S_co] = field(alias="claims", repr=False, eq=False)

    @property
    def claims(self) -> _S_co:
        """What the token says, with the envelope that was signed around it.

        Examples
        --------
        >>> Token(b"", b"1", "ES256", lambda: "claims").claims
        'claims'
        """
        return self._claims()

    @property
    def text(self) -> str:
        """The token as RFC 4648 base32, upper case, without padding.

        Examples
        --------
        >>> Token(bytes.fromhex("d284"), b"1", "ES256", lambda: None).text
        '2KCA'
        """
        return to_base32(self.data)

    def __str__(self) -> str:
        return self.text


def issue(
    claims: _C,
    *,
    key: SigningKey,
    at: datetime,
    expires: timedelta | datetime | None,
    not_before: datetime | None = None,
    token_id: bytes | None = None,
    status: StatusRef | None = None,
) -> Token[_C]:
    """Sign claims as a token: a CWT (RFC 8392) in a tagged COSE_Sign1 (RFC 9052).

    Signed is not secret: whoever sees the code reads every claim.

    Parameters
    ----------
    at
        When the token is issued. Instants are whole seconds; fractions are cut.
    expires
        How long it is good, or the first instant at which it no longer is. None, for
        good: only where somebody else ends it, such as a status list.
    not_before
        The first instant at which it is good, if that is later.
    token_id
        A name for this paper (cti), for an office that prints several for one subject.
    status
        The place in a status list by which the paper can be revoked.

    Raises
    ------
    InvalidValueError
        If it would expire before it is issued, or `extra` holds what CBOR as our
        tokens are written in it cannot.
    TokenError
        ``too_large``, if no QR code can hold it; ``bad_signature``, if a device signs
        something else.

    Examples
    --------
    >>> from datetime import UTC, datetime, timedelta
    >>> key = SigningKey.generate("ES256")
    >>> token = issue(
    ...     Claims(issuer="ward.example", subject="H53-1"),
    ...     key=key,
    ...     at=datetime(2026, 1, 5, 9, 30, tzinfo=UTC),
    ...     expires=timedelta(days=90),
    ... )
    >>> token.kid == key.kid
    True
    >>> print(token.claims.expires_at)
    2026-04-05 09:30:00+00:00
    """
    issued_at = second_of("at", at)
    envelope = {
        "issued_at": issued_at,
        "expires_at": end_of(issued_at, expires),
        "not_before": None
        if not_before is None
        else second_of("not_before", not_before),
        "token_id": None if token_id is None else _token_id(token_id),
        "status": status,
    }
    payload = _payload(claims, envelope)
    data = key.seal(payload)
    if len(data) > DEFAULT.token:
        raise too_large("a token", len(data), DEFAULT.token, "bytes")
    return Token(data, key.kid, key.alg, partial(_stamped, claims, envelope))


def _token_id(given: object) -> bytes:
    try:
        return octets(given)
    except UnfitError as fault:
        raise InvalidValueError("token_id", given, fault.expected) from None


_ISSUER, _SUBJECT = encode_integer(ISSUER), encode_integer(SUBJECT)
_ENVELOPE: Final[tuple[tuple[bytes, str, Callable[[Any], bytes]], ...]] = (
    (encode_integer(EXPIRES), "expires_at", encode_instant),
    (encode_integer(NOT_BEFORE), "not_before", encode_instant),
    (encode_integer(ISSUED), "issued_at", encode_instant),
    (encode_integer(TOKEN_ID), "token_id", encode_bytes),
    (encode_integer(STATUS), "status", encode_status),
)


def _pairs(claims: Claims, envelope: dict[str, Any]) -> list[bytes]:
    pairs = [
        _ISSUER + encode_text(claims.issuer),
        _SUBJECT + encode_text(claims.subject),
    ]
    for label, name, write in _ENVELOPE:
        value = envelope[name]
        if value is not None:
            pairs.append(label + write(value))
    return pairs + set_pair(claims)


def _payload(claims: Claims, envelope: dict[str, Any]) -> bytes:
    if not claims.extra:
        return encode_pairs(_pairs(claims, envelope))
    try:
        payload = encode_pairs(_pairs(claims, envelope) + extra_pairs(claims))
        # What no verifier would read must not be printed.
        decode(payload, "payload")
    except (RecursionError, TokenError, UnicodeEncodeError) as fault:
        raise InvalidValueError(
            "extra", sorted(map(str, claims.extra)), "claims that `verify` reads back",
            f"leave out what is nested too deep, too many or no text: {fault}",
        ) from None  # fmt: skip
    return payload


def _stamped(claims: _C, envelope: dict[str, Any]) -> _C:
    """Return the claims in the envelope that was signed."""
    names = (claim.name for claim in claim_set(type(claims)).claims)
    said = {name: getattr(claims, name) for name in ("issuer", "subject", *names)}
    return build(type(claims), {**said, "extra": claims.extra, **envelope})
