"""Bytes as text, beside the standard library and the packages of others."""

import base64
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import base45  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovkit.errors import TokenError
from egovkit.qr._text import (
    from_base32,
    from_base45,
    from_base64url,
    from_digits,
    to_base32,
    to_base64url,
    to_digits,
)

Refused = Callable[[Callable[[], object]], TokenError]


class TestBase32:
    @given(st.binary(min_size=1))
    def test_it_is_that_of_the_standard_library_without_padding(
        self, data: bytes
    ) -> None:
        text = base64.b32encode(data).decode().rstrip("=")

        assert to_base32(data) == text
        assert from_base32(text) == from_base32(text.lower()) == data

    @pytest.mark.parametrize(
        ("text", "why", "offset"),
        [
            ("", "nothing", 0),
            ("2KC0", "no letter of base32, '0' (is it O?)", 3),
            ("2KC1", "no letter of base32, '1' (is it I or L?)", 3),
            ("2KC8", "no letter of base32, '8' (is it B?)", 3),
            ("2KC9", "no letter of base32, '9'", 3),
            ("2KCA====", "no letter of base32, '='", 4),
            ("2K CA", "no letter of base32, ' '", 2),
            ("2K_A", "no letter of base32, '_'", 2),
            ("-2KC", "no letter of base32, '-'", 0),
            ("2KCA\n", "no letter of base32, '\\n'", 4),
            # The Cyrillic letter that looks like A.
            ("2KC\N{CYRILLIC CAPITAL LETTER A}", "no letter of base32, '\\u0410'", 3),
            # Upper case turns this letter into an I.
            (
                "2K\N{LATIN SMALL LETTER DOTLESS I}A",
                "no letter of base32, '\\u0131'",
                2,
            ),
            ("2", "a letter too few or too many", 1),
            ("2KC", "a letter too few or too many", 3),
            ("2KCKCA", "a letter too few or too many", 6),
            ("2KCB", "spare bits in the last letter", 3),
        ],
    )
    def test_what_is_not_the_one_text_is_refused(
        self, text: str, why: str, offset: int, refused: Refused
    ) -> None:
        error = refused(lambda: from_base32(text))

        assert (error.code, error.why, error.offset) == ("malformed", why, offset)


class TestDigits:
    @given(st.binary(min_size=1))
    def test_they_come_back(self, data: bytes) -> None:
        assert from_digits(to_digits(data)) == data

    def test_seven_bytes_are_a_number_of_seventeen_digits_the_last_byte_first(
        self,
    ) -> None:
        assert to_digits(bytes.fromhex("01020304050607")) == f"{0x07060504030201:017}"

    @pytest.mark.parametrize(
        ("size", "digits"), [*enumerate((3, 5, 8, 10, 13, 15, 17), start=1)]
    )
    def test_a_rest_has_as_many_digits_as_its_largest_number(
        self, size: int, digits: int
    ) -> None:
        assert to_digits(b"\xff" * size) == str(256**size - 1).zfill(digits)

    @pytest.mark.parametrize("text", ["1", "12", "1234", "256", "99999999999999999"])
    def test_a_length_or_a_number_that_no_bytes_have_is_refused(
        self, text: str, refused: Refused
    ) -> None:
        assert refused(lambda: from_digits(text)).code == "malformed"


class TestBase45:
    @given(st.binary())
    def test_it_reads_what_another_package_writes(self, data: bytes) -> None:
        assert from_base45(base45.b45encode(data).decode()) == data

    def test_it_gives_the_verdict_of_the_public_vectors(
        self, vectors_file: Path, refused: Refused
    ) -> None:
        vectors = [
            vector
            for vector in json.loads(vectors_file.read_text("utf-8"))["vectors"]
            if vector["kind"] == "base45"
        ]
        for vector in vectors:
            text = vector["data"]
            if vector["ok"]:
                expected = base64.b64decode(vector["extra"]["bytes"]["base64"])
                assert from_base45(text) == expected
            else:
                assert refused(partial(from_base45, text)).code == "malformed"
        assert len(vectors) > 10

    @pytest.mark.parametrize("text", ["FGW\n", "fgw", "GGW", "::::", "A", "Ä0"])
    def test_what_rfc_9285_forbids_is_refused(
        self, text: str, refused: Refused
    ) -> None:
        assert refused(lambda: from_base45(text)).code == "malformed"


class TestBase64Url:
    @given(st.binary())
    def test_it_is_that_of_the_standard_library_without_padding(
        self, data: bytes
    ) -> None:
        text = base64.urlsafe_b64encode(data).decode().rstrip("=")

        assert to_base64url(data) == text
        assert from_base64url(text, "JWS") == data

    @pytest.mark.parametrize(
        "text", ["A", "AB", "AA==", "A A", "AA\n", "+/8", "AAAAA", "ÄÄ"]
    )
    def test_what_is_not_the_one_text_is_refused(
        self, text: str, refused: Refused
    ) -> None:
        assert refused(lambda: from_base64url(text, "JWS")).code == "malformed"
