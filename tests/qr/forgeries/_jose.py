"""Forged tokens in JSON, which are read only when asked for."""

import hmac
import json
import zlib
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import cbor2

from tests.qr.forgeries._framed import MEBIBYTE
from tests.qr.forgeries._making import (
    CLAIMS,
    ED,
    ES,
    EXPIRES,
    FOREIGN_ES,
    ISSUED,
    ISSUER,
    KEYS,
    NOW,
    RECEIPT,
    Forgery,
    Signer,
    b64,
    to_be_signed,
)


def compact(
    header: object,
    payload: object,
    signer: Signer = ES,
    *,
    signature: str | None = None,
) -> str:
    """Sign a JWS; header and payload are JSON, or its text or bytes."""
    parts = [
        b64(part if isinstance(part, bytes | str) else json.dumps(part))
        for part in (header, payload)
    ]
    message = ".".join(parts)
    signed = b64(signer.sign(message.encode())) if signature is None else signature
    return f"{message}.{signed}"


SAID: Final[dict[str, Any]] = {
    "iss": ISSUER,
    "sub": "H53-1",
    "exp": EXPIRES,
    "iat": ISSUED,
}
KID: Final = b64(ES.kid)
HEADER: Final = {"alg": "ES256", "kid": KID}


def jws() -> Iterator[Forgery]:
    """Do to a JWS what has been done to JWS."""
    case = partial(Forgery, "JWS", formats=("jws",))
    good = compact(HEADER, SAID)
    yield case("control", good, None)
    ed = compact({"alg": "EdDSA", "kid": b64(ED.kid)}, SAID, ED)
    yield case("control: EdDSA", ed, None)
    unasked = partial(Forgery, "JWS", formats=("cwt", "hc1"))
    yield unasked("not asked for", good, "format_not_asked")
    for alg in (
        "none",
        "nOnE",
        "",
        "HS256",
        "RS256",
        "ES384",
        "es256",
        "ES256K",
        -7,
        None,
    ):
        unsigned = compact({**HEADER, "alg": alg}, SAID, signature="")
        yield case(f"alg {alg!a}", unsigned, "unsupported_algorithm")
    yield case("no alg", compact({"kid": KID}, SAID), "unsupported_algorithm")
    message = compact({**HEADER, "alg": "HS256"}, SAID).rpartition(".")[0]
    tag = b64(hmac.digest(ES.point(), message.encode(), "sha256"))
    yield case("HMAC with the public key", f"{message}.{tag}", "unsupported_algorithm")
    crossed = compact({**HEADER, "alg": "EdDSA"}, SAID)
    yield case("called EdDSA", crossed, "algorithm_mismatch")
    own = FOREIGN_ES.jwk()
    with_key = compact({**HEADER, "jwk": own}, SAID, FOREIGN_ES)
    yield case("its own key under our kid", with_key, "bad_signature")
    yield case("its own key alone", compact({"alg": "ES256", "jwk": own}, SAID,
               FOREIGN_ES), "missing_kid")  # fmt: skip
    fetched = {"alg": "ES256", "kid": "?", "jku": "https://evil.example/keys"}
    yield case("an address of keys", compact(fetched, SAID, FOREIGN_ES), "unknown_key")
    yield case("crit", compact({**HEADER, "crit": ["b64"], "b64": False}, SAID),
               "critical_header")  # fmt: skip
    yield case("empty crit", compact({**HEADER, "crit": []}, SAID), "critical_header")
    yield case("kid a number", compact({**HEADER, "kid": 1}, SAID), "malformed")
    yield case("kid half a pair", compact({**HEADER, "kid": "\ud800"}, SAID),
               "unknown_key")  # fmt: skip
    yield from _jws_text(good)
    yield from _jws_json()
    yield from _jws_claims()


def _jws_text(good: str) -> Iterator[Forgery]:
    case = partial(Forgery, "JWS", code="malformed", formats=("jws",))
    header, payload, signature = good.split(".")
    texts = {
        "two parts": f"{header}.{payload}",
        "four parts": f"{good}.",
        "five parts": f"{header}.{payload}.{payload}.{payload}.{signature}",
        "header padded": f"{header}{'=' * (-len(header) % 4) or '===='}.{payload}."
        + signature,
        "signature padded": f"{good}==",
        "a line feed after it": f"{good}\n",
        "a space in it": f"{header}. {payload}.{signature}",
        "a letter of base64": f"{header}.{payload}.{signature[:-1]}+",
        "half a pair in the payload": f"{header}.\ud800.{signature}",
        "a letter of no ASCII in the payload": f"{header}.{payload}\xe9.{signature}",
        "half a pair in the header": f"{header}\ud800.{payload}.{signature}",
        "half a pair in the signature": f"{header}.{payload}.\ud800",
        "header of no JSON": f"eyJ.{payload}.{signature}",
    }
    for name, shown in texts.items():
        yield case(name, shown)
    spare = "AQgw"["AQgw".index(signature[-1])]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    changed = signature[:-1] + letters[letters.index(spare) + 1]
    yield case("spare bits in the signature", f"{header}.{payload}.{changed}")
    other = compact(HEADER, {**SAID, "sub": "H53-2"}).split(".")[1]
    yield case("payload changed", f"{header}.{other}.{signature}", code="bad_signature")
    for size in (0, 63, 65):
        cut = compact(HEADER, SAID, signature=b64(bytes(size)))
        yield case(f"signature of {size} bytes", cut, code="bad_signature")
    message = f"{header}.{payload}".encode()
    der = compact(HEADER, SAID, signature=b64(ES.der(message)))
    yield case("DER", der, code="bad_signature")
    flat = json.dumps({"payload": payload, "protected": header, "signature": signature})
    yield case("as JSON", flat, code="not_a_token")
    cose = b64(ES.sign(to_be_signed(ES.header(), RECEIPT)))
    borrowed = compact(HEADER, SAID, signature=cose)
    yield case("signature of a token", borrowed, code="bad_signature")


def _jws_json() -> Iterator[Forgery]:
    case = partial(Forgery, "JWS", code="malformed", formats=("jws",))
    headers = {
        "kid twice": f'{{"alg":"ES256","kid":"{KID}","kid":"?"}}',
        "kid twice, once escaped": f'{{"alg":"ES256","kid":"{KID}","\\u006bid":"?"}}',
        "alg twice": f'{{"alg":"none","alg":"ES256","kid":"{KID}"}}',
        "not a number": f'{{"alg":"ES256","kid":"{KID}","x":NaN}}',
        "something follows": json.dumps(HEADER) + "{}",
        "deep": '{"x":' + "[" * 2000 + "]" * 2000 + "}",
    }
    for name, header in headers.items():
        yield case(f"header: {name}", compact(header, SAID))
    payloads: dict[str, str | bytes] = {
        "expiry twice": f'{{"iss":"{ISSUER}","exp":1,"exp":{EXPIRES}}}',
        "issuer twice, once escaped": f'{{"\\u0069ss":"x","iss":"{ISSUER}"}}',
        "an array": "[]",
        "null": "null",
        "a text": '"{}"',
        "a number": "7",
        "not a number": f'{{"iss":"{ISSUER}","exp":NaN}}',
        "infinity": f'{{"iss":"{ISSUER}","exp":Infinity}}',
        "nothing": "",
        "UTF-16": json.dumps(SAID).encode("utf-16"),
        "UTF-8 with a mark": b"\xef\xbb\xbf" + json.dumps(SAID).encode(),
        "bad UTF-8": b'{"iss":"\xff"}',
        "a number of five thousand digits": '{"exp":' + "9" * 4400 + "}",
        "deep": "[" * 4000,
        "something follows": json.dumps(SAID) + "{}",
        "CBOR": cbor2.dumps(CLAIMS),
    }
    for name, payload in payloads.items():
        yield case(f"payload: {name}", compact(HEADER, payload))
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    small = deflate.compress(json.dumps(SAID).encode()) + deflate.flush()
    zipped = {**HEADER, "zip": "DEF"}
    yield case("control: DEF", compact(zipped, small), code=None)
    yield case("DEF: cut", compact(zipped, small[:-1]))
    yield case("DEF: something follows", compact(zipped, small + b"\0"))
    yield case("DEF: zlib", compact(zipped, zlib.compress(json.dumps(SAID).encode())))
    yield case("DEF: plain", compact(zipped, SAID))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    huge = packer.compress(bytes(2 * MEBIBYTE)) + packer.flush()
    yield case("DEF: a bomb", compact(zipped, huge), code="too_large")


def _jws_claims() -> Iterator[Forgery]:
    case = partial(Forgery, "JWS", formats=("jws",))
    fraction = compact(HEADER, {**SAID, "exp": EXPIRES + 0.5})
    yield case("control: expiry a fraction", fraction, None)
    wrong: dict[str, tuple[dict[str, object], str]] = {
        "expires a text": ({"exp": str(EXPIRES)}, "bad_claims"),
        "expires null": ({"exp": None}, "bad_claims"),
        "expires true": ({"exp": True}, "bad_claims"),
        "expires -1": ({"exp": -1}, "bad_claims"),
        "expires at 10^30": ({"exp": 10**30}, "bad_claims"),
        "expires in an array": ({"exp": [EXPIRES]}, "bad_claims"),
        "expires when it was issued": ({"exp": ISSUED}, "bad_claims"),
        "token id a number": ({"jti": 1}, "bad_claims"),
        "issuer an array": ({"iss": [ISSUER]}, "bad_claims"),
        "foreign issuer": ({"iss": "other.example"}, "wrong_issuer"),
        "issued tomorrow": ({"iat": NOW + 86400}, "issued_in_future"),
        "begins tomorrow": ({"nbf": NOW + 86400}, "not_yet_valid"),
        "expired": ({"exp": ISSUED + 1}, "expired"),
    }
    for name, (changes, code) in wrong.items():
        yield case(name, compact(HEADER, {**SAID, **changes}), code)
    endless = compact(HEADER, f'{{"iss":"{ISSUER}","exp":1e400}}')
    yield case("expires at 1e400", endless, "bad_claims")
    nobody = compact(HEADER, {"sub": "H53-1", "exp": EXPIRES})
    yield case("no issuer", nobody, "wrong_issuer")
    stolen = KEYS.revoke(ES.kid)
    yield case("stolen", compact(HEADER, SAID), "key_revoked", keys=stolen)


def numeric(text: str) -> str:
    """Write a JWS in pairs of digits, as a SMART Health Card does."""
    return "shc:/" + "".join(f"{ord(letter) - 45:02}" for letter in text)


def shc() -> Iterator[Forgery]:
    """Change a SMART Health Card."""
    case = partial(Forgery, "SHC", code="malformed", formats=("shc",))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    vc = {"iss": ISSUER, "nbf": ISSUED, "vc": {"type": []}}
    body = packer.compress(json.dumps(vc).encode()) + packer.flush()
    inside = compact({**HEADER, "zip": "DEF"}, body)
    good = numeric(inside)
    yield case("control", good, code=None)
    yield case("not asked for", good, formats=("cwt", "jws"), code="format_not_asked")
    yield case("in parts", good.replace("/", "/1/2/"))
    yield case("a digit gone", good[:-1])
    yield case("a pair above 77", good[:-2] + "78")
    yield case("a letter in it", good[:-1] + "A")
    yield case("a space in it", good[:9] + " " + good[9:])
    yield case("Arabic digits", good[:-2] + "\N{ARABIC-INDIC DIGIT ONE}" * 2)
    yield case("a superscript", good[:-2] + "\N{SUPERSCRIPT TWO}" * 2)
    yield case("a line feed after it", good + "\n")
    yield case("nothing", "shc:/")
    yield case("large letters", "SHC:/" + good[5:], code="not_a_token")
    foreign = compact({**HEADER, "zip": "DEF"}, body, FOREIGN_ES)
    yield case("foreign", numeric(foreign), code="bad_signature")
    unsigned = compact({"alg": "none", "kid": KID}, vc, signature="")
    yield case("unsigned", numeric(unsigned), code="unsupported_algorithm")
    pairs = good[5:]
    yield case("two parts", numeric(inside.rpartition(".")[0]))
    yield case("twice", good + pairs)


GROUPS = (jws, shc)
