"""Forged frames: algorithms, keys and their windows, structure, headers."""

import hmac
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import cbor2

from egovkit.qr import KeySet
from tests.qr.forgeries._making import (
    CLAIMS,
    ED,
    ES,
    FOREIGN_ED,
    FOREIGN_ES,
    GENUINE,
    GENUINE_ED,
    ISSUED,
    KEYS,
    OTHER_ED,
    OTHER_ES,
    P384,
    RECEIPT,
    SECP256K1,
    Forgery,
    Payload,
    Signer,
    bstr,
    but,
    frame,
    raw_map,
    sign1,
    to_be_signed,
    with_signature,
)


def headed(header: Payload | bytes, signer: Signer = ES, **parts: bytes) -> bytes:
    """Sign the receipt, truly, under another header."""
    written = header if isinstance(header, bytes) else cbor2.dumps(header)
    return sign1(RECEIPT, signer, written, **parts)


def with_hmac() -> bytes:
    """Use the public key, which everybody has, as the secret of an HMAC."""
    protected = cbor2.dumps({1: 5, 4: ES.kid})
    signed = to_be_signed(protected, RECEIPT)
    tag = hmac.digest(ES.point(), signed, "sha256")
    return frame(bstr(protected), b"\xa0", bstr(RECEIPT), bstr(tag))


def algorithm() -> Iterator[Forgery]:
    """Let the token choose how it is checked."""
    case = partial(Forgery, "algorithm")
    for number in (-7, -9):
        yield case(f"control {number}", headed({1: number, 4: ES.kid}), None)
    for number in (-8, -19):
        yield case(f"control {number}", headed({1: number, 4: ED.kid}, ED), None)
    for number in (-8, -19):
        swapped = headed({1: number, 4: ES.kid})
        yield case(f"ES256 called {number}", swapped, "algorithm_mismatch")
    for number in (-7, -9):
        swapped = headed({1: number, 4: ED.kid}, ED)
        yield case(f"Ed25519 called {number}", swapped, "algorithm_mismatch")
    others = {
        "none": "none",
        "None": "None",
        "an empty text": "",
        "ES256 as text": "ES256",
        "0": 0,
        "null": None,
        "true": True,
        "bytes": b"\x26",
        "an array": [-7],
        "a map": {1: -7},
        "1": 1,
        "ES384": -35,
        "ES512": -36,
        "PS256": -37,
        "ES256K": -47,
        "RS256": -257,
        "SHA-1 with RSA": -65535,
        "2^53 - 1": 2**53 - 1,
    }
    for name, alg in others.items():
        yield case(name, headed({1: alg, 4: ES.kid}), "unsupported_algorithm")
    yield case("missing", headed({4: ES.kid}), "unsupported_algorithm")
    yield case("HMAC with the public key", with_hmac(), "unsupported_algorithm")
    yield case("no algorithm and a kid unknown", headed({1: 0, 4: b"?"}), "unknown_key")
    broken = {
        "a float": -7.0,
        "2^53": 2**53,
        "-2^53 - 1": -(2**53) - 1,
        "a bignum": -(2**70),
        "undefined": cbor2.undefined,
    }
    for name, alg in broken.items():
        yield case(name, headed({1: alg, 4: ES.kid}), "malformed")
    for name, written in {"-7": b"\x38\x06", "-8": b"\x39\x00\x07"}.items():
        long = raw_map((1, written), (4, bstr(ES.kid)))
        yield case(f"{name}, too long", headed(long), "malformed")
    unprotected = cbor2.dumps({1: -7})
    moved = headed({4: ES.kid}, unprotected=unprotected)
    yield case("unprotected", moved, "malformed")
    both = headed(ES.header(), unprotected=unprotected)
    yield case("in both buckets", both, "malformed")
    mac = frame(bstr(cbor2.dumps({1: 5})), b"\xa0", bstr(RECEIPT), bstr(bytes(32)))
    yield case("Mac0", b"\xd1" + mac[1:], "malformed")


def keys() -> Iterator[Forgery]:
    """Let the token choose by whose key it is checked."""
    case = partial(Forgery, "keys")
    for alg, foreign, own in (("ES256", FOREIGN_ES, ES), ("Ed25519", FOREIGN_ED, ED)):
        yield case(f"foreign {alg}", sign1(RECEIPT, foreign), "unknown_key")
        under_ours = headed(own.header(), foreign)
        yield case(f"foreign {alg} under our kid", under_ours, "bad_signature")
    anothers = headed({1: -7, 4: OTHER_ES.kid})
    yield case("kid of another key", anothers, "bad_signature")
    crossed = headed({1: -7, 4: ED.kid})
    yield case("kid of a key of the other kind", crossed, "algorithm_mismatch")
    yield case("missing kid", headed({1: -7}), "missing_kid")
    kids: dict[str, tuple[object, str]] = {
        "empty": (b"", "unknown_key"),
        "cut": (ES.kid[:3], "unknown_key"),
        "longer": (ES.kid + b"\0", "unknown_key"),
        "of two thousand bytes": (bytes(2000), "unknown_key"),
        "of a mebibyte": (bytes(1 << 20), "too_large"),
        "as hexadecimal text": (ES.kid.hex(), "malformed"),
        "as a number": (int.from_bytes(ES.kid, "big"), "malformed"),
        "as an array": ([ES.kid], "malformed"),
    }
    for name, (kid, code) in kids.items():
        yield case(f"kid {name}", headed({1: -7, 4: kid}), code)
    moved = headed({1: -7}, unprotected=cbor2.dumps({4: ES.kid}))
    yield case("kid unprotected", moved, "malformed")
    embedded: Payload = {1: -7, 4: ES.kid, -1: FOREIGN_ES.cose_key()}
    yield case("key in the header", headed(embedded, FOREIGN_ES), "malformed")
    beside = cbor2.dumps({-1: FOREIGN_ES.cose_key()})
    unprotected = headed(ES.header(), FOREIGN_ES, unprotected=beside)
    yield case("key beside the header", unprotected, "malformed")
    for name, label in {"x5bag": 32, "x5chain": 33, "x5t": 34, "x5u": 35}.items():
        chained = headed({1: -7, 4: ES.kid, label: b"a certificate"}, FOREIGN_ES)
        yield case(name, chained, "malformed")
    for name, signer in {"P-384": P384, "secp256k1": SECP256K1}.items():
        under_ours = headed({1: signer.alg, 4: ES.kid}, signer)
        yield case(f"{name} under our kid", under_ours, "unsupported_algorithm")
        lying = headed(ES.header(), signer)
        yield case(f"{name} called ES256", lying, "bad_signature")
    for alg, other in {"ES256": OTHER_ES, "Ed25519": OTHER_ED}.items():
        named = sign1(RECEIPT, other)
        yield case(f"another ward's {alg} in our name", named, "wrong_issuer")
    honest = sign1(but({1: "other.example"}), OTHER_ES)
    yield case("control: another ward in its own name", honest, None)
    unbound = KeySet([OTHER_ES.public(issuer=None)])
    unbound_named = sign1(RECEIPT, OTHER_ES)
    yield case("control: a key bound to nobody", unbound_named, None, keys=unbound)


def purposes() -> Iterator[Forgery]:
    """Use a paper, or a key, for something else than it is meant for."""
    case = partial(Forgery, "purpose")
    yield case("control", GENUINE, None, purpose="receipt")
    for asked in ("result", "procedure", "file_bag", "Receipt", ""):
        yield case(f"asked for {asked!a}", GENUINE, "wrong_purpose", purpose=asked)
    bare = sign1(but(without=[-70001]))
    yield case("no set of claims", bare, "wrong_purpose", purpose="receipt")
    unknown = sign1(but({-80001: CLAIMS[-70001]}, without=[-70001]))
    yield case("an unknown set", unknown, "wrong_purpose", purpose="receipt")
    results = KeySet([ES.public(purposes=["result"])])
    yield case("a key for results", GENUINE, "wrong_purpose", keys=results)
    yield case("a key for results, no set", bare, "wrong_purpose", keys=results)
    acting = KeySet([ES.public(purposes=["\N{RIGHT-TO-LEFT OVERRIDE}\x1b[31m"])])
    yield case(
        "a key for what acts on a terminal", GENUINE, "wrong_purpose", keys=acting
    )
    several = KeySet([ES.public(purposes=["result", "receipt"])])
    yield case("control: a key for both", GENUINE, None, keys=several)


def windows() -> Iterator[Forgery]:
    """Sign by a key that was not in use then, or is revoked."""
    case = partial(Forgery, "key window")
    issued = datetime.fromtimestamp(ISSUED, UTC)
    second = timedelta(seconds=1)
    retired = "key_not_in_force"

    last = KeySet([ES.public(not_after=issued)])
    first = KeySet([ES.public(not_before=issued)])
    yield case("control: on its last second", GENUINE, None, keys=last)
    yield case("control: on its first second", GENUINE, None, keys=first)
    before, after = issued - second, issued + second
    late = KeySet([ES.public(not_after=before)])
    early = KeySet([ES.public(not_before=after)])
    yield case("a second after its last", GENUINE, retired, keys=late)
    yield case("a second before its first", GENUINE, retired, keys=early)
    undated = sign1(but(without=[6]))
    yield case("control: undated, a key without window", undated, None)
    yield case("undated, a retired key", undated, retired, keys=last)
    yield case("undated, a key with a beginning", undated, retired, keys=first)
    stolen = KEYS.revoke(ES.kid)
    yield case("stolen", GENUINE, "key_revoked", keys=stolen)
    backdated = sign1(but({6: 1}))
    yield case("stolen, dated back to 1970", backdated, "key_revoked", keys=stolen)
    yield case("control: another key is stolen", GENUINE_ED, None, keys=stolen)
    since, later = KEYS.revoke(ES.kid, issued), KEYS.revoke(ES.kid, after)
    yield case("revoked since it was issued", GENUINE, "key_revoked", keys=since)
    yield case("control: revoked a second later", GENUINE, None, keys=later)
    yield case("undated, a key lost on a day", undated, retired, keys=later)
    expired = issued + timedelta(days=400)
    yield case("stolen and expired", GENUINE, "key_revoked", keys=stolen, at=expired)
    yield case("retired and expired", GENUINE, retired, keys=late, at=expired)
    forged = with_signature(bytes(64))
    yield case("stolen and forged", forged, "bad_signature", keys=stolen)


def structure() -> Iterator[Forgery]:
    """Take a token apart and put it together in another way."""
    case = partial(Forgery, "structure", code="malformed")
    body = GENUINE[2:]
    yield case("control: tag 61", b"\xd8\x3d" + GENUINE, code=None)
    for size in (1, 2, 3, 12, len(GENUINE) - 66, len(GENUINE) - 1):
        yield case(f"cut to {size}", GENUINE[:size])
    yield case("a byte follows", GENUINE + b"\0")
    yield case("null follows", GENUINE + b"\xf6")
    yield case("a break follows", GENUINE + b"\xff")
    begins = {
        "untagged": b"\x84",
        "tag 61 without 18": b"\xd8\x3d\x84",
        "tag 61 twice": b"\xd8\x3d\xd8\x3d\xd2\x84",
        "tag 61 within 18": b"\xd2\xd8\x3d\x84",
        "tag 18 twice": b"\xd2\xd2\x84",
        "tag 18 in two bytes": b"\xd8\x12\x84",
        "tag 18 in three bytes": b"\xd9\x00\x12\x84",
        "tag 61 in three bytes": b"\xd9\x00\x3d\xd2\x84",
        "tag 16": b"\xd0\x84",
        "tag 17": b"\xd1\x84",
        "tag 96": b"\xd8\x60\x84",
        "tag 98": b"\xd8\x62\x84",
        "tag 55799": b"\xd9\xd9\xf7\xd2\x84",
        "an array of 3": b"\xd2\x83",
        "an array of 5": b"\xd2\x85",
        "an array without length": b"\xd2\x9f",
        "an array with a long length": b"\xd2\x98\x04",
        "a map": b"\xd2\xa2",
    }
    for name, begin in begins.items():
        yield case(name, begin + body)
    yield case("5 parts", b"\xd2\x85" + body + b"\xf6")
    yield case("3 parts", b"\xd2\x83" + body[:-66])
    yield case("an end to an array without length", b"\xd2\x9f" + body + b"\xff")
    yield from _parts()


def _parts() -> Iterator[Forgery]:
    case = partial(Forgery, "structure", code="malformed")
    protected, payload = bstr(ES.header()), bstr(RECEIPT)
    signature = GENUINE[-66:]
    shortest = GENUINE[-64:]
    parts = {
        "payload null": (protected, b"\xa0", b"\xf6", signature),
        "payload not in bytes": (protected, b"\xa0", RECEIPT, signature),
        "payload as text": (protected, b"\xa0", cbor2.dumps("{}"), signature),
        "payload in tag 24": (protected, b"\xa0", b"\xd8\x18" + payload, signature),
        "payload in chunks": (
            protected,
            b"\xa0",
            b"\x5f" + payload + b"\xff",
        ),
        "payload with a long length": (
            protected,
            b"\xa0",
            b"\x59" + len(RECEIPT).to_bytes(2, "big") + RECEIPT,
        ),
        "payload of 2^64 - 1 bytes": (protected, b"\xa0", b"\x5b" + b"\xff" * 8),
        "payload of 2^31 bytes": (protected, b"\xa0", b"\x5a\x80\0\0\0", RECEIPT),
        "signature as text": (protected, b"\xa0", payload, b"\x78\x40" + b"a" * 64),
        "signature null": (protected, b"\xa0", payload, b"\xf6"),
        "signature in an array": (protected, b"\xa0", payload, b"\x81" + signature),
        "signature with a long length": (
            protected,
            b"\xa0",
            payload,
            b"\x59\x00\x40" + shortest,
        ),
        "header not in bytes": (ES.header(), b"\xa0", payload, signature),
        "header with a long length": (
            b"\x58" + bytes((len(ES.header()),)) + ES.header(),
            b"\xa0",
            payload,
        ),
        "unprotected header as bytes": (protected, b"\x40", payload, signature),
        "unprotected header null": (protected, b"\xf6", payload, signature),
        "unprotected header an array": (protected, b"\x80", payload, signature),
        "unprotected header without length": (
            protected,
            b"\xbf\xff",
            payload,
        ),
        "unprotected header with a long length": (
            protected,
            b"\xb8\x00",
            payload,
        ),
        "unprotected header with something": (
            protected,
            b"\xa1\x18\x63\x00",
            payload,
        ),
        "payload and signature exchanged": (protected, b"\xa0", signature, payload),
    }
    for name, items in parts.items():
        code = "bad_signature" if name.endswith("exchanged") else "malformed"
        yield case(name, frame(*items), code=code)


def header() -> Iterator[Forgery]:
    """Write the protected header in another way, and sign it truly."""
    case = partial(Forgery, "header", code="malformed")
    alg, kid = (1, b"\x26"), (4, bstr(ES.kid))
    yield case("of no bytes", headed(b""), code="missing_kid")
    yield case("empty", headed(b"\xa0"), code="missing_kid")
    yield case("kid first", headed(raw_map(kid, alg)))
    yield case("kid twice", headed(raw_map(alg, kid, kid)))
    yield case("alg twice", headed(raw_map(alg, alg, kid)))
    yield case("two kids", headed(raw_map(alg, kid, (4, bstr(OTHER_ES.kid)))))
    yield case(
        "a map without length", headed(b"\xbf" + raw_map(alg, kid)[1:] + b"\xff")
    )
    yield case("a map with a long length", headed(b"\xb8\x02" + raw_map(alg, kid)[1:]))
    yield case("a long label", headed(b"\xa2\x18\x01\x26\x04" + bstr(ES.kid)))
    yield case("a kid with a long length", headed(b"\xa2\x01\x26\x04\x58\x04" + ES.kid))
    yield case("a kid in chunks", headed(b"\xa2\x01\x26\x04\x5f" + kid[1] + b"\xff"))
    yield case("something follows", headed(ES.header() + b"\0"))
    yield case("cut", headed(ES.header()[:-1]))
    yield case("an array", headed(cbor2.dumps([-7, ES.kid])))
    yield case("null", headed(b"\xf6"))
    yield case("bytes within", headed(bstr(ES.header())))
    yield case("a tag within", headed(b"\xc6" + ES.header()))
    yield case("as text labels", headed(raw_map((4, kid[1]), ("alg", b"\x26"))))
    yield case("nested too deep", headed(raw_map(alg, kid, (9, b"\x81" * 9 + b"\x80"))))
    for label in (3, 5, 6, 15, 99, -65537, "typ"):
        yield case(f"the entry {label}", headed({1: -7, 4: ES.kid, label: 0}))
    kinds: tuple[object, ...] = ("application/statuslist+cwt", "application/cwt", "", 0)
    for kind in (*kinds, None, False, b"", []):
        yield case(f"content type {kind!a}", headed({1: -7, 4: ES.kid, 16: kind}))


def critical() -> Iterator[Forgery]:
    """Demand that an entry of the header be understood (RFC 9052 section 3.1)."""
    case = partial(Forgery, "crit", code="critical_header")
    demands: dict[str, object] = {
        "an unknown entry": [99],
        "a known entry": [1],
        "itself": [2],
        "nothing": [],
        "a text": ["ward"],
        "no array": 99,
        "null": None,
    }
    for name, demand in demands.items():
        yield case(name, headed({1: -7, 2: demand, 4: ES.kid}))
    entered = headed({1: -7, 2: [99], 4: ES.kid, 99: 0})
    yield case("an entry that is there", entered)
    yield case("by an unknown key", headed({1: -7, 2: [99], 4: b"?"}))
    yield case("without kid", headed({1: -7, 2: [99]}))
    private = headed({1: -7, 2: [-70001], 4: ES.kid, -70001: {}})
    yield case("a private entry", private)
    bidi = headed({1: -7, 2: ["\N{RIGHT-TO-LEFT OVERRIDE}\x1b[31m"], 4: ES.kid})
    yield case("what acts on a terminal", bidi)
    moved = headed(ES.header(), unprotected=cbor2.dumps({2: [99]}))
    yield case("unprotected", moved, code="malformed")
    twice = raw_map((1, b"\x26"), (2, b"\x81\x01"), (2, b"\x81\x01"), (4, bstr(ES.kid)))
    yield case("twice", headed(twice), code="malformed")


GROUPS = (
    algorithm,
    keys,
    purposes,
    windows,
    structure,
    header,
    critical,
)
