"""Splitting a text over the modes of a QR symbol."""

from itertools import product

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from qrcode.main import QRCode
from qrcode.util import BitBuffer, QRData, length_in_bits

from egovkit.qr._segments import Mode, Segment, bits, shortest

VERSIONS = 9, 26, 40
ALPHANUMERIC = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
# The widths of the character counts in the three version classes (ISO/IEC 18004).
COUNT_BITS = {
    Mode.NUMERIC: {9: 10, 26: 12, 40: 14},
    Mode.ALPHANUMERIC: {9: 9, 26: 11, 40: 13},
    Mode.BYTE: {9: 8, 26: 16, 40: 16},
}

# Stretches of one kind, long and short, so that changes of mode pay now and then.
stretches = st.one_of(
    st.text("0123456789", min_size=1, max_size=24),
    st.text("AZ $%*+-./:", min_size=1, max_size=24),
    st.text("az#_,ạ", min_size=1, max_size=12),
)
texts = st.lists(stretches, min_size=1, max_size=8).map("".join)


def can_write(mode: Mode, data: bytes) -> bool:
    if mode is Mode.NUMERIC:
        return data.isdigit()
    return mode is Mode.BYTE or all(byte in ALPHANUMERIC for byte in data)


def bits_of_one(mode: Mode, count: int, version: int) -> int:
    """Count by the rule of the standard: whole groups, then what is left over."""
    header = 4 + COUNT_BITS[mode][version]
    if mode is Mode.NUMERIC:
        return header + 10 * (count // 3) + (0, 4, 7)[count % 3]
    if mode is Mode.ALPHANUMERIC:
        return header + 11 * (count // 2) + 6 * (count % 2)
    return header + 8 * count


def fewest_bits(data: bytes, version: int) -> int:
    """Try every last segment of every beginning of the data."""
    fewest = [0]
    for end in range(1, len(data) + 1):
        fewest.append(
            min(
                fewest[start] + bits_of_one(mode, end - start, version)
                for start in range(end)
                for mode in Mode
                if can_write(mode, data[start:end])
            )
        )
    return fewest[-1]


class TestShortest:
    @given(texts, st.sampled_from(VERSIONS))
    def test_no_other_split_takes_fewer_bits(self, text: str, version: int) -> None:
        data = text.encode()

        assert bits(shortest(data, version), version) == fewest_bits(data, version)

    @pytest.mark.parametrize("version", VERSIONS)
    def test_no_other_split_of_three_long_stretches_is_shorter(
        self, version: int
    ) -> None:
        kinds = b"7", b"K", b"k"
        for lengths in product((1, 6, 7, 16), repeat=3):
            for order in product(kinds, repeat=3):
                data = b"".join(map(bytes.__mul__, order, lengths))

                assert bits(shortest(data, version), version) == fewest_bits(
                    data, version
                )

    @given(texts, st.sampled_from(VERSIONS))
    def test_the_segments_are_the_text_in_modes_that_can_write_it(
        self, text: str, version: int
    ) -> None:
        segments = shortest(text.encode(), version)

        assert b"".join(segment.data for segment in segments) == text.encode()
        assert all(can_write(segment.mode, segment.data) for segment in segments)

    @given(texts, st.sampled_from(VERSIONS))
    def test_no_segment_cuts_through_a_character(self, text: str, version: int) -> None:
        segments = shortest(text.encode(), version)

        assert "".join(segment.data.decode() for segment in segments) == text

    def test_a_link_changes_to_bytes_only_where_it_must(self) -> None:
        # The slash is alphanumeric, so that only the small letter and # need bytes.
        token = b"2KCEPIQEAEDWIVZZGEYTAMBQMEYTCMBQGAYDAMBQGE"

        assert shortest(b"HTTPS://WARD.EXAMPLE/v#" + token, 9) == (
            Segment(Mode.ALPHANUMERIC, b"HTTPS://WARD.EXAMPLE/"),
            Segment(Mode.BYTE, b"v#"),
            Segment(Mode.ALPHANUMERIC, token),
        )

    @pytest.mark.parametrize(
        ("version", "digits"),
        [
            # As bytes against two headers more and the digits:
            (9, 6),  # 48 against 14 + 20 + 12 = 46, but for five 40 against 43
            (26, 8),  # 64 against 16 + 27 + 20 = 63, but for seven 56 against 60
            (40, 9),  # 72 against 18 + 30 + 20 = 68, but for eight 64 against 65
        ],
    )
    def test_digits_among_bytes_pay_from_a_length_on(
        self, version: int, digits: int
    ) -> None:
        enough = shortest(b"a" + b"7" * digits + b"a", version)
        too_few = shortest(b"a" + b"7" * (digits - 1) + b"a", version)

        assert [segment.mode for segment in enough] == [4, 1, 4]
        assert [segment.mode for segment in too_few] == [4]

    def test_of_nothing_is_no_segment(self) -> None:
        assert shortest(b"", 9) == ()


class TestBits:
    @given(texts, st.sampled_from(VERSIONS))
    def test_are_as_many_as_qrcode_writes(self, text: str, version: int) -> None:
        segments = shortest(text.encode(), version)

        buffer = BitBuffer()
        for segment in segments:
            data = QRData(segment.data, segment.mode.value)
            buffer.put(data.mode, 4)
            buffer.put(len(data), length_in_bits(data.mode, version))
            data.write(buffer)

        assert bits(segments, version) == len(buffer)

    @given(texts, st.integers(1, 30))
    def test_are_never_more_than_those_of_qrcodes_own_split(
        self, text: str, shortest_chunk: int
    ) -> None:
        symbol = QRCode(border=4)
        symbol.add_data(text, optimize=shortest_chunk)
        version = symbol.best_fit()

        theirs = tuple(Segment(Mode(s.mode), s.data) for s in symbol.data_list)

        assert bits(shortest(text.encode(), version), version) <= bits(theirs, version)

    @given(texts, st.sampled_from("LMQH"))
    def test_fit_any_symbol_that_segno_makes_of_the_text(
        self, text: str, ecc: str
    ) -> None:
        theirs = segno.make_qr(text, error=ecc, encoding="utf-8", boost_error=False)
        version = int(theirs.version)
        mode = Mode[(theirs.mode or "byte").upper()]

        whole = bits_of_one(mode, len(text.encode()), 9 if version < 10 else 26)

        assert bits(shortest(text.encode(), version), version) <= whole

    def test_round_up_at_the_end_of_each_segment(self) -> None:
        segments = [Segment(Mode.NUMERIC, b"1234"), Segment(Mode.ALPHANUMERIC, b"ABC")]

        assert bits(segments, 1) == (4 + 10 + 14) + (4 + 9 + 17)


def test_the_count_of_a_segment_always_fits_its_field() -> None:
    # Characters of one mode that the last version of a class holds at level L
    # (ISO/IEC 18004, table 7).
    most = {
        Mode.NUMERIC: (552, 3283, 7089),
        Mode.ALPHANUMERIC: (335, 1990, 4296),
        Mode.BYTE: (230, 1367, 2953),
    }
    for mode, counts in most.items():
        for version, count in zip(VERSIONS, counts, strict=True):
            assert count < 2 ** COUNT_BITS[mode][version]
