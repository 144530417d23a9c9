"""The words of a file: what they mean in ours."""

import io
from collections.abc import Mapping
from datetime import datetime
from unicodedata import normalize
from zoneinfo import ZoneInfo

import pytest

from egovkit.errors import InvalidValueError
from egovkit.outcome import Channel, DueBy, Outcome, OutcomeReader, Status, read_csv

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def read(
    column: str,
    *cells: str,
    words: Mapping[str, str | bool | None] | None = None,
) -> OutcomeReader:
    lines = [f"number;received_at;{column}"]
    lines += [f"A-{i};2026-01-05;{cell}" for i, cell in enumerate(cells)]
    return read_csv(
        io.StringIO("\n".join(lines)),
        tz=HANOI,
        values={column: words} if words is not None else None,
        on_error="collect",
    )


class TestChannel:
    def test_our_own_words_need_no_entry(self) -> None:
        rows = read("channel", "online", " counter ", "post", "")

        assert [row.channel for row in rows] == [
            Channel.ONLINE, Channel.COUNTER, Channel.POST, None,
        ]  # fmt: skip

    def test_the_files_own_words_are_mapped(self) -> None:
        words = {"Trực tuyến": "online", "Một cửa": Channel.COUNTER}

        rows = read("channel", "Trực tuyến", " Một cửa ", "post", words=words)

        assert [row.channel for row in rows] == [
            Channel.ONLINE, Channel.COUNTER, Channel.POST,
        ]  # fmt: skip

    @pytest.mark.parametrize("target", [None, ""])
    def test_a_word_may_mean_a_blank(self, target: str | None) -> None:
        rows = read("channel", "Intern", words={"Intern": target})

        assert [row.channel for row in rows] == [None]

    @pytest.mark.parametrize("word", ["Online", "internet", "on line", "0"])
    def test_any_other_word_is_a_fault_that_lists_the_known_ones(
        self, word: str
    ) -> None:
        reader = read("channel", word, words={"Internet": "online"})

        assert not list(reader)
        [fault] = reader.faults
        assert fault.value == word
        assert fault.expected == "one of online, counter, post, Internet"

    def test_a_word_of_ours_may_mean_another_one_in_a_file(self) -> None:
        rows = read("channel", "post", words={"post": "counter"})

        assert [row.channel for row in rows] == [Channel.COUNTER]

    def test_letters_may_be_composed_or_not(self) -> None:
        apart = normalize("NFD", "Trực tuyến")

        rows = read("channel", apart, "Trực tuyến", words={"Trực tuyến": "online"})

        assert apart != "Trực tuyến"
        assert [row.channel for row in rows] == [Channel.ONLINE, Channel.ONLINE]


class TestOtherColumns:
    def test_status_and_due_by_are_mapped_too(self) -> None:
        [row] = read("status", "Tạm dừng", words={"Tạm dừng": "paused"})
        [by_hour] = read("due_by", "giờ", words={"giờ": "instant"})

        assert row.status is Status.PAUSED
        assert by_hour.due_by is DueBy.INSTANT

    def test_flags_are_read_in_any_case(self) -> None:
        yes = read("extended", "true", "TRUE", "1", "Yes", "có", "Có", " CÓ ")
        no = read("paid_online", "false", "0", "No", "không", "KHÔNG")

        assert [row.extended for row in yes] == [True] * 7
        assert [row.paid_online for row in no] == [False] * 5

    def test_words_for_flags_are_mapped(self) -> None:
        rows = read("extended", "X", "-", "?", words={"X": True, "-": "no", "?": None})

        assert [row.extended for row in rows] == [True, False, None]

    @pytest.mark.parametrize("cell", ["2", "y", "x", "đúng"])
    def test_any_other_flag_is_a_fault(self, cell: str) -> None:
        reader = read("extended", cell)

        assert not list(reader)
        assert [fault.value for fault in reader.faults] == [cell]

    @pytest.mark.parametrize(
        ("column", "word"),
        [("due_at", "9999-12-31"), ("unit", "(none)"), ("reopened", "n/a")],
    )
    def test_a_word_may_mean_a_blank_in_any_column(
        self, column: str, word: str
    ) -> None:
        [row] = read(column, word, words={word: None})

        assert row == Outcome(
            number="A-0", received_at=datetime(2026, 1, 5, tzinfo=HANOI)
        )

    def test_a_number_that_means_a_blank_is_a_fault(self) -> None:
        reader = read_csv(
            io.StringIO("number,received_at\n-,2026-01-05\n-,2026-01-06\n"),
            tz=HANOI,
            values={"number": {"-": None}},
            on_error="collect",
        )

        assert not list(reader)
        assert [(fault.line, fault.value) for fault in reader.faults] == [
            (2, "-"), (3, "-"),
        ]  # fmt: skip


class TestArguments:
    @pytest.mark.parametrize(
        ("column", "target", "question"),
        [
            ("channel", "onlin", "did you mean 'online'?"),
            ("status", "resolve", "did you mean 'resolved'?"),
            ("extended", "tru", "did you mean 'true'?"),
            ("channel", "None", "one of online, counter, post, None"),
            ("unit", "ward", "one of None"),
            ("due_at", "soon", "one of None"),
        ],
    )
    def test_a_meaning_that_is_not_ours_is_refused(
        self, column: str, target: str, question: str
    ) -> None:
        with pytest.raises(InvalidValueError) as caught:
            read(column, words={"word": target})

        assert question in str(caught.value)
        assert caught.value.name == f"values[{column!r}]['word']"

    def test_a_truth_value_is_a_meaning_of_flags_only(self) -> None:
        with pytest.raises(InvalidValueError, match="one of online"):
            read("channel", words={"word": True})

    def test_a_column_that_is_not_ours_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="did you mean 'channel'"):
            read("chanel", words={})
