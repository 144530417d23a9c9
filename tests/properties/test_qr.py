"""What a true key signs, and what others make of it, is read, or refused by our errors.

Bytes at random stop at the signature. Here a key that is trusted signs nonsense which
looks much like sense, and so all that comes after the signature is reached.
"""

import json
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

import attrs
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from egovkit.errors import EgovkitError, TokenError
from egovkit.qr import Claims, KeySet, Limits, PublicKey, StatusList, verify
from tests.qr.forgeries._framed import MEBIBYTE, bomb, packed, raw
from tests.qr.forgeries._jose import HEADER, KID, SAID, compact, numeric
from tests.qr.forgeries._lists import CONTENT, LIST, URI, certificate_of, paper
from tests.qr.forgeries._making import (
    AT,
    CLAIMS,
    ED,
    ES,
    EXPIRES,
    GENUINE,
    GENUINE_ED,
    ISSUED,
    ISSUER,
    KEYS,
    NOW,
    RECEIPT,
    b32,
    bstr,
    ordered,
    sign1,
)

ALL = ("cwt", "hc1", "claim169", "jws", "shc")

numbers = st.sampled_from(
    [0, 1, -1, 2, 4, 6, ISSUED, EXPIRES, NOW, 253402300799, 253402300800, 2**53 - 1]
)
scalars = (
    st.none()
    | st.booleans()
    | numbers
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from([ISSUER, URI, "status_list", "2026-01-05T02:00:00Z"])
)
"""What a claim may be, and what it may not."""

binaries = st.binary(max_size=4) | st.just(bytes(32))
labels = st.sampled_from([*range(12), 16, 65533, 65534, 65535, *range(-70005, -70000)])
keys = labels | st.text(max_size=3) | st.sampled_from(["idx", "uri", "bits", "lst"])


def containers(
    keys: st.SearchStrategy[Any], leaves: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6)
        ),
        max_leaves=10,
    )


values = containers(keys, scalars | binaries)
json_values = containers(st.text(max_size=3), scalars)


def like(
    genuine: dict[Any, Any], others: st.SearchStrategy[Any]
) -> st.SearchStrategy[dict[Any, Any]]:
    """Draw a map that is genuine but for a few claims."""
    return st.dictionaries(
        st.sampled_from([*genuine, 3, 5, 7, 65535, -70002, -70004]), others, max_size=3
    ).map(lambda changes: {**genuine, **changes})


def code_of(call: Callable[[], object]) -> str | None:
    """Return how something is refused; an error of another kind fails the test."""
    error = refusal(call)
    if error is None:
        return None
    assert str(error).isascii()
    return error.code


def refusal(call: Callable[[], object]) -> TokenError | None:
    try:
        call()
    except TokenError as error:
        return error
    return None


def shown(claims: Claims) -> dict[str, Any]:
    """Return all that claims say, with the envelope, which does not count as equal."""
    return attrs.asdict(claims, recurse=False)


asked = partial(verify, keys=KEYS, at=AT, statuses=(), formats=ALL)


@st.composite
def changes(draw: st.DrawFn, of: bytes) -> bytes:
    """Draw changes of a few bytes."""
    data = bytearray(of)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data) - 1))
        data[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(data)


class TestChanges:
    @pytest.mark.parametrize("genuine", [GENUINE, GENUINE_ED], ids=["ES256", "Ed25519"])
    @given(st.data())
    def test_a_changed_token_never_says_something_else(
        self, genuine: bytes, data: st.DataObject
    ) -> None:
        token = data.draw(changes(genuine))
        try:
            claims = verify(token, KEYS, at=AT)
        except TokenError:
            return

        assert shown(claims) == shown(verify(genuine, KEYS, at=AT))

    @given(changes(b32(GENUINE).encode()))
    def test_a_changed_text_never_says_something_else(self, text: bytes) -> None:
        try:
            claims = verify(text.decode("latin-1"), KEYS, at=AT)
        except TokenError:
            return

        assert shown(claims) == shown(verify(GENUINE, KEYS, at=AT))

    @given(changes(certificate_of(ec.derive_private_key(7, ec.SECP256R1()))))
    def test_a_changed_certificate_is_a_key_or_refused(self, data: bytes) -> None:
        try:
            PublicKey.from_certificate(data, ISSUER)
        except EgovkitError:
            return


class TestSigned:
    @given(values | like(CLAIMS, values))
    def test_a_payload_is_read_as_cbor2_reads_it(self, payload: object) -> None:
        data = ordered(payload) if isinstance(payload, dict) else cbor2.dumps(payload)
        token = sign1(data, ED)
        if code_of(partial(verify, token, KEYS, at=AT)) is not None:
            return

        claims = verify(token, KEYS, at=AT)
        said = cbor2.loads(data)
        assert (claims.issuer, claims.subject) == (said[1], said[2])
        expires = claims.expires_at
        assert (int(expires.timestamp()) if expires else None) == said.get(4)

    @given(values | like(CLAIMS, values))
    def test_the_short_way_judges_like_the_long_one(self, payload: object) -> None:
        data = ordered(payload) if isinstance(payload, dict) else cbor2.dumps(payload)
        token = sign1(data, ED)

        def ask(**how: Limits) -> str | None:
            return code_of(partial(verify, token, KEYS, at=AT, **how))

        assert ask() == ask(limits=Limits())

    @given(like({1: -8, 4: ED.kid}, values))
    def test_under_any_header(self, header: dict[Any, Any]) -> None:
        code_of(partial(asked, sign1(RECEIPT, ED, cbor2.dumps(header))))

    @given(values | like(CLAIMS, values))
    def test_in_a_health_certificate(self, payload: object) -> None:
        code_of(partial(asked, packed(sign1(cbor2.dumps(payload), ED))))

    @given(like({4: ED.kid}, values), like({1: -8}, values))
    def test_in_a_health_certificate_under_any_headers(
        self, unprotected: dict[Any, Any], protected: dict[Any, Any]
    ) -> None:
        header = cbor2.dumps(protected)
        token = sign1(RECEIPT, ED, header, unprotected=cbor2.dumps(unprotected))
        code_of(partial(asked, packed(token)))

    @given(values)
    def test_anything_in_the_place_of_a_token(self, value: object) -> None:
        code_of(partial(asked, packed(cbor2.dumps(cbor2.CBORTag(18, value)))))
        code_of(partial(asked, b"\xd2" + cbor2.dumps(value)))

    @given(
        st.dictionaries(st.sampled_from([*SAID, "nbf", "jti", "status"]), json_values),
        st.dictionaries(
            st.sampled_from(["alg", "kid", "crit", "zip", "x"]), json_values
        ),
    )
    def test_in_json(self, said: dict[str, object], header: dict[str, object]) -> None:
        for each in (HEADER, {**HEADER, **header}):
            text = compact(each, {**SAID, **said})
            code_of(partial(asked, text))
            code_of(partial(asked, numeric(text)))

    @given(st.text(max_size=8), st.text(max_size=8))
    def test_any_text_in_the_parts_of_a_jws(self, body: str, signature: str) -> None:
        head = compact(HEADER, SAID).partition(".")[0]
        code_of(partial(asked, f"{head}.{body}.{signature}"))

    @given(like(LIST, values), st.integers(0, 2**53 - 1))
    def test_in_a_status_list(self, said: dict[Any, Any], idx: int) -> None:
        header = cbor2.dumps({1: -8, 4: ED.kid, 16: CONTENT})
        data = sign1(ordered(said), ED, header)
        if code_of(partial(StatusList.verify, data, KEYS, at=AT)) is None:
            known = StatusList.verify(data, KEYS, at=AT)
            code_of(partial(verify, paper(idx), KEYS, at=AT, statuses=known))


class TestKeys:
    @given(
        st.dictionaries(st.sampled_from(["kid", "use", "alg", "key_ops"]), json_values),
        st.dictionaries(
            st.sampled_from(
                ["issuer", "not_before", "not_after", "revoked", "purposes"]
            ),
            json_values,
        )
        | json_values,
    )
    def test_a_key_set_is_read_or_refused(
        self, changes: dict[str, object], own: object
    ) -> None:
        jwk = {**ES.jwk(), "kid": KID, **changes, "egovkit": own}
        text = json.dumps({"keys": [jwk]})
        code = code_of(partial(KeySet.from_jwks, text))
        assert code in (None, "bad_key")
        if code is not None:
            return

        known = KeySet.from_jwks(text)
        assert KeySet.from_jwks(known.to_jwks()) == known
        code_of(partial(verify, GENUINE, known, at=AT))

    @given(json_values)
    def test_any_json_for_a_key_set(self, value: object) -> None:
        code_of(partial(KeySet.from_jwks, json.dumps(value)))
        code_of(partial(KeySet.from_jwks, json.dumps({"keys": value})))
        code_of(partial(KeySet.from_jwks, json.dumps({"keys": [value]})))


class TestClock:
    @given(st.datetimes(), st.integers(-1439, 1439), st.timedeltas(timedelta(0)))
    def test_any_instant_and_any_leeway(
        self, day: datetime, minutes: int, leeway: timedelta
    ) -> None:
        at = day.replace(tzinfo=timezone(timedelta(minutes=minutes)))

        code = code_of(partial(verify, GENUINE, KEYS, at=at, leeway=leeway))
        assert code in (None, "issued_in_future", "expired")

    @pytest.mark.parametrize(
        ("at", "code"),
        [
            (
                datetime.min.replace(tzinfo=timezone(timedelta(hours=7))),
                "issued_in_future",
            ),
            (datetime.max.replace(tzinfo=timezone(timedelta(hours=-7))), "expired"),
        ],
    )
    def test_the_ends_of_time(self, at: datetime, code: str) -> None:
        assert code_of(partial(verify, GENUINE, KEYS, at=at)) == code


class TestMemory:
    """Of what is refused, no more is kept than a few times what a code can hold."""

    @pytest.mark.parametrize(
        "given",
        [
            pytest.param("2K" * 10_000_000, id="text"),
            pytest.param(GENUINE * 100_000, id="bytes"),
            pytest.param("HTTPS://WARD.EXAMPLE/v#" + "A" * 10_000_000, id="link"),
            pytest.param(raw(bomb(50 * MEBIBYTE)[:4000]), id="bomb"),
            pytest.param(raw(zlib.compress(bomb(4 * MEBIBYTE))), id="bomb in a bomb"),
            pytest.param(packed(b"\x9b" + b"\xff" * 8 + bytes(60_000)), id="any array"),
            pytest.param(packed(sign1(b"\x9f" * 60_000)), id="any depth"),
            pytest.param(packed(sign1(b"\xbb\0\0\0\1\0\0\0\0")), id="any map"),
            pytest.param(packed(sign1(b"\x5f" + b"\x40" * 60_000)), id="any chunks"),
            pytest.param(sign1(b"\x81" * 2_700), id="depth"),
            pytest.param(sign1(b"\xc1" * 2_700), id="tags"),
            pytest.param(sign1(b"\x9a\x7f\xff\xff\xff"), id="array"),
            pytest.param(sign1(b"\xba\x7f\xff\xff\xff"), id="map"),
            pytest.param(sign1(b"\x5a\x7f\xff\xff\xff"), id="string"),
            pytest.param(b"\xd2\x84\x5a\x7f\xff\xff\xff", id="header"),
            pytest.param(compact(HEADER, "[" * 4_000), id="JSON"),
            pytest.param("eyJ" + "." * 7_000, id="parts"),
            pytest.param("shc:/" + "5" * 7_000, id="digits"),
        ],
    )
    def test_of_a_token(self, given: str | bytes) -> None:
        def ask() -> None:
            with pytest.raises(TokenError):
                asked(given)

        # What one ask leaves in caches is not what the next one takes.
        ask()
        assert peak_of(ask) < 1_000_000

    @pytest.mark.parametrize("bits", [1, 8])
    def test_of_a_status_list(self, bits: int) -> None:
        inner = {"lst": bomb(500 * MEBIBYTE), "bits": bits}
        header = cbor2.dumps({1: -8, 4: ED.kid, 16: CONTENT})
        data = sign1(ordered({**LIST, 65533: inner}), ED, header)

        def ask() -> None:
            with pytest.raises(TokenError):
                StatusList.verify(data, KEYS, at=AT)

        assert peak_of(ask) < 8 * MEBIBYTE

    def test_of_a_status_list_of_any_size(self) -> None:
        data = GENUINE[:11] + b"\xa0" + bstr(bytes(100 * MEBIBYTE))

        def ask() -> None:
            with pytest.raises(TokenError):
                StatusList.verify(data, KEYS, at=AT)

        assert peak_of(ask) < 100_000


def peak_of(call: Callable[[], None]) -> int:
    """Return the most memory that a call takes at once, in bytes."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
