"""egovkit verifier. What the page does in a browser is tested beside it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from egovkit.qr import SigningKey, StatusList

Run = Callable[..., tuple[int, str, str]]


class TestVerifier:
    def test_the_page_is_written_and_says_what_it_trusts(
        self, run: Run, keys: Path, tmp_path: Path
    ) -> None:
        code, out, err = run(
            "verifier", "--keys", keys, "--out", tmp_path / "v" / "verify.html",
            "--base", "https://ward.example/v", "--title", "Phường Thí Dụ",
            "--at", "2026-01-06",
        )  # fmt: skip

        assert (code, err) == (0, "")
        page = (tmp_path / "v" / "verify.html").read_text("utf-8")
        assert page.startswith("<!DOCTYPE html>")
        assert "Phường Thí Dụ" in page
        assert "made    2026-01-06 00:00:00+07:00 (as given)\n" in out
        assert "trusts  2026\n" in out

    def test_the_page_holds_the_key_and_the_base(
        self, run: Run, keys: Path, tmp_path: Path
    ) -> None:
        run(
            "verifier", "--keys", keys, "--out", tmp_path / "verify.html",
            "--base", "https://ward.example/v", "--language", "en",
        )  # fmt: skip

        page = (tmp_path / "verify.html").read_text("utf-8")
        assert '<html lang="en">' in page
        assert '"base":"https://ward.example/v"' in page
        assert '"issuer":"ward.example"' in page

    def test_json_lists_keys_and_status_lists(
        self, run: Run, keys: Path, tmp_path: Path
    ) -> None:
        pem = (keys / "2026.pem").read_bytes()
        key = SigningKey.from_pem(pem, "a long password", kid=bytes.fromhex("2026"))
        statuses = StatusList.of(100).issue(
            key=key,
            uri="https://ward.example/s/1",
            at=datetime(2026, 1, 6, tzinfo=UTC),
            expires=timedelta(days=7),
        )
        (tmp_path / "list").write_bytes(statuses.data)

        _, out, _ = run(
            "verifier", "--keys", keys, "--statuses", tmp_path / "list",
            "--out", tmp_path / "verify.html", "--at", "2026-01-07", "--json",
        )  # fmt: skip

        data = json.loads(out)
        assert data["keys"] == ["2026"]
        assert data["statuses"] == ["https://ward.example/s/1"]
        assert data["at"] == "2026-01-07T00:00:00+07:00"
        assert data["bytes"] == (tmp_path / "verify.html").stat().st_size

    def test_a_base_that_is_none_writes_no_page(
        self, run: Run, keys: Path, tmp_path: Path
    ) -> None:
        code, out, err = run(
            "verifier", "--keys", keys, "--out", tmp_path / "verify.html",
            "--base", "ward.example/v",
        )  # fmt: skip

        assert (code, out) == (2, "")
        assert "given as base" in err
        assert not (tmp_path / "verify.html").exists()

    def test_a_page_with_nothing_to_trust_is_not_written(
        self, run: Run, tmp_path: Path
    ) -> None:
        code, _, err = run(
            "verifier", "--keys", tmp_path, "--out", tmp_path / "verify.html"
        )

        assert code == 2
        assert "keys new" in err
        assert list(tmp_path.iterdir()) == []
