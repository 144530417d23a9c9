"""Our CBOR: one encoding for each value, beside cbor2 as an independent reader."""

from typing import Any

import cbor2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from egovkit.errors import InvalidValueError, TokenError
from egovkit.qr._cbor import decode, encode
from egovkit.qr._limits import Limits
from egovkit.qr._usual import usual_claims

MOST = 2**53 - 1
# Another object than the default, which makes the quick way stand aside.
SLOW = Limits()

scalars = (
    st.integers(-MOST, MOST)
    | st.text(max_size=30)
    | st.binary(max_size=30)
    | st.booleans()
    | st.none()
)
keys = st.integers(-MOST, MOST) | st.text(max_size=8)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=12,
)
payloads = st.fixed_dictionaries(
    {},
    optional={
        1: st.text(max_size=40),
        2: st.text(max_size=300),
        4: st.integers(0, 2**33),
        6: st.integers(2**16, 2**32 - 1),
        -70001: st.dictionaries(st.integers(0, 30), scalars, max_size=5),
    },
)


def fault(data: bytes, limits: Limits = SLOW) -> TokenError:
    with pytest.raises(TokenError) as caught:
        decode(data, "payload", limits)
    return caught.value


def shown(data: bytes, limits: Limits) -> object:
    """Return what is read, or how it is refused."""
    try:
        return decode(data, "payload", limits)
    except TokenError as error:
        return (error.code, error.why, error.offset)


class TestEncode:
    @given(values)
    def test_cbor2_reads_what_is_written(self, value: object) -> None:
        assert cbor2.loads(encode(value)) == value

    @given(values)
    def test_what_is_written_is_read(self, value: object) -> None:
        assert decode(encode(value), "payload", Limits(depth=50)) == value

    @pytest.mark.parametrize(
        ("value", "written"),
        [
            # Appendix A of RFC 8949.
            (0, "00"), (23, "17"), (24, "1818"), (100, "1864"), (1000, "1903e8"),
            (1000000, "1a000f4240"), (1000000000000, "1b000000e8d4a51000"),
            (-1, "20"), (-10, "29"), (-100, "3863"), (-1000, "3903e7"),
            (False, "f4"), (True, "f5"), (None, "f6"), (b"", "40"), (b"\1\2", "420102"),
            ("", "60"), ("IETF", "6449455446"), ("ü", "62c3bc"), ([], "80"), ({}, "a0"),
            ([1, [2, 3], [4, 5]], "8301820203820405"), ({1: 2, 3: 4}, "a201020304"),
        ],
    )  # fmt: skip
    def test_it_writes_the_examples_of_the_rfc(
        self, value: object, written: str
    ) -> None:
        assert encode(value).hex() == written

    def test_keys_stand_in_the_order_of_their_bytes(self) -> None:
        # RFC 8949 section 4.2.1: 10, 100, -1, "z", "aa".
        assert (
            encode({"aa": 0, -1: 0, 100: 0, "z": 0, 10: 0}).hex()
            == "a50a001864002000617a0062616100"
        )

    @pytest.mark.parametrize(
        "value", [1.5, MOST + 1, -MOST - 1, {1.5: 1}, {b"k": 1}, {2}]
    )
    def test_what_has_no_place_in_a_token_is_refused(self, value: object) -> None:
        with pytest.raises(InvalidValueError):
            encode(value)


class TestDecode:
    @given(st.binary(max_size=60))
    @example(b"\xa1\x01\x02")
    def test_what_is_read_is_written_back_to_the_byte(self, data: bytes) -> None:
        try:
            value = decode(data, "payload", SLOW)
        except TokenError:
            return
        assert encode(value) == data
        assert cbor2.loads(data) == value

    @given(values, st.data())
    def test_a_changed_byte_is_refused_or_another_value(
        self, value: object, draw: st.DataObject
    ) -> None:
        data = bytearray(encode(value))
        place = draw.draw(st.integers(0, len(data) - 1))
        data[place] ^= draw.draw(st.integers(1, 255))
        changed = bytes(data)
        try:
            read = decode(changed, "payload", SLOW)
        except TokenError:
            assert fault(changed).code == "malformed"
        else:
            assert encode(read) == changed

    @pytest.mark.parametrize(
        ("data", "why", "offset"),
        [
            ("", "it ends early", 0),
            ("19", "it ends early", 0),
            ("62c3", "it ends early", 0),
            ("8201", "it ends early", 2),
            ("a101", "it ends early", 2),
            ("0000", "something follows the end", 1),
            ("1817", "not the shortest form", 0),
            ("1900ff", "not the shortest form", 0),
            ("1a0000ffff", "not the shortest form", 0),
            ("1b00000000ffffffff", "not the shortest form", 0),
            ("780161", "not the shortest form", 0),
            ("9801 00", "not the shortest form", 0),
            ("1b0020000000000000", "an integer beyond 2^53 - 1", 0),
            ("3b001fffffffffffff", "an integer beyond 2^53 - 1", 0),
            ("1c", "a reserved head", 0),
            ("5f4100ff", "an indefinite length", 0),
            ("9fff", "an indefinite length", 0),
            ("bfff", "an indefinite length", 0),
            ("ff", "a float or an unknown simple value", 0),
            ("f90000", "a float or an unknown simple value", 0),
            ("fb7ff8000000000000", "a float or an unknown simple value", 0),
            ("f7", "an unknown simple value", 0),
            ("e0", "an unknown simple value", 0),
            ("c100", "a tag", 0),
            ("d9d9f700", "a tag", 0),
            ("c249010000000000000000", "a tag", 0),
            ("61ff", "not UTF-8", 0),
            ("63eda080", "not UTF-8", 0),
            ("a201000100", "a key twice", 3),
            ("a202000100", "keys out of order", 3),
            ("a220000100", "keys out of order", 3),
            ("a26161006000", "keys out of order", 4),
            ("a1410000", "a key that is no integer and no text", 1),
            ("a1f500", "a key that is no integer and no text", 1),
            ("a18000", "a key that is no integer and no text", 1),
            ("9b7fffffffffffffff", "too many items", 0),
            ("bb7fffffffffffffff", "too many items", 0),
            ("5b7fffffffffffffff", "it ends early", 0),
        ],
    )
    def test_a_fault_is_named_with_its_place(
        self, data: str, why: str, offset: int
    ) -> None:
        error = fault(bytes.fromhex(data))

        assert (error.code, error.where) == ("malformed", "payload")
        assert (error.why, error.offset) == (why, offset)

    def test_eight_containers_may_be_nested_and_no_ninth(self) -> None:
        assert decode(b"\x81" * 7 + b"\x80", "payload", SLOW)
        assert fault(b"\x81" * 8 + b"\x80").why == "nested too deep"

    def test_256_items_may_stand_in_it_and_no_more(self) -> None:
        assert decode(encode([0] * 255), "payload", SLOW)
        assert fault(encode([0] * 256)).why == "too many items"

    def test_items_are_counted_across_containers(self) -> None:
        # A list of 60 lists of three: 1 + 60 + 180; one more list is four items.
        assert decode(encode([[0] * 3] * 60), "payload", SLOW)
        assert fault(encode([[0] * 3] * 64)).why == "too many items"

    def test_keys_count_as_items(self) -> None:
        assert decode(encode(dict.fromkeys(range(127), 0)), "payload", SLOW)
        assert fault(encode(dict.fromkeys(range(128), 0))).why == "too many items"


class TestUsualClaims:
    def test_a_receipt_is_read_the_quick_way(self) -> None:
        payload: dict[int, Any] = {
            1: "ward.example", 2: "000.00.00.H53-260105-0001", 4: 1775349000,
            6: 1767605400, -70001: {1: "1.001193", 2: "H53.01", 3: 1767578400},
        }  # fmt: skip

        assert usual_claims(encode(payload)) == payload

    @given(payloads)
    def test_it_reads_the_same_or_gives_up(self, payload: dict[int, Any]) -> None:
        data = encode(payload)

        assert usual_claims(data) in (None, payload)
        assert decode(data, "payload") == payload

    @given(payloads, st.data())
    def test_a_changed_payload_is_judged_as_by_the_slow_way(
        self, payload: dict[int, Any], draw: st.DataObject
    ) -> None:
        data = bytearray(encode(payload))
        for _ in range(draw.draw(st.integers(1, 3))):
            place = draw.draw(st.integers(0, len(data) - 1))
            data[place] = draw.draw(st.integers(0, 255))
        cut = draw.draw(st.integers(0, 3))
        changed = bytes(data[: len(data) - cut])

        assert (
            shown(changed, SLOW) == shown(changed, Limits()) == shown_quickly(changed)
        )


def shown_quickly(data: bytes) -> object:
    try:
        return decode(data, "payload")
    except TokenError as error:
        return (error.code, error.why, error.offset)
