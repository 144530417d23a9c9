"""egovkit keys."""

import json
import os
import stat
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from egovkit.cli import _passwords
from egovkit.qr import KeySet

Run = Callable[..., tuple[int, str, str]]


def jwks(folder: Path) -> list[dict[str, object]]:
    keys: list[dict[str, object]] = json.loads((folder / "keys.jwks").read_text())[
        "keys"
    ]
    return keys


class TestNew:
    def test_the_private_key_opens_with_its_password_only(self, keys: Path) -> None:
        pem = (keys / "2026.pem").read_bytes()

        load_pem_private_key(pem, b"a long password")
        with pytest.raises(ValueError, match="password"):
            load_pem_private_key(pem, b"another password")

    @pytest.mark.skipif(os.name != "posix", reason="needs permissions of POSIX")
    def test_the_private_key_is_for_its_owner_only(
        self, run: Run, tmp_path: Path
    ) -> None:
        before = os.umask(0)
        try:
            run("keys", "new", "--issuer", "w.example", "--out", tmp_path / "k")
        finally:
            os.umask(before)

        (pem,) = (tmp_path / "k").glob("*.pem")
        assert stat.S_IMODE(pem.stat().st_mode) == 0o600
        assert stat.S_IMODE(pem.parent.stat().st_mode) == 0o700

    def test_the_set_holds_the_public_key_and_nothing_private(self, keys: Path) -> None:
        (jwk,) = jwks(keys)

        assert (jwk["kty"], jwk["crv"], jwk["alg"]) == ("EC", "P-256", "ES256")
        assert "d" not in jwk
        assert jwk["egovkit"] == {
            "issuer": "ward.example",
            "not_before": "2026-01-05T08:00:00+07:00",
        }

    def test_the_name_of_a_key_is_that_of_its_thumbprint(
        self, run: Run, tmp_path: Path
    ) -> None:
        run(
            "keys",
            "new",
            "--issuer",
            "w.example",
            "--alg",
            "Ed25519",
            "--out",
            tmp_path,
        )

        (key,) = KeySet.from_jwks((tmp_path / "keys.jwks").read_text())
        assert key.alg == "Ed25519"
        assert (tmp_path / f"{key.thumbprint[:4].hex()}.pem").exists()

    def test_a_second_key_stands_beside_the_first(self, run: Run, keys: Path) -> None:
        code, _, _ = run("keys", "new", "--issuer", "ward.example", "--out", keys)

        assert code == 0
        assert len(jwks(keys)) == 2

    def test_a_key_may_be_kept_for_some_papers_and_for_a_time(
        self, run: Run, tmp_path: Path
    ) -> None:
        run(
            "keys", "new", "--issuer", "w.example", "--out", tmp_path, "--purpose",
            "receipt", "--at", "2026-01-05", "--until", "2027-12-31",
        )  # fmt: skip

        (key,) = KeySet.from_jwks((tmp_path / "keys.jwks").read_text())
        assert key.purposes == ("receipt",)
        # The end of 31 December in Vietnam, which is seven hours ahead of UTC.
        assert key.not_after == datetime(2027, 12, 31, 16, 59, 59, tzinfo=UTC)

    def test_it_says_by_which_clock(self, run: Run, tmp_path: Path) -> None:
        _, by_line, _ = run(
            "keys", "new", "--issuer", "w.example", "--out", tmp_path / "a", "--at",
            "2026-01-05",
        )  # fmt: skip
        _, by_clock, _ = run(
            "keys", "new", "--issuer", "w.example", "--out", tmp_path / "b"
        )

        assert "from 2026-01-05 00:00:00+07:00 (as given)" in by_line
        assert "(by the clock of this machine)" in by_clock

    def test_a_key_is_never_written_over(self, run: Run, keys: Path) -> None:
        (keys / "keys.jwks").unlink()
        before = (keys / "2026.pem").read_bytes()

        code, out, err = run(
            "keys", "new", "--issuer", "w.example", "--kid", "2026", "--out", keys
        )

        assert (code, out) == (2, "")
        assert "no key is ever written over" in err
        assert (keys / "2026.pem").read_bytes() == before
        assert not (keys / "keys.jwks").exists()

    def test_two_keys_of_one_name_are_refused(self, run: Run, keys: Path) -> None:
        before = (keys / "keys.jwks").read_bytes()

        code, _, err = run(
            "keys", "new", "--issuer", "w.example", "--kid", "2026", "--out", keys
        )

        assert code == 2
        assert err.startswith("egovkit: duplicate_kid: ")
        assert (keys / "keys.jwks").read_bytes() == before

    def test_without_its_set_no_private_key_is_left(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(_: KeySet) -> str:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(KeySet, "to_jwks", fail)

        code, _, err = run("keys", "new", "--issuer", "w.example", "--out", tmp_path)

        assert code == 2
        assert "No space left" in err
        assert list(tmp_path.iterdir()) == []


class TestPassword:
    def new(self, run: Run, folder: Path, *more: object) -> tuple[int, str, str]:
        return run("keys", "new", "--issuer", "w.example", "--out", folder, *more)

    def opens(self, folder: Path, password: bytes) -> bool:
        (pem,) = folder.glob("*.pem")
        return load_pem_private_key(pem.read_bytes(), password) is not None

    def test_a_file_holds_it_with_or_without_the_end_of_its_line(
        self, run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / "secret").write_bytes("mật khẩu dài\r\n".encode())

        self.new(run, tmp_path / "k", "--password-file", tmp_path / "secret")

        assert self.opens(tmp_path / "k", "mật khẩu dài".encode())

    def test_a_prompt_asks_twice(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.at_a_terminal(monkeypatch, "typed at the prompt", "typed at the prompt")

        self.new(run, tmp_path)

        assert self.opens(tmp_path, b"typed at the prompt")

    def test_two_that_differ_make_no_key(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.at_a_terminal(monkeypatch, "typed at the prompt", "typed at the pronpt")

        code, _, err = self.new(run, tmp_path)

        assert code == 2
        assert "the two differ" in err
        assert list(tmp_path.iterdir()) == []

    def test_without_a_terminal_it_says_what_to_give(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("EGOVKIT_KEY_PASSWORD")
        monkeypatch.setattr(sys.stdin, "isatty", lambda: False)

        code, _, err = self.new(run, tmp_path)

        assert code == 2
        assert "give --password-file or EGOVKIT_KEY_PASSWORD" in err

    @pytest.mark.parametrize("password", ["", "seven77", "x" * 1024])
    def test_one_that_is_too_short_or_long_is_refused_and_not_shown(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, password: str
    ) -> None:
        monkeypatch.setenv("EGOVKIT_KEY_PASSWORD", password)

        code, _, err = self.new(run, tmp_path)

        assert code == 2
        assert f"it has {len(password)} bytes, not 8 to 1023" in err
        assert not password or password not in err
        assert list(tmp_path.iterdir()) == []

    def test_it_cannot_stand_on_the_line(self, run: Run, tmp_path: Path) -> None:
        with pytest.raises(SystemExit) as stop:
            self.new(run, tmp_path, "--password", "a long password")

        assert stop.value.code == 2

    def at_a_terminal(self, monkeypatch: pytest.MonkeyPatch, *typed: str) -> None:
        answers = iter(typed)
        monkeypatch.delenv("EGOVKIT_KEY_PASSWORD")
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        monkeypatch.setattr(_passwords, "getpass", lambda _: next(answers))


class TestPublic:
    def test_a_table_shows_each_key_and_its_state(self, run: Run, keys: Path) -> None:
        run("keys", "rotate", "--keys", keys, "--kid", "2027", "--at", "2027-01-05")
        run("keys", "new", "--issuer", "w.example", "--kid", "2030", "--out", keys,
            "--at", "2030-01-01")  # fmt: skip

        _, out, _ = run("keys", "public", "--keys", keys, "--at", "2027-06-01")

        lines = [line.split() for line in out.splitlines()]
        states = {line[0]: " ".join(line[-2:]) for line in lines[1:4]}
        assert states == {
            "2026": "all retired",
            "2027": "in force",
            "2030": "not yet",
        }

    def test_json_is_the_set_itself(self, run: Run, keys: Path) -> None:
        _, out, _ = run("keys", "public", "--keys", keys, "--json")

        assert KeySet.from_jwks(out) == KeySet.from_jwks(
            (keys / "keys.jwks").read_bytes()
        )

    def test_it_goes_where_others_get_it(
        self, run: Run, keys: Path, tmp_path: Path
    ) -> None:
        run("keys", "public", "--keys", keys, "--out", tmp_path / "to" / "give.jwks")

        given = (tmp_path / "to" / "give.jwks").read_bytes()
        assert given == (keys / "keys.jwks").read_bytes()

    def test_a_key_made_elsewhere_joins_the_set(
        self, run: Run, keys: Path, tmp_path: Path
    ) -> None:
        private = generate_private_key(SECP256R1())
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (tmp_path / "own.pem").write_bytes(pem)

        code, _, _ = run(
            "keys", "public", tmp_path / "own.pem", "--issuer", "ward.example",
            "--out", keys / "keys.jwks",
        )  # fmt: skip

        assert code == 0
        assert [jwk.get("egovkit") for jwk in jwks(keys)][1:] == [
            {"issuer": "ward.example"}
        ]

    def test_a_key_made_elsewhere_needs_an_issuer(self, run: Run, keys: Path) -> None:
        code, _, err = run("keys", "public", keys / "2026.pem")

        assert code == 2
        assert "--issuer" in err

    def test_where_there_is_no_set_it_says_how_to_make_one(
        self, run: Run, tmp_path: Path
    ) -> None:
        code, _, err = run("keys", "public", "--keys", tmp_path)

        assert code == 2
        assert "keys new" in err


class TestRotate:
    def verified(self, run: Run, link: str, keys: Path, at: str) -> str:
        _, out, _ = run("verify", link, "--keys", keys, "--at", at)
        return out.splitlines()[0].partition("  ")[2].strip()

    def test_papers_of_the_old_key_stay_good(
        self, run: Run, keys: Path, link: str
    ) -> None:
        run("keys", "rotate", "--keys", keys, "--at", "2026-01-20T08:00")

        assert self.verified(run, link, keys, "2026-02-01") == "genuine"

    def sign(self, run: Run, keys: Path, kid: str, at: str) -> int:
        code, _, _ = run(
            "sign", "procedure", "--key", keys / f"{kid}.pem", "--code", "1.001193",
            "--decision", "1872/QD-BTP", "--version", "2", "--url", "https://w.example/1",
            "--expires", "90d", "--at", at,
        )  # fmt: skip
        return code

    def test_the_old_key_signs_until_the_overlap_has_passed(
        self, run: Run, keys: Path
    ) -> None:
        run(
            "keys", "rotate", "--keys", keys, "--kid", "2027", "--overlap", "2w",
            "--at", "2027-01-05T08:00",
        )  # fmt: skip

        # Both ends are inclusive: 14 days after the 5th at 08:00.
        assert self.sign(run, keys, "2026", "2027-01-19T08:00:00") == 0
        assert self.sign(run, keys, "2026", "2027-01-19T08:00:01") == 2
        assert self.sign(run, keys, "2027", "2027-01-05T08:00:00") == 0
        assert self.sign(run, keys, "2027", "2027-01-05T07:59:59") == 2

    def test_it_says_what_to_do_next(self, run: Run, keys: Path) -> None:
        _, out, _ = run(
            "keys", "rotate", "--keys", keys, "--kid", "2027", "--at", "2027-01-05"
        )

        steps = [line.split(". ", 1)[1] for line in out.splitlines() if ". " in line]
        assert [step.split()[0] for step in steps] == [
            "give", "once", "after", "leave",
        ]  # fmt: skip

    def test_an_end_that_was_set_is_not_moved_later(
        self, run: Run, tmp_path: Path
    ) -> None:
        run(
            "keys", "new", "--issuer", "w.example", "--kid", "01", "--out", tmp_path,
            "--at", "2026-01-01", "--until", "2026-06-30",
        )  # fmt: skip

        run(
            "keys", "rotate", "--keys", tmp_path, "--overlap", "30d", "--at",
            "2026-06-25",
        )  # fmt: skip

        old, _ = KeySet.from_jwks((tmp_path / "keys.jwks").read_text())
        assert old.not_after == datetime(2026, 6, 30, 16, 59, 59, tzinfo=UTC)

    def test_the_new_key_is_of_the_old_kind(self, run: Run, tmp_path: Path) -> None:
        run(
            "keys", "new", "--issuer", "w.example", "--alg", "Ed25519", "--purpose",
            "result", "--out", tmp_path, "--at", "2026-01-01",
        )  # fmt: skip

        run("keys", "rotate", "--keys", tmp_path, "--at", "2027-01-01")

        _, new = KeySet.from_jwks((tmp_path / "keys.jwks").read_text())
        assert (new.alg, new.issuer, new.purposes) == (
            "Ed25519", "w.example", ("result",),
        )  # fmt: skip

    def test_of_two_in_force_one_has_to_be_named(self, run: Run, keys: Path) -> None:
        run("keys", "new", "--issuer", "w.example", "--kid", "3031", "--out", keys,
            "--at", "2026-01-05")  # fmt: skip

        code, _, err = run("keys", "rotate", "--keys", keys, "--at", "2026-02-01")
        assert code == 2
        assert "2026, 3031" in err

        code, _, _ = run("keys", "rotate", "3031", "--keys", keys, "--at", "2026-02-01")
        assert code == 0

    def test_a_revoked_key_is_not_rotated(self, run: Run, keys: Path) -> None:
        run("keys", "revoke", "2026", "--keys", keys)

        code, _, err = run("keys", "rotate", "2026", "--keys", keys)

        assert code == 2
        assert "keys new" in err


class TestRevoke:
    def code(self, run: Run, link: str, keys: Path) -> str | None:
        _, out, _ = run("verify", link, "--keys", keys, "--at", "2026-02-01", "--json")
        code: str | None = json.loads(out)["code"]
        return code

    def test_every_paper_of_a_stolen_key_is_refused(
        self, run: Run, keys: Path, link: str
    ) -> None:
        code, out, _ = run("keys", "revoke", "2026", "--keys", keys)

        assert code == 0
        assert "every paper of it is refused" in out
        assert self.code(run, link, keys) == "key_revoked"

    @pytest.mark.parametrize(
        ("since", "code"),
        [("2026-01-05T09:05:00", "key_revoked"), ("2026-01-05T09:05:01", None)],
    )
    def test_since_is_inclusive(
        self, run: Run, keys: Path, link: str, since: str, code: str | None
    ) -> None:
        run("keys", "revoke", "2026", "--keys", keys, "--since", since)

        assert self.code(run, link, keys) == code

    def test_what_is_revoked_for_all_time_stays_so(self, run: Run, keys: Path) -> None:
        run("keys", "revoke", "2026", "--keys", keys)

        code, _, err = run(
            "keys", "revoke", "2026", "--keys", keys, "--since", "2026-06-01"
        )

        assert code == 2
        assert "for all time" in err
        assert [jwk["egovkit"] for jwk in jwks(keys)] == [
            {
                "issuer": "ward.example",
                "not_before": "2026-01-05T08:00:00+07:00",
                "revoked": True,
            }
        ]

    def test_an_unknown_key_is_named(self, run: Run, keys: Path) -> None:
        code, _, err = run("keys", "revoke", "beef", "--keys", keys)

        assert code == 2
        assert "unknown_key: the kid beef; expected one of 2026" in err


def test_json_says_what_was_made_and_by_which_clock(run: Run, tmp_path: Path) -> None:
    _, out, _ = run(
        "keys", "new", "--issuer", "w.example", "--kid", "2026", "--out", tmp_path,
        "--at", "2026-01-05", "--json",
    )  # fmt: skip

    data = json.loads(out)
    assert data["kid"] == "2026"
    assert data["not_before"] == "2026-01-05T00:00:00+07:00"
    assert (data["state"], data["at_is_clock"]) == ("in force", False)
    assert data["private"] == str(tmp_path / "2026.pem")
