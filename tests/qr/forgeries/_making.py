"""How a forger works: by cbor2, by cryptography and by hand, never by egovkit's codec."""

import base64
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

import cbor2
from attrs import field, frozen
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from egovkit.qr import Claims, KeySet, Limits, PublicKey, StatusList, verify
from egovkit.qr._limits import DEFAULT

Private = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
Payload = dict[Any, Any]

ISSUER: Final = "ward.example"
SUBJECT: Final = "000.00.00.H53-260105-0001"
BASE: Final = "https://ward.example/v"
AT: Final = datetime(2026, 2, 2, 9, tzinfo=UTC)
NOW, ISSUED, EXPIRES = 1770022800, 1767578400, 1775354400
"""AT, 2026-01-05 02:00 and 2026-04-05 02:00 in UTC, as seconds since 1970."""

LEEWAY: Final = 60
CLAIMS: Final[Payload] = {
    1: ISSUER,
    2: SUBJECT,
    4: EXPIRES,
    6: ISSUED,
    -70001: {1: "1.001193", 2: "H53.01", 3: ISSUED, 4: 1767864600},
}
"""A receipt, with the keys of its maps in the order of their bytes."""


def bstr(data: bytes) -> bytes:
    """Write a string of bytes as CBOR."""
    return cbor2.dumps(data)


def head(major: int, n: int) -> bytes:
    """Write a head with the shortest argument, by hand: cbor2 writes values only."""
    if n < 24:
        return bytes((major << 5 | n,))
    size = next(size for size in (1, 2, 4, 8) if n < 256**size)
    return bytes((major << 5 | 23 + size.bit_length(),)) + n.to_bytes(size, "big")


def raw_map(*pairs: tuple[object, bytes]) -> bytes:
    """Write a map of values that are written already, in the order given."""
    return head(5, len(pairs)) + b"".join(cbor2.dumps(key) + v for key, v in pairs)


def ordered(claims: Mapping[Any, object]) -> bytes:
    """Write a map with its keys in the order of their bytes."""
    keys = sorted(claims, key=cbor2.dumps)
    return raw_map(*((key, cbor2.dumps(claims[key])) for key in keys))


def but(changes: Payload | None = None, *, without: Iterable[object] = ()) -> bytes:
    """Write the receipt with some claims changed and some left out."""
    claims = {**CLAIMS, **(changes or {})}
    return ordered({key: v for key, v in claims.items() if key not in without})


def b64(data: bytes | str) -> str:
    """Write base64url without padding."""
    given = data.encode() if isinstance(data, str) else data
    return base64.urlsafe_b64encode(given).decode().rstrip("=")


def b32(data: bytes) -> str:
    """Write base32 without padding."""
    return base64.b32encode(data).decode().rstrip("=")


def link_to(fragment: str) -> str:
    """Write the link that is printed."""
    return f"HTTPS://WARD.EXAMPLE/v#{fragment}"


@frozen
class Signer:
    """A private key, and the number of its algorithm in COSE."""

    private: Private
    alg: int
    kid: bytes = field()

    @kid.default
    def _beginning_of_thumbprint(self) -> bytes:
        return sha256(cbor2.dumps(self.cose_key())).digest()[:4]

    def sign(self, message: bytes, digest: HashAlgorithm | None = None) -> bytes:
        """Sign; r and s of ECDSA stand side by side, and come out the same each time."""
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return self.private.sign(message)
        r, s = decode_dss_signature(self.der(message, digest))
        size = -(-self.private.key_size // 8)
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")

    def der(self, message: bytes, digest: HashAlgorithm | None = None) -> bytes:
        """Sign by ECDSA, and leave the signature in DER."""
        assert isinstance(self.private, ec.EllipticCurvePrivateKey)
        how = ec.ECDSA(digest or SHA256(), deterministic_signing=True)
        return self.private.sign(message, how)

    def point(self) -> bytes:
        """Return the public key as SEC 1 (uncompressed) or RFC 8032 writes it."""
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return self.private.public_key().public_bytes(
                Encoding.Raw, PublicFormat.Raw
            )
        form = PublicFormat.UncompressedPoint
        return self.private.public_key().public_bytes(Encoding.X962, form)

    def cose_key(self) -> Payload:
        """Return the public key as a COSE_Key."""
        point = self.point()
        if self.alg == -8:
            return {1: 1, -1: 6, -2: point}
        return {1: 2, -1: 1, -2: point[1:33], -3: point[33:]}

    def jwk(self) -> dict[str, object]:
        """Return the public key as a JWK without kid."""
        point = self.point()
        if self.alg == -8:
            return {"kty": "OKP", "crv": "Ed25519", "x": b64(point)}
        half = len(point) // 2
        x, y = b64(point[1 : 1 + half]), b64(point[1 + half :])
        curve = {32: "P-256", 48: "P-384"}[half]
        return {"kty": "EC", "crv": curve, "x": x, "y": y}

    def header(self) -> bytes:
        """Return the protected header of its tokens."""
        return cbor2.dumps({1: self.alg, 4: self.kid})

    def public(
        self,
        issuer: str | None = ISSUER,
        purposes: Iterable[str] = (),
        *,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
    ) -> PublicKey:
        """Return what a verifier trusts."""
        return PublicKey.from_jwk(
            self.jwk(),
            kid=self.kid,
            issuer=issuer,
            purposes=purposes,
            not_before=not_before,
            not_after=not_after,
        )


def _es(
    secret: int, curve: ec.EllipticCurve | None = None
) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(secret, curve or ec.SECP256R1())


def _ed(secret: int) -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.from_private_bytes(secret.to_bytes(32, "big"))


ES, ED = Signer(_es(0x1E50), -7), Signer(_ed(0x1ED0), -8)
"""The ward's keys."""

OTHER_ES, OTHER_ED = Signer(_es(0x2E50), -7), Signer(_ed(0x2ED0), -8)
"""The keys of another ward, which are trusted for papers of that one."""

FOREIGN_ES, FOREIGN_ED = Signer(_es(0x3E50), -7), Signer(_ed(0x3ED0), -8)
"""Keys that nobody trusts."""

P384 = Signer(_es(0x384, ec.SECP384R1()), -35, b"p384")
SECP256K1 = Signer(_es(0x256, ec.SECP256K1()), -47, b"k1")

WARD = KeySet([ES.public(), ED.public()])
KEYS = KeySet(
    [*WARD, OTHER_ES.public("other.example"), OTHER_ED.public("other.example")]
)
ONLY_ES, ONLY_ED = KeySet([ES.public()]), KeySet([ED.public()])


def to_be_signed(
    protected: bytes, payload: bytes, context: str = "Signature1", external: bytes = b""
) -> bytes:
    """Return the Sig_structure of RFC 9052 section 4.4."""
    return cbor2.dumps([context, protected, external, payload])


def frame(*items: bytes, begin: bytes = b"\xd2\x84") -> bytes:
    """Put items that are written already behind tag 18 and the head of an array."""
    return begin + b"".join(items)


def sign1(
    payload: bytes,
    signer: Signer = ES,
    protected: bytes | None = None,
    *,
    unprotected: bytes = b"\xa0",
    begin: bytes = b"\xd2\x84",
) -> bytes:
    """Sign a payload as a tagged COSE_Sign1."""
    protected = signer.header() if protected is None else protected
    signature = signer.sign(to_be_signed(protected, payload))
    items = bstr(protected), unprotected, bstr(payload), bstr(signature)
    return frame(*items, begin=begin)


def with_signature(signature: bytes, signer: Signer = ES) -> bytes:
    """Put any signature under the receipt."""
    return frame(bstr(signer.header()), b"\xa0", bstr(RECEIPT), bstr(signature))


RECEIPT: Final = ordered(CLAIMS)
GENUINE, GENUINE_ED = sign1(RECEIPT), sign1(RECEIPT, ED)


@frozen
class Forgery:
    """What is shown to a verifier, how it is asked, and the code of its refusal.

    The code is None for a control: something genuine beside the forgeries.
    """

    group: str
    name: str
    given: str | bytes = field(repr=False)
    code: str | None
    keys: KeySet = field(default=KEYS, repr=False, kw_only=True)
    at: datetime = field(default=AT, kw_only=True)
    base: str | None = field(default=None, kw_only=True)
    formats: tuple[str, ...] = field(default=("cwt",), kw_only=True)
    purpose: str | None = field(default=None, kw_only=True)
    statuses: tuple[StatusList, ...] | None = field(
        default=None, repr=False, kw_only=True
    )
    limits: Limits = field(default=DEFAULT, kw_only=True)

    def verify(self, given: str | bytes | None = None) -> Claims:
        """Ask egovkit, about another form of the same token if one is given."""
        return verify(
            self.given if given is None else given,
            self.keys,
            at=self.at,
            base=self.base,
            formats=self.formats,
            purpose=self.purpose,
            statuses=self.statuses,
            limits=self.limits,
        )
