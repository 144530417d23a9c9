"""The chain of hashes: what it shows, and what it cannot."""

import hashlib
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovkit.errors import HistoryError, RecordError
from egovkit.serial import chain, verify_history

RECORDS = [
    f'{{"number":"H53-1","seq":{seq},"text":"giấy khai sinh"}}' for seq in range(4)
]


def stored(records: list[str]) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for record in records:
        lines.append((record, chain(lines[-1][1] if lines else "", record)))
    return lines


class TestChain:
    def test_the_first_hash_is_that_of_the_record_alone(self) -> None:
        assert chain("", "abc") == (
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )  # the example of FIPS 180-2, appendix B.1

    def test_any_other_is_over_the_hash_before_and_the_bytes_of_the_record(
        self,
    ) -> None:
        before = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

        run = subprocess.run(
            ["sha256sum"], input=(before + RECORDS[0]).encode(),  # noqa: S607
            capture_output=True, check=True,
        )  # fmt: skip

        assert chain(before, RECORDS[0]) == run.stdout.decode().split()[0]


class TestVerify:
    def test_a_whole_history_returns_its_last_hash(self) -> None:
        head = hashlib.sha256()
        for record in RECORDS:
            head = hashlib.sha256(
                (head.hexdigest() * (record != RECORDS[0]) + record).encode()
            )

        assert verify_history(stored(RECORDS)) == head.hexdigest()

    def test_no_records_have_no_hash(self) -> None:
        assert verify_history([]) == ""

    @pytest.mark.parametrize("seq", range(4))
    def test_a_changed_record_is_named(self, seq: int) -> None:
        lines = stored(RECORDS)
        lines[seq] = lines[seq][0].replace("giấy", "giay"), lines[seq][1]

        with pytest.raises(RecordError) as caught:
            verify_history(lines)

        assert (caught.value.number, caught.value.seq) == ("H53-1", seq)
        assert caught.value.record == lines[seq][0]

    @pytest.mark.parametrize("seq", range(3))
    def test_a_record_that_was_left_out_is_named_by_the_next(self, seq: int) -> None:
        lines = stored(RECORDS)
        del lines[seq]

        with pytest.raises(RecordError) as caught:
            verify_history(lines)

        assert caught.value.seq == seq

    def test_records_in_another_order_are_named(self) -> None:
        lines = stored(RECORDS)
        lines[1], lines[2] = lines[2], lines[1]

        with pytest.raises(RecordError, match="event 1"):
            verify_history(lines)

    def test_a_missing_end_is_seen_only_against_a_head(self) -> None:
        lines = stored(RECORDS)
        head = lines[-1][1]

        assert verify_history(lines[:2]) == lines[1][1]
        with pytest.raises(HistoryError, match="missing from the end") as caught:
            verify_history(lines[:2], head=head)
        assert (caught.value.number, caught.value.seq) == ("H53-1", 2)
        assert verify_history(lines, head=head) == head

    def test_a_chain_that_was_written_anew_is_seen_only_against_a_head(self) -> None:
        head = stored(RECORDS)[-1][1]
        forged = stored([record.replace("giấy", "giay") for record in RECORDS])

        assert verify_history(forged) != head
        with pytest.raises(HistoryError, match="written anew"):
            verify_history(forged, head=head)

    def test_a_record_that_is_no_json_is_hashed_all_the_same(self) -> None:
        assert verify_history(stored(["not json"])) == chain("", "not json")

    @given(
        records=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1),
        data=st.data(),
    )
    def test_any_change_of_any_text_is_found(
        self, records: list[str], data: st.DataObject
    ) -> None:
        lines = stored(records)
        seq = data.draw(st.integers(0, len(lines) - 1))
        record, stored_hash = lines[seq]
        place = data.draw(st.integers(0, len(record)))
        lines[seq] = record[:place] + "x" + record[place:], stored_hash

        with pytest.raises(RecordError) as caught:
            verify_history(lines)

        assert caught.value.seq == seq
