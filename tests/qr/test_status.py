"""Status lists, beside lists packed by hand and the public vectors."""

import base64
import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovkit.errors import InvalidValueError, TokenError
from egovkit.qr import (
    KeySet,
    Limits,
    SigningKey,
    Status,
    StatusList,
    StatusRef,
    Token,
    verify,
)

if TYPE_CHECKING:
    from tests.qr.conftest import Office

Refused = Callable[[Callable[[], object]], TokenError]
AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
NOW = int(AT.timestamp())
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
URI = "https://ward.example/s/1"
TYPE = "application/statuslist+cwt"


def code_of(given: object, keys: KeySet, **options: object) -> str | None:
    """Return the code of the refusal of a paper, or None when it is verified."""
    checked: Callable[..., object] = verify
    return refusal(lambda: checked(given, keys, **options))


def list_code(given: object, keys: KeySet, **options: object) -> str | None:
    """Do the same for a list."""
    checked: Callable[..., object] = StatusList.verify
    return refusal(lambda: checked(given, keys, **options))


def refusal(call: Callable[[], object]) -> str | None:
    try:
        call()
    except TokenError as error:
        return error.code
    return None


def signed(
    office: "Office", payload: dict[Any, Any], content_type: object = TYPE
) -> bytes:
    header = {1: office.number, 4: office.key.kid, 16: content_type}
    return office.frame(cbor2.dumps(header), cbor2.dumps(payload, canonical=True))


def listed(
    office: "Office",
    statuses: StatusList,
    keys: KeySet | None = None,
    **changes: object,
) -> StatusList:
    """Sign a list and read it."""
    sign: Callable[..., Token[StatusList]] = statuses.issue
    honest = {"key": office.key, "uri": URI, "at": AT, "expires": 7 * DAY}
    return StatusList.verify(sign(**honest | changes), keys or office.keys, at=AT)


class TestStatusList:
    @given(st.sampled_from([1, 2, 4, 8]), st.data())
    def test_what_is_set_stands_in_the_lowest_bits_first(
        self, bits: int, draw: st.DataObject
    ) -> None:
        size = 64 // bits
        given = draw.draw(
            st.lists(st.integers(0, 2**bits - 1), min_size=size, max_size=size)
        )
        statuses = StatusList.of(size, bits)
        for idx, status in enumerate(given):
            statuses = statuses.set(idx, status)

        # One number whose lowest bits are the first status, the last byte last.
        number = sum(status << idx * bits for idx, status in enumerate(given))
        assert statuses.packed == number.to_bytes(8, "little")
        assert [statuses[idx] for idx in range(size)] == given

    def test_the_example_of_the_draft_is_packed_so(self) -> None:
        # draft-ietf-oauth-status-list, section 4: 16 statuses of one bit, b9 a3.
        given = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
        statuses = StatusList.of(16)
        for idx, status in enumerate(given):
            statuses = statuses.set(idx, status)

        assert statuses.packed.hex() == "b9a3"

    def test_setting_makes_another_list(self) -> None:
        one = StatusList.of(8)
        two = one.set(3, Status.INVALID)

        assert (one[3], two[3], two.set(3, Status.VALID)) == (0, 1, one)

    @pytest.mark.parametrize("idx", [-1, 8, 100])
    def test_a_place_outside_is_refused(self, idx: int) -> None:
        with pytest.raises(InvalidValueError, match="idx"):
            StatusList.of(8).set(idx, Status.INVALID)

    @pytest.mark.parametrize(("bits", "status"), [(1, 2), (2, 4), (8, 256), (1, -1)])
    def test_a_status_that_the_bits_do_not_hold_is_refused(
        self, bits: int, status: int
    ) -> None:
        with pytest.raises(InvalidValueError, match="status"):
            StatusList.of(8, bits).set(0, status)

    @pytest.mark.parametrize(
        ("size", "bits"), [(0, 1), (-1, 1), (8, 3), (8, 0), (8, 16)]
    )
    def test_no_list_of_no_size_or_of_other_bits_is_made(
        self, size: int, bits: int
    ) -> None:
        with pytest.raises(InvalidValueError):
            StatusList.of(size, bits)


class TestIssue:
    def test_it_is_the_cwt_of_the_draft(self, office: "Office") -> None:
        statuses = StatusList.of(16, 2).set(1, Status.SUSPENDED)
        token = statuses.issue(
            key=office.key, uri=URI, at=AT, expires=DAY, ttl=timedelta(hours=1)
        )
        message = cbor2.loads(token.data)
        protected, unprotected, payload, _ = message.value
        claims = cbor2.loads(payload)

        assert (message.tag, unprotected) == (18, {})
        assert cbor2.loads(protected) == {1: office.number, 4: office.key.kid, 16: TYPE}
        assert zlib.decompress(claims[65533].pop("lst")) == statuses.packed
        assert claims == {
            2: URI, 4: NOW + 86_400, 6: NOW, 65533: {"bits": 2}, 65534: 3_600,
        }  # fmt: skip

    def test_it_comes_back(self, office: "Office") -> None:
        statuses = StatusList.of(1_000).set(77, Status.INVALID)
        read = listed(office, statuses, ttl=DAY)

        assert read.packed == statuses.packed
        assert (read.uri, read.issuer, read.ttl) == (URI, "ward.example", DAY)
        assert (read.issued_at, read.expires_at) == (AT, AT + 7 * DAY)

    @pytest.mark.parametrize(
        "changes", [{"uri": ""}, {"ttl": timedelta(0)}, {"expires": timedelta(0)}]
    )
    def test_what_makes_no_sense_is_refused(
        self, office: "Office", changes: dict[str, Any]
    ) -> None:
        with pytest.raises(InvalidValueError):
            listed(office, StatusList.of(8), **changes)


class TestVerifyList:
    def good(self) -> dict[Any, Any]:
        lst = zlib.compress(bytes(2))
        return {2: URI, 6: NOW, 65533: {"bits": 1, "lst": lst}}

    def test_the_public_lists_have_their_statuses(
        self, office: "Office", vectors_file: Path
    ) -> None:
        vectors = [
            vector
            for vector in json.loads(vectors_file.read_text("utf-8"))["vectors"]
            if vector["kind"] == "status"
        ]
        for vector in vectors:
            bits = vector["extra"]["bits"]
            lst = base64.b64decode(vector["data"]["base64"])
            payload = {**self.good(), 65533: {"bits": bits, "lst": lst}}
            read = StatusList.verify(signed(office, payload), office.keys, at=AT)
            expected = {int(i): n for i, n in vector["extra"]["values"].items()}
            assert {idx: read[idx] for idx in expected} == expected
            others = set(range(0, len(read), 997)) - expected.keys()
            assert not any(read[idx] for idx in others)
            assert len(read) == 2**20
        assert len(vectors) == 2

    def test_a_token_of_claims_is_no_list(self, office: "Office") -> None:
        token = office.issue()

        assert list_code(token.data, office.keys, at=AT) == "malformed"

    @pytest.mark.parametrize("content_type", ["statuslist+cwt", "", None, 16, b"x"])
    def test_another_content_type_is_refused(
        self, office: "Office", content_type: object
    ) -> None:
        data = signed(office, self.good(), content_type)

        assert list_code(data, office.keys, at=AT) == "malformed"

    @pytest.mark.parametrize(
        "changes",
        [
            {2: None}, {2: ""}, {2: 5}, {6: None}, {6: -1}, {6: "x"}, {4: None},
            {4: "x"}, {65534: 0}, {65534: -1}, {65534: "x"}, {65534: None},
            {65534: 2**53 - 1}, {65533: None}, {65533: {}}, {65533: {"bits": 1}},
            {65533: {"bits": 3, "lst": b""}}, {65533: {"bits": True, "lst": b""}},
            {65533: {"bits": 1, "lst": "x"}},
        ],
    )  # fmt: skip
    def test_a_list_without_what_it_needs_is_refused(
        self, office: "Office", changes: dict[int, Any]
    ) -> None:
        data = signed(office, {**self.good(), **changes})

        assert list_code(data, office.keys, at=AT) == "bad_claims"

    @pytest.mark.parametrize(
        "lst",
        [b"", b"x", zlib.compress(b"x")[:-1], zlib.compress(b"x") + b"x", b"\0" * 30],
    )
    def test_a_list_that_does_not_unfold_is_refused(
        self, office: "Office", lst: bytes
    ) -> None:
        data = signed(office, {**self.good(), 65533: {"bits": 1, "lst": lst}})

        assert list_code(data, office.keys, at=AT) == "malformed"

    def test_a_list_that_unfolds_too_far_is_refused(self, office: "Office") -> None:
        bomb = zlib.compress(bytes(2**20 + 1))
        fits = zlib.compress(bytes(2**20))
        for lst, is_good in ((fits, True), (bomb, False)):
            data = signed(office, {**self.good(), 65533: {"bits": 1, "lst": lst}})
            if is_good:
                assert len(StatusList.verify(data, office.keys, at=AT)) == 2**23
            else:
                assert list_code(data, office.keys, at=AT) == "too_large"
        assert list_code(bytes(2**20 + 1), office.keys, at=AT) == "too_large"

    def test_it_is_judged_like_a_paper(self, office: "Office") -> None:
        token = StatusList.of(8).issue(key=office.key, uri=URI, at=AT, expires=DAY)
        kid = office.key.kid
        retired = KeySet(
            [office.key.public(issuer="ward.example", not_after=AT - SECOND)]
        )
        strangers = KeySet([SigningKey.generate().public(issuer="ward.example")])
        named = signed(office, {**self.good(), 1: "other.example"})
        changed = token.data[:-1] + bytes((token.data[-1] ^ 1,))

        for expected, data, keys, at in (
            ("unknown_key", token.data, strangers, AT),
            ("bad_signature", changed, office.keys, AT),
            ("wrong_issuer", named, office.keys, AT),
            ("key_revoked", token.data, office.keys.revoke(kid), AT),
            ("key_not_in_force", token.data, retired, AT),
            ("issued_in_future", token.data, office.keys, AT - DAY),
            ("status_stale", token.data, office.keys, AT + DAY + MINUTE),
        ):
            assert list_code(data, keys, at=at) == expected
        assert list_code(token.data, office.keys, at=AT + DAY) is None

    def test_its_ttl_makes_it_stale_before_it_expires(self, office: "Office") -> None:
        token = StatusList.of(8).issue(
            key=office.key, uri=URI, at=AT, expires=DAY, ttl=timedelta(hours=1)
        )
        end = AT + timedelta(hours=1) + MINUTE

        assert list_code(token, office.keys, at=end - SECOND) is None
        assert list_code(token, office.keys, at=end) == "status_stale"


class TestStatusOfPapers:
    @pytest.mark.parametrize(
        ("bits", "status", "expected"),
        [
            (1, 0, None),
            (1, 1, "revoked"),
            (2, 2, "suspended"),
            (2, 3, "status_unknown"),
            (4, 12, "status_unknown"),
            (8, 255, "status_unknown"),
        ],
    )
    def test_a_paper_is_what_its_place_says(
        self,
        office: "Office",
        bits: int,
        status: int,
        expected: str | None,
        refused: Refused,
    ) -> None:
        token = office.issue(status=StatusRef(URI, 5))
        statuses = [listed(office, StatusList.of(8, bits).set(5, status))]
        given = partial(verify, token, office.keys, at=AT, statuses=statuses)

        if expected is None:
            assert given() == office.receipt
        else:
            error = refused(given)
            assert error.code == expected
            is_genuine = expected in ("revoked", "suspended")
            assert error.claims == (office.receipt if is_genuine else None)

    def test_one_list_several_or_a_mapping_may_be_given(self, office: "Office") -> None:
        token = office.issue(status=StatusRef(URI, 5))
        one = listed(office, StatusList.of(8))
        other = listed(office, StatusList.of(8), uri="https://ward.example/s/2")

        for statuses in (one, [other, one], (one,), {URI: one}, iter([one])):
            assert code_of(token, office.keys, at=AT, statuses=statuses) is None

    def test_without_lists_nothing_is_asked(self, office: "Office") -> None:
        token = office.issue(status=StatusRef(URI, 5))

        assert verify(token, office.keys, at=AT).status == StatusRef(URI, 5)

    def test_a_paper_without_a_place_needs_no_list(self, office: "Office") -> None:
        assert code_of(office.issue(), office.keys, at=AT, statuses=[]) is None

    def test_a_list_of_another_address_or_issuer_does_not_count(
        self, office: "Office"
    ) -> None:
        token = office.issue(status=StatusRef(URI, 5))
        stranger = SigningKey.generate()
        strangers = KeySet([stranger.public(issuer="other.example")])
        unbound = KeySet([stranger.public(issuer=None)])

        for statuses in (
            [],
            [StatusList.of(8)],
            [listed(office, StatusList.of(8), uri=URI + "0")],
            [listed(office, StatusList.of(8), key=stranger, keys=strangers)],
        ):
            assert (
                code_of(token, office.keys, at=AT, statuses=statuses)
                == "status_unknown"
            )
        # A key that is bound to nobody may sign for everybody, papers and lists.
        anyones = listed(office, StatusList.of(8), key=stranger, keys=unbound)
        assert code_of(token, office.keys, at=AT, statuses=[anyones]) is None

    def test_a_place_beyond_the_list_is_unknown(self, office: "Office") -> None:
        token = office.issue(status=StatusRef(URI, 8))
        statuses = [listed(office, StatusList.of(8))]

        assert code_of(token, office.keys, at=AT, statuses=statuses) == "status_unknown"

    def test_a_list_grows_stale_in_a_cache(self, office: "Office") -> None:
        token = office.issue(status=StatusRef(URI, 5))
        statuses = [listed(office, StatusList.of(8).set(5, 1), expires=DAY)]
        late = AT + DAY + MINUTE

        assert code_of(token, office.keys, at=late, statuses=statuses) == "status_stale"

    def test_of_two_lists_of_one_address_the_later_counts(
        self, office: "Office"
    ) -> None:
        token = office.issue(status=StatusRef(URI, 5))
        old = listed(office, StatusList.of(8), at=AT - DAY)
        new = listed(office, StatusList.of(8).set(5, Status.INVALID))

        for statuses in ([old, new], [new, old]):
            assert code_of(token, office.keys, at=AT, statuses=statuses) == "revoked"

    def test_limits_hold_for_lists(self, office: "Office") -> None:
        token = StatusList.of(800).issue(key=office.key, uri=URI, at=AT, expires=DAY)
        few = Limits(status_list=99)

        assert list_code(token, office.keys, at=AT, limits=few) == "too_large"
