"""Issuing and verifying tokens, over the bare signatures and beside other libraries."""

import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from tempfile import TemporaryDirectory

import cwt
import jwt
from attrs import frozen
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc import jwt as jose
from joserfc.jwk import ECKey, OKPKey

from bench._comparison import (
    Claim,
    Comparison,
    Yardstick,
    at_most_seconds,
    at_most_times,
)
from bench._timing import Times, interleaved, measured, say
from bench.importing import seconds_to_import
from egovkit.qr import KeySet, ReceiptClaims, SigningKey, Token, issue, link, verify

_AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
_GOOD = timedelta(days=90)
_BASE = "https://ward.example/v"
_ISSUER = "ward.example"
_CLAIMS = ReceiptClaims(
    issuer=_ISSUER,
    subject="000.00.00.H53-260105-0001",
    procedure="1.001193",
    unit="H53.01",
    received_at=datetime(2026, 1, 5, 2, tzinfo=UTC),
    due_at=datetime(2026, 1, 8, 9, 30, tzinfo=UTC),
)
_DICT = {
    "iss": _ISSUER,
    "sub": _CLAIMS.subject,
    "exp": int((_AT + _GOOD).timestamp()),
    "iat": int(_AT.timestamp()),
    "procedure": _CLAIMS.procedure,
    "unit": _CLAIMS.unit,
    "received_at": int(_CLAIMS.received_at.timestamp()),
    "due_at": int(_CLAIMS.due_at.timestamp()),
}
_CWT = {
    1: _ISSUER,
    2: _CLAIMS.subject,
    4: _DICT["exp"],
    6: _DICT["iat"],
    -70001: {
        1: _CLAIMS.procedure,
        2: _CLAIMS.unit,
        3: _DICT["received_at"],
        4: _DICT["due_at"],
    },
}
_REFERENCES = {"ES256": (21.7e-6, 62e-6), "Ed25519": (31.7e-6, 104e-6)}
_CALLS = 50


@frozen
class Library:
    """How one library issues, and how it verifies what was issued."""

    name: str
    issue: Callable[[], object]
    verify: Callable[[], object]


def compare(*, quick: bool) -> Comparison:
    """Time all of them in turn, for one algorithm after the other."""
    # The clock of the others is the system's; the paper must not have expired by it.
    warnings.simplefilter("ignore")
    claims: list[Claim] = []
    yardsticks: list[Yardstick] = []
    for alg in _REFERENCES:
        say(alg)
        own, yards = _compare(alg, rounds=9 if quick else 200)
        claims += own
        yardsticks += yards
    imported, base = _imports(rounds=7 if quick else 60)
    claims.append(at_most_seconds(20e-3, "import egovkit.qr", imported, over=base))
    return Comparison(
        title="Signed tokens",
        note=(
            "A receipt of eight claims. The limits are signing and checking the same "
            "bytes with cryptography alone; the other libraries sign the same claims, "
            "PyJWT and joserfc as a JWT. Verifying includes the typed claims."
        ),
        claims=claims,
        yardsticks=[*yardsticks, base],
        facts=[f"The token has {len(_token('ES256')[1].data)} bytes."],
    )


def _imports(*, rounds: int) -> tuple[Times, Yardstick]:
    """Time the import, and that of what it cannot do without."""
    needed = (
        "attrs, cryptography.exceptions, cryptography.hazmat.primitives.hashes, "
        "cryptography.hazmat.primitives.asymmetric.ec, "
        "cryptography.hazmat.primitives.asymmetric.ed25519"
    )
    with TemporaryDirectory() as bytecode:
        base, own = measured(
            [
                partial(seconds_to_import, module, bytecode)
                for module in (needed, "egovkit.qr")
            ],
            rounds=rounds,
        )
    return Times(own), Yardstick("attrs and cryptography", Times(base))


def _token(alg: str) -> tuple[SigningKey, Token[ReceiptClaims]]:
    key = SigningKey.generate(alg)
    return key, issue(_CLAIMS, key=key, at=_AT, expires=_GOOD)


def _compare(alg: str, *, rounds: int) -> tuple[list[Claim], list[Yardstick]]:
    libraries = [
        _bare(alg),
        _egovkit(alg),
        _pyjwt(alg),
        _joserfc(alg),
        _python_cwt(alg),
    ]
    key, token = _token(alg)
    keys = KeySet([key.public(issuer=_ISSUER)])
    printed = link(token, base=_BASE)
    codes = [
        *(library.issue for library in libraries),
        *(library.verify for library in libraries),
        lambda: verify(printed, keys, at=_AT, base=_BASE),
    ]
    times = interleaved(
        [_often(code) for code in codes], rounds=rounds, operations=_CALLS
    )
    issued, verified, from_link = times[:5], times[5:10], times[10]
    sign = Yardstick(f"{alg} signature", issued[0], _REFERENCES[alg][0])
    check = Yardstick(f"{alg} check", verified[0], _REFERENCES[alg][1])
    claims = [
        at_most_times(1.5, f"issue, {alg}", issued[1], sign),
        at_most_times(1.3, f"verify bytes, {alg}", verified[1], check),
        at_most_times(1.45, f"verify a link, {alg}", from_link, check),
    ]
    for library, signed, checked in zip(libraries, issued, verified, strict=True):
        if library.name not in ("cryptography", "egovkit"):
            claims += [
                _beside(f"{library.name} issues, {alg}", signed, sign),
                _beside(f"{library.name} verifies, {alg}", checked, check),
            ]
    return claims, [sign, check]


def _beside(what: str, times: Times, yardstick: Yardstick) -> Claim:
    ratio = times.over(yardstick.times)
    return Claim(what, times, f"{ratio:.2f} × {yardstick.name}", yardstick=yardstick)


def _often(code: Callable[[], object]) -> Callable[[], None]:
    def often() -> None:
        for _ in range(_CALLS):
            code()

    return often


def _bare(alg: str) -> Library:
    """Sign and check the very bytes that a token signs."""
    key, token = _token(alg)
    # Behind the tag: the array of four, and 66 bytes of signature.
    message = b"\x84\x6aSignature1" + token.data[2:12] + b"\x40" + token.data[13:-66]
    private = load_pem_private_key(key.to_pem(None), None)
    if isinstance(private, Ed25519PrivateKey):
        signature = private.sign(message)
        public = private.public_key()
        return Library(
            "cryptography",
            lambda: private.sign(message),
            lambda: public.verify(signature, message),
        )
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise TypeError(alg)
    signature = private.sign(message, ec.ECDSA(SHA256()))
    ec_public = private.public_key()
    return Library(
        "cryptography",
        lambda: private.sign(message, ec.ECDSA(SHA256())),
        lambda: ec_public.verify(signature, message, ec.ECDSA(SHA256())),
    )


def _egovkit(alg: str) -> Library:
    key, token = _token(alg)
    keys = KeySet([key.public(issuer=_ISSUER)])
    return Library(
        "egovkit",
        lambda: issue(_CLAIMS, key=key, at=_AT, expires=_GOOD),
        lambda: verify(token.data, keys, at=_AT),
    )


def _pyjwt(alg: str) -> Library:
    key = load_pem_private_key(SigningKey.generate(alg).to_pem(None), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey | Ed25519PrivateKey):
        raise TypeError(alg)
    name = "ES256" if alg == "ES256" else "EdDSA"
    public = key.public_key()
    text = jwt.encode(_DICT, key, algorithm=name, headers={"kid": "1"})
    return Library(
        "PyJWT",
        lambda: jwt.encode(_DICT, key, algorithm=name, headers={"kid": "1"}),
        lambda: jwt.decode(
            text,
            public,
            algorithms=[name],
            options={"verify_exp": False, "verify_iat": False},
        ),
    )


def _joserfc(alg: str) -> Library:
    pem = SigningKey.generate(alg).to_pem(None)
    key = ECKey.import_key(pem) if alg == "ES256" else OKPKey.import_key(pem)
    name = "ES256" if alg == "ES256" else "Ed25519"
    header = {"alg": name, "kid": "1"}
    text = jose.encode(header, _DICT, key, algorithms=[name])
    return Library(
        "joserfc",
        lambda: jose.encode(header, _DICT, key, algorithms=[name]),
        lambda: jose.decode(text, key, algorithms=[name]),
    )


def _python_cwt(alg: str) -> Library:
    pem = SigningKey.generate(alg).to_pem(None)
    name = "ES256" if alg == "ES256" else "EdDSA"
    key = cwt.COSEKey.from_pem(pem, kid=b"1", alg=name)
    data = cwt.encode_and_sign(_CWT, key, tagged=False)
    return Library(
        "python-cwt",
        lambda: cwt.encode_and_sign(_CWT, key),
        lambda: cwt.decode(data, key, no_verify=True),
    )
