"""PublicKey: what a verifier knows of an issuer, and what it may be used for."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, Self

from attrs import field, frozen

from egovkit._time import require_aware
from egovkit.errors import InvalidValueError
from egovkit.qr._algorithms import (
    ALGORITHMS,
    Alg,
    bad_key,
    native_key,
    point_of,
)
from egovkit.qr._cbor import encode

_KID_SIZE: Final = 4


def thumbprint_of(alg: str, point: bytes) -> bytes:
    """Return the COSE key thumbprint of RFC 9679, with SHA-256."""
    from hashlib import sha256

    if alg == "Ed25519":
        members: dict[int, object] = {1: 1, -1: 6, -2: point}
    else:
        members = {1: 2, -1: 1, -2: point[1:33], -3: point[33:]}
    return sha256(encode(members)).digest()


def kid_of(alg: str, point: bytes) -> bytes:
    """Return the name that a key has when nobody gives it one."""
    return thumbprint_of(alg, point)[:_KID_SIZE]


def require_kid(kid: object) -> bytes:
    """Take the name of a key."""
    if not isinstance(kid, bytes) or not kid:
        raise InvalidValueError(
            "kid", kid, "bytes, at least one", "write it like b'a1'"
        )
    return kid


def _words(purposes: Iterable[str]) -> tuple[str, ...]:
    if isinstance(purposes, str):
        raise InvalidValueError(
            "purposes", purposes, "several words", f"write ({purposes!r},)"
        )
    return tuple(purposes)


@frozen(kw_only=True)
class PublicKey:
    """A key that signatures are checked by, the issuer it belongs to, and its limits.

    Attributes
    ----------
    alg, point
        The algorithm, and the public key as SEC 1 (uncompressed) or RFC 8032 write it.
    kid
        The name by which tokens call it: by default the first four bytes of the
        thumbprint of RFC 9679.
    issuer
        The only issuer it may sign for. None binds it to nobody: whoever holds it can
        sign in any name.
    not_before, not_after
        When it was in use, both inclusive: papers issued outside are refused. A paper
        that was issued in time stays good afterwards.
    purposes
        The purposes of claims that it may sign; none given means all.
    certificate_digest
        The SHA-256 of the certificate that it was taken from.

    Raises
    ------
    TokenError
        ``bad_key``, if it is no key of its algorithm.
    InvalidValueError
        If the window ends before it begins.
    NaiveDatetimeError
        If an end of the window has no zone.

    Examples
    --------
    >>> from egovkit.qr import SigningKey
    >>> key = SigningKey.generate("ES256").public(issuer="ward.example")
    >>> key.kid == key.thumbprint[:4]
    True
    """

    alg: Alg
    point: bytes = field(repr=False)
    kid: bytes = field(converter=require_kid)
    issuer: str | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None
    purposes: tuple[str, ...] = field(default=(), converter=_words)
    certificate_digest: bytes | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.alg not in ALGORITHMS:
            raise bad_key(f"a key of the algorithm {self.alg!a}")
        native_key(self.alg, self.point)
        ends = (("not_before", self.not_before), ("not_after", self.not_after))
        for name, at in ends:
            if at is not None:
                require_aware(at, name)
        if self.not_before and self.not_after and self.not_after < self.not_before:
            raise InvalidValueError(
                "not_after",
                str(self.not_after),
                f"an instant from {self.not_before} on",
            )

    @property
    def thumbprint(self) -> bytes:
        """The thumbprint of RFC 9679, which is the SHA-256 of the key as CBOR.

        Examples
        --------
        >>> from egovkit.qr import SigningKey
        >>> len(SigningKey.generate("Ed25519").public(issuer=None).thumbprint)
        32
        """
        return thumbprint_of(self.alg, self.point)

    @classmethod
    def from_jwk(
        cls,
        jwk: Mapping[str, object],
        *,
        kid: bytes | None = None,
        issuer: str | None = None,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
        purposes: Iterable[str] = (),
    ) -> Self:
        """Take a key from a JWK (RFC 7517).

        Without `kid` it is the JWK's own: the bytes that egovkit wrote down; else the
        bytes whose base64url it is, if they begin the key's thumbprint; else its UTF-8;
        and without any, the thumbprint's first four bytes.

        Raises
        ------
        TokenError
            ``bad_key``, if it is no public key of P-256 or Ed25519, is meant for
            something else than signatures, or is a private key.

        Examples
        --------
        >>> key = PublicKey.from_jwk(
        ...     {
        ...         "kty": "OKP",
        ...         "crv": "Ed25519",
        ...         "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        ...         "kid": "11",
        ...     },
        ...     issuer="ward.example",
        ... )
        >>> key.alg, key.kid
        ('Ed25519', b'11')
        """
        from egovkit.qr._jwk import read_jwk

        alg, point, own_kid = read_jwk(jwk)
        return cls(
            alg=alg,
            point=point,
            kid=own_kid if kid is None else kid,
            issuer=issuer,
            not_before=not_before,
            not_after=not_after,
            purposes=_words(purposes),
        )

    @classmethod
    def from_certificate(
        cls,
        certificate: bytes,
        issuer: str | None = None,
        *,
        kid: bytes | None = None,
        purposes: Iterable[str] = (),
    ) -> Self:
        """Take key and window from an X.509 certificate, as DER or PEM.

        Only that: whether its own issuer is to be trusted is for the caller to know.
        Tokens of the format ``hc1`` call the key by the first eight bytes of the
        certificate's SHA-256, which are known besides `kid`.

        Raises
        ------
        TokenError
            ``bad_key``, if it is no certificate, or one of a key that is neither P-256
            nor Ed25519.

        Examples
        --------
        >>> PublicKey.from_certificate(b"no certificate")
        Traceback (most recent call last):
          ...
        egovkit.errors.TokenError: bad_key: no X.509 certificate; expected a P-256 ...
        """
        from egovkit.qr._certificate import read_certificate

        read = read_certificate(certificate)
        alg, point = point_of(read.key)
        return cls(
            alg=alg,
            point=point,
            kid=kid_of(alg, point) if kid is None else kid,
            issuer=issuer,
            not_before=read.not_before,
            not_after=read.not_after,
            purposes=_words(purposes),
            certificate_digest=read.digest,
        )
