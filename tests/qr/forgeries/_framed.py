"""Forged HC1 and Claim 169 texts, which are read only when asked for."""

import zlib
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Final

import base45  # type: ignore[import-untyped]
import cbor2

from tests.qr.forgeries._making import (
    AT,
    ED,
    ES,
    EXPIRES,
    FOREIGN_ES,
    GENUINE,
    ISSUED,
    ISSUER,
    NOW,
    ONLY_ES,
    WARD,
    Forgery,
    Payload,
    raw_map,
    sign1,
)

HCERT: Final[Payload] = {1: ISSUER, 4: EXPIRES, 6: ISSUED, -260: {1: {"ver": "1.3.0"}}}
MEBIBYTE: Final = 1 << 20


def base45_of(data: bytes) -> str:
    """Write base45."""
    text: str = base45.b45encode(data).decode()
    return text


def packed(data: bytes, prefix: str = "HC1:") -> str:
    """Write as HC1 does it: zlib, base45, and a prefix."""
    return prefix + base45_of(zlib.compress(data, 9))


def raw(data: bytes) -> str:
    """Write base45 of bytes that are no zlib."""
    return "HC1:" + base45_of(data)


def bomb(size: int) -> bytes:
    """Pack so many zeros, a mebibyte at a time."""
    packer = zlib.compressobj(9)
    zeros = bytes(MEBIBYTE)
    parts = [packer.compress(zeros) for _ in range(size // MEBIBYTE)]
    return b"".join(parts) + packer.flush()


def hc1() -> Iterator[Forgery]:
    """Change what is around, in and under a health certificate."""
    case = partial(Forgery, "HC1", code="malformed", formats=("hc1",))
    genuine = sign1(cbor2.dumps(HCERT))
    good = packed(genuine)
    yield case("control", good, code=None)
    yield case("control: a receipt in their frame", packed(GENUINE), code=None)
    yield case("not asked for", good, code="format_not_asked", formats=("cwt",))
    yield case(
        "asked for another", good, code="format_not_asked", formats=("claim169",)
    )
    yield case("a token where only HC1 is asked", genuine, code="format_not_asked")
    letters = good[4:]
    faults = {
        "small letters": letters.lower(),
        "a letter too many": letters + "0" * (1 + (-len(letters)) % 3),
        "a letter of no base45": letters[:-1] + "_",
        "a triple too large": "GGX" + letters[3:],
        "the largest triple": ":::" + letters[3:],
        "a pair too large": letters[: len(letters) // 3 * 3 - 3] + "::",
        "a line feed after it": letters + "\n",
        "a letter encoded": letters[:6] + "%20" + letters[6:],
        "a full-width letter": "\uff16" + letters[1:],
        "no letters": "",
    }
    for name, fault in faults.items():
        yield case(name, "HC1:" + fault)
    yield from _zlib(genuine)
    yield from _their_cose()
    yield from _their_claims()


def _zlib(genuine: bytes) -> Iterator[Forgery]:
    case = partial(Forgery, "HC1", code="malformed", formats=("hc1",))
    stream = zlib.compress(genuine, 9)
    raw_packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    gzip_packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    known_packer = zlib.compressobj(zdict=genuine)
    streams = {
        "not compressed": genuine,
        "compressed twice": zlib.compress(stream),
        "checksum changed": stream[:-1] + bytes((stream[-1] ^ 1,)),
        "checksum cut": stream[:-2],
        "stream cut": stream[: len(stream) // 2],
        "header alone": stream[:2],
        "a byte follows": stream + b"\0",
        "another stream follows": stream + stream,
        "header changed": b"\x79" + stream[1:],
        "raw deflate": raw_packer.compress(genuine) + raw_packer.flush(),
        "gzip": gzip_packer.compress(genuine) + gzip_packer.flush(),
        "preset dictionary": known_packer.compress(genuine) + known_packer.flush(),
        "compressed nothing": zlib.compress(b""),
        "a bomb in a bomb": zlib.compress(zlib.compress(bytes(MEBIBYTE))),
    }
    for name, data in streams.items():
        yield case(name, raw(data))
    yield case("a bomb of 50 MiB", raw(bomb(50 * MEBIBYTE)[:4000]), code="too_large")
    yield case("a bomb of 64 KiB and a byte", raw(zlib.compress(bytes(65537))),
               code="too_large")  # fmt: skip
    yield case("64 KiB of zeros", raw(zlib.compress(bytes(65536))))


def _their_cose() -> Iterator[Forgery]:
    case = partial(Forgery, "HC1", formats=("hc1",))
    payload = cbor2.dumps(HCERT)
    kid = {4: ES.kid}
    unprotected = sign1(
        payload, protected=b"\xa1\x01\x26", unprotected=cbor2.dumps(kid)
    )
    yield case("control: kid unprotected", packed(unprotected), None)
    yield case("control: untagged", packed(sign1(payload)[1:]), None)
    yield case("control: tag 61", packed(b"\xd8\x3d" + sign1(payload)), None)
    yield case("control: Ed25519", packed(sign1(payload, ED)), None)
    no_kid = packed(sign1(payload, protected=b"\xa1\x01\x26"))
    yield case("control: no kid, a set of one key", no_kid, None, keys=ONLY_ES)
    yield case("no kid, a set of two keys", no_kid, "missing_kid", keys=WARD)
    yield case("foreign key", packed(sign1(payload, FOREIGN_ES)), "unknown_key")
    headers: dict[str, tuple[Payload, str]] = {
        "called Ed25519": ({1: -8, **kid}, "algorithm_mismatch"),
        "called PS256": ({1: -37, **kid}, "unsupported_algorithm"),
        "no algorithm": (kid, "unsupported_algorithm"),
        "algorithm as text": ({1: "ES256", **kid}, "unsupported_algorithm"),
        "algorithm a bignum": ({1: -(2**70), **kid}, "unsupported_algorithm"),
        "crit": ({1: -7, 2: [99], **kid}, "critical_header"),
        "kid as text": ({1: -7, 4: ES.kid.hex()}, "malformed"),
    }
    for name, (header, code) in headers.items():
        token = sign1(payload, protected=cbor2.dumps(header))
        yield case(name, packed(token), code)
    for name, entry in {"kid": kid, "algorithm": {1: -7}}.items():
        both = sign1(payload, unprotected=cbor2.dumps(entry))
        yield case(f"{name} in both buckets", packed(both), "malformed")
    twice = raw_map((1, b"\x26"), (4, cbor2.dumps(ES.kid)), (4, cbor2.dumps(b"?")))
    yield case("kid twice", packed(sign1(payload, protected=twice)), "malformed")
    for name, begin in {"Mac0": b"\xd1\x84", "COSE_Sign": b"\xd8\x62\x84"}.items():
        yield case(name, packed(sign1(payload, begin=begin)), "malformed")
    yield case("a byte after the token", packed(sign1(payload) + b"\0"), "malformed")
    yield case("two tokens", packed(sign1(payload) * 2), "malformed")
    changed = sign1(payload).replace(b"1.3.0", b"1.3.1")
    yield case("a claim changed", packed(changed), "bad_signature")
    yield case("the token cut", packed(sign1(payload)[:-1]), "malformed")
    yield case("claims without a signature", packed(payload), "malformed")


def _their_claims() -> Iterator[Forgery]:
    case = partial(Forgery, "HC1", formats=("hc1",))

    def of(changes: Payload) -> str:
        return packed(sign1(cbor2.dumps({**HCERT, **changes})))

    good: dict[str, Payload] = {
        "expiry a float": {4: float(EXPIRES)},
        "issued a fraction": {6: ISSUED + 0.5},
        "a float within": {-260: {1: 36.6}},
        "a date in a tag within": {-260: {1: cbor2.CBORTag(1, ISSUED)}},
    }
    for name, changes in good.items():
        yield case(f"control: {name}", of(changes), None)
    endless = sign1(b"\xbf" + cbor2.dumps(HCERT)[1:] + b"\xff")
    yield case("control: a map without length", packed(endless), None)
    wrong: dict[str, tuple[Payload, str]] = {
        "expires a text": ({4: "2026"}, "bad_claims"),
        "expires null": ({4: None}, "bad_claims"),
        "expires true": ({4: True}, "bad_claims"),
        "expires -1": ({4: -1}, "bad_claims"),
        "expires not a number": ({4: float("nan")}, "bad_claims"),
        "expires never": ({4: float("inf")}, "bad_claims"),
        "expires at 2^70": ({4: 2**70}, "bad_claims"),
        "expires at 2^63": ({4: 2**63}, "bad_claims"),
        "a date in a tag": ({4: cbor2.CBORTag(1, EXPIRES)}, "bad_claims"),
        "expires when it was issued": ({4: ISSUED}, "bad_claims"),
        "issuer a number": ({1: 7}, "bad_claims"),
        "foreign issuer": ({1: "VN"}, "wrong_issuer"),
        "issued tomorrow": ({6: NOW + 86400}, "issued_in_future"),
        "begins tomorrow": ({5: NOW + 86400}, "not_yet_valid"),
        "begins in two minutes and a fraction": ({5: NOW + 60.5}, "not_yet_valid"),
        "bytes and array as value": ({7: "1"}, "bad_claims"),
    }
    for name, (changes, code) in wrong.items():
        yield case(name, of(changes), code)
    expired = partial(Forgery, "HC1", code="expired", formats=("hc1",))
    yield expired("expired", of({}), at=AT + timedelta(days=365))
    twice = raw_map((1, cbor2.dumps(ISSUER)), (4, b"\x01"), (4, cbor2.dumps(EXPIRES)))
    yield case("expiry twice", packed(sign1(twice)), "malformed")
    plain = {"an array": b"\x80", "null": b"\xf6", "a number": b"\x00"}
    for name, payload in plain.items():
        yield case(f"{name} and no map", packed(sign1(payload)), "bad_claims")
    broken = {
        "a thousand arrays": b"\x81" * 1000 + b"\x80",
        "a thousand endless arrays": b"\x9f" * 1000,
        "a thousand tags": b"\xc1" * 1000 + b"\x00",
        "an array of 2^63": b"\x9b\x80\0\0\0\0\0\0\0",
        "ten thousand items": b"\x99\x27\x10" + bytes(10_000),
        "an array as key": b"\xa1\x80\x00",
        "a key not a number": b"\xa1\xf9\x7e\x00\x00",
        "a break": b"\xff",
        "a chunk of a chunk": b"\x5f\x5f\x41a\xff\xff",
        "a chunk of text in bytes": b"\x5f\x61a\xff",
        "chunks without end": b"\x5f\x41a",
        "bad UTF-8": b"\xa1\x01\x61\xff",
        "a map of a key alone": b"\xbf\x01\xff",
        "a tag alone": b"\xc1",
        "a tag without length": b"\xdf\x00",
        "nothing": b"",
    }
    for name, payload in broken.items():
        yield case(name, packed(sign1(payload)), "malformed")


def claim169() -> Iterator[Forgery]:
    """Change a code of MOSIP, which is framed like HC1 without prefix."""
    case = partial(Forgery, "Claim 169", formats=("claim169",))
    payload = cbor2.dumps({1: ISSUER, 4: EXPIRES, 6: ISSUED, 169: {1: "1"}})
    good = packed(sign1(payload), "")
    yield case("control", good, None)
    unasked = partial(Forgery, "Claim 169", formats=("hc1", "cwt"))
    yield unasked("not asked for", good, "format_not_asked")
    yield case("unsigned", packed(payload, ""), "malformed")
    yield case("foreign", packed(sign1(payload, FOREIGN_ES), ""), "unknown_key")
    lying = sign1(payload, FOREIGN_ES, ES.header())
    yield case("foreign under our kid", packed(lying, ""), "bad_signature")
    yield case("with the prefix of HC1", "HC1:" + good, "format_not_asked")
    yield case("a letter gone", good[:-1], "malformed")
    huge = base45_of(bomb(2 * MEBIBYTE))
    yield case("a bomb", huge, "too_large")


GROUPS = (hc1, claim169)
