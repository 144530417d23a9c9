"""Verifying: each code, their order, and what a refusal may tell."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, get_args

import cbor2
import pytest
from attrs import evolve, field, frozen
from attrs.validators import max_len

from egovkit.errors import InvalidValueError, NaiveDatetimeError, TokenCode, TokenError
from egovkit.qr import (
    ClaimKey,
    Claims,
    KeySet,
    Limits,
    ProcedureClaims,
    ReceiptClaims,
    SigningKey,
    Status,
    StatusList,
    StatusRef,
    issue,
    link,
    verify,
)

if TYPE_CHECKING:
    from tests.qr.conftest import Office

Refused = Callable[[Callable[[], object]], TokenError]
AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
NOW = int(AT.timestamp())
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
BASE = "https://ward.example/v"
LIST = "https://ward.example/s/1"


def code_of(given: object, keys: KeySet, **options: object) -> str | None:
    """Return the code of the refusal, or None when it is verified."""
    checked: Callable[..., object] = verify
    try:
        checked(given, keys, **options)
    except TokenError as error:
        assert error.code in get_args(TokenCode)  # noqa: PT017
        return error.code
    return None


class TestGenuine:
    def test_bytes_text_digits_and_link_say_the_same(self, office: "Office") -> None:
        token = office.issue()

        for given in (
            token,
            token.data,
            token.text,
            token.text.lower(),
            link(token, BASE),
            link(token, BASE, text="digits"),
            link(token, BASE, text="digits").partition("#")[2],
        ):
            assert verify(given, office.keys, at=AT, base=BASE) == office.receipt

    def test_the_claims_come_typed_and_with_their_envelope(
        self, office: "Office"
    ) -> None:
        token = office.issue(expires=DAY)
        claims = verify(token, office.keys, at=AT, purpose=ReceiptClaims)

        assert type(claims) is ReceiptClaims
        assert claims.unit == "H53.01"
        assert (claims.issued_at, claims.expires_at) == (AT, AT + DAY)
        assert (claims.not_before, claims.token_id, claims.status) == (None, None, None)

    def test_a_token_within_tag_61_is_the_same(self, office: "Office") -> None:
        data = b"\xd8\x3d" + office.issue().data

        assert verify(data, office.keys, at=AT) == office.receipt

    def test_the_numbers_of_rfc_9864_mean_the_same_algorithms(
        self, office: "Office"
    ) -> None:
        number = {"ES256": -9, "Ed25519": -19}[office.key.alg]
        protected = cbor2.dumps({1: number, 4: office.key.kid})
        data = office.frame(protected, cbor2.dumps(office.payload))

        assert verify(data, office.keys, at=AT).subject == "H53-1"

    def test_what_is_unknown_is_kept_and_written_back(self, office: "Office") -> None:
        claims = evolve(
            office.receipt,
            extra={
                99: [1, {"k": b"v"}],
                -70001: {9: "new"},
                -80001: {1: None},
                "t": True,
            },
        )
        first = issue(claims, key=office.key, at=AT, expires=DAY)
        read = verify(first, office.keys, at=AT)
        second = issue(read, key=office.key, at=AT, expires=DAY)

        assert read == claims
        assert read.extra == claims.extra
        assert cbor2.loads(first.data).value[2] == cbor2.loads(second.data).value[2]

    def test_a_token_without_a_set_gives_plain_claims(self, office: "Office") -> None:
        payload = office.payload
        del payload[-70001]
        claims = verify(office.sign(payload), office.keys, at=AT)

        assert type(claims) is Claims
        assert claims.purpose is None

    @pytest.mark.parametrize("size", [0, 1, 23, 24, 90, 255, 256, 700, 2_600])
    def test_a_token_of_any_size_is_read(self, office: "Office", size: int) -> None:
        claims = evolve(office.receipt, extra={-80001: "x" * size})
        token = issue(claims, key=office.key, at=AT, expires=DAY)

        assert verify(token, office.keys, at=AT).extra == claims.extra

    @pytest.mark.parametrize("size", [1, 9, 13, 14, 15, 50, 300])
    def test_a_kid_of_any_size_is_read(self, size: int) -> None:
        key = SigningKey.generate(kid=b"k" * size)
        keys = KeySet([key.public(issuer="a")])
        token = issue(Claims(issuer="a", subject="b"), key=key, at=AT, expires=DAY)

        assert verify(token, keys, at=AT).subject == "b"


class TestRefusals:
    """One fault at a time, each with its code."""

    def test_what_is_too_large(self, office: "Office") -> None:
        text = office.issue().text
        few = Limits(text=len(text) - 1)
        small = Limits(token=len(office.issue().data) - 1)

        assert code_of(text, office.keys, at=AT, limits=few) == "too_large"
        assert code_of(text, office.keys, at=AT, limits=small) == "too_large"
        assert code_of(bytes(2_954), office.keys, at=AT) == "too_large"
        assert code_of("2" * 7_090, office.keys, at=AT) == "too_large"

    @pytest.mark.parametrize(
        ("given", "kind"),
        [
            ("", "empty text"),
            ("hello", "other text"),
            (" 2KC", "other text"),
            ("00020101021238570010A00000072701270006970422", "VietQR payment code"),
            ("00020101021226280011", "EMV payment code"),
            ("https://ward.example/v", "link without a token"),
            ("https://ward.example/v#", "link without a token"),
            ("https://ward.example/v#section", "link without a token"),
            ("https://ward.example/v#HC1:6BF", "link without a token"),
            (b"", "text in bytes"),
            (b"HC1:6BF", "text in bytes"),
            (b"\x78\xda\xff", "other bytes"),
        ],
    )
    def test_what_is_no_token(
        self, office: "Office", given: str | bytes, kind: str, refused: Refused
    ) -> None:
        error = refused(lambda: verify(given, office.keys, at=AT))

        assert (error.code, error.kind) == ("not_a_token", kind)

    @pytest.mark.parametrize(
        ("given", "kind"),
        [
            ("HC1:6BF", "EU health certificate (HC1)"),
            ("6BF590B20", "MOSIP Claim 169 code"),
            ("NCFOXN%TS", "MOSIP Claim 169 code"),
            ("shc:/567629", "SMART Health Card"),
            ("eyJhbGciOiJub25lIn0.e30.", "JSON Web Signature"),
        ],
    )
    def test_a_format_that_was_not_asked_for_is_named(
        self, office: "Office", given: str, kind: str, refused: Refused
    ) -> None:
        error = refused(lambda: verify(given, office.keys, at=AT))

        assert (error.code, error.kind) == ("format_not_asked", kind)
        assert kind in str(error)

    def test_our_own_format_can_be_left_out(self, office: "Office") -> None:
        token = office.issue()

        for given in (token.text, token.data, link(token, BASE)):
            assert (
                code_of(given, office.keys, at=AT, formats=("hc1",))
                == "format_not_asked"
            )

    def test_an_unknown_format_is_refused(self, office: "Office") -> None:
        with pytest.raises(InvalidValueError, match="formats"):
            verify("x", office.keys, at=AT, formats=("xml",))

    @pytest.mark.parametrize(
        "header",
        [
            {},
            {1: -7},
            {1: -7, 4: None},
        ],
    )
    def test_a_header_without_kid(
        self, office: "Office", header: dict[int, Any]
    ) -> None:
        data = office.frame(cbor2.dumps(header), cbor2.dumps(office.payload))
        assert code_of(data, office.keys, at=AT) == "missing_kid"
        empty = office.frame(b"", cbor2.dumps(office.payload))
        assert code_of(empty, office.keys, at=AT) == "missing_kid"

    @pytest.mark.parametrize("crit", [[], [1], [99], None, "x"])
    def test_a_critical_header(self, office: "Office", crit: object) -> None:
        header = cbor2.dumps({1: office.number, 2: crit, 4: office.key.kid})
        data = office.frame(header, cbor2.dumps(office.payload))

        assert code_of(data, office.keys, at=AT) == "critical_header"

    @pytest.mark.parametrize(
        "more",
        [
            {3: 0}, {5: b"iv"}, {33: b"certificate"}, {-1: {}}, {"alg": -7},
            {16: "application/statuslist+cwt"}, {16: "application/cwt"}, {16: 61},
        ],
    )  # fmt: skip
    def test_a_header_with_more_than_its_two_entries(
        self, office: "Office", more: dict[Any, Any]
    ) -> None:
        pairs = {1: office.number, 4: office.key.kid, **more}
        ordered = dict(sorted(pairs.items(), key=lambda pair: cbor2.dumps(pair[0])))
        data = office.frame(cbor2.dumps(ordered), cbor2.dumps(office.payload))

        assert code_of(data, office.keys, at=AT) == "malformed"

    @pytest.mark.parametrize("kid", ["text", 5, [], True])
    def test_a_kid_that_is_no_bytes(self, office: "Office", kid: object) -> None:
        header = cbor2.dumps({1: office.number, 4: kid})
        data = office.frame(header, cbor2.dumps(office.payload))

        assert code_of(data, office.keys, at=AT) == "malformed"

    def test_a_key_that_is_not_in_the_set(self, office: "Office") -> None:
        stranger = KeySet([SigningKey.generate().public(issuer="ward.example")])

        assert code_of(office.issue(), stranger, at=AT) == "unknown_key"
        assert code_of(office.issue(), KeySet(), at=AT) == "unknown_key"

    @pytest.mark.parametrize(
        "number", [-35, -36, -37, -257, 5, 0, "none", "ES256", None, [], b"", True]
    )
    def test_an_algorithm_that_is_none_of_ours(
        self, office: "Office", number: object
    ) -> None:
        header = cbor2.dumps({1: number, 4: office.key.kid})
        data = office.frame(header, cbor2.dumps(office.payload))

        assert code_of(data, office.keys, at=AT) == "unsupported_algorithm"

    def test_a_header_without_algorithm(self, office: "Office") -> None:
        header = cbor2.dumps({4: office.key.kid})
        data = office.frame(header, cbor2.dumps(office.payload))

        assert code_of(data, office.keys, at=AT) == "unsupported_algorithm"

    @pytest.mark.parametrize("number", [-7, -8, -9, -19])
    def test_an_algorithm_that_is_not_the_keys(
        self, office: "Office", number: int
    ) -> None:
        header = cbor2.dumps({1: number, 4: office.key.kid})
        data = office.frame(header, cbor2.dumps(office.payload))
        own = {"ES256": (-7, -9), "Ed25519": (-8, -19)}[office.key.alg]

        if number in own:
            assert code_of(data, office.keys, at=AT) is None
        else:
            assert code_of(data, office.keys, at=AT) == "algorithm_mismatch"

    @pytest.mark.parametrize(
        "signature",
        [b"", b"\0" * 64, b"\xff" * 64, b"\0" * 63, b"\0" * 65, b"0D" + b"\1" * 68],
    )
    def test_a_signature_of_no_key(self, office: "Office", signature: bytes) -> None:
        data = office.issue().data[:-66] + cbor2.dumps(signature)

        assert code_of(data, office.keys, at=AT) == "bad_signature"

    def test_any_changed_bit_of_what_is_signed(self, office: "Office") -> None:
        data = office.issue().data
        for place in range(13, len(data)):
            changed = bytearray(data)
            changed[place] ^= 1
            assert code_of(bytes(changed), office.keys, at=AT) in (
                "bad_signature", "malformed",
            )  # fmt: skip

    def test_der_is_no_signature_of_a_token(self) -> None:
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.hashes import SHA256

        native = ec.generate_private_key(ec.SECP256R1())
        key = SigningKey.from_signer(
            native.public_key(), lambda m: native.sign(m, ec.ECDSA(SHA256()))
        )
        keys = KeySet([key.public(issuer="a")])
        token = issue(Claims(issuer="a", subject="b"), key=key, at=AT, expires=DAY)
        protected, _, payload, _ = cbor2.loads(token.data).value
        signed = cbor2.dumps(["Signature1", protected, b"", payload])
        der = native.sign(signed, ec.ECDSA(SHA256()))

        assert code_of(token, keys, at=AT) is None
        data = token.data[:-66] + cbor2.dumps(der)
        assert code_of(data, keys, at=AT) == "bad_signature"

    def test_another_issuer_than_the_keys(self, office: "Office") -> None:
        payload = {**office.payload, 1: "other.example"}

        data = office.sign(payload)
        assert code_of(data, office.keys, at=AT) == "wrong_issuer"
        unbound = KeySet([office.key.public(issuer=None)])
        assert verify(data, unbound, at=AT).issuer == "other.example"

    def test_another_purpose_than_was_asked(self, office: "Office") -> None:
        token = office.issue()

        assert code_of(token, office.keys, at=AT, purpose="receipt") is None
        for purpose in ("result", ProcedureClaims):
            assert (
                code_of(token, office.keys, at=AT, purpose=purpose) == "wrong_purpose"
            )

    def test_a_purpose_that_the_key_does_not_have(self, office: "Office") -> None:
        key = office.key.public(issuer="ward.example", purposes=("result", "file_bag"))

        given_code = code_of(office.issue(), KeySet([key]), at=AT)
        assert given_code == "wrong_purpose"


class TestClaimsOfOurs:
    """Signed, but not what claims have to be."""

    @pytest.mark.parametrize(
        "changes",
        [
            {1: None}, {1: 5}, {1: ""}, {1: b"ward.example"}, {2: None}, {2: ""},
            {4: None}, {4: "1"}, {4: b"1"}, {4: -1}, {4: True}, {4: []}, {4: {}},
            {4: 253_402_300_800}, {4: 2**53 - 1}, {4: NOW}, {4: NOW - 1},
            {5: None}, {5: "1"}, {5: -1}, {6: None}, {6: "1"}, {6: 253_402_300_800},
            {7: None}, {7: "id"}, {7: 5},
            {65535: None}, {65535: {}}, {65535: {"status_list": {}}},
            {65535: {"status_list": {"idx": -1, "uri": "u"}}},
            {65535: {"status_list": {"idx": True, "uri": "u"}}},
            {65535: {"status_list": {"idx": "0", "uri": "u"}}},
            {65535: {"status_list": {"idx": 0, "uri": ""}}},
            {65535: {"status_list": {"x": 0, "idx": 0, "uri": "u"}}},
            {65535: {"x": 0, "status_list": {"idx": 0, "uri": "u"}}},
            {-70001: None}, {-70001: []}, {-70001: {}}, {-70001: "x"},
            {-70001: {1: "a", 2: "b", 3: NOW}},
            {-70001: {1: "a", 2: "b", 3: NOW, 4: None}},
            {-70001: {1: "a", 2: "b", 3: NOW, 4: "x"}},
            {-70001: {1: "a", 2: "b", 3: NOW, 4: -1}},
            {-70001: {1: "a", 2: "", 3: NOW, 4: NOW}},
            {-70001: {1: 5, 2: "b", 3: NOW, 4: NOW}},
            {-70003: {8: "a", 9: "b", 10: "c"}},
        ],
    )  # fmt: skip
    def test_they_are_refused(self, office: "Office", changes: dict[int, Any]) -> None:
        payload = {**office.payload, **changes}
        ordered = dict(sorted(payload.items(), key=lambda pair: cbor2.dumps(pair[0])))

        data = office.sign(ordered)
        assert code_of(data, office.keys, at=AT) == "bad_claims"

    @pytest.mark.parametrize("label", [1, 2])
    def test_issuer_and_subject_are_required(
        self, office: "Office", label: int
    ) -> None:
        payload = office.payload
        del payload[label]

        data = office.sign(payload)
        assert code_of(data, office.keys, at=AT) == "bad_claims"

    @pytest.mark.parametrize("payload", [[], {}, "x", 5, None])
    def test_they_are_a_map_with_something_in_it(
        self, office: "Office", payload: object
    ) -> None:
        data = office.sign(payload)

        assert code_of(data, office.keys, at=AT) == "bad_claims"

    @pytest.mark.parametrize(
        "payload",
        [
            b"", b"\xa0\0", b'{"iss":"ward.example"}', b"\xa1\x04\xfb\x7f\xf8" + b"\0" * 6,
            b"\xa1\x04\xf9\x7e\0", b"\xa1\x04\xc2\x49\1" + b"\0" * 8, b"\xbf\xff",
            b"\xa2\1\x61a\1\x61b", b"\xa2\2\x61a\1\x61b", b"\xa1\x18\1\x61a",
            b"\xd8\x3d\xa0", b"\xa1\1\xf7",
        ],
    )  # fmt: skip
    def test_their_cbor_is_strict(self, office: "Office", payload: bytes) -> None:
        data = office.sign(payload)

        assert code_of(data, office.keys, at=AT) == "malformed"


class TestTime:
    def test_expiry_is_the_first_instant_that_is_too_late_with_leeway(
        self, office: "Office"
    ) -> None:
        token, end = office.issue(expires=DAY), AT + DAY

        assert code_of(token, office.keys, at=end + MINUTE - SECOND) is None
        assert code_of(token, office.keys, at=end + MINUTE) == "expired"
        nothing = timedelta(0)
        assert code_of(token, office.keys, at=end - SECOND, leeway=nothing) is None
        assert code_of(token, office.keys, at=end, leeway=nothing) == "expired"

    def test_an_expired_paper_shows_its_claims(
        self, office: "Office", refused: Refused
    ) -> None:
        error = refused(lambda: verify(office.issue(), office.keys, at=AT + 365 * DAY))

        assert error.claims == office.receipt
        assert "genuine" in str(error)

    def test_a_paper_without_expiry_is_good_for_ever(self, office: "Office") -> None:
        token = office.issue(expires=None)

        assert (
            code_of(token, office.keys, at=datetime(9999, 12, 31, tzinfo=UTC)) is None
        )

    def test_a_paper_from_the_future_is_refused_beyond_leeway(
        self, office: "Office"
    ) -> None:
        token = office.issue()

        assert code_of(token, office.keys, at=AT - MINUTE) is None
        early = AT - MINUTE - SECOND
        assert code_of(token, office.keys, at=early) == "issued_in_future"

    def test_a_paper_is_not_good_before_its_time(self, office: "Office") -> None:
        token = issue(
            office.receipt, key=office.key, at=AT, expires=9 * DAY, not_before=AT + DAY
        )

        assert code_of(token, office.keys, at=AT + DAY - MINUTE) is None
        early = AT + DAY - MINUTE - SECOND
        assert code_of(token, office.keys, at=early) == "not_yet_valid"

    def test_a_naive_instant_is_refused(self, office: "Office") -> None:
        with pytest.raises(NaiveDatetimeError):
            verify(office.issue(), office.keys, at=AT.replace(tzinfo=None))

    def test_a_negative_leeway_is_refused(self, office: "Office") -> None:
        with pytest.raises(InvalidValueError, match="leeway"):
            verify(office.issue(), office.keys, at=AT, leeway=-SECOND)

    @pytest.mark.parametrize("year", [1, 1970, 9999])
    def test_any_year_is_an_answer(self, office: "Office", year: int) -> None:
        at = datetime(year, 1, 1, tzinfo=UTC)
        expected = "expired" if year == 9999 else "issued_in_future"

        assert code_of(office.issue(), office.keys, at=at) == expected

    @pytest.mark.parametrize("hours", [-23, 23])
    def test_so_are_the_ends_of_time_in_any_zone(
        self, office: "Office", hours: int
    ) -> None:
        tz = timezone(timedelta(hours=hours))

        first, last = datetime.min.replace(tzinfo=tz), datetime.max.replace(tzinfo=tz)
        assert code_of(office.issue(), office.keys, at=first) == "issued_in_future"
        assert code_of(office.issue(), office.keys, at=last) == "expired"


class TestKeysInForce:
    def test_the_window_is_inclusive_and_without_leeway(self, office: "Office") -> None:
        token = office.issue()
        for first, last, is_good in (
            (AT, AT, True),
            (AT + SECOND, None, False),
            (None, AT - SECOND, False),
            (AT - DAY, AT + DAY, True),
        ):
            key = office.key.public(
                issuer="ward.example", not_before=first, not_after=last
            )
            keys = KeySet([key])
            if is_good:
                assert code_of(token, keys, at=AT) is None
            else:
                given_code = code_of(token, keys, at=AT)
                assert given_code == "key_not_in_force"

    def test_papers_of_a_retired_key_stay_good_and_new_ones_are_not(
        self, office: "Office"
    ) -> None:
        key = office.key.public(issuer="ward.example", not_after=AT + DAY)
        keys = KeySet([key])

        old, new = office.issue(), office.issue(at=AT + 2 * DAY)
        assert code_of(old, keys, at=AT + 30 * DAY) is None
        assert code_of(new, keys, at=AT + 30 * DAY) == "key_not_in_force"

    def test_a_stolen_key_takes_all_its_papers_with_it(self, office: "Office") -> None:
        keys = office.keys.revoke(office.key.kid)

        assert code_of(office.issue(), keys, at=AT) == "key_revoked"

    def test_a_key_revoked_since_keeps_its_earlier_papers(
        self, office: "Office"
    ) -> None:
        keys = office.keys.revoke(office.key.kid, since=AT)

        before = office.issue(at=AT - SECOND)
        assert code_of(before, keys, at=AT) is None
        assert code_of(office.issue(), keys, at=AT) == "key_revoked"

    def test_a_paper_without_a_date_is_refused_when_the_key_has_any(
        self, office: "Office"
    ) -> None:
        payload = office.payload
        del payload[6]
        data = office.sign(payload)
        windowed = KeySet([office.key.public(issuer="ward.example", not_after=AT)])
        revoked = office.keys.revoke(office.key.kid, since=AT)
        stolen = office.keys.revoke(office.key.kid)

        assert verify(data, office.keys, at=AT).issued_at is None
        assert code_of(data, windowed, at=AT) == "key_not_in_force"
        assert code_of(data, revoked, at=AT) == "key_not_in_force"
        assert code_of(data, stolen, at=AT) == "key_not_in_force"


class TestLinks:
    @pytest.mark.parametrize(
        "base",
        [
            "https://ward.example/v",
            "HTTPS://Ward.Example/v",
        ],
    )
    def test_scheme_and_host_have_no_case(self, office: "Office", base: str) -> None:
        printed = link(office.issue(), BASE)

        assert printed.startswith("HTTPS://WARD.EXAMPLE/v#2KC")
        assert code_of(printed, office.keys, at=AT, base=base) is None

    def test_no_path_is_the_path_of_one_slash(self, office: "Office") -> None:
        printed = link(office.issue(), "https://ward.example")

        assert printed.startswith("HTTPS://WARD.EXAMPLE/#2KC")
        for base in ("https://ward.example", "https://ward.example/"):
            assert code_of(printed, office.keys, at=AT, base=base) is None
        bare = printed.replace("/#", "#")
        assert code_of(bare, office.keys, at=AT, base="https://ward.example/") is None

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("https://ward.example/V#", ""),
            ("https://ward.example/v/#", ""),
            ("https://ward.example#", ""),
            ("https://other.example/v#", ""),
            ("https://ward.example.evil.example/v#", ""),
            ("https://ward.example:444/v#", ""),
            ("http://ward.example/v#", ""),
            ("https://user@ward.example/v#", ""),
            ("https://ward.example@evil.example/v#", ""),
            ("https://ward.example/v?x=1#", ""),
            ("https://ward.example/v?", ""),
            ("https://ward.example/v/", ""),
            ("https:///v#", ""),
            ("https://w\N{CYRILLIC SMALL LETTER A}rd.example/v#", ""),
            # In lower case, the sign for kelvin is a k.
            ("https://ward.example/\N{KELVIN SIGN}#", ""),
            ("https://ward.example\\@evil.example/v#", ""),
            ("https://ward.example/ v#", ""),
        ],
    )
    def test_a_link_that_is_not_the_offices_is_refused(
        self, office: "Office", before: str, after: str
    ) -> None:
        given = before + office.issue().text + after

        given_code = code_of(given, office.keys, at=AT, base=BASE)
        assert given_code == "foreign_link"

    def test_without_base_any_host_will_do_but_no_query_and_no_user(
        self, office: "Office"
    ) -> None:
        text = office.issue().text

        assert code_of(f"https://any.example/x#{text}", office.keys, at=AT) is None
        for given in (
            f"https://any.example/?t={text}",
            f"https://any.example/?x#{text}",
            f"https://u:p@any.example/#{text}",
        ):
            assert code_of(given, office.keys, at=AT) == "foreign_link"

    def test_a_bare_text_has_no_base(self, office: "Office") -> None:
        assert code_of(office.issue().text, office.keys, at=AT, base=BASE) is None

    @pytest.mark.parametrize(
        "base",
        [
            "", "ward.example/v", "http://ward.example/v", "ftp://ward.example/v",
            "https:///v", "https://ward.example/v#x", "https://ward.example/v?x",
            "https://u@ward.example/v", "https://ward.example/v v", "https://",
            "https://phường.example/v", "javascript://ward.example/v",
            "http://localhost.evil.example/v", "https://:80/v",
        ],
    )  # fmt: skip
    def test_a_base_that_no_office_should_have_is_refused(
        self, office: "Office", base: str
    ) -> None:
        token = office.issue()

        with pytest.raises(InvalidValueError, match="base"):
            link(token, base)
        with pytest.raises(InvalidValueError, match="base"):
            verify(
                f"https://ward.example/v#{token.text}", office.keys, at=AT, base=base
            )

    def test_localhost_may_do_without_https(self, office: "Office") -> None:
        printed = link(office.issue(), "http://localhost:8000/v")

        assert printed.startswith("HTTP://LOCALHOST:8000/v#")
        assert (
            code_of(printed, office.keys, at=AT, base="http://localhost:8000/v") is None
        )

    def test_another_kind_of_text_is_refused(self, office: "Office") -> None:
        with pytest.raises(InvalidValueError, match="base32"):
            link(office.issue(), BASE, text="base45")


class TestOrder:
    """Of two faults the earlier check names the refusal."""

    def test_each_step_comes_before_the_next(self, office: "Office") -> None:
        at = AT + 400 * DAY
        stolen = office.keys.revoke(office.key.kid)
        strangers = KeySet([SigningKey.generate().public(issuer="ward.example")])
        kid, number = office.key.kid, office.number
        foreign = {"ES256": -8, "Ed25519": -7}[office.key.alg]
        good = cbor2.dumps(office.payload)
        future = {**office.payload, 4: NOW + 2_000 * 86_400, 6: NOW + 1_000 * 86_400}

        def signed(header: dict[Any, Any], payload: bytes = good) -> bytes:
            return office.frame(cbor2.dumps(header), payload)

        def broken(data: bytes) -> bytes:
            return data[:-1] + bytes((data[-1] ^ 1,))

        own = {1: number, 4: kid}
        steps: list[tuple[str, str | bytes, KeySet]] = [
            ("too_large", b"\0" * 3_000, office.keys),
            ("foreign_link", f"https://other.example/v#2KC{'0' * 99}", office.keys),
            ("malformed", signed({1: 5, 2: [1]})[:-1], office.keys),
            ("critical_header", broken(signed({1: 5, 2: [1]})), office.keys),
            ("missing_kid", broken(signed({1: 5})), office.keys),
            ("unknown_key", broken(signed({1: 5, 4: kid})), strangers),
            ("unsupported_algorithm", broken(signed({1: 5, 4: kid})), office.keys),
            ("algorithm_mismatch", broken(signed({1: foreign, 4: kid})), office.keys),
            ("bad_signature", broken(signed(own, b"\xff")), stolen),
            ("malformed", signed(own, b"\xff"), stolen),
            ("bad_claims", signed(own, cbor2.dumps({1: "x", 2: 5})), stolen),
            (
                "wrong_issuer",
                signed(own, cbor2.dumps({1: "x", 2: "y", 4: 1})),
                stolen,
            ),
            (
                "wrong_purpose",
                signed(own, cbor2.dumps({1: "ward.example", 2: "y", 4: 1})),
                stolen,
            ),
            ("key_revoked", signed(own, cbor2.dumps(future)), stolen),
            ("issued_in_future", signed(own, cbor2.dumps(future)), office.keys),
        ]

        for expected, given, keys in steps:
            given_code = code_of(given, keys, at=at, base=BASE, purpose="receipt")
            assert (expected, given_code) == (expected, expected)

    def test_status_comes_before_expiry(self, office: "Office") -> None:
        token = office.issue(expires=DAY, status=StatusRef(LIST, 5))
        listed = (
            StatusList.of(8)
            .set(5, Status.INVALID)
            .issue(key=office.key, uri=LIST, at=AT, expires=None)
        )
        statuses = [StatusList.verify(listed, office.keys, at=AT)]
        late = AT + 9 * DAY

        assert code_of(token, office.keys, at=late, statuses=statuses) == "revoked"
        assert code_of(token, office.keys, at=late, statuses=[]) == "status_unknown"
        assert code_of(token, office.keys, at=late) == "expired"

    def test_no_refusal_but_three_shows_a_claim(
        self, office: "Office", refused: Refused
    ) -> None:
        token = office.issue()
        stolen = office.keys.revoke(office.key.kid)
        others = KeySet([office.key.public(issuer="other.example")])

        for call in (
            lambda: verify(token.data[:-1] + b"\0", office.keys, at=AT),
            lambda: verify(token, stolen, at=AT),
            lambda: verify(token, others, at=AT),
            lambda: verify(token, office.keys, at=AT, purpose="result"),
            lambda: verify(token, office.keys, at=AT - DAY),
        ):
            error = refused(call)
            assert error.claims is None
            assert "H53" not in str(error)


class TestForeignText:
    @pytest.mark.parametrize(
        "text", ["\x1b[2Jhello", "\N{RIGHT-TO-LEFT OVERRIDE}abc", "x" * 5_000, "\ud800"]
    )
    def test_it_is_quoted_in_ascii_and_cut(
        self, office: "Office", text: str, refused: Refused
    ) -> None:
        error = refused(lambda: verify(text, office.keys, at=AT))

        assert str(error).isascii()
        assert str(error).isprintable()
        assert len(str(error)) < 300

    def test_what_is_no_text_and_no_bytes_is_refused(self, office: "Office") -> None:
        with pytest.raises(InvalidValueError, match="given as given"):
            verify(5, office.keys, at=AT)  # type: ignore[call-overload]


@frozen(kw_only=True)
class ParkingClaims(Claims):
    label: ClassVar[int | None] = -80001
    purpose: ClassVar[str | None] = "parking"

    plate: Annotated[str, ClaimKey(1)] = field(validator=max_len(12))
    until_at: Annotated[datetime | None, ClaimKey(2)] = None


class TestSetsOfACaller:
    def test_they_are_read_once_they_are_given(self, office: "Office") -> None:
        claims = ParkingClaims(issuer="ward.example", subject="P-1", plate="59-X1")
        token = issue(claims, key=office.key, at=AT, expires=DAY)

        unknown = verify(token, office.keys, at=AT)
        assert (type(unknown), unknown.extra) == (Claims, {-80001: {1: "59-X1"}})
        read = verify(token, office.keys, at=AT, claim_sets=[ParkingClaims])
        assert read == claims
        typed = verify(token, office.keys, at=AT, purpose=ParkingClaims)
        assert typed.plate == "59-X1"

    def test_what_their_validators_refuse_is_refused(self, office: "Office") -> None:
        payload = office.payload
        payload[-80001] = {1: "x" * 13}
        del payload[-70001]
        data = office.sign(payload)

        given_code = code_of(data, office.keys, at=AT, purpose=ParkingClaims)
        assert given_code == "bad_claims"

    def test_two_sets_in_one_token_are_refused(self, office: "Office") -> None:
        payload = {**office.payload, -80001: {1: "59-X1"}}
        data = office.sign(payload)

        assert verify(data, office.keys, at=AT).extra == {-80001: {1: "59-X1"}}
        given_code = code_of(data, office.keys, at=AT, claim_sets=[ParkingClaims])
        assert given_code == "bad_claims"

    def test_a_label_that_is_taken_or_kept_is_refused(self, office: "Office") -> None:
        @frozen(kw_only=True)
        class Taken(Claims):
            label: ClassVar[int | None] = -70001
            purpose: ClassVar[str | None] = "x"

        @frozen(kw_only=True)
        class Kept(Claims):
            label: ClassVar[int | None] = -70999
            purpose: ClassVar[str | None] = "x"

        @frozen(kw_only=True)
        class Same(Claims):
            label: ClassVar[int | None] = -80001
            purpose: ClassVar[str | None] = "x"

        for sets in ([Taken], [Kept], [ParkingClaims, Same], [Claims]):
            with pytest.raises(InvalidValueError, match="claim_sets"):
                verify("x", office.keys, at=AT, claim_sets=sets)
        repeated = [ParkingClaims, ParkingClaims, ReceiptClaims]
        assert code_of(office.issue(), office.keys, at=AT, claim_sets=repeated) is None
