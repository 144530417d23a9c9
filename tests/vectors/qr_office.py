"""Offices that sign, and can sign what no honest office would; for the vectors of `qr`."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from attrs import field, frozen
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from egovkit.qr import KeySet, SigningKey, Status, StatusList

ISSUER: Final = "ward.example"
AT: Final = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
IAT: Final = int(AT.timestamp())
EXP: Final = IAT + 90 * 86_400
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LIST: Final = "https://ward.example/s"


# CBOR by hand, so that it can be wrong in every way.


def head(major: int, n: int) -> bytes:
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        least = (24, 1 << 8, 1 << 16, 1 << 32)[info - 24]
        if n < least:
            break
        if n < 1 << 8 * size:
            return bytes((major << 5 | info,)) + n.to_bytes(size, "big")
    return bytes((major << 5 | n,))


def integer(n: int) -> bytes:
    return head(0, n) if n >= 0 else head(1, -1 - n)


def octets(data: bytes) -> bytes:
    return head(2, len(data)) + data


def text(value: str) -> bytes:
    data = value.encode()
    return head(3, len(data)) + data


def array(*items: bytes) -> bytes:
    return head(4, len(items)) + b"".join(items)


def pairs(*items: tuple[bytes, bytes]) -> bytes:
    return head(5, len(items)) + b"".join(key + value for key, value in items)


def mapped(values: dict[int, bytes]) -> bytes:
    return pairs(*sorted((integer(key), value) for key, value in values.items()))


def base32(data: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return "".join(LETTERS[int(bits[n : n + 5], 2)] for n in range(0, len(bits), 5))


def digits(data: bytes) -> str:
    sizes = (0, 3, 5, 8, 10, 13, 15, 17)
    chunks = (data[n : n + 7] for n in range(0, len(data), 7))
    return "".join(
        str(int.from_bytes(chunk, "little")).zfill(sizes[len(chunk)])
        for chunk in chunks
    )


# Keys that are the same every time. They are on paper here: trust them with nothing.


def _key(alg: str, seed: int) -> SigningKey:
    private = (
        Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        if alg == "Ed25519"
        else ec.derive_private_key(int.from_bytes(bytes([seed]) * 31), ec.SECP256R1())
    )
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return SigningKey.from_pem(pem, deterministic=True)


@frozen
class Signer:
    """A key, and the tokens that an honest and a dishonest office make with it."""

    key: SigningKey
    number: int = field()

    @number.default
    def _number(self) -> int:
        return -7 if self.key.alg == "ES256" else -8

    @property
    def header(self) -> bytes:
        return mapped({1: integer(self.number), 4: octets(self.key.kid)})

    def token(self, payload: bytes, header: bytes | None = None) -> bytes:
        protected = octets(self.header if header is None else header)
        body = octets(payload)
        signature = self.key.sign(b"\x84\x6aSignature1" + protected + b"\x40" + body)
        return b"\xd2\x84" + protected + b"\xa0" + body + octets(signature)


def signer(alg: str, seed: int) -> Signer:
    return Signer(_key(alg, seed))


ES, ED = signer("ES256", 1), signer("Ed25519", 2)
DATED, STOLEN, LOST = signer("ES256", 3), signer("Ed25519", 4), signer("ES256", 5)
NARROW, UNBOUND, OTHER = signer("ES256", 6), signer("Ed25519", 7), signer("ES256", 8)
FOREIGN = signer("ES256", 9)
BOTH = (ES, ED)


def key_set() -> KeySet:
    day = timedelta(days=1)
    keys = KeySet(
        [
            *(each.key.public(issuer=ISSUER) for each in (ES, ED, STOLEN, LOST)),
            DATED.key.public(issuer=ISSUER, not_before=AT, not_after=AT + 30 * day),
            NARROW.key.public(issuer=ISSUER, purposes=["receipt"]),
            UNBOUND.key.public(issuer=None),
            OTHER.key.public(issuer="other.example"),
        ]
    )
    return keys.revoke(STOLEN.key.kid).revoke(LOST.key.kid, since=AT + 10 * day)


def signed_lists() -> list[bytes]:
    """Sign lists of 1, 2, 4 and 8 bits, an old copy, one that ages, and one of another."""
    year = timedelta(days=365)
    lists = {bits: StatusList.of(64, bits=bits) for bits in (1, 2, 4, 8)}
    last = {
        bits: statuses.set(3, Status.INVALID).set(63, Status.INVALID)
        for bits, statuses in lists.items()
    }
    for bits in (2, 4, 8):
        last[bits] = last[bits].set(4, Status.SUSPENDED).set(5, 3)
    tokens = [
        last[bits].issue(key=ES.key, uri=f"{LIST}/{bits}", at=AT, expires=year)
        for bits in (1, 2, 4, 8)
    ]
    earlier = AT - timedelta(days=1)
    tokens += [
        lists[1].issue(key=ES.key, uri=f"{LIST}/1", at=earlier, expires=year),
        lists[1].issue(
            key=ES.key, uri=f"{LIST}/t", at=AT, expires=year, ttl=timedelta(hours=6)
        ),
        lists[1].issue(key=OTHER.key, uri=f"{LIST}/o", at=AT, expires=year),
        lists[1].issue(key=UNBOUND.key, uri=f"{LIST}/u", at=AT, expires=None),
    ]
    return [token.data for token in tokens]


def status_lists(tokens: list[bytes], keys: KeySet) -> list[StatusList]:
    return [StatusList.verify(token, keys, at=AT) for token in tokens]


# What tokens say.

RECEIPT = {
    1: text("1.001193"), 2: text("H53.01"), 3: integer(IAT), 4: integer(IAT + 300_000),
}  # fmt: skip


def claims(changes: Mapping[int, bytes | None] | None = None) -> dict[int, bytes]:
    """Return the claims of a plain token with some changed, or by None taken out."""
    values: dict[int, bytes | None] = {
        1: text(ISSUER), 2: text("H53-1"), 4: integer(EXP), 6: integer(IAT),
        **(changes or {}),
    }  # fmt: skip
    return {label: value for label, value in values.items() if value is not None}


def receipt(inner: dict[int, bytes] | None = None) -> dict[int, bytes]:
    return claims({-70001: mapped(RECEIPT if inner is None else inner)})


def status(uri: str, idx: int) -> bytes:
    inner = pairs((text("idx"), integer(idx)), (text("uri"), text(uri)))
    return pairs((text("status_list"), inner))


@frozen
class Vector:
    """One text and what has to come of it; "?" leaves that to `verify`."""

    text: str
    code: str | None = None
    at: datetime = AT
    base: str | None = None
