"""Tokens as others read them: to the byte, by cbor2 and by python-cwt."""

import pickle
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

import cbor2
import cwt
import pytest

from egovkit.errors import InvalidValueError, NaiveDatetimeError, TokenError
from egovkit.qr import (
    Claims,
    FileBagClaims,
    KeySet,
    ProcedureClaims,
    ReceiptClaims,
    ResultClaims,
    SigningKey,
    StatusRef,
    issue,
    verify,
)

if TYPE_CHECKING:
    from tests.qr.conftest import Office

AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
NOW = int(AT.timestamp())
DAY = timedelta(days=1)


def payload_of(data: bytes) -> dict[Any, Any]:
    payload: dict[Any, Any] = cbor2.loads(cbor2.loads(data).value[2])
    return payload


class TestLayout:
    def test_it_is_a_tagged_cose_sign1_with_two_protected_entries(
        self, office: "Office"
    ) -> None:
        message = cbor2.loads(office.issue().data)
        protected, unprotected, _, signature = message.value

        assert message.tag == 18
        assert cbor2.loads(protected) == {1: office.number, 4: office.key.kid}
        assert unprotected == {}
        assert len(signature) == 64

    def test_a_receipt_has_the_claims_of_the_table(self, office: "Office") -> None:
        assert payload_of(office.issue(expires=DAY).data) == {
            1: "ward.example",
            2: "000.00.00.H53-260105-0001",
            4: NOW + 86_400,
            6: NOW,
            -70001: {
                1: "1.001193",
                2: "H53.01",
                3: int(datetime(2026, 1, 5, 2, tzinfo=UTC).timestamp()),
                4: int(datetime(2026, 1, 8, 9, 30, tzinfo=UTC).timestamp()),
            },
        }

    @pytest.mark.parametrize(
        ("claims", "label", "inner"),
        [
            (
                ResultClaims(
                    issuer="a", subject="b", procedure="c", unit="d", resolved_at=AT,
                    digest=sha256(b"").digest(), document="e",
                ),
                -70002,
                {1: "c", 2: "d", 5: NOW, 6: sha256(b"").digest(), 7: "e"},
            ),
            (
                ResultClaims(
                    issuer="a", subject="b", procedure="c", unit="d", resolved_at=AT,
                    digest=sha256(b"").digest(),
                ),
                -70002,
                {1: "c", 2: "d", 5: NOW, 6: sha256(b"").digest()},
            ),
            (
                ProcedureClaims(
                    issuer="a", subject="b", decision="c", version="d", url="e"
                ),
                -70003,
                {8: "c", 9: "d", 10: "e"},
            ),
            (
                FileBagClaims(
                    issuer="a", subject="b", url="c", papers=(("d", bytes(32)),)
                ),
                -70004,
                {10: "c", 11: [["d", bytes(32)]]},
            ),
        ],
        ids=["result", "result without number", "procedure", "file bag"],
    )  # fmt: skip
    def test_the_other_sets_have_theirs(
        self, office: "Office", claims: Claims, label: int, inner: dict[int, object]
    ) -> None:
        token = issue(claims, key=office.key, at=AT, expires=DAY)

        assert payload_of(token.data)[label] == inner
        keys = KeySet([office.key.public(issuer="a")])
        assert verify(token, keys, at=AT) == claims

    def test_the_envelope_is_written_from_the_arguments(self, office: "Office") -> None:
        token = issue(
            office.receipt, key=office.key, at=AT, expires=AT + DAY, not_before=AT,
            token_id=b"17", status=StatusRef("https://a.example/s", 5),
        )  # fmt: skip
        payload = payload_of(token.data)

        assert [payload[label] for label in (4, 5, 6, 7)] == [
            NOW + 86_400, NOW, NOW, b"17",
        ]  # fmt: skip
        assert payload[65535] == {
            "status_list": {"idx": 5, "uri": "https://a.example/s"}
        }
        assert token.claims.status == StatusRef("https://a.example/s", 5)
        assert token.claims.expires_at == AT + DAY

    def test_keys_stand_in_the_order_of_their_bytes(self, office: "Office") -> None:
        claims = Claims(
            issuer="a", subject="b", extra={"z": 1, -5: 2, 300: 3, 10: 4, "aa": 5}
        )
        token = issue(
            claims, key=office.key, at=AT, expires=DAY, status=StatusRef("u", 0)
        )

        assert list(payload_of(token.data)) == [
            1, 2, 4, 6, 10, 300, 65535, -5, "z", "aa",
        ]  # fmt: skip

    def test_without_expiry_there_is_none(self, office: "Office") -> None:
        token = office.issue(expires=None)

        assert 4 not in payload_of(token.data)
        assert token.claims.expires_at is None

    def test_the_receipt_of_eight_claims_has_at_most_165_bytes(self) -> None:
        claims = ReceiptClaims(
            issuer="phuong.example", subject="H53.01-260105-0001", procedure="1.001193",
            unit="01", received_at=AT, due_at=AT + DAY,
        )  # fmt: skip
        for alg in ("ES256", "Ed25519"):
            token = issue(claims, key=SigningKey.generate(alg), at=AT, expires=DAY)
            # Everything but the four texts takes 120 bytes.
            assert len(token.data) == 120 + 14 + 18 + 8 + 2 <= 165

    def test_deterministic_keys_give_the_same_token(self) -> None:
        claims = Claims(issuer="a", subject="b")
        for alg in ("ES256", "Ed25519"):
            key = SigningKey.generate(alg, deterministic=True)
            one, two = (issue(claims, key=key, at=AT, expires=DAY) for _ in range(2))
            assert one.data == two.data


class TestOthers:
    def test_python_cwt_verifies_it(self, office: "Office") -> None:
        name = "ES256" if office.key.alg == "ES256" else "EdDSA"
        key = cwt.COSEKey.from_pem(
            office.key.to_pem(None), kid=office.key.kid, alg=name
        )
        # Its clock is the system's.
        at = datetime.now(UTC)
        token = office.issue(at=at)

        assert cwt.decode(token.data, key)[2] == office.receipt.subject

    def test_a_kid_outside_of_the_signature_as_python_cwt_writes_it_is_refused(
        self, office: "Office"
    ) -> None:
        name = "ES256" if office.key.alg == "ES256" else "EdDSA"
        key = cwt.COSEKey.from_pem(
            office.key.to_pem(None), kid=office.key.kid, alg=name
        )
        data = cwt.encode({1: "ward.example", 2: "H53-1", 4: NOW + 60, 6: NOW}, key)

        with pytest.raises(TokenError) as caught:
            verify(data, office.keys, at=AT)
        assert caught.value.why == "an unprotected header"


class TestIssue:
    def test_fractions_of_seconds_are_cut(self, office: "Office") -> None:
        at = AT + timedelta(microseconds=999_999)
        token = office.issue(at=at, expires=timedelta(seconds=1))

        assert (token.claims.issued_at, token.claims.expires_at) == (
            AT, AT + timedelta(seconds=1),
        )  # fmt: skip

    @pytest.mark.parametrize(
        "expires", [timedelta(0), timedelta(microseconds=1), -DAY, AT, AT - DAY]
    )
    def test_an_end_that_is_not_after_the_beginning_is_refused(
        self, office: "Office", expires: timedelta | datetime
    ) -> None:
        with pytest.raises(InvalidValueError, match="expires"):
            office.issue(expires=expires)

    def test_an_end_after_the_year_9999_is_refused(self, office: "Office") -> None:
        with pytest.raises(InvalidValueError, match="expires"):
            office.issue(expires=timedelta.max)

    def test_naive_instants_are_refused_by_name(self, office: "Office") -> None:
        naive = AT.replace(tzinfo=None)

        with pytest.raises(NaiveDatetimeError, match="given as at"):
            office.issue(at=naive)
        with pytest.raises(NaiveDatetimeError, match="given as expires"):
            office.issue(expires=naive)

    @pytest.mark.parametrize("token_id", ["id", 5])
    def test_a_token_id_is_bytes(self, office: "Office", token_id: object) -> None:
        with pytest.raises(InvalidValueError, match="token_id"):
            issue(
                office.receipt, key=office.key, at=AT, expires=DAY,
                token_id=cast("bytes", token_id),
            )  # fmt: skip

    def test_what_no_code_can_hold_is_refused(self, office: "Office") -> None:
        claims = Claims(issuer="a", subject="b" * 3_000)

        with pytest.raises(TokenError) as caught:
            issue(claims, key=office.key, at=AT, expires=DAY)
        assert caught.value.code == "too_large"

    @pytest.mark.parametrize(
        "value",
        [1.5, 2**53, {1.5: 1}, "\ud800", [[[[[[[[]]]]]]]], [0] * 300, {"\ud800": 1}],
    )
    def test_what_verify_could_not_read_is_not_signed(
        self, office: "Office", value: object
    ) -> None:
        claims = Claims(issuer="a", subject="b", extra={-80001: value})

        with pytest.raises(InvalidValueError, match="extra"):
            issue(claims, key=office.key, at=AT, expires=DAY)

    def test_a_list_within_itself_is_not_signed(self, office: "Office") -> None:
        endless: list[object] = []
        endless.append(endless)
        claims = Claims(issuer="a", subject="b", extra={-80001: endless})

        with pytest.raises(InvalidValueError, match="extra"):
            issue(claims, key=office.key, at=AT, expires=DAY)

    def test_extra_of_the_set_may_not_hide_a_claim_of_it(
        self, office: "Office"
    ) -> None:
        claims = ReceiptClaims(
            issuer="a", subject="b", procedure="c", unit="d", received_at=AT, due_at=AT,
            extra={-70001: {1: "another"}},
        )  # fmt: skip

        with pytest.raises(InvalidValueError, match="no field has"):
            issue(claims, key=office.key, at=AT, expires=DAY)


class TestToken:
    def test_it_is_a_value(self, office: "Office") -> None:
        token = office.issue()

        assert token.text == str(token)
        assert (token.kid, token.alg) == (office.key.kid, office.key.alg)
        assert token.claims == office.receipt
        again = pickle.loads(pickle.dumps(token))  # noqa: S301
        assert again == token
        assert again.claims == token.claims

    def test_it_shows_no_claim(self, office: "Office") -> None:
        assert "H53" not in repr(office.issue())
