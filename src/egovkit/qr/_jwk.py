"""Keys as JSON: a JWK (RFC 7517) for each, with one member of our own."""

from collections.abc import Mapping
from typing import Final, cast

from egovkit.errors import TokenError
from egovkit.qr._algorithms import ALGORITHMS, Alg, bad_key
from egovkit.qr._public_key import PublicKey, kid_of, thumbprint_of
from egovkit.qr._text import from_base64url, to_base64url

OWN: Final = "egovkit"
"""The member that holds what a JWK has no name for: issuer, window, revocation."""

_HALF: Final = 32


def write_jwk(key: PublicKey) -> dict[str, object]:
    """Write a key with the members that every reader of JWKs understands."""
    algorithm = ALGORITHMS[key.alg]
    kty, crv = algorithm.jwk
    jwk: dict[str, object] = {
        "kty": kty,
        "crv": crv,
        "kid": to_base64url(key.kid),
        "use": "sig",
        "alg": algorithm.jose[0],
    }
    if key.alg == "Ed25519":
        jwk["x"] = to_base64url(key.point)
    else:
        jwk["x"] = to_base64url(key.point[1 : 1 + _HALF])
        jwk["y"] = to_base64url(key.point[1 + _HALF :])
    if key.certificate_digest is not None:
        jwk["x5t#S256"] = to_base64url(key.certificate_digest)
    return jwk


def is_usable(jwk: object) -> bool:
    """Whether a JWK is a key for signatures of one of our algorithms.

    Others in a set are passed over, as RFC 7517 section 5 wants it.
    """
    if not isinstance(jwk, Mapping):
        return False
    members = cast("Mapping[str, object]", jwk)
    alg = _alg_of(members)
    return (
        alg is not None
        and members.get("use", "sig") == "sig"
        and members.get("alg", ALGORITHMS[alg].jose[0]) in ALGORITHMS[alg].jose
    )


def read_jwk(jwk: Mapping[str, object]) -> tuple[Alg, bytes, bytes]:
    """Return algorithm, point and kid of a JWK."""
    if not is_usable(jwk):
        named = {name: jwk.get(name) for name in ("kty", "crv", "alg", "use")}
        raise bad_key(f"a JWK with {named!a}", "choose the key that signs")
    if "d" in jwk:
        raise bad_key("a private key", "give out the public one, and never this")
    operations = jwk.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        raise bad_key(f"a JWK with key_ops {operations!a}", "choose one to verify with")
    alg = cast("Alg", _alg_of(jwk))
    point = _coordinate(jwk, "x")
    if alg == "ES256":
        point = b"\x04" + point + _coordinate(jwk, "y")
    return alg, point, _kid(jwk, alg, point)


def _alg_of(jwk: Mapping[str, object]) -> Alg | None:
    for algorithm in ALGORITHMS.values():
        if (jwk.get("kty"), jwk.get("crv")) == algorithm.jwk:
            return algorithm.name
    return None


def _coordinate(jwk: Mapping[str, object], name: str) -> bytes:
    value = jwk.get(name)
    data = _decoded(value) if isinstance(value, str) else None
    if data is None or len(data) != _HALF:
        raise bad_key(f"a JWK whose {name} is not the base64url of 32 bytes")
    return data


def _kid(jwk: Mapping[str, object], alg: Alg, point: bytes) -> bytes:
    kid = jwk.get("kid")
    own = jwk.get(OWN)
    if kid is None:
        return kid_of(alg, point)
    if not isinstance(kid, str) or not kid:
        raise bad_key(f"a JWK whose kid is {kid!a}", "write it as text")
    data = _decoded(kid)
    is_ours = isinstance(own, Mapping)
    if data and (is_ours or thumbprint_of(alg, point).startswith(data)):
        return data
    return kid.encode("utf-8", "surrogatepass")


def _decoded(text: str) -> bytes | None:
    try:
        return from_base64url(text, "JWK")
    except TokenError:
        return None
