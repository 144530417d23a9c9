"""Signing keys and public keys."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from egovkit.errors import InvalidValueError, NaiveDatetimeError, TokenError
from egovkit.qr import PublicKey, SigningKey
from egovkit.qr._algorithms import from_der, is_der, to_der

if TYPE_CHECKING:
    from egovkit.qr._algorithms import Alg

Native = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
Refused = Callable[[Callable[[], object]], TokenError]
ALGORITHMS = ("ES256", "Ed25519")

# RFC 8037 appendix A.2.
ED25519_JWK = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}
# RFC 7517 appendix A.1.
P256_JWK = {
    "kty": "EC",
    "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    "use": "enc",
}


def require(key: PublicKey, signature: bytes, message: bytes) -> None:
    """Let cryptography check a signature, or raise."""
    if key.alg == "Ed25519":
        ed25519.Ed25519PublicKey.from_public_bytes(key.point).verify(signature, message)
        return
    halves = signature[:32], signature[32:]
    der = encode_dss_signature(*(int.from_bytes(half, "big") for half in halves))
    native = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.point)
    native.verify(der, message, ec.ECDSA(SHA256()))


def pem_of(key: Native) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def certificate_of(key: Native, encoding: Encoding = Encoding.DER) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ward")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
        .sign(ec.generate_private_key(ec.SECP256R1()), SHA256())
    )
    return certificate.public_bytes(encoding)


@pytest.mark.parametrize("alg", ALGORITHMS)
class TestSigningKey:
    def test_its_signature_is_64_bytes_that_its_public_key_takes(
        self, alg: str
    ) -> None:
        key = SigningKey.generate(alg)

        for n in range(50):
            signature = key.sign(b"%d" % n)
            assert len(signature) == 64
            require(key.public(issuer=None), signature, b"%d" % n)

    def test_it_comes_back_from_pem_by_its_password(
        self, alg: str, refused: Refused
    ) -> None:
        key = SigningKey.generate(alg)
        pem = key.to_pem("mật khẩu")

        again = SigningKey.from_pem(pem, "mật khẩu")
        assert again.public(issuer="a") == key.public(issuer="a")
        assert refused(lambda: SigningKey.from_pem(pem, "another")).code == "bad_key"
        assert refused(lambda: SigningKey.from_pem(pem)).code == "bad_key"

    def test_pem_as_text_and_in_the_clear_is_read(self, alg: str) -> None:
        key = SigningKey.generate(alg)

        again = SigningKey.from_pem(key.to_pem(None).decode(), kid=b"k")
        assert (again.kid, again.alg) == (b"k", alg)

    def test_openssl_reads_what_it_writes(self, alg: str) -> None:
        key = SigningKey.generate(alg)
        native = load_pem_private_key(key.to_pem(b"pw"), b"pw")

        assert isinstance(
            native, ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
        )
        assert SigningKey.from_pem(pem_of(native)).kid == key.kid

    def test_it_shows_no_secret(self, alg: str) -> None:
        key = SigningKey.generate(alg)

        assert repr(key) == f"SigningKey(alg={alg!r}, kid={key.kid!r})"

    def test_two_keys_differ(self, alg: str) -> None:
        assert SigningKey.generate(alg).kid != SigningKey.generate(alg).kid

    def test_its_kid_is_the_beginning_of_the_thumbprint(self, alg: str) -> None:
        key = SigningKey.generate(alg)

        assert key.kid == key.public(issuer=None).thumbprint[:4]


class TestDeterministic:
    def test_es256_gives_the_signature_of_rfc_6979(self) -> None:
        # RFC 6979 appendix A.2.5: P-256, SHA-256, the message "sample".
        x = 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
        native = ec.derive_private_key(x, ec.SECP256R1())
        key = SigningKey.from_pem(pem_of(native), deterministic=True)

        assert key.sign(b"sample").hex() == (
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
        )

    def test_without_it_two_signatures_differ(self) -> None:
        key = SigningKey.generate("ES256")

        assert key.sign(b"m") != key.sign(b"m")


class TestRefusedKeys:
    @pytest.mark.parametrize("alg", ["RS256", "none", "es256", "P-256", ""])
    def test_no_key_of_another_algorithm_is_made(
        self, alg: str, refused: Refused
    ) -> None:
        error = refused(lambda: SigningKey.generate(alg))

        assert error.code == "unsupported_algorithm"

    @pytest.mark.parametrize(
        "native",
        [
            ec.generate_private_key(ec.SECP384R1()),
            ec.generate_private_key(ec.SECP256K1()),
            rsa.generate_private_key(65537, 2048),
        ],
        ids=["P-384", "secp256k1", "RSA"],
    )
    def test_a_key_of_another_kind_is_refused(
        self, native: Native, refused: Refused
    ) -> None:
        pem, certificate = pem_of(native), certificate_of(native)

        assert refused(lambda: SigningKey.from_pem(pem)).code == "bad_key"
        error = refused(lambda: PublicKey.from_certificate(certificate))
        assert error.code == "bad_key"

    @pytest.mark.parametrize("pem", ["", "x", b"\xff", "-----BEGIN PRIVATE KEY-----"])
    def test_what_is_no_pem_is_refused(
        self, pem: str | bytes, refused: Refused
    ) -> None:
        assert refused(lambda: SigningKey.from_pem(pem)).code == "bad_key"

    def test_an_empty_kid_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="kid"):
            SigningKey.generate("ES256", kid=b"")


class TestFromSigner:
    @pytest.mark.parametrize("alg", ALGORITHMS)
    def test_a_device_signs_in_its_place(self, alg: str) -> None:
        device = SigningKey.generate(alg)
        public = device.public(issuer="a")

        key = SigningKey.from_signer(public, device.sign, alg=alg)
        require(public, key.sign(b"m"), b"m")
        assert key.kid == device.kid

    def test_der_is_brought_into_the_form_of_tokens(self) -> None:
        native = ec.generate_private_key(ec.SECP256R1())
        key = SigningKey.from_signer(
            native.public_key(), lambda m: native.sign(m, ec.ECDSA(SHA256()))
        )

        for n in range(50):
            message = b"%d" % n
            signature = key.sign(message)
            assert len(signature) == 64
            require(key.public(issuer=None), signature, message)

    @pytest.mark.parametrize(
        "returned", [b"", b"x" * 64, b"0", b"0" * 70, b"0D\2 " + b"\1" * 66]
    )
    @pytest.mark.parametrize("alg", ALGORITHMS)
    def test_what_is_no_signature_of_the_key_is_refused(
        self, alg: str, returned: bytes, refused: Refused
    ) -> None:
        public = SigningKey.generate(alg).public(issuer=None)
        key = SigningKey.from_signer(public, lambda _: returned)

        assert refused(lambda: key.sign(b"m")).code == "bad_signature"

    def test_another_algorithm_than_was_said_is_refused(self, refused: Refused) -> None:
        public = ed25519.Ed25519PrivateKey.generate().public_key()

        error = refused(
            lambda: SigningKey.from_signer(public, lambda m: m, alg="ES256")
        )
        assert error.code == "algorithm_mismatch"

    def test_its_private_key_is_not_to_be_had(self) -> None:
        device = SigningKey.generate()
        key = SigningKey.from_signer(device.public(issuer=None), device.sign)

        with pytest.raises(InvalidValueError, match="a key in memory"):
            key.to_pem("pw")


class TestDer:
    @given(st.binary(min_size=64, max_size=64))
    def test_it_is_what_cryptography_reads_and_comes_back(self, raw: bytes) -> None:
        der = to_der(raw)

        assert decode_dss_signature(der) == (
            int.from_bytes(raw[:32], "big"),
            int.from_bytes(raw[32:], "big"),
        )
        assert is_der(der)
        assert from_der(der) == raw

    @given(st.binary(max_size=80))
    def test_whatever_bytes_come_nothing_else_is_raised(self, data: bytes) -> None:
        if is_der(data):
            assert len(from_der(data)) == 64


class TestPublicKey:
    def test_its_thumbprint_is_that_of_rfc_9679(self) -> None:
        point = bytes.fromhex(
            "0465eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d"
            "1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c"
        )

        key = PublicKey(alg="ES256", point=point, kid=b"1")
        assert key.thumbprint.hex() == (
            "496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec"
        )

    @pytest.mark.parametrize(
        ("alg", "point"),
        [
            ("ES256", b""),
            ("ES256", b"\4" + b"\1" * 64),
            ("ES256", b"\2" + b"\1" * 32),
            ("ES256", b"\0"),
            ("Ed25519", b"\1" * 31),
            ("ES384", b"\1" * 32),
        ],
    )
    def test_what_is_no_point_is_refused(
        self, alg: str, point: bytes, refused: Refused
    ) -> None:
        error = refused(lambda: PublicKey(alg=cast("Alg", alg), point=point, kid=b"1"))

        assert error.code == "bad_key"

    def test_a_window_is_of_aware_instants_in_order(self) -> None:
        key = SigningKey.generate()
        first = datetime(2026, 1, 1, tzinfo=UTC)

        with pytest.raises(NaiveDatetimeError, match="not_before"):
            key.public(issuer=None, not_before=first.replace(tzinfo=None))
        with pytest.raises(InvalidValueError, match="not_after"):
            key.public(
                issuer=None, not_before=first, not_after=first - timedelta(seconds=1)
            )

    def test_one_word_is_no_list_of_purposes(self) -> None:
        with pytest.raises(InvalidValueError, match="several words"):
            SigningKey.generate().public(issuer=None, purposes="receipt")


class TestFromJwk:
    def test_the_keys_of_the_rfcs_are_read(self) -> None:
        signing = {**P256_JWK, "use": "sig"}

        assert PublicKey.from_jwk(ED25519_JWK).point[:4].hex() == "d75a9801"
        assert PublicKey.from_jwk(signing, kid=b"1").kid == b"1"

    def test_a_kid_of_others_is_its_utf_8(self) -> None:
        # It is base64url too, but of nothing that this key is called.
        key = PublicKey.from_jwk({**ED25519_JWK, "kid": "key-2026"})

        assert key.kid == b"key-2026"

    def test_a_kid_that_begins_the_thumbprint_is_those_bytes(self) -> None:
        key = PublicKey.from_jwk(ED25519_JWK)
        again = PublicKey.from_jwk(
            {**ED25519_JWK, "kid": base64url(key.thumbprint[:8])}
        )

        assert again.kid == key.thumbprint[:8]

    @pytest.mark.parametrize(
        "changes",
        [
            {"crv": "Ed448"}, {"kty": "RSA"}, {"kty": None}, {"crv": []}, {"x": None},
            {"x": "AA"}, {"x": ED25519_JWK["x"] + "="}, {"x": 5}, {"d": "AA"},
            {"use": "enc"}, {"alg": "ES256"}, {"alg": "HS256"}, {"alg": None},
            {"key_ops": ["sign"]}, {"key_ops": "verify"}, {"kid": ""}, {"kid": 5},
        ],
    )  # fmt: skip
    def test_what_is_no_public_key_for_signatures_is_refused(
        self, changes: dict[str, object], refused: Refused
    ) -> None:
        error = refused(lambda: PublicKey.from_jwk({**ED25519_JWK, **changes}))

        assert error.code == "bad_key"

    def test_a_point_beside_the_curve_is_refused(self, refused: Refused) -> None:
        jwk = {**P256_JWK, "use": "sig", "y": P256_JWK["x"]}

        assert refused(lambda: PublicKey.from_jwk(jwk)).code == "bad_key"

    def test_a_private_key_is_not_taken_for_a_public_one(
        self, refused: Refused
    ) -> None:
        error = refused(lambda: PublicKey.from_jwk({**ED25519_JWK, "d": "secret"}))

        assert "secret" not in str(error)


class TestFromCertificate:
    @pytest.mark.parametrize("encoding", [Encoding.DER, Encoding.PEM])
    def test_key_window_and_digest_are_taken(self, encoding: Encoding) -> None:
        native = ec.generate_private_key(ec.SECP256R1())
        certificate = certificate_of(native, encoding)

        key = PublicKey.from_certificate(certificate, "ward.example")
        assert key.issuer == "ward.example"
        assert key.not_before == datetime(2026, 1, 1, tzinfo=UTC)
        assert key.not_after == datetime(2027, 1, 1, tzinfo=UTC)
        assert key.kid == SigningKey.from_pem(pem_of(native)).kid

    @pytest.mark.parametrize("data", [b"", b"0\0", b"-----BEGIN CERTIFICATE-----"])
    def test_what_is_no_certificate_is_refused(
        self, data: bytes, refused: Refused
    ) -> None:
        assert refused(lambda: PublicKey.from_certificate(data)).code == "bad_key"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
