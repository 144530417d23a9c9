"""Status lists: which papers are revoked or suspended, as a list that is signed.

The Token Status List of the IETF (draft-ietf-oauth-status-list), in its CBOR form.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Final, Self, cast

from attrs import evolve, field, frozen

from egovkit._time import require_aware
from egovkit.errors import InvalidValueError, TokenError
from egovkit.qr._cbor import decode, encode
from egovkit.qr._claims import EXPIRES, ISSUED, ISSUER, NOT_BEFORE, SUBJECT, Claims
from egovkit.qr._inflate import deflate, inflate
from egovkit.qr._key_set import KeySet
from egovkit.qr._kinds import LAST_SECOND, Map, UnfitError, instant, is_map, text
from egovkit.qr._limits import DEFAULT, Limits
from egovkit.qr._open import STATUS_LIST, open_token
from egovkit.qr._periods import (
    LEEWAY,
    end_of,
    require_begun,
    require_key_in_force,
    second_of,
    seconds,
    shown,
)
from egovkit.qr._refusals import bad_claims, quote, too_large, wrong_issuer
from egovkit.qr._signing_key import SigningKey
from egovkit.qr._token import Token

_LIST, _TTL = 65533, 65534
_WIDTHS: Final = (1, 2, 4, 8)
_BITS_OF_BYTE: Final = 8


class Status(IntEnum):
    """What a status list says of a paper.

    Other numbers are for an issuer's own use and say nothing to anybody else.

    Examples
    --------
    >>> StatusList.of(8, bits=2)[3] == Status.VALID
    True
    """

    VALID = 0
    INVALID = 1
    SUSPENDED = 2


@frozen
class StatusList:
    """The status of many papers, each by its place; `of` makes one, `verify` reads one.

    Attributes
    ----------
    bits
        How many bits a status has: 1, 2, 4 or 8. SUSPENDED needs two.
    packed
        The statuses, the first in the lowest bits of the first byte.
    uri, issued_at, expires_at, ttl
        Its name, when it was signed, and how long it may be used; None before that.
    issuer
        Whose key signed it; None if the key is bound to nobody.

    Examples
    --------
    >>> statuses = StatusList.of(100).set(5, Status.INVALID)
    >>> statuses[5], statuses[6], len(statuses)
    (1, 0, 104)
    """

    bits: int
    packed: bytes = field(repr=False)
    uri: str | None = None
    issuer: str | None = None
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    ttl: timedelta | None = None

    @classmethod
    def of(cls, size: int, bits: int = 1) -> Self:
        """Make a list of so many places, rounded up to whole bytes; all are VALID.

        Make it large and take places at random, so that a place tells nothing.

        Raises
        ------
        InvalidValueError
            If `size` is below 1, or `bits` is not 1, 2, 4 or 8.

        Examples
        --------
        >>> len(StatusList.of(1_000, bits=2))
        1000
        """
        if bits not in _WIDTHS:
            raise InvalidValueError("bits", bits, "1, 2, 4 or 8")
        if size < 1:
            raise InvalidValueError("size", size, "a number of papers")
        return cls(bits, bytes(-(-size * bits // _BITS_OF_BYTE)))

    def __len__(self) -> int:
        return len(self.packed) * _BITS_OF_BYTE // self.bits

    def __getitem__(self, idx: int) -> int:
        byte, shift = self._place(idx)
        return self.packed[byte] >> shift & self._mask

    @property
    def _mask(self) -> int:
        return (1 << self.bits) - 1

    def _place(self, idx: int) -> tuple[int, int]:
        if not 0 <= idx < len(self):
            raise InvalidValueError("idx", idx, f"a place from 0 to {len(self) - 1}")
        byte, bit = divmod(idx * self.bits, _BITS_OF_BYTE)
        return byte, bit

    def set(self, idx: int, status: int) -> Self:
        """Return the list with another status at a place.

        Raises
        ------
        InvalidValueError
            If there is no such place, or the bits do not hold the status.

        Examples
        --------
        >>> StatusList.of(8, bits=2).set(3, Status.SUSPENDED)[3]
        2
        """
        byte, shift = self._place(idx)
        if not 0 <= status <= self._mask:
            raise InvalidValueError(
                "status", status, f"one that {self.bits} bits hold",
                "make the list with more bits",
            )  # fmt: skip
        packed = bytearray(self.packed)
        packed[byte] &= ~(self._mask << shift) & 0xFF
        packed[byte] |= status << shift
        return evolve(self, packed=bytes(packed))

    def issue(
        self,
        *,
        key: SigningKey,
        uri: str,
        at: datetime,
        expires: timedelta | datetime | None,
        ttl: timedelta | None = None,
    ) -> Token[Self]:
        """Sign the list, to be published at its address.

        Parameters
        ----------
        uri
            The address, which the papers name.
        expires
            After this nobody may use it. None, for good.
        ttl
            How long after it was issued a copy may be used.

        Raises
        ------
        InvalidValueError
            If it would expire before it is issued, or the address is empty.

        Examples
        --------
        >>> from datetime import UTC
        >>> at = datetime(2026, 1, 5, tzinfo=UTC)
        >>> token = StatusList.of(8).issue(
        ...     key=SigningKey.generate(),
        ...     uri="https://ward.example/s/1",
        ...     at=at,
        ...     expires=timedelta(days=7),
        ... )
        >>> token.claims.uri
        'https://ward.example/s/1'
        """
        issued_at = second_of("at", at)
        expires_at = end_of(issued_at, expires)
        payload: dict[int, object] = {
            SUBJECT: _uri(uri),
            ISSUED: int(issued_at.timestamp()),
            _LIST: {"bits": self.bits, "lst": deflate(self.packed)},
        }
        if expires_at is not None:
            payload[EXPIRES] = int(expires_at.timestamp())
        if ttl is not None:
            payload[_TTL] = _whole_seconds(ttl)
        signed = evolve(
            self, uri=uri, issued_at=issued_at, expires_at=expires_at, ttl=ttl
        )
        data = key.seal(encode(payload), STATUS_LIST)
        return Token(data, key.kid, key.alg, lambda: signed)

    @classmethod
    def verify(
        cls,
        data: "bytes | Token[StatusList]",
        keys: KeySet,
        *,
        at: datetime,
        leeway: timedelta = LEEWAY,
        limits: Limits = DEFAULT,
    ) -> Self:
        """Read a signed list, fresh or from a cache, without a network.

        Give it to `verify` in `statuses`; it is used for papers of its own issuer only.

        Raises
        ------
        TokenError
            With the codes of `verify` up to ``not_yet_valid``; ``status_stale``, if it
            has expired or is older than its ttl.

        Examples
        --------
        >>> from datetime import UTC
        >>> at, key = datetime(2026, 1, 5, tzinfo=UTC), SigningKey.generate()
        >>> token = StatusList.of(8).issue(
        ...     key=key, uri="https://ward.example/s/1", at=at, expires=timedelta(days=7)
        ... )
        >>> keys = KeySet([key.public(issuer="ward.example")])
        >>> StatusList.verify(token.data, keys, at=at).issuer
        'ward.example'
        """
        now, slack = require_aware(at, "at").timestamp(), seconds(leeway)
        if isinstance(data, Token):
            data = data.data
        if len(data) > limits.status_list:
            raise too_large("a status list", len(data), limits.status_list, "bytes")
        payload, trusted = open_token(data, keys, limits, STATUS_LIST)
        claims = _claims(decode(payload, "payload", limits))
        if trusted.key.issuer not in (None, claims.get(ISSUER, trusted.key.issuer)):
            raise wrong_issuer(str(claims[ISSUER]), trusted.key.issuer)
        require_key_in_force(trusted, claims[ISSUED])
        require_begun(claims[ISSUED], claims.get(NOT_BEFORE), now, slack)
        issuer = trusted.key.issuer or claims.get(ISSUER)
        statuses = cls._of_claims(claims, issuer, limits)
        statuses.require_fresh(now, slack)
        return statuses

    @classmethod
    def _of_claims(cls, claims: Map, issuer: str | None, limits: Limits) -> Self:
        bits, packed = claims[_LIST]["bits"], claims[_LIST]["lst"]
        ttl = claims.get(_TTL)
        return cls(
            bits=bits,
            packed=inflate(packed, limits.status_list),
            uri=claims[SUBJECT],
            issuer=issuer,
            issued_at=instant(claims[ISSUED]),
            expires_at=instant(claims[EXPIRES]) if EXPIRES in claims else None,
            ttl=None if ttl is None else timedelta(seconds=ttl),
        )

    def require_fresh(self, now: float, leeway: float) -> None:
        """Refuse to tell anything from a list that is too old; in seconds since 1970.

        Raises
        ------
        TokenError
            ``status_stale``.

        Examples
        --------
        >>> StatusList.of(8).require_fresh(1767225600, 60)
        """
        ends = [] if self.expires_at is None else [self.expires_at.timestamp()]
        if self.ttl is not None and self.issued_at is not None:
            ends.append(self.issued_at.timestamp() + self.ttl.total_seconds())
        if ends and now >= min(ends) + leeway:
            raise TokenError(
                "status_stale", f"a status list that was good until {shown(min(ends))}",
                f"one that is good at {shown(now)}", f"get {quote(str(self.uri))} anew",
            )  # fmt: skip


def _uri(uri: str) -> str:
    try:
        return text(uri)
    except UnfitError as fault:
        raise InvalidValueError("uri", uri, fault.expected) from None


def _whole_seconds(ttl: timedelta) -> int:
    seconds = ttl // timedelta(seconds=1)
    if seconds < 1:
        raise InvalidValueError("ttl", ttl, "one second or more")
    return seconds


def _claims(payload: object) -> Map:
    """Look whether all claims of a list are there, and each of its kind."""
    claims: Map = payload if is_map(payload) else {}
    inner = claims.get(_LIST)
    if not is_map(inner) or not isinstance(inner.get("lst"), bytes):
        raise bad_claims("a payload", "a status list with its lst")
    if type(inner.get("bits")) is not int or inner["bits"] not in _WIDTHS:
        raise bad_claims("a status list", "bits of 1, 2, 4 or 8")
    try:
        text(claims.get(SUBJECT))
        text(claims.get(ISSUER, "nobody"))
        issued = instant(claims.get(ISSUED))
        instant(claims.get(NOT_BEFORE, 0))
        expires = instant(claims.get(EXPIRES, LAST_SECOND))
    except UnfitError as fault:
        raise bad_claims(
            "a status list", f"{fault.expected} as sub, iss, iat, nbf, exp"
        ) from None
    if expires <= issued:
        raise bad_claims("a status list", "an end after it was issued")
    ttl = claims.get(_TTL, 1)
    if type(ttl) is not int or not 0 < ttl <= LAST_SECOND:
        raise bad_claims("a status list", "seconds as ttl")
    return claims


Lists = StatusList | Iterable[StatusList] | Mapping[str, StatusList]


def require_good(claims: Claims, statuses: Lists, now: float, leeway: float) -> None:
    """Refuse a paper that a list says is revoked or suspended, or says nothing of."""
    place = claims.status
    if place is None:
        return
    found = _latest(place.uri, claims.issuer, statuses)
    if found is None:
        raise _unknown(f"no list {quote(place.uri)} of this issuer", "get that list")
    found.require_fresh(now, leeway)
    if place.idx >= len(found):
        raise _unknown(f"the place {place.idx}", f"a list with more than {len(found)}")
    status = found[place.idx]
    if status == Status.INVALID:
        raise TokenError(
            "revoked", "a genuine paper that was revoked", "one that is not",
            "ask the office why", claims=claims,
        )  # fmt: skip
    if status == Status.SUSPENDED:
        raise TokenError(
            "suspended", "a genuine paper that is suspended", "one that is not",
            "ask the office until when", claims=claims,
        )  # fmt: skip
    if status != Status.VALID:
        raise _unknown(f"the status {status}", "ask the issuer what it means")


def _latest(uri: str, issuer: str, statuses: Lists) -> StatusList | None:
    """Find the list that was issued last, of those that may speak for the issuer."""
    if isinstance(statuses, StatusList):
        statuses = (statuses,)
    elif isinstance(statuses, Mapping):
        statuses = cast("Mapping[str, StatusList]", statuses).values()
    fitting = [
        listed
        for listed in statuses
        if listed.uri == uri and listed.issuer in (None, issuer)
    ]
    return max(fitting, key=_issued_at, default=None)


def _issued_at(statuses: StatusList) -> datetime:
    return statuses.issued_at or datetime.min.replace(tzinfo=UTC)


def _unknown(given: str, remedy: str) -> TokenError:
    return TokenError("status_unknown", given, "a status list that tells", remedy)
