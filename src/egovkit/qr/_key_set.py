"""KeySet: the keys that a verifier trusts. It never changes; changes make another."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple, Self

from attrs import evolve, field, frozen

from egovkit._time import require_aware
from egovkit.errors import InvalidValueError, TokenError
from egovkit.qr._algorithms import ALGORITHMS, Check, check_of
from egovkit.qr._cbor import encode
from egovkit.qr._public_key import PublicKey

_NEVER: Final = float("inf")
_CERTIFICATE_KID: Final = 8
"""How much of a certificate's SHA-256 is its name (EU hcert specification, 3.3.2)."""


class Trusted(NamedTuple):
    """A key of a set, and all that is asked of it at every token, ready to compare.

    Papers issued from `refused_from` on are refused, in seconds since 1970: those of a
    stolen key all are. If it `is_dated`, a paper without a date cannot be judged.
    """

    key: PublicKey
    check: Check
    is_dated: bool
    refused_from: float
    first: float
    last: float


class Index(NamedTuple):
    """Where `verify` looks keys up.

    By kid, by the exact protected header, and by the name that the EU's health
    certificates have for a certificate.
    """

    by_kid: Mapping[bytes, Trusted]
    by_header: Mapping[bytes, Trusted]
    by_certificate: Mapping[bytes, Trusted]


def _ordered(keys: Iterable[PublicKey]) -> tuple[PublicKey, ...]:
    return tuple(keys)


def _own(revoked: Mapping[bytes, datetime | None]) -> Mapping[bytes, datetime | None]:
    return dict(revoked)


@frozen
class KeySet:
    """The keys that a verifier trusts, each under a kid of its own.

    Give it out as JWKS (`to_jwks`). A retired key stays in it, with its `not_after`,
    as long as its papers are about; a stolen one stays in it, revoked.

    Attributes
    ----------
    keys
        The keys, in the order in which they came.
    revoked
        The kids that are revoked, with the instant from which on, or None for all.
    index
        What `verify` looks keys up in.

    Raises
    ------
    TokenError
        ``duplicate_kid``, if two keys have one kid.
    InvalidValueError
        If a kid is revoked that no key has.

    Examples
    --------
    >>> from egovkit.qr import SigningKey
    >>> key = SigningKey.generate("ES256")
    >>> keys = KeySet([key.public(issuer="ward.example")])
    >>> len(keys), key.kid in keys, keys[key.kid].issuer
    (1, True, 'ward.example')
    """

    keys: tuple[PublicKey, ...] = field(default=(), converter=_ordered)
    revoked: Mapping[bytes, datetime | None] = field(
        factory=dict[bytes, datetime | None], converter=_own, kw_only=True, hash=False
    )
    index: Index = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        by_kid: dict[bytes, Trusted] = {}
        for key in self.keys:
            if key.kid in by_kid:
                raise TokenError(
                    "duplicate_kid", f"two keys of the kid {key.kid.hex()}",
                    "one key of each kid", "give the newer one another kid",
                )  # fmt: skip
            by_kid[key.kid] = _trusted(key, self.revoked)
        for kid, since in self.revoked.items():
            if kid not in by_kid:
                raise InvalidValueError(
                    "kid", kid, "one of " + ", ".join(map(ascii, by_kid)),
                    "add the key first, so that its papers are refused by name",
                )  # fmt: skip
            if since is not None:
                require_aware(since, "since")
        by_header = {
            encode({1: number, 4: kid}): trusted
            for kid, trusted in by_kid.items()
            for number in ALGORITHMS[trusted.key.alg].read
        }
        by_certificate = {
            trusted.key.certificate_digest[:_CERTIFICATE_KID]: trusted
            for trusted in by_kid.values()
            if trusted.key.certificate_digest is not None
        }
        index = Index(by_kid, by_header, by_certificate)
        object.__setattr__(self, "index", index)

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[PublicKey]:
        return iter(self.keys)

    def __contains__(self, kid: object) -> bool:
        return kid in self.index.by_kid

    def __getitem__(self, kid: bytes) -> PublicKey:
        if kid not in self.index.by_kid:
            raise unknown_key(kid, self)
        return self.index.by_kid[kid].key

    def add(self, key: PublicKey) -> Self:
        """Return the set with one more key.

        Raises
        ------
        TokenError
            ``duplicate_kid``, if a key has its kid already.

        Examples
        --------
        >>> from egovkit.qr import SigningKey
        >>> old, new = SigningKey.generate(), SigningKey.generate()
        >>> keys = KeySet([old.public(issuer="ward.example")])
        >>> len(keys.add(new.public(issuer="ward.example")))
        2
        """
        return evolve(self, keys=(*self.keys, key))

    def revoke(self, kid: bytes, since: datetime | None = None) -> Self:
        """Return the set with a key revoked.

        Without `since` every paper of the key is refused, whenever it says it was
        issued, for a thief can date it back. Give `since` (inclusive) only for a key
        that was safe until then, such as one in a device that was lost on a known day.
        To revoke a key again never gives its papers back.

        Raises
        ------
        InvalidValueError
            If no key has the kid.

        Examples
        --------
        >>> from egovkit.qr import SigningKey
        >>> stolen = SigningKey.generate()
        >>> keys = KeySet([stolen.public(issuer="ward.example")])
        >>> keys.revoke(stolen.kid).revoked == {stolen.kid: None}
        True
        """
        if kid in self.revoked:
            earlier = self.revoked[kid]
            since = min(since, earlier) if since and earlier else None
        return evolve(self, revoked={**self.revoked, kid: since})

    def to_jwks(self) -> str:
        """Write the set as a JWKS (RFC 7517), which any other software reads.

        What a JWK has no name for stands in its member ``"egovkit"``: issuer, window,
        purposes and revocation. Other software passes over it and does not keep to it.

        Examples
        --------
        >>> from egovkit.qr import SigningKey
        >>> keys = KeySet([SigningKey.generate().public(issuer="ward.example")])
        >>> KeySet.from_jwks(keys.to_jwks()) == keys
        True
        """
        from egovkit.qr._jwks import write_jwks

        return write_jwks(self.keys, self.revoked)

    @classmethod
    def from_jwks(cls, text: str | bytes, issuer: str | None = None) -> Self:
        """Read a JWKS, from `to_jwks` or from anybody else.

        Keys of other kinds are passed over (RFC 7517 section 5).

        Parameters
        ----------
        issuer
            Whom the file is trusted to speak for. A key that names no issuer gets it.

        Raises
        ------
        TokenError
            ``bad_key``, if it is no JWKS, a key in it is broken, is private or names
            another issuer; ``duplicate_kid``, if two keys have one kid.

        Examples
        --------
        >>> KeySet.from_jwks('{"keys": []}')
        KeySet(keys=(), revoked={})
        """
        from egovkit.qr._jwks import read_jwks

        keys, revoked = read_jwks(text, issuer)
        return cls(keys, revoked=revoked)


def unknown_key(kid: bytes, keys: KeySet) -> TokenError:
    """Refuse a kid that no key of a set has."""
    known = ", ".join(key.kid.hex() for key in keys.keys[:8])
    rest = "" if len(keys) <= 8 else f" or {len(keys) - 8} more"  # noqa: PLR2004
    return TokenError(
        "unknown_key", f"the kid {kid[:32].hex()}",
        f"one of {known}{rest}" if known else "a key, but the set has none",
        "get the issuer's present key set; if it is present, the paper is not theirs",
    )  # fmt: skip


def _trusted(key: PublicKey, revoked: Mapping[bytes, datetime | None]) -> Trusted:
    refused_from = _NEVER
    if key.kid in revoked:
        since = revoked[key.kid]
        refused_from = since.timestamp() if since else -_NEVER
    return Trusted(
        key,
        check_of(key.alg, key.point),
        is_dated=key.kid in revoked
        or key.not_before is not None
        or key.not_after is not None,
        refused_from=refused_from,
        first=key.not_before.timestamp() if key.not_before else -_NEVER,
        last=key.not_after.timestamp() if key.not_after else _NEVER,
    )
