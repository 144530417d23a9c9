"""Verify: whether a paper is genuine, by what is at hand and without a network."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar, cast, overload

from egovkit._time import require_aware
from egovkit.errors import InvalidValueError, TokenError
from egovkit.qr._cbor import decode
from egovkit.qr._claim_sets import OURS, sets_with
from egovkit.qr._claims import EXPIRES, ISSUED, NOT_BEFORE, Claims
from egovkit.qr._formats import read_bytes, read_text, require_formats
from egovkit.qr._key_set import KeySet, Trusted
from egovkit.qr._limits import DEFAULT, Limits
from egovkit.qr._open import open_token
from egovkit.qr._periods import (
    LEEWAY,
    require_begun,
    require_key_in_force,
    seconds,
    shown,
)
from egovkit.qr._read import Sets, read_claims, read_foreign
from egovkit.qr._refusals import quote, wrong_issuer
from egovkit.qr._status import StatusList, require_good
from egovkit.qr._token import Token

_C = TypeVar("_C", bound=Claims)
Lists = StatusList | Iterable[StatusList] | Mapping[str, StatusList]


@overload
def verify(
    given: str | bytes | Token[object],
    keys: KeySet,
    *,
    at: datetime,
    purpose: type[_C],
    leeway: timedelta = ...,
    base: str | None = ...,
    statuses: Lists | None = ...,
    formats: Iterable[str] = ...,
    claim_sets: Iterable[type[Claims]] = ...,
    limits: Limits = ...,
) -> _C: ...


@overload
def verify(
    given: str | bytes | Token[object],
    keys: KeySet,
    *,
    at: datetime,
    purpose: str | None = ...,
    leeway: timedelta = ...,
    base: str | None = ...,
    statuses: Lists | None = ...,
    formats: Iterable[str] = ...,
    claim_sets: Iterable[type[Claims]] = ...,
    limits: Limits = ...,
) -> Claims: ...


def verify(
    given: str | bytes | Token[object],
    keys: KeySet,
    *,
    at: datetime,
    leeway: timedelta = LEEWAY,
    base: str | None = None,
    purpose: str | type[Claims] | None = None,
    statuses: Lists | None = None,
    formats: Iterable[str] = ("cwt",),
    claim_sets: Iterable[type[Claims]] = (),
    limits: Limits = DEFAULT,
) -> Claims:
    """Return what a paper says, if it is genuine and good; refuse it otherwise.

    The checks run in one order, and the first that fails names the refusal: size, text,
    CBOR, header, key by its kid, algorithm equal to the key's, signature, claims, issuer
    equal to the key's, purpose, revocation and window of the key, iat and nbf, status,
    and expiry last, so that a revoked paper never reads "genuine, but expired". Nothing
    in a token ever chooses or supplies a key, and no claim is shown before the
    signature holds.

    Parameters
    ----------
    given
        The text of a code, a link, or the bytes of a token.
    keys
        The keys that are trusted.
    at
        Now, as the caller knows it: egovkit has no clock.
    leeway
        By how much clocks may differ.
    base
        The address that a link has to have; links of others are refused. It says
        nothing about bare texts. Without it a link may have any host and path, for the
        signature is what counts.
    purpose
        The purpose that the paper has to have, as a word or as the class of its claims.
    statuses
        Status lists, from `StatusList.verify`. None: whether a paper is revoked is not
        asked. Given, a paper that names a list which is not among them is refused.
    formats
        ``"cwt"`` (ours), ``"hc1"``, ``"claim169"``, ``"jws"`` and ``"shc"``. Those of
        others are read by what their RFCs allow, and give `Claims` with all that is
        their own in `extra`.
    claim_sets
        Sets of claims of the caller's own.

    Raises
    ------
    TokenError
        The refusal, with a `code`. Those of ``"revoked"``, ``"suspended"`` and
        ``"expired"`` carry the claims, for the paper is genuine.
    NaiveDatetimeError
        If `at` has no zone.
    InvalidValueError
        If `base`, `formats`, `claim_sets` or `leeway` is none.

    Examples
    --------
    >>> from datetime import UTC
    >>> from egovkit.qr import ProcedureClaims, SigningKey, issue, link
    >>> at, key = datetime(2026, 1, 5, tzinfo=UTC), SigningKey.generate("ES256")
    >>> notice = ProcedureClaims(
    ...     issuer="ward.example",
    ...     subject="1.001193",
    ...     decision="1872/QD-BTP",
    ...     version="2",
    ...     url="https://ward.example/tthc/1.001193",
    ... )
    >>> token = issue(notice, key=key, at=at, expires=timedelta(days=365))
    >>> keys = KeySet([key.public(issuer="ward.example")])
    >>> printed = link(token, base="https://ward.example/v")
    >>> verify(printed, keys, at=at, base="https://ward.example/v") == notice
    True
    >>> verify(printed, keys, at=at + timedelta(days=400))
    Traceback (most recent call last):
      ...
    egovkit.errors.TokenError: expired: a genuine paper that was good until 2027-...
    """
    now, slack = require_aware(at, "at").timestamp(), seconds(leeway)
    asked = require_formats(formats)
    sets = _sets(claim_sets, purpose)
    payload: object
    name, body = _recognised(given, base, limits, asked)
    if isinstance(body, bytes):
        signed, trusted = open_token(body, keys, limits)
        payload = decode(signed, "payload", limits)
        claims = read_claims(payload, sets)
    else:
        payload, trusted = _opened(name, body, keys, limits)
        claims = read_foreign(payload)
    issuer = trusted.key.issuer
    if issuer is not None and claims.issuer != issuer:
        raise wrong_issuer(claims.issuer, issuer)
    if purpose is not None or trusted.key.purposes:
        _require_purpose(claims, purpose, trusted.key.purposes)
    times = cast("dict[object, float]", payload)
    issued, expires = times.get(ISSUED), times.get(EXPIRES)
    require_key_in_force(trusted, issued)
    require_begun(issued, times.get(NOT_BEFORE), now, slack)
    if statuses is not None:
        require_good(claims, statuses, now, slack)
    if expires is not None and now >= expires + slack:
        raise TokenError(
            "expired", f"a genuine paper that was good until {shown(expires)}",
            f"one that is good at {shown(now)}", "ask the office for a new one",
            claims=claims,
        )  # fmt: skip
    return claims


def _sets(
    claim_sets: Iterable[type[Claims]], purpose: str | type[Claims] | None
) -> Sets:
    own = tuple(claim_sets)
    if isinstance(purpose, type):
        own = (*own, purpose)
    return sets_with(own) if own else OURS


def _recognised(
    given: object, base: str | None, limits: Limits, asked: frozenset[str]
) -> tuple[str, str | bytes]:
    if isinstance(given, str):
        return read_text(given, base, limits, asked)
    if isinstance(given, Token):
        given = given.data
    if isinstance(given, bytes):
        return read_bytes(given, limits, asked)
    raise InvalidValueError("given", given, "a text, a link, bytes or a Token")


def _opened(
    name: str, text: str, keys: KeySet, limits: Limits
) -> tuple[object, Trusted]:
    # Others' formats need JSON and zlib, which ours do not.
    if name in ("hc1", "claim169"):
        from egovkit.qr._foreign import open_foreign

        return open_foreign(text, keys, limits)
    from egovkit.qr._jws import open_jws, open_shc

    is_card = text.startswith("shc:/")
    return (open_shc if is_card else open_jws)(text, keys, limits)


def _require_purpose(
    claims: Claims, purpose: str | type[Claims] | None, allowed: tuple[str, ...]
) -> None:
    own = claims.purpose
    if isinstance(purpose, type):
        asked, is_asked = purpose.purpose, isinstance(claims, purpose)
    else:
        asked, is_asked = purpose, purpose in (None, own)
    if is_asked and (not allowed or own in allowed):
        return
    raise TokenError(
        "wrong_purpose", f"a paper for {own or 'no known purpose'}",
        f"one for {quote(asked or ' or '.join(allowed))}",
        "look whether it is the right code; keys sign only for their purposes",
    )  # fmt: skip
