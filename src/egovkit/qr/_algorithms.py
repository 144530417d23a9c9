"""The two signature algorithms: their names, their numbers, and how each is run."""

from collections.abc import Callable
from functools import cache
from typing import Final, Literal, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.hashes import SHA256

from egovkit.errors import TokenError

Alg = Literal["ES256", "Ed25519"]
NativePublicKey = EllipticCurvePublicKey | Ed25519PublicKey
NativePrivateKey = EllipticCurvePrivateKey | Ed25519PrivateKey
Check = Callable[[bytes, bytes], None]
"""Takes signature and message, and raises InvalidSignature."""

SIGNATURE_SIZE: Final = 64
_HALF: Final = 32
_POINT_SIZE: Final = 65
_HIGH_BIT: Final = 0x80


class Algorithm(NamedTuple):
    """What an algorithm is called, and what its keys look like.

    `written` is the number that our tokens carry, `read` the numbers that are taken to
    mean it: RFC 9864 gives ECDSA with P-256 and Ed25519 numbers of their own.
    """

    name: Alg
    written: int
    read: tuple[int, ...]
    jose: tuple[str, ...]
    jwk: tuple[str, str]


ALGORITHMS: Final[dict[str, Algorithm]] = {
    "ES256": Algorithm("ES256", -7, (-7, -9), ("ES256",), ("EC", "P-256")),
    "Ed25519": Algorithm(
        "Ed25519", -8, (-8, -19), ("EdDSA", "Ed25519"), ("OKP", "Ed25519")
    ),
}
NUMBERS: Final = {n: a.name for a in ALGORITHMS.values() for n in a.read}
JOSE_NAMES: Final = {n: a.name for a in ALGORITHMS.values() for n in a.jose}


@cache
def es256() -> ECDSA:
    """Return ECDSA with SHA-256; to make it loads OpenSSL's backend, which takes long."""
    return ECDSA(SHA256())


def bad_key(given: str, remedy: str = "") -> TokenError:
    """Refuse a key."""
    expected = "a P-256 or an Ed25519 key"
    return TokenError("bad_key", given, expected, remedy)


def point_of(key: object) -> tuple[Alg, bytes]:
    """Return the algorithm of a public key, and its point as SEC 1 or RFC 8032 write it."""
    # Loaded late: it is needed once for a key, and it takes long.
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    if isinstance(key, Ed25519PublicKey):
        return "Ed25519", key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        form = PublicFormat.UncompressedPoint
        return "ES256", key.public_bytes(Encoding.X962, form)
    raise bad_key(f"a key of another kind, {type(key).__name__}")


def native_key(alg: str, point: bytes) -> NativePublicKey:
    """Load a public key from its point, which has to lie on the curve."""
    try:
        if alg == "Ed25519":
            return Ed25519PublicKey.from_public_bytes(point)
        if alg == "ES256" and len(point) == _POINT_SIZE:
            return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    except ValueError:
        pass
    raise bad_key(f"no point of the curve of {alg!a}")


def check_of(alg: str, point: bytes) -> Check:
    """Return the function that checks signatures by a public key."""
    key = native_key(alg, point)
    if isinstance(key, Ed25519PublicKey):
        return key.verify
    verify, how = key.verify, es256()

    def check(signature: bytes, message: bytes) -> None:
        verify(to_der(signature), message, how)

    return check


def to_der(signature: bytes) -> bytes:
    """Turn r and s side by side (RFC 9053 section 2.1) into DER, as OpenSSL reads it.

    Raises
    ------
    InvalidSignature
        If it has another length than two halves.
    """
    if len(signature) != SIGNATURE_SIZE:
        raise InvalidSignature
    r, s = signature[:_HALF], signature[_HALF:]
    if r[0] and s[0]:
        before, between = _DER[r[0] >> 7, s[0] >> 7]
        return before + r + between + s
    r, s = _der_integer(r), _der_integer(s)
    return b"0%c%b%b" % (len(r) + len(s), r, s)


_DER: Final = {
    (0, 0): (b"\x30\x44\x02\x20", b"\x02\x20"),
    (0, 1): (b"\x30\x45\x02\x20", b"\x02\x21\0"),
    (1, 0): (b"\x30\x45\x02\x21\0", b"\x02\x20"),
    (1, 1): (b"\x30\x46\x02\x21\0", b"\x02\x21\0"),
}
"""What stands before r and before s, by their highest bits, if neither begins with 0."""


def _der_integer(half: bytes) -> bytes:
    half = half.lstrip(b"\0") or b"\0"
    if half[0] >= _HIGH_BIT:
        half = b"\0" + half
    return b"\x02%c%b" % (len(half), half)


def from_der(der: bytes) -> bytes:
    """Turn the DER that OpenSSL writes into r and s side by side."""
    r_end = 4 + der[3]
    r, s = der[4:r_end], der[r_end + 2 :]
    return r[-_HALF:].rjust(_HALF, b"\0") + s[-_HALF:].rjust(_HALF, b"\0")


def is_der(signature: bytes) -> bool:
    """Whether a signature is two integers in DER, of at most 33 bytes each."""
    if len(signature) < 8 or signature[0] != 0x30 or signature[2] != 2:  # noqa: PLR2004
        return False
    s_at = 4 + signature[3]
    return (
        s_at + 2 < len(signature)
        and signature[1] == len(signature) - 2
        and signature[s_at] == 2  # noqa: PLR2004
        and signature[s_at + 1] == len(signature) - s_at - 2
    )
