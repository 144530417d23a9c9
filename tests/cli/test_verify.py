"""egovkit verify."""

import io
import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest
from PIL import Image

from egovkit.cli._verdict import VERDICTS, Verdict
from egovkit.errors import TokenCode
from egovkit.qr import (
    Claims,
    FileBagClaims,
    ReceiptClaims,
    ResultClaims,
    SigningKey,
    Status,
    StatusList,
    StatusRef,
    issue,
    link,
    render,
)

Run = Callable[..., tuple[int, str, str]]
AT = datetime(2026, 1, 5, 3, tzinfo=UTC)
Listed = Callable[[Status], tuple[str, Path]]
LIST = "https://ward.example/s/1"


@pytest.fixture
def judge(run: Run, keys: Path) -> Run:
    """Verify on 1 February 2026, with the office's keys."""
    return lambda *more: run("verify", "--keys", keys, "--at", "2026-02-01", *more)


@pytest.fixture
def key(keys: Path) -> SigningKey:
    """The key 2026 itself."""
    pem = (keys / "2026.pem").read_bytes()
    return SigningKey.from_pem(pem, "a long password", kid=bytes.fromhex("2026"))


def verdict(out: str) -> str:
    return out.splitlines()[0].removeprefix("verdict").strip()


class TestVerdict:
    def test_a_good_paper_is_genuine(self, judge: Run, link: str) -> None:
        code, out, err = judge(link)

        assert (code, err) == (0, "")
        assert verdict(out) == "genuine"

    def test_what_it_says_is_shown_in_the_offices_zone(
        self, judge: Run, link: str
    ) -> None:
        _, out, _ = judge(link)
        _, in_utc, _ = judge(link, "--tz", "UTC")

        assert "received at  2026-01-05 09:00:00+07:00\n" in out
        assert "due at       2026-01-08 23:59:59+07:00\n" in out
        assert "received at  2026-01-05 02:00:00+00:00\n" in in_utc

    def test_an_expired_paper_is_genuine_and_shows_what_it_said(
        self, judge: Run, link: str
    ) -> None:
        code, out, _ = judge(link, "--at", "2026-06-01")

        assert code == 1
        assert verdict(out) == "genuine, but expired"
        assert "subject      H53-260105-0001\n" in out

    def test_a_changed_paper_is_not_ours_and_shows_nothing_of_itself(
        self, judge: Run, link: str
    ) -> None:
        # The last letters are of the signature.
        changed = link[:-8] + ("A" if link[-8] != "A" else "B") + link[-7:]

        code, out, _ = judge(changed)

        assert code == 1
        assert verdict(out) == "not ours"
        assert "bad_signature" in out
        assert "H53-260105-0001" not in out

    def test_half_a_paper_is_damaged(self, judge: Run, link: str) -> None:
        code, out, _ = judge(link[:-30])

        assert (code, verdict(out)) == (1, "damaged")

    def test_a_payment_code_is_named(self, judge: Run) -> None:
        code, out, _ = judge("00020101021138580010A000000727")

        assert (code, verdict(out)) == (1, "not ours")
        assert "VietQR" in out

    def test_a_paper_from_the_future_cannot_be_told(
        self, judge: Run, link: str
    ) -> None:
        code, out, _ = judge(link, "--at", "2026-01-05T09:00")

        assert (code, verdict(out)) == (2, "cannot tell")
        assert "check the clock" in out

    def test_leeway_lets_clocks_differ(self, judge: Run, link: str) -> None:
        at = ("--at", "2026-01-05T09:00")

        assert judge(link, *at, "--leeway", "5min")[0] == 0
        assert judge(link, *at, "--leeway", "4min")[0] == 2

    def test_a_link_that_leads_elsewhere_is_refused_when_the_base_is_given(
        self, judge: Run, link: str
    ) -> None:
        elsewhere = link.replace("WARD", "W4RD")

        assert judge(elsewhere)[0] == 0
        code, out, _ = judge(elsewhere, "--base", "https://ward.example/v")
        assert code == 1
        assert "foreign_link" in out

    def test_a_receipt_is_no_result(self, judge: Run, link: str) -> None:
        code, out, _ = judge(link, "--purpose", "result")

        assert code == 1
        assert "wrong_purpose" in out

    def test_it_says_by_which_clock(self, run: Run, keys: Path, link: str) -> None:
        _, out, _ = run("verify", link, "--keys", keys)

        assert "(by the clock of this machine)" in out

    def test_every_code_has_the_verdict_of_the_page(self) -> None:
        script = (files("egovkit.qr") / "data/verifier/show.js").read_text("utf-8")
        table = script.partition("const VERDICTS = {")[2].partition("};")[0]
        page = dict(re.findall(r'(\w+): "(\w+)"', table))

        ours = {
            code: VERDICTS.get(code, Verdict.NOT_OURS) for code in get_args(TokenCode)
        }
        assert {code: verdict.name.lower() for code, verdict in ours.items()} == {
            code: page.get(code, "not_ours") for code in get_args(TokenCode)
        }


class TestInput:
    def test_a_pipe_is_read(
        self, judge: Run, link: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(f" {link}\r\n"))

        assert judge()[0] == 0

    def test_a_second_line_makes_it_another_text(
        self, judge: Run, link: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{link}\nand more"))

        assert judge()[0] == 1

    def test_what_is_no_text_is_unusable(
        self, judge: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        binary = io.TextIOWrapper(io.BytesIO(b"\xff\xd8\xff"), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", binary)

        code, out, err = judge()

        assert (code, out) == (2, "")
        assert "--image" in err

    def test_an_endless_pipe_is_read_to_a_limit(
        self, judge: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Endless(io.StringIO):
            def read(self, size: int | None = -1, /) -> str:
                assert size is not None
                assert 0 < size < 1_000_000
                return "2" * size

        monkeypatch.setattr(sys, "stdin", Endless())

        code, out, _ = judge()

        assert code == 1
        assert "too_large" in out

    def test_keys_of_several_offices_are_trusted_together(
        self, run: Run, keys: Path, link: str, tmp_path: Path
    ) -> None:
        run("keys", "new", "--issuer", "b.example", "--out", tmp_path / "b")

        def codes(*sets: object) -> int:
            trusted = [word for path in sets for word in ("--keys", path)]
            return run("verify", link, *trusted, "--at", "2026-02-01")[0]

        assert codes(tmp_path / "b", keys / "keys.jwks") == 0
        assert codes(tmp_path / "b") == 1

    def test_without_a_key_set_it_cannot_be_told(
        self, run: Run, link: str, tmp_path: Path
    ) -> None:
        code, out, err = run("verify", link, "--keys", tmp_path / "keys.jwks")

        assert (code, out) == (2, "")
        assert "keys.jwks" in err


class TestImage:
    @pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "CMYK", "P"])
    def test_a_code_in_an_image_is_read(
        self, judge: Run, link: str, tmp_path: Path, mode: str
    ) -> None:
        drawn = Image.open(io.BytesIO(render(link, "png").data)).convert(mode)
        drawn.save(tmp_path / "photo.tiff")

        code, out, _ = judge("--image", tmp_path / "photo.tiff")

        assert (code, verdict(out)) == (0, "genuine")

    def test_what_is_transparent_is_paper(
        self, judge: Run, link: str, tmp_path: Path
    ) -> None:
        dark = Image.open(io.BytesIO(render(link, "png").data)).convert("L")
        drawn = Image.new("RGBA", dark.size, (0, 0, 0, 0))
        drawn.putalpha(dark.point(lambda level: 255 - level))
        drawn.save(tmp_path / "drawn.png")

        assert judge("--image", tmp_path / "drawn.png")[0] == 0

    @pytest.mark.parametrize("count", [0, 2])
    def test_one_code_and_no_more_has_to_be_in_it(
        self, judge: Run, link: str, tmp_path: Path, count: int
    ) -> None:
        drawn = Image.open(io.BytesIO(render(link, "png").data)).convert("L")
        sheet = Image.new("L", (2 * drawn.width, drawn.height), 255)
        for n in range(count):
            sheet.paste(drawn, (n * drawn.width, 0))
        sheet.save(tmp_path / "sheet.png")

        code, out, err = judge("--image", tmp_path / "sheet.png")

        assert (code, out) == (2, "")
        assert f"{count or 'no'} QR codes are found in it" in err

    @pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n broken"])
    def test_what_is_no_image_is_unusable(
        self, judge: Run, tmp_path: Path, data: bytes
    ) -> None:
        (tmp_path / "file.png").write_bytes(data)

        code, out, err = judge("--image", tmp_path / "file.png")

        assert (code, out) == (2, "")
        assert "give a PNG or JPEG" in err

    @pytest.mark.parametrize("package", ["zxingcpp", "PIL"])
    def test_without_its_packages_it_says_what_to_install(
        self, judge: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
    ) -> None:
        monkeypatch.setitem(sys.modules, package, None)

        code, _, err = judge("--image", tmp_path / "photo.png")

        assert code == 2
        assert "pip install 'egovkit[scan]'" in err


class TestFile:
    @pytest.fixture
    def code(self, key: SigningKey) -> str:
        claims = ResultClaims(
            issuer="ward.example",
            subject="H53-1",
            procedure="1.001193",
            unit="H53.01",
            resolved_at=AT,
            digest=sha256(b"the result").digest(),
        )
        return issue(claims, key=key, at=AT, expires=None).text

    def test_the_file_that_was_signed_is_genuine(
        self, judge: Run, code: str, tmp_path: Path
    ) -> None:
        (tmp_path / "result.pdf").write_bytes(b"the result")

        exit_code, out, _ = judge(code, "--paper", tmp_path / "result.pdf")

        assert (exit_code, verdict(out)) == (0, "genuine")
        assert "file         was signed\n" in out

    def test_another_file_is_told(self, judge: Run, code: str, tmp_path: Path) -> None:
        (tmp_path / "result.pdf").write_bytes(b"the result, changed")

        exit_code, out, _ = judge(code, "--paper", tmp_path / "result.pdf")

        assert (exit_code, verdict(out)) == (1, "genuine, but of another file")

    def test_a_paper_that_expired_still_tells_of_its_file(
        self, judge: Run, key: SigningKey, tmp_path: Path
    ) -> None:
        (tmp_path / "form.pdf").write_bytes(b"a form")
        bag = FileBagClaims(
            issuer="ward.example",
            subject="H53-1",
            url="https://ward.example/d/1",
            papers=(("form.pdf", sha256(b"another form").digest()),),
        )
        text = issue(bag, key=key, at=AT, expires=timedelta(days=1)).text

        exit_code, out, _ = judge(text, "--paper", tmp_path / "form.pdf")

        assert (exit_code, verdict(out)) == (1, "genuine, but expired")
        assert "file        was NOT signed\n" in out

    def test_a_receipt_says_nothing_of_a_file(
        self, judge: Run, link: str, tmp_path: Path
    ) -> None:
        (tmp_path / "a.pdf").write_bytes(b"")

        code, _, err = judge(link, "--paper", tmp_path / "a.pdf")

        assert code == 2
        assert "says nothing of a file" in err


class TestStatus:
    @pytest.fixture
    def listed(self, key: SigningKey, tmp_path: Path) -> Listed:
        """Write the list that has a paper at place 5; return the paper and the list."""
        claims = Claims(issuer="ward.example", subject="H53-1")
        place, file = StatusRef(LIST, 5), tmp_path / "list"

        def listed(status: Status) -> tuple[str, Path]:
            statuses = StatusList.of(8, bits=2).set(5, status)
            file.write_bytes(
                statuses.issue(
                    key=key, uri=LIST, at=AT, expires=timedelta(days=60)
                ).data
            )
            token = issue(claims, key=key, at=AT, expires=None, status=place)
            return token.text, file

        return listed

    @pytest.mark.parametrize(
        ("status", "told"),
        [
            (Status.VALID, (0, "genuine")),
            (Status.INVALID, (1, "revoked")),
            (Status.SUSPENDED, (1, "suspended")),
        ],
    )
    def test_the_list_tells(
        self, judge: Run, listed: Listed, status: Status, told: tuple[int, str]
    ) -> None:
        code, file = listed(status)

        exit_code, out, _ = judge(code, "--statuses", file)

        assert (exit_code, verdict(out)) == told

    def test_without_a_list_it_says_that_it_was_not_looked_up(
        self, judge: Run, listed: Listed
    ) -> None:
        code, _ = listed(Status.INVALID)

        _, out, _ = judge(code)

        assert f"revocation  NOT looked up; give {LIST} as --statuses" in out

    def test_a_stale_list_is_unusable(self, judge: Run, listed: Listed) -> None:
        code, file = listed(Status.VALID)

        exit_code, out, err = judge(code, "--statuses", file, "--at", "2026-04-01")

        assert (exit_code, out) == (2, "")
        assert err.startswith("egovkit: status_stale: ")


class TestForeignText:
    SUBJECT = "H53-1\u202e\x1b[2J\u200b\u2028fdp.exe"

    @pytest.fixture
    def code(self, key: SigningKey) -> str:
        claims = Claims(
            issuer="ward.example", subject=self.SUBJECT, extra={"note\x07": "\u2066x"}
        )
        return issue(claims, key=key, at=AT, expires=None).text

    def test_nothing_in_a_paper_acts_on_the_terminal(
        self, judge: Run, code: str
    ) -> None:
        _, out, _ = judge(code)

        assert r"H53-1\u202e\x1b[2J\u200b\u2028fdp.exe" in out
        assert r"claim note\x07  \u2066x" in out
        assert all(letter.isprintable() or letter == "\n" for letter in out)

    def test_json_is_ascii_and_says_the_same(self, judge: Run, code: str) -> None:
        _, out, _ = judge(code, "--json")

        assert out.isascii()
        assert json.loads(out)["claims"]["subject"] == self.SUBJECT

    def test_vietnamese_is_shown_as_it_is(self, judge: Run, key: SigningKey) -> None:
        claims = Claims(issuer="ward.example", subject="Đơn xin cấp lại")

        _, out, _ = judge(issue(claims, key=key, at=AT, expires=None).text)

        assert "subject     Đơn xin cấp lại\n" in out

    def test_the_last_second_of_time_is_shown(
        self, judge: Run, key: SigningKey
    ) -> None:
        # In the ward it would be the year 10000.
        end = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
        claims = Claims(issuer="ward.example", subject="H53-1")

        _, out, _ = judge(issue(claims, key=key, at=AT, expires=end).text)

        assert "good until  9999-12-31 23:59:59+00:00\n" in out


class TestJson:
    def test_it_holds_verdict_code_clock_and_claims(
        self, judge: Run, link: str
    ) -> None:
        _, out, _ = judge(link, "--json")

        data = json.loads(out)
        assert (data["verdict"], data["code"]) == ("genuine", None)
        assert (data["at"], data["at_is_clock"]) == ("2026-02-01T00:00:00+07:00", False)
        assert data["claims"]["received_at"] == "2026-01-05T09:00:00+07:00"
        assert data["claims"]["purpose"] == "receipt"

    def test_a_refusal_has_the_code_of_the_library(self, judge: Run, link: str) -> None:
        code, out, _ = judge(link, "--json", "--at", "2026-06-01")

        data = json.loads(out)
        assert code == 1
        assert (data["verdict"], data["code"]) == ("expired", "expired")

    def test_nothing_is_told_of_a_paper_that_is_not_genuine(self, judge: Run) -> None:
        foreign = issue(
            ReceiptClaims(
                issuer="ward.example",
                subject="H53-1",
                procedure="1.001193",
                unit="H53.01",
                received_at=AT,
                due_at=AT,
            ),
            key=SigningKey.generate(),
            at=AT,
            expires=None,
        )

        _, out, _ = judge(foreign.text, "--json")

        data = json.loads(out)
        assert (data["code"], data["claims"]) == ("unknown_key", None)


def test_the_link_of_the_library_is_verified(judge: Run, key: SigningKey) -> None:
    token = issue(
        Claims(issuer="ward.example", subject="H53-1"), key=key, at=AT, expires=None
    )

    digits = link(token, base="https://ward.example/v", text="digits")

    assert judge(digits, "--base", "https://ward.example/v")[0] == 0
