"""Whatever comes in, only our errors come out, and memory stays bounded."""

import base64
import json
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import base45  # type: ignore[import-untyped]
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from egovkit.errors import EgovkitError, TokenError
from egovkit.qr import (
    Claims,
    KeySet,
    PublicKey,
    ReceiptClaims,
    SigningKey,
    StatusList,
    StatusRef,
    issue,
    link,
    verify,
)

T = TypeVar("T")
AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
ALL = ("cwt", "hc1", "claim169", "jws", "shc")
KEYS = [SigningKey.generate(alg, kid=alg.encode()) for alg in ("ES256", "Ed25519")]
TRUSTED = KeySet([key.public(issuer="a.example") for key in KEYS])
RECEIPT = ReceiptClaims(
    issuer="a.example", subject="b", procedure="c", unit="d", received_at=AT, due_at=AT
)
TOKENS = [
    issue(RECEIPT, key=key, at=AT, expires=timedelta(days=1), status=StatusRef("u", 0))
    for key in KEYS
]
LISTS = [
    StatusList.of(64).issue(key=key, uri="u", at=AT, expires=timedelta(days=1)).data
    for key in KEYS
]
TEXTS = [
    text
    for token in TOKENS
    for text in (
        token.text,
        link(token, "https://a.example/v"),
        link(token, "https://a.example/v", text="digits"),
        "HC1:" + base45.b45encode(zlib.compress(token.data)).decode(),
        "6BF" + base45.b45encode(zlib.compress(token.data)).decode(),
        "shc:/" + "56" * 40,
        "eyJhbGciOiJFUzI1NiIsImtpZCI6IkVTMjU2In0.e30." + "A" * 86,
    )
]
beginnings = st.sampled_from(
    [
        "2KC", "2kc", "3A6", "HC1:", "6BF", "NCF", "shc:/", "eyJ", "000201", "https://",
        "HTTPS://A.EXAMPLE/V#", "https://a.example/v#2KC", "1234567890",
    ]
)  # fmt: skip


def refusal(call: Callable[[], object]) -> TokenError | None:
    try:
        call()
    except TokenError as error:
        return error
    return None


def read(given: str | bytes) -> None:
    """Let every reader have it; anything but our errors fails the test."""
    error = refusal(lambda: verify(given, TRUSTED, at=AT, formats=ALL, statuses=[]))
    if error is not None:
        assert str(error).isascii()
        assert str(error).isprintable()
        # The clock stands still here, and no list says that anything is revoked.
        assert error.claims is None


@st.composite
def changed_text(draw: st.DrawFn, of: list[str]) -> str:
    """Draw something genuine and change a few places of it."""
    return "".join(draw(changed(list(draw(st.sampled_from(of))), st.characters())))


@st.composite
def changed_bytes(draw: st.DrawFn, of: list[bytes]) -> bytes:
    """Draw something genuine and change a few places of it."""
    return bytes(draw(changed(list(draw(st.sampled_from(of))), st.integers(0, 255))))


@st.composite
def changed(draw: st.DrawFn, parts: list[T], one: st.SearchStrategy[T]) -> list[T]:
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(parts) - 1))
        how = draw(st.sampled_from(["set", "insert", "drop", "cut"]))
        if how == "set":
            parts[place] = draw(one)
        elif how == "insert":
            parts.insert(place, draw(one))
        elif how == "drop" and len(parts) > 1:
            del parts[place]
        elif how == "cut" and place:
            del parts[place:]
    return parts


class TestOnlyOurErrors:
    @given(st.binary(max_size=300))
    @example(b"\xd2\x84")
    @example(b"\xd8\x3d\xd2\x84\x40\xa0\x40\x40")
    @example(b"\xd2\x84\x5a\xff\xff\xff\xff")
    def test_from_any_bytes(self, data: bytes) -> None:
        read(data)

    @given(st.text(max_size=300))
    def test_from_any_text(self, text: str) -> None:
        read(text)

    @given(beginnings, st.text(max_size=120) | st.from_regex(r"[A-Z2-7:/.$%*+-]{,99}"))
    def test_from_text_that_begins_like_a_format(self, begin: str, rest: str) -> None:
        read(begin + rest)

    @given(changed_bytes([token.data for token in TOKENS]))
    def test_from_changed_tokens(self, data: bytes) -> None:
        read(data)

    @given(changed_text(TEXTS))
    def test_from_changed_texts(self, text: str) -> None:
        read(text)

    @given(st.binary(max_size=200))
    def test_from_signed_bytes(self, payload: bytes) -> None:
        for key in KEYS:
            read(key.seal(payload))

    @given(st.binary(max_size=200))
    def test_from_signed_bytes_of_other_formats(self, payload: bytes) -> None:
        for key in KEYS:
            packed = zlib.compress(key.seal(payload))
            read("HC1:" + base45.b45encode(packed).decode())

    @given(st.binary(max_size=200))
    def test_from_any_bytes_in_compression(self, data: bytes) -> None:
        read("HC1:" + base45.b45encode(zlib.compress(data)).decode())

    @given(
        st.recursive(
            st.none()
            | st.booleans()
            | st.floats()
            | st.integers()
            | st.text(max_size=5),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=4), inner),
            max_leaves=8,
        )
    )
    def test_from_any_signed_json(self, payload: object) -> None:
        def encoded(value: object) -> str:
            data = json.dumps(value).encode()
            return base64.urlsafe_b64encode(data).decode().rstrip("=")

        signed = f"{encoded({'alg': 'ES256', 'kid': 'ES256'})}.{encoded(payload)}"
        signature = KEYS[0].sign(signed.encode())
        text = base64.urlsafe_b64encode(signature).decode().rstrip("=")
        read(f"{signed}.{text}")

    @given(st.binary(max_size=200) | changed_bytes(LISTS))
    def test_from_status_lists(self, data: bytes) -> None:
        refusal(lambda: StatusList.verify(data, TRUSTED, at=AT))

    @given(st.binary(max_size=200))
    def test_from_signed_status_lists(self, payload: bytes) -> None:
        data = KEYS[0].seal(payload, "application/statuslist+cwt")
        with pytest.raises(TokenError):
            StatusList.verify(data, TRUSTED, at=AT)

    @given(st.text(max_size=200) | st.binary(max_size=200))
    def test_from_key_sets(self, text: str | bytes) -> None:
        with pytest.raises(TokenError):
            KeySet.from_jwks(text)

    @given(
        st.dictionaries(
            st.sampled_from(["kty", "crv", "x", "y", "kid", "use", "alg", "key_ops"]),
            st.sampled_from(["OKP", "EC", "Ed25519", "P-256", "sig", "A" * 43, "ES256"])
            | st.text(max_size=5)
            | st.none()
            | st.lists(st.text(max_size=3)),
        )
    )
    def test_from_jwks(self, jwk: dict[str, object]) -> None:
        refusal(lambda: PublicKey.from_jwk(jwk))

    @given(st.binary(max_size=200))
    def test_from_certificates_and_pem(self, data: bytes) -> None:
        with pytest.raises(TokenError):
            PublicKey.from_certificate(data)
        with pytest.raises(TokenError):
            SigningKey.from_pem(data)

    @given(
        st.dictionaries(
            st.integers() | st.text(max_size=5),
            st.recursive(
                st.none() | st.integers() | st.text() | st.binary() | st.floats(),
                lambda inner: st.lists(inner) | st.dictionaries(st.integers(), inner),
                max_leaves=6,
            ),
            max_size=5,
        )
    )
    def test_what_is_issued_is_verified(self, extra: dict[int | str, object]) -> None:
        for key in KEYS:
            try:
                claims = Claims(issuer="a.example", subject="b", extra=extra)
                token = issue(claims, key=key, at=AT, expires=None)
            except EgovkitError:
                return
            if -70001 not in extra:
                assert verify(token, TRUSTED, at=AT) == claims


class TestMemory:
    @pytest.mark.parametrize(
        "given",
        [
            "HC1:" + base45.b45encode(zlib.compress(bytes(4_000_000), 9)).decode(),
            b"\xd2\x84\x5b\x7f\xff\xff\xff\xff\xff\xff\xff" + bytes(2_000),
            KEYS[0].seal(b"\x9b\x00\xff\xff\xff\xff\xff\xff\xff"),
            KEYS[0].seal(b"\xbb\x00\xff\xff\xff\xff\xff\xff\xff"),
            KEYS[0].seal(b"\x81" * 2_000),
            "eyJ" + "A" * 7_000,
            "shc:/" + "00" * 3_500,
            "2" + "K" * 7_000,
            "1" * 7_000,
            "x" * 50_000_000,
        ],
        ids=range(10),
    )
    def test_it_stays_bounded(self, given: str | bytes) -> None:
        tracemalloc.start()
        try:
            with pytest.raises(TokenError):
                verify(given, TRUSTED, at=AT, formats=ALL)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

        assert peak < 1_000_000
