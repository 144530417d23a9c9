"""Formats of others: the public vectors, good and bad, and forgeries of our own."""

import base64
import json
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import base45  # type: ignore[import-untyped]
import cbor2
import pytest
from cryptography.exceptions import InvalidSignature
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey

from egovkit.errors import TokenError
from egovkit.qr import Claims, KeySet, PublicKey, SigningKey, verify
from egovkit.qr._foreign import key_for, read_sign1
from egovkit.qr._limits import Limits

Refused = Callable[[Callable[[], object]], TokenError]
Vector = dict[str, Any]
AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
NOW = int(AT.timestamp())
ALL = ("cwt", "hc1", "claim169", "jws", "shc")


@pytest.fixture(scope="module")
def vectors(vectors_file: Path) -> list[Vector]:
    read: list[Vector] = json.loads(vectors_file.read_text("utf-8"))["vectors"]
    return read


def data_of(value: dict[str, str]) -> bytes:
    return base64.b64decode(value["base64"])


def code_of(call: Callable[[], object]) -> str | None:
    """Return why something is refused, or None when it is not."""
    try:
        call()
    except TokenError as error:
        return error.code
    return None


class TestPublicVectors:
    def test_health_certificates(self, vectors: list[Vector]) -> None:
        chosen = [vector for vector in vectors if vector["kind"] == "hcert"]
        for vector in chosen:
            key = PublicKey.from_certificate(data_of(vector["key"]))
            claims = verify_hcert(vector, key)
            assert (claims is not None) is vector["ok"], vector["name"]
            if claims:
                # The file has the content as JSON beside it.
                content: Any = claims.extra[-260]
                assert content[1]["dob"] == vector["extra"]["json"]["dob"]
        assert len(chosen) > 20

    def test_a_health_certificate_of_another_issuer_is_refused(
        self, vectors: list[Vector]
    ) -> None:
        vector = next(v for v in vectors if v["kind"] == "hcert" and v["ok"])
        key = PublicKey.from_certificate(data_of(vector["key"]), issuer="XX")

        at = datetime.fromisoformat(vector["extra"]["now"])
        call = partial(verify, vector["data"], KeySet([key]), at=at, formats=("hc1",))
        assert code_of(call) == "wrong_issuer"

    def test_smart_health_cards_as_jws_and_as_digits(
        self, vectors: list[Vector]
    ) -> None:
        chosen = [vector for vector in vectors if vector["kind"] == "shc"]
        for vector in chosen:
            keys = KeySet.from_jwks(json.dumps(vector["key"]))
            at = datetime(2024, 1, 1, tzinfo=UTC)
            text = vector["data"]
            digits = "shc:/" + "".join(f"{ord(letter) - 45:02}" for letter in text)
            for given in (text, digits):
                claims = verify(given, keys, at=at, formats=("shc",))
                assert claims.issuer == "https://spec.smarthealth.cards/examples/issuer"
                assert "vc" in claims.extra
        assert len(chosen) == 2

    def test_claim_169(self, vectors: list[Vector]) -> None:
        chosen = [vector for vector in vectors if vector["kind"] == "c169"]
        for vector in chosen:
            keys = KeySet()
            if vector["key"]:
                name = {"ES256": "ES256", "EdDSA": "Ed25519"}[vector["key"]["alg"]]
                point = bytes.fromhex(vector["key"]["public_key_hex"])
                alg: Any = name
                keys = KeySet([PublicKey(alg=alg, point=point, kid=b"any")])
            call = partial(verify, vector["data"], keys, at=AT, formats=("claim169",))
            assert (code_of(call) is None) is vector["ok"], vector["name"]
            if vector["ok"]:
                content: Any = call().extra[169]
                expected = vector["extra"]["claims"]
                assert (content[1], content[4]) == (
                    expected["id"],
                    expected["fullName"],
                )
        assert len(chosen) == 5

    def test_payment_codes_are_named(self, vectors: list[Vector]) -> None:
        chosen = [vector for vector in vectors if vector["kind"] == "emv"]
        for vector in chosen:
            with pytest.raises(TokenError) as caught:
                verify(vector["data"], KeySet(), at=AT, formats=ALL)
            assert caught.value.kind == "VietQR payment code"
        assert len(chosen) == 6

    def test_cose_by_what_its_rfc_allows(self, vectors: list[Vector]) -> None:
        """Their payloads are no claims, so only the message is judged."""
        verdicts = {
            vector["name"]: (cose_code(vector), vector["ok"])
            for vector in vectors
            if vector["kind"] == "cose"
        }

        # Ed448 is none of our algorithms; all else is judged as the file says.
        assert verdicts.pop("eddsa-examples/eddsa-sig-02.json") == ("bad_key", True)
        # An unknown outer tag, an unknown algorithm, a changed header.
        assert {name: code for name, (code, ok) in verdicts.items() if not ok} == {
            "sign1-tests/sign-fail-01.json": "malformed",
            "sign1-tests/sign-fail-03.json": "unsupported_algorithm",
            "sign1-tests/sign-fail-06.json": "bad_signature",
        }
        assert [code for code, ok in verdicts.values() if ok] == [None] * 5

    def test_cose_that_is_not_in_our_one_way_is_refused_as_ours(
        self, vectors: list[Vector]
    ) -> None:
        codes = {
            code_of(partial(verify, data_of(vector["data"]), KeySet(), at=AT))
            for vector in vectors
            if vector["kind"] == "cose"
        }

        assert codes == {"malformed", "missing_kid"}


def verify_hcert(vector: Vector, key: PublicKey) -> Claims | None:
    """Verify at the vector's own time, or when it was issued if that is later."""
    at = datetime.fromisoformat(vector["extra"]["now"])
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    # The files test the clock apart; this one lies days before its certificate.
    if vector["name"] == "ES/2DCode/raw/2102.json":
        at += timedelta(days=7)
    try:
        return verify(vector["data"], KeySet([key]), at=at, formats=("hc1",))
    except TokenError:
        return None


def cose_code(vector: Vector) -> str | None:
    def check() -> None:
        # The kid is for a set of one key: A.3 of RFC 8392 names none.
        kid = vector["key"].get("kid", "any").encode()
        keys = KeySet([PublicKey.from_jwk(vector["key"], kid=kid)])
        sign1 = read_sign1(data_of(vector["data"]), Limits())
        trusted = key_for(sign1, keys)
        try:
            trusted.check(sign1.signature, sign1.signed)
        except InvalidSignature:
            raise TokenError("bad_signature", "", "") from None

    return code_of(check)


def hc1(
    key: SigningKey,
    payload: object,
    header: object = None,
    *,
    tag: int = 18,
    unprotected: Mapping[int, object] | None = None,
) -> str:
    """Write a health certificate as another issuer would."""
    protected = cbor2.dumps({1: -7} if header is None else header)
    body = payload if isinstance(payload, bytes) else cbor2.dumps(payload)
    # RFC 9052 section 4.4: an empty header is signed as no bytes, however it is written.
    signed = cbor2.dumps(["Signature1", b"" if header == {} else protected, b"", body])
    message = [
        protected,
        {4: key.kid} if unprotected is None else unprotected,
        body,
        key.sign(signed),
    ]
    data = cbor2.dumps(cbor2.CBORTag(tag, message))
    return f"HC1:{base45.b45encode(zlib.compress(data)).decode()}"


class TestHealthCertificate:
    @pytest.fixture
    def key(self) -> SigningKey:
        return SigningKey.generate("ES256")

    @pytest.fixture
    def keys(self, key: SigningKey) -> KeySet:
        return KeySet(
            [key.public(issuer="VN"), SigningKey.generate().public(issuer=None)]
        )

    def code(self, text: str, keys: KeySet) -> str | None:
        return code_of(partial(verify, text, keys, at=AT, formats=("hc1",)))

    def test_kid_and_algorithm_may_stand_unprotected(
        self, key: SigningKey, keys: KeySet
    ) -> None:
        payload = {1: "VN", 4: NOW + 60, 6: NOW}

        assert self.code(hc1(key, payload), keys) is None
        both = hc1(key, payload, header={}, unprotected={1: -7, 4: key.kid})
        assert self.code(both, keys) is None

    def test_fractions_of_seconds_are_instants(
        self, key: SigningKey, keys: KeySet
    ) -> None:
        text = hc1(key, {1: "VN", 4: NOW + 0.5, 6: NOW - 0.25})
        claims = verify(text, keys, at=AT, formats=("hc1",))

        assert claims.issued_at == AT - timedelta(seconds=1)
        nothing = timedelta(0)
        late = AT + timedelta(microseconds=500_000)
        early = late - timedelta(microseconds=1)
        good = verify(text, keys, at=early, leeway=nothing, formats=("hc1",))
        assert good == claims
        call = partial(verify, text, keys, at=late, leeway=nothing, formats=("hc1",))
        assert code_of(call) == "expired"

    @pytest.mark.parametrize(
        ("payload", "code"),
        [
            ({1: "VN", 4: float("nan")}, "bad_claims"),
            ({1: "VN", 4: float("inf")}, "bad_claims"),
            ({1: "VN", 4: -1}, "bad_claims"),
            ({1: "VN", 4: "1"}, "bad_claims"),
            ({1: "VN", 4: True}, "bad_claims"),
            ({1: "VN", 4: 2**70}, "bad_claims"),
            ({1: "VN", 4: cbor2.CBORTag(1, NOW + 60)}, "bad_claims"),
            ({1: 5}, "bad_claims"),
            ({1: None}, "bad_claims"),
            ([], "bad_claims"),
            ({4: NOW + 60}, "wrong_issuer"),
            ({1: "XX"}, "wrong_issuer"),
            (b"\xa2\1\x62VN\1\x62VN", "malformed"),
            (b"\xa1\1\x62VN\0", "malformed"),
            (b"\xa1\xf9\0\0\0", "malformed"),
            (b"\xa1\xf4\0", "malformed"),
            (b"\xa1\1\x61\xff", "malformed"),
            (b"", "malformed"),
            (b"\x81" * 9 + b"\x80", "malformed"),
            (b"\xc1" * 9 + b"\x80", "malformed"),
            (b"\x98\xff" + b"\0" * 255 + b"\0", "malformed"),
            (b"\x9f" + b"\0" * 256 + b"\xff", "malformed"),
            (b"\xbf\1", "malformed"),
            (b"\x7f\x41\0\xff", "malformed"),
            (b"\x5f\x5f\xff\xff", "malformed"),
            (b"\x1f", "malformed"),
            (b"\xfc", "malformed"),
            (b"\xf8\x20", "malformed"),
            (b"\x5b\x7f" + b"\xff" * 7, "malformed"),
        ],
    )
    def test_a_payload_that_is_not_right_is_refused(
        self, key: SigningKey, keys: KeySet, payload: object, code: str
    ) -> None:
        assert self.code(hc1(key, payload), keys) == code

    def test_other_encodings_of_the_same_are_read(
        self, key: SigningKey, keys: KeySet
    ) -> None:
        indefinite = b"\xbf\x18\1\x7f\x61V\x61N\xff\x62ab\x9f\xf9\x3c\0\xf7\xff\xff"
        claims = verify(hc1(key, indefinite), keys, at=AT, formats=("hc1",))

        assert claims.issuer == "VN"
        assert claims.extra == {"ab": [1.0, None]}

    def test_tags_within_the_content_are_read_through(
        self, key: SigningKey, keys: KeySet
    ) -> None:
        payload = {1: "VN", -260: {1: {"sc": cbor2.CBORTag(0, "2021-05-20T00:00:00Z")}}}
        claims = verify(hc1(key, payload), keys, at=AT, formats=("hc1",))

        assert claims.extra == {-260: {1: {"sc": "2021-05-20T00:00:00Z"}}}

    def test_headers_that_are_not_right_are_refused(
        self, key: SigningKey, keys: KeySet
    ) -> None:
        payload = {1: "VN"}
        for expected, header, unprotected in (
            ("malformed", {1: -7, 4: key.kid}, {4: key.kid}),
            ("malformed", [], {}),
            ("malformed", {1: -7}, {4: "text"}),
            ("critical_header", {1: -7, 2: [99], 4: key.kid}, {}),
            ("critical_header", {1: -7}, {2: [99], 4: key.kid}),
            ("missing_kid", {1: -7}, {}),
            ("unknown_key", {1: -7, 4: b"other"}, {}),
            ("algorithm_mismatch", {1: -8, 4: key.kid}, {}),
            ("unsupported_algorithm", {1: -37, 4: key.kid}, {}),
            ("unsupported_algorithm", {4: key.kid}, {}),
        ):
            text = hc1(key, payload, header, unprotected=unprotected)
            assert self.code(text, keys) == expected

    def test_a_set_of_one_key_is_tried_without_kid(self, key: SigningKey) -> None:
        keys = KeySet([key.public(issuer=None)])

        assert self.code(hc1(key, {1: "VN"}, unprotected={}), keys) is None

    @pytest.mark.parametrize("tag", [16, 17, 96, 98, 61])
    def test_another_message_than_sign1_is_refused(
        self, key: SigningKey, keys: KeySet, tag: int
    ) -> None:
        code = self.code(hc1(key, {1: "VN"}, tag=tag), keys)

        # Tag 61 alone is a CWT whose message is not tagged, which RFC 8392 allows.
        assert code == (None if tag == 61 else "malformed")

    @pytest.mark.parametrize(
        ("packed", "code"),
        [
            (zlib.compress(bytes(65_537)), "too_large"),
            (zlib.compress(bytes(50_000_000)), "too_large"),
            # A bomb within is not unfolded.
            (zlib.compress(zlib.compress(bytes(50_000_000)), 0), "malformed"),
            (zlib.compress(b"\x84")[:-1], "malformed"),
            (zlib.compress(b"\x84")[:-1] + b"x", "malformed"),
            (zlib.compress(b"\x84") + b"x", "malformed"),
            (zlib.compress(b"\x84")[2:], "malformed"),
            (b"\x78\xbb\0\0\0\0", "malformed"),
            (b"", "malformed"),
            (b"\xd2\x84", "malformed"),
        ],
    )
    def test_what_does_not_unfold_within_the_limit_is_refused(
        self, keys: KeySet, packed: bytes, code: str
    ) -> None:
        text = "HC1:" + base45.b45encode(packed).decode()
        limits = Limits(text=200_000)

        call = partial(verify, text, keys, at=AT, formats=("hc1",), limits=limits)
        assert code_of(call) == code


class TestJws:
    @pytest.fixture(params=["ES256", "Ed25519"])
    def key(self, request: pytest.FixtureRequest) -> SigningKey:
        return SigningKey.generate(request.param, kid=b"key-1")

    @pytest.fixture
    def keys(self, key: SigningKey) -> KeySet:
        return KeySet([key.public(issuer="a.example")])

    def jws(self, key: SigningKey, payload: object, **header: object) -> str:
        names = {"alg": {"ES256": "ES256", "Ed25519": "EdDSA"}[key.alg], "kid": "key-1"}
        head = {n: v for n, v in (names | header).items() if v is not ...}
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        parts = [base64url(json.dumps(head).encode()), base64url(body)]
        return ".".join([*parts, base64url(key.sign(".".join(parts).encode()))])

    def code(self, text: str, keys: KeySet) -> str | None:
        return code_of(partial(verify, text, keys, at=AT, formats=("jws",)))

    def test_what_another_library_signs_is_read(
        self, key: SigningKey, keys: KeySet
    ) -> None:
        pem = key.to_pem(None)
        signer = ECKey.import_key(pem) if key.alg == "ES256" else OKPKey.import_key(pem)
        header = {"alg": {"ES256": "ES256"}.get(key.alg, "Ed25519"), "kid": "key-1"}
        payload = {
            "iss": "a.example", "sub": "b", "iat": NOW, "exp": NOW + 60, "jti": "id",
            "more": [1.5],
        }  # fmt: skip
        text = jws.serialize_compact(
            header, json.dumps(payload), signer, algorithms=["ES256", "Ed25519"]
        )
        claims = verify(text, keys, at=AT, formats=("jws",))

        assert (claims.issuer, claims.subject) == ("a.example", "b")
        assert (claims.issued_at, claims.token_id) == (AT, b"id")
        assert claims.extra == {"more": [1.5]}

    def test_a_kid_may_be_base64url_of_the_bytes(self, key: SigningKey) -> None:
        again = SigningKey.from_pem(key.to_pem(None))
        keys = KeySet([again.public(issuer="a.example")])
        text = self.jws(key, {"iss": "a.example"}, kid=base64url(again.kid))

        assert self.code(text, keys) is None

    @pytest.mark.parametrize(
        ("header", "code"),
        [
            ({"alg": "none"}, "unsupported_algorithm"),
            ({"alg": "nOnE"}, "unsupported_algorithm"),
            ({"alg": "HS256"}, "unsupported_algorithm"),
            ({"alg": ...}, "unsupported_algorithm"),
            ({"alg": None}, "unsupported_algorithm"),
            ({"alg": ["ES256"]}, "unsupported_algorithm"),
            ({"crit": ["b64"], "b64": False}, "critical_header"),
            ({"crit": []}, "critical_header"),
            ({"kid": ...}, "missing_kid"),
            ({"kid": None}, "missing_kid"),
            ({"kid": 5}, "malformed"),
            ({"kid": "other"}, "unknown_key"),
            ({"kid": "\ud800"}, "unknown_key"),
            ({"kid": ..., "jwk": {"kty": "OKP"}}, "missing_kid"),
            ({"jwk": {"kty": "OKP"}, "jku": "https://evil.example"}, None),
        ],
    )
    def test_headers(
        self, key: SigningKey, keys: KeySet, header: dict[str, Any], code: str | None
    ) -> None:
        assert self.code(self.jws(key, {"iss": "a.example"}, **header), keys) == code

    @pytest.mark.parametrize(
        ("payload", "code"),
        [
            ({"iss": 5}, "bad_claims"),
            ({"iss": "a.example", "exp": "1"}, "bad_claims"),
            ({"iss": "a.example", "exp": True}, "bad_claims"),
            ({"iss": "a.example", "jti": 5}, "bad_claims"),
            ({"iss": "a.example", "jti": "\ud800"}, None),
            ({"iss": "a.example", "exp": NOW - 100}, "expired"),
            ({"iss": "b.example"}, "wrong_issuer"),
            ({}, "wrong_issuer"),
            (b'{"iss":"a.example","exp":1e999}', "bad_claims"),
            (b'{"iss":"a.example","exp":NaN}', "malformed"),
            (b'{"iss":"a.example","exp":-Infinity}', "malformed"),
            (b'{"iss":"a.example","iss":"a.example"}', "malformed"),
            (b'{"iss":"a.example","x":{"y":1,"y":2}}', "malformed"),
            (b"[]", "malformed"),
            (b"", "malformed"),
            (b"\xff", "malformed"),
            (b'\xef\xbb\xbf{"iss":"a.example"}', "malformed"),
            ('{"iss":"a.example"}'.encode("utf-16"), "malformed"),
            (b'{"iss":"a.example"}x', "malformed"),
            (b'{"x":' + b"9" * 4_400 + b"}", "malformed"),
            (b"[" * 4_000, "malformed"),
        ],
    )
    def test_payloads(
        self, key: SigningKey, keys: KeySet, payload: object, code: str | None
    ) -> None:
        assert self.code(self.jws(key, payload), keys) == code

    def test_changed_parts_are_refused(self, key: SigningKey, keys: KeySet) -> None:
        text = self.jws(key, {"iss": "a.example"})
        head, body, signature = text.split(".")

        for expected, changed in (
            ("malformed", f"{head}.{body}"),
            ("malformed", f"{text}."),
            ("malformed", f"{head}.{body}.{signature}=="),
            ("malformed", f"{head}\n.{body}.{signature}"),
            ("bad_signature", f"{head}.{body}."),
            ("bad_signature", f"{head}.{base64url(b'{}')}.{signature}"),
            ("bad_signature", f"{head}.{body}.{base64url(bytes(64))}"),
        ):
            assert self.code(changed, keys) == expected

    def test_deflate_is_unpacked_within_the_limit(
        self, key: SigningKey, keys: KeySet
    ) -> None:
        def packed(data: bytes) -> bytes:
            raw = zlib.compressobj(wbits=-15)
            return raw.compress(data) + raw.flush()

        good = self.jws(key, packed(b'{"iss":"a.example"}'), zip="DEF")
        bomb = self.jws(key, packed(bytes(3_000_000)), zip="DEF")
        assert self.code(good, keys) is None
        assert self.code(bomb, keys) == "too_large"

    @pytest.mark.parametrize("digits", ["", "1", "5x", "78", "٣٣", "5676/1/2"])
    def test_a_card_of_other_digits_is_refused(self, keys: KeySet, digits: str) -> None:
        call = partial(verify, f"shc:/{digits}", keys, at=AT, formats=("shc",))

        assert code_of(call) == "malformed"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
