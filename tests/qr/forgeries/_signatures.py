"""Forged signatures, under a receipt that somebody did sign."""

from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from itertools import count

from cryptography.hazmat.primitives.hashes import SHA384, SHA512

from tests.qr.forgeries._making import (
    ED,
    ES,
    GENUINE,
    GENUINE_ED,
    RECEIPT,
    Forgery,
    but,
    sign1,
    to_be_signed,
    with_signature,
)

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order n of the group of P-256 (FIPS 186-5)."""

ORDER_ED = 2**252 + 27742317777372353535851937790883648493
"""The order L of the group of Ed25519 (RFC 8032 section 5.1)."""


def short_halves() -> dict[str, bytes]:
    """Search for papers whose r or s is so small that DER writes it shorter."""
    papers = (sign1(but({7: n.to_bytes(4, "big")})) for n in count())
    found: dict[str, bytes] = {}
    while len(found) < 2:
        token = next(papers)
        for name, first in {"r": token[-64], "s": token[-32]}.items():
            if first == 0:
                found.setdefault(name, token)
    return found


def signature() -> Iterator[Forgery]:
    """Change the bytes of a signature, or what it is over."""
    case = partial(Forgery, "signature", code="bad_signature")
    message = to_be_signed(ES.header(), RECEIPT)
    good = ES.sign(message)
    r, s = int.from_bytes(good[:32], "big"), int.from_bytes(good[32:], "big")

    def of(r: int, s: int) -> bytes:
        return with_signature(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    yield case("control", GENUINE, code=None)
    yield case("control: n - s, for ECDSA is malleable", of(r, ORDER - s), code=None)
    for name, token in short_halves().items():
        yield case(f"control: {name} begins with 0", token, code=None)
    yield case("DER", with_signature(ES.der(message)))
    for size in (0, 1, 32, 63):
        yield case(f"{size} bytes", with_signature(good[:size]))
    yield case("65 bytes", with_signature(good + b"\0"))
    yield case("0 before it", with_signature(b"\0" + good))
    yield case("twice", with_signature(good * 2))
    yield case("zero", of(0, 0))
    yield case("r = 0", of(0, s))
    yield case("s = 0", of(r, 0))
    yield case("r = s = 1", of(1, 1))
    yield case("r = s = n", of(ORDER, ORDER))
    yield case("r = s = n - 1", of(ORDER - 1, ORDER - 1))
    yield case("all ones", with_signature(b"\xff" * 64))
    yield case("s and r", of(s, r))
    yield case("little-endian", with_signature(good[31::-1] + good[:31:-1]))
    for bit in (0, 255, 256, 511):
        flipped = int.from_bytes(good, "big") ^ 1 << bit
        yield case(f"bit {bit}", with_signature(flipped.to_bytes(64, "big")))
    for digest in (SHA384(), SHA512()):
        yield case(digest.name, with_signature(ES.sign(message, digest)))
    yield case("of its digest", with_signature(ES.sign(sha256(message).digest())))
    yield case("of the payload alone", with_signature(ES.sign(RECEIPT)))
    for context in ("Signature", "CounterSignature", "CounterSignature0", "MAC0", ""):
        other = to_be_signed(ES.header(), RECEIPT, context)
        yield case(f"in the context {context!a}", with_signature(ES.sign(other)))
    bound = to_be_signed(ES.header(), RECEIPT, external=b"ward")
    yield case("with external data", with_signature(ES.sign(bound)))
    yield case("of no header", with_signature(ES.sign(to_be_signed(b"", RECEIPT))))
    another = ES.sign(to_be_signed(ES.header(), but({2: "another"})))
    yield case("of another paper", with_signature(another))
    yield from _ed_signature()


def _ed_signature() -> Iterator[Forgery]:
    case = partial(Forgery, "signature", code="bad_signature")
    good = ED.sign(to_be_signed(ED.header(), RECEIPT))
    r, s = good[:32], int.from_bytes(good[32:], "little")

    def of(r: bytes, s: int) -> bytes:
        return with_signature(r + s.to_bytes(32, "little"), ED)

    yield case("Ed25519 control", GENUINE_ED, code=None)
    yield case("Ed25519 S + L", of(r, s + ORDER_ED))
    yield case("Ed25519 L - S", of(r, ORDER_ED - s))
    yield case("Ed25519 S = 0", of(r, 0))
    identity = (1).to_bytes(32, "little")
    yield case("Ed25519 R the identity, S = 0", of(identity, 0))
    yield case("Ed25519 R with its sign changed", of(r[:31] + bytes((r[31] ^ 128,)), s))
    for size in (0, 63):
        yield case(f"Ed25519 {size} bytes", with_signature(good[:size], ED))
    yield case("Ed25519 65 bytes", with_signature(good + b"\0", ED))
    yield case("Ed25519 zero", with_signature(bytes(64), ED))
    yield case("Ed25519 of the payload alone", with_signature(ED.sign(RECEIPT), ED))


GROUPS = (signature,)
