"""Each target takes any bytes, and fails on any error that is not one of ours."""

import json
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

import cbor2
from attrs import frozen

from egovkit.errors import EgovkitError, TokenError
from egovkit.qr import KeySet, Limits, PublicKey, StatusList, verify
from egovkit.qr._cbor import decode, encode
from egovkit.qr._cbor_foreign import decode_any
from egovkit.qr._limits import DEFAULT
from tests.qr.forgeries import FORGERIES, REFUSED
from tests.qr.forgeries._framed import packed
from tests.qr.forgeries._jose import HEADER, SAID, compact
from tests.qr.forgeries._lists import (
    CONTENT,
    LIST,
    paper,
    signed_list,
)
from tests.qr.forgeries._making import (
    AT,
    BASE,
    ED,
    ES,
    GENUINE,
    KEYS,
    RECEIPT,
    WARD,
    b32,
    ordered,
    sign1,
)

FORMATS: Final = ("cwt", "hc1", "claim169", "jws", "shc")
SHOWING: Final = ("revoked", "suspended", "expired")
KNOWN: Final = StatusList.verify(signed_list(), KEYS, at=AT)


@frozen
class Target:
    """A function for the fuzzer, and what it begins with."""

    run: Callable[[bytes], None]
    seeds: Iterable[bytes]


class WrongError(AssertionError):
    """Something was taken, or refused, that should not have been, or not so."""


def attempt(call: Callable[[], object]) -> str | None:
    """Return the code of a refusal; other errors than ours pass through."""
    try:
        call()
    except TokenError as error:
        shows = error.claims is not None
        if not str(error).isascii() or shows is not (error.code in SHOWING):
            raise WrongError(repr(error)) from error
        return error.code
    except EgovkitError as error:
        return type(error).__name__
    return None


ask = partial(verify, keys=KEYS, at=AT, formats=FORMATS, statuses=KNOWN)


def fuzz_cbor(data: bytes) -> None:
    """Read strict CBOR: it has one way to be written, and cbor2 reads the same."""
    codes = [attempt(partial(decode, data, "it", how)) for how in (DEFAULT, Limits())]
    if codes[0] != codes[1]:
        raise WrongError(codes)
    if codes[0] is None:
        value = decode(data, "it")
        if encode(value) != data or cbor2.loads(data) != value:
            raise WrongError(value)


def fuzz_foreign_cbor(data: bytes) -> None:
    """Read CBOR as others write it."""
    attempt(partial(decode_any, data, "it", DEFAULT))


def fuzz_bytes(data: bytes) -> None:
    """Verify bytes, as they are and as text: both have to come to the same."""
    code = attempt(partial(ask, data))
    as_text = attempt(partial(ask, b32(data)))
    if data.startswith((b"\xd2\x84", b"\xd8\x3d\xd2")) and code != as_text:
        raise WrongError(code, as_text)


def fuzz_text(data: bytes) -> None:
    """Verify text of all formats, with a base and without, with half pairs in it."""
    text = data.decode("utf-8", "surrogateescape")
    for base in (None, BASE):
        attempt(partial(ask, text, base=base))
    attempt(partial(ask, text, keys=WARD, formats=("cwt",)))


def fuzz_payload(data: bytes) -> None:
    """Sign any payload, and verify it in our frame and in another's."""
    token = sign1(data, ED)
    attempt(partial(ask, token))
    attempt(partial(ask, packed(token)))


def fuzz_header(data: bytes) -> None:
    """Sign a receipt under any header."""
    token = sign1(RECEIPT, ED, data)
    attempt(partial(ask, token))
    attempt(partial(ask, packed(token)))


def fuzz_json(data: bytes) -> None:
    """Sign any payload, and a good one under any header, in JSON."""
    attempt(partial(ask, compact(HEADER, data)))
    attempt(partial(ask, compact(data, SAID)))


def fuzz_status_list(data: bytes) -> None:
    """Read any status list, and one with any payload that is signed; then ask it."""
    attempt(partial(StatusList.verify, data, KEYS, at=AT))
    header = cbor2.dumps({1: -8, 4: ED.kid, 16: CONTENT})
    signed = sign1(data, ED, header)
    if attempt(partial(StatusList.verify, signed, KEYS, at=AT)) is None:
        known = StatusList.verify(signed, KEYS, at=AT)
        attempt(partial(verify, paper(3), KEYS, at=AT, statuses=known))


def fuzz_jwks(data: bytes) -> None:
    """Read any key set; what is read is written and read again."""
    attempt(partial(KeySet.from_jwks, data))
    text = data.decode("utf-8", "replace")
    if attempt(partial(KeySet.from_jwks, text)) is None:
        known = KeySet.from_jwks(text)
        if KeySet.from_jwks(known.to_jwks()) != known:
            raise WrongError(text)
        attempt(partial(verify, GENUINE, known, at=AT))


def fuzz_certificate(data: bytes) -> None:
    """Read any certificate."""
    attempt(partial(PublicKey.from_certificate, data))


def _given(kind: type[str] | type[bytes]) -> list[bytes]:
    shown = (each.given for each in FORGERIES if isinstance(each.given, kind))
    return [
        each if isinstance(each, bytes) else each.encode("utf-8", "surrogatepass")
        for each in shown
        if len(each) <= DEFAULT.text
    ]


def _payloads() -> list[bytes]:
    """Return the payloads of forgeries whose header is the usual one."""
    begin = b"\xd2\x84\x49" + ES.header() + b"\xa0\x58"
    return [data[14:-66] for data in _given(bytes) if data.startswith(begin)]


def _first_arguments(group: str) -> list[bytes]:
    calls = (each.call for each in REFUSED if each.group == group)
    shown = [call.args[0] for call in calls if isinstance(call, partial)]
    return [each if isinstance(each, bytes) else str(each).encode() for each in shown]


def _json() -> list[bytes]:
    return [json.dumps(each).encode() for each in (HEADER, SAID, {**SAID, "jti": "1"})]


TARGETS: Final = {
    "cbor": Target(fuzz_cbor, [*_payloads(), RECEIPT]),
    "foreign_cbor": Target(fuzz_foreign_cbor, [*_given(bytes), *_payloads()]),
    "bytes": Target(fuzz_bytes, _given(bytes)),
    "text": Target(fuzz_text, _given(str)),
    "payload": Target(fuzz_payload, [*_payloads(), RECEIPT]),
    "header": Target(fuzz_header, [ED.header(), cbor2.dumps({1: -8, 2: [1], 4: b""})]),
    "json": Target(fuzz_json, _json()),
    "status_list": Target(fuzz_status_list, [signed_list(), ordered(LIST)]),
    "jwks": Target(fuzz_jwks, [*_first_arguments("JWKS"), WARD.to_jwks().encode()]),
    "certificate": Target(
        fuzz_certificate,
        [*_first_arguments("certificate")],
    ),
}
