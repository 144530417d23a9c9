"""Sets of keys as JSON: a JWKS of RFC 7517."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from egovkit._time import require_aware
from egovkit.errors import InvalidValueError, TokenError
from egovkit.qr._algorithms import bad_key
from egovkit.qr._jwk import OWN, is_usable, read_jwk, write_jwk
from egovkit.qr._kinds import Map, is_list, is_map
from egovkit.qr._public_key import PublicKey
from egovkit.qr._refusals import quote
from egovkit.qr._text import from_base64url

Revoked = Mapping[bytes, datetime | None]


def write_jwks(keys: Iterable[PublicKey], revoked: Revoked) -> str:
    """Write a set, each key with the member that holds what a JWK cannot say."""
    jwks = {"keys": [write_jwk(key) | {OWN: _own(key, revoked)} for key in keys]}
    return json.dumps(jwks, indent=2, ensure_ascii=True)


def _own(key: PublicKey, revoked: Revoked) -> dict[str, object]:
    own: dict[str, object] = {}
    if key.issuer is not None:
        own["issuer"] = key.issuer
    if key.not_before is not None:
        own["not_before"] = key.not_before.isoformat()
    if key.not_after is not None:
        own["not_after"] = key.not_after.isoformat()
    if key.purposes:
        own["purposes"] = list(key.purposes)
    if key.kid in revoked:
        since = revoked[key.kid]
        own["revoked"] = True if since is None else since.isoformat()
    return own


def read_jwks(
    text: str | bytes, issuer: str | None
) -> tuple[list[PublicKey], dict[bytes, datetime | None]]:
    """Read a set, and which of its keys are revoked."""
    keys: list[PublicKey] = []
    revoked: dict[bytes, datetime | None] = {}
    for jwk in filter(is_usable, _jwks(text)):
        own = jwk.get(OWN, {})
        if not is_map(own):
            raise bad_key(f"a JWK whose {OWN} is no object")
        key = _key(jwk, own, issuer)
        keys.append(key)
        if "revoked" in own:
            is_stolen = own["revoked"] is True
            revoked[key.kid] = None if is_stolen else _instant(own, "revoked")
    return keys, revoked


def _jwks(text: str | bytes) -> Iterable[Map]:
    try:
        jwks = json.loads(text)
    except (ValueError, RecursionError):
        raise bad_key("no JSON", "give the text of a JWKS") from None
    keys = jwks.get("keys") if is_map(jwks) else None
    if not is_list(keys):
        raise bad_key('JSON without "keys"', "give the text of a JWKS")
    return keys


def _key(jwk: Map, own: Map, issuer: str | None) -> PublicKey:
    alg, point, kid = read_jwk(jwk)
    try:
        return PublicKey(
            alg=alg,
            point=point,
            kid=kid,
            issuer=_issuer(own.get("issuer", issuer), issuer),
            not_before=_instant(own, "not_before"),
            not_after=_instant(own, "not_after"),
            purposes=_purposes(own.get("purposes", [])),
            certificate_digest=_digest(jwk.get("x5t#S256")),
        )
    except InvalidValueError as fault:
        raise bad_key(f"a JWK with a window that is none: {fault}") from None


def _issuer(named: object, expected: str | None) -> str | None:
    if expected is not None and named != expected:
        raise TokenError(
            "bad_key", f"a key that names {quote(str(named))}",
            f"keys of {quote(expected)}", "ask whose key set this is",
        )  # fmt: skip
    if named is not None and not isinstance(named, str):
        raise bad_key(f"a JWK whose issuer is {named!a}")
    return named


def _instant(own: Map, name: str) -> datetime | None:
    if name not in own:
        return None
    try:
        return require_aware(datetime.fromisoformat(own[name]), name)
    except (TypeError, ValueError):
        raise bad_key(f"a JWK whose {name} is {own[name]!a}") from None


def _purposes(given: object) -> tuple[str, ...]:
    if is_list(given) and all(isinstance(purpose, str) for purpose in given):
        return tuple(given)
    raise bad_key(f"a JWK whose purposes are {given!a}")


def _digest(given: object) -> bytes | None:
    if given is None:
        return None
    if isinstance(given, str):
        try:
            return from_base64url(given, "x5t#S256")
        except TokenError:
            pass
    raise bad_key(f"a JWK whose x5t#S256 is {given!a}")
