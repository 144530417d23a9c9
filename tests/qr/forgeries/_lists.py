"""Forged status lists, papers that a list tells of, and broken keys."""

import json
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import cbor2
from attrs import field, frozen
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from egovkit.qr import KeySet, PublicKey, StatusList
from tests.qr.forgeries._framed import MEBIBYTE, bomb
from tests.qr.forgeries._making import (
    AT,
    ED,
    ES,
    EXPIRES,
    FOREIGN_ES,
    GENUINE,
    ISSUED,
    ISSUER,
    KEYS,
    NOW,
    OTHER_ES,
    P384,
    Forgery,
    Payload,
    Signer,
    b64,
    but,
    ordered,
    sign1,
)

URI: Final = "https://ward.example/s/1"
STATUSES: Final = bytes((0b1110_0100, 0b0000_0001))
"""Two bits each: valid, invalid, suspended, 3; then invalid, and three times valid."""

LIST: Final[Payload] = {
    2: URI,
    4: NOW + 3600,
    6: NOW - 3600,
    65533: {"lst": zlib.compress(STATUSES), "bits": 2},
}
CONTENT: Final = "application/statuslist+cwt"


def signed_list(
    changes: Payload | None = None,
    signer: Signer = ES,
    *,
    without: int | None = None,
    content: object = CONTENT,
) -> bytes:
    """Sign a list with some of its claims changed."""
    claims = {k: v for k, v in {**LIST, **(changes or {})}.items() if k != without}
    protected = cbor2.dumps({1: signer.alg, 4: signer.kid, 16: content})
    return sign1(ordered(claims), signer, protected)


def listing(inner: Payload) -> bytes:
    """Sign a list whose status_list has some members changed."""
    return signed_list({65533: {**LIST[65533], **inner}})


def paper(idx: int, uri: str = URI, expires: int = EXPIRES) -> bytes:
    """Sign a receipt that names its place in a list."""
    place = {65535: {"status_list": {"idx": idx, "uri": uri}}}
    return sign1(but({4: expires, **place}))


def status() -> Iterator[Forgery]:
    """Ask a list about a paper."""
    known = StatusList.verify(signed_list(), KEYS, at=AT)
    case = partial(Forgery, "status", code="status_unknown", statuses=(known,))
    yield case("control: valid", paper(0), code=None)
    yield case("control: valid in the second byte", paper(5), code=None)
    yield case("control: a paper without status", GENUINE, code=None)
    yield case("control: nobody asks", paper(1), code=None, statuses=None)
    yield case("invalid", paper(1), code="revoked")
    yield case("invalid in the second byte", paper(4), code="revoked")
    yield case("suspended", paper(2), code="suspended")
    yield case("the issuer's own status", paper(3))
    yield case("a place after the last", paper(8))
    yield case("a place far away", paper(2**53 - 1))
    yield case("no list at hand", paper(0), statuses=())
    for name, uri in {
        "another address": "https://ward.example/s/2",
        "the address in upper case": URI.upper(),
        "a longer address": URI + "/",
    }.items():
        yield case(name, paper(0, uri))
    old = paper(1, expires=ISSUED + 1)
    yield case("invalid and expired", old, code="revoked")
    suspended = paper(2, expires=ISSUED + 1)
    yield case("suspended and expired", suspended, code="suspended")
    nowhere = paper(0, "https://?", expires=ISSUED + 1)
    yield case("unknown and expired", nowhere)
    others = StatusList.verify(signed_list(signer=OTHER_ES), KEYS, at=AT)
    yield case("another ward's list", paper(1), statuses=(others,))
    unbound = KeySet([OTHER_ES.public(issuer=None)])
    named = signed_list({1: "other.example"}, OTHER_ES)
    named_list = StatusList.verify(named, unbound, at=AT)
    yield case("a list in another's name", paper(1), statuses=(named_list,))
    free = StatusList.verify(signed_list(signer=OTHER_ES), unbound, at=AT)
    yield case("by a key bound to nobody", paper(1), statuses=(free,), code="revoked")
    yield case("both lists", paper(1), statuses=(others, known), code="revoked")
    newer = StatusList.verify(
        signed_list({6: NOW, 65533: {"lst": zlib.compress(b"\0"), "bits": 1}}),
        KEYS,
        at=AT,
    )
    yield case("control: the newer list", paper(1), statuses=(known, newer), code=None)
    yield case("control: the newer list first", paper(1), statuses=(newer, known),
               code=None)  # fmt: skip
    later = AT + timedelta(seconds=3600 + 60)
    yield case("a list that has expired", paper(1), code="status_stale", at=later)
    almost = later - timedelta(seconds=1)
    yield case("a list in its last second", paper(1), code="revoked", at=almost)
    unsigned = StatusList.of(8, bits=2)
    yield case("a list that nobody signed", paper(0), statuses=(unsigned,))


@frozen
class Refused:
    """Something that a door of egovkit has to refuse, or for None to take."""

    group: str
    name: str
    call: Callable[[], object] = field(repr=False)
    code: str | None


def _list(name: str, data: bytes, code: str | None, keys: KeySet = KEYS) -> Refused:
    call = partial(StatusList.verify, data, keys, at=AT)
    return Refused("status list", name, call, code)


def lists() -> Iterator[Refused]:
    """Forge the list itself."""
    yield _list("control", signed_list(), None)
    yield _list("control: Ed25519", signed_list(signer=ED), None)
    yield _list("control: for good", signed_list(without=4), None)
    yield _list("control: with ttl", signed_list({65534: 7200}), None)
    yield _list("control: its issuer", signed_list({1: ISSUER}), None)
    for bits in (1, 2, 4, 8):
        yield _list(f"control: {bits} bits", listing({"bits": bits}), None)
    yield _list("foreign", signed_list(signer=FOREIGN_ES), "unknown_key")
    lying = Signer(FOREIGN_ES.private, -7, ES.kid)
    yield _list("foreign under our kid", signed_list(signer=lying), "bad_signature")
    yield _list("a paper", GENUINE, "malformed")
    for name, content in {
        "of JSON": "application/statuslist+jwt",
        "of upper case": CONTENT.upper(),
        "a number": 16,
        "null": None,
    }.items():
        yield _list(f"content type {name}", signed_list(content=content), "malformed")
    missing = sign1(ordered(LIST))
    yield _list("no content type", missing, "malformed")
    yield _list("another's name", signed_list({1: "other.example"}), "wrong_issuer")
    yield _list("stolen key", signed_list(), "key_revoked", KEYS.revoke(ES.kid))
    retired = KeySet([ES.public(not_after=AT - timedelta(days=1))])
    yield _list("retired key", signed_list(), "key_not_in_force", retired)
    yield _list(
        "issued tomorrow",
        signed_list({4: NOW + 99999, 6: NOW + 86400}),
        "issued_in_future",
    )
    yield _list("begins tomorrow", signed_list({5: NOW + 86400}), "not_yet_valid")
    late = signed_list({4: NOW - 60})
    yield _list("expired", late, "status_stale")
    yield _list("control: in its last second", signed_list({4: NOW - 59}), None)
    stale = signed_list({65534: 3600 - 60})
    yield _list("older than its ttl", stale, "status_stale")
    acting = {2: "https://\N{RIGHT-TO-LEFT OVERRIDE}\x1b[31m", 65534: 1}
    yield _list(
        "stale, by what acts on a terminal", signed_list(acting), "status_stale"
    )
    yield _list("of no bytes", b"", "malformed")
    yield _list("a byte follows", signed_list() + b"\0", "malformed")
    yield _list("untagged", signed_list()[1:], "malformed")
    yield _list("of two mebibytes", signed_list().ljust(MEBIBYTE * 2), "too_large")
    yield from _list_claims()
    yield from _list_bytes()


def _list_claims() -> Iterator[Refused]:
    wrong: dict[str, Payload] = {
        "address a number": {2: 7},
        "address null": {2: None},
        "issued null": {6: None},
        "issued a text": {6: "2026"},
        "issued -1": {6: -1},
        "expires null": {4: None},
        "expires a text": {4: "2026"},
        "expires when it was issued": {4: LIST[6]},
        "not before null": {5: None},
        "not before a text": {5: "2026"},
        "issuer null": {1: None},
        "issuer a number": {1: 7},
        "ttl 0": {65534: 0},
        "ttl -1": {65534: -1},
        "ttl a text": {65534: "1"},
        "ttl null": {65534: None},
        "ttl true": {65534: True},
        "list null": {65533: None},
        "list bytes": {65533: b""},
        "list empty": {65533: {}},
        "list without bits": {65533: {"lst": b""}},
        "list without statuses": {65533: {"bits": 1}},
    }
    for name, changes in wrong.items():
        yield _list(name, signed_list(changes), "bad_claims")
    for name, label in {"address": 2, "issued": 6, "list": 65533}.items():
        yield _list(f"no {name}", signed_list(without=label), "bad_claims")
    for bits in (0, 3, 5, 16, -1, True, "1", None):
        yield _list(f"bits {bits!a}", listing({"bits": bits}), "bad_claims")
    for value in ("eNo=", None, 7, [0]):
        yield _list(f"statuses {value!a}", listing({"lst": value}), "bad_claims")


def _list_bytes() -> Iterator[Refused]:
    good = zlib.compress(STATUSES)
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    faults = {
        "not compressed": STATUSES,
        "nothing": b"",
        "cut": good[:-1],
        "checksum changed": good[:-1] + bytes((good[-1] ^ 1,)),
        "something follows": good + b"\0",
        "raw deflate": raw.compress(STATUSES) + raw.flush(),
    }
    for name, data in faults.items():
        yield _list(f"statuses: {name}", listing({"lst": data}), "malformed")
    yield _list("a bomb", listing({"lst": bomb(50 * MEBIBYTE)}), "too_large")
    most = zlib.compress(bytes(MEBIBYTE))
    yield _list("control: a mebibyte", listing({"lst": most}), None)
    more = zlib.compress(bytes(MEBIBYTE + 1))
    yield _list("a mebibyte and a byte", listing({"lst": more}), "too_large")


def jwks() -> Iterator[Refused]:
    """Give out keys that are none, or of somebody else."""
    good = {**ES.jwk(), "kid": "1"}
    yield _jwk("control", good, None)
    yield _jwk("control: Ed25519", ED.jwk(), None)
    wrong: dict[str, dict[str, object]] = {
        "a private key": {"d": b64(bytes(32))},
        "a secret": {"kty": "oct", "k": b64(ES.point())},
        "RSA": {"kty": "RSA", "n": "AQ", "e": "AQAB"},
        "P-384": P384.jwk(),
        "secp256k1": {"crv": "secp256k1"},
        "no curve": {"crv": None},
        "Ed25519 on a curve of NIST": {"crv": "Ed25519"},
        "off the curve": {"x": ES.jwk()["y"]},
        "the origin": {"x": b64(bytes(32)), "y": b64(bytes(32))},
        "x too short": {"x": b64(bytes(31))},
        "x too long": {"x": b64(bytes(33))},
        "x padded": {"x": f"{ES.jwk()['x']}="},
        "x of no base64url": {"x": "?"},
        "x a number": {"x": 7},
        "no y": {"y": None},
        "for encryption": {"use": "enc"},
        "of another algorithm": {"alg": "ES384"},
        "to sign with": {"key_ops": ["sign"]},
        "operations a text": {"key_ops": "verify"},
        "kid a number": {"kid": 1},
        "kid empty": {"kid": ""},
    }
    for name, changes in wrong.items():
        yield _jwk(name, {**good, **changes}, "bad_key")
    texts: dict[str, str | bytes] = {
        "no JSON": "keys",
        "nothing": "",
        "cut": json.dumps({"keys": [good]})[:-1],
        "deep": "[" * 100_000,
        "an array": json.dumps([good]),
        "no keys": "{}",
        "keys an object": '{"keys": {}}',
        "bytes": b"\xff\xfe\xfd",
    }
    for name, text in texts.items():
        yield _jwks(name, text, "bad_key")
    twice = json.dumps({"keys": [good, {**ED.jwk(), "kid": "1"}]})
    yield _jwks("two keys of one kid", twice, "duplicate_kid")
    yield _jwks("control: others passed over", '{"keys": [{"kty": "RSA"}, 7]}', None)
    yield from _own_members(good)


def _jwk(name: str, jwk: dict[str, object], code: str | None) -> Refused:
    return Refused("JWK", name, partial(PublicKey.from_jwk, jwk), code)


def _jwks(
    name: str, text: str | bytes, code: str | None, issuer: str | None = None
) -> Refused:
    call = partial(KeySet.from_jwks, text, issuer)
    return Refused("JWKS", name, call, code)


def _own_members(good: dict[str, object]) -> Iterator[Refused]:
    wrong: dict[str, object] = {"no object": 7, "null": None}
    day = "2026-01-05T02:00:00+25:00"
    values: tuple[object, ...] = ("", 0, 1, False, [], {}, day)
    for member in ("not_before", "not_after", "revoked"):
        wrong |= {
            f"{member} a word": {member: "never"},
            f"{member} a day": {member: "2026-01-05"},
            f"{member} without zone": {member: "2026-01-05T02:00:00"},
        }
        for value in values:
            wrong[f"{member} {value!a}"] = {member: value}
    wrong |= {
        "the end first": {
            "not_before": "2026-01-05T00Z",
            "not_after": "2025-01-05T00Z",
        },
        "issuer a number": {"issuer": 7},
        "purposes a text": {"purposes": "receipt"},
        "purposes of numbers": {"purposes": [1]},
    }
    for name, own in wrong.items():
        text = json.dumps({"keys": [{**good, "egovkit": own}]})
        yield _jwks(name, text, "bad_key")
    named = json.dumps({"keys": [{**good, "egovkit": {"issuer": "other.example"}}]})
    yield _jwks("another's key", named, "bad_key", ISSUER)
    yield _jwks("control: its issuer", named, None, "other.example")


def certificate_of(private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    """Certify a key by itself."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, ISSUER)])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, private.public_key(), 7)
    builder = builder.not_valid_before(begin).not_valid_after(begin + timedelta(days=9))
    return builder.sign(private, SHA256()).public_bytes(Encoding.DER)


def certificates() -> Iterator[Refused]:
    """Show certificates that are none, or of other keys."""
    assert isinstance(ES.private, ec.EllipticCurvePrivateKey)
    assert isinstance(P384.private, ec.EllipticCurvePrivateKey)
    good = certificate_of(ES.private)
    pem = x509.load_der_x509_certificate(good).public_bytes(Encoding.PEM)
    form = PublicFormat.SubjectPublicKeyInfo
    bare = ES.private.public_key().public_bytes(Encoding.PEM, form)
    version = good.index(b"\xa0\x03\x02\x01\x02") + 4
    weak = rsa.generate_private_key(65537, 2048)
    shown: dict[str, tuple[bytes, str | None]] = {
        "control": (good, None),
        "control: PEM": (pem, None),
        "nothing": (b"", "bad_key"),
        "cut": (good[:-1], "bad_key"),
        "a byte follows": (good + b"\0", "bad_key"),
        "PEM cut": (pem[:-40], "bad_key"),
        "a key and no certificate": (bare, "bad_key"),
        "of P-384": (certificate_of(P384.private), "bad_key"),
        "of RSA": (certificate_of(weak), "bad_key"),
        "zeros": (bytes(500), "bad_key"),
        "a token": (GENUINE, "bad_key"),
    }
    for number in (1, 3, 4, 127, 255):
        other = good[:version] + bytes((number,)) + good[version + 1 :]
        shown[f"of version {number + 1}"] = (other, "bad_key")
    for name, (data, code) in shown.items():
        call = partial(PublicKey.from_certificate, data)
        yield Refused("certificate", name, call, code)


GROUPS = (status,)
REFUSED = (lists, jwks, certificates)
